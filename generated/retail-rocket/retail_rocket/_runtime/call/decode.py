"""Responses as typed values: pydantic reads the bytes; only drift is read twice."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from ..ground.adapters import BY_WIRE, adapter_for, wires
from ..ground.errors import DecodeError, UnexpectedContentType
from ..ground.operation import Reply
from ..ground.parts import part
from ..ground.unset import UNSET
from ..wire.body import essence, is_json, is_text, is_xml
from ..wire.json import loads
from ..wire.pointer import pick
from .plan import Plan, is_mixed

_NO_BODY = (204, 205, 304)


class Decoded:
    """A response's body, read."""

    __slots__ = ("body", "places", "value")

    def __init__(self, value: Any, body: Any, places: tuple[str, ...] = ()) -> None:
        self.value = value
        """What the method returns: the member that the operation unwraps, or the body."""
        self.body = body
        """The whole of it."""
        self.places = places
        """Where it departs from the document."""


class Decoder:
    """Reads the bodies of one operation for one status and content type."""

    __slots__ = (
        "attribute",
        "charset",
        "exact",
        "kind",
        "loose",
        "media",
        "read",
        "reply",
        "scalars",
        "unwrap",
        "validate",
    )

    def __init__(
        self,
        plan: Plan,
        reply: Reply | None,
        media: str,
        charset: str,
        loose: str,
        scalars: bool = False,
    ) -> None:
        self.reply = reply
        self.media = media
        self.charset = charset
        self.unwrap = plan.unwrap
        self.loose = loose
        """What about the status or media type departs from the document already."""
        self.kind: Any = reply.type() if reply and reply.type else None
        self.attribute = _attribute(self.kind, plan.unwrap)
        """Of the model, what is unwrapped; None: to be looked for."""
        self.scalars = scalars
        """Whether scalars in other JSON types are as the document says."""
        self.exact = False
        """Whether it holds decimals."""
        self.validate: Callable[[bytes], Any] | None = None
        if reply is None or reply.media is None:
            self.read = self._nothing
        elif self.kind is bytes:  # a file, of JSON too
            self.read = self._bytes
        elif is_json(media):
            kind = self.kind if reply.type else Any
            self.exact = _is_exact(kind)
            self.validate = (
                self._exactly
                if self.exact
                else partial(
                    adapter_for(kind).validator.validate_json, strict=not scalars, **BY_WIRE
                )
            )
            self.read = self._json
        elif reply.xml is not None and is_xml(media):
            self.read = self._xml
        elif is_text(media):
            self.read = self._text
        else:
            self.read = self._bytes

    def _nothing(self, content: bytes) -> Decoded:
        return Decoded(None, None, self._noted(()))

    def _bytes(self, content: bytes) -> Decoded:
        return Decoded(content, content, self._noted(()))

    def _text(self, content: bytes) -> Decoded:
        text: Any = content.decode(self.charset, "replace")
        if self.reply is not None and self.reply.type is not None:
            validator = adapter_for(self.kind).validator
            try:
                with suppress(ValidationError):
                    body = validator.validate_json(text.strip(), strict=True, **BY_WIRE)
                    return self._picked(body)
                text = validator.validate_python(text)
            except ValidationError:
                return Decoded(text, text, self._noted(("/: not what the document says",)))
        return Decoded(text, text, self._noted(()))

    def _exactly(self, content: bytes) -> Any:
        validator = adapter_for(self.kind).validator
        validator.validate_json(content, strict=not self.scalars, **BY_WIRE)
        return validator.validate_python(loads(content, exact=True), **BY_WIRE)

    def _json(self, content: bytes) -> Decoded:
        if self.charset != "utf-8":
            content = content.decode(self.charset, "replace").encode()
        try:
            body = cast("Callable[[bytes], Any]", self.validate)(content)
        except ValidationError:
            return self._again(loads(content, self.exact))
        return self._picked(body)

    def _xml(self, content: bytes) -> Decoded:
        data = xml_value(cast("Reply", self.reply), content, self.charset)
        try:
            body = adapter_for(self.kind).validator.validate_python(data, **BY_WIRE)
        except ValidationError:
            return self._again(data)
        return self._picked(body)

    def _picked(self, body: Any) -> Decoded:
        if not self.unwrap:
            return Decoded(body, body, self._noted(()))
        if self.attribute is not None and type(body) is self.kind:
            value = body.__dict__.get(self.attribute, UNSET)
        else:
            value = pick(body, self.unwrap)
        if value is UNSET:
            raise DecodeError(f"the body has no member {self.unwrap[0]}")
        return Decoded(value, body, self._noted(()))

    def _again(self, data: Any) -> Decoded:
        """The tolerant reading. What has the wrong type as a whole is still an error."""
        from .tolerant import Taken, json_type, tolerant

        notes: list[str] = []
        body = tolerant(self.kind, data, notes)
        if self.scalars:
            notes = [note for note in notes if not isinstance(note, Taken)]
        if body is data:
            raise DecodeError(f"the body is {_article(json_type(data))}", places=tuple(notes))
        value = body
        if self.unwrap:
            value = pick(body, self.unwrap)
            received = pick(data, self.unwrap)
            emptied = received == [] and not isinstance(value, list)
            if value is UNSET or value is None or value is received or emptied:
                what = "missing" if received is UNSET else _article(json_type(received))
                raise DecodeError(f"{self.unwrap[0]} is {what}", places=tuple(notes))
        return Decoded(value, body, self._noted(tuple(notes)))

    def _noted(self, places: tuple[str, ...]) -> tuple[str, ...]:
        return (self.loose, *places) if self.loose else places


