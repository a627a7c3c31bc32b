"""A generated package as its tests need it: imported, its methods found, its sandbox served."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from tests.behaviour.shop import Recorder
from tests.vendors import GENERATED
from tests.vendors.described import Described, operations


def names() -> list[str]:
    """The generated packages, by the names of their documents."""
    return sorted(path.parent.name for path in GENERATED.glob("*/manifest.json"))


class Method(NamedTuple):
    """A method of a resource, and the operation that it calls."""

    resource: str
    name: str
    operation: Any

    def of(self, client: Any) -> Any:
        """The method, bound to a client."""
        return getattr(getattr(client, self.resource), self.name)


class _Asked(Exception):
    """A method got as far as its call."""


class _Noting:
    """A client that sends nothing and notes which operation it was asked for."""

    _mode = ""

    def __init__(self, settings: Any) -> None:
        self.asked: list[Any] = []
        self._settings = settings

    def call(self, operation: Any, *_: Any, **__: Any) -> Any:
        """Of plain methods; lists and processes `send`."""
        self.asked.append(operation)
        raise _Asked

    send: Any = call


class _NotingAsync(_Noting):
    async def call(self, operation: Any, *_: Any, **__: Any) -> Any:
        super().call(operation)

    send: Any = call


class Package:
    """One generated package.

    Args:
        name: Name of its document, such as `bol-retailer`.
        generated: The folder that it stands in; its own folder can be imported from.
    """

    def __init__(self, name: str, generated: Path = GENERATED) -> None:
        folder = generated / name
        self.name = name
        self.module_name = next(path.parent.name for path in folder.glob("*/py.typed"))
        self.module: Any = import_module(self.module_name)
        self.models: Any = import_module(f"{self.module_name}.models")
        self.api: Any = import_module(f"{self.module_name}.operations").API

    def part(self, name: str) -> Any:
        """A module of the package."""
        return import_module(f"{self.module_name}.{name}")

    @cached_property
    def tree(self) -> dict[str, Any]:
        """The document that the sandbox serves."""
        path = Path(self.module.__file__).parent / "server" / "openapi.json"
        tree: dict[str, Any] = json.loads(path.read_bytes())
        return tree

    @cached_property
    def described(self) -> dict[str, Described]:
        """The document's operations by id, as read by hand."""
        return operations(self.tree)

    @cached_property
    def operations(self) -> dict[str, Any]:
        """The descriptors by id."""
        served = self.part("server.app").OPERATIONS
        return {operation.id: operation for operation in served.values()}

    @cached_property
    def credentials(self) -> dict[str, str]:
        """A value for each credential and server variable that a client asks for."""
        given = inspect.signature(self.module.Client.__init__).parameters.values()
        return {
            item.name: item.name.replace("_", "-") + "-1"
            for item in given
            if item.kind is item.KEYWORD_ONLY and not isinstance(item.default, str)
        }

    def settings(self, url: str) -> dict[str, Any]:
        """Keywords of a client that is to call the sandbox at a URL."""
        servers = self.api.servers
        base = servers[0].url.partition("://")[2].partition("/")[2] if servers else ""
        oauth = any(scheme.kind == "oauth2" for scheme in self.api.schemes)
        token = {"token_url": f"{url}/token"} if oauth else {}
        return {
            **self.credentials,
            "base_url": f"{url}/{base}".rstrip("/"),
            "trust_env": False,
            "limiter": None,
            "deadline": 60,  # a busy machine is no vendor
            **token,
        }

    def methods(self, asynchronous: bool) -> dict[str, Method]:
        """The methods of a kind of client by operation id; no operation may have two."""
        kind = self.module.AsyncClient if asynchronous else self.module.Client
        client = kind(**self.settings("http://127.0.0.1:9"))
        settings = self.part("_runtime.ground.settings").Settings
        found: dict[str, Method] = {}
        for resource, value in vars(kind).items():
            if not isinstance(value, cached_property):
                continue
            owner = type(getattr(client, resource))
            for name, function in vars(owner).items():
                if name.startswith("_") or not inspect.isfunction(function):
                    continue
                noting = (_NotingAsync if asynchronous else _Noting)(settings())
                parameters = list(inspect.signature(function).parameters)[1:]
                with suppress(_Asked):
                    outcome = function(owner(noting), **dict.fromkeys(parameters))
                    if hasattr(outcome, "__await__"):
                        for _ in outcome.__await__():
                            raise AssertionError("it waits for something")
                    noting.asked.append(outcome._operation)  # a stream asks when it is read
                (operation,) = noting.asked
                assert operation.id not in found, f"{operation.id} has two methods"
                found[operation.id] = Method(resource, name, operation)
        return found

    @contextmanager
    def sandbox(self, **options: Any) -> Iterator[tuple[str, Recorder]]:
        """The sandbox on a socket of its own, with a record of what it gets."""
        recorder = Recorder(self.part("server").create_app(**options))
        with self.part("_runtime.server").running(recorder) as url:
            yield url, recorder
