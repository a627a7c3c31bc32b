"""What `generate` makes of a package that is there already, and whose verdicts and revisions count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.command.diffing import policy_of
from generator.command.revisions import Revision, RevisionError, had, parse
from generator.command.settings import Settings
from generator.command.settings_file import find
from generator.compare.policy import Accepted
from tests.evolution.comparing import TODAY
from tests.evolution.pairs import GET, PAIRS, PARAMETERS, THING, base, edited
from tests.evolution.test_command import BREAKING, SPEC, commit, git, place, run, write

__all__ = ["place"]
Out = pytest.CaptureFixture[str]
LOG = Path("generated/acme/CHANGELOG.md")
PACKAGE = Path("generated/acme")


def said(capsys: Out, *arguments: str) -> str:
    """What a run of `generate` says of changes."""
    assert run("generate", "-j1", *arguments) == 0
    return "\n".join(
        line
        for line in capsys.readouterr().err.splitlines()
        if "breaks" in line or " version " in line
    )


# A package that is there -----------------------------------------------------------------


def test_a_half_that_was_not_there_has_nothing_to_be_compared_with(
    place: Path, capsys: Out
) -> None:
    Path("specwright.toml").write_text('halves = ["client"]\n')
    said(capsys)
    Path("specwright.toml").unlink()
    write(edited(base(), BREAKING))
    assert said(capsys) == ""
    assert not LOG.exists()
    assert list(PACKAGE.glob("*/server/openapi.json"))


@pytest.mark.parametrize("text", ["{", '{"openapi": "9.9.9", "paths": 5}'])  # fmt: skip
def test_a_package_that_cannot_be_read_is_made_anew(place: Path, capsys: Out, text: str) -> None:
    said(capsys)
    (served,) = PACKAGE.glob("*/server/openapi.json")
    served.write_text(text)
    write(edited(base(), BREAKING))
    assert said(capsys, "--force") == ""
    assert json.loads(served.read_text())["paths"]


def test_what_breaks_nobody_is_written_down_and_not_said(place: Path, capsys: Out) -> None:
    said(capsys)
    write(edited(base(), {f"{THING}/properties/more": {"type": "string"}}))
    assert said(capsys) == ""
    first = LOG.read_text()
    assert "## Unreleased (after 1)\n\n### Added and changed\n" in first
    LOG.write_text(first + "\nMine.\n")
    assert said(capsys) == ""
    assert LOG.read_text() == first + "\nMine.\n"
    assert not list(PACKAGE.glob(".*"))


def test_a_client_alone_is_compared_where_it_is_another(
    place: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not where there is no package yet, nor one that stays as it is."""
    Path("specwright.toml").write_text('halves = ["client"]\n')
    write(edited(base(), BREAKING))
    assert said(capsys) == ""
    assert said(capsys, "--force") == ""
    assert not LOG.exists()
    write(edited(base(), {**BREAKING, f"{GET}/description": "More words."}))
    assert "breaks HTTP, client, server" in said(capsys)


def test_the_debt_is_as_the_settings_judge_it(place: Path, capsys: Out) -> None:
    said(capsys)
    write(edited(base(), BREAKING))
    told = said(capsys).splitlines()
    assert told[1] == "generated/acme: version 1 → 1: a breaking change asks for 2"
    assert run("check") == 1
    assert "E730" in capsys.readouterr().out
    Path("specwright.toml").write_text('[rules]\nE730 = "warning"\n')
    run("generate", "-j1")
    capsys.readouterr()
    assert run("check") == 0
    assert "E730" in capsys.readouterr().out
    LOG.write_text("# Mine\n")
    assert run("check") == 0
    assert "E730" not in capsys.readouterr().out


def test_the_server_s_half_counts_for_those_who_implement_it(place: Path, capsys: Out) -> None:
    """An operation that is called otherwise breaks callers in Python; HTTP and handlers as told."""
    change = {f"{THING}/properties/more": {"type": "string"}, f"{PARAMETERS}/-": {
        "name": "new", "in": "query", "schema": {"type": "string"}}}  # fmt: skip
    for halves, breaks in (("server", True), ("client", False)):
        Path("specwright.toml").write_text(f'halves = ["{halves}"]\n')
        write(edited(base(), change))
        assert run("diff", "--against", "HEAD", "--fail-on", "breaking") == int(breaks)


