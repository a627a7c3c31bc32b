"""What the lock of names knows each thing by: one document, every kind of name."""

from __future__ import annotations

from typing import Any

import pytest

from generator.name.lock import parse, text_of
from generator.name.naming import name_all
from tests.support import NOTHING, STRING, answer, built, document, operation, query, ref

MESSAGE: dict[str, Any] = {
    "requestBody": {"content": {"application/json": {"schema": STRING}}},
    "responses": NOTHING,
}
TREE = document(
    {
        "/a/{id}": {
            "post": operation(
                "addThing", "My Things",
                parameters=[query("per page"), {"name": "id", "in": "path", "required": True, "schema": STRING}],
                requestBody={"content": {"application/json": {"schema": {"type": "object", "properties": {"inUse": STRING}}}}},
                responses={"200": answer(ref("Thing")), "400": answer({"type": "object", "properties": {"why": STRING}})},
                callbacks={"done": {"{$request.query.u}": {"post": MESSAGE}}},
            ),
            "get": {"responses": NOTHING, "tags": ["My Things"]},
        }
    },
    {"Thing": {"type": "object", "properties": {"a/b %": STRING, "deep": {"type": "object", "properties": {"x": STRING}}}}},
    servers=[{"url": "https://{zone}.example.com", "variables": {"zone": {"default": "eu"}}}],
    webhooks={"hook": {"post": MESSAGE}},
    components={"securitySchemes": {"api key": {"type": "apiKey", "in": "header", "name": "X"}}},
)  # fmt: skip


DEEP = {"type": "object", "properties": {"x": STRING}}
LOCK = """\
argument addThing/body/inUse = in_use
argument addThing/path/id = id
argument addThing/query/per page = per_page
callback addThing/done = DONE
credential api key = api_key
handler GET ~1a~1{id} = get_a_id
handler addThing = add_thing
member Thing/a~1b %25 = a_b
member Thing/deep = deep
member Thing/properties/deep/x = x
member addThing/requestBody/content/application~1json/schema/inUse = in_use
member addThing/responses/400/content/application~1json/schema/why = why
method My Things/GET ~1a~1{id} = get_a_id
method My Things/addThing = add_thing
model Thing = Thing
model Thing/properties/deep = ThingDeep
model addThing/requestBody/content/application~1json/schema = AddThingBody
model addThing/responses/400/content/application~1json/schema = AddThing400Response
package = acme
resource My Things = my_things
variable zone = zone
webhook hook = HOOK
"""


def test_every_name_by_what_it_is_of() -> None:
    """As `names.lock` has them: lines that users have in version control."""
    kept = text_of(name_all(built(TREE)[0])[0].kept)
    assert "".join(line for line in kept.splitlines(keepends=True) if line[0] != "#") == LOCK


def test_every_name_that_was_given_before_stays() -> None:
    """What a line says is what the thing is called."""
    lines = [line for line in LOCK.splitlines() if not line.startswith("package")]
    renamed = "".join(f"{line}{'X' if line[-1].isupper() or ' = Add' in line or ' = Thing' in line else '_x'}\n" for line in lines)  # fmt: skip
    names, said = name_all(built(TREE)[0], parse(renamed, "names.lock"))
    assert said == []
    kept = text_of(names.kept)
    found = [line for line in kept.splitlines(keepends=True) if line[0] != "#"]
    assert "".join(line for line in found if not line.startswith("package")) == renamed


