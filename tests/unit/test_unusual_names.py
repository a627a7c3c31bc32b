"""Names that a document may well have, and that something else has already."""

from __future__ import annotations

import asyncio
import builtins
import importlib
import inspect
import keyword
from typing import Any

import httpx
import pytest

from generator.command.pipeline import generate
from generator.command.surface import surface
from tests.conventions.compiled import folder, package
from tests.support import answer, compiled, document, operation, query, ref, sources, written

OBJECT = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}


def things(title: str, schema: str, tag: str = "things", **more: Any) -> dict[str, Any]:
    """A document with a title, a schema and a tag of some names."""
    tree = document(
        {"/x": {"get": operation("getX", tag, responses={"200": answer(ref(schema))})}},
        {schema: OBJECT},
        **more,
    )
    tree["info"] = {"title": title, "version": "1"}
    return tree


def imported(name: str, tree: dict[str, Any]) -> Any:
    """The package of a document in a folder of that name, imported."""
    with written(tree, name) as path:
        result = generate(path)
    assert not result.diagnostics
    for file, content in result.files.items():
        target = folder() / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    (marker,) = [file for file in result.files if file.endswith("/py.typed")]
    return importlib.import_module(marker.partition("/")[0])


@pytest.mark.parametrize(
    "title",
    ["async", "async-orders", "asyncclient", "order-model", "model", "models", "api", "client", "list"],
)  # fmt: skip
@pytest.mark.parametrize("flavour", ["Client", "AsyncClient"])
def test_a_document_with_a_schema_and_a_tag_of_its_own_name(title: str, flavour: str) -> None:
    """Whatever it is called: its package is imported, and both its clients call."""
    named = "".join(part.title() for part in title.split("-"))
    module = imported(title, things(title, named, named))

    async def main() -> Any:
        transport = httpx.MockTransport(lambda request: httpx.Response(200, json={"a": "b"}))
        client = getattr(module, flavour)(transport=transport, strict=True)
        (resource,) = [n for n in vars(type(client)) if not n.startswith("_")]
        (method,) = [n for n in dir(getattr(client, resource)) if not n.startswith("_")]
        found = getattr(getattr(client, resource), method)()
        return await found if inspect.isawaitable(found) else found

    found = asyncio.run(main())
    assert found.a == "b"
    assert type(found).__module__.startswith(f"{module.__name__}.models.")


@pytest.mark.parametrize("tag", ["Async", "async jobs", "AsyncJobs", "Asynchronous"])
def test_a_tag_that_begins_with_async_is_listed_once(tag: str) -> None:
    result = compiled(document({"/x": {"get": operation("getX", tag)}}))
    lines = surface("acme", result.files).splitlines()
    methods = [line for line in lines if line.startswith("client.")]
    assert len(methods) == 1
    assert methods[0].endswith("() -> None")


def test_tags_that_are_each_others_twins() -> None:
    """The class of `async jobs` is called as the other flavour of `jobs` would be."""
    paths = {
        f"/{n}": {"get": operation(f"get{n}", tag)} for n, tag in enumerate(["jobs", "async jobs"])
    }
    lines = surface("acme", compiled(document(paths)).files).splitlines()
    assert len([line for line in lines if line.startswith("client.")]) == 2


@pytest.mark.parametrize("size", [99, 101, 300, 3000])
def test_a_tag_of_many_characters(size: int) -> None:
    """Its module has a name that systems take, and keeps it."""
    paths = {
        "/a": {"get": operation("getA", "a" * size)},
        "/b": {"get": operation("getB", f"{'a' * size}b")},
    }
    first, again = (
        sources(compiled(document(paths))),
        sources(compiled(document(dict(reversed(paths.items()))))),
    )
    assert first == again
    modules = {name for name in first if name.startswith("acme/api/") and "__init__" not in name}
    assert len(modules) == 2
    assert all(len(name.rpartition("/")[2]) <= 110 for name in first)


