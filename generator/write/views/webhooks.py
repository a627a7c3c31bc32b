"""`webhooks.py`: the messages that the vendor sends by itself."""

from __future__ import annotations

from generator.ground.records import record
from generator.ground.text import Source, clean, py_docstring, py_string
from generator.name.naming import Names
from generator.understand import ir
from generator.write.types import Import, py_type
from generator.write.views.common import call, import_lines, literal, tuple_of, unless
from generator.write.views.operations import thunk


@record(frozen=True, slots=True)
class WebhookView:
    """One webhook constant."""

    constant: Source
    name: Source
    payload: Source
    value: Source
    doc: Source


@record(frozen=True, slots=True)
class KeysView:
    """A function that gives the vendor's public keys."""

    tag: Source
    method: Source
    pointers: Source


@record(frozen=True, slots=True)
class WebhooksView:
    """`webhooks.py`."""

    doc: Source
    imports: tuple[Source, ...]
    typing_imports: tuple[Source, ...]
    signature: Source | None
    """The way in which all of them are signed, if it is one."""
    keys: KeysView | None
    webhooks: tuple[WebhookView, ...]
    table: Source
    """All of them by name, as a display of a dict."""


def webhooks_view(api: ir.Api, names: Names) -> WebhooksView:
    """Every webhook of a document."""
    names = names.qualified()
    imports: set[Import] = {("._runtime.webhooks.receive", "Webhook")}
    typing_imports: set[Import] = set()
    views: list[WebhookView] = []
    ways = {webhook.signature for webhook in api.webhooks}
    signed = [way for way in ways if way is not None]
    shared = signed[0] if len(ways) == 1 and signed else None
    if signed:
        imports.add(("._runtime.webhooks.signature", "Signature"))
    if any(way.timestamp or way.key_id for way in signed):
        imports.add(("._runtime.webhooks.signature", "At"))
    keys = _keys(api, names)
    if keys:
        imports |= {("._runtime.webhooks.receive", "PublicKeys"), ("._runtime.client", "raw")}
        typing_imports.add((".client", "Client"))
    for webhook in sorted(api.webhooks, key=lambda webhook: names.webhooks[webhook.name]):
        payload = py_type(webhook.type, names, "out")
        typing_imports |= payload.imports
        value = call(
            "Webhook",
            py_string(webhook.name),
            thunk(webhook.type, names, imports) or Source("None"),
            form=unless(False, webhook.form),
            json_members=tuple_of(map(py_string, webhook.json_members))
            if webhook.json_members
            else None,
            signature=_signed(webhook.signature, shared),
            loose=unless(False, api.loose_scalars),
        )
        views.append(
            WebhookView(
                constant=Source(names.webhooks[webhook.name]),
                name=py_string(webhook.name),
                payload=Source(payload.text),
                value=value,
                doc=py_docstring(webhook.summary, 0),
            )
        )
    return WebhooksView(
        doc=py_docstring(f"{clean(api.title).strip()}: messages that the vendor sends.", 0),
        imports=import_lines(imports, depth=0),
        typing_imports=import_lines(typing_imports - imports, depth=0),
        signature=_signature(shared) if shared else None,
        keys=keys,
        webhooks=tuple(views),
        table=_table(views),
    )


def _table(views: list[WebhookView]) -> Source:
    return Source(f"{{{', '.join(f'{one.name}: {one.constant}' for one in views)}}}")


def callbacks_view(api: ir.Api, names: Names) -> WebhooksView:
    """Every callback of a document."""
    names = names.qualified()
    imports: set[Import] = {("._runtime.webhooks.callback", "Callback")}
    typing_imports: set[Import] = set()
    views: list[WebhookView] = []
    for callback in sorted(api.callbacks, key=lambda one: names.callbacks[one.pointer]):
        payload = py_type(callback.type, names, "out")
        typing_imports |= payload.imports
        if callback.signature:
            imports.add(("._runtime.webhooks.signature", "Signature"))
            if callback.signature.timestamp or callback.signature.key_id:
                imports.add(("._runtime.webhooks.signature", "At"))
        value = call(
            "Callback",
            py_string(callback.name),
            thunk(callback.type, names, imports) or Source("None"),
            operation=py_string(callback.operation),
            expression=py_string(callback.expression),
            method=unless("POST", callback.method),
            media=literal(callback.media),
            form=unless(False, callback.form),
            json_members=tuple_of(map(py_string, callback.json_members))
            if callback.json_members
            else None,
            signature=_signed(callback.signature, None),
            loose=unless(False, api.loose_scalars),
        )
        views.append(
            WebhookView(
                constant=Source(names.callbacks[callback.pointer]),
                name=py_string(names.callbacks[callback.pointer]),
                payload=Source(payload.text),
                value=value,
                doc=py_docstring(callback.summary, 0),
            )
        )
    return WebhooksView(
        doc=py_docstring(f"{clean(api.title).strip()}: messages that calls ask for.", 0),
        imports=import_lines(imports, depth=0),
        typing_imports=import_lines(typing_imports - imports, depth=0),
        signature=None,
        keys=None,
        webhooks=tuple(views),
        table=_table(views),
    )


def _keys(api: ir.Api, names: Names) -> KeysView | None:
    """The function for the keys, where one operation gives all of them."""
    found = {webhook.keys for webhook in api.webhooks if webhook.keys is not None}
    if len(found) != 1:
        return None
    keys = found.pop()
    operation = next((op for op in api.operations if op.id == keys.operation), None)
    if operation is None:
        return None
    return KeysView(
        tag=Source(names.tags[operation.tag].module),
        method=Source(names.operations[operation.id].method),
        pointers=Source(", ".join(map(py_string, (keys.items, keys.id, keys.key)))),
    )


def _signed(signature: ir.Signature | None, shared: ir.Signature | None) -> Source | None:
    """A webhook's signature: by the name of the one that all have, else written out."""
    if signature is None:
        return None
    return Source("SIGNATURE") if shared else _signature(signature)


def _signature(signature: ir.Signature) -> Source:
    return call(
        "Signature",
        py_string(signature.header),
        py_string(signature.algorithm),
        encoding=unless("base64", signature.encoding),
        part=literal(signature.part),
        prefix=unless("", signature.prefix),
        signed=unless("{body}", signature.signed),
        timestamp=_at(signature.timestamp),
        unit=unless("seconds", signature.unit),
        tolerance=literal(signature.tolerance),
        key_id=_at(signature.key_id),
        secret_prefix=unless("", signature.secret_prefix),
        secret_encoding=unless("text", signature.secret_encoding),
    )


def _at(at: ir.At | None) -> Source | None:
    if at is None:
        return None
    return call("At", header=literal(at.header), part=literal(at.part), pointer=literal(at.pointer))
