"""Calls made of a document's examples, and what they must look like on the wire."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from pydantic import TypeAdapter

from tests.behaviour.shop import Exchange
from tests.vendors.described import FORM, Described, Pairs
from tests.vendors.package import Method, Package

MULTIPART = "multipart/form-data"
DATES = {"date": date.fromisoformat, "date-time": datetime.fromisoformat}


class Call(NamedTuple):
    """The arguments of a call, and what stands for them in the document."""

    arguments: dict[str, Any]
    parameters: dict[tuple[str, str], Any]
    media: str | None
    """Media type of the body; None: there is none."""
    body: Any


def call_of(package: Package, operation: str, method: Method, example: int = 0) -> Call:
    """The call that has every parameter at its example, and one of the body's examples."""
    described = package.described[operation]
    descriptor = method.operation
    values = described.together()
    arguments: dict[str, Any] = {}
    for param in descriptor.params:
        key = next(k for k in described.parameters if k[0] == param.where and _same(k, param.key))
        if key in values:
            schema = described.schema(described.parameters[key])
            arguments[param.name] = _typed(param.type, schema, values[key])
    assert len(arguments) == len(values), f"{operation}: the client lacks a parameter"
    if not described.content:
        return Call(arguments, values, None, None)
    named = min(
        described.content, key=lambda media: "*" in media
    )  # no range, where there is a type
    media, _, body = (described.bodies or [(named, "", None)])[example]
    arguments.update(_members(descriptor.body, described, media, body))
    return Call(arguments, values, media, body)


def _same(key: tuple[str, str], name: str) -> bool:
    return key[1] == name or (key[0] == "header" and key[1].lower() == name.lower())


def _typed(kind: Any, schema: dict[str, Any], value: Any) -> Any:
    """A parameter's example as its method takes it."""
    if kind is not None:
        return TypeAdapter(kind()).validate_python(value)
    form = schema.get("format")
    return DATES[form](value) if form in DATES and isinstance(value, str) else value


def _members(body: Any, described: Described, media: str, value: Any) -> dict[str, Any]:
    """The keywords that a body's example is given by."""
    if media == MULTIPART:
        return {field.name: value[field.key].encode() for field in body.fields}
    if body.type is None:
        return {"body": (value or "bytes of a file").encode()}
    typed = TypeAdapter(body.type()).validate_python(value)
    if not body.fields:
        return {"body": typed}
    assert not typed.model_extra, f"{described.id}: the model lacks {set(typed.model_extra)}"
    known = {field.name for field in body.fields}
    assert known >= typed.model_fields_set
    return {name: getattr(typed, name) for name in typed.model_fields_set}


def check_request(package: Package, described: Described, call: Call, sent: Exchange) -> None:
    """What went out is what the document says."""
    assert sent.method == described.method
    assert sent.path == described.target(_variables(package), call.parameters)
    headers = dict(sent.headers)
    assert len(headers) == len(sent.headers), "a header is sent twice"
    expected = described.query(call.parameters)
    for scheme in _schemes(package, described):
        value = package.credentials[scheme.argument]
        if scheme.where == "query":
            expected.append((scheme.wire, value))
        elif scheme.kind == "oauth2":
            assert headers["authorization"].startswith("Bearer ")
        elif scheme.kind == "bearer":
            assert headers["authorization"] == f"Bearer {value}"
        else:
            assert headers[scheme.wire.lower()] == value
    query = parse_qsl(sent.query, keep_blank_values=True, strict_parsing=bool(sent.query))
    assert sorted(query) == sorted(expected)
    for (where, name), value in call.parameters.items():
        if where == "header":
            assert headers[name.lower()] == str(value)
    if call.media is None:
        assert sent.body == b""
        assert "content-type" not in headers
    else:
        assert headers["content-type"].partition(";")[0] == call.media
        _check_body(described, call, sent.body, headers["content-type"])
    offered = [success.media for success in described.successes if success.media]
    if offered:
        assert headers["accept"].split(",")[0].partition(";")[0] in offered


def _check_body(described: Described, call: Call, sent: bytes, content_type: str) -> None:
    assert call.media is not None
    if call.media.endswith("json"):
        assert same(json.loads(sent), call.body)
    elif call.media == FORM:
        assert same(
            _grouped(parse_qsl(sent.decode(), keep_blank_values=True)),
            _grouped(described.form(call.media, call.body)),
        )
    elif call.media == MULTIPART:
        head = f"Content-Type: {content_type}\r\n\r\n".encode()
        message: Message = BytesParser(policy=HTTP).parsebytes(head + sent)
        parts = [part for part in message.walk() if not part.is_multipart()]
        name = {part.get_param("name", header="content-disposition"): part for part in parts}
        assert {key: name[key].get_payload(decode=True).decode() for key in name} == call.body
    else:
        assert sent.decode() == (call.body or "bytes of a file")


def _grouped(pairs: Pairs) -> dict[str, list[Any]]:
    """The values of a form by name; JSON among them as what it says."""
    found: dict[str, list[Any]] = {}
    for name, value in pairs:
        holds_json = value[:1] in ("{", "[")
        found.setdefault(name, []).append(json.loads(value) if holds_json else value)
    return found


def _variables(package: Package) -> dict[str, str]:
    server = package.api.servers[0]
    return {
        name: package.credentials[argument]
        for name, argument in server.arguments.items()
        if argument in package.credentials
    }


def _schemes(package: Package, described: Described) -> list[Any]:
    wanted = described.node.get("security", package.tree.get("security", []))
    names = set(wanted[0]) if wanted else set()
    return [scheme for scheme in package.api.schemes if scheme.name in names]


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values say the same: numbers by value, times by their instant."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, str) and isinstance(other, str) and one != other:
        return _instant(one) == _instant(other) is not None
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _instant(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None
