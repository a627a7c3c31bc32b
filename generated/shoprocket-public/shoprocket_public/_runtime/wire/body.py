"""Request bodies, and those that are JSON; what is written otherwise is in `media.py`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import quote_plus

from pydantic import BaseModel
from pydantic_core import SchemaSerializer

from ..ground.adapters import adapter_for, construct, members_of
from ..ground.errors import UsageError
from ..ground.operation import Body
from ..ground.parts import part
from ..ground.shape import is_list, is_mapping
from ..ground.unset import UNSET
from .scalar import to_json, write_json

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


class Source(Protocol):
    """Content that comes in chunks: see `upload.py`."""

    length: int | None
    replayable: bool

    def start(self) -> bool:
        """Make ready for the next reading; False when there is none."""
        ...

    def __iter__(self) -> Iterator[bytes]:
        """The content in chunks."""
        ...


class Payload:
    """A body ready to be sent."""

    __slots__ = ("content", "media")

    def __init__(self, media: str, content: bytes | Source) -> None:
        self.media = media
        """Value of the Content-Type header."""
        self.content = content

    def with_field(self, name: str, value: str) -> Payload:
        """The same form with one more field (a credential that belongs there).

        Raises:
            UsageError: the body is no form.
        """
        if not self.media.startswith(FORM) or not isinstance(self.content, bytes):
            raise UsageError(f"the credential {name} goes into a form, and this body is none")
        pair = f"{quote_plus(name)}={quote_plus(value)}".encode()
        return Payload(self.media, b"&".join(filter(None, (self.content, pair))))


def essence(media: str) -> str:
    """A media type without its parameters, in lower case."""
    return media.partition(";")[0].strip().lower()


def covers(documented: str, media: str) -> bool:
    """Whether a media type or range covers a media type, whatever its parameters.

    A range may be one of a suffix, too: `application/*+json`.
    """
    kind, _, sub = essence(documented).partition("/")
    own, _, given = essence(media).partition("/")
    return essence(media) == essence(documented) or (
        sub[:1] == "*" and kind in ("*", own) and given.endswith(sub[1:])
    )


def is_json(media: str) -> bool:
    """Whether a media type is JSON (RFC 6839, section 3.1)."""
    media = essence(media)
    return media in ("application/json", "text/json") or media.endswith("+json")


def is_text(media: str) -> bool:
    """Whether a media type is characters and no JSON."""
    media = essence(media)
    return media.startswith("text/") or media.endswith(("/xml", "+xml", "+csv"))


def is_xml(media: str) -> bool:
    """Whether a media type is XML (RFC 7303, section 4.2)."""
    return essence(media).endswith(("/xml", "+xml"))


class BodyWriter:
    """Writes the body of one operation from the arguments of a call."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self._kind: Any = UNSET
        self.given = part("wire.given")
        """What reads dicts that stand for models; None: nothing here takes any."""
        self.others = tuple(map(BodyWriter, body.others))
        """Writers of what the body may be instead, in other media types."""

    @property
    def kind(self) -> Any:
        """The body's type, imported when first needed."""
        if self._kind is UNSET:
            self._kind = self.body.type() if self.body.type else None
        return self._kind

    def write(
        self,
        args: Mapping[str, Any],
        extra: Mapping[str, Any],
        media: str | None,
        omit_null: bool = False,
    ) -> Payload | None:
        """The body, or None when the caller gave none and none is required.

        Args:
            args: the method's arguments.
            extra: members to send besides.
            media: the media type to send, when the first of the document is not meant.
            omit_null: whether members that are null are left out.

        Raises:
            UsageError: a required body is missing, or a value has no wire form.
        """
        if self.others:
            return self._meant(args, media).write_as(args, extra, media, omit_null)
        return self.write_as(args, extra, media, omit_null)

    def _meant(self, args: Mapping[str, Any], media: str | None) -> BodyWriter:
        chosen: BodyWriter = part("wire.several").chosen_of(self, args, media)
        return chosen

    def write_as(
        self,
        args: Mapping[str, Any],
        extra: Mapping[str, Any],
        media: str | None,
        omit_null: bool = False,
    ) -> Payload | None:
        """The same, in one of this body's own media types."""
        body = self.body
        chosen = self._media(media)
        if body.fields:
            value: Any = {
                field.key: args[field.name]
                for field in body.fields
                if args.get(field.name, UNSET) is not UNSET
            }
            if self.given is not None:
                value = self.given.members(self.kind, value)
            value.update(extra)
            if not value and not body.required:
                return None
        else:
            value = args.get("body", UNSET)
            if self.given is not None:
                value = self.given.read(self.kind, value, "body")
            if extra:
                value = {**members_of_body(value), **extra}
            if value is UNSET:
                if body.required:
                    raise UsageError("the body is missing")
                return None
        if media is None and body.type is None and len(body.media) > 1:
            chosen = part("wire.media").media_of(value, body.media)
        if "*" in chosen and is_data(value) and covers(chosen, JSON):
            chosen = JSON  # of all that it may be, what data is written in
        if is_json(chosen) and (self.kind is not bytes or is_data(value)):
            written = self._json(value, omit_null)
            if body.wrap is not None:
                written = b"{%b:%b}" % (to_json(body.wrap), written)
            return Payload(chosen, written)
        payload: Payload = part("wire.media").written(self, chosen, value, omit_null)
        return payload

    def takes(self, asked: str) -> bool:
        """Whether a media type is one of its own."""
        return any(covers(media, asked) for media in self.body.media)

    def _media(self, asked: str | None) -> str:
        if asked is None:
            return self.body.media[0]
        if self.takes(asked):
            return asked
        raise UsageError(f"a body of {asked} is not known; known are {', '.join(self.body.media)}")

    def serializer(self) -> SchemaSerializer | None:
        """What writes the body's type; None: it has none."""
        kind = self.kind
        return None if kind is None else adapter_for(kind).serializer

    def _json(self, value: Any, omit_null: bool) -> bytes:
        serializer = self.serializer()
        if serializer is None:
            return to_json(value)
        if is_mapping(value):
            value = construct(self.kind, value)
        return write_json(serializer, value, omit_null)


def is_data(value: Any) -> bool:
    """Whether a value has members or items, and is no content that is written already."""
    return is_mapping(value) or is_list(value) or isinstance(value, BaseModel)


def members_of_body(value: Any) -> dict[str, Any]:
    """The members of a whole body: wire name -> value as given."""
    if value is UNSET or value is None:
        return {}
    if isinstance(value, BaseModel):
        value = members_of(value)
    if not is_mapping(value):
        raise UsageError(f"the body must be an object, not a {type(value).__name__}")
    return {str(name): item for name, item in value.items() if item is not UNSET}
