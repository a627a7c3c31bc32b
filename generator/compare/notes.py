"""What schemas say to people, and of their ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.compare.context import Context, Pair, Told
from generator.compare.found import Found
from generator.compare.sides import Side
from generator.compare.words import from_to, shown
from generator.understand.values import same

_WORDS = {
    "text-changed": ("description", "title", "externalDocs"),
    "example-changed": ("example", "examples"),
    "xml-changed": ("xml",),
}


def notes(
    told: Told, old: tuple[str, ...], new: tuple[str, ...], subject: str = ""
) -> Iterator[Found]:
    """What is said otherwise to people at two places; defaults are the affair of members."""
    if not old or not new:
        return
    walk, pair = told.walk, told.pair
    one, other = _node(walk.old, old[0]), _node(walk.new, new[0])
    if one is other or not one or not other:
        return
    subject = subject or pair.label

    def found(kind: str, detail: str, keyword: str) -> Found:
        spots = walk.old.spot(old[0], keyword), walk.new.spot(new[0], keyword)
        return Found(kind, subject, detail, pair.way, *spots)

    for kind, keywords in _WORDS.items():
        for keyword in keywords:
            if not same(one.get(keyword), other.get(keyword)):
                yield found(kind, keyword, keyword)
                break
    if bool(one.get("deprecated")) != bool(other.get("deprecated")):
        ends = bool(other.get("deprecated"))
        kind = "property-deprecated" if ends else "property-undeprecated"
        yield found(kind, sunset_text(other) if ends else "", "deprecated")
    if change := sunset_change(one, other):
        yield found(*change, "x-deprecation")


def parameter_notes(walk: Context, pair: Pair, at: tuple[str, str]) -> Iterator[Found]:
    """What a parameter says to people, and its default."""
    old, new = walk.old.forms.of(pair.old), walk.new.forms.of(pair.new)
    told = Told(walk, pair, old, new)
    yield from notes(told, at[:1], at[1:])
    yield from defaults(told, [pair.at[0]], [pair.at[1]], pair.label)


def sunset_text(node: Any) -> str:
    """When something ends, as far as the document says."""
    sunset = sunset_of(node)
    return f"gone after {sunset}" if sunset else "no sunset is said"


def sunset_of(node: Any) -> str | None:
    """The date after which a part may be gone (`x-deprecation`), ISO 8601."""
    said = node.get("x-deprecation") if isinstance(node, dict) else None
    sunset = said.get("sunset") if isinstance(said, dict) else None
    return str(sunset) if sunset else None


def sunset_change(old: Any, new: Any) -> tuple[str, str] | None:
    """Kind and detail of a change of a sunset date."""
    before, after = sunset_of(old), sunset_of(new)
    if before == after or (after is None and not new.get("deprecated")):
        return None
    if before is None or after is None:
        if before is None:
            return ("sunset-later", shown(after)) if old.get("deprecated") else None
        return "sunset-removed", shown(before)
    return ("sunset-nearer" if after < before else "sunset-later"), from_to(before, after)


def defaults(told: Told, old: list[str], new: list[str], subject: str) -> Iterator[Found]:
    """A default that is another: of places, the nearest first."""
    walk = told.walk
    one, other = _default(walk.old, old), _default(walk.new, new)
    if same(one, other):
        return
    kind = "default-changed"
    if not one or not other:
        kind = "default-removed" if one else "default-set"
    detail = from_to(one[0], other[0]) if one and other else shown((one or other)[0])
    spots = walk.old.spot(old[0], "default"), walk.new.spot(new[0], "default")
    yield Found(kind, subject, detail, told.pair.way, *spots)


def _default(side: Side, places: list[str]) -> list[Any]:
    """The default, alone; nothing where there is none."""
    for place in filter(side.has, places):
        for part in side.forms.of((place,)).parts:
            node = _node(side, part)
            if "default" in node:
                return [node["default"]]
    return []


def _node(side: Side, pointer: str) -> Any:
    node = side.forms.node(pointer)
    return node if isinstance(node, dict) else {}
