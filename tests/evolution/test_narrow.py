"""What differs of two documents is told as of the whole ones: what is left out is needed by nobody."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from generator.compare.engine import compare
from generator.compare.reduce import is_whole, reduced
from generator.compare.same import objects, references
from tests.evolution.pairs import GONE, edited
from tests.evolution.test_random import both, told
from tests.support import STRING, answer, document, loaded, operation, query, ref

ID = {"name": "id", "in": "path", "required": True, "schema": STRING}
JOB = {
    "type": "object",
    "required": ["id", "state"],
    "properties": {"id": STRING, "state": {"enum": ["NEW", "DONE", "BAD"]}, "result": ref("Part")},
}
PROCESS = {
    "id": "/id", "status-operation": "getJob", "state": "/state", "result": "/result",
    "pending": ["NEW"], "success": ["DONE"], "failure": ["BAD"],
}  # fmt: skip
MAKE, ONE, PART = "/paths/~1jobs/post", "/paths/~1jobs~1{id}/get", "/components/schemas/Part"


def tree(**more: Any) -> dict[str, Any]:
    made = document(
        {
            "/jobs": {"post": operation("makeJob", responses={"202": answer(ref("Job"))}, **{"x-process": {}})},
            "/jobs/{id}": {"get": operation("getJob", parameters=[ID], responses={"200": answer(ref("Job"))})},
            "/others": {"get": operation("others", parameters=[query("a")], responses={"200": answer(ref("Other"))})},
            "/shared": {"put": operation("shared", requestBody={"$ref": "#/components/requestBodies/Given"},
                                         parameters=[{"$ref": "#/components/parameters/Asked"}],
                                         responses={"200": {"$ref": "#/components/responses/Told"}})},
        },
        {
            "Job": JOB,
            "Part": {"type": "object", "properties": {"n": STRING, "m": STRING}},
            "Other": {"allOf": [ref("Part"), {"type": "object", "properties": {"o": ref("Job")}}]},
            "Form": {"type": "object", "properties": {"n": STRING, "m": STRING}},
            "Word": {"type": "string", "enum": ["a", "b"]},
            "Row": {"type": "array", "items": {"type": "object", "properties": {
                "w": ref("Word"), "n": {"type": "string", "maxLength": 5}, "c": {"anyOf": [STRING]}}}},
            "Any": True,  # type: ignore[dict-item]
        },
        **{"x-process": PROCESS, **more},
    )  # fmt: skip
    made["components"] |= {
        "requestBodies": {"Given": answer(ref("Form"))},
        "parameters": {"Asked": query("asked", {"type": "array", "items": ref("Word")})},
        "responses": {"Told": answer(ref("Row"))},
    }
    return made


@pytest.mark.parametrize(
    "edits",
    [
        {f"{MAKE}/summary": "New."},
        {f"{MAKE}/x-process": {"state": "/id"}},
        {f"{MAKE}/x-process": GONE},
        {f"{PART}/properties/n": GONE},
        {f"{PART}/properties/n": {"type": "integer"}},
        {f"{ONE}/responses/200/description": "Here."},
        {"/components/schemas/Job/properties/result": STRING},
        {"/components/schemas/Any": {"type": "string"}},
        {"/components/schemas/Other/allOf/1/properties/o": ref("Part")},
        {"/x-process/success": ["DONE", "OVER"]},
        {"/paths/~1others/get/parameters/0/name": "b"},
        {"/paths/~1others": GONE},
        {"/components/schemas/Form/properties/n": GONE},
        {"/components/schemas/Form/required": ["n"]},
        {"/components/schemas/Word": {"type": "integer"}},
        {"/components/schemas/Word/enum": ["a", "b", "c"]},
        {"/components/parameters/Asked/schema": STRING},
        {"/components/requestBodies/Given/required": True},
    ],
)
def test_changes_are_those_of_the_whole(edits: dict[str, Any]) -> None:
    for old, new in ((tree(), edited(tree(), edits)), (edited(tree(), edits), tree())):
        one, other = loaded(old), loaded(new)
        less, now, same = reduced(one.tree, other.tree)
        whole = told(compare(*both(one, other)))
        assert whole
        assert (
            told(compare(*both(replace(one, tree=less), replace(other, tree=now)), same)) == whole
        )


@pytest.mark.parametrize(
    ("node", "whole"),
    [
        ({"$ref": "#/components/schemas/A"}, True),
        ({"$ref": "#/definitions/A"}, True),
        ({"$ref": "#/paths/~1a"}, False),
        ({"$ref": "other.yaml"}, False),
        ({"$ref": {"type": "string"}}, True),
        ({"a": [[{"$ref": "other.yaml"}]]}, False),
        ({"example": {"$ref": "other.yaml"}}, True),
        ({"examples": [{"$id": "x"}]}, True),
        ({"$id": "x"}, False),
        ({"a": {"$dynamicRef": "#x"}}, False),
    ],
)
def test_whether_all_that_is_referred_to_is_there(node: Any, whole: bool) -> None:
    assert is_whole(node) is whole


def test_every_object_within_is_met_and_what_it_refers_to() -> None:
    node = [
        {"a": {"$ref": "#/components/schemas/A/properties/b"}, "description": "#/no"},
        [({"c": 1},)],
    ]
    before = copy.deepcopy(node)
    assert [sorted(one) for one in objects([*node, 5, None])] == [["a", "description"], ["$ref"]]
    assert [sorted(one) for one in objects(({"c": {"d": {}}},), ["c"])] == [["c"]]
    assert list(objects(True)) == []
    assert set(references(node)) == {"#/components/schemas/A"}
    assert set(references({"$ref": "#/definitions/A"})) == {"#/components/schemas/A"}
    assert node == before


def test_what_is_only_mentioned_is_of_its_kind_and_leads_nowhere() -> None:
    new = edited(tree(), {"/paths/~1shared/put/summary": "New."})
    for less in reduced(loaded(tree()).tree, loaded(new).tree)[:2]:
        held = less["components"]["schemas"]
        assert held["Form"] == {"type": "object", "properties": {"n": True, "m": True}}
        assert held["Word"] == {"type": "string", "enum": ["a", "b"]}
        items = {"w": {}, "n": {"type": "string", "maxLength": 5}, "c": {}}
        assert held["Row"] == {"type": "array", "items": {"type": "object", "properties": items}}
        assert "Other" not in held
        assert "requestBody" in less["paths"]["/shared"]["put"]
        assert less["paths"]["/jobs"]["post"].keys() == {"operationId", "tags", "responses"}


@pytest.mark.parametrize("way", ["oneOf", "anyOf"])
def test_an_alternative_that_was_alone_is_one_of_several(way: str) -> None:
    at, named = "/components/schemas/Other/allOf/1/properties/o", "/components/schemas/Only"
    alone, both_ = {way: [ref("Job")]}, {way: [ref("Job"), ref("Form")]}
    for first, second, kind in ((alone, both_, "variant-added"), (both_, alone, "variant-removed")):
        for start, place in ((tree(), at), (edited(tree(), {at: ref("Only")}), named)):
            old, new = edited(start, {place: first}), edited(start, {place: second})
            changes = compare(*both(loaded(old), loaded(new)))
            told_ = {(c.kind, c.detail) for c in changes if c.kind.startswith("variant")}
            assert told_ == {(kind, "Form")}


@pytest.mark.parametrize(
    ("name", "edit", "ways"),
    [
        ("Word", {"enum": ["a"]}, {"request", "response"}),
        ("Form", {"properties": {"n": STRING}}, {"request"}),
        ("Part", {"properties": {"n": STRING}}, {"response"}),
    ],
)
def test_a_change_describes_what_is_sent_what_is_received_or_both(
    name: str, edit: dict[str, Any], ways: set[str]
) -> None:
    at = f"/components/schemas/{name}"
    new = edited(tree(), {f"{at}/{key}": value for key, value in edit.items()})
    (change,) = compare(*both(loaded(tree()), loaded(new)))
    assert change.ways == ways
