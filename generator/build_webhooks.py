"""What the vendor sends by itself: `webhooks` → intermediate representation."""

from __future__ import annotations

from collections.abc import Iterator

from generator import ir
from generator.build_body import FORM, Builder, build_body, essence
from generator.schemas import escape
from generator.source import Mapping


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
            pinned = node.get("x-py-name")
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
                pinned=pinned if isinstance(pinned, str) else None,
                pointer=pointer,
                place=node.place,
            )
