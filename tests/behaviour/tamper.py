"""Requests changed on their way, for what the client itself would never send."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

Change = Callable[[httpx.Request], httpx.Request]


class Tampering:
    """A transport of either kind in front of another that sends a changed request."""

    def __init__(self, inner: Any, change: Change) -> None:
        self._inner = inner
        self._change = change

    def close(self) -> None:
        self._inner.close()


class _Sync(Tampering):
    def handle_request(self, request: httpx.Request) -> Any:
        return self._inner.handle_request(self._change(request))


class _Async(Tampering):
    async def handle_async_request(self, request: httpx.Request) -> Any:
        return await self._inner.handle_async_request(self._change(request))

    async def aclose(self) -> None:
        await self._inner.aclose()


def tampering(change: Change) -> Callable[[Any, Any], Any]:
    """What `Shop.run` takes as `wrap`: the same change however the request travels."""

    def wrap(inner: Any, way: Any) -> Any:
        if way.asynchronous:
            return _Async(inner or httpx.AsyncHTTPTransport(), change)
        return _Sync(inner or httpx.HTTPTransport(), change)

    return wrap


def replaced(
    request: httpx.Request,
    *,
    method: str | None = None,
    content: bytes | None = None,
    drop: tuple[str, ...] = (),
) -> httpx.Request:
    """A request with another method, other content or without some headers."""
    headers = [(k, v) for k, v in request.headers.raw if k.decode().lower() not in drop]
    if content is None:
        return httpx.Request(
            method or request.method,
            request.url,
            headers=headers,
            stream=request.stream,
            extensions=request.extensions,
        )
    return httpx.Request(
        method or request.method,
        request.url,
        headers=[pair for pair in headers if pair[0].lower() != b"content-length"],
        content=content,
        extensions=request.extensions,
    )
