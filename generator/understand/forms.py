"""Forms of a document's schemas: read from what is written, each once, and asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from generator.ground.kept import Kept
from generator.read.document import Document
from generator.read.source import Mapping as Node
from generator.understand.form import (
    ALL,
    Extra,
    Form,
    Items,
    Key,
    Limits,
    Loss,
    Member,
    Members,
    Pointer,
    Text,
    Union,
    discriminator_of,
    mentioned,
)
from generator.understand.notes import escape, is_component, is_note
from generator.understand.patterns import matches
from generator.understand.values import JsonKind, is_multiple, kind_of, same

LOST = {
    "if": "conditions are not part of a form",
    "contains": "what one item must be is not part of a form",
    "dependentSchemas": "what a member asks of its siblings is not part of a form",
    "$dynamicRef": "what it leads to depends on who asks",
}
_BOUNDS = {
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    "length": ("minLength", "maxLength", "", ""),
    "items": ("minItems", "maxItems", "", ""),
    "members": ("minProperties", "maxProperties", "", ""),
}
_WORDS = {about: frozenset(words) - {""} for about, words in _BOUNDS.items()}
_OF_NUMBER = _WORDS["number"]
_OF_UNIONS = {"anyOf", "oneOf"}
_OF_LOSSES = {*LOST, "unevaluatedProperties", "unevaluatedItems", "not"}
_OF_TEXT = {"minLength", "maxLength", "pattern", "format", "contentMediaType", "contentEncoding"}
_OF_ITEMS = {"items", "prefixItems", "unevaluatedItems", "uniqueItems", "minItems", "maxItems"}
_OF_MEMBERS = {
    *("properties", "patternProperties", "additionalProperties", "unevaluatedProperties"),
    *("required", "dependentRequired", "propertyNames", "minProperties", "maxProperties"),
}
_Part: TypeAlias = tuple[Pointer, Any]


class Forms:
    """The forms of a document's schemas, each computed once.

    Args:
        document: Whose references all lead into itself.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self._nodes = Kept(document.at)
        self.node: Callable[[Pointer], Any] = self._nodes.__getitem__
        """The schema at a place."""
        self.of: Callable[[Key], Form] = Kept(self._build).__getitem__
        """The form of schemas that must hold together."""
        self._exact: dict[Key, bool] = {}
        self._fitting: dict[tuple[Key, int], bool] = {}
        self._asked = 0

    def key(self, pointers: Iterable[Pointer]) -> Key:
        """The key of schemas: references followed to their ends, what says nothing left out."""
        found: dict[Pointer, None] = {}
        for pointer in pointers:
            node = self.node(pointer)
            if _is_itself(node):
                found[pointer] = None
                continue
            seen = {pointer}
            while (target := self._only_reference(pointer)) and target not in seen:
                seen.add(pointer := target)
            if not self._says_nothing(pointer):
                found[pointer] = None
        return tuple(found)

    def _only_reference(self, pointer: Pointer) -> Pointer | None:
        node = self.node(pointer)
        if _is_alone(node):
            return None
        if not all(map(is_note, node.keys() - _CHAIN)):
            return None
        whole = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        for keyword in ("allOf", "anyOf", "oneOf"):
            held = node.get(keyword)
            if isinstance(held, list):
                if len(held) != 1 or is_component(pointer):  # a component is itself
                    return None
                whole.append(f"{pointer}/{keyword}/0")
        return whole[0] if len(whole) == 1 else None

    def _says_nothing(self, pointer: Pointer) -> bool:
        node = self.node(pointer)
        return node is True or (isinstance(node, Node) and all(map(is_note, node)))

    # Building ----------------------------------------------------------------------

    def parts(self, key: Key) -> list[_Part]:
        """Every schema that `$ref`, `allOf` and unions of one add, the nearest first."""
        if len(key) == 1 and _is_alone(node := self.node(key[0])):
            return [(key[0], node)]
        todo = [*key]
        found: dict[Pointer, Any] = {}
        while todo:
            pointer = todo.pop(0)
            if pointer in found:
                continue
            node = found[pointer] = self.node(pointer)
            if _is_alone(node):
                continue
            for keyword in ("allOf", "anyOf", "oneOf"):
                held = node.get(keyword)
                if isinstance(held, list) and (keyword == "allOf" or len(held) == 1):
                    todo += [f"{pointer}/{keyword}/{index}" for index in range(len(held))]
            if isinstance(target := node.get("$ref"), str):
                todo.append(target)
        return list(found.items())

    def _build(self, key: Key) -> Form:
        parts = self.parts(key)
        if any(node is False for _, node in parts):
            return Form(key, tuple(p for p, _ in parts), frozenset(), True)
        schemas = [(pointer, node) for pointer, node in parts if isinstance(node, Node)]
        nodes = [node for _, node in schemas]
        kinds, typed, literals = _kinds(nodes)
        said = set[str]().union(*nodes)
        first = _First(nodes)
        return Form(
            key=key,
            parts=tuple([pointer for pointer, _ in parts]),
            kinds=kinds,
            typed=typed,
            literals=literals,
            number=_limits(schemas, "number") if said & _OF_NUMBER else Limits(),
            multiples=tuple(n["multipleOf"] for _, n in schemas if "multipleOf" in n)
            if "multipleOf" in said
            else (),
            wire=first.text("x-wire"),
            text=Text(
                _limits(schemas, "length"),
                tuple(n["pattern"] for _, n in schemas if isinstance(n.get("pattern"), str)),
                first.text("format"),
                first.text("contentMediaType"),
                first.text("contentEncoding"),
            )
            if said & _OF_TEXT
            else Text(),
            items=self._items(schemas) if said & _OF_ITEMS else Items(),
            members=self._members(schemas) if said & _OF_MEMBERS else Members(),
            unions=tuple(self._unions(schemas)) if said & _OF_UNIONS else (),
            excluded=tuple((f"{pointer}/not",) for pointer, node in schemas if "not" in node)
            if "not" in said
            else (),
            losses=tuple(self._losses(schemas)) if said & _OF_LOSSES else (),
        )

    def _items(self, schemas: list[_Part]) -> Items:
        rules: list[tuple[list[Key], Key]] = []
        for pointer, node in schemas:
            prefix: list[Key] = [
                self.key([f"{pointer}/prefixItems/{index}"])
                for index in range(len(node.get("prefixItems") or ()))
            ]
            rules.append((prefix, self.key([f"{pointer}/items"]) if "items" in node else ()))
            if "unevaluatedItems" in node:
                scope = [part for _, part in self.parts((pointer,)) if isinstance(part, Node)]
                if not any("items" in part for part in scope):
                    longest = max(len(part.get("prefixItems") or ()) for part in scope)
                    free: list[Key] = [()] * longest
                    rules.append((free, self.key([f"{pointer}/unevaluatedItems"])))
        length = max((len(prefix) for prefix, _ in rules), default=0)
        return Items(
            tuple(
                _joined(prefix[i] if i < len(prefix) else rest for prefix, rest in rules)
                for i in range(length)
            ),
            _joined(rest for _, rest in rules),
            _limits(schemas, "items"),
            any(node.get("uniqueItems") is True for _, node in schemas),
        )

    def _members(self, schemas: list[_Part]) -> Members:
        extras = tuple(self._extras(schemas))
        places: dict[str, tuple[Pointer, ...]] = {}
        for pointer, node in schemas:
            for name, member_ in (node.get("properties") or {}).items():
                place = f"{pointer}/properties/{escape(name)}"
                self._nodes.setdefault(place, member_)
                places[name] = (*places[name], place) if name in places else (place,)
        required = frozenset(
            [str(name) for _, node in schemas for name in node.get("required") or ()]
        )
        named: dict[str, Member] = {}
        for name, those in places.items():
            node = self._nodes[those[0]]
            governing = [p for e in extras if e.governs(name) for p in e.key] if extras else ()
            if len(those) == 1 and not governing and _is_itself(node):  # most
                directions = (node.get("readOnly") is True, node.get("writeOnly") is True)
                named[name] = Member((those,), those, name in required, *directions)
            else:
                named[name] = self._member(those, name in required, governing)
        return Members(
            named=named,
            required=required,
            needs=tuple(
                (name, frozenset(wanted))
                for _, node in schemas
                for name, wanted in (node.get("dependentRequired") or {}).items()
            ),
            patterns=tuple(
                (pattern, self.key([f"{pointer}/patternProperties/{escape(pattern)}"]))
                for pointer, node in schemas
                for pattern in node.get("patternProperties") or ()
            ),
            extras=extras,
            names=self.key(f"{p}/propertyNames" for p, node in schemas if "propertyNames" in node),
            count=_limits(schemas, "members"),
        )

    def _member(
        self, places: tuple[Pointer, ...], required: bool, governing: Iterable[Pointer]
    ) -> Member:
        read_only = write_only = False
        for _, node in self.parts(places):
            if isinstance(node, Node):
                read_only = read_only or node.get("readOnly") is True
                write_only = write_only or node.get("writeOnly") is True
        key = self.key([*places, *governing])
        return Member((key,), places, required, read_only, write_only)

    def _extras(self, schemas: list[_Part]) -> Iterator[Extra]:
        for pointer, node in schemas:
            if "additionalProperties" in node:
                key = self.key([f"{pointer}/additionalProperties"])
                if key:
                    patterns = tuple(node.get("patternProperties") or ())
                    yield Extra(key, frozenset(node.get("properties") or ()), patterns)
            if "unevaluatedProperties" in node:
                scope = list(self._scope(pointer))
                key = self.key([f"{pointer}/unevaluatedProperties"])
                if key and not any("additionalProperties" in part for part in scope):
                    names = frozenset(name for p in scope for name in p.get("properties") or ())
                    patterns = tuple(x for p in scope for x in p.get("patternProperties") or ())
                    yield Extra(key, names, patterns)

    def _scope(self, pointer: Pointer) -> Iterator[Node]:
        """A schema and all that may have evaluated a member before it."""
        todo, seen = [pointer], set[Pointer]()
        while todo:
            for at, node in self.parts((todo.pop(),)):
                if at in seen or not isinstance(node, Node):
                    continue
                seen.add(at)
                yield node
                for keyword in ("anyOf", "oneOf"):
                    todo += [f"{at}/{keyword}/{i}" for i in range(len(node.get(keyword) or ()))]
                todo += [f"{at}/{word}" for word in ("if", "then", "else") if word in node]
                for name in node.get("dependentSchemas") or ():
                    todo.append(f"{at}/dependentSchemas/{escape(name)}")

    def _unions(self, schemas: list[_Part]) -> Iterator[Union]:
        for pointer, node in schemas:
            for way in ("anyOf", "oneOf"):
                held = node.get(way)
                if isinstance(held, list) and len(held) > 1:
                    options = tuple(self.key([f"{pointer}/{way}/{i}"]) for i in range(len(held)))
                    property_, mapping = discriminator_of(node)
                    yield Union(pointer, way, options, property_, mapping)

    def _losses(self, schemas: list[_Part]) -> Iterator[Loss]:
        for pointer, node in schemas:
            for keyword, reason in LOST.items():
                if keyword in node:
                    yield Loss(keyword, pointer, reason)
            for keyword in ("unevaluatedProperties", "unevaluatedItems"):
                if keyword in node and any(
                    word in part
                    for part in self._scope(pointer)
                    for word in ("anyOf", "oneOf", "if", "dependentSchemas", "contains")
                ):
                    yield Loss(keyword, pointer, "which branch has evaluated what is not kept")
            if "not" in node and not self.exact((f"{pointer}/not",)):
                yield Loss("not", pointer, "what it excludes cannot be said exactly")

    # Asking ------------------------------------------------------------------------

    def exact(self, key: Key) -> bool:
        """Whether a form and all that it mentions says just what the schemas do."""
        if key not in self._exact:
            self._exact[key] = True  # what leads back to itself adds nothing
            form = self.of(key)
            self._exact[key] = not form.losses and all(map(self.exact, mentioned(form)))
        return self._exact[key]

    def admits_null(self, key: Key) -> bool:
        """Whether null fits."""
        return self.fits(key, None)

    def fits(self, key: Key, value: Any) -> bool:
        """Whether a JSON value fits; of strings, formats are not looked at.

        Each part of it is held to each form once: unions of unions would be tried in every way.
        """
        self._asked += 1
        at = key, id(value)
        if at not in self._fitting:
            self._fitting[at] = self._fits(key, value)
        fits = self._fitting[at]
        self._asked -= 1
        if not self._asked:
            self._fitting.clear()  # other values may get the same ids
        return fits

    def _fits(self, key: Key, value: Any) -> bool:
        form, kind = self.of(key), kind_of(value)
        if kind not in form.kinds and not (kind == "integer" and "number" in form.kinds):
            return False
        if form.literals is not None and not any(same(value, one) for one in form.literals):
            return False
        if not _FITS[kind](self, form, value):
            return False
        if any(self.exact(one) and self.fits(one, value) for one in form.excluded):
            return False
        return all(self._chosen(union, value) for union in form.unions)

    def _chosen(self, union: Union, value: Any) -> bool:
        found = [key for key in union.options if self.fits(key, value)]
        if union.way == "oneOf" and all(map(self.exact, found)):
            return len(found) == 1
        return bool(found)

    def _anything(self, form: Form, value: Any) -> bool:
        return True

    def _number_fits(self, form: Form, value: Any) -> bool:
        return form.number.hold(value) and all(is_multiple(value, step) for step in form.multiples)

    def _text_fits(self, form: Form, value: str) -> bool:
        text = form.text
        return text.length.hold(len(value)) and all(matches(p, value) for p in text.patterns)

    def _list_fits(self, form: Form, value: list[Any]) -> bool:
        items = form.items
        if not items.count.hold(len(value)) or (items.unique and _repeats(value)):
            return False
        pairs = zip(value, (*items.prefix, *[items.rest] * len(value)), strict=False)
        return all(self.fits(key, item) for item, key in pairs)

    def _object_fits(self, form: Form, value: dict[str, Any]) -> bool:
        wanted = form.members
        if not wanted.count.hold(len(value)) or not wanted.required <= value.keys():
            return False
        if any(name in value and not others <= value.keys() for name, others in wanted.needs):
            return False
        for name, item in value.items():
            keys = [key for pattern, key in wanted.patterns if matches(pattern, name)]
            if name in wanted.named:
                keys.append(wanted.named[name].key)
            else:
                keys += [extra.key for extra in wanted.extras if extra.governs(name)]
            if wanted.names and not self.fits(wanted.names, name):
                return False
            if not all(self.fits(key, item) for key in keys):
                return False
        return True


