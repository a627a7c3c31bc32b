"""What the stub refuses goes out in the vendor's words, where the document has them."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.conventions.compiled import package, part
from tests.support import STRING, document, operation, query
from tests.vendors.package import Package

ERROR = {
    "type": "object",
    "required": ["success", "errorMsg"],
    "properties": {"success": {"type": "boolean"}, "errorMsg": STRING},
}
WORDS = {
    "400": {"other": "Bad.", "invalid": "Some values are wrong."},
    "403": {
        "scope": "Access denied.",
        "missing-credentials": "Key is missing.",
        "wrong-credentials": "Wrong key.",
    },
    "404": {"object": "Not found", "unknown-path": "No such method"},
    "405": {"wrong-method": "Another method"},
    "406": {"not-acceptable": "JSON only"},
    "413": {"too-large": "Too much"},
    "415": {"unsupported-media": "Send JSON"},
    "429": {"rate-limited": "Slow down"},
    "501": {"not-implemented": "Not yet"},
}


def wordings(said: dict[str, str]) -> dict[str, Any]:
    examples = {name: {"value": {"success": False, "errorMsg": t}} for name, t in said.items()}
    return {
        "description": "Refused.",
        "content": {"application/json": {"schema": ERROR, "examples": examples}},
    }


def tree() -> dict[str, Any]:
    ok = {"description": "Ok.", "content": {"application/json": {"schema": {"type": "integer"}}}}
    body = {"content": {"application/json": {"schema": {"type": "object"}}}}
    responses = {"200": ok, **{status: wordings(said) for status, said in WORDS.items()}}
    return document(
        {
            "/things": {
                "post": operation(
                    "makeThing",
                    parameters=[query("size", {"type": "integer"})],
                    requestBody=body,
                    responses=responses,
                    **{"x-rate-limit": {"limit": 1, "per": 60}},
                )
            },
            # Says nothing of errors: it borrows the words.
            "/others": {"get": operation("getOther", responses={"200": ok})},
        },
        security=[{"key": []}],
        components={
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
        },
        **{"x-errors": {"message": "/errorMsg"}},
    )


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return package("Worded", tree())


def calling(module: ModuleType, implementation: object = None, **options: Any) -> httpx.Client:
    app = part(module, "server").create_app(implementation, **options)
    transport = part(module, "_runtime.server.testing").InProcess(app)
    headers = {"X-Key": "k1"}
    return httpx.Client(transport=transport, base_url="http://acme.test", headers=headers)


def said(response: httpx.Response) -> tuple[int, str]:
    body = response.json()
    assert set(body) == {"success", "errorMsg"}
    assert body["success"] is False
    return response.status_code, body["errorMsg"]


def test_in_the_vendors_own_words(module: ModuleType) -> None:
    with calling(module, credentials={"k1"}, max_body=10) as http:
        assert said(http.post("/things", headers={"X-Key": ""})) == (403, "Key is missing.")
        assert said(http.post("/things", headers={"X-Key": "k2"})) == (403, "Wrong key.")
        assert said(http.get("/nowhere")) == (404, "No such method")
        assert said(http.get("/things")) == (405, "Another method")
        assert said(http.post("/things", headers={"Accept": "text/csv"})) == (406, "JSON only")
        assert said(http.post("/things", json={"a": "x" * 20})) == (413, "Too much")
        plain = {"Content-Type": "text/plain"}
        assert said(http.post("/things", content=b"x", headers=plain)) == (415, "Send JSON")
        assert said(http.post("/things?size=x")) == (400, "Some values are wrong.")
    with calling(module, limits=True) as http:
        assert http.post("/things").status_code == 200
        assert said(http.post("/things")) == (429, "Slow down")
    with calling(module, object()) as http:
        assert said(http.post("/things")) == (501, "Not yet")


def test_an_operation_without_words_of_its_own_borrows_them(module: ModuleType) -> None:
    with calling(module, credentials={"k1"}) as http:
        assert said(http.get("/others", headers={"Accept": "text/csv"})) == (406, "JSON only")
    with calling(module, object()) as http:
        assert said(http.get("/others")) == (501, "Not yet")


def test_an_implementation_says_its_own(module: ModuleType) -> None:
    refusal = part(module, "server").Refusal

    class Things:
        def make_thing(self) -> None:
            raise refusal(400, message="Mine.")

        def get_other(self) -> None:
            raise refusal(404, reason="unknown-path")

    with calling(module, Things()) as http:
        assert said(http.post("/things")) == (400, "Mine.")
        assert said(http.get("/others")) == (404, "No such method")


def test_without_an_example_of_that_name_the_shape_is_the_vendors() -> None:
    made = tree()
    for response in made["paths"]["/things"]["post"]["responses"].values():
        for content in response["content"].values():
            content["examples"] = {"any": {"value": {"success": False, "errorMsg": "Any."}}}
    made["paths"]["/things"]["post"]["responses"]["200"]["content"]["application/json"].pop(
        "examples"
    )
    module = package("Wordless", made)
    with calling(module, credentials={"k1"}) as http:
        assert said(http.post("/things", headers={"X-Key": ""})) == (403, "Any.")
        assert said(http.get("/nowhere")) == (404, "there is no such path")
        assert "size" in said(http.post("/things?size=x"))[1]


# The real vendors ------------------------------------------------------------------------------


def vendor(name: str, **options: Any) -> tuple[Package, httpx.Client]:
    found = Package(name)
    app = found.part("server").create_app(**options)
    transport = found.part("_runtime.server.testing").InProcess(app)
    return found, httpx.Client(transport=transport, base_url="http://vendor.test")


def test_retailcrm() -> None:
    """The statuses and messages that the vendor's own clients are tested with."""
    found, http = vendor("retailcrm", credentials={"good"})
    with http:
        answers = [
            http.get("/api/v5/orders"),
            http.get("/api/v5/orders", headers={"X-API-KEY": "bad"}),
            http.get("/api/v5/orders", params={"apiKey": "bad"}),
            http.get("/api/v5/nothing"),
            http.request("PATCH", "/api/v5/orders"),
            http.get("/api/v5/orders", headers={"X-API-KEY": "good", "Accept": "image/png"}),
            http.get("/api/v5/orders", headers={"X-API-KEY": "good"}, params={"limit": "x"}),
        ]
    assert [(answer.status_code, answer.json()["errorMsg"]) for answer in answers[:5]] == [
        (403, '"apiKey" is missing.'),
        (403, 'Wrong "apiKey" value.'),
        (403, 'Wrong "apiKey" value.'),
        (404, "API method not found"),
        (405, "Method Not Allowed"),
    ]
    assert [answer.status_code for answer in answers[5:]] == [406, 400]
    for answer in answers:
        assert answer.json()["success"] is False
        assert isinstance(answer.json()["errorMsg"], str)
    with (
        found.module.Client(
            api_key="bad", subdomain="shop", transport=transport_of(found, credentials={"good"})
        ) as client,
        pytest.raises(found.part("errors").Forbidden) as caught,
    ):
        client.orders.list()
    assert caught.value.message == 'Wrong "apiKey" value.'


