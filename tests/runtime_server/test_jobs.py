"""Processes of the sandbox, and things that go by several ids, case by case."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.ground.operation import (
    Api,
    Body,
    Bulk,
    Field,
    Operation,
    Paging,
    Param,
    Polling,
)
from generator.runtime.server import Application, Refusal
from generator.runtime.server.app.call import Call
from generator.runtime.server.sandbox.consequences import Consequences
from generator.runtime.server.sandbox.directed_things import DirectedThings
from generator.runtime.server.sandbox.directions import NOTHING, Directions
from generator.runtime.server.sandbox.jobs import job_of
from generator.runtime.server.sandbox.processes import Job, Processes
from generator.runtime.server.sandbox.resources import Role
from generator.runtime.server.sandbox.selectors import Selectors
from generator.runtime.server.sandbox.store import Store
from generator.runtime.server.sandbox.things import Things, place_of
from generator.runtime.server.schemas.document import Document
from generator.runtime.server.schemas.generate import Generator
from tests.runtime_server.support import calling
from tests.runtime_server.test_incoming import request

JSON = "application/json"
STATUS = Operation[Any]("status", "GET", "/states/{id}", params=(Param("id", "path"),))
MANY = Operation[Any](
    "many", "POST", "/states", body=Body((JSON,), fields=(Field("ids", "wireIds"),))
)
POLLING = Polling(
    "/id", lambda: STATUS, "id", "/state", ("DONE", "OK"), ("BAD",), ("WAIT",),
    result="/thing", interval=5.0, retention=10.0, bulk=Bulk(lambda: MANY, "ids", "pid", "/rows"),
)  # fmt: skip
START = Operation[Any]("start", "POST", "/things", process=POLLING)
EXAMPLE = {
    "id": "p-7",
    "state": "WAIT",
    "thing": "t9",
    "link": "/states/p-7",
    "more": {"of": "t9 p-7"},
}


def said(operation: Operation[Any], prefer: str = "", body: Any = None, **arguments: Any) -> Call:
    headers = [(b"prefer", prefer.encode())] if prefer else []
    call = Call(operation, request(headers=headers), {})
    call.body = body
    call.arguments.update(arguments)
    return call


class Office:
    """Processes of one polling on a clock that is turned by hand."""

    def __init__(self, polling: Polling = POLLING, takes: float | None = None) -> None:
        self.now = 0.0
        self.store = Store()
        self.polling = polling
        self.start = Operation[Any]("start", "POST", "/things", process=polling)
        self.office = Processes((self.start, STATUS, MANY), lambda: self.now, self.store, takes)

    def begin(self, job: Job | None = None, prefer: str = "", example: Any = EXAMPLE) -> Any:
        return self.office.answer(said(self.start, prefer), [example], valid, job)

    def ask(self, id: str, *examples: Any) -> Any:
        return self.office.answer(said(STATUS, id=id), list(examples) or [EXAMPLE], valid, None)


def valid(body: Any) -> bool:
    """What the vendor's schema says: texts only, and a result or none."""
    return all(isinstance(item, str | dict) for item in body.values())


def test_what_begins_a_process_is_answered() -> None:
    office = Office()
    assert office.begin() == {
        "id": "p-1001", "state": "WAIT", "link": "/states/p-1001", "more": {"of": "t9 p-1001"},
    }  # fmt: skip
    about = office.begin(Job("x/5"))
    assert (about["thing"], about["more"]) == ("x/5", {"of": "x/5 p-1002"})
    assert office.begin(Job("x/5", new=True)) == {
        "id": "p-1003", "state": "WAIT", "link": "/states/p-1003", "more": {"of": "t9 p-1003"},
    }  # fmt: skip
    assert office.begin(Job(5))["thing"] == "5"
    assert office.begin(example={"state": "WAIT"})["id"] == "process-1005"
    assert office.begin(example={"id": 3})["id"] == 1009