def _is_itself(node: Any) -> bool:
    """Whether a schema says something, and stands for no other: most do."""
    return isinstance(node, Node) and "type" in node and _CHAIN.isdisjoint(node)


def _is_alone(node: Any) -> bool:
    """Whether a schema leads to no other that must hold too."""
    return not isinstance(node, Node) or _CHAIN.isdisjoint(node)


_CHAIN = frozenset({"$ref", "allOf", "anyOf", "oneOf"})
_FITS: dict[JsonKind, Any] = {
    "null": Forms._anything,
    "boolean": Forms._anything,
    "integer": Forms._number_fits,
    "number": Forms._number_fits,
    "string": Forms._text_fits,
    "array": Forms._list_fits,
    "object": Forms._object_fits,
}


class _First:
    """The nearest word of several schemas on one matter."""

    def __init__(self, schemas: list[Any]) -> None:
        self.schemas = schemas

    def text(self, keyword: str) -> str | None:
        """The first that is text."""
        for schema in self.schemas:
            if isinstance(text := schema.get(keyword), str):
                return text
        return None


def _joined(keys: Iterable[Key]) -> Key:
    return tuple(dict.fromkeys(pointer for key in keys for pointer in key))


def _kinds(
    schemas: Iterable[Node],
) -> tuple[frozenset[JsonKind], bool, tuple[Any, ...] | None]:
    kinds: frozenset[JsonKind] = ALL
    literals: tuple[Any, ...] | None = None
    typed = False
    for schema in schemas:
        stated = schema.get("type")
        if isinstance(stated, str | list):
            names: frozenset[Any] = frozenset([stated] if isinstance(stated, str) else stated)
            kinds, typed = kinds & (names | ({"integer"} if "number" in names else set())), True
        for values in (schema.get("enum"), [schema["const"]] if "const" in schema else None):
            if isinstance(values, list):
                literals = tuple(
                    values
                    if literals is None
                    else [one for one in literals if any(same(one, v) for v in values)]
                )
    if literals is not None:
        of = [kind_of(one) for one in literals]
        literals = tuple([one for one, kind in zip(literals, of, strict=True) if kind in kinds])
        kinds, typed = kinds & {*of}, True
    return kinds, typed, literals


def _limits(schemas: list[_Part], about: str) -> Limits:
    if _WORDS[about].isdisjoint({keyword for _, node in schemas for keyword in node}):
        return Limits()

    def all_of(keyword: str) -> list[float]:
        said = [node[keyword] for _, node in schemas if keyword and keyword in node]
        return [n for n in said if isinstance(n, int | float) and not isinstance(n, bool)]

    least, most, above, below = (all_of(keyword) for keyword in _BOUNDS[about])
    return Limits(
        max(least, default=None),
        min(most, default=None),
        max(above, default=None),
        min(below, default=None),
    )


def _repeats(values: list[Any]) -> bool:
    return any(same(one, two) for i, one in enumerate(values) for two in values[:i])
