"""A document in one order: of members at every depth, and of nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from generator.read.canonical import canonical
from generator.read.document import load
from generator.read.source import Mapping
from tests.support import document, written


def _orders(node: Any) -> Any:
    """A document as pairs and lists, so that the order of members counts."""
    if isinstance(node, dict):
        return [(key, _orders(value)) for key, value in node.items()]
    return {"list": [_orders(item) for item in node]} if isinstance(node, list) else node


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ({"b": 1, "a": 2}, [("a", 2), ("b", 1)]),
        ({"b": {"d": 1, "c": 2}, "a": {}}, [("a", []), ("b", [("c", 2), ("d", 1)])]),
        ({"a": [3, 1, 2, None]}, [("a", {"list": [3, 1, 2, None]})]),
        ({"a": [{"c": 1, "b": 2}, {"a": 3}]}, [("a", {"list": [[("b", 2), ("c", 1)], [("a", 3)]]})]),
        ({"a": [[{"c": 1, "b": []}]]}, [("a", {"list": [{"list": [[("b", {"list": []}), ("c", 1)]]}]})]),
        ({"B": 1, "a": 2, "10": 3, "9": 4}, [("10", 3), ("9", 4), ("B", 1), ("a", 2)]),
    ],
)  # fmt: skip
def test_order(given: Any, made: Any) -> None:
    with written(document({}, **{"x-it": given})) as folder:
        found, _ = load(folder)
    assert found is not None
    before = _orders(found.tree)
    sorted_ = canonical(found).tree
    assert _orders(sorted_["x-it"]) == made
    assert [key for key, _ in _orders(sorted_)] == sorted(found.tree)
    assert _orders(found.tree) == before  # what was given is as it was
    place = sorted_["x-it"].place
    assert (place.pointer, place.span()) == ("/x-it", found.tree["x-it"].place.span())


def test_what_is_shared_stays_shared() -> None:
    """Path items are put where they are referred to: a copy of each would be another schema."""
    item = {"get": {"responses": {"204": {"description": ""}}}}
    paths = {"/a": item, "/b": {"$ref": "#/paths/~1a"}}
    with written(document(paths)) as folder:
        found, _ = load(folder)
    assert found is not None
    tree = canonical(found).tree
    assert isinstance(tree["paths"]["/a"]["get"], Mapping)
    assert (tree["paths"]["/a"]["get"] is tree["paths"]["/b"]["get"]) == (
        found.tree["paths"]["/a"]["get"] is found.tree["paths"]["/b"]["get"]
    )
