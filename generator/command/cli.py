"""The command line: `specwright init | validate | explain | generate | check | docs | serve`.

Exit status: 0 clean, 1 findings, 2 wrong usage, 3 a bug of specwright, 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from generator.command.settings import Settings
from generator.command.settings_file import find
from generator.command.workspace import SPECS, Outcome, chosen, orphans, process_all

if TYPE_CHECKING:
    from generator.ground.diagnostics import Diagnostic

_FORMATS = ("text", "json", "github", "sarif")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns:
        The exit status.
    """
    options = _parser().parse_args(arguments)
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
    if options.run in (_init, _explain):
        return int(options.run(options))
    settings, found = find(Path.cwd())
    if found:
        _report(found, options)
        return 1
    given = {name: getattr(options, name, None) for name in ("out", "strict")}
    settings = settings._replace(**{k: v for k, v in given.items() if v is not None})
    # What a flag says stands in for a beginning that the settings name too.
    copies = dict(settings.resolve) | dict(getattr(options, "resolve", None) or ())
    settings = settings._replace(resolve=tuple(copies.items()))
    return int(options.run(options, settings))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="specwright",
        description="Compile hand-written OpenAPI documents into typed clients and server stubs.",
    )
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    validate = commands.add_parser("validate", help="check documents and write nothing")
    _common(validate)
    validate.set_defaults(run=_validate)

    explain = commands.add_parser("explain", help="say what the code of a finding means")
    explain.add_argument("code", metavar="CODE", help="as E304 or W401")
    explain.set_defaults(run=_explain)

    generate = commands.add_parser("generate", help="render packages")
    _common(generate)
    generate.add_argument("--check", action="store_true", help="write nothing; fail on differences")
    generate.add_argument("--force", action="store_true", help="overwrite files edited by hand")
    _generation(generate)
    generate.set_defaults(run=_generate)

    check = commands.add_parser("check", help="fail if packages are not what documents say")
    _common(check)
    _generation(check)
    check.set_defaults(run=_generate, check=True, force=False)

    docs = commands.add_parser("docs", help="write reference pages, to open in a browser")
    docs.add_argument(
        "names", nargs="*", metavar="NAME", help="a package or a document (default: all)"
    )
    docs.add_argument(
        "--out", dest="pages", metavar="DIR", help="folder for pages (default: build/docs)"
    )
    docs.set_defaults(run=_docs)

    start = commands.add_parser("init", help="write settings, and a first document")
    start.add_argument("--vendor", default="", metavar="NAME", help="make specs/NAME too")
    start.set_defaults(run=_init)

    serve = commands.add_parser("serve", help="run a sandbox on loopback")
    serve.add_argument(
        "name", help="a package below generated/, a folder that holds one, or a document"
    )
    serve.add_argument("--out", help="where packages are (default: generated)")
    serve.add_argument("--port", default="8000", help="port; 0 for any (default: 8000)")
    serve.add_argument("--limits", action="store_true", help="count the vendor's rate limits")
    serve.add_argument("--planned", action="store_true", help="what is only planned, too")
    serve.add_argument("--no-console", action="store_true", help="no page to look at it")
    serve.add_argument("--reload", action="store_true", help="anew when the document changes")
    serve.add_argument("-q", "--quiet", action="store_true", help="no line for each request")
    serve.set_defaults(run=_serve)

    mcp = commands.add_parser("mcp", help="offer a package's operations to agents as tools")
    mcp.add_argument("name", help="a package below generated/, or a folder that holds one")
    mcp.add_argument("--out", help="where packages are (default: generated)")
    mcp.add_argument(
        "--allow", action="append", default=[], metavar="WHAT",
        help="a method (POST), tag, operation or all; again for more (default: what only reads)",
    )  # fmt: skip
    mcp.add_argument("--base-url", help="instead of the document's server")
    mcp.add_argument("--sandbox", action="store_true", help="call the package's own sandbox")
    mcp.add_argument(
        "--http", type=int, metavar="PORT",
        help="streamable HTTP on loopback with a token; 0 for any port (default: stdio)",
    )  # fmt: skip
    mcp.set_defaults(run=_mcp)
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "specs", nargs="*", type=Path, metavar="SPEC",
        help="an OpenAPI file, or a folder that holds one (default: all of specs/)",
    )  # fmt: skip
    parser.add_argument("--format", choices=_FORMATS, default="text", help="form of diagnostics")
    parser.add_argument(
        "--strict",
        action=argparse.BooleanOptionalAction,
        help="fail on warnings too, and write nothing for a document with an error",
    )
    parser.add_argument(
        "--resolve", type=_copy, action="append", metavar="URL=PATH",
        help="file or folder to read for references that begin with URL; nothing is fetched",
    )  # fmt: skip
    parser.add_argument("-q", "--quiet", action="store_true", help="print diagnostics only")
    parser.add_argument("-v", "--verbose", action="store_true", help="print the time of each stage")


def _copy(text: str) -> tuple[str, str]:
    """The beginning of a remote reference, and what stands in for it."""
    url, given, path = text.rpartition("=")
    if not given or not path or not url.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError(f"{text!r} is not like https://example.com/=copies")
    return url, path


def _generation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", help="folder for packages (default: generated)")
    parser.add_argument("-j", "--jobs", type=int, help="parallel processes (default: one a core)")


def _version() -> str:
    from generator import __version__

    return f"specwright {__version__}"


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


def _init(options: argparse.Namespace) -> int:
    from generator.command.init import init

    return init(options.vendor)


def _docs(options: argparse.Namespace, settings: Settings) -> int:
    from generator.command.reference import OUT, docs

    paths = chosen(settings)
    if not paths and not options.names:
        return _wrong(f"there is no document in {SPECS}/; name one")
    return docs(options.names, paths, settings, Path(options.pages or OUT))


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
    )


def _package(options: argparse.Namespace, settings: Settings) -> Path | int:
    """The generated package that is named."""
    out = Path(settings.out)
    for folder in (out / options.name, Path(options.name)):
        if (folder / "manifest.json").is_file():
            return folder
    known = sorted(path.parent.name for path in out.glob("*/manifest.json"))
    from generator.ground.diagnostics import nearest

    close = nearest(options.name, known)
    mend = f"did you mean {close}?" if close else f"run: {_tool()} generate"
    return _wrong(
        f"there is no package {options.name} in {out}/"
        f" (there are: {', '.join(known) or 'none'}); {mend}"
    )