def test_a_name_that_was_given_before_is_not_for_what_is_new() -> None:
    """A component that comes later wants the name that a body has: it takes a longer one."""
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": {"a": STRING}}}}}  # fmt: skip
    paths = {"/a": {"post": operation("add", requestBody=body, responses={"200": answer(ref("AddBody"))})}}  # fmt: skip
    tree = document(paths, {"AddBody": {"type": "object", "properties": {"b": STRING}}})
    way = "add/requestBody/content/application~1json/schema"
    plain, given = {}, {way: "AddBody"}
    made: list[dict[str, str]] = []
    for lock in (plain, given):
        text = "".join(f"model {thing} = {name}\n" for thing, name in lock.items())
        names, said = name_all(built(tree)[0], parse(text, "names.lock"))
        assert said == []
        made.append({t.removeprefix("model "): n for t, n in names.kept.items() if t.startswith("model ")})  # fmt: skip
    assert made[0] == {"AddBody": "AddBody", way: "AddBodyData"}
    assert made[1] == {"AddBody": "AddBodyModel", way: "AddBody"}


@pytest.mark.parametrize(
    ("keys", "made"),
    [
        # A name of one part is nobody else's.
        (["pet", "x.pet"], ["Pet", "XPet"]),
        (["Pet", "x.Pet"], ["Pet", "XPet"]),
        (["y.pet", "x.pet"], ["YPet", "XPet"]),
        (["x.pet"], ["Pet"]),
    ],
)
def test_what_components_with_dots_are_called(keys: list[str], made: list[str]) -> None:
    thing = {"type": "object", "properties": {"a": STRING}}
    names, said = name_all(built(document({}, dict.fromkeys(keys, thing)))[0])
    assert said == []
    assert [names.kept[f"model {key}"] for key in keys] == made


@pytest.mark.parametrize(
    ("state", "way"),
    [
        ({"anyOf": [{"enum": ["gone"]}, {"type": "null"}]}, "anyOf/gone"),
        ({"oneOf": [{"type": "null"}, {"enum": ["gone"]}]}, "oneOf/gone"),
        ({"anyOf": [{"enum": ["gone"]}, {"enum": ["new", "old"]}]}, "anyOf/gone"),
        ({"type": "array", "items": {"anyOf": [{"enum": ["gone"]}, {"type": "null"}]}}, "items/anyOf/gone"),
    ],
)  # fmt: skip
def test_a_branch_is_known_by_what_tells_it_from_the_others(state: Any, way: str) -> None:
    """And not by its number, so that it keeps its name when another one is added before it."""
    schema = {"type": "object", "properties": {"state": state}}
    kept = name_all(built(document({}, {"It": schema}))[0])[0].kept
    assert f"model It/properties/state/{way}" in kept


@pytest.mark.parametrize(
    ("schema", "way"),
    [
        ({"allOf": [ref("Base"), {"properties": {"deep": DEEP}}]}, "It/properties/deep"),
        ({"allOf": [{"allOf": [{"properties": {"deep": DEEP}}]}, ref("Base")]}, "It/properties/deep"),
        ({"properties": {"allOf": {"type": "object", "properties": {"1": DEEP}}}}, "It/properties/allOf/properties/1"),
        ({"properties": {"deep": {"type": "array", "items": DEEP}}}, "It/properties/deep/items"),
    ],
)  # fmt: skip
def test_which_part_of_a_composition_says_it_is_no_part_of_what_a_schema_is_known_by(
    schema: Any, way: str
) -> None:
    base = {"type": "object", "properties": {"b": STRING}}
    kept = name_all(built(document({}, {"It": schema, "Base": base}))[0])[0].kept
    assert f"model {way}" in kept


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("plain", "plain"),
        ("a/b", "a~1b"),
        ("a~b", "a~0b"),
        ("~1", "~01"),
        ("50%", "50%25"),
        ("a = b", "a = b"),
        ("a\nb", "a%0Ab"),
        ("größe", "größe"),
    ],
)
def test_how_a_name_stands_in_the_lock(name: str, said: str) -> None:
    """As in a JSON Pointer (RFC 6901, section 3); and read back as it was written."""
    schema = {"type": "object", "properties": {name: STRING}}
    kept = name_all(built(document({}, {"It": schema}))[0])[0].kept
    assert [line for line in kept if line.startswith("member")] == [f"member It/{said}"]
    assert parse(text_of(kept), "names.lock").names == kept
