"""Request bodies: JSON, forms, multipart, bytes and text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote_plus

from pydantic import BaseModel
from pydantic_core import SchemaSerializer

from ..ground.adapters import adapter_for, construct, members_of
from ..ground.errors import UsageError
from ..ground.operation import Body, Encoding, XmlCodec
from ..ground.parts import part
from ..ground.shape import is_list, is_mapping
from ..ground.unset import UNSET
from .encode import compile_pairs, quote_reserved
from .formats import format_of
from .scalar import formatted, json_ready, to_json, write_json
from .upload import Source, guessed, is_file, named, source_of

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


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
            if value and self.given is not None:
                value = self.given.members(self.kind, value)
            value.update(extra)
            if not value and not body.required:
                return None
        else:
            value = args.get("body", UNSET)
            if self.given is not None and self.kind is not None:
                value = self.given.read(self.kind, value, "body")
            if extra:
                value = {**_members(value), **extra}
            if value is UNSET:
                if body.required:
                    raise UsageError("the body is missing")
                return None
        if "*" in chosen and _is_data(value) and covers(chosen, JSON):
            chosen = JSON  # of all that it may be, what data is written in
        if is_json(chosen):
            written = self._json(value, omit_null)
            if body.wrap is not None:
                written = b"{%b:%b}" % (to_json(body.wrap), written)
            return Payload(chosen, written)
        if body.xml is not None and is_xml(chosen) and not isinstance(value, (str, bytes)):
            return Payload(chosen, self._xml(value, body.xml(), omit_null))
        if body.type is None and not body.fields and not _is_data(value):
            return _raw(chosen, value, None)  # a form that is written already
        if essence(chosen) == FORM:
            return Payload(chosen, self._form(_members(value), omit_null))
        if chosen.lower().startswith("multipart/"):
            parts = self._parts(_members(value), omit_null)
            return Payload(*part("wire.multipart").multipart(chosen, parts, body.encoding))
        return _raw(chosen, value, self.kind)

    def takes(self, asked: str) -> bool:
        """Whether a media type is one of its own."""
        return any(covers(media, asked) for media in self.body.media)

    def _media(self, asked: str | None) -> str:
        if asked is None:
            return self.body.media[0]
        if self.takes(asked):
            return asked
        raise UsageError(f"a body of {asked} is not known; known are {', '.join(self.body.media)}")

    def _serializer(self) -> SchemaSerializer | None:
        kind = self.kind
        return None if kind is None else adapter_for(kind).serializer

    def _json(self, value: Any, omit_null: bool) -> bytes:
        serializer = self._serializer()
        if serializer is None:
            return to_json(value)
        if is_mapping(value):
            value = construct(self.kind, value)
        return write_json(serializer, value, omit_null)

    def _xml(self, value: Any, shape: XmlCodec, omit_null: bool) -> bytes:
        whole = construct(self.kind, value) if is_mapping(value) else value
        try:
            return shape.write(json_ready(self._serializer(), whole, omit_null))
        except ValueError as error:
            raise UsageError(f"cannot be written as XML: {error}") from None

    def _spelt(self, members: dict[str, Any], omit_null: bool) -> dict[str, Any]:
        """Members as their JSON would spell them; those with a format of their own as they are.

        A form has no null: such a member is left out, like one that was not given.
        """
        given = {name: value for name, value in members.items() if value is not None}
        own = {
            name: given[name]
            for name, how in self.body.encoding.items()
            if name in given and any(map(format_of, (how.format or "").split("|")))
        }
        # To a form, the digits of a decimal are text.
        own |= {name: value for name, value in given.items() if _is_decimal(value)}
        rest = {name: value for name, value in given.items() if name not in own}
        ready = {**json_ready(self._serializer(), construct(self.kind, rest), omit_null), **own}
        return {name: ready[name] for name in given if ready.get(name) is not None}

    def _form(self, members: dict[str, Any], omit_null: bool) -> bytes:
        pairs: list[str] = []
        for name, value in self._spelt(members, omit_null).items():
            how = self.body.encoding.get(name, Encoding())
            scalar = formatted(how.format)
            if not how.styled and as_json(value, how):
                each = value if is_list(value) and not how.media else [value]
                pairs += (f"{quote_plus(name)}={quote_plus(to_json(one))}" for one in each)
                continue
            style = how.style or "form"
            compile_pairs(
                name,
                style,
                how.explode if how.explode is not None else style in ("form", "deepObject"),
                enc=quote_reserved if how.allow_reserved else quote_plus,
                name_quote=quote_plus,
                scalar=scalar,
            )(value, pairs)
        return "&".join(pairs).encode()

    def _parts(self, members: dict[str, Any], omit_null: bool) -> dict[str, Any]:
        files = {name: value for name, value in members.items() if _files(value)}
        rest = {name: value for name, value in members.items() if name not in files}
        whole = {**self._spelt(rest, omit_null), **files}
        return {name: whole[name] for name in members if name in whole}


def as_json(value: Any, how: Encoding) -> bool:
    """Section 4.8.15: what is no single value, and no list of them, is JSON by default."""
    if how.media is not None and is_json(how.media):
        return True
    if is_list(value):
        return any(isinstance(item, (dict, list)) for item in value)
    return isinstance(value, dict)


def _is_data(value: Any) -> bool:
    return is_mapping(value) or is_list(value) or isinstance(value, BaseModel)


def _is_decimal(value: Any) -> bool:
    every = value if is_list(value) else [value]
    return bool(every) and all(isinstance(one, Decimal) for one in every)


def _files(value: Any) -> bool:
    if is_list(value):
        return bool(value) and all(is_file(item) for item in value)
    return is_file(value)


def _members(value: Any) -> dict[str, Any]:
    """The members of a whole body: wire name -> value as given."""
    if value is UNSET or value is None:
        return {}
    if isinstance(value, BaseModel):
        value = members_of(value)
    if not is_mapping(value):
        raise UsageError(f"the body must be an object, not a {type(value).__name__}")
    return {str(name): item for name, item in value.items() if item is not UNSET}


def _raw(media: str, value: Any, kind: Any) -> Payload:
    if is_file(value):
        name, value, own = named(value)
        if own is None or not covers(media, own):
            own = guessed(name)
        if "*" in media and own is not None and covers(media, own):
            media = own
    if "*" in media:
        if essence(media) not in ("*/*", "text/*", "application/*"):
            raise UsageError(
                f"which of {media} it is does not show: give (file name, content, media type),"
                " or options={'content_type': …}"
            )
        text = isinstance(value, str) and not media.startswith("application/")
        media = "text/plain" if text or media == "text/*" else "application/octet-stream"
    if isinstance(value, str) and media.startswith("text/") and "charset" not in media:
        media = f"{media}; charset=utf-8"
    if kind is not None and not isinstance(value, (bytes, str)) and not hasattr(value, "read"):
        spelt = json_ready(None, value)
        if isinstance(spelt, (str, int, float)):
            value = str(spelt)
    return Payload(media, source_of(value))
