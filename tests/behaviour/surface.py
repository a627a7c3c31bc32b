"""Which method of a client makes which call: found by calling each on a client that notes it."""

from __future__ import annotations

import inspect
from contextlib import suppress
from functools import cached_property
from typing import Any, NamedTuple

from shoprocket_public import AsyncClient, Client
from shoprocket_public._runtime.ground.settings import Settings


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
    """A client that sends nothing and notes what it was asked to send."""

    _mode = ""
    _settings = Settings()

    def __init__(self) -> None:
        self.asked: list[tuple[Any, dict[str, Any], Any]] = []

    def call(self, operation: Any, args: dict[str, Any], options: Any = None) -> Any:
        self.asked.append((operation, dict(args), options))
        raise _Asked

    def send(self, operation: Any, args: Any, settings: Settings, url: Any = None) -> Any:
        """Of methods that give pages."""
        return self.call(operation, args, {"idempotency_key": settings.idempotency_key})


class _NotingAsync(_Noting):
    async def call(self, operation: Any, args: dict[str, Any], options: Any = None) -> Any:
        super().call(operation, args, options)


def methods(kind: type[Client] | type[AsyncClient]) -> dict[str, Method]:
    """The methods of a kind of client by operation id.

    Each argument must arrive under the keyword of the method, and no operation
    may have two methods.
    """
    found: dict[str, Method] = {}
    client = kind(publishable_key="pk_test_surface")
    for resource, value in vars(kind).items():
        if not isinstance(value, cached_property):
            continue
        for name, function in vars(type(getattr(client, resource))).items():
            if name.startswith("_") or not inspect.isfunction(function):
                continue
            noting = _NotingAsync() if kind is AsyncClient else _Noting()
            parameters = list(inspect.signature(function).parameters)[1:]
            marks: dict[str, Any] = {parameter: object() for parameter in parameters}
            marks["options"] = {"idempotency_key": object()}
            with suppress(_Asked):
                outcome = function(type(getattr(client, resource))(noting), **marks)
                for _ in outcome.__await__():
                    raise AssertionError("it waits for something")
            ((operation, args, options),) = noting.asked
            assert options == marks.pop("options")
            assert args == marks, f"{resource}.{name} changes its arguments"
            assert operation.id not in found, f"{operation.id} has two methods"
            found[operation.id] = Method(resource, name, operation)
    return found
