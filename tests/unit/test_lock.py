"""Names stay: what the lock holds, whatever is added, moved, edited or merged beside it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.command.cli import main
from generator.command.locking import lock_place
from generator.command.settings import NOTHING_SET, Entry, Settings
from generator.command.workspace import process, process_all
from generator.ground.diagnostics import Diagnostic, SpecError
from generator.name.identity import identity, part
from generator.name.lock import parse, read, text_of
from tests.support import STRING, answer, document, operation, query, ref

LOCK = Path("specs/acme/names.lock")
Out = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(tree: dict[str, Any], path: str = "specs/acme/openapi.json") -> Path:
    """A document in its place."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    return file


def generated(tree: dict[str, Any]) -> set[str]:
    """What the package of a document offers after `generate`."""
    write(tree)
    assert main(["generate", "-q"]) == 0
    return set(Path("generated/acme/api.txt").read_text(encoding="utf-8").splitlines())


def locked() -> dict[str, str]:
    """The names in the lock."""
    return dict(parse(LOCK.read_text(encoding="utf-8"), "").names)


def edit(change: Callable[[list[str]], list[str]]) -> None:
    """Change the lines of the lock, as somebody would by hand."""
    lines = change(LOCK.read_text(encoding="utf-8").splitlines())
    LOCK.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def rename(thing: str, name: str) -> None:
    """Give something another name in the lock."""
    line = next(line for line in LOCK.read_text().splitlines() if line.startswith(f"{thing} = "))
    edit(lambda lines: [f"{thing} = {name}" if one == line else one for one in lines])


def shape(*members: str, **more: Any) -> dict[str, Any]:
    """An object with members."""
    return {"type": "object", "properties": dict.fromkeys(members, STRING), **more}


def tickets(*ids: str, **more: Any) -> dict[str, Any]:
    """A document with an operation of each id, all of one tag."""
    return document({f"/{n}": {"get": operation(i, "tickets")} for n, i in enumerate(ids)}, **more)


# A neighbour is new ----------------------------------------------------------------------


def test_a_new_operation_takes_the_longer_name() -> None:
    assert "client.tickets.get() -> None" in generated(tickets("getTicket"))
    lines = generated(tickets("getTicket", "getTickets"))
    assert "client.tickets.get() -> None" in lines
    assert locked()["method tickets/getTicket"] == "get"
    assert locked()["method tickets/getTickets"] == "get_tickets"


def test_without_a_lock_the_same_neighbour_would_rename_it() -> None:
    generated(tickets("getTicket"))
    LOCK.unlink()
    assert "client.tickets.get() -> None" not in generated(tickets("getTicket", "getTickets"))


def test_a_new_component_leaves_an_inline_schema_its_name() -> None:
    session = shape(user=0) | {"properties": {"user": shape("a")}}
    before = generated(document({}, {"Session": session}))
    after = generated(document({}, {"Session": session, "SessionUser": shape("b")}))
    assert before <= after
    assert "models.SessionUser.a: str | None" in after
    assert locked()["model SessionUser"] == "SessionUserModel"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["user_name"], ["user-name", "UserName"]),
        (["a.Item"], ["Item", "b.Item"]),
        (["item"], ["Item", "ITEM"]),
    ],
)
def test_a_new_component_of_the_same_words_gives_way(old: list[str], new: list[str]) -> None:
    before = generated(document({}, {key: shape("a") for key in old}))
    after = generated(document({}, {key: shape("a") for key in [*old, *new]}))
    assert before <= after


def test_a_new_member_of_the_same_words_gives_way() -> None:
    before = generated(document({}, {"Thing": shape("a-b", "Type")}))
    after = generated(document({}, {"Thing": shape("a-b", "Type", "a_b", "type")}))
    assert before <= after
    assert locked()["member Thing/a_b"] not in {"a_b", ""}


def test_a_new_body_member_leaves_a_parameter_its_name() -> None:
    def tree(*members: str) -> dict[str, Any]:
        body = {"content": {"application/json": {"schema": shape(*members)}}}
        post = operation("go", parameters=[query("id")], requestBody=body)
        return document({"/x": {"post": post}})

    generated(tree("name"))
    generated(tree("name", "id"))
    assert locked()["argument go/query/id"] == "id"
    assert locked()["argument go/body/id"] == "id_body"


