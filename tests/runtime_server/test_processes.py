"""202 and the states that follow, and vendors whose errors are successes."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.ground.operation import (
    Api,
    Body,
    Bulk,
    ErrorShape,
    Operation,
    Param,
    Polling,
)
from generator.runtime.server import Application, Refusal
from tests.runtime_server.support import calling

JSON = "application/json"
STATE = {
    "type": "object",
    "required": ["processStatusId", "status"],
    "properties": {
        "processStatusId": {"type": "string"},
        "status": {"enum": ["PENDING", "SUCCESS", "FAILURE"]},
        "entityId": {"type": "string"},
    },
}
EXAMPLE = {"processStatusId": "1234567", "status": "PENDING", "entityId": "9"}
ID = Param("id", "path", required=True)


def get_status() -> Operation[Any]:
    return OPERATIONS[1]


def get_many() -> Operation[Any]:
    return OPERATIONS[2]


POLLING = Polling(
    "/processStatusId", get_status, "id", "/status", ("SUCCESS",), ("FAILURE",), ("PENDING",),
    result="/entityId", interval=5.0, retention=100.0,
    bulk=Bulk(get_many, "queries", "processStatusId", "/states"),
)  # fmt: skip
OPERATIONS = (
    Operation[Any]("ship", "POST", "/shipments", process=POLLING),
    Operation[Any]("getStatus", "GET", "/states/{id}", params=(ID,)),
    Operation[Any]("getMany", "POST", "/states", body=Body((JSON,))),
)


def document() -> dict[str, Any]:
    def answer(status: str, schema: Any, example: Any) -> dict[str, Any]:
        content = {JSON: {"schema": schema, "example": example}}
        return {"responses": {status: {"description": "", "content": content}}}

    id = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    many = {"type": "object", "properties": {"states": {"type": "array", "items": STATE}}}
    body = {"requestBody": {"content": {JSON: {"schema": {"type": "object"}}}}}
    return {
        "openapi": "3.1.0",
        "paths": {
            "/shipments": {"post": answer("202", STATE, EXAMPLE)},
            "/states/{id}": {"get": {"parameters": [id], **answer("200", STATE, EXAMPLE)}},
            "/states": {"post": {**body, **answer("200", many, {"states": [EXAMPLE]})}},
        },
    }


def test_process_is_pending_then_done_then_forgotten() -> None:
    now = [1000.0]
    app = Application(Api("p", "t", "1"), OPERATIONS, document(), clock=lambda: now[0])
    with calling(app) as client:
        begun = client.post("/shipments")
        assert begun.status_code == 202
        assert begun.json()["status"] == "PENDING"
        id = begun.json()["processStatusId"]
        other = client.post("/shipments").json()["processStatusId"]
        assert id != other
        pending = {"processStatusId": id, "status": "PENDING"}
        assert begun.json() == client.get(f"/states/{id}").json() == pending
        now[0] += 5
        done = {"processStatusId": id, "status": "SUCCESS", "entityId": "9"}
        assert client.get(f"/states/{id}").json() == done
        queries = {"queries": [{"processStatusId": id}, {"processStatusId": other}]}
        states = client.post("/states", json=queries).json()["states"]
        assert [state["processStatusId"] for state in states] == [id, other]
        assert {state["status"] for state in states} == {"SUCCESS"}
        now[0] += 101
        assert client.get(f"/states/{id}").status_code == 404
        assert client.post("/states", json=queries).json() == {"states": []}
        assert client.get("/states/555").json()["processStatusId"] == "555"


def test_a_process_without_a_result_is_told_as_its_example_is() -> None:
    now = [0.0]
    process = POLLING._replace(result=None)
    plain = Operation[Any]("ship", "POST", "/shipments", process=process)
    app = Application(
        Api("p", "t", "1"), (plain, *OPERATIONS[1:]), document(), clock=lambda: now[0]
    )
    with calling(app) as client:
        begun = client.post("/shipments").json()
        assert begun == {**EXAMPLE, "processStatusId": begun["processStatusId"]}
        now[0] += 5
        done = client.get(f"/states/{begun['processStatusId']}").json()
        assert done == {**begun, "status": "SUCCESS"}


@pytest.mark.parametrize(
    ("wanted", "end"), [("FAILURE", "FAILURE"), ("PENDING", "PENDING"), ("x", "SUCCESS")]
)
def test_end_can_be_asked_for(wanted: str, end: str) -> None:
    now = [0.0]
    app = Application(Api("p", "t", "1"), OPERATIONS, document(), clock=lambda: now[0])
    with calling(app) as client:
        begun = client.post("/shipments", headers={"prefer": f"process={wanted}"})
        now[0] += 60
        state = client.get(f"/states/{begun.json()['processStatusId']}").json()
    assert state["status"] == end
    assert ("entityId" in state) == (end == "SUCCESS")


THING = {"type": "object", "properties": {"id": {"type": "string"}, "size": {"type": "integer"}}}
THINGS = (
    Operation[Any]("list", "GET", "/things"),
    Operation[Any]("get", "GET", "/things/{id}", params=(ID,)),
    Operation[Any]("add", "POST", "/things", body=Body((JSON,)), process=POLLING),
    Operation[Any](
        "edit", "PUT", "/things/{id}", params=(ID,), body=Body((JSON,)), process=POLLING
    ),
    Operation[Any]("drop", "DELETE", "/things/{id}", params=(ID,), process=POLLING),
    *OPERATIONS[1:],
)


def things() -> dict[str, Any]:
    def answer(status: str, schema: Any, example: Any) -> dict[str, Any]:
        content = {JSON: {"schema": schema, "example": example}}
        return {"responses": {status: {"description": "", "content": content}}}

    tree = document()
    id = tree["paths"]["/states/{id}"]["get"]["parameters"][0]
    body = {"requestBody": {"content": {JSON: {"schema": THING}}}}
    first = {"id": "1", "size": 1}
    begun = answer("202", STATE, EXAMPLE)
    del tree["paths"]["/shipments"]
    tree["paths"] |= {
        "/things": {
            "get": answer("200", {"type": "array", "items": THING}, [first]),
            "post": {**body, **begun},
        },
        "/things/{id}": {
            "parameters": [id],
            "get": answer("200", THING, first),
            "put": {**body, **begun},
            "delete": begun,
        },
    }
    return tree


@pytest.mark.parametrize(
    ("method", "path", "sizes"),
    [("POST", "/things", [1, 7]), ("PUT", "/things/1", [7]), ("DELETE", "/things/1", [])],
)
@pytest.mark.parametrize("end", ["SUCCESS", "FAILURE", "PENDING"])
def test_what_a_process_is_about_changes_when_it_succeeds_and_not_before(
    end: str, method: str, path: str, sizes: list[int]
) -> None:
    now = [0.0]
    app = Application(Api("p", "t", "1"), THINGS, things(), clock=lambda: now[0])
    with calling(app) as client:

        def seen() -> list[int]:
            return [thing["size"] for thing in client.get("/things").json()]

        body = {} if method == "DELETE" else {"json": {"size": 7}}
        asked = {"prefer": f"process={end}"}
        assert client.request(method, path, headers=asked, **body).status_code == 202
        assert seen() == [1]
        now[0] += 4.9
        assert seen() == [1]
        now[0] += 0.2
        assert seen() == (sizes if end == "SUCCESS" else [1])


@pytest.mark.parametrize("with_example", [True, False])
def test_vendor_whose_errors_are_successes(with_example: bool) -> None:
    schema = {
        "type": "object",
        "required": ["status"],
        "properties": {
            "status": {"enum": ["SUCCESS", "ERROR"]},
            "error_code": {"type": "string"},
            "error_message": {"type": "string"},
        },
    }
    examples = {"fine": {"value": {"status": "SUCCESS"}}}
    if with_example:
        failed = {"status": "ERROR", "error_code": "sold_out", "error_message": "x"}
        examples["failed"] = {"value": failed}
    node = {
        "parameters": [{"name": "n", "in": "query", "schema": {"type": "integer"}}],
        "responses": {"200": {"content": {JSON: {"schema": schema, "examples": examples}}}},
    }
    shape = ErrorShape(code="/error_code", message="/error_message", failure=("/status", "ERROR"))
    app = Application(
        Api("p", "t", "1", errors=shape),
        (Operation[Any]("read", "GET", "/"),),
        {"openapi": "3.1.0", "paths": {"/": {"get": node}}},
    )
    with calling(app) as client:
        assert client.get("/").json() == {"status": "SUCCESS"}
        response = client.get("/?n=x")
        assert response.status_code == 200
        assert response.json() == {
            "status": "ERROR",
            "error_code": "bad_request",
            "error_message": 'n is not of type "integer"',
        }
        assert client.post("/").status_code == 405


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 409, 410, 422, 423, 429, 500])
def test_which_errors_a_vendor_tells_in_a_success(status: int) -> None:
    class Vendor:
        def read(self) -> None:
            raise Refusal(status)

    schema = {"type": "object", "properties": {"status": {"enum": ["SUCCESS", "ERROR"]}}}
    content = {JSON: {"schema": schema, "example": {"status": "SUCCESS"}}}
    node = {"responses": {"200": {"description": "", "content": content}}}
    app = Application(
        Api("p", "t", "1", errors=ErrorShape(failure=("/status", "ERROR"))),
        (Operation[Any]("read", "GET", "/"),),
        {"openapi": "3.1.0", "paths": {"/": {"get": node}}},
        Vendor(),
    )
    with calling(app) as client:
        found = client.get("/")
    spoken = status in (400, 401, 403, 404, 409, 422)
    assert found.status_code == (200 if spoken else status)
    assert (found.json()["status"] == "ERROR") is spoken


def test_processes_that_were_begun_are_listed_and_told() -> None:
    now = [0.0]
    entity = Param("entity", "query", "entityId")
    listed = Operation[Any]("listStates", "GET", "/states", params=(entity,))
    tree = things()
    schema = {"type": "array", "items": STATE}
    content = {JSON: {"schema": schema, "example": [EXAMPLE]}}
    tree["paths"]["/states"]["get"] = {
        "parameters": [{"name": "entityId", "in": "query", "schema": {"type": "string"}}],
        "responses": {"200": {"description": "", "content": content}},
    }
    app = Application(Api("p", "t", "1"), (*THINGS, listed), tree, clock=lambda: now[0])
    with calling(app) as client:
        first = client.put("/things/1", json={"size": 2}).json()["processStatusId"]
        now[0] += 4
        failing = {"prefer": "process=FAILURE"}
        second = client.delete("/things/2", headers=failing).json()["processStatusId"]
        states = client.get("/states").json()
        assert [state["processStatusId"] for state in states] == [second, first]
        now[0] += 1
        told = app.contents()["processes"]
        assert [(one["id"], one["operation"], one["state"], one["ends"], one["left"]) for one in told] == [
            (first, "edit", "SUCCESS", "SUCCESS", 0.0),
            (second, "drop", "PENDING", "FAILURE", 4.0),
        ]  # fmt: skip
        now[0] += 10
        states = client.get("/states?entityId=1").json()
        assert [(s["processStatusId"], s["status"]) for s in states] == [(first, "SUCCESS")]
        now[0] += 91  # the first is forgotten by now, the second is not
        assert [state["processStatusId"] for state in client.get("/states").json()] == [second]