def test_a_result_that_no_schema_takes_is_not_told() -> None:
    office = Office()
    told = office.office.answer(said(office.start), [EXAMPLE], lambda body: False, Job(5))
    assert told["thing"] == "5", "the example's, renamed"
    office.now = 5.0
    state = office.office.answer(said(STATUS, id=told["id"]), [EXAMPLE], lambda body: False, None)
    assert (state["state"], state["thing"]) == ("DONE", "t9")


@pytest.mark.parametrize(
    ("begun", "asked"),
    [({"id": "p-7"}, {"id": "p-7", "info": {"n": 1}}), ({"id": "p-7", "info": {"n": 1}}, {"id": "p-7"})],
)  # fmt: skip
def test_a_vendor_that_tells_the_state_in_an_object_only_later(begun: Any, asked: Any) -> None:
    office = Office(POLLING._replace(state="/info/state", result=None))
    told = office.office.answer(said(office.start), [begun], lambda body: True, None)
    state = office.office.answer(said(STATUS, id=told["id"]), [asked], lambda body: True, None)
    assert state["info"]["state"] == "WAIT"


def test_a_vendor_that_tells_no_state_at_first() -> None:
    told = Office().begin(Job("x"), example={"id": "p-7", "thing": "t"})
    assert told == {"id": "p-1001", "thing": "x"}
    silent = Office(POLLING._replace(pending=(), result=None)).begin(Job("x"))
    assert silent["state"] == "WAIT", "as the example has it"
    assert silent["thing"] == "t9"


def test_a_process_is_pending_until_it_ends() -> None:
    office = Office()
    office.begin(Job("x", new=True))
    assert office.ask("p-1001") == {"id": "p-1001", "state": "WAIT", "link": "/states/p-1001",
                                    "more": {"of": "t9 p-1001"}}  # fmt: skip
    office.now = 4.9
    assert office.ask("p-1001")["state"] == "WAIT"
    office.now = 5.0
    assert office.ask("p-1001") == {"id": "p-1001", "state": "DONE", "thing": "x",
                                    "link": "/states/p-1001", "more": {"of": "t9 p-1001"}}  # fmt: skip
    office.now = 15.0
    assert office.ask("p-1001")["state"] == "DONE"
    office.now = 15.1
    with pytest.raises(Refusal) as gone:
        office.ask("p-1001")
    assert gone.value.status == 404


@pytest.mark.parametrize(
    ("prefer", "end"),
    [("", "DONE"), ("process=BAD", "BAD"), ("process=WAIT", "WAIT"), ("process=OK", "DONE"),
     ("process=x", "DONE")],
)  # fmt: skip
def test_how_a_process_ends_can_be_asked_for(prefer: str, end: str) -> None:
    office = Office(takes=2.0)
    done: list[int] = []
    office.begin(Job("x", lambda: done.append(1)), prefer)
    assert office.office.contents() == [
        {"id": "p-1001", "operation": "start", "state": "WAIT", "ends": end, "left": 2.0}
    ]
    office.now = 2.0
    office.store.settle(office.now)
    assert office.ask("p-1001")["state"] == end
    assert done == ([1] if end == "DONE" else [])
    assert office.office.contents()[0]["left"] == 0.0


def test_the_example_of_the_state_tells_of_it() -> None:
    examples = [
        {"id": "a", "state": "BAD", "why": "broken"},
        {"id": "b", "state": "WAIT", "note": "soon"},
        {"id": "c", "state": "OK", "note": "there"},
    ]
    office = Office()
    office.begin(example={"id": "p-7", "state": "WAIT"})
    assert office.ask("p-1001", *examples) == {"id": "p-1001", "state": "WAIT", "note": "soon"}
    office.now = 5.0
    assert office.ask("p-1001", *examples) == {"id": "p-1001", "state": "DONE", "note": "there"}
    assert office.ask("p-1001", examples[0])["why"] == "broken"


