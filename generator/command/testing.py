"""A pytest plugin for programs that call an API through a generated package.

    pytest_plugins = ["generator.command.testing"]  # in conftest.py

    def test_what_is_shown(specwright):
        shop = specwright("shoprocket_public")
        with Client(publishable_key="pk_test_1", transport=shop.transport) as client:
            assert titles(client) == ["Stoneware mug", "Olive wood board"]
        assert [request.operation for request in shop.requests] == ["listProducts"]

The fixture makes a sandbox of its own for the test, which answers from the document's
examples, keeps what it is told, takes what is spelt as documented alone, and remembers what
it was asked. Importing this module imports pytest and nothing of a package.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl

import pytest

_RECORD = "specwright.record"


@dataclass
class Recorded:
    """A request that reached a sandbox, and how it was answered.

    Its repr names no path, query, header or body: credentials may be in any of them.
    """

    method: str
    path: str = field(repr=False)
    """Percent-encoded, as it came."""
    query: list[tuple[str, str]] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    """By lower-case name; several of a name are joined by commas."""
    body: bytes = field(default=b"", repr=False)
    operation: str = ""
    """Operation id; empty where no operation has that path."""
    status: int | None = None
    """None where the connection broke off."""

    @property
    def json(self) -> Any:
        """The body, decoded.

        Raises:
            ValueError: It is no JSON.
        """
        return json.loads(self.body)


@dataclass
class _Trouble:
    operation: str | None
    fault: Any
    left: int | None


class Sandbox:
    """The sandbox of a generated package, for one test.

    Args:
        package: Its import name, or the package.
        **options: Those of `create_app`; `strict` is True if not given.
    """

    def __init__(self, package: str | ModuleType, **options: Any) -> None:
        name = package if isinstance(package, str) else package.__name__
        self._testing = import_module(f"{name}.testing")
        self._own: Callable[[Any], Any] | None = options.pop("faults", None)
        self._trouble: list[_Trouble] = []
        self._open = ExitStack()
        self.requests: list[Recorded] = []
        """What it was asked, in that order."""
        self.app = self._testing.create_app(**{"strict": True, **options, "faults": self._troubled})
        """The application itself."""

    @cached_property
    def transport(self) -> Any:
        """A transport for either kind of client: no socket."""
        made = self._testing.InProcess(self)
        self._open.callback(made.close)
        return made

    @cached_property
    def url(self) -> str:
        """The base URL of the same on a socket of loopback, for other programs and processes."""
        return str(self._open.enter_context(self._testing.running(self)))

    @property
    def drift(self) -> Mapping[str, int]:
        """What was spelt otherwise than documented, with `strict=False`: place → how often."""
        return dict(self.app.drift)

    def fail(self, operation: str | None = None, *, times: int | None = 1, **fault: Any) -> None:
        """Have requests go wrong: `sandbox.fail("getOrder", status=503, times=2)`.

        Args:
            operation: Id of the operation; None: any.
            times: How many of its requests; None: all from now on.
            **fault: `status`, `delay` (seconds), `reset`, `truncate` (bytes), `headers`.
        """
        self._trouble.append(_Trouble(operation, self._testing.Fault(**fault), times))

    def reset(self) -> None:
        """Forget requests, faults, and what they did."""
        self.requests.clear()
        self._trouble.clear()
        self.app.reset()

    def close(self) -> None:
        """Stop what was started; the fixture does so after the test."""
        self._open.close()

    def _troubled(self, attempt: Any) -> Any:
        attempt.request.scope[_RECORD].operation = attempt.operation
        for trouble in self._trouble:
            if trouble.left != 0 and trouble.operation in (None, attempt.operation):
                trouble.left = None if trouble.left is None else trouble.left - 1
                return trouble.fault
        return self._own(attempt) if self._own is not None else None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """The application, with a note of each request (ASGI 3)."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        record = Recorded(
            scope["method"],
            (scope.get("raw_path") or scope["path"].encode()).decode("latin-1"),
            parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True),
            _headers(scope["headers"]),
        )
        self.requests.append(record)

        async def received() -> Any:
            message = await receive()
            record.body += message.get("body", b"")
            return message

        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                record.status = message["status"]
            await send(message)

        await self.app({**scope, _RECORD: record}, received, sent)

    def __repr__(self) -> str:
        return f"<Sandbox of {self.app.title}: {len(self.requests)} requests>"


def _headers(pairs: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


@pytest.fixture
def specwright() -> Iterator[Callable[..., Sandbox]]:
    """Makes sandboxes of generated packages: `specwright("shoprocket_public", limits=True)`."""
    made: list[Sandbox] = []

    def make(package: str | ModuleType, **options: Any) -> Sandbox:
        sandbox = Sandbox(package, **options)
        made.append(sandbox)
        return sandbox

    yield make
    for sandbox in made:
        sandbox.close()
