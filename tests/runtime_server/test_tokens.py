"""The token endpoint and what is let in, in the process: every answer of RFC 6749, 5.1 and 5.2."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import pytest

from generator.runtime.ground.operation import Api, Operation, Scheme
from generator.runtime.server import Application
from generator.runtime.server.app import tokens
from tests.runtime_server.support import calling

SCHEME = Scheme("client", "client", "oauth2", token_url="https://login.example.com/oauth/token?v=1")
CREDENTIALS = "grant_type=client_credentials&client_id=me&client_secret=p%26w+d"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def vendor(clock: Clock | None = None, said: Any = None, **options: Any) -> Application:
    answer = {"200": {"description": "", "content": {"application/json": {"example": 7}}}}
    document: dict[str, Any] = {"openapi": "3.1.0", "paths": {"/n": {"get": {"responses": answer}}}}
    if said is not None:
        document["x-sandbox"] = {"token": said}
    operation = Operation[Any]("number", "GET", "/n", security=(("client",),))
    api = Api(
        "p",
        "t",
        "1",
        schemes=(SCHEME, Scheme("key", "key", "bearer"), Scheme("by", "by", "oauth2")),
    )
    options.setdefault("credentials", {"me:p&w d"})
    return Application(api, (operation,), document, clock=clock or Clock(), **options)


def basic(pair: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


def asked(
    content: str = CREDENTIALS, headers: dict[str, str] | None = None, query: str = "", **said: Any
) -> httpx.Response:
    with calling(vendor(**said)) as client:
        del client.headers["authorization"]
        return client.post(f"/oauth/token{query}", content=content, headers=headers or {})


def test_tokens_are_issued_where_the_document_says_at_which_url() -> None:
    app = vendor()
    assert set(app.issuers) == {"client"}
    with calling(app) as client:
        assert client.post("/", content=CREDENTIALS).status_code == 404


def test_a_token_and_what_is_said_of_it() -> None:
    response = asked()
    said = response.json()
    assert len(said.pop("access_token")) == 32
    assert said == {"token_type": "Bearer", "expires_in": 300}
    assert response.headers["content-type"] == "application/json"
    assert (response.headers["cache-control"], response.headers["pragma"]) == (
        "no-store",
        "no-cache",
    )
    assert "www-authenticate" not in response.headers


@pytest.mark.parametrize(
    ("said", "options", "content", "lifetime", "scope"),
    [
        ({"lifetime": 60}, {}, CREDENTIALS, 60, None),
        ({"lifetime": 60}, {"token_lifetime": 90.9}, CREDENTIALS, 90, None),
        ({"scope": "a b"}, {}, CREDENTIALS, 300, "a b"),
        ({"scope": "a b"}, {}, f"{CREDENTIALS}&scope=c", 300, "c"),
        ({"scope": "a b"}, {}, f"{CREDENTIALS}&scope=", 300, "a b"),
        (5, {}, f"{CREDENTIALS}&scope=c+d", 300, "c d"),
    ],
)
def test_how_long_it_lives_and_what_it_is_for(
    said: Any, options: dict[str, Any], content: str, lifetime: int, scope: str | None
) -> None:
    told = asked(content, said=said, **options).json()
    assert (told["expires_in"], told.get("scope")) == (lifetime, scope)


@pytest.mark.parametrize(
    ("content", "headers", "query", "status", "error", "words"),
    [
        ("grant_type=client_credentials", basic("me:p%26w+d"), "", 200, None, None),
        ("", basic("me:p%26w%20d"), "?grant_type=client_credentials", 200, None, None),
        ("grant_type=client_credentials", {"authorization": "bAsIc  " + basic("me:p%26w+d")[
            "authorization"][6:] + " "}, "", 200, None, None),
        ("grant_type=client_credentials&client_id=x&client_secret=y", basic("me:p%26w+d"), "", 200,
         None, None),
        (CREDENTIALS.replace("me", "you"), {}, "", 401, "invalid_client", "Bad client credentials"),
        ("grant_type=client_credentials&client_id=me", {}, "", 401, "invalid_client",
         "Bad client credentials"),
        ("grant_type=client_credentials&client_secret=x", {}, "", 401, "invalid_client",
         "Bad client credentials"),
        ("grant_type=client_credentials", {}, "", 401, "invalid_client", "Bad client credentials"),
        ("grant_type=client_credentials", basic(":p"), "", 401, "invalid_client",
         "Bad client credentials"),
        ("grant_type=client_credentials", basic("me"), "", 401, "invalid_client",
         "Bad client credentials"),
        ("grant_type=client_credentials", {"authorization": "Bearer x"}, "", 401, "invalid_client",
         "Bad client credentials"),
        ("grant_type=client_credentials", {"authorization": "Bearer " + basic("me:p%26w+d")[
            "authorization"][6:]}, "", 401, "invalid_client", "Bad client credentials"),
        (CREDENTIALS, {"authorization": "Basic !"}, "", 200, None, None),
        (CREDENTIALS + "".join(f"&f{n}=1" for n in range(200)), {}, "", 200, None, None),
        (CREDENTIALS, {}, "?" + "".join(f"&f{n}=1" for n in range(200)), 200, None, None),
        ("grant_type=password&client_id=me", {}, "", 400, "unsupported_grant_type",
         "Only client_credentials is known."),
        ("client_id=me", {}, "", 400, "invalid_request", "The grant_type is missing."),
        ("grant_type=", {}, "", 400, "invalid_request", "The grant_type is missing."),
        (f"{CREDENTIALS}&client_id=me", {}, "", 400, "invalid_request",
         "A parameter is there twice."),
        (CREDENTIALS, {}, "?client_id=me", 400, "invalid_request",
         "Credentials do not belong into the query."),
        (CREDENTIALS, {}, "?client_secret=", 400, "invalid_request",
         "Credentials do not belong into the query."),
        (CREDENTIALS, {}, "?x=1&x=2", 200, None, None),
    ],
)  # fmt: skip
def test_a_token_request(
    content: str,
    headers: dict[str, str],
    query: str,
    status: int,
    error: str | None,
    words: str | None,
) -> None:
    response = asked(content, headers, query)
    assert response.status_code == status
    assert (response.json().get("error"), response.json().get("error_description")) == (
        error,
        words,
    )
    assert response.headers["cache-control"] == "no-store"
    challenge = 'Basic realm="token"' if status == 401 else None
    assert response.headers.get("www-authenticate") == challenge


def test_anybody_gets_one_where_no_credentials_are_known() -> None:
    assert asked(CREDENTIALS.replace("me", "you"), credentials=None).status_code == 200
    assert asked("grant_type=client_credentials", credentials=None).status_code == 401


def test_a_function_says_who_gets_one() -> None:
    seen: list[tuple[str, str]] = []

    def known(scheme: str, pair: str) -> bool:
        seen.append((scheme, pair))
        return pair.startswith("me:")

    assert asked(credentials=known).status_code == 200
    assert asked(CREDENTIALS.replace("me", "you"), credentials=known).status_code == 401
    assert seen == [("client", "me:p&w d"), ("client", "you:p&w d")]


@pytest.mark.parametrize("size", [1 << 16, (1 << 16) + 1])
def test_a_token_request_is_bounded(size: int) -> None:
    content = f"{CREDENTIALS}&x=".ljust(size, "y")
    assert asked(content).status_code == (200 if size == 1 << 16 else 413)


def test_only_posts_are_counted_and_answered() -> None:
    app = vendor()
    with calling(app) as client:
        response = client.get("/oauth/token")
        assert (response.status_code, response.headers["allow"]) == (405, "POST")
        client.post("/oauth/token", content="x=1")
        client.post("/oauth/token", content=CREDENTIALS)
    assert app.issuers["client"].requests == 2
    assert list(app.issuers) == ["client"]
    assert app.issuers["client"].name == "client"


def test_tokens_are_good_until_they_expire_or_are_revoked() -> None:
    clock = Clock()
    app = vendor(clock)
    issuer = app.issuers["client"]
    with calling(app) as client:
        one, two, three = (
            client.post("/oauth/token", content=CREDENTIALS).json()["access_token"]
            for _ in range(3)
        )

        def let_in(token: str) -> bool:
            headers = {"authorization": f"Bearer {token}"}
            return client.get("/n", headers=headers).status_code == 200

        assert [let_in(token) for token in (one, two, "other")] == [True, True, False]
        assert (issuer.owner(one), issuer.owner("other")) == ("me", None)
        issuer.revoke(one)
        issuer.revoke("other")
        assert [let_in(token) for token in (one, two, three)] == [False, True, True]
        clock.now += 299.9
        assert let_in(two)
        clock.now += 0.1
        assert not let_in(two)
        assert issuer.owner(two) == "me", "whose it was is still known"
        fresh = client.post("/oauth/token", content=CREDENTIALS).json()["access_token"]
        assert let_in(fresh)
        issuer.revoke()
        assert not let_in(fresh)
        assert issuer.owner(two) is None


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({}, 401),
        ({"issued_tokens_only": False}, 401),
        ({"credentials": None}, 200),
        ({"credentials": None, "issued_tokens_only": True}, 401),
        ({"credentials": {"me:p&w d", "fixed"}}, 401),
    ],
)
def test_whether_other_tokens_are_let_in(options: dict[str, Any], status: int) -> None:
    with calling(vendor(**options)) as client:
        headers = {"authorization": "Bearer stranger"}
        assert client.get("/n", headers=headers).status_code == status


def test_a_fixed_token_may_be_known_beside_those_that_are_issued() -> None:
    with calling(vendor(credentials={"me:p&w d", "fixed"})) as client:
        assert client.get("/n", headers={"authorization": "Bearer fixed"}).status_code == 200


def test_expired_tokens_are_forgotten_when_there_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_KEPT", 2)
    clock = Clock()
    app = vendor(clock)
    issuer = app.issuers["client"]
    with calling(app) as client:

        def token() -> str:
            said = json.loads(client.post("/oauth/token", content=CREDENTIALS).content)
            return str(said["access_token"])

        first = token()
        clock.now += 300
        second = token()
        assert issuer.owner(first) == "me"
        third = token()
        assert [issuer.owner(one) for one in (first, second, third)] == [None, "me", "me"]
