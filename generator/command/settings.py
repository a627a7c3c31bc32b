"""Settings: what holds for a run, and for each of its documents.

They are read by every run, so nothing heavy is imported before there is something to be
said. (No dataclasses: importing them costs half of a run that has nothing to do.)
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.command.locking import MAIN as MAIN
from generator.command.locking import NAME, document_file, lock_place, package_in
from generator.name.package import package_name
from generator.write.metadata import Metadata

if TYPE_CHECKING:
    from generator.ground.diagnostics import Diagnostic

HALVES = ("client", "server")
ENGINES = ("aiohttp", "pyreqwest")
"""HTTP libraries that a client can use besides, where its package carries the engine."""

Way = tuple[str | int, ...]


class Entry(NamedTuple):
    """A document to compile."""

    name: str = ""
    """Its package's folder; after the document's own folder or file if empty."""
    path: str = ""
    overlays: tuple[str, ...] = ()
    """In the order of application; the one that stands beside the document comes first."""
    halves: tuple[str, ...] = HALVES
    """Which halves its package has."""
    evolution: Evolution | None = None
    """What is settled about its changes; None: as for all."""
    engines: tuple[str, ...] = ()
    """Engines that its client carries besides httpx."""
    metadata: Metadata = Metadata()
    """What its package says of itself to an index."""


class Accepted(NamedTuple):
    """A finding that is known and is to stay."""

    document: str
    """The folder of the document's package."""
    code: str
    """Of a finding, or of a kind of change."""
    at: str
    """A JSON pointer (RFC 6901), for everything at or below it; or a file."""
    reason: str

    @property
    def of_change(self) -> bool:
        """Whether it is about a change between two revisions: its code is in words."""
        return self.code[:1].islower()


class Evolution(NamedTuple):
    """What is settled about changes of a document (see `compare.policy`)."""

    reading: str = "tolerant"
    unknown: str = "refused"
    versions: str = "semver"
    media_window: int = 0
    counted: tuple[str, ...] = ()
    """Readers whose verdicts move versions; empty: those of what the package has."""


