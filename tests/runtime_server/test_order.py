"""One request through the application: what is asked in which order, and what goes out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from generator.runtime.ground.operation import (
    Api,
    Body,
    Deprecation,
    Operation,
    Param,
    Reply,
    Rule,
    Scheme,
    Server,
)
from generator.runtime.ground.unset import UNSET
from generator.runtime.server import Answer, Application, Fault, Refusal, Result
from tests.runtime_server.support import calling

JSON = "application/json"
ANYTHING: dict[str, Any] = {"200": {"description": "", "content": {JSON: {"schema": {}}}}}


class Vendor:
    """Answers with what it was given, or with what it is told."""

    def __init__(self, outcome: Any = None) -> None:
        self.outcome = outcome
        self.calls: list[dict[str, Any]] = []

    def op(self, **arguments: Any) -> Any:
        self.calls.append(arguments)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


def serving(
    node: dict[str, Any] | None = None,
    outcome: Any = None,
    method: str = "GET",
    path: str = "/a",
    api: Api | None = None,
    root: dict[str, Any] | None = None,
    options: dict[str, Any] | None = None,
    **operation: Any,
) -> Application:
    """An application of one operation."""
    whole = {"responses": ANYTHING, **(node or {})}
    document = {"openapi": "3.1.0", "paths": {path: {method.lower(): whole}}, **(root or {})}
    one = Operation[Any]("op", method, path, **operation)
    return Application(
        api or Api("p", "t", "1"), (one,), document, Vendor(outcome), **options or {}
    )


def get(app: Application, url: str = "/a", **more: Any) -> httpx.Response:
    with calling(app) as client:
        return client.request(more.pop("method", "GET"), url, **more)


# Which status a refusal has --------------------------------------------------------------------

NUMBER = {"type": "integer"}


@pytest.mark.parametrize(
    ("documented", "wrong_path", "wrong_query", "unreadable", "no_json"),
    [
        ([], 400, 400, 400, 400),
        (["400"], 400, 400, 400, 400),
        (["422"], 422, 422, 422, 422),
        (["400", "422"], 422, 422, 400, 400),
        (["404"], 404, 400, 400, 400),
        (["4XX"], 422, 422, 400, 400),
        (["400", "404"], 400, 400, 400, 400),
        (["404", "422"], 422, 422, 422, 422),
        (["406"], 400, 400, 400, 400),
    ],
)
def test_the_status_is_one_that_is_documented(
    documented: list[str], wrong_path: int, wrong_query: int, unreadable: int, no_json: int
) -> None:
    node = {
        "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": NUMBER},
            {"name": "q", "in": "query", "schema": NUMBER},
        ],
        "requestBody": {"content": {JSON: {"schema": NUMBER}}},
        "responses": {"200": {"description": ""}, **{key: {"description": ""} for key in documented}},
    }  # fmt: skip
    params = (Param("id", "path", required=True), Param("q", "query"))
    app = serving(node, method="POST", path="/a/{id}", params=params, body=Body((JSON,)))
    with calling(app) as client:
        statuses = [
            client.post(url, json=5).status_code
            for url in ("/a/x", "/a/1?q=x", "/a/1?q=1&q=2", "/a/1")
        ]
        assert statuses[:3] == [wrong_path, wrong_query, unreadable]
        assert statuses[3] < 300
        headers = {"content-type": JSON}
        assert client.post("/a/1", content="{", headers=headers).status_code == no_json
        both = client.post("/a/x?q=x", json=5).json()
        assert set(both["errors"]) == {"id", "q"}


@pytest.mark.parametrize(("documented", "status"), [("406", 406), ("405", 400)])
def test_a_language_that_is_not_spoken(documented: str, status: int) -> None:
    node = {
        "parameters": [{"name": "Accept-Language", "in": "header", "schema": {"enum": ["de"]}}],
        "responses": {**ANYTHING, documented: {"description": ""}},
    }
    app = serving(node, params=(Param("language", "header", "Accept-Language"),))
    assert get(app, headers={"accept-language": "de"}).status_code == 200
    assert get(app, headers={"accept-language": "fr"}).status_code == status


def test_what_http_libraries_send_by_themselves_is_not_meant() -> None:
    node = {"parameters": [
        {"name": "User-Agent", "in": "header", "schema": {"enum": ["mine"]}},
        {"name": "X-Own", "in": "header", "schema": {"enum": ["mine"]}},
    ]}  # fmt: skip
    params = (Param("agent", "header", "User-Agent"), Param("own", "header", "X-Own"))
    app = serving(node, params=params)
    assert get(app, headers={"user-agent": "httpx/1"}).status_code == 200
    assert get(app, headers={"user-agent": "mine", "x-own": "mine"}).status_code == 200
    assert get(app, headers={"x-own": "httpx/1"}).status_code == 400
    vendor = Vendor(1)
    document = {"openapi": "3.1.0", "paths": {"/a": {"get": {**node, "responses": ANYTHING}}}}
    seen = Application(
        Api("p", "t", "1"), (Operation[Any]("op", "GET", "/a", params=params),), document, vendor
    )
    get(seen, headers={"user-agent": "mine"})
    get(seen, headers={"user-agent": "other"})
    assert [call["agent"] for call in vendor.calls] == ["mine", UNSET]


def test_all_parameters_are_told_together_and_what_cannot_be_read_first() -> None:
    node = {"parameters": [{"name": name, "in": "query", "schema": NUMBER} for name in "abc"]}
    app = serving(node, params=tuple(Param(name, "query") for name in "abc"))
    assert set(get(app, "/a?a=x&b=y&c=1").json()["errors"]) == {"a", "b"}
    assert set(get(app, "/a?a=x&b=1&b=2").json()["errors"]) == {"b"}
    assert set(get(app, "/a?a=%FF&b=x").json()["errors"]) == {"a"}
    assert set(get(app, "/a?%FF=1").json()["errors"]) == {"query"}


@pytest.mark.parametrize(
    ("url", "unknown"),
    [
        ("/a?q=1", []),
        ("/a?f[x]=1&f[y][z]=2", []),
        ("/a?key=1&q=1", []),
        ("/a?x=1&z=1&q=1", ["x", "z"]),
        ("/a?x[y]=1", ["x"]),
        ("/a?q[x]=1", []),
        ("/a?ids[]=1", []),
    ],
)
def test_names_that_are_not_known(url: str, unknown: list[str]) -> None:
    node = {"parameters": [{"name": "q", "in": "query", "schema": {}},
                           {"name": "ids[]", "in": "query", "schema": {"type": "array"}},
                           {"name": "f", "in": "query", "style": "deepObject", "schema": {"type": "object"}}]}  # fmt: skip
    api = Api("p", "t", "1", schemes=(Scheme("k", "k", "key", "query", "key"),))
    params = (Param("q", "query"), Param("ids", "query", "ids[]"),
              Param("f", "query", style="deepObject"))  # fmt: skip
    app = serving(node, api=api, params=params, options={"strict_query": True})
    response = get(app, url)
    assert list(response.json().get("errors", {}) if response.is_error else {}) == unknown
    assert get(serving(node, api=api, params=params), url).status_code == 200


# Order -----------------------------------------------------------------------------------------


def test_each_hindrance_comes_before_those_behind_it() -> None:
    """Path, method, limit, credentials, Accept, media type, length, JSON, validity."""
    node = {
        "requestBody": {"required": True, "content": {JSON: {"schema": NUMBER}}},
        "responses": {**ANYTHING, "400": {"description": ""}, "422": {"description": ""}},
    }
    api = Api("p", "t", "1", schemes=(Scheme("k", "k", "bearer"),), security=(("k",),))
    app = serving(
        node,
        method="POST",
        api=api,
        body=Body((JSON,), required=True),
        limits=(Rule("op", 7, 60.0),),
        options={"limits": True, "max_body": 3, "clock": lambda: 0.0},
    )
    key = {"authorization": "Bearer x"}
    plain_, json_ = {"content-type": "text/plain"}, {"content-type": JSON}
    png = {"accept": "image/png"}
    tries: list[tuple[str, str, bytes, dict[str, str], int]] = [
        ("POST", "/b", b"", {}, 404),
        ("GET", "/a", b"", {}, 405),
        ("POST", "/a", b"xxxxx", {**plain_, **png}, 401),
        ("POST", "/a", b"xxxxx", {**plain_, **png, **key}, 406),
        ("POST", "/a", b"xxxxx", {**plain_, **key}, 415),
        ("POST", "/a", b"xxxxx", {**json_, **key}, 413),
        ("POST", "/a", b"x", {**json_, **key}, 400),
        ("POST", "/a", b'"x"', {**json_, **key}, 422),
        ("POST", "/a", b"", {**json_, **key}, 422),
        ("POST", "/a", b"5", {**json_, **key}, 200),
        ("POST", "/a", b"5", {**json_, **key}, 429),
    ]
    with calling(app) as client:
        del client.headers["authorization"]
        found = [
            client.request(method, url, content=content, headers=headers).status_code
            for method, url, content, headers, _ in tries
        ]
    assert found == [status for *_, status in tries]


@pytest.mark.parametrize("media", ["", "; charset=utf-8"])
def test_an_empty_form_that_lacks_a_member_is_none_where_none_is_needed(media: str) -> None:
    form = "application/x-www-form-urlencoded"
    schema = {"type": "object", "required": ["n"], "properties": {"n": NUMBER}}
    app = serving({"requestBody": {"content": {form: {"schema": schema}}}}, method="POST",
                  body=Body((form,)))  # fmt: skip
    assert get(app, method="POST", headers={"content-type": form + media}).status_code == 200
    sent = get(app, method="POST", headers={"content-type": form + media}, content=b"m=1")
    assert sent.status_code == 400


def test_where_nothing_is_sent_its_media_type_does_not_count() -> None:
    node = {"requestBody": {"content": {JSON: {"schema": NUMBER}}}}
    app = serving(node, method="POST", body=Body((JSON,)), options={"max_body": 3})
    found = [
        get(app, method="POST", content=content, headers={"content-type": "text/csv"}).status_code
        for content in (b"", b"x", b"xxxxx")
    ]
    assert found == [200, 415, 415], "of a long one, too, the media type is looked at first"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-encoding": "gzip"}, 415),
        ({"content-encoding": "Identity"}, 200),
        ({}, 200),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/json; charset=utf-8"}, 200),
    ],
)
def test_how_a_body_may_be_sent(headers: dict[str, str], status: int) -> None:
    node = {"requestBody": {"content": {JSON: {"schema": NUMBER}}}}
    app = serving(node, method="POST", body=Body((JSON,)))
    response = get(app, method="POST", content=b"5", headers={"content-type": JSON, **headers})
    assert response.status_code == status
    if "gzip" in str(headers):
        assert response.headers["accept-encoding"] == "identity"


# What goes out ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deprecation", "deprecated", "headers"),
    [
        (None, False, {}),
        (None, True, {"deprecation": "true"}),
        (Deprecation(), False, {"deprecation": "true"}),
        (Deprecation("2026-01-01"), True, {"deprecation": "@1767225600"}),
        (Deprecation("2026-01-01T12:00:00Z"), True, {"deprecation": "@1767225600"}),
        (Deprecation("soon", "2026-07-01"), True,
         {"deprecation": "true", "sunset": "Wed, 01 Jul 2026 00:00:00 GMT"}),
        (Deprecation(link="https://x.test"), True,
         {"deprecation": "true", "link": '<https://x.test>; rel="deprecation"'}),
        (Deprecation(header="X-Old"), True, {"deprecation": "true", "x-old": "op is deprecated"}),
        (Deprecation(header="Warning"), True,
         {"deprecation": "true", "warning": '299 - "op is deprecated"'}),
        (Deprecation("2026-01-01", header="Deprecation"), True, {"deprecation": "@1767225600"}),
    ],
)  # fmt: skip
def test_an_end_is_told(deprecation: Any, deprecated: bool, headers: dict[str, str]) -> None:
    app = serving(deprecation=deprecation, deprecated=deprecated)
    told = get(app).headers
    names = ("deprecation", "sunset", "link", "x-old", "warning")
    assert {name: told[name] for name in names if name in told} == headers


def test_links_of_an_answer_and_of_an_end_are_joined() -> None:
    app = serving(
        outcome=Answer(200, 1, {"Link": "<x>", "X-Own": "1"}),
        deprecation=Deprecation(link="https://x.test"),
    )
    links = get(app).headers
    assert links["x-own"] == "1"
    assert links["link"] == '<https://x.test>; rel="deprecation", <x>'


@pytest.mark.parametrize(
    ("api", "sent", "name", "kept"),
    [
        (Api("p", "t", "1"), {"x-request-id": "abc"}, "x-request-id", True),
        (Api("p", "t", "1"), {}, "x-request-id", False),
        (Api("p", "t", "1"), {"x-request-id": "a b"}, "x-request-id", False),
        (Api("p", "t", "1"), {"x-request-id": "a" * 128}, "x-request-id", True),
        (Api("p", "t", "1"), {"x-request-id": "a" * 129}, "x-request-id", False),
        (Api("p", "t", "1", request_id_header="X-Own"), {"x-own": "abc"}, "x-own", True),
        (Api("p", "t", "1", request_id_headers=("X-Given", "X-Other")), {"x-given": "a"}, "x-given",
         True),
    ],
)  # fmt: skip
def test_each_answer_has_an_id(api: Api, sent: dict[str, str], name: str, kept: bool) -> None:
    app = serving(api=api, outcome=Answer(200, 1, {name: "mine"}))
    one, two = get(app, headers=sent).headers[name], get(app, headers=sent).headers[name]
    assert (one == next(iter(sent.values()), "")) is kept
    assert (one == two) is kept
    assert kept or (one.endswith("-00000001") and two.endswith("-00000002"))


@pytest.mark.parametrize(
    ("outcome", "method", "status", "length", "body"),
    [
        ({"a": 1}, "GET", 200, "7", b'{"a":1}'),
        ({"a": 1}, "HEAD", 200, "7", b""),
        (Answer(204), "GET", 204, None, b""),
        (Answer(205), "GET", 205, "0", b""),
        (Answer(205, {"a": 1}), "GET", 205, "0", b""),
        (Answer(206, {"a": 1}), "GET", 206, "7", b'{"a":1}'),
        (Refusal(204), "GET", 204, None, b""),
        (Refusal(304), "GET", 304, None, b""),
        (Answer(304), "GET", 304, None, b""),
        (Answer(201, None), "GET", 201, "0", b""),
        (None, "GET", 200, "4", b"null"),
        (Answer(200, "x", media_type="text/plain"), "GET", 200, "1", b"x"),
        (Answer(200, b"x", media_type="image/png"), "GET", 200, "1", b"x"),
        (Answer(404, {"e": 1}), "GET", 404, "7", b'{"e":1}'),
        (Result({"a": 1}, b=2), "GET", 200, "13", b'{"a":1,"b":2}'),
    ],
)
def test_how_an_outcome_is_sent(
    outcome: Any, method: str, status: int, length: str | None, body: bytes
) -> None:
    response = get(serving(outcome=outcome), method=method)
    found = response.headers.get("content-length")
    assert (response.status_code, found, response.content) == (status, length, body)


@pytest.mark.parametrize(
    ("outcome", "body"),
    [
        ([1], {"data": [1]}),
        (Result([1], total=5), {"data": [1], "total": 5}),
        (Result({"data": [1]}, total=5), {"data": {"data": [1]}, "total": 5}),
        (Answer(200, [1]), [1]),
        (None, {"data": None}),
    ],
)
def test_an_envelope_is_put_round_what_is_returned(outcome: Any, body: Any) -> None:
    assert get(serving(outcome=outcome, unwrap="data")).json() == body


@pytest.mark.parametrize(
    ("documented", "outcome", "accept", "media"),
    [
        ([JSON, "text/csv"], "a,b", None, JSON),
        ([JSON, "text/csv"], "a,b", "text/csv", "text/csv"),
        (["text/csv", JSON], {"a": 1}, None, "text/csv"),
        (["*/*"], {"a": 1}, None, JSON),
        (["*/*"], "x", None, "text/plain; charset=utf-8"),
        (["*/*"], b"x", None, "application/octet-stream"),
        (["image/*"], b"x", None, "application/octet-stream"),
    ],
)
def test_the_media_type_of_an_answer(
    documented: list[str], outcome: Any, accept: str | None, media: str
) -> None:
    content: dict[str, Any] = {name: {} for name in documented}
    app = serving({"responses": {"200": {"description": "", "content": content}}}, outcome)
    response = get(app, headers={"accept": accept} if accept else {})
    assert response.headers["content-type"] == media


def test_json_says_its_charset_where_the_vendor_does() -> None:
    app = serving(outcome=1, root={"x-wire": {"charset": "UTF-8"}})
    assert get(app).headers["content-type"] == "application/json;charset=UTF-8"
    own = serving(
        outcome=Answer(200, 1, media_type="application/json; charset=x"),
        root={"x-wire": {"charset": "UTF-8"}},
    )
    assert get(own).headers["content-type"] == "application/json; charset=x"
    text = serving(
        outcome=Answer(200, "x", media_type="text/plain"), root={"x-wire": {"charset": "UTF-8"}}
    )
    assert get(text).headers["content-type"] == "text/plain"


@pytest.mark.parametrize(
    ("outcome", "complaint"),
    [
        (1, None),
        ("x", "the body"),
        (Answer(204), "status 204 is not documented"),
        (Answer(200, "x", media_type="text/plain"), "text/plain is not documented for status 200"),
        (Answer(201, 5), None),
        (Answer(201), "status 201 has no body"),
        (Answer(202), None),
        (Answer(203, "x"), None),
        ({"n": 5}, 'the body {"n":5} is not of type'),
    ],
)
def test_an_answer_that_is_not_as_documented(
    outcome: Any, complaint: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    documented = {JSON: {"schema": NUMBER}}
    responses = {
        "200": {"description": "", "content": documented},
        "201": {"description": "", "content": documented},
        "202": {"description": ""},
        "203": {"description": "", "content": {"text/plain": {"schema": NUMBER}}},
    }
    app = serving({"responses": responses}, outcome, options={"check_responses": True})
    response = get(app)
    assert (response.status_code == 500) is (complaint is not None)
    assert get(serving({"responses": responses}, outcome)).status_code != 500
    if complaint is not None:
        assert "op answers what is not documented" in caplog.text
        assert complaint[:20].split("{")[0] in caplog.text


# Paths that nobody answers ----------------------------------------------------------------------


def test_what_no_operation_answers() -> None:
    app = serving()
    with calling(app) as client:
        assert client.get("/none").status_code == 404
        assert client.get("/a/").status_code == 200
        assert client.get("/a//").status_code == 404
        options = client.request("OPTIONS", "/a")
        assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
        assert client.request("OPTIONS", "/none").status_code == 404
        wrong = client.delete("/a")
        assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
        assert client.get("/openapi.json").json()["openapi"] == "3.1.0"
        assert client.head("/openapi.json").content == b""
        assert client.post("/openapi.json").status_code == 404


def test_a_value_that_is_no_value_is_another_path_of_its_own() -> None:
    """`DELETE /a/new` is no deletion of the thing `new`, where `/a/new` is a path that has GET."""
    schema = {"type": "integer"}
    node = {"parameters": [{"name": "id", "in": "path", "required": True, "schema": schema}],
            "responses": ANYTHING}  # fmt: skip
    paths = {"/a/{id}": {"delete": node}, "/a/new": {"get": {"responses": ANYTHING}}}
    operations = (
        Operation[Any]("op", "DELETE", "/a/{id}", params=(Param("id", "path", required=True),)),
        Operation[Any]("new", "GET", "/a/new"),
    )
    app = Application(
        Api("p", "t", "1"), operations, {"openapi": "3.1.0", "paths": paths}, Vendor()
    )
    with calling(app) as client:
        wrong = client.delete("/a/new")
        assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
        assert client.delete("/a/old").status_code == 400
        assert client.delete("/a/5").status_code == 200


def test_only_a_value_of_the_path_is_another_path() -> None:
    """What else is wrong with a request is told as it is, though another path is meant, too."""
    place = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    number = {"name": "n", "in": "query", "schema": {"type": "integer"}}
    node = {"parameters": [place, number], "responses": ANYTHING}
    paths = {"/a/{id}": {"delete": node}, "/a/new": {"get": {"responses": ANYTHING}}}
    params = Param("id", "path", required=True), Param("n", "query")
    operations = (
        Operation[Any]("op", "DELETE", "/a/{id}", params=params, security=(("key",),)),
        Operation[Any]("new", "GET", "/a/new"),
    )
    api = Api("p", "t", "1", schemes=(Scheme("key", "key", "key", "header", "x-key"),))
    app = Application(api, operations, {"openapi": "3.1.0", "paths": paths}, Vendor())
    with calling(app) as client:
        assert client.delete("/a/new").status_code == 401
        assert client.delete("/a/new?n=x", headers={"x-key": "k"}).status_code == 400
        assert client.delete("/a/new?n=5", headers={"x-key": "k"}).status_code == 200


# Trouble ---------------------------------------------------------------------------------------


def test_faults_are_asked_for_each_attempt_by_its_number() -> None:
    seen: list[tuple[str, int, str]] = []

    def faulty(attempt: Any) -> Fault | None:
        seen.append((attempt.operation, attempt.number, attempt.request.path))
        if attempt.number == 1:
            return Fault(status=503, headers={"Retry-After": "7"})
        return Fault(headers={"X-Late": "1"}) if attempt.number == 2 else None

    app = serving(outcome=1, options={"faults": faulty})
    with calling(app) as client:
        first, second, third = (client.get("/a") for _ in range(3))
        app.reset()
        assert client.get("/a").status_code == 503
    assert (first.status_code, first.headers["retry-after"]) == (503, "7")
    assert (second.status_code, second.headers["x-late"]) == (200, "1")
    assert "x-late" not in third.headers
    assert seen == [("op", 1, "/a"), ("op", 2, "/a"), ("op", 3, "/a"), ("op", 1, "/a")]


def test_trouble_that_is_preferred_is_a_sandboxs_alone() -> None:
    assert get(serving(outcome=1), headers={"prefer": "fault=truncate"}).json() == 1


def messages(app: Application, method: str = "GET", **headers: str) -> list[dict[str, Any]]:
    """What an application sends, message by message."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if headers.pop("gone", None):
            return {"type": "http.disconnect"}
        await asyncio.sleep(0)
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    fields = [(name.encode(), value.encode()) for name, value in headers.items() if name != "gone"]
    scope = {"type": "http", "method": method, "path": "/a", "headers": fields}
    asyncio.run(app(scope, receive, send))
    return sent


