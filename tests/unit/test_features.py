"""A package carries the runtime modules that its document needs, no others, and works with them."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator.command.pipeline import generate
from generator.command.settings import NOTHING_SET
from generator.write.carried import graph
from generator.write.features import ENGINES, FEATURES
from tests.support import NOTHING, answer, compiled, document, operation, written
from tests.test_rooms import RUNTIME, imports

CHOSEN = {module for engine in ENGINES.values() for module in engine.modules}
OPTIONAL = CHOSEN | {module for feature in FEATURES.values() for module in feature.modules}
GRAPH = imports(RUNTIME)


def test_every_module_of_the_table_is_there() -> None:
    assert set(OPTIONAL) - GRAPH.keys() - {"webhooks"} == set()


def test_what_is_always_there_does_not_import_what_may_be_left_out() -> None:
    for module, wanted in GRAPH.items():
        if module not in OPTIONAL:
            assert not wanted & OPTIONAL, module


def test_a_feature_imports_none_but_its_own() -> None:
    for feature in FEATURES.values():
        for module in feature.modules:
            assert GRAPH.get(module, set()) & OPTIONAL <= set(feature.modules), module


def test_what_is_asked_for_by_name_may_be_left_out() -> None:
    """A wrong name would never be found, and what it is for would be missing in silence."""
    asked: set[str] = set()
    for path in RUNTIME.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("part", "parts.part"):
                first = node.args[0]
                asked |= {str(first.value)} if isinstance(first, ast.Constant) else set()
    assert asked
    assert asked <= OPTIONAL


THING = {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}
ID = [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}]
PLAIN: dict[str, Any] = {
    "/things": {
        "post": operation(
            "addThing",
            requestBody={"content": {"application/json": {"schema": THING}}},
            responses={"201": answer(THING)},
        )
    },
    "/things/{id}": {"get": operation("getThing", parameters=ID, responses={"200": answer(THING)})},
}


def also(path: str, method: str = "get", **more: Any) -> dict[str, Any]:
    """The plain document with another operation."""
    return document(paths={**PLAIN, path: {method: operation("other", **more)}})


def with_body(media: str, schema: Any) -> dict[str, Any]:
    """The plain document with an operation that takes such a body."""
    content = {"content": {media: {"schema": schema}}}
    return also("/other", "post", requestBody=content, responses=NOTHING)


LIST = {"type": "array", "items": {"type": "integer"}}
_ONE, _TWO = (
    {
        "type": "object",
        "properties": {"kind": {"const": word}, word: {"type": "string"}},
        "required": ["kind"],
    }
    for word in ("one", "two")
)
KIND = {"oneOf": [_ONE, _TWO], "discriminator": {"propertyName": "kind"}}
UPLOAD = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
TOKENS = {
    "type": "oauth2",
    "flows": {"clientCredentials": {"tokenUrl": "https://h.test/token", "scopes": {}}},
}
PLAINLY = document(paths=PLAIN)
DOCUMENTS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "plain": (PLAINLY, set()),
    "paged": (
        also(
            "/pages",
            parameters=[{"name": "page", "in": "query", "schema": {"type": "integer"}}],
            responses={"200": answer({"type": "array", "items": THING})},
            **{"x-pagination": {"style": "page", "page": "page", "items": ""}},
        ),
        {"lists in pages"},
    ),
    "tokens": (
        document(
            paths=PLAIN,
            security=[{"client": []}],
            components={"securitySchemes": {"client": TOKENS}},
        ),
        {"access tokens", "credentials"},
    ),
    "upload": (
        with_body("multipart/form-data", UPLOAD),
        {"multipart bodies", "forms", "rules that types do not say"},
    ),
    "any media": (with_body("*/*", {}), {"multipart bodies", "forms"}),
    "form": (
        with_body("application/x-www-form-urlencoded", THING),
        {"bodies that are no JSON", "forms"},
    ),
    "limits": (
        also("/limited", **{"x-rate-limit": {"limit": 10, "per": 60}}),
        {"documented limits", "limits that the server counts"},
    ),
    "lists": (
        also("/lists", parameters=[{"name": "ids", "in": "query", "schema": LIST}]),
        {"lists and objects in parameters", "lists in queries"},
    ),
    "a key": (
        document(
            paths=PLAIN,
            security=[{"key": []}],
            components={
                "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
            },
        ),
        {"credentials"},
    ),
    "a host": (
        document(
            paths=PLAIN,
            servers=[{"url": "https://{h}.test", "variables": {"h": {"default": "a"}}}],
        ),
        {"variables of servers"},
    ),
    "xml": (with_body("application/xml", THING), {"XML", "bodies that are no JSON"}),
    "pattern": (
        also("/p", responses={"200": answer({"type": "string", "pattern": "^[a-f]{3}$"})}),
        {"strings of a pattern", "rules that types do not say"},
    ),
    "texts": (
        also("/t", responses={"200": answer({"anyOf": [{"type": "string"}, {"type": "integer"}]})}),
        {"values told by their text", "rules that types do not say"},
    ),
    "dates": (
        also("/d", responses={"200": answer({"type": "string", "format": "date-time"})}),
        {"dates and the vendor's spellings", "rules that types do not say"},
    ),
    "kinds": (
        also("/k", responses={"200": answer(KIND)}),
        {
            *("kinds of objects", "kinds that a discriminator tells"),
            *("values told by their text", "rules that types do not say"),
            "unions whose members may overlap",
        },
    ),
    "a choice": (
        also(
            "/c",
            responses={
                "200": {
                    "description": "ok",
                    "content": {"application/json": {"schema": THING}, "text/csv": {}},
                }
            },
        ),
        {"a choice of media types"},
    ),
    "deprecated": (also("/old", deprecated=True), {"deprecated methods"}),
    "verbs": (
        also("/things/{id}/delete", "post", parameters=ID, responses=NOTHING),
        {"a choice of the id in a path", "paths that end in a verb"},
    ),
    "directed": (
        also("/directed", **{"x-sandbox": {"about": "/things/{id}"}}),
        {"a directed sandbox"},
    ),
}

USE = """
import asyncio, importlib, pkgutil, sys, warnings
warnings.simplefilter("ignore")
import acme
for found in pkgutil.walk_packages(acme.__path__, "acme."):
    importlib.import_module(found.name)
