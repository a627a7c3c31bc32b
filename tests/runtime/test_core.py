"""What the calls of one client share: addresses, credentials by operation, where secrets may go."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.call.core import Core
from generator.runtime.call.plan import plan_of
from generator.runtime.ground.errors import UsageError
from generator.runtime.ground.http import Endpoint, library_of
from generator.runtime.ground.operation import Operation, Param, Retry, Scheme, Server
from generator.runtime.ground.settings import Settings

from .sdk import API

SCHEMES = (
    Scheme("query", "key", "key", "query", "api key"),
    Scheme("asked", "other", "key", "query", "sig"),
    Scheme("header", "third", "key", "header", "X-Key"),
)
API3 = API._replace(schemes=SCHEMES, security=(("query", "asked", "header"),))
GIVEN = {"key": "k1", "other": lambda: "k2", "third": lambda: "k3"}


def core(api: Any = API, given: Any = None, url: str | None = None) -> Core:
    return Core(api, {"key": "k1"} if given is None else given, url, library_of())


def bound(made: Core, op: Operation[Any]) -> Any:
    return made.bind(op, plan_of(op))


def test_query_names_that_carry_credentials() -> None:
    made, op = core(API3, GIVEN), Operation[Any]("op", "GET", "/x")
    assert made.credential_names(op) == frozenset()  # nothing was ever sent
    bound(made, op)
    assert made.credential_names(op) == {"api%20key", "sig"}


def test_what_is_bound_is_kept() -> None:
    made = core()
    ops = [Operation[Any](f"op{number}", "GET", "/x") for number in range(100)]
    kept = [bound(made, op) for op in ops]
    assert [made.bound[op] for op in ops] == kept


@pytest.mark.parametrize(
    ("method", "header", "key"),
    [
        ("POST", "K", "K"),
        ("PATCH", "K", "K"),
        ("PUT", "K", None),
        ("GET", "K", None),
        ("POST", None, None),
    ],
)
def test_which_calls_get_a_key_of_our_own(method: str, header: str | None, key: str | None) -> None:
    op = Operation[Any]("op", method, "/x", retry=Retry(idempotency_header=header))
    assert bound(core(), op).key_header == key


@pytest.mark.parametrize(
    ("own", "params", "argument"),
    [
        (None, (Param("id", "header", "X-Id"),), False),
        ("X-Id", (), False),
        ("X-ID", (Param("id", "header", "x-id"),), True),
        ("X-Id", (Param("id", "query", "X-Id"),), False),
        ("X-Id", (Param("id", "header", "X-Other"),), False),
    ],
)
def test_an_id_may_be_an_argument(own: str | None, params: Any, argument: bool) -> None:
    made = core(API._replace(request_id_header=own))
    found = bound(made, Operation[Any]("op", "GET", "/x", params=params))
    assert found.id_argument is argument
    assert found.id_header == (own.encode() if own else None)


def test_who_says_that_he_asks() -> None:
    assert core(API._replace(user_agent="own/1")).user_agent == b"own/1"
    assert core(API._replace(user_agent=None)).user_agent == f"{API.package}/{API.version}".encode()


SERVERS = Server("https://first.test/a"), Server("https://second.test/b")


@pytest.mark.parametrize(
    ("url", "servers", "option", "origin", "prefix"),
    [
        (None, (), None, "https://api.shop.test", None),
        (None, SERVERS, None, "https://first.test", "/a"),
        ("https://own.test/o/", SERVERS, None, "https://own.test", "/o"),
        ("https://own.test", (), None, "https://own.test", ""),
        (None, SERVERS, "https://call.test/c", "https://call.test", "/c"),
    ],
)
def test_where_a_call_goes(
    url: str | None, servers: Any, option: str | None, origin: str, prefix: str | None
) -> None:
    made, op = core(url=url), Operation[Any]("op", "GET", "/x", servers=servers)
    settings = Settings()
    settings.base_url = option
    for _ in range(2):  # unbound, then bound
        address = made.address_for(settings) if option else made.address_of(op)
        assert address.endpoint is not None
        assert address.endpoint.origin == origin
        assert prefix is None or made.path_template(settings, op) == prefix
        if not option:
            assert bound(made, op).address.endpoint.origin == origin


def test_urls_that_calls_name_are_kept_but_not_all_for_ever() -> None:
    made, settings = core(), Settings()
    assert made.address_for(settings) is made.address
    found = []
    for number in range(64):
        settings.base_url = f"https://h{number}.test"
        found.append(made.address_for(settings))
    settings.base_url = "https://h0.test"
    assert made.address_for(settings) is found[0]
    settings.base_url = "https://one-more.test"
    made.address_for(settings)
    settings.base_url = "https://h0.test"
    assert made.address_for(settings) is not found[0]
    settings.base_url = "none"
    assert made.path_template(settings, Operation("op", "GET", "/x")) == ""


@pytest.mark.parametrize(
    ("token_url", "said", "own", "leads", "refused"),
    [
        ("https://login.test/token", None, None, "https://api.shop.test", False),
        ("https://login.test/token", None, None, "https://evil.test", True),
        ("https://login.test/token", None, None, "https://login.test", False),
        ("https://login.test/token", None, "https://proxy.test", "https://proxy.test", True),
        ("https://login.test/token", "https://own.test/token", None, "https://evil.test", False),
        ("/token", None, None, "https://evil.test", False),  # that of whatever server is used
        (None, None, None, "https://evil.test", False),
    ],
)
def test_a_secret_for_one_server_goes_to_no_other(
    token_url: str | None, said: str | None, own: str | None, leads: str, refused: bool
) -> None:
    made = core(url=own)
    made.token_url = said
    scheme = Scheme("client", "id", "oauth2", token_url=token_url, secret_argument="secret")
    endpoint = Endpoint(library_of(), leads)
    if refused:
        with pytest.raises(UsageError, match=r"would go to https://login\.test/token"):
            made.check_token_url(scheme, endpoint)
    else:
        made.check_token_url(scheme, endpoint)