def transport_of(found: Package, **options: Any) -> Any:
    app = found.part("server").create_app(**options)
    return found.part("_runtime.server.testing").InProcess(app)


def test_bol() -> None:
    _, http = vendor("bol-retailer", credentials={"id:secret"})
    media = {"Accept": "application/vnd.retailer.v10+json"}
    with http:
        missing = http.get("/retailer/orders", headers=media)
        wrong = http.get("/retailer/orders", headers={**media, "Authorization": "Bearer old"})
        unknown = http.get("/retailer/nothing", headers=media)
        method = http.request("PATCH", "/retailer/orders", headers=media)
    assert missing.status_code == 403
    assert "Authorization header is missing" in missing.json()["detail"]
    assert wrong.status_code == 401
    assert wrong.json()["title"] == "Expired JWT"
    assert [unknown.status_code, method.status_code] == [404, 405]
    for answer in (missing, wrong, unknown, method):
        assert answer.headers["content-type"].partition(";")[0] == media["Accept"]
        assert answer.json()["status"] == answer.status_code
        assert {"title", "status", "detail"} <= set(answer.json())


def test_shoprocket() -> None:
    _, http = vendor("shoprocket-public", credentials={"pk_good"})
    with http:
        bad, good = {"Authorization": "Bearer x"}, {"Authorization": "Bearer pk_good"}
        path = "/v3/public/pk_good"
        answers = {
            401: http.get(f"{path}/products", headers=bad),
            404: http.get(f"{path}/nothing", headers=good),
            405: http.delete(f"{path}/products", headers=good),
            406: http.get(f"{path}/products", headers={**good, "Accept": "image/png"}),
        }
    assert {status: answer.status_code for status, answer in answers.items()} == {
        status: status for status in answers
    }
    for answer in answers.values():
        error = answer.json()["error"]
        assert isinstance(error["code"], str)
        assert isinstance(error["message"], str)
    assert answers[401].json()["error"]["message"] == "The API key is missing or invalid."


def test_values_are_refused_in_retailcrms_words_with_their_fields() -> None:
    _, http = vendor("retailcrm", credentials={"good"})
    with http:
        wrong = http.get("/api/v5/orders", params={"apiKey": "good", "limit": "x"})
    assert wrong.status_code == 400
    assert wrong.json()["errorMsg"] == "Errors in the input parameters"
    assert list(wrong.json()["errors"]) == ["limit"]
