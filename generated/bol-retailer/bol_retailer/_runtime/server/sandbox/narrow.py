"""Lists as their query asks for them: narrowed and in order (extension `x-sandbox`).

A parameter narrows by a formula that must hold for an item; by what it is compared with, the
place of a member (`delivery.address.city`, `payments.*.type`) or a formula behind `=`
(`=min(orders.createdAt)`); or by its name alone: `status`, `statuses`, `managers` (of
`managerId`), `customerId` (of `customer.id`), `createdAtFrom`, `maxPrice`. A name that no item
has anything for narrows nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Literal, NamedTuple

from ..app.call import Call
from ..schemas.values import is_array, is_object, read
from .formulas import PLACE, Formulas
from .money import FormulaError

_Way = Literal["equal", "least", "most", "beyond"]
_RANGES: tuple[tuple[re.Pattern[str], _Way], ...] = (
    (re.compile(r"(.+)(?:From|Min)"), "least"),
    (re.compile(r"(.+)(?:To|Max)"), "most"),
    (re.compile(r"(?:min|start)([A-Z].*)"), "least"),
    (re.compile(r"(?:max|end)([A-Z].*)"), "most"),
    (re.compile(r"since([A-Z].*)"), "beyond"),
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KEYS = ("id", "externalId", "code", "name")
"""What an object is named by."""


class Place(NamedTuple):
    """Where in an item a value stands that a parameter is compared with, and how."""

    pointer: str
    way: _Way = "equal"


def queried(call: Call) -> dict[str, Any]:
    """The values of a request's query by wire name."""
    return {
        param.key: call.arguments[param.name]
        for param in call.operation.params
        if param.where == "query" and param.name in call.arguments
    }


def narrowed(
    items: list[Any],
    names: Sequence[str],
    rules: Mapping[str, str],
    call: Call,
    formulas: Formulas,
    known: Callable[[], Mapping[str, Any]] = dict,
) -> list[Any]:
    """The items that a request asks for.

    Args:
        items: All items.
        names: Parameters that narrow by their names, or by those of their members.
        rules: Parameter, or member of one (`filter.city`) → formula, or place in an item.
        call: The request.
        formulas: Works out formulas.
        known: Gives other things that formulas see, by name.
    """
    given = {
        p.key: call.arguments[p.name] for p in call.operation.params if p.name in call.arguments
    }
    beside: dict[str, Any] = {}
    for name, rule in rules.items():
        value = read(given, f"/{name.replace('.', '/')}")
        if value is None or value == "" or value == []:
            continue
        way = _way(name.rpartition(".")[2])
        if PLACE.fullmatch(rule):
            place = rule.split(".")
            items = [i for i in items if any(_meets(v, value, way) for v in _values(i, place))]
            continue
        beside = beside or {**known(), "request": {"query": given, "path": call.path}}
        worked = partial(_worked_out, rule.removeprefix("="), formulas, beside)
        if rule.startswith("="):
            items = [item for item in items if _meets(worked(item, None), value, way)]
        else:
            items = [item for item in items if worked(item, True)]
    for name in names:
        value = given.get(name)
        inside = is_object(value)
        for inner, wanted in value.items() if is_object(value) else ((name, value),):
            if (f"{name}.{inner}" if inside else inner) not in rules:
                items = _by_name(items, inner, wanted)
    return items


def _worked_out(
    formula: str, formulas: Formulas, beside: Mapping[str, Any], item: Any, other: Any
) -> Any:
    """What a formula of an item comes to; of what is no object, something other."""
    return formulas.value(formula, {**item, **beside}) if is_object(item) else other


def _way(name: str) -> _Way:
    """How a parameter of a name is compared."""
    for pattern, way in _RANGES:
        if pattern.fullmatch(name):
            return way
    return "equal"


def _values(holder: Any, place: list[str]) -> Iterator[Any]:
    """What stands at a place, in each item of lists on the way; `*` is each of a map, too."""
    if is_array(holder):
        for item in holder:
            yield from _values(item, place)
    elif not place:
        yield holder
    elif is_object(holder):
        first, *rest = place
        for inner in holder.values() if first == "*" else (holder.get(first),):
            yield from _values(inner, rest)


