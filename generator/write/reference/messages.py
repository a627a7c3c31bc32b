"""Webhooks and callbacks: messages that the vendor sends by itself, or because a call asked."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.ground.records import record
from generator.name.naming import Names
from generator.runtime.server.schemas.document import Node
from generator.understand import ir
from generator.write.reference.code import written
from generator.write.reference.exchange import Exchange, Piece
from generator.write.reference.samples import Samples
from generator.write.reference.site import WEBHOOKS, Part, Site
from generator.write.reference.told import Note, notes_of
from generator.write.reference.typed import Typed
from generator.write.types import Import, py_type


@record(frozen=True, slots=True)
class MessageView:
    """One kind of message."""

    anchor: str
    name: str
    """As the document calls it."""
    method: str
    goes_to: str
    asked_by: tuple[Part, ...]
    """The operation that asks for it; nothing for a webhook."""
    summary: str
    doc: str
    payload: tuple[Part, ...]
    signed: str
    notes: tuple[Note, ...]
    exchanges: tuple[Exchange, ...]


def messages(
    api: ir.Api, names: Names, site: Site, samples: Samples, typed: Typed
) -> tuple[MessageView, ...]:
    """Every message: webhooks by their names, then callbacks."""
    return tuple(_messages(api, names, site, samples, typed))


def _messages(
    api: ir.Api, names: Names, site: Site, samples: Samples, typed: Typed
) -> Iterator[MessageView]:
    hooks = [("webhooks", names.webhooks[hook.name], hook) for hook in api.webhooks]
    asked = [("callbacks", names.callbacks[call.pointer], call) for call in api.callbacks]
    for module, constant, hook in (*sorted(hooks, key=_second), *sorted(asked, key=_second)):
        node = _node(samples, hook)
        said = node.value if node is not None else {}
        doc = said.get("description")
        spelt = f"{module}.{constant}"
        yield MessageView(
            anchor=spelt,
            name=hook.name,
            method=hook.method,
            goes_to=hook.expression,
            asked_by=(site.leads_to(hook.operation, WEBHOOKS),) if hook.operation else (),
            summary=hook.summary.rstrip("."),
            doc=doc if isinstance(doc, str) and doc.strip() != hook.summary.strip() else "",
            payload=site.typed(py_type(hook.type, names, "out"), WEBHOOKS),
            signed=_signed(hook.signature),
            notes=notes_of(said),
            exchanges=tuple(_exchanges(spelt, module, names, hook, node, samples, typed)),
        )


def _second(item: tuple[str, str, ir.Webhook]) -> str:
    return item[1]


def _node(samples: Samples, hook: ir.Webhook) -> Node | None:
    try:
        return samples.document.at(hook.pointer.removeprefix("#"))
    except Exception:  # written in a way that the sandbox does not look things up by
        return None


def _signed(signature: ir.Signature | None) -> str:
    if signature is None:
        return ""
    return f"{signature.algorithm}, {signature.encoding}, in the header {signature.header}"


def _exchanges(
    spelt: str,
    module: str,
    names: Names,
    hook: ir.Webhook,
    node: Node | None,
    samples: Samples,
    typed: Typed,
) -> Iterator[Exchange]:
    how = "receive(headers, body, keys)" if hook.signature is not None else "parse(body)"
    lead = f"from {names.package} import {module}\n\nmessage = {spelt}.{how}\n"
    line = f"{hook.method} {hook.expression or '(your URL)'}"
    media = samples.document.step(node, "requestBody", "content") if node is not None else None
    for kind, holder in samples.document.items(media):
        for sample in samples.of_media(holder):
            used: set[Import] = set()
            value = written(typed.of(sample.value, hook.type, used, "out"))
            text = json.dumps(sample.value, ensure_ascii=False, indent=2)
            wire = f"{line}\nContent-Type: {kind}\n\n{text}"
            title = sample.summary or sample.name
            yield Exchange(title, (Piece(f"{lead}\n# message:\n{value}"),), wire, sample.made)
        return
    yield Exchange("", (Piece(lead.rstrip()),), line)
