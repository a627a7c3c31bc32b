"""The generated client in front of the generated server, with a record of what went between."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from shoprocket_public import AsyncClient, Client
from shoprocket_public._runtime.server import running
from shoprocket_public._runtime.server.testing import InProcess
from shoprocket_public.server import create_app

KEY = "pk_test_h4rbour"
BASE = f"/v3/public/{KEY}"
TOKEN = "6f1d2c7e-58a0-4c3b-9f24-b0a7d1e93c55"

__all__ = [
    "BASE",
    "KEY",
    "TOKEN",
    "WAYS",
    "Exchange",
    "InProcess",
    "Recorder",
    "Shop",
    "Way",
    "create_app",
    "data_of",
    "running",
]


class Way(NamedTuple):
    """How a call is made."""

    asynchronous: bool
    socket: bool

    def __str__(self) -> str:
        kind = "async" if self.asynchronous else "sync"
        return f"{kind}-{'socket' if self.socket else 'process'}"


WAYS = [Way(kind, place) for kind in (False, True) for place in (False, True)]


class Exchange(NamedTuple):
    """One request as the server got it, and what it answered."""

    method: str
    path: str
    query: str
    headers: list[tuple[str, str]]
    body: bytes
    status: int
    answer: bytes


class Recorder:
    """An ASGI application in front of another that keeps what passes."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.exchanges: list[Exchange] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sent, answered, status = bytearray(), bytearray(), [0]
        exchanges = self.exchanges  # a late answer belongs to the test that asked

        def record() -> None:
            exchanges.append(
                Exchange(
                    scope["method"],
                    scope["raw_path"].decode("ascii"),
                    scope["query_string"].decode("ascii"),
                    [(k.decode("latin-1"), v.decode("latin-1")) for k, v in scope["headers"]],
                    bytes(sent),
                    status[0],
                    bytes(answered),
                )
            )

        async def receiving() -> Any:
            message = await receive()
            sent.extend(message.get("body", b""))
            return message

        async def sending(message: Any) -> None:
            status[0] = message.get("status", status[0])
            answered.extend(message.get("body", b""))
            if message["type"] == "http.response.body" and not message.get("more_body"):
                record()  # before the client can know of it
            await send(message)

        await self.app(scope, receiving, sending)


class Shop:
    """A way to an application: `run` makes a client for a function that uses it."""

    def __init__(self, way: Way, url: str | None = None, recorder: Recorder | None = None) -> None:
        self.way = way
        self.url = url
        self.recorder = recorder or Recorder(None)
        self.serve(create_app())

    def serve(self, app: Any) -> Shop:
        """Put another application behind this way, with an empty record."""
        self.recorder.app = app
        self.recorder.exchanges = []
        return self

    @property
    def exchanges(self) -> list[Exchange]:
        return self.recorder.exchanges

    @property
    def only(self) -> Exchange:
        """The one exchange that there was."""
        (exchange,) = self.exchanges
        return exchange

    def settings(self, given: dict[str, Any]) -> dict[str, Any]:
        """The client's keywords for this way; `wrap` goes around its transport."""
        wrap = given.pop("wrap", None)
        known: dict[str, Any] = {"publishable_key": KEY, "trust_env": False}
        if self.url is not None:
            known["base_url"] = f"{self.url}/v3/public/{{publishable_key}}"
        else:
            known["transport"] = InProcess(self.recorder)
        if wrap is not None:
            known["transport"] = wrap(known.get("transport"), self.way)
        return {**known, **given}

    def run(self, use: Callable[[Any], Any], **settings: Any) -> Any:
        """What a function of a client gives, awaited where it can be."""
        made = self.settings(settings)
        if self.way.asynchronous:
            return asyncio.run(_awaited(use, made))
        with Client(**made) as client:
            return use(client)


async def _awaited(use: Callable[[Any], Any], settings: dict[str, Any]) -> Any:
    async with AsyncClient(**settings) as client:
        outcome = use(client)
        return await outcome if inspect.isawaitable(outcome) else outcome


def data_of(value: Any) -> Any:
    """A result as the JSON it stands for: what came, nothing more and nothing less."""
    if hasattr(value, "model_dump"):
        return value.model_dump(by_alias=True, exclude_unset=True, mode="json")
    items: Iterable[Any] | None = getattr(value, "items", None)
    if isinstance(value, list) or (items is not None and not callable(items)):
        return [data_of(item) for item in (value if isinstance(value, list) else items or ())]
    return value
