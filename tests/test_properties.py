"""What holds for every document: the same bytes always, and no string of it becomes code."""

from __future__ import annotations

import ast
import json
import os
import random
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import check as lint
from generator.command.pipeline import generate
from generator.read.source import Sources
from tests.snapshots import PACKAGE, Case, cases, package
from tests.support import ROOT, compiled

GOOD = [case for case in cases() if not case.fails]
SOME = [case for case in GOOD if case.name.startswith(("hostile/", "package/", "schemas/rec"))]
NAMES = [case.name for case in GOOD]


# The same bytes --------------------------------------------------------------------------


def _shuffled(node: Any, chance: random.Random) -> Any:
    if isinstance(node, dict):
        keys = list(node)
        chance.shuffle(keys)
        return {key: _shuffled(node[key], chance) for key in keys}
    return [_shuffled(item, chance) for item in node] if isinstance(node, list) else node


@pytest.mark.parametrize("case", GOOD, ids=NAMES)
def test_the_order_of_members_and_the_place_of_files_change_no_byte(
    case: Case, tmp_path: Path
) -> None:
    expected, _, _ = package(case)
    tree = Sources().load(case.folder / "spec.yaml")
    path = tmp_path / "another" / "place" / PACKAGE / "openapi.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(_shuffled(tree, random.Random(case.name))))
    with chdir(path.parent):
        result = generate(Path("openapi.json"))
    assert not result.failed, result.diagnostics
    found = _ours(result.files)
    assert found.keys() == _ours(expected).keys() - {"api.txt"}
    assert [name for name in found if found[name] != expected[name]] == []


def _ours(files: dict[str, bytes]) -> dict[str, bytes]:
    """Files that are generated; those of the runtime are copied."""
    return {name: data for name, data in files.items() if "/_runtime/" not in name}


def _digest(some: list[Case]) -> str:
    total = sha256()
    for case in some:
        for name, data in _ours(package(case)[0]).items():
            total.update(name.encode() + b"\0" + data + b"\0")
    return total.hexdigest()


_PRINT = "from tests.test_properties import SOME, _digest; print(_digest(SOME))"


def test_the_seed_of_hashes_changes_no_byte(tmp_path: Path) -> None:
    def digest(seed: str) -> str:
        env = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": str(ROOT),
            "TZ": f"UTC{seed}",
            "LANG": "C",
        }
        done = subprocess.run(
            [sys.executable, "-c", _PRINT],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(digest, ["0", "1", "2"])) == {f"{_digest(SOME)}\n"}


def test_no_file_says_when_or_where_it_was_made() -> None:
    for name, data in _ours(package(GOOD[0])[0]).items():
        assert str(ROOT).encode() not in data, name
        assert b"/tmp/" not in data, name


# Hostile strings -------------------------------------------------------------------------

NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from("\"'\\\n\r\t\0\x1b\x85\u2028\u2029\u202e\ufeff{}%#`<>|*/();:,=[] é日"),
        st.characters(codec="utf-8"),
    ),
    max_size=12,
)
PIECES = [
    '"""',
    "'''",
    '"',
    "'",
    "\\",
    "\n",
    "\r\n",
    "{{ 7*7 }}",
    "{% raw %}",
    "{#",
    "*/",
    "</script>",
    "#",
    "\u202e",
    "\u2028",
    "\0",
    "])",
    "`",
    "```",
]
HOSTILE = st.builds(
    lambda before, piece, after: f"a{before}{piece}\nevil()\n{piece}{after}",
    NASTY, st.sampled_from(PIECES), NASTY,
)  # fmt: skip


