"""What is looked at again after a mend: what it touched, and what refers to that."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from generator.ground.diagnostics import Diagnostic, Span
from generator.read.document import Document
from generator.read.mend.touched import Touched
from generator.read.source import Mapping
from tests.support import STRING, answer, document, loaded, operation, query, ref

_TREE = document(
    {
        "/uses": {"get": operation("getUses", responses={"200": answer(ref("Uses"))})},
        "/other": {"get": operation("getOther")},
        "/a/b~c/{x}": {"get": operation("getOdd")},
    },
    schemas={
        "Deep": {"type": "string"},
        "Uses": {"type": "object", "properties": {"a": ref("Deep")}},
        "Kind": {"oneOf": [ref("Uses")], "discriminator": {"propertyName": "a", "mapping": {}}},
        "Other": {"type": "string"},
        "Odd-1.x": {"type": "string"},
    },
    webhooks={
        "used": {"post": {"requestBody": {"content": {"a/b": {"schema": ref("Deep")}}}}},
        "unused": {"post": operation("unused")},
    },
)
_TREE["components"]["parameters"] = {"Q": {"name": "q", "in": "query", "schema": ref("Other")}}
del _TREE["x-specwright"]  # as extensions may name what stands anywhere
_KIND = _TREE["components"]["schemas"]["Kind"]["discriminator"]["mapping"]
_KIND["b"] = "#/components/schemas/Odd-1.x"
_ALL = {
    "/uses", "/other", "/a/b~c/{x}", "used", "unused", "Deep", "Uses", "Kind", "Other", "Odd-1.x", "Q",
}  # fmt: skip


def _with(*changes: tuple[str, Any]) -> Mapping:
    made = deepcopy(_TREE)
    for way, value in changes:
        *outer, last = way.split(" ")
        node = made
        for word in outer:
            node = node[word]
        if value is None:
            del node[last]
        else:
            node[last] = value
    return loaded(made).tree


def _kept(part: Mapping) -> set[str]:
    components = part.get("components", {})
    return {*part.get("paths", ()), *part.get("webhooks", ())} | {
        name for held in components.values() for name in held
    }


_TEXT = {"type": "integer"}
CHANGES: dict[str, tuple[str, Any, set[str]]] = {
    "a path item": ("paths /other get", operation("getOther", summary="Other."), {"/other"}),
    "a path item with an odd name": ("paths /a/b~c/{x} get summary", "Odd.", {"/a/b~c/{x}"}),
    "a path item that is gone": ("paths /other", None, set()),
    "a new path item": ("paths /new", {"get": operation("getNew")}, {"/new"}),
    "a webhook": ("webhooks unused post summary", "It.", {"unused"}),
    "a schema that nothing refers to": (
        "components schemas Kind description", "A kind.", {"Kind"},
    ),
    "a schema that much refers to": (
        "components schemas Deep", _TEXT, {"Deep", "Uses", "Kind", "/uses", "used"},
    ),
    "a schema of a discriminator": ("components schemas Odd-1.x", _TEXT, {"Odd-1.x", "Kind"}),
    "a schema of a parameter": ("components schemas Other", _TEXT, {"Other", "Q"}),
    "a parameter": ("components parameters Q required", True, {"Q"}),
    "what holds for all of it": ("info version", "2", _ALL),
    "its servers, which are gone": ("servers", None, _ALL),
    "extensions, which name operations": ("x-specwright", 1, _ALL),
}  # fmt: skip


@pytest.mark.parametrize(("way", "value", "again"), CHANGES.values(), ids=CHANGES)
def test_what_a_mend_changed_and_what_refers_to_it_is_looked_at_again(
    way: str, value: Any, again: set[str]
) -> None:
    before, after = _with(), _with((way, value))
    touched = Touched()
    touched.note(before, after, [])
    part = touched.part(after)
    assert _kept(part) == again
    assert {*part} == {*after}  # what holds for all stays
    assert part.place == after.place


def test_changes_of_several_mends_come_together() -> None:
    changes = (("paths /other get summary", "A."), ("webhooks unused post summary", "B."))
    trees = [_with(), *map(_with, changes)]
    touched = Touched()
    touched.note(trees[0], trees[1], [])
    touched.note(trees[0], trees[2], [])
    assert _kept(touched.part(trees[0])) == {"/other", "unused"}


def test_where_nothing_was_touched_nothing_is_looked_at_again() -> None:
    tree = _with()
    touched = Touched()
    touched.note(tree, _with(), [])
    assert _kept(touched.part(tree)) == set()


def _error(tree: Document, pointer: str, file: str | None = None) -> Diagnostic:
    name = file or tree.tree.place.file.name
    return Diagnostic("E401", "error", "It is wrong.", Span(name, 1, 1), pointer)


ERRORS: dict[str, tuple[str, set[str]]] = {
    "in a path item": ("/paths/~1other/get/summary", {"/other"}),
    "at a path item": ("/paths/~1other", {"/other"}),
    "in a path item with an odd name": ("/paths/~1a~1b~0c~1{x}/get", {"/a/b~c/{x}"}),
    "in a webhook": ("/webhooks/unused/post", {"unused"}),
    "in a schema": ("/components/schemas/Kind/oneOf/0", {"Kind"}),
    "at a schema with an odd name": ("/components/schemas/Odd-1.x", {"Odd-1.x", "Kind"}),
    "in all path items": ("/paths", _ALL),
    "in all schemas": ("/components/schemas", _ALL),
    "in the whole": ("", _ALL),
    "in what holds for all": ("/info/title", _ALL),
    "in what is not there": ("/paths/~1none/get", _ALL),
}


@pytest.mark.parametrize(("pointer", "again"), ERRORS.values(), ids=ERRORS)
def test_where_an_error_stands_is_looked_at_again(pointer: str, again: set[str]) -> None:
    read = loaded(_TREE)
    touched = Touched()
    touched.note(read.tree, read.tree, [_error(read, pointer)])
    assert _kept(touched.part(read.tree)) == again


def test_for_an_error_in_another_file_everything_is_looked_at_again() -> None:
    read = loaded(_TREE)
    touched = Touched()
    touched.note(read.tree, read.tree, [_error(read, "/paths/~1other/get", "other.yaml")])
    assert _kept(touched.part(read.tree)) == _ALL


FAULTY: dict[str, dict[str, Any]] = {
    "no path items": {"paths": "none"},
    "no webhooks": {"webhooks": ["none"]},
    "no components": {"components": "none"},
    "no schemas": {"components": {"schemas": "none", "parameters": {"Q": query("q")}}},
}


@pytest.mark.parametrize("faulty", FAULTY.values(), ids=FAULTY)
def test_what_is_not_what_it_should_be_stays_and_touches_all_once_it_is_mended(
    faulty: dict[str, Any],
) -> None:
    sound = {
        "paths": {"/a": {"get": operation("getA")}},
        "webhooks": {"told": {"post": operation("told")}},
        "components": {"schemas": {"A": STRING}, "parameters": {"Q": query("q")}},
    }
    plain = {"openapi": "3.1.0", "info": {"title": "Acme", "version": "1"}}
    before = loaded({**plain, **sound, **faulty}).tree
    word = "webhooks" if "paths" in faulty else "paths"
    less = loaded({**plain, **sound, **faulty, word: {}}).tree
    touched = Touched()
    touched.note(before, less, [])
    part = touched.part(less)
    for name, value in faulty.items():
        stays = {"schemas": "none", "parameters": {}} if isinstance(value, dict) else value
        assert part[name] == stays
    mended = loaded({**plain, **sound}).tree
    touched.note(before, mended, [])
    assert touched.part(mended) == mended