def test_a_new_tag_of_the_same_words_gives_way() -> None:
    before = generated(document({"/a": {"get": operation("a", "pay-now")}}))
    after = generated(
        document(
            {"/a": {"get": operation("a", "pay-now")}, "/b": {"get": operation("b", "pay_now")}}
        )
    )
    assert before <= after


def test_a_constant_or_a_resource_that_is_new_leaves_a_model_its_name() -> None:
    schemas = {"VAT": shape("a"), "VatApi": shape("b")}
    paths = {"/x": {"get": operation("x", responses={"200": answer(ref("VAT"))})}}
    before = generated(document(paths, schemas))
    vat = operation("vat", "vat", responses={"200": answer(ref("VatApi"))})
    after = generated(document({**paths, "/vat": {"get": vat}}, schemas))
    assert {line for line in before if line.startswith("models.")} <= after


def test_a_branch_that_is_put_before_another_leaves_it_its_name() -> None:
    def tree(*branches: dict[str, Any]) -> dict[str, Any]:
        return document({}, {"Pay": {"oneOf": [*branches]}})

    card = shape("number", title="Card")
    iban = {"type": "object", "properties": {"kind": {"const": "iban"}, "code": STRING}}
    generated(tree(card, iban))
    names = {locked()["model Pay/oneOf/Card"], locked()["model Pay/oneOf/iban"]}
    assert names == {"PayCard", "PayIban"}
    generated(tree(shape("cash", title="Cash"), iban, card))
    assert locked()["model Pay/oneOf/Card"] == "PayCard"
    assert locked()["model Pay/oneOf/iban"] == "PayIban"


def test_a_branch_that_is_put_after_the_others_changes_nothing() -> None:
    before = generated(document({}, {"Pay": {"oneOf": [shape("a"), {"type": "string"}]}}))
    branches = [shape("a"), {"type": "string"}, shape("b")]
    after = generated(document({}, {"Pay": {"oneOf": branches}}))
    assert {line for line in before if " = " not in line} <= after


# Something moves, goes or is renamed -----------------------------------------------------


def test_a_path_that_moves_keeps_the_names_of_its_operation() -> None:
    def tree(path: str, *more: str) -> dict[str, Any]:
        responses = {"200": answer(shape("a"))}
        paths = {path: {"get": operation("getTicket", "tickets", responses=responses)}}
        paths |= {f"/more/{i}": {"get": operation(i, "tickets")} for i in more}
        return document(paths)

    before = generated(tree("/a"))
    assert before <= generated(tree("/v2/b", "getTickets"))


def test_an_operation_without_an_id_is_known_by_method_and_path() -> None:
    write(document({"/a": {"get": {"tags": ["t"], "responses": {"204": {"description": "Ok."}}}}}))
    assert main(["generate", "-q"]) == 0
    assert locked()["method t/GET ~1a"] == "get_a"


