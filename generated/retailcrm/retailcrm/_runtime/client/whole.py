"""Other answers from the same methods: the whole response, or a body as it comes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar, cast

from ..call.response import AsyncDownload, Download, Response
from .clients import in_mode

P = ParamSpec("P")
T = TypeVar("T")


def raw(method: Callable[P, T]) -> Callable[P, Response[T]]:
    """The method, answering with the whole `Response`: `raw(client.orders.list)(limit=3)`."""
    return cast("Callable[P, Response[T]]", in_mode(method, "raw"))


def raw_async(method: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[Response[T]]]:
    """The same for methods of an asynchronous client."""
    return cast("Callable[P, Awaitable[Response[T]]]", in_mode(method, "raw"))


def stream(method: Callable[P, Any]) -> Callable[P, Download]:
    """The method, answering with a body to read as it comes.

    with stream(client.files.download)(id=7) as download:
        download.save("invoice.pdf")
    """
    return cast("Callable[P, Download]", in_mode(method, "stream"))


def stream_async(method: Callable[P, Awaitable[Any]]) -> Callable[P, Awaitable[AsyncDownload]]:
    """The same for methods of an asynchronous client."""
    return cast("Callable[P, Awaitable[AsyncDownload]]", in_mode(method, "stream"))
