"""What differs between two forms, one subject after another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from generator.compare.change import Verdicts
from generator.compare.context import Context, Findings, Pair, Told
from generator.compare.found import Found
from generator.compare.members import members
from generator.compare.notes import notes
from generator.compare.patterns import order
from generator.compare.unions import plain, unions
from generator.compare.words import from_to, kinds_text, listed, shown
from generator.understand.form import ALL, Limits
from generator.understand.values import same

_BOUNDS = {
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    "length": ("minLength", "maxLength", "", ""),
    "items": ("minItems", "maxItems", "", ""),
    "members": ("minProperties", "maxProperties", "", ""),
}
_PATTERNS = {"wider": "pattern-widened", "narrower": "pattern-narrowed", "": "pattern-changed"}
_CONDITIONS = ("not", "if", "then", "else", "contains", "minContains", "maxContains")
_CONDITIONS_TOO = ("dependentSchemas", "$dynamicRef")


def compare(walk: Context, pair: Pair) -> Findings:
    """What differs between the forms of a pair, and the pairs that they lead to."""
    old, new = walk.old.forms.of(pair.old), walk.new.forms.of(pair.new)
    told = Told(walk, pair, old, new)
    yield from notes(told, pair.old[:1], pair.new[:1])
    if bool(old.unions) != bool(new.unions) and not told.shaped():
        chosen = list(plain(told))
        yield from _kinds(told, chosen)
        yield from chosen
        return
    chosen = list(unions(told))
    yield from _kinds(told, chosen)
    yield from chosen
    yield from _values(told)
    yield from _text(told)
    yield from _limits(told)
    yield from _items(told)
    yield from members(told)
    yield from _conditions(told)


def _kinds(told: Told, chosen: list[Found | Pair]) -> Findings:
    """The types of values, where alternatives that came or went do not tell of them."""
    old, new = told.kinds
    nullable = "null" in old, "null" in new
    one, other = old - {"null"}, new - {"null"}
    if not one or not other:  # null alone is a type of its own
        one, other = old, new
    told_of = any(isinstance(one, Found) and one.kind.startswith("variant-") for one in chosen)
    if one != other and one and other and not told_of:
        kind = "type-changed"
        if one < other:
            kind = "type-widened"
        elif other < one:
            kind = "type-narrowed"
        detail = f"{kinds_text(one)} → {kinds_text(other)}"
        yield told.change(kind, detail, "type", "enum", "const", "oneOf", "anyOf", typed=True)
    if nullable[0] == nullable[1] or ALL in (old, new) or {"null"} in (old, new):
        return
    kind = "became-nullable" if nullable[1] else "became-not-nullable"
    yield told.change(kind, "", "nullable", "type", "oneOf", "anyOf", typed=True)


def _values(told: Told) -> Findings:
    old, new = told.old.literals, told.new.literals
    if old is None and new is None:
        return
    if old is None or new is None:
        if (old or new) == (None,):
            return
        kind = "values-restricted" if old is None else "values-freed"
        wire = _open(told) if old is not None else None
        yield told.change(kind, listed(old or new or ()), "enum", "const", typed=True, wire=wire)
        return
    added = [v for v in new if v is not None and not _among(v, old)]
    gone = [v for v in old if v is not None and not _among(v, new)]
    words = ("enum", "const")
    if added:
        found = told.change("enum-value-added", listed(added), *words, typed=True, wire=_open(told))
        if found.way == "request" and found.named:  # who takes values and knows them all
            found = replace(found, named=found.named.capped("doubtful"))
        yield found
    if gone:
        found = told.change("enum-value-removed", listed(gone), *words, typed=True)
        unfit = [d for d in told.said(told.new, told.walk.new, "default") if _among(d, gone)]
        notes = (f"its default {listed(unfit)} is no value any more",) if unfit else ()
        yield replace(found, notes=notes)
    if not (is_closed(told, 0) or is_closed(told, 1)) or is_closed(told, 0) == is_closed(told, 1):
        return
    kind = "enum-closed" if is_closed(told, 1) else "enum-opened"
    yield told.change(kind, "", "x-enum", "enum", typed=True)


def _among(value: Any, values: Iterable[Any]) -> bool:
    return any(same(value, one) for one in values)


def is_closed(told: Told, which: int) -> bool:
    """Whether a side's set of values is said to be whole: it says so, or it is one constant."""
    form, side = ((told.old, told.walk.old), (told.new, told.walk.new))[which]
    closed = "closed" in told.said(form, side, "x-enum")
    return closed or not told.said(form, side, "enum")


def _open(told: Told) -> Verdicts | None:
    """What another value in an answer is to readers of a set that was open; None: it was not."""
    if told.pair.way == "request" or told.walk.strict or is_closed(told, 0):
        return None
    return Verdicts("additive")


