"""Tables of source text: items side by side as far as a line goes, not one on each.

For what is data rather than code: descriptors of operations, names that a module offers. The
formatter would give each item a line of its own, so a module says `# fmt: off` above them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generator.ground.text import Source

WIDTH = 100
"""Columns of a line."""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|[\[({]|[\])}]|,')
"""A string, a bracket or a comma: all that decides where a line may end."""


def filled(items: Iterable[str], indent: int) -> Source:
    """Items with commas after them, in as few lines as they fit; what fits on none is opened.

    Args:
        items: Expressions, keyword arguments or members of a display, as source text.
        indent: Columns that every line begins with.

    Returns:
        The lines, the first without its indent: it stands where a template puts it.
    """
    return Source(("\n" + " " * indent).join(_lines(items, WIDTH - indent)))


def filled_import(module: str, names: Iterable[str], indent: int) -> Source:
    """An import of names that whoever imports the importing module may use too.

    Args:
        module: Where they are.
        names: What they are called.
        indent: Columns that every line begins with.
    """
    return imported(module, (f"{name} as {name}" for name in names), indent)


def imported(module: str, names: Iterable[str], indent: int) -> Source:
    """An import of names, in brackets where it does not fit on a line."""
    items = list(names)
    line = f"from {module} import {', '.join(items)}"
    if len(line) + indent <= WIDTH:
        return Source(line)
    return filled_call(f"from {module} import (", items, ")", indent)


def filled_call(head: str, items: Iterable[str], tail: str, indent: int) -> Source:
    """Something with a list in brackets: on a line where it fits, else the list filled.

    Args:
        head: Up to and with the opening bracket.
        items: What is in the brackets; where there is nothing, it stays on a line.
        tail: From the closing bracket on.
        indent: Columns that it begins with.
    """
    found = list(items)
    line = f"{head}{', '.join(found)}{tail}"
    if len(line) + indent <= WIDTH or not found:
        return Source(line)
    pad = " " * indent
    closing = tail.removeprefix(",")  # of a tuple of one, which has its comma now
    return Source(f"{head}\n{pad}    {filled(found, indent + 4)}\n{pad}{closing}")


def _lines(items: Iterable[str], width: int) -> Iterator[str]:
    line = ""
    for item in items:
        if line and len(line) + 2 + len(item) <= width:
            line += f" {item},"
            continue
        if line:
            yield line
        line = f"{item},"
        if len(line) > width and (parts := _opened(item)):
            head, inner, tail = parts
            yield head
            yield from (f"    {inner_line}" for inner_line in _lines(inner, width - 4))
            yield f"{tail},"
            line = ""
    if line:
        yield line


def _opened(item: str) -> tuple[str, list[str], str] | None:
    """An item as what stands before its last outer bracket, what is in it, and its end.

    None where it has no items in a bracket at its end: it stays on a line that is too long.
    """
    if item[-1:] not in ")]}":
        return None
    depth, start, cuts = 0, 0, list[int]()
    for token in _TOKEN.finditer(item):
        if token[0] in "([{":
            depth += 1
            if depth == 1:
                if token[0] == "[" and re.search(r"\w$", item[: token.start()]):
                    return None  # a subscript: with a comma it would be another type
                start, cuts = token.end(), [token.end()]
        elif token[0] in ")]}":
            depth -= 1
        elif token[0] == "," and depth == 1:
            cuts.append(token.end())
    ends = [*(cut - 1 for cut in cuts[1:]), len(item) - 1]
    inner = [item[a:b].strip() for a, b in zip(cuts, ends, strict=True)]
    return item[:start], [part for part in inner if part], item[-1]