def _is_exact(kind: Any) -> bool:
    """Whether values of a type hold decimals, so that their JSON must not be read as floats."""
    decimals = part("wire.decimals")
    return bool(decimals and decimals.is_exact(kind))


def _attribute(kind: Any, unwrap: tuple[str, ...]) -> str | None:
    if len(unwrap) == 1 and isinstance(kind, type) and issubclass(kind, BaseModel):
        return wires(kind).get(unwrap[0])
    return None


def _article(noun: str) -> str:
    if noun == "null":
        return noun
    return f"an {noun}" if noun[0] in "ao" else f"a {noun}"


def xml_value(reply: Reply, content: bytes, charset: str) -> Any:
    """XML as the JSON value that the reply's mapping makes of it.

    Raises:
        DecodeError: it is no XML, or has what is not read.
    """
    if reply.xml is None:
        raise DecodeError("there is no mapping for XML")
    try:
        # UTF-8 is what XML is without a word from either side; its declaration may differ.
        return reply.xml().read(content, None if charset == "utf-8" else charset)
    except ValueError as error:
        raise DecodeError("the body is empty" if not content else str(error)) from None


def decode(
    plan: Plan,
    status: int,
    content_type: bytes | None,
    content: bytes,
    *,
    head: bool,
    strict: bool,
    scalars: bool = False,
) -> Decoded:
    """Read the body of a success.

    Args:
        plan: the operation's.
        status: of the response.
        content_type: the header as it came.
        content: the body, decompressed.
        head: whether the request was HEAD, whose responses have no body.
        strict: refuse what departs from the document, wherever that is.
        scalars: whether the document lets answers write scalars in other JSON types.

    Raises:
        ResponseError: the body is not what was promised and cannot be used.
    """
    if head:
        return Decoded(None, None)
    decoded: Decoded
    if status in _NO_BODY and not content:
        decoded = _bodiless(plan, status)
    else:
        decoder = plan.decoders.get((status, content_type))
        if decoder is None:
            with _collecting_later():
                decoder = _decoder(plan, status, content_type, content, scalars)
            if len(plan.decoders) < 64:
                plan.decoders[status, content_type] = decoder
        decoded = decoder.read(content)
    if strict and decoded.places:
        raise DecodeError(
            f"departs from the document at {decoded.places[0]}", places=decoded.places
        )
    return decoded


