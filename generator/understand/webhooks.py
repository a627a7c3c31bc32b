"""What the vendor sends by itself, and what answers lead to → intermediate representation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from generator.read.document.grammar import methods_of
from generator.read.source import Mapping
from generator.understand import ir
from generator.understand.bodies import FORM, Builder, build_body, essence, is_json
from generator.understand.notes import escape


def build_webhooks(builder: Builder, webhooks: object) -> Iterator[ir.Webhook]:
    """The webhooks of a document, by name; a path item with several methods gives several."""
    if not isinstance(webhooks, Mapping):
        return
    for name, item in webhooks.items():
        if isinstance(item, Mapping):
            item, at = builder.follow(item, f"#/webhooks/{escape(name)}")
            yield from _messages(builder, name, item, at, "webhook")


def build_callbacks(
    builder: Builder, operation_id: str, node: Mapping, pointer: ir.Pointer
) -> Iterator[ir.Webhook]:
    """The callbacks of an operation (section 4.8.18); its document's way to sign is theirs."""
    found = node.get("callbacks")
    for name, callback in found.items() if isinstance(found, Mapping) else ():
        if not isinstance(callback, Mapping):
            continue
        callback, held = builder.follow(callback, f"{pointer}/callbacks/{escape(name)}")
        items = {key: item for key, item in callback.items() if isinstance(item, Mapping)}
        for expression, item in items.items():
            item, at = builder.follow(item, f"{held}/{escape(expression)}")
            called = name if len(items) == 1 else f"{name} {list(items).index(expression) + 1}"
            for message in _messages(builder, called, item, at, "callback"):
                yield replace(message, operation=operation_id, expression=expression)


def _messages(
    builder: Builder, name: str, item: Mapping, at: ir.Pointer, what: str
) -> Iterator[ir.Webhook]:
    methods = list(methods_of(item))
    for method, way, node in methods:
        pointer = "/".join((at, *map(escape, way)))
        called = name if len(methods) == 1 else f"{name} {method}"
        body = build_body(builder, node, pointer, f"{called} {what}")
        for other in body.every[1:] if body else ():
            builder.report(
                "W511",
                f"media type {other.media[0]} of a {what} is left out",
                node,
                f"nothing to do when one media type is enough; else describe two {what}s",
                "requestBody",
            )
        pinned = node.get("x-py-name")
        signed = next(
            (
                owner["x-webhook-signature"]
                for owner in (node, item, builder.document.tree)
                if "x-webhook-signature" in owner
            ),
            None,
        )
        yield ir.Webhook(
            name=called,
            summary=str(node.get("summary") or node.get("description") or called),
            form=body is not None and essence(body.media[0]) == FORM,
            json_members=tuple(
                wire for wire, how in body.encoding.items() if how.media and is_json(how.media)
            )
            if body
            else (),
            type=body.type if body else ir.Nothing(),
            signature=_signature(signed),
            keys=_keys(signed),
            pinned=pinned if isinstance(pinned, str) else None,
            pointer=pointer,
            place=node.place,
            method=method.upper(),
            media=body.media[0] if body else None,
        )


_LINKS = 200
"""Links of one response: it may be that of every operation, each of which would have them all."""


def build_links(
    builder: Builder, node: Mapping, pointer: ir.Pointer, ids: dict[ir.Pointer, str]
) -> Iterator[ir.Link]:
    """What the answers of an operation lead to (section 4.8.20), within the document.

    Args:
        builder: The builder.
        node: The operation.
        pointer: Where it stands.
        ids: The id of each operation by its pointer, for links that name that.
    """
    responses = node.get("responses")
    for status, response in responses.items() if isinstance(responses, Mapping) else ():
        if not isinstance(response, Mapping):
            continue
        response, at = builder.follow(response, f"{pointer}/responses/{escape(str(status))}")
        if (at, status) not in builder.links:  # a response may be that of every operation
            builder.links[at, status] = list(_links(builder, response, at, status, ids))
        yield from builder.links[at, status]


def _links(
    builder: Builder, response: Mapping, at: str, status: str, ids: dict[ir.Pointer, str]
) -> Iterator[ir.Link]:
    links = response.get("links")
    if not isinstance(links, Mapping):
        return
    if len(links) > _LINKS:
        message = f"of {len(links)} links of one response the first {_LINKS} are compiled"
        builder.report("W174", message, links, "leave out those that nobody follows")
    for name, link in islice(links.items(), _LINKS):
        if not isinstance(link, Mapping):
            continue
        link, _ = builder.follow(link, f"{at}/links/{escape(name)}")
        operation = link.get("operationId") or ids.get(str(link.get("operationRef")))
        if operation is not None:
            parameters = link.get("parameters")
            yield ir.Link(
                name=str(name),
                status=int(status) if str(status).isdecimal() else str(status),
                operation=str(operation),
                parameters=tuple(parameters.items()) if isinstance(parameters, Mapping) else (),
                body=link.get("requestBody"),
                doc=str(link.get("description") or ""),
            )


_TOLERANCE = 300.0
"""Seconds that a message may be old, where the document says when it was sent and no more."""


def _signature(node: object) -> ir.Signature | None:
    """How messages are signed (`x-webhook-signature`), where enough is known to check it."""
    if not isinstance(node, Mapping) or not {"header", "algorithm"} <= node.keys():
        return None
    timestamp, secret = node.get("timestamp"), node.get("secret") or {}
    tolerance = timestamp.get("tolerance", _TOLERANCE) if timestamp is not None else None
    return ir.Signature(
        header=str(node["header"]),
        algorithm=str(node["algorithm"]),
        encoding=str(node.get("encoding", "base64")),
        part=node.get("part"),
        prefix=str(node.get("prefix", "")),
        signed=str(node.get("signed", "{body}")),
        timestamp=_at(timestamp),
        unit=str(timestamp.get("unit", "seconds")) if timestamp is not None else "seconds",
        tolerance=None if tolerance is None else float(tolerance),
        key_id=_at(node.get("key-id")),
        secret_prefix=str(secret.get("prefix", "")),
        secret_encoding=str(secret.get("encoding", "text")),
    )


def _at(node: object) -> ir.At | None:
    if not isinstance(node, Mapping):
        return None
    return ir.At(node.get("header"), node.get("part"), node.get("pointer"))


def _keys(node: object) -> ir.PublicKeys | None:
    if not isinstance(node, Mapping) or not isinstance(keys := node.get("keys"), Mapping):
        return None
    return ir.PublicKeys(
        str(node.get("key-operation")), str(keys["items"]), str(keys["id"]), str(keys["key"])
    )