# Whose verdicts count --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("", ("wire", "client")),
        ('halves = ["server"]\n', ("wire", "server")),
        ('halves = ["client"]\n', ("wire", "client")),
        ('halves = ["server"]\n[evolution]\ncounted = ["client"]\n', ("client",)),
        ('[evolution]\ncounted = ["wire"]\n[documents.acme]\npath = "specs/acme"\nhalves = ["server"]\n', ("wire",)),
        ('[documents.acme]\npath = "specs/acme"\nhalves = ["server"]\n', ("wire", "server")),
        ('[documents.acme]\npath = "specs/acme"\nevolution = {counted = ["server"]}\n', ("server",)),
    ],
)  # fmt: skip
def test_who_counts(place: Path, text: str, counted: tuple[str, ...]) -> None:
    Path("specwright.toml").write_text(text)
    settings, found = find(Path.cwd())
    assert not found
    policy = policy_of(settings, Path("specs/acme"), "acme", TODAY)
    assert policy.counted == counted
    assert policy.today == TODAY


def test_what_is_accepted_is_of_one_document_and_of_changes(place: Path) -> None:
    rows = [("acme", "property-removed"), ("other", "property-removed"), ("acme", "W302")]
    Path("specwright.toml").write_text(
        "".join(
            f'[[accepted]]\ndocument = "{name}"\ncode = "{code}"\nat = "/a"\nreason = "known"\n'
            for name, code in rows
        )
        + '[evolution]\nreading = "strict"\nunknown = "ignored"\nmedia_window = 2\nversions = "calendar"\n'
    )
    policy = policy_of(find(Path.cwd())[0], SPEC, "acme", TODAY)
    assert policy.accepted == (Accepted("property-removed", "/a", "known"),)
    assert (policy.reading, policy.unknown) == ("strict", "ignored")
    assert (policy.media_window, policy.versions) == (2, "calendar")


def test_what_is_accepted_and_not_there_is_told_of_the_documents_that_were_compared(
    place: Path, capsys: Out
) -> None:
    for name in ("acme", "other"):
        write(base(), Path(f"specs/{name}/openapi.json"))
    commit()
    rows = [("acme", "/components"), ("acme", "/nowhere"), ("other", "/nowhere")]
    Path("specwright.toml").write_text(
        "".join(
            f'[[accepted]]\ndocument = "{name}"\ncode = "property-removed"\nat = "{at}"\nreason = "r"\n'
            for name, at in rows
        )
    )
    write(edited(base(), BREAKING))
    assert run("diff", "--against", "HEAD", "specs/acme", "--fail-on", "breaking") == 0
    told = capsys.readouterr().err
    assert told.count("W722") == 1
    assert "acme has no property-removed at /nowhere" in told
    assert run("diff", "--against", "HEAD") == 0
    assert capsys.readouterr().err.count("W722") == 2


# Revisions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "other", "revision"),
    [
        ("a.json", "b.json", ("", "a.json")),
        ("git:HEAD", "b.json", ("HEAD", "b.json")),
        ("git:HEAD:a.json", "b.json", ("HEAD", "a.json")),
        ("git:HEAD", "git:v1:b.json", ("HEAD", "b.json")),
        ("git:HEAD~1:a:b.json", "c.json", ("HEAD~1", "a:b.json")),
        ("git:HEAD", "git:v1", None),
        ("git::a.json", "b.json", None),
        ("git:HEAD", "", None),
    ],
)
def test_what_a_revision_means(text: str, other: str, revision: tuple[str, str] | None) -> None:
    if revision is None:
        with pytest.raises(RevisionError, match="names no document; write git:REV:path"):
            parse(text, other)
    else:
        assert parse(text, other) == Revision(revision[0], Path(revision[1]))


def test_a_revision_is_on_disk_for_as_long_as_it_is_read(place: Path) -> None:
    settings = find(Path.cwd())[0]
    write(edited(base(), BREAKING))
    with had(Revision("HEAD", Path("specs/acme")), settings) as found:
        there = found.path
        assert json.loads((there / "openapi.json").read_text()) == base()
        assert found.label == "git:HEAD:"
        assert there.as_posix().startswith(found.base)
    assert not there.exists()
    with had(Revision("", SPEC), settings) as found:
        assert (found.path, found.settings, found.label, found.base) == (SPEC, settings, "", "")


