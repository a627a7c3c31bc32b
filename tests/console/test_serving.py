"""`specwright serve` and `watch` in this process: each look at the files is a step of the test."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from generator.command import serving, watching
from generator.command.cli import main
from generator.command.serving import Wish, serve
from generator.command.settings import Settings
from generator.command.settings_file import find
from generator.command.temporary import build, stamp
from generator.command.workspace import Outcome
from generator.console.console import Console
from generator.console.served import Served
from generator.ground.diagnostics import Diagnostic, Span
from generator.runtime.ground.operation import Operation, Scheme
from tests.console.test_console import OWN, PREFIX, desk_of
from tests.console.warehouse import write
from tests.runtime_server.shop import API, OPERATIONS
from tests.runtime_server.support import application
from tests.support import ROOT, document, operation

Out = pytest.CaptureFixture[str]
Step = Callable[[], object]


def stepping(patch: pytest.MonkeyPatch, module: Any, *steps: Step) -> None:
    """Have a module's waits be steps of a test; after the last it is interrupted."""
    waiting = list(steps)

    def sleep(_: float) -> None:
        if not waiting:
            raise KeyboardInterrupt
        waiting.pop(0)()

    clock = SimpleNamespace(sleep=sleep, strftime=time.strftime, localtime=time.localtime)
    patch.setattr(module, "time", clock)


@pytest.fixture(autouse=True)
def modules_kept() -> Iterator[None]:
    """What is served is imported anew in this process; other tests keep the classes they have."""
    before = {name: module for name, module in sys.modules.items() if _is_vendors(name)}
    yield
    for name in [name for name in sys.modules if _is_vendors(name)]:
        del sys.modules[name]
    sys.modules.update(before)


