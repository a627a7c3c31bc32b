"""Schemas under `$defs`: those that are used become components in reading, the others are lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from generator.check.look import Look, Rule, held
from generator.ground.diagnostics import Diagnostic, short
from generator.ground.vocabulary import DECLARED
from generator.read.source import Mapping, Sequence

_WORD = "$defs"
_NAMED = frozenset({"$anchor", "$dynamicAnchor", "$id"})
_REFERENCE = re.compile(r"\$defs/([^/]+)")


def h370_unused_definition(look: Look) -> Iterator[Diagnostic]:
    """A schema under `$defs` that no reference names, in whatever file it stands."""
    if DECLARED not in look.tree:
        return  # somebody else's document, as for components
    files = (look.document.written, *look.document.others)
    speaking = [file for file in files if _WORD in file.place.file.text]
    holders: list[Mapping] = []
    used: set[str] = set()
    for file in speaking:
        _gather(file, holders, used)
    for members in holders:
        for name, schema in members.items():
            named = isinstance(schema, Mapping) and schema.keys() & _NAMED
            if name not in used and not named:
                message = f"definition {short(name, 50)} is not used"
                yield members.place.report("H370", message, "refer to it, or remove it", key=name)


def _gather(file: Mapping, holders: list[Mapping], used: set[str]) -> None:
    """The definitions of a file, and the names of those that it refers to."""
    todo: list[Any] = [file]
    while todo:
        value = todo.pop()
        if isinstance(value, Mapping):
            if members := held(value, _WORD):
                holders.append(members)
            ref = value.get("$ref")
            if isinstance(ref, str):
                text = unquote(ref)
                names = _REFERENCE.findall(text)
                used.update(name.replace("~1", "/").replace("~0", "~") for name in names)
            todo += value.values()
        elif isinstance(value, Sequence):
            todo += value


RULES: tuple[Rule, ...] = (h370_unused_definition,)
