"""Run the sandbox of a package, or of a document, and tell of every request in a line."""

from __future__ import annotations

import gc
import logging
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module, invalidate_caches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.command.settings import MAIN, Settings
from generator.command.settings import itself as document_of
from generator.command.workspace import Outcome, chosen
from generator.console.console import Console
from generator.console.desk import Desk
from generator.console.records import line_of
from generator.console.served import Served

if TYPE_CHECKING:
    from generator.command.temporary import Stamp

_EVERY = 0.5
"""Seconds between two looks at a document's files."""
_TOLD = 20
"""Lines of what is left out of a package."""


class Wish(NamedTuple):
    """What is asked for on the command line."""

    name: str
    """A package, the folder of one, or a document."""
    port: str = "8000"
    console: bool = True
    limits: bool = False
    planned: bool = False
    reload: bool = False
    quiet: bool = False
    tool: str = "specwright"
    """The command that generates here."""


class Refused(Exception):
    """It cannot be served; the message says why."""

    def __init__(self, message: str, status: int = 2) -> None:
        super().__init__(message)
        self.status = status


def serve(wish: Wish, settings: Settings) -> int:
    """Serve on loopback until interrupted.

    Args:
        wish: What to serve, and how.
        settings: Where packages and documents are, and what holds for them.

    Returns:
        Exit status: 0; 1, the document has errors; 2, it cannot be served; 3, a bug.
    """
    try:
        port = _port(wish.port)
        package, document = _find(wish, settings)
        with _interrupted_by_termination(), tempfile.TemporaryDirectory() as folder:
            return _Serving(wish, settings, Path(folder)).run(port, package, document)
    except Refused as refused:
        if str(refused):
            print(f"specwright: {refused}", file=sys.stderr)
        return refused.status
    except KeyboardInterrupt:
        return 0


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= 65_535):
        raise Refused(f"--port {text}: a port is a number from 0 (any free one) to 65535")
    return int(text)


def _find(wish: Wish, settings: Settings) -> tuple[Path | None, Path | None]:
    """The folder of a package, or the document to compile.

    Raises:
        Refused: There is neither.
    """
    out, given = Path(settings.out), Path(wish.name)
    documents = {settings.name(path): path for path in _documents(settings)}
    for folder in (out / wish.name, given):
        if not (folder / "manifest.json").is_file():
            continue
        if wish.reload:
            return None, _source(folder.resolve().name, documents)
        if not any(folder.glob("*/server/app.py")):
            raise Refused(f"{folder.as_posix()} has no server half; see `halves` of the settings")
        return folder, None
    if given.is_file() or any((given / name).is_file() for name in MAIN):
        return None, given
    if wish.name in documents:
        return None, documents[wish.name]
    known = sorted({path.parent.name for path in out.glob("*/manifest.json")} | documents.keys())
    raise Refused(_unknown(wish, out, known))


def _documents(settings: Settings) -> list[Path]:
    with suppress(OSError):
        return [path for path in chosen(settings) if document_of(path).exists()]
    return []


def _source(name: str, documents: dict[str, Path]) -> Path:
    if name not in documents:
        raise Refused(f"--reload needs the document of {name}: serve path/to/openapi.yaml")
    return documents[name]


def _unknown(wish: Wish, out: Path, known: Sequence[str]) -> str:
    from generator.ground.diagnostics import nearest

    close = nearest(wish.name, known)
    mend = f"did you mean {close}?" if close else f"run: {wish.tool} generate"
    there = ", ".join(known) or "none"
    return f"there is no package {wish.name} in {out}/ (there are: {there}); {mend}"


