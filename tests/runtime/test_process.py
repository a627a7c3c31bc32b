"""Waiting for work that is done later: what is asked, when, and what comes of it."""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import Field

from generator.runtime.client import Breaker, DriftWarning, raw
from generator.runtime.client.process import (
    AsyncProcess,
    Process,
    operation_of,
    wait_all,
    wait_all_async,
)
from generator.runtime.ground.errors import (
    ApiError,
    ConnectionFailed,
    ProcessFailed,
    ProcessForgotten,
    ProcessTimeout,
    ResponseError,
    ServerError,
    UsageError,
)
from generator.runtime.ground.operation import Body, Bulk, Operation, Param, Polling, Reply
from generator.runtime.ground.operation import Field as BodyField

from .conftest import Script, still
from .sdk import AsyncClient, Client, Model


class State(Model):
    process_id: str = Field(alias="processId")
    status: str | None = None
    entity: int | None = None


class States(Model):
    states: list[State]


JSON = "application/json"
STATUS: Operation[State] = Operation(
    "getState",
    "GET",
    "/states/{id}",
    params=(Param("id", "path", required=True),),
    replies=(Reply((200,), JSON, lambda: State),),
)
MANY: Operation[States] = Operation(
    "getStates",
    "POST",
    "/states",
    body=Body((JSON,), lambda: Model, fields=(BodyField("queries"),)),
    replies=(Reply((200,), JSON, lambda: States),),
)
POLLING = Polling(
    "/processId",
    lambda: STATUS,
    "id",
    "/status",
    ("SUCCESS",),
    ("FAILURE", "TIMEOUT"),
    ("PENDING",),
    result="/entity",
    retention=86400,
    bulk=Bulk(lambda: MANY, "queries", "processId", "/states", most=3),
)


def starting(polling: Polling = POLLING, **more: Any) -> Operation[State]:
    return Operation(
        "ship",
        "POST",
        "/ships",
        tag="ships",
        replies=(Reply((202,), JSON, lambda: State),),
        process=polling,
        **more,
    )


def state(status: str | None = "PENDING", id_: str = "7", **more: Any) -> dict[str, Any]:
    return {"processId": id_, "status": status, **more}


Scripts = Callable[..., Script]
STARTED = (202, state())
DONE = (200, state("SUCCESS", entity=99))


def begun(server: Script, polling: Polling = POLLING, **settings: Any) -> tuple[Any, Any]:
    """A process that was just started, and its client's clock."""
    client = Client(transport=server.transport, **settings)
    clock = still(client)
    return Process.start(client, starting(polling), {}), clock


def paths(server: Script) -> list[str]:
    return [
        f"{r.method} {r.url.path.removeprefix('/v3/public/' + KEY_PATH)}" for r in server.requests
    ]


KEY_PATH = "pk_live_very/secret+key"


def test_asks_ever_more_slowly_until_it_is_done(script: Scripts) -> None:
    server = script(STARTED, *[(200, state())] * 9, DONE)
    process, clock = begun(server)
    assert (process.id, process.status, process.done, process.result_id) == (
        "7",
        "PENDING",
        False,
        None,
    )
    found = process.wait()
    assert isinstance(found, State)
    assert (process.status, process.succeeded, process.result_id) == ("SUCCESS", True, "99")
    expected = [1.0]
    while len(expected) < 10:
        expected.append(min(expected[-1] * 1.5, 20.0))
    assert clock.waits == pytest.approx(expected)
    assert repr(process) == "<Process ship 7: SUCCESS>"
    assert process.wait() is found  # it is known: nothing is asked again
    assert len(server.requests) == 11


@pytest.mark.parametrize("end", ["FAILURE", "TIMEOUT"])
def test_a_failure_is_an_error(script: Scripts, end: str) -> None:
    server = script(STARTED, (200, state(end)))
    process, _ = begun(server)
    with pytest.raises(ProcessFailed, match=f"ship: {end}: the process 7 ended in {end}") as caught:
        process.wait()
    assert (caught.value.code, caught.value.body.process_id) == (end, "7")
    assert (process.failed, process.succeeded, process.done) == (True, False, True)
    assert pickle.loads(pickle.dumps(caught.value)).code == end


def test_states_are_compared_exactly_and_unknown_ones_run(
    script: Scripts, caplog: pytest.LogCaptureFixture
) -> None:
    odd = (200, state("success"))
    server = script(STARTED, odd, odd, (200, state(None)), (200, state("FAILURE ")), DONE)
    process, _ = begun(server)
    with caplog.at_level(logging.WARNING):
        assert process.wait().entity == 99
    said = [record.getMessage() for record in caplog.records]
    assert [line.split(" of process")[0] for line in said] == [
        "ship: the state success",
        "ship: the state None",
        "ship: the state FAILURE ",
    ]


