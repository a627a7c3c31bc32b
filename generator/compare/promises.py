"""What a vendor promises of an operation besides its types: conventions, security, ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, replace
from typing import Any

from generator.compare.change import Spot, Verdicts
from generator.compare.context import Context
from generator.compare.found import Found
from generator.compare.notes import sunset_change, sunset_text
from generator.compare.sides import Side
from generator.compare.words import from_to, listed
from generator.understand import ir
from generator.understand.values import same

_FACTS = (
    ("envelope", "x-envelope", "envelope-changed"),
    ("errors", "x-errors", "errors-changed"),
    ("retry", "x-retry", "retry-changed"),
    ("process", "x-process", "process-changed"),
    ("deadline", "x-deadline", "deadline-changed"),
    ("fallback", "x-deadline", "deadline-changed"),
    ("background", "x-background", "background-changed"),
    ("unsent", "x-unsent", "convention-changed"),
)
"""Value of the intermediate representation, the extension that says it, the kind of change."""
_RULES = 6
"""Rules that a line names."""
_ADDRESSES = 100
"""URLs of one server that are looked at."""


def promises(walk: Context, old: ir.Operation, new: ir.Operation, use: str) -> Iterator[Found]:
    """What differs between the promises of an operation."""
    for name, keyword, kind in _FACTS:
        one, other = _fact(walk.old, old, name), _fact(walk.new, new, name)
        if not same(one, other):
            yield _found(walk, old, new, use, kind, keyword, "")
    if old.servers or new.servers:
        change = servers(old.servers or walk.old.api.servers, new.servers or walk.new.api.servers)
        if change:
            yield _found(walk, old, new, use, change[0], "servers", change[1])
    yield from _paging(walk, old, new, use)
    yield from _limits(walk, old, new, use)
    for kept, others, word in (
        (old.groups, new.groups, "no longer "),
        (new.groups, old.groups, ""),
    ):
        for group in kept:
            if group not in others:
                detail = f"{word}{group.kind}: {', '.join(wire for _, wire in group.params)}"
                yield _found(walk, old, new, use, "condition-changed", "x-parameter-groups", detail)
    yield from _status(walk, old, new, use)
    yield from _ending(walk, old, new, use)
    yield from _security(walk, old, new, use)
    nodes = walk.old.document.at(old.pointer), walk.new.document.at(new.pointer)
    if not same(*(node.get("x-sandbox") for node in nodes)):
        yield _found(walk, old, new, use, "example-changed", "x-sandbox", "x-sandbox")


def _fact(side: Side, operation: ir.Operation, name: str) -> Any:
    """A promise, an operation's own or the document's, without types: they are told elsewhere."""
    value = getattr(operation, name)
    if name == "envelope":
        return value, operation.body and operation.body.wrap
    if name in ("errors", "retry"):
        value = value or getattr(side.api, name)
        return value and astuple(value)  # it may hold a value of JSON
    if name == "unsent":
        return tuple(one.slot for one in value)
    return replace(value, type=ir.Anything()) if name == "process" and value else value


def owner(side: Side, operation: ir.Operation, keyword: str) -> Spot:
    """Where a keyword that holds for an operation is said: at it, its path item, the document."""
    item = operation.pointer.rpartition("/")[0].removesuffix("/additionalOperations")
    for pointer in (operation.pointer, item, "#"):
        if keyword in side.document.at(pointer):
            return side.spot(pointer, keyword)
    return side.spot(operation.pointer)


def _found(
    walk: Context,
    old: ir.Operation,
    new: ir.Operation,
    use: str,
    kind: str,
    keyword: str,
    detail: str,
    named: Verdicts | None = None,
) -> Found:
    spots = owner(walk.old, old, keyword), owner(walk.new, new, keyword)
    shared = all(spot.pointer == "#" for spot in spots)
    return Found(kind, "the document" if shared else use, detail, None, *spots, named=named)


def _paging(walk: Context, old: ir.Operation, new: ir.Operation, use: str) -> Iterator[Found]:
    def told(paging: ir.Paging | None) -> ir.Paging | None:
        return replace(paging, item=ir.Anything()) if paging else None

    one, other = told(old.paging), told(new.paging)
    if one == other:
        return
    detail = from_to(one and one.style, other and other.style)
    kind = "pagination-changed" if one else "pagination-added"
    turned = Verdicts("none", "breaking", "none") if not one or not other else None
    yield _found(walk, old, new, use, kind, "x-pagination", detail, turned)


def _limits(walk: Context, old: ir.Operation, new: ir.Operation, use: str) -> Iterator[Found]:
    pair = id(old.limits), id(new.limits)
    if pair not in walk.rates:
        walk.rates[pair] = _rates(old.limits, new.limits)
    if change := walk.rates[pair]:
        yield _found(walk, old, new, use, change[0], "x-rate-limit", change[1])


def _rates(old: tuple[ir.Rule, ...], new: tuple[ir.Rule, ...]) -> tuple[str, str] | None:
    """Kind and detail of a change of rates."""
    if old == new:
        return None
    before, after = _rate(old), _rate(new)
    lowered = after is not None and (before is None or after < before)
    kind = "rate-limit-lowered" if lowered else "rate-limit-raised"
    return kind, f"{_rates_text(old, new)} → {_rates_text(new, old)}"


def _rate(rules: tuple[ir.Rule, ...]) -> float | None:
    """Calls in a second that the narrowest rule leaves; None: as many as one likes."""
    return min((rule.limit / rule.per for rule in rules if rule.per), default=None)


def _rates_text(rules: tuple[ir.Rule, ...], others: tuple[ir.Rule, ...]) -> str:
    """Rules in words; of many, some that the others are without."""
    told = list(rules)
    if len(rules) > _RULES:
        known = frozenset(others)
        told = [rule for rule in rules if rule not in known][:_RULES]
    more = [f"{len(rules) - len(told)} more"] if len(told) < len(rules) else []
    return " and ".join([f"{r.limit} in {r.per:g} s" for r in told] + more) or "no limit"


def _status(walk: Context, old: ir.Operation, new: ir.Operation, use: str) -> Iterator[Found]:
    if old.status == new.status:
        return
    kind = "status-begun"
    if new.status == "planned":
        kind = "status-ended"
    elif new.status is not None and old.status is None:
        kind = "convention-changed"
    detail = f"{old.status or 'served'} → {new.status or 'served'}"
    yield _found(walk, old, new, use, kind, "x-status", detail)


def _ending(walk: Context, old: ir.Operation, new: ir.Operation, use: str) -> Iterator[Found]:
    one, other = walk.old.document.at(old.pointer), walk.new.document.at(new.pointer)
    if old.deprecated != new.deprecated:
        kind = "operation-deprecated" if new.deprecated else "operation-undeprecated"
        detail = sunset_text(other) if new.deprecated else ""
        yield _found(walk, old, new, use, kind, "deprecated", detail)
    if change := sunset_change(one, other):
        yield _found(walk, old, new, use, change[0], "x-deprecation", change[1])


# Servers -----------------------------------------------------------------------------


def servers(old: tuple[ir.Server, ...], new: tuple[ir.Server, ...]) -> tuple[str, str] | None:
    """Kind and detail of a change of where calls go; what a variable still allows is not gone."""
    one = [url for server in old for url in _addresses(server)]
    other = [url for server in new for url in _addresses(server)]
    gone = [url for url in one if url not in other]
    come = [url for url in other if url not in one]
    if gone or one[:1] != other[:1]:
        return "server-changed", f"{_urls(gone or one[:1])} → {_urls(come)}"
    if come:
        return "server-added", _urls(come)
    before, after = ([server.paths for server in held if server.paths] for held in (old, new))
    return ("server-changed", "x-paths") if before != after else None


def _urls(urls: list[str]) -> str:
    return listed(dict.fromkeys(urls)) if urls else "nothing"


def _addresses(server: ir.Server) -> list[str]:
    """The URLs that a server's variables allow, the default one first."""
    urls = [server.url]
    for name, default in server.variables.items():
        values = dict.fromkeys(v for v in (default, *server.choices.get(name, ())) if v)
        urls = [url.replace(f"{{{name}}}", v) for url in urls for v in values] or urls
        urls = urls[:_ADDRESSES]
    return urls