def ordered(items: list[Any], by: Any, formulas: Formulas) -> list[Any]:
    """The items by a member, the last first if its name follows a minus; without it at the end."""
    if not isinstance(by, str) or not by:
        return items
    name, back = by.lstrip("+-"), by.startswith("-")
    key = _key(name, formulas)
    known = [item for item in items if key(item) is not None]
    rest = [item for item in items if key(item) is None]
    texts = any(isinstance(key(item), str) for item in known)
    return [*sorted(known, key=lambda i: str(key(i)) if texts else key(i), reverse=back), *rest]


def _key(name: str, formulas: Formulas) -> Callable[[Any], Any]:
    def key(item: Any) -> Any:
        value = item.get(name) if is_object(item) else None
        if isinstance(value, str):
            return value.casefold()
        try:
            return None if value is None else formulas.number(value)
        except FormulaError:
            return None

    return key


def _by_name(items: list[Any], name: str, value: Any) -> list[Any]:
    """The items that have what a parameter of a name asks for."""
    if value is None or value == "" or value == []:
        return items
    for place in _places(name):
        if any(read(item, place.pointer) is not None for item in items):
            return [item for item in items if _meets(read(item, place.pointer), value, place.way)]
    return items


def _places(name: str) -> Iterator[Place]:
    """Where a parameter of a name may look, the likeliest first."""
    for single in _singles(name):
        yield Place(f"/{single}")
        yield Place(f"/{single}Id")
        for match in re.finditer("[A-Z]", single):
            head, tail = single[: match.start()], single[match.start() :]
            if head:
                yield Place(f"/{head}/{tail[0].lower()}{tail[1:]}")
    for pattern, way in _RANGES:
        found = pattern.fullmatch(name)
        if found:
            bare = found[1][0].lower() + found[1][1:]
            places = (bare, f"{bare}At", "createdAt") if bare == "date" else (bare, f"{bare}At")
            yield from (Place(f"/{place}", way) for place in places)


def _singles(name: str) -> Iterator[str]:
    """A name, and what one of many is called."""
    yield name
    for end, one in (("ies", "y"), ("es", ""), ("s", "")):
        if name.endswith(end) and len(name) > len(end) + 1:
            yield name.removesuffix(end) + one


def _meets(known: Any, value: Any, way: _Way) -> bool:
    """Whether a value of an item is what is asked for."""
    if is_array(known):
        return any(_meets(item, value, way) for item in known)
    if is_array(value):
        return any(_meets(known, item, way) for item in value)
    if is_object(value):
        if value.keys() <= {"min", "max"}:
            ends: tuple[tuple[str, _Way], ...] = (("min", "least"), ("max", "most"))
            return all(_meets(known, value[e], w) for e, w in ends if value.get(e) is not None)
        return is_object(known) and all(
            _meets(_inner(known, name), item, "equal") for name, item in value.items()
        )
    if is_object(known):
        return any(known.get(key) is not None and _alike(known[key], value) for key in _KEYS)
    if known is None:
        return False
    return _alike(known, value) if way == "equal" else _within(known, value, way)


def _inner(known: dict[str, Any], name: str) -> Any:
    """A member of an object, or of one within it: `channel` of `subscription.channel`."""
    if name in known:
        return known[name]
    within = (value.get(name) for value in known.values() if is_object(value))
    return next((value for value in within if value is not None), None)


def _alike(known: Any, value: Any) -> bool:
    """Whether values are the same, however they are spelt."""
    if isinstance(known, bool) or isinstance(value, bool):
        return known is value
    one, other = sorted((str(known).casefold(), str(value).casefold()))
    day = _DAY.fullmatch(one) is not None and other[len(one) :][:1] in (" ", "t")
    return known == value or one == other or (day and other.startswith(one))


def _within(known: Any, value: Any, way: _Way) -> bool:
    """Whether a number or a time is not beyond another; a day is beyond nothing that is in it."""
    try:
        one, other = float(known), float(value)
    except (TypeError, ValueError):
        text, bound = str(known).replace("T", " "), str(value).replace("T", " ")
        if way == "most":
            return text[: len(bound)] <= bound
        return text > bound if way == "beyond" else text >= bound
    if way == "beyond":
        return one > other
    return one >= other if way == "least" else one <= other
