"""Request bodies that are no JSON: forms, multipart, XML, bytes and text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import quote_plus

from ..ground.adapters import construct
from ..ground.errors import UsageError
from ..ground.operation import Encoding, XmlCodec
from ..ground.parts import part
from ..ground.shape import is_list, is_mapping
from .body import (
    FORM,
    BodyWriter,
    Payload,
    covers,
    essence,
    is_data,
    is_json,
    is_xml,
    members_of_body,
)
from .encode import compile_pairs, quote_reserved
from .scalar import formatted, json_ready, to_json
from .upload import guessed, is_file, named, source_of


def written(writer: BodyWriter, chosen: str, value: Any, omit_null: bool) -> Payload:
    """A body in a media type that is not JSON.

    Args:
        writer: Of the operation's body.
        chosen: The media type.
        value: What was given for it.
        omit_null: Whether members that are null are left out.

    Raises:
        UsageError: The value has no form there.
    """
    body = writer.body
    if body.xml is not None and is_xml(chosen) and not isinstance(value, (str, bytes)):
        return Payload(chosen, _xml(writer, value, body.xml(), omit_null))
    whole = body.type is None or writer.kind is bytes
    if whole and not body.fields and not is_data(value):
        return _raw(chosen, value, None)  # a form that is written already, or a file
    if essence(chosen) == FORM:
        return Payload(chosen, _form(writer, members_of_body(value), omit_null))
    if chosen.lower().startswith("multipart/"):
        parts = _parts(writer, members_of_body(value), omit_null)
        return Payload(*part("wire.multipart").multipart(chosen, parts, body.encoding))
    return _raw(chosen, value, writer.kind)


def _xml(writer: BodyWriter, value: Any, shape: XmlCodec, omit_null: bool) -> bytes:
    whole = construct(writer.kind, value) if is_mapping(value) else value
    try:
        return shape.write(json_ready(writer.serializer(), whole, omit_null))
    except ValueError as error:
        raise UsageError(f"cannot be written as XML: {error}") from None


def _spelt(writer: BodyWriter, members: dict[str, Any], omit_null: bool) -> dict[str, Any]:
    """Members as their JSON would spell them; those with a format of their own as they are.

    A form has no null: such a member is left out, like one that was not given.
    """
    given = {name: value for name, value in members.items() if value is not None}
    dates = part("wire.formats")
    own = {
        name: given[name]
        for name, how in writer.body.encoding.items()
        if name in given and dates and any(map(dates.format_of, (how.format or "").split("|")))
    }
    # To a form, the digits of a decimal are text.
    own |= {name: value for name, value in given.items() if _is_decimal(value)}
    rest = {name: value for name, value in given.items() if name not in own}
    ready = {**json_ready(writer.serializer(), construct(writer.kind, rest), omit_null), **own}
    return {name: ready[name] for name in given if ready.get(name) is not None}


def _form(writer: BodyWriter, members: dict[str, Any], omit_null: bool) -> bytes:
    pairs: list[str] = []
    for name, value in _spelt(writer, members, omit_null).items():
        how = writer.body.encoding.get(name, Encoding())
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


def _parts(writer: BodyWriter, members: dict[str, Any], omit_null: bool) -> dict[str, Any]:
    files = {name: value for name, value in members.items() if _files(value)}
    rest = {name: value for name, value in members.items() if name not in files}
    whole = {**_spelt(writer, rest, omit_null), **files}
    return {name: whole[name] for name in members if name in whole}


def as_json(value: Any, how: Encoding) -> bool:
    """Section 4.8.15: what is no single value, and no list of them, is JSON by default."""
    if how.media is not None and is_json(how.media):
        return True
    if is_list(value):
        return any(isinstance(item, (dict, list)) for item in value)
    return isinstance(value, dict)


def _is_decimal(value: Any) -> bool:
    every = value if is_list(value) else [value]
    return bool(every) and all(isinstance(one, Decimal) for one in every)


def _files(value: Any) -> bool:
    if is_list(value):
        return bool(value) and all(is_file(item) for item in value)
    return is_file(value)


def media_of(value: Any, documented: tuple[str, ...]) -> str:
    """Of several media types that of a file, which says it or whose name tells; else the first."""
    name, _, own = named(value) if is_file(value) else (None, value, None)
    for said in filter(None, (own, guessed(name))):
        for media in documented:
            if covers(media, said):
                return media
    return documented[0]


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
