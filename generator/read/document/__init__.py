"""A tree to one resolved, self-contained OpenAPI document.

`load` follows every reference, across files below the document's root folder
and never to the network, reads Swagger 2.0 and OpenAPI 3.0 as 3.1, and gives a `Document`
whose tree needs nothing else: each `$ref` in it is `#/components/<section>/<key>`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from collections.abc import Sequence as Sequence_
from dataclasses import field, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from generator.ground.diagnostics import Diagnostic, Span, SpecError
from generator.ground.records import record
from generator.ground.regular import regular
from generator.read.document.bundle import bundle
from generator.read.document.ours import only_ours
from generator.read.document.references import Resolver
from generator.read.source import Mapping, Sequence, Sources, mapping, unescape

__all__ = ["Document", "Opened", "find", "is_document", "load", "member", "opened"]

_NAMES = ("openapi.yaml", "openapi.yml", "openapi.json")
_HOPS = 100
"""References in a row, as many as are read (E105); a circle, where nobody mended it, is longer."""
_VERSION_KEY = re.compile(
    rb"""(?:^|[{,]\s*)["']?(?:openapi|swagger)["']?[ \t]*:\s*["']?[0-9]""", re.MULTILINE
)


@record(frozen=True, slots=True)
class Document:
    """One OpenAPI document without loose ends, in one form whatever it was written in.

    The tree is shared and must not be changed. A node that came from elsewhere
    keeps the `Place` where it was written.
    """

    path: Path
    name: str
    tree: Mapping
    files: tuple[Path, ...]
    written: Mapping
    """The main file as it was written."""
    others: tuple[Mapping, ...] = ()
    """Other files that it refers to, as they were written."""
    spelt: bool = True
    """Whether something in it may say how values are written; see `read.wire`."""
    _known: dict[str, Any] = field(
        init=False, compare=False, repr=False, default_factory=dict[str, Any]
    )
    """What references lead to: most lead where others do."""

    def at(self, pointer: str) -> Any:
        """The value at a JSON pointer or a local reference (`/a/b` or `#/a/b`).

        Raises:
            KeyError: There is nothing.
        """
        if pointer in self._known:
            return self._known[pointer]
        text = pointer.removeprefix("#")
        if "%" in text and text != pointer:
            text = unquote(text)
        above, slash, last = text.rpartition("/")
        if above not in self._known:  # siblings are often asked for, too
            node: Any = self.tree
            for part in above.split("/")[1:]:
                node = member(node, part)
            self._known[above] = node
        node = self._known[pointer] = member(self._known[above], last) if slash else self.tree
        return node

    def deref(self, node: Any) -> Any:
        """What a node stands for: itself, or what its `$ref` leads to.

        A summary or description beside the reference replaces the target's own
        (OpenAPI 3.1, Reference Object). Chains end: loading refuses loops (E105).
        """
        own: dict[str, Any] = {}
        for _ in range(_HOPS):
            if not isinstance(node, Mapping) or not isinstance(node.get("$ref"), str):
                break
            if len(node) > 1:
                own = {k: node[k] for k in ("summary", "description") if k in node} | own
            ref = node["$ref"]
            node = self._known[ref] if ref in self._known else self.at(ref)
        if not own or not isinstance(node, Mapping):
            return node
        return mapping({**node, **own}, node.place)


def member(node: Any, part: str) -> Any:
    """What a part of a JSON pointer leads to within a node.

    Raises:
        KeyError: There is nothing.
    """
    key = unescape(part) if "~" in part else part
    if isinstance(node, Mapping):
        return node[key]
    if isinstance(node, Sequence) and key.isdecimal() and int(key) < len(node):
        return node[int(key)]
    raise KeyError(part)


def find(path: Path) -> Path:
    """The document's own file: *path* itself, or the one in the folder *path*.

    Raises:
        SpecError: There is none, or more than one could be meant.
    """
    if not path.is_dir():
        return path
    for name in _NAMES:
        if (path / name).is_file():
            return path / name
    try:
        found = sorted(p for p in path.iterdir() if is_document(p))
    except OSError:
        found = []
    if len(found) == 1:
        return found[0]
    names = ", ".join(p.name for p in found)
    message = (
        f"several documents in this folder: {names}" if found else "no document in this folder"
    )
    span = Span(path.as_posix(), 1, 1)
    mend = "name the file, or call it openapi.yaml"
    raise SpecError(Diagnostic("E116", "error", message, span, mend=mend))


def is_document(path: Path) -> bool:
    """Whether a file looks like an OpenAPI (or Swagger) document; cheap, never raises."""
    if path.suffix.lower() not in (".yaml", ".yml", ".json"):
        return False
    try:
        return _VERSION_KEY.search(regular(path)) is not None
    except OSError:
        return False


def load(
    path: Path,
    *,
    root: Path | None = None,
    name: str = "",
    copies: Iterable[tuple[str, str]] = (),
    overlays: Sequence_[Path] = (),
    broken: bool = False,
) -> tuple[Document | None, list[Diagnostic]]:
    """Read a document and everything it refers to.

    Args:
        path: The document's file, or a folder that holds one (see `find`).
        root: The folder that references may not leave; the parent of the
            document's own folder if not given, so that documents may share
            files with their neighbours.
        name: What the document is called; after its folder or file if empty.
        copies: What stands in for remote files (see `Sources`).
        overlays: Files that change the document before anything else looks at it
            (see `read.overlay`), in this order.
        broken: Whether a document with errors is given too, where there is one:
            its references may lead nowhere until `mend` has seen to it.

    Returns:
        The document, or None where errors leave none, and what was found.
    """
    try:
        return opened(path, root=root, name=name, copies=copies, overlays=overlays).closed(broken)
    except SpecError as error:
        return None, list(error.diagnostics)


@record(frozen=True, slots=True)
class Opened:
    """A document whose own file has been read, and no other."""

    file: Path
    main: Mapping
    """What its own file holds, as overlays have it."""
    sources: Sources
    root: Path
    name: str
    overlays: tuple[Path, ...]
    found: tuple[Diagnostic, ...]

    def narrowed(self, main: Mapping) -> Opened:
        """The same with less in its own file."""
        self.sources.files[main.place.file.path] = main
        return replace(self, main=main)

    def closed(self, broken: bool = False) -> tuple[Document | None, list[Diagnostic]]:
        """The document with everything it refers to, as `load` gives it."""
        main, sources = self.main, self.sources
        tree, found, extended = bundle(main, Resolver(sources, main, self.root))
        found += self.found
        if tree is not None:
            found += only_ours(tree, extended=extended)
        for other in sources.files.values():
            found += other.place.file.warnings
        if tree is None or (not broken and any(d.severity == "error" for d in found)):
            return None, found
        laid = (Path(os.path.realpath(overlay)) for overlay in self.overlays)
        files = tuple(sorted({*sources.files, *laid}))
        real = Path(os.path.realpath(self.file))
        own = self.file.stem
        if self.file.name in _NAMES and real.parent.name:
            own = Path(os.path.abspath(self.file)).parent.name
        others = tuple(other for other in sources.files.values() if other is not main)
        return Document(self.file, self.name or own, tree, files, main, others), found


def opened(
    path: Path,
    *,
    root: Path | None = None,
    name: str = "",
    copies: Iterable[tuple[str, str]] = (),
    overlays: Sequence_[Path] = (),
) -> Opened:
    """Read a document's own file, with its overlays; the arguments are those of `load`.

    Raises:
        SpecError: There is none, or it cannot be read.
    """
    sources = Sources(copies)
    file = find(path)
    main = sources.load(file)
    laid: list[Diagnostic] = []
    if overlays:
        from generator.read.overlay import overlaid

        main, laid = overlaid(main, overlays, sources)
    root = _root(file) if root is None else root
    return Opened(file, main, sources, root, name, tuple(overlays), tuple(laid))


def _root(file: Path) -> Path:
    """The parent of the file's folder, but never a whole file system."""
    folder = Path(os.path.realpath(file)).parent
    return folder.parent if folder.parent != folder.parent.parent else folder
