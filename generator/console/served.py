"""A package that is served, as the console knows it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

PREFIX = "_specwright"


class Served:
    """An application, and what it was made of.

    The console is of the toolkit and the application of a package, whose runtime may
    be of another version: what it has is asked for by name.

    Args:
        app: The application.
        api: The package's `API`.
        operations: What it serves.
        package: Its import name; empty where there is none, as in tests.
    """

    def __init__(self, app: Any, api: Any, operations: Sequence[Any], package: str = "") -> None:
        self.app = app
        self.api = api
        self.operations: Mapping[str, Any] = {item.id: item for item in operations}
        self.package = package
        self._runtime = type(app).__module__.removesuffix(".server.application")

    @property
    def title(self) -> str:
        """The API's title and version."""
        return f"{self.api.title} {self.api.version}"

    @property
    def document(self) -> Any:
        """The OpenAPI document that it answers by."""
        return self.app.document

    def runtime(self, module: str) -> ModuleType:
        """A module of the package's runtime, such as `server.app.faults`."""
        return import_module(f"{self._runtime}.{module}")

    def webhooks(self) -> Mapping[str, Any]:
        """The messages of the package that can be signed, by name; none without a client."""
        if not self.package:
            return {}
        try:
            found: Mapping[str, Any] = import_module(f"{self.package}.webhooks").WEBHOOKS
        except (ModuleNotFoundError, AttributeError):
            return {}
        return found

    @cached_property
    def keys(self) -> dict[str, str]:
        """A credential that looks right, for each security scheme."""
        defaults = {
            argument: server.variables.get(name)
            for server in self.api.servers
            for name, argument in server.arguments.items()
        }
        found: dict[str, str] = {}
        for scheme in self.api.schemes:
            if scheme.kind == "mutual-tls":
                continue
            plain = "sandbox:sandbox" if scheme.kind == "basic" else "sandbox"
            found[scheme.name] = defaults.get(scheme.argument) or plain
        return found

    @cached_property
    def has_root(self) -> bool:
        """Whether the vendor has something at `/`."""
        return any(operation.path in ("", "/") for operation in self.operations.values())

    @cached_property
    def prefix(self) -> str:
        """A path that none of the vendor's begins with."""
        paths = [operation.path for operation in self.operations.values()]
        paths += [urlsplit(server.url).path for server in self.api.servers]
        taken = {path.split("/")[1] for path in paths if path.startswith("/")}
        word = PREFIX
        while word in taken:
            word += "_"
        return f"/{word}"

    @cached_property
    def _keyed(self) -> list[re.Pattern[str]]:
        """Patterns of paths that have a credential in them; it is the group."""
        arguments = {scheme.argument for scheme in self.api.schemes}
        found: list[re.Pattern[str]] = []
        for server in self.api.servers:
            path = "/" + server.url.partition("://")[2].partition("/")[2]
            for name, argument in server.arguments.items():
                before, variable, _ = path.partition(f"{{{name}}}")
                if variable and argument in arguments:
                    before = re.sub(r"\\\{[^{}]+\\\}", "[^/]+", re.escape(before))
                    found.append(re.compile(f"^({before})[^/]+"))
        return found

    def shown(self, path: str) -> str:
        """A request's path with the credential in it masked."""
        for pattern in self._keyed:
            path = pattern.sub(r"\1***", path, count=1)
        return path