def test_what_is_gone_is_gone_from_the_lock_and_told_in_one_line(capsys: Out) -> None:
    generated(tickets("getTicket", "closeTicket"))
    write(tickets("getTicket"))
    capsys.readouterr()
    assert main(["generate"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert "generated/acme: breaking: gone: client.tickets.close" in said
    assert "method tickets/closeTicket" not in locked()


def test_what_is_no_longer_what_it_was_is_told_too(capsys: Out) -> None:
    generated(document({}, {"Thing": shape("a")}))
    write(document({}, {"Thing": {"type": "object", "properties": {"a": {"type": "integer"}}}}))
    capsys.readouterr()
    assert main(["generate"]) == 0
    assert "generated/acme: breaking: changed: models.Thing.a" in capsys.readouterr().err


def test_many_names_that_go_are_told_in_one_line(capsys: Out) -> None:
    generated(tickets("keepTicket", *(f"{n}CloseTicket" for n in "abcdefghij")))
    write(tickets("keepTicket"))
    capsys.readouterr()
    assert main(["generate"]) == 0
    (line,) = (line for line in capsys.readouterr().err.splitlines() if "breaking: " in line)
    assert line.endswith("client.tickets.e_close and 5 more")


def test_what_only_grows_is_not_called_breaking(capsys: Out) -> None:
    generated(tickets("getTicket"))
    generated(tickets("getTicket", "closeTicket"))
    assert "breaking" not in capsys.readouterr().err


def test_a_pin_renames_what_the_lock_holds() -> None:
    generated(tickets("getTicket"))
    tree = document({"/0": {"get": operation("getTicket", "tickets", **{"x-py-name": "one"})}})
    assert "client.tickets.one() -> None" in generated(tree)
    assert locked()["method tickets/getTicket"] == "one"


@pytest.mark.parametrize(
    ("thing", "name", "line"),
    [
        ("method tickets/getTicket", "fetch", "client.desk.fetch() -> Card"),
        ("model Ticket", "Card", "models.Card(Model)"),
        ("member Ticket/id", "key", "models.Card.key: str | None"),
        ("resource tickets", "desk", "client.desk.fetch() -> Card"),
    ],
)
def test_a_line_of_the_lock_renames(thing: str, name: str, line: str) -> None:
    get = operation("getTicket", "tickets", responses={"200": answer(ref("Ticket"))})
    tree = document({"/0": {"get": get}}, {"Ticket": shape("id")})
    generated(tree)
    for other, called in (
        ("method tickets/getTicket", "fetch"),
        ("model Ticket", "Card"),
        ("resource tickets", "desk"),
        (thing, name),
    ):
        rename(other, locked()[other] if other == thing else called)
    rename(thing, name)
    assert line in generated(tree)
    assert locked()[thing] == name


@pytest.mark.parametrize("more", [[], ["API-Key"], ["api_key", "apiKey"]], ids=len)
def test_schemes_that_share_an_argument_take_it_from_the_lock(more: list[str]) -> None:
    def secured(*schemes: str) -> dict[str, Any]:
        key = {"type": "apiKey", "in": "header", "name": "X-Key"}
        return tickets("getTicket", components={"securitySchemes": dict.fromkeys(schemes, key)})

    generated(secured("Api-Key"))
    rename("credential Api-Key", "shop_key")
    lines = [line for line in generated(secured("Api-Key", *more)) if "_key: " in line]
    assert lines
    assert all("shop_key: " in line for line in lines)
    assert {locked()[f"credential {name}"] for name in ("Api-Key", *more)} == {"shop_key"}


def test_the_package_itself_is_renamed_by_its_line() -> None:
    generated(tickets("getTicket"))
    rename("package", "helpdesk")
    assert main(["generate", "-q"]) == 0
    assert Path("generated/helpdesk/helpdesk/__init__.py").is_file()
    assert main(["check", "-q", "specs/acme"]) == 0


def test_a_renamed_document_keeps_the_name_of_its_package() -> None:
    generated(tickets("getTicket"))
    os.rename("specs/acme", "specs/beta")
    assert main(["generate", "-q"]) == 0
    assert sorted(os.listdir("generated")) == ["acme"]


# Merged, edited, spoilt ------------------------------------------------------------------


def test_locks_of_two_branches_merge_as_text() -> None:
    generated(tickets("getTicket"))
    base = LOCK.read_text().splitlines()
    generated(tickets("getTicket", "getTickets"))
    ours = LOCK.read_text().splitlines()
    LOCK.write_text("".join(f"{line}\n" for line in base))
    generated(tickets("getTicket", "closeTicket"))
    theirs = LOCK.read_text().splitlines()
    edit(lambda lines: [*ours, *(line for line in theirs if line not in ours)])
    generated(tickets("getTicket", "getTickets", "closeTicket"))
    assert LOCK.read_text().splitlines() == sorted(
        {*ours, *theirs}, key=lambda line: (line[0] != "#", line)
    )


def refused(capsys: Out) -> str:
    """What is said of a lock that is refused; the package is as it was."""
    before = {path: path.read_bytes() for path in Path("generated").rglob("*") if path.is_file()}
    spoilt = LOCK.read_bytes()
    capsys.readouterr()
    assert main(["generate"]) == 1
    assert LOCK.read_bytes() == spoilt
    assert before == {p: p.read_bytes() for p in Path("generated").rglob("*") if p.is_file()}
    return capsys.readouterr().out


@pytest.mark.parametrize("line", ["<<<<<<< ours", "=======", ">>>>>>> theirs", "|||||||"])
def test_an_unfinished_merge_is_refused_at_its_line(line: str, capsys: Out) -> None:
    generated(tickets("getTicket"))
    edit(lambda lines: [*lines[:3], line, *lines[3:]])
    said = refused(capsys)
    assert said.startswith("specs/acme/names.lock:4:1: E620 a merge was left unfinished here")


@pytest.mark.parametrize(
    "line",
    [
        "method",
        "method a/b",
        "method a/b =",
        "nothing a = b",
        "a = b",
        "\x00",
        "{}",
        "method a = b c",
    ],
)
def test_a_line_that_names_nothing_is_refused_at_its_place(line: str, capsys: Out) -> None:
    generated(tickets("getTicket"))
    edit(lambda lines: [*lines, line])
    count = len(LOCK.read_text().splitlines())
    assert refused(capsys).startswith(f"specs/acme/names.lock:{count}:1: E620")


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"\x80"])
def test_a_lock_that_is_no_text_is_refused(data: bytes, capsys: Out) -> None:
    generated(tickets("getTicket"))
    LOCK.write_bytes(data)
    said = "specs/acme/names.lock:1:1: E620 the lock cannot be read: no UTF-8"
    assert refused(capsys).startswith(said)