def test_retry_after_of_an_answer_is_kept(script: Scripts) -> None:
    slow = {"retry-after": "7"}
    server = script(
        (202, state(), {"retry-after": "3"}), (200, state(), slow), (200, state()), DONE
    )
    process, clock = begun(server)
    process.wait()
    assert clock.waits == pytest.approx([3.0, 7.0, 2.25])


def test_a_vendor_that_wants_to_be_asked_too_late(script: Scripts) -> None:
    server = script((202, state(), {"retry-after": "60"}))
    process, clock = begun(server)
    with pytest.raises(ProcessTimeout) as caught:
        process.wait(timeout=10)
    assert (clock.waits, len(server.requests)) == ([], 1)
    assert caught.value.retry_after == pytest.approx(60)


def test_the_time_is_over(script: Scripts) -> None:
    process, clock = begun(script(STARTED, (200, state())))
    with pytest.raises(ProcessTimeout, match="1 of 1 processes are not done in time") as caught:
        process.wait(timeout=4)
    assert clock.waits == pytest.approx([1.0, 1.5, 1.5])  # asked once more at the end
    assert isinstance(caught.value, TimeoutError)
    assert (caught.value.code, caught.value.resume_token) == ("PENDING", process.token)
    process, clock = begun(script(STARTED, (200, state())))
    with pytest.raises(ProcessTimeout):
        process.wait()
    assert sum(clock.waits) == pytest.approx(900)


def test_a_question_ends_with_the_waiting(script: Scripts) -> None:
    def asked(deadline: float | None, timeout: float) -> float:
        server = script(STARTED, DONE)
        options = {} if deadline is None else {"deadline": deadline}
        process, _ = begun(server, **options)
        process.wait(timeout)
        return float(server.last.extensions["timeout"].get("read"))

    assert asked(None, 900) == 30
    assert asked(None, 9) == pytest.approx(8)
    assert asked(None, 0.5) == pytest.approx(1)
    assert asked(3, 900) == pytest.approx(3)


def test_polling_goes_on_after_trouble(script: Scripts, caplog: pytest.LogCaptureFixture) -> None:
    """A question has its own repeats; if they fail too, it is asked at the next turn."""
    bad = (503, {}, {"retry-after": "200"})
    server = script(STARTED, bad, bad, (200, state()), bad, bad, DONE)
    process, clock = begun(server)
    with caplog.at_level(logging.WARNING):
        assert process.wait().entity == 99
    assert caplog.text.count("asked again later") == 4
    assert clock.waits == pytest.approx([1, 200, 200, 3.375, 200, 200])


def test_trouble_three_times_in_a_row_is_raised(script: Scripts) -> None:
    server = script(STARTED, (500, {}))
    process, _ = begun(server, retries=1)
    with pytest.raises(ServerError):
        process.wait()
    assert len(server.requests) == 1 + 3 * 2
    process, _ = begun(script(STARTED, lambda r: _refuse(server)), retries=0)
    with pytest.raises(ProcessTimeout) as caught:
        process.wait(timeout=1.5)
    assert isinstance(caught.value.__cause__, ConnectionFailed)


def _refuse(server: Script) -> Any:
    return server.module.ConnectError("refused")


def test_an_error_that_waiting_does_not_mend(script: Scripts) -> None:
    process, _ = begun(script(STARTED, (403, {"error": {"code": "no"}})))
    with pytest.raises(ApiError, match="getState: 403"):
        process.wait()


def test_forgotten_after_its_retention(script: Scripts) -> None:
    process, _ = begun(script(STARTED, (404, {"error": {"code": "gone"}}, {"x-request-id": "r1"})))
    for how in (process.wait, process.poll, process.wait):
        with pytest.raises(
            ProcessForgotten, match="is not known, or no more: finished ones are kept for 86400 s"
        ) as caught:
            how()
        assert (caught.value.status, caught.value.request_id) == (404, "r1")
    assert (process.done, process.failed, process.succeeded) == (True, True, False)


def test_options_of_the_call_are_not_those_of_the_questions(script: Scripts) -> None:
    server = script(STARTED, DONE)
    client = Client(transport=server.transport)
    still(client)
    options: Any = {
        "headers": {"x-shop": "1"},
        "query": {"dry": "1"},
        "idempotency_key": "k",
        "base_url": "https://other.test",
    }
    Process.start(client, starting(), {}, options).wait()
    begin, ask = server.requests
    assert (begin.url.query, begin.headers["idempotency-key"]) == (b"dry=1", "k")
    assert str(ask.url) == "https://other.test/states/7"
    assert ask.headers["x-shop"] == "1"
    assert "idempotency-key" not in ask.headers


