"""A document as the rules look at it: its objects by kind, its operations in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import quote

from generator.ground.diagnostics import Diagnostic
from generator.ground.records import record
from generator.read.document import Document
from generator.read.document.grammar import PLAIN, children, methods_of
from generator.read.source import Mapping, Place, Sequence, escape, mapping

Rule = Callable[["Look"], Iterable[Diagnostic]]


class Node(NamedTuple):
    """One object of the tree: its kind, itself, its parent and the way from there."""

    kind: str
    value: Mapping
    parent: Node | None
    way: tuple[str | int, ...]

    @property
    def pointer(self) -> str:
        """Its JSON pointer in the tree: few rules ask for it, and of few objects."""
        parts: list[str | int] = []
        node = self
        while node.parent is not None:
            parts += node.way[::-1]
            node = node.parent
        spelt = [escape(part) if isinstance(part, str) else str(part) for part in parts]
        return "/".join([*spelt, ""][::-1])

    @property
    def place(self) -> Place:
        """Where it was written."""
        return self.value.place

    def is_within(self, *names: str) -> bool:
        """Whether it, or an object around it, stands in a member of one of these names."""
        node: Node | None = self
        while node is not None and (not node.way or node.way[0] not in names):
            node = node.parent
        return node is not None


@record(frozen=True, slots=True)
class Operation:
    """One operation, with the path item it stands in; `path` is a name for webhooks."""

    path: str
    method: str
    value: Mapping
    item: Mapping
    pointer: str
    webhook: bool
    id: str
    """The operationId, or an empty string."""

    @property
    def place(self) -> Place:
        """Where it was written."""
        return self.value.place

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.id or f"{self.method.upper()} {self.path}"


class Look:
    """The document with what several rules want to know about it.

    The tree may still break the standard: rules take only what has the right shape.
    """

    def __init__(self, document: Document, part: Mapping | None = None) -> None:
        """Walk the tree once.

        Args:
            document: What is looked at.
            part: As much of its tree as objects are looked at in; operations are of all of it.
        """
        self.document = document
        self.tree = document.tree
        self.part = self.tree if part is None else part
        self.nodes: dict[str, list[Node]] = {}
        self.kept: dict[str, object] = {}
        """What rules share: things made once of a document, by name."""
        self._whole: dict[str, list[Node]] = {}
        self._words: dict[str, dict[str, list[int]]] = {}
        self._parameters: dict[str, list[Mapping]] = {}
        self._responses: dict[str, list[tuple[str, Mapping]]] = {}
        self._walk()

    def of(self, *kinds: str) -> Iterator[Node]:
        """All objects of some kinds that are not references."""
        return chain.from_iterable(map(self._of, kinds))

    def having(self, kind: str, *words: str) -> Iterator[Node]:
        """The objects of a kind that have one of some members, and are not references."""
        nodes = self.nodes.get(kind, [])
        found = [self.holders(kind).get(word, []) for word in words]
        those = found[0] if len(found) == 1 else sorted(set[int]().union(*found))
        having = map(nodes.__getitem__, those)
        if kind == "schema":
            return having
        return (node for node in having if "$ref" not in node.value)

    def _of(self, kind: str) -> list[Node]:
        if kind not in self._whole:
            nodes = self.nodes.get(kind, [])
            if kind != "schema":
                nodes = [node for node in nodes if "$ref" not in node.value]
            self._whole[kind] = nodes
        return self._whole[kind]

    def holders(self, kind: str) -> dict[str, list[int]]:
        """Which of all objects of a kind have a member of a name: most rules are about a few."""
        if kind not in self._words:
            words = self._words[kind] = defaultdict[str, list[int]](list)
            for index, node in enumerate(self.nodes.get(kind, [])):
                for word in node.value:
                    words[word].append(index)
        return self._words[kind]

    def deref(self, value: Any) -> Mapping:
        """The object that a value is or refers to; an empty one if it is none."""
        if isinstance(value, Mapping) and "$ref" not in value:
            return value
        found = self.document.deref(value)
        return found if isinstance(found, Mapping) else mapping({}, self.tree.place)

    @cached_property
    def operations(self) -> list[Operation]:
        """The operations of all paths, then those of webhooks."""
        return [
            *self._operations("paths", webhook=False),
            *self._operations("webhooks", webhook=True),
        ]

    @cached_property
    def by_id(self) -> dict[str, Operation]:
        """The operations that have an operationId, by that."""
        return {operation.id: operation for operation in self.operations if operation.id}

    def parameters(self, operation: Operation) -> list[Mapping]:
        """An operation's parameters; its own replace the path item's (Operation Object)."""
        if operation.pointer not in self._parameters:
            self._parameters[operation.pointer] = self._joined(operation)
        return self._parameters[operation.pointer]

    def _joined(self, operation: Operation) -> list[Mapping]:
        found: dict[tuple[Any, Any], Mapping] = {}
        for owner in (operation.item, operation.value):
            for value in listed(owner, "parameters"):
                parameter = self.deref(value)
                if isinstance(parameter.get("name"), str):
                    found[parameter["name"], str(parameter.get("in"))] = parameter
        return list(found.values())

    def responses(self, operation: Operation) -> list[tuple[str, Mapping]]:
        """An operation's responses by status."""
        if operation.pointer not in self._responses:
            self._responses[operation.pointer] = [
                (status, self.deref(value))
                for status, value in held(operation.value, "responses").items()
                if not status.startswith("x-")
            ]
        return self._responses[operation.pointer]

    def extension(self, operation: Operation, name: str) -> Any:
        """An extension's value for an operation; the nearest that is set wins."""
        for owner in (operation.value, operation.item, self.tree):
            if name in owner:
                return owner[name]
        return None

    def _walk(self) -> None:
        todo = [Node("document", self.part, None, ())]
        while todo:
            node = todo.pop()
            self.nodes.setdefault(node.kind, []).append(node)
            if within := children(node.kind, node.value):  # most have none
                inner = [
                    Node(kind, value, node, way)
                    for kind, value, _, way in within
                    if isinstance(value, Mapping) and kind != PLAIN
                ]
                todo += reversed(inner)

    def _operations(self, section: str, *, webhook: bool) -> Iterator[Operation]:
        for path, item in held(self.tree, section).items():
            if not isinstance(item, Mapping) or (not webhook and path.startswith("x-")):
                continue
            for method, way, value in methods_of(item):
                pointer = "".join([f"/{escape(part)}" for part in (section, path, *way)])
                said = value.get("operationId")
                id_ = said if isinstance(said, str) else ""
                yield Operation(path, method, value, item, pointer, webhook, id_)


def listed(node: Mapping, key: str) -> list[Any]:
    """The member's items, none if it is no list."""
    value = node.get(key)
    return value if isinstance(value, Sequence) else []


def held(node: Mapping, key: str) -> Mapping:
    """The member if it is an object, else an empty one."""
    value = node.get(key)
    if isinstance(value, Mapping):
        return value
    empty = Mapping()
    empty.place = node.place
    return empty


def fragment(pointer: str) -> str:
    """A JSON pointer as a URI fragment (RFC 6901, section 6)."""
    return "#" + quote(pointer, safe="/~!$&'()*+,;=:@")
