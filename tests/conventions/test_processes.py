"""`x-process`, client against stub: started, waited for, failed, forgotten, resumed."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from types import ModuleType
from typing import Any

import pytest

from tests.conventions.compiled import WAYS, folder, got, opened, package, part, served
from tests.support import answer, built, document, operation, ref

STATE = {
    "type": "object",
    "required": ["processId", "status"],
    "properties": {
        "processId": {"type": "string"},
        "status": {"type": "string", "enum": ["PENDING", "SUCCESS", "FAILURE", "TIMEOUT"]},
        "entityId": {"type": "string"},
        "seen": {"type": "string", "format": "date-time"},
    },
    "example": {
        "processId": "1234567",
        "status": "PENDING",
        "entityId": "E-9",
        "seen": "2026-01-02T03:04:05Z",
    },
}
MISSING = {"description": "No such process.", "content": {}}
ID = {"name": "process-id", "in": "path", "required": True, "schema": {"type": "string"}}
SHARED = {
    "id": "/processId",
    "status-operation": "getState",
    "bulk-operation": "getStates",
    "state": "/status",
    "pending": ["PENDING"],
    "success": ["SUCCESS"],
    "failure": ["FAILURE", "TIMEOUT"],
    "result": "/entityId",
    "interval": 0.05,
    "retention": 3600,
}


def json_body(schema: Any) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def tree(**shared: Any) -> dict[str, Any]:
    queries = {
        "type": "object",
        "required": ["processQueries"],
        "properties": {
            "processQueries": {
                "type": "array",
                "maxItems": 20,
                "items": {"type": "object", "required": ["processId"],
                          "properties": {"processId": {"type": "string"}}},
            }
        },
    }  # fmt: skip
    states = {
        "type": "object",
        "required": ["states"],
        "properties": {"states": {"type": "array", "items": ref("State")}},
    }
    shipment = {
        "type": "object",
        "required": ["orders"],
        "properties": {"orders": {"type": "array", "items": {"type": "string"}}},
    }
    accepted = {"202": answer(ref("State"))}
    return document(
        {
            "/ships": {
                "post": operation(
                    "ship", "ships", requestBody=json_body(shipment), responses=accepted, **{"x-process": {"result": "/entityId"}}
                )
            },
            "/states/{process-id}": {
                "get": operation(
                    "getState", "states", parameters=[ID],
                    responses={"200": answer(ref("State")), "404": MISSING},
                )
            },
            "/states": {
                "post": operation(
                    "getStates", "states", requestBody=json_body(queries),
                    responses={"200": answer(ref("States"))},
                )
            },
        },
        {"State": STATE, "States": states},
        **{"x-process": {**SHARED, **shared}},
    )  # fmt: skip


@pytest.fixture(scope="module")
def carrier() -> ModuleType:
    return package("Carrier", tree())


class Turned:
    """A clock for the stub that a test turns."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("way", WAYS)
def test_started_waited_for_and_forgotten(carrier: ModuleType, way: str) -> None:
    errors = part(carrier, "errors")
    clock = Turned()

    async def main(url: str) -> None:
        async with opened(carrier, way, base_url=url) as client:
            process = await got(client.ships.ship(orders=["1", "2"]))
            assert (process.status, process.done, process.result_id) == ("PENDING", False, None)
            assert process.id != "1234567"
            assert isinstance(process.state, carrier.models.State)
            state = await got(process.poll())
            assert (state.status, process.result_id) == ("PENDING", None)
            with pytest.raises(errors.ProcessTimeout):
                await got(process.wait(0.2))
            clock.now += 61
            assert (await got(process.wait(5))).status == "SUCCESS"
            assert (process.succeeded, process.result_id) == (True, "E-9")
            clock.now += 3601
            with pytest.raises(errors.ProcessForgotten, match="kept for 3600 s"):
                await got(process.poll())
            with pytest.raises(errors.NotFound):
                await got(client.states.get_state(process.id))

    with served(carrier, clock=clock, processing=60) as url:
        asyncio.run(main(url))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("end", ["FAILURE", "TIMEOUT", "PENDING"])
def test_other_ends(carrier: ModuleType, way: str, end: str) -> None:
    errors = part(carrier, "errors")

    async def main(url: str) -> None:
        async with opened(carrier, way, base_url=url) as client:
            prefer: Any = {"headers": {"prefer": f"process={end}"}}
            process = await got(client.ships.ship(orders=["1"], options=prefer))
            kind = errors.ProcessTimeout if end == "PENDING" else errors.ProcessFailed
            with pytest.raises(kind) as caught:
                await got(process.wait(0.4))
            assert caught.value.code == end

    with served(carrier) as url:
        asyncio.run(main(url))


@pytest.mark.parametrize("way", WAYS)
def test_many_are_asked_together(carrier: ModuleType, way: str) -> None:
    """45 processes take 3 calls a round, as a call takes 20, and no call for one alone."""
    asked: list[str] = []

    async def main(url: str) -> None:
        async with opened(carrier, way, base_url=url) as client:
            processes = [await got(client.ships.ship(orders=[str(n)])) for n in range(45)]
            assert len({process.id for process in processes}) == 45
            together = carrier.wait_all if way == "sync" else carrier.wait_all_async
            done = await got(together(processes, 10))
            assert [process.succeeded for process in done] == [True] * 45
            assert {process.result_id for process in done} == {"E-9"}

    def count(attempt: Any) -> None:
        asked.append(attempt.operation)

    with served(carrier, faults=count, processing=0.03) as url:
        asyncio.run(main(url))
    assert asked.count("ship") == 45
    assert asked.count("getState") == 0
    assert asked.count("getStates") == 3