def _is_vendors(name: str) -> bool:
    return name.partition(".")[0] == "shoprocket_public"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a document in specs/ and what looks like its package in generated/."""
    write(tmp_path / "specs")
    package = tmp_path / "generated" / "warehouse"
    (package / "warehouse" / "server").mkdir(parents=True)
    (package / "warehouse" / "server" / "app.py").touch()
    (package / "manifest.json").touch()
    return tmp_path


# Serving ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "console", "line", "limits"),
    [
        ([], True, True, "; rate limits do not count (--limits)"),
        (["--limits"], True, True, ""),
        (["--no-console", "--quiet"], False, False, "; rate limits do not count (--limits)"),
    ],
)
def test_a_package_is_served_as_was_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: Out,
    more: list[str], console: bool, line: bool, limits: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "path", [*sys.path])
    said: list[str] = []

    def call() -> None:
        said.extend(capsys.readouterr().out.splitlines())
        url = said[0].rpartition(" ")[2]
        answer = httpx.get(f"{url}/countries", headers={"authorization": "Bearer sandbox"})
        assert answer.status_code == 200
        shown = httpx.get(f"{url}{PREFIX}/api/about", headers=OWN)
        assert shown.status_code == (200 if console else 404)
        assert not console or shown.json()["limited"] is ("--limits" in more)

    stepping(monkeypatch, serving, call)
    assert main(["serve", "shoprocket-public", "--port", "0", *more]) == 0
    url = said[0].rpartition(" ")[2]
    count = len(sys.modules["shoprocket_public.server.app"].OPERATIONS)
    assert said[1:] == [
        f"  answers  {count} operations from the document's examples{limits}",
        "  key      Authorization: Bearer pk_test_your_key",
        *([f"  console  {url}/_specwright/"] if console else []),
        "  stop     Ctrl-C",
    ]
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == line
    assert all(" GET /countries 200 listCountries " in one for one in lines)


@pytest.mark.parametrize(
    ("schemes", "wanted", "line"),
    [
        ((), (), "none is needed"),
        ((Scheme("k", "k", "bearer"),), (), "none is needed"),
        ((Scheme("k", "k", "bearer"),), (("k",),), "Authorization: Bearer sandbox"),
        ((Scheme("k", "k", "oauth2"),), (("k",),), "Authorization: Bearer sandbox"),
        ((Scheme("k", "k", "basic"),), (("k",),), "user and password sandbox:sandbox"),
        ((Scheme("k", "k", "key", where="query", wire="q"),), (("k",),), "?q=sandbox"),
        ((Scheme("k", "k", "key", where="cookie", wire="q"),), (("k",),), "cookie q: sandbox"),
        ((Scheme("k", "k", "key", where="header", wire="Q"),), (("k",),), "header Q: sandbox"),
        ((Scheme("k", "k", "mutual-tls"),), (("k",),), "none is needed"),
        ((Scheme("k", "k", "bearer"), Scheme("l", "l", "key", where="query", wire="q")), (("l",), ("k",)), "?q=sandbox"),
        ((Scheme("k", "k", "bearer"), Scheme("l", "l", "key", where="query", wire="q")), (("l", "k"),), "Authorization: Bearer sandbox and ?q=sandbox"),
    ],
)  # fmt: skip
def test_how_a_key_is_sent_is_said(schemes: Any, wanted: Any, line: str) -> None:
    api = API._replace(schemes=schemes, security=wanted)
    desk = desk_of()
    greeting = serving._greeting(
        Served(application(), api, OPERATIONS), "u", Console(desk), Wish("x")
    )
    assert f"  key      {line}" in list(greeting)


def test_one_operation_is_one() -> None:
    served = Served(application(), API, [Operation("getRoot", "GET", "/")])
    desk = desk_of(Operation("getRoot", "GET", "/"))
    lines = list(serving._greeting(served, "http://u", Console(desk), Wish("x", limits=True)))
    assert lines[0] == "Shop 3.0 listens on http://u"
    assert lines[1] == "  answers  1 operation from the document's examples"
    assert lines[3] == "  console  http://u/_specwright/"


def found(severity: Any) -> Diagnostic:
    return Diagnostic("E101", severity, "It is wrong.", Span("a.yaml", 1, 1))


@pytest.mark.parametrize(
    ("severities", "left", "lines"),
    [
        ([], 0, []),
        (["warning"], 0, ["d: 1 more finding; see: specwright validate d"]),
        (["warning", "hint"], 1, ["d: 2 more findings; see: specwright validate d", "d: left out: 0"]),
        (["error"], 0, ["a.yaml:1:1: E101 It is wrong."]),
        (["error", "warning"], 0, ["a.yaml:1:1: E101 It is wrong.", "d: 1 more finding; see: specwright validate d"]),
        ([], 20, [f"d: left out: {n}" for n in range(20)]),
        ([], 22, [*(f"d: left out: {n}" for n in range(20)), "d: and 2 more left out"]),
    ],
)  # fmt: skip
def test_what_stands_in_the_way_is_told(
    capsys: Out, severities: list[str], left: int, lines: list[str]
) -> None:
    outcome = Outcome(Path("d"))
    outcome.diagnostics = [found(severity) for severity in severities]
    outcome.left_out = [f"{n}" for n in range(left)]
    serving._tell(outcome, Path("d"))
    assert capsys.readouterr().err.splitlines() == lines
    outcome.crash = "KeyError: 'x'"
    serving._tell(outcome, Path("d"))
    assert capsys.readouterr().err == (
        "d: a bug in specwright, please report this text:\nKeyError: 'x'\n"
    )


def test_what_is_found_by_a_name(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.chdir(place)
    settings, _ = find(place)

    def sought(name: str, **more: Any) -> Any:
        return serving._find(Wish(name, **more), settings)

    package, source = Path("generated/warehouse"), Path("specs/warehouse")
    assert sought("warehouse") == (package, None)
    assert sought("generated/warehouse") == (package, None)
    package_, found_ = sought("warehouse", reload=True)
    assert (package_, found_.resolve()) == (None, source.resolve())
    assert sought("specs/warehouse") == (None, source)
    assert sought("specs/warehouse/openapi.json") == (None, source / "openapi.json")
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "manifest.json").touch()
    assert serve(Wish(str(strange), reload=True), settings) == 2
    assert capsys.readouterr().err == (
        "specwright: --reload needs the document of strange: serve path/to/openapi.yaml\n"
    )
    half = tmp_path / "half"
    (half / "half").mkdir(parents=True)
    (half / "manifest.json").touch()
    assert serve(Wish(str(half)), settings) == 2
    assert capsys.readouterr().err == (
        f"specwright: {half.as_posix()} has no server half; see `halves` of the settings\n"
    )
    (_, document_) = serving._find(Wish("warehouse"), settings._replace(out="none"))
    assert document_.resolve() == (place / "specs/warehouse").resolve()
    assert serve(Wish("warehose", tool="make"), settings._replace(out="none")) == 2
    assert "(there are: warehouse); did you mean warehouse?" in capsys.readouterr().err
    monkeypatch.chdir(half)
    assert serve(Wish("zzz", tool="make"), Settings(out="none")) == 2
    assert "(there are: none); run: make generate" in capsys.readouterr().err


# Looking at files ------------------------------------------------------------------------


def test_a_stamp_is_of_every_file_that_a_document_was_made_of(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    (folder / "parts").mkdir(parents=True)
    names = ["openapi.yaml", "parts/a.yml", "parts/b.json", "notes.md"]
    for name in names:
        (folder / name).write_text(name)
    beside = tmp_path / "common.yaml"
    beside.touch()
    package = tmp_path / "package"
    package.mkdir()
    (package / "manifest.json").write_text(json.dumps({"inputs": {"common.yaml": "", "gone": ""}}))
    found_ = stamp(folder, None)
    assert {path.name for path in found_} == {"openapi.yaml", "a.yml", "b.json"}
    assert list(stamp(folder / "notes.md", None)) == [folder / "notes.md"]
    whole = stamp(folder, package)
    assert whole == {**found_, **stamp(beside, None)}
    for path, (_, size) in whole.items():
        assert size == path.stat().st_size


def test_a_document_is_compiled_elsewhere_whole_and_with_the_names_it_has(tmp_path: Path) -> None:
    specs, into = tmp_path / "specs", tmp_path / "into"
    specs.mkdir()
    into.mkdir()
    path = specs / "a.json"
    path.write_text(json.dumps(document({"/a": {"get": operation("listThings")}})))
    settings = Settings(halves=("client",), out=str(tmp_path / "out"))
    lock = settings.lock(path)
    assert lock is not None
    lock.write_text("method things/listThings = every\n")
    before = {file: file.read_bytes() for file in specs.iterdir()}
    outcome = build(path, settings, into)
    assert (outcome.failed, outcome.name) == (False, "a")
    surface = (into / "a" / "api.txt").read_text()
    assert "things.every" in surface
    assert list(into.glob("a/*/server/app.py"))
    assert {file: file.read_bytes() for file in specs.iterdir()} == before
    assert not (tmp_path / "out").exists()


class Watched:
    """A folder whose package follows; what generating does is noted, and nothing made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runs: list[list[str]] = []
        self.settings = find(folder)[0]
        self.reads: Path | None = None
        """A file that generating writes, as it keeps names."""

    def documents(self) -> list[Path]:
        return sorted((self.folder / "specs").glob("*.json"))

    def generate(self) -> int:
        self.runs.append([path.stem for path in self.documents()])
        if self.reads:
            self.reads.write_text(f"{len(self.runs)}" * len(self.runs))
        return 0

    def write(self, name: str, text: str) -> None:
        (self.folder / "specs" / name).write_text(text)


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watched:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specwright.toml").write_text("strict = true\n")
    text = json.dumps(document({"/a": {"get": operation("a")}}))
    (tmp_path / "specs" / "a.json").write_text(text)
    monkeypatch.chdir(tmp_path)
    return Watched(tmp_path)


