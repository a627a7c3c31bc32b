"""What every reference of a document means, and what must become a component."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from generator.ground.diagnostics import Diagnostic, SpecError, short
from generator.ground.kept import Kept
from generator.read.document.grammar import (
    IN_PLACE,
    LISTS,
    PLAIN,
    SECTIONS,
    Child,
    Slot,
    children,
    is_simple,
)
from generator.read.document.references import NAMING, Resolver, Target, is_whole
from generator.read.document.standing import read_as, standing
from generator.read.document.versions import OLD_SECTIONS, SWAGGER, is_old, version_of
from generator.read.source import Mapping, Place, Sequence, SourceFile, unescape

_NAME = re.compile(r"[A-Za-z0-9._-]+\Z")
_SAME_DIALECT = (
    "https://spec.openapis.org/oas/3.1/dialect/",
    "https://spec.openapis.org/oas/3.2/dialect/",
    "https://json-schema.org/draft/2020-12/schema",
)
_OLD_DIALECT = re.compile(r"https?://json-schema\.org/draft(?:-0[3467]|/2019-09)/schema#?\Z")
_CHOICES = 50
"""Schemas with one `$dynamicAnchor`, each of which a reference may mean."""
_COSMETIC = frozenset({"$ref", "title", "summary", "description", "example", "examples"})

_RARE = frozenset({"$schema", "$dynamicRef", "$recursiveRef", "discriminator"})
"""Words that only few schemas have."""

TEXTS = ("title", "summary", "description")
"""Members for readers."""


class Survey:
    """Follows every reference; knows afterwards what each means and what needs a key.

    A reference that cannot stand where it does, or leads to another kind of object, gives way
    to what can only have been meant, in the trees as they were read.
    """

    def __init__(
        self, main: Mapping, resolver: Resolver, converted: dict[int, Mapping] | None = None
    ) -> None:
        """Start from the main document.

        Args:
            main: It, in OpenAPI 3's objects.
            resolver: Follows references through the files as they were written.
            converted: What stands for an object of an older version, by its identity.
        """
        self.main = main
        self.file = main.place.file
        self.resolver = resolver
        self.written = resolver.sources.files[self.file.path]
        self._old = version_of(self.written) == SWAGGER
        self._converted = converted or {}
        self.found: list[Diagnostic] = []
        self.chains: dict[int, list[Target]] = {}
        self.mapped: dict[tuple[int, str], list[Target]] = {}
        self.hoisted: dict[int, tuple[str, Target]] = {}
        self._seen: set[tuple[int, str]] = set()
        self._loops: set[frozenset[str]] = set()
        self._told: set[Diagnostic] = set()
        self.version: Callable[[SourceFile], str] = Kept(self._version).__getitem__
        """The version of a file; one that does not say is what the main one is."""
        self._todo: list[Child] = []
        self._unread: list[tuple[str, Mapping]] = []
        """References to names that no file had when they were met."""
        self._later: list[Mapping] = []
        self._ended: dict[tuple[str, int], tuple[Target, list[Target]]] = {}
        """Where targets lead in the end, by kind and identity: many references have the same."""
        self.choices: dict[int, list[list[Target]]] = {}
        """What a dynamic reference can lead to, where that is more than one schema."""
        self._wrong: Target | None = None

    def run(self) -> None:
        """Survey the main document and everything it reaches."""
        self._todo = [("document", self.main, self.main, ())]
        self._dialect(self.main, "jsonSchemaDialect")
        while self._todo or self._unread or self._later:
            if not self._todo and self._unread:
                self._reference(*self._unread.pop(0), last=True)
                continue
            if not self._todo:
                self._dynamic(self._later.pop(0))
                continue
            kind, value, container, way = self._todo.pop()
            if kind == PLAIN:
                self._plain(value, way)
            elif not isinstance(value, Mapping):
                if way[-1:] == ("$ref",) and isinstance(value, str):
                    self._map(kind, container, way)
            elif (id(value), kind) not in self._seen:
                self._seen.add((id(value), kind))
                self._object(kind, value)
        self.found += self.resolver.remarks

    def _version(self, file: SourceFile) -> str:
        return version_of(self.resolver.sources.files[file.path]) or version_of(self.written)

    def root_key(self, kind: str, target: Target) -> str | None:
        """The key, where a target is written as a component of the main document."""
        if target.file is not self.file:
            return None
        parts = target.pointer.split("/")
        home = [OLD_SECTIONS.get(kind)] if self._old else ["components", SECTIONS.get(kind)]
        return unescape(parts[-1]) if parts[1:-1] == home else None

    def _object(self, kind: str, node: Mapping) -> None:
        for text in TEXTS:
            value = node.get(text)
            if isinstance(value, Mapping) and isinstance(value.get("$ref"), str):
                self._misplaced(value, f"the {text}")
        if kind == "schema" and is_simple(node):
            return
        if isinstance(node.get("$ref"), str):
            if kind not in SECTIONS and kind not in IN_PLACE:
                self._misplaced(node, called(kind))
                if not self._stand_in(node, Slot(kind, "one")):
                    return
            else:
                self._reference(kind, node)
                if kind in SECTIONS and kind != "schema" and "$ref" in node:
                    return
        elif "$ref" in node:
            self.found.append(
                node.place.report("E110", "$ref is not text", _unquoted(node["$ref"]), key="$ref")
            )
        if kind == "schema" and not _RARE.isdisjoint(node):
            self._dialect(node, "$schema")
            self._schema(node)
        for name in LISTS.get(kind, ()):
            if name in node:
                self._list(node, name)
        for child in children(kind, node):
            if child[0] != "schema" or not _is_plain(child[1]):
                self._todo.append(child)

    def _dialect(self, node: Mapping, key: str) -> None:
        """Schemas are of the dialect that we read them in (OpenAPI Object, section 8.1.1)."""
        said = node.get(key)
        if isinstance(said, str) and not said.startswith(_SAME_DIALECT):
            old = _OLD_DIALECT.match(said)
            message = f"schemas of {said[:50]} are read as of 2020-12"
            if not old:
                message = f"{short(said, 50)} is no known schema dialect"
            code = "W118" if old else "E115"
            self.found.append(node.place.report(code, message, f"remove {key}", key=key))

    def _list(self, node: Mapping, name: str) -> None:
        """A reference that stands for a whole list: followed, where a list is at the end."""
        value = node[name]
        if isinstance(value, Mapping) and isinstance(value.get("$ref"), str):
            self._misplaced(value, f"the list {name}")
            end = self._end(value)
            if end is not None and isinstance(end.node, Sequence):
                node[name] = end.node

    def _map(self, kind: str, held: Any, way: tuple[str | int, ...]) -> None:
        """A reference that stands for a map of objects."""
        self._misplaced(held, "a list of named objects")
        if isinstance(held, Mapping) and self._stand_in(held, Slot(kind, "map")):
            self._todo += [(kind, value, held, (way[0], key)) for key, value in held.items()]

    def _stand_in(self, node: Mapping, wanted: Slot) -> bool:
        """Let what a misplaced reference leads to stand in its place, if it is of that kind."""
        end = self._end(node)
        made = standing(node, end, wanted, self.file) if end is not None else None
        if made is None:
            return False
        node.clear()
        node.update(made)
        return True

    def _end(self, node: Mapping) -> Target | None:
        try:
            place = node.place.child("$ref")
            return self.resolver.follow(node["$ref"], place, schema=False)[-1]
        except SpecError as error:
            self._refused(error)
            return None

    def _misplaced(self, node: Any, what: str) -> None:
        self.found.append(
            node.place.report(
                "E106",
                f"a $ref cannot stand for {what}",
                "write it out here; refer to single components only",
                key="$ref",
            )
        )

    def _plain(self, plain: Any, way: tuple[str | int, ...]) -> None:
        todo: list[Any] = [plain]
        member = next(key for key in reversed(way) if isinstance(key, str))
        while todo:
            value = todo.pop()
            if isinstance(value, Mapping):
                if isinstance(value.get("$ref"), str):
                    self._misplaced(value, f"a part of {member}")
                todo += [v for k, v in value.items() if not k.startswith("x-")]
            elif isinstance(value, Sequence):
                todo += value

    def _reference(self, kind: str, node: Mapping, *, last: bool = False) -> None:
        ref, place = node["$ref"], node.place.child("$ref")
        if not last and not ref.startswith("#") and self.resolver.is_unknown_name(ref, place):
            self._unread.append((kind, node))
            return
        self._wrong = None
        chain = self._follow(kind, ref, place)
        if chain is None:
            end = self._wrong
            made = read_as(kind, node, end, self.file) if end is not None else None
            if made is not None:
                node.clear()
                node.update(made)
            return
        if kind == "schema" and self._leads_back(node, chain):
            message = f"{short(ref, 60)} leads back to the schema that it stands in"
            self.found.append(place.report("E105", message, "remove the reference"))
            return
        self.chains[id(node)] = chain
        self._beside(kind, node)

    def _leads_back(self, node: Mapping, chain: list[Target]) -> bool:
        """Whether references, with words beside them, lead from a chain's end to a schema.

        No value would ever be done (JSON Schema 2020-12, section 9.4.1).
        """
        seen: set[int] = set()
        end: Any = chain[-1].node
        while id(end) not in seen and isinstance(end, Mapping) and "$ref" in end:
            if end is node:
                return True
            seen.add(id(end))
            end = self.chains[id(end)][-1].node if id(end) in self.chains else None
        return False

    def _follow(self, kind: str, ref: str, place: Place) -> list[Target] | None:
        """Follow one reference to its end, where others like it did not lead there before."""
        try:
            first = self.resolver.step(ref, place)
        except SpecError as error:
            self._refused(error)
            return None
        if (known := self._ended.get((kind, id(first)))) is not None:
            return known[1]
        meant = self.resolver.enclosing(place) if kind == "schema" and is_whole(first) else None
        chain = self._ends(kind, meant or first, place)
        if meant and chain:
            message = (
                f"{ref or 'an empty $ref'} is the whole document; the schema around it is meant"
            )
            self.found.append(place.report("W170", message, f"write #{meant.pointer}"))
        elif chain:
            self._ended[kind, id(first)] = first, chain
        return chain

    def _ends(self, kind: str, first: Target, place: Place) -> list[Target] | None:
        """The chain that begins with a target; its end is surveyed, and gets a key."""
        try:
            chain = self.resolver.along(first, place, schema=kind == "schema")
        except SpecError as error:
            self._refused(error)
            return None
        chain = [t._replace(node=self._converted.get(id(t.node), t.node)) for t in chain]
        end = chain[-1]
        section = SECTIONS.get(kind)
        other = self._other_kind(kind, end)
        if other:
            message = f"the reference leads to {other}, but here stands {called(kind)}"
            self.found.append(place.report("E107", message, f"point it at {called(kind)}"))
            self._wrong = end
            return None
        self._todo.append((kind, end.node, self.main, ()))
        if section and isinstance(end.node, Mapping) and not self.root_key(kind, end):
            self.hoisted.setdefault(id(end.node), (kind, end))
        return chain

    def _other_kind(self, kind: str, end: Target) -> str:
        """What a reference leads to, if that is not an object of *kind*."""
        if not isinstance(end.node, Mapping):
            return "" if kind == "schema" and isinstance(end.node, bool) else "plain data"
        parts = end.pointer.split("/")
        if len(parts) == 3 and self.version(end.file) == SWAGGER:
            kinds = [other for other, section in OLD_SECTIONS.items() if section == parts[1]]
            return called(kinds[0]) if kinds and kind not in kinds else ""
        if len(parts) == 4 and parts[1] == "components":
            for other, section in SECTIONS.items():
                if parts[2] == section and other != kind:
                    return called(other)
        before = self.hoisted.get(id(end.node), (kind, end))[0]
        return "" if before == kind or kind in IN_PLACE else called(before)

    def _refused(self, error: SpecError) -> None:
        """Keep an error, but a loop only once, though each of its members runs into it."""
        for found in error.diagnostics:
            if found.code == "E105":
                members = frozenset(map(str, found.related))
                if members and members in self._loops:
                    continue
                self._loops.add(members)
            if found not in self._told:
                self._told.add(found)
                self.found.append(found)

    def _beside(self, kind: str, node: Mapping) -> None:
        """Members beside a reference: 3.1 lets schemas have them, 3.0 nothing."""
        if kind in IN_PLACE or len(node) == 1:
            return
        others = [k for k in node if k not in _COSMETIC and not k.startswith("x-")]
        if kind == "schema" and is_old(self.version(node.place.file)):
            effect, mend = "is ignored before OpenAPI 3.1", "wrap the $ref in allOf"
            others = [k for k in others if k != "nullable" or node[k] is True]
            for key in sorted((_COSMETIC - {"$ref"}) & node.keys()):
                message = f'"{key}" beside a $ref {effect}'
                self.found.append(node.place.report("H119", message, mend, key=key))
        elif kind == "schema":
            return
        else:
            effect, mend = "has no effect", "remove it, or write the object out"
        for key in others:
            read = f"{effect}; here it applies" if kind == "schema" and stays(key) else effect
            message = f'"{key}" beside a $ref {read}'
            self.found.append(node.place.report("W111", message, mend, key=key))

    def _schema(self, node: Mapping) -> None:
        for key in ("$dynamicRef", "$recursiveRef"):
            if key in node and not ("$ref" not in node and isinstance(node[key], str)):
                message = f"{key} stands beside a $ref, or is not text; it has no effect"
                mend = "put the two into allOf, each in a schema of its own"
                self.found.append(node.place.report("W177", message, mend, key=key))
            elif key in node:
                self._later.append(node)
        discriminator = node.get("discriminator")
        if not isinstance(discriminator, Mapping):
            return
        names = discriminator.get("mapping")
        targets = [(names, key) for key in names] if isinstance(names, Mapping) else []
        for holder, key in [*targets, (discriminator, "defaultMapping")]:
            ref = holder.get(key)
            if isinstance(ref, str):
                chain = self._follow("schema", self._mapped(ref, node), holder.place.child(key))
                if chain:
                    self.mapped[id(holder), key] = chain

    def _dynamic(self, node: Mapping) -> None:
        """`$dynamicRef` and `$recursiveRef`: what they can lead to from here.

        Which of several schemas with one `$dynamicAnchor` is meant depends on the way by
        which a value is reached (JSON Schema 2020-12, section 8.2.3.2); any of them is taken.
        """
        key = "$dynamicRef" if "$dynamicRef" in node else "$recursiveRef"
        ref, place = node[key], node.place.child(key)
        try:
            first = self.resolver.step(ref, place) if ref != "#" else self.resolver.enclosing(place)
        except SpecError as error:
            self._refused(error)
            return
        if first is None:
            message = f"{key} {short(ref, 40)} leads to no schema"
            self.found.append(place.report("E104", message, "point at a schema with $ref"))
            return
        name = ref.rpartition("#")[2]
        is_anchor = isinstance(first.node, Mapping) and first.node.get("$dynamicAnchor") == name
        nodes = self.resolver.identities.dynamic[name] if is_anchor else [first.node]
        if len(nodes) > _CHOICES:
            self.choices[id(node)] = []
            message = f"{short(ref, 40)} can lead to {len(nodes)} schemas; anything is accepted"
            self.found.append(place.report("W172", message, "point at one with $ref"))
            return
        targets = [Target(n, n.place.file, n.place.pointer) for n in nodes if not _never(n)]
        chains = [c for t in targets or [first] if (c := self._ends("schema", t, place))]
        if len(chains) == 1 and self._ends_at(node, chains[0]):
            message = f"{key} leads back to itself and to nothing else"
            mend = "let one of them say what it is instead of pointing on"
            self.found.append(place.report("E105", message, mend))
        elif len(chains) == 1:
            self.chains[id(node)] = chains[0]
        elif chains:
            self.choices[id(node)] = chains
            message = f"{ref} can lead to {len(chains)} schemas; any of them is accepted"
            self.found.append(place.report("W172", message, "point at one with $ref"))

    def _ends_at(self, node: Mapping, chain: list[Target]) -> bool:
        """Whether references, and nothing else, lead from a chain's end to a node."""
        end: Any = chain[-1].node
        while isinstance(end, Mapping) and end.keys() <= NAMING:
            if end is node:
                return True
            following = self.chains.get(id(end))
            if following is None:
                return False
            end = following[-1].node
        return False

    def _mapped(self, ref: str, node: Mapping) -> str:
        """A mapping's value as a reference; a bare name is a component (Discriminator Object)."""
        if not _NAME.match(ref):
            return ref
        tree = self.resolver.sources.files[node.place.file.path]
        components = tree.get("components")
        schemas = components.get("schemas") if isinstance(components, Mapping) else None
        if ref.endswith((".yaml", ".yml", ".json")) and ref not in (schemas or ()):
            return ref
        return f"#/components/schemas/{ref}"