class Settings(NamedTuple):
    """What holds for a run. Paths are relative to the working directory, like those given there."""

    file: str = ""
    """Where they were read; empty where there is no such file."""
    way: Way = ()
    """Where in that file."""
    base: str = "."
    """The folder of that file: where `specs/` is looked for."""
    strict: bool = False
    """Whether an error stops its document, and nothing is written for it."""
    out: str = "generated"
    halves: tuple[str, ...] = HALVES
    engines: tuple[str, ...] = ()
    metadata: Metadata = Metadata()
    locks: str = ""
    """The folder of name locks; beside each document if empty."""
    rules: tuple[tuple[str, str], ...] = ()
    """Code → severity that replaces its own, or `off`."""
    accepted: tuple[Accepted, ...] = ()
    documents: tuple[Entry, ...] = ()
    """Empty: all of `specs/`."""
    resolve: tuple[tuple[str, str], ...] = ()
    """Beginning of a remote reference → file or folder that stands in for what is there."""
    evolution: Evolution = Evolution()

    def entry(self, path: Path) -> Entry:
        """What is set for a document, however it was named."""
        real = os.path.realpath(itself(path))
        entry = next(
            (e for e in self.documents if os.path.realpath(itself(Path(e.path))) == real),
            Entry(
                path=path.as_posix(),
                halves=self.halves,
                engines=self.engines,
                metadata=self.metadata,
            ),
        )
        overlays = (*_beside(path), *entry.overlays)
        return entry._replace(overlays=tuple(dict.fromkeys(overlays)))

    def name(self, path: Path) -> str:
        """The folder of a document's package: as set, as its lock has it, or after its file."""
        name = self.entry(path).name
        package = package_name(name) if name else package_in(self.lock(path))
        return package.replace("_", "-").lower() or folder_name(path)

    def lock(self, path: Path) -> Path | None:
        """The file that keeps the names of a document, or None where there is no place for it."""
        if not self.locks:
            return lock_place(path)
        return Path(self.locks, f"{self.entry(path).name or _stem(path)}.{NAME}")

    def key(self, path: Path) -> dict[str, object]:
        """What is set for a document's package and may change it: an input of freshness."""
        entry, base = self.entry(path), itself(path).parent
        accepted = [a for a in self.accepted if not a.of_change]
        document = self.name(path) if accepted else ""

        def shown(file: str) -> str:
            return file if file.startswith("/") else os.path.relpath(file, base).replace("\\", "/")

        said: dict[str, object] = {
            "halves": list(entry.halves) if entry.halves != HALVES else [],
            "engines": list(entry.engines),
            "overlays": [shown(overlay) for overlay in entry.overlays],
            "resolve": [f"{start} {shown(local)}" for start, local in self.resolve],
            "rules": [f"{code} {level}" for code, level in sorted(self.rules)],
            "accepted": [f"{a.code} {shown(a.at)}" for a in accepted if a.document == document],
            "package": {k: v for k, v in _plain(entry.metadata).items() if v},
        }
        return {name: value for name, value in said.items() if value}

    def judged(
        self, document: str, found: Iterable[Diagnostic]
    ) -> tuple[list[Diagnostic], frozenset[int]]:
        """Findings at the levels that were set, without those that are accepted.

        Args:
            document: The folder of the document's package.
            found: What was found in it.

        Returns:
            What is left, and which of `accepted` were met.
        """
        if not (self.rules or self.accepted):
            return list(found), frozenset()
        from dataclasses import replace

        kept: list[Diagnostic] = []
        met: set[int] = set()
        levels: dict[str, Any] = dict(self.rules)
        for diagnostic in found:
            hits = {
                index
                for index, accepted in enumerate(self.accepted)
                if accepted.document == document and _covers(accepted, diagnostic)
            }
            met |= hits
            level = levels.get(diagnostic.code, diagnostic.severity)
            if not hits and level != "off":
                kept.append(replace(diagnostic, severity=level))
        return kept, frozenset(met)

    def diagnostics(self, faults: Iterable[tuple[str, Way, str, str]]) -> list[Diagnostic]:
        """Findings about the settings: code, the way below them, message and mend of each."""
        stated = list(faults)
        if not stated:
            return []
        from generator.read.source import Sources  # a run with nothing to do does without

        tree: Any = Sources().load(Path(self.file))
        found: list[Diagnostic] = []
        for code, way, message, mend in stated:
            node = tree
            steps = [*self.way, *way]
            for step in steps[:-1]:
                node = node[step]
            found.append(node.place.report(code, message, mend, key=steps[-1]))
        return found

    def unmet(
        self,
        compiled: Collection[str],
        known: Collection[str],
        met: Collection[int],
        *,
        changes: bool = False,
    ) -> list[Diagnostic]:
        """What is accepted and was not found.

        Args:
            compiled: Packages' folders of the documents that were looked at, whole.
            known: Those of all documents that there are.
            met: Which of `accepted` were found.
            changes: Whether changes were looked for, and not findings.
        """
        faults: list[tuple[str, Way, str, str]] = []
        for index, accepted in enumerate(self.accepted):
            if accepted.of_change != changes:
                continue
            if accepted.document not in known:
                message = f"there is no document {accepted.document}"
            elif accepted.document in compiled and index not in met:
                message = f"{accepted.document} has no {accepted.code} at {accepted.at} (any more)"
            else:
                continue
            mend = "remove this entry, or correct document, code or place"
            faults.append(("W722", ("accepted", index, "code"), message, mend))
        return self.diagnostics(faults)


NOTHING_SET = Settings()


def _plain(metadata: Metadata) -> dict[str, object]:
    """As JSON has it, which a manifest keeps: lists for tuples."""
    said = metadata._asdict()
    lists = {name: [*value] for name, value in said.items() if isinstance(value, tuple)}
    return {**said, **lists, "urls": dict(metadata.urls)}


def _covers(accepted: Accepted, found: Diagnostic) -> bool:
    if accepted.code != found.code:
        return False
    if accepted.at.startswith("/"):
        return f"{found.pointer}/".startswith(f"{accepted.at.rstrip('/')}/")
    return os.path.realpath(accepted.at) == os.path.realpath(found.span.file)


def _beside(path: Path) -> Iterator[str]:
    """The overlay that stands beside a document: of its name, or that of its folder."""
    folder = path if path.is_dir() else path.parent
    whole = path.is_dir() or path.stem == "openapi"
    stem = "overlay" if whole else f"{path.stem}.overlay"
    for suffix in (".yaml", ".yml", ".json"):
        if (folder / f"{stem}{suffix}").is_file():
            yield (folder / f"{stem}{suffix}").as_posix()


def itself(path: Path) -> Path:
    """A document's file, or the folder that is named after it."""
    path = Path(os.path.abspath(path))
    return path.parent if path.name in MAIN else path


def folder_name(path: Path) -> str:
    """The name that a document's package will have, told from its path alone."""
    return package_name(_stem(path)).replace("_", "-")


def _stem(path: Path) -> str:
    """What a document is called: as its file, or as its folder."""
    file = document_file(itself(path))
    return file.parent.name if file.name in MAIN else file.stem
