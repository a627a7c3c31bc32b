"""Things as the document directs them: visitors' own, by any of their ids (`x-sandbox`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from ...ground.operation import Operation
from ..app.answers import Refusal
from ..app.call import Call
from ..app.styles import MISSING
from ..schemas.document import Document
from ..schemas.generate import Generator
from ..schemas.values import is_object, read
from .directions import (
    NOTHING,
    Directions,
    Filters,
    Idle,
    World,
    directions_of,
    path_of,
    world_of,
)
from .effects import named_by
from .formulas import Formulas
from .resources import id_member, key_of
from .store import Store
from .things import Thing, Things, place_of


class DirectedThings(Things):
    """Things that know what the document says of them.

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
        super().__init__(document, generator, operations)
        self._directions: dict[str, Directions] = {}

    @cached_property
    def _world(self) -> World:
        return world_of(self._document)

    @property
    def formulas(self) -> Formulas:
        """What works out formulas."""
        return self._world.formulas

    @property
    def languages(self) -> bool:
        """Whether the document knows how amounts are told in languages."""
        return self.formulas.languages

    @property
    def filters(self) -> Filters:
        """What narrows lists that do not say what does."""
        return self._world.filters

    @property
    def idle(self) -> tuple[Idle, ...]:
        """What befalls the things of visitors who do nothing for long."""
        return self._world.idle

    @property
    def realm(self) -> str | None:
        """Parameter, and member of things, that says in which part of the system they are."""
        return self._world.realm

    def directions(self, operation: Operation[Any]) -> Directions:
        """What the document says of an operation."""
        known = self._directions.get(operation.id)
        if known is None:
            known = directions_of(self._document.operation(operation)[1])
            self._directions[operation.id] = known
        return known

    def rules(self, path: str) -> Mapping[str, str]:
        """The formulas of the thing at a path."""
        reader = self._readers.get(path)
        return self.directions(reader).formulas if reader else NOTHING.formulas

    def visitor(self, call: Call, path: str | None = None) -> str:
        """What the keys of a visitor's own things begin with; the documented one's are bare.

        Args:
            call: The call.
            path: Path of the thing; None: the operation's own.
        """
        name = self._world.visitor
        operation = call.operation if path is None else self._readers.get(path, call.operation)
        if name is None or not _takes(operation, name):
            return ""
        token = call.request.header(name.lower())
        if token is None or token == self._example(operation, "header", name):
            return ""
        return token.replace("%", "%25").replace("/", "%2F")

    def _nobody(self, call: Call, path: str | None) -> bool:
        """Whether things at a path are visitors' own, and a request does not say whose."""
        name, reader = self._world.visitor, self._readers.get(path or "")
        if name is None or reader is None or not _takes(reader, name):
            return False
        return call.request.header(name.lower()) is None

    def find(self, store: Store, call: Call, path: str) -> Thing | None:
        """A thing that is known: made, changed, or an example; by its id, slug or code.

        Args:
            store: What was done to things.
            call: The call.
            path: The path that it is read at, `{…}` filled.
        """
        above, _, asked = path.rpartition("/")
        template = next((p for p in self._readers if _is_item(p, above)), "")
        parameter = template.rpartition("{")[2].rstrip("}")
        visitor = self.visitor(call, template or above)
        found: Thing = {}
        for example in self._shared(visitor, template, above):
            names = (id_member(example, parameter), "slug", "code")
            if any(str(example.get(name)) == asked for name in names if name in example):
                found |= example
        name = id_member(found, parameter)
        key = f"{visitor}{above}/{key_of('{id}', {'id': found[name] if name else asked})}"
        if store.gone(key) or not (found or store.members(key)):
            return None
        return {**found, **store.members(key)}

    def listed(self, store: Store, call: Call, path: str) -> list[Thing]:
        """All things of the list at a path: examples as they are by now, and those made."""
        template = next((p for p in self._readers if _is_item(p, path)), "")
        parameter = template.rpartition("{")[2].rstrip("}")
        visitor = self.visitor(call, path)
        found: dict[str, Thing] = {}
        for example in self._shared(visitor, template, path):
            name = id_member(example, parameter)
            own = key_of("{id}", {"id": example[name]}) if name else str(len(found))
            key = f"{visitor}{path}/{own}"
            found[key] = {**found.get(key, {}), **example}
        for key, whole in store.made(visitor + path):
            found.setdefault(key, {} if whole else self.example(path))
        return [
            {**thing, **store.members(key)} for key, thing in found.items() if not store.gone(key)
        ]

    def _shared(self, visitor: str, template: str, above: str) -> list[Thing]:
        """The examples that a visitor may see of things at a path, and of those listed above it.

        Things that visitors have of their own are examples of the documented one's.
        """
        own = [] if visitor else self.examples(template)
        reader = self._readers.get(above)
        begins = self.directions(reader).fresh if reader and visitor else None
        return [*own, *(self.examples(above) if begins is None else [])]

    def subject(self, store: Store, call: Call, path: str, scope: Thing) -> Thing | None:
        """The thing at a path with `{…}`, as what a request asks for depends on it.

        None where there is none, and where it is a visitor's and the request is nobody's.
        """
        if self._nobody(call, self.reader_of(path) or self.reader_of(path.rpartition("/")[0])):
            return None
        if "{" in path:
            return self.find(store, call, path_of(path, self.formulas, scope, call.path))
        try:
            return self.thing(store, call, path)
        except Refusal:
            return None

    def thing(self, store: Store, call: Call, path: str) -> Thing:
        """The thing that a call is about, whole.

        Raises:
            Refusal: 404, it is gone, or this visitor has none yet.
        """
        key = self.key(call, path)
        if store.gone(key):
            raise Refusal(404)
        known = store.members(key)
        example = self.example(path)
        if "{" in path:
            name, asked = next(reversed(call.path.items()))
            own = id_member(example, name)
            twin = {**example, own: asked} if own else example
            return {**twin, **(self.find(store, call, key_of(path, call.path)) or {}), **known}
        if not self.visitor(call, path):
            return {**example, **known}
        if known:
            reader = self._readers.get(path)
            begun = reader is not None and self.directions(reader).fresh is not None
            return dict(known) if begun else {**example, **known}
        try:
            return self.fresh(store, key, path)
        except Refusal:
            if call.operation.method == "GET":
                raise
            return {}

    def fresh(self, store: Store, key: str, path: str) -> Thing:
        """What a new visitor begins with."""
        reader = self._readers[path]
        said = self.directions(reader).fresh
        examples = self.examples(path)
        if said is None:
            return dict(examples[0]) if examples else {}
        responses = self._responses(reader)
        for status in map(int, filter(str.isdecimal, responses.statuses)):
            response = responses.at(status)
            for media in response.media if response else ():
                body = responses.example(response, media, said) if response else MISSING
                if body is MISSING:
                    continue
                if status >= 400:
                    raise Refusal(status)
                thing: Thing = dict(read(body, place_of(reader)) or {})
                if "id" in thing:
                    thing["id"] = store.fresh_id(thing["id"])
                store.change(key, thing)
                return thing
        raise Refusal(404)

    def place(self, store: Store, call: Call, template: str, scope: Thing, visitor: str) -> str:
        """The path of a thing that a path with `{…}` leads to, by whichever id it is named."""
        path = path_of(template, self.formulas, scope, call.path)
        above, _, asked = path.rpartition("/")
        reader = self.reader_of(template) or ""
        own = reader.rpartition("{")[2].rstrip("}")
        told = re.split(r"[{.]", template)[-1].rstrip("}")  # `code` of `{request.body.code}`
        names = dict.fromkeys((own, "id", told))
        examples = self._shared(visitor, reader, above)
        kept = named_by(store, visitor + above, names, asked, examples, own)
        return f"{above}/{kept}"

    def known(self, store: Store, call: Call, said: Directions) -> Thing:
        """What formulas of a call see, by the names that the document gives: things, or lists."""
        body = call.body if is_object(call.body) else {}
        scope = {"request": {"body": body, "path": call.path}}
        found: Thing = {}
        for name, template in said.known.items():
            reader = self._readers.get(template)
            if reader is not None and (template in self._collections or reader.paging):
                found[name] = self.listed(store, call, template)
                continue
            visitor = self.visitor(call, self.reader_of(template))
            path = self.place(store, call, template, scope, visitor)
            found[name] = self.find(store, call, path) or {}
        return found

    def reader_of(self, template: str) -> str | None:
        """The documented path that a path with formulas in it is one of."""
        shape = [part.startswith("{") or part for part in template.split("/")]
        for path in self._readers:
            parts = path.split("/")
            if [part.startswith("{") or part for part in parts] == shape:
                return path
        return None


def _takes(operation: Operation[Any], header: str) -> bool:
    """Whether an operation has a header among its parameters."""
    return any(
        param.where == "header" and param.key.lower() == header.lower()
        for param in operation.params
    )


def _is_item(path: str, above: str) -> bool:
    """Whether a documented path is that of the items of a collection."""
    return path.startswith(f"{above}/{{") and path.find("}", len(above)) == len(path) - 1
