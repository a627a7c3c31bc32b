"""References that lead back to where they stand: refused, and no stage runs in their circle."""

from __future__ import annotations

from typing import Any

import pytest

from generator import check
from generator.read.document import load
from tests.support import STRING, answer, compiled, document, operation, ref, written

MORE = {"minProperties": 1}


def _tree(**schemas: Any) -> dict[str, Any]:
    use = {"get": operation("a", responses={"200": answer(ref("A"))})}
    return document({"/a": use}, schemas)


@pytest.mark.parametrize(
    "schemas",
    [
        {"A": ref("A")},
        {"A": ref("B"), "B": ref("A")},
        # With words beside them, as 3.1 has it, too.
        {"A": {**ref("A"), **MORE}},
        {"A": {**ref("B"), **MORE}, "B": ref("A")},
        {"A": {**ref("B"), **MORE}, "B": {**ref("A"), "title": "B"}},
        {"A": {**ref("B"), **MORE}, "B": {**ref("C"), **MORE}, "C": {**ref("A"), **MORE}},
        {"A": {"properties": {"x": ref("B")}}, "B": {**ref("C"), **MORE}, "C": {**ref("B"), **MORE}},
    ],
)  # fmt: skip
def test_references_in_a_circle_are_told_once(schemas: Any) -> None:
    with written(_tree(**schemas)) as folder:
        found, said = load(folder)
        broken, _ = load(folder, broken=True)
    assert found is None
    assert [d.code for d in said] == ["E105"]
    assert said[0].pointer.endswith("/$ref")
    assert broken is not None
    assert all(found.code != "E105" for found in check.run(broken))  # it ends
    result = compiled(_tree(**schemas))
    assert not result.failed
    assert result.operations == 1
    assert "E105" in [d.code for d in result.diagnostics]


@pytest.mark.parametrize(
    "schemas",
    [
        {"A": {"properties": {"next": ref("A")}}},
        {"A": {**ref("B"), "properties": {"next": ref("A")}}, "B": {"properties": {"up": ref("A")}}},
        {"A": {**ref("B"), **MORE}, "B": {**ref("C"), **MORE}, "C": STRING},
        {"A": {"allOf": [ref("B"), ref("C")]}, "B": {**ref("D"), **MORE}, "C": {**ref("D"), **MORE}, "D": {}},
    ],
)  # fmt: skip
def test_recursion_and_chains_that_end_are_no_circles(schemas: Any) -> None:
    with written(_tree(**schemas)) as folder:
        found, said = load(folder)
    assert found is not None
    assert said == []
