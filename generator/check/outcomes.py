"""How calls fail: the words of errors, what is sent again, and until when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.check.bodies import failure
from generator.check.look import Look, Rule, held, listed
from generator.check.said import (
    called,
    in_seconds,
    of_other_types,
    said_of,
)
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Mapping

_TEXT = frozenset({"string"})


_VALUE = frozenset({"string", "integer", "number"})


_HOLDER = frozenset({"object", "array"})


_FIRST = 100
"""Seconds before a second attempt that are meant to be milliseconds."""
_HOUR = 3600
_TRIED = 50

_ALWAYS = frozenset({400, 405, 406, 411, 413, 414, 415, 422})
"""Statuses that the same request gets again, whenever it is sent."""


def w489_kinds(look: Look) -> Iterator[Diagnostic]:
    """Code and message are single values, fields are many, and their two words are two."""
    for node in look.of("document", "pathItem", "operation"):
        value = node.value.get("x-errors")
        if not isinstance(value, Mapping):
            continue
        bodies = [
            body
            for o in called(look)
            if look.extension(o, "x-errors") is value
            for body in failure(look, o)
        ]
        for key, types, what in (
            ("code", _VALUE, "a text or number"),
            ("message", _TEXT, "a text"),
            ("fields", _HOLDER, "a list or an object"),
        ):
            if of_other_types(look, bodies, value.get(key), types):
                message = f"{key} {short(value[key], 40)} is not {what}"
                yield value.place.report("W489", message, f"point at {what}", key=key)
        if value.get("field-name") is not None and value.get("field-name") == value.get(
            "field-message"
        ):
            message = "field-name and field-message are one member"
            yield value.place.report("W489", message, "name two members", key="field-message")


def w489_reasons(look: Look) -> Iterator[Diagnostic]:
    """An example that is almost called as the reason that the stub would answer it for."""
    if "x-specwright" not in look.tree:
        return
    for node in look.of("response"):
        for media in held(node.value, "content").values():
            named = held(media if isinstance(media, Mapping) else node.value, "examples")
            for name in named:
                plain = re.sub(r"[^a-z]", "", str(name).lower())
                near = nearest(plain, _REASONS, cutoff=0.9)
                if near and name != _REASONS[near] and name not in _REASONS.values():
                    message = f"the stub answers no refusal with example {short(name, 40)}"
                    mend = f"did you mean {_REASONS[near]}?"
                    yield named.place.report("W489", message, mend, key=name)


_REASONS = {
    name.replace("-", ""): name
    for name in (
        *("missing-credentials", "wrong-credentials", "unknown-path", "wrong-method"),
        *("not-acceptable", "unsupported-media", "too-large", "malformed", "invalid"),
        *("rate-limited", "not-implemented"),
    )
}
"""Why the stub refuses by itself (docs/vocabulary.md, x-errors), by their letters."""


def w481_same_again(look: Look) -> Iterator[Diagnostic]:
    """What is sent again has another outcome, in a time that somebody waits."""
    changes = any(o.method in ("post", "patch") for o in called(look))
    methods = {id(o.value): o.method for o in called(look)}
    for node, value in said_of(look, "x-retry"):
        statuses = listed(value, "statuses")
        for index, status in enumerate(statuses):
            if isinstance(status, int) and status in _ALWAYS:
                message = f"status {status} is answered to the same request each time"
                place = value["statuses"].place.child(index)
                yield place.report("W481", message, "remove it")
        if statuses == [] and "statuses" in value and len(value) > 1:
            message = "no status is repeated: the rest does nothing"
            yield value.place.report("W481", message, "list statuses", key="statuses")
        for index, status in enumerate(listed(value, "not-processed")):
            if statuses and status not in statuses and status in (429, 503):
                message = f"status {short(status, 10)} is not repeated: statuses has not got it"
                place = value["not-processed"].place.child(index)
                yield place.report("W481", message, f"add {short(status, 10)} to statuses")
        for key in ("base", "throttle-base"):
            if value.get("attempts") == 1 and key in value:
                message = f"one attempt: {key} does nothing"
                yield value.place.report("W481", message, "write attempts: 2 or more", key=key)
            yield from in_seconds(value, key, "W481", least=_FIRST)
        yield from in_seconds(value, "cap", "W481", least=2 * _HOUR)
        attempts = value.get("attempts")
        if isinstance(attempts, int) and attempts > _TRIED:
            message = f"{attempts} attempts: nobody waits for so many"
            mend = f"write {_TRIED} or less"
            yield value.place.report("W481", message, mend, key="attempts")
        sent = held(look.tree, "x-request-id").get("send")
        header = value.get("idempotency-header")
        if header and str(header).lower() == str(sent).lower():
            message = f"{short(header, 40)} is the header of x-request-id already"
            yield value.place.report("W481", message, "name another one", key="idempotency-header")
        method = methods.get(id(node.value), "post")
        idle = not changes if node.kind == "document" else method not in ("post", "patch")
        if header and idle:
            message = "idempotency-header does nothing: keys are made for POST and PATCH"
            yield value.place.report("W481", message, "remove it", key="idempotency-header")


def w490_too_short(look: Look) -> Iterator[Diagnostic]:
    """A deadline leaves time for what is tried again before it."""
    for node, value in said_of(look, "x-deadline"):
        if node.kind != "operation":
            yield from in_seconds(value, "total", "W490")
    for operation in called(look):
        said = operation.value.get("x-deadline")
        retry = look.extension(operation, "x-retry")
        if not isinstance(said, Mapping):
            continue
        yield from in_seconds(said, "total", "W490")
        total: Any = said.get("total")
        base: Any = retry.get("base") if isinstance(retry, Mapping) else None
        numbers = isinstance(total, int | float) and isinstance(base, int | float)
        if numbers and total <= base and retry.get("attempts") != 1:
            message = f"{total} s end before a second attempt, which comes after {base} s"
            yield said.place.report("W490", message, "raise total, or lower base", key="total")


RULES: tuple[Rule, ...] = (
    w489_kinds,
    w489_reasons,
    w481_same_again,
    w490_too_short,
)