def _text(told: Told) -> Findings:
    old, new = told.old, told.new
    if old.wire != new.wire:
        yield told.change("wire-format-changed", from_to(old.wire, new.wire), "x-wire", typed=True)
    if not (told.has("string") or told.has("number") or told.has("integer")):
        return
    one, other = old.text.format, new.text.format
    if one != other and not told.retyped:
        kind = "format-added" if one is None else "format-removed" if other is None else None
        if not told.has("string"):
            kind = "precision-changed"
        detail = from_to(one, other) if one and other else shown(one or other)
        yield told.change(kind or "format-changed", detail, "format", typed=True)
    if (old.text.media, old.text.encoding) != (new.text.media, new.text.encoding):
        words = ("contentMediaType", "contentEncoding")
        yield told.change("content-changed", "", *words, typed=True)
    one_p, other_p = old.text.patterns, new.text.patterns
    if one_p != other_p and told.has("string"):
        kind = "pattern-set" if not one_p else "pattern-removed"
        detail = " and ".join(one_p or other_p)
        if one_p and other_p:
            kind = _PATTERNS[order(one_p, other_p)]
            detail = f"{' and '.join(one_p)} → {' and '.join(other_p)}"
        yield told.change(kind, detail, "pattern")


def _limits(told: Told) -> Findings:
    old, new = told.old, told.new
    pairs: list[tuple[str, str, Limits, Limits]] = [
        ("number", "number", old.number, new.number),
        ("string", "length", old.text.length, new.text.length),
        ("array", "items", old.items.count, new.items.count),
        ("object", "members", old.members.count, new.members.count),
    ]
    for kind, about, one, other in pairs:
        if one == other or not (told.has(kind) or (kind == "number" and told.has("integer"))):
            continue
        sides = ((one.least, other.least, 1), (one.most, other.most, -1),
                 (one.above, other.above, 1), (one.below, other.below, -1))  # fmt: skip
        for keyword, (before, after, sign) in zip(_BOUNDS[about], sides, strict=True):
            if before == after:
                continue
            if before is None or after is None:
                code = "limit-set" if before is None else "limit-removed"
                detail = f"{keyword} {shown(after if before is None else before)}"
            else:
                code = "limit-tightened" if (after - before) * sign > 0 else "limit-loosened"
                detail = f"{keyword} {from_to(before, after)}"
            yield told.change(code, detail, keyword)
    if old.multiples != new.multiples and (told.has("number") or told.has("integer")):
        code = "limit-set" if not old.multiples else "limit-removed"
        if old.multiples and new.multiples:
            finer = all(any(a % b == 0 for a in old.multiples) for b in new.multiples)
            code = "limit-loosened" if finer else "limit-tightened"
        both = [listed(steps) for steps in (old.multiples, new.multiples) if steps]
        detail = f"multipleOf {' → '.join(both)}"
        yield told.change(code, detail, "multipleOf")
    if old.items.unique != new.items.unique and told.has("array"):
        code = "limit-set" if new.items.unique else "limit-removed"
        yield told.change(code, "uniqueItems", "uniqueItems")


def _items(told: Told) -> Findings:
    if not told.has("array"):
        return
    old, new, pair = told.old.items, told.new.items, told.pair
    if len(old.prefix) != len(new.prefix):
        detail = from_to(len(old.prefix), len(new.prefix))
        yield told.change("tuple-changed", detail, "prefixItems", typed=True)
    closed = told.walk.old.forms.of(old.rest).never, told.walk.new.forms.of(new.rest).never
    if closed[0] != closed[1] and len(old.prefix) == len(new.prefix):
        detail = "no further items" if closed[1] else "further items"
        yield told.change("tuple-changed", detail, "items", typed=True)
    each = list(zip(old.prefix, new.prefix, strict=False))
    for index, (one, other) in enumerate(each):
        yield _within(pair, one, other, f"{pair.label}[{index}]")
    label = f"items of {pair.label}" if " " in pair.label else f"{pair.label}[]"
    yield _within(pair, old.rest, new.rest, label)


def _within(pair: Pair, old: Any, new: Any, label: str) -> Pair:
    at = (pair.old[:1] or pair.at[:1])[0], (pair.new[:1] or pair.at[1:])[0]
    return Pair(old, new, pair.way, label, at, pair.slot)


def _conditions(told: Told) -> Findings:
    for keyword in (*_CONDITIONS, *_CONDITIONS_TOO):
        old = told.said(told.old, told.walk.old, keyword)
        new = told.said(told.new, told.walk.new, keyword)
        if not same(old, new):
            yield told.change("condition-changed", keyword, keyword)
