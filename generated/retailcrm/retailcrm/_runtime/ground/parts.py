"""Modules that only some packages carry: those whose document has a use for them.

Which they are says the table of features in the generator. Nothing imports them but
what goes with them; all else asks here, when a document has what they are for.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_ROOT = __name__.rpartition(".ground.")[0]


def part(module: str) -> Any:
    """A module of the runtime, by a name such as `server.app.tokens`; None: not carried."""
    name = f"{_ROOT}.{module}"
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None
