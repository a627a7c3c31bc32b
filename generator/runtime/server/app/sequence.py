"""Answers that go out item by item: server-sent events and lines of JSON."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from typing import Any

from ...ground.operation import Reply
from ...wire.sequence import EVENTS, Event, written
from ..schemas.values import is_array, is_object
from .encoding import to_json

_END = object()


def whole(value: Any, media: str, described: Reply) -> bytes:
    """A finite sequence: a list is its items, anything else the only one."""
    items: list[Any] = value if is_array(value) else [value]
    if isinstance(value, str) and value.startswith(("data:", "event:", "id:", ":")):
        return value.encode()
    if media.startswith(EVENTS) and not described.event:
        items = [Event(item, id=str(number)) for number, item in enumerate(items, 1)]
    return b"".join(_one(item, media, described) for item in items)


async def chunks(items: Any, media: str, described: Reply) -> AsyncIterator[bytes]:
    """What an implementation yields, or a list that it returns, one chunk for each item."""
    if isinstance(items, AsyncIterable):
        async for item in items:  # pyright: ignore[reportUnknownVariableType]
            yield _one(item, media, described)
        return
    iterator = iter(items)
    while True:
        item = await asyncio.to_thread(next, iterator, _END)
        if item is _END:
            return
        yield _one(item, media, described)


def is_sequence(value: Any) -> bool:
    """Whether a value is many items: what can be gone through, and is no object or text."""
    if isinstance(value, str | bytes | bytearray) or is_object(value):
        return False
    if hasattr(value, "model_fields"):
        return False
    return isinstance(value, AsyncIterable | Iterable)


def _one(item: Any, media: str, described: Reply) -> bytes:
    if described.event and not isinstance(item, Event):
        members = item.model_dump(exclude_unset=True) if hasattr(item, "model_dump") else dict(item)
        item = Event(**{key: members[key] for key in Event._fields if members.get(key) is not None})
    kind = Reply((200,), "application/json", described.item)
    return written(item, media, lambda value: to_json(value, kind))
