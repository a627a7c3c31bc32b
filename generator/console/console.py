"""The console: a page, and the few requests that its script makes.

    GET  /_specwright/                 the page, its style and its script
    GET  /_specwright/api/about        what is served, and its operations
    GET  /_specwright/api/form?id=     what a form needs to call one
    GET  /_specwright/api/state?since= the last requests, things, processes, faults
    POST /_specwright/api/…            call, reset, clear, clock, faults, webhook

All else goes to the application, and so does this for whoever is not let in (`guard`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from generator import __version__

from . import calls, forms, webhooks
from .desk import Desk
from .guard import HEADERS, Message, Receive, Send, fields_of, is_local, is_own, isolated
from .switches import switch_of

LARGEST = 4 << 20
"""Bytes of a request to the console."""
SHOWN = 200
"""Things, and processes, that are shown."""
_PAGE = Path(__file__).with_name("page")
_FILES = {
    "": ("index.html", "text/html; charset=utf-8"),
    "console.css": ("console.css", "text/css; charset=utf-8"),
    "console.js": ("console.js", "text/javascript; charset=utf-8"),
    "dom.js": ("dom.js", "text/javascript; charset=utf-8"),
    "forms.js": ("forms.js", "text/javascript; charset=utf-8"),
    "panels.js": ("panels.js", "text/javascript; charset=utf-8"),
    "icon.svg": ("icon.svg", "image/svg+xml"),
}
"""All that there is of the page; nothing else is read."""

Action = Callable[[dict[str, Any], str], Awaitable[Any]]


class Console:
    """An ASGI application: the console, and the desk's application at every other path.

    Args:
        desk: What is shown and turned.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._actions: dict[str, Action] = {
            "call": self._call,
            "clear": self._clear,
            "clock": self._clock,
            "faults": self._faults,
            "reset": self._reset,
            "webhook": self._webhook,
        }

    @property
    def prefix(self) -> str:
        """The path that everything of the console's begins with."""
        return self._desk.served.prefix

    @property
    def path(self) -> str:
        """Where a browser finds the page: `/`, unless the vendor has something there."""
        return f"{self.prefix}/" if self._desk.served.has_root else "/"

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection."""
        if scope["type"] != "http":
            await self._desk(scope, receive, send)
        elif self._is_ours(scope):
            await self._answer(scope, receive, send)
        else:
            await self._desk(scope, receive, isolated(scope, send))

    def _is_ours(self, scope: Message) -> bool:
        path, prefix = scope["path"], self.prefix
        if path != "/" and path != prefix and not path.startswith(f"{prefix}/"):
            return False
        if path == "/" and (self.path != "/" or not _browses(scope)):
            return False  # the vendor's own, or its 404
        return is_local(scope)

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        if path in ("/", self.prefix):
            await _send(send, 307, "text/plain", b"", (b"location", f"{self.prefix}/".encode()))
            return
        name = path.removeprefix(f"{self.prefix}/")
        if name in _FILES and method in ("GET", "HEAD"):
            file, media = _FILES[name]
            await _send(send, 200, media, (_PAGE / file).read_bytes() if method == "GET" else b"")
            return
        status, said = await self._served(scope, receive, name)
        body = json.dumps(said, ensure_ascii=False, default=str).encode("utf-8", "replace")
        await _send(send, status, "application/json", body)

    async def _served(self, scope: Message, receive: Receive, name: str) -> tuple[int, Any]:
        """Status and body of the answer to the page's script."""
        word = name.removeprefix("api/")
        if not is_own(scope):
            return 403, {"error": "only the console's own page may ask this"}
        try:
            if scope["method"] == "GET" and (found := self._shown(word, scope)) is not None:
                return 200, found
            action = self._actions.get(word)
            if scope["method"] != "POST" or action is None or word == name:
                return 404, {"error": "there is nothing here"}
            return 200, await action(await _said(scope, receive), _base(scope))
        except ValueError as error:
            return 400, {"error": str(error)}
        except OSError as error:
            return 502, {"error": f"nothing answers there: {error.strerror or error}"}

    def _shown(self, word: str, scope: Message) -> Any:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        served = self._desk.served
        if word == "about":
            return self._about(_base(scope))
        if word == "form":
            return forms.form_of(served, query.get("id", [""])[0])
        if word == "state":
            since = query.get("since", ["0"])[0]
            return self._state(int(since) if since.isdecimal() and len(since) < 16 else 0)
        return None

    def _about(self, base: str) -> dict[str, Any]:
        served = self._desk.served
        return {
            "title": served.title,
            "version": __version__,
            "base": base,
            "operations": forms.overview(served),
            "schemes": [
                {"name": s.name, "kind": s.kind, "where": s.where, "wire": s.wire}
                for s in served.api.schemes
            ],
            "keys": served.keys,
            "webhooks": webhooks.messages(served),
            "limited": bool(self._desk.more.get("limits")),
            "throttled": served.api.throttle.status,
        }

    def _state(self, since: int) -> dict[str, Any]:
        desk = self._desk
        app = desk.served.app
        contents = app.contents() if hasattr(app, "contents") else {}
        return {
            "number": desk.records.number,
            "loaded": desk.loaded,
            "records": desk.records.since(since),
            "things": _last(contents.get("things", {})),
            "touched": len(contents.get("things", {})),
            "processes": contents.get("processes", [])[-SHOWN:],
            "drift": dict(app.drift),
            "faults": [{**one._asdict(), "said": one.said} for one in desk.faults.on],
            "now": desk.clock(),
            "ahead": desk.clock.ahead,
        }

    async def _call(self, said: dict[str, Any], base: str) -> Any:
        request = calls.outgoing(self._desk.served, said)
        return await calls.call(self._desk, request, base)

    async def _clear(self, said: dict[str, Any], base: str) -> Any:
        self._desk.records.clear()
        return {}

    async def _clock(self, said: dict[str, Any], base: str) -> Any:
        seconds = said.get("ahead")
        if not isinstance(seconds, (int, float)):
            raise ValueError("ahead is a number of seconds")
        self._desk.clock.turn(float(seconds))
        return {"ahead": self._desk.clock.ahead}

    async def _faults(self, said: dict[str, Any], base: str) -> Any:
        listed = said.get("faults")
        if not isinstance(listed, list):
            raise ValueError("faults is a list")
        self._desk.faults.set([switch_of(one) for one in listed])
        return {}

    async def _reset(self, said: dict[str, Any], base: str) -> Any:
        self._desk.reset()
        return {}

    async def _webhook(self, said: dict[str, Any], base: str) -> Any:
        return await asyncio.to_thread(webhooks.send, self._desk.served, said)


