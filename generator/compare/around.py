"""What holds for a whole document: servers, credentials, webhooks, models, the constructor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.compare.change import Verdicts
from generator.compare.exchange import content
from generator.compare.found import Found
from generator.compare.promises import servers
from generator.compare.schemas import Walk
from generator.compare.sides import Side
from generator.compare.words import from_to
from generator.read.document.grammar import methods_of
from generator.understand.notes import escape
from generator.understand.values import same
from generator.write.views.client import constructor_arguments

_ROOT = (
    ("omit_null", "x-wire", "null-handling-changed"),
    ("loose_scalars", "x-wire", "convention-changed"),
    ("throttle", "x-rate-limit", "convention-changed"),
    ("request_id_header", "x-request-id", "convention-changed"),
    ("request_id_headers", "x-request-id", "convention-changed"),
    ("media_version", "x-media-version", "convention-changed"),
    ("http2", "x-http2", "convention-changed"),
)
_FOREIGN = "x-foreign-keys"


def around(walk: Walk) -> Iterator[Found]:
    """What differs around the operations."""
    yield from _info(walk)
    yield from _servers(walk)
    yield from _schemes(walk)
    yield from _constructor(walk)
    yield from _webhooks(walk)
    for name, keyword, kind in _ROOT:
        if getattr(walk.old.api, name) != getattr(walk.new.api, name):
            yield _root(walk, kind, keyword, keyword)
    yield from _models(walk)


def _root(
    walk: Walk, kind: str, detail: str, key: str, *, at: str = "#", subject: str = "the document"
) -> Found:
    return Found(kind, subject, detail, None, walk.old.spot(at, key), walk.new.spot(at, key))


def _info(walk: Walk) -> Iterator[Found]:
    one, other = walk.old.document.tree, walk.new.document.tree
    ours, theirs = one.get("info") or {}, other.get("info") or {}
    if not same({**ours, "version": ""}, {**theirs, "version": ""}):
        yield _root(walk, "text-changed", "info", "info")
    if walk.old.api.tags != walk.new.api.tags and one.get("tags") != other.get("tags"):
        yield _root(walk, "text-changed", "tags", "tags")
    for word, kind in (("x-cors", "convention-changed"), ("x-sandbox", "example-changed")):
        if not same(one.get(word), other.get(word)):
            yield _root(walk, kind, word, word)


def _servers(walk: Walk) -> Iterator[Found]:
    if change := servers(walk.old.api.servers, walk.new.api.servers):
        yield _root(walk, *change, "servers")


def _schemes(walk: Walk) -> Iterator[Found]:
    def schemes(side: Side) -> Mapping[str, Any]:
        return (side.document.tree.get("components") or {}).get("securitySchemes") or {}

    ours, theirs = schemes(walk.old), schemes(walk.new)
    for name in ours:
        if name not in theirs:
            continue
        one, other = _credential(ours[name]), _credential(theirs[name])
        at = f"#/components/securitySchemes/{escape(name)}"
        spots = walk.old.spot(at), walk.new.spot(at)
        subject = f'security scheme "{name}"'
        if not same(*(held[name].get(_FOREIGN) for held in (ours, theirs))):
            yield Found("convention-changed", subject, _FOREIGN, None, *spots)
        if one != other:
            words = [word for word in one if one[word] != other.get(word)]
            words += [word for word in other if word not in one]
            detail = ", ".join(f"{w} {from_to(one.get(w), other.get(w))}" for w in words)
            yield Found("security-scheme-changed", subject, detail, None, *spots)


def _credential(node: Any) -> dict[str, Any]:
    """What of a scheme decides how a request is let in (section 4.8.27)."""
    words = ("type", "in", "name", "scheme", "openIdConnectUrl")
    found = {word: node[word] for word in words if word in node}
    for flow, said in (node.get("flows") or {}).items():
        for word in ("tokenUrl", "authorizationUrl"):
            if isinstance(said, dict) and word in said:
                found[f"{flow}.{word}"] = said[word]
    return found


def _constructor(walk: Walk) -> Iterator[Found]:
    """Arguments of the client's constructor."""
    one, other = (
        {str(a.name): "=" not in str(a.argument) for a in constructor_arguments(s.api, s.names)}
        for s in (walk.old, walk.new)
    )
    for name in dict.fromkeys((*one, *other)):
        if one.get(name) == other.get(name):
            continue
        detail, client = f"{name} is gone", "breaking"
        if name in other:
            needed = other[name]
            detail = f"{name} is {'needed' if needed else 'optional'}"
            client = "breaking" if needed else "additive"
        spots = walk.old.spot("#", "components"), walk.new.spot("#", "components")
        named = Verdicts("none", client, "none")  # type: ignore[arg-type]
        yield Found("credential-changed", f"Client({name})", detail, None, *spots, named=named)