@pytest.mark.parametrize(
    ("fault", "bodies", "promised"),
    [
        (Fault(reset=True), [], b"1000"),
        (Fault(truncate=2), [b'"a'], b"1002"),
        (Fault(truncate=0), [], b"1000"),
        (Fault(), [b'"abcdef"'], b"8"),
    ],
)
def test_an_answer_that_is_cut_off(fault: Fault, bodies: list[bytes], promised: bytes) -> None:
    app = serving(outcome="abcdef", options={"faults": lambda attempt: fault})
    start, *rest = messages(app)
    names = sorted(name for name, _ in start["headers"])
    assert names == [b"content-length", b"content-type", b"x-request-id"]
    assert dict(start["headers"])[b"content-length"] == promised
    assert [message["body"] for message in rest] == bodies
    assert all(message.get("more_body", False) is (fault != Fault()) for message in rest)


def test_a_failure_is_logged_by_its_operation(caplog: pytest.LogCaptureFixture) -> None:
    assert get(serving(outcome=ValueError("x"))).status_code == 500
    assert [record.getMessage() for record in caplog.records] == ["op failed"]


def test_a_client_that_went_away_gets_nothing() -> None:
    node = {"requestBody": {"content": {JSON: {"schema": {}}}}}
    app = serving(node, method="POST", body=Body((JSON,)))
    assert messages(app, "POST", gone="1") == []


