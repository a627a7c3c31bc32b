"""What may be written on the command line: commands, their arguments, and an example of each."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from datetime import date

FORMATS = ("text", "json", "github", "sarif")
SHELLS = ("bash", "zsh", "tcsh")
_FILES = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}
"""How the shells' completions (`shtab`) are told that an argument is a file."""


class Parser(argparse.ArgumentParser):
    """A parser that tells which word was perhaps meant; exit status 2."""

    def __init__(self, **options: Any) -> None:
        # For each argument argparse makes a formatter, which would ask for the terminal's width.
        super().__init__(**options, formatter_class=partial(argparse.HelpFormatter, width=80))

    def format_usage(self) -> str:
        """As argparse, as wide as the terminal."""
        self.formatter_class = argparse.HelpFormatter
        return super().format_usage()

    def format_help(self) -> str:
        """As argparse, as wide as the terminal."""
        self.formatter_class = argparse.HelpFormatter
        return super().format_help()

    def parse_args(self, args: object = None, namespace: object = None) -> argparse.Namespace:  # type: ignore[override]
        """As argparse; of an option that is none, the nearest that its command has."""
        options, unknown = self.parse_known_args(args, namespace)  # type: ignore[call-overload]
        if unknown:
            command: Parser = getattr(options, "parser", self)
            command.error(f"there is no argument {unknown[0]}{command._meant(unknown[0])}")
        return options  # type: ignore[no-any-return]

    def error(self, message: str) -> NoReturn:
        """One line, and where to read on."""
        if "invalid choice" in message:
            given, _, known = message.partition("invalid choice: ")[2].partition(" (choose from ")
            word = given.strip("'\"")
            choices = [one.strip(" '\")") for one in known.split(",")]
            near = _near(word, choices)
            message = f"there is no {word}{near or ': there are ' + ', '.join(choices)}"
        elif message.endswith("required: COMMAND"):
            message = "name a command, as: specwright validate"
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")

    def _meant(self, word: str) -> str:
        known = [name for action in self._actions for name in action.option_strings]
        return _near(word.partition("=")[0], known)


def _near(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, sorted(known), n=1)
    return f", did you mean {close[0]}?" if close else ""


def parser(word: str = "") -> Parser:
    """The parser of the command line; `run` is the name of what is to be done.

    Args:
        word: Its first word. If that is a command no others are looked at, as making parsers
            of all takes longer than a run with nothing to do.
    """
    whole = Parser(
        prog="specwright",
        description="Compile hand-written OpenAPI documents into typed clients and server stubs.",
        epilog="to begin: specwright init --vendor acme; of a command: specwright generate --help",
    )
    whole.add_argument("--version", action="version", version=_version())
    commands = whole.add_subparsers(
        prog=whole.prog, required=True, metavar="COMMAND", parser_class=Parser
    )
    for name in [word] if word in _COMMANDS else _COMMANDS:
        text, example, add = _COMMANDS[name]
        made: Parser = commands.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.",
            epilog=f"example: {example}",
        )
        made.set_defaults(run=name, parser=made)
        add(made)
    return whole


def _init(start: Parser) -> None:
    start.add_argument("--vendor", default="", metavar="NAME", help="make specs/NAME too")
    start.add_argument("--title", default="", help="what the vendor's API is called")
    start.add_argument("--url", default="", help="where it is")
    start.add_argument(
        "--from", default="", dest="source", metavar="FILE",
        help="the vendor's own document: it is copied, and an overlay put beside it",
    )  # fmt: skip


def _explain(explain: Parser) -> None:
    explain.add_argument("code", metavar="CODE", help="as E304 or W401")


def _generate(generate: Parser) -> None:
    _common(generate)
    generate.add_argument("--check", action="store_true", help="write nothing; fail on differences")
    generate.add_argument("--force", action="store_true", help="overwrite files edited by hand")
    _generation(generate)


def _check(check: Parser) -> None:
    _common(check)
    _generation(check)
    check.set_defaults(run="generate", check=True, force=False)


def _watch(watch: Parser) -> None:
    _common(watch)
    _generation(watch)
    watch.set_defaults(check=False, force=False)


def _docs(docs: Parser) -> None:
    docs.add_argument(
        "names", nargs="*", metavar="NAME", help="a package or a document (default: all)"
    )
    docs.add_argument(
        "--out", dest="pages", metavar="DIR", help="folder for pages (default: build/docs)"
    )
    docs.add_argument(
        "--since", metavar="OLD",
        help="an older revision (file, folder or git:REV): tell what is new and changed since",
    )  # fmt: skip


def _completion(completion: Parser) -> None:
    completion.add_argument("shell", choices=SHELLS, help=", ".join(SHELLS))


