"""Where a `$ref` leads: across files below one folder, never to the network."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin

from generator.ground.diagnostics import Diagnostic, SpecError, nearest
from generator.read.document.grammar import SECTIONS
from generator.read.document.identity import Identities, around, outermost
from generator.read.document.versions import version_of
from generator.read.source import (
    Mapping,
    Place,
    Sequence,
    SourceFile,
    Sources,
    escape,
    unescape,
)

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_MAX_HOPS = 50

Members = Mapping | Sequence


class Target(NamedTuple):
    """What a reference leads to at the end of its chain, and how it is written there."""

    node: Any
    file: SourceFile
    pointer: str


def is_whole(target: Target) -> bool:
    """Whether a target is a whole document, and not a schema."""
    node = target.node
    return not target.pointer and isinstance(node, Mapping) and version_of(node) != ""


class Resolver:
    """Follows references, from any file, to what they mean."""

    def __init__(self, sources: Sources, main: Mapping, root: Path) -> None:
        """Start from the *main* file's tree; nothing outside *root* is read."""
        self.sources = sources
        self.main = main
        self.root = Path(os.path.realpath(root))
        self.identities = Identities()
        self._trees: dict[SourceFile, Mapping] = {}
        self._files: dict[tuple[Path, str], Mapping] = {}
        """What names of files mean, from the folders that they are written in."""
        self._led: dict[tuple[SourceFile, str], Target] = {}
        """Where pointers lead, the same wherever they stand in a file in which nothing is named."""
        self.remarks: list[Diagnostic] = []
        """Where a reference was read as it can only be meant."""
        self._hops = 0

    def step(self, ref: str, place: Place) -> Target:
        """What one reference points at, without following what stands there.

        Args:
            ref: The reference as written.
            place: Where it is written; its file is what it is relative to.

        Raises:
            SpecError: It points at nothing that may be read.
        """
        if (known := self._led.get((place.file, ref))) is not None:
            return known
        self._hops, told = 0, len(self.remarks)
        found = self._step(ref, place)
        plain = not (self._hops or self.identities.resources or len(self.remarks) > told)
        if plain and ref.startswith("#/"):
            self._led[place.file, ref] = found
        return found

    def follow(self, ref: str, place: Place, *, schema: bool) -> list[Target]:
        """The targets of a chain of references: the first one pointed at … the real thing.

        Args:
            ref: The reference as written.
            place: Where it is written.
            schema: Whether this is a schema's, which is more than a reference as
                soon as it has another member.

        Raises:
            SpecError: It points at nothing that may be read, or goes in a circle.
        """
        return self.along(self.step(ref, place), place, schema=schema)

    def along(self, first: Target, place: Place, *, schema: bool) -> list[Target]:
        """The chain of references that begins with a target, as `follow` gives it."""
        chain = [first]
        seen = {id(chain[0].node)}
        while is_pure(chain[-1].node, schema=schema):
            if len(chain) > _MAX_HOPS:
                message = f"more than {_MAX_HOPS} references in a row"
                raise SpecError(place.report("E105", message, "refer to the thing itself"))
            node = chain[-1].node
            at = node.place.child("$ref")
            following = self.step(node["$ref"], at)
            if schema and is_whole(following):
                following = self.enclosing(at) or following
            chain.append(following)
            if id(chain[-1].node) in seen:
                raise SpecError(_loop(chain, place))
            seen.add(id(chain[-1].node))
        return chain

    def is_unknown_name(self, ref: str, place: Place) -> bool:
        """Whether a reference is to a URI that no file read so far has for its own."""
        target = ref.partition("#")[0]
        if not _SCHEME.match(target):
            return False
        base, _ = self.identities.base(place, self._tree(place.file))
        return urljoin(base, target) not in self.identities.resources

    def enclosing(self, place: Place) -> Target | None:
        """What `#` means in a schema: its resource, else the outermost schema around it."""
        tree = self._tree(place.file)
        _, root = self.identities.base(place, tree)
        node = root if root is not tree else outermost(place, tree)
        return None if node is None else Target(node, node.place.file, node.place.pointer)

    def _step(self, ref: str, place: Place) -> Target:
        """As `step`, within another."""
        target, _, fragment = ref.partition("#")
        fragment = unquote(fragment)
        tree = self._tree(place.file)
        base, root = self.identities.base(place, tree)
        named: Mapping | None = root
        if target:
            known = self.identities.resources
            named = known.get(urljoin(base, target)) if known else None
        if named is None:
            try:
                named = self._file(target, place)
            except SpecError:
                meant = self._component(ref, tree)
                if meant is None:
                    raise
                self._remark(ref, meant, place)
                return meant
        try:
            return self._within(named, fragment, ref, place)
        except SpecError as error:
            if target:
                raise
            meant = self._local(fragment, ref, root, place)
            if meant is None:
                raise error from None
            return meant

    def _local(self, fragment: str, ref: str, root: Mapping, place: Place) -> Target | None:
        """A pointer that is not in its resource: in the file, or in a schema around it."""
        tree = self._tree(place.file)
        others = [tree] if root is not tree else []
        if fragment.startswith(("/$defs/", "/definitions/")):
            others += reversed(around(place, tree)[1:])
        for node in others:
            try:
                found = self._within(node, fragment, ref, place)
            except SpecError:
                continue
            self._remark(ref, found, place)
            return found
        return None

    def _component(self, name: str, tree: Mapping) -> Target | None:
        """A bare name that is no file: the schema that is called so."""
        for way in (("components", "schemas"), ("definitions",)):
            held: Any = tree
            for key in way:
                held = held.get(key) if isinstance(held, Mapping) else None
            if isinstance(held, Mapping) and isinstance(node := held.get(name), Mapping):
                return Target(node, node.place.file, "".join(f"/{escape(p)}" for p in (*way, name)))
        return None

    def _remark(self, ref: str, meant: Target, place: Place) -> None:
        message = f"{_cut(ref)} is not in the schema's own resource; the file's is meant"
        mend = "write the file's name in front, or remove the $id around it"
        if ref != f"#{meant.pointer}":
            message = f"{_cut(ref)} is read as #{_cut(meant.pointer)}"
            mend = f"write #{meant.pointer}"
        found = place.report("W170", message, mend)
        if found not in self.remarks:
            self.remarks.append(found)

    def _tree(self, file: SourceFile) -> Mapping:
        tree = self._trees.get(file)
        if tree is None:
            tree = self._trees[file] = self.sources.files[file.path]
            self.identities.read(tree)
        return tree

    def _file(self, target: str, place: Place) -> Mapping:
        key = place.file.path.parent, target
        if key not in self._files:
            self._files[key] = self._read(target, place)
        return self._files[key]

    def _read(self, target: str, place: Place) -> Mapping:
        if _SCHEME.match(target):
            return self._copy(target, place)
        relative = unquote(target)
        if "\0" in relative or "\\" in relative:
            raise SpecError(
                place.report("E110", f"{_cut(target)} is no file name", "write it with /")
            )
        real = Path(os.path.realpath(place.file.path.parent / relative))
        if os.path.isabs(relative) or not self._may_read(real):
            message = f"{_cut(target)} lies outside the folder that references may reach"
            mend = "move the file below the parent of the document's folder"
            if target.startswith(("/components/", "/paths/")):
                mend = f"write #{_cut(target)}"
            raise SpecError(place.report("E103", message, mend))
        name = os.path.normpath(os.path.join(os.path.dirname(place.file.name), relative))
        try:
            missing = not real.exists()
        except OSError:
            missing = True
        if missing:
            raise SpecError(self._no_file(target, real, place))
        tree = self.sources.load(real, Path(name).as_posix())
        self.identities.read(tree)
        return tree

    def _copy(self, target: str, place: Place) -> Mapping:
        """The local file that the settings name for something remote."""
        copy = self.sources.copy_of(target)
        if copy is None:
            message = f"{_cut(target)} is not in this folder; nothing is fetched"
            mend = "save a copy and refer to that file, or name it in the settings' [resolve]"
            raise SpecError(place.report("E102", message, mend))
        real = Path(os.path.realpath(copy))
        if not (self._may_read(real) and real.is_file()):
            message = f"{copy.as_posix()}, the copy of {_cut(target)}, is no file"
            mend = "save it there, or correct [resolve] of the settings"
            raise SpecError(place.report("E104", message, mend))
        return self.sources.load(real, copy.as_posix())

    def _may_read(self, real: Path) -> bool:
        return real.is_relative_to(self.root) or self.sources.is_copy(real)

    def _no_file(self, target: str, real: Path, place: Place) -> Diagnostic:
        try:
            near = nearest(real.name, os.listdir(real.parent))
        except OSError:
            near = ""
        mend = f"did you mean {near}?" if near else "paths are relative to the file they stand in"
        return place.report("E104", f"there is no file {_cut(target)}", mend)

    def _within(self, tree: Mapping, fragment: str, ref: str, place: Place) -> Target:
        if fragment and not fragment.startswith("/"):
            anchored = self._anchor(tree, fragment, place)
            return Target(anchored, anchored.place.file, anchored.place.pointer)
        node: Any = tree
        before = self._hops
        parts = [unescape(p) for p in fragment.split("/")[1:]]
        for index, key in enumerate(parts):
            while _ref(node) and key not in node:
                node = self._hop(node, ref, place)
            found = _member(node, key)
            if found is _NOTHING:
                raise SpecError(_nothing(ref, parts, index, node, tree is node, place))
            node = found
        if self._hops > before and isinstance(node, Members):
            return Target(node, node.place.file, node.place.pointer)
        way = "".join(f"/{escape(p)}" for p in parts)
        return Target(node, tree.place.file, tree.place.pointer + way)

    def _hop(self, node: Mapping, ref: str, place: Place) -> Any:
        """Through a reference in the middle of a pointer."""
        self._hops += 1
        if self._hops > _MAX_HOPS:
            raise SpecError(place.report("E105", f"{_cut(ref)} goes in a circle", _LOOP))
        return self._step(node["$ref"], node.place.child("$ref")).node

    def _anchor(self, tree: Mapping, name: str, place: Place) -> Mapping:
        """A schema by its `$anchor` (JSON Schema 2020-12, section 8.2.2)."""
        found = self.identities.anchor(tree, name)
        if found is None:
            anchors = self.identities.anchors(tree)
            near = nearest(name, anchors)
            mend = f"did you mean #{near}?" if near else "write #/components/… for a component"
            if "/" in name:
                mend = f"a pointer begins with a slash: write #/{_cut(name)}"
            raise SpecError(place.report("E104", f'no "$anchor" is called {_cut(name)}', mend))
        return found


