"""Pieces of the document that operations inherit: wrong for all, they are told at the piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generator.check.look import Look, Operation
from generator.check.said import is_said
from generator.ground.diagnostics import Diagnostic
from generator.read.source import Mapping, Place, mapping

_RELATED = 5


class Finding(NamedTuple):
    """What is wrong with an extension of an operation, wherever it was said."""

    here: Diagnostic
    """As it is told at the operation."""
    shared: Place | None = None
    """Of the piece of the document, where the operation has it from there."""
    key: str = ""
    item: int | None = None
    message: str = ""
    """What is said of the piece, where that is something else than at an operation."""
    mend: str = ""


class Said:
    """An extension of an operation, with the pieces that the document has for all."""

    def __init__(self, look: Look, operation: Operation, name: str) -> None:
        """Join the two."""
        own = operation.value.get(name, operation.item.get(name))
        shared = look.tree.get(name)
        self.name, self.operation = name, operation
        self.own = own if isinstance(own, Mapping) else mapping({}, operation.place)
        self.shared = shared if isinstance(shared, Mapping) else self.own
        self.whole = {**self.shared, **self.own} if isinstance(own, Mapping) else {}

    def text(self, key: str) -> str:
        """A member that is text, else an empty one."""
        value = self.whole.get(key)
        return value if isinstance(value, str) else ""

    def inherits(self, key: str) -> bool:
        """Whether a member is the document's."""
        return key in self.shared and key not in self.own

    def report(
        self,
        code: str,
        key: str,
        message: str,
        mend: str,
        *,
        item: int | None = None,
        of_all: tuple[str, str] = ("", ""),
    ) -> Finding:
        """A finding at a member, or at one of the member's items.

        Args:
            code: Its code.
            key: The member; empty for one that neither has, and that the document is to say.
            message: What is wrong.
            mend: The edit.
            item: Which of the member's items is at fault.
            of_all: Message and mend where the piece is wrong for all operations that use it.
        """
        if not key and self.shared is not self.own:
            return Finding(self.own.place.report(code, message, mend), self.shared.place)
        if not self.inherits(key):
            if item is not None:
                place = self.own[key].place.child(item)
                return Finding(place.report(code, message, mend))
            at = key if key in self.own else None
            return Finding(self.own.place.report(code, message, mend, key=at))
        related = [self.shared.place.child(key).span()]
        here = self.own.place.report(code, message, mend, related=related)
        return Finding(here, self.shared.place, key, item, *of_all)


def everywhere(look: Look, name: str) -> Iterator[Said]:
    """What each operation says in an extension, and what it has of the document's."""
    for operation in look.operations if is_said(look, name) else ():
        if not operation.webhook:
            said = Said(look, operation, name)
            if said.whole:
                yield said


def settled(look: Look, name: str, found: Iterable[Finding]) -> Iterator[Diagnostic]:
    """Findings where they are mended: at the document's piece if that is wrong for all users."""
    groups: dict[tuple[str, str, int | None], list[Finding]] = {}
    for finding in found:
        if finding.shared is None:
            yield finding.here
        else:
            message = finding.message or finding.here.message
            groups.setdefault((finding.key, message, finding.item), []).append(finding)
    users = list(everywhere(look, name)) if groups else []
    for (key, message, item), group in groups.items():
        first, spans = group[0], list(dict.fromkeys(one.here.span for one in group))
        those = sum(said.inherits(key) if key else True for said in users)
        if first.shared is None or len(spans) < those:
            yield from (one.here for one in group)
            continue
        holder = look.tree[name]
        if not key:
            yield look.tree.place.report(
                first.here.code, message, first.here.mend, key=name, related=spans[:_RELATED]
            )
            continue
        whole = item is not None and isinstance(holder.get(key), list)
        place = holder[key].place.child(item) if whole else first.shared
        yield place.report(
            first.here.code,
            message,
            first.mend or first.here.mend,
            key=None if whole else key,
            related=spans[:_RELATED],
        )
