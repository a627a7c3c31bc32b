"""Things within a thing, as the lines of a cart are (extension `x-sandbox`, `lines`)."""

from __future__ import annotations

import re
from typing import Any

from ..app.answers import Refusal
from ..app.call import Call
from ..schemas.values import is_array, is_object
from .directions import Lines, filled
from .formulas import Formulas
from .resources import id_member
from .store import Store

Thing = dict[str, Any]
_REMOVAL = re.compile(r"/(?:remove|delete)$")


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
    body = call.body if is_object(call.body) else {}
    sent = body.get(lines.member) if lines.member else body
    sent = sent if is_object(sent) else {}
    removed = call.operation.method == "DELETE"
    if call.operation.method == "POST":
        removed = _REMOVAL.search(call.operation.path) is not None
        line = sent if removed else _new(lines, sample, sent, source, formulas)
        same = (i for i, old in enumerate(known) if _alike(old, line, lines, formulas))
        place = next(same, len(known))
        line = _more(store, lines, known[place:], line)
        if source is not None and lines.most is not None:
            most = formulas.value(lines.most, source)
            if most is not None and _count(line, lines) > formulas.number(most):
                raise Refusal(lines.refusal)
    else:
        name, asked = next(reversed(call.path.items()))
        place = next((i for i, line in enumerate(known) if _is(line, name, asked)), len(known))
        if place == len(known):
            raise Refusal(404)
        line = _capped({**known[place], **sent}, lines, formulas)
    kept = [] if removed or _count(line, lines) <= 0 else [line]
    return {**thing, lines.within: [*known[:place], *kept, *known[place + 1 :]]}


def _capped(line: Thing, lines: Lines, formulas: Formulas) -> Thing:
    """A line that is changed, with no more of it than there are."""
    most = formulas.value(lines.most, line) if lines.most is not None else None
    if most is None or lines.amount is None:
        return line
    return {**line, lines.amount: min(_count(line, lines), formulas.number(most))}


def _more(store: Store, lines: Lines, known: list[Thing], line: Thing) -> Thing:
    """A line that is added: as one of its own, or to the one that is there already."""
    if known and lines.amount is not None:
        return {**known[0], lines.amount: _count(known[0], lines) + _count(line, lines)}
    if known:
        return {**line, **known[0]}
    return {**line, "id": store.fresh_id(line["id"])} if "id" in line else line


def _new(
    lines: Lines, sample: Thing, sent: Thing, source: Thing | None, formulas: Formulas
) -> Thing:
    """A new line: the example's, with what it takes from its source and from the request."""
    listed = sample.get(lines.within)
    line: Thing = listed[0] if is_array(listed) and listed else {}
    said: Thing = filled(dict(lines.members), formulas, source) if source is not None else {}
    if source is not None:  # what the source does not have, the line has not either
        line = {name: value for name, value in line.items() if name not in lines.members}
    count = {lines.amount: _count(sent, lines)} if lines.amount is not None else {}
    return {**line, **sent, **said, **count}


def _count(line: Thing, lines: Lines) -> Any:
    count = line.get(lines.amount) if lines.amount is not None else 1
    return count if isinstance(count, int | float) else 1


def _is(line: Thing, parameter: str, asked: Any) -> bool:
    name = id_member(line, parameter)
    return name is not None and line[name] == asked


def _alike(one: Thing, other: Thing, lines: Lines, formulas: Formulas) -> bool:
    return all(formulas.value(part, one) == formulas.value(part, other) for part in lines.same)