@contextmanager
def _collecting_later() -> Generator[None]:
    """A block without garbage collection.

    Models are thousands of objects that stay. Looking through them, and all others, for
    garbage while they are made takes a quarter of the time of a first call.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _bodiless(plan: Plan, status: int) -> Decoded:
    """A response without a body: it departs where every success promises one.

    Then it stands for an empty answer, where the document has one: an object that needs
    nothing but lists.
    """
    replies, loose = find(plan, status)
    if not loose or not all(reply.media for reply in replies):
        return Decoded(None, None)
    value: Any = None
    kind: Any = replies[0].type() if len(replies) == 1 and replies[0].type else None
    if isinstance(kind, type) and issubclass(kind, BaseModel) and not plan.unwrap:
        fields = kind.model_fields
        empty: dict[str, Any] = {
            wire: [] for wire, name in wires(kind).items() if fields[name].is_required()
        }
        with suppress(ValidationError):
            value = adapter_for(kind).validator.validate_python(empty)
    return Decoded(value, value, (loose,))


def find(plan: Plan, status: int) -> tuple[list[Reply], str]:
    """The replies for a status: exact, then `2XX`, then another success, then `default`.

    Another success is noted: a vendor that answers 201 where 200 was said means the
    same. `default` beside successes is for errors.
    """
    replies = plan.operation.replies
    for wanted in (status, str(status), f"{status // 100}XX"):
        found = [reply for reply in replies if wanted in reply.statuses]
        if found:
            return found, ""
    successes = [reply for reply in replies if any(str(s).startswith("2") for s in reply.statuses)]
    others = [reply for reply in replies if "default" in reply.statuses]
    success = status // 100 == 2
    if others and not (success and successes):
        return others, ""
    unknown = replies and success
    return successes, f"status {status} is not in the document" if unknown else ""


def match(replies: list[Reply], media: str) -> Reply | None:
    """The reply of a media type: exact, then of its suffix, then of its range.

    A suffix is that of a vendor's own type: `application/vnd.x.v2+csv` is `text/csv`.
    """
    subtype = media.rpartition("+")[2].rpartition("/")[2].removeprefix("vnd.")
    suffix = "json" if is_json(media) else subtype
    kind = media.partition("/")[0]
    endings = (f"+{suffix}", f"/{suffix}") if suffix else ()
    own = [(essence(reply.media), reply) for reply in replies if reply.media is not None]
    for exact in (media, *endings, f"{kind}/*", "*/*"):
        for name, reply in own:
            if name == exact or (exact in endings and name.endswith(exact)):
                return reply
    return None


def _decoder(
    plan: Plan, status: int, content_type: bytes | None, content: bytes, scalars: bool
) -> Decoder:
    header = (content_type or b"").decode("latin-1")
    media, charset = essence(header), charset_of(header)
    replies, loose = find(plan, status)
    typed = [reply for reply in replies if reply.media is not None]
    if not typed and not replies and plan.elsewhere and status // 100 == 2:
        # Where a documented redirect led: a file, of whose kind the document says nothing.
        return Decoder(plan, Reply((status,), "*/*"), "application/octet-stream", charset, "")
    if not typed:
        return Decoder(plan, None, media, charset, loose)
    if not media:
        first = typed[0]
        return Decoder(plan, first, essence(first.media or ""), charset, loose, scalars)
    reply = match(typed, media)
    if reply is not None and reply.item is not None and is_mixed(plan.operation.replies):
        raise UnexpectedContentType(
            f"got {media}, which comes item by item: there is another method for that"
        )
    if reply is not None:
        return Decoder(plan, reply, media, charset, loose, scalars)
    json = next((reply for reply in typed if is_json(reply.media or "")), None)
    # JSON under a wrong name is still JSON; a page of HTML never is.
    if json is not None and "html" not in media and content.lstrip()[:1] in (b"{", b"["):
        kept = f"content type {media}"
        return Decoder(plan, json, "application/json", charset, kept, scalars)
    if json is None and media == "application/octet-stream":  # "of no known type"
        return Decoder(
            plan, typed[0], essence(typed[0].media or ""), charset, f"content type {media}"
        )
    raise UnexpectedContentType(
        f"got {media or 'no content type'} where the document promises "
        + " or ".join(reply.media or "" for reply in typed)
    )


def charset_of(header: str) -> str:
    """The charset of a Content-Type header; UTF-8 when it names none that is known."""
    import codecs

    for parameter in header.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            try:
                return codecs.lookup(value.strip().strip('"')).name
            except LookupError:
                return "utf-8"
    return "utf-8"


def decode_error(plan: Plan, status: int, content_type: bytes | None, content: bytes) -> Any:
    """The body of an error, as well as it can be read; never raises.

    JSON under a wrong name is JSON. Else it is text, but for a media type that the document
    tells of for the status and a success would be bytes in (an image).
    """
    header = (content_type or b"").decode("latin-1")
    media = essence(header)
    if not content:
        return None
    text = content.decode(charset_of(header), "replace")
    if is_xml(media):
        found = _xml_error(plan, status, media, content, charset_of(header))
        return text if found is None else found
    replies, loose = find(plan, status)
    reply = match(replies, media) if not loose else None
    told = reply is not None and not str(reply.statuses[0]).startswith("2")
    binary = told and media and not (is_json(media) or is_text(media))
    plain = content if binary else text
    if not is_json(media) and text.lstrip()[:1] not in ("{", "["):
        return plain
    kind: Any = reply.type() if told and reply and reply.type else None
    exact = kind is not None and _is_exact(kind)
    try:
        data = loads(text.encode(), exact)
    except DecodeError:
        return plain
    if kind is None:
        return data
    validator = adapter_for(kind).validator
    try:
        if exact:
            return validator.validate_python(data, **BY_WIRE)
        return validator.validate_json(text.encode(), **BY_WIRE)
    except ValidationError:
        from .tolerant import tolerant

        return tolerant(kind, data, [])


def _xml_error(plan: Plan, status: int, media: str, content: bytes, charset: str) -> Any:
    """The body of an error in XML that the document describes; None: it is just text."""
    reply = match(find(plan, status)[0], media)
    if reply is None or reply.xml is None or str(reply.statuses[0]).startswith("2"):
        return None
    try:
        data = xml_value(reply, content, charset)
    except DecodeError:
        return None
    kind = reply.type() if reply.type else Any
    try:
        return adapter_for(kind).validator.validate_python(data, **BY_WIRE)
    except ValidationError:
        from .tolerant import tolerant

        return tolerant(kind, data, [])
