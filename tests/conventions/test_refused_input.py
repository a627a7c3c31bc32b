"""Input that fits nothing, or is bottomless: refused by both sides, with the reason."""

from __future__ import annotations

import asyncio
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.conventions.compiled import package, part, served
from tests.support import STRING, answer, document, operation, ref

DEEP = 10_000


def kind(name: str, /, **members: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["kind", *members],
        "properties": {"kind": {"const": name}, **members},
    }


SCHEMAS = {
    "Cat": kind("cat", name=STRING, lives={"type": "integer"}),
    "Dog": kind("dog", bark={"type": "integer"}),
    "Pet": {"oneOf": [ref("Cat"), ref("Dog")]},
    "Tree": {
        "type": "object",
        "properties": {"child": ref("Tree"), "any": {}},
    },
}


def both(name: str, schema: str) -> dict[str, Any]:
    body = {"required": True, "content": {"application/json": {"schema": ref(schema)}}}
    return {"post": operation(name, requestBody=body, responses={"200": answer(ref(schema))})}


TREE = document({"/pet": both("sendPet", "Pet"), "/tree": both("sendTree", "Tree")}, SCHEMAS)


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return package("Refusing", TREE)


class Server:
    """Answers with what it has."""

    def __init__(self, body: bytes = b"{}") -> None:
        self.body = body

    async def send_pet(self, **_: Any) -> Any:
        return self.body

    send_tree = send_pet


def test_the_stub_names_the_closest_branch(module: ModuleType) -> None:
    with served(module, implementation=Server()) as url:
        for given, wrong in (
            ({"kind": "dog", "bark": "x"}, "bark"),
            ({"kind": "cat", "name": "Tom"}, "lives"),
        ):
            response = httpx.post(f"{url}/pet", json=given, trust_env=False)
            assert response.status_code == 400
            name = given["kind"].title()
            assert wrong in response.text
            assert f"as {name}, the closest of 2" in response.text
            assert "name" not in response.text or name == "Cat"


def test_a_strict_client_names_the_place_in_the_closest_branch(module: ModuleType) -> None:
    server = Server(b'{"kind": "dog", "bark": "x"}')
    with (
        served(module, implementation=server) as url,
        module.Client(base_url=url) as client,
        pytest.raises(part(module, "errors").DecodeError, match="/bark") as caught,
    ):
        client.things.send_pet(body={"kind": "dog", "bark": 1}, options={"strict": True})
    assert all("/name" not in place for place in caught.value.places)


def test_bottomless_values_are_refused_by_the_stub(module: ModuleType) -> None:
    for text in (
        '{"child":' * DEEP + "{}" + "}" * DEEP,
        '{"any":' + "[" * DEEP + "]" * DEEP + "}",
    ):
        with served(module, implementation=Server()) as url:
            response = httpx.post(
                f"{url}/tree",
                content=text,
                headers={"content-type": "application/json"},
                trust_env=False,
            )
        assert response.status_code == 400
        assert "deep" in response.text


def test_bottomless_values_are_refused_unsent(module: ModuleType) -> None:
    value: Any = {}
    for _ in range(DEEP):
        value = {"any": value}
    usage = part(module, "errors").UsageError
    with served(module, implementation=Server()) as url, module.Client(base_url=url) as client:
        with pytest.raises(usage):
            client.things.send_tree(any=value)
        with pytest.raises(usage):
            client.things.send_tree(child=value)


@pytest.mark.parametrize("strict", [False, True])
def test_bottomless_answers_are_typed_errors(module: ModuleType, strict: bool) -> None:
    text = '{"child":' * DEEP + "{}" + "}" * DEEP
    server = Server(text.encode())
    with (
        served(module, implementation=server) as url,
        module.Client(base_url=url) as client,
        pytest.raises(part(module, "errors").DecodeError),
    ):
        client.things.send_tree(any=1, options={"strict": strict})


def test_an_implementation_that_answers_with_one_is_a_500(module: ModuleType) -> None:
    value: Any = {}
    for _ in range(DEEP):
        value = {"any": value}

    class Bottomless(Server):
        async def send_tree(self, **_: Any) -> Any:
            return value

    async def main() -> int:
        with served(module, implementation=Bottomless()) as url:
            async with httpx.AsyncClient(trust_env=False) as client:
                return (await client.post(f"{url}/tree", json={})).status_code

    assert asyncio.run(main()) == 500
