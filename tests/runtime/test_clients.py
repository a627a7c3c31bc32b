"""A client as it is made: which settings it takes, what views and modes share, what it is called."""

from __future__ import annotations

import copy
import pickle
from math import inf
from types import ModuleType
from typing import Any

import pytest

from generator.runtime import Breaker, raw
from generator.runtime.client.clients import (
    client_of,
    core_of,
    in_mode,
    settings_of,
    whole_settings,
)
from generator.runtime.ground.errors import UsageError
from generator.runtime.ground.operation import Operation

from .conftest import Script
from .sdk import API, KEY, AsyncClient, Client, product

OP: Operation[Any] = Operation("op", "GET", "/x")
KINDS = pytest.mark.parametrize("kind", [Client, AsyncClient])


class Hook:
    def on_call(self, call: Any) -> None:
        pass


class Late:
    def on_attempt(self, attempt: Any) -> None:
        pass


@KINDS
@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"timeot": 5}, "there is no setting timeot; did you mean timeout?"),
        ({"keyy": "k"}, "there is no setting keyy; did you mean key?"),
        ({"accept": "a/b"}, "accept is for a call: options={…}, or client.with_options(…)."),
        ({"hooks": "x"}, "hooks must be a list, not text"),
        ({"scopes": "a b"}, "scopes must be a list, not text"),
        ({"hooks": [Hook(), object()]}, "object is no hook: see `hooks.Hook`"),
        ({"base_url": 5}, "base_url must be text, not int"),
        ({"timeout": 0}, "a time must be a positive number of seconds, not 0"),
        ({"limits": 5}, "limits must be Limits(…), not 5"),
        ({"http2": 1}, "http2 must be True or False, not 1"),
        ({"trust_env": None}, "trust_env must be True or False, not None"),
        ({"limiter": object()}, "limiter must be a MemoryLimiter, a RedisLimiter or None"),
        ({"engine": "curl"}, "no engine 'curl'"),
    ],
)
def test_what_it_does_not_take(kind: Any, settings: Any, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        kind(**settings)
    assert refused.value.message.startswith(message)
    assert KEY not in refused.value.message


@KINDS
def test_what_it_takes(kind: Any) -> None:
    hooks, breaker = [Hook(), Late()], Breaker()
    made = kind(
        hooks=hooks, breaker=breaker, scopes=["a", "b"], token_url="https://t.test", retries=7,
        deadline=None, timeout=None, wait=False, base_url="https://own.test/",
    )  # fmt: skip
    core, settings = core_of(made), settings_of(made)
    assert (core.hooks, core.breaker, core.scopes) == (tuple(hooks), breaker, ("a", "b"))
    assert core.token_url == "https://t.test"
    assert (settings.retries, settings.deadline, settings.wait) == (7, None, 0.0)
    assert settings.timeouts["read"] == 30.0  # None: as it is without
    assert core.address.endpoint is not None
    assert core.address.endpoint.origin == "https://own.test"
    assert settings.base_url is None  # it is the client's, and no call's
    bare = kind(hooks=None, scopes=None)
    assert (core_of(bare).hooks, core_of(bare).scopes) == ((), None)
    assert settings_of(bare).wait == inf
    assert settings_of(bare).deadline is not None  # the operation's own


@KINDS
def test_views_copies_and_modes_share_the_client(kind: Any) -> None:
    made = kind()
    view = made.with_options(retries=9)
    assert type(view) is kind
    assert core_of(view) is core_of(made)
    assert (settings_of(view).retries, settings_of(made).retries) == (9, None)
    for twin in (copy.copy(view), copy.deepcopy(view)):
        assert twin is not view
        assert core_of(twin) is core_of(made)
        assert settings_of(twin) is settings_of(view)
    method = in_mode(view.products.get, "raw")
    owner = client_of(method)
    assert (core_of(owner), settings_of(owner)) == (core_of(made), settings_of(view))
    assert client_of(made.call) is made
    for wrong in (len, lambda: None, "x".upper):
        with pytest.raises(UsageError, match="pass a method of a client"):
            in_mode(wrong, "raw")
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(made)
    assert dict(made.drift) == {}


@KINDS
def test_lists_and_processes_are_raw_or_nothing_else(kind: Any) -> None:
    made = kind(retries=5)
    settings, is_raw = whole_settings(made, OP, None)
    assert (settings.retries, is_raw) == (5, False)
    settings, is_raw = whole_settings(client_of(in_mode(made.call, "raw")), OP, {"retries": 2})
    assert (settings.retries, is_raw) == (2, True)
    for mode in ("stream", "later"):
        with pytest.raises(UsageError, match="op: is neither streamed nor sent in the background"):
            whole_settings(client_of(in_mode(made.call, mode)), OP, None)


@KINDS
def test_what_it_is_called(kind: Any) -> None:
    made = kind(base_url="https://own.test/v1")
    assert repr(made) == f"<{kind.__name__} https://own.test/v1>"
    assert repr(made.products) == (
        f"<{type(made.products).__name__} of {made!r}: "
        + ("get, list, create, delete>" if kind is Client else "get, list, create>")
    )
    core_of(made).closed = True
    assert repr(made) == f"<{kind.__name__} https://own.test/v1 (closed)>"
    hidden = kind(base_url=f"https://own.test/{KEY}")
    assert KEY not in repr(hidden)


def test_a_mode_gives_the_whole_response_and_options_hold_for_one_call(http: ModuleType) -> None:
    server = Script(http, (200, {"data": product()}))
    client = Client(transport=server.transport, api=API)
    response = raw(client.products.get)("p", options={"headers": {"x-a": "1"}})
    assert (response.status, response.value.id) == (200, "p1")
    assert server.last.headers["x-a"] == "1"
    assert client.products.get("p").id == "p1"
    assert "x-a" not in server.last.headers
