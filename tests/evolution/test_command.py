"""`specwright diff`, and what `generate` and `check` say of changes: on real files, with git."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator.command import diffing
from generator.command.cli import main
from tests.evolution.pairs import GONE, PAIRS, PARAMETERS, THING, base, edited
from tests.support import STRING

Out = pytest.CaptureFixture[str]
BREAKING = {f"{THING}/properties/note": GONE}
SCHEMAS = "#/components/schemas/"
SPEC = Path("specs/acme/openapi.json")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a document that was committed."""
    monkeypatch.chdir(tmp_path)
    write(base())
    git("init", "-q", ".")
    commit()
    return tmp_path


def write(tree: Any, file: Path = SPEC) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(tree, indent=1))
    return file


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


def commit() -> None:
    git("add", "-A")
    git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "a")


def run(*arguments: str) -> int:
    try:
        return main(arguments)
    except SystemExit as error:  # argparse
        return int(str(error.code))


def test_two_files_are_compared_with_places_in_both(place: Path, capsys: Out) -> None:
    other = write(edited(base(), BREAKING), Path("new.json"))
    assert run("diff", str(SPEC), str(other)) == 0
    out = capsys.readouterr().out
    assert 'breaking: property "note" of Thing: property removed [property-removed]' in out
    assert "wire breaking, client breaking, server breaking" in out
    line = next(n for n, t in enumerate(SPEC.read_text().splitlines(), 1) if '"note"' in t)
    assert f"old {SPEC.as_posix()}:{line}:" in out
    assert "new new.json:" in out


def test_a_revision_of_git_has_the_other_side_s_path(place: Path, capsys: Out) -> None:
    write(edited(base(), BREAKING))
    for sides in (("git:HEAD", "specs/acme"), (f"git:HEAD:{SPEC}", str(SPEC))):
        assert run("diff", *sides, "--format", "json") == 0
        (found,) = json.loads(capsys.readouterr().out)
        (change,) = found["changes"]
        assert change["old"]["file"] == f"git:HEAD:{SPEC.as_posix()}"
        assert change["new"]["file"] == SPEC.as_posix()
        assert (found["verdict"], found["next"], found["moved"]) == ("breaking", "2", False)


def test_all_documents_are_compared_with_a_revision(place: Path, capsys: Out) -> None:
    assert run("diff", "--against", "HEAD", "--fail-on", "doubtful") == 0
    assert capsys.readouterr().out == "acme: nothing changed\n"


def test_the_status_is_that_of_the_readers_who_count(place: Path, capsys: Out) -> None:
    write(edited(base(), {f"{PARAMETERS}/0/schema/maximum": 50}))
    against = ("diff", "--against", "HEAD")
    assert run(*against, "--fail-on", "breaking") == 1
    assert run(*against, "--fail-on", "version") == 1
    assert run(*against, "--fail-on", "breaking", "--for", "client", "--for", "server") == 0
    assert run(*against) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("only",), "name two revisions"),
        (("git:HEAD", "git:HEAD"), "names no document"),
        (("git:nothing", "specs/acme"), "git archive"),
        (("git:-x:specs/acme", "specs/acme"), "no revision"),
        (("git:HEAD:specs/other", "specs/acme"), ""),
    ],
)
def test_wrong_usage_is_told(place: Path, capsys: Out, arguments: Any, said: str) -> None:
    assert run("diff", *arguments) == 2
    assert said in capsys.readouterr().err


def test_git_may_have_been_told_of_another_repository(
    place: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Out,
) -> None:
    """As it is in hooks of some tools."""
    other = tmp_path_factory.mktemp("other")
    git("init", "-q", str(other))
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    assert run("diff", "git:HEAD", "specs/acme") == 2
    assert "specs/acme is not below " in capsys.readouterr().err


def test_a_file_that_is_none_is_a_finding(place: Path, capsys: Out) -> None:
    assert run("diff", "nothing.json", str(SPEC)) == 1
    assert "E001" in capsys.readouterr().err


def test_a_faulty_revision_is_compared_as_it_is_compiled(place: Path, capsys: Out) -> None:
    write(edited(base(), {**BREAKING, f"{PARAMETERS}/-": {"$ref": "#/components/parameters/No"}}))
    assert run("diff", "--against", "HEAD") == 0
    assert "property-removed" in capsys.readouterr().out


def test_operations_of_one_id_are_named_as_they_are_compiled(place: Path, capsys: Out) -> None:
    """What differs is not enough to tell two operations of one id apart by."""
    twin = {"operationId": "getThing", "responses": {"204": {"description": "Done."}}}
    parameters = [
        {"name": n, "in": "path", "required": True, "schema": STRING} for n in ("id", "of")
    ]
    path = "/paths/~1things~1{id}~1{of}"
    old = edited(base(), {path: {"get": {**twin, "parameters": parameters}}})
    write(old)
    commit()
    write(edited(old, {f"{path}/get/operationId": "getThingOf"}))
    assert run("diff", "--against", "HEAD") == 0
    said = capsys.readouterr().out
    assert "operationId changed: getThingsIdOf → getThingOf" in said


