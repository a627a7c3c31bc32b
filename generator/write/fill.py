"""Tables of source text: items side by side as far as a line goes, not one on each.

For what is data rather than code: descriptors of operations, names that a module offers. The
formatter would give each item a line of its own, so a module says `# fmt: off` above them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import pairwise
from textwrap import wrap
from tokenize import generate_tokens

from generator.ground.kept import Kept
from generator.ground.text import Source

WIDTH = 100
"""Columns of a line."""
_ATOM = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"'])+""")
"""What no line ends within: strings, and what is beside them without a space."""
_ALIAS = re.compile(r'(\w+) = TypeAliasType\("(\w+)", (?:\w+\[)?')
_BEGUN = re.compile(r"\w+ = .*[(\[]$")
_QUOTES = ('"""', 'r"""')
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|[\[({]|[\])}]|,')
"""A string, a bracket or a comma: all that decides where a line may end."""


def filled(items: Iterable[str], indent: int, end: str = ",") -> Source:
    """Items with commas after them, in as few lines as they fit; what fits on none is opened.

    Args:
        items: Expressions, keyword arguments or members of a display, as source text.
        indent: Columns that every line begins with.
        end: What stands after the last item.

    Returns:
        The lines, the first without its indent: it stands where a template puts it.
    """
    return Source(("\n" + " " * indent).join(_lines(list(items), WIDTH - indent, end)))


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
    return Source(("\n" + " " * indent).join(_Filling().opened(head, found, tail, WIDTH - indent)))


def filled_display(head: str, items: Iterable[str], tail: str, indent: int) -> Source:
    """A call with a display in it, opened there; the arguments are those of `filled_call`."""
    found = list(items)
    line = f"{head}{', '.join(found)}{tail}"
    if len(line) + indent <= WIDTH or not found:
        return Source(line)
    return Source(f"{head}\n{' ' * (indent + 4)}{filled(found, indent + 4, tail)}")


def filled_words(head: str, words: Iterable[str], indent: int) -> Source:
    """An entry of a display: words in one string, with spaces between them, over some lines.

    Args:
        head: The entry's key, with its colon.
        words: Names, which need no quoting.
        indent: Columns that every line begins with.
    """
    found = " ".join(words)
    beside = wrap(found, WIDTH - indent - len(head) - len('" ",'), break_long_words=False)
    below = wrap(found, WIDTH - indent - 4 - len('" ",'), break_long_words=False)
    if len(beside) <= len(below) + 1:
        first, *rest = _quoted(beside)
        return Source("\n".join([head + first, *(" " * (indent + len(head)) + r for r in rest)]))
    return Source("\n".join([head.rstrip(), *(" " * (indent + 4) + r for r in _quoted(below))]))


def filled_aliases(text: str) -> str:
    """A module whose aliases that go on over lines are filled, as data is; the rest stays.

    Args:
        text: A formatted module of models.
    """
    lines = text.split("\n")
    found: list[tuple[int, int, str]] = []
    for start, stop in _begun(lines):
        below = _alias(lines[start:stop])
        shorter = below.count("\n") < stop - start - 1
        if shorter and _words(below) == _words("\n".join(lines[start:stop])):
            found.append((start, stop, below))
    for start, stop, below in reversed(found):
        lines[start:stop] = [below]
    if found:
        lines.insert(found[0][0], "# fmt: off")
    return "\n".join(lines)


def _begun(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Where aliases that go on over lines begin and end; a whole module of models is not parsed."""
    text, start = False, None
    for number, line in enumerate(lines):
        if not text and start is None and _BEGUN.match(line):
            start = number
        elif start is not None and line[:1] in (")", "]"):
            yield start, number + 1
            start = None
        elif line.count('"""') % 2 and (text or line.lstrip().startswith(_QUOTES)):
            text = not text


def _words(text: str) -> list[str]:
    """What code says, however it is laid out; a union may be of too many members for a tree."""
    words = [token.string for token in generate_tokens(StringIO(text).readline)]
    spoken = [*filter(str.strip, words), ""]
    return [word for word, after in pairwise(spoken) if word != "," or after not in (")", "]")]


def _alias(lines: list[str]) -> str:
    """`X = TypeAliasType("X", Literal[` and what it may be, below."""
    name, whole = lines[0].split(" ", 1)[0], ""
    for line in map(str.strip, lines):
        if line[0] in ")]":
            whole = whole.removesuffix(",")
        whole += line if not whole or whole[-1] in "([" or line[0] in ")]" else f" {line}"
    opened = _ALIAS.match(whole)
    if opened is None or not opened[1] == opened[2] == name:
        return "\n".join(lines)
    head, rest = opened[0], whole[opened.end() :]
    if not head.endswith("[") or len(head) > WIDTH:
        head = f"{name} = TypeAliasType("
        rest = whole.removeprefix(head)
    filled = [""]
    for atom in _ATOM.findall(rest):
        if filled[-1] and len(filled[-1]) + 1 + len(atom) > WIDTH - 4:
            filled.append(atom)
        else:
            filled[-1] += f" {atom}" if filled[-1] else atom
    return "\n    ".join([head, *filled])


def _quoted(lines: list[str]) -> list[str]:
    """Strings that are one where they stand below each other, and a comma."""
    return [*(f'"{line} "' for line in lines[:-1]), f'"{lines[-1]}",']


def _lines(items: list[str], width: int, end: str) -> list[str]:
    return list(_Filling().lines(items, width, end))


class _Filling:
    """Lines of items; what is in brackets is tried in two forms, at each depth, but once a width.

    Else a literal of twenty brackets in each other would be laid out a million times.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, int], list[str]] = {}
        self._parts: Kept[str, tuple[str, list[str], str] | None] = Kept(_parts)

    def lines(self, items: list[str], width: int, end: str) -> Iterator[str]:
        """Items in as few lines as they fit; *end* stands after the last of them."""
        line = ""
        for left, item in enumerate(items, 1 - len(items)):
            after = "," if left else end
            if line and len(line) + 1 + len(item) + len(after) <= width:
                line += f" {item}{after}"
                continue
            if line:
                yield line
            line = f"{item}{after}"
            if len(line) > width and (parts := self._parts[item]):
                key = (item, after, width)
                if key not in self._known:
                    head, inner, tail = parts
                    self._known[key] = self.opened(head, inner, tail + after, width)
                yield from self._known[key]
                line = ""
        if line:
            yield line

    def opened(self, head: str, inner: list[str], tail: str, width: int) -> list[str]:
        """A list in brackets over several lines, in the form of PEP 8 that takes fewer of them.

        Aligned with the opening bracket, or indented below it with the closing one on its own line.
        """
        room = width - len(head)
        beside = list(self.lines(inner, room, tail)) if room > 0 else []
        closing = tail.removeprefix(",")  # of a tuple of one, which has its comma then
        below = [f"    {line}" for line in self.lines(inner, width - 4, ",")]
        if beside and len(beside) < len(below) + 2 and max(map(len, beside)) <= room:
            first, *rest = beside
            return [head + first, *(" " * len(head) + line for line in rest)]
        return [head, *below, closing]


def _parts(item: str) -> tuple[str, list[str], str] | None:
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
    if not any(inner):
        return None
    tail = ",)" if inner[1:] == [""] else item[-1]  # a tuple of one
    return item[:start], [part for part in inner if part], tail
