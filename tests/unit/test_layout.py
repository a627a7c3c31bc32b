"""Which module a schema lives in."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.name import layout
from generator.name.layout import place_all
from generator.name.naming import name_all
from tests.support import (
    NOTHING,
    STRING,
    answer,
    built,
    compiled,
    document,
    named,
    operation,
    ref,
    sources,
)

OBJECT = {"type": "object", "properties": {"a": STRING}}


def _modules(tree: dict[str, Any]) -> dict[str, str]:
    api, names, _ = named(tree)
    placed = place_all(api, names)
    return {names.schemas[pointer]: module for pointer, module in placed.modules.items()}


def _get(tag: str, name: str) -> dict[str, Any]:
    return {"get": operation(f"get{name}{tag}", tag, responses={"200": answer(ref(name))})}


def _holds(*names: str) -> dict[str, Any]:
    return {"type": "object", "properties": {name.lower(): ref(name) for name in names}}


def test_what_one_tag_reaches_is_its_own_and_what_several_reach_is_shared() -> None:
    schemas = {
        "A": _holds("OnlyA", "Both"),
        "B": _holds("Both"),
        "OnlyA": OBJECT,
        "Both": _holds("Deep"),
        "Deep": OBJECT,
        "Unused": _holds("A"),
    }
    found = _modules(document({"/a": _get("x", "A"), "/b": _get("y", "B")}, schemas))
    assert found == {
        "A": "x",
        "OnlyA": "x",
        "B": "y",
        "Both": "shared",
        "Deep": "shared",
        "Unused": "other",
    }


def test_where_tags_have_no_modules_of_their_own_all_is_shared() -> None:
    schemas = {"A": _holds("B"), "B": OBJECT, "Unused": OBJECT}
    api, names, _ = named(document({"/a": _get("x", "A"), "/b": _get("y", "A")}, schemas))
    placed = place_all(api, names, apart=False)
    assert placed.members(names) == {"shared": ["A", "B", "Unused"]}


def test_a_circle_is_never_split() -> None:
    schemas = {"A": _holds("B"), "B": _holds("C"), "C": _holds("A"), "D": _holds("A")}
    found = _modules(
        document({"/a": _get("x", "A"), "/b": _get("y", "C"), "/d": _get("x", "D")}, schemas)
    )
    assert found == {"A": "shared", "B": "shared", "C": "shared", "D": "x"}


def test_an_inline_schema_lives_with_what_it_stands_in() -> None:
    outer = {"type": "object", "properties": {"inner": OBJECT}}
    found = _modules(document({"/a": _get("x", "A"), "/b": _get("y", "A")}, {"A": outer}))
    assert found == {"A": "shared", "AInner": "shared"}


NAMES = [f"S{number}" for number in range(8)]


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=20))
def test_a_module_too_large_is_several_each_of_which_needs_those_before(
    needs: list[tuple[str, str]],
) -> None:
    held = {name: {other for one, other in needs if one == name} for name in NAMES}
    tree = document(
        {f"/{name}": _get("x", name) for name in NAMES},
        {name: _holds(*sorted(others)) for name, others in held.items()},
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout, "_MOST", 5)
        parts = {
            name: int(module.partition("_")[2] or 1) for name, module in _modules(tree).items()
        }
    assert all(parts[other] <= parts[name] for name, others in held.items() for other in others)
    for part in set(parts.values()):
        own = [name for name in NAMES if parts[name] == part]
        circle = all(set(own) <= _needed(name, held) for name in own)
        assert sum(1 + len(held[name]) for name in own) <= 5 or circle
    if sum(1 + len(others) for others in held.values()) > 5 and len(set(parts.values())) == 1:
        assert all(set(NAMES) <= _needed(name, held) for name in NAMES)


def _needed(name: str, held: dict[str, set[str]]) -> set[str]:
    found, todo = {name}, [name]
    while todo:
        more = held[todo.pop()] - found
        found |= more
        todo += more
    return found


def test_a_part_of_a_module_is_called_like_no_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "_MOST", 3)
    schemas = {"A": OBJECT, "B": _holds("A"), "C": _holds("B", "A"), "D": OBJECT}
    found = compiled(document({"/c": _get("x", "C"), "/d": _get("x_2", "D")}, schemas))
    modules = {p.removeprefix("acme/models/") for p in sources(found) if "/models/" in p}
    assert modules == {"__init__.py", "x.py", "x_2.py", "x_3.py", "x_4.py"}
    assert "from . import x" in sources(found)["acme/models/x_3.py"]
    assert "class D(Model)" in sources(found)["acme/models/x_2.py"]


def test_parameters_bodies_and_errors_count() -> None:
    post = operation(
        "go", "x",
        parameters=[{"name": "q", "in": "query", "schema": ref("Asked")}],
        requestBody={"content": {"application/json": {"schema": ref("Sent")}}},
        responses={**NOTHING, "400": answer(ref("Fault"))},
    )  # fmt: skip
    found = _modules(
        document({"/a": {"post": post}}, dict.fromkeys(("Asked", "Sent", "Fault"), OBJECT))
    )
    assert set(found.values()) == {"x"}


def test_modules_import_shared_and_nothing_imports_other() -> None:
    schemas = {
        "A": _holds("Both", "A"),
        "B": _holds("Both"),
        "Both": OBJECT,
        "Unused": _holds("A", "B"),
    }
    found = sources(compiled(document({"/a": _get("x", "A"), "/b": _get("y", "B")}, schemas)))
    imported: dict[str, set[str]] = {}
    for path, text in found.items():
        module = path.removeprefix("acme/models/").removesuffix(".py")
        if path != f"acme/{module}.py" and "/" not in module and module != "__init__":
            imported[module] = {
                alias.name
                for node in ast.walk(ast.parse(text))
                if isinstance(node, ast.ImportFrom) and node.level == 1
                for alias in node.names
            }
    assert imported == {"x": {"shared"}, "y": {"shared"}, "shared": set(), "other": {"x", "y"}}


def test_a_tag_called_like_a_module_of_ours_is_no_trouble() -> None:
    paths = {f"/{tag}": _get(tag, "A") for tag in ("shared", "other", "models")} | {
        "/b": _get("shared", "B")
    }
    result = compiled(document(paths, {"A": OBJECT, "B": _holds("A"), "Unused": _holds("B")}))
    names = {path for path in sources(result) if path.startswith("acme/models/")}
    assert len(names) >= 3


def test_all_that_an_operation_mentions_is_its_tag_s() -> None:
    names = ("Asked", "Sent", "Other", "Item", "Got", "Came", "Wrong", "Unused")
    schemas = {name: {"type": "object", "properties": {name: STRING}} for name in names}
    lines = "application/x-ndjson"
    more = {
        "parameters": [{"name": "q", "in": "query", "schema": ref("Asked")}],
        "requestBody": {
            "content": {
                "application/json": {"schema": ref("Sent")},
                "multipart/form-data": {"schema": ref("Other")},
                lines: {"itemSchema": ref("Item")},
            }
        },
        "responses": {
            "200": answer(ref("Got")),
            "201": {"description": "", "content": {lines: {"itemSchema": ref("Came")}}},
            "400": answer(ref("Wrong")),
        },
    }
    api, _ = built(document({"/a": {"post": operation("a", "x", **more)}}, schemas))
    placed = place_all(api, name_all(api)[0]).modules
    found = {pointer.rpartition("/")[2]: module for pointer, module in placed.items()}
    assert found == {name: "other" if name == "Unused" else "x" for name in names}