START = """
import sys; sys.path.insert(0, sys.argv[1])
from carrier import Client
with Client(base_url=sys.argv[2], trust_env=False) as client:
    print(client.ships.ship(orders=["1"]).token)
"""
WAIT = """
import sys; sys.path.insert(0, sys.argv[1])
from carrier import Client
with Client(base_url=sys.argv[2], trust_env=False) as client:
    process = client.resume(sys.argv[3])
    print(process.wait(10).status, process.result_id)
"""


def python(script: str, *args: str) -> str:
    command = [sys.executable, "-c", script, str(folder()), *args]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_token_outlives_its_program(carrier: ModuleType) -> None:
    """Its process is pending still when the next program waits for it."""
    with served(carrier, processing=1.5) as url:
        token = python(START, url)
        assert set(json.loads(token)) == {"v", "tag", "of", "id"}
        assert python(WAIT, url, token) == "SUCCESS E-9"

        async def main() -> Any:
            async with opened(carrier, "async", base_url=url) as client:
                process = client.resume(token)
                assert (process.status, process.token) == (None, token)
                return await process.wait(5)

        assert asyncio.run(main()).status == "SUCCESS"


def test_what_is_no_token(carrier: ModuleType) -> None:
    errors = part(carrier, "errors")
    with carrier.Client() as client:
        good = {"v": 1, "tag": "ships", "of": "ship", "id": "7"}
        assert client.resume(json.dumps(good)).id == "7"
        for wrong in ({"v": 2}, {"v": "1"}, {"tag": "no"}, {"tag": "ships.x"}, {"of": "getState"}):
            with pytest.raises(errors.UsageError, match="not a token"):
                client.resume(json.dumps({**good, **wrong}))
        for token in ("", "5", '{"v":1,"tag":"no"}', '{"v":1,"tag":"ships","of":"ship"}'):
            with pytest.raises(errors.UsageError, match="not a token"):
                client.resume(token)


def test_slow_on_demand(carrier: ModuleType) -> None:
    with served(carrier) as url, carrier.Client(base_url=url, trust_env=False) as client:
        started = time.monotonic()
        client.ships.ship(orders=["1"], options={"headers": {"prefer": "delay=0.2"}})
        assert time.monotonic() - started >= 0.2


def test_compiled(carrier: ModuleType) -> None:
    polling = part(carrier, "operations.ships").SHIP.process
    assert polling.bulk.operation() is part(carrier, "operations.states").GET_STATES
    assert (polling.bulk.argument, polling.bulk.member, polling.bulk.items, polling.bulk.most) == (
        "process_queries", "processId", "/states", 20,
    )  # fmt: skip
    assert (polling.argument, polling.interval, polling.retention) == ("process_id", 0.05, 3600)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"status-operation": "getStates"}, "must take its id and require nothing else"),
        ({"state": None}, "a process needs state"),
        ({"id": None, "success": None}, "a process needs id, success"),
        ({"bulk-operation": "getState"}, "must take one list and answer with one"),
    ],
)
def test_what_cannot_be_compiled(change: dict[str, Any], message: str) -> None:
    made = tree(**change)
    made["x-process"] = {k: v for k, v in made["x-process"].items() if v is not None}
    _, diagnostics = built(made)
    assert [d.code for d in diagnostics] == ["E512"]
    assert message in diagnostics[0].message


def test_a_bulk_operation_that_takes_plain_ids() -> None:
    made = tree()
    body = made["paths"]["/states"]["post"]["requestBody"]["content"]["application/json"]
    body["schema"]["properties"]["processQueries"] = {"type": "array", "items": {"type": "string"}}
    api, diagnostics = built(made)
    process = next(op.process for op in api.operations if op.id == "ship")
    assert not diagnostics
    assert process is not None
    assert process.bulk is not None
    assert (process.bulk.query, process.bulk.most) == (None, None)


def enveloped(listed: dict[str, Any]) -> dict[str, Any]:
    """The same with everything under `data`; `listed` is what many states come in."""
    made = tree(id="/data/processId", state="/data/status", result="/data/entityId")
    one = {"type": "object", "required": ["data"], "properties": {"data": ref("State")}}
    made["components"]["schemas"] |= {"One": one, "Many": {**one, "properties": {"data": listed}}}
    paths = made["paths"]
    paths["/ships"]["post"]["responses"]["202"] = answer(ref("One"))
    paths["/ships"]["post"]["x-process"] = {"result": "/data/entityId"}
    paths["/states/{process-id}"]["get"]["responses"]["200"] = answer(ref("One"))
    paths["/states"]["post"]["responses"]["200"] = answer(ref("Many"))
    return {**made, "x-envelope": "data"}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("title", "listed"),
    [
        ("Envelopelist", {"type": "array", "items": ref("State")}),
        ("Envelopeobject", ref("States")),
    ],
)
def test_many_are_asked_together_under_an_envelope(
    way: str, title: str, listed: dict[str, Any]
) -> None:
    asked: list[str] = []
    module = package(title, enveloped(listed))

    async def main(url: str) -> None:
        async with opened(module, way, base_url=url) as client:
            begun = [await got(client.ships.ship(orders=[str(n)])) for n in range(3)]
            together = module.wait_all if way == "sync" else module.wait_all_async
            for process in await got(together(begun, 10)):
                assert isinstance(process.state, module.models.State)
                assert (process.status, process.result_id) == ("SUCCESS", "E-9")

    def count(attempt: Any) -> None:
        asked.append(attempt.operation)

    with served(module, faults=count, processing=0.03) as url:
        asyncio.run(main(url))
    assert asked == ["ship"] * 3 + ["getStates"]
