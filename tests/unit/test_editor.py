"""The schema for editors: ours within the standard's, wrong members found where they stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from generator.command.cli import main
from generator.command.editor import schema
from generator.ground.vocabulary import extensions
from generator.read.source import load
from tests.support import ROOT, document, operation

VALIDATOR = jsonschema_rs.validator_for(schema())


def places(tree: Any) -> list[str]:
    return ["/".join(map(str, error.instance_path)) for error in VALIDATOR.iter_errors(tree)]


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("specs/*/openapi.yaml")), ids=lambda p: p.parent.name
)
def test_our_documents_fit(path: Path) -> None:
    assert places(load(path)) == []


@pytest.mark.parametrize("name", sorted(extensions()))
def test_every_extension_is_known_and_its_examples_fit(name: str) -> None:
    for example in extensions()[name].schema.get("examples", ()):
        whole = {"$ref": f"#/$defs/{name}", "$defs": schema()["$defs"]}
        assert jsonschema_rs.validator_for(whole).is_valid(example)


@pytest.mark.parametrize(
    ("at", "said", "place"),
    [
        ("document", {"x-errors": {"cod": "/a"}}, "x-errors"),
        ("operation", {"x-pagination": {"style": "page", "items": 3}}, "x-pagination/items"),
        ("parameter", {"x-py-name": 5}, "x-py-name"),
        ("schema", {"x-enum": 3}, "x-enum"),
        ("operation", {"responses": 3}, "responses"),
    ],
)
def test_a_nested_mistake_is_found_where_it_stands(at: str, said: Any, place: str) -> None:
    parameter: dict[str, Any] = {"name": "q", "in": "query", "schema": {"type": "string"}}
    get = operation("listThings", parameters=[parameter])
    tree = document({"/things": {"get": get}})
    assert places(tree) == []
    target = {
        "document": tree,
        "operation": get,
        "parameter": parameter,
        "schema": parameter["schema"],
    }
    target[at].update(said)
    assert any(found.endswith(place) for found in places(tree)), places(tree)


@pytest.mark.parametrize("key", ["minLength", "maxLength", "minItems", "maxItems"])
def test_sizes_begin_at_zero(key: str) -> None:
    def tree(size: int) -> Any:
        parameter = {"name": "q", "in": "query", "schema": {"type": "string", key: size}}
        return document({"/things": {"get": operation("listThings", parameters=[parameter])}})

    assert places(tree(0)) == []
    assert any(found.endswith(key) for found in places(tree(-1)))


def test_it_is_whole_in_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    text = capsys.readouterr().out
    assert json.loads(text) == schema()
    for reference in _references(schema()):
        assert reference.startswith("#"), reference


def _references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [found for one in value for found in _references(one)]
    if not isinstance(value, dict):
        return []
    own = [v for k, v in value.items() if k in ("$ref", "$dynamicRef") and isinstance(v, str)]
    return own + [found for one in value.values() for found in _references(one)]
