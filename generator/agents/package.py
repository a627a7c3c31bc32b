"""A generated package, found and imported: what its tools are made from."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

_TYPED = "py.typed"


class Unusable(Exception):
    """The package cannot be served; the text says why, and what to do."""


@dataclass(frozen=True)
class Package:
    """A generated package, imported."""

    name: str
    """Its import name."""
    folder: Path
    """The distribution: README.md, api.txt, manifest.json. Of an installed one, the package."""
    module: ModuleType
    operations: Mapping[str, Any]
    """Operation id → the operation as data."""
    methods: Mapping[str, str]
    """Operation id → its name in Python, unique in the document."""
    document: Mapping[str, Any]
    """The OpenAPI document (3.1), every reference within it."""

    @property
    def api(self) -> Any:
        """What holds for all operations."""
        return import_module(f"{self.name}.operations").API


def load(folder: Path) -> Package:
    """Import a generated package.

    Args:
        folder: The distribution, such as `generated/acme`, or an installed package itself.

    Raises:
        Unusable: It has one half only, or what it needs is not installed.
    """
    inner = folder if (folder / _TYPED).is_file() else next(folder.glob(f"*/{_TYPED}")).parent
    name, document = inner.name, inner / "server" / "openapi.json"
    if not document.is_file() or not (inner / "client.py").is_file():
        raise Unusable(
            f"{folder.as_posix()} needs both halves: the client calls, and the server's document"
            " says what may be asked; see `halves` of the settings"
        )
    sys.path.insert(0, str(inner.resolve().parent))
    try:
        module = import_module(name)
        operations = import_module(f"{name}.server.app").OPERATIONS
    except ModuleNotFoundError as error:
        raise Unusable(f"the package needs {error.name}, which is not installed") from None
    found = {operation.id: operation for operation in operations.values()}
    methods = {operation.id: handler for handler, operation in operations.items()}
    return Package(name, folder, module, found, methods, json.loads(document.read_bytes()))


def settings_from(environment: Mapping[str, str], package: Package) -> dict[str, str]:
    """The client's keywords for credentials and base URL, from `<PACKAGE>_<KEYWORD>`.

    Args:
        environment: Such as `os.environ`.
        package: Whose client is to be made.
    """
    wanted = ["base_url", "token_url"]
    for scheme in package.api.schemes:
        wanted += filter(None, (scheme.argument, scheme.secret_argument))
    for server in package.api.servers:
        wanted += server.arguments.values()
    given = {name: environment.get(f"{package.name}_{name}".upper(), "") for name in wanted}
    return {name: value for name, value in given.items() if value}


def client_of(package: Package, more: Mapping[str, Any]) -> Any:
    """An asynchronous client with credentials from the environment.

    Args:
        package: Whose client is to be made.
        more: Settings that come before those of the environment.

    Raises:
        Unusable: A credential is missing or no such thing; the text names the variables.
    """
    given = {**settings_from(os.environ, package), **more}
    try:
        return package.module.AsyncClient(**given)
    except (TypeError, ValueError) as error:
        names = [s.argument for s in package.api.schemes]
        names += [s.secret_argument for s in package.api.schemes if s.secret_argument]
        variables = ", ".join(f"{package.name}_{name}".upper() for name in names)
        raise Unusable(f"{error}; credentials are read from {variables}") from None