# Webhooks ----------------------------------------------------------------------------


def _webhooks(walk: Walk) -> Iterator[Found]:
    ours = walk.old.document.tree.get("webhooks") or {}
    theirs = walk.new.document.tree.get("webhooks") or {}
    for name in dict.fromkeys((*ours, *theirs)):
        at = f"#/webhooks/{escape(name)}"
        subject = f'webhook "{name}"'
        if name not in theirs or name not in ours:
            kind = "webhook-removed" if name in ours else "webhook-added"
            spots = walk.old.spot(at), walk.new.spot(at)
            yield Found(kind, subject, "", "response", *spots)
        elif not walk.same(ours[name], theirs[name]):
            yield from messages(walk, (at, at), subject, subject)
    names = walk.old.names.webhooks, walk.new.names.webhooks
    for name in names[0]:
        if name in names[1] and names[0][name] != names[1][name]:
            detail = f"{names[0][name]} → {names[1][name]}"
            yield _root(walk, "name-changed", detail, "webhooks", subject=f'webhook "{name}"')
    signed = [[hook.signature for hook in side.api.webhooks] for side in (walk.old, walk.new)]
    if signed[0] and signed[1] and set(signed[0]) != set(signed[1]):
        yield _root(walk, "signature-changed", "", "x-webhook-signature")


def messages(walk: Walk, at: tuple[str, str], subject: str, use: str) -> Iterator[Found]:
    """What the vendor sends by itself, in a path item of both sides."""
    one, here = walk.old.at(walk.old.document.at(at[0]), at[0])
    other, there = walk.new.at(walk.new.document.at(at[1]), at[1])
    ours = {method: (way, node) for method, way, node in methods_of(one)}
    theirs = {method: (way, node) for method, way, node in methods_of(other)}
    for method in dict.fromkeys((*ours, *theirs)):
        if method not in ours or method not in theirs:
            kind = "webhook-removed" if method in ours else "webhook-added"
            spots = walk.old.spot(here), walk.new.spot(there)
            yield Found(kind, subject, method.upper(), "response", *spots)
            continue
        places = (
            "/".join((here, *map(escape, ours[method][0]))),
            "/".join((there, *map(escape, theirs[method][0]))),
        )
        nodes = ours[method][1], theirs[method][1]
        old, before = walk.old.at(nodes[0].get("requestBody"), f"{places[0]}/requestBody")
        new, after = walk.new.at(nodes[1].get("requestBody"), f"{places[1]}/requestBody")
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            types = _payload(walk.old, places[0]), _payload(walk.new, places[1])
            where = before, after
            yield from content(walk, (old, new), where, "response", subject, use, types)
        words = ("summary", "description")
        if any(nodes[0].get(word) != nodes[1].get(word) for word in words):
            spots = walk.old.spot(places[0]), walk.new.spot(places[1])
            yield Found("text-changed", subject, "", "response", *spots)


def _payload(side: Side, pointer: str) -> dict[str, Any]:
    hooks = (*side.api.webhooks, *side.api.callbacks)
    return {h.media: (h.type, False) for h in hooks if h.pointer == pointer and h.media}


# Models ------------------------------------------------------------------------------


def _models(walk: Walk) -> Iterator[Found]:
    """Components that no operation leads to, and classes that nobody has any more."""
    old, new = walk.old, walk.new
    named = set(new.names.schemas.values())
    renamed = {f.subject for f, _ in walk.findings() if f.kind == "model-renamed"}
    for pointer, schema in old.schemas.items():
        name = old.names.schemas[pointer]
        if not schema.component or name in named or f"model {name}" in renamed:
            continue
        used = walk.direction(old, pointer) != "neither"
        verdict = Verdicts("none", "breaking", "breaking" if used else "none")
        spots = old.spot(pointer), new.spot("#/components", "schemas")
        yield Found("model-removed", f"model {name}", "", None, *spots, named=verdict)
    known = set(old.names.schemas.values())
    for pointer, schema in new.schemas.items():
        if walk.direction(new, pointer) != "neither" or not schema.component:
            continue
        if new.names.schemas[pointer] not in known:
            spots = old.spot("#/components", "schemas"), new.spot(pointer)
            name = new.names.schemas[pointer]
            yield Found("model-added", f"model {name}", "", None, *spots)
