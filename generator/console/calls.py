"""A call from a form: the request as it goes over the wire, and what came of it."""

from __future__ import annotations

import asyncio
import base64
import json
import shlex
import time
import warnings
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from .desk import Desk
from .guard import Message
from .served import Served

LONGEST = 256 << 10
"""Bytes of an answer that are shown."""
PATIENCE = 5.0
"""Seconds that an answer without end is listened to."""
FORM = "application/x-www-form-urlencoded"


class Outgoing(NamedTuple):
    """A request, ready to be sent."""

    method: str
    path: str
    query: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def target(self) -> str:
        """Path and query."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def curl(self, base: str) -> str:
        """The same as a command."""
        words = ["curl", "-i"]
        if self.method != "GET" or self.body:
            words += ["-X", self.method]
        words.append(f"{base}{self.target}")
        for name, value in self.headers:
            words += ["-H", f"{name}: {value}"]
        if self.body:
            words += ["--data-binary", self.body.decode("utf-8", "replace")]
        return shlex.join(words)


def outgoing(served: Served, said: Mapping[str, Any]) -> Outgoing:
    """The request that a form describes.

    Args:
        served: What is called.
        said: `operation`, `values` by parameter name, `media` and `body`, `keys` by scheme,
            `prefer`.

    Raises:
        ValueError: It cannot be written.
    """
    operation = served.operations.get(str(said.get("operation")))
    if operation is None:
        raise ValueError("there is no such operation")
    values = {k: v for k, v in dict(said.get("values") or {}).items() if v not in (None, "")}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # values that are wrong on purpose
            return _written(served, operation, values, said)
    except ValueError:
        raise
    except Exception as error:  # the runtime's UsageError, of whatever version it is
        raise ValueError(str(error)) from None


def _written(
    served: Served, operation: Any, values: Mapping[str, Any], said: Mapping[str, Any]
) -> Outgoing:
    encode = served.runtime("wire.encode")
    path: str = operation.path
    query: list[str] = []
    cookies: list[str] = []
    headers: list[tuple[str, str]] = []
    for param in operation.params:
        text = values.get(param.name)
        if text is None:
            if param.where == "path":
                raise ValueError(f"{param.key} is missing: it is a part of the path")
            continue
        value, untyped = _value(text), param._replace(type=None)
        if param.where == "path":
            path = path.replace(f"{{{param.key}}}", encode.compile_path(untyped)(value))
        elif param.where == "header":
            headers.append((param.key, encode.compile_header(untyped)(value)))
        else:
            encode.compile_query(untyped)(value, cookies if param.where == "cookie" else query)
    body, media = _body(served, operation, said)
    fields = _place_keys(served, said.get("keys") or {}, headers, query, cookies)
    if fields:
        media = media or FORM
        body = b"&".join(filter(None, (body, "&".join(fields).encode())))
    if media:
        headers.append(("Content-Type", media))
    if cookies:
        headers.append(("Cookie", "; ".join(cookies)))
    if said.get("prefer"):
        headers.append(("Prefer", encode.raw(str(said["prefer"]))))
    return Outgoing(operation.method, encode.quote_path(path), "&".join(query), headers, body)


def _value(text: Any) -> Any:
    """What was typed: a list or an object where it is one in JSON, else the text."""
    if isinstance(text, str) and text.lstrip()[:1] in ("[", "{"):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return str(text)


def _place_keys(
    served: Served,
    keys: Mapping[str, str],
    headers: list[tuple[str, str]],
    query: list[str],
    cookies: list[str],
) -> list[str]:
    """Put credentials where they belong; gives those that belong into a form."""
    form: list[str] = []
    for scheme in served.api.schemes:
        key = keys.get(scheme.name)
        if not key:
            continue
        key = served.runtime("wire.encode").raw(str(key))
        pair = f"{quote(scheme.wire, safe='')}={quote(key, safe='')}"
        if scheme.kind == "basic":
            headers.append((scheme.wire, f"Basic {base64.b64encode(key.encode()).decode()}"))
        elif scheme.kind in ("bearer", "oauth2"):
            headers.append((scheme.wire, f"Bearer {key}"))
        elif scheme.where == "header":
            headers.append((scheme.wire, key))
        else:
            {"query": query, "cookie": cookies}.get(scheme.where, form).append(pair)
    return form


def _body(served: Served, operation: Any, said: Mapping[str, Any]) -> tuple[bytes, str]:
    """Bytes and media type of a body: as typed, but for forms, which are typed as JSON."""
    media, text = str(said.get("media") or ""), str(said.get("body") or "")
    if not media or not text.strip():
        return b"", ""
    written = served.runtime("wire.body")
    essence = written.essence(media)
    if essence != FORM and not essence.startswith("multipart/"):
        return text.encode(), media
    try:
        members = json.loads(text)
    except ValueError:
        return text.encode(), media
    first = operation.body
    own = next((one for one in (first, *first.others) if media in one.media), first)
    if essence.startswith("multipart/"):
        members = _files(served, operation, media, members)
    names = {field.key: field.name for field in own.fields}
    known = {names[key]: value for key, value in members.items() if key in names}
    more = {key: value for key, value in members.items() if key not in names}
    if not names:
        known, more = {"body": members}, {}
    payload = written.BodyWriter(own).write_as(known, more, media)
    content = payload.content
    if not isinstance(content, bytes):
        content.start()
        content = b"".join(content)
    return content, payload.media


def _files(served: Served, operation: Any, media: str, members: Any) -> Any:
    """Members with their files: text of a member that is bytes is such a file's content."""
    document = served.document
    content = document.step(document.operation(operation)[1], "requestBody", "content", media)
    properties = document.step(content, "schema", "properties") if content else None
    binary = {
        name
        for name, node in document.items(properties)
        if {"format": "binary"}.items() <= dict(node.value).items()
        or "contentMediaType" in node.value
    }
    return {
        name: (f"{name}.txt", value.encode(), "application/octet-stream")
        if name in binary and isinstance(value, str)
        else value
        for name, value in members.items()
    }