def test_a_process_that_nobody_began_is_as_an_example_has_it() -> None:
    office = Office()
    other = {"id": "z", "state": "OK", "link": "/states/z"}
    assert office.ask("z", EXAMPLE, other) == other
    assert office.ask("q", EXAMPLE, other) == {**EXAMPLE, "id": "q", "link": "/states/q",
                                               "more": {"of": "t9 q"}}  # fmt: skip
    assert office.ask("q", {"id": 5}) == {"id": 5}


def test_processes_are_never_forgotten_where_the_vendor_keeps_them() -> None:
    office = Office(POLLING._replace(retention=None))
    office.begin()
    office.now = 1e9
    assert office.ask("p-1001")["state"] == "DONE"


def test_ten_thousand_processes_are_remembered_and_no_more() -> None:
    office = Office()
    for _ in range(10_003):
        office.begin(example={"id": 1})
    told = office.office.contents()
    assert (len(told), told[-1]["id"]) == (10_000, "11004")


def test_many_are_asked_for_at_once() -> None:
    office = Office()
    office.begin()
    office.now = 12.0
    office.begin()
    office.now = 15.5
    rows = {"rows": [{"id": "e", "state": "OK"}], "n": 1}

    def states(body: Any, bulk: Bulk | None = None, **arguments: Any) -> Any:
        return office.office.answer(said(MANY, body=body, **arguments), [rows], valid, None)

    found = states({"wireIds": [{"pid": "p-1001"}, {"pid": "p-1002"}, "p-9", 5]})
    assert [(row["id"], row["state"]) for row in found["rows"]] == [
        ("p-1002", "WAIT"), ("p-9", "OK"), ("5", "OK"),
    ]  # fmt: skip
    assert found["n"] == 1
    assert states(None, ids=["p-1002"])["rows"][0]["id"] == "p-1002"
    assert states({"wireIds": "x"})["rows"] == []
    assert states(None)["rows"] == []


def test_what_concerns_processes() -> None:
    office = Office().office
    other = Operation[Any]("other", "GET", "/other")
    assert [office.concerns(one) for one in (START, STATUS, MANY, other)] == [
        True,
        True,
        True,
        False,
    ]
    assert office.polling(START) is POLLING
    assert office.polling(STATUS) is not None
    assert office.polling(other) is None


def test_a_list_of_processes() -> None:
    office = Office()
    listed = Operation[Any]("list", "GET", "/states", params=(Param("state", "query"),))
    assert office.office.told_of(said(listed)) is None
    office.begin(Job("x"))
    office.now = 3.0
    office.begin(Job("y"), "process=BAD")
    office.now = 5.0

    def told(call: Call) -> Any:
        found = office.office.told_of(call)
        return found and [(one["id"], one["state"]) for one in found]

    assert told(said(listed)) == [("p-1002", "WAIT"), ("p-1001", "DONE")]
    assert told(said(listed, state="WAIT")) == [("p-1002", "WAIT")]
    assert told(said(listed, state="none")) is None
    assert told(said(Operation[Any]("other", "GET", "/other"))) is None
    assert told(said(Operation[Any]("post", "POST", "/states"))) is None
    office.now = 15.5
    assert told(said(listed)) == [("p-1002", "BAD")]


# What a process does ---------------------------------------------------------------------------


def things(*operations: Operation[Any], tree: dict[str, Any]) -> Consequences:
    document = Document({"openapi": "3.1.0", "paths": tree})
    known = DirectedThings(document, Generator(document), operations)
    return Consequences(known, lambda: 0.0, None)


def reading(example: Any, parameter: Any = "t-4") -> dict[str, Any]:
    content = {JSON: {"schema": {}, **({} if example is None else {"example": example})}}
    node = {"name": "id", "in": "path", "required": True, "example": parameter}
    return {"get": {"parameters": [node], "responses": {"200": {"content": content}}}}


