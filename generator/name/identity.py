"""What a thing is in its document, whatever stands beside it: what the lock knows it by.

An operation is its operationId (its method and path where it has none), a parameter its
place and name, a component its key, a member its name. A schema that is written where it
is used is the way to it from the operation or component that it stands in; branches of a
union are told by what tells them apart, so that a new one beside them changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote, unquote

from generator.read.source import unescape
from generator.understand import ir


def identity(kind: str, *parts: str) -> str:
    """`identity("member", "Order", "ship to")` → `member Order/ship to`."""
    return f"{kind} {'/'.join(parts)}" if parts else kind


@lru_cache(maxsize=20_000)  # most names stand in many places
def part(text: str) -> str:
    """A name of the document as one part of an identity.

    Escaped as in a JSON pointer (RFC 6901), and what does not print as in a URI (RFC 3986).
    """
    plain = text.replace("~", "~0").replace("/", "~1")
    if plain.isprintable() and "%" not in plain:
        return plain
    kept = (c if c.isprintable() and c != "%" else _percent(c) for c in plain)
    return "".join(kept)


def _percent(character: str) -> str:
    return quote(character.encode("utf-8", "surrogatepass"), safe="")


@lru_cache(maxsize=20_000)
def _spelt(token: str) -> str:
    """A segment of a pointer as one part of an identity."""
    return part(unescape(unquote(token)))


def ways(api: ir.Api) -> dict[ir.Pointer, str]:
    """The way to each schema that gets a name, in parts."""
    starts = {operation.pointer: part(operation.key) for operation in api.operations}
    told = {pointer: part(tell) for pointer, tell in api.branches.items()}
    for operation in api.operations:
        for param in operation.params:
            if param.pointer.rpartition("/")[2].isdigit():
                told[param.pointer] = part(f"{param.where} {param.wire}")
    short = {schema.pointer: _ways(schema.pointer, starts, told) for schema in api.schemas}
    several = Counter(short.values())
    return {
        pointer: way if several[way] == 1 else _ways(pointer, {}, {}, whole=True)
        for pointer, way in short.items()
    }


def _ways(
    pointer: ir.Pointer,
    starts: Mapping[ir.Pointer, str],
    told: Mapping[ir.Pointer, str],
    *,
    whole: bool = False,
) -> str:
    """The way to a schema; one that is made of several has one to each, with ` & ` between."""
    each = [f"#/{one}" for one in pointer.removeprefix("#/").split("&#/")]
    return " & ".join(_way(one, starts, told, whole=whole) for one in each)


def _way(
    pointer: ir.Pointer,
    starts: Mapping[ir.Pointer, str],
    told: Mapping[ir.Pointer, str],
    *,
    whole: bool = False,
) -> str:
    parts: list[str] = []
    at = "#"
    for token in pointer.split("/")[1:]:
        at = f"{at}/{token}"
        if at in starts:
            parts = [starts[at]]
        elif at in told:
            parts.append(told[at])
        elif not whole and token.isdigit() and parts[-1:] == ["allOf"]:
            parts.pop()  # which part says it is the author's own affair
        else:
            parts.append(_spelt(token))
    if parts[:2] == ["components", "schemas"]:
        parts = parts[2:]
    return "/".join(parts)
