"""`api.txt`: everything that a user of a package can name, one line each."""

from __future__ import annotations

from typing import Any

import pytest

from generator.command.surface import gone_and_changed, surface, surface_diff
from tests.support import STRING, answer, compiled, document, operation, query, ref


def lines(tree: dict[str, Any]) -> list[str]:
    """The surface of a document's package."""
    result = compiled(tree)
    assert not result.failed, result.diagnostics
    return surface("acme", result.files).splitlines()


SCHEMAS: dict[str, Any] = {
    "Thing": {
        "type": "object",
        "required": ["id"],
        "properties": {"id": STRING, "madeBy": {"type": "string", "description": "Who."}},
    },
    "Colour": {"type": "string", "enum": ["red", "blue"]},
    "Big": {"allOf": [ref("Thing"), {"properties": {"size": {"type": "number"}}}]},
}
TREE = document(
    {
        "/things": {
            "get": operation(
                "listThings",
                parameters=[query("sort"), query("q", required=True)],
                responses={"200": answer({"type": "array", "items": ref("Thing")})},
            )
        },
        "/things/{id}": {
            "delete": operation(
                "deleteThing",
                parameters=[{"name": "id", "in": "path", "required": True, "schema": STRING}],
            )
        },
    },
    SCHEMAS,
)


def test_every_method_member_and_class_is_a_line() -> None:
    found = lines(TREE)
    assert found == sorted(set(found))
    assert "client.things.list(*, q: str, sort: str | Unset=UNSET) -> List[Thing]" in found
    assert "client.things.delete(id: str) -> None" in found
    assert "models.Thing(Model)" in found
    assert "models.Thing.id: str" in found
    assert "models.Thing.made_by: str | None" in found
    assert "models.Big(Thing)" in found
    assert any(line.startswith("models.Colour = Literal['red', 'blue']") for line in found)
    assert any(line.startswith("Client(") for line in found)
    assert any(line.startswith("AsyncClient(") for line in found)
    assert len(found) == 9 + 1


def test_a_webhook_is_a_line() -> None:
    body = {"content": {"application/json": {"schema": ref("Thing")}}}
    post = {
        "summary": "A thing was made.",
        "requestBody": body,
        "responses": {"200": {"description": ""}},
    }
    found = lines({**TREE, "webhooks": {"thing.made": {"post": post}}})
    assert "webhooks.THING_MADE: Webhook[models.Thing] = 'thing.made'" in found


def test_it_says_nothing_of_descriptions() -> None:
    told = document(
        TREE["paths"], {**SCHEMAS, "Thing": {**SCHEMAS["Thing"], "description": "At length."}}
    )
    assert lines(told) == lines(TREE)


@pytest.mark.parametrize(
    ("change", "gone", "new", "breaking"),
    [
        (
            lambda t: t["paths"].update({"/x": {"get": operation("getX")}}),
            [],
            ["+client.things.get_x() -> None"],
            False,
        ),
        (
            lambda t: t["paths"].pop("/things/{id}"),
            ["-client.things.delete(id: str) -> None"],
            [],
            True,
        ),
        (
            lambda t: t["components"]["schemas"]["Thing"]["properties"].update(new=STRING),
            [],
            ["+models.Thing.new: str | None"],
            False,
        ),
        (
            lambda t: t["components"]["schemas"]["Thing"].pop("required"),
            ["-models.Thing.id: str"],
            ["+models.Thing.id: str | None"],
            True,
        ),
        (lambda t: None, [], [], False),
    ],
)
def test_difference(change: Any, gone: list[str], new: list[str], breaking: bool) -> None:
    import copy

    tree = copy.deepcopy(TREE)
    change(tree)
    said, broken = surface_diff("\n".join(lines(TREE)), "\n".join(lines(tree)))
    assert [line for line in said if line[0] == "-"] == gone
    assert [line for line in said if line[0] == "+"] == new
    assert broken is breaking


def test_a_new_package_breaks_nothing() -> None:
    said, breaking = surface_diff("", "a\nb\n")
    assert (said, breaking) == (["+a", "+b"], False)


def test_what_is_gone_and_what_is_another_thing_now() -> None:
    said = ["-client.a.get(id: int) -> None", "+client.a.get(id: str) -> None"]
    said += ["-models.A(Model)", "-models.A.x: str", "-models.B = int", "+models.C.x: str"]
    said += ["-left out: operation b", "+left out: operation c"]
    assert gone_and_changed(said) == (["models.A", "models.A.x", "models.B"], ["client.a.get"])


def test_the_module_that_a_model_stands_in_is_nobody_s_business() -> None:
    tree = document(
        {"/big": {"get": operation("getBig", "things", responses={"200": answer(ref("Big"))})}},
        SCHEMAS | {"Holder": {"type": "object", "properties": {"thing": ref("Thing")}}},
    )
    more = {
        "/holder": {"get": operation("getIt", "held", responses={"200": answer(ref("Holder"))})}
    }
    before, after = lines(tree), lines({**tree, "paths": tree["paths"] | more})
    assert "models.Big(Thing)" in after
    assert "models.Holder.thing: Thing | None" in before
    assert set(before) < set(after)


def test_modules_that_earlier_versions_named_are_no_change() -> None:
    old = "client.a.get(kind: x.A) -> None\nmodels.A(shared.B)\nmodels.A.b: list[x_1.C] | Literal['x.D']\n"
    new = "client.a.get(kind: A) -> None\nmodels.A(B)\nmodels.A.b: list[C] | Literal['D']\n"
    said, breaking = surface_diff(old, new)
    assert [line for line in said if line[1:].startswith("models.A(")] == []
    assert "-models.A.b: list[C] | Literal['x.D']" in said
    assert "-client.a.get(kind: x.A) -> None" in said
    assert breaking
    same = "models.A(B)\nmodels.A.b: list[C] | Literal['x.D']\n"
    assert surface_diff("\n".join(old.splitlines()[1:]), same) == ([], False)
