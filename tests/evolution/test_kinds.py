"""The kinds of change that have no row in the table of 81: each is told."""

from __future__ import annotations

from typing import Any

import pytest

from generator.compare.kinds import KINDS
from tests.evolution.comparing import compared
from tests.evolution.pairs import (
    BODY,
    GET,
    GONE,
    INTEGER,
    NEW,
    NUMBER,
    OK,
    ONE,
    PAIRS,
    PARAMETERS,
    POST,
    THING,
    base,
    edited,
)
from tests.support import STRING, answer, operation, ref

NAME, SIZE, STATE = (f"{THING}/properties/{name}" for name in ("name", "size", "state"))
SCHEMES = "/components/securitySchemes"
KEYS: dict[str, Any] = {
    SCHEMES: {"key": {"type": "http", "scheme": "bearer"},
              "other": {"type": "apiKey", "in": "header", "name": "X-Key"}},
}  # fmt: skip
HOOK = {"post": {"requestBody": answer(ref("Thing")), "responses": {"204": {"description": "Ok."}}}}
CALLED = {f"{POST}/callbacks": {"made": {"{$request.body#/note}": HOOK}}}
PAGED: dict[str, Any] = {
    f"{PARAMETERS}/-": {"name": "page", "in": "query", "schema": INTEGER},
    f"{GET}/responses/200": answer(
        {"type": "object", "required": ["items"],
         "properties": {"items": {"type": "array", "items": ref("Thing")}}}),
}  # fmt: skip
TUPLE = {"type": "array", "prefixItems": [STRING, STRING], "items": False}
MOVED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("operation-undeprecated", {f"{ONE}/deprecated": True}, {f"{ONE}/deprecated": GONE}),
    ("sunset-later", {f"{ONE}/deprecated": True, f"{ONE}/x-deprecation": {"sunset": "2027-01-01"}},
     {f"{ONE}/x-deprecation/sunset": "2028-01-01"}),
    ("status-ended", {}, {f"{ONE}/x-status": "planned"}),
    ("status-begun", {f"{ONE}/x-status": "planned"}, {f"{ONE}/x-status": GONE}),
    ("server-added", {}, {"/servers/-": {"url": "https://eu.example.com"}}),
    ("security-removed", {**KEYS, f"{ONE}/security": [{"key": []}]}, {f"{ONE}/security": []}),
    ("security-alternative-added", {**KEYS, f"{ONE}/security": [{"key": []}]},
     {f"{ONE}/security/-": {"other": []}}),
    ("security-alternative-removed", {**KEYS, f"{ONE}/security": [{"key": []}, {"other": []}]},
     {f"{ONE}/security/1": GONE}),
    ("scope-removed", {**KEYS, f"{ONE}/security": [{"key": ["read", "write"]}]},
     {f"{ONE}/security/0/key": ["read"]}),
    ("credential-changed", {}, {**KEYS, "/security": [{"key": []}]}),
    ("webhook-added", {}, {"/webhooks": {"made": HOOK}}),
    ("callback-changed", CALLED, {f"{POST}/callbacks": GONE}),
    ("signature-changed",
     {"/webhooks": {"made": HOOK},
      "/x-webhook-signature": {"header": "X-Sign", "algorithm": "hmac-sha256"}},
     {"/x-webhook-signature/header": "X-Other"}),
    ("body-added", {f"{BODY}": GONE},
     {f"{BODY}": {"content": {"application/json": {"schema": ref("NewThing")}}}}),
    ("required-body-added", {f"{BODY}": GONE},
     {f"{BODY}": {"required": True, "content": {"application/json": {"schema": ref("NewThing")}}}}),
    ("body-removed", {}, {f"{BODY}": GONE}),
    ("body-became-optional", {}, {f"{BODY}/required": False}),
    ("encoding-changed",
     {f"{BODY}/content": {"multipart/form-data": {"schema": ref("NewThing"), "encoding": {
         "note": {"contentType": "text/plain"}}}}},
     {f"{BODY}/content/multipart~1form-data/encoding/note/contentType": "text/csv"}),
    ("success-status-added", {}, {f"{ONE}/responses/204": {"description": "Nothing."}}),
    ("success-status-removed", {f"{ONE}/responses/204": {"description": "Nothing."}},
     {f"{ONE}/responses/204": GONE}),
    ("error-status-added", {}, {f"{ONE}/responses/409": answer(ref("Problem"))}),
    ("error-status-removed", {}, {f"{ONE}/responses/404": GONE}),
    ("header-became-optional", {f"{OK}/headers": {"X-Age": {"required": True, "schema": INTEGER}}},
     {f"{OK}/headers/X-Age/required": False}),
    ("header-became-required", {f"{OK}/headers": {"X-Age": {"schema": INTEGER}}},
     {f"{OK}/headers/X-Age/required": True}),
    ("type-narrowed", {SIZE: NUMBER}, {SIZE: INTEGER}),
    ("format-added", {}, {f"{NAME}/format": "date-time"}),
    ("format-removed", {f"{NAME}/format": "date-time"}, {f"{NAME}/format": GONE}),
    ("format-changed", {f"{NAME}/format": "date"}, {f"{NAME}/format": "date-time"}),
    ("precision-changed", {f"{SIZE}/format": "int32"}, {f"{SIZE}/format": "int64"}),
    ("wire-format-changed", {f"{NAME}/x-wire": "Y-m-d"}, {f"{NAME}/x-wire": "Y-m-d H:i:s"}),
    ("values-restricted", {}, {f"{NAME}/enum": ["a", "b"]}),
    ("values-freed", {}, {f"{STATE}/enum": GONE}),
    ("enum-closed", {}, {f"{STATE}/x-enum": "closed"}),
    ("enum-opened", {f"{STATE}/x-enum": "closed"}, {f"{STATE}/x-enum": GONE}),
    ("limit-removed", {}, {f"{NAME}/maxLength": GONE}),
    ("pattern-removed", {}, {f"{THING}/properties/note/pattern": GONE}),
    ("pattern-changed", {}, {f"{THING}/properties/note/pattern": "^(a+)+$"}),
    ("property-became-read-only", {}, {f"{NEW}/properties/size/readOnly": True}),
    ("property-became-write-only", {}, {f"{THING}/properties/note/writeOnly": True}),
    ("property-both-ways", {f"{NEW}/properties/size/readOnly": True},
     {f"{NEW}/properties/size/readOnly": GONE}),
    ("default-set", {}, {f"{PARAMETERS}/2/schema/default": "a"}),
    ("default-removed", {}, {f"{PARAMETERS}/0/schema/default": GONE}),
    ("extras-allowed", {f"{THING}/additionalProperties": False},
     {f"{THING}/additionalProperties": GONE}),
    ("extras-changed", {}, {f"{THING}/patternProperties": {"^x-": STRING}}),
    ("dependency-added", {}, {f"{THING}/dependentRequired": {"note": ["state"]}}),
    ("dependency-removed", {f"{THING}/dependentRequired": {"note": ["state"]}},
     {f"{THING}/dependentRequired": GONE}),
    ("way-changed", {NAME: {"anyOf": [STRING, INTEGER]}}, {NAME: {"oneOf": [STRING, INTEGER]}}),
    ("tuple-changed", {NAME: TUPLE}, {f"{NAME}/prefixItems/-": STRING}),
    ("condition-changed", {}, {f"{NAME}/not": {"enum": ["x"]}}),
    ("content-changed", {f"{NAME}/contentEncoding": "base64"},
     {f"{NAME}/contentEncoding": "base64url"}),
    ("xml-changed", {}, {f"{NAME}/xml": {"attribute": True}}),
    ("property-deprecated", {}, {f"{NAME}/deprecated": True}),
    ("property-undeprecated", {f"{NAME}/deprecated": True}, {f"{NAME}/deprecated": GONE}),
    ("model-renamed", {}, {
        "/components/schemas/Thing": GONE, "/components/schemas/Item": base()["components"]["schemas"]["Thing"],
        f"{GET}/responses/200": answer({"type": "array", "items": ref("Item")}),
        f"{POST}/responses/201": answer(ref("Item")), f"{ONE}/responses/200": answer(ref("Item"))}),
    ("model-added", {}, {"/components/schemas/Spare": {"type": "object", "properties": {"a": STRING}}}),
    ("model-removed", {"/components/schemas/Spare": {"type": "object", "properties": {"a": STRING}}},
     {"/components/schemas/Spare": GONE}),
    ("pagination-added", PAGED,
     {f"{GET}/x-pagination": {"style": "page", "items": "/items", "page": "page"}}),
    ("envelope-changed", PAGED, {f"{GET}/x-envelope": "items"}),
    ("errors-changed", {}, {"/x-errors": {"code": "/code"}}),
    ("retry-changed", {}, {f"{ONE}/x-retry": {"attempts": 5}}),
    ("rate-limit-raised", {f"{GET}/x-rate-limit": {"limit": 10, "per": 60}},
     {f"{GET}/x-rate-limit/limit": 20}),
    ("deadline-changed", {}, {f"{ONE}/x-deadline": {"total": 0.5}}),
    ("background-changed", {}, {f"{POST}/x-background": {}}),
    ("null-handling-changed", {}, {"/x-wire": {"null": "omit"}}),
    ("convention-changed", {}, {"/x-request-id": {"send": "X-Id"}}),
    ("convention-changed", {}, {"/x-wire": {"scalars": "loose"}}),
    ("convention-changed", {}, {"/x-cors": ["*"]}),
]  # fmt: skip
ELSEWHERE = {
    "name-changed": "test_command.py: a name of the lock",
    "process-changed": "below: it takes two operations",
}


