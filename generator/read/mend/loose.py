"""References that lead nowhere, after what they led to was left out."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from generator.ground.diagnostics import Diagnostic
from generator.read.document import Document
from generator.read.document.grammar import PLAIN, SECTIONS, Child, children
from generator.read.source import Mapping, unescape


def loose_ends(document: Document, part: Mapping) -> list[Diagnostic]:
    """Every reference in a part of a bundled document that leads to no component of its kind."""
    components = document.tree.get("components")
    held = components if isinstance(components, Mapping) else {}
    return [
        node.place.report(
            "E150", f"{str(node[key])[:80]} is not there any more", "mend what it leads to", key=key
        )
        for kind, node, key in references(part)
        if not _leads(held, kind, node[key])
    ]


def _leads(components: Mapping | dict[str, object], kind: str, ref: object) -> bool:
    parts = str(ref).split("/")
    section = components.get(SECTIONS.get(kind, ""))
    return (
        parts[:2] == ["#", "components"]
        and len(parts) == 4
        and parts[2] == SECTIONS.get(kind)
        and isinstance(section, Mapping)
        and unescape(unquote(parts[3])) in section
    )


def references(tree: Mapping) -> Iterator[tuple[str, Mapping, str]]:
    """Kind, object and key of each reference, those of discriminators among them."""
    todo: list[Child] = [("document", tree, tree, ())]
    seen: set[tuple[int, str]] = set()
    while todo:
        kind, node, _, _ = todo.pop()
        if not isinstance(node, Mapping) or kind == PLAIN or (id(node), kind) in seen:
            continue
        seen.add((id(node), kind))
        if "$ref" in node:
            yield kind, node, "$ref"
        if kind == "discriminator":
            mapped = node.get("mapping")
            if isinstance(mapped, Mapping):
                yield from (("schema", mapped, key) for key in mapped if "/" in str(mapped[key]))
        todo += children(kind, node)
