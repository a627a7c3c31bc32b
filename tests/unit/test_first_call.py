"""The call that a package's README begins with is one that harms nobody and that works as it is."""

from __future__ import annotations

from typing import Any

import pytest

from generator.write.views.first import first_operation
from tests.support import NOTHING, STRING, built, document, operation, query

BODY = {"content": {"application/json": {"schema": STRING}}}


def _first(**operations: Any) -> str | None:
    paths = {f"/{name}": {said.pop("at", "get"): said} for name, said in operations.items()}
    found = first_operation(built(document(paths))[0])
    return found.key if found else None


def _op(name: str, **more: Any) -> dict[str, Any]:
    return {**operation(name, responses=NOTHING), **more}


@pytest.mark.parametrize(
    "other",
    [{"requestBody": BODY}, {"deprecated": True}, {"at": "post"}, {"at": "head"}, {"at": "delete"}],
)
def test_it_only_reads(other: dict[str, Any]) -> None:
    need = query("q", required=True)
    assert _first(a=_op("a", **other), b=_op("b", parameters=[need])) == "b"
    assert _first(a=_op("a", **other)) is None


def test_it_needs_the_least() -> None:
    need = query("q", required=True)
    assert _first(a=_op("a", parameters=[need]), b=_op("b", parameters=[query("q")])) == "b"
    assert _first(b=_op("b"), a=_op("a")) == "a"
