"""What an error body says: code, message and the fields that are wrong.

Read where the document's `ErrorShape` points; where nothing is there, at RFC 9457's
members and at what most vendors use.
"""

from __future__ import annotations

from typing import Any

from ..ground.operation import ErrorShape
from ..ground.shape import is_list, is_mapping
from .pointer import member, pick, steps

_CODE = ("/error/code", "/code", "/error_code", "/errorCode", "/error", "/type")
_MESSAGE = (
    "/detail",
    "/error/message",
    "/message",
    "/error_description",
    "/errorMsg",
    "/title",
    "/error",
)
_FIELDS = (
    "/error/fields",
    "/error/details",
    "/violations",
    "/invalid-params",
    "/fields",
    "/errors",
    "/detail",
)
_FIELD_NAME = ("name", "field", "pointer", "path", "param", "loc")
_FIELD_MESSAGE = ("reason", "message", "detail", "description", "msg", "title")
_LONGEST = 500


def described(shape: ErrorShape, body: Any) -> tuple[str | None, str, dict[str, list[str]]]:
    """Code, message and fields of an error body; nothing where it says nothing."""
    code = _text(body, (shape.code, *_CODE) if shape.code else _CODE)
    message = _text(body, (shape.message, *_MESSAGE) if shape.message else _MESSAGE)
    fields: dict[str, list[str]] = {}
    for pointer in (shape.fields, *_FIELDS) if shape.fields else _FIELDS:
        fields = _fields(shape, pick(body, steps(pointer)))
        if fields:
            break
    if not fields and is_mapping(body) and body and all(map(_is_said, body.values())):
        fields = _fields(shape, body)  # as Django REST framework has it: nothing around them
    if message is None:
        message = next(
            (f"{n}: {said[0]}" if n else said[0] for n, said in fields.items() if said), ""
        )
    promised = pick(body, steps(shape.code)) if shape.code else None
    if code == "about:blank" or (code == message and code != promised):
        code = None  # RFC 9457, section 4.2.1: no code at all
    return code, message, fields


def _is_said(value: Any) -> bool:
    """Whether a value is a list of texts."""
    return is_list(value) and bool(value) and all(isinstance(one, str) for one in value)


def _text(body: Any, pointers: tuple[str, ...]) -> str | None:
    for pointer in pointers:
        value = pick(body, steps(pointer))
        if isinstance(value, bool) or not isinstance(value, (str, int)) or value == "":
            continue
        return str(value)[:_LONGEST]
    return None


def _fields(shape: ErrorShape, value: Any) -> dict[str, list[str]]:
    if hasattr(value, "model_dump"):
        value = value.model_dump(by_alias=True, exclude_unset=True, warnings=False)
    if is_mapping(value):
        return {str(name): _messages(shape, item) for name, item in value.items()}
    fields: dict[str, list[str]] = {}
    if is_list(value):
        for item in value:
            name = _member(item, shape.field_name, _FIELD_NAME) or ""
            fields.setdefault(name, []).extend(_messages(shape, item))
    return fields


def _messages(shape: ErrorShape, value: Any) -> list[str]:
    if is_list(value):
        return [text for item in value for text in _messages(shape, item)]
    if isinstance(value, (str, int, float)):
        return [str(value)[:_LONGEST]]
    said = _member(value, shape.field_message, _FIELD_MESSAGE)
    return [said[:_LONGEST]] if said else []


def _member(value: Any, name: str | None, guesses: tuple[str, ...]) -> str | None:
    for one in (name.removeprefix("/"),) if name else guesses:
        found = member(value, one)
        if is_list(found) and found:
            return ".".join(map(str, found))  # a way: `["body", "size"]`
        if isinstance(found, (str, int)):
            return str(found)
    return None
