"""JSON text to a located tree; places are found when a message needs one."""

from __future__ import annotations

import json
import math
import re
from typing import Any, cast

from generator.ground.diagnostics import Diagnostic, SpecError
from generator.read.source.tree import (
    MAX_DEPTH,
    MAX_DIGITS,
    Mapping,
    Place,
    Sequence,
    SourceFile,
    duplicate,
    not_json,
    too_deep,
)

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class _Refused(Exception):
    """A number or key that the decoder should not accept."""


def _pairs(pairs: list[tuple[str, Any]]) -> Mapping:
    made = Mapping(pairs)
    if len(made) != len(pairs):
        raise _Refused
    return made


def _refuse(text: str) -> Any:
    raise _Refused


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise _Refused
    return value


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise _Refused
    return int(text)


def parse_json(file: SourceFile, *, strict: bool) -> Any:
    """The value of a JSON file (RFC 8259); None for text that may still be YAML."""
    try:
        value = json.loads(
            file.text,
            object_pairs_hook=_pairs,
            parse_constant=_refuse,
            parse_float=_finite,
            parse_int=_whole,
        )
    except json.JSONDecodeError as error:
        if not strict:
            return None
        raise SpecError(_json_fault(file, error)) from None
    except (_Refused, RecursionError):
        if not strict:
            return None
        _members(file)  # finds the place of the fault and raises
        raise SpecError(too_deep(file, 0)) from None
    if _SURROGATE.search(file.text):
        _check_surrogates(file)
    return _place_json(file, value)


def _json_fault(file: SourceFile, error: json.JSONDecodeError) -> Diagnostic:
    before = file.text[: error.pos].rstrip()
    if error.msg.startswith("Illegal trailing comma") or (
        before.endswith(",") and file.text[error.pos : error.pos + 1] in ("}", "]")
    ):
        return file.fault("E004", len(before) - 1, "a comma before the end", "remove the comma")
    return file.fault("E004", error.pos, error.msg.lower(), "correct the JSON here")


def _check_surrogates(file: SourceFile) -> None:
    for match in _TOKEN.finditer(file.text):
        token = match.group()
        if token[0] == '"' and _SURROGATE.search(token):
            try:
                json.loads(token, strict=False).encode()
            except UnicodeEncodeError:
                message = "half of a surrogate pair is no character"
                raise SpecError(
                    file.fault("E006", match.start(), message, "write the character itself")
                ) from None


def _place_json(file: SourceFile, value: Any) -> Any:
    """Give each container its place, in the order in which they were opened."""
    if type(value) is list:
        value = Sequence(cast(Any, value))
    elif not isinstance(value, Mapping):
        return value
    value.place = Place(file, None, "")
    opened: list[Place] = []
    todo: list[tuple[Any, int]] = [(value, 1)]
    while todo:
        node, depth = todo.pop()
        opened.append(node.place)
        inner: list[tuple[Any, int]] = []
        for key, child in node.items() if isinstance(node, Mapping) else enumerate(node):
            if type(child) is list:
                child = Sequence(cast(Any, child))
                held: Any = node
                held[key] = child  # same key, so the iteration is not disturbed
            elif type(child) is not Mapping:
                continue
            child.place = Place(file, node.place, key)
            inner.append((child, depth + 1))
        if inner and depth >= MAX_DEPTH:
            raise SpecError(too_deep(file, _depth_offset(file)))
        todo += reversed(inner)

    def locate() -> None:
        for place, members in zip(opened, _members(file), strict=True):
            place.members.update(members)

    file.locator = locate
    return value


def _depth_offset(file: SourceFile) -> int:
    depth = 0
    for match in _TOKEN.finditer(file.text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(match.group(), 0)
        if depth > MAX_DEPTH:
            return match.start()
    return 0


def _members(file: SourceFile) -> list[dict[str | int, tuple[int, int]]]:
    """The places of the members of each object and array, in order of opening.

    Raises:
        SpecError: A duplicate key, a number JSON cannot hold, or nesting too deep.
    """
    found: list[dict[str | int, tuple[int, int]]] = []
    stack: list[tuple[dict[str | int, tuple[int, int]], bool]] = []
    key: tuple[str, int] | None = None
    for match in _TOKEN.finditer(file.text):
        token, offset = match.group(), match.start()
        if token in ",:":
            continue
        if token in "}]":
            stack.pop()
            key = None
            continue
        if stack:
            members, is_object = stack[-1]
            if is_object and key is None:
                name = json.loads(token, strict=False) if "\\" in token else token[1:-1]
                if name in members:
                    raise SpecError(duplicate(file, name, members[name][0], offset))
                key = (name, offset)
                members[name] = (offset, offset)
                continue
            if key is None:
                members[len(members)] = (offset, offset)
            else:
                members[key[0]] = (key[1], offset)
        key = None
        if token in "{[":
            if len(stack) >= MAX_DEPTH:
                raise SpecError(too_deep(file, offset))
            stack.append(({}, token == "{"))
            found.append(stack[-1][0])
        elif token[0] != '"':
            _check_number(file, token, offset)
    return found


def _check_number(file: SourceFile, token: str, offset: int) -> None:
    if token not in ("true", "false", "null") and (
        len(token) > MAX_DIGITS or not math.isfinite(float(token))
    ):
        raise SpecError(not_json(file, offset, token))
