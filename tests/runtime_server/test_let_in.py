"""Where a request goes and whom it comes from: routes and credentials, row by row."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from generator.runtime.ground.operation import Api, Operation, Scheme, Server
from generator.runtime.server import Application, Refusal
from generator.runtime.server.app.auth import Guard
from generator.runtime.server.app.parameters import Source
from generator.runtime.server.app.responses import Responses
from generator.runtime.server.app.routing import Match, Router
from generator.runtime.server.app.styles import Pairs
from generator.runtime.server.schemas.document import Document
from generator.runtime.server.schemas.generate import Generator
from tests.runtime_server.support import calling
from tests.runtime_server.test_incoming import request


def routed(routes: list[str], method: str, path: str, *servers: Server) -> Any:
    router = Router[str](servers)
    for route in routes:
        router.add(*route.split(" ", 1), route)
    return router.match(method, path)


@pytest.mark.parametrize(
    ("routes", "path", "target", "values"),
    [
        (["get /a"], "/a", "get /a", {}),
        (["GET /"], "/", "GET /", {}),
        (["GET /"], "", "GET /", {}),
        (["GET /a/"], "/a/", "GET /a/", {}),
        (["GET /a/"], "/a", None, {}),
        (["GET /a"], "a", "GET /a", {}),
        (["GET /{x}"], "/a%2Fb", "GET /{x}", {"x": "a%2Fb"}),
        (["GET /{x}"], "/", None, {}),
        (["GET /{x}/b"], "//b", None, {}),
        (["GET /a%20b"], "/a b", "GET /a%20b", {}),
        (["GET /{x}.{y}"], "/a.", None, {}),
        (["GET /{x}.{y}"], "/a.b.c", "GET /{x}.{y}", {"x": "a.b", "y": "c"}),
        (["GET /{x}:{y}"], "/a:b", "GET /{x}:{y}", {"x": "a", "y": "b"}),
        (["GET /v{x}", "GET /v{x}beta"], "/v1beta", "GET /v{x}beta", {"x": "1"}),
        (["GET /v{x}beta", "GET /v{x}"], "/v1beta", "GET /v{x}beta", {"x": "1"}),
        (["GET /v{x}", "POST /v{y}"], "/v1", "GET /v{x}", {"x": "1"}),
        (["GET /{x}", "GET /v{x}"], "/v1", "GET /v{x}", {"x": "1"}),
        (["GET /{x}", "GET /v1"], "/v1", "GET /v1", {}),
        (["GET /x(y){z}"], "/x(y)1", "GET /x(y){z}", {"z": "1"}),
        (["GET /{x}+1"], "/a+1", "GET /{x}+1", {"x": "a"}),
        (["GET /a.b"], "/aXb", None, {}),
        (["GET /a{x}.b"], "/a1Xb", None, {}),
        (["GET /{x}/..{y}"], "/a/..b", "GET /{x}/..{y}", {"x": "a", "y": "b"}),
        (["GET /{x}"], "/%2E", None, {}),
        (["GET /{x}"], "/...", "GET /{x}", {"x": "..."}),
    ],
)
def test_where_a_path_leads(routes: list[str], path: str, target: Any, values: Any) -> None:
    match = routed(routes, "GET", path)
    if target is None:
        assert match is None
    else:
        assert (match.target, match.values, match.server) == (target, values, {})


@pytest.mark.parametrize(
    ("method", "target", "allow", "allowed"),
    [
        ("GET", "GET /a", (), ["OPTIONS"]),
        ("HEAD", "GET /a", (), ["OPTIONS"]),
        ("PUT", "PUT /{x}", (), ["OPTIONS"]),
        ("POST", None, ("GET",), ["GET", "HEAD", "OPTIONS"]),
        ("OPTIONS", None, ("GET",), ["GET", "HEAD", "OPTIONS"]),
    ],
)
def test_methods(method: str, target: Any, allow: Any, allowed: Any) -> None:
    match: Match[str] = routed(["GET /a", "PUT /{x}"], method, "/a")
    assert (match.target, match.allow, match.allowed()) == (target, allow, allowed)
    own = routed(["HEAD /b", "GET /b"], "HEAD", "/b")
    assert own.target == "HEAD /b"


@pytest.mark.parametrize(
    ("servers", "path", "target", "server"),
    [
        ([Server("https://a.test/v1")], "/v1/a", "GET /a", {}),
        ([Server("https://a.test/v1")], "/a", "GET /a", {}),
        ([Server("https://a.test/v1")], "/v2/a", None, {}),
        ([Server("https://a.test/v1")], "/v1/v1/a", None, {}),
        ([Server("https://a.test/v1/")], "/v1/a", "GET /a", {}),
        ([Server("https://a.test/v1?x=1#y")], "/v1/a", "GET /a", {}),
        ([Server("https://{h}.test:{port}/v1")], "/v1/a", "GET /a", {}),
        ([Server("/v1")], "/v1/a", "GET /a", {}),
        ([Server("https://a.test")], "/a", "GET /a", {}),
        ([Server("https://a.test/")], "/a", "GET /a", {}),
        ([Server("/v1"), Server("/v2")], "/v2/a", "GET /a", {}),
        ([Server("/v1/{t}")], "/v1/x%20y/a", "GET /a", {"t": "x y"}),
        ([Server("/{t}/v1")], "/x/v1/a", "GET /a", {"t": "x"}),
        ([Server("/{t}")], "/x/a", "GET /a", {"t": "x"}),
        ([Server("/{t}", {"t": "p/q"})], "/p/q/a", "GET /a", {"t": "p/q"}),
        ([Server("/{t}", {"t": "/p/q/"})], "/p/q/a", "GET /a", {"t": "/p/q/"}),
        ([Server("/{t}", {"t": "one"}, {}, {"t": ("one", "p/q")})], "/p/q/a", "GET /a", {"t": "p/q"}),
        ([Server("/v1")], "/v1", "GET /", {}),
        ([Server("/v1")], "/v1/", "GET /", {}),
    ],
)  # fmt: skip
def test_below_the_path_of_a_server(
    servers: list[Server], path: str, target: Any, server: dict[str, str]
) -> None:
    match = routed(["GET /a", "GET /"], "GET", path, *servers)
    found = (match.target, match.server) if match else (None, {})
    assert found == (target, server)


def test_a_server_has_so_many_paths_and_no_more() -> None:
    values = tuple(f"p/{number}" for number in range(100))
    server = Server("/v1/{t}", {"t": None}, {}, {"t": values})
    assert routed(["GET /a"], "GET", "/v1/p/50/a", server).server == {"t": "p/50"}
    assert routed(["GET /a"], "GET", "/v1/p/99/a", server) is None


# Credentials -----------------------------------------------------------------------------------

BEARER = Scheme("b", "b", "bearer")
BASIC = Scheme("basic", "basic", "basic")
HEADER = Scheme("h", "h", "key", "header", "X-Key")
QUERY = Scheme("q", "q", "key", "query", "token")
COOKIE = Scheme("c", "c", "key", "cookie", "sid")
FORM = Scheme("f", "f", "key", "form", "token")
TLS = Scheme("t", "t", "mutual-tls")
ALL = {scheme.name: scheme for scheme in (BEARER, BASIC, HEADER, QUERY, COOKIE, FORM, TLS)}


class Issued:
    """Tokens of one client."""

    strict = True

    def admits(self, token: str) -> bool:
        return token == "good"

    def owner(self, token: str) -> str | None:
        return "me" if token in ("good", "old") else None


def guard(
    alternatives: list[tuple[str, ...]],
    responses: dict[str, Any] | None = None,
    credentials: Any = None,
    api: dict[str, Any] | None = None,
    schemes: dict[str, Scheme] | None = None,
    issuers: Any = None,
) -> Guard:
    document = Document({"paths": {"/a": {"get": {"responses": responses or {}}}}})
    known = tuple((schemes or ALL).values())
    operation = Operation[Any]("op", "GET", "/a", security=tuple(alternatives))
    node = document.operation(operation)[1]
    told = Responses(document, node, Generator(document))
    whole = Api("p", 'The "Shop"\n', "1", schemes=known, **(api or {}))
    return Guard(whole, operation, told, credentials, issuers or {})


def source(headers: dict[str, str] | None = None, query: str = "") -> Source:
    fields = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    return Source(request(headers=fields, query_string=query.encode()), {})


def pair(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("scheme", "headers", "query", "credential"),
    [
        ("b", {"authorization": "Bearer x.Y_~+/-=="}, "", "x.Y_~+/-=="),
        ("b", {"authorization": "bearer  x "}, "", "x"),
        ("b", {"authorization": "Bearer x y"}, "", None),
        ("b", {"authorization": "Basic x"}, "", None),
        ("b", {}, "", None),
        ("basic", {"authorization": f"Basic {pair('u:p:q')}"}, "", "u:p:q"),
        ("basic", {"authorization": f"basic {pair('u')}"}, "", None),
        ("basic", {"authorization": "Bearer x"}, "", None),
        ("h", {"x-key": " k "}, "", "k"),
        ("h", {"x-key": ""}, "", None),
        ("q", {}, "token=a%20b", "a b"),
        ("q", {}, "token=a&token=b", None),
        ("q", {}, "token=", None),
        ("q", {}, "token=%FF", None),
        ("q", {}, "other=x", None),
        ("q", {}, "%FF=x", None),
        ("c", {"cookie": "sid=x; other=y"}, "", "x"),
        ("c", {"cookie": "other=y"}, "", None),
        ("t", {}, "", ""),
    ],
)
def test_a_credential_in_its_place(
    scheme: str, headers: dict[str, str], query: str, credential: str | None
) -> None:
    made = guard([(scheme,)])
    if credential is None:
        with pytest.raises(Refusal, match="401"):
            made.admit(source(headers, query))
    else:
        assert made.admit(source(headers, query)) == {scheme: credential}
        assert made.who(source(headers, query)) == credential


@pytest.mark.parametrize(
    ("alternatives", "headers", "given"),
    [
        ([], {}, {}),
        ([()], {}, {}),
        ([("b",), ()], {"authorization": "Bearer x"}, {"b": "x"}),
        ([("b",), ("h",)], {"x-key": "k"}, {"h": "k"}),
        ([("b", "h")], {"authorization": "Bearer x", "x-key": "k"}, {"b": "x", "h": "k"}),
        ([("b", "h")], {"x-key": "k"}, None),
        ([("b", "none")], {"authorization": "Bearer x"}, {"b": "x"}),
        ([("b", "h"), ("c",)], {"x-key": "k", "cookie": "sid=s"}, {"c": "s"}),
    ],
)
def test_alternatives_of_schemes(
    alternatives: list[tuple[str, ...]], headers: dict[str, str], given: Any
) -> None:
    made = guard(alternatives)
    if given is None:
        with pytest.raises(Refusal, match="401"):
            made.admit(source(headers))
    else:
        assert made.admit(source(headers)) == given


def test_requirements_of_the_api_hold_where_an_operation_has_none() -> None:
    def app(security: Any) -> Application:
        operation = Operation[Any]("op", "GET", "/a", security=security)
        document = {"openapi": "3.1.0", "paths": {"/a": {"get": {"responses": {"204": {}}}}}}
        return Application(
            Api("p", "t", "1", schemes=(BEARER,), security=(("b",),)), (operation,), document
        )

    for security, status in ((None, 401), ((), 204), (((),), 204), ((("b",),), 401)):
        with calling(app(security)) as client:
            del client.headers["authorization"]
            assert client.get("/a").status_code == status


def named(name: str) -> dict[str, Any]:
    return {"description": "", "content": {"a/b": {"examples": {name: {"value": "x"}}}}}


@pytest.mark.parametrize(
    ("responses", "missing", "wrong"),
    [
        ({}, 401, 401),
        ({"401": {}}, 401, 401),
        ({"403": {}}, 403, 403),
        ({"401": {}, "403": {}}, 401, 401),
        ({"4XX": {}}, 401, 401),
        ({"403": named("missing-credentials")}, 403, 403),
        ({"401": {}, "403": named("missing-credentials")}, 403, 401),
        ({"401": {}, "404": named("wrong-credentials")}, 401, 404),
        ({"500": named("wrong-credentials")}, 401, 401),
    ],
)
def test_the_status_for_what_is_missing_and_what_is_wrong(
    responses: Any, missing: int, wrong: int
) -> None:
    made = guard([("b",)], responses, credentials={"good"})
    for headers, status, reason in (
        ({}, missing, "missing-credentials"),
        ({"authorization": "Bearer bad"}, wrong, "wrong-credentials"),
    ):
        with pytest.raises(Refusal) as told:
            made.admit(source(headers))
        refusal = told.value
        assert (refusal.status, refusal.reason) == (status, reason)
        assert ("www-authenticate" in refusal.headers) is (status == 401)
    assert made.admit(source({"authorization": "Bearer good"})) == {"b": "good"}


@pytest.mark.parametrize(
    ("alternatives", "headers", "challenge"),
    [
        ([("b",)], {}, 'Bearer realm="The Shop"'),
        ([("b",)], {"authorization": "Bearer bad"}, 'Bearer realm="The Shop", error="invalid_token"'),
        ([("basic",)], {"authorization": f"Basic {pair('u:p')}"}, 'Basic realm="The Shop"'),
        ([("h",), ("c",)], {}, 'ApiKey realm="The Shop"'),
        ([("b", "t"), ("basic",), ("b",)], {}, 'Bearer realm="The Shop", Basic realm="The Shop"'),
        ([("b",), ("h",)], {"x-key": "bad"},
         'Bearer realm="The Shop", error="invalid_token", ApiKey realm="The Shop"'),
    ],
)  # fmt: skip
def test_a_challenge_for_each_scheme(
    alternatives: list[tuple[str, ...]], headers: dict[str, str], challenge: str
) -> None:
    with pytest.raises(Refusal) as told:
        guard(alternatives, credentials={"good"}).admit(source(headers))
    refusal = told.value
    assert refusal.headers == {"www-authenticate": challenge}


def test_a_scheme_without_a_challenge() -> None:
    with pytest.raises(Refusal) as told:
        guard([("t", "f")]).admit(source())
    refusal = told.value
    assert refusal.headers == {"www-authenticate": 'ApiKey realm="The Shop"'}
    assert guard([("t",)], credentials={"other"}).admit(source()) == {"t": ""}


@pytest.mark.parametrize(
    ("alternatives", "media", "wants"),
    [
        ([("f",)], None, True),
        ([("f",)], "application/json", True),
        ([("b",), ("f",)], None, True),
        ([("q",)], "application/x-www-form-urlencoded; charset=x", True),
        ([("q",)], "Application/X-WWW-form-urlencoded", True),
        ([("q",)], "application/json", False),
        ([("q",)], None, False),
        ([("h",)], "application/x-www-form-urlencoded", False),
    ],
)
def test_a_form_may_hold_a_credential(
    alternatives: list[tuple[str, ...]], media: str | None, wants: bool
) -> None:
    made = guard(alternatives)
    assert made.wants_form(source({"content-type": media} if media else {}).request) is wants


def test_credentials_in_a_form() -> None:
    form = Pairs.parse("token=x%20y")
    for scheme in ("f", "q"):
        assert guard([(scheme,)]).admit(source(), form) == {scheme: "x y"}
    assert guard([("q",)]).admit(source(query="token=z"), form) == {"q": "z"}
    for scheme, given in (
        ("f", None),
        ("q", None),
        ("c", form),
        ("f", Pairs.parse("token=a&token=b")),
    ):
        with pytest.raises(Refusal, match="401"):
            guard([(scheme,)]).admit(source(), given)


def test_the_same_credential_in_the_url() -> None:
    server = Server("/{k}/x", {"k": None}, {"k": "key"})
    made = guard(
        [("h",)], api={"servers": (server,)},
        schemes={"h": Scheme("h", "key", "key", "header", "X-Key")},
    )  # fmt: skip
    made.agree({"h": "a"}, {"k": "a"})
    made.agree({"h": "a"}, {})
    made.agree({"other": "a"}, {"k": "b"})
    with pytest.raises(Refusal, match="401"):
        made.agree({"h": "a"}, {"k": "b"})


def test_a_key_of_another_kind_is_none() -> None:
    foreign = {"b": Scheme("b", "b", "bearer", foreign=("sk_", "rk_"))}
    made = guard([("b",)], schemes=foreign)
    assert made.admit(source({"authorization": "Bearer pk_1"})) == {"b": "pk_1"}
    for wrong in ("sk_1", "rk_1"):
        with pytest.raises(Refusal, match="401"):
            made.admit(source({"authorization": f"Bearer {wrong}"}))


def test_issued_tokens_and_whose_they_are() -> None:
    issuers = {"b": Issued()}
    made = guard([("b",)], issuers=issuers)
    good, old, other = (
        source({"authorization": f"Bearer {word}"}) for word in ("good", "old", "other")
    )
    assert made.admit(good) == {"b": "good"}
    for wrong in (old, other):
        with pytest.raises(Refusal, match="401"):
            made.admit(wrong)
    assert [made.who(one) for one in (good, old, other)] == ["me", "me", "other"]
    beside = guard([("b",)], issuers=issuers, credentials={"other"})
    assert beside.admit(other) == {"b": "other"}
    with pytest.raises(Refusal, match="401"):
        beside.admit(old)
    loose = Issued()
    loose.strict = False
    assert guard([("b",)], issuers={"b": loose}).admit(other) == {"b": "other"}


@pytest.mark.parametrize(("path", "status"), [("/x/a", 200), ("/y/a", 401), ("/a", 200)])
def test_a_credential_that_stands_in_the_url_too_is_the_same_there(path: str, status: int) -> None:
    server = Server("https://v.test/{own}", {"own": None}, {"own": "key"})
    schemes = (Scheme("scheme", "key", "bearer"), Scheme("own", "other", "bearer"))
    api = Api("p", "t", "1", servers=(server,), schemes=schemes)
    operation = Operation[Any]("op", "GET", "/a", security=(("scheme",),))
    document = {"paths": {"/a": {"get": {"responses": {"200": {"description": ""}}}}}}
    with calling(Application(api, (operation,), document)) as client:
        found = client.get(path, headers={"authorization": "Bearer x"})
    assert found.status_code == status


def test_who_calls_is_told_by_all_schemes() -> None:
    made = guard([("b",), ("h", "b")])
    assert made.who(source({"authorization": "Bearer x", "x-key": "k"})) == "x k"
    assert made.who(source({"x-key": "k"})) == " k"