def _diff(diff: Parser) -> None:
    sides = diff.add_argument(
        "sides", nargs="*", metavar="REVISION",
        help="OLD and NEW: files, folders, git:REV or git:REV:path; with --against, documents",
    )  # fmt: skip
    setattr(sides, "complete", _FILES)  # noqa: B010
    diff.add_argument("--against", metavar="REV", help="compare with a revision of git")
    forms = ("text", "json", "markdown", "github")
    diff.add_argument("--format", choices=forms, default="text", help="form of the report")
    on = ("breaking", "doubtful", "version")
    diff.add_argument("--fail-on", choices=on, help="what the exit status is to be 1 for")
    diff.add_argument(
        "--for", choices=("wire", "client", "server"), action="append", dest="readers",
        help="whose verdicts count (default: as set, else wire and client)",
    )  # fmt: skip
    diff.add_argument("--today", type=_day, metavar="DATE", help="the day for sunset dates")


def _day(text: str) -> date:
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date like 2026-01-31") from None


def _serve(serve: Parser) -> None:
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


def _mcp(mcp: Parser) -> None:
    mcp.add_argument(
        "name", help="a package below generated/, a folder that holds one, or an installed package"
    )
    mcp.add_argument("--out", help="where packages are (default: generated)")
    mcp.add_argument(
        "--allow", action="append", default=[], metavar="WHAT",
        help="a method (POST), tag, operation or all; again for more (default: what only reads)",
    )  # fmt: skip
    mcp.add_argument(
        "--most", type=int, default=20_000, metavar="N",
        help="characters of one answer; the rest is read on demand (default: 20000)",
    )  # fmt: skip
    mcp.add_argument("--base-url", help="instead of the document's server")
    mcp.add_argument("--sandbox", action="store_true", help="call the package's own sandbox")
    mcp.add_argument(
        "--http", type=int, metavar="PORT",
        help="streamable HTTP on loopback with a token; 0 for any port (default: stdio)",
    )  # fmt: skip


def _common(command: Parser) -> None:
    specs = command.add_argument(
        "specs", nargs="*", type=Path, metavar="SPEC",
        help="an OpenAPI file, or a folder that holds one (default: all of specs/)",
    )  # fmt: skip
    setattr(specs, "complete", _FILES)  # noqa: B010  # read by shtab; argparse has no such member
    command.add_argument("--format", choices=FORMATS, default="text", help="form of diagnostics")
    command.add_argument(
        "--strict",
        action=argparse.BooleanOptionalAction,
        help="fail on warnings too, and write nothing for a document with an error",
    )
    command.add_argument(
        "--resolve", type=_copy, action="append", metavar="URL=PATH",
        help="file or folder to read for references that begin with URL; nothing is fetched",
    )  # fmt: skip
    command.add_argument("-q", "--quiet", action="store_true", help="print diagnostics only")
    command.add_argument(
        "-v", "--verbose", action="store_true", help="print the time of each stage"
    )


def _copy(text: str) -> tuple[str, str]:
    """The beginning of a remote reference, and what stands in for it."""
    url, given, path = text.rpartition("=")
    if not given or not path or not url.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError(f"{text!r} is not like https://example.com/=copies")
    return url, path


def _generation(command: Parser) -> None:
    command.add_argument("--out", help="folder for packages (default: generated)")
    command.add_argument("-j", "--jobs", type=int, help="parallel processes (default: one a core)")


def _version() -> str:
    from generator import __version__

    return f"specwright {__version__}"


_COMMANDS: dict[str, tuple[str, str, Callable[[Parser], None]]] = {
    "init": ("write settings, and a first document", "specwright init --vendor acme", _init),
    "validate": ("check documents and write nothing", "specwright validate specs/acme", _common),
    "explain": ("say what the code of a finding means", "specwright explain E304", _explain),
    "generate": ("render packages", "specwright generate --strict", _generate),
    "check": ("fail if packages are not what documents say", "specwright check", _check),
    "watch": ("render packages whenever a document changes", "specwright watch specs/acme", _watch),
    "diff": (
        "say what changed between two revisions, and whom it breaks",
        "specwright diff --against origin/main --fail-on breaking",
        _diff,
    ),
    "docs": ("write reference pages, to open in a browser", "specwright docs acme", _docs),
    "serve": ("run a sandbox on loopback", "specwright serve acme --port 8010", _serve),
    "mcp": (
        "offer a package's operations to agents as tools",
        "specwright mcp acme --sandbox",
        _mcp,
    ),
    "schema": (
        "print a JSON Schema of documents with our extensions, for editors",
        "specwright schema > .specwright.schema.json",
        lambda schema: None,
    ),
    "completion": (
        "print what completes this command line in a shell",
        "specwright completion bash > ~/.local/share/bash-completion/completions/specwright",
        _completion,
    ),
}
"""Command → what it does, an example, and what adds its arguments."""