def test_a_lock_that_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as caught:
        read(tmp_path)
    (found,) = caught.value.diagnostics
    assert (found.code, found.message) == ("E620", "the lock cannot be read: not a regular file")


def test_one_thing_with_two_names_is_refused(capsys: Out) -> None:
    generated(tickets("getTicket"))
    edit(lambda lines: [*lines, "method tickets/getTicket = fetch"])
    said = refused(capsys)
    assert "E621 method tickets/getTicket" in said
    assert 'is "get" in line' in said


@pytest.mark.parametrize("name", ["class", "1a", "_a", "größe", "a-b", "str"])
def test_a_name_that_cannot_be_had_is_refused_at_its_line(name: str, capsys: Out) -> None:
    generated(tickets("getTicket"))
    rename("method tickets/getTicket", name)
    number = LOCK.read_text().splitlines().index(f"method tickets/getTicket = {name}") + 1
    assert f"specs/acme/names.lock:{number}:1: E622" in refused(capsys)


def test_two_things_with_one_name_are_refused(capsys: Out) -> None:
    generated(tickets("getTicket", "closeTicket"))
    rename("method tickets/closeTicket", "get")
    assert 'E622 the name "get" of operation "' in refused(capsys)


def test_lines_of_what_is_not_there_notes_and_order_change_no_name() -> None:
    before = generated(tickets("getTicket"))
    good = LOCK.read_bytes()
    edit(lambda lines: ["# mine", "", "model Gone = Gone", *reversed(lines)])
    assert main(["check", "-q"]) == 1
    assert generated(tickets("getTicket")) == before
    assert LOCK.read_bytes() == good


def test_the_ends_of_lines_are_no_difference() -> None:
    generated(tickets("getTicket"))
    crlf = LOCK.read_bytes().replace(b"\n", b"\r\n")
    LOCK.write_bytes(crlf)
    assert main(["generate", "-q"]) == 0
    assert main(["check", "-q"]) == 0
    assert LOCK.read_bytes() == crlf


NAMES = st.dictionaries(
    st.builds(lambda kind, one, two: identity(kind, part(one), part(two)),
              st.sampled_from(["member", "argument", "method", "model"]), st.text(), st.text()),
    st.from_regex(r"[a-z_]{1,8}", fullmatch=True),
)  # fmt: skip


@given(NAMES)
def test_what_is_written_is_read_again(names: dict[str, str]) -> None:
    assert parse(text_of(names), "names.lock").names == names


