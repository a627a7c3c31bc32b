"""Parameters that go with each other: a call that does not keep to it is refused by both sides."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.conventions.compiled import WAYS, got, opened, package, part, served
from tests.support import STRING, answer, document, operation

NAMES = ("session", "link.name", "link.value", "from", "to")
LIST: dict[str, Any] = {"type": "array", "items": STRING}
PROBLEM = {
    "type": "object",
    "properties": {"said": STRING, "wrong": {"type": "object", "additionalProperties": STRING}},
}


def query(name: str, schema: Mapping[str, Any] = STRING) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema}


TREE: dict[str, Any] = {
    **document(
        {
            "/found": {
                "get": operation(
                    "find",
                    parameters=[*map(query, NAMES), query("only", LIST), query("but", LIST)],
                    responses={"200": answer(LIST), "400": answer(PROBLEM)},
                    **{"x-parameter-groups": [{"at-most-one": ["only", "but"]}]},
                )
            },
            "/other": {
                "get": operation(
                    "other", parameters=[query("session")], responses={"200": answer(LIST)}
                )
            },
        }
    ),
    "x-specwright": 1,
    "x-errors": {"message": "/said", "fields": "/wrong"},
    "x-parameter-groups": [
        {"exactly-one": ["session", "link.name"]},
        {"all-or-none": ["link.name", "link.value"]},
        {"all-or-none": ["from", "to"]},
    ],
}
"""The root's rules are for `find`, which has all of the parameters, and not for `other`."""


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return package("Together", TREE)


RIGHT: list[dict[str, Any]] = [
    {"session": "s"},
    {"link_name": "card", "link_value": "7"},
    {"session": "s", "link_name": None},
    {"session": "s", "from_": "1", "to": "2"},
    {"session": "s", "only": ["a"], "but": []},
    {"options": {"query": {"session": "s"}}},
]
WRONG: list[tuple[dict[str, Any], str]] = [
    ({}, "one of session, link_name must be given"),
    ({"session": None}, "one of session, link_name must be given"),
    (
        {"session": "s", "link_name": "card", "link_value": "7"},
        "exactly one of session, link_name may be given, not session, link_name",
    ),
    ({"link_name": "card"}, "link_name, link_value go together: link_value is missing"),
    ({"session": "s", "to": "2"}, "from_, to go together: from_ is missing"),
    (
        {"session": "s", "only": ["a"], "but": ["b"]},
        "at most one of only, but may be given, not only, but",
    ),
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("arguments", RIGHT)
def test_a_call_that_keeps_the_rules_goes_through(
    module: ModuleType, way: str, arguments: dict[str, Any]
) -> None:
    async def run() -> None:
        with served(module) as url:
            async with opened(module, way, base_url=url) as client:
                assert isinstance(await got(client.things.find(**arguments)), list)
                assert isinstance(await got(client.things.other()), list)

    asyncio.run(run())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_a_call_that_breaks_one_is_refused_unsent(
    module: ModuleType, way: str, arguments: dict[str, Any], message: str
) -> None:
    async def run() -> None:
        # Port 9 answers nothing: what was sent would be a connection error.
        async with opened(module, way, base_url="http://127.0.0.1:9") as client:
            with pytest.raises(part(module, "errors").UsageError, match=message) as caught:
                await got(client.things.find(**arguments))
            assert caught.value.operation == "find"

    asyncio.run(run())


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ("", "session", "one of session, link.name must be given"),
        ("session=s&link.name=card&link.value=7", "link.name", "may be given, not session"),
        ("link.name=card", "link.value", "link.value is missing"),
        ("session=s&to=2", "from", "from is missing"),
        ("session=s&only=a&but=b", "but", "at most one of only, but"),
    ],
)
def test_the_stub_refuses_it_in_the_vendors_words(
    module: ModuleType, sent: str, field: str, words: str
) -> None:
    with served(module) as url:
        refused = httpx.get(f"{url}/found?{sent}", trust_env=False)
        assert refused.status_code == 400
        assert set(refused.json()) == {"said", "wrong"}
        assert words in refused.json()["wrong"][field]
        assert httpx.get(f"{url}/found?session=s", trust_env=False).status_code == 200
        assert httpx.get(f"{url}/other", trust_env=False).status_code == 200


def test_methods_say_so(module: ModuleType) -> None:
    said = module.Client(base_url="http://127.0.0.1:9").things.find.__doc__
    assert "Exactly one of `session`, `link_name`." in said
    assert "All or none of `link_name`, `link_value`." in said
    assert "At most one of `only`, `but`." in said
