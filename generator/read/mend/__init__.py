"""A document with faults → one without: the stage between the critic and the compiler.

For each finding that spoils something, its reading is taken (`readings.py`: what its author
can only have meant), or the smallest thing that it spoils is left out (`prune.py`). Every
later stage sees a sound document and needs no branch for a faulty one. `mend` looks once;
its caller asks the critic again until nothing is found: what was left out may leave a hole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from generator.ground.diagnostics import LEFT_OUT, Diagnostic
from generator.ground.reach import extent
from generator.read.document import Document
from generator.read.mend.prune import leave_out
from generator.read.mend.readings import READINGS, WIDE
from generator.read.mend.tree import Index
from generator.read.mend.whole import AS_IT_IS, Tree

__all__ = ["Mender"]

_PART = "what it stands in is not compiled"


class Mender:
    """Mends a document, look after look; remembers what it did, so that it comes to an end."""

    def __init__(self) -> None:
        self._tries: Counter[tuple[str, str, str]] = Counter()
        self._accepted: set[tuple[str, str, str]] = set()

    def mend(
        self, document: Document, findings: Iterable[Diagnostic]
    ) -> tuple[Document, list[Diagnostic]]:
        """Mend what is mendable.

        Args:
            document: The document, which is not changed.
            findings: What is wrong with it.

        Returns:
            The mended document, and the errors with what was made of each: a reading
            makes it a warning, a loss stays an error, and of what spoils the whole
            document nothing is taken. What was accepted before does not come back.
        """
        errors = [found for found in self.fresh(findings) if found.severity == "error"]
        index = Index(document.tree, errors)
        wide = any(found.code in WIDE for found in errors)
        tree = Tree(index.copied(None if wide else errors), document)
        done = [self._one(tree, index, found) for found in errors]
        self._tries.update({_key(found) for found in errors})
        index.tidy()
        return replace(document, tree=tree.root), done

    def fresh(self, findings: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Findings without those that were told before and are accepted as they are."""
        return [found for found in findings if _key(found) not in self._accepted]

    def _one(self, tree: Tree, index: Index, found: Diagnostic) -> Diagnostic:
        reach, said = extent(found.code)
        if reach == "document":
            return found
        if reach == "nothing":
            self._accepted.add(_key(found))
        reading = READINGS.get(found.code)
        before = self._tries[_key(found)]
        read: list[str] = []
        lost: list[str] = []
        inside = not found.code.startswith("E0")  # else a fault of the text, and read already
        for place in index.locate(found) if inside else []:
            if not place.attached:
                continue
            text = reading(tree, place, found) if reading and not before else None
            if text is None and reach == "nothing":
                text = said
            if text is not None:
                if text.startswith(LEFT_OUT):
                    self._accepted.add(_key(found))  # the reading has seen to it
                (lost if text.startswith(LEFT_OUT) else read).append(text.removeprefix(LEFT_OUT))
                continue
            what = leave_out(place, reach, max(0, before - bool(reading)), found)
            if what is None:
                return found
            lost.append(what)
        if lost:
            return replace(found, taken=LEFT_OUT + ", ".join(dict.fromkeys(lost)))
        # What spoils nothing was read where it was told first.
        text = read[0] if read else said if not inside or reach == "nothing" else _PART
        if text.startswith(AS_IT_IS):
            self._accepted.add(_key(found))
        return replace(found, severity="warning", taken=f"taken so: {text}")


def _key(found: Diagnostic) -> tuple[str, str, str]:
    return found.code, found.span.file, found.pointer or str(found.span)
