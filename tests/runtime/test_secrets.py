"""A known secret appears nowhere that people or tools look."""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
import subprocess
import sys
import traceback
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest

from generator.runtime.call.plan import plan_of
from generator.runtime.call.request import Draft
from generator.runtime.client import Response, raw
from generator.runtime.client.clients import core_of
from generator.runtime.ground.errors import ApiError
from generator.runtime.ground.operation import Operation, Param, Reply, Scheme, Server
from generator.runtime.ground.secret import Masker, SecretValue
from generator.runtime.ground.settings import Settings

from .conftest import Script, still
from .sdk import API, KEY, PASSWORD, AsyncClient, Client, product
from .test_faults import Server as Loopback
from .test_faults import head, says

ROOT = Path(__file__).parents[2]

FORMS = (KEY, quote(KEY, safe=""), PASSWORD, b64encode(f"user:{PASSWORD}".encode()).decode())

EVERYWHERE = API._replace(
    schemes=(
        API.schemes[0],
        Scheme("query", "key", "key", "query", "api_key"),
        Scheme("header", "key", "key", "header", "X-Key"),
        Scheme("cookie", "key", "key", "cookie", "sid"),
        Scheme("basic", "login", "basic", wire="X-Login"),
    ),
    security=(("bearer", "query", "header", "cookie", "basic"),),
)


class Everywhere(Client):
    def __init__(self, **settings: Any) -> None:
        key = settings.pop("key", KEY)
        super(Client, self).__init__(
            EVERYWHERE, {"key": key, "login": ("user", PASSWORD)}, **settings
        )


def clean(text: object) -> None:
    shown = str(text)
    for form in FORMS:
        assert form not in shown


OP: Operation[Any] = Operation(
    "op",
    "GET",
    "/x",
    params=(Param("q", "query"),),
    replies=(Reply((200,), "application/json", lambda: int),),
)

TROUBLES: list[Any] = [
    (500, {"error": {"message": f"bad key {KEY}", "code": KEY}}),
    (401, {"error": {"message": f"bad login {FORMS[3]}", "code": "login"}}),
    (302, b"", {"location": f"https://evil.test/?api_key={quote(KEY, safe='')}"}),
    (200, b"<html>", {"content-type": "text/html"}),
    (200, b"[", {"content-type": "application/json"}),
    (200, b'"text"', {"content-type": "application/json"}),
    lambda m: m.ConnectError(f"cannot reach https://h.test/{KEY}"),
    lambda m: m.ReadTimeout("slow"),
    lambda m: m.RemoteProtocolError(f"odd answer to {quote(KEY, safe='')}"),
    lambda m: m.LocalProtocolError("odd"),
    lambda m: OSError(KEY),
]


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("key", [KEY, lambda: KEY], ids=["value", "function"])
def test_errors_and_logs(
    http: ModuleType, caplog: pytest.LogCaptureFixture, trouble: Any, key: Any
) -> None:
    answer = trouble(http) if callable(trouble) else trouble
    client = Everywhere(key=key, transport=Script(http, answer).transport)
    still(client)
    with caplog.at_level(logging.DEBUG), pytest.raises(ApiError) as caught:
        client.call(OP, {"q": "a private word"})
    error = caught.value
    assert "op: GET https://api.shop.test/v3/public/***/x?q=***&api_key=*** -> " in caplog.text
    clean(caplog.text)
    assert "a private word" not in caplog.text
    clean(error)
    clean(repr(error))
    clean(error.url)
    clean(error.args)
    clean({k: v for k, v in vars(error).items() if k not in ("headers", "content", "body")})
    if not error.content:
        clean(pickle.dumps(error))
    # Tools such as Sentry print tracebacks with the local variables of every frame.
    printed = traceback.TracebackException.from_exception(error, capture_locals=True)
    lines = "".join(printed.format())
    for line in lines.splitlines():
        if not line.strip().startswith(("answer =", "trouble =", "body =", "key =")):
            clean(line)


def test_an_asynchronous_client_too(http: ModuleType, caplog: pytest.LogCaptureFixture) -> None:
    async def key() -> str:
        return KEY

    async def main() -> None:
        server = Script(http, http.ConnectError("no"))
        client = AsyncClient(key=key, transport=server.transport)
        still(client)
        await client.products.get("p")

    with caplog.at_level(logging.DEBUG), pytest.raises(ApiError) as caught:
        asyncio.run(main())
    printed = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    clean("".join(printed.format()))
    clean(caplog.text)