from acme import AsyncClient, Client, errors
from acme.testing import Fault, InProcess, create_app

names = {"tokens": {"client_id": "a", "client_secret": "b"}, "a key": {"key": "k"}}
names = names.get(sys.argv[1], {})
app = create_app()
with Client(transport=InProcess(app), **names) as client:
    made = client.things.add(id=1)
    assert client.things.get(made.id).id == made.id
    try:
        client.things.get("no number")
        raise SystemExit("a wrong argument went through")
    except errors.ApiError as error:
        assert error.status in (400, 422), error
    for name, its in (("File", "form upload xml"), ("RedisLimiter", "limits")):
        try:
            getattr(acme, name)
        except errors.UsageError as error:
            assert sys.argv[1] not in its and "no " in str(error)
        else:
            assert sys.argv[1] in its.split() or name == "File" and sys.argv[1] == "any media"
    if sys.argv[1] == "pattern":
        assert len(client.things.other()) == 3

async def main():
    slow = create_app(faults=lambda attempt: Fault(status=429) if attempt.number == 1 else None)
    async with AsyncClient(transport=InProcess(slow), retries=0, **names) as client:
        try:
            await client.things.get(1)
            raise SystemExit("a refusal went by")
        except errors.TooManyRequests:
            pass
asyncio.run(main())
"""


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_package_works_without_what_its_document_does_not_need(name: str, tmp_path: Path) -> None:
    """Every module imports; the client works with the sandbox, and survives a refusal."""
    tree, features = DOCUMENTS[name]
    result = compiled(tree)
    assert not result.failed, result.diagnostics
    for path, data in result.files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    carried = GRAPH.keys() & set(imports(tmp_path / "acme" / "_runtime"))
    wanted = {module for feature in features for module in FEATURES[feature].modules}
    assert carried & OPTIONAL == wanted & GRAPH.keys()
    done = subprocess.run(
        [sys.executable, "-c", USE, name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-500:]


HALVES = [(("client", "server"), 15_671), (("client",), 9_277), (("server",), 8_482)]


def carrying(tree: dict[str, Any], halves: tuple[str, ...]) -> dict[str, bytes]:
    """What a package of some halves carries of the runtime: path below it → text."""
    with written(tree) as path:
        files = generate(path, NOTHING_SET._replace(halves=halves)).files
    runtime = "acme/_runtime/"
    return {n.removeprefix(runtime): d for n, d in files.items() if n.startswith(runtime)}


@pytest.mark.parametrize(("halves", "most"), HALVES)
def test_a_package_of_two_plain_operations_stays_small(halves: tuple[str, ...], most: int) -> None:
    """What it carries is bounded, so that nothing is added to every package unnoticed."""
    found = carrying(PLAINLY, halves)
    assert 0 < sum(data.count(b"\n") for data in found.values()) <= most


@pytest.mark.parametrize("name", ["plain", "tokens", "limits"])
def test_a_server_alone_carries_nothing_of_a_client(name: str) -> None:
    rooms = {path.split("/")[0] for path in carrying(DOCUMENTS[name][0], ("server",))}
    assert rooms == {"__init__.py", "ground", "server", "wire"}


def test_what_a_module_reaches_is_read_of_its_text() -> None:
    """The generator reads imports by their words, as it is to be quick: all of them are found."""
    known = graph({module_of(path): path.read_text("utf-8") for path in RUNTIME.rglob("*.py")})
    assert known.keys() == set(map(called, GRAPH))
    for name, wanted in GRAPH.items():
        assert set(map(called, wanted)) <= known[called(name)], name


def called(name: str) -> str:
    """A module as `graph` has it: a package by its own name, the runtime as the empty one."""
    return name.removesuffix("__init__").rstrip(".")


def module_of(path: Path) -> str:
    return called(".".join(path.relative_to(RUNTIME).with_suffix("").parts))


@pytest.mark.parametrize(
    ("package", "has", "lacks"),
    [
        (
            "bol-retailer",
            {"access.oauth", "client.process", "client.paging", "webhooks.receive"},
            {"client.background", "wire.xml"},
        ),
        (
            "retail-rocket",
            {"client.background", "server.app.limits"},
            {"access.oauth", "client.process", "client.paging", "webhooks.receive"},
        ),
        (
            "shoprocket-public",
            {"client.paging"},
            {"access.oauth", "client.process", "client.background", "webhooks.receive"},
        ),
    ],
)
def test_packages(package: str, has: set[str], lacks: set[str]) -> None:
    runtime = RUNTIME.parents[1] / "generated" / package / package.replace("-", "_") / "_runtime"
    there = {
        ".".join(path.relative_to(runtime).with_suffix("").parts) for path in runtime.rglob("*.py")
    }
    assert has <= there
    assert not lacks & there
