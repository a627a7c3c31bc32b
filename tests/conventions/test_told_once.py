"""Conventions that are told once, of every operation: envelopes, limits, lists, field errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from tests.conventions.compiled import package, part, served
from tests.support import STRING, answer, document, operation, query, ref

WHOLE = {"type": "integer"}
THING = {
    "type": "object",
    "required": ["name", "secret"],
    "properties": {
        "id": {**WHOLE, "readOnly": True},
        "name": {"type": "string", "minLength": 2},
        "secret": {"type": "string", "writeOnly": True},
    },
}
WRAP = {"type": "object", "required": ["thing"], "properties": {"thing": ref("Thing")}}
DETAILS = {
    "type": "object",
    "additionalProperties": {
        "type": "array",
        "items": {"type": "object", "properties": {"description": STRING}},
    },
}
REFUSED = {
    "type": "object",
    "properties": {"error": STRING, "description": STRING, "details": DETAILS},
}
EXAMPLE = {
    "error": "RecordInvalid",
    "description": "Record validation errors",
    "details": {"name": [{"description": "cannot be blank"}]},
}
LIST = {
    "type": "object",
    "required": ["things", "count"],
    "properties": {"things": {"type": "array", "items": WHOLE}, "count": WHOLE},
}
SENT = {"required": True, "content": {"application/json": {"schema": ref("Wrap")}}}
ONE = {**answer(ref("Wrap"))}
PATH = {"name": "id", "in": "path", "required": True, "schema": WHOLE}
TREE = document(
    {
        "/things": {
            "post": operation(
                "createThing",
                requestBody=SENT,
                responses={
                    "201": ONE,
                    "422": {
                        "description": "No.",
                        "content": {"application/json": {"schema": REFUSED, "example": EXAMPLE}},
                    },
                },
            )
        },
        "/things/{id}": {
            "get": operation("getThing", parameters=[PATH], responses={"200": ONE}),
            "put": operation(
                "changeThing", parameters=[PATH], requestBody=SENT, responses={"200": ONE}
            ),
        },
        "/numbers": {
            "get": operation(
                "listNumbers",
                parameters=[query("page", WHOLE), query("size", WHOLE)],
                responses={"200": answer(LIST)},
                **{
                    "x-envelope": None,
                    "x-pagination": {
                        "style": "page",
                        "page": "page",
                        "size": "size",
                        "items": "/things",
                        "total": "/count",
                    },
                    "x-rate-limit": {
                        "limits": [
                            {"limit": 1000, "per": 1, "key": "account"},
                            {"limit": 500, "per": 10},
                        ]
                    },
                },
            )
        },
    },
    {"Thing": THING, "Wrap": WRAP},
    **{
        "x-envelope": {"request": "thing", "response": "thing"},
        "x-errors": {"code": "/error", "message": "/description", "fields": "/details"},
    },
)


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return package("Toldonce", TREE)


@pytest.fixture
def sandbox(module: ModuleType) -> Iterator[Any]:
    with served(module) as url, module.Client(base_url=url) as client:
        yield client


def test_a_request_envelope_is_put_on_and_taken_off(module: ModuleType, sandbox: Any) -> None:
    made = sandbox.things.create(name="cup", secret="s")
    assert made.name == "cup"
    assert sandbox.things.get(made.id).name == "cup"
    sandbox.things.change(made.id, name="pot", secret="s")
    assert sandbox.things.get(made.id).name == "pot"
    hints = part(module, "api.things").ThingsApi.create.__annotations__
    assert "thing" not in hints
    assert hints["name"] == "str"


def test_an_implementation_sees_no_envelope(module: ModuleType) -> None:
    given: list[dict[str, Any]] = []

    class Server:
        async def create_thing(self, **arguments: Any) -> Any:
            given.append(arguments)
            return {"id": 1, "name": arguments["name"]}

    with served(module, implementation=Server()) as url, module.Client(base_url=url) as client:
        assert client.things.create(name="cup", secret="x").id == 1
    assert given == [{"name": "cup", "secret": "x"}]


def test_what_is_for_requests_never_leaves_the_sandbox(module: ModuleType, sandbox: Any) -> None:
    made = module.raw(sandbox.things.create)(name="cup", secret="s3cret")
    kept = module.raw(sandbox.things.get)(made.value.id)
    assert b"secret" not in made.content + kept.content
    assert kept.value.name == "cup"


def test_fields_are_a_map_to_lists_of_objects(module: ModuleType, sandbox: Any) -> None:
    with pytest.raises(part(module, "errors").Unprocessable) as caught:
        sandbox.things.create(name="x", secret="s")
    assert list(caught.value.fields) == ["thing.name"]
    assert "2 characters" in caught.value.fields["thing.name"][0]


def test_several_limits_hold_at_once(module: ModuleType) -> None:
    rules = part(module, "operations.things").LIST_NUMBERS.limits
    assert [(rule.key, rule.limit, rule.per) for rule in rules] == [
        ("account", 1000, 1.0),
        ("listNumbers", 500, 10.0),
    ]


class Numbers:
    """A list of a known length; `page` is ignored where it is told to."""

    def __init__(self, count: int, size: int, deaf: bool = False) -> None:
        self.count, self.size, self.deaf = count, size, deaf
        self.asked: list[Any] = []

    async def list_numbers(self, page: Any = None, **_: Any) -> Any:
        self.asked.append(page)
        number = page if isinstance(page, int) and not self.deaf else 1
        first = (number - 1) * self.size
        return {
            "things": list(range(first, min(first + self.size, self.count))),
            "count": self.count,
        }


@pytest.fixture
def listed(module: ModuleType) -> Callable[[Numbers], list[Any]]:
    def read(numbers: Numbers) -> list[Any]:
        with served(module, implementation=numbers) as url, module.Client(base_url=url) as client:
            return list(client.things.list_numbers().pages())

    return read


def test_no_page_is_asked_for_beyond_the_total(listed: Any) -> None:
    numbers = Numbers(4, 2)
    pages = listed(numbers)
    assert [page.items for page in pages] == [[0, 1], [2, 3]]
    assert [page.remaining for page in pages] == [2, 0]
    assert len(numbers.asked) == 2
    assert not pages[-1].has_next


def test_a_list_that_repeats_its_page_ends_at_the_total(listed: Any) -> None:
    numbers = Numbers(6, 2, deaf=True)
    assert len(listed(numbers)) == 3


def without_parameter(**more: Any) -> dict[str, Any]:
    return document(
        {
            "/a": {
                "get": operation(
                    "listA",
                    parameters=[query("page", WHOLE)],
                    responses={"200": answer(LIST)},
                    **{"x-pagination": {"items": "/things", **more}},
                )
            }
        },
        **{"x-pagination": {"style": "page", "page": "pageNumber", "total": "/meta/total"}},
    )


def test_pieces_of_the_document_are_checked_where_they_are_used() -> None:
    module = package("Sharedpieces", without_parameter(), frozenset({"W446"}))
    numbers = Numbers(6, 2, deaf=True)
    numbers.list_a = numbers.list_numbers  # type: ignore[attr-defined]
    with served(module, implementation=numbers) as url, module.Client(base_url=url) as client:
        assert list(client.things.list_a()) == [0, 1]
    assert len(numbers.asked) == 1
    package("Ownpieces", without_parameter(page="page", total="/count"))


def test_the_sandbox_says_nothing_where_the_schema_has_not() -> None:
    module = package("Sharedpieces", without_parameter(), frozenset({"W446"}))
    with served(module) as url, module.Client(base_url=url) as client:
        assert set(client.things.list_a().body.model_dump()) == {"things", "count"}


def test_pages_of_plain_values_that_repeat_are_an_error() -> None:
    tree = without_parameter(page="page", total="/count", until="empty")
    module = package("Repeating", tree)
    numbers = Numbers(6, 2, deaf=True)
    numbers.list_a = numbers.list_numbers  # type: ignore[attr-defined]
    with (
        served(module, implementation=numbers) as url,
        module.Client(base_url=url) as client,
        pytest.raises(part(module, "errors").PagingError),
    ):
        list(client.things.list_a())
    assert len(numbers.asked) == 3
