"""A run with nothing to do: how it is told, and that it costs nothing."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from generator.command.cli import main
from generator.command.freshness import HERE, input_hashes, is_fresh, tool_key
from generator.command.settings import Settings
from generator.command.workspace import process
from tests.support import ROOT, document, operation

HEAVY = [
    "yaml",
    "pydantic",
    "jinja2",
    "datamodel_code_generator",
    "openapi_spec_validator",
    "jsonschema",
    "jsonschema_rs",
    "httpx",
]


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """A workspace with one document of two files, and its package."""
    folder = tmp_path / "specs" / "acme"
    folder.mkdir(parents=True)
    tree = document({"/things": {"get": {"$ref": "get.json"}}})
    tree["paths"]["/things"] = {"$ref": "paths.json"}
    (folder / "openapi.json").write_text(json.dumps(tree))
    (folder / "paths.json").write_text(json.dumps({"get": operation("listThings")}))
    outcome = process(folder, Settings(out=str(tmp_path / "generated")))
    assert not outcome.failed, outcome.crash or outcome.diagnostics
    return tmp_path


def fresh(place: Path) -> bool:
    """Whether the package needs no work."""
    return is_fresh(place / "generated" / "acme", place / "specs", "acme", {})


def _run(code: str, *arguments: str, cwd: Path = ROOT, path: Path = ROOT) -> str:
    env = {**os.environ, "PYTHONPATH": str(path)}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_was_just_made_is_fresh(acme: Path) -> None:
    assert fresh(acme)
    assert process(acme / "specs" / "acme", Settings(out=str(acme / "generated"))).fresh


def test_a_run_with_nothing_to_do_imports_nothing_heavy(acme: Path) -> None:
    code = (
        "import sys; from generator.command.cli import main; status = main(['generate']);"
        f"print(status, [name for name in {[*HEAVY, 'dataclasses', 'shutil']} if name in sys.modules])"
    )
    assert _run(code, cwd=acme).strip() == "0 []"


def test_what_a_run_leaves_is_not_looked_at_once_more(acme: Path) -> None:
    code = (
        "import gc, sys; from generator.__main__ import run; sys.argv[1:] = ['generate', '-q'];"
        "print(run(), gc.get_freeze_count())"
    )
    status, count = _run(code, cwd=acme).split()
    assert status == "0"
    assert int(count) > 1000


def test_the_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from generator.command.cli import main\n"
        "try: main(['--version'])\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    assert _run(code).splitlines()[-1] == "[]"


def test_a_run_with_something_to_do_imports_it(acme: Path) -> None:
    (acme / "specs/acme/paths.json").write_text(json.dumps({"get": operation("searchThings")}))
    code = "import sys; from generator.command.cli import main; main(['generate']); print('generator.read.source' in sys.modules)"
    assert _run(code, cwd=acme).strip() == "True"


@pytest.mark.parametrize("name", ["openapi.json", "paths.json"])
def test_a_change_of_any_input_makes_it_stale(acme: Path, name: str) -> None:
    path = acme / "specs" / "acme" / name
    path.write_text(path.read_text() + " ")
    assert not fresh(acme)


@pytest.mark.parametrize("name", ["openapi.json", "paths.json"])
def test_an_input_that_is_gone_makes_it_stale(acme: Path, name: str) -> None:
    (acme / "specs" / "acme" / name).unlink()
    assert not fresh(acme)


def test_a_new_time_of_an_input_is_no_change(acme: Path) -> None:
    os.utime(acme / "specs/acme/openapi.json", (0, 0))
    assert fresh(acme)


@pytest.mark.parametrize(
    "name",
    [
        "acme/client.py",
        "README.md",
        "acme/_runtime/client/clients.py",
        "acme/py.typed",
        "manifest.json",
    ],
)
def test_an_output_that_is_gone_makes_it_stale_and_is_made_again(acme: Path, name: str) -> None:
    path = acme / "generated" / "acme" / name
    data = path.read_bytes()
    path.unlink()
    assert not fresh(acme)
    if name != "manifest.json":
        outcome = process(acme / "specs" / "acme", Settings(out=str(acme / "generated")))
        assert [(change.path, change.kind) for change in outcome.changes] == [(name, "added")]
        assert path.read_bytes() == data


def test_an_output_of_another_size_makes_it_stale(acme: Path) -> None:
    path = acme / "generated/acme/acme/client.py"
    path.write_text(path.read_text() + "#\n")
    assert not fresh(acme)


def test_a_file_of_the_user_does_not(acme: Path) -> None:
    (acme / "generated/acme/notes.txt").write_text("mine")
    assert fresh(acme)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"document": "acme"}', '{"document": "acme", "generator": "x", "inputs": 3}'],
)
def test_a_broken_manifest_makes_it_stale(acme: Path, text: str) -> None:
    (acme / "generated/acme/manifest.json").write_text(text)
    assert not fresh(acme)


def test_another_document_of_the_same_name_makes_it_stale(acme: Path) -> None:
    assert not is_fresh(acme / "generated" / "acme", acme / "specs", "other", {})


def test_what_the_manifest_tells_of_the_last_run_decides(acme: Path) -> None:
    """A fault, a finding where none may be, and another setting: told anew by a new run."""
    path = acme / "generated/acme/manifest.json"
    made = json.loads(path.read_text())
    where = (acme / "generated" / "acme", acme / "specs", "acme", {})
    assert is_fresh(*where, silent=True)
    path.write_text(json.dumps({**made, "findings": 1}))
    assert is_fresh(*where)
    assert not is_fresh(*where, silent=True)
    path.write_text(json.dumps({**made, "errors": 1}))
    assert not is_fresh(*where)
    path.write_text(json.dumps({**made, "settings": {"strict": True}}))
    assert not is_fresh(*where)
    assert is_fresh(*where[:3], {"strict": True})


def test_names_that_are_kept_elsewhere_make_it_stale(acme: Path) -> None:
    where = (acme / "generated" / "acme", acme / "specs", "acme", {})
    assert is_fresh(*where, lock=acme / "specs/acme/names.lock")
    assert not is_fresh(*where, lock=acme / "specs/other.names.lock")


def test_a_workspace_that_was_moved_is_fresh(
    acme: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    there = tmp_path_factory.mktemp("moved") / "place"
    shutil.copytree(acme, there)
    assert fresh(there)


# The toolkit itself ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def toolkit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the toolkit that may be changed."""
    place = tmp_path_factory.mktemp("toolkit")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(HERE, place / "generator", ignore=ignored)
    shutil.copytree(HERE.parent / "templates", place / "templates", ignore=ignored)
    return place


