"""Parameters as wire text: every style of OpenAPI 3.2, section 4.12.

`compile_*` turn a `Param` into a writer once; the writers run on each call.
Percent-encoding is RFC 6570's: all but unreserved characters, a space is `%20`.
Choices where the standard has none:

- `None`, and None in a list or object, is not sent (RFC 6570, section 2.3);
  so is an empty list or object.
- `deepObject` writes deeper objects `a[b][c]=v` and lists `a[b]=v&a[b]=w`.
- `brackets` writes `a[b][c]=v`, lists `a[]=v`, lists of objects `a[0][b]=v`.
- `allowReserved` keeps `: / ? @ ! $ ' ( ) * , ; =`; the characters that end or
  split a query (`# [ ] & + %`) stay encoded, so that nothing is lost; in a path
  also `/` and `?`, and all of them in lists and objects.
- `Param.media` (a parameter described by `content`) writes JSON where it is that, else
  text as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeAlias
from urllib.parse import quote as _quote

from ..ground.adapters import adapter_for, construct
from ..ground.errors import UsageError
from ..ground.operation import Param
from ..ground.parts import part
from ..ground.shape import is_dict, is_list, is_mapping
from .scalar import Scalar, formatted, given, json_ready, plain, text, to_json

Writer: TypeAlias = Callable[[Any], str]
Quote: TypeAlias = Callable[[str], str]
Query: TypeAlias = Callable[[Any, list[str]], None]
"""Adds `name=value` pairs to a list."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_EXPLODED = ("form", "deepObject", "cookie")
_DEFAULT_STYLE = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}


def quote(value: str) -> str:
    """Percent-encode all but the unreserved characters of RFC 3986."""
    if value.isalnum() and value.isascii():
        return value
    return _quote(value, safe="")


def quote_reserved(value: str) -> str:
    """The same, but for the reserved characters that a query value may hold."""
    return _quote(value, safe=":/?@!$'()*,;=")


def _segment(value: str) -> str:
    """The same within a path: but for the characters that would end a segment or the path."""
    return _quote(value, safe=":@!$'()*,;=")


def quote_path(text: str) -> str:
    """The text of a path as a document writes it: what no URL may hold is percent-encoded."""
    return _quote(text, safe="/?%:@!$&'()*+,;=")


def raw(value: str) -> str:
    """A header value: as it is, but never more than one line.

    Raises:
        UsageError: it holds a control character, which would start another header.
    """
    if not value.isprintable() and any(_is_control(ord(char)) for char in value):
        raise UsageError("a header value may not hold line breaks or control characters")
    return value.strip()


def _is_control(code: int) -> bool:
    return (code < 32 and code != 9) or code == 127


def style_of(param: Param) -> tuple[str, bool]:
    """Style and explode with the standard's defaults filled in."""
    style = param.style or _DEFAULT_STYLE[param.where]
    explode = param.explode if param.explode is not None else style in _EXPLODED
    return style, explode


def reader_of(param: Param) -> Callable[[Any], Any]:
    """What makes lists, dicts and single values of a parameter's value, spelt by its type."""
    kind = param.type
    if kind is None:
        return plain

    dicts = part("wire.given")

    def read(value: Any) -> Any:
        type_ = kind()
        adapter = adapter_for(type_)
        value = dicts.read(type_, value, param.name) if dicts else value
        value = construct(type_, value) if is_mapping(value) else value
        return json_ready(adapter.serializer, value)

    return read


def content_of(media: str | None) -> Scalar | None:
    """What writes a value described by `content`: JSON, or text as it is; None: a style does."""
    if media is None:
        return None
    if media.partition(";")[0].strip().lower().endswith(("/json", "+json")):
        return lambda value: to_json(value).decode()
    return lambda value: text(value) if value.__class__ is not bytes else value.decode("latin-1")


def compile_path(param: Param) -> Writer:
    """The writer of a path parameter: one segment or part of one, never empty.

    Raises (the writer):
        UsageError: empty, or nothing that its style can write.
    """
    style, explode = style_of(param)
    name, scalar = quote(param.key), formatted(param.format)
    read = reader_of(param)
    lead, between = {"label": (".", "."), "matrix": (";", ";")}.get(style, ("", ","))
    if not explode:
        between = ","
    content = content_of(param.media)
    one = _segment if param.allow_reserved and style == "simple" else quote

    def write(value: Any) -> str:
        if type(value) is str and value and style == "simple" and content is None:
            return one(value)
        if content is not None:
            written = quote(content(value))
            if not written:
                raise UsageError("a path parameter may not be empty")
            return written
        value = read(value)
        if value is None or value == "" or value == [] or value == {}:
            raise UsageError("a path parameter may not be empty")
        if is_list(value) or is_dict(value):
            parts = _parts(value, scalar, quote, explode)
            if style == "matrix":
                named = explode and is_list(value)
                parts = [f"{name}={part}" for part in parts] if named else parts
                return f";{between.join(parts)}" if explode else f";{name}={between.join(parts)}"
            return lead + between.join(parts)
        written = one(scalar(value))
        return f";{name}={written}" if style == "matrix" else lead + written

    return write


