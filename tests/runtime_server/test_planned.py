"""Planned operations: 501 until an implementation has a method of its own for them."""

from __future__ import annotations

from typing import Any, Protocol

import pytest

from generator.runtime.ground.operation import Api, Operation, Param
from generator.runtime.server import Application
from tests.runtime_server.support import calling

READ = Operation[Any](
    "read", "GET", "/things", params=(Param("n", "query", required=True),), planned=True
)
NUMBER = {"name": "n", "in": "query", "required": True, "schema": {"type": "integer"}}
TREE: dict[str, Any] = {"openapi": "3.1.0", "paths": {"/things": {"get": {
    "parameters": [NUMBER], "responses": {"204": {"description": ""}},
}}}}  # fmt: skip


class Things(Protocol):
    def read_it(self, *, n: int) -> None: ...


class Own(Things):
    def read_it(self, *, n: int) -> None:
        return None


class Inherited(Things):
    pass


class Given:
    def __init__(self, method: Any) -> None:
        self.read_it = method


@pytest.mark.parametrize(
    ("implementation", "good", "wrong"),
    [
        (Own(), 204, 400),
        (Given(lambda n: None), 204, 400),
        (Inherited(), 501, 501),
        (Given(5), 501, 501),
        (object(), 501, 501),
        (None, 501, 501),
    ],
)
def test_a_planned_operation_is_served_by_a_method_of_its_own(
    implementation: Any, good: int, wrong: int
) -> None:
    app = Application(
        Api("p", "t", "1"), (READ,), TREE, implementation,
        methods={"read": "read_it"}, protocol=Things,
    )  # fmt: skip
    with calling(app) as client:
        assert client.get("/things?n=1").status_code == good
        assert client.get("/things?n=x").status_code == wrong
