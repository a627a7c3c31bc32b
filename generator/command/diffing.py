"""`specwright diff`: two revisions of documents, compared and told."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.command.pipeline import lock_of, mended, open_document, read_document, uncollected
from generator.command.revisions import Found, Revision, RevisionError, had, parse
from generator.command.settings import Settings
from generator.compare.change import ORDER
from generator.compare.policy import Accepted, Policy
from generator.compare.reduce import is_whole, reduced
from generator.compare.report import Report, report
from generator.compare.same import Same
from generator.compare.sides import Side, sided
from generator.compare.told import FORMS
from generator.ground.diagnostics import Diagnostic, SpecError, render
from generator.name.lock import Lock
from generator.read import wire
from generator.read.document import Document

if TYPE_CHECKING:
    from argparse import Namespace


def diff(options: Namespace, settings: Settings, all_documents: list[Path]) -> int:
    """Compare, and print what changed.

    Args:
        options: `sides`, `against`, `format`, `fail_on`, `readers` and `today` of the command line.
        settings: What holds.
        all_documents: What is compared where no document is named.

    Returns:
        The exit status: 1 where a document cannot be read or `--fail-on` is met, 2 for wrong usage.
    """
    try:
        pairs = _pairs(options, all_documents)
        today = options.today or date.today()
        with uncollected():
            reports = [compared(old, new, settings, today, options.readers) for old, new in pairs]
    except RevisionError as error:
        print(f"specwright: {error}", file=sys.stderr)
        return 2
    except SpecError as error:
        print(render(error.diagnostics, "text"), end="", file=sys.stderr)
        return 1
    unmet = _unmet(reports, settings)
    if unmet:
        print(render(unmet, "text"), end="", file=sys.stderr)
    print(FORMS[options.format](reports), end="")
    return 1 if any(_fails(r, options.fail_on) for r in reports) else 0


def _pairs(options: Namespace, all_documents: list[Path]) -> list[tuple[Revision, Revision]]:
    sides: list[str] = options.sides
    if options.against is not None:
        paths = [Path(side) for side in sides] or all_documents
        return [(Revision(options.against, path), Revision("", path)) for path in paths]
    if len(sides) != 2:
        raise RevisionError("name two revisions, OLD and NEW, or say --against REV")
    old, new = sides
    return [(parse(old, new), parse(new, old))]


def compared(
    old: Revision,
    new: Revision,
    settings: Settings,
    today: date,
    readers: list[str] | None = None,
) -> Report:
    """Compare two revisions.

    Args:
        old: The old revision.
        new: The new one.
        settings: What holds for both.
        today: The day that sunset dates are compared with.
        readers: Whose verdicts count, in place of the settings'.

    Raises:
        RevisionError: One cannot be had.
        SpecError: One cannot be read.
    """
    with had(old, settings) as before, had(new, settings) as after:
        one, other, same = _sides(before, after)
        name = settings.name(new.path) or settings.name(old.path)
        policy = policy_of(settings, new.path, name, today)
        if readers:
            policy = replace(policy, counted=tuple(readers))
        return report(one, other, policy, name, same)


def _sides(before: Found, after: Found) -> tuple[Side, Side, Same | None]:
    """Both revisions understood: what differs of them, or faulty ones whole."""
    locks = lock_of(before.path, before.settings), lock_of(after.path, after.settings)
    narrowed = _narrowed(before, after)
    if narrowed:
        try:
            one = sided(narrowed[0], locks[0], before.label, before.base)
            lock = _kept(one, locks[1])
            other = sided(narrowed[1], lock, after.label, after.base)
            if _told_apart(one) and _told_apart(other):
                return one, other, narrowed[2]
        except (SpecError, LookupError, TypeError, ValueError, AttributeError):
            pass  # the critic has not looked yet: it may be too faulty to be built
    one = _side(before, locks[0])
    return one, _side(after, _kept(one, locks[1])), None


def _told_apart(side: Side) -> bool:
    """Whether each operation has an id of its own, by which it is named."""
    ids = [operation.id for operation in side.api.operations]
    return len(set(ids)) == len(ids)


def _side(found: Found, lock: Lock) -> Side:
    """A whole revision, understood.

    Raises:
        SpecError: Nothing can be made of it.
    """
    try:
        return sided(_sound(found), lock, found.label, found.base)
    except SpecError as error:
        raise SpecError(*(_relabelled(told, found) for told in error.diagnostics)) from None


def _kept(old: Side, lock: Lock) -> Lock:
    """The names that the new revision begins with: its own, or those that the old one gave."""
    return lock if lock.names else Lock(names=dict(old.names.kept))


def _narrowed(before: Found, after: Found) -> tuple[Document, Document, Same] | None:
    """What differs of two documents; None where one is faulty."""
    try:
        one, other = (open_document(found.path, found.settings) for found in (before, after))
    except SpecError:
        return None
    formats = one.main.get(wire.NAME) == other.main.get(wire.NAME)
    whole = formats and is_whole(one.main) and is_whole(other.main)
    less = reduced(one.main, other.main) if whole else None
    if less is not None:
        one, other = one.narrowed(less[0]), other.narrowed(less[1])
    (old, told), (new, more) = one.closed(broken=True), other.closed(broken=True)
    # A key that stands twice is read as one already; whatever else is wrong is mended first.
    wrong = [d for d in (*told, *more) if d.stops and d.code != "E005"]
    if old is None or new is None or wrong:
        return None
    if less is None:
        old, new = wire.explicit(old), wire.explicit(new)
        less = reduced(old.tree, new.tree)
        old, new = replace(old, tree=less[0]), replace(new, tree=less[1])
    return old, new, less[2]


def _sound(found: Found) -> Document:
    """A whole document as `generate` takes it.

    Raises:
        SpecError: Nothing can be made of it.
    """
    document, told = read_document(found.path, found.settings)
    if document is not None:
        document, told = mended(document, told)
    stopping = [d for d in told if d.stops]
    if document is None or stopping:
        raise SpecError(*stopping)
    return document


def _relabelled(told: Diagnostic, found: Found) -> Diagnostic:
    file = found.label + told.span.file.removeprefix(found.base)
    return replace(told, span=replace(told.span, file=file))


def policy_of(settings: Settings, path: Path, name: str, today: date) -> Policy:
    """What is settled about the changes of a document."""
    settled: Any = settings.entry(path).evolution or settings.evolution
    served = settings.entry(path).halves == ("server",)
    counted = settled.counted or (("wire", "server") if served else ("wire", "client"))
    accepted = [
        Accepted(one.code, one.at, one.reason)
        for one in settings.accepted
        if one.of_change and one.document == name
    ]
    return Policy(
        reading=settled.reading,
        unknown=settled.unknown,
        media_window=settled.media_window,
        versions=settled.versions,
        today=today,
        counted=counted,
        accepted=tuple(accepted),
    )


def _unmet(reports: Iterable[Report], settings: Settings) -> list[Diagnostic]:
    """Accepted changes that are not there (any more)."""
    met: set[int] = set()
    names: set[str] = set()
    for one in reports:
        names.add(one.name)
        mine = [
            index
            for index, accepted in enumerate(settings.accepted)
            if accepted.of_change and accepted.document == one.name
        ]
        met |= {mine[index] for index in one.met}
    known = names | {accepted.document for accepted in settings.accepted}
    return settings.unmet(names, known, met, changes=True)


def _fails(one: Report, on: str | None) -> bool:
    if on == "version":
        return not one.moved
    return on is not None and ORDER.index(one.worst) >= ORDER.index(on)
