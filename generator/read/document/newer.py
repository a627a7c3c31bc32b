"""What only OpenAPI 3.2 has, in the words that later stages know; and what has none is told."""

from __future__ import annotations

from collections.abc import Callable

from generator.ground.diagnostics import Diagnostic
from generator.read.source import Mapping, mapping

Report = Callable[[Diagnostic], None]

_FORM = "application/x-www-form-urlencoded"
_UNCOMPILED = {
    "mediaType": ("prefixEncoding", "itemEncoding"),
    "encoding": ("encoding", "prefixEncoding", "itemEncoding"),
    "discriminator": ("defaultMapping",),
}


def plainer(kind: str, made: Mapping, report: Report) -> None:
    """Say an object of 3.2 in older words, where these mean the same.

    Args:
        kind: What it is (see `grammar`).
        made: A new object, which is changed.
        report: Takes a warning for what is read and not compiled.
    """
    for name in _UNCOMPILED.get(kind, ()):
        if name in made:
            uncompiled(made, name, report)
    if kind == "parameter" and made.get("in") == "querystring":
        _query_string(made, report)
    elif kind == "response" and "summary" in made:
        made.setdefault("description", made["summary"])
    elif kind == "example" and "dataValue" in made:
        made["value"] = made.pop("dataValue")
        made.pop("serializedValue", None)
    elif kind == "example" and "serializedValue" in made:
        uncompiled(made, "serializedValue", report, "add its dataValue")


def node_type(schema: Mapping, report: Report) -> None:
    """A schema's `xml.nodeType` as `attribute` and `wrapped` (OpenAPI 3.2, XML Object)."""
    xml = schema.get("xml")
    if not isinstance(xml, Mapping) or "nodeType" not in xml:
        return
    said = {key: value for key, value in xml.items() if key != "nodeType"}
    kind = schema.get("type")
    is_list = kind == "array" or (isinstance(kind, list) and "array" in kind)
    node = xml["nodeType"]
    if node == "attribute":
        said["attribute"] = True
    elif node == "element" and is_list:
        said["wrapped"] = True
    elif node != "element" and not (node == "none" and (is_list or "$ref" in schema)):
        uncompiled(xml, "nodeType", report, "use element or attribute")
    schema["xml"] = mapping(said, xml.place)


def uncompiled(node: Mapping, key: str, report: Report, mend: str = "") -> None:
    """Tell that a member is understood, and without effect."""
    message = f"{key} is read, but nothing is compiled from it"
    report(node.place.report("W174", message, mend or "nothing to do", key=key))


def _query_string(made: Mapping, report: Report) -> None:
    """A query string that is a form is what an exploded object in the query is."""
    content = made.get("content")
    if not isinstance(content, Mapping) or len(content) != 1:
        return
    (media, node), *_ = content.items()
    if media.split(";")[0].strip().lower() != _FORM or not isinstance(node, Mapping):
        return
    if node.get("encoding"):
        uncompiled(node, "encoding", report)
    made |= {"in": "query", "style": "form", "explode": True, "schema": node.get("schema", True)}
    made |= {key: node[key] for key in ("example", "examples") if key in node}
    del made["content"]
