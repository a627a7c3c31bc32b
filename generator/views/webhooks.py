"""`webhooks.py`: the messages that the vendor sends by itself."""

from __future__ import annotations

from dataclasses import dataclass

from generator import ir
from generator.naming import Names
from generator.text import Source, clean, py_docstring, py_string
from generator.types import Import, py_type
from generator.views.common import call, import_lines, tuple_of, unless
from generator.views.operations import thunk


@dataclass(frozen=True, slots=True)
class WebhookView:
    """One webhook constant."""

    constant: Source
    name: Source
    payload: Source
    value: Source
    doc: Source


@dataclass(frozen=True, slots=True)
class WebhooksView:
    """`webhooks.py`."""

    doc: Source
    imports: tuple[Source, ...]
    typing_imports: tuple[Source, ...]
    webhooks: tuple[WebhookView, ...]


def webhooks_view(api: ir.Api, names: Names) -> WebhooksView:
    """Every webhook of a document."""
    names = names.qualified()
    imports: set[Import] = {("._runtime", "Webhook")}
    typing_imports: set[Import] = set()
    views: list[WebhookView] = []
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
        webhooks=tuple(views),
    )
