"""Which modules of the runtime a package carries: those that its own code reaches.

A module reaches what it imports, for types and within functions too, what it asks for by name
(`ground/parts.py`), and the packages that it is in. What the document has no use for (the table
in `features.py`) is not gone through, and nor is what belongs to a half that is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

_IMPORT = re.compile(r"^ *from (\.+)([\w.]*) import (\([^)]*\)|[^\n]+)", re.MULTILINE)
_PART = re.compile(r'\bpart\(\s*"([\w.]+)"')
_NAMED = re.compile(r"_runtime(?:\.([\w.]+))? import ")


def named(text: str) -> Iterator[str]:
    """The modules that a module of generated code imports; empty for the runtime itself."""
    yield from _NAMED.findall(text)


def graph(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Module → what it reaches.

    Args:
        sources: Module, such as `wire.json` → its text; a package by its own name, the runtime
            as the empty one. They import each other relatively.
    """
    packages = {""} | {name.rpartition(".")[0] for name in sources}
    return {
        name: set(_reached(name, text, packages)) & {*sources} for name, text in sources.items()
    }


def _reached(name: str, text: str, packages: Collection[str]) -> Iterator[str]:
    inside = name if name in packages else name.rpartition(".")[0]
    while inside:
        yield inside
        inside = inside.rpartition(".")[0]
    yield ""
    parts = name.split(".") if name else []
    levels = parts if name in packages else parts[:-1]
    for dots, module, names in _IMPORT.findall(text):
        base = [*levels[: len(levels) - len(dots) + 1], *filter(None, module.split("."))]
        yield ".".join(base)
        yield from (".".join([*base, word]) for word in re.findall(r"\w+", names))
    yield from _PART.findall(text)


def reached(
    known: Mapping[str, Collection[str]], roots: Collection[str], without: Collection[str]
) -> set[str]:
    """The modules that roots reach, themselves among them.

    Args:
        known: Module → what it reaches.
        roots: Where to begin.
        without: Modules that are not gone through.
    """
    found: set[str] = set()
    waiting = [*roots]
    while waiting:
        name = waiting.pop()
        if name in known and name not in found and name not in without:
            found.add(name)
            waiting += known[name]
    return found
