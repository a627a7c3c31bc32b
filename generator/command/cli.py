"""The command line: what each command of `parser.py` does.

Exit status: 0 clean, 1 findings, 2 wrong usage, 3 a bug of specwright, 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from generator.command.parser import parser
from generator.command.settings import Settings
from generator.command.settings_file import find
from generator.command.workspace import SPECS, Outcome, chosen, orphans, process_all

if TYPE_CHECKING:
    from generator.ground.diagnostics import Diagnostic


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns:
        The exit status.
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    options = parser(words[0] if words else "").parse_args(words)
    try:
        return _run(options)
    except KeyboardInterrupt:
        print(
            "specwright: interrupted; packages not reported above are as they were", file=sys.stderr
        )
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def _run(options: argparse.Namespace) -> int:
    """Run a command with the settings that hold here; flags override them."""
    alone = {
        "init": _init,
        "explain": _explain,
        "completion": _completion,
        "schema": _schema,
    }
    if options.run in alone:
        return alone[options.run](options)
    settings, found = find(Path.cwd())
    if found:
        _report(found, options)
        return 1
    given = {name: getattr(options, name, None) for name in ("out", "strict")}
    settings = settings._replace(**{k: v for k, v in given.items() if v is not None})
    # What a flag says stands in for a beginning that the settings name too.
    copies = dict(settings.resolve) | dict(getattr(options, "resolve", None) or ())
    settings = settings._replace(resolve=tuple(copies.items()))
    commands = {
        "validate": _validate,
        "generate": _generate,
        "watch": _watch,
        "diff": _diff,
        "docs": _docs,
        "serve": _serve,
        "mcp": _mcp,
    }
    return commands[options.run](options, settings)


def _wrong(message: str) -> int:
    print(f"specwright: {message}", file=sys.stderr)
    return 2


def _chosen(options: argparse.Namespace, settings: Settings) -> list[Path] | int:
    if options.specs:
        return list(options.specs)
    if found := chosen(settings):
        return found
    if not Path(settings.base, SPECS).is_dir():
        return _wrong("there is no specs/ here; name a document, or run where specs/ is")
    return _wrong("specs/ holds no document: make specs/<vendor>/openapi.yaml")


def _report(diagnostics: list[Diagnostic], options: argparse.Namespace) -> None:
    """Diagnostics go to standard output; what people want to know besides, to standard error."""
    if diagnostics or options.format in {"json", "sarif"}:
        from generator.ground.diagnostics import render

        print(render(diagnostics, options.format), end="")


def _failed(diagnostics: list[Diagnostic], options: argparse.Namespace) -> bool:
    return any(
        d.severity == "error" or (options.strict and d.severity == "warning") for d in diagnostics
    )


# Commands --------------------------------------------------------------------------------


def _validate(options: argparse.Namespace, settings: Settings) -> int:
    paths = _chosen(options, settings)
    if isinstance(paths, int):
        return paths
    from generator.command.pipeline import validate

    found: list[Diagnostic] = []
    crashed = False
    for path in paths:
        try:
            _, diagnostics = validate(path, settings)
        except Exception:  # a bug of ours: the other documents are looked at all the same
            import traceback

            crash = traceback.format_exc()
            print(
                f"{path}: a bug in specwright, please report this text:\n{crash}", file=sys.stderr
            )
            crashed = True
            continue
        diagnostics, _ = settings.judged(settings.name(path), diagnostics)
        found += diagnostics
        if not options.quiet and options.format == "text" and not diagnostics:
            print(f"{path}: valid", file=sys.stderr)
    _report(found, options)
    if crashed:
        return 3
    return 1 if _failed(found, options) else 0


def _generate(options: argparse.Namespace, settings: Settings) -> int:
    paths = _chosen(options, settings)
    if isinstance(paths, int):
        return paths
    names: dict[str, Path] = {}
    for path in paths:
        name = settings.name(path)
        if name in names:
            return _wrong(f"{names[name]} and {path} would both become {name}/: rename one")
        names[name] = path
    out = Path(settings.out)
    progress = _Progress(len(paths), options)
    outcomes = process_all(
        paths,
        settings,
        check=options.check,
        force=options.force,
        again=bool(options.strict),
        jobs=options.jobs,
        done=progress.done,
    )
    progress.clear()
    found = [diagnostic for outcome in outcomes for diagnostic in outcome.diagnostics]
    found += _unmet(outcomes, options, settings)
    _report(found, options)
    for outcome in outcomes:
        _summary(outcome, out, options)
    if any(outcome.crash for outcome in outcomes):
        return 3
    left = orphans(out, names) if not options.specs and options.out is None else []
    for folder in left:
        text = f"{folder.as_posix()}: no document in {SPECS}/ makes this; remove the folder"
        print(text, file=sys.stderr)
    changed = any(outcome.changes or outcome.lock for outcome in outcomes)
    if options.check and changed:
        print(f"{out}/ is not what the documents say; run: {_mend(options)}", file=sys.stderr)
    differs = options.check and (changed or bool(left))
    lacking = any(outcome.lacking for outcome in outcomes)
    return 1 if differs or lacking or _failed(found, options) else 0


def _unmet(
    outcomes: list[Outcome], options: argparse.Namespace, settings: Settings
) -> list[Diagnostic]:
    """What is accepted and was not found: in documents that were compiled whole."""
    names = {outcome.name for outcome in outcomes}
    unknown = names | {a.document for a in settings.accepted} if options.specs else names
    whole = {outcome.name for outcome in outcomes if not (outcome.fresh or outcome.failed)}
    met = {index for outcome in outcomes for index in outcome.met}
    return settings.unmet(whole, unknown, met)


def _mend(options: argparse.Namespace) -> str:
    if not options.specs and options.out is None and _has_target():
        return "make generate"
    specs = " ".join(str(path) for path in options.specs)
    out = f" --out {options.out}" if options.out else ""
    return f"specwright generate {specs}{out}".replace("  ", " ").rstrip()


def _tool() -> str:
    """The command that generates here."""
    return "make" if _has_target() else "specwright"


def _has_target() -> bool:
    """Whether `make generate` is a command here."""
    for name in ("GNUmakefile", "makefile", "Makefile"):  # in the order that make looks for them
        with suppress(OSError, UnicodeDecodeError):
            text = Path(name).read_text(encoding="utf-8")
            return any(line.startswith(("generate:", "generate :")) for line in text.splitlines())
    return False


def _summary(outcome: Outcome, out: Path, options: argparse.Namespace) -> None:
    def say(text: str) -> None:
        print(text, file=sys.stderr)

    where = f"{out.as_posix()}/{outcome.name}"
    if outcome.crash:
        say(f"{outcome.path}: a bug in specwright, please report this text:\n{outcome.crash}")
    elif outcome.failed:
        errors = sum(diagnostic.severity == "error" for diagnostic in outcome.diagnostics)
        say(f"{outcome.path}: {errors} error{'s' * (errors != 1)}; {where} is as it was")
    elif options.check and (outcome.changes or outcome.lock):
        for line in outcome.surface[:40]:
            say(f"{where}/api.txt: {line}")
        if outcome.breaking:
            say(f"{where}: breaking: {_breaking(outcome)}")
        if outcome.lock:
            say(f"{outcome.lock}: not the names that are generated now")
        for change in outcome.changes[:20]:
            say(f"{where}/{change.path}: {change.kind}")
        if outcome.changes[20:]:
            say(f"{where}: and {len(outcome.changes) - 20} more files")
    elif options.quiet:
        if outcome.breaking:
            say(f"{where}: breaking: {_breaking(outcome)}")
    elif outcome.fresh or not outcome.changes:
        note = outcome.note and f" ({outcome.note})"
        say(f"{where}: up to date{_lacks(outcome)}{note}")
    else:
        changed = len(outcome.changes)
        say(f"{where}: {_size(outcome)}, {changed} file{'s' * (changed != 1)} changed")
        if outcome.breaking:
            say(f"{where}: breaking: {_breaking(outcome)}")
    if not outcome.failed:
        for line in outcome.evolution:
            say(f"{where}: {line}")
    if options.verbose:
        for stage, seconds in outcome.timings:
            say(f"  {stage:10} {seconds * 1000:7.0f} ms")


def _breaking(outcome: Outcome) -> str:
    """What users could name and can no more, or what is no longer what it was, in one line."""
    from generator.command.surface import gone_and_changed

    said: list[str] = []
    for what, names in zip(("gone", "changed"), gone_and_changed(outcome.surface), strict=True):
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        if names:
            said.append(f"{what}: {', '.join(names[:_NAMED])}{more}")
    return "; ".join(said)


_NAMED = 5
"""Names that one line holds."""


def _size(outcome: Outcome) -> str:
    """How much of the document is in the package."""
    size, declared = outcome.operations, max(outcome.declared, outcome.operations)
    part = "" if size == declared else f"{size:,} of "
    return f"{part}{declared:,} operation{'s' * (declared != 1)}{_lacks(outcome)}"


def _lacks(outcome: Outcome) -> str:
    return f"; {len(outcome.left_out):,} left out" if outcome.left_out else ""


class _Progress:
    """A line that counts documents, on a terminal only."""

    def __init__(self, total: int, options: argparse.Namespace) -> None:
        self.total = total
        self.count = 0
        self.shown = sys.stderr.isatty() and not options.quiet

    def done(self, outcome: Outcome) -> None:
        self.count += 1
        if self.shown:
            text = f"{self.count}/{self.total} {outcome.path}"
            print(f"\r\x1b[K{text[:78]}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        if self.shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _explain(options: argparse.Namespace) -> int:
    from generator.command.explain import explain

    return explain(options.code)


def _watch(options: argparse.Namespace, settings: Settings) -> int:
    from generator.command.watching import watch

    def documents() -> list[Path]:
        return list(options.specs) or chosen(settings)

    if isinstance(found := _chosen(options, settings), int):
        return found
    return watch(settings, documents, lambda: _generate(options, settings))


def _schema(options: argparse.Namespace) -> int:
    from generator.command.editor import text

    print(text(), end="")
    return 0


def _completion(options: argparse.Namespace) -> int:
    try:
        import shtab
    except ModuleNotFoundError:
        return _wrong("this needs shtab; install the extra: 'specwright[completion]'")
    print(shtab.complete(parser(), options.shell))
    return 0


def _init(options: argparse.Namespace) -> int:
    from generator.command.init import Wish, init

    wish = Wish(options.vendor, options.title, options.url, options.source)
    return init(wish, terminal=sys.stdin.isatty())


def _diff(options: argparse.Namespace, settings: Settings) -> int:
    from generator.command.diffing import diff

    named = bool(options.sides) or options.against is None
    paths = [] if named else _chosen(argparse.Namespace(specs=[]), settings)
    return paths if isinstance(paths, int) else diff(options, settings, paths)


def _docs(options: argparse.Namespace, settings: Settings) -> int:
    from generator.command.reference import OUT, docs

    paths = chosen(settings)
    if not paths and not options.names:
        return _wrong(f"there is no document in {SPECS}/; name one")
    return docs(options.names, paths, settings, Path(options.pages or OUT), options.since)


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    from generator.command.serving import Wish, serve

    wish = Wish(
        options.name,
        options.port,
        console=not options.no_console,
        limits=options.limits,
        planned=options.planned,
        reload=options.reload,
        quiet=options.quiet,
        tool=_tool(),
    )
    return serve(wish, settings)


def _mcp(options: argparse.Namespace, settings: Settings) -> int:
    folder = _package(options, settings)
    if isinstance(folder, int):
        return folder
    try:
        from generator.agents.serving import serve
    except ModuleNotFoundError as error:
        return _wrong(f"this needs {error.name}; install the extra: 'specwright[mcp]'")
    return serve(
        folder,
        options.allow,
        base_url=options.base_url,
        sandbox=options.sandbox,
        port=options.http,
        most=max(options.most, 1),
    )


def _package(options: argparse.Namespace, settings: Settings) -> Path | int:
    """The generated package that is named: below `generated/`, in a folder, or installed."""
    out = Path(settings.out)
    for folder in (out / options.name, Path(options.name)):
        if (folder / "manifest.json").is_file():
            return folder
    if there := _installed(options.name.replace("-", "_")):
        return there
    known = sorted(path.parent.name for path in out.glob("*/manifest.json"))
    from generator.ground.diagnostics import nearest

    close = nearest(options.name, known)
    mend = f"did you mean {close}?" if close else f"run: {_tool()} generate"
    return _wrong(
        f"there is no package {options.name} in {out}/"
        f" (there are: {', '.join(known) or 'none'}); {mend}"
    )


def _installed(name: str) -> Path | None:
    """A generated package that can be imported; the package's own folder."""
    from importlib.util import find_spec

    spec = find_spec(name) if name.isidentifier() else None
    for place in (spec and spec.submodule_search_locations) or ():
        if Path(place, "server", "openapi.json").is_file() and Path(place, "client.py").is_file():
            return Path(place)
    return None
