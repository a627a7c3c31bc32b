"""Requests to the vendors written out by hand.

Unlike the other tests these do not read the documents: they say what the vendors'
own calls look like. A change here is a change of what a vendor gets.
"""

from __future__ import annotations

import asyncio
import base64
import inspect
import json
import warnings
from typing import Any

import pytest

from tests.behaviour.shop import Exchange, Recorder
from tests.vendors import golden_bol, golden_retail_rocket, golden_retailcrm, golden_shoprocket
from tests.vendors.golden import Form, Golden
from tests.vendors.package import Package

TABLES: list[tuple[str, dict[str, str], dict[str, Golden]]] = [
    (golden_bol.PACKAGE, golden_bol.CREDENTIALS, golden_bol.GOLDEN),
    (
        golden_retail_rocket.PACKAGE,
        golden_retail_rocket.CREDENTIALS,
        golden_retail_rocket.GOLDEN,
    ),
    (golden_retailcrm.PACKAGE, golden_retailcrm.CREDENTIALS, golden_retailcrm.GOLDEN),
    (golden_shoprocket.PACKAGE, golden_shoprocket.CREDENTIALS, golden_shoprocket.GOLDEN),
]
CASES = [
    pytest.param(package, credentials, golden, kind, id=f"{package}: {name}, {kind}")
    for package, credentials, table in TABLES
    for name, golden in table.items()
    for kind in ("sync", "async")
]


class InProcess:
    """Sandboxes without a socket, so that clients call the vendor's own hosts."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}

    def run(self, name: str, credentials: dict[str, str], call: Any, kind: str) -> Recorder:
        package = Package(name)
        if name not in self._known:
            self._known[name] = package.part("server").create_app(planned=True)
        self._known[name].reset()
        recorder = Recorder(self._known[name])
        testing = package.part("_runtime.server.testing")
        settings = {
            **credentials,
            "transport": testing.InProcess(recorder),
            "limiter": None,
            "trust_env": False,
        }
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # bol's Offers
            if kind == "async":
                asyncio.run(_called(package.module.AsyncClient(**settings), call))
            else:
                with package.module.Client(**settings) as client:
                    call(client.with_options(planned=True))
        return recorder


async def _called(client: Any, call: Any) -> None:
    async with client:
        outcome = call(client.with_options(planned=True))
        if inspect.isawaitable(outcome):
            await outcome


@pytest.fixture(scope="module")
def vendors() -> InProcess:
    return InProcess()


def request_of(sent: Exchange) -> tuple[str, dict[str, str]]:
    """Method and URL, and the headers that are not every client's own."""
    headers = dict(sent.headers)
    assert len(headers) == len(sent.headers), "a header is sent twice"
    query = f"?{sent.query}" if sent.query else ""
    url = f"{sent.method} https://{headers.pop('host')}{sent.path}{query}"
    for name in ("user-agent", "accept-encoding"):
        assert headers.pop(name)
    headers.pop("connection", None)
    assert headers.pop("content-length", "0") == str(len(sent.body))
    return url, headers


@pytest.mark.parametrize(("package", "credentials", "golden", "kind"), CASES)
def test_request_is_what_the_vendor_wants(
    package: str, credentials: dict[str, str], golden: Golden, kind: str, vendors: InProcess
) -> None:
    *before, sent = vendors.run(package, credentials, golden.call, kind).exchanges
    url, headers = request_of(sent)
    assert url == golden.target
    if before:
        assert headers.pop("authorization").startswith("Bearer ")
    assert headers == golden.headers
    if isinstance(golden.body, Form):
        assert golden.body.is_written_by(sent.body), sent.body
    elif isinstance(golden.body, (dict, list)):
        assert json.loads(sent.body) == golden.body
    else:
        assert sent.body == (golden.body or b"")


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_bol_token_is_asked_for_with_basic_and_a_form(kind: str, vendors: InProcess) -> None:
    token, sent = vendors.run(
        golden_bol.PACKAGE, golden_bol.CREDENTIALS, lambda c: c.orders.get("1"), kind
    ).exchanges
    url, headers = request_of(token)
    assert url == "POST https://login.bol.com/token"
    assert headers["authorization"] == f"Basic {base64.b64encode(b'client-77:s3cr3t-88').decode()}"
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert token.body == b"grant_type=client_credentials"
    assert dict(sent.headers)["authorization"].startswith("Bearer ")
