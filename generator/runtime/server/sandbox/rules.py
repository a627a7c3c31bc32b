"""What must hold before an operation does anything (extension `x-sandbox`, `require`)."""

from __future__ import annotations

from typing import Any

from ..app.answers import Refusal
from ..app.call import Call
from ..schemas.values import is_array, is_object
from .directed_things import DirectedThings
from .directions import Directions, Requirement
from .narrow import queried
from .store import Store

Scope = dict[str, Any]


def request_of(store: Store, things: DirectedThings, call: Call, said: Directions) -> Scope:
    """A request as formulas see it: `body`, `path` and `query`, by wire name.

    What its body lists by id has the members of the things, too, where the document says
    which they are (`resolve`).
    """
    body = dict(call.body) if is_object(call.body) else {}
    for name, template in said.resolve.items():
        listed = body.get(name)
        body[name] = [
            {**(things.subject(store, call, template, item) or {}), **item}
            for item in (listed if is_array(listed) else [])
            if is_object(item)
        ]
    return {"body": body, "path": call.path, "query": queried(call)}


def check(
    store: Store, things: DirectedThings, call: Call, said: Directions, request: Scope, answer: Any
) -> None:
    """Refuse what does not fulfil what the document requires.

    Args:
        store: What was done to things.
        things: The things.
        call: The call.
        said: What the document says of its operation.
        request: What formulas see of it.
        answer: The example that would answer it.

    Raises:
        Refusal: Something does not hold; the first that does not counts.
    """
    scope = {"request": request, "answer": answer}
    for rule in said.require:
        if not _holds(store, things, call, rule, rule.of or said.about, scope):
            raise Refusal(rule.status, reason=rule.example)


def _holds(
    store: Store,
    things: DirectedThings,
    call: Call,
    rule: Requirement,
    path: str | None,
    scope: Scope,
) -> bool:
    formulas = things.formulas
    if rule.given is not None and not formulas.value(rule.given, scope):
        return True
    thing = things.subject(store, call, path, scope) if path is not None else None
    if rule.that is None:
        return thing is not None
    return bool(formulas.value(rule.that, {**(thing or {}), **scope}))
