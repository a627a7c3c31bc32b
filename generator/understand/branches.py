"""What tells the branches of a union apart, for those that are written in place.

A branch is called after the first of these that no other has: its title, the value that a
member or it itself is fixed to, the member that it alone has or demands, what it is made
of, its kind, or what differs in a member that all have. A number would say nothing, and
something else as soon as a branch is put before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from generator.ground.text import letters, words
from generator.read.source import Mapping

_DEPTH = 3
"""Levels of members that are looked into."""


class Tell(NamedTuple):
    """What a branch is called, and whether it says so itself, whatever stands beside it."""

    text: str
    own: bool


def tells(union: Mapping, key: str) -> dict[int, Tell]:
    """The tell of each branch of `oneOf` or `anyOf` that is not a reference."""
    inline: dict[int, Mapping] = {
        index: branch
        for index, branch in enumerate(union.get(key) or ())
        if isinstance(branch, Mapping) and "$ref" not in branch
    }
    found = {index: Tell(text, True) for index, text in _apart(inline, _own_ways(union)).items()}
    rest = {index: branch for index, branch in inline.items() if index not in found}
    taken = {tell.text for tell in found.values()}
    for index, text in _apart(rest, _ways(inline), taken).items():
        found[index] = Tell(text, False)
    for index in inline.keys() - found.keys():
        found[index] = Tell(f"option {letters(_shape(inline[index]))}", False)
    return found


Way = Callable[[Mapping], str]


def _apart(
    branches: dict[int, Mapping], ways: Iterable[Way], taken: Iterable[str] = ()
) -> dict[int, str]:
    """For each branch the first way to call it that no other branch shares."""
    found: dict[int, str] = {}
    used = {tuple(words(text)) for text in taken}
    for way in ways:
        if len(found) == len(branches):
            break
        said = {index: way(branch) for index, branch in branches.items()}
        spellings = {index: tuple(words(text)) for index, text in said.items()}
        times = Counter(spellings.values())
        for index, text in said.items():
            spelt = spellings[index]
            if spelt and index not in found and times[spelt] == 1 and spelt not in used:
                found[index] = text
                used.add(spelt)
    return found


def _own_ways(union: Mapping) -> list[Way]:
    discriminator = union.get("discriminator")
    name = discriminator.get("propertyName") if isinstance(discriminator, Mapping) else None
    return [_title, lambda branch: _fixed_member(branch, name), _fixed]


def _ways(branches: dict[int, Mapping]) -> list[Way]:
    return [
        lambda branch: _alone(branch, branches.values(), _demanded),
        lambda branch: _alone(branch, branches.values(), _members),
        lambda branch: _lacking(branch, branches.values()),
        _made_of,
        _kind,
        lambda branch: _differing(branch, list(branches.values()), _DEPTH),
    ]


def _title(branch: Mapping) -> str:
    title = branch.get("title")
    return title if isinstance(title, str) else ""


def _fixed(branch: Mapping) -> str:
    """The one value that a schema admits."""
    values = [branch["const"]] if "const" in branch else branch.get("enum")
    if isinstance(values, list) and len(values) == 1 and isinstance(values[0], str | int):
        return str(values[0]).lower()
    return ""


def _fixed_member(branch: Mapping, discriminator: Any) -> str:
    """The value of the discriminator, or of the first member that admits one value alone."""
    members = _properties(branch)
    if isinstance(discriminator, str) and discriminator in members:
        return _fixed(members[discriminator])
    fixed = {name: text for name, schema in members.items() if (text := _fixed(schema))}
    name = min(fixed, key=lambda name: (name not in {"type", "kind", "object"}, name), default="")
    text = fixed.get(name, "")
    return f"{name} {text}" if text.isdigit() or text in {"true", "false"} else text


def _properties(branch: Mapping) -> dict[str, Mapping]:
    """The members of a branch and of what it is composed of in place."""
    found = {
        str(name): schema
        for name, schema in (branch.get("properties") or {}).items()
        if isinstance(schema, Mapping)
    }
    for part in branch.get("allOf") or ():
        if isinstance(part, Mapping):
            found = _properties(part) | found
    return found


def _demanded(branch: Mapping) -> set[str]:
    return {str(name) for name in branch.get("required") or ()}


def _members(branch: Mapping) -> set[str]:
    return set(_properties(branch))


def _alone(branch: Mapping, branches: Iterable[Mapping], of: Callable[[Mapping], set[str]]) -> str:
    """What a branch alone has, when that is one or two names."""
    others: set[str] = set()
    for other in branches:
        if other is not branch:
            others |= of(other)
    left = sorted(of(branch) - others)
    return "with " + " ".join(left) if 0 < len(left) <= 2 and len(others) else ""


def _lacking(branch: Mapping, branches: Iterable[Mapping]) -> str:
    """What all others demand and a branch has not, when that is one or two names."""
    others = [_demanded(other) for other in branches if other is not branch]
    left = sorted(set.intersection(*others) - _members(branch)) if others else []
    return "without " + " ".join(left) if 0 < len(left) <= 2 and _members(branch) else ""


def _made_of(branch: Mapping) -> str:
    """The components that a branch is composed of, or lists."""
    if isinstance(items := branch.get("items"), Mapping):
        target = items.get("$ref")
        return f"{_last(target)} list" if isinstance(target, str) else ""
    parts = [part for part in branch.get("allOf") or () if isinstance(part, Mapping)]
    return " ".join(_last(part["$ref"]) for part in parts if isinstance(part.get("$ref"), str))


def _last(target: str) -> str:
    return target.rpartition("/")[2]


_KINDS = {"string": "text", "array": "list"}


def _kind(branch: Mapping) -> str:
    declared = branch.get("type")
    kinds = declared if isinstance(declared, list) else [declared]
    named = [str(kind) for kind in kinds if kind not in (None, "null")]
    for way in ("anyOf", "oneOf"):
        inner = [part for part in branch.get(way) or () if isinstance(part, Mapping)]
        inner = [part for part in inner if part.get("type") != "null"]
        if not named and inner:
            return _kind(inner[0]) if len(inner) == 1 else "union"
    if "enum" in branch:
        return "choice"
    if not named:
        named = ["object"] if _properties(branch) else ["list"] if "items" in branch else []
    format_ = branch.get("format")
    if len(named) == 1 and isinstance(format_, str):
        return format_
    return " or ".join(_KINDS.get(kind, kind) for kind in named)


def _differing(branch: Mapping, branches: list[Mapping], depth: int) -> str:
    """The first member whose schema tells the branch apart, and how."""
    if depth == 0:
        return ""
    shared = set.intersection(*(_members(other) for other in branches)) if branches else set()
    for name in sorted(shared):
        schemas = {index: _properties(other)[name] for index, other in enumerate(branches)}
        mine = next(index for index, other in enumerate(branches) if other is branch)
        ways: list[Way] = [_title, _reference, _fixed, _kind, _made_of]
        if text := _apart(schemas, ways).get(mine):
            return f"{name} {text}"
        inner = _differing(schemas[mine], list(schemas.values()), depth - 1)
        if inner:
            return f"{name} {inner}"
    return ""


def _reference(branch: Mapping) -> str:
    return _last(str(branch.get("$ref") or ""))


def _shape(branch: Any) -> str:
    """All that a branch says, as text that knows no order of members."""
    if isinstance(branch, dict):
        inner = (f"{key}:{_shape(value)}" for key, value in sorted(branch.items(), key=str))
        return "{" + ",".join(inner) + "}"
    if isinstance(branch, list):
        return "[" + ",".join(map(_shape, branch)) + "]"
    return repr(branch)
