"""Credentials: where each kind stands, which of several alternatives is met, what is refused."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from generator.runtime.access.auth import Keyring, Placed
from generator.runtime.ground.errors import UsageError
from generator.runtime.ground.operation import Operation, Scheme

from .sdk import API

LOGIN = b64encode(b"user:pw").decode()


def shown(placed: Placed) -> tuple[Any, ...]:
    return placed.headers, placed.query, placed.cookies, placed.form


@pytest.mark.parametrize(
    ("scheme", "secret", "headers", "query", "cookies", "form"),
    [
        (Scheme("s", "a", "bearer"), "t", [(b"Authorization", b"Bearer t")], [], [], []),
        (Scheme("s", "a", "oauth2"), "t", [(b"Authorization", b"Bearer t")], [], [], []),
        (Scheme("s", "a", "basic"), "user:pw", [(b"Authorization", f"Basic {LOGIN}".encode())], [], [], []),
        (Scheme("s", "a", "basic", wire="X-Login"), "user:pw", [(b"X-Login", f"Basic {LOGIN}".encode())], [], [], []),
        (Scheme("s", "a", "key", "header", "X-Key"), "k", [(b"X-Key", b"k")], [], [], []),
        (Scheme("s", "a", "key", "query", "api key"), "k&l", [], [("api%20key", "api%20key=k%26l")], [], []),
        (Scheme("s", "a", "key", "cookie", "s id"), "k;l", [], [], ["s%20id=k%3Bl"], []),
        (Scheme("s", "a", "key", "form", "token"), "k l", [], [], [], [("token", "k l")]),
        (Scheme("s", "a", "mutual-tls"), "", [], [], [], []),
    ],
)  # fmt: skip
def test_where_a_credential_stands(
    scheme: Scheme, secret: str, headers: Any, query: Any, cookies: Any, form: Any
) -> None:
    placed = Placed()
    placed.add(scheme, secret)
    assert shown(placed) == (headers, query, cookies, form)
    again, other = Placed(), Placed()
    again.add(scheme, secret)
    other.add(scheme, f"{secret}x")
    assert placed.same(again)
    assert placed.same(other) is (scheme.kind == "mutual-tls")
    assert repr(placed) == "<Placed>"


@pytest.mark.parametrize("secret", ["a\nb", "a\rb", "ü", "a\x00", "a\x7f"])
@pytest.mark.parametrize("kind", ["bearer", "key"])
def test_what_no_header_can_hold_is_refused_and_not_shown(kind: Any, secret: str) -> None:
    with pytest.raises(UsageError) as refused:
        Placed().add(Scheme("s", "api_key", kind, "header", "X-Key"), secret)
    assert refused.value.message == "api_key holds characters no header can"


def test_a_key_of_another_kind_is_refused_wherever_it_comes_from() -> None:
    scheme = Scheme("s", "public_key", "key", "query", "k", foreign=("sk_", "rk_"))
    api = API._replace(schemes=(scheme,), security=(("s",),))
    for secret in ("sk_1", "rk_1"):
        with pytest.raises(UsageError, match=f"public_key begins with '{secret[:3]}'"):
            Placed().add(scheme, secret)
        with pytest.raises(UsageError, match="was not sent"):
            Keyring(api, {"public_key": secret})
    Keyring(api, {"public_key": "pk_sk_"})


SCHEMES = (
    Scheme("key", "key", "key", "header", "X-Key"),
    Scheme("login", "login", "basic"),
    Scheme("client", "client_id", "oauth2", secret_argument="client_secret"),
    Scheme("tls", "", "mutual-tls"),
)


@pytest.mark.parametrize(
    ("security", "given", "met"),
    [
        ((("key",), ("login",)), {"key": "k"}, ["key"]),
        ((("key",), ("login",)), {"login": "u:p"}, ["login"]),
        ((("key",), ("login",)), {"key": "k", "login": "u:p"}, ["key"]),  # the first
        ((("key", "login"), ("key",)), {"key": "k"}, ["key"]),
        ((("key", "login"),), {"key": "k", "login": "u:p"}, ["key", "login"]),
        ((("client",),), {"client_id": "i", "client_secret": "s"}, ["client"]),
        (((), ("key",)), {"key": "k"}, ["key"]),  # nobody is anonymous who need not be
        (((), ("key",)), {}, []),
        ((("key",), ()), {}, []),
        (((),), {}, []),
        ((), {}, []),
        ((("tls",),), {}, ["tls"]),
        ((("key", "tls"),), {"key": "k"}, ["key", "tls"]),
    ],
)
def test_which_alternative_is_met(security: Any, given: dict[str, Any], met: list[str]) -> None:
    api = API._replace(schemes=SCHEMES, security=security)
    ring = Keyring(api, given)
    own = Operation[Any]("op", "GET", "/x", security=security)
    for where, op in (
        (api, Operation[Any]("op", "GET", "/x")),
        (API._replace(schemes=SCHEMES), own),
    ):
        assert [scheme.name for scheme, _ in ring.access(where, op).schemes] == met
    none = Operation[Any]("op", "GET", "/x", security=())
    assert ring.access(api, none).schemes == ()


@pytest.mark.parametrize(
    ("security", "given", "message"),
    [
        ((("key",),), {}, "needs credentials: give the client key=…"),
        ((("key",), ("login",)), {}, "needs credentials: give the client key=… or login=…"),
        ((("key", "login"),), {"key": "k"}, "needs credentials: give the client key=… and login=…"),
        ((("client",),), {"client_id": "i"},
         "needs credentials: give the client client_id=… and client_secret=…"),
        ((("key",), ("key",)), {}, "needs credentials: give the client key=…"),
        ((("key",),), {"key": None}, "needs credentials: give the client key=…"),
    ],
)  # fmt: skip
def test_what_to_give(security: Any, given: dict[str, Any], message: str) -> None:
    api = API._replace(schemes=SCHEMES, security=security)
    with pytest.raises(UsageError) as refused:
        Keyring(api, given).access(api, Operation("op", "GET", "/x"))
    assert refused.value.message == message


@pytest.mark.parametrize(
    ("value", "said"), [("", "an empty string"), (5, "int"), (b"k", "bytes"), (["k"], "list")]
)
def test_what_is_no_credential(value: Any, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        Keyring(API._replace(schemes=SCHEMES), {"key": value})
    assert refused.value.message == (
        f"key must be text (not empty) or a function that returns it, not {said}"
    )


def test_what_is_masked() -> None:
    ring = Keyring(
        API._replace(schemes=SCHEMES),
        {
            "key": "key-word", "login": ("user", "pass-word"), "client_id": "id-word",
            "client_secret": "secret-word", "tenant": "tenant-word",
        },
    )  # fmt: skip
    login = b64encode(b"user:pass-word").decode()
    for secret in ("key-word", "user:pass-word", login, "id-word", "secret-word"):
        assert ring.masker(f"<{secret}>") == "<***>"
    assert ring.masker("tenant-word") == "tenant-word"  # a server variable is no secret
    found = ring.get("login")
    assert found is not None
    assert found.value is not None
    assert found.value.reveal() == "user:pass-word"
    assert ring.get("none") is None
    asked = Keyring(API, {"key": lambda: "k"}).get("key")
    assert asked is not None
    assert (asked.value, asked.ask is not None) == (None, True)
    assert repr(ring) == "<Keyring key, login, client_id, client_secret, tenant>"
