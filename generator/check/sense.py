"""Extensions that cannot be meant: right in form, and wrong, idle or contradictory in sense."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.check.bodies import failure, leads, success
from generator.check.conjunction import Conjunction
from generator.check.headers import is_token, token_mend
from generator.check.look import Look, Rule, held, listed
from generator.check.said import said_of
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Mapping, Sequence, escape
from generator.understand.patterns import compiles, in_python
from generator.understand.values import kind_of, same

_HEADERS = {
    "x-rate-limit": (("headers", "limit"), ("headers", "remaining"), ("headers", "reset")),
    "x-retry": (("idempotency-header",),),
    "x-deprecation": (("header",),),
    "x-request-id": (("send",), ("receive",)),
    "x-webhook-signature": (("header",), ("timestamp", "header"), ("key-id", "header")),
}
"""Where extensions name headers."""

_MANY = 30
"""Rules for the same operations that a rule is compared with."""


def w480_rate_limit(look: Look) -> Iterator[Diagnostic]:
    """Limits do not contradict or repeat each other, and an error tells that one is hit."""
    for node, value in said_of(look, "x-rate-limit"):
        status = value.get("status")
        if isinstance(status, int) and 100 <= status < 400:
            message = f"status {status} does not tell of a hit limit: it is no error"
            yield value.place.report("W480", message, "write 429, or another error", key="status")
        if "rules" in value and node.kind != "document":
            message = "rules hold on the document only"
            mend = "put them there, or write limit and per"
            yield value.place.report("W480", message, mend, key="rules")
        headers = held(value, "headers")
        names: dict[str, str] = {}
        for key in ("limit", "remaining", "reset"):
            header = headers.get(key)
            if isinstance(header, str) and header.lower() in names:
                message = f"{key} and {names[header.lower()]} are read from the same header"
                yield headers.place.report("W480", message, "name another header", key=key)
            names[str(header).lower()] = key
        if "reset-unit" in headers and "reset" not in headers:
            message = "there is a reset-unit, but no reset"
            yield headers.place.report(
                "W480", message, "name the header: `reset: …`", key="reset-unit"
            )
        yield from _rules([rule for rule in listed(value, "rules") if isinstance(rule, Mapping)])
        plain = [rule for rule in listed(value, "limits") if isinstance(rule, Mapping)]
        yield from _rules([value, *(rule for rule in plain if "key" not in rule)])
        yield from _never_reached(plain)


def _rules(rules: list[Mapping]) -> Iterator[Diagnostic]:
    seen: dict[tuple[str, str, str], list[Mapping]] = {}
    for rule in rules:
        limit, per = rule.get("limit"), rule.get("per")
        if not isinstance(limit, int) or not isinstance(per, int | float):
            continue
        methods = ",".join(sorted(map(str, listed(rule, "methods"))))
        scope = ",".join(sorted(map(str, listed(rule, "scope"))))
        others = seen.setdefault((str(rule.get("path")), methods, scope), [])
        for other in others[:_MANY]:
            related = [other.place.span()]
            if other["per"] == per:
                same = other["limit"] == limit
                what = "repeats" if same else "contradicts"
                message = f"the rule {what} another one for the same path and methods"
                yield rule.place.report("W480", message, "remove one of them", related=related)
            elif _idle(other, rule) or _idle(rule, other):
                message = f"{limit} in {per} s and {other['limit']} in {other['per']} s:"
                message += " one of the two is never reached"
                yield rule.place.report("W480", message, "correct a limit", related=related)
        others.append(rule)


def _never_reached(limits: list[Mapping]) -> Iterator[Diagnostic]:
    """A limit of its own that one of more operations, or of a longer time, is reached before."""
    known = [r for r in limits if isinstance(r.get("limit"), int) and _is_time(r.get("per"))]
    for rule in known:
        for other in known[:_MANY]:
            shared = "key" in other and rule.get("key") in (None, other["key"])
            if other is not rule and shared and _idle(rule, other):
                message = f"{rule['limit']} in {rule['per']} s is never reached: before that are"
                message += f" {other['limit']} in {other['per']} s"
                related = [other.place.span()]
                yield rule.place.report("W480", message, "correct a limit", related=related)
                break


def _is_time(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _idle(brief: Mapping, long: Mapping) -> bool:
    """Whether a rule for a shorter time admits all that one for a longer time does."""
    return bool(brief["per"] < long["per"] and brief["limit"] >= long["limit"])


def w481_retry(look: Look) -> Iterator[Diagnostic]:
    """Waits grow to a cap that is not under their base, and what is repeated is an error."""
    for _, value in said_of(look, "x-retry"):
        cap = value.get("cap")
        for name in ("base", "throttle-base"):
            base = value.get(name)
            if isinstance(base, int | float) and isinstance(cap, int | float) and cap < base:
                message = f"cap {cap} is under {name} {base}"
                yield value.place.report("W481", message, f"write a cap over {name}", key="cap")
        statuses = value.get("statuses")
        for index, status in enumerate(listed(value, "statuses")):
            if isinstance(status, int) and 100 <= status < 400 and isinstance(statuses, Sequence):
                message = f"status {status} is no error: nothing is sent again after it"
                yield statuses.place.report("W481", message, "remove it", key=index)
        if value.get("attempts") == 1 and statuses:
            message = "one attempt: nothing is sent again, whatever the status"
            yield value.place.report("W481", message, "write attempts: 2 or more", key="attempts")


def w485_media_version(look: Look) -> Iterator[Diagnostic]:
    """A media type of the document is the template with the version in it."""
    value = look.tree.get("x-media-version")
    if not isinstance(value, Mapping) or not isinstance(value.get("template"), str):
        return
    wanted = value["template"].replace("{version}", str(value.get("version")))
    known = {
        name.partition(";")[0].strip().lower()
        for kind in ("response", "requestBody")
        for node in look.of(kind)
        for name in held(node.value, "content")
    }
    if wanted.lower() not in known and known:
        near = nearest(wanted, known, cutoff=0.8)
        mend = f"did you mean {near}?" if near else "write the media types so, or correct it"
        message = f"no media type of the document is {short(wanted, 60)}"
        yield value.place.report("W485", message, mend, key="template")


def w487_header(look: Look) -> Iterator[Diagnostic]:
    """Headers that extensions name have names that a header can have (RFC 9110, 5.1)."""
    for name, ways in _HEADERS.items():
        for _, value in said_of(look, name):
            for way in ways:
                holder = held(value, way[0]) if len(way) > 1 else value
                said = holder.get(way[-1])
                for header in said if isinstance(said, Sequence) else [said]:
                    if isinstance(header, str) and header and not is_token(header):
                        message = f"{name}: {short(header, 40)} is no header name"
                        mend = token_mend(header)
                        yield holder.place.report("W487", message, mend, key=way[-1])


def w488_idle(look: Look) -> Iterator[Diagnostic]:
    """An extension that changes nothing where it stands."""
    for node in look.having("schema", "x-enum"):
        parts = Conjunction(look, node.value).parts
        if not any(part.keys() & {"enum", "const"} for part in parts):
            message, mend = "x-enum, but the schema has no enum", "add the enum, or remove it"
            yield node.place.report("W488", message, mend, key="x-enum")
    operations = [o for o in look.operations if not o.webhook]
    for name in ("x-pagination", "x-process"):
        if name in look.tree and not any(name in o.value or name in o.item for o in operations):
            message = f"no operation has {name}: what the document says of it holds for none"
            mend = f"add {name} to an operation, or remove it here"
            yield look.tree.place.report("W488", message, mend, key=name)
    hooks = any(o.webhook for o in look.operations) or look.nodes.get("callback")
    if "x-webhook-signature" in look.tree and not hooks:
        message, mend = "the document has no webhooks to sign", "describe them, or remove it"
        yield look.tree.place.report("W488", message, mend, key="x-webhook-signature")
    for _, value in said_of(look, "x-webhook-signature"):
        if value.get("algorithm") == "rsa-sha256" and "secret" in value:
            message = "secret does nothing for rsa-sha256, which has a public key"
            yield value.place.report("W488", message, "remove it", key="secret")
        if str(value.get("algorithm")).startswith("hmac") and "key-operation" in value:
            message = "key-operation does nothing for an algorithm with a shared secret"
            yield value.place.report("W488", message, "remove it", key="key-operation")
    for node in look.of("securityScheme"):
        prefixes = [p for p in listed(node.value, "x-foreign-keys") if isinstance(p, str)]
        for index, prefix in enumerate(prefixes[:_MANY]):
            if any(prefix != p and prefix.startswith(p) for p in prefixes[:_MANY]):
                message = f"{short(prefix, 30)} begins with another one of the list"
                place = node.value["x-foreign-keys"].place.child(index)
                yield place.report("W488", message, "remove it")
    for node in look.having("schema", "x-unsent"):
        if not _is_held(node.value):
            message, mend = "x-unsent: the text has no length and no pattern", "give it one"
            yield node.place.report("W488", message, mend, key="x-unsent")
        for holder in (node.value, held(node.value, "not")):
            pattern = holder.get("pattern")
            if isinstance(pattern, str) and compiles(pattern) and in_python(pattern) is None:
                message = (
                    f"x-unsent: no client can try {short(pattern, 40)}, so it sends such texts"
                )
                yield holder.place.report("W488", message, "write the characters", key="pattern")
    for operation in operations:
        if operation.value.get("x-query-style") == "brackets" and not any(
            _nested(look, parameter) for parameter in look.parameters(operation)
        ):
            message, mend = "no query parameter is a list or an object", "remove it"
            yield operation.place.report("W488", message, mend, key="x-query-style")
    for _, value in said_of(look, "x-wire"):
        words = str(value.get("boolean", "a/b")).split("/")
        if len(words) == 2 and words[0] == words[1]:
            message = f"true and false are both written {short(words[0], 20)}"
            yield value.place.report("W488", message, "write two words, `1/0`", key="boolean")


def _is_held(schema: Mapping) -> bool:
    """Whether there is something that a client can hold a text against."""
    refused = schema.get("not")
    words = {*schema, *(refused if isinstance(refused, Mapping) else ())}
    return schema.get("type") == "string" and bool(words & {"minLength", "maxLength", "pattern"})


def _nested(look: Look, parameter: Mapping) -> bool:
    """Whether a query parameter may hold more than one value."""
    schema = look.deref(parameter.get("schema"))
    types = Conjunction(look, schema).types
    return parameter.get("in") in ("query", "querystring") and bool(types & {"array", "object"})


def w489_errors(look: Look) -> Iterator[Diagnostic]:
    """The words of errors are told apart, and a failure is something that the body can say."""
    for _, value in said_of(look, "x-errors"):
        for name in ("field-name", "field-message"):
            if name in value and "fields" not in value:
                message = f"{name} does nothing without fields"
                yield value.place.report("W489", message, "add `fields: /…`", key=name)
        if "code" in value and value.get("code") == value.get("message"):
            message = "code and message are the same member"
            yield value.place.report("W489", message, "correct one of the pointers", key="message")
        said = held(value, "failure")
        bodies = [
            body
            for o in look.operations
            if not o.webhook and look.extension(o, "x-errors") is value
            for body in (*success(look, o), *failure(look, o))
        ]
        yield from _failure(look, said, bodies)
        yield from _violations(look, value, bodies)


def _failure(look: Look, said: Mapping, bodies: list[Any]) -> Iterator[Diagnostic]:
    """The value that says "failed" fits the schema of the member that says it."""
    pointer = said.get("pointer")
    if not isinstance(pointer, str) or "value" not in said:
        return
    value = said.get("value")
    found = [schema for body in bodies for schema in leads(look, body, pointer) or ()]
    wholes = [Conjunction(look, schema) for schema in found if isinstance(schema, Mapping)]
    if wholes and not any(_admits(whole, value) for whole in wholes):
        message = f"no body says {short(value, 30)} at {short(pointer, 40)}"
        yield said.place.report(
            "W489", message, "write a value that its schema admits", key="value"
        )


def _admits(whole: Conjunction, value: Any) -> bool:
    for part in whole.parts:
        values = [part["const"]] if "const" in part else listed(part, "enum")
        if values and not any(same(value, one) for one in values):
            return False
    kind = kind_of(value)
    return kind in whole.types or (kind == "integer" and "number" in whole.types)


def _violations(look: Look, value: Mapping, bodies: list[Any]) -> Iterator[Diagnostic]:
    """Each violation has the members that name its field and say what is wrong."""
    pointer = value.get("fields")
    if not isinstance(pointer, str) or not re.match("/", pointer):
        return
    items = [item for body in bodies for item in leads(look, body, f"{pointer}/0") or ()]
    for name in ("field-name", "field-message"):
        said = value.get(name)
        if isinstance(said, str) and items:
            way = f"/{escape(said)}"
            if all(leads(look, item, way) == [] for item in items):
                names = {
                    n for item in items for n in Conjunction(look, look.deref(item)).properties()
                }
                near = nearest(said, names)
                message = f"{name}: a violation has no member {short(said, 40)}"
                mend = f"did you mean {near}?" if near else "name one of its members"
                yield value.place.report("W489", message, mend, key=name)


RULES: tuple[Rule, ...] = (
    w480_rate_limit,
    w481_retry,
    w485_media_version,
    w487_header,
    w488_idle,
    w489_errors,
)
