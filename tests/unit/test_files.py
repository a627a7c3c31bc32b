"""Writing a package: whole or not at all, and never over what is somebody else's."""

from __future__ import annotations

import ast
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from generator.ground.diagnostics import SpecError
from generator.write.files import (
    MANIFEST,
    Change,
    compare,
    digest,
    format_python,
    manifest,
    read_manifest,
    recorded,
    write,
)
from tests.support import ROOT

FILES = {"acme/__init__.py": b"a = 1\n", "acme/api/things.py": b"b = 2\n", "README.md": b"# Acme\n"}


def whole(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files with their manifest."""
    return {**files, MANIFEST: manifest("acme", files, {"openapi.yaml": "0"}, "tool", {})}


def tree(folder: Path) -> dict[str, bytes]:
    """What is in a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def code(error: pytest.ExceptionInfo[SpecError]) -> str:
    """The code of the one diagnostic of an error."""
    (found,) = error.value.diagnostics
    return found.code


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A package as it was written."""
    path = tmp_path / "generated" / "acme"
    write(path, whole(FILES))
    return path


# What is written -------------------------------------------------------------------------


def test_a_package_is_written_and_written_again_for_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "generated" / "acme"
    assert {(c.path, c.kind) for c in write(folder, whole(FILES))} == {
        (p, "added") for p in whole(FILES)
    }
    assert tree(folder) == whole(FILES)
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.rglob("*")}
    assert write(folder, whole(FILES)) == []
    assert {
        path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.rglob("*")
    } == before
    assert os.listdir(folder.parent) == ["acme"]


def test_what_does_not_change_keeps_its_time_and_its_inode(folder: Path) -> None:
    kept = folder / "acme/__init__.py"
    before = kept.stat()
    changes = write(folder, whole({**FILES, "acme/api/things.py": b"b = 3\n"}))
    assert changes == [Change("acme/api/things.py", "changed"), Change(MANIFEST, "changed")]
    assert (kept.stat().st_ino, kept.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert (folder / "acme/api/things.py").read_bytes() == b"b = 3\n"


def test_what_is_no_longer_made_goes_with_its_folder(folder: Path) -> None:
    left = {"README.md": FILES["README.md"]}
    changes = write(folder, whole(left))
    assert {c.path for c in changes if c.kind == "removed"} == {
        "acme/__init__.py",
        "acme/api/things.py",
    }
    assert tree(folder) == whole(left)
    assert not (folder / "acme").exists()


def test_a_user_s_own_files_stay_as_they_are(folder: Path) -> None:
    own = {"notes.txt": b"mine", "acme/extra.py": b"x = 1\n", "deep/er/file": b"\0"}
    for name, data in own.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "link").symlink_to("notes.txt")
    (folder / "folder-link").symlink_to("deep")
    os.chmod(folder / "notes.txt", 0o600)
    inode = (folder / "notes.txt").stat().st_ino
    write(folder, whole({"README.md": b"new\n"}))
    assert {name: (folder / name).read_bytes() for name in own} == own
    assert (folder / "notes.txt").stat().st_ino == inode
    assert (folder / "notes.txt").stat().st_mode & 0o777 == 0o600
    assert os.readlink(folder / "link") == "notes.txt"
    assert os.readlink(folder / "folder-link") == "deep"
    assert not (folder / "acme/__init__.py").exists()


def test_caches_of_python_go(folder: Path) -> None:
    (folder / "acme/__pycache__").mkdir()
    (folder / "acme/__pycache__/x.pyc").write_bytes(b"")
    write(folder, whole({**FILES, "README.md": b"new\n"}))
    assert not (folder / "acme/__pycache__").exists()


def test_the_mode_of_the_folder_stays(folder: Path) -> None:
    os.chmod(folder, 0o750)
    write(folder, whole({"README.md": b"new\n"}))
    assert folder.stat().st_mode & 0o777 == 0o750


def test_a_missing_file_is_written_again(folder: Path) -> None:
    (folder / "README.md").unlink()
    assert write(folder, whole(FILES)) == [Change("README.md", "added")]
    assert tree(folder) == whole(FILES)


def test_compare_says_what_differs_and_writes_nothing(folder: Path) -> None:
    (folder / "own.txt").write_text("mine")
    wanted = whole(
        {"README.md": b"new\n", "acme/__init__.py": FILES["acme/__init__.py"], "new.py": b""}
    )
    before = tree(folder)
    assert compare(folder, wanted) == [
        Change("README.md", "changed"), Change(MANIFEST, "changed"), Change("new.py", "added"), Change("acme/api/things.py", "removed"),
    ]  # fmt: skip
    assert tree(folder) == before


# What is refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../x.py", "/etc/x.py", "a/../../x.py", "a\\..\\x.py", "a\0.py", ""]
)
def test_a_path_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SpecError) as error:
        write(tmp_path / "acme", whole({**FILES, name: b""}))
    assert code(error) == "E701"
    assert os.listdir(tmp_path) == []


def test_a_folder_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    for force in (False,):
        with pytest.raises(SpecError) as error:
            write(folder, whole(FILES), force=force)
        assert code(error) == "E702"
    assert tree(folder) == {"thesis.txt": b"years of work"}


def test_an_empty_folder_is_welcome(tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    write(tmp_path / "acme", whole(FILES))
    assert tree(tmp_path / "acme") == whole(FILES)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": 3}', '{"files": {"a": 1}}', "\xff"])
def test_a_broken_manifest_makes_no_folder_ours(folder: Path, text: str) -> None:
    (folder / MANIFEST).write_text(text, encoding="latin-1")
    before = tree(folder)
    with pytest.raises(SpecError) as error:
        write(folder, whole({"README.md": b"new\n"}))
    assert code(error) == "E702"
    assert tree(folder) == before


def test_what_was_edited_by_hand_is_not_overwritten(folder: Path) -> None:
    (folder / "acme/__init__.py").write_text("edited = True\n")
    before = tree(folder)
    with pytest.raises(SpecError) as error:
        write(folder, whole({**FILES, "acme/__init__.py": b"a = 2\n"}))
    assert code(error) == "E703"
    assert "acme/__init__.py" in error.value.diagnostics[0].message
    assert "--force" in error.value.diagnostics[0].mend
    assert tree(folder) == before
    write(folder, whole({**FILES, "acme/__init__.py": b"a = 2\n"}), force=True)
    assert (folder / "acme/__init__.py").read_bytes() == b"a = 2\n"


def test_what_was_edited_by_hand_is_not_removed(folder: Path) -> None:
    (folder / "acme/api/things.py").write_text("edited = True\n")
    with pytest.raises(SpecError) as error:
        write(folder, whole({"README.md": FILES["README.md"]}))
    assert code(error) == "E703"
    assert (folder / "acme/api/things.py").exists()


def test_a_file_of_the_user_in_the_way_is_not_overwritten(folder: Path) -> None:
    (folder / "acme/new.py").write_text("mine")
    with pytest.raises(SpecError) as error:
        write(folder, whole({**FILES, "acme/new.py": b"ours\n"}))
    assert code(error) == "E703"
    assert (folder / "acme/new.py").read_text() == "mine"


def test_an_edit_that_is_what_would_be_written_is_no_edit(folder: Path) -> None:
    (folder / "acme/__init__.py").write_bytes(b"a = 2\n")
    write(folder, whole({**FILES, "acme/__init__.py": b"a = 2\n"}))
    assert tree(folder) == whole({**FILES, "acme/__init__.py": b"a = 2\n"})


def test_a_file_where_a_folder_should_be(folder: Path) -> None:
    write(folder, whole({"README.md": b"x\n"}))
    (folder / "acme").write_text("a user's file")
    before = tree(folder)
    with pytest.raises(SpecError) as error:
        write(folder, whole(FILES))
    assert code(error) in {"E703", "E704"}
    assert tree(folder) == before
    assert os.listdir(folder.parent) == ["acme"]


def test_a_link_of_the_user_is_not_followed(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.py"
    outside.write_text("precious")
    (folder / "README.md").unlink()
    (folder / "README.md").symlink_to(outside)
    with pytest.raises(SpecError):
        write(folder, whole({**FILES, "README.md": b"new\n"}))
    write(folder, whole({**FILES, "README.md": b"new\n"}), force=True)
    assert outside.read_text() == "precious"
    assert (folder / "README.md").read_bytes() == b"new\n"


# When the system refuses -------------------------------------------------------------------


def _child(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


_WRITE = """
import sys
from pathlib import Path
from generator.ground.diagnostics import SpecError
from generator.write.files import MANIFEST, manifest, write
files = {f"acme/m{n}.py": b"x = %d\\n" % n * int(sys.argv[2]) for n in range(5)}
files[MANIFEST] = manifest("acme", files, {}, "tool", {})
try:
    write(Path(sys.argv[1]), files)
except SpecError as error:
    print(error)
    raise SystemExit(1)
"""
_LIMITED = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n" + _WRITE
_IGNORING = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n" + _LIMITED


def test_a_full_disk_leaves_everything_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    assert _child(_WRITE, str(folder), "1").returncode == 0
    before = tree(folder)
    done = _child(_IGNORING, str(folder), "4000")
    assert done.returncode == 1, done.stderr
    assert "E704" in done.stdout
    assert "nothing was changed" in done.stdout
    assert "Traceback" not in done.stderr
    assert tree(folder) == before
    assert os.listdir(tmp_path) == ["acme"]


def test_a_full_disk_leaves_no_new_folder(tmp_path: Path) -> None:
    done = _child(_IGNORING, str(tmp_path / "acme"), "4000")
    assert "E704" in done.stdout
    assert os.listdir(tmp_path) == []


# Root may write anywhere: it becomes nobody once everything is imported.
_UNPRIVILEGED = _WRITE.replace(
    "try:",
    """
import os
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:""",
)


def test_a_folder_that_cannot_be_written_in() -> None:
    with tempfile.TemporaryDirectory() as place:
        out = Path(place, "generated")
        out.mkdir()
        os.chmod(place, 0o755)
        out.chmod(0o555)
        done = _child(_UNPRIVILEGED, str(out / "acme"), "1")
        assert done.returncode == 1, done.stderr
        assert "E704 cannot write generated/" in done.stdout
        assert "Permission denied" in done.stdout
        assert os.listdir(out) == []
        out.chmod(0o755)


def test_a_file_where_the_output_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "generated").write_text("")
    with pytest.raises(SpecError) as error:
        write(tmp_path / "generated" / "acme", whole(FILES))
    assert code(error) == "E704"


_AGAIN = """
import sys
from pathlib import Path
from generator.write.files import MANIFEST, manifest, write
folder, turn = Path(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
while True:
    turn += 1
    files = {f"acme/m{n}.py": b"turn = %d\\n" % turn for n in range(25)}
    files[f"acme/only_{turn}.py"] = b""
    files[MANIFEST] = manifest("acme", files, {}, str(turn), {})
    write(folder, files)
"""


def test_a_killed_run_leaves_the_old_tree_or_the_new_one(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    chance = random.Random(7)
    turns: set[str] = set()
    for _ in range(15):
        (found,) = (
            [int(turn) for turn in turns] or [0] if len(turns) < 2 else [max(map(int, turns))]
        )
        running = subprocess.Popen(
            [sys.executable, "-c", _AGAIN, str(folder), str(found)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        assert running.stdout is not None
        running.stdout.readline()
        time.sleep(0.02 + chance.random() * 0.08)
        running.send_signal(signal.SIGKILL)
        running.wait(10)
        running.stdout.close()
        if not folder.exists():
            continue
        now = tree(folder)
        kept = json.loads(now.pop(MANIFEST))
        assert set(now) == set(kept["files"])
        assert {name: [digest(data), len(data)] for name, data in now.items()} == kept["files"]
        assert len({data for name, data in now.items() if "/m" in name}) == 1
        turns.add(kept["generator"])
    assert len(turns) > 2, "the runs were killed before they wrote anything"


def test_a_run_after_a_killed_one_succeeds(folder: Path) -> None:
    left = folder.parent / ".acme-killed"
    left.mkdir()
    (left / "half.py").write_text("")
    write(folder, whole({"README.md": b"new\n"}))
    assert tree(folder) == whole({"README.md": b"new\n"})


# Manifests ---------------------------------------------------------------------------------


def test_a_manifest_says_what_was_made_of_what() -> None:
    text = manifest("acme", FILES, {"b.yaml": "2", "a.yaml": "1"}, "key", {"jinja2": "3"}).decode()
    found = json.loads(text)
    assert found["document"] == "acme"
    assert found["generator"] == "key"
    assert found["libraries"] == {"jinja2": "3"}
    assert list(found["inputs"]) == ["a.yaml", "b.yaml"]
    assert found["files"] == {
        name: [digest(FILES[name]), len(FILES[name])] for name in sorted(FILES)
    }
    assert all(line.count('": [') <= 1 for line in text.splitlines())
    assert (
        manifest(
            "acme",
            dict(reversed(FILES.items())),
            {"a.yaml": "1", "b.yaml": "2"},
            "key",
            {"jinja2": "3"},
        ).decode()
        == text
    )


def test_a_manifest_is_read_back(folder: Path, tmp_path: Path) -> None:
    assert recorded(folder) == {name: digest(data) for name, data in FILES.items()}
    assert read_manifest(tmp_path) is None
    assert recorded(tmp_path) == {}


# Formatting --------------------------------------------------------------------------------


def _formatted(text: str) -> str:
    return format_python({"a/b.py": text})["a/b.py"]


def test_code_is_formatted_and_its_unused_imports_go() -> None:
    assert (
        _formatted("import os\nimport sys\nx=( sys.path ,)\n") == "import sys\n\nx = (sys.path,)\n"
    )


def test_imports_that_are_exported_stay() -> None:
    text = "from a import b as b\n"
    assert _formatted(text) == text


@pytest.mark.parametrize("text", ["def f(:\n", "x = '\n", '"""a""" b\n'])
def test_code_that_does_not_parse_is_a_bug_that_says_so(text: str) -> None:
    with pytest.raises(RuntimeError, match="ruff"):
        _formatted(text)


def test_formatting_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    _formatted("x = 1\n")
    assert os.listdir(tmp_path) == []


def test_a_configuration_of_the_place_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ruff.toml").write_text('line-length = 20\n[format]\nquote-style = "single"\n')
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    line = 'x = ["aaaaaaaaaaaa", "bbbbbbbbbbbbbbb"]\n'
    assert _formatted(line) == line
    ast.parse(line)


def test_the_names_of_changes_are_sorted(folder: Path) -> None:
    def names(changes: Iterable[Change]) -> list[str]:
        return [change.path for change in changes if change.kind != "removed"]

    found = names(compare(folder, whole({"z": b"", "a": b"", "m": b""})))
    assert found == sorted(found)