def _prose(text: Any) -> dict[str, Any]:
    """A document with strings of its author's in every place that is not a name."""
    schema = {
        "type": "object", "title": text(), "description": text(), "example": text(), "$comment": text(),
        "properties": {
            "plain": {"type": "string", "description": text(), "default": text(), "pattern": ".", "examples": [text()]},
            "choice": {"enum": [text(), text()], "description": text()},
            "constant": {"const": text()},
            "nested": {"type": "object", "description": text(), "default": {text(): text()}, "properties": {"a": {"description": text()}}},
            "noted": {"$ref": "#/components/schemas/Alias", "description": text()},
        },
    }  # fmt: skip
    body = {
        "description": text(),
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
    }
    answers = {
        "200": {
            "description": text(),
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
        },
        "404": {"description": text()},
    }
    post = {
        "operationId": "makeThing", "tags": ["things"], "summary": text(), "description": text(), "deprecated": True,
        "externalDocs": {"url": text()}, "requestBody": body, "responses": answers, "x-note": text(),
        "parameters": [{"name": "q", "in": "query", "description": text(), "schema": {"type": "string", "description": text()}}],
    }  # fmt: skip
    return {
        "openapi": "3.1.0",
        "x-specwright": 1,
        "info": {"title": text(), "version": text(), "summary": text(), "description": text(), "contact": {"url": text()}, "license": {"name": text()}},
        "servers": [{"url": text(), "description": text(), "variables": {"v": {"default": text(), "description": text()}}}],
        "tags": [{"name": "things", "description": text()}],
        "security": [{"key": []}],
        "x-errors": {"code": text(), "message": text(), "fields": text()},
        "x-retry": {"idempotency-header": text()},
        "x-request-id": {"receive": [text()]},
        "paths": {"/things": {"post": post}},
        "components": {
            "schemas": {"Thing": schema, "Alias": {"type": "array", "items": {}, "description": text()}, "Choice": {"enum": [text()], "description": text()}},
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": text(), "description": text()},
                "auth": {"type": "oauth2", "description": text(), "flows": {"clientCredentials": {"tokenUrl": text(), "scopes": {text(): text()}}}},
            },
        },
    }  # fmt: skip


def _named(text: Any) -> dict[str, Any]:
    """A document with strings of its author's wherever a name stands on the wire."""
    member = text()
    tags = [text()]
    schema = {
        "type": "object",
        "required": [member],
        "properties": {
            member: {"type": "string"},
            text(): {"enum": [text()]},
            text(): {"type": "object", "properties": {text(): {}}},
        },
    }
    union = {
        "oneOf": [{"$ref": "#/components/schemas/One"}, {"$ref": "#/components/schemas/Two"}],
        "discriminator": {
            "propertyName": member,
            "mapping": {text(): "#/components/schemas/One", text(): "Two"},
        },
    }
    wire = text()
    post = {
        "operationId": text(), "tags": tags,
        "parameters": [
            {"name": wire, "in": "path", "required": True, "schema": {"type": "string"}},
            {"name": text(), "in": "query", "schema": {"enum": [text(), text()]}},
            {"name": text(), "in": "header", "schema": {"const": text()}},
            {"name": text(), "in": "cookie", "content": {text(): {"schema": {"type": "string"}}}},
        ],
        "requestBody": {"content": {"multipart/form-data": {"schema": schema, "encoding": {member: {"contentType": text(), "style": "form"}}}}},
        "responses": {"200": {"description": "", "content": {text(): {}, "application/json": {"schema": union}}}},
        "x-envelope": member,
        "x-pagination": {"style": "page", "page": wire, "items": f"/{text()}", "total": text(), "last": text(), "next": text()},
    }  # fmt: skip
    variable = text()
    return {
        "openapi": "3.1.0",
        "x-specwright": 1,
        "info": {"title": "Acme", "version": "1"},
        "servers": [{"url": f"https://x/{{{variable}}}", "variables": {variable: {"default": text()}}}],
        "security": [{text(): []}],
        "paths": {f"/{text()}/{{{wire}}}": {"post": post}, f"/{text()}": {"get": {"responses": {}}}},
        "components": {
            "schemas": {"One": schema, "Two": {**schema, "title": text()}},
            "securitySchemes": {text(): {"type": "apiKey", "in": "query", "name": text()}},
        },
    }  # fmt: skip


