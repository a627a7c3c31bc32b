"""Clients that help: names and values that are wrong are told with the right ones, reprs are true."""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.conventions.compiled import WAYS, got, opened, package, part, served
from tests.support import STRING, answer, document, operation, query, ref

SECRET = "sk-never-shown"
THING = {
    "type": "object",
    "properties": {
        "name": STRING,
        "madeAt": STRING,
        "inner": ref("Inner"),
        "inners": {"type": "array", "items": ref("Inner")},
    },
}
PAGE = {
    "type": "object",
    "properties": {
        "data": {"type": "array", "items": ref("Thing")},
        "total": {"type": "integer"},
    },
}
TREE: dict[str, Any] = document(
    {
        "/things": {
            "get": operation(
                "listThings",
                parameters=[query("page", {"type": "integer"}), query("q")],
                responses={"200": answer(PAGE)},
                **{
                    "x-pagination": {
                        "style": "page",
                        "page": "page",
                        "items": "/data",
                        "total": "/total",
                    }
                },
            )
        },
        "/rest": {
            "get": operation(
                "listRest",
                parameters=[query("page", {"type": "integer"})],
                responses={"200": answer(PAGE)},
                **{"x-pagination": {"style": "page", "page": "page", "items": "/data"}},
            )
        },
        "/things/{id}": {
            "get": operation(
                "getThing",
                parameters=[{"name": "id", "in": "path", "required": True, "schema": STRING}],
                responses={"200": answer(ref("Thing"))},
            )
        },
    },
    {"Thing": THING, "Inner": {"type": "object", "properties": {"n": {"type": "integer"}}}},
    security=[{"key": []}],
)
TREE["components"]["securitySchemes"] = {"key": {"type": "apiKey", "in": "query", "name": "key"}}


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return package("Helping", TREE)


@pytest.mark.parametrize("kind", ["Client", "AsyncClient"])
@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"limitr": None}, "there is no setting limitr; did you mean limiter? The settings are base_url,"),
        ({"timeot": 5}, "did you mean timeout?"),
        ({"verify": False}, "there is no setting verify. The settings are"),
        ({"accept": "text/csv"}, "accept is for a call: options={…}, or client.with_options(…)."),
        ({"idempotency_key": "k"}, "idempotency_key is for a call"),
        ({"qury": {}}, "did you mean query? That is for a call"),
        ({"hooks": [7]}, "int is no hook"),
        ({"limits": 5}, "limits must be Limits(…), not 5"),
        ({"http2": "yes"}, "http2 must be True or False, not 'yes'"),
        ({"strict": 1}, "strict must be True or False, not 1"),
        ({"base_url": "localhost:8011"}, "base_url has no scheme: write 'http://localhost:8011'"),
        ({"base_url": "127.0.0.1:8011/v1"}, "write 'http://127.0.0.1:8011/v1'"),
        ({"base_url": "api.test/v1"}, "base_url has no scheme: write 'https://api.test/v1'"),
        ({"base_url": "me:pass-word@api.test"}, "write 'https://api.test'"),
        ({"base_url": f"api.test/{SECRET}"}, "write 'https://api.test/***'"),
        ({"base_url": "/v1"}, "base_url must be absolute, with scheme and host"),
        ({"base_url": ""}, "base_url is empty"),
        ({"base_url": 7}, "base_url must be text, not int"),
    ],
)  # fmt: skip
def test_what_a_constructor_is_told(
    module: ModuleType, kind: str, settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(part(module, "errors").UsageError) as caught:
        getattr(module, kind)(key=SECRET, **settings)
    assert message in str(caught.value)
    assert SECRET not in str(caught.value)
    assert "pass-word" not in str(caught.value)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"timout": 3}, "there is no option timout; did you mean timeout? The options are accept,"),
        ({"limiter": None}, "limiter is for the client's constructor. The options are"),
        ({"hoks": None}, "did you mean hooks? That is for the client's constructor."),
        ({"planned": "no"}, "planned must be True or False"),
        ({"base_url": "localhost:1"}, "write 'http://localhost:1'"),
        ({"base_url": 1}, "base_url must be text"),
    ],
)
def test_what_a_call_is_told(
    module: ModuleType, way: str, options: dict[str, Any], message: str
) -> None:
    errors = part(module, "errors")

    async def main() -> None:
        async with opened(module, way, key="k") as client:
            with pytest.raises(errors.UsageError) as caught:
                await got(client.things.get("a", options=options))
            assert message in str(caught.value)
            with pytest.raises(errors.UsageError) as caught:
                await got(client.with_options(**options).things.get("a"))
            assert message in str(caught.value)

    asyncio.run(main())