def test_what_serves_many_tags_extends_all_of_them_by_way_of_few() -> None:
    """Of 51 services the class of all extends two, which extend 50 and one."""
    paths = {f"/{n}": {"get": operation(f"get{n}", f"tag{n:02}")} for n in range(51)}
    app = importlib.import_module(f"{imported('manytags', document(paths)).__name__}.server.app")
    whole = app.Implementation
    bases = [base for base in whole.__bases__ if base.__name__.startswith("_Services")]
    assert [base.__name__ for base in bases] == ["_Services1", "_Services2"]
    assert [len(base.__bases__) - 1 for base in bases] == [50, 1]
    assert {f"get{n}" for n in range(51)} <= set(dir(whole))


def test_a_pin_of_many_characters_is_refused() -> None:
    tree = document({"/x": {"get": operation("getX", **{"x-py-name": "a" * 300})}})
    result = compiled(tree)
    assert [(d.code, "at most 100" in d.mend) for d in result.diagnostics] == [("E603", True)]


BUILTINS = sorted(n for n in dir(builtins) if n.isidentifier() and not n.startswith("_"))


def test_names_of_builtins_are_names_like_any_other() -> None:
    """Schemas, properties, parameters, operations: each name that Python itself has."""
    names = [n for n in BUILTINS if not keyword.iskeyword(n)]
    paths = {
        f"/{n}": {
            "post": operation(
                n,
                parameters=[query(n, {"type": "integer"}), query("list", {"type": "array", "items": {"type": "string"}})] if n != "list" else [],
                responses={"200": answer(ref(n))},
            )
        }
        for n in names
    }  # fmt: skip
    schemas = {
        n: {
            "type": "object",
            "properties": {n: {"type": "string"}, "list": {"type": "array", "items": {"type": "integer"}}, "dict": {"type": "object", "additionalProperties": {"type": "boolean"}},
                           "bytes": {"type": "integer"}, "str": {"type": "string"}, "int": {"type": "integer"}, "following": ref(names[0])},
        }
        for n in names
    }  # fmt: skip
    module = package("Oddbuiltins", document(paths, schemas))
    value = {"list": [1, 2], "dict": {"a": True}, "bytes": 3, "str": "s", "int": 4}
    asked: list[httpx.Request] = []

    def answering(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        name = request.url.path.rpartition("/")[2]
        return httpx.Response(200, json=value if name in value else {**value, name: "n"})

    with module.Client(transport=httpx.MockTransport(answering), strict=True) as client:
        for method in [m for m in dir(client.things) if not m.startswith("_")]:
            found = getattr(client.things, method)()
            assert found.model_dump(by_alias=True, exclude_unset=True).items() >= value.items()
    assert len(asked) == len(names)


def test_a_field_of_the_name_of_the_module_of_shared_models() -> None:
    """`shared: bool = None` in a class would hide the module from the fields after it."""
    whole = {"type": "object", "properties": {"shared": {"type": "boolean"}, "zone": ref("Zone")}}
    tree = document(
        {
            f"/{tag}": {"get": operation(f"get_{tag}", tag, responses={"200": answer(ref(schema))})}
            for tag, schema in {"posts": "Post", "notes": "Note"}.items()
        },
        {"Post": whole, "Note": whole, "Zone": OBJECT},
    )
    models = importlib.import_module(f"{imported('hides-shared', tree).__name__}.models.posts")
    post = models.Post.model_validate({"shared": True, "zone": {"a": "b"}})
    assert (post.shared_, post.zone.a) == (True, "b")


@pytest.mark.parametrize(
    ("values", "good", "bad"),
    [
        ([True, None], [True, None], ["x"]),
        ([True, False, None], [True, False, None], ["x"]),
        ([False], [False], ["x", None]),
        ([None], [None], []),
    ],
)
def test_an_enum_of_booleans_and_null(values: list[Any], good: list[Any], bad: list[Any]) -> None:
    """A member that must be there, with each of its values; null is one where it is listed."""
    title = "Oddflags" + "".join(str(value)[0].lower() for value in values)
    flag = {"type": "object", "required": ["flag"], "properties": {"flag": {"enum": values}}}
    module = package(
        title,
        document(
            {"/x": {"get": operation("getX", responses={"200": answer(ref("Flag"))})}},
            {"Flag": flag},
        ),
    )
    for value in good:
        assert module.models.Flag.model_validate({"flag": value}).flag is value
    for value in bad:
        with pytest.raises(ValueError, match="flag"):
            module.models.Flag.model_validate({"flag": value})
