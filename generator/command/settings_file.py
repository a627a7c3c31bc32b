"""The file that settings are in: `specwright.toml`, or `[tool.specwright]` of pyproject.toml.

It is found upwards from the working directory. What is written there is taken only when
all of it has a known name and the right type; the rest are findings with their places.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.command.settings import ENGINES, HALVES, Accepted, Entry, Evolution, Settings, Way
from generator.ground.regular import regular
from generator.write.metadata import Metadata, person

if TYPE_CHECKING:
    from generator.ground.diagnostics import Diagnostic

FILE = "specwright.toml"
_FILES: tuple[tuple[str, Way], ...] = ((FILE, ()), ("pyproject.toml", ("tool", "specwright")))
LEVELS = ("error", "warning", "hint", "off")
WORDS = {
    "reading": ("tolerant", "strict"),
    "unknown": ("refused", "ignored"),
    "versions": ("semver", "calendar"),
}
"""What may be settled about changes."""
_KINDS = {bool: "true or false", str: "text", list: "a list"}


def find(start: Path) -> tuple[Settings, list[Diagnostic]]:
    """The settings that hold in a folder: its own, or those of the nearest folder above.

    Returns:
        The settings, and what is wrong with them: with an error they are not to be used.
    """
    for folder in (start, *start.parents):
        for name, way in _FILES:
            if (folder / name).is_file():
                settings, found = read(folder / name, way, start)
                if settings is not None:
                    return settings, found
    return Settings(), []


def read(file: Path, way: Way, start: Path) -> tuple[Settings | None, list[Diagnostic]]:
    """The settings in a file; None where it has none.

    Args:
        file: A TOML file.
        way: The table that they are in.
        start: The folder that paths are to be relative to.
    """
    import tomllib

    name = os.path.relpath(file, start).replace(os.sep, "/")
    try:
        text = regular(file).decode("utf-8")
        if way and ".".join(map(str, way)) not in text:
            return None, []
        value: Any = tomllib.loads(text)
    except (OSError, ValueError, RecursionError):
        return Settings(), _unreadable(name)
    for step in way:
        if not isinstance(value, dict) or step not in value:
            return None, []
        value = value[step]
    reader = _Reader(os.path.dirname(name) or ".")
    settings = reader.settings(value)._replace(file=name, way=way)
    return settings, settings.diagnostics(reader.faults)


def _unreadable(name: str) -> list[Diagnostic]:
    """Why a file cannot be read, or is no TOML."""
    from generator.ground.diagnostics import SpecError
    from generator.read.source import Sources

    try:
        Sources().load(Path(name))
    except SpecError as error:
        return list(error.diagnostics)
    return []  # it can be read by now


class _Reader:
    """Takes what has the right name and type, and notes the rest."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.faults: list[tuple[str, Way, str, str]] = []

    def settings(self, value: Any) -> Settings:
        fields = (
            *("strict", "out", "halves", "engines", "package", "locks"),
            *("rules", "accepted", "documents", "resolve", "evolution"),
        )
        table = self.table(value, (), fields)
        default = Settings(base=self.base)
        halves = self.halves(table, (), HALVES)
        evolution = self.evolution(table.get("evolution", {}), ("evolution",), default.evolution)
        metadata = self.metadata(table, (), Metadata())
        engines = self.engines(table, (), ())
        return default._replace(
            strict=self.take(table, ("strict",), bool, default=False),
            out=self.path(table, ("out",)) or self.below(default.out),
            halves=halves,
            engines=engines,
            metadata=metadata,
            locks=self.path(table, ("locks",)),
            rules=tuple(self.rules(table.get("rules", {})).items()),
            accepted=tuple(self.accepted(table.get("accepted", []))),
            documents=tuple(
                self.documents(
                    table.get("documents", {}),
                    Entry(halves=halves, engines=engines, metadata=metadata, evolution=evolution),
                )
            ),
            resolve=tuple(self.resolve(table.get("resolve", {}))),
            evolution=evolution,
        )

    def wrong(self, way: Way, message: str, mend: str, code: str = "E721") -> None:
        self.faults.append((code, way, message, mend))

    def table(self, value: Any, way: Way, fields: Iterable[str] | None) -> dict[str, Any]:
        """A table of known members; any where there are no fields."""
        if not isinstance(value, dict):
            self.wrong(way, f"{_called(way)} is no table", f"write [{_called(way)}]")
            return {}
        unknown = set(value) - set(value if fields is None else fields)
        if fields is not None and unknown:
            from generator.ground.diagnostics import nearest

            for name in sorted(unknown):
                near = nearest(name, fields)
                mend = f"did you mean {near}?" if near else f"there are: {', '.join(fields)}"
                self.wrong(
                    (*way, name), f"there is no setting {_called((*way, name))}", mend, "E720"
                )
        return value

    def take(self, table: Mapping[str, Any], way: Way, kind: type, *, default: Any = None) -> Any:
        """A member of a type; its default where it is not there or is something else."""
        name = str(way[-1])
        if name not in table or (type(table[name]) is kind and table[name] != ""):
            return table.get(name, default)
        self.wrong(way, f"{_called(way)} is not {_KINDS[kind]}", f"write {_KINDS[kind]}")
        return default

    def texts(self, table: Mapping[str, Any], way: Way) -> list[str]:
        values = self.take(table, way, list, default=[])
        for index, value in enumerate(values):
            if not isinstance(value, str) or not value:
                self.wrong(way, f"item {index + 1} of {_called(way)} is not text", "write text")
        return [value for value in values if isinstance(value, str) and value]

    def path(self, table: Mapping[str, Any], way: Way) -> str:
        said = self.take(table, way, str, default="")
        return self.below(said) if said else ""

    def below(self, path: str) -> str:
        """A path of the settings as the working directory sees it."""
        found = os.path.join(self.base, path)
        return (found if os.path.isabs(found) else os.path.relpath(found)).replace(os.sep, "/")

    def halves(
        self, table: Mapping[str, Any], way: Way, default: tuple[str, ...]
    ) -> tuple[str, ...]:
        if "halves" not in table:
            return default
        way = (*way, "halves")
        said = self.texts(table, way)
        self.words(said, HALVES, way)
        if not said and not self.faults:
            self.wrong(way, "a package without halves is none", 'write "client" or "server"')
        return tuple(half for half in HALVES if half in said)

    def engines(
        self, table: Mapping[str, Any], way: Way, default: tuple[str, ...]
    ) -> tuple[str, ...]:
        if "engines" not in table:
            return default
        said = self.texts(table, (*way, "engines"))
        self.words(said, ENGINES, (*way, "engines"))
        return tuple(engine for engine in ENGINES if engine in said)

    def metadata(self, table: Mapping[str, Any], way: Way, default: Metadata) -> Metadata:
        """What a package says of itself; what a document does not say, holds for all."""
        if "package" not in table:
            return default
        way = (*way, "package")
        said = self.table(table["package"], way, Metadata._fields)
        lists = {
            name: tuple(self.texts(said, (*way, name)))
            for name in ("authors", "keywords", "classifiers")
            if name in said
        }
        for index, author in enumerate(lists.get("authors", ())):
            if not person(author):
                mend = 'write "Name <mail@example.com>"'
                self.wrong((*way, "authors", index), f'"{author[:60]}" is no author', mend)
        urls = dict(default.urls)
        for label, url in self.table(said.get("urls", {}), (*way, "urls"), None).items():
            if not isinstance(url, str) or not url.startswith(("http://", "https://")):
                self.wrong(
                    (*way, "urls", label), f"{label[:32]} is no address", "begin with https://"
                )
            else:
                urls[label] = url
        licence = self.take(said, (*way, "license"), str, default=default.license)
        return default._replace(license=licence, urls=tuple(urls.items()), **lists)

    def words(self, said: Iterable[str], known: Iterable[str], way: Way) -> None:
        for word in said:
            if word not in known:
                mend = f"there are: {', '.join(known)}"
                self.wrong(way, f'"{word[:40]}" is no value of {_called(way)}', mend)

    def rules(self, value: Any) -> dict[str, str]:
        found: dict[str, str] = {}
        for code in self.table(value, ("rules",), None):
            way = ("rules", code)
            self.code(code, way)
            found[code] = self.take(value, way, str, default="")
            self.words([found[code]] if found[code] else [], LEVELS, way)
        return found

    def code(self, code: str, way: Way) -> None:
        from generator.ground.codes import CODES, today

        if code not in CODES:
            from generator.ground.diagnostics import nearest

            near = today(code) if today(code) in CODES else nearest(code, CODES)
            mend = f"did you mean {near}, {CODES[near]}?" if near else "see docs/diagnostics.md"
            self.wrong(way, f"there is no finding {code[:40]}", mend)

    def kind(self, code: str, way: Way) -> None:
        """The code of a kind of change."""
        from generator.compare.kinds import KINDS
        from generator.ground.diagnostics import nearest

        if code not in KINDS:
            near = nearest(code, KINDS)
            mend = f"did you mean {near}?" if near else "see docs/evolution.md"
            self.wrong(way, f"there is no kind of change {code[:40]}", mend)

    def accepted(self, value: Any) -> Iterable[Accepted]:
        if not isinstance(value, list):
            self.wrong(("accepted",), "accepted is no list of tables", "write [[accepted]]")
            return
        for index, item in enumerate(value):
            way = ("accepted", index)
            table = self.table(item, way, Accepted._fields)
            for name in Accepted._fields:
                if name not in table:
                    mend = f'add {name} = "…"'
                    self.wrong(way, f"an accepted finding has no {name}", mend)
            said = [self.take(table, (*way, name), str, default="") for name in Accepted._fields]
            found = Accepted(*said)
            if found.of_change:
                self.kind(found.code, (*way, "code"))
            elif found.code:
                self.code(found.code, (*way, "code"))
            if found.at and not found.at.startswith("/"):
                found = found._replace(at=self.below(found.at))
            yield found

    def documents(self, value: Any, default: Entry) -> Iterable[Entry]:
        for name, said in self.table(value, ("documents",), None).items():
            way = ("documents", name)
            if not all(part.isalnum() and part.islower() for part in name.split("-")):
                mend = "write small letters, digits and hyphens"
                self.wrong(way, f'"{name[:40]}" cannot be a package\'s folder', mend)
            table = {"path": said} if isinstance(said, str) else said
            known = ("path", "overlays", "halves", "engines", "package", "evolution")
            table = self.table(table, way, known)
            if "path" not in table and isinstance(said, dict):
                self.wrong(way, f"the document {name} has no path", 'add path = "…"')
            yield Entry(
                name=name,
                path=self.path(table, (*way, "path")),
                overlays=tuple(map(self.below, self.texts(table, (*way, "overlays")))),
                halves=self.halves(table, way, default.halves),
                engines=self.engines(table, way, default.engines),
                evolution=self.evolution(
                    table.get("evolution", {}),
                    (*way, "evolution"),
                    default.evolution or Evolution(),
                ),
                metadata=self.metadata(table, way, default.metadata),
            )

    def evolution(self, value: Any, way: Way, default: Evolution) -> Evolution:
        """What is settled about changes; what is not said is as by default."""
        table = self.table(value, way, (*WORDS, "media_window", "counted"))
        window = self.take(table, (*way, "media_window"), int, default=default.media_window)
        if window < 0:
            self.wrong((*way, "media_window"), "media_window is below 0", "write how many are kept")
        counted = self.texts(table, (*way, "counted"))
        self.words(counted, ("wire", "client", "server"), (*way, "counted"))
        found = default._replace(media_window=window, counted=tuple(counted) or default.counted)
        for name, known in WORDS.items():
            said = self.take(table, (*way, name), str, default="")
            self.words([said] if said else [], known, (*way, name))
            found = found._replace(**{name: said}) if said else found
        return found

    def resolve(self, value: Any) -> Iterable[tuple[str, str]]:
        for prefix in self.table(value, ("resolve",), None):
            way = ("resolve", prefix)
            if not prefix.startswith(("http://", "https://")):
                message = f"{prefix[:60]} is not the beginning of a remote reference"
                self.wrong(way, message, 'begin with "https://"')
            yield prefix, self.path(value, way)


def _called(way: Way) -> str:
    return ".".join(str(step) for step in way if isinstance(step, str)) or "tool.specwright"