def test_a_key_that_stands_twice_is_no_hindrance(
    place: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read as one: what differs is looked at, and no document is mended whole."""
    whole: list[str] = []
    monkeypatch.setattr(diffing, "_side", lambda found, lock: whole.append(found.label))
    text = json.dumps(edited(base(), BREAKING))
    write(base()).write_text(text.replace('"paths":', '"paths": {}, "paths":', 1))
    assert run("diff", "--against", "HEAD") == 0
    assert "property-removed" in capsys.readouterr().out
    assert whole == []


def test_annotations_stand_at_the_new_revision(place: Path, capsys: Out) -> None:
    write(edited(base(), {**BREAKING, f"{THING}/description": "New words."}))
    assert run("diff", "--against", "HEAD", "--format", "github") == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"::error file={SPEC.as_posix()},line=")
    assert "title=property-removed::" in line


def test_a_changelog_has_a_section_for_a_document(place: Path, capsys: Out) -> None:
    write(edited(base(), BREAKING))
    assert run("diff", "--against", "HEAD", "--format", "markdown") == 0
    assert capsys.readouterr().out == (
        '## acme 1\n\n### Breaking\n\n- property "note" of Thing: property removed'
        " (breaks HTTP, client, server)\n"
    )


def test_overlays_are_those_of_each_revision(place: Path, capsys: Out) -> None:
    overlay = Path("specs/acme/overlay.yaml")
    overlay.write_text(
        "overlay: 1.0.0\ninfo: {title: a, version: '1'}\nactions:\n"
        "- {target: $.components.schemas.Thing.properties.note, remove: true}\n"
    )
    assert run("diff", "--against", "HEAD", "--fail-on", "breaking") == 1
    assert 'property "note" of Thing' in capsys.readouterr().out
    commit()
    assert run("diff", "--against", "HEAD", "--fail-on", "breaking") == 0


def test_names_that_the_lock_keeps_are_no_change(place: Path, capsys: Out) -> None:
    assert run("generate", "-j1") == 0
    commit()
    lock = Path("specs/acme/names.lock")
    lock.write_text(lock.read_text().replace("method things/listThings = list\n",
                                             "method things/listThings = every\n"))  # fmt: skip
    assert run("diff", "--against", "HEAD", "--format", "json") == 0
    out = capsys.readouterr().out
    (found,) = json.loads(out[out.index("[") :])
    (change,) = found["changes"]
    assert change["kind"] == "name-changed"
    assert (change["wire"], change["client"], change["server"]) == ("none", "breaking", "none")


def test_settings_hold_and_what_is_accepted_and_gone_is_told(place: Path, capsys: Out) -> None:
    at = "/components/schemas/Thing"
    text = "".join(
        f'[[accepted]]\ndocument = "acme"\ncode = "{code}"\nat = "{at}"\nreason = "known"\n'
        for code in ("property-removed", "limit-set")
    )
    Path("specwright.toml").write_text(f'[evolution]\nreading = "strict"\n{text}')
    write(edited(base(), {**BREAKING, f"{THING}/properties/state/enum/-": "lost"}))
    assert run("diff", "--against", "HEAD", "--format", "json") == 0
    said = capsys.readouterr()
    (found,) = json.loads(said.out)
    verdicts = {change["kind"]: change["verdict"] for change in found["changes"]}
    assert verdicts == {"enum-value-added": "breaking", "property-removed": "additive"}
    assert "W722 acme has no limit-set at /components/schemas/Thing" in said.err


def test_a_kind_of_change_that_is_none_is_told(place: Path, capsys: Out) -> None:
    Path("specwright.toml").write_text(
        '[[accepted]]\ndocument = "acme"\ncode = "property-removd"\nat = "/"\nreason = "known"\n'
        '[evolution]\nversions = "sometimes"\nmedia_window = -1\n'
    )
    assert run("validate") == 1
    out = capsys.readouterr().out
    assert "did you mean property-removed?" in out
    assert '"sometimes" is no value of evolution.versions' in out
    assert "media_window is below 0" in out


# What generate and check say -------------------------------------------------------------


def test_generate_tells_and_check_asks_for_a_version(place: Path, capsys: Out) -> None:
    assert run("generate", "-j1") == 0
    assert not Path("generated/acme/CHANGELOG.md").exists()
    write(edited(base(), BREAKING))
    assert run("check") == 1
    assert run("generate", "-j1") == 0
    said = capsys.readouterr().err
    assert 'breaks HTTP, client, server: property "note" of Thing: property removed' in said
    assert "a breaking change asks for 2" in said
    assert run("check") == 1
    assert "E730 version 1 does not tell of a breaking change" in capsys.readouterr().out
    write(edited(base(), {**BREAKING, "/info/version": "2"}))
    assert run("generate", "-j1") == 0
    assert run("check") == 0
    text = Path("generated/acme/CHANGELOG.md").read_text()
    assert "## 2\n\n### Breaking\n\n- property" in text


def test_a_package_that_holds_no_document_is_held_to_what_was_committed(
    place: Path, capsys: Out
) -> None:
    Path("specwright.toml").write_text('halves = ["client"]\n')
    assert run("generate", "-j1") == 0
    commit()
    write(edited(base(), BREAKING))
    assert run("check") == 1
    assert "E730 version 1 does not tell of a breaking change" in capsys.readouterr().out
    assert run("generate", "-j1") == 0
    assert 'breaks HTTP, client, server: property "note" of Thing' in capsys.readouterr().err
    commit()
    assert run("check") == 1  # as its changelog says, though git has the document now
    write(edited(base(), {**BREAKING, "/info/version": "2"}))
    assert run("generate", "-j1") == 0
    assert run("check") == 0
    assert "## 2\n\n### Breaking\n" in Path("generated/acme/CHANGELOG.md").read_text()


def test_without_git_nothing_is_told_of_it(place: Path, capsys: Out) -> None:
    subprocess.run(["rm", "-rf", ".git"], check=True)
    Path("specwright.toml").write_text('halves = ["client"]\n')
    assert run("generate", "-j1") == 0
    write(edited(base(), BREAKING))
    assert run("generate", "-j1") == 0
    assert "breaks" not in capsys.readouterr().err


def test_a_default_that_is_no_value_any_more_is_told(place: Path, capsys: Out) -> None:
    old = write(edited(base(), {f"{PARAMETERS}/1/schema/default": "size"}), Path("old.json"))
    new = edited(base(), {f"{PARAMETERS}/1/schema": {
        "type": "string", "enum": ["name"], "default": "size"}})  # fmt: skip
    assert run("diff", str(old), str(write(new, Path("new.json")))) == 0
    assert 'its default "size" is no value any more' in capsys.readouterr().out


def test_a_change_is_at_its_own_line_though_a_base_says_the_same_word(
    place: Path, capsys: Out
) -> None:
    def thing(**more: Any) -> Any:
        base_ = {"type": "object", "required": ["ok"], "properties": {"ok": {"type": "boolean"}}}
        one = {"allOf": [{"$ref": "#/components/schemas/Base"}], "type": "object", **more,
               "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}  # fmt: skip
        return edited(base(), {"/components/schemas/Base": base_, THING: one})

    old = write(thing(required=["id"]), Path("old.json"))
    new = write(thing(), Path("new.json"))
    assert run("diff", str(old), str(new), "--format", "json") == 0
    (report,) = json.loads(capsys.readouterr().out)
    (change,) = [c for c in report["changes"] if c["kind"] == "property-became-optional"]
    assert change["old"]["pointer"] == f"#{THING}/required"
    assert change["new"]["pointer"] == f"#{THING}/properties/id"


def test_a_changelog_is_its_users_too(place: Path) -> None:
    assert run("generate", "-j1") == 0
    write(PAIRS[0].new())
    assert run("generate", "-j1") == 0
    file = Path("generated/acme/CHANGELOG.md")
    file.write_text(file.read_text() + "\nMine.\n")
    assert run("check") == 0
    assert run("generate", "-j1") == 0
    write(base())
    assert run("generate", "-j1") == 0
    text = file.read_text()
    assert "Mine." in text
    assert "GET /export: operation removed" in text


def test_nothing_of_it_is_loaded_before_it_is_asked_for(place: Path) -> None:
    assert run("generate", "-j1") == 0
    code = (
        "import sys\n"
        "from generator.command.cli import main\n"
        "main(['generate', '-j1'])\n"
        "print(sorted(name for name in sys.modules if name.startswith('generator.compare')))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_wire_formats_of_the_root_are_those_of_each_schema(place: Path, capsys: Out) -> None:
    flag = {"type": "object", "properties": {"on": {"type": "boolean"}}}
    hook = {
        "operationId": "told",
        "requestBody": {"content": {"application/json": {"schema": {"$ref": f"{SCHEMAS}Flag"}}}},
        "responses": {"204": {"description": "Taken."}},
    }
    tree = base() | {"webhooks": {"told": {"post": hook}}, "x-wire": {"boolean": "1/0"}}
    tree["components"]["schemas"]["Flag"] = flag
    old = write(tree, Path("old.json"))
    new = write(tree | {"openapi": "3.1.1", "x-wire": {"boolean": "yes/no"}}, Path("new.json"))
    assert run("diff", str(old), str(new)) == 0
    out = capsys.readouterr().out
    assert 'Flag.on: wire format changed: "1/0" → "yes/no" [wire-format-changed]' in out
    assert 'in webhook "told"' in out
    assert out.count("[wire-format-changed]") == 1