def _is_plain(schema: Any) -> bool:
    """Whether nothing can be referred to in a schema, by its words or by mistake: in most."""
    return (
        isinstance(schema, Mapping)
        and is_simple(schema)
        and not isinstance(schema.get("description"), Mapping)
        and not isinstance(schema.get("title"), Mapping)
    )


def _never(schema: Any) -> bool:
    """Whether a schema is there to be replaced: it allows nothing."""
    return isinstance(schema, Mapping) and schema.get("not") == {} and "$ref" not in schema


def stays(key: str) -> bool:
    """Whether a member beside a $ref is kept before OpenAPI 3.1, where the standard drops all.

    Words for readers do no harm, and null is sent where somebody wrote that it is.
    """
    return key in TEXTS or key == "nullable" or key.startswith("x-")


def _unquoted(value: Any) -> str:
    """What to write for a reference that is no text: `$ref: #/a` is a comment after nothing."""
    return "put it in quotes: in YAML # begins a comment" if value is None else "write a pointer"


_NAMES = {
    "schema": "a schema",
    "response": "a response",
    "parameter": "a parameter",
    "example": "an example",
    "requestBody": "a request body",
    "header": "a header",
    "securityScheme": "a security scheme",
    "link": "a link",
    "callback": "a callback",
    "pathItem": "a path item",
    "operation": "an operation",
    "mediaType": "a media type",
    "encoding": "an encoding",
    "paths": "all paths",
    "responses": "all responses",
    "components": "all components",
    "document": "the document",
    "externalDocs": "the link to documentation",
    "server": "a server",
    "tag": "a tag",
    "info": "the info object",
}


def called(kind: str) -> str:
    """A kind of object, for a message."""
    return _NAMES.get(kind, kind)