_LOOP = "let one of them say what it is instead of pointing on"
_NOTHING = object()
_OLDER = {
    "$defs": "schemas",
    "definitions": "schemas",
    "schemas": "schemas",
    "parameters": "parameters",
    "responses": "responses",
}
"""Where Swagger 2.0 and JSON Schema have what OpenAPI 3 has in components."""
NAMING = frozenset(
    ("$ref", "$dynamicRef", "$recursiveRef", "$id", "$schema", "$anchor", "$dynamicAnchor",
     "$recursiveAnchor", "$comment", "$defs")
)  # fmt: skip
"""Members of a schema that name it or what it is, and say nothing more of its values."""


def is_pure(node: Any, *, schema: bool) -> bool:
    """Whether a node is a reference and nothing more."""
    return _ref(node) and (not schema or len(node) == 1 or node.keys() <= NAMING)


def _ref(node: Any) -> bool:
    return isinstance(node, Mapping) and isinstance(node.get("$ref"), str)


def _member(node: Any, key: str) -> Any:
    if isinstance(node, Mapping) and key in node:
        return node[key]
    is_index = key.isascii() and key.isdecimal() and len(key) < 10
    if isinstance(node, Sequence) and is_index and int(key) < len(node):
        return node[int(key)]
    return _NOTHING


