"""By which of its ids a request names a thing: `?by=id` beside `/orders/{externalId}`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ...ground.operation import Operation
from ..app.answers import Refusal
from ..app.call import Call
from ..schemas.document import Document, Node
from ..schemas.shapes import Shape, branches
from ..schemas.values import is_array, is_object
from .store import Store
from .things import Things

_PARAMETER = re.compile(r"\{([^{}]+)\}")


class Selector(NamedTuple):
    """A query parameter or member of the body with the choice of ids.

    It is told by its enum, which has the path parameter's own name among others.
    """

    parameter: str
    """The path parameter, and the id that it holds unless another is chosen."""
    name: str
    """Wire name of the selector."""
    keyword: str | None
    """Keyword of a query parameter; None: it is a member of the body."""

    def chosen(self, call: Call) -> str:
        """The member of the thing that a call's path holds."""
        body = call.body if is_object(call.body) else {}
        given = body.get(self.name) if self.keyword is None else call.arguments.get(self.keyword)
        return given if isinstance(given, str) else self.parameter


class Selectors:
    """The selectors of all operations.

    Args:
        document: The document.
        things: What is known of things.
    """

    def __init__(self, document: Document, things: Things) -> None:
        self._document = document
        self._things = things
        self._known: dict[str, Selector | None] = {}

    def of(self, operation: Operation[Any]) -> Selector | None:
        """The selector of an operation's path, where it has one."""
        if operation.id not in self._known:
            self._known[operation.id] = self._found(operation)
        return self._known[operation.id]

    def chosen(self, call: Call) -> str | None:
        """The member that a call's path holds; None: there is no choice."""
        selector = self.of(call.operation)
        return selector.chosen(call) if selector else None

    def path(
        self, store: Store, call: Call, template: str, part: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The path parameters of a call, as they are whichever id it names its thing by.

        Args:
            store: What was done to things.
            call: The call.
            template: Path of the thing.
            part: Members of the things among which it is.

        Raises:
            Refusal: 404, it is among others.
        """
        selector = self.of(call.operation)
        if selector is None:
            return call.path
        above = template.partition(f"/{{{selector.parameter}}}")[0]
        member, asked = selector.chosen(call), str(call.path[selector.parameter])
        collection = self._things.visitor(call, above) + above
        kept = store.named(collection, member, asked, part)
        if kept is None and part and store.named(collection, member, asked, {}) is not None:
            raise Refusal(404)  # there is one, but elsewhere
        if kept is None:
            for example in self._examples(above):
                if str(example.get(member)) == asked and selector.parameter in example:
                    kept = str(example[selector.parameter])
        return {**call.path, selector.parameter: asked if kept is None else kept}

    def example(self, template: str, parameter: str | None, path: dict[str, Any]) -> dict[str, Any]:
        """The example of a thing that is named by its own id; empty: there is none of it."""
        above = template.rpartition("/")[0]
        if parameter is None or parameter not in path:
            return {}
        asked = str(path[parameter])
        for example in self._examples(above):
            if str(example.get(parameter)) == asked:
                return example
        return {}

    def _examples(self, above: str) -> Iterator[dict[str, Any]]:
        for path in self._things.paths:
            if above in (path, path.rpartition("/{")[0]):
                yield from self._things.examples(path)

    def _found(self, operation: Operation[Any]) -> Selector | None:
        parameters = set(_PARAMETER.findall(operation.path))
        keywords = {param.key: param.name for param in operation.params if param.where == "query"}
        found: list[Selector] = []
        for name, schema in self._choices(operation):
            for _, part in branches(self._document, schema):
                choices = part.get("enum")
                if is_array(choices) and len(choices) > 1:
                    found += [
                        Selector(choice, name, keywords.get(name))
                        for choice in choices
                        if choice in parameters
                    ]
        return min(found, key=lambda selector: len(selector.name), default=None)

    def _choices(self, operation: Operation[Any]) -> Iterator[tuple[str, Node]]:
        """The query parameters and members of the body, with their schemas."""
        for parameter in self._document.parameters(*self._document.operation(operation)):
            schema = self._document.step(parameter, "schema")
            if schema and parameter.value["in"] == "query":
                yield parameter.value["name"], schema
        content = self._document.step(
            self._document.operation(operation)[1], "requestBody", "content"
        )
        for _, media in self._document.items(content):
            shape = Shape(self._document, self._document.step(media, "schema"))
            for name in shape.names:
                member = shape.node(name)
                if member is not None:
                    yield name, member
