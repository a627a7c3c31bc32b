"""Overlays: what they change, and where their findings lead."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from generator.command.cli import main
from generator.ground.diagnostics import Diagnostic
from generator.read.document import Document, load
from tests.unit.marked import unmark

VENDOR = """
    openapi: 3.0.3
    info: {title: Vendor, version: "1"}
    tags: [{name: things}, {name: others}, {name: more}]
    paths:
      /things:
        get:
          operationId: listThings
          tags: [things]
          responses: {"200": {$ref: "#/components/responses/Things"}}
      /others:
        get:
          operationId: listOthers
          deprecated: true
          tags: [others]
          responses: {"200": {$ref: "#/components/responses/Things"}}
    components:
      responses:
        Things:
          description: Things.
          content: {application/json: {schema: {type: array, items: {type: string}}}}
    """
HEAD = "overlay: 1.1.0\ninfo: {title: Ours, version: '1'}\nactions:\n"


def place(folder: Path, overlay: str, vendor: str = VENDOR) -> tuple[Path, Path]:
    (folder / "openapi.yaml").write_text(dedent(vendor).lstrip("\n"))
    (folder / "overlay.yaml").write_text(overlay)
    return folder / "openapi.yaml", folder / "overlay.yaml"


def laid(folder: Path, actions: str, head: str = HEAD) -> tuple[Document | None, list[Diagnostic]]:
    text = head + "".join(f"  {line}\n" for line in dedent(actions).strip("\n").splitlines())
    document, overlay = place(folder, text)
    return load(document, overlays=[overlay])


def sound(folder: Path, actions: str) -> Document:
    document, found = laid(folder, actions)
    assert [d for d in found if d.code != "H440"] == []
    assert document is not None
    return document


def plain(node: Any) -> Any:
    return json.loads(json.dumps(node))


# What they change --------------------------------------------------------------------------


def test_objects_are_merged_arrays_concatenated_all_else_is_replaced(tmp_path: Path):
    found = sound(
        tmp_path,
        """
        - target: $
          update:
            info: {title: Better, description: New}
            tags: [{name: last}]
        """,
    )
    assert plain(found.tree["info"]) == {"title": "Better", "version": "1", "description": "New"}
    assert [tag["name"] for tag in found.tree["tags"]] == ["things", "others", "more", "last"]


def test_a_target_may_match_many(tmp_path: Path):
    found = sound(tmp_path, "- {target: '$.paths[*].get', update: {summary: A list}}")
    assert [found.tree["paths"][p]["get"]["summary"] for p in ("/things", "/others")] == [
        "A list"
    ] * 2


def test_a_filter_chooses_by_value(tmp_path: Path):
    found = sound(tmp_path, "- {target: '$.paths[?@.get.deprecated == true]', remove: true}")
    assert list(found.tree["paths"]) == ["/things"]


def test_an_entry_is_appended_to_an_array(tmp_path: Path):
    found = sound(tmp_path, "- {target: $.tags, update: {name: last}}")
    assert found.tree["tags"][-1]["name"] == "last"


def test_members_and_items_are_removed(tmp_path: Path):
    actions = """
        - {target: "$.tags[?@.name == 'others' || @.name == 'things']", remove: true}
        - {target: $..deprecated, remove: true}
        """
    found = sound(tmp_path, actions)
    assert [tag["name"] for tag in found.tree["tags"]] == ["more"]
    assert found.tree["tags"][0].place.span().column == 40  # where the vendor wrote it
    assert "deprecated" not in found.tree["paths"]["/others"]["get"]


def test_actions_are_applied_one_after_the_other(tmp_path: Path):
    actions = """
        - {target: "$.paths['/others']", remove: true}
        - {target: $.paths, update: {/others: {get: {responses: {"204": {description: None}}}}}}
        - {target: "$.paths['/others'].get", update: {operationId: again}}
        """
    found = sound(tmp_path, actions)
    assert found.tree["paths"]["/others"]["get"]["operationId"] == "again"
    assert list(found.tree["paths"]["/others"]["get"]["responses"]) == ["204"]


def test_a_copy_is_merged_into_its_target(tmp_path: Path):
    actions = """
        - {target: $.paths, update: {/copied: {get: {}}}}
        - {target: "$.paths['/copied'].get", copy: "$.paths['/things'].get"}
        - {target: "$.paths['/copied'].get", update: {operationId: listCopied}}
        """
    found = sound(tmp_path, actions)
    get = found.tree["paths"]["/copied"]["get"]
    assert get["tags"] == ["things"]
    assert found.tree["paths"]["/things"]["get"]["operationId"] == "listThings"


def test_a_primitive_is_replaced_in_version_1_1_alone(tmp_path: Path):
    actions = "- {target: $.info.title, update: Better}"
    assert sound(tmp_path, actions).tree["info"]["title"] == "Better"
    _, found = laid(tmp_path, actions, HEAD.replace("1.1.0", "1.0.0"))
    assert "E726" in {d.code for d in found}


def test_what_an_alias_shares_is_changed_in_one_place(tmp_path: Path):
    vendor = VENDOR.replace(
        "    tags: [{name: things}", "    x-a: &a {k: 1}\n    x-b: *a\n    tags: [{name: things}"
    )
    document, overlay = place(tmp_path, HEAD + "  - {target: $.x-a, update: {k: 2}}\n", vendor)
    found, _ = load(document, overlays=[overlay])
    assert found is not None
    assert (found.tree["x-a"]["k"], found.tree["x-b"]["k"]) == (2, 1)


def test_references_of_an_overlay_mean_what_they_would_in_the_document(tmp_path: Path):
    (tmp_path / "shared.yaml").write_text("Money: {type: string}\n")
    actions = """
        - target: $.components
          update: {schemas: {Price: {$ref: 'shared.yaml#/Money'}}}
        - target: "$.paths['/things'].get.responses"
          update:
            default:
              description: Fault
              content: {application/json: {schema: {$ref: '#/components/schemas/Price'}}}
        """
    found = sound(tmp_path, actions)
    schema = found.tree["paths"]["/things"]["get"]["responses"]["default"]["content"]
    assert found.deref(schema["application/json"]["schema"])["type"] == "string"
    names = {path.name for path in found.files}
    assert names == {"openapi.yaml", "overlay.yaml", "shared.yaml"}


def test_targets_are_in_the_vendors_own_terms(tmp_path: Path):
    """The document is 3.0 still: what it calls nullable can be targeted, and is read as 3.1."""
    vendor = VENDOR.replace("items: {type: string}", "items: {type: string, nullable: true}")
    text = HEAD + "  - {target: '$..schema[?@.nullable == true]', update: {maxLength: 5}}\n"
    document, overlay = place(tmp_path, text, vendor)
    found, _ = load(document, overlays=[overlay])
    assert found is not None
    items = found.tree["components"]["responses"]["Things"]["content"]["application/json"]
    assert items["schema"]["items"]["maxLength"] == 5
    assert items["schema"]["items"]["type"] == ["string", "null"]


def test_the_vendors_file_is_not_touched_and_the_second_overlay_sees_the_first(tmp_path: Path):
    document, first = place(tmp_path, HEAD + "  - {target: $.info, update: {x-a: 1}}\n")
    before = document.read_bytes()
    second = tmp_path / "second.yaml"
    second.write_text(HEAD + "  - {target: '$.info[?@ == 1]', remove: true}\n")
    found, told = load(document, overlays=[first, second])
    assert [d.code for d in told] == []
    assert found is not None
    assert "x-a" not in found.tree["info"]
    assert document.read_bytes() == before


# Findings ------------------------------------------------------------------------------------


FAULTS = [
    ("E723", "▸overlay: 2.0.0\ninfo: {title: t, version: '1'}\nactions: [{target: $, update: {}}]", "1.1.0"),
    ("E723", "▸openapi: 3.1.0\ninfo: {title: t, version: '1'}\nactions: [{target: $, update: {}}]", "overlay: 1.1.0"),
    ("E723", "overlay: 1.0.0\n▸info: 1\nactions: [{target: $, update: {}}]", "title"),
    ("E723", "overlay: 1.0.0\ninfo: {▸title: 1, version: '1'}\nactions: [{target: $, update: {}}]", "title"),
    ("E723", "overlay: 1.0.0\ninfo: {title: t, version: '1'}\n▸actions: []", "list"),
    ("E723", "overlay: 1.0.0\ninfo: {title: t, version: '1'}\n▸extends: 5\nactions: [{target: $, update: {}}]", "address"),
    ("E723", "overlay: 1.0.0\ninfo: {title: t, ▸version: 1}\nactions: [{target: $, update: {}}]", "version"),
    ("E723", "overlay: 1.0.0\ninfo: {title: t, version: '1'}\n▸actoins: [{target: $, update: {}}]", "did you mean actions?"),
    ("E723", "overlay: 1.0.0\ninfo: {title: t, version: '1', ▸author: me}\nactions: [{target: $, update: {}}]", "there are: title"),
    ("E723", "overlay: 1.0.0\ninfo: {title: t, version: '1'}\n▸actions: {target: $}", "list"),
    ("E723", "▸overlay: 1.1\ninfo: {title: t, version: '1'}\nactions: [{target: $, update: {}}]", "1.1.0"),
    ("E723", HEAD + "  - {target: $, update: {}}\n  - ▸1", "target"),
    ("E723", HEAD + "  - ▸1", "target"),
    ("E723", HEAD + "  - {target: $, ▸updates: {}, remove: true}", "did you mean update?"),
    ("E723", HEAD + "  - {▸target: $}", "add update, remove or copy"),
    ("E723", HEAD + "  - {target: $.info, ▸remove: 'yes'}", "remove: true"),
    ("E723", HEAD + "  - {▸target: 1, update: {}}", "JSONPath"),
    ("E723", HEAD.replace("1.1.0", "1.0.0") + "  - {target: $.info, ▸copy: $.tags}", "1.1.0"),
    ("E724", HEAD + "  - {▸target: /info, update: {}}", "begin with $"),
    ("E724", HEAD + "  - {▸target: '$.paths[', update: {}}", "RFC 9535"),
    ("E724", HEAD + "  - {▸target: '$[?nothing(@)]', update: {}}", "RFC 9535"),
    ("E724", HEAD + "  - {▸target: '', update: {}}", "RFC 9535"),
    ("W725", HEAD + "  - {▸target: $.paths.nothing, update: {}}", "remove the action"),
    ("E726", HEAD + "  - {target: $.info, ▸update: 1}", "target the object"),
    ("E726", HEAD + "  - {target: $.info.title, ▸update: {}}", "target the object"),
    ("E726", HEAD + "  - {target: $.info, ▸copy: '$.tags[*]'}", "the one to copy"),
    ("E726", HEAD + "  - {▸target: $, remove: true}", "what is to go"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "mend"), FAULTS)
def test_fault(tmp_path: Path, code: str, text: str, mend: str):
    overlay, (line, column) = unmark(text)
    document, path = place(tmp_path, overlay)
    loaded, told = load(document, overlays=[path])
    found = next(d for d in told if d.code == code)
    assert (Path(found.span.file).name, found.span.line) == ("overlay.yaml", line)
    assert found.span.column == column
    assert mend in found.mend
    assert (loaded is None) is code.startswith("E")


def test_an_overlay_that_is_not_there_or_is_no_yaml(tmp_path: Path):
    document, overlay = place(tmp_path, "a: [")
    assert [d.code for d in load(document, overlays=[overlay])[1]] == ["E004"]
    assert [d.code for d in load(document, overlays=[tmp_path / "x.yaml"])[1]] == ["E001"]


def check(folder: Path, actions: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    place(
        folder, HEAD + "".join(f"  {line}\n" for line in dedent(actions).strip("\n").splitlines())
    )
    main(["validate", "--format", "json", str(folder)])
    return list(json.loads(capsys.readouterr().out))


def test_findings_in_what_an_overlay_added_lead_to_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    actions = """
        - target: $
          update: {x-specwright: 1, x-retry: {status: [503]}}
        - target: "$.paths['/things'].get"
          update:
            operationId: listOthers
            x-status: "odd"
            parameters: [{name: q, in: query, schema: {type: sting}}]
        """
    rows = check(tmp_path, actions, capsys)
    lines = {(r["code"], Path(r["file"]).name, r["line"]): r["pointer"] for r in rows}
    assert lines["E421", "overlay.yaml", 5] == "/x-retry/status"
    assert lines["E421", "overlay.yaml", 9] == "/paths/~1things/get/x-status"
    shown = [row for row in rows if "sting" in row["message"]]
    assert [(row["line"], row["pointer"][:14]) for row in shown] == [(10, "/paths/~1thing")]
    ids = [row for row in rows if row["code"] == "E301"]
    assert 8 in [row["line"] for row in ids] + [s["line"] for row in ids for s in row["related"]]


def test_findings_of_the_vendors_own_stay_where_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    actions = "- {target: \"$.paths['/things'].get\", update: {summary: Ours}}"
    before = {(r["code"], r["line"]) for r in check(tmp_path, actions, capsys)}
    (tmp_path / "overlay.yaml").unlink()
    main(["validate", "--format", "json", str(tmp_path)])
    after = {(r["code"], r["line"]) for r in json.loads(capsys.readouterr().out)}
    assert before - {("H440", 1)} <= after


# The command ---------------------------------------------------------------------------------


def test_the_overlay_beside_a_document_is_an_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "specs" / "acme"
    folder.mkdir(parents=True)
    _, overlay = place(folder, "")
    overlay.unlink()
    api = tmp_path / "generated/acme/api.txt"

    def run() -> str:
        assert main(["generate", "-j1"]) == 0
        return capsys.readouterr().err

    run()
    assert (
        "client.things.list_things(" in api.read_text() or "client.things.list(" in api.read_text()
    )
    overlay.write_text(
        HEAD + "  - {target: \"$.paths['/things'].get\", update: {operationId: findThings}}\n"
    )
    assert "changed" in run()
    assert "client.things.find" in api.read_text()
    assert "up to date" in run()
    overlay.write_text(overlay.read_text().replace("findThings", "seekThings"))
    assert "changed" in run()
    overlay.unlink()
    assert "changed" in run()
    assert "seek" not in api.read_text()
    named = tmp_path / "mine.yaml"
    named.write_text(HEAD + "  - {target: $.info, update: {description: Said by ours.}}\n")
    Path("specwright.toml").write_text(
        '[documents.acme]\npath = "specs/acme"\noverlays = ["mine.yaml"]\n'
    )
    assert "changed" in run()
    assert "Said by ours." in (tmp_path / "generated/acme/README.md").read_text()


def test_a_file_has_its_overlay_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "specs"
    folder.mkdir()
    document, overlay = place(folder, HEAD + "  - {target: $.info, update: {description: Ours.}}\n")
    document.rename(folder / "acme.yaml")
    overlay.rename(folder / "acme.overlay.yaml")
    assert main(["generate", "-j1"]) == 0
    assert "Ours." in (tmp_path / "generated/acme/README.md").read_text()
