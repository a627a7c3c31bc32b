"""An operation that moved while all of it changed: each change is told at its own place on both sides."""

from __future__ import annotations

from typing import Any

from tests.evolution.comparing import compared
from tests.evolution.test_told import LETTERS
from tests.support import STRING, answer, document, operation, query


def tree(path: str, name: str, *, new: bool) -> dict[str, Any]:
    """One operation with something of everything."""
    n = int(new)
    body = {
        "type": "object",
        "required": ["b"] if new else [],
        "properties": {
            "a": {"type": "string", "maxLength": 5 - n},
            "b": {"enum": ["x", "y"] if new else ["x"]},
            "d" if new else "c": STRING,
            "e": {"type": "string", "default": f"{n}"},
        },
    }
    told = {"type": "object", "properties": {"a": {"type": "string", "minLength": n + 1}}}
    dates = {"type": "array", "items": {"type": "string", "format": "date" if new else "date-time"}}
    done = {"responses": {"204": {"description": "Ok."}}}
    made = {"post": {"summary": f"{n}", "requestBody": answer(told), **done}}
    move = operation(
        "move",
        summary=f"Words {n}.",
        parameters=[
            {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": n + 1}},
            query("q", {"type": "integer", "maximum": 10 - n}, required=new),
            query("r" if new else "s", STRING),
            query("t", {"type": "array", "items": {"type": "string", "maxLength": 9 - n}}, explode=not new),
        ],
        requestBody={
            "required": not new,
            "content": {
                "application/json": {"schema": body, "example": {"a": f"{n}"}},
                "text/csv" if new else "text/plain": {"schema": STRING},
            },
        },
        responses={
            "200": {
                "description": f"Words {n}.",
                "headers": {
                    "X-A": {"required": not new, "schema": {"type": "string", "maxLength": 5 - n}},
                    "X-C" if new else "X-B": {"schema": STRING},
                },
                "content": {"application/json": {"schema": dates, "example": [f"{n}"]}},
            },
            "404" if new else "403": {"description": "No."},
            "204" if new else "201": {"description": "No."},
        },
        callbacks={"made": {"{$request.body#/a}": {**made, **({"put": done} if new else {})}}},
        deprecated=new,
        servers=[{"url": f"https://{n}.test"}],
        **{"x-rate-limit": {"limit": 5 + n, "per": 1}, "x-deadline": {"total": 3 + n}, "x-sandbox": {"a": n}},
    )  # fmt: skip
    return document({path: {"post": move}})


# Kind and verdicts | from what to what | where it was, within the operation | where it is, if elsewhere.
CHANGES = """
path-changed b-- | now POST /b/{key} |  | =
header-removed b-- |  | responses/200/headers/X-B | responses/200
header-became-optional b-- |  | responses/200/headers/X-A | =
format-changed bbb | "date-time" → "date" | responses/200/content/application~1json/schema/items/format | =
error-status-changed b-- | 403 → 404 | responses/403 | responses/404
success-status-changed b-- | 201 → 204 | responses/201 | responses/204
parameter-removed bb- |  | parameters/2 | parameters
parameter-renamed -bb | "id" → "key" | parameters/0 | =
limit-tightened b-- | minLength 1 → 2 | parameters/0/schema/minLength | =
parameter-became-required bb- |  | parameters/1 | =
limit-tightened b-- | maximum 10 → 9 | parameters/1/schema/maximum | =
parameter-style-changed b-- | explode true → false | parameters/3 | =
limit-tightened b-- | maxLength 9 → 8 | parameters/3/schema/items/maxLength | =
media-type-removed b-- | text/plain | requestBody/content/text~1plain | requestBody/content
property-became-required bb- |  | requestBody/content/application~1json/schema/properties/b | requestBody/content/application~1json/schema/required
property-removed bb- |  | requestBody/content/application~1json/schema/properties/c | requestBody/content/application~1json/schema/properties
limit-tightened b-- | maxLength 5 → 4 | requestBody/content/application~1json/schema/properties/a/maxLength | =
default-changed b-- | "0" → "1" | requestBody/content/application~1json/schema/properties/e/default | =
server-changed b-- | "https://0.test" → "https://1.test" | servers | =
parameter-added aab |  | parameters | parameters/2
body-became-optional a-b |  | requestBody/required | =
property-added aab |  | requestBody/content/application~1json/schema/properties | requestBody/content/application~1json/schema/properties/d
enum-value-added a-d | "y" | requestBody/content/application~1json/schema/properties/b/enum | =
limit-tightened a-- | maxLength 5 → 4 | responses/200/headers/X-A/schema/maxLength | =
header-added a-- |  | responses/200 | responses/200/headers/X-C
media-type-added a-- | text/csv | requestBody/content | requestBody/content/text~1csv
webhook-added aa- | PUT | callbacks/made/{$request.body#~1a} | =
limit-tightened a-- | minLength 1 → 2 | callbacks/made/{$request.body#~1a}/post/requestBody/content/application~1json/schema/properties/a/minLength | =
rate-limit-raised a-- | 5 in 1 s → 6 in 1 s | x-rate-limit | =
deadline-changed a-- |  | x-deadline | =
operation-deprecated aa- | no sunset is said | deprecated | =
text-changed --- | description | responses/200/description | =
example-changed --- |  | responses/200/content/application~1json | =
text-changed --- | summary | summary | =
example-changed --- |  | requestBody/content/application~1json | =
text-changed --- |  | callbacks/made/{$request.body#~1a}/post | =
example-changed --- | x-sandbox | x-sandbox | =
"""


def test_each_change_is_at_its_own_place_on_both_sides() -> None:
    found = compared(tree("/a/{id}", "id", new=False), tree("/b/{key}", "key", new=True)).changes
    told: list[str] = []
    for change in found:
        assert change.old is not None
        assert change.new is not None
        (old, was), (new, now) = (
            spot.pointer.partition("/post")[::2] for spot in (change.old, change.new)
        )
        assert (old, new) == ("#/paths/~1a~1{id}", "#/paths/~1b~1{key}")
        assert change.uses == ("POST /b/{key}",)
        verdicts = "".join(LETTERS[verdict] for verdict in change.verdicts.all)
        at = f"{was[1:]} | {'=' if now == was else now[1:]}"
        told.append(f"{change.kind} {verdicts} | {change.detail} | {at}")
    assert sorted(told) == sorted(CHANGES.strip().splitlines())
