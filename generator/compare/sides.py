"""One side of a comparison: a revision, understood and named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from generator.compare.change import Spot
from generator.ground.diagnostics import SpecError
from generator.name.lock import Lock
from generator.name.naming import Names, name_all
from generator.read.canonical import canonical
from generator.read.document import Document
from generator.read.files import as_files
from generator.read.source import Mapping as Node
from generator.read.source import Sequence, unescape
from generator.read.wire import explicit
from generator.understand import ir
from generator.understand.build import build
from generator.understand.forms import Forms
from generator.understand.notes import escape


@dataclass(frozen=True)
class Side:
    """A revision of a document."""

    forms: Forms
    """Read as they are asked for, by who built the `api` too."""
    api: ir.Api
    names: Names
    label: str = ""
    """What stands before the names of its files, as `git:HEAD:`."""
    base: str = ""
    """What the names of its files begin with that nobody wants to see."""

    @property
    def document(self) -> Document:
        """What it says."""
        return self.forms.document

    @cached_property
    def schemas(self) -> Mapping[ir.Pointer, ir.Schema]:
        """The schemas that have names."""
        return {schema.pointer: schema for schema in self.api.schemas}

    @cached_property
    def fields(self) -> Mapping[ir.Pointer, tuple[ir.Schema, ir.Field]]:
        """Each member of a named object by the places where it is written."""
        return {
            place: (schema, one)
            for schema in self.api.schemas
            for one in schema.fields
            for place in one.places
        }

    def has(self, pointer: ir.Pointer) -> bool:
        """Whether there is something at a pointer."""
        try:
            self.document.at(pointer)
        except KeyError:
            return False
        return True

    def spot(self, pointer: ir.Pointer, key: str | int | None = None) -> Spot:
        """Where something is written: the value at a pointer, or the key of a member of it."""
        node = self._nearest(pointer)
        span = node.place.span() if key is None else node.place.key_span(key)
        file = span.file.removeprefix(self.base)
        if key is not None:
            pointer = f"{pointer}/{escape(str(key))}"
        return Spot(pointer, type(span)(f"{self.label}{file}", span.line, span.column))

    def _nearest(self, pointer: ir.Pointer) -> Any:
        """What stands at a pointer, or the nearest object around it."""
        while True:
            try:
                node = self.document.at(pointer)
            except KeyError:
                node = None
            if isinstance(node, Node | Sequence):
                return node
            if not pointer.strip("#/"):
                return self.document.tree
            pointer = pointer.rpartition("/")[0]

    def at(self, node: Any, pointer: ir.Pointer) -> tuple[Any, ir.Pointer]:
        """What a node stands for, and where that is."""
        seen: set[str] = set()
        while isinstance(node, Node) and isinstance(to := node.get("$ref"), str) and to not in seen:
            seen.add(to)
            node, pointer = self.document.at(to), to
        return node, pointer


def sided(document: Document, lock: Lock, label: str = "", base: str = "") -> Side:
    """Understand and name a revision.

    Args:
        document: As it was loaded.
        lock: The names that were given before.
        label: What messages put before the names of its files.
        base: What they leave out at their beginning.

    Raises:
        SpecError: It cannot be built.
    """
    whole = as_files(explicit(canonical(document)))
    forms = Forms(whole)
    api, found = build(whole, forms)
    names, named = name_all(api, lock)
    if stopping := [d for d in (*found, *named) if d.stops]:
        raise SpecError(*stopping)
    return Side(forms, api, names, label, base)


def component_of(pointer: ir.Pointer) -> str:
    """The key of a component schema."""
    return unescape(pointer.rpartition("/")[2])