READ = Operation[Any]("read", "GET", "/things/{id}", params=(Param("id", "path"),))
CREATE = Role("create", "id", path="/things")


@pytest.mark.parametrize(
    ("tree", "id"),
    [
        ({"/things/{id}": reading({"id": 7})}, 1008),
        ({"/things/{id}": reading({"id": "t-7"})}, "t-1001"),
        ({"/things/{id}": reading({"name": "x"})}, "t-1001"),
        ({"/things/{id}": reading(None)}, "t-1001"),
        ({"/things/{id}": reading(None, None)}, None),
    ],
)
def test_a_process_that_makes_a_thing(tree: Any, id: Any) -> None:
    store = Store()
    known = things(READ, tree=tree)
    job = job_of(store, known, said(START, body={"n": 1}), CREATE, NOTHING)
    assert job is not None
    assert (job.id, job.new) == (id, True)
    assert store.contents() == {}
    if id is None:
        assert job.effect is None
    else:
        assert job.effect is not None
        job.effect()
        assert store.made("/things") == [(f"/things/{id}", False)]
        assert store.contents() == {f"/things/{id}": {"n": 1}}
    elsewhere = job_of(store, things(tree={}), said(START), CREATE, NOTHING)
    assert elsewhere == Job(new=True)


def test_a_process_that_changes_deletes_or_does_nothing() -> None:
    edit = Operation[Any]("edit", "PUT", "/things/{id}", params=(Param("id", "path"),), process=POLLING)  # fmt: skip
    known = things(READ, tree={"/things/{id}": reading({"id": "a", "n": 0})})
    for action, left in (("change", {"/things/a": {"n": 1, "of": {"id": "b"}}}), ("delete", {"/things/a": None}), ("other", {})):  # fmt: skip
        store = Store()
        call = said(edit, body={"n": 1, "of": {"id": "b"}})
        call.path = {"id": "a"}
        job = job_of(store, known, call, Role(action, "id"), NOTHING)  # type: ignore[arg-type]
        assert job is not None
        assert (job.id, job.new, job.effect is None) == ("a", False, action == "other")
        if job.effect is not None:
            job.effect()
        assert store.contents() == left
        by_last = job_of(store, known, call, Role(action, "none"), NOTHING)  # type: ignore[arg-type]
        assert by_last is not None
        assert by_last.id == "a"
        told = job_of(store, known, call, Role(action, "id"), Directions(subject="/of/id"))  # type: ignore[arg-type]
        assert told is not None
        assert told.id == "b"
    assert job_of(Store(), known, said(READ), Role("read", "id"), NOTHING) is None


def test_a_process_that_the_document_directs() -> None:
    store = Store()
    known = things(READ, tree={"/things/{id}": reading({"id": "a", "n": 0})})
    edit = Operation[Any]("edit", "PUT", "/things/{id}", params=(Param("id", "path"),), process=POLLING)  # fmt: skip
    call = said(edit, body={"n": 1})
    call.path = {"id": "a"}
    directions = Directions(effects={"/things/{id}": {"n": "=request.body.n + 1"}})
    job = job_of(store, known, call, Role("change", "id"), directions)
    assert job is not None
    assert job.effect is not None
    job.effect()
    assert store.members("/things/a")["n"] == 2
    store.delete("/things/a")
    job.effect()
    assert store.gone("/things/a"), "it is gone by now"


# Things and their examples ---------------------------------------------------------------------