@pytest.mark.parametrize(("kind", "before", "after"), MOVED, ids=[kind for kind, _, _ in MOVED])
def test_a_kind_is_told(kind: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    old = edited(base(), before)
    found = compared(old, edited(old, after))
    assert kind in {change.kind for change in found.changes}


def test_no_kind_is_without_a_pair() -> None:
    tried = {pair.kind for pair in PAIRS} | {kind for kind, _, _ in MOVED} | ELSEWHERE.keys()
    assert tried == KINDS.keys()


def test_another_way_to_tell_of_a_process_breaks() -> None:
    state = {"type": "object", "required": ["id", "state"],
             "properties": {"id": STRING, "state": {"enum": ["RUNNING", "DONE", "FAILED"]}}}  # fmt: skip
    told = {"status-operation": "getJob", "id": "/id", "state": "/state",
            "pending": ["RUNNING"], "success": ["DONE"], "failure": ["FAILED"]}  # fmt: skip
    job = {"get": operation("getJob", parameters=[
        {"name": "id", "in": "path", "required": True, "schema": STRING}],
        responses={"200": answer(ref("Job"))})}  # fmt: skip
    old = edited(base(), {"/components/schemas/Job": state, "/paths/~1jobs~1{id}": job,
                          f"{POST}/responses": {"202": answer(ref("Job"))},
                          f"{POST}/x-process": told})  # fmt: skip
    found = compared(old, edited(old, {f"{POST}/x-process/success/-": "OVER"}))
    assert [change.kind for change in found.changes] == ["process-changed"]


def test_an_address_that_a_variable_still_allows_is_not_gone() -> None:
    served = {"url": "https://{where}.example.com",
              "variables": {"where": {"default": "api", "enum": ["api", "demo"]}}}  # fmt: skip
    old = edited(base(), {"/servers/-": {"url": "https://demo.example.com"}})
    found = compared(old, edited(old, {"/servers": [served]}))
    assert {change.kind for change in found.changes} == {"credential-changed"}
    away = edited(old, {"/servers": [{**served, "variables": {"where": {"default": "api"}}}]})
    (change,) = (c for c in compared(old, away).changes if c.kind == "server-changed")
    assert change.detail == '"https://demo.example.com" → nothing'


def test_a_kind_of_value_that_comes_is_one_change() -> None:
    found = compared(base(), edited(base(), {NAME: {"anyOf": [STRING, INTEGER]}}))
    kinds = [change.kind for change in found.changes]
    assert kinds.count("variant-added") == 1
    assert "type-widened" not in kinds


@pytest.mark.parametrize(("word", "way"), [("readOnly", "response"), ("writeOnly", "request")])
def test_a_member_of_one_way_is_told_of_in_that_one(word: str, way: str) -> None:
    both = {f"{BODY}/content/application~1json/schema": ref("Thing")}
    old = edited(base(), {**both, f"{THING}/properties/note/{word}": True})
    (gone,) = compared(old, edited(old, {f"{THING}/properties/note": GONE})).changes
    assert (gone.kind, gone.ways) == ("property-removed", {way})
    (new,) = compared(edited(old, {f"{THING}/properties/note": GONE}), old).changes
    assert (new.kind, new.ways) == ("property-added", {way})
