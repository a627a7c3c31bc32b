"""Of two schemas that differ, what differs: without the members that they have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from generator.compare.same import Same, objects, references
from generator.ground.vocabulary import extensions
from generator.read.source import Mapping, mapping

COMPOSED = ("allOf", "anyOf", "oneOf")
_OTHERWISE = ("$ref", *COMPOSED, "not", "if", "then", "else", "dependentSchemas", "discriminator")
"""What makes a schema of more than its own members: each of them may be asked for."""
_NAMELESS = frozenset(
    {
        *("$ref", "type", "format", "pattern", "minLength", "maxLength"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        *("title", "description", "default", "example", "examples", "externalDocs", "xml"),
        *("nullable", "readOnly", "writeOnly", "deprecated"),
    }
)
"""Keywords of a schema that is no class, whatever its name."""


def parts(nodes: list[Any]) -> Iterator[str]:
    """The components that anything within is composed of: their members are merged with others."""
    for node in objects(nodes):
        for word in COMPOSED:
            if isinstance(held := node.get(word), list):
                yield from references([one for one in held if _refers(one)])


def _refers(node: Any) -> bool:
    return isinstance(node, dict) and "$ref" in node


def points_inward(nodes: list[Any]) -> bool:
    """Whether a convention stands anywhere within: its pointers may lead deep into a body."""
    known = extensions().keys()
    return any(not known.isdisjoint(node) for node in objects(nodes))


def lean(old: Any, new: Any, same: Same) -> tuple[Any, Any]:
    """Two schemas without the members that they have in common.

    What makes a class of its own stays, without its members: its name is taken.

    Args:
        old: A schema.
        new: What it became.
        same: What the documents have in common.
    """
    if not (_is_plain(old) and _is_plain(new)):
        return old, new
    made = dict(old), dict(new)
    if "items" in old and "items" in new:
        for side, held in zip(made, _pair(old["items"], new["items"], same), strict=True):
            side["items"] = held
    ours, theirs = old.get("properties"), new.get("properties")
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        kept = _members(old, new, same)
        for side, held, place in zip(made, kept, (ours.place, theirs.place), strict=True):
            side["properties"] = mapping(held, place)
    return mapping(made[0], old.place), mapping(made[1], new.place)


def _members(old: Mapping, new: Mapping, same: Same) -> tuple[dict[str, Any], dict[str, Any]]:
    ours, theirs = dict(old["properties"]), dict(new["properties"])
    demanded = _names(old.get("required")) ^ _names(new.get("required"))
    plain = Counter(_letters(key) for key in ours.keys() | theirs.keys())
    for key in ours.keys() & theirs.keys():
        one, other = ours[key], theirs[key]
        if key in demanded:
            continue  # whether it may be left out is told with its type
        if not same(one, other):
            ours[key], theirs[key] = lean(one, other, same)
        elif _has_class(one) or plain[_letters(key)] > 1:
            ours[key], theirs[key] = _flat(one), _flat(other)
        elif len(ours) > 1 and len(theirs) > 1:
            del ours[key], theirs[key]
    return ours, theirs


def _pair(old: Any, new: Any, same: Same) -> tuple[Any, Any]:
    return (_flat(old), _flat(new)) if same(old, new) else lean(old, new, same)


def _names(required: Any) -> set[str]:
    return (
        {one for one in required if isinstance(one, str)} if isinstance(required, list) else set()
    )


def _letters(key: str) -> str:
    """What members share that contend for one name in Python."""
    return "".join(filter(str.isalnum, key)).casefold()


def _has_class(schema: Any) -> bool:
    """Whether a schema that stands inline is given a name."""
    return isinstance(schema, Mapping) and not _NAMELESS.issuperset(schema)


def _flat(schema: Any) -> Any:
    """A schema whose members are only named."""
    if not _is_plain(schema):
        return schema
    made = dict(schema)
    if isinstance(members := schema.get("properties"), Mapping):
        made["properties"] = mapping(dict.fromkeys(members, True), members.place)
    if "items" in schema:
        made["items"] = _flat(schema["items"])
    return mapping(made, schema.place)


def _is_plain(schema: Any) -> bool:
    return isinstance(schema, Mapping) and not any(word in schema for word in _OTHERWISE)
