"""Access tokens: when they are renewed, by whom, and what becomes of failures."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import pickle
import time
import traceback
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from itertools import count
from types import ModuleType
from typing import Any
from urllib.parse import quote, quote_plus, unquote

import pytest

from generator.runtime.access.grants import client_credentials
from generator.runtime.access.tokens import PATIENCE, Store, Token, store_for
from generator.runtime.client import AsyncBaseClient, BaseClient
from generator.runtime.client.clients import core_of
from generator.runtime.client.options import merge
from generator.runtime.ground.errors import (
    ApiError,
    BadRequest,
    ConnectionFailed,
    DeadlineExceeded,
    DecodeError,
    RedirectRefused,
    ServerError,
    Unauthorized,
    UsageError,
)
from generator.runtime.ground.operation import Api, Operation, Reply, Scheme, Server
from generator.runtime.ground.words import Join

from .conftest import Script, still

SECRET = "cs_live_very/secret+word"
TOKEN = "tok_of-one.hour~only/+"
SCHEME = Scheme(
    "client",
    "client_id",
    "oauth2",
    token_url="https://login.test/token?tenant=7",
    secret_argument="client_secret",
    grant=client_credentials,
)
API = Api("tokens", "Tokens", "1", (Server("https://api.test"),), (SCHEME,), (("client",),))
GET: Operation[int] = Operation(
    "get", "GET", "/n", replies=(Reply((200,), "application/json", lambda: int),)
)
POST: Operation[int] = Operation(
    "post", "POST", "/n", replies=(Reply((200,), "application/json", lambda: int),)
)
_ids = count()


class Login:
    """Both servers: counts token requests; answers as it is told."""

    def __init__(self, http: ModuleType, **more: Any) -> None:
        self.http = http
        self.more = more
        self.tokens = 0
        self.trouble: list[Any] = []
        self.refused: set[str] = set()
        self.sent: list[str] = []

    def __call__(self, request: Any) -> Any:
        if request.url.host == "login.test":
            if self.trouble:
                said = self.trouble.pop(0)
                if isinstance(said, Exception):
                    raise said
                return said
            self.tokens += 1
            return self.http.Response(200, json={"access_token": f"t{self.tokens}", **self.more})
        token = request.headers["authorization"].removeprefix("Bearer ")
        self.sent.append(token)
        return self.http.Response(401 if token in self.refused else 200, json=7)

    def client(self, kind: Any = BaseClient, **settings: Any) -> Any:
        given = {"client_id": f"id{next(_ids)}", "client_secret": SECRET}
        return kind(API, given, transport=self.http.MockTransport(self), **settings)


# When ----------------------------------------------------------------------------------------

LONG, BOL, SHORT = 3600.0, 299.0, 30.0


@pytest.mark.parametrize(
    ("lifetime", "left", "first", "others"),
    [
        # left: seconds before the end; first: what the first caller does; others: the rest
        (LONG, 3600, "use", "use"),
        (LONG, 120.1, "use", "use"),
        (LONG, 120, "renew", "use"),
        (LONG, 30.1, "renew", "use"),
        (LONG, 30, "renew", "wait"),
        (LONG, 0, "renew", "wait"),
        (LONG, -100, "renew", "wait"),
        (BOL, 299, "use", "use"),
        (BOL, 60, "use", "use"),
        (BOL, 59.8, "renew", "use"),
        (BOL, 15, "renew", "use"),
        (BOL, 14.9, "renew", "wait"),
        (SHORT, 6.1, "use", "use"),
        (SHORT, 6, "renew", "use"),
        (SHORT, 1.5, "renew", "wait"),
        (None, -1e9, "use", "use"),
    ],
)
def test_windows(lifetime: float | None, left: float, first: str, others: str) -> None:
    store = Store()
    claim = store.claim(0.0)
    assert claim.leads
    assert claim.flight is not None
    store.land(claim.flight, Token("t", lifetime, 0.0), 0.0)
    now = (lifetime or 0.0) - left

    def does() -> str:
        if store.fresh(now) is not None:
            return "use"
        found = store.claim(now)
        return "renew" if found.leads else "use" if found.token else "wait"

    assert [does(), does(), does()] == [first, others, others]


def test_a_renewal_ahead_of_time_that_fails_is_not_tried_again_at_once() -> None:
    store = Store()
    first = store.claim(0.0).flight
    assert first is not None
    store.land(first, Token("t", LONG, 0.0), 0.0)
    second = store.claim(3500.0).flight
    assert second is not None
    assert second.spare is not None
    store.land(second, BadRequest("no"), 3501.0)
    assert second.future.result() is None  # whoever waits looks again
    assert [store.claim(now).leads for now in (3501.0, 3505.9)] == [False, False]
    assert store.claim(3506.0).leads


def test_the_pause_of_a_short_token_is_short() -> None:
    store = Store()
    flight = store.claim(0.0).flight
    assert flight is not None
    store.land(flight, Token("t", 60.0, 0.0), 0.0)
    flight = store.claim(50.0).flight
    assert flight is not None
    store.land(flight, None, 50.0)
    assert not store.claim(50.4).leads
    assert store.claim(50.5).leads


def test_a_request_that_never_ends_is_taken_over() -> None:
    store = Store()
    stuck = store.claim(0.0).flight
    assert stuck is not None
    assert not store.claim(PATIENCE - 0.1).leads
    later = store.claim(PATIENCE)
    assert later.leads
    assert later.flight is not None
    store.land(stuck, Token("late", LONG, 0.0), PATIENCE)
    assert not store.claim(PATIENCE).leads
    store.land(later.flight, Token("t", LONG, PATIENCE), PATIENCE)
    token = store.fresh(PATIENCE + 1)
    assert token is not None
    assert token.value == "t"


def test_only_the_token_that_failed_is_dropped() -> None:
    store = Store()
    old, new = Token("old", LONG, 0.0), Token("new", LONG, 0.0)
    for token in (old, new):
        store.reject(token)
        flight = store.claim(0.0).flight
        assert flight is not None
        store.land(flight, token, 0.0)
        store.reject(old)
    assert store.fresh(1.0) is new


def test_who_shares_a_token() -> None:
    key = ("https://login.test", None, None, b"digest", ())
    assert store_for(key, None) is store_for(key, None)
    assert store_for((*key, 1), None) is not store_for(key, None)

    class Transport:
        pass

    transport = Transport()
    mine = store_for(key, transport)
    assert mine is store_for(key, transport)
    assert mine is not store_for(key, None)
    assert mine is not store_for(key, Transport())
    assert store_for(([],), None) is not store_for(([],), None)  # what can be no key


def test_the_shared_stores_are_bounded() -> None:
    first = store_for(("bounded", 0), None)
    for number in range(300):
        store_for(("bounded", number), None)
    assert store_for(("bounded", 0), None) is not first
    assert store_for(("bounded", 299), None) is store_for(("bounded", 299), None)


def test_a_forked_child_does_not_wait_for_its_parents_threads() -> None:
    store = Store()
    assert store.claim(0.0).leads
    store._lock.acquire()
    child = os.fork()
    if child == 0:
        os._exit(0 if store.claim(0.0).leads else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


# In calls ------------------------------------------------------------------------------------


def test_a_token_is_asked_for_once_and_renewed_ahead_of_time(http: ModuleType) -> None:
    login = Login(http, expires_in="299")
    client = login.client()
    clock = still(client)
    for passing in (0, 100, 100, 100):
        clock.now += passing
        assert client.call(GET, {}) == 7
    assert login.sent == ["t1", "t1", "t1", "t2"]
    assert login.tokens == 2


def test_clients_share_it_and_other_credentials_do_not(http: ModuleType) -> None:
    login = Login(http)
    transport = http.MockTransport(login)
    for given in (("a", "s"), ("a", "s"), ("a", "other"), ("b", "s")):
        credentials = dict(zip(("client_id", "client_secret"), given, strict=True))
        BaseClient(API, credentials, transport=transport).call(GET, {})
    BaseClient(API, {"client_id": "a", "client_secret": "s"}, transport=transport,
               scopes=["x"]).call(GET, {})  # fmt: skip

    async def main() -> None:
        client = AsyncBaseClient(API, {"client_id": "a", "client_secret": "s"}, transport=transport)
        await client.call(GET, {})

    asyncio.run(main())
    assert login.sent == ["t1", "t1", "t2", "t3", "t4", "t1"]


@pytest.mark.parametrize("given", ["transport", "http_client"])
def test_a_token_is_not_shared_with_who_sends_another_way(http: ModuleType, given: str) -> None:
    login = Login(http)
    credentials = {"client_id": f"id{next(_ids)}", "client_secret": SECRET}
    for _ in range(2):
        way: Any = http.MockTransport(login)
        settings = {given: way if given == "transport" else http.Client(transport=way)}
        BaseClient(API, credentials, **settings).call(GET, {})
    assert login.sent == ["t1", "t2"]


def test_what_another_client_renewed_is_used_at_once(http: ModuleType) -> None:
    login = Login(http)
    transport = http.MockTransport(login)
    credentials = {"client_id": f"id{next(_ids)}", "client_secret": SECRET}
    one, other = (BaseClient(API, credentials, transport=transport) for _ in range(2))
    one.call(GET, {})
    login.refused.add("t1")
    other.call(GET, {})
    one.call(GET, {})
    assert login.sent == ["t1", "t1", "t2", "t2"]


def test_without_expires_in_it_lives_until_it_is_refused(http: ModuleType) -> None:
    login = Login(http)
    client = login.client()
    clock = still(client)
    client.call(GET, {})
    clock.now += 1e8
    client.call(GET, {})
    login.refused.add("t1")
    assert client.call(POST, {}) == 7
    assert login.sent == ["t1", "t1", "t1", "t2"]
    client.call(POST, {})
    login.refused.add("t2")  # where it is at hand
    assert client.call(POST, {}) == 7
    assert login.sent[4:] == ["t2", "t2", "t3"]


@pytest.mark.parametrize("said", ["soon", True, None, [], "nan", "inf"])
def test_an_expires_in_that_says_nothing(http: ModuleType, said: Any) -> None:
    login = Login(http, expires_in=said)
    client = login.client()
    clock = still(client)
    client.call(GET, {})
    clock.now += 1e8
    client.call(GET, {})
    assert login.tokens == 1


@pytest.mark.parametrize("said", [0, -5, "0"])
def test_a_token_that_is_over_at_once_serves_one_call(http: ModuleType, said: Any) -> None:
    login = Login(http, expires_in=said)
    client = login.client()
    still(client)
    client.call(GET, {})
    client.call(GET, {})
    assert login.sent == ["t1", "t2"]


def test_a_second_401_is_raised_and_counts_as_no_retry(http: ModuleType) -> None:
    login = Login(http)
    login.refused |= {"t1", "t2", "t3"}
    client = login.client(retries=0)
    with pytest.raises(Unauthorized) as caught:
        client.call(POST, {})
    assert (caught.value.attempts, login.sent) == (2, ["t1", "t2"])


def test_the_same_token_again_is_no_renewal(http: ModuleType) -> None:
    login = Login(http)
    login.refused.add("t1")
    client = login.client()
    login.more["access_token"] = "t1"
    with pytest.raises(Unauthorized):
        client.call(GET, {})
    assert login.sent == ["t1"]


def test_retries_after_a_renewal_are_still_there(http: ModuleType) -> None:
    outcomes = [401, 500, 500, 200]

    def handle(request: Any) -> Any:
        if request.url.host == "login.test":
            return http.Response(200, json={"access_token": f"t{len(outcomes)}"})
        return http.Response(outcomes.pop(0), json=7)

    client = BaseClient(
        API, {"client_id": "again", "client_secret": "s"}, transport=http.MockTransport(handle)
    )
    still(client)
    assert client.call(GET, {}) == 7


def test_a_failed_renewal_ahead_of_time_is_logged_only(
    http: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    login = Login(http, expires_in=3600)
    client = login.client()
    clock = still(client)
    client.call(GET, {})
    clock.now += 3500
    login.trouble = [http.Response(503), http.Response(503)]
    for _ in range(3):
        assert client.call(GET, {}) == 7
    assert clock.waits == []  # one request, not repeated
    assert len(login.trouble) == 1
    assert [record.getMessage() for record in caplog.records] == [
        "get: 503 Service Unavailable: token endpoint https://login.test/token;"
        " going on with the token there is"
    ]
    clock.now += 5
    client.call(GET, {})
    assert login.trouble == []
    clock.now += 5
    client.call(GET, {})
    assert login.sent == ["t1"] * 5 + ["t2"]


def test_a_renewal_ahead_of_time_leaves_time_for_the_call(http: ModuleType) -> None:
    login = Login(http, expires_in=3600)
    client = login.client()
    clock = still(client)
    client.call(GET, {})
    clock.now += 3500
    seen: list[float] = []
    inner = login.__call__

    def handle(request: Any) -> Any:
        seen.append(request.extensions["timeout"].get("read"))
        return inner(request)

    client._pool._handlers.clear()
    client.core.wiring.transport.handler = handle
    client.call(GET, {}, {"deadline": 1.0})
    assert [round(timeout, 3) for timeout in seen] == [0.5, 1.0]


def test_a_token_request_is_repeated_like_a_get(http: ModuleType) -> None:
    login = Login(http)
    client = login.client()
    clock = still(client)
    login.trouble = [http.ReadError("reset"), http.Response(503, headers={"retry-after": "2"})]
    assert client.call(POST, {}) == 7
    assert clock.waits == [0.25, 2.4]
    for trouble, kind in ((http.Response(400), BadRequest), (http.Response(302), RedirectRefused)):
        client = login.client()
        still(client)
        login.trouble = [trouble]
        with pytest.raises(kind, match=r"token endpoint https://login.test/token"):
            client.call(GET, {})
    client = login.client(retries=1)
    clock = still(client)
    login.trouble = [http.Response(500), http.Response(500)]
    with pytest.raises(ServerError) as caught:
        client.call(GET, {})
    assert (caught.value.attempts, clock.waits) == (2, [0.25])
    client = login.client(retries=0)
    still(client)
    login.trouble = [http.ConnectError("refused")]
    with pytest.raises(ConnectionFailed, match=r"get: token endpoint https://login.test/token"):
        client.call(GET, {})


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"json": {"access_token": "", "expires_in": 9}}, "no access_token in the answer"),
        ({"json": {"access_token": 5}}, "no access_token in the answer"),
        ({"json": {"access_token": "a\nb"}}, "no access_token in the answer"),
        ({"json": ["x"]}, "no access_token in the answer"),
        ({"content": b"<html>"}, "the answer is no JSON"),
        ({"json": {"access_token": TOKEN, "token_type": "mac"}}, "the token is not of the type"),
        ({"json": {"access_token": TOKEN, "token_type": None}}, "the token is not of the type"),
    ],
)
def test_answers_without_a_token(http: ModuleType, answer: Any, why: str) -> None:
    login = Login(http)
    client = login.client()
    login.trouble = [http.Response(200, **answer)]
    with pytest.raises(DecodeError, match=why) as caught:
        client.call(GET, {})
    assert TOKEN not in repr(vars(caught.value))
    assert (caught.value.operation, caught.value.url) == ("get", "https://login.test/token")


def test_the_error_of_the_token_endpoint(http: ModuleType) -> None:
    login = Login(http)
    client = login.client()
    said = {"error": "invalid_scope", "error_description": f"{SECRET} may not"}
    login.trouble = [http.Response(400, json=said)]
    with pytest.raises(BadRequest) as caught:
        client.call(GET, {})
    error: ApiError = pickle.loads(pickle.dumps(caught.value))
    assert str(error) == (
        "get: 400 Bad Request: invalid_scope: token endpoint https://login.test/token: *** may not"
    )
    assert (error.code, error.method, error.attempts) == ("invalid_scope", "POST", 1)
    assert SECRET.encode() not in error.content


def test_what_cannot_be_asked_for_a_token() -> None:
    given = {"client_id": "a", "client_secret": "b"}
    for url in ("", "ftp://login.test/x", "https://user:pw@login.test/x"):
        api = API._replace(schemes=(SCHEME._replace(token_url=url),))
        with pytest.raises(UsageError, match="the token URL of client must be absolute"):
            BaseClient(api, given).call(GET, {})
    with pytest.raises(UsageError, match="give the client client_id=… and client_secret=…"):
        BaseClient(API, {"client_id": "a"}).call(GET, {})
    with pytest.raises(UsageError, match="scopes must be a list"):
        BaseClient(API, given, scopes="read")


def test_a_deadline_that_ends_while_another_call_gets_the_token(http: ModuleType) -> None:
    client = Login(http).client()
    source = core_of(client).source(SCHEME)
    assert source.store.claim(time.monotonic()).leads  # somebody is about it
    with pytest.raises(DeadlineExceeded, match=r"before a token did from https://login.test/token"):
        client.call(GET, {}, {"deadline": 0.2})


def test_the_leaders_own_deadline_is_not_its_followers(http: ModuleType) -> None:
    """Who waits takes over from a caller that was in a hurry."""
    login = Login(http)
    asked = asyncio.Event()

    async def slow(request: Any) -> Any:
        if request.url.host == "login.test" and login.tokens == 0:
            login.tokens += 1
            asked.set()
            await asyncio.Event().wait()  # for ever
        return login(request)

    async def main() -> None:
        client = AsyncBaseClient(
            API,
            {"client_id": "hurry", "client_secret": "s"},
            transport=http.MockTransport(slow),
        )
        hurried = asyncio.create_task(client.call(GET, {}, {"deadline": 0.3}))
        await asked.wait()
        patient = asyncio.create_task(client.call(GET, {}))
        with pytest.raises(DeadlineExceeded):
            await hurried
        assert await asyncio.wait_for(patient, 30) == 7

    asyncio.run(main())


def waiting(client: Any, **options: Any) -> Any:
    """Two flows by hand: one asks for a token, the other waits for it."""
    core = core_of(client)
    leader, follower = (core.run(core, merge(client._settings, options), GET, {}) for _ in range(2))
    exchange: Any = next(leader)
    join = next(follower)
    assert exchange.token
    assert isinstance(join, Join)
    return leader, follower, join


def outcome_of(flow: Any, answer: Any) -> Any:
    """What a flow comes to when it is sent this; its next effect, if there is one."""
    try:
        return flow.send(answer)
    except StopIteration as stop:
        return stop.value


def test_who_waits_gets_the_token_that_comes(http: ModuleType) -> None:
    leader, follower, join = waiting(Login(http).client())
    sent = outcome_of(leader, http.Response(200, json={"access_token": "t9"}))
    assert sent.request.headers["authorization"] == "Bearer t9"
    sent = outcome_of(follower, join.future.result(0))
    assert sent.request.headers["authorization"] == "Bearer t9"
    assert outcome_of(follower, http.Response(200, json=7)).value == 7


@pytest.mark.parametrize("options", [{}, {"deadline": 20.0}])
def test_who_waits_gets_the_failure_that_comes(http: ModuleType, options: Any) -> None:
    """An error of its own, which names its own call."""
    leader, follower, join = waiting(Login(http).client(), retries=0, **options)
    with pytest.raises(Unauthorized) as first:
        outcome_of(leader, http.Response(401, json={"error": "invalid_client"}))
    with pytest.raises(Unauthorized, match="invalid_client") as second:
        outcome_of(follower, join.future.result(0))
    assert second.value is not first.value
    assert second.value.operation == "get"


def test_who_waits_asks_when_nothing_comes(http: ModuleType) -> None:
    """The wait is over, and nobody is about it any more."""
    leader, follower, join = waiting(Login(http).client())
    leader.close()
    assert outcome_of(follower, None).token
    follower.close()
    assert join.future.done()


def test_a_token_that_is_used_again_is_hidden_again(http: ModuleType) -> None:
    """Of what passes by, the last ones are known: a token is in use for longer."""
    login = Login(http)
    client = login.client()
    client.call(GET, {})
    mask = core_of(client).mask
    for number in range(40):
        mask.learn(f"passes by {number}", passing=True)
    assert mask("t1 is shown") == "t1 is shown"  # too short to be hidden, which shows the way
    store = core_of(client).source(SCHEME).store
    store.token.value = "a-long-token"
    assert mask("a-long-token") == "a-long-token"
    client.call(GET, {})
    assert mask("a-long-token") == "***"


def test_an_error_that_only_looks_like_json(http: ModuleType) -> None:
    login = Login(http)
    login.trouble = [http.Response(400, content=b"{no")]
    with pytest.raises(BadRequest, match=r"token endpoint https://login.test/token") as caught:
        login.client().call(GET, {})
    assert caught.value.body == "{no"


def test_a_token_and_a_function_together(http: ModuleType) -> None:
    """The function is asked at each call, the token once."""
    login, asked = Login(http), count()
    key = Scheme("key", "key", "key", "header", "X-Key")
    api = API._replace(schemes=(SCHEME, key), security=(("client", "key"),))
    seen: list[str] = []

    def handle(request: Any) -> Any:
        seen.append(request.headers.get("x-key", ""))
        return login(request)

    given = {"client_id": f"id{next(_ids)}", "client_secret": SECRET}
    given["key"] = lambda: f"key-{next(asked)}"  # type: ignore[assignment]
    client = BaseClient(api, given, transport=http.MockTransport(handle))
    assert [client.call(GET, {}) for _ in range(2)] == [7, 7]
    assert (login.tokens, seen) == (1, ["", "key-0", "key-1"])


def test_a_flow_that_is_given_up_lets_the_others_go_on(http: ModuleType) -> None:
    """Whatever ends the leader: KeyboardInterrupt in its thread, or just being forgotten."""
    login = Login(http)
    client = login.client()
    store = core_of(client).source(SCHEME).store
    login.trouble = [KeyboardInterrupt()]

    def handle(request: Any) -> Any:
        if login.trouble:
            raise login.trouble.pop()
        return login(request)

    client.core.wiring.transport.handler = handle
    with pytest.raises(KeyboardInterrupt):
        client.call(GET, {})
    assert store._flight is None
    core = core_of(client)
    flow = core.run(core, client._settings, GET, {})
    next(flow)
    assert store._flight is not None
    del flow
    gc.collect()
    assert store._flight is None
    assert client.call(GET, {}) == 7


# Functions -----------------------------------------------------------------------------------

KEYED = API._replace(schemes=(Scheme("key", "key", "bearer"),), security=(("key",),))


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_function_is_asked_again_after_401(http: ModuleType, asynchronous: bool) -> None:
    keys = iter(["old", "new", "new"])
    login = Login(http)
    login.refused.add("old")
    transport = http.MockTransport(login)
    if asynchronous:

        async def key() -> str:
            return next(keys)

        async def main() -> int:
            return await AsyncBaseClient(KEYED, {"key": key}, transport=transport).call(POST, {})

        assert asyncio.run(main()) == 7
    else:
        client = BaseClient(KEYED, {"key": lambda: next(keys)}, transport=transport)
        assert client.call(POST, {}) == 7
    assert login.sent == ["old", "new"]
    assert next(keys) == "new"  # asked twice: not again before the repeat


def test_a_function_that_gives_the_same_again_and_a_plain_key_are_not_repeated(
    http: ModuleType,
) -> None:
    for key in (lambda: "old", "old"):
        login = Login(http)
        login.refused.add("old")
        client = BaseClient(KEYED, {"key": key}, transport=http.MockTransport(login))
        with pytest.raises(Unauthorized) as caught:
            client.call(GET, {})
        assert (login.sent, caught.value.attempts) == (["old"], 1)


def test_a_function_for_a_part_of_the_url_is_asked_again_too(http: ModuleType) -> None:
    shops = iter(["one", "two"])
    api = KEYED._replace(
        schemes=(),
        security=(),
        servers=(Server("https://api.test/{shop}", {"shop": None}, {"shop": "shop"}),),
    )
    server = Script(http, (401, {}), (200, 7))
    client = BaseClient(api, {"shop": lambda: next(shops)}, transport=server.transport)
    assert client.call(GET, {}) == 7
    assert [request.url.path for request in server.requests] == ["/one/n", "/two/n"]


# Secrets -------------------------------------------------------------------------------------

PAIR = f"hidden-id:{quote_plus(SECRET)}"
FORMS = (
    SECRET,
    quote(SECRET, safe=""),
    "hidden-id",
    TOKEN,
    quote(TOKEN, safe=""),
    b64encode(PAIR.encode()).decode(),
)


def hidden(text: object, *, issued: bool = True) -> None:
    for form in FORMS:
        assert form not in str(text) or (not issued and TOKEN in (form, unquote(form)))


@pytest.mark.parametrize("by_function", [False, True])
@pytest.mark.parametrize("at", ["login.test", "api.test"])
@pytest.mark.parametrize(
    "trouble",
    [
        (500, {"error": f"{SECRET} {TOKEN}", "error_description": f"hidden-id {SECRET}"}),
        (302, b"", {"location": f"https://evil.test/?token={quote(TOKEN, safe='')}"}),
        (200, b"["),
        (200, {"access_token": TOKEN, "token_type": "mac"}),
        lambda m: m.ConnectError(f"no way to {SECRET} with {TOKEN}"),
        lambda m: m.ReadTimeout(TOKEN),
        lambda m: OSError(b64encode(PAIR.encode()).decode()),
    ],
)
def test_secrets_are_shown_nowhere(
    http: ModuleType,
    caplog: pytest.LogCaptureFixture,
    trouble: Any,
    at: str,
    by_function: bool,
) -> None:
    said = trouble(http) if callable(trouble) else trouble
    fine: Callable[[Any], Any] = Script(http, (200, {"access_token": TOKEN}))
    broken = Script(http, said)

    def handle(request: Any) -> Any:
        return (broken if request.url.host == at else fine)(request)

    given: dict[str, Any] = {"client_id": "hidden-id", "client_secret": SECRET}
    if by_function:
        given = {name: (lambda value=value: value) for name, value in given.items()}
    client = BaseClient(API, given, transport=http.MockTransport(handle))
    still(client)
    with caplog.at_level(logging.DEBUG), pytest.raises(ApiError) as caught:
        client.call(GET, {})
    error = caught.value
    clean = partial(hidden, issued=at == "api.test")
    clean(caplog.text)
    clean(error)
    clean(repr(error))
    clean(error.args)
    clean({k: v for k, v in vars(error).items() if k not in ("headers", "content", "body")})
    if at == "login.test":
        clean(vars(error))
        clean(pickle.dumps(error))
    printed = traceback.TracebackException.from_exception(error, capture_locals=True)
    shown = "".join(printed.format())
    for line in shown.splitlines():
        if not line.strip().startswith(("said =", "trouble =", "given =", "body =", "content =")):
            clean(line)
    source = core_of(client).source(SCHEME)
    for thing in (source, source.store, Token(TOKEN, None, 0), core_of(client).bound[GET]):
        clean(repr(thing))


def test_reprs_and_join() -> None:
    store = Store()
    flight = store.claim(0.0).flight
    assert flight is not None
    join = Join(flight.future, 0.0)
    assert join.wait() is None
    store.land(flight, Token(TOKEN, None, 0.0), 0.0)
    assert join.wait().value == TOKEN


def test_a_function_beside_a_token_is_asked_for_each_call(http: ModuleType) -> None:
    """The token is kept; what a function gives is not."""
    keys = count()
    seen: list[tuple[str, str]] = []

    def handle(request: Any) -> Any:
        if request.url.host == "login.test":
            return http.Response(200, json={"access_token": "t", "expires_in": 3600})
        seen.append((request.headers["authorization"], request.headers["x-key"]))
        return http.Response(200, json=7)

    api = API._replace(
        schemes=(SCHEME, Scheme("key", "key", "key", "header", "X-Key")),
        security=(("client", "key"),),
    )
    given = {
        "client_id": f"id{next(_ids)}", "client_secret": SECRET, "key": lambda: f"k{next(keys)}"
    }  # fmt: skip
    client = BaseClient(api, given, transport=http.MockTransport(handle))
    for _ in range(3):
        assert client.call(GET, {}) == 7
    assert seen == [("Bearer t", f"k{number}") for number in range(3)]