def test_a_revision_from_a_folder_within_has_its_way_there(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    write(edited(base(), BREAKING))
    monkeypatch.chdir(SPEC.parent)
    assert run("diff", "git:HEAD", "openapi.json", "--format", "json") == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["changes"][0]["old"]["file"] == "git:HEAD:../../specs/acme/openapi.json"


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        (("nothing", "specs/acme"), "git archive: "),
        (("-x", "specs/acme"), "-x is no revision"),
        (("HEAD", "specs/acme/new.json"), "specs/acme/new.json is not in HEAD"),
        (("HEAD", "specs/new/openapi.json"), "specs/new/openapi.json is not in HEAD"),
        (("HEAD", "../elsewhere.json"), ""),
    ],
)
def test_a_revision_that_cannot_be_had_says_why(
    place: Path, revision: tuple[str, str], said: str
) -> None:
    with (
        pytest.raises(RevisionError) as told,
        had(Revision(revision[0], Path(revision[1])), Settings()),
    ):
        raise AssertionError("it was had")
    assert said in str(told.value)
    assert "\n" not in str(told.value)


def test_without_git_a_revision_cannot_be_had(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.setenv("PATH", str(place))
    assert run("diff", "--against", "HEAD") == 2
    assert capsys.readouterr().err == "specwright: git is not installed\n"


def test_a_document_that_is_gone_since_is_compared_by_its_folder(place: Path, capsys: Out) -> None:
    """Its folder may be gone too; git is asked from the nearest that is there."""
    write(base(), Path("now.json"))
    git("rm", "-q", "-r", "specs")
    assert run("diff", f"git:HEAD:{SPEC}", "now.json") == 0
    assert "nothing changed" in capsys.readouterr().out


def test_the_names_of_the_old_revision_are_kept_where_no_lock_says_otherwise(
    place: Path, capsys: Out
) -> None:
    """An operation that comes takes no name from one that was there."""
    pair = next(p for p in PAIRS if p.kind == "operation-added")
    old, new = write(pair.old(), Path("old.json")), write(pair.new(), Path("new.json"))
    assert run("diff", str(old), str(new), "--format", "json") == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert {change["kind"] for change in found["changes"]} == {"operation-added"}


def test_the_names_of_a_revision_are_those_that_its_locks_kept(place: Path, capsys: Out) -> None:
    Path("specwright.toml").write_text('locks = "kept/locks"\n')
    assert run("diff", "--against", "HEAD") == 0
    assert run("generate", "-j1") == 0
    (lock,) = Path("kept/locks").iterdir()
    said_ = lock.read_text()
    before, after = "method things/listThings = list\n", "method things/listThings = every\n"
    assert before in said_
    lock.write_text(said_.replace(before, after))
    commit()
    capsys.readouterr()
    assert run("diff", "--against", "HEAD") == 0
    assert capsys.readouterr().out == "acme: nothing changed\n"
    lock.write_text(said_)
    assert run("diff", "--against", "HEAD") == 0
    assert "things.every is things.list [name-changed]" in capsys.readouterr().out


def test_what_settings_name_is_that_of_the_revision(
    place: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "overlay.yaml"
    elsewhere.touch()
    document, overlay = Path("apis/shop.json"), Path("overlays/shop.yaml")
    write(base(), document)
    overlay.parent.mkdir()
    overlay.write_text("old")
    Path("locks").mkdir()
    Path("locks/shop.names.lock").write_text("old")
    Path("specwright.toml").write_text(
        f'locks = "locks"\n[documents.shop]\npath = "{document}"\noverlays = ["{overlay}", "{elsewhere}"]\n'
    )
    commit()
    for path in (document, overlay, Path("locks/shop.names.lock")):
        path.write_text("new")
    settings = find(Path.cwd())[0]
    with had(Revision("HEAD", document), settings) as found:
        (entry,) = found.settings.documents
        own, other = entry.overlays
        assert (Path(own).read_text(), other) == ("old", elsewhere.as_posix())
        assert json.loads(Path(entry.path).read_text()) == base()
        lock = found.settings.lock(found.path)
        assert lock is not None
        assert lock.read_text() == "old"
    with had(Revision("HEAD", document), settings._replace(locks="", documents=())) as found:
        assert (found.settings.locks, found.settings.documents) == ("", ())
