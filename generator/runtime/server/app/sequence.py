"""Answers that go out item by item: server-sent events and lines of JSON."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from typing import Any

from ...ground.operation import Reply
from ...wire.sequence import EVENTS, Event, written
from ..schemas.values import is_array, is_object
from .call import Call
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


def switched(call: Call) -> str | None:
    """The media type of an answer whose request says whether it is to come item by item."""
    name = call.operation.switch or ""
    body = call.body if is_object(call.body) else {}
    wanted = call.arguments.get(name, body.get(name))
    return _suited(call, call.media, wanted) if isinstance(wanted, bool) else call.media


def goes_out_bare(call: Call, value: Any) -> bool:
    """Whether what an implementation gives is items, which no envelope holds."""
    listed = not is_array(value) or _has_items(call, call.media)
    return is_sequence(value) and listed


def fitting(call: Call, status: int, media: str | None, value: Any) -> str | None:
    """The media type that an answer can have: what is yielded is items, a model is whole."""
    if status // 100 != 2 or is_array(value):
        return media
    return _suited(call, media, is_sequence(value))


def _suited(call: Call, media: str | None, by_item: bool) -> str | None:
    """A success's media type that is of items, or is not; as it was, where none is."""
    if media is None or _has_items(call, media) is by_item:
        return media
    return next((reply.media for reply in _successes(call, by_item)), media)


def _has_items(call: Call, media: str | None) -> bool:
    return any(reply.media == media for reply in _successes(call, True))


def _successes(call: Call, by_item: bool) -> Iterator[Reply]:
    for reply in call.operation.replies:
        success = reply.media and any(str(status)[0] == "2" for status in reply.statuses)
        if success and (reply.item is not None) is by_item:
            yield reply


def is_sequence(value: Any) -> bool:
    """Whether a value is many items: what can be gone through, and is no object or text."""
    if isinstance(value, str | bytes | bytearray) or is_object(value) or _is_model(value):
        return False
    return isinstance(value, AsyncIterable | Iterable)


def _is_model(value: object) -> bool:
    return hasattr(type(value), "model_fields")


def _one(item: Any, media: str, described: Reply) -> bytes:
    if described.event and not isinstance(item, Event):
        members = item.model_dump(exclude_unset=True) if hasattr(item, "model_dump") else dict(item)
        item = Event(**{key: members[key] for key in Event._fields if members.get(key) is not None})
    kind = Reply((200,), "application/json", described.item)
    return written(item, media, lambda value: to_json(value, kind))
