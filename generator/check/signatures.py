"""Signatures of webhooks: what is signed, by which key, and when it was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.check.bodies import leads, success
from generator.check.look import Look, Node, Rule, held
from generator.check.said import (
    everything,
    of_other_types,
    said_of,
)
from generator.ground.diagnostics import Diagnostic, short
from generator.read.source import Mapping

_DAY = 86_400
_VALUE = frozenset({"string", "integer", "number"})


def e429_unsigned_timestamp(look: Look) -> Iterator[Diagnostic]:
    """A time that is not signed can be changed by whoever replays a message."""
    for _, _, name, value in everything(look):
        if name != "x-webhook-signature" or not isinstance(value, Mapping):
            continue
        said, signed = value.get("timestamp"), value.get("signed", "{body}")
        if not isinstance(said, Mapping) or not isinstance(signed, str) or "pointer" in said:
            continue
        header = f"{{header:{said.get('header')}}}".lower()
        if "{timestamp}" not in signed and header not in signed.lower():
            mend = "write {timestamp} where it stands in what is signed, or leave it out"
            message = "the timestamp is no part of what is signed"
            yield value.place.report("E429", message, mend, key="timestamp")


def w492_contradiction(look: Look) -> Iterator[Diagnostic]:
    """The prefix is of the algorithm, and old messages are refused within a day."""
    for _, value in said_of(look, "x-webhook-signature"):
        prefix, algorithm = str(value.get("prefix")), str(value.get("algorithm"))
        hashed = re.search(r"sha-?(1|256|384|512)\b", prefix, re.IGNORECASE)
        if hashed and "sha" in algorithm and not algorithm.endswith(f"sha{hashed[1]}"):
            message = f"prefix {short(prefix, 20)} is of another algorithm than {algorithm}"
            yield value.place.report("W492", message, "make the two agree", key="prefix")
        timestamp = held(value, "timestamp")
        tolerance = timestamp.get("tolerance")
        if isinstance(tolerance, int) and tolerance > _DAY:
            message = f"tolerance {tolerance} is in seconds: {tolerance // 3600} hours"
            yield timestamp.place.report("W492", message, "write 300", key="tolerance")


def w492_signature(look: Look) -> Iterator[Diagnostic]:
    """What is signed holds the body, and what it names is said."""
    for _, value in said_of(look, "x-webhook-signature"):
        yield from _signature(value)


def _signature(value: Mapping) -> Iterator[Diagnostic]:
    signed = value.get("signed")
    if isinstance(signed, str) and "{body}" not in signed:
        message = "the body is not signed: anybody can change it"
        yield value.place.report("W492", message, "write {body} where it stands", key="signed")
    if isinstance(signed, str) and "{key-id}" in signed and "key-id" not in value:
        message = "{key-id} is signed, but no key-id is said"
        yield value.place.report("W492", message, "add `key-id: {header: …}`", key="signed")
    if isinstance(signed, str) and "{timestamp}" in signed and "timestamp" not in value:
        message = "{timestamp} is signed, but no timestamp is said"
        yield value.place.report("W492", message, "add `timestamp: {header: …}`", key="signed")
    for key in ("timestamp", "key-id"):
        said = held(value, key)
        header = str(said.get("header", "")).lower()
        if header and header == str(value.get("header")).lower() and "part" not in value:
            message = f"the {key} is read from the signature's own header"
            mend = "name its header, or the parts of this one"
            yield said.place.report("W492", message, mend, key="header")


def e423_parts(look: Look) -> Iterator[Diagnostic]:
    """Parts are those of a header that has some, each is one thing, and keys are a list."""
    known = look.by_id
    for node, value in said_of(look, "x-webhook-signature"):
        for key in ("timestamp", "key-id"):
            said = held(value, key)
            part = said.get("part")
            if part is not None and "part" not in value:
                message = f"{key} is a part of the header, but the signature is the whole of it"
                yield said.place.report("W492", message, "add `part: …` beside header", key="part")
            elif part is not None and part == value.get("part"):
                message = f"{key} is the signature's own part"
                yield said.place.report("W492", message, "name another part", key="part")
        keys = held(value, "keys")
        if keys and keys.get("id") == keys.get("key"):
            message = "the key and its id are one member"
            yield keys.place.report("W492", message, "point at the key", key="key")
        operation = known.get(str(value.get("key-operation")))
        bodies = success(look, operation) if operation is not None else []
        if of_other_types(look, bodies, keys.get("items"), frozenset({"array"})):
            message = f"items {short(keys['items'], 40)} is no list"
            yield keys.place.report("W492", message, "point at the list of keys", key="items")
        yield from _moment(look, node, held(value, "timestamp"))


def _moment(look: Look, node: Node, said: Mapping) -> Iterator[Diagnostic]:
    """A timestamp in the body is there, and is a time."""
    pointer = said.get("pointer")
    body = look.deref(node.value.get("requestBody"))
    bodies = [
        media["schema"]
        for name, media in held(body, "content").items()
        if "json" in name and isinstance(media, Mapping) and "schema" in media
    ]
    if not isinstance(pointer, str) or not bodies:
        return
    if all(leads(look, each, pointer) == [] for each in bodies):
        message = f"timestamp: the body has nothing at {short(pointer, 40)}"
        yield said.place.report("E423", message, "point at the time", key="pointer")
    elif of_other_types(look, bodies, pointer, _VALUE):
        message = f"timestamp {short(pointer, 40)} is no time"
        yield said.place.report("W492", message, "point at a text or number", key="pointer")


RULES: tuple[Rule, ...] = (
    w492_contradiction,
    e429_unsigned_timestamp,
    w492_signature,
    e423_parts,
)