def test_other_connections_than_http() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "lifespan.startup"}

    app = serving()
    asyncio.run(app({"type": "websocket"}, receive, send))
    assert sent.pop() == {"type": "websocket.close", "code": 1000}
    asyncio.run(app({"type": "other"}, receive, send))
    assert sent == []
    asyncio.run(app({"type": "lifespan"}, receive, send))
    assert [message["type"] for message in sent] == [
        "lifespan.startup.complete", "lifespan.shutdown.complete",
    ]  # fmt: skip


def test_an_observer_sees_what_was_decided() -> None:
    seen: list[Any] = []
    options = {"observer": seen.append, "limits": True, "clock": lambda: 0.0}
    app = serving(outcome=Refusal(409), limits=(Rule("op", 2, 60.0),), options=options)
    with calling(app) as client:
        client.get("/a")
        client.get("/none")
    first, second = seen
    assert (first.reply.status, first.refusal.status, first.left) == (409, 409, {"2 in 60 s": 1})
    assert first.call.operation.id == "op"
    assert (second.reply.status, second.call, second.left) == (404, None, {})


def test_items_go_out_as_they_come() -> None:
    async def items() -> AsyncIterator[int]:
        for number in range(3):
            yield number

    def listed() -> Iterator[int]:
        yield from range(2)

    media = "application/jsonl"
    node = {"responses": {"200": {"description": "", "content": {media: {"itemSchema": NUMBER}}}}}
    replies = (Reply((200,), media, item=lambda: int),)
    for outcome, lines in ((items(), b"0\n1\n2\n"), (listed(), b"0\n1\n"), ([7], b"7\n")):
        response = get(serving(node, outcome, replies=replies))
        assert (response.headers["content-type"], response.content) == (media, lines)
    app = serving(node, [7], replies=replies)
    assert get(app, method="HEAD").content == b""
    start, one, end = messages(app)
    assert b"content-length" not in dict(start["headers"])
    assert (one["body"], one["more_body"]) == (b"7\n", True)
    assert end == {"type": "http.response.body", "body": b""}


def test_a_server_path_of_its_own_is_served_too() -> None:
    api = Api("p", "t", "1", servers=(Server("https://x.test/v1"),))
    app = serving(outcome=1, api=api, servers=(Server("https://y.test/other"),))
    with calling(app) as client:
        assert [client.get(f"{base}/a").status_code for base in ("", "/v1", "/other", "/v2")] == [
            200, 200, 200, 404,
        ]  # fmt: skip
    assert json.loads(get(app).content) == 1