# Security ----------------------------------------------------------------------------


def _security(walk: Context, old: ir.Operation, new: ir.Operation, use: str) -> Iterator[Found]:
    one, other = _alternatives(walk.old, old), _alternatives(walk.new, new)
    if one == other:
        return
    nobody = frozenset[str]()

    def found(kind: str, detail: str) -> Found:
        return _found(walk, old, new, use, kind, "security", detail)

    was_open, is_open = not one or nobody in one, not other or nobody in other
    if was_open != is_open:
        named = other if was_open else one
        detail = " or ".join(" and ".join(sorted(names)) for names in named if names)
        yield found("security-added" if was_open else "security-removed", detail)
        return
    for kind, ours, theirs in (
        ("security-alternative-removed", one, other),
        ("security-alternative-added", other, one),
    ):
        for names in ours:
            if names and names not in theirs:
                yield found(kind, " and ".join(sorted(names)))
    for names in one:
        if names not in other:
            continue
        for kind, ours, theirs in (
            ("scope-added", other, one),
            ("scope-removed", one, other),
        ):
            if more := ours[names] - theirs[names]:
                yield found(kind, listed(sorted(more)))


def _alternatives(side: Side, operation: ir.Operation) -> dict[frozenset[str], frozenset[str]]:
    """Names of the schemes of each alternative → the scopes that they must have."""
    node = side.document.at(operation.pointer)
    stated = node.get("security", side.document.tree.get("security"))
    found: dict[frozenset[str], frozenset[str]] = {}
    for one in stated if isinstance(stated, list) else ():
        if isinstance(one, dict):
            scopes = (f"{name}:{s}" for name, held in one.items() for s in held or ())
            found[frozenset(map(str, one))] = frozenset(scopes)
    return found