def test_every_setting_and_option_has_its_name(module: ModuleType) -> None:
    """What is checked is what the types promise."""
    keywords = part(module, "_runtime.client.keywords")
    options = part(module, "_runtime.client.options")
    assert set(keywords.Options.__annotations__) == options.OPTIONS
    declared = set(keywords.CommonSettings.__annotations__)
    assert declared | set(keywords.ClientSettings.__annotations__) == options.SETTINGS


def pages(module: ModuleType, body: Any, method: str = "list") -> Any:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    with module.Client(key="k", transport=transport) as client:
        return getattr(client.things, method)()


@pytest.mark.parametrize(
    ("body", "method", "said"),
    [
        ({"data": [{}, {}], "total": 2}, "list", "<Page of listThings: 2 items of 2>"),
        ({"data": [{}], "total": 9}, "list", "<Page of listThings: 1 item of 9, more follow>"),
        ({"data": [{}]}, "list_rest", "<Page of listRest: 1 item, more may follow>"),
        ({"data": []}, "list_rest", "<Page of listRest: 0 items>"),
    ],
)
def test_the_repr_of_a_page_is_true(module: ModuleType, body: Any, method: str, said: str) -> None:
    assert repr(pages(module, body, method)) == said


def test_notebooks_show_small_tables(module: ModuleType) -> None:
    """Everything from the vendor is escaped, and nothing is long."""
    evil = "<img src=x onerror=alert(1)>"
    items = [
        {"name": f"{evil}{n}", evil: n, "inner": {"n": n}, "inners": [{"n": 1}] * 3}
        for n in range(50)
    ]
    page = pages(module, {"data": items, "total": 50})
    for shown in (page._repr_html_(), page.items[0]._repr_html_()):
        assert shown.startswith("<table><caption>")
        assert "<img" not in shown
        assert "&lt;img" in shown
        assert "3 × Inner" in shown
        assert len(shown) < 10_000
    assert "<th>name</th>" in page._repr_html_()
    assert "… 30 more" in page._repr_html_()
    long = pages(module, {"data": [{"name": "x" * 10_000}], "total": 1}).items[0]
    assert len(long._repr_html_()) < 500


def test_reprs_and_help_say_what_there_is(module: ModuleType) -> None:
    client = module.Client(key=SECRET)
    assert repr(client.things) == (
        "<ThingsApi of <Client https://api.example.com>: get, list, list_rest>"
    )
    with contextlib.redirect_stdout(io.StringIO()) as told:
        help(module.Client)
        help(client.things)
    assert "things" in told.getvalue()
    assert "listThings" in told.getvalue()
    assert SECRET not in told.getvalue() + repr(client.things)


@pytest.mark.parametrize("way", WAYS)
def test_hooks_are_told_what_is_documented_and_what_the_log_shows(
    module: ModuleType, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[dict[str, Any]] = []

    class Facts:
        def on_call(self, call: Any) -> Any:
            told = {name: getattr(call, name) for name in ("operation", "method", "template")}
            outcome = yield
            seen.append(told | after(outcome))

        def on_attempt(self, attempt: Any) -> Any:
            names = ("operation", "method", "template", "number", "host", "port", "url", "token")
            told = {name: getattr(attempt, name) for name in names}
            assert attempt.call.operation == attempt.operation
            assert SECRET not in repr(attempt) + str(dict(attempt.headers))
            outcome = yield
            seen.append(told | after(outcome))

    def after(outcome: Any) -> dict[str, Any]:
        assert SECRET not in repr(outcome)
        names = ("status", "error", "attempts")
        found = {name: getattr(outcome, name) for name in names}
        return found | {"id": bool(outcome.request_id), "type": outcome.headers["content-type"]}

    async def main(url: str) -> None:
        async with opened(module, way, key=SECRET, base_url=url, hooks=[Facts()]) as client:
            found = client.things.list(page=1, q="private")
            if way == "sync":
                assert found.items is not None
            else:
                await found

    with served(module, credentials={SECRET}) as url, caplog.at_level(logging.DEBUG, "helping"):
        asyncio.run(main(url))
    attempt, call = seen
    assert attempt.items() >= call.items()
    assert call["template"] == "/things"
    assert attempt["url"] == f"{url}/things?page=1&q=***&key=***"
    assert f"GET {attempt['url']} -> 200" in caplog.text
    assert SECRET not in caplog.text