def test_an_answer_that_names_no_process(script: Scripts) -> None:
    names_none = pytest.raises(ResponseError, match="ship: 202 Accepted: the answer names no")
    answer = (202, {"status": "PENDING"}, {"X-Request-Id": "r-1"})
    with pytest.warns(DriftWarning, match="processId: missing"), names_none as caught:
        begun(script(answer))
    error = caught.value
    assert (error.status, error.request_id, error.attempts) == (202, "r-1", 1)
    assert error.headers["x-request-id"] == "r-1"
    assert json.loads(error.content) == {"status": "PENDING"}
    assert error.method == "POST"


def test_resumed(script: Scripts) -> None:
    """Nobody knows how long it has been running: it is asked at once."""
    server = script(DONE)
    client = Client(transport=server.transport)
    clock = still(client)
    process: Process[State] = Process(client, starting(), client._settings, "7")
    assert (process.status, process.state, process.done) == (None, None, False)
    assert process.wait().entity == 99
    assert isinstance(process.state, State)
    assert clock.waits == [0]
    process = Process(client, starting(), client._settings, "7")
    server.answers = [(200, state())]
    clock.waits.clear()
    with pytest.raises(ProcessTimeout):
        process.wait(timeout=3)
    assert clock.waits == pytest.approx([0, 1, 1.5, 0.5])
    assert json.loads(process.token) == {"v": 1, "tag": "ships", "of": "ship", "id": "7"}


def test_the_result_may_be_within_what_the_pointers_point_into(script: Scripts) -> None:
    within: Operation[Any] = Operation(
        "getState",
        "GET",
        "/states/{id}",
        params=STATUS.params,
        unwrap="data",
        replies=(Reply((200,), JSON, lambda: dict[str, Any]),),
    )
    polling = POLLING._replace(status=lambda: within, state="/now")
    process, _ = begun(script(STARTED, (200, {"now": "SUCCESS", "data": {"n": 1}})), polling)
    assert process.wait() == {"n": 1}
    assert (process.state, process.status) == ({"n": 1}, "SUCCESS")


@pytest.mark.parametrize(
    "token",
    ["", "null", "[]", "{}", '{"v":1}', '{"v":2,"tag":"ships","of":"ship","id":"7"}',
     '{"v":1,"tag":"ships","of":"ship","id":"7"}', '{"v":1,"tag":"os.path","of":"x","id":"7"}'],
)  # fmt: skip
def test_what_is_no_token(token: str) -> None:
    with pytest.raises(UsageError, match="not a token of a process"):
        operation_of(token)


def test_raw(script: Scripts) -> None:
    class Ships(Client):
        def ship(self) -> Any:
            return Process.start(self, starting(), {})

    response: Any = raw(Ships(transport=script(STARTED).transport).ship)()
    assert (response.status, response.value.id) == (202, "7")


# Many ----------------------------------------------------------------------------------------


class Vendor:
    """Tells states of many processes; each is done when it was asked for so often."""

    def __init__(self, module: Any, needs: dict[str, int], lost: tuple[str, ...] = ()) -> None:
        self.module = module
        self.needs = needs
        self.lost = lost
        self.calls: list[tuple[str, list[str]]] = []

    def __call__(self, request: Any) -> Any:
        if request.method == "POST" and request.url.path.endswith("/ships"):
            id_ = str(len([c for c in self.calls if c[0] == "ship"]))
            self.calls.append(("ship", [id_]))
            return self.module.Response(202, json=state(id_=id_))
        if request.method == "GET":
            id_ = request.url.path.rpartition("/")[2]
            self.calls.append(("one", [id_]))
            if id_ in self.lost:
                return self.module.Response(404, json={"error": {}})
            return self.module.Response(200, json=self.tell(id_))
        ids = [query["processId"] for query in json.loads(request.content)["queries"]]
        self.calls.append(("many", ids))
        told = [self.tell(id_) for id_ in reversed(ids) if id_ not in self.lost]
        return self.module.Response(200, json={"states": told})

    def tell(self, id_: str) -> dict[str, Any]:
        self.needs[id_] = self.needs.get(id_, 1) - 1
        return state("SUCCESS" if self.needs[id_] <= 0 else "PENDING", id_)

    def asked(self) -> list[tuple[str, list[str]]]:
        return [call for call in self.calls if call[0] != "ship"]