def _forced(tree: dict[str, Any]) -> dict[str, bytes]:
    """The package of a document that no rule has looked at: what lint would stop comes through."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lint, "run", lambda document, *, mended: [])
        result = compiled(tree)
    assert not result.failed, result.diagnostics
    return result.files


_AT_TOP = (ast.Import, ast.ImportFrom, ast.ClassDef, ast.Assign, ast.AnnAssign, ast.Expr, ast.If)
_IN_CLASS = (ast.AnnAssign, ast.Assign, ast.FunctionDef, ast.AsyncFunctionDef, ast.Expr, ast.Pass)


def _unexpected(tree: ast.Module) -> Iterator[str]:
    """What our templates write nowhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call | ast.Name | ast.Attribute):
            func = node.func if isinstance(node, ast.Call) else node
            if (isinstance(func, ast.Name) and func.id == "evil") or (
                isinstance(func, ast.Attribute) and func.attr == "evil"
            ):
                yield ast.unparse(node)
        if isinstance(node, ast.Module | ast.ClassDef):
            allowed = _AT_TOP if isinstance(node, ast.Module) else _IN_CLASS
            for statement in node.body:
                made = isinstance(statement, ast.FunctionDef) and statement.name == "create_app"
                rebuilt = (
                    isinstance(statement, ast.Expr)
                    and isinstance(statement.value, ast.Call)
                    and ast.unparse(statement.value).endswith(".model_rebuild()")
                )
                text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
                if (
                    not made
                    and not rebuilt
                    and (
                        not isinstance(statement, allowed)
                        or (isinstance(statement, ast.Expr) and not text)
                    )
                ):
                    yield ast.unparse(statement)


def _check(files: dict[str, bytes]) -> None:
    for name, data in files.items():
        if "/_runtime/" in name:
            continue
        if name.endswith(".py"):
            assert list(_unexpected(ast.parse(data, name))) == [], name
            for mark in "\u202e\u2028\u2029\ufeff\x85\0\x1b\r":
                assert mark not in data.decode(), (name, mark)
        elif name.endswith(".toml"):
            made = tomllib.loads(data.decode())
            assert set(made) == {"build-system", "project", "tool"}
            assert set(made["project"]) == {
                "name",
                "version",
                "description",
                "readme",
                "requires-python",
                "keywords",
                "classifiers",
                "dependencies",
                "optional-dependencies",
            }
        elif name.endswith(".json"):
            json.loads(data)


def _numbered(strings: list[str]) -> Any:
    """Gives the strings in turn, each with a number, so that keys do not fall together."""
    state = {"count": 0}

    def text() -> str:
        state["count"] += 1
        return f"{strings[state['count'] % len(strings)]}{state['count']}"

    return text


SETTINGS = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@SETTINGS
@given(st.lists(HOSTILE, min_size=1, max_size=4))
def test_prose_never_becomes_code(strings: list[str]) -> None:
    _check(_forced(_prose(_numbered(strings))))


@SETTINGS
@given(st.lists(HOSTILE, min_size=1, max_size=4))
def test_wire_names_never_become_code(strings: list[str]) -> None:
    _check(_forced(_named(_numbered(strings))))


@pytest.mark.parametrize("piece", PIECES)
def test_every_known_trick_in_every_place(piece: str) -> None:
    for strings in ([f"a{piece}"], [f"a{piece}evil()"], [f"{piece}a\nevil()\n{piece}"]):
        for make in (_prose, _named):
            _check(_forced(make(_numbered(strings))))


def test_what_is_sent_is_what_was_written() -> None:
    """Wire names come back out of the generated constants, character for character."""
    text = _numbered(['a"\n{{ 7*7 }}\\é日\u202e'])
    tree = _named(text)
    files = _forced(tree)
    (post,) = [item["post"] for item in tree["paths"].values() if "post" in item]
    wanted = {param["name"] for param in post["parameters"]} | {post["operationId"]}
    made = {
        node.value
        for name, data in files.items()
        if name.startswith("acme/operations/")
        for node in ast.walk(ast.parse(data))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert wanted <= made