def _key(toolkit: Path) -> str:
    return _run(
        "from generator.command.freshness import tool_key; print(tool_key())",
        cwd=toolkit,
        path=toolkit,
    ).strip()


def test_the_key_is_that_of_the_files_and_not_of_their_place(toolkit: Path) -> None:
    assert _key(toolkit) == _key(toolkit) != ""
    same = _run("from generator.command.freshness import tool_key; print(tool_key())").strip()
    assert same == tool_key()


@pytest.mark.parametrize(
    "name",
    ["templates/api.py.j2", "generator/understand/build.py", "generator/runtime/client/clients.py"],
)
def test_a_change_of_the_toolkit_makes_every_package_stale(toolkit: Path, name: str) -> None:
    before, path = _key(toolkit), toolkit / name
    text = path.read_text()
    path.write_text(f"{text}\n")
    assert _key(toolkit) != before
    path.write_text(text)
    assert _key(toolkit) == before


def test_files_of_the_toolkit_are_read_only_when_one_has_changed(toolkit: Path) -> None:
    code = """
import os, sys
from generator.command.cli import main
from generator.command.freshness import HERE, tool_key
read = []
sys.addaudithook(lambda what, of: read.append(str(of[0])) if what == "open" else None)
key = tool_key()
print(key, len([name for name in read if name.endswith((".py", ".j2"))]))
"""
    env = {**os.environ, "PYTHONPATH": str(toolkit), "PYTHONDONTWRITEBYTECODE": ""}

    def told() -> list[str]:
        command = [sys.executable, "-c", code]
        return subprocess.check_output(command, cwd=toolkit, env=env, text=True).split()

    usual, _ = told()
    assert told() == [usual, "0"]
    path = toolkit / "templates" / "api.py.j2"
    stat = path.stat()
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))
    same, count = told()
    assert same == usual
    assert int(count) > 100
    assert told() == [usual, "0"]


