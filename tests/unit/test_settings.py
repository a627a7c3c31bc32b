"""Settings: one short file, found upwards; every slip in it has a place and a mend."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import tomllib
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from generator.command.cli import main
from generator.command.settings import Settings, folder_name
from generator.command.settings_file import find
from generator.ground.diagnostics import Diagnostic
from generator.runtime.server import Application
from tests.support import ROOT, answer, document, operation, query
from tests.unit.marked import unmark

GOOD = document({"/things": {"get": operation("listThings")}}, tags=[{"name": "things"}])
UNUSED = document(
    {"/things": {"get": operation("listThings")}},
    tags=[{"name": "things"}],
    components={"securitySchemes": {"basic": {"type": "http", "scheme": "basic"}}},
)
BAD = document(
    {
        "/things": {
            "get": operation("listThings", parameters=[query("q", {"$ref": "#/nowhere"})]),
            "post": operation("makeThing"),
        }
    },
    tags=[{"name": "things"}],
)
Out = pytest.CaptureFixture[str]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def spec(name: str, tree: Any = GOOD, folder: str = "specs") -> Path:
    path = Path(folder, name, "openapi.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(tree))
    return path.parent


def settings(text: str, name: str = "specwright.toml") -> None:
    Path(name).write_text(dedent(text))


def found() -> tuple[Settings, list[Diagnostic]]:
    return find(Path.cwd())


def run(*arguments: str) -> int:
    return main([*arguments, "-j1"] if arguments[0] == "generate" else arguments)


def made() -> list[str]:
    return sorted(path.parent.as_posix() for path in Path().rglob("manifest.json"))


# Reading ---------------------------------------------------------------------------------

WHOLE = """
    strict = true
    out = "made"
    halves = ["client"]
    locks = "names"

    [rules]
    W302 = "error"
    W111 = "off"

    [documents]
    plain = "vendor/plain.json"

    [documents.acme]
    path = "vendor/acme/openapi.json"
    overlays = ["acme.overlay.yaml"]
    halves = ["server", "client"]

    [[accepted]]
    document = "acme"
    code = "W321"
    at = "/components/securitySchemes/basic"
    reason = "Not offered yet."

    [resolve]
    "https://example.com/schemas/" = "copies"
    """


def test_everything_that_can_be_set(place: Path):
    settings(WHOLE)
    said, faults = found()
    assert faults == []
    assert (said.strict, said.out, said.halves, said.locks) == (True, "made", ("client",), "names")
    assert said.rules == (("W302", "error"), ("W111", "off"))
    assert said.resolve == (("https://example.com/schemas/", "copies"),)
    plain, acme = said.documents
    assert (plain.name, plain.path, plain.halves) == ("plain", "vendor/plain.json", ("client",))
    assert acme.overlays == ("acme.overlay.yaml",)
    assert acme.halves == ("client", "server")
    assert [entry.code for entry in said.accepted] == ["W321"]


def test_they_are_found_upwards_and_paths_are_theirs(place: Path, monkeypatch: pytest.MonkeyPatch):
    settings(WHOLE)
    inner = place / "vendor" / "deep"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    said, faults = found()
    assert faults == []
    assert (said.file, said.base) == ("../../specwright.toml", "../..")
    assert said.out == "../../made"
    assert said.documents[0].path == "../plain.json"
    assert said.resolve[0][1] == "../../copies"


def test_a_table_of_pyproject(place: Path):
    settings('[project]\nname = "x"\n[tool.specwright]\nout = "made"\n', "pyproject.toml")
    assert found()[0].out == "made"
    settings("[tool.specwright]\nstrikt = true\n", "pyproject.toml")
    (fault,) = found()[1]
    assert (fault.span.file, fault.span.line) == ("pyproject.toml", 2)
    assert fault.pointer == "/tool/specwright/strikt"
    settings('out = "nearest"\n')
    assert found()[0].out == "nearest"


def test_a_pyproject_of_somebody_else_is_passed_by(place: Path, monkeypatch: pytest.MonkeyPatch):
    settings('out = "made"\n')
    (place / "inner").mkdir()
    settings('[project]\nname = "x"\n# tool.specwright\n', "inner/pyproject.toml")
    monkeypatch.chdir("inner")
    assert found()[0].out == "../made"


def test_without_a_file_nothing_is_set(place: Path):
    assert found() == (Settings(), [])


FAULTS = [
    ("E720", "▸strikt = true", "did you mean strict?"),
    ("E720", "▸colour = 1", "there are: strict, out"),
    ("E720", '[documents.acme]\npath = "x"\n▸overlay = ["y"]', "did you mean overlays?"),
    ("E720", '[[accepted]]\ndocument = "a"\ncode = "W302"\nat = "/x"\nreason = "y"\n▸why = ""',
     "there are: document, code, at, reason"),
    ("E721", '▸strict = "yes"', "true or false"),
    ("E721", "▸out = 3", "write text"),
    ("E721", '▸out = ""', "write text"),
    ("E721", '▸halves = "client"', "a list"),
    ("E721", '▸halves = ["client", "srver"]', "there are: client, server"),
    ("E721", "▸halves = []", '"client" or "server"'),
    ("E721", "▸halves = [1]", "write text"),
    ("E721", '▸engines = ["curl"]', "there are: aiohttp, pyreqwest"),
    ("E720", '[package]\n▸licence = "MIT"', "license"),
    ("E721", '[package]\nauthors = ▸["a <b> <c>"]', "mail@example.com"),
    ("E721", '[package.urls]\n▸Home = "example.com"', "begin with https://"),
    ("E721", "▸rules = 1", "write [rules]"),
    ("E721", '[rules]\n▸Z999 = "off"', "see docs/diagnostics.md"),
    ("E721", '[rules]\n▸H471 = "off"', "did you mean H473"),
    ("E721", '[rules]\n▸W302 = "none"', "there are: error, warning, hint, off"),
    ("E721", "[rules]\n▸W302 = true", "write text"),
    ("E721", '▸accepted = "W302"', "[[accepted]]"),
    ("E721", '▸[[accepted]]\ndocument = "a"\ncode = "W302"\nat = "/x"', "add reason"),
    ("E721", '[[accepted]]\ndocument = "a"\n▸code = "X302"\nat = "/x"\nreason = "y"', "302"),
    ("E721", '[documents]\n▸Acme = "x.json"', "small letters"),
    ("E721", '[documents]\n▸"a/../b" = "x.json"', "small letters"),
    ("E721", "[documents]\n▸acme = 1", "write [documents.acme]"),
    ("E721", "▸[documents.acme]\noverlays = []", "add path"),
    ("E721", '[resolve]\n▸"ftp://x/" = "y"', "https://"),
    ("E004", "strict = ▸yes", "correct the TOML"),
    ("E004", 'out = "a"\nout = "b"▸', "correct the TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "mend"), FAULTS)
def test_a_slip_has_a_place_and_a_mend(place: Path, code: str, text: str, mend: str, capsys: Out):
    plain, (line, column) = unmark(text)
    settings(plain)
    spec("acme")
    (fault,) = found()[1]
    assert (fault.code, fault.span.file) == (code, "specwright.toml")
    if "[documents.acme]" in text or "[[accepted]]" in text:  # within brackets
        assert fault.span.line == line
    else:
        assert (fault.span.line, fault.span.column) == (line, column)
    assert mend in fault.mend
    assert run("generate") == 1
    assert code in capsys.readouterr().out
    assert made() == []


def test_every_slip_is_told_at_once(place: Path):
    settings('strikt = true\nout = 1\n[rules]\nW302 = "no"\n')
    assert [fault.span.line for fault in found()[1]] == [1, 2, 4]


# What they do ------------------------------------------------------------------------------


def test_documents_have_their_names_beside_those_of_specs(place: Path, capsys: Out):
    spec("one")
    spec("two")
    spec("acme", folder="vendor")
    settings('[documents]\nfirst = "specs/one"\nours = "vendor/acme/openapi.json"\n')
    assert run("generate") == 0
    assert made() == ["generated/first", "generated/ours", "generated/two"]
    assert Path("generated/ours/ours/client.py").is_file()
    capsys.readouterr()
    assert run("generate") == 0
    assert capsys.readouterr().err.count("up to date") == 3
    assert main(["check"]) == 0
    assert run("generate", "vendor/acme") == 0  # however it is named
    assert made() == ["generated/first", "generated/ours", "generated/two"]


def test_where_packages_go_and_a_flag_that_overrides(place: Path):
    spec("acme")
    settings('out = "made"\n')
    assert run("generate") == 0
    assert made() == ["made/acme"]
    assert run("generate", "--out", "elsewhere") == 0
    assert made() == ["elsewhere/acme", "made/acme"]


def test_a_run_in_a_folder_below_works_on_the_whole(place: Path, monkeypatch: pytest.MonkeyPatch):
    spec("acme")
    settings("strict = true\n")
    monkeypatch.chdir("specs/acme")
    assert run("generate") == 0
    monkeypatch.chdir(place)
    assert made() == ["generated/acme"]


@pytest.mark.parametrize(("level", "status"), [("error", 1), ("warning", 0), ("off", 0)])
def test_the_level_of_a_rule(place: Path, level: str, status: int, capsys: Out):
    spec("acme", UNUSED)
    assert [run("validate"), run("validate", "--strict")] == [0, 1]
    assert "W321" in capsys.readouterr().out
    settings(f'[rules]\nW321 = "{level}"\n')
    assert run("validate") == status
    assert ("W321" in capsys.readouterr().out) is (level != "off")
    assert run("validate", "--strict") == (level != "off")
    assert [run("generate"), run("generate")] == [status, status]
    assert made() == ["generated/acme"]  # nothing is spoilt


def test_strict_settings_write_nothing_for_a_document_with_an_error(place: Path, capsys: Out):
    spec("acme", BAD)
    spec("wile", UNUSED)
    settings('strict = true\n[rules]\nW321 = "error"\n')
    assert run("generate") == 1
    assert made() == []
    out, said = capsys.readouterr()
    assert "E104" in out
    assert "left out" not in out
    assert "specs/wile: 1 error; generated/wile is as it was" in said
    assert run("generate", "--no-strict") == 1
    assert made() == ["generated/acme", "generated/wile"]
    assert "left out" in capsys.readouterr().out
    assert run("generate", "--strict") == 1  # what lacks something is not up to date


def test_an_accepted_error_is_left_out_under_strict_settings_too(place: Path, capsys: Out):
    spec("acme", BAD)
    accepted = ACCEPTED.format(at="/paths/~1things").replace("W321", "E104")
    settings("strict = true\n" + accepted)
    assert run("generate", "--strict") == 0
    out, said = capsys.readouterr()
    assert out == ""
    assert "1 left out" in said or "left out" in Path("generated/acme/README.md").read_text()
    assert "## Left out" in Path("generated/acme/README.md").read_text()
    assert "E104" in Path("generated/acme/manifest.json").read_text()
    assert run("generate") == 0
    assert "up to date" in capsys.readouterr().err
    settings(accepted)
    assert [run("generate"), run("check"), run("generate"), run("check")] == [0] * 4
    settings("strict = true\n")
    assert run("generate") == 1  # accepted no more


def test_a_document_that_cannot_be_read_cannot_be_accepted(place: Path, capsys: Out):
    path = spec("acme")
    (path / "openapi.json").write_text("[]")
    settings(ACCEPTED.format(at="specs/acme/openapi.json").replace("W321", "E011"))
    assert run("generate") == 1
    assert "E011" in capsys.readouterr().out
    assert made() == []


ACCEPTED = """
    [[accepted]]
    document = "acme"
    code = "W321"
    at = "{at}"
    reason = "The vendor is about to offer it."
    """


@pytest.mark.parametrize(
    "at",
    ["/components/securitySchemes/basic", "/components/securitySchemes", "specs/acme/openapi.json"],
)
def test_a_finding_that_is_accepted(place: Path, at: str, capsys: Out):
    spec("acme", UNUSED)
    settings('strict = true\n[rules]\nW321 = "error"' + ACCEPTED.format(at=at))
    assert run("validate") == 0
    assert run("generate", "--strict") == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "at", ["/components/securitySchemes/bas", "/components/x", "specs/other.json"]
)
def test_what_is_accepted_elsewhere_is_not_accepted_here(place: Path, at: str, capsys: Out):
    spec("acme", UNUSED)
    settings('[rules]\nW321 = "error"' + ACCEPTED.format(at=at))
    assert run("validate") == 1


def test_an_accepted_finding_that_is_gone_is_told(place: Path, capsys: Out):
    settings(ACCEPTED.format(at="/components/securitySchemes/basic"))
    spec("acme", UNUSED)
    assert run("generate") == 0
    assert capsys.readouterr().out == ""
    spec("acme", GOOD)
    assert run("generate") == 0
    out = capsys.readouterr().out
    assert "specwright.toml:4:1: W722 acme has no W321 at /components/securitySchemes/basic" in out
    assert run("check", "--strict") == 1
    assert "W722" in capsys.readouterr().out
    spec("wile")
    assert run("generate", "specs/wile") == 0
    assert "W722" not in capsys.readouterr().out


def test_an_accepted_finding_of_no_document_is_told(place: Path, capsys: Out):
    settings(ACCEPTED.format(at="/x"))
    spec("wile")
    run("generate")
    assert "W722 there is no document acme" in capsys.readouterr().out


def test_a_change_that_matters_makes_a_package_stale_and_no_other(place: Path, capsys: Out):
    spec("acme", UNUSED)
    spec("wile")
    run("generate")
    settings("strict = false\n# a word\n")
    capsys.readouterr()
    run("generate")
    assert capsys.readouterr().err.count("up to date") == 2
    settings('[documents.acme]\npath = "specs/acme"\nhalves = ["client"]\n')
    run("generate")
    said = capsys.readouterr().err
    assert "generated/acme: 1 operation" in said
    assert "generated/wile: up to date" in said
    settings('[rules]\nW321 = "error"\n')
    assert run("generate") == 1  # though nothing in the document changed
    assert run("generate") == 1


# Halves --------------------------------------------------------------------------------------

SHOP = document(
    {
        "/things": {
            "get": operation(
                "listThings",
                responses={"200": {**answer({"type": "array", "items": {"type": "string"}})}},
            )
        }
    },
    tags=[{"name": "things"}],
)


def package(halves: str) -> Path:
    spec("acme", SHOP)
    settings(f"halves = {halves}\n")
    assert run("generate") == 0
    return Path("generated/acme")


def test_a_package_carries_the_engines_that_are_named(place: Path):
    code = (
        "import asyncio, acme\n"
        "for name in ('aiohttp', 'pyreqwest'):\n"
        "    try: print(acme.AsyncClient(engine=name))\n"
        "    except acme.errors.UsageError as error: print(error)\n"
    )
    spec("acme", SHOP)
    settings('engines = ["aiohttp"]\n')
    assert run("generate") == 0
    folder = Path("generated/acme")
    first, second = ran(folder, code).splitlines()
    assert first.startswith("<AsyncClient")
    assert "made without the engine pyreqwest" in second
    assert 'aiohttp = ["aiohttp' in (folder / "pyproject.toml").read_text("utf-8")
    assert "pyreqwest" not in (folder / "pyproject.toml").read_text("utf-8")
    settings("engines = []\n")
    assert run("generate") == 0
    assert not list(folder.rglob("_runtime/transport/aiohttp.py"))
    assert not list(folder.rglob("_runtime/ground/slim.py"))


def ran(folder: Path, code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(folder.resolve())},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_package_with_a_client_alone(place: Path, capsys: Out):
    folder = package('["client"]')
    assert not any("server" in path.parts for path in folder.rglob("*"))
    code = "import acme; print(acme.Client(base_url='https://x').things.list.__name__, acme.errors.NotFound.__name__)"
    assert ran(folder, code).split() == ["list", "NotFound"]
    assert "server" not in (folder / "pyproject.toml").read_text()
    readme = (folder / "README.md").read_text()
    assert "## Call" in readme
    assert "## Serve" not in readme
    assert "client.things.list() -> List[str]" in (folder / "api.txt").read_text()
    assert main(["serve", "acme"]) == 2
    assert "no server half" in capsys.readouterr().err


def test_a_package_with_a_server_alone(place: Path):
    folder = package('["server"]')
    names = {path.name for path in (folder / "acme").iterdir()}
    assert {"server", "models", "operations"} <= names
    assert not names & {"client.py", "api", "errors.py", "hooks.py"}
    app = "type(acme.server.create_app()).__name__"
    code = f"import acme, sys; print({app}, 'httpx' in sys.modules)"
    assert ran(folder, code).split() == [Application.__name__, "False"]
    assert "httpx" not in (folder / "pyproject.toml").read_text()
    readme = (folder / "README.md").read_text()
    assert "## Serve" in readme
    assert "## Call" not in readme
    api = (folder / "api.txt").read_text()
    assert "server.Implementation.list_things() -> " in api
    assert "client." not in api


def test_a_half_that_comes_back(place: Path):
    package('["client"]')
    folder = package('["client", "server"]')
    assert (folder / "acme/server/app.py").is_file()
    assert not (package('["client"]') / "acme/server").exists()


# Remote references -----------------------------------------------------------------------------


def remote(tree_ref: str) -> None:
    schema = {"type": "object", "properties": {"price": {"$ref": tree_ref}}}
    tree = document(
        {"/things": {"get": operation("listThings", responses={"200": answer(schema)})}},
        tags=[{"name": "things"}],
    )
    spec("acme", tree)


def test_a_local_copy_stands_in_for_what_is_remote(place: Path, capsys: Out):
    remote("https://example.com/schemas/v1/money.json#/Money")
    assert run("generate") == 1
    assert "E102" in capsys.readouterr().out
    Path("copies/v1").mkdir(parents=True)
    Path("copies/v1/money.json").write_text('{"Money": {"$ref": "../unit.json"}}')
    Path("copies/unit.json").write_text('{"type": "string", "enum": ["EUR"]}')
    settings('[resolve]\n"https://example.com/schemas/" = "copies"\n')
    assert run("generate") == 0
    models = "".join(path.read_text() for path in Path("generated/acme/acme/models").glob("*.py"))
    assert "EUR" in models
    Path("copies/unit.json").write_text('{"type": "string", "enum": ["USD"]}')
    capsys.readouterr()
    assert run("generate") == 0  # a copy is an input like any other
    assert "changed" in capsys.readouterr().err


def test_a_single_file_stands_in_and_the_longest_beginning_wins(place: Path):
    remote("https://example.com/schemas/money.json")
    Path("copies").mkdir()
    Path("mine.json").write_text('{"type": "string", "enum": ["EUR"]}')
    settings(
        '[resolve]\n"https://example.com/" = "copies"\n'
        '"https://example.com/schemas/money.json" = "mine.json"\n'
    )
    assert run("validate", "--strict") == 0


def test_a_flag_names_a_copy_and_comes_before_the_settings(place: Path, capsys: Out):
    remote("https://example.com/schemas/money.json?v=1")
    for folder, currency in (("a", "EUR"), ("b", "USD")):
        Path(folder, "schemas").mkdir(parents=True)
        Path(folder, "schemas", "money.json?v=1").write_text(
            json.dumps({"type": "string", "enum": [currency]})
        )
    settings('[resolve]\n"https://example.com/" = "a"\n')
    assert run("generate", "--resolve", "https://example.com/=b") == 0
    models = "".join(path.read_text() for path in Path("generated/acme/acme/models").glob("*.py"))
    assert "USD" in models
    assert "EUR" not in models
    with pytest.raises(SystemExit):
        run("validate", "--resolve", "copies")
    assert "is not like https://example.com/=copies" in capsys.readouterr().err


@pytest.mark.parametrize("ref", ["missing.json", "../../secret.json", "%2e%2e/%2e%2e/secret.json"])
def test_a_copy_that_is_not_there_or_not_in_its_folder(place: Path, ref: str, capsys: Out):
    remote(f"https://example.com/{ref}")
    (place / "a").mkdir()
    Path("secret.json").write_text('{"type": "string"}')
    settings('[resolve]\n"https://example.com/" = "a/copies"\n')
    Path("a/copies").mkdir()
    assert run("validate") == 1
    assert "E104" in capsys.readouterr().out


# Beginning ---------------------------------------------------------------------------------------


def test_init_writes_what_validates_and_generates(place: Path, capsys: Out):
    assert main(["init", "--vendor", "acme-shop"]) == 0
    assert found()[1] == []
    assert found()[0].strict
    assert main(["validate", "--strict"]) == 0
    assert capsys.readouterr().out == ""
    assert run("generate") == 0
    assert made() == ["generated/acme-shop"]


def test_init_overwrites_nothing(place: Path, capsys: Out):
    settings('out = "mine"\n')
    assert main(["init"]) == 0
    assert "stays as it is" in capsys.readouterr().err
    assert found()[0].out == "mine"
    assert not Path("specs").exists()


@pytest.mark.parametrize("name", ["Acme", "../x", "a b", "-", ""])
def test_init_refuses_a_name_that_no_folder_can_have(place: Path, name: str):
    if name:
        assert main(["init", f"--vendor={name}"]) == 2
        assert list(place.iterdir()) == []
    else:
        assert main(["init", "--vendor="]) == 0


def test_init_begins_with_a_document_of_the_vendors(place: Path, capsys: Out):
    theirs = {**GOOD, "info": {"title": "Theirs", "version": "1"}}
    Path("theirs.json").write_text(json.dumps(theirs))
    assert main(["init", "--vendor", "acme", "--from", "theirs.json"]) == 0
    assert Path("specs/acme/openapi.json").read_text() == Path("theirs.json").read_text()
    assert run("generate", "--no-strict") == 0
    assert made() == ["generated/acme"]
    for wrong, said in (("https://x.test/a.json", "save"), ("no.json", "No such file")):
        assert main(["init", "--vendor", "acme", "--from", wrong]) == 2
        assert said in capsys.readouterr().err


def test_init_takes_a_title_and_an_address(place: Path):
    assert (
        main(["init", "--vendor", "acme", "--title", "A: B # {c}", "--url", "https://a.test"]) == 0
    )
    assert main(["validate", "--strict"]) == 0
    assert run("generate") == 0
    assert "A: B # {c}" in Path("generated/acme/README.md").read_text()
    assert main(["init", "--title", "x"]) == 2


@pytest.mark.parametrize(
    ("answers", "files"),
    [
        ("\n", []),
        ("acme\n\nThe Shop\n\n", ["specs/acme/openapi.yaml"]),
        ("acme\ntheirs.json\n", ["specs/acme/openapi.json", "specs/acme/overlay.yaml"]),
    ],
)
def test_init_asks_on_a_terminal(place: Path, answers: str, files: list[str]):
    """On a real one: a pseudo-terminal."""
    Path("theirs.json").write_text(json.dumps(GOOD))
    ours, theirs = pty.openpty()
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "generator", "init"]
    with subprocess.Popen(command, env=env, stdin=theirs, stderr=subprocess.PIPE) as process:
        os.close(theirs)
        os.write(ours, answers.encode())
        _, said = process.communicate(timeout=120)
    os.close(ours)
    assert process.returncode == 0, said
    assert sorted(p.as_posix() for p in Path().rglob("specs/*/*")) == files
    assert Path("specwright.toml").is_file()


# What a package says of itself ------------------------------------------------------------


def project(name: str) -> Any:
    return tomllib.loads(Path(f"generated/{name}/pyproject.toml").read_text())["project"]


def test_a_package_says_of_itself_what_is_set(place: Path) -> None:
    spec("acme", {**GOOD, "externalDocs": {"url": "https://acme.test/docs"}})
    spec("other", folder="vendor")
    settings(
        """\
        [package]
        license = "MIT"
        authors = ["Ann \\"A\\" Lee <ann@acme.test>", "The Shop"]
        keywords = ["crm"]
        classifiers = ["Framework :: AsyncIO"]

        [package.urls]
        Source = "https://acme.test/source"

        [documents.acme]
        path = "specs/acme"

        [documents.other]
        path = "vendor/other"
        package = { license = "Apache-2.0", urls = { Home = "https://other.test" } }
        """
    )
    assert run("generate") == 0
    acme, other = project("acme"), project("other")
    assert (acme["license"], other["license"]) == ("MIT", "Apache-2.0")
    authors = [{"name": 'Ann "A" Lee', "email": "ann@acme.test"}, {"name": "The Shop"}]
    assert acme["authors"] == other["authors"] == authors
    assert acme["keywords"] == ["crm"]
    assert {"Typing :: Typed", "Framework :: AsyncIO"} <= set(acme["classifiers"])
    source = {"Source": "https://acme.test/source"}
    assert acme["urls"] == {"Documentation": "https://acme.test/docs", **source}
    assert other["urls"] == {**source, "Home": "https://other.test"}


def test_what_a_package_says_of_itself_is_an_input(place: Path) -> None:
    spec("acme")
    assert run("generate") == 0
    settings('package = { license = "MIT" }\n')
    assert run("check") == 1
    assert run("generate") == 0
    assert project("acme")["license"] == "MIT"


def test_a_readme_lists_every_call(place: Path) -> None:
    spec("acme")
    assert run("generate") == 0
    calls = [
        line
        for line in Path("generated/acme/api.txt").read_text().splitlines()
        if line.startswith("client.")
    ]
    assert calls
    _, _, listed = Path("generated/acme/README.md").read_text().partition("## Every call\n")
    assert [line for line in listed.splitlines() if line.startswith("client.")] == calls


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("specs/my_api/openapi.yaml", "my-api"),
        ("specs/my-api.yaml", "my-api"),
        ("specs/two", "two"),
    ],
)
def test_a_package_stands_in_a_folder_of_its_name_with_dashes(path: str, name: str) -> None:
    assert folder_name(Path(path)) == name