def test_examples_of_what_is_read() -> None:
    listed = Operation[Any]("list", "GET", "/things", unwrap="data")
    keyed = Operation[Any]("map", "GET", "/maps")
    item = Operation[Any]("item", "GET", "/maps/{id}")
    one = Operation[Any]("one", "GET", "/one", unwrap="data")

    def answering(*bodies: Any) -> dict[str, Any]:
        examples = {str(n): {"value": body} for n, body in enumerate(bodies)}
        return {"get": {"responses": {"200": {"content": {JSON: {"schema": {}, "examples": examples}}}}}}  # fmt: skip

    tree = {
        "/things": answering({"data": [{"id": 1}, 5]}, {"data": [{"id": 2}]}),
        "/things/{id}": reading({"id": 3}),
        "/maps": answering({"a": {"x": 1}, "b": {"x": 2}}),
        "/maps/{id}": answering(),
        "/one": answering({"data": {"y": 1}}, {"data": 7}),
    }
    document = Document({"paths": tree})
    known = Things(document, Generator(document), (listed, READ, keyed, item, one))
    assert known.examples("/things") == [{"id": 1}, {"id": 2}]
    assert known.examples("/things/{id}") == [{"id": 3}]
    assert known.examples("/maps") == [{"x": 1}, {"x": 2}]
    assert known.examples("/one") == [{"y": 1}]
    assert known.examples("/maps/{id}") == []
    assert known.examples("/none") == []
    assert known.example("/things") == {"id": 1}
    assert known.example("/none") == {}
    assert set(known.paths) == set(tree)
    assert known.parameter_example("/things/{id}", "path", "ID") == "t-4"
    assert known.parameter_example("/things/{id}", "query", "id") is None
    assert known.parameter_example("/none", "path", "id") is None
    assert known.listing("/none") is None
    assert known.listing("/things") is known.listing("/things")
    assert place_of(one) == "/data"
    assert place_of(item) == ""
    paged = Operation[Any]("p", "GET", "/p", unwrap="data", paging=Paging("page", "/data/rows"))
    assert place_of(paged) == "/data/rows"


BY = Operation[Any]("by", "GET", "/a/{code}", params=(Param("code", "path"), Param("how", "query", "by")))  # fmt: skip


def selecting(parameters: Any, body: Any = None, operation: Operation[Any] = BY) -> Selectors:
    node: dict[str, Any] = {"parameters": parameters}
    if body is not None:
        node["requestBody"] = {"content": {JSON: {"schema": body}}}
    listed = {"get": {"responses": {"200": {"content": {JSON: {"schema": {}, "example": [
        {"id": 5, "code": "e"}, {"code": "f", "id": 6}, {"id": 7}]}}}}}}  # fmt: skip
    tree = {operation.path: {operation.method.lower(): node}, "/a": listed}
    document = Document({"paths": tree})
    known = Things(document, Generator(document), (operation, Operation[Any]("list", "GET", "/a")))
    return Selectors(document, known)


CHOICE = {"name": "by", "in": "query", "schema": {"anyOf": [{"enum": ["code", "id"]}]}}


@pytest.mark.parametrize(
    ("parameters", "body", "selector"),
    [
        ([CHOICE], None, ("code", "by", "how")),
        ([{**CHOICE, "in": "header"}], None, None),
        ([{**CHOICE, "schema": {"enum": ["code"]}}], None, None),
        ([{**CHOICE, "schema": {"enum": ["id", "slug"]}}], None, None),
        ([{**CHOICE, "name": "longer"}, CHOICE], None, ("code", "by", "how")),
        ([], {"properties": {"by": CHOICE["schema"]}}, ("code", "by", "how")),
        ([], {"properties": {"kind": CHOICE["schema"]}}, ("code", "kind", None)),
        ([], {"properties": {"x": {}}}, None),
        ([{"name": "by", "in": "query", "content": {}}], None, None),
    ],
)
def test_what_says_by_which_id_a_thing_is_named(parameters: Any, body: Any, selector: Any) -> None:
    found = selecting(parameters, body).of(BY)
    assert (found and tuple(found)) == selector


