"""Since when there is something, and what changed it: as a package's changelog tells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from generator.ground.records import record
from generator.understand import ir


class Told(NamedTuple):
    """A line of a changelog."""

    version: str
    subject: str
    """What it is about, in the document's words: `GET /orders`, `property "id" of Order`."""
    text: str
    """What became of it, as Markdown."""
    new: bool
    """Whether it was not there before."""


class Changed(NamedTuple):
    """What changed with a version."""

    version: str
    texts: tuple[str, ...]


@record(frozen=True, slots=True)
class Past:
    """What is known of something's past."""

    since: str = ""
    """The version that it came with; empty where that is not told."""
    changed: tuple[Changed, ...] = ()
    """Later versions, the newest first."""

    @property
    def versions(self) -> str:
        """The versions that it changed in, in a line."""
        return ", ".join(change.version for change in self.changed)


class History:
    """What a changelog tells, by what it is about.

    Args:
        lines: Its lines, the newest version first.
    """

    def __init__(self, lines: Iterable[Told] = ()) -> None:
        self._lines: dict[str, list[Told]] = {}
        self._ends: dict[str, list[Told]] = {}
        for line in lines:
            self._lines.setdefault(line.subject, []).append(line)
            _, of, whole = line.subject.rpartition(" of ")
            if of:
                self._ends.setdefault(whole, []).append(line)

    def operation(self, operation: ir.Operation) -> Past:
        """An operation, with its arguments, bodies and answers."""
        use = f"{operation.method.upper()} {operation.path}"
        inner = [
            line._replace(text=f"{line.subject.removesuffix(f' of {use}')}: {line.text}", new=False)
            for line in self._ends.get(use, ())
        ]
        return _past([*self._lines.get(use, ()), *inner])

    def parameter(self, operation: ir.Operation, param: ir.Param) -> Past:
        """A parameter of an operation."""
        said = f'{param.where} parameter "{param.wire}"'
        if not param.pointer.startswith("#/components/"):
            said += f" of {operation.method.upper()} {operation.path}"
        return _past(self._lines.get(said, ()))

    def member(self, places: Iterable[str], around: str = "") -> Past:
        """A member of an object.

        Args:
            places: Where the document writes it.
            around: What an object without a name is called: `body of POST /orders`.
        """
        found: list[Told] = []
        for place in places:
            owner, _, name = place.rpartition("/properties/")
            parts = owner.split("/")
            component = parts[3] if parts[1:3] == ["components", "schemas"] else ""
            whole = component or around
            name = name.replace("~1", "/").replace("~0", "~")
            if name and whole and "/properties/" not in owner:
                found += self._lines.get(f'property "{name}" of {whole}', ())
                found += self._lines.get(f"{whole}.{name}", ())
                found += self._lines.get(f"{whole}.{name}[]", ())
        return _past(found)

    def model(self, component: str) -> Past:
        """A model, without its members."""
        return _past([*self._lines.get(component, ()), *self._lines.get(f"model {component}", ())])


def _past(lines: Iterable[Told]) -> Past:
    since = next((line.version for line in lines if line.new), "")
    changed: dict[str, list[str]] = {}
    for line in lines:
        if not line.new:
            changed.setdefault(line.version, []).append(line.text)
    return Past(since, tuple(Changed(v, tuple(dict.fromkeys(t))) for v, t in changed.items()))
