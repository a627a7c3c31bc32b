"""What the vendor sends by itself: `webhooks` → intermediate representation."""

from __future__ import annotations

from collections.abc import Iterator

from generator.read.source import Mapping
from generator.understand import ir
from generator.understand.bodies import FORM, Builder, build_body, essence
from generator.understand.schemas import escape


def build_webhooks(builder: Builder, webhooks: object) -> Iterator[ir.Webhook]:
    """The webhooks of a document, by name; a path item with several methods gives several."""
    if not isinstance(webhooks, Mapping):
        return
    for name, item in webhooks.items():
        if not isinstance(item, Mapping):
            continue
        item, at = builder.follow(item, f"#/webhooks/{escape(name)}")
        methods = [method for method in ("post", "put", "get", "delete", "patch") if method in item]
        for method in methods:
            node = item[method]
            pointer = f"{at}/{method}"
            called = name if len(methods) == 1 else f"{name} {method}"
            body = build_body(builder, node, pointer, f"{called} webhook")
            for other in body.every[1:] if body else ():
                builder.report(
                    "W511",
                    f"media type {other.media[0]} of a webhook is left out",
                    node,
                    "nothing to do when one media type is enough; else describe two webhooks",
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
                    wire for wire, how in body.encoding.items() if how.media == "application/json"
                )
                if body
                else (),
                type=body.type if body else ir.Nothing(),
                signature=_signature(signed),
                keys=_keys(signed),
                pinned=pinned if isinstance(pinned, str) else None,
                pointer=pointer,
                place=node.place,
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