class _Serving:
    """One run: what is served, and what it was made of.

    Args:
        wish: What is asked for.
        settings: What holds for documents.
        folder: Where packages of documents are made.
    """

    def __init__(self, wish: Wish, settings: Settings, folder: Path) -> None:
        self._wish = wish
        self._settings = settings
        self._folder = folder
        self._count = 0
        self._package = ""
        """The folder of the package that is loaded."""
        self._stamp: Stamp = {}
        told = None if wish.quiet else _say_record
        self._desk = Desk(told, limits=wish.limits, planned=wish.planned)

    def run(self, port: int, package: Path | None, document: Path | None) -> int:
        """Serve until interrupted."""
        if package is None and document is not None:
            package = self._build(document)
        assert package is not None
        served = self._load(package)
        console = Console(self._desk)
        app = console if self._wish.console else self._desk
        server = served.runtime("server.serve")
        try:
            with server.running(app, port=port) as url:
                _say("\n".join(_greeting(served, url, console, self._wish)))
                while True:
                    time.sleep(_EVERY)
                    if self._wish.reload and document is not None:
                        self._look(document)
        except server.ServerError as error:
            raise Refused(f"{error}; --port 0 takes any that is free") from None

    def _build(self, document: Path) -> Path:
        """The package of a document.

        Raises:
            Refused: It has errors, which are told of.
        """
        from generator.command.temporary import build, stamp

        self._count += 1
        into = self._folder / str(self._count)
        into.mkdir()
        self._stamp = stamp(document, None)
        outcome = build(document, self._settings, into)
        _tell(outcome, document)
        if outcome.failed:
            raise Refused("", 3 if outcome.crash else 1)
        package = into / outcome.name
        self._stamp = {**stamp(document, package), **self._stamp}
        return package

    def _load(self, folder: Path) -> Served:
        """Import a package and put its sandbox on the desk; one of its name is forgotten."""
        package = next(path.parent.name for path in folder.glob("*/py.typed"))
        for name in [name for name in sys.modules if f"{name}.".startswith(f"{package}.")]:
            del sys.modules[name]
        invalidate_caches()
        self._package = str(folder.resolve())
        sys.path.insert(0, self._package)
        try:
            server = import_module(f"{package}.server.app")
            app = server.create_app(**self._desk.options())
            served = Served(app, server.API, tuple(server.OPERATIONS.values()), package)
            served.runtime("server.serve")
        except ModuleNotFoundError as error:
            raise Refused(
                f"serving needs {error.name}; install the extra: pip install 'specwright[server]'"
            ) from None
        # What it would tell stands in the line of the request.
        told = logging.getLogger(served.runtime("server.app.spellings").__name__)
        told.addFilter(_silent)
        self._desk.put(served)
        return served

    def _look(self, document: Path) -> None:
        """Serve the document anew if its files have changed."""
        from generator.command.temporary import stamp

        now = stamp(document, None)
        now |= {path: found for path, found in _again(self._stamp).items() if path not in now}
        if now == self._stamp:
            return
        before = self._package
        try:
            package = self._build(document)
        except Refused:
            _say(f"{document}: changed, and has errors; the sandbox goes on as it was")
            return
        sys.path.remove(before)
        served = self._load(package)
        gc.collect()  # the one before goes in circles
        shutil.rmtree(before, ignore_errors=True)
        _say(f"{document}: changed; {len(served.operations):,} operations, nothing remembered")


def _again(before: Stamp) -> Stamp:
    """Files that were looked at before, as they are now."""
    found: Stamp = {}
    for path in before:
        with suppress(OSError):
            status = path.stat()
            found[path] = (status.st_mtime_ns, status.st_size)
    return found


def _greeting(served: Served, url: str, console: Console, wish: Wish) -> Iterator[str]:
    """What somebody wants to know at first."""
    count = len(served.operations)
    limits = "" if wish.limits else "; rate limits do not count (--limits)"
    yield f"{served.title} listens on {url}"
    yield f"  answers  {count:,} operation{'s' * (count != 1)} from the document's examples{limits}"
    yield f"  key      {' and '.join(_keys(served)) or 'none is needed'}"
    if wish.console:
        yield f"  console  {url}{console.path}"
    yield "  stop     Ctrl-C"


def _keys(served: Served) -> Iterator[str]:
    """How the credentials of the API's first alternative are sent."""
    wanted = next(iter(served.api.security), ())
    for scheme in served.api.schemes:
        key = served.keys.get(scheme.name)
        if scheme.name not in wanted or key is None:
            continue
        if scheme.kind in ("bearer", "oauth2"):
            yield f"{scheme.wire}: Bearer {key}"
        elif scheme.kind == "basic":
            yield f"user and password {key}"
        elif scheme.where == "query":
            yield f"?{scheme.wire}={key}"
        else:
            yield f"{scheme.where} {scheme.wire}: {key}"


def _tell(outcome: Outcome, document: Path) -> None:
    """What stands in the way of a package, or is not in it."""
    if outcome.crash:
        text = f"{document}: a bug in specwright, please report this text:\n{outcome.crash}"
        print(text, file=sys.stderr)
        return
    errors = [found for found in outcome.diagnostics if found.severity == "error"]
    if errors:
        from generator.ground.diagnostics import render

        print(render(errors, "text"), end="", file=sys.stderr)
    other = len(outcome.diagnostics) - len(errors)
    if other:
        many = f"{other} more finding{'s' * (other != 1)}"
        _say(f"{document}: {many}; see: specwright validate {document}", sys.stderr)
    for line in outcome.left_out[:_TOLD]:
        _say(f"{document}: left out: {line}", sys.stderr)
    if outcome.left_out[_TOLD:]:
        _say(f"{document}: and {len(outcome.left_out) - _TOLD} more left out", sys.stderr)


def _silent(record: logging.LogRecord) -> bool:
    return False


def _say_record(record: dict[str, Any]) -> None:
    moment = time.strftime("%H:%M:%S", time.localtime(record["at"]))
    _say(f"{moment} {line_of(record)}")


def _say(text: str, to: Any = None) -> None:
    """Print a text; what a document says in it can do nothing to a terminal."""
    shown = "".join(c if c.isprintable() or c == "\n" else "?" for c in text)
    with suppress(OSError, ValueError):  # nobody reads it: requests are answered all the same
        print(shown, file=to, flush=True)


@contextmanager
def _interrupted_by_termination() -> Iterator[None]:
    """A block that SIGTERM ends like Ctrl-C, so that nothing is left behind."""

    def stop(number: int, frame: Any) -> None:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # not in the main thread, as in tests
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
