"""The pages of models: what an object holds, what a union may be, where it is used."""

from __future__ import annotations

from collections.abc import Iterator

from generator.ground.records import record
from generator.ground.text import clean, first_sentence
from generator.name.layout import types_in
from generator.name.naming import Names
from generator.read.document import Document
from generator.read.source import unescape
from generator.understand import ir
from generator.understand.conventions import ending_of, said_of
from generator.understand.mentions import references
from generator.write.reference.history import History, Past
from generator.write.reference.site import Part, Site
from generator.write.reference.told import Note, doc_of, limits_of, node_at, notes_of
from generator.write.types import py_type


@record(frozen=True, slots=True)
class FieldLine:
    """A member of an object."""

    name: str
    type: tuple[Part, ...]
    required: bool
    where: str
    """Its name on the wire, where that is another, and whether it goes one way only."""
    doc: str
    limits: str
    ends: str
    notes: tuple[Note, ...]
    past: Past


@record(frozen=True, slots=True)
class ModelView:
    """One model."""

    name: str
    doc: str
    kind: str
    """`object`, `enum`, `union`, `alias`."""
    bases: tuple[Part, ...]
    stands_for: tuple[Part, ...]
    """What it is, where it is no object."""
    fields: tuple[FieldLine, ...]
    extras: tuple[Part, ...]
    """What further members are, where the document says."""
    kinds: tuple[Part, ...]
    """The models that a member's value leads to."""
    told_by: str
    """That member."""
    limits: str
    ends: str
    notes: tuple[Note, ...]
    used: tuple[Part, ...]
    """Operations that take or give it."""
    past: Past

    @property
    def opening(self) -> str:
        """Its description in a sentence, or what fits in a line of it."""
        text = first_sentence(self.doc)
        return text if len(text) <= _LINE else f"{text[:_LINE].rpartition(' ')[0]} …"


@record(frozen=True, slots=True)
class ModelsView:
    """A page of models: all of a module, or those whose names begin alike."""

    module: str
    section: str
    """What they begin with; empty where it is all."""
    page: str
    models: tuple[ModelView, ...]


_LINE = 200
_MANY = 8
"""Operations that a model lists as its users."""


class Models:
    """Views of models.

    Args:
        document: The document that they were built from.
        api: What it says.
        names: What everything is called.
        site: Where everything stands.
        history: What is known of the past.
    """

    def __init__(
        self, document: Document, api: ir.Api, names: Names, site: Site, history: History
    ) -> None:
        self._document = document
        self._history = history
        self._names = names
        self._site = site
        self._users: dict[ir.Pointer, list[ir.Operation]] = {}
        for operation in api.operations:
            for pointer in set(references(*types_in(operation))):
                self._users.setdefault(pointer, []).append(operation)

    def by_page(self, api: ir.Api) -> tuple[ModelsView, ...]:
        """The pages of modules, each with its models by their names."""
        named = {self._names.schemas[schema.pointer]: schema for schema in api.schemas}
        return tuple(
            ModelsView(module, section, page, tuple(self._view(named[n], page) for n in held))
            for module, sections in self._site.modules.items()
            for section, held in sections.items()
            for page in [self._site.models(module, section)]
        )

    def _view(self, schema: ir.Schema, page: str) -> ModelView:
        nodes = [node_at(self._document, place) for place in schema.pointer.split("&")]
        deprecated, ending = ending_of(*nodes)
        doc = next((node["description"] for node in nodes if node and node.get("description")), "")
        stands_for: tuple[Part, ...] = ()
        if schema.kind != "object":
            type_ = py_type(schema.type or ir.Anything(), self._names, "out")
            stands_for = self._site.typed(type_, page)
        users = self._users.get(schema.pointer, [])
        family = schema.family
        return ModelView(
            name=self._names.schemas[schema.pointer],
            doc=clean(doc) if isinstance(doc, str) else "",
            kind=schema.kind,
            bases=tuple(self._model(base, page) for base in schema.bases),
            stands_for=stands_for,
            fields=tuple(self._fields(schema, page)),
            extras=self._site.typed(py_type(schema.extras, self._names, "out"), page)
            if schema.extras is not None
            else (),
            kinds=tuple(self._kind(*kind, page) for kind in family.kinds) if family else (),
            told_by=family.property if family else "",
            limits=limits_of(*nodes) if schema.kind != "object" else "",
            ends=said_of(ending).replace("`", "") if deprecated else "",
            notes=notes_of(*nodes),
            used=tuple(self._site.leads_to(op.id, page) for op in users[:_MANY])
            + ((Part(f"and {len(users) - _MANY} more"),) if len(users) > _MANY else ()),
            past=self._history.model(unescape(schema.pointer.rpartition("/")[2])),
        )

    def _model(self, pointer: ir.Pointer, page: str) -> Part:
        name = self._names.schemas[pointer]
        return Part(name, self._site.model(name, page), code=True)

    def _kind(self, said: str, pointer: ir.Pointer, page: str) -> Part:
        model = self._model(pointer, page)
        return Part(f"{said}: {model.text}", model.href, code=True)

    def _fields(self, schema: ir.Schema, page: str) -> Iterator[FieldLine]:
        names = self._names.fields.get(schema.pointer, {})
        for field in sorted(schema.fields, key=lambda field: not field.required):
            nodes = [node_at(self._document, place) for place in field.places]
            name = names.get(field.wire, field.wire)
            deprecated, ending = ending_of(*nodes)
            way = "read only" if field.read_only else "write only" * field.write_only
            yield FieldLine(
                name=name,
                type=self._site.typed(py_type(field.type, self._names, "out"), page),
                required=field.required,
                where=", ".join(filter(None, ("" if name == field.wire else field.wire, way))),
                doc=doc_of(self._document, *nodes),
                limits=limits_of(*nodes),
                ends=said_of(ending).replace("`", "") if deprecated else "",
                notes=notes_of(*nodes),
                past=self._history.member(field.places),
            )
