"""Which schemas get a name, and what type a schema is where it is used.

A component always has a name. A schema written where it is used has one when a
reader would want to say it: objects with members, enums and unions of objects.
Everything else (a string, an array of something named, a map) is spelt out at its
place. What a schema means is read from its normal form (`form.py`) alone; the way it
is written decides names.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from collections.abc import Mapping as AnyMapping
from dataclasses import replace
from typing import Any

from generator.read.source import Mapping, Place
from generator.read.wire import empties
from generator.understand import ir
from generator.understand.bases import Bases, alike
from generator.understand.branches import tells
from generator.understand.form import Form, Key, Member, Union, discriminator_of
from generator.understand.forms import Forms
from generator.understand.kinds import Families, by_of
from generator.understand.large import Large
from generator.understand.mentions import mentioned
from generator.understand.notes import escape, is_component, item_hint, spelt
from generator.understand.types import one_of, or_null, without_null
from generator.understand.wants import (
    PRIMITIVE,
    Wanted,
    Wants,
    is_file,
    is_flat,
    is_plain,
    kinds_of,
    plainly,
    types_of,
    wire_of,
)

_SHORTER = 4
"""How many lengths a closed tuple may have, but for its own, and be spelt out in each."""


class SchemaBook:
    """Collects every schema that gets a name while types are asked for.

    Args:
        forms: Those of the bundled document that pointers are into.
    """

    def __init__(self, forms: Forms) -> None:
        self.document = forms.document
        self.forms = forms
        self.large = Large(self.forms)
        self.found: dict[ir.Pointer, ir.Schema] = {}
        self.branches: dict[ir.Pointer, str] = {}
        self._told: dict[ir.Pointer, dict[int, str]] = {}
        """What tells the branches of each union apart."""
        self._wanted: dict[ir.Pointer, Wanted] = {}
        self._waiting: list[ir.Pointer] = []
        self._looking = 0
        """Above zero while names are given to what nothing may use."""
        self._said: dict[Hashable, ir.Type] = {}
        """The types of plain schemas, by the words that decide them."""
        components = {
            f"#/components/schemas/{escape(key)}": key
            for key, schema in (
                self.document.tree.get("components", {}).get("schemas") or {}
            ).items()
            if isinstance(schema, Mapping)
        }
        self.families = Families(self.large, list(components))
        self.wants = Wants(self.large, self.families)
        self._bases = Bases(self.large, self.families, self._wanted)
        for pointer, key in components.items():
            kind = self.wants.component(pointer)
            self._wanted[pointer] = Wanted((pointer,), kind, None, key, True)
        for pointer in components:
            self._look(pointer, pointer)
        self._waiting += components
        self._complete()

    # Types ---------------------------------------------------------------------

    def type_of(
        self, schema: Any, pointer: ir.Pointer, parent: ir.Pointer | None, hint: str
    ) -> ir.Type:
        """The type of a schema at its place; registers what gets a name on the way."""
        if not isinstance(schema, Mapping):
            return ir.Anything()
        type_ = self._use(self.forms.key([pointer]), parent, hint)
        self._complete()
        return type_

    def members(self, pointer: ir.Pointer) -> dict[str, ir.Field]:
        """Every member of a named object, its own and those of its bases."""
        found: dict[str, ir.Field] = {}
        schema = self.found.get(pointer)
        if schema is not None and isinstance(schema.type, ir.Ref):
            return self.members(schema.type.pointer)
        if schema is not None:
            for base in schema.bases:
                found |= self.members(base)
            found |= {field.wire: field for field in schema.fields}
        return found

    def is_object(self, pointer: ir.Pointer) -> bool:
        """Whether an object fits the schema at a place."""
        return "object" in self.forms.of(self.forms.key([pointer])).kinds

    def form(self, pointer: ir.Pointer) -> Form:
        """The normal form of a named schema."""
        return self.forms.of(self._wanted[pointer].key)

    def _use(self, key: Key, parent: ir.Pointer | None, hint: str) -> ir.Type:
        """The type of a form: a reference where it has a name."""
        if not key:
            return ir.Anything()
        pointer = "&".join(key)
        if pointer not in self._wanted and (plain := self._plain(key)) is not None:
            return plain
        form = self.forms.of(key)
        if pointer not in self._wanted:
            if len(key) == 1 and empties(self.forms.node(pointer)):
                return ir.Emptied(self._same_or_spelt(form, parent, hint))
            if (inner := self.wants.dominant(form)) is not None:
                return self._same(form, inner)
            kind = self.wants.kind(form)
            if kind is None:
                return self._spelt(form, parent, hint)
            self._wanted[pointer] = Wanted(key, kind, parent, hint, False)
            self._look_within(key, pointer)
        wanted = self._wanted[pointer]
        if wanted.component and self.wants.is_bare(form):
            return self._spelt(form, None, "")
        if not self._looking:
            self._waiting.append(pointer)
        if wanted.kind == "object" and form.typed and "null" in form.kinds:
            return ir.Nullable(ir.Ref(pointer))
        return ir.Ref(pointer)

    def _plain(self, key: Key) -> ir.Type | None:
        """The type of a plain schema, worked out once for all that say the same."""
        node = self.forms.node(key[0])
        return self._said_by(key, node) if len(key) == 1 and is_plain(node) else None

    def _said_by(self, key: Key, plain: Mapping) -> ir.Type:
        said = plainly(plain)
        if said not in self._said:
            self._said[said] = self._spelt(self.forms.of(key), None, "")
        return self._said[said]

    def _same(self, form: Form, component: Key) -> ir.Type:
        """The type of a component, for a form that is the same but for limits."""
        type_ = without_null(self._use(component, None, ""))
        return or_null(type_, form.typed and "null" in form.kinds)

    def _same_or_spelt(self, form: Form, parent: ir.Pointer | None, hint: str) -> ir.Type:
        inner = self.wants.dominant(form)
        return self._spelt(form, parent, hint) if inner is None else self._same(form, inner)

    # Spelling ----------------------------------------------------------------------

    def _spelt(self, form: Form, parent: ir.Pointer | None, hint: str) -> ir.Type:
        """What a form is where it has no name."""
        if form.literals is not None and not self.wants.is_flag(form):
            return self._values(form)
        for union in self.wants.told(form):
            return self._union(form, union, parent, hint)
        kinds = self.wants.ordered_kinds(form)
        options = [self._one_kind(k, form, parent, hint) for k in kinds if k != "null"]
        if not options:
            return ir.Prim("null") if kinds else ir.Anything()
        return or_null(one_of(options), "null" in kinds)

    def _values(self, form: Form) -> ir.Type:
        nodes = list(self.wants.nodes(form))
        said = set[str]().union(*nodes)
        values = tuple([value for value in form.literals or () if value is not None])
        stated = [kind for node in nodes for kind in types_of(node)]
        null = len(values) < len(form.literals or ()) or ("null" in stated and "const" not in said)
        if not is_flat(values) or "enum" not in said:
            if len(values) == 1 and isinstance(values[0], str | int | bool):
                return ir.Const(values[0])
            kinds = [kind for kind in dict.fromkeys(stated) if kind != "null"] or kinds_of(values)
            known = [self._one_kind(kind, form, None, "") for kind in kinds]
            return or_null(one_of(known), null) if known else ir.Prim("null")
        kinds = [kind for kind in dict.fromkeys(stated) if kind != "null"] or kinds_of(values)
        closed = "x-enum" in said and any(node.get("x-enum") == "closed" for node in nodes)
        return or_null(ir.Enum(values, tuple(kinds), closed), null)  # type: ignore[arg-type]

    def _union(self, form: Form, union: Union, parent: ir.Pointer | None, hint: str) -> ir.Type:
        kept = self._apart(self.large.options(union))
        self._named(union.place, union.way)  # which the lock knows what stands in them by
        options = [self._option(form, key, parent, hint) for _, key in kept]
        null = len(kept) < len(union.options) and "null" in form.kinds
        by = by_of(self.large, union) if len(kept) > 1 else None
        if by is not None and len(set(options)) == len(options):
            return or_null(ir.OneOf(tuple(options), by), null)
        return or_null(one_of(options), null) if options else ir.Prim("null")

    def _apart(self, kept: list[tuple[int, Key]]) -> list[tuple[int, Key]]:
        """Branches with true and false before listed numbers: to Python, true is 1."""
        forms = {index: self.forms.of(key) for index, key in kept}
        listed = any(
            "number" in kinds_of(form.literals or ()) or "integer" in kinds_of(form.literals or ())
            for form in forms.values()
        )
        return sorted(kept, key=lambda one: listed and forms[one[0]].kinds != {"boolean"})

    def _option(self, beside: Form, key: Key, parent: ir.Pointer | None, hint: str) -> ir.Type:
        """A branch; one that says no type has that of its siblings."""
        form = self.forms.of(key)
        silent = not form.typed and not self.wants.ordered_kinds(form)
        if not silent or not beside.typed or self.wants.kind(form) or self.wants.told(form):
            return self._use(key, parent, hint)
        parts = (*form.parts, *beside.parts)
        return self._spelt(form._replace(kinds=beside.kinds, typed=True, parts=parts), parent, hint)

    def _one_kind(self, kind: str, form: Form, parent: ir.Pointer | None, hint: str) -> ir.Type:
        if kind == "array":
            return self._array(form, parent, hint)
        if kind == "object":
            return ir.MapOf(self._values_of(form, parent, f"{hint} value"))
        text = form.text
        if kind == "string" and (text.format == "binary" or is_file(form)):
            return ir.Binary()
        if kind in PRIMITIVE:
            return ir.Prim(kind, text.format, wire_of(form, kind))  # type: ignore[arg-type]
        return ir.Anything()

    def _array(self, form: Form, parent: ir.Pointer | None, hint: str) -> ir.Type:
        items = form.items
        inner = item_hint(hint)
        prefix = [
            self._use(key, parent, f"{inner} {spelt(index + 1)}")
            for index, key in enumerate(items.prefix)
        ]
        closed = bool(items.rest) and self.forms.of(items.rest).never
        if prefix and (closed or (items.count.most or len(prefix) + 1) <= len(prefix)):
            least = int(items.count.least or 0)
            if len(prefix) - least > _SHORTER:
                return one_of([ir.TupleOf(tuple(prefix)), ir.ListOf(one_of(prefix))])
            lengths = range(len(prefix), min(least, len(prefix)) - 1, -1)
            return one_of([ir.TupleOf(tuple(prefix[:length])) for length in lengths])
        rest = self._use(items.rest, parent, inner)
        return ir.ListOf(one_of([*prefix, rest]))

    def _values_of(self, form: Form, parent: ir.Pointer | None, hint: str) -> ir.Type:
        """What the members of an object are whose names are data."""
        members = form.members
        keys = [key for _, key in members.patterns]
        keys += [extra.key for extra in members.extras]
        types = [self._use(key, parent, hint) for key in keys if not self.forms.of(key).never]
        if members.patterns and not members.extras:
            return ir.Perhaps(one_of(types))  # there may be members that no pattern is about
        return one_of(types)

    # Names wanted ----------------------------------------------------------------

    def _look_within(self, key: Key, named: ir.Pointer) -> None:
        for pointer in key:
            if not is_component(pointer):
                self._look(pointer, named)

    def _look(self, pointer: ir.Pointer, named: ir.Pointer) -> None:
        """Give names to what stands in a schema, after the place where it stands.

        What is plain has no name, and nothing in it has.
        """
        self._looking += 1
        for at, hint in self._children(pointer):
            self._use(self.forms.key([at]), named, hint)
        self._looking -= 1

    def _children(self, pointer: ir.Pointer) -> Iterator[tuple[ir.Pointer, str]]:
        schema = self.forms.node(pointer)
        if not isinstance(schema, Mapping):
            return
        for name, member in (schema.get("properties") or {}).items():
            if not is_plain(member):
                yield f"{pointer}/properties/{escape(name)}", name
        for name in schema.get("patternProperties") or ():
            yield f"{pointer}/patternProperties/{escape(name)}", "value"
        if "additionalProperties" in schema:
            yield f"{pointer}/additionalProperties", "value"
        if "items" in schema:
            yield f"{pointer}/items", "item"
        for index in range(len(schema.get("prefixItems") or ())):
            yield f"{pointer}/prefixItems/{index}", f"item {spelt(index + 1)}"
        for index in range(len(schema.get("allOf") or ())):
            yield from self._children(f"{pointer}/allOf/{index}")
        for key in ("oneOf", "anyOf"):
            told = self._named(pointer, key) if key in schema else {}
            for index in range(len(schema.get(key) or ())):
                yield f"{pointer}/{key}/{index}", told.get(index, "")

    def _named(self, pointer: ir.Pointer, key: str) -> dict[int, str]:
        """What each branch of a union is called that is written in place."""
        at = f"{pointer}/{key}"
        if at not in self._told:
            node = self.forms.node(pointer)
            found = tells(node, key) if isinstance(node, Mapping) else {}
            self.branches |= {f"{at}/{i}": tell.text for i, tell in found.items() if tell.own}
            self._told[at] = {index: tell.text for index, tell in found.items()}
        return self._told[at]

    # Bodies -------------------------------------------------------------------------

    def _complete(self) -> None:
        """Work out what each schema is that something uses."""
        while self._waiting:
            pointer = self._waiting.pop()
            if pointer not in self.found:
                self.found[pointer] = self._whole(pointer, self._wanted[pointer])

    def _whole(self, pointer: ir.Pointer, wanted: Wanted) -> ir.Schema:
        node = self.forms.node(wanted.key[0])
        pinned = node.get("x-py-name")
        said = self._body if wanted.kind == "object" else self._alias
        return ir.Schema(
            pointer=pointer,
            kind=wanted.kind,
            parent=wanted.parent,
            hint=wanted.hint,
            component=wanted.component,
            pinned=pinned if isinstance(pinned, str) else None,
            place=node.place,
            **said(pointer, wanted),
        )

    def _alias(self, pointer: ir.Pointer, wanted: Wanted) -> dict[str, Any]:
        type_ = self._stands_for(pointer, wanted)
        return {"type": type_, "property_pins": {}, **mentioned([type_])}

    def _body(self, pointer: ir.Pointer, wanted: Wanted) -> dict[str, Any]:
        bases = self._bases.of(pointer)
        wide = self.large.members(wanted.key)
        fields = tuple(self._fields(pointer, wide, bases))
        extras = self._extras(self.forms.of(wanted.key), pointer)
        family = self.families.family(pointer) if wanted.component else None
        types: list[ir.Type] = [field.type for field in fields]
        types += [ir.Ref(base) for base in bases]
        types += [ir.Ref(kind) for _, kind in family.kinds] if family else []
        types += [extras] if extras else []
        return {
            "fields": fields,
            "bases": bases,
            "extras": extras,
            "family": family,
            "property_pins": {
                name: pin for name, one in wide.items() if (pin := self._pin(one.places))
            },
            **mentioned(types),
        }

    def _stands_for(self, pointer: ir.Pointer, wanted: Wanted) -> ir.Type:
        form = self.forms.of(wanted.key)
        own = self.forms.key([form.key[0]]) if wanted.component else form.key
        if own != form.key:
            return self._use(own, pointer, "")
        if wanted.component and empties(self.forms.node(pointer)):
            return ir.Emptied(self._same_or_spelt(form, pointer, ""))
        if self.wants.is_chosen(form):
            mapped = self.wants.mapped(pointer)
            node = self.forms.node(pointer)
            members = tuple(self._use((to,), None, "") for to in mapped)
            values = tuple(tuple(tags) for tags in mapped.values())
            by = ir.By(discriminator_of(node)[0] or "", values, open=True)
            return ir.OneOf(members, by) if len(members) > 1 else next(iter(members))
        if self.wants.is_flag(form):
            return self._values(form)
        if wanted.kind == "alias":
            return self._same_or_spelt(form, pointer, "")
        return self._spelt(form, pointer, "")

    def _fields(
        self, pointer: ir.Pointer, wide: AnyMapping[str, Member], bases: tuple[ir.Pointer, ...]
    ) -> Iterator[ir.Field]:
        inherited = {name: one for base in bases for name, one in self._bases.members(base).items()}
        told = {self.families.property_of(base) for base in self._bases.above(pointer)}
        for name, one in wide.items():
            known = inherited.get(name)
            if known is not None and (alike(known, one) or name in told):
                continue
            keys, places, required, read_only, write_only = one
            node = self.forms.node(places[0])
            alone = keys == (places,) and len(places) == 1
            if alone and is_plain(node) and "default" not in node:  # most
                type_, default = self._said_by(places, node), ()
            else:
                type_ = one_of([self._use(key, pointer, name) for key in keys])
                default = self._default(one)
            yield ir.Field(name, type_, required, read_only, write_only, places, default)

    def _pin(self, places: Iterable[str]) -> tuple[str | None, Place] | None:
        """The name that a member is to have, by the nearest that says one, and where it stands."""
        first: Place | None = None
        for node in map(self.forms.node, places):
            if isinstance(node, Mapping):
                if isinstance(name := node.get("x-py-name"), str):
                    return name, node.place
                first = first or node.place
        return (None, first) if first is not None else None

    def _default(self, member: Member) -> tuple[Any, ...]:
        """The default of a member, where it is one of its own values."""
        for place in member.places:
            plain = self.forms.node(place)
            if is_plain(plain) and "default" not in plain:
                continue
            for _, node in self.forms.parts((place,)):
                if isinstance(node, Mapping) and "default" in node:
                    value = node["default"]
                    fits = any(self.forms.fits(key, value) for key in member.keys)
                    return (value,) if fits and value is not None else ()
        return ()

    def _extras(self, form: Form, pointer: ir.Pointer) -> ir.Type | None:
        """The type of members that an object does not name, where it says one."""
        if form.unions:
            return None
        type_ = self._values_of(form, pointer, "value")
        return None if isinstance(type_, ir.Anything) else type_

    def schemas(self) -> tuple[ir.Schema, ...]:
        """Every schema that has a name and that something uses."""
        return tuple(self._placed(schema) for schema in self.found.values())

    def _placed(self, schema: ir.Schema) -> ir.Schema:
        """A schema whose parent has a name."""
        parent = schema.parent
        while parent is not None and parent not in self.found:
            parent = self._wanted[parent].parent
        return schema if parent == schema.parent else replace(schema, parent=parent)
