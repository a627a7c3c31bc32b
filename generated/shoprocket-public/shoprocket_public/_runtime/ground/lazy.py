"""Names that are imported when first touched (PEP 562)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

_FOR = {
    "File": "bodies that are no JSON",
    "RedisLimiter": "operations with limits (x-rate-limit)",
}
"""Names that only some packages have → what they are for."""


def lazy_names(
    package: str, modules: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Make `__getattr__`, `__dir__` and `__all__` of a lazy package.

    Args:
        package: The package's `__name__`.
        modules: Module, from the package on → names it defines, with spaces between; its own
            name stands for itself.

    Raises:
        UsageError: later, for a name of what the package's document has no use for.
    """
    where = {name: module for module, names in modules.items() for name in names.split()}
    names = sorted(where)

    def __getattr__(name: str) -> Any:
        module = where.get(name)
        if module is None:
            if name in _FOR and "Client" in where:
                from .errors import UsageError

                raise UsageError(f"{package} has no {name}: its document has no {_FOR[name]}")
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        home = import_module(f".{module}", package)
        value = home if name == module else getattr(home, name)
        setattr(sys.modules[package], name, value)
        return value

    def __dir__() -> list[str]:
        return sorted({*names, *vars(sys.modules[package])})

    return __getattr__, __dir__, names
