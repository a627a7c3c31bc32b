"""The smallest thing that a fault spoils, left out.

A schema becomes one that accepts anything, and says why; a response or a body becomes one
that may hold anything; an object in a map or list goes. What refers to a component that went
is left out in the same way at the next look.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.ground.diagnostics import Diagnostic
from generator.ground.reach import Reach
from generator.read.document.grammar import METHODS, PLAIN
from generator.read.mend.tree import GONE, Location, named
from generator.read.source import Mapping, Place, mapping

_KINDS: dict[Reach, tuple[str, ...]] = {
    "schema": ("schema",),
    "response": ("response",),
    "operation": ("operation", "pathItem"),
    "path": ("pathItem",),
}
_KEPT = ("title", "description", "deprecated", "readOnly", "writeOnly", "x-py-name")


def leave_out(location: Location, reach: Reach, climb: int, why: Diagnostic) -> str | None:
    """Leave out what a fault spoils.

    Args:
        location: Where the fault is.
        reach: How far it reaches.
        climb: How many objects further up to go: what was left out before did not mend it.
        why: The finding.

    Returns:
        What was left out, in words; None where it would be the whole document.
    """
    chosen = next(iter(list(_upwards(location, reach))[climb:]), None)
    if chosen is None or chosen.kind == "document":
        return None
    what = named(chosen)
    count = _operations(chosen)
    _replace(chosen, why)
    if chosen.kind == "pathItem" and count:
        what += f" ({count} operation{'s' * (count != 1)})"
    return what


def _upwards(location: Location, reach: Reach) -> Iterator[Location]:
    """The things that could be left out, the smallest first."""
    kinds = _KINDS.get(reach)
    places = [location] + [
        Location(s.parent, s.key) for s in location.holder.above() if s.parent is not None
    ]
    if reach == "value":
        yield location
        places = places[1:]
    for place in places:
        if place.kind != PLAIN and (kinds is None or place.kind in kinds) and _is_object(place):
            kinds = None
            yield place


def _is_object(place: Location) -> bool:
    return isinstance(place.value, Mapping) or place.kind in ("schema", "pathItem")


def _replace(location: Location, why: Diagnostic) -> None:
    """Put what accepts anything in the place of what is spoilt, or nothing where that will do."""
    value = location.value
    if value is GONE:
        return
    if location.key == "$ref" and isinstance(value, str):
        location.remove()  # a reference in the place of names is none of them
        return
    place = value.place if isinstance(value, Mapping) else location.holder.node.place
    match location.kind:
        case "schema":
            location.put(_anything(value, place, why))
        case "mediaType":
            location.put(_media(place, why))
        case "response":
            content = mapping({"*/*": _media(place, why)}, place)
            location.put(mapping({"description": _said(value), "content": content}, place))
        case "requestBody":
            content = mapping({"application/json": _media(place, why)}, place)
            location.put(mapping({"description": _said(value), "content": content}, place))
        case _:
            location.remove()


def _media(place: Place, why: Diagnostic) -> Mapping:
    return mapping({"schema": _anything(None, place, why)}, place)


def _anything(value: object, place: Place, why: Diagnostic) -> Mapping:
    """A schema that accepts anything, and says why it does."""
    held = value if isinstance(value, Mapping) else mapping({}, place)
    kept = {key: held[key] for key in _KEPT if key in held}
    note = f"Anything: the document's own schema cannot be used ({why.code}: {why.message})."
    text = kept.get("description")
    before = f"{text.rstrip()}\n\n" if isinstance(text, str) and text.strip() else ""
    if note not in before:
        kept["description"] = before + note
    return mapping(kept, place)


def _said(value: object) -> str:
    text = value.get("description") if isinstance(value, Mapping) else None
    return text if isinstance(text, str) else ""


def _operations(location: Location) -> int:
    value = location.value
    return sum(m in value for m in METHODS) if isinstance(value, Mapping) else 0