def looks(patch: pytest.MonkeyPatch, watched: Watched, *steps: Step) -> int:
    stepping(patch, watching, *steps)
    return watching.watch(watched.settings, watched.documents, watched.generate)


def test_packages_are_made_anew_when_a_document_changes_comes_or_goes(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    counts: list[int] = []

    def noted(step: Step) -> Step:
        def do() -> None:
            counts.append(len(watched.runs))
            step()

        return do

    steps = [
        lambda: None,
        lambda: watched.write("a.json", "{"),
        lambda: watched.write("b.json", "{}"),
        lambda: (watched.folder / "specs/a.json").unlink(),
        lambda: None,
        lambda: None,
    ]
    with pytest.raises(KeyboardInterrupt):
        looks(monkeypatch, watched, *map(noted, steps))
    assert counts == [1, 1, 2, 3, 4, 4]
    assert watched.runs == [["a"], ["a"], ["a", "b"], ["b"]]
    assert capsys.readouterr().err == "watching; Ctrl-C ends it\n" * 4


def test_the_names_that_generating_keeps_are_no_change(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path,) = watched.documents()
    lock = watched.settings.lock(path)
    assert lock is not None
    package = watched.folder / "generated" / "a"
    package.mkdir(parents=True)
    inputs = {"inputs": {"a.json": "", lock.name: "", "part.yaml": ""}}
    (package / "manifest.json").write_text(json.dumps(inputs))
    lock.write_text("0")
    watched.write("part.yaml", "x")
    watched.reads = lock
    with pytest.raises(KeyboardInterrupt):
        looks(monkeypatch, watched, lambda: None, lambda: None)
    assert len(watched.runs) == 1
    with pytest.raises(KeyboardInterrupt):
        looks(monkeypatch, watched, lambda: watched.write("part.yaml", "other"))
    assert len(watched.runs) == 3
    with pytest.raises(KeyboardInterrupt):
        looks(monkeypatch, watched, lambda: lock.write_text("by hand, and longer"))
    assert len(watched.runs) == 5


def test_other_settings_end_the_run(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    file = watched.folder / "specwright.toml"
    assert looks(monkeypatch, watched, lambda: file.write_text("strict = false\n\n")) == 1
    assert capsys.readouterr().err.splitlines()[-1] == (
        f"specwright: {watched.settings.file} has changed; start again"
    )
    assert len(watched.runs) == 1
    watched.settings = find(watched.folder)[0]
    assert looks(monkeypatch, watched, lambda: None, file.unlink) == 1


def test_watching_waits_for_a_document_but_for_none_that_is_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["watch"]) == 2
    assert "there is no specs/ here" in capsys.readouterr().err
