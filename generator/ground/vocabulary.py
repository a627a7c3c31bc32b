"""The extensions that specwright gives a meaning to, from `vocabulary.json`.

OpenAPI says most things; an extension is here only where it has no word. The
JSON file is a JSON Schema, so that editors can use it too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from generator.ground.diagnostics import nearest
from generator.ground.records import record

DECLARED = "x-specwright"
"""The extension that says which version of the vocabulary a document speaks."""


@record(frozen=True, slots=True)
class Extension:
    """One extension: what it means, on which kinds of objects it stands, its values' schema."""

    name: str
    title: str
    stands_on: frozenset[str]
    schema: Mapping[str, Any]

    def may_stand_on(self, kind: str) -> bool:
        """Whether it has a meaning on an object of a kind (see `document.grammar`)."""
        return "any" in self.stands_on or kind in self.stands_on


VOCABULARY = Path(__file__).with_name("vocabulary.json")


@cache
def extensions() -> Mapping[str, Extension]:
    """All extensions by name; each schema stands alone."""
    data = json.loads(VOCABULARY.read_text(encoding="utf-8"))
    found: dict[str, Extension] = {}
    for name, schema in data["properties"].items():
        stands_on = frozenset(schema.pop("standsOn"))
        whole = MappingProxyType({**schema, "$defs": data["$defs"]})
        found[name] = Extension(name, schema["title"], stands_on, whole)
    return MappingProxyType(found)


def versions() -> tuple[int, ...]:
    """The versions of the vocabulary that there are."""
    return tuple(extensions()[DECLARED].schema["enum"])


_STEM = 6
"""Letters with which another form of a word begins as the word does."""


def misspelt(name: str) -> str:
    """The extension that an unknown `x-` name was likely meant to be, or an empty string."""
    plain = {_plain(known): known for known in extensions()}
    if _plain(name) in plain:
        return plain[_plain(name)]
    close = nearest(_plain(name), plain, cutoff=0.85)
    if not close and (same := nearest(_plain(name), plain, cutoff=0.77)):
        close = same if same[:_STEM] == _plain(name)[:_STEM] else ""  # x-paginate
    return plain[close] if close else ""


def _plain(name: str) -> str:
    return name.removeprefix("x-").lower().replace("-", "").replace("_", "")


def rule_matches(rule: Mapping[str, Any], method: str, path: str) -> bool:
    """Whether a rule of `x-rate-limit` is for an operation.

    In its path `*` stands for one segment or a part of it, `**` for one or more segments.
    A rule without a path is for all of them.
    """
    methods = rule.get("methods") or ()
    if methods and method.upper() not in methods:
        return False
    if "path" not in rule:
        return True
    return _covers(str(rule["path"]), path)


def _covers(pattern: str, path: str) -> bool:
    """Whether a pattern is for a whole path, in time that grows with both: no backtracking."""
    parts = pattern.split("/")
    at = {0}
    for segment in path.split("/"):
        following = {i + 1 for i in at if i < len(parts) and _takes(parts[i], segment)}
        at = following | {i for i in at if i and parts[i - 1] == "**"}  # one or more of them
    return len(parts) in at


def _takes(part: str, segment: str) -> bool:
    """Whether a part of a pattern is for a segment; each `*` in it is for one character or more."""
    first, *pieces = re.sub(r"\*+", "*", part).split("*")
    if not pieces:
        return part == segment
    if not segment.startswith(first):
        return False
    end = len(first)
    for piece in pieces[:-1]:
        begin = segment.find(piece, end + 1)  # the first place leaves most to the others
        if begin == -1:
            return False
        end = begin + len(piece)
    return len(segment) - len(pieces[-1]) > end and segment.endswith(pieces[-1])