def test_many_are_asked_together_in_parts(http: Any) -> None:
    vendor = Vendor(http, {"1": 2, "4": 3})
    client = Client(transport=http.MockTransport(vendor))
    clock = still(client)
    processes = [Process.start(client, starting(), {}) for _ in range(5)]
    assert wait_all(processes) == processes
    assert all(process.succeeded for process in processes)
    assert vendor.asked() == [
        ("many", ["0", "1", "2"]),
        ("many", ["3", "4"]),
        ("many", ["1", "4"]),
        ("one", ["4"]),
    ]
    assert clock.waits == pytest.approx([1, 1.5, 2.25])
    assert wait_all([]) == []


def test_one_alone_is_waited_for_as_many_are(http: Any) -> None:
    client = Client(transport=http.MockTransport(Vendor(http, {"0": 2})))
    still(client)
    process = Process.start(client, starting(), {})
    assert wait_all([process]) == [process]
    assert process.succeeded


def test_one_of_many_that_is_forgotten(http: Any) -> None:
    """What a bulk answer leaves out is asked for by itself; the others are waited for."""
    vendor = Vendor(http, {"0": 3}, lost=("1",))
    client = Client(transport=http.MockTransport(vendor))
    still(client)
    first, second, third = wait_all([Process.start(client, starting(), {}) for _ in range(3)])
    assert (first.succeeded, second.failed, second.succeeded, third.succeeded) == (
        True, True, False, True,
    )  # fmt: skip
    with pytest.raises(ProcessForgotten):
        second.wait()
    assert vendor.asked()[1] == ("one", ["1"])


def test_many_without_a_bulk_operation(http: Any) -> None:
    vendor = Vendor(http, {})
    client = Client(transport=http.MockTransport(vendor))
    still(client)
    wait_all([Process.start(client, starting(POLLING._replace(bulk=None)), {}) for _ in range(3)])
    assert vendor.asked() == [("one", ["0"]), ("one", ["1"]), ("one", ["2"])]


def test_the_same_process_twice_and_plain_ids(http: Any) -> None:
    bulk = POLLING.bulk
    assert bulk is not None
    seen: list[Any] = []

    def answer(request: Any) -> Any:
        seen.append(json.loads(request.content)["queries"])
        return http.Response(200, json={"states": [state("SUCCESS")]})

    client = Client(transport=http.MockTransport(answer))
    still(client)
    polling = POLLING._replace(bulk=bulk._replace(member=""))
    twice = [Process[Any](client, starting(polling), client._settings, "7") for _ in range(2)]
    wait_all(twice)
    assert (seen, [process.succeeded for process in twice]) == ([["7"]], [True, True])


def test_processes_of_several_clients(script: Scripts) -> None:
    one, _ = begun(script(STARTED))
    other, _ = begun(script(STARTED))
    with pytest.raises(UsageError, match="several clients"):
        wait_all([one, other])


def test_only_those_whose_time_has_come_are_asked(http: Any) -> None:
    vendor = Vendor(http, {})
    client = Client(transport=http.MockTransport(vendor))
    clock = still(client)
    processes = [Process.start(client, starting(), {}) for _ in range(2)]
    processes[0]._due = clock.now + 50
    wait_all(processes)
    assert vendor.asked() == [("one", ["1"]), ("one", ["0"])]
    assert sum(clock.waits) == pytest.approx(50)


def test_a_breaker_is_waited_for(script: Scripts) -> None:
    server = script(STARTED, (500, {}), DONE)
    process, clock = begun(server, breaker=Breaker(failures=1, reset=30), retries=0)
    assert process.wait().entity == 99
    assert sum(clock.waits) >= 30


def test_asynchronous(http: Any) -> None:
    vendor = Vendor(http, {"0": 3, "2": 2})
    alone = Vendor(http, {})

    async def main() -> Any:
        client = AsyncClient(transport=http.MockTransport(vendor))
        clock = still(client)
        processes = [await AsyncProcess.start(client, starting(), {}) for _ in range(3)]
        assert await wait_all_async(processes) == processes
        assert await wait_all_async([]) == []
        single = AsyncClient(transport=http.MockTransport(alone))
        still(single)
        process = await AsyncProcess.start(single, starting(), {})
        assert (await process.poll()).status == "SUCCESS"
        return clock.waits, [await process.wait() for process in processes]

    waits, states = asyncio.run(main())
    assert waits == pytest.approx([1, 1.5, 2.25])
    assert [found.status for found in states] == ["SUCCESS"] * 3
    assert [len(ids) for _, ids in vendor.asked()] == [3, 2, 1]