def test_a_new_file_of_the_toolkit_does_so_too(toolkit: Path) -> None:
    before, path = _key(toolkit), toolkit / "generator" / "runtime" / "new.py"
    path.write_text("")
    assert _key(toolkit) != before
    path.unlink()
    assert _key(toolkit) == before


def test_a_cache_of_python_does_not(toolkit: Path) -> None:
    before = _key(toolkit)
    (toolkit / "generator" / "__pycache__").mkdir(exist_ok=True)
    (toolkit / "generator" / "__pycache__" / "x.cpython-311.pyc").write_bytes(b"x")
    assert _key(toolkit) == before


@pytest.mark.parametrize("library", ["datamodel-code-generator", "jinja2", "pydantic", "ruff"])
def test_the_version_of_a_library_is_in_the_key(
    toolkit: Path, tmp_path: Path, library: str
) -> None:
    """By the key alone: the same toolkit beside other metadata has another one."""
    place = tmp_path / "site-packages"
    metadata = place / f"{library.replace('-', '_')}-0.0.1.dist-info"

    def key() -> str:
        code = (
            "import sys; sys.path.insert(0, sys.argv[1])\n"
            "from generator.command.freshness import tool_key, libraries\n"
            "assert '?' not in libraries().values(), libraries()\n"
            "print(tool_key())"
        )
        return _run(code, str(place), cwd=toolkit, path=toolkit).strip()

    usual = key()
    metadata.mkdir(parents=True)
    older = key()
    newer = metadata.rename(metadata.with_name(metadata.name.replace("0.0.1", "0.0.2")))
    assert len({usual, older, key()}) == 3
    newer.rmdir()
    assert key() == usual


def test_paths_in_a_manifest_are_relative_and_with_slashes(acme: Path) -> None:
    files = sorted((acme / "specs" / "acme").iterdir())
    assert list(input_hashes(files, acme / "specs")) == [
        *("acme/names.lock", "acme/openapi.json", "acme/paths.json")
    ]
    text = (acme / "generated/acme/manifest.json").read_text()
    assert str(acme) not in text


def _planted(path: Path, kind: str) -> None:
    """What is no file, in the place of one."""
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(str(path))
    else:
        path.symlink_to("/dev/zero")


@pytest.mark.parametrize("kind", ["pipe", "socket", "device"])
def test_what_is_no_file_is_neither_read_nor_kept_in_the_place_of_one(
    acme: Path, kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would hang, or have no end; what is beside our files stays."""
    monkeypatch.chdir(acme)
    package = Path("generated", "acme")
    ours = ("manifest.json", "README.md", "acme/py.typed")
    own = package / "own"
    for name in ours:
        _planted(package / name, kind)
    _planted(own, kind)
    before = os.lstat(own)

    def run(*arguments: str) -> int:
        status: list[int] = []
        work = Thread(target=lambda: status.append(main([*arguments, "-j", "1"])), daemon=True)
        work.start()
        work.join(120)
        return status[0]

    assert not fresh(acme)
    assert run("check") == 1
    assert "README.md" in "".join(capsys.readouterr())
    assert run("generate") == 1
    assert "E702" in "".join(capsys.readouterr())
    assert run("generate", "--force") == 0
    assert all((package / name).is_file() for name in ours)
    assert os.lstat(own).st_ino == before.st_ino
    assert run("check") == 0
    _planted(package / "acme/py.typed", kind)
    assert not fresh(acme)
    assert run("generate") == 0
    assert (package / "acme/py.typed").is_file()
    _planted(acme / "specs/acme/paths.json", kind)
    assert not fresh(acme)
    assert run("generate") == 1


def test_a_file_of_no_sensible_size_is_an_edit(acme: Path) -> None:
    readme = acme / "generated/acme/README.md"
    with readme.open("wb") as file:
        file.truncate(10 * 1024**3)
    outcome = process(acme / "specs/acme", Settings(out=str(acme / "generated")))
    assert [found.code for found in outcome.diagnostics] == ["E703"]
