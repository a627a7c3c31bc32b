"""Where keys and tables stand in TOML (settings), for messages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.ground.diagnostics import SpecError
from generator.read.source.toml_text import parse_toml
from generator.read.source.tree import SourceFile

TEXT = '''\
top = 1
  "quoted key" = 2
block = """
not = "a key"
[nor.a.table]
"""
dotted.inner.last = 3
inline = { a = 1, b = { c = 2 } }

[table]
x = 1
'it is' = 2
list = [1, 2]

[table.sub]
x = 5

[[many]]
name = "a"

[[many.parts]]
p = 1
[[many.parts]]
p = 2

[[many]]
name = "b"
[many.more]
m = 1
'''


def _tree() -> Any:
    return parse_toml(SourceFile(Path("s.toml"), "s.toml", TEXT))


@pytest.mark.parametrize(
    ("way", "line", "column"),
    [
        (["top"], 1, 1),
        (["quoted key"], 2, 3),
        (["block"], 3, 1),
        (["dotted"], 7, 1),
        (["dotted", "inner"], 7, 1),
        (["dotted", "inner", "last"], 7, 1),
        (["inline"], 8, 1),
        (["inline", "a"], 8, 10),
        (["inline", "b", "c"], 8, 10),
        (["table"], 10, 2),
        (["table", "x"], 11, 1),
        (["table", "it is"], 12, 1),
        (["table", "list"], 13, 1),
        (["table", "sub"], 15, 2),
        (["table", "sub", "x"], 16, 1),
        (["many"], 18, 3),
        (["many", 0], 18, 3),
        (["many", 0, "name"], 19, 1),
        (["many", 0, "parts", 0, "p"], 22, 1),
        (["many", 0, "parts", 1, "p"], 24, 1),
        (["many", 1, "name"], 27, 1),
        (["many", 1, "more"], 28, 2),
        (["many", 1, "more", "m"], 29, 1),
    ],
)
def test_where_a_key_stands(way: list[Any], line: int, column: int) -> None:
    node = _tree()
    for step in way[:-1]:
        node = node[step]
    found = node.place.report("E723", "so", "do", key=way[-1]).span
    assert found.line == line
    if way[0] != "inline" or len(way) == 1:
        assert found.column == column


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("a = 1\nb = = 2\n", 2, 5), ("a = 1\na = 2\n", 2, 6), ("a = [1,\n", 1, 8), ("[a\n", 1, 3)],
)
def test_where_toml_is_none(text: str, line: int, column: int) -> None:
    with pytest.raises(SpecError) as caught:
        parse_toml(SourceFile(Path("s.toml"), "s.toml", text))
    (found,) = caught.value.diagnostics
    assert (found.code, found.span.line) == ("E004", line)
    assert abs(found.span.column - column) <= 1


def test_lists_whose_items_look_like_headers() -> None:
    """Over several lines: what they hold stands somewhere, and what follows in its place."""
    text = 'x = [\n["many"],\n[["many"]],\n]\n[[many]]\na = 1\n[other]\nb = 2\n'
    tree = parse_toml(SourceFile(Path("s.toml"), "s.toml", text))
    found = [(tree["other"], "b", 8), (tree, "other", 7), (tree, "x", 1)]
    for node, key, line in found:
        assert node.place.report("E723", "so", "do", key=key).span.line == line


@pytest.mark.parametrize(
    ("way", "line", "column"),
    [
        (["inline"], 8, 10), (["dotted"], 7, 1), (["dotted", "inner"], 7, 1), (["table"], 10, 2),
        (["table", "list"], 13, 8), (["table", "sub"], 15, 2), (["many", 1], 26, 3),
    ],
)  # fmt: skip
def test_where_a_value_begins(way: list[Any], line: int, column: int) -> None:
    """After its key; a table at its header."""
    node = _tree()
    for step in way:
        node = node[step]
    assert (node.place.span().line, node.place.span().column) == (line, column)
