"""What is generated of an operation says each thing once, and hover still tells the arguments."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support import answer, compiled, document, operation, sources

THING = {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}
SAID = "Long ago there was a thing.\n\nIt had an id, and whoever knew it could ask for the thing."


def _tree(**more: Any) -> dict[str, Any]:
    ask = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    get = operation(
        "getThing",
        summary="Get a thing",
        parameters=[{**ask, "description": "Which thing."}],
        responses={"200": answer(THING), "404": {"description": "There is none."}},
        **more,
    )
    return document(paths={"/things/{id}": {"get": get}})


def _docs(tree: dict[str, Any]) -> dict[str, str]:
    """Class → what its one method says."""
    module = ast.parse(sources(compiled(tree))["acme/api/things.py"])
    return {
        cls.name: ast.get_docstring(method) or ""
        for cls in module.body
        if isinstance(cls, ast.ClassDef)
        for method in cls.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_a_long_description_is_said_once_and_arguments_twice() -> None:
    docs = _docs(_tree(description=SAID))
    whole, brief = docs["ThingsApi"], docs["AsyncThingsApi"]
    assert "Long ago" in whole
    assert "NotFound: There is none." in whole
    assert "Long ago" not in brief
    assert "Raises" not in brief
    assert "See `ThingsApi.get`." in brief
    for doc in (whole, brief):
        assert doc.startswith("Get a thing. `getThing`: GET /things/{id}")
        assert "id: Which thing." in doc


def test_what_is_short_is_said_twice() -> None:
    tree = _tree()
    del tree["paths"]["/things/{id}"]["get"]["responses"]["404"]
    docs = _docs(tree)
    assert docs["ThingsApi"] == docs["AsyncThingsApi"]


def test_a_resource_is_an_attribute_of_its_class_and_made_once(tmp_path: Path) -> None:
    for path, data in compiled(_tree()).files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    code = """
import sys
from unittest.mock import create_autospec
from acme import Client

class Own(Client):
    pass

for cls in (Client, Own):
    with cls() as client:
        things = client.things
        assert things is client.things
        assert things is not client.with_options(retries=0).things
        assert type(things).__module__ == "acme.api.things"
assert "acme.api.things" in sys.modules
assert create_autospec(Client, instance=True).things
try:
    Client().others
except AttributeError:
    pass
"""
    ahead = (
        "from acme import Client; import sys; Client(); assert 'acme.api.things' not in sys.modules"
    )
    for text in (ahead, code):
        done = subprocess.run(
            [sys.executable, "-c", text],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-1000:]
