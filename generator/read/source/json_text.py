"""JSON text to a located tree; places are found when a message needs one."""

from __future__ import annotations

import json
import math
import re
from functools import reduce
from typing import Any, cast

from generator.ground.diagnostics import Diagnostic, SpecError
from generator.read.source.tree import (
    MAX_DEPTH,
    MAX_DIGITS,
    Mapping,
    Members,
    Place,
    Sequence,
    SourceFile,
    duplicate,
    joined,
    not_json,
    too_deep,
)

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|[^\s{}\[\],:"]+', re.DOTALL)
_BRACKET = re.compile(
    r'[^"{}\[\]]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"{}\[\]]*+)*+[{}\[\]]', re.DOTALL
)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_ALONE = re.compile(
    r"\\u[dD][89abAB]..(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F]"
    r"|\\\\u[dD][89a-fA-F]",
    re.DOTALL,
)
"""What may be half of a pair without the other half, or is not to be told from it at a glance."""


class _Reader:
    """Keeps what JSON does not allow as what it most likely means: `odd` says that it did."""

    def __init__(self) -> None:
        self.odd = False
        self.repeated: dict[int, list[tuple[str, Any]]] = {}
        """The members of objects that name one twice, by the object's identity."""

    def pairs(self, pairs: list[tuple[str, Any]]) -> Mapping:
        made = Mapping(pairs)
        if len(made) != len(pairs):
            self.odd = True
            self.repeated[id(made)] = pairs
        return made

    def text(self, text: str) -> Any:
        """A number that JSON does not have."""
        self.odd = True
        return text

    def real(self, text: str) -> Any:
        value = float(text)
        return value if math.isfinite(value) else self.text(text)

    def whole(self, text: str) -> Any:
        return int(text) if len(text) <= MAX_DIGITS else self.text(text)


def parse_json(file: SourceFile, *, strict: bool) -> Any:
    """The value of a JSON file (RFC 8259); None for text that may still be YAML."""
    read = _Reader()
    try:
        value = json.loads(
            file.text,
            object_pairs_hook=read.pairs,
            parse_constant=read.text,
            parse_float=read.real,
            parse_int=read.whole,
        )
    except json.JSONDecodeError as error:
        if not strict:
            return None
        raise SpecError(_json_fault(file, error)) from None
    except RecursionError:
        if not strict:
            return None
        raise SpecError(too_deep(file, _depth_offset(file))) from None
    if _SURROGATE.search(file.text) and _ALONE.search(file.text):
        _check_surrogates(file)
    value, opened = _placed(file, value, read)
    file.locator = _Locator(file)
    if read.odd:  # every place is looked at, which notes what is odd
        for place, members in zip(opened, _members(file), strict=True):
            place.members = members
    return value


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


def _placed(file: SourceFile, value: Any, read: _Reader) -> tuple[Any, list[Place]]:
    """Give each container its place; for odd files also the places in the order of opening."""
    if type(value) is list:
        value = Sequence(cast(Any, value))
    elif not isinstance(value, Mapping):
        return value, []
    value.place = Place(file, None, "")
    opened: list[Place] = []
    twice: list[tuple[Any, str, list[Any]]] = []
    todo: list[tuple[Any, int]] = [(value, 1)]
    while todo:
        node, depth = todo.pop()
        place, before = node.place, len(todo)
        pairs: Any = node.items() if type(node) is Mapping else enumerate(node)
        if read.odd:
            opened.append(place)
            if written := read.repeated.get(id(node)):
                pairs = [(k, Sequence(v) if type(v) is list else v) for k, v in written]
                node.update(pairs)
                twice += [(node, key, [v for k, v in pairs if k == key]) for key in node]
        for key, child in pairs:
            if type(child) is list:
                items: Any = child
                held: Any = node
                held[key] = child = Sequence(items)  # same key: the iteration is not disturbed
            elif type(child) not in (Mapping, Sequence):
                continue
            child.place = Place(file, place, key)
            todo.append((child, depth + 1))
        if len(todo) > before:
            if depth >= MAX_DEPTH:
                raise SpecError(too_deep(file, _depth_offset(file)))
            if read.odd:
                todo[before:] = todo[before:][::-1]
    for node, key, values in reversed(twice):
        node[key] = reduce(joined, values)
    return value, opened


class _Locator:
    """Finds where members were written: brackets once, then the containers that are asked for."""

    def __init__(self, file: SourceFile) -> None:
        self._file = file
        self._ends: dict[int, int] = {}

    def __call__(self, place: Place) -> Members:
        """Where the members of a container begin; none for what is no container."""
        start = self._file.start
        if place.parent is not None:
            at = place.parent.written().get(place.key)
            if at is None:
                return {}
            start = at[1]
        return self._scan(start) if self._file.text[start] in "{[" else {}

    def _scan(self, start: int) -> Members:
        if not self._ends:
            self._pair()
        text, found = self._file.text, Members()
        is_object, key, at = text[start] == "{", None, start + 1
        while match := _TOKEN.search(text, at):
            token, offset, at = match.group(), match.start(), match.end()
            if token in "}]":
                break
            if is_object and key is None:
                key = (_key(token), offset)
                continue
            if key is None:
                found[len(found)] = (offset, offset)
            else:
                found[key[0]] = (key[1], offset)
            key = None
            if token in "{[":
                at = self._ends[offset]
        return found

    def _pair(self) -> None:
        """Where each object and array ends."""
        opened: list[int] = []
        text = self._file.text
        for match in _BRACKET.finditer(text):
            at = match.end() - 1
            if text[at] in "{[":
                opened.append(at)
            else:
                self._ends[opened.pop()] = at + 1


def _key(token: str) -> str:
    return str(json.loads(token, strict=False)) if "\\" in token else token[1:-1]


def _depth_offset(file: SourceFile) -> int:
    depth = 0
    for match in _TOKEN.finditer(file.text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(match.group(), 0)
        if depth > MAX_DEPTH:
            return match.start()
    return 0


def _members(file: SourceFile) -> list[dict[str | int, tuple[int, int]]]:
    """The places of the members of each object and array, in order of opening.

    Keys that stand twice and numbers that JSON cannot hold are noted in the file.

    Raises:
        SpecError: Nesting is too deep.
    """
    found: list[dict[str | int, tuple[int, int]]] = []
    stack: list[tuple[dict[str | int, tuple[int, int]], bool]] = []
    key: tuple[str, int] | None = None
    for match in _TOKEN.finditer(file.text):
        token, offset = match.group(), match.start()
        if token in "}]":
            stack.pop()
            key = None
            continue
        if stack:
            members, is_object = stack[-1]
            if is_object and key is None:
                name = _key(token)
                if name in members:
                    file.warnings.append(duplicate(file, name, members[name][0], offset))
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
        file.warnings.append(not_json(file, offset, token))
