"""Members of two objects: which came, went, or are another thing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from generator.compare.change import Spot, Verdicts, Way
from generator.compare.context import Findings, Pair, Told
from generator.compare.found import Found
from generator.compare.notes import defaults, notes
from generator.compare.sides import Side
from generator.compare.slots import Slot, What, added, removed
from generator.compare.words import listed
from generator.understand import ir
from generator.understand.form import Key, Member


def members(told: Told) -> Findings:
    """What differs between the members of a pair of objects."""
    if not told.has("object"):
        return
    old, new, way = told.old.members, told.new.members, told.pair.way
    for name, one in old.named.items():
        other = new.named.get(name)
        if other is None or (_hidden(other, way) and not _hidden(one, way)):
            if not _hidden(one, way):
                yield from _gone(told, name, one, other)
        elif _hidden(one, way) and _hidden(other, way):
            continue
        elif _hidden(one, way):
            yield _turned(told, name, one, other)
        else:
            yield from _kept(told, name, one, other)
    for name, other in new.named.items():
        if name not in old.named and not _hidden(other, way):
            yield from _new(told, name, other)
    for name in sorted(old.required ^ new.required):
        if name not in old.named and name not in new.named:
            kind = (
                "property-became-required" if name in new.required else "property-became-optional"
            )
            yield told.change(kind, "", "required", subject=_subject(told, name))
    yield from _others(told)


def _hidden(member: Member, way: Way) -> bool:
    """Whether a member is not there in one way (section 4.8.24.6.1)."""
    return member.read_only if way == "request" else member.write_only


def _subject(told: Told, name: str) -> str:
    return f'property "{name}" of {told.pair.label}'


def _field(side: Side, member: Member) -> tuple[ir.Schema, ir.Field] | None:
    """The member of a class, as the generated code has it."""
    return next((side.fields[place] for place in member.places if place in side.fields), None)


def _gone(told: Told, name: str, one: Member, other: Member | None) -> Findings:
    walk, pair = told.walk, told.pair
    required = name in told.old.members.required
    what: What = "argument" if pair.arguments else "field"
    if other is not None:
        way = "read" if pair.way == "request" else "write"
        spots = walk.old.spot(one.places[0]), walk.new.spot(other.places[0])
        named = removed(pair.way, "argument", required=required) if pair.arguments else Verdicts()
        yield Found(
            f"property-became-{way}-only", _subject(told, name), "", pair.way, *spots, named=named
        )
        return
    yield Found(
        "property-removed",
        _subject(told, name),
        "",
        pair.way,
        walk.old.spot(_parent(one.places[0]), name),
        walk.spot(walk.new, told.new.parts, pair.at[1], "properties"),
        named=removed(pair.way, what, required=required),
    )


def _turned(told: Told, name: str, one: Member, other: Member) -> Found:
    """A member that is in both ways now."""
    spots = told.walk.old.spot(one.places[0]), told.walk.new.spot(other.places[0])
    required = name in told.new.members.required
    what: What = "argument" if told.pair.arguments else "field"
    wire = Verdicts("breaking") if required and told.pair.way == "request" else None
    named = added(told.pair.way, what, required=required)
    return Found("property-both-ways", _subject(told, name), "", told.pair.way, *spots, named, wire)


def _new(told: Told, name: str, other: Member) -> Findings:
    walk, pair = told.walk, told.pair
    required = name in told.new.members.required
    what: What = "argument" if pair.arguments else "field"
    needed = required
    if field := _field(walk.new, other):
        needed = walk.presence(walk.new, field)[1]
    yield Found(
        "required-property-added" if required else "property-added",
        _subject(told, name),
        "",
        pair.way,
        walk.spot(walk.old, told.old.parts, pair.at[0], "properties"),
        walk.new.spot(_parent(other.places[0]), name),
        named=added(pair.way, what, required=needed),
    )


def _kept(told: Told, name: str, one: Member, other: Member) -> Findings:
    walk, pair = told.walk, told.pair
    subject = _subject(told, name)
    slot = _slot(told, one, other)
    was, is_ = name in told.old.members.required, name in told.new.members.required
    if was != is_:
        kind = "property-became-required" if is_ else "property-became-optional"
        yield Found(
            kind, subject, "", pair.way,
            _required(walk.old, told.old.parts, one, name),
            _required(walk.new, told.new.parts, other, name),
            named=_presence(told, slot, required=is_),
        )  # fmt: skip
    yield from _named(told, name, one, other)
    if one.places[0] != other.places[0] or not walk.same(
        walk.old.forms.node(one.places[0]), walk.new.forms.node(other.places[0])
    ):
        if one.places[:1] != one.key[:1] or other.places[:1] != other.key[:1]:
            yield from notes(told, one.places, other.places, subject)
        yield from defaults(told, list(one.places), list(other.places), subject)
    label = f"{pair.label}.{name}"
    at = one.places[0], other.places[0]
    yield Pair(one.key, other.key, pair.way, label, at, slot)


def _required(side: Side, parts: Iterable[str], member: Member, name: str) -> Spot:
    """Where a side says that a member must be there, or where the member is."""
    for part in parts:
        node = side.forms.node(part)
        if isinstance(node, dict) and name in (node.get("required") or ()):
            return side.spot(part, "required")
    return side.spot(_parent(member.places[0]), name)


def _presence(told: Told, slot: Slot | None, *, required: bool) -> Verdicts:
    """What it is to those who name a member that it must be there, or need not."""
    way = told.pair.way
    what = "argument" if told.pair.arguments else "field"
    gives = "breaking" if required else "none"
    reads = "none" if required else "breaking"
    if what == "field" and slot is not None:
        types = told.walk.types.verdicts(slot, way)
        reads = types.server if way == "request" else types.client
    client, server = (gives, reads) if way == "request" else (reads, gives)
    return Verdicts("none", client, server)  # type: ignore[arg-type]


def _slot(told: Told, one: Member, other: Member) -> Slot | None:
    walk = told.walk
    ours, theirs = _field(walk.old, one), _field(walk.new, other)
    if ours is None or theirs is None:
        return told.pair.slot
    if told.pair.arguments:
        return Slot("argument", ours[1].type, theirs[1].type)
    old, _ = walk.presence(walk.old, ours)
    new, _ = walk.presence(walk.new, theirs)
    return Slot("field", old, new)


def _named(told: Told, name: str, one: Member, other: Member) -> Findings:
    """A member that is called otherwise in Python."""
    walk = told.walk
    ours, theirs = _field(walk.old, one), _field(walk.new, other)
    if ours is None or theirs is None:
        return
    before = walk.old.names.fields[ours[0].pointer].get(name)
    after = walk.new.names.fields[theirs[0].pointer].get(name)
    if before != after:
        spots = walk.old.spot(one.places[0]), walk.new.spot(other.places[0])
        subject, detail = _subject(told, name), f"{before} → {after}"
        yield Found("name-changed", subject, detail, told.pair.way, *spots)


def _others(told: Told) -> Findings:
    """Members that have no names in the document, and what they ask of each other."""
    old, new = told.old.members, told.new.members
    forms = told.walk.old.forms, told.walk.new.forms
    words = ("additionalProperties", "unevaluatedProperties")
    closed = tuple(
        any(forms[i].of(extra.key).never for extra in one.extras)
        for i, one in enumerate((old, new))
    )
    if closed[0] != closed[1]:
        yield told.change("extras-forbidden" if closed[1] else "extras-allowed", "", *words)
    elif not any(closed):
        yield from _extras(told, old.extras, new.extras)
    if dict(old.patterns).keys() != dict(new.patterns).keys():
        yield told.change("extras-changed", "", "patternProperties", typed=True)
    pair = told.pair
    for pattern, key in old.patterns:
        if (other := dict(new.patterns).get(pattern)) is not None:
            label = f"{pair.label}.{pattern}"
            yield Pair(key, other, pair.way, label, pair.at, pair.slot)
    if old.names or new.names:
        label = f"names of {pair.label}"
        yield Pair(old.names, new.names, pair.way, label, pair.at, None)
    before, after = dict(old.needs), dict(new.needs)
    for name in sorted(before.keys() | after.keys()):
        more = after.get(name, frozenset()) - before.get(name, frozenset())
        less = before.get(name, frozenset()) - after.get(name, frozenset())
        for kind, wanted in (("dependency-added", more), ("dependency-removed", less)):
            if wanted:
                detail = f"{name} needs {listed(sorted(wanted))}"
                yield told.change(kind, detail, "dependentRequired")


def _extras(told: Told, old: Any, new: Any) -> Findings:
    pair = told.pair
    one: Key = old[0].key if old else ()
    other: Key = new[0].key if new else ()
    if one or other:
        yield Pair(one, other, pair.way, f"{pair.label}.*", pair.at, pair.slot)


def _parent(pointer: str) -> str:
    return pointer.rpartition("/")[0]
