"""What OpenAPI says beside JSON Schema: ranges of integer formats, keys among the parameters."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.ground.operation import Api, Body, Field, Operation, Param, Scheme
from generator.runtime.server import Application
from tests.runtime_server.support import calling

OK = {"200": {"description": "Ok."}, "400": {"description": "No."}}
KEY = Scheme("key", "api_key", "key", "query", "apiKey")


def integers() -> Application:
    """A path parameter of 64 bits, and a body with a number of 32 bits."""
    schema = {
        "type": "object",
        "properties": {
            "small": {"type": ["integer", "null"], "format": "int32"},
            "tight": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 5},
        },
    }
    node = {
        "operationId": "put",
        "parameters": [
            {
                "name": "id",
                "in": "path",
                "required": True,
                "schema": {"type": "integer", "format": "int64"},
            }
        ],
        "requestBody": {"content": {"application/json": {"schema": schema}}},
        "responses": OK,
    }
    operation = Operation[Any](
        "put",
        "PUT",
        "/{id}",
        params=(Param("id", "path", required=True),),
        body=Body(("application/json",), fields=(Field("small"), Field("tight"))),
    )
    root = {"openapi": "3.1.0", "paths": {"/{id}": {"put": node}}}
    return Application(Api("p", "t", "1"), (operation,), root)


@pytest.mark.parametrize(
    ("id", "body", "status"),
    [
        (2**63 - 1, {"small": 2**31 - 1}, 200),
        (-(2**63), {"small": -(2**31)}, 200),
        (2**63, {}, 400),
        (-(2**63) - 1, {}, 400),
        (1, {"small": 2**31}, 400),
        (1, {"small": -(2**31) - 1}, 400),
        (1, {"small": None}, 200),
        (1, {"tight": 5}, 200),
        (1, {"tight": 6}, 400),
        (1, {"tight": 0}, 400),
    ],
)
def test_integer_formats_bind(id: int, body: dict[str, Any], status: int) -> None:
    with calling(integers()) as http:
        assert http.put(f"/{id}", json=body).status_code == status


def test_key_in_the_query_is_no_member_of_an_open_object() -> None:
    node = {
        "operationId": "read",
        "security": [{"key": []}],
        "parameters": [
            {
                "name": "extra",
                "in": "query",
                "schema": {
                    "type": "object",
                    "additionalProperties": {"type": "string", "maxLength": 3},
                },
            }
        ],
        "responses": OK,
    }
    root = {
        "openapi": "3.1.0",
        "paths": {"/": {"get": node}},
        "components": {
            "securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "apiKey"}}
        },
    }
    operation = Operation[Any](
        "read", "GET", "/", params=(Param("extra", "query"),), security=(("key",),)
    )
    app = Application(Api("p", "t", "1", schemes=(KEY,)), (operation,), root)
    with calling(app) as http:
        assert http.get("/", params={"apiKey": "secret", "city": "Ulm"}).status_code == 200
        assert http.get("/", params={"apiKey": "secret", "city": "Riga"}).status_code == 400