def compile_header(param: Param) -> Writer:
    """The writer of a header parameter (style simple, nothing percent-encoded)."""
    _, explode = style_of(param)
    scalar, read = formatted(param.format), reader_of(param)
    content, named = content_of(param.media), _TOKEN.fullmatch(param.key)

    def one(value: str) -> str:
        if "," in value:
            raise UsageError("a list in a header may not hold a comma: it separates the values")
        return raw(value)

    def write(value: Any) -> str:
        if not named:
            raise UsageError("no header can be called so (RFC 9110, section 5.1)")
        if content is not None:
            return raw(content(value))
        value = read(value)
        if is_list(value) or is_dict(value):
            return ",".join(_parts(value, scalar, one, explode))
        return raw(scalar(value))

    return write


def compile_query(param: Param) -> Query:
    """The writer of a query parameter (or of one cookie: the same styles)."""
    if param.where == "querystring":
        return _whole(param)
    enc = quote_reserved if param.allow_reserved else quote
    return compile_pairs(
        param.key,
        *style_of(param),
        content=content_of(param.media),
        enc=_cookie if param.style == "cookie" else enc,
        name_quote=quote,
        scalar=formatted(param.format),
        read=reader_of(param),
    )


def _whole(param: Param) -> Query:
    """The writer of a value that is the query string itself (OpenAPI 3.2, `querystring`)."""
    content = content_of(param.media) or str

    def write(value: Any, out: list[str]) -> None:
        out.append(quote(content(value)))

    return write


def _cookie(value: str) -> str:
    """A cookie's text in the style of that name: as it is (OpenAPI 3.2, Style Values).

    Raises:
        UsageError: it would end the cookie, or cannot stand in a header.
    """
    if not value.isascii() or not value.isprintable() or ";" in value:
        raise UsageError("a cookie that is not encoded holds printable ASCII, and no semicolon")
    return value


def compile_pairs(
    key: str,
    style: str,
    explode: bool,
    *,
    content: Scalar | None = None,
    enc: Quote,
    name_quote: Quote,
    scalar: Scalar,
    read: Callable[[Any], Any] = plain,
) -> Query:
    """The writer of `name=value` pairs for one member of a query, cookie or form."""
    name = name_quote(key)
    separator = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}.get(style, ",")

    def write(value: Any, out: list[str]) -> None:
        if type(value) is str and content is None:
            out.append(f"{name}={enc(value)}")
        elif content is not None:
            out.append(f"{name}={enc(content(value))}")
        else:
            value = read(value)
            if (is_list(value) or is_dict(value)) and style in ("deepObject", "brackets"):
                _nested(name, value, out, style == "brackets", enc, scalar)
            elif is_dict(value) and explode:
                _members(value, out, enc, name_quote, scalar)
            elif is_list(value) and explode:
                out.extend(f"{name}={part}" for part in _parts(value, scalar, enc, False))
            elif is_list(value) or is_dict(value):
                parts = _parts(value, scalar, enc, False)
                if any(separator in part for part in parts):
                    raise UsageError(f"an item holds what stands between items ({style})")
                if parts:
                    out.append(f"{name}={separator.join(parts)}")
            elif given(value):
                out.append(f"{name}={enc(scalar(value))}")

    return write


def _parts(
    value: list[Any] | dict[Any, Any], scalar: Scalar, enc: Quote, explode: bool
) -> list[str]:
    """A flat list, or an object as `k,v,k,v` or (exploded) `k=v,k=v`."""
    if isinstance(value, list):
        return [enc(_flat(item, scalar)) for item in value if given(item)]
    pairs = [
        (enc(str(key)), enc(_flat(item, scalar))) for key, item in value.items() if given(item)
    ]
    if explode:
        return [f"{key}={item}" for key, item in pairs]
    return [part for pair in pairs for part in pair]


def _members(
    value: dict[Any, Any], out: list[str], enc: Quote, name_quote: Quote, scalar: Scalar
) -> None:
    """An exploded object: its members become parameters, lists among them repeat."""
    for key, item in value.items():
        item = plain(item)
        every: list[Any] = item if is_list(item) else [item]
        name = name_quote(str(key))
        out.extend(f"{name}={enc(_flat(one, scalar))}" for one in every if given(one))


def _nested(
    name: str, value: Any, out: list[str], indexed: bool, enc: Quote, scalar: Scalar
) -> None:
    value = plain(value)
    if is_dict(value):
        for key, item in value.items():
            _nested(f"{name}%5B{quote(str(key))}%5D", item, out, indexed, enc, scalar)
    elif is_list(value):
        for index, item in enumerate(value):
            item = plain(item)
            # A list of objects needs its index, or their members would run together.
            inner = str(index) if is_list(item) or is_dict(item) else ""
            place = f"{name}%5B{inner}%5D" if indexed or inner else name
            _nested(place, item, out, indexed, enc, scalar)
    elif given(value):
        out.append(f"{name}={enc(scalar(value))}")


def _flat(value: Any, scalar: Scalar) -> str:
    value = plain(value)
    if is_list(value) or is_dict(value):
        raise UsageError(
            "this style holds one level only: pass single values, not lists or objects, in it"
        )
    return scalar(value)
