"""Pages of other origins that call a stub from a browser (`x-cors`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest

from tests.conventions.compiled import package, part
from tests.support import answer, document, operation

PAGE = "http://shop.test:8000"
ASKING = {
    "origin": PAGE,
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,content-type,x-cart-token",
}


def tree(**more: Any) -> dict[str, Any]:
    def own(name: str) -> dict[str, Any]:
        told = {"200": answer({"type": "object"}), "401": {"description": "No."}}
        return operation(name, security=[{"key": []}], responses=told)

    made = document({"/things": {"get": own("listThings"), "post": own("addThing")}})
    schemes = {"key": {"type": "http", "scheme": "bearer"}}
    return {**made, "components": {"securitySchemes": schemes}, **more}


def headers(title: str, made: Mapping[str, Any], method: str, **sent: str) -> tuple[int, Any]:
    """Status and headers of an answer of a document's stub over a socket."""
    app = part(package(title, made), "server").create_app(limits=True)
    with part(package(title, made), "_runtime.server.serve").running(app) as url:
        answered = httpx.request(method, f"{url}/things", headers=sent, trust_env=False)
    return answered.status_code, answered.headers


def told(found: Any) -> Iterator[str]:
    return (name for name in found if name.startswith("access-control-"))


def test_a_browser_that_asks_is_told_what_it_may_send() -> None:
    status, found = headers("CorsAny", tree(**{"x-cors": ["*"]}), "OPTIONS", **ASKING)
    assert status == 204
    assert found["access-control-allow-origin"] == "*"
    assert {"GET", "POST"} <= {*found["access-control-allow-methods"].split(", ")}
    assert found["access-control-allow-headers"] == ASKING["access-control-request-headers"]
    assert "access-control-allow-credentials" not in found


@pytest.mark.parametrize(("key", "status"), [({"authorization": "Bearer k"}, 200), ({}, 401)])
def test_an_answer_and_an_error_may_be_read(key: dict[str, str], status: int) -> None:
    got, found = headers("CorsAny", tree(**{"x-cors": ["*"]}), "GET", origin=PAGE, **key)
    assert got == status
    assert found["access-control-allow-origin"] == "*"
    assert found["access-control-expose-headers"] == "*"
    assert "access-control-max-age" not in found


def test_only_listed_origins_may() -> None:
    made = tree(**{"x-cors": [PAGE]})
    _, ours = headers("CorsListed", made, "OPTIONS", **ASKING)
    _, theirs = headers("CorsListed", made, "OPTIONS", **{**ASKING, "origin": "http://x.test"})
    assert (ours["access-control-allow-origin"], ours["vary"]) == (PAGE, "Origin")
    assert not [*told(theirs)]


def test_who_says_nothing_hears_nothing() -> None:
    _, no_page = headers("CorsAny", tree(**{"x-cors": ["*"]}), "GET", authorization="Bearer k")
    _, no_word = headers("CorsNone", tree(), "OPTIONS", **ASKING)
    assert not [*told(no_page), *told(no_word)]
