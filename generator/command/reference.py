"""`specwright docs`: reference pages of packages, as static files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from generator.command.pipeline import Result, generate
from generator.command.revisions import Revision, RevisionError, parse
from generator.command.settings import Settings, itself
from generator.ground.diagnostics import Diagnostic, SpecError, nearest
from generator.name.layout import Layout
from generator.name.naming import Names
from generator.read.document import Document
from generator.understand import ir
from generator.write.files import MANIFEST, manifest, write
from generator.write.metadata import Form

OUT = "build/docs"
"""Where pages go if nobody says otherwise: a folder that is not kept under version control."""
HISTORY = "CHANGELOG.md"
"""The file of a package that says what changed from version to version, where it has one."""


def docs(
    wanted: Sequence[str],
    paths: Sequence[Path],
    settings: Settings,
    out: Path,
    since: str | None = None,
) -> int:
    """Write the pages of packages.

    Args:
        wanted: Names of packages, or documents; nothing: all.
        paths: The documents of a run that names none.
        settings: What holds for them.
        out: The folder that gets a folder for each package.
        since: An older revision, as `diff` takes it: what changed since then is told too.

    Returns:
        The exit status: 1 where a document stops it, 2 where there is no such document, 3 for a
        bug of ours.
    """
    known = {settings.name(path): path for path in paths}
    chosen: list[Path] = []
    for name in wanted:
        path = known.get(name, Path(name))
        if not path.exists():
            near = nearest(name, known)
            hint = f"did you mean {near}?" if near else f"there are: {', '.join(known) or 'none'}"
            print(f"specwright: there is no document {name!r}; {hint}", file=sys.stderr)
            return 2
        chosen.append(path)
    found: list[Diagnostic] = []
    crashed = False
    for path in chosen or paths:
        try:
            found += _one(path, settings, out, since)
        except RevisionError as error:
            print(f"specwright: {error}", file=sys.stderr)
            return 2
        except Exception:  # a bug of ours: say so, and write the other pages
            import traceback

            print(
                f"{path}: a bug in specwright, please report this text:\n{traceback.format_exc()}",
                file=sys.stderr,
            )
            crashed = True
    if found:
        from generator.ground.diagnostics import render

        print(render(found, "text"), end="")
    return 3 if crashed else 1 if found else 0


def _one(path: Path, settings: Settings, out: Path, since: str | None) -> list[Diagnostic]:
    """Write the pages of one document; what stops it is returned."""
    name = settings.name(path)
    try:
        history = _history(path, settings, name, since)
    except SpecError as error:
        return list(error.diagnostics)
    result: Result = generate(path, settings, partial(_pages, history=history))
    if result.failed:
        return [found for found in result.diagnostics if found.severity == "error"]
    files = {**result.files, MANIFEST: manifest(itself(path).name, result.files, {}, "", {})}
    folder = out / result.name
    try:
        changes = write(folder, files)
    except SpecError as error:
        return list(error.diagnostics)
    pages = sum(file.endswith(".html") for file in files)
    size = sum(map(len, result.files.values()))
    lacks = f"; {len(result.left_out):,} left out" if result.left_out else ""
    print(
        f"{(folder / 'index.html').as_posix()}: {result.operations:,} operations on {pages} pages,"
        f" {size / 1000:,.0f} kB, {'up to date' if not changes else f'{len(changes)} changed'}"
        f"{lacks}",
        file=sys.stderr,
    )
    return []


def _pages(
    document: Document,
    written: Document,
    api: ir.Api,
    names: Names,
    layout: Layout,
    left_out: Sequence[str] = (),
    *,
    history: str,
    form: Form,
    **_: object,
) -> tuple[dict[str, bytes], list[Diagnostic]]:
    from generator.compare.changelog import entries
    from generator.write.reference.history import Told
    from generator.write.reference.pages import reference_files

    client = "client" in form.halves
    told = [Told(*entry) for entry in entries(history)]
    files = reference_files(document, written, api, names, layout, left_out, history, told, client)
    return files, []


def _history(path: Path, settings: Settings, name: str, since: str | None) -> str:
    """What a package's changelog tells, and what changed since an older revision.

    Raises:
        RevisionError: That cannot be had.
        SpecError: One of the two cannot be read.
    """
    file = Path(settings.out, name, HISTORY)
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    if since is None:
        return text
    from generator.command.diffing import compared, policy_of
    from generator.compare.changelog import updated

    today = date.today()
    found = compared(parse(since, path.as_posix()), Revision("", path), settings, today)
    return updated(text, found, policy_of(settings, path, name, today).versions, today)