def test_a_thing_is_found_by_the_id_that_is_chosen() -> None:
    selectors = selecting([CHOICE])
    store = Store()
    store.change("/a/x", {"id": 9, "code": "x", "site": "s"})

    def path(code: str, part: Any = None, **arguments: Any) -> Any:
        call = said(BY, **arguments)
        call.path = {"code": code, "other": 1}
        return selectors.path(store, call, "/a/{code}", part or {})

    assert path("x") == {"code": "x", "other": 1}
    assert path("9", how="id") == {"code": "x", "other": 1}
    assert path("5", how="id") == {"code": "e", "other": 1}
    assert path("7", how="id") == {"code": "7", "other": 1}
    assert path("5") == {"code": "5", "other": 1}
    assert path("8", how="id") == {"code": "8", "other": 1}
    assert path("9", {"site": "s"}, how="id")["code"] == "x"
    with pytest.raises(Refusal) as refusal:
        path("9", {"site": "t"}, how="id")
    assert refusal.value.status == 404
    assert selectors.chosen(said(BY, how="id")) == "id"
    assert selectors.chosen(said(BY)) == "code"
    assert selectors.chosen(said(BY, how=5)) == "code"
    none = selecting([])
    call = said(BY)
    call.path = {"code": "q"}
    assert none.path(store, call, "/a/{code}", {}) is call.path
    assert none.chosen(call) is None
    assert selectors.example("/a/{code}", "code", {"code": "f"}) == {"code": "f", "id": 6}
    assert selectors.example("/a/{code}", "code", {"code": "z"}) == {}
    assert selectors.example("/a/{code}", None, {"code": "f"}) == {}
    assert selectors.example("/a/{code}", "id", {"code": "f"}) == {}
    in_body = selecting([], {"properties": {"kind": CHOICE["schema"]}})
    assert in_body.chosen(said(BY, body={"kind": "id"})) == "id"
    assert in_body.chosen(said(BY, body=[])) == "code"


@pytest.mark.parametrize("answer", [{}, {"content": {JSON: {}}}])
def test_what_begins_a_process_and_tells_nothing_of_it(answer: Any) -> None:
    node = {"responses": {"202": {"description": "", **answer}}}
    document = {"openapi": "3.1.0", "paths": {"/things": {"post": node}}}
    with calling(Application(Api("p", "t", "1"), (START,), document)) as client:
        response = client.post("/things")
        assert (response.status_code, response.content) == (202, b"")


def test_links_of_processes_lead_to_where_the_request_went() -> None:
    example = {
        "id": "p-7", "state": "WAIT",
        "links": [{"href": "https://v.test/states/p-7"}, "https://v.test.evil/x", "https://v.test"],
        "other": "https://o.test/v1/x", "path": "/states/p-7", "n": 5,
    }  # fmt: skip
    content = {JSON: {"schema": {}, "example": example}}
    node = {"responses": {"202": {"description": "", "content": content}}}
    identity = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    asked = {
        "parameters": [identity],
        "responses": {"200": {"description": "", "content": content}},
    }
    document = {
        "openapi": "3.1.0",
        "servers": [{"url": "https://v.test/api/v1"}, {"url": "https://o.test"}, {"url": "/x"}, 5],
        "paths": {"/things": {"post": node}, "/states/{id}": {"get": asked}},
    }  # fmt: skip
    app = Application(Api("p", "t", "1"), (START, STATUS), document, clock=lambda: 0.0)
    with calling(app) as client:
        begun = client.post("/things").json()
        assert begun["links"] == [
            {"href": "http://shop.test/states/p-1001"}, "https://v.test.evil/x", "https://v.test",
        ]  # fmt: skip
        assert (begun["other"], begun["path"], begun["n"]) == (
            "http://shop.test/v1/x", "/states/p-1001", 5,
        )  # fmt: skip
        state = client.get("/states/p-1001").json()
        assert state["links"][0] == {"href": "http://shop.test/states/p-1001"}
        assert app.contents()["processes"][0]["id"] == "p-1001"
        app.reset()
        assert app.contents()["processes"] == []
