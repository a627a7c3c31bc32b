"""What many tests need: a document written down, compiled, and its files on disk."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.command.pipeline import Result, generate
from generator.ground.diagnostics import Diagnostic
from generator.name.naming import Names, name_all
from generator.read.canonical import canonical
from generator.read.document import Document, load
from generator.understand import ir
from generator.understand.build import build

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
STRING = {"type": "string"}
NOTHING = {"204": {"description": "Nothing."}}


def document(
    paths: Mapping[str, Any] | None = None, schemas: Mapping[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """A whole document around its paths and schemas."""
    tree: dict[str, Any] = {
        "openapi": "3.1.0",
        "x-specwright": 1,
        "info": {"title": "Acme", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": dict(paths or {}),
        **more,
    }
    if schemas is not None:
        tree.setdefault("components", {})["schemas"] = dict(schemas)
    return tree


def operation(operation_id: str, tag: str = "things", **more: Any) -> dict[str, Any]:
    """An operation without a body and without an answer."""
    return {"operationId": operation_id, "tags": [tag], "responses": NOTHING, **more}


def query(name: str, schema: Any = None, **more: Any) -> dict[str, Any]:
    """A query parameter; a string when nothing else is said."""
    return {"name": name, "in": "query", "schema": STRING if schema is None else schema, **more}


def answer(schema: Any, media: str = "application/json") -> dict[str, Any]:
    """A response with a body."""
    return {"description": "Ok.", "content": {media: {"schema": schema}}}


def ref(name: str) -> dict[str, str]:
    """A reference to a component schema."""
    return {"$ref": f"#/components/schemas/{name}"}


@contextlib.contextmanager
def written(tree: Mapping[str, Any], name: str = "acme") -> Iterator[Path]:
    """The folder of a document, for as long as it is needed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "specs", name, "openapi.json")
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
        yield path.parent


def loaded(tree: Mapping[str, Any], name: str = "acme") -> Document:
    """A document as the stages after loading see it."""
    with written(tree, name) as path:
        found, diagnostics = load(path)
    assert found is not None, diagnostics
    return canonical(found)


def built(tree: Mapping[str, Any], name: str = "acme") -> tuple[ir.Api, list[Diagnostic]]:
    """The intermediate representation of a document."""
    return build(loaded(tree, name))


def named(tree: Mapping[str, Any]) -> tuple[ir.Api, Names, list[Diagnostic]]:
    """Every name of a document's package."""
    api, diagnostics = built(tree)
    assert not diagnostics, diagnostics
    return api, *name_all(api)


def compiled(tree: Mapping[str, Any]) -> Result:
    """A document's package in memory."""
    with written(tree) as path:
        return generate(path)


def sources(result: Result) -> dict[str, str]:
    """Python files of a package but for the runtime, by their path in it."""
    assert not result.failed, result.diagnostics
    return {
        name: data.decode()
        for name, data in result.files.items()
        if name.endswith(".py") and "/_runtime/" not in name
    }
