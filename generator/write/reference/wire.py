"""A request and an answer as they go over the wire."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast
from xml.etree import ElementTree

from generator.runtime.ground import operation as data
from generator.runtime.ground.errors import UsageError, phrase
from generator.runtime.wire.body import FORM, BodyWriter, essence, is_json, is_xml
from generator.runtime.wire.encode import compile_header, compile_path, compile_query, quote_path
from generator.runtime.wire.xml_shape import Xml
from generator.understand import ir


def request(
    operation: ir.Operation,
    base: str,
    values: Mapping[tuple[str, str], Any],
    credentials: list[tuple[str, str, str]],
    media: str | None,
    body: str,
) -> str:
    """The text of a request, as the client encodes it.

    Args:
        operation: What is called.
        base: URL that its path is below.
        values: Place and wire name → the JSON value that is given.
        credentials: Place, wire name and text of each.
        media: Media type of the body, if there is one.
        body: Its text.
    """
    path = operation.path
    query: list[str] = []
    headers: list[tuple[str, str]] = []
    cookies: list[str] = []
    for param in operation.params:
        value = values.get((param.where, param.wire))
        if value is None:
            continue
        spec = _param(param)
        try:
            if param.where == "path":
                path = path.replace("{" + param.wire + "}", compile_path(spec)(value))
            elif param.where == "header":
                headers.append((param.wire, compile_header(spec)(value)))
            else:
                compile_query(spec)(value, cookies if param.where == "cookie" else query)
        except (UsageError, ValueError, TypeError, AttributeError):
            continue  # an example that its style cannot write
    for where, name, text in credentials:
        if where == "query":
            query.append(f"{name}={text}")
        elif where == "cookie":
            cookies.append(f"{name}={text}")
        elif where == "header":
            headers.append((name, text))
    if media:
        headers.append(("Content-Type", media))
    if cookies:
        headers.append(("Cookie", "; ".join(cookies)))
    host, _, before = base.partition("://")[2].partition("/")
    lead_in = f"/{before.rstrip('/')}" if before else ""
    target = lead_in + quote_path(path if path != "/" or not lead_in else "")
    line = f"{operation.method} {target}" + (f"?{'&'.join(query)}" if query else "")
    answers = [r.media for r in operation.responses if r.success and r.media]
    lead = [("Host", host)] if host else []
    lead += [("Accept", ", ".join(dict.fromkeys(answers)))] if answers else []
    lines = [line, *(f"{name}: {text}" for name, text in (*lead, *headers))]
    return "\n".join(lines) + (f"\n\n{body}" if body else "")


def _param(param: ir.Param) -> data.Param:
    return data.Param(
        param.wire,
        param.where,
        style=cast("Any", param.style),
        explode=param.explode,
        media=param.media,
        allow_reserved=param.allow_reserved,
        format=param.format,
    )


Shapes = Mapping[ir.Pointer, ir.Xml]
"""The named objects that stand in XML documents."""


def body_text(body: ir.Body, value: Any, shapes: Shapes) -> str:
    """The text of a request body."""
    media = body.media[0]
    if is_json(media):
        return json_text({body.wrap: value} if body.wrap else value)
    if body.xml is not None and is_xml(media) and not isinstance(value, str):
        return xml_text(value, body.xml, shapes)
    if essence(media) == FORM and isinstance(value, dict):
        return _form(body, value)
    if essence(media).startswith("multipart/") and isinstance(value, dict):
        return "\n".join(f"{name}: {_part(one)}" for name, one in value.items())
    return value if isinstance(value, str) else json_text(value)


def _form(body: ir.Body, value: dict[str, Any]) -> str:
    encoding = {
        name: data.Encoding(
            how.media, cast("Any", how.style), how.explode, how.format, how.allow_reserved
        )
        for name, how in body.encoding.items()
    }
    writer = BodyWriter(data.Body(body.media[:1], encoding=encoding))
    try:
        payload = writer.write({"body": value}, {}, None)
    except (UsageError, ValueError, TypeError, AttributeError):
        return json_text(value)
    assert payload is not None
    return cast("bytes", payload.content).decode().replace("&", "\n&")


def _part(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def answer(status: int | str, media: str | None, body: str) -> str:
    """The text of an answer."""
    said = phrase(status) if isinstance(status, int) else ""
    lines = [f"{status} {said}".rstrip()]
    if media:
        lines.append(f"Content-Type: {media}")
    return "\n".join(lines) + (f"\n\n{body}" if body else "")


def answer_text(response: ir.Response, value: Any, shapes: Shapes) -> str:
    """The text of an answer's body."""
    media = response.media or ""
    if isinstance(value, str) and not is_json(media):
        return value
    if response.xml is not None and is_xml(media):
        return xml_text(value, response.xml, shapes)
    return json_text(value)


def xml_text(value: Any, shape: ir.Xml, shapes: Shapes) -> str:
    """XML to be read; JSON where XML cannot hold the value."""
    try:
        text = _shape(shape, shapes).write(value).decode()
    except ValueError:
        return json_text(value)
    if "xmlns" in text:  # whose prefixes would be lost
        return text
    root = ElementTree.fromstring(text)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode")


def _shape(said: ir.Xml, shapes: Shapes) -> Xml:
    ref = said.ref
    return Xml(
        said.kind,
        said.name,
        said.namespace,
        said.prefix,
        said.attribute,
        said.wrapped,
        said.required,
        {name: _shape(member, shapes) for name, member in said.members},
        _shape(said.item, shapes) if said.item else None,
        (lambda: _shape(shapes[ref], shapes)) if ref is not None else None,
    )


def json_text(value: Any) -> str:
    """JSON to be read."""
    return json.dumps(value, ensure_ascii=False, indent=2)
