"""Things within a thing, as the lines of a cart are (extension `x-sandbox`, `lines`)."""

from __future__ import annotations

from typing import Any

from ..app.answers import Refusal
from ..app.call import Call
from ..schemas.values import is_array, is_object
from .directions import Lines, filled
from .formulas import Formulas
from .resources import id_member
from .store import Store

Thing = dict[str, Any]


def with_line(
    store: Store,
    call: Call,
    lines: Lines,
    thing: Thing,
    sample: Thing,
    source: Thing | None,
    formulas: Formulas,
) -> Thing:
    """A thing with a line added (POST), changed (PUT, PATCH) or removed (DELETE).

    Args:
        store: Gives new ids.
        call: The call.
        lines: What the document says of them.
        thing: The thing.
        sample: The thing in the example that the call is answered with.
        source: What a new line is made of.
        formulas: Works out what it takes from there.

    Raises:
        Refusal: 404, there is no such line; or not enough for it.
    """
    listed = thing.get(lines.within)
    known = [line for line in (listed if is_array(listed) else []) if is_object(line)]
    sent = call.body if is_object(call.body) else {}
    if call.operation.method == "POST":
        line = _new(lines, sample, sent, source, formulas)
        place = next((i for i, old in enumerate(known) if _alike(old, line, lines)), len(known))
        if place < len(known):
            line = {**known[place], lines.amount: _count(known[place], lines) + line[lines.amount]}
        elif "id" in line:
            line["id"] = store.fresh_id(line["id"])
        if source is not None and lines.most is not None:
            most = formulas.value(lines.most, source)
            if most is not None and line[lines.amount] > formulas.number(most):
                raise Refusal(lines.refusal)
    else:
        name, asked = next(reversed(call.path.items()))
        place = next((i for i, line in enumerate(known) if _is(line, name, asked)), len(known))
        if place == len(known):
            raise Refusal(404)
        line = {**known[place], **sent}
    removed = call.operation.method == "DELETE" or _count(line, lines) <= 0
    kept = [] if removed else [line]
    return {**thing, lines.within: [*known[:place], *kept, *known[place + 1 :]]}


def _new(
    lines: Lines, sample: Thing, sent: Thing, source: Thing | None, formulas: Formulas
) -> Thing:
    """A new line: the example's, with what it takes from its source and from the request."""
    listed = sample.get(lines.within)
    line: Thing = listed[0] if is_array(listed) and listed else {}
    said: Thing = filled(dict(lines.members), formulas, source) if source is not None else {}
    if source is not None:  # what the source does not have, the line has not either
        line = {name: value for name, value in line.items() if name not in lines.members}
    return {**line, **sent, **said, lines.amount: _count({lines.amount: 1, **sent}, lines)}


def _count(line: Thing, lines: Lines) -> Any:
    count = line.get(lines.amount)
    return count if isinstance(count, int | float) else 1


def _is(line: Thing, parameter: str, asked: Any) -> bool:
    name = id_member(line, parameter)
    return name is not None and line[name] == asked


def _alike(one: Thing, other: Thing, lines: Lines) -> bool:
    return all(one.get(name) == other.get(name) for name in lines.same)
