"""Which kind of name a form wants, and what it is but for limits."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

from generator.read.source import Mapping, Sequence
from generator.read.wire import ALIASES, empties
from generator.read.wire import NAME as WIRE
from generator.runtime.wire.formats import words_of
from generator.understand import ir
from generator.understand.form import Form, Key, Union, discriminator_of
from generator.understand.kinds import Families
from generator.understand.large import Large
from generator.understand.notes import is_component
from generator.understand.values import kind_of

PRIMITIVE = frozenset({"string", "integer", "number", "boolean", "null"})
_TELLING = frozenset(
    {
        *("properties", "patternProperties", "items", "prefixItems", "enum", "const", "format"),
        "contentMediaType",
    }
)


_BESIDE_TYPE = ("format", "contentMediaType", "contentEncoding", WIRE)
_MORE = frozenset(
    (
        *("$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"),
        *("enum", "const", "discriminator", "items", "prefixItems", "contains", "properties"),
        *("unevaluatedItems", "patternProperties", "additionalProperties", "propertyNames"),
        *("unevaluatedProperties", "required", "dependentRequired", "dependentSchemas"),
    )
)


_OF_FLAGS = frozenset({bool, type(None)})
_HOLDERS = frozenset({dict, list, Mapping, Sequence})


@dataclass(slots=True)
class Wanted:
    """A schema that would have a name, whether or not something uses it."""

    key: Key
    kind: ir.SchemaKind
    parent: ir.Pointer | None
    hint: str
    component: bool


class Wants:
    """Decides over names, from forms alone.

    Args:
        large: The document's objects.
        families: Its discriminated bases.
    """

    def __init__(self, large: Large, families: Families) -> None:
        self.forms = large.forms
        self.large = large
        self.families = families

    def is_bare(self, form: Form) -> bool:
        """Whether a component is a primitive behind a name: it is used as what it is."""
        bare = form.typed and form.kinds <= PRIMITIVE and self.kind(form) is None
        return bare and not self.told(form)

    def component(self, pointer: ir.Pointer) -> ir.SchemaKind:
        """The kind of name of a component, which has one always."""
        form = self.forms.of((pointer,))
        if len(form.parts) > 1 and self.forms.key([pointer]) != (pointer,):
            return "alias"
        node = self.forms.node(pointer)
        parts = node.get("allOf")
        own = types_of(node) == ["object"] or bool(self.families.bases(pointer))
        if isinstance(parts, list) and len(parts) == 1 and not own and self.dominant(form):
            return "alias"
        if kind := self.kind(form):
            return kind
        empty = form.typed and form.kinds - {"null"} == {"object"} and form.literals is None
        members = form.members
        shapeless = not (members.extras or members.patterns or form.unions)
        return "object" if empty and shapeless and not empties(node) else "alias"

    def kind(self, form: Form) -> ir.SchemaKind | None:
        """The kind of name a form wants, or None when it is spelt out at its place."""
        if form.literals is not None:
            listed = any("enum" in node for node in self.nodes(form)) and is_flat(form.literals)
            return None if self.is_flag(form) or not listed else "enum"
        if self.is_class(form):
            return "object"
        if self.is_chosen(form):
            return "union"
        for union in self.told(form):
            options = self.large.options(union)
            if len(options) > 1 and any(not self._is_plain(key) for _, key in options):
                return "union"
        return None

    def is_flag(self, form: Form) -> bool:
        """Whether it lists true or false, which needs no name and no list."""
        literals = form.literals or ()
        if not literals or not _OF_FLAGS.issuperset(map(type, literals)):
            return False
        return any("enum" in node for node in self.nodes(form))

    def is_class(self, form: Form) -> bool:
        """Whether it is an object with members of its own, unions drawn out over them."""
        if form.typed and form.kinds - {"null"} != {"object"}:
            return False
        if len(form.key) == 1 and self.families.property_of(form.key[0]):
            return True
        if not form.members.named or self.is_chosen(form):
            return False
        return not any(self._repeats(form, union) for union in form.unions)

    def is_chosen(self, form: Form) -> bool:
        """Whether it names schemas of its kinds, none of which extends it, and no alternatives."""
        if len(form.key) != 1 or form.unions:
            return False
        node = self.forms.node(form.key[0])
        chosen = isinstance(node, Mapping) and "discriminator" in node
        return chosen and bool(self.mapped(form.key[0]))

    def mapped(self, pointer: ir.Pointer) -> dict[ir.Pointer, list[str]]:
        """The schemas that a discriminator maps to, none of which extends its own, with values."""
        node = self.forms.node(pointer)
        if not isinstance(node, Mapping) or self.families.property_of(pointer):
            return {}
        found: dict[ir.Pointer, list[str]] = {}
        for tag, target in sorted(discriminator_of(node)[1].items()):
            for one in self.forms.key([target]):
                if pointer in self.forms.of((one,)).parts:
                    return {}
                found.setdefault(one, []).append(tag)
        return found

    def _repeats(self, form: Form, union: Union) -> bool:
        """Whether every branch is a component that has all members of its own already."""
        options = self.large.options(union)
        return (
            len(options) > 1
            and all(
                len(key) == 1
                and is_component(key[0])
                and form.members.named.keys() <= self.large.members(key).keys()
                for _, key in options
            )
            and not self.large.returns(form, union)
        )

    def _is_plain(self, key: Key) -> bool:
        form = self.forms.of(key)
        return (
            form.typed
            and form.literals is None
            and form.kinds <= PRIMITIVE
            and not any(is_component(pointer) for pointer in key)
        )

    def told(self, form: Form) -> list[Union]:
        """The unions that say more of a type than their siblings do."""
        return [
            union
            for union in form.unions
            if any(self._tells(key, form) for _, key in self.large.options(union))
            or len(self.large.options(union)) < len(union.options)
        ]

    def _tells(self, key: Key, beside: Form) -> bool:
        form = self.forms.of(key)
        if form.typed and (form.kinds < beside.kinds or form.literals is not None):
            return True
        if any(_TELLING & node.keys() for node in self.nodes(form)):
            return True
        return any(self._tells(k, beside) for u in form.unions for _, k in self.large.options(u))

    def dominant(self, form: Form) -> Key | None:
        """The component that a form is but for limits, if there is one."""
        for pointer in form.parts if len(form.parts) > 1 else ():
            if is_component(pointer) and (pointer,) != form.key:
                inner = self.forms.of((pointer,))
                rest = [part for part in form.parts if part not in inner.parts]
                if all(self._adds_nothing(part, inner) for part in rest):
                    return (pointer,)
        return None

    def _adds_nothing(self, pointer: ir.Pointer, inner: Form) -> bool:
        node = self.forms.node(pointer)
        if not isinstance(node, Mapping):
            return node is True
        unions = (node.get("anyOf"), node.get("oneOf"))
        return (
            not _TELLING & node.keys()
            and not isinstance(node.get("x-wire"), str)
            and not isinstance(node.get("additionalProperties"), Mapping)
            and not any(isinstance(union, list) and len(union) > 1 for union in unions)
            and set(node.get("required") or ()) <= inner.members.required
        )

    def nodes(self, form: Form) -> Iterator[Mapping]:
        """The schemas that a form joins, the nearest first."""
        for pointer in form.parts:
            if isinstance(node := self.forms.node(pointer), Mapping):
                yield node

    def ordered_kinds(self, form: Form) -> list[str]:
        """The kinds of values, as the nearest schema that says them lists them."""
        nodes = list(self.nodes(form))
        if form.typed:
            said = next((types_of(node) for node in nodes if "type" in node), [])
            kinds: list[str] = [kind for kind in said if kind in form.kinds]
            return kinds or [
                *map(str, sorted(form.kinds - {"null"}) + ["null"] * ("null" in form.kinds))
            ]
        if any("items" in node or "prefixItems" in node for node in nodes):
            return ["array"]
        words = ("additionalProperties", "patternProperties", "properties", "propertyNames")
        return ["object"] if any(word in node for node in nodes for word in words) else []


def is_plain(schema: Any) -> bool:
    """Whether a schema has no other in it and no values, as most have not."""
    plain = isinstance(schema, Mapping) and _MORE.isdisjoint(schema)
    return plain and (WIRE not in schema or not empties(schema))


def plainly(schema: Mapping) -> Hashable:
    """All that decides the type of a plain schema of a canonical document: many say the same."""
    kind = schema.get("type")
    said = (tuple(kind) if isinstance(kind, Sequence) else kind, *map(schema.get, _BESIDE_TYPE))
    try:
        hash(said)
    except TypeError:  # a word that should be text is a list, or an object
        return repr(said)
    return said


def types_of(schema: Mapping) -> list[str]:
    """The `type` keyword as a list."""
    declared = schema.get("type")
    if isinstance(declared, str):
        return [declared]
    return [str(kind) for kind in declared] if isinstance(declared, list) else []


def kinds_of(values: tuple[Any, ...]) -> list[str]:
    """The JSON types of values, each once."""
    kinds = ("number" if isinstance(value, float) else kind_of(value) for value in values)
    return list(dict.fromkeys(kinds))


def is_flat(values: tuple[Any, ...]) -> bool:
    """Whether none is a list or an object, so that Python can list them in a type."""
    return _HOLDERS.isdisjoint(map(type, values))


def is_file(form: Form) -> bool:
    """Whether a string stands for a file of its own (2020-12, content vocabulary)."""
    media = (form.text.media or "").partition(";")[0].strip().lower()
    textual = media.startswith("text/") or media.endswith(("/json", "+json", "/xml", "+xml"))
    return bool(media) and not textual and form.text.encoding is None


def wire_of(form: Form, kind: str) -> str | None:
    """The vendor's own way to write a value of a kind (extension `x-wire`)."""
    wire = form.wire
    if wire is None or len(form.kinds - {"null"}) > (2 if kind == "number" else 1):
        return None
    flag = kind == "boolean" and words_of(wire) is not None
    return wire if flag or (wire, kind) in ALIASES else None
