"""`x-errors` on operations and path items: both halves keep to the nearest."""

from __future__ import annotations

import asyncio
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.conventions.compiled import WAYS, got, opened, package, part
from tests.support import STRING, answer, document, operation, query

PLAIN = {"type": "object", "required": ["code", "message"], "properties": {"code": STRING, "message": STRING}}  # fmt: skip
LEGACY = {
    "type": "object",
    "required": ["success"],
    "properties": {"success": {"type": "boolean"}, "errorMsg": STRING},
    "example": {"success": True},
}
PROBLEM = {
    "type": "object",
    "required": ["detail"],
    "properties": {
        "detail": STRING,
        "violations": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "reason"],
                "properties": {"name": STRING, "reason": STRING},
            },
        },
    },
}
LIST = {"message": "/detail", "fields": "/violations", "field-name": "name", "field-message": "reason"}  # fmt: skip
FAILING = {"message": "/errorMsg", "failure": {"pointer": "/success", "value": False}}
SIZE = query("size", {"type": "integer"})


def tree() -> dict[str, Any]:
    ok = answer({"type": "integer", "examples": [7]})
    plain = {"200": ok, "404": answer(PLAIN), "400": answer(PLAIN)}
    problem = {"200": ok, "400": answer(PROBLEM)}
    return document(
        {
            "/plain": {"get": operation("getPlain", parameters=[SIZE], responses=plain)},
            "/old": {
                "x-errors": FAILING,
                "get": operation("getOld", parameters=[SIZE], responses={"200": answer(LEGACY)}),
                "post": operation(
                    "makeOld", parameters=[SIZE], responses=problem, **{"x-errors": LIST}
                ),
            },
        },
        **{"x-errors": {"code": "/code", "message": "/message"}},
    )


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return package("Wordings", tree())


def near(module: ModuleType, **options: Any) -> Any:
    app = part(module, "server").create_app(**options)
    return part(module, "_runtime.server.testing").InProcess(app)


def test_the_server_words_each_refusal_as_its_operation_does(module: ModuleType) -> None:
    with httpx.Client(transport=near(module), base_url="http://acme.test") as http:
        wrong = {"params": {"size": "many"}}
        plain = http.get("/plain", **wrong)
        assert (plain.status_code, set(plain.json())) == (400, {"code", "message"})
        assert "size" in plain.json()["message"]

        old = http.get("/old", **wrong)
        assert (old.status_code, old.json()["success"]) == (200, False)
        assert "size" in old.json()["errorMsg"]

        made = http.post("/old", **wrong)
        assert made.status_code == 400
        assert [found["name"] for found in made.json()["violations"]] == ["size"]
        assert "size" in made.json()["detail"]


@pytest.mark.parametrize("way", WAYS)
def test_the_client_reads_each_error_as_its_operation_says(module: ModuleType, way: str) -> None:
    errors = part(module, "errors")

    class Words:
        """Bodies in which more than one place could be meant."""

        status: int
        body: dict[str, Any]

        def _refused(self) -> Any:
            return part(module, "server").Answer(self.status, self.body)

        get_plain = make_old = get_old = _refused

    words = Words()

    async def refused(method: Any, kind: type[Exception]) -> Any:
        with pytest.raises(kind) as caught:
            await got(method())
        return caught.value

    async def main() -> None:
        app = part(module, "server").create_app(words)
        transport = part(module, "_runtime.server.testing").InProcess(app)
        async with opened(module, way, transport=transport, retries=0) as client:
            words.status, words.body = 400, {"code": "c1", "message": "m1", "detail": "d1"}
            error = await refused(client.things.get_plain, errors.BadRequest)
            assert (error.code, error.message) == ("c1", "m1")

            violations = [{"name": "size", "reason": "is too large"}]
            words.body = {"detail": "d2", "message": "m2", "violations": violations}
            error = await refused(client.things.make_old, errors.BadRequest)
            assert (error.message, error.fields) == ("d2", {"size": ["is too large"]})

            words.status, words.body = 200, {"success": False, "errorMsg": "m3"}
            error = await refused(client.things.get_old, errors.ReportedFailure)
            assert (error.status, error.message) == (200, "m3")

    asyncio.run(main())


def test_a_document_wide_failure_does_not_reach_an_operation_with_its_own() -> None:
    """`success: false` is an error by the document, and a plain answer of this operation."""
    said = answer({**LEGACY, "example": {"success": False}})
    own = {"x-errors": {"message": "/errorMsg"}}
    module = package(
        "Wordingsown",
        document(
            {
                "/told": {"get": operation("getTold", responses={"200": said})},
                "/plain": {"get": operation("getPlain", responses={"200": said}, **own)},
            },
            **{"x-errors": FAILING},
        ),
    )
    with module.Client(transport=near(module)) as client:
        assert client.things.get_plain().success is False
        with pytest.raises(part(module, "errors").ReportedFailure):
            client.things.get_told()
