"""What was written of a document, file by file, with what its version's schema finds in it.

The tree that other rules see is in one form, whatever it was written in; the standard of the
version at the top holds for what stands in other files too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, cast

from generator.check.faults import Fault, faults
from generator.check.look import Look, Node
from generator.check.standard import compiled, referee, schema_of
from generator.ground.records import record
from generator.read.document.grammar import Slot, slot
from generator.read.document.versions import version_of
from generator.read.source import Mapping, Sequence, unescape

_OLD = {"externalDocs": "ExternalDocumentation", "flows": "OAuthFlows", "xml": "XML"}
_NEW = {"externalDocs": "external-documentation", "flows": "oauth-flows", "callback": "callbacks"}
"""Kinds that the schemas of the standard call otherwise."""


@record(frozen=True, slots=True)
class Piece:
    """An object of a file, as it was written, with its kind and what its version refuses of it."""

    kind: str
    value: Mapping
    faults: list[Fault]

    def kind_at(self, way: tuple[str | int, ...]) -> str:
        """The kind of what stands at the end of a way down; empty where that is plain data."""
        here = Slot(self.kind, "one")
        for part in map(str, way):
            if here.many != "one":
                here = Slot(here.kind, "one")
                continue
            found = slot(here.kind, part)
            if found is None:
                return ""
            here = found
        return here.kind


def pieces(look: Look) -> list[Piece]:
    """The main file, and what it refers to in others."""
    if "pieces" not in look.kept:
        look.kept["pieces"] = list(_pieces(look))
    return cast(list[Piece], look.kept["pieces"])


def _pieces(look: Look) -> Iterator[Piece]:
    written = look.document.written
    version = version_of(written)
    yield Piece("document", written, list(faults(referee(version), written)))
    trees = {id(tree.place.file): tree for tree in look.document.others}
    for kind, nodes in look.nodes.items() if trees and version in ("3.0", "3.1", "3.2") else ():
        validator = _part(version, kind)
        for node in nodes if validator is not None else ():
            value = _entered(node, trees)
            if value is not None and ("$ref" not in value or kind == "schema"):
                yield Piece(kind, value, list(faults(validator, value)))


def _entered(node: Node, trees: dict[int, Mapping]) -> Mapping | None:
    """What was written of a node that a reference from elsewhere leads to; None for others."""
    tree = trees.get(id(node.place.file))
    if tree is None:
        return None
    above = node.parent.place if node.parent is not None else None
    inside = above is not None and above.file is node.place.file
    if above is not None and inside and node.place.pointer.startswith(above.pointer + "/"):
        return None
    found: Any = tree
    for part in node.place.pointer.split("/")[1:]:
        key = unescape(part)
        if isinstance(found, Mapping) and key in found:
            found = found[key]
        elif isinstance(found, Sequence) and key.isdecimal() and int(key) < len(found):
            found = found[int(key)]
        else:
            return None
    return found if isinstance(found, Mapping) else None


@cache
def _part(version: str, kind: str) -> Any:
    """A version's schema of one kind of objects, compiled; None where it has none."""
    standard = schema_of(version)
    if version == "3.0":
        name = _OLD.get(kind, kind[:1].upper() + kind[1:])
        where = "definitions"
    else:
        name = _NEW.get(kind, re.sub(r"[A-Z]", lambda m: "-" + m[0].lower(), kind))
        where = "$defs"
    if kind == "document" or name not in standard[where]:
        return None
    part = {k: v for k, v in standard.items() if k in ("$schema", where)}
    part["allOf"] = [{"$ref": f"#/{where}/{name}"}]
    return compiled(version, part)
