"""TOML text to a located tree, for settings.

The standard library says what the values are, but not where: keys and headers are
looked for line by line, and only when a message needs a place.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from generator.ground.diagnostics import SpecError
from generator.read.source.tree import (
    Mapping,
    Members,
    Place,
    Sequence,
    SourceFile,
    mapping,
    sequence,
)

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEYS = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_LINE = re.compile(
    rf"^[ \t]*(?:(?P<open>\[\[?)[ \t]*(?P<table>{_KEYS})[ \t]*\]|(?P<key>{_KEYS})[ \t]*=[ \t]*)",
    re.MULTILINE,
)
_BLOCK = re.compile(r"(\"\"\"|''').*?\1", re.DOTALL)
_AT = re.compile(r"^(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$", re.DOTALL)


def parse_toml(file: SourceFile) -> Mapping:
    """The tables of a TOML 1.0 file.

    Raises:
        SpecError: It is no TOML.
    """
    try:
        value = tomllib.loads(file.text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SpecError(_fault(file, str(error))) from None
    tree: Mapping = _placed(value, Place(file, None, ""))

    def locate(place: Place) -> Members:
        file.locator = None
        _locate(file, tree)
        return place.members or {}

    file.locator = locate
    return tree


def _fault(file: SourceFile, said: str) -> Any:
    found = _AT.match(said)
    message, line, column = found.groups() if found else (said, None, None)
    offset = len(file.text.rstrip())
    if line is not None:
        lines = file.text.split("\n")
        offset = sum(len(text) + 1 for text in lines[: int(line) - 1]) + int(column or 1) - 1
    text = f"{message[:1].lower()}{message[1:]}"[:100]
    return file.fault("E004", offset, text, "correct the TOML here")


def _placed(value: Any, place: Place) -> Any:
    if isinstance(value, dict):
        return mapping(
            {k: _placed(v, Place(place.file, place, k)) for k, v in value.items()}, place
        )
    if isinstance(value, list):
        return sequence(
            [_placed(v, Place(place.file, place, i)) for i, v in enumerate(value)], place
        )
    return value


def _locate(file: SourceFile, tree: Mapping) -> None:
    """Note where each key stands; members of inline tables have the place of their key."""
    blank = _BLOCK.sub(lambda block: re.sub(r"[^\n]", " ", block.group()), file.text)
    tables: dict[int, int] = {}
    table: Any = tree
    for line in _LINE.finditer(blank):
        header = line["table"] is not None
        group = "table" if header else "key"
        node: Any = tree if header else table
        parts = [_plain(part) for part in re.findall(_PART, file.text[slice(*line.span(group))])]
        for index, part in enumerate(parts):
            if not isinstance(node, Mapping) or part not in node:
                node = None
                break
            last = index == len(parts) - 1
            at = line.start(group)
            node.place.written().setdefault(part, (at, at if header or not last else line.end()))
            node = node[part]
            if header and isinstance(node, Sequence):
                number = tables.get(id(node), -1) + (last and line["open"] == "[[")
                tables[id(node)] = number
                if not 0 <= number < len(node):
                    node = None
                    break
                node.place.written().setdefault(number, (at, at))
                node = node[number]
        if header:
            table = node


def _plain(part: str) -> str:
    if part.startswith(('"', "'")):
        return str(tomllib.loads(f"{part} = 1").popitem()[0])
    return part
