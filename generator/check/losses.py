"""What a document says of values that types cannot say: told, so that nobody counts on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from generator.check.look import Look, Rule
from generator.ground.diagnostics import Diagnostic
from generator.read.source import Mapping
from generator.understand.forms import LOST


def _has(keyword: str) -> Callable[[Mapping], bool]:
    return lambda schema: keyword in schema


def _beside_members(way: str) -> Callable[[Mapping], bool]:
    """Whether alternatives stand beside members of the schema itself, which is then one class."""
    return lambda schema: (
        isinstance(schema.get(way), list) and len(schema[way]) > 1 and "properties" in schema
    )


def _patterns(schema: Mapping) -> bool:
    """Whether members by pattern stand beside others that have no name."""
    found: Any = schema.get("patternProperties")
    more = isinstance(schema.get("additionalProperties"), Mapping)
    return isinstance(found, Mapping) and len(found) + more > 1


def _positions(schema: Mapping) -> bool:
    """Whether items that have a place of their own stand before others."""
    if "prefixItems" not in schema or schema.get("items") is False:
        return False
    most = schema.get("maxItems")
    return not isinstance(most, int) or most > len(schema["prefixItems"])


_SAID: dict[str, tuple[Callable[[Mapping], bool], str]] = {
    **{keyword: (_has(keyword), reason) for keyword, reason in LOST.items()},
    "not": (_has("not"), "what a value must not be is no type"),
    "propertyNames": (_has("propertyNames"), "to a type, names that are data are text"),
    "dependentRequired": (
        _has("dependentRequired"),
        "what a member asks of its siblings is no part of a type",
    ),
    "patternProperties": (_patterns, "a member without a name may be of any pattern's type"),
    "prefixItems": (_positions, "an item of a list that goes on may be of any position's type"),
    "anyOf": (
        _beside_members("anyOf"),
        "beside members they are one class, whose members may be missing",
    ),
    "oneOf": (
        _beside_members("oneOf"),
        "beside members they are one class, whose members may be missing",
    ),
}
"""Keyword → where a type says less than it, and why."""


def h473_types_say_less(look: Look) -> Iterator[Diagnostic]:
    """A keyword that is not part of a type is the stub's to check; one hint each, at the first."""
    found: dict[str, list[Mapping]] = {}
    for node in look.having("schema", *_SAID):
        for keyword in _SAID.keys() & node.value.keys():
            if _SAID[keyword][0](node.value):
                found.setdefault(keyword, []).append(node.value)
    for keyword, schemas in sorted(found.items()):
        more = f" (and {len(schemas) - 1} more)" if len(schemas) > 1 else ""
        message = f"types do not say {keyword}{more}: {_SAID[keyword][1]}"
        mend = "nothing: the stub checks it, and client types admit what it would refuse"
        yield schemas[0].place.report("H473", message, mend, key=keyword)


RULES: tuple[Rule, ...] = (h473_types_say_less,)
