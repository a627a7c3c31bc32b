"""Names that share a class with others: those of its bases, and the second methods of operations."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from generator.name.lock import parse
from generator.name.naming import name_all
from tests.conventions.compiled import package
from tests.support import STRING, answer, built, document, operation, query, ref

FLAG = {"type": "boolean"}


def _of(*wires: str, base: str = "", **pins: str) -> dict[str, Any]:
    members = {wire: {**STRING, **({"x-py-name": pins[wire]} if wire in pins else {})} for wire in wires}  # fmt: skip
    extends = {"allOf": [ref(base)]} if base else {}
    return {"type": "object", "properties": members, **extends}


def _fields(schemas: dict[str, Any], lock: str = "") -> tuple[dict[str, Any], list[str]]:
    """The attributes of each class by what they are on the wire, and what was said."""
    use = {f"/{name}": {"get": operation(f"get{name}", responses={"200": answer(ref(name))})} for name in schemas}  # fmt: skip
    api, _ = built(document(use, schemas))
    assert {s.hint for s in api.schemas if s.bases} == {n for n, s in schemas.items() if "allOf" in s}  # fmt: skip
    names, said = name_all(api, parse(lock, "names.lock"))
    return {schema.hint: names.fields[schema.pointer] for schema in api.schemas}, [d.code for d in said]  # fmt: skip


def _told(*wires: str, **pins: str) -> dict[str, Any]:
    """A base whose kinds may say more of its members."""
    return {**_of(*wires, "k", **pins), "required": ["k"], "discriminator": {"propertyName": "k"}}


BASE = _of("user_name")


@pytest.mark.parametrize(
    ("schemas", "lock", "fields", "codes"),
    [
        # Another member than the base's has another name, at any depth.
        ({"Base": BASE, "Kid": _of("userName", base="Base")}, "", {"Kid": {"userName": "user_name_camel"}}, []),
        ({"Base": BASE, "Kid": _of("user-name", base="Base")}, "", {"Kid": {"user-name": "user_name_minus"}}, []),
        ({"Base": BASE, "Kid": _of("a", base="Base"), "Last": _of("userName", base="Kid")}, "",
         {"Kid": {"a": "a"}, "Last": {"userName": "user_name_camel"}}, []),
        ({"Zero": BASE, "Kid": _of("userName", base="Zero")}, "", {"Kid": {"userName": "user_name_camel"}}, []),
        # The same member has the same, though it would have another one alone.
        ({"Base": _told("user_name"), "Kid": _of("user_name", base="Base")}, "", {"Kid": {"user_name": "user_name"}}, []),
        ({"Base": _told("user_name", "userName"), "Kid": _of("userName", base="Base")}, "",
         {"Base": {"user_name": "user_name", "userName": "user_name_camel", "k": "k"}, "Kid": {"userName": "user_name_camel"}}, []),
        ({"Base": _told("schema"), "Kid": _of("schema", base="Base")}, "", {"Kid": {"schema": "schema_"}}, []),
        ({"Base": _told("x", x="y"), "Kid": _of("x", "y", base="Base")}, "", {"Kid": {"x": "y", "y": "y_mdis"}}, ["W601"]),
        ({"Base": _told("x" * 200), "Kid": _of("x" * 200, "b", base="Base")}, "",
         {"Kid": {"x" * 200: "x" * 200, "b": "b"}}, []),
        # Siblings are nothing to each other.
        ({"Base": BASE, "A": _of("a b", base="Base"), "B": _of("a-b", base="Base")}, "", {"A": {"a b": "a_b"}, "B": {"a-b": "a_b"}}, []),
        # As given before, where it can be; what hides a member of the base cannot.
        ({"Base": BASE, "Kid": _of("userName", base="Base")}, "member Kid/userName = own", {"Kid": {"userName": "own"}}, []),
        ({"Base": _told("user_name"), "Kid": _of("user_name", base="Base")}, "member Base/user_name = own", {"Kid": {"user_name": "own"}}, []),
        ({"Base": BASE, "Kid": _of("userName", base="Base")}, "member Kid/userName = user_name", None, ["E622"]),
        ({"Base": BASE, "Kid": _of("userName", base="Base", userName="user_name")}, "", None, ["E604"]),
    ],
)  # fmt: skip
def test_members_of_a_class_and_of_its_bases(
    schemas: dict[str, Any], lock: str, fields: Any, codes: list[str]
) -> None:
    for ordered in (schemas, dict(reversed(schemas.items()))):
        found, said = _fields(ordered, lock)
        assert said == codes
        assert {name: found[name] for name in fields or {}} == (fields or {})


def test_a_value_of_a_class_keeps_all_that_differs_in_how_it_is_spelt() -> None:
    kid = {"allOf": [ref("Base")], "properties": {"userName": {"type": "integer"}}}
    tree = document(
        {"/x": {"get": operation("getX", responses={"200": answer(ref("Kid"))})}},
        {"Base": BASE, "Kid": kid},
    )
    module = package("Spelt", tree)
    models = importlib.import_module(f"{module.__name__}.models")
    found = models.Kid.model_validate({"user_name": "a", "userName": 1})
    assert (found.user_name, found.user_name_camel) == ("a", 1)
    assert found.model_dump(by_alias=True) == {"user_name": "a", "userName": 1}


BOTH = {
    "application/json": {"schema": STRING},
    "text/event-stream": {"schema": {"type": "object", "properties": {"a": STRING}}},
}
ASKED = {
    "responses": {"200": {"description": "", "content": BOTH}},
    "parameters": [query("stream", FLAG)],
}


@pytest.mark.parametrize(
    ("others", "said", "lock", "names", "codes"),
    [
        ([], {}, "", {"ask": ("ask", "ask_stream")}, []),
        ([], {"x-py-name": "one"}, "", {"ask": ("one", "one_stream")}, []),
        ([], {}, "method things/ask = put", {"ask": ("put", "put_stream")}, []),
        ([], {}, "method things/ask/stream = tell", {"ask": ("ask", "tell")}, []),
        # A new operation takes none that was given, of whichever of the two.
        (["askStream"], {}, "method things/ask = ask\nmethod things/ask/stream = ask_stream",
         {"ask": ("ask", "ask_stream"), "askStream": ("ask_stream_ryel", "")}, ["W601"]),
        (["askStream"], {}, "", {"ask": ("ask", "ask_stream_lamh"), "askStream": ("ask_stream", "")}, ["W601"]),
        (["tell"], {}, "method things/ask/stream = tell\nmethod things/tell = tell", None, ["E622"]),
    ],
)  # fmt: skip
def test_the_second_method_of_an_operation(
    others: list[str], said: Any, lock: str, names: Any, codes: list[str]
) -> None:
    paths = {"/ask": {"get": operation("ask", **ASKED, **said)}}
    paths |= {f"/{name}": {"get": operation(name)} for name in others}
    found, told = name_all(built(document(paths))[0], parse(lock, "names.lock"))
    assert [d.code for d in told] == codes
    made = {name: (one.method, one.stream) for name, one in found.operations.items()}
    assert names in (None, made)


SENT = {"requestBody": {"content": {"application/json": {"schema": STRING}}}, "responses": {"204": {"description": ""}}}  # fmt: skip


def _called(*names: str, **more: Any) -> dict[str, Any]:
    """Callbacks of some names."""
    return {"callbacks": {name: {"{$request.query.u}": {"post": {**SENT, **more}}} for name in names}}  # fmt: skip


@pytest.mark.parametrize(
    ("callbacks", "names"),
    [
        ({"add": ["done"]}, ["DONE"]),
        ({"add": ["done"], "put": ["gone"]}, ["DONE", "GONE"]),
        # Of one name in two operations each has its operation's in front.
        ({"add": ["done"], "put": ["done"]}, ["ADD_DONE", "PUT_DONE"]),
        ({"add": ["done", "late"], "put": ["done"]}, ["ADD_DONE", "LATE", "PUT_DONE"]),
        ({"add": ["callbacks"]}, ["CALLBACKS_"]),
        ({"add": ["on done!"]}, ["ON_DONE"]),
    ],
)
def test_callbacks(callbacks: dict[str, list[str]], names: list[str]) -> None:
    paths = {f"/{name}": {"post": operation(name, **_called(*held))} for name, held in callbacks.items()}  # fmt: skip
    found, said = name_all(built(document(paths))[0])
    assert (sorted(found.callbacks.values()), said) == (names, [])


def test_server_variables_of_operations_and_of_the_document() -> None:
    """Each is an argument of the client; a name of its own settings has a mark."""

    def at(*variables: str) -> dict[str, Any]:
        url = ".".join(f"{{{name}}}" for name in (*variables, "a"))
        return {"servers": [{"url": f"https://{url}.test", "variables": {name: {"default": "x"} for name in (*variables, "a")}}]}  # fmt: skip

    paths = {"/a": {"get": operation("a", **at("own zone", "timeout"))}, "/b": {"get": operation("b")}}  # fmt: skip
    found, said = name_all(built(document(paths, **at("shop-id")))[0])
    assert found.variables == {"shop-id": "shop_id", "a": "a", "own zone": "own_zone", "timeout": "timeout_"}  # fmt: skip
    assert said == []
