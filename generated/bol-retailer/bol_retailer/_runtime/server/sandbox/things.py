"""Things that several operations are about, as their examples have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ...ground.operation import Operation
from ..app.call import Call
from ..app.responses import Responses
from ..schemas.document import Document
from ..schemas.generate import Generator
from ..schemas.values import is_array, is_object, read
from .kinds import Kind
from .lists import is_keyed, list_in
from .resources import key_of

Thing = dict[str, Any]


class Things:
    """The things of an API, by the paths that they are read at.

    Args:
        document: The document, whose examples they begin as.
        generator: Makes what has no example.
        operations: All operations.
    """

    def __init__(
        self,
        document: Document,
        generator: Generator,
        operations: Sequence[Operation[Any]],
    ) -> None:
        self._document = document
        self._generator = generator
        self._readers = {item.path: item for item in operations if item.method == "GET"}
        self._collections = {item.path.rpartition("/{")[0] for item in operations}
        self._examples: dict[str, list[Thing]] = {}
        self._listings: dict[str, Kind] = {}

    @property
    def paths(self) -> Iterable[str]:
        """The paths that something is read at."""
        return self._readers

    def listing(self, path: str) -> Kind | None:
        """What the list at a path may look like."""
        reader = self._readers.get(path)
        if reader is None:
            return None
        known = self._listings.get(path)
        if known is None:
            responses = self._responses(reader)
            success = responses.success()
            schema = responses.schema(success, success.media[0]) if success.media else None
            known = Kind(self._document, schema, place_of(reader))
            self._listings[path] = known
        return known

    def parameter_example(self, path: str, where: str, name: str) -> Any:
        """The example of a parameter of what is read at a path."""
        return self._example(self._readers[path], where, name) if path in self._readers else None

    def visitor(self, call: Call, path: str | None = None) -> str:
        """What the keys of a visitor's own things begin with; empty: all share them.

        Args:
            call: The call.
            path: Path of the thing; None: the operation's own.
        """
        return ""

    def _example(self, operation: Operation[Any], where: str, name: str) -> Any:
        for node in self._document.parameters(*self._document.operation(operation)):
            if (node.value["in"], node.value["name"].lower()) == (where, name.lower()):
                return node.value.get("example")
        return None

    def _responses(self, operation: Operation[Any]) -> Responses:
        node = self._document.operation(operation)[1]
        return Responses(self._document, node, self._generator)

    def key(self, call: Call, path: str) -> str:
        """What the thing at a path is known by in the store."""
        return self.visitor(call, path) + key_of(path, call.path)

    def examples(self, path: str) -> list[Thing]:
        """The examples of what is read at a path: things, or the items of a list."""
        known = self._examples.get(path)
        if known is None:
            known = self._examples[path] = []
            reader = self._readers.get(path)
            for body in () if reader is None else self._bodies(reader):
                place = place_of(reader) if reader else ""
                found = read(body, list_in(body, place) if path in self._collections else place)
                if path in self._collections and is_object(found) and is_keyed(found):
                    found = list(found.values())
                known += filter(is_object, found if is_array(found) else [found])
        return known

    def example(self, path: str) -> Thing:
        """The first of them; nothing where there is none."""
        found = self.examples(path)
        return found[0] if found else {}

    def _bodies(self, operation: Operation[Any]) -> list[Any]:
        responses = self._responses(operation)
        success = responses.success()
        return responses.examples(success, success.media[0]) if success.media else []


def place_of(operation: Operation[Any]) -> str:
    """Where the thing or the list is in what an operation answers."""
    if operation.paging:
        return operation.paging.items
    return f"/{operation.unwrap}" if operation.unwrap else ""
