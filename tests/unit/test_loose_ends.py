"""References that lead nowhere after what they led to was left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from generator.read.mend.loose import loose_ends
from tests.support import NOTHING, STRING, document, loaded, operation, ref

POST = "/paths/~1a/post"


def _to(section: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{section}/{name}"}


def _whole() -> dict[str, Any]:
    sent = {"content": {"application/json": {"schema": ref("Short")}}}
    post = operation(
        "a",
        parameters=[_to("parameters", "P")],
        requestBody=_to("requestBodies", "B"),
        responses={"200": _to("responses", "R"), **NOTHING},
        **{"x-own": {"$ref": "#/components/schemas/Never"}},
    )
    union = {
        "oneOf": [ref("A"), ref("B")],
        "discriminator": {"propertyName": "k", "mapping": {"a": "#/components/schemas/A", "b": "B"}},
        "example": {"$ref": "#/components/schemas/Never"},
    }  # fmt: skip
    kind = {"type": "object", "properties": {"k": STRING}}
    return document(
        {"/a": {"post": post}},
        {"Short": STRING, "A": kind, "B": kind, "Union": union},
        components={
            "parameters": {"P": {"name": "p", "in": "query", "schema": ref("Short")}},
            "requestBodies": {"B": sent},
            "responses": {"R": {"description": ""}},
        },
    )


@pytest.mark.parametrize(
    ("section", "name", "places"),
    [
        ("parameters", "P", [f"{POST}/parameters/0/$ref"]),
        ("requestBodies", "B", [f"{POST}/requestBody/$ref"]),
        ("responses", "R", [f"{POST}/responses/200/$ref"]),
        ("schemas", "A", ["/components/schemas/Union/discriminator/mapping/a", "/components/schemas/Union/oneOf/0/$ref"]),
        ("schemas", "B", ["/components/schemas/Union/oneOf/1/$ref"]),
        ("schemas", "Short", ["/components/parameters/P/schema/$ref",
                                  "/components/requestBodies/B/content/application~1json/schema/$ref"]),
        (None, None, []),
    ],
)  # fmt: skip
def test_what_referred_to_what_is_gone(section: Any, name: Any, places: list[str]) -> None:
    made = loaded(_whole())
    tree = made.tree
    if section:
        del tree["components"][section][name]
    found = loose_ends(replace(made, tree=tree), tree)
    assert sorted(d.pointer for d in found if not d.pointer.endswith("mapping/b")) == places
    assert {d.code for d in found} <= {"E150"}


@pytest.mark.parametrize(
    "target",
    [
        "#/components/schemas/Gone",
        "#/components/parameters/P",
        "#/components/schemas",
        "#/components/schemas/A/properties/k",
        "#/paths/~1a",
        "A",
        "#/components/gone/A",
    ],
)
def test_only_a_component_of_its_kind_will_do(target: str) -> None:
    made = loaded(_whole())
    tree = made.tree
    tree["components"]["schemas"]["Union"]["oneOf"][0]["$ref"] = target
    (found,) = loose_ends(replace(made, tree=tree), tree)
    assert found.pointer == "/components/schemas/Union/oneOf/0/$ref"
    assert target in found.message
    del tree["components"]
    assert loose_ends(replace(made, tree=tree), tree)