@pytest.mark.parametrize("way", ["pool", "transport", "client"])
def test_what_the_library_itself_logs(
    http: ModuleType, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    """URLs that a client which was handed in logs, and headers that a vendor sends back."""
    body = json.dumps({"data": product()}).encode()
    echo = f"Location: /x?api_key={quote(KEY, safe='')}\r\n"
    server = Loopback(says(head(len(body), more=echo) + body))
    settings: dict[str, Any] = {}
    if way == "transport":
        settings["transport"] = http.HTTPTransport(trust_env=False)
    elif way == "client":
        settings["http_client"] = http.Client(trust_env=False)
    try:
        base = f"http://127.0.0.1:{server.port}/{{publishable_key}}"
        with (
            caplog.at_level(logging.DEBUG),
            Everywhere(base_url=base, trust_env=False, **settings) as client,
        ):
            assert client.products.get("p1").id == "p1"
    finally:
        server.stop()
        if "http_client" in settings:
            settings["http_client"].close()
    assert "send_request_headers" in caplog.text
    assert ("HTTP Request: GET" in caplog.text) == (way == "client")
    assert "/x?api_key=***" in caplog.text
    clean(caplog.text)


def test_reprs(script: Callable[..., Script]) -> None:
    server = script((200, {"data": product()}))
    client = Everywhere(transport=server.transport)
    response: Response[Any] = raw(client.products.get)("p")
    core = core_of(client)
    operation = plan_of(OP)
    bound = core.bind(OP, operation)
    things: list[Any] = [
        client,
        client.with_options(headers={"authorization": KEY}),
        response,
        pickle.dumps(response),
        core,
        core.keyring,
        core.mask,
        core.address,
        core.address.endpoint,
        bound,
        bound.fixed,
        core.keyring.access(EVERYWHERE, OP),
        core.keyring.get("key"),
        Draft(core, Settings(), OP, operation, bound, {}, None),
        core.wiring,
        response.headers,
    ]
    for thing in things:
        clean(repr(thing))
    assert repr(client) == "<Everywhere https://api.shop.test/v3/public/{publishable_key}>"
    clean(repr(Client(base_url=f"https://h.test/{quote(KEY, safe='')}")))
    clean(repr(Client(proxy=f"http://user:{PASSWORD}@proxy.test")._core.wiring))


def test_a_mistake_in_a_call_shows_no_credential() -> None:
    client = Everywhere(key=lambda: f"{KEY}\n")
    with pytest.raises(ApiError) as caught:
        client.call(OP, {"q": "x"})
    printed = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    clean("".join(printed.format()))
    api = API._replace(servers=(Server("https://{key}.test", {"key": None}, {"key": "key"}),))
    with pytest.raises(ApiError) as caught:
        Client(key=lambda: KEY, api=api).call(OP, {})
    printed = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    clean("".join(printed.format()))


def test_secret_values() -> None:
    secret = SecretValue(KEY)
    assert secret.reveal() == KEY
    clean(repr(secret))
    clean(f"{secret}")
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(secret)


def test_masks() -> None:
    mask = Masker()
    mask.learn("abcd")
    mask.learn("abcdef")
    mask.learn("abc")  # too short: it would eat into ordinary words
    assert mask("x abcdef abcd abc") == "x *** *** abc"
    for number in range(40):
        mask.learn(f"passing-{number:02}", passing=True)
    assert mask("abcd passing-39 passing-08 passing-07") == "*** *** *** passing-07"
    assert repr(mask) == "<Masker of 34>"


def test_masks_that_overlap_leave_no_end_of_either() -> None:
    """Whatever order a set has: neither `e` nor `a` of the two stays readable."""
    mask = Masker()
    for value in ("abcd", "bcde", "cdxy"):
        mask.learn(value)
    assert mask("-abcde-") == "-***-"
    assert mask("-abcdxy-abcdabcd-bcde") == "-***-******-***"
    assert mask("aaaa") == "aaaa"
    mask.learn("aaaa")
    assert mask("baaaaaab aaaaa") == "b***b ***"


def test_masks_do_not_depend_on_the_seed_of_hashes() -> None:
    code = (
        "from generator.runtime.ground.secret import Masker\n"
        "mask = Masker()\n"
        "for n in range(40): mask.learn(f'{n:02}ab{n:02}cd'); mask.learn(f'ab{n:02}cd{n:02}')\n"
        "print(mask(' '.join(f'{n:02}ab{n:02}cd{n:02}' for n in range(40))))\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "2", "3")
    }  # fmt: skip
    assert said == {" ".join(["***"] * 40) + "\n"}


@pytest.mark.parametrize(
    ("secret", "form"),
    [("pass word/1", "pass+word%2F1"), ("pass word/1", "pass%20word%2F1"), ("a&b=c d", "a%26b%3Dc+d"), ("äöü", "%C3%A4%C3%B6%C3%BC")],
)  # fmt: skip
def test_masks_know_a_secret_in_every_encoding(secret: str, form: str) -> None:
    mask = Masker()
    mask.learn(f"x{secret}")
    assert mask(f"q=x{form}&z=1") == "q=***&z=1"
    assert mask(f"q=x{secret}.") == "q=***."


def test_logs_show_allowed_headers_only(
    script: Callable[..., Script], caplog: pytest.LogCaptureFixture
) -> None:
    headers = {"content-type": "application/json", "set-cookie": "sid=1", "etag": "e7"}
    server = script((500, {}), (200, {"data": []}, headers))
    client = Client(transport=server.transport)
    still(client)
    with caplog.at_level(logging.DEBUG, logger="sdk"):
        client.products.list(page=2, per_page=5, category="secret")
    first, wait, second = [record.getMessage() for record in caplog.records]
    assert first.startswith(
        "listProducts: GET https://api.shop.test/v3/public/***/products"
        "?page=2&perPage=5&category=*** -> 500 (attempt 1)"
    )
    assert wait == "listProducts: again in 0.250 s"
    assert "etag: e7" in second
    assert "sid" not in second
    assert {record.name for record in caplog.records} == {"sdk"}


def test_silent_by_default(
    script: Callable[..., Script], capfd: pytest.CaptureFixture[str]
) -> None:
    server = script((500, {}), (200, {"data": product()}))
    client = Client(transport=server.transport)
    still(client)
    client.products.get("p")
    assert capfd.readouterr() == ("", "")