async def call(desk: Desk, request: Outgoing, base: str) -> dict[str, Any]:
    """Make a request in this process, and say what came back.

    Args:
        desk: What is called.
        request: The request.
        base: The URL that the server is known by.
    """
    sent: list[Message] = []
    done = False
    host = base.partition("://")[2]

    async def receive() -> Message:
        nonlocal done
        if done:  # asked again by what is sent item by item: it is listened to for a while
            await asyncio.sleep(PATIENCE)
            return {"type": "http.disconnect"}
        done = True
        return {"type": "http.request", "body": request.body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    began = time.perf_counter()
    await desk(_scope(request, host), receive, send)
    seconds = time.perf_counter() - began
    start = sent[0] if sent else {"status": None, "headers": []}
    whole = bool(sent) and not sent[-1].get("more_body", False) and len(sent) > 1
    data = b"".join(message.get("body", b"") for message in sent[1:])
    return {
        "request": {"method": request.method, "target": request.target},
        "curl": request.curl(base),
        "status": start["status"] if whole or data else None,
        "headers": [(n.decode("latin-1"), v.decode("latin-1")) for n, v in start["headers"]],
        "body": data[:LONGEST].decode("utf-8", "replace"),
        "size": len(data),
        "whole": whole,
        "ms": round(seconds * 1000, 1),
    }


def _scope(request: Outgoing, host: str) -> Message:
    headers = [(b"host", host.encode()), (b"accept", b"*/*"), (b"user-agent", b"console")]
    headers += [(n.lower().encode(), v.encode()) for n, v in request.headers]
    headers += [(b"content-length", str(len(request.body)).encode())] if request.body else []
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.path,
        "raw_path": request.path.encode(),
        "query_string": request.query.encode(),
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 0),
        "server": (host, None),
    }