def _nothing(
    ref: str, parts: list[str], index: int, node: Any, is_root: bool, place: Place
) -> Diagnostic:
    """Why a pointer ends early, with the nearest name there is."""
    key = parts[index]
    near = nearest(key, node) if isinstance(node, Mapping) else ""
    known = {"components", *SECTIONS.values()}
    if near and parts[:index] in ([], ["components"]) and key in known and near not in known:
        mend = f"write `{key}` for `{near}`, above what it points at"
    elif near:
        done = [*parts[:index], near, *parts[index + 1 :]]
        mend = f"did you mean {ref.split('#')[0]}#/{'/'.join(escape(p) for p in done)}?"
    elif is_root and key in _OLDER:
        mend = "a pointer starts at the file's root: write #/components/schemas/…"
        moved = ["components", _OLDER[key], *parts[1:]]
        there: Any = node
        for part in moved:
            there = _member(there, part)
        if there is not _NOTHING:
            mend = f"write {ref.split('#')[0]}#/{'/'.join(escape(p) for p in moved)}"
    else:
        mend = "add what it points at, or correct the pointer"
    return place.report("E104", f'{_cut(ref)} points at nothing: there is no "{_cut(key)}"', mend)


def _loop(chain: list[Target], place: Place) -> Diagnostic:
    nodes = [id(t.node) for t in chain]
    circle = chain[nodes.index(nodes[-1]) :]
    names = " → ".join(_cut(t.pointer.rsplit("/", 1)[-1]) for t in circle[:6])
    message = f"references go in a circle: {names}{' → …' if len(circle) > 6 else ''}"
    related = sorted({t.node.place.span() for t in circle})[:6]
    return place.report("E105", message, _LOOP, related=related)


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
