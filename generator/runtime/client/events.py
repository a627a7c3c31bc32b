"""Answers that come item by item: typed iterators over events and lines.

Nothing is sent before the first item is asked for. Server-sent events that break off are
gone on with after the last event that had an id (`Last-Event-ID`); where a server ends them
itself, they are over.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from ..call.failure import broken_off
from ..call.plan import is_mixed
from ..call.response import AsyncDownload, Download
from ..ground.adapters import BY_WIRE, adapter_for, wires
from ..ground.errors import ConnectionFailed, DecodeError
from ..ground.operation import Operation
from ..ground.parts import part
from ..ground.settings import Settings
from ..ground.shape import is_mapping
from ..wire.body import essence
from ..wire.json import loads
from ..wire.sequence import EVENTS, Event, Events, Lines, marked
from .clients import AsyncBaseClient, BaseClient, ClientBase, core_of, whole_settings
from .keywords import Options
from .options import merge

T = TypeVar("T")

PAUSE = 3.0
"""Seconds before events are asked for anew, where the server does not say."""
_DONE = "[DONE]"
"""What some vendors send as their last event."""


class _Sequence(Generic[T]):
    """What both kinds share."""

    def __init__(
        self,
        client: ClientBase,
        operation: Operation[Any],
        args: Mapping[str, Any],
        options: Options | None = None,
    ) -> None:
        self._client: Any = client
        self._operation = operation
        self._args = args
        settings, _ = whole_settings(client, operation, options)
        replies = [reply for reply in operation.replies if reply.item is not None]
        asked = essence(settings.accept or "")
        self._reply = next((r for r in replies if essence(r.media or "") == asked), replies[0])
        if is_mixed(operation.replies):
            settings = merge(settings, {"accept": self._reply.media or ""})
            if operation.switch and "body" in args:
                self._args = {**args, "body": _switched(args["body"], operation.switch)}
        self._settings = settings
        self._failures = 0
        self.last_event_id = ""
        """Of the last event that had one: where to go on."""

    def _opening(self) -> Settings:
        if not self.last_event_id:
            return self._settings
        return merge(self._settings, {"headers": {"Last-Event-ID": self.last_event_id}})

    def _flow(self) -> Any:
        core = core_of(self._client)
        return core.run(core, self._opening(), self._operation, self._args, stream=True)

    def _reader(self, media: str) -> Events | Lines:
        media = media or self._reply.media or ""
        return Events() if essence(media) == EVENTS else Lines(marked(essence(media)))

    def _pause(self, reader: Events | Lines) -> float | None:
        """Seconds before events that broke off are asked for anew; None: they are not."""
        if not isinstance(reader, Events) or self._operation.method != "GET":
            return None
        attempts = 2 if self._settings.retries is None else self._settings.retries
        self._failures += 1
        if not reader.last_id or self._failures > attempts:
            return None
        return PAUSE if reader.retry is None else reader.retry / 1000

    def _items(self, found: Iterator[Event | bytes], reader: Events | Lines) -> Iterator[Any]:
        """The values of what was found; `_DONE` ends them."""
        for one in found:
            if isinstance(reader, Events):
                self.last_event_id = reader.last_id or self.last_event_id
            self._failures = 0
            if isinstance(one, Event):
                yield self._event(one)
            elif one.strip():
                yield self._value(one)

    def _event(self, event: Event) -> Any:
        kind = self._reply.item() if self._reply.item else Any
        if self._reply.event:
            said = event._asdict().items()  # with its text, be it empty, and whatever else it has
            return self._checked(
                kind, {k: v for k, v in said if k == "data" or v not in ("", None)}
            )
        if kind is str:
            return event.data
        if event.data == _DONE:
            return _DONE
        if kind is Any:  # of what the document says nothing: JSON where it is some
            with suppress(DecodeError):
                return self._value(event.data.encode())
            return event.data
        return self._value(event.data.encode())

    def _value(self, text: bytes) -> Any:
        kind = self._reply.item() if self._reply.item else Any
        loose = core_of(self._client).api.loose_scalars
        try:
            value = adapter_for(kind).validator.validate_json(text, strict=not loose, **BY_WIRE)
        except ValidationError:
            return self._tolerant(kind, loads(text), loose)
        held = part("call.held") if self._settings.strict else None
        if held:
            status, media = self._reply.statuses[0], self._reply.media or ""
            code = status if isinstance(status, int) else 200
            core = core_of(self._client)
            held.hold(core, self._operation, code, media, text, item=True)
        return value

    def _checked(self, kind: Any, data: Any) -> Any:
        """A value that may depart from the document: kept as far as it fits, and told."""
        try:
            return adapter_for(kind).validator.validate_python(data, **BY_WIRE)
        except ValidationError:
            return self._tolerant(kind, data, loose=True)

    def _tolerant(self, kind: Any, data: Any, loose: bool) -> Any:
        from ..call.tolerant import Taken, tolerant

        places: list[str] = []
        value = tolerant(kind, data, places)
        if loose:
            places = [place for place in places if not isinstance(place, Taken)]
        core = core_of(self._client)
        if (self._settings.strict and places) or value is data:
            core.drift.count(self._operation.id, tuple(places))
            said = f"departs from the document at {places[0] if places else '/'}"
            raise DecodeError(said, operation=self._operation.id, places=tuple(places))
        core.drift.report(self._operation.id, tuple(places))
        return value

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._operation.id}>"


def _switched(body: Any, member: str) -> Any:
    """A body that asks for items."""
    if isinstance(body, BaseModel):
        name = wires(type(body)).get(member, member)
        return body.model_copy(update={name: True})
    return {**body, member: True} if is_mapping(body) else body


class Stream(_Sequence[T]):
    """Items as they come: `for event in client.things.watch(): …`."""

    _client: BaseClient

    def __iter__(self) -> Iterator[T]:
        """Ask for the items, and give each as it comes.

        Raises:
            ApiError: See `errors.py`; `ConnectionFailed` where they break off for good.
        """
        while True:
            core = core_of(self._client)
            response = self._client.drive(self._flow())
            with Download(response, None, *broken_off(core, self._operation)) as download:
                reader = self._reader(download.media_type)
                try:
                    for chunk in download.iter_bytes():
                        for item in self._items(reader.feed(chunk), reader):
                            if item is _DONE:
                                return
                            yield item
                    yield from self._items(reader.rest(), reader)
                    return
                except ConnectionFailed:
                    pause = self._pause(reader)
                    if pause is None:
                        raise
            core.clock.sleep(pause)


class AsyncStream(_Sequence[T]):
    """The same, asynchronously: `async for event in client.things.watch(): …`."""

    _client: AsyncBaseClient

    async def __aiter__(self) -> AsyncIterator[T]:
        """See `Stream`."""
        while True:
            core = core_of(self._client)
            response = await self._client.drive(self._flow())
            failed = broken_off(core, self._operation)
            async with AsyncDownload(response, None, *failed) as download:
                reader = self._reader(download.media_type)
                try:
                    async for chunk in download.iter_bytes():
                        for item in self._items(reader.feed(chunk), reader):
                            if item is _DONE:
                                return
                            yield item
                    for item in self._items(reader.rest(), reader):
                        yield item
                    return
                except ConnectionFailed:
                    pause = self._pause(reader)
                    if pause is None:
                        raise
            await core.clock.asleep(pause)
