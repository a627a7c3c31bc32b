"""Values to show: the document's own examples, else those that the sandbox would make."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from generator.ground.records import record
from generator.read.source import Mapping
from generator.runtime.server.schemas.document import Document, DocumentError, Node
from generator.runtime.server.schemas.generate import Generator
from generator.understand import ir

NONE: Any = object()
"""There is no value to show."""

_FORMED = frozenset({"format", "pattern", "enum", "const", "example", "examples", "default"})
"""What says which text is wanted; else the name of a parameter says more than made up text."""


@record(frozen=True, slots=True)
class Sample:
    """One value."""

    value: Any
    name: str = ""
    """Its key among several."""
    summary: str = ""
    made: bool = False
    """Whether it was made from the schema: the document has no example."""


class Samples:
    """The examples of a document.

    Args:
        tree: The document as its author wrote it.
    """

    def __init__(self, tree: Mapping) -> None:
        self.document = Document(json.loads(json.dumps(tree)))
        self._generator = Generator(self.document)

    def node(self, operation: ir.Operation) -> Node | None:
        """The Operation Object of an operation."""
        try:
            return self.document.operation(cast("Any", operation))[1]
        except DocumentError:
            return None

    def param(self, operation: ir.Operation, param: ir.Param) -> Sample:
        """A value of a parameter; its value is `NONE` where there is none."""
        try:
            nodes = self.document.operation(cast("Any", operation))
        except DocumentError:
            return Sample(NONE)
        for holder in reversed(nodes):
            for node in self._items(self.document.step(holder, "parameters")):
                if node.value.get("name") == param.wire and node.value.get("in") == param.where:
                    return self._of_param(node)
        return Sample(NONE)

    def _items(self, node: Node | None) -> Iterator[Node]:
        for index in range(len(node.value) if node and isinstance(node.value, list) else 0):
            child = self.document.step(cast("Node", node), index)
            if child is not None and isinstance(child.value, dict):
                yield child

    def _of_param(self, node: Node) -> Sample:
        stated = next(self._stated(node), None)
        if stated is not None:
            return stated
        schema = self.document.step(node, "schema")
        if schema is not None:
            made = self._made(Node(f"{node.pointer}/schema", schema.value))
            named = isinstance(made.value, str) and not _FORMED & schema.value.keys()
            return Sample(node.value["name"], made=True) if named else made
        for _, media in self.document.items(self.document.step(node, "content")):
            return next(self.of_media(media), Sample(NONE))
        return Sample(NONE)

    def of_body(self, operation: ir.Operation, media: str) -> list[Sample]:
        """The examples of a request body; one that was made where there are none."""
        node = self.node(operation)
        found = self.document.step(node, "requestBody", "content", media) if node else None
        return list(self.of_media(found)) if found is not None else []

    def of_answer(self, operation: ir.Operation, status: int | str, media: str) -> list[Sample]:
        """The examples of an answer; one that was made where there are none."""
        node = self.node(operation)
        if node is None:
            return []
        found = self.document.step(node, "responses", str(status), "content", media)
        return list(self.of_media(found)) if found is not None else []

    def of_media(self, node: Node) -> Iterator[Sample]:
        """The values of a Media Type Object (section 4.8.14)."""
        stated = list(self._stated(node))
        if len(stated) == 1:  # a key that tells it from no other says nothing
            yield replace(stated[0], name="")
            return
        if stated:
            yield from stated
            return
        schema = self.document.step(node, "schema")
        if schema is not None:
            made = self._made(Node(f"{node.pointer}/schema", schema.value))
            if made.value is not NONE:
                yield made

    def _stated(self, node: Node) -> Iterator[Sample]:
        if "example" in node.value:
            yield Sample(node.value["example"])
            return
        for name, example in self.document.items(self.document.step(node, "examples")):
            said = example.value if isinstance(example.value, dict) else {}
            for word in ("value", "dataValue"):
                if word in said:
                    yield Sample(said[word], name, str(said.get("summary") or ""))
                    break

    def _made(self, schema: Node) -> Sample:
        try:
            return Sample(self._generator.value(schema.pointer), made=True)
        except (DocumentError, RecursionError):
            return Sample(NONE, made=True)