def _last(things: dict[str, Any]) -> dict[str, Any]:
    """Those that were touched last."""
    return dict(list(things.items())[-SHOWN:])


def _browses(scope: Message) -> bool:
    """Whether somebody wants to look at a page, and no program asks for data."""
    return scope["method"] in ("GET", "HEAD") and "text/html" in fields_of(scope).get("accept", "")


def _base(scope: Message) -> str:
    return f"{scope.get('scheme', 'http')}://{fields_of(scope)['host']}"


async def _said(scope: Message, receive: Receive) -> dict[str, Any]:
    """The JSON object that a request holds.

    Raises:
        ValueError: It holds none.
    """
    if fields_of(scope).get("content-type", "").partition(";")[0] != "application/json":
        raise ValueError("send application/json")
    data = b""
    while True:
        message = await receive()
        data += message.get("body", b"")
        if len(data) > LARGEST:
            raise ValueError(f"at most {LARGEST} bytes")
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            break
    try:
        said = json.loads(data)
    except RecursionError:
        said = None
    if not isinstance(said, dict):
        raise ValueError("send an object")
    return said


async def _send(
    send: Send, status: int, media: str, body: bytes, *more: tuple[bytes, bytes]
) -> None:
    headers = [*HEADERS, *more, (b"content-type", media.encode())]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