@given(st.text())
def test_any_text_is_a_lock_or_is_refused_with_a_line(text: str) -> None:
    found: tuple[Diagnostic, ...] = ()
    try:
        parse(text, "names.lock")
    except SpecError as error:
        found = error.diagnostics
    assert all(d.code in {"E620", "E621"} and d.span.line >= 1 for d in found)


def test_an_editor_may_mark_the_file_as_utf_8() -> None:
    generated(tickets("getTicket"))
    LOCK.write_bytes(b"\xef\xbb\xbf" + LOCK.read_bytes().replace(b" = get", b" = fetch"))
    assert "client.tickets.fetch() -> None" in generated(tickets("getTicket"))


# Where it stands, and when it is looked at -----------------------------------------------


def test_check_fails_while_the_lock_is_not_what_would_be_written(capsys: Out) -> None:
    generated(tickets("getTicket"))
    assert main(["check", "-q"]) == 0
    LOCK.unlink()
    capsys.readouterr()
    assert main(["check"]) == 1
    assert "specs/acme/names.lock: " in capsys.readouterr().err
    assert not LOCK.exists()


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_text("# nothing\n")])
def test_a_lock_that_changes_makes_its_package_stale(spoil: Callable[[Path], Any]) -> None:
    path = write(tickets("getTicket"))
    assert not process(path, NOTHING_SET).fresh
    assert process(path, NOTHING_SET).fresh
    spoil(LOCK)
    assert not process(path, NOTHING_SET).fresh
    assert process(path, NOTHING_SET).fresh


def test_the_lock_of_a_single_file_stands_beside_it() -> None:
    write(tickets("getTicket"), "specs/acme.json")
    write(tickets("getTicket"), "specs/beta.json")
    assert main(["generate", "-q"]) == 0
    assert sorted(os.listdir("specs")) == [
        *("acme.json", "acme.names.lock", "beta.json", "beta.names.lock")
    ]
    assert main(["generate", "-q"]) == 0


def test_locks_stand_where_settings_say() -> None:
    path = write(tickets("getTicket"), "theirs/acme/openapi.json")
    settings = Settings(out="out", locks="ours")
    process(path, settings)
    assert os.listdir("ours") == ["acme.names.lock"]
    assert not Path("theirs/acme/names.lock").exists()
    assert process(path, settings).fresh
    write(tickets("getTicket", "getTickets"), "theirs/acme/openapi.json")
    (outcome,) = process_all([path], settings)
    assert outcome.changes
    assert not outcome.breaking


def test_a_name_in_the_settings_comes_before_that_of_the_lock() -> None:
    path = write(tickets("getTicket"))
    process(path, NOTHING_SET)
    settings = Settings(documents=(Entry("helpdesk", path.as_posix()),))
    assert process(path, settings).name == "helpdesk"
    assert locked()["package"] == "helpdesk"
    assert process(path, settings).fresh


def test_what_is_left_out_keeps_its_names_until_it_is_mended() -> None:
    generated(tickets("getTicket", "getTickets"))
    names = locked()
    broken = tickets("getTicket", "getTickets")
    broken["paths"]["/0"]["get"]["responses"] = {"200": {"$ref": "#/components/responses/None"}}
    broken["paths"]["/0"]["get"]["parameters"] = [{"$ref": "#/components/parameters/None"}]
    broken["paths"]["/0"]["get"]["requestBody"] = 5
    write(broken)
    main(["generate", "-q"])
    assert names.items() <= locked().items()


def test_where_nothing_can_be_written_there_is_no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tickets("getTicket"))
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert lock_place(path) is None
    assert process(path, NOTHING_SET).changes
    assert not LOCK.exists()
    assert process(path, NOTHING_SET).fresh


def test_a_package_that_cannot_be_written_leaves_the_lock_as_it_was() -> None:
    generated(tickets("getTicket"))
    before = LOCK.read_bytes()
    Path("generated/acme/acme/client.py").write_text("mine")
    write(tickets("getTicket", "closeTicket"))
    assert main(["generate", "-q"]) == 1
    assert LOCK.read_bytes() == before
