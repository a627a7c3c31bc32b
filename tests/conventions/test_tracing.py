"""What can be seen of calls: request ids, hooks, OpenTelemetry spans, User-Agent."""

from __future__ import annotations

import asyncio
import logging
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.conventions.compiled import WAYS, folder, got, opened, package, part
from tests.support import STRING, answer, document, operation, query

SECRET = "s3cret-word/+"
FLOWS = {"clientCredentials": {"tokenUrl": "https://login.example.com/token", "scopes": {}}}
TREE = document(
    {
        "/numbers/{number}": {
            "get": operation(
                "getNumber",
                parameters=[
                    {"name": "number", "in": "path", "required": True, "schema": STRING},
                    query("word"),
                ],
                responses={"200": answer({"type": "integer", "examples": [7]})},
            )
        },
        "/pages": {
            "get": operation(
                "listPages",
                parameters=[query("page", {"type": "integer"})],
                responses={"200": answer({
                    "type": "object",
                    "properties": {"items": {"type": "array", "items": {"type": "integer"}}},
                })},
                **{"x-pagination": {"style": "page", "page": "page", "items": "/items",
                                    "until": "empty"}},
            )
        },
    },
    components={"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    security=[{"key": []}],
    **{"x-request-id": {"send": "X-Acme-Id", "receive": ["X-Acme-Id"]}},
)  # fmt: skip
LOGIN = {
    **TREE,
    "components": {"securitySchemes": {"client": {"type": "oauth2", "flows": FLOWS}}},
    "security": [{"client": []}],
}


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return package("Acmetraced", TREE)


class Noted:
    """A hook that notes what it is told."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.calls: list[tuple[Any, Any]] = []
        self.attempts: list[tuple[Any, Any]] = []
        self.order: list[str] = []
        self.said: list[str] = []

    def on_call(self, call: Any) -> Iterator[None]:
        self.order.append(f"{self.name}call {call.operation}")
        outcome = yield
        self.order.append(f"{self.name}done {outcome.status}")
        self.calls.append((call, outcome))

    def on_attempt(self, attempt: Any) -> Iterator[None]:
        self.order.append(f"{self.name}attempt {attempt.number}")
        outcome = yield
        self.said.append(str(outcome.error))
        self.order.append(f"{self.name}answer {outcome.status}")
        self.attempts.append((attempt, outcome))


class Script:
    """Answers one after the other; the last again and again."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(said, BaseException):
            raise said
        if isinstance(said, int):
            return httpx.Response(said, json=7)
        return said

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self)


# Request ids ---------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_one_id_over_all_attempts(
    module: ModuleType, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    server = Script(500, httpx.ConnectError("no"), 200)
    raw = module.raw if way == "sync" else module.raw_async

    async def main() -> None:
        async with opened(module, way, key="k", transport=server.transport) as client:
            client.core.random = lambda: 0.0
            response = await got(raw(client.things.get_number)("1"))
            again = await got(raw(client.things.get_number)("1"))
        ids = [request.headers["x-acme-id"] for request in server.requests]
        assert len(set(ids[:3])) == 1
        assert UUID(ids[0]).version == 4
        assert ids[3] != ids[0]
        assert response.request_id == ids[0]  # nothing came back: what was sent
        assert pickle.loads(pickle.dumps(response)).request_id == ids[0]
        assert again.request_id == ids[3]
        lines = [r.getMessage() for r in caplog.records if " -> " in r.getMessage()]
        assert [ids[0] in line for line in lines] == [True, True, True, False]

    with caplog.at_level(logging.DEBUG):
        asyncio.run(main())


def test_the_vendors_id_comes_first_and_errors_have_one(module: ModuleType) -> None:
    errors = part(module, "errors")
    theirs = httpx.Response(404, json={}, headers={"X-Acme-Id": "theirs"})
    for said, kind in ((theirs, errors.NotFound), (httpx.ReadError("x"), errors.ConnectionFailed),
                       (httpx.Response(200, html="<p>"), errors.UnexpectedContentType)):  # fmt: skip
        server = Script(said)
        with (
            module.Client(key="k", transport=server.transport, retries=0) as client,
            pytest.raises(kind) as caught,
        ):
            client.things.get_number("1")
        sent = server.requests[0].headers["x-acme-id"]
        expected = "theirs" if kind is errors.NotFound else sent
        assert caught.value.request_id == expected
        assert f"[request {expected}]" in str(caught.value)


def test_a_callers_own_id_is_kept(module: ModuleType) -> None:
    server = Script(200)
    with module.Client(key="k", transport=server.transport) as client:
        mine = {"headers": {"x-acme-id": "mine"}}
        assert module.raw(client.things.get_number)("1", options=mine).request_id == "mine"
    assert server.requests[0].headers.get_list("x-acme-id") == ["mine"]


def test_the_stub_echoes_ids_and_makes_them(module: ModuleType) -> None:
    app = part(module, "server").create_app()
    transport = part(module, "_runtime.server.testing").InProcess(app)
    with httpx.Client(transport=transport, base_url="http://acme.test") as http:
        auth = {"authorization": "Bearer k"}
        said = http.get("/numbers/1", headers={**auth, "x-acme-id": "abc"})
        assert said.headers["x-acme-id"] == "abc"
        assert http.get("/numbers/1", headers=auth).headers["x-acme-id"]


def test_no_id_is_sent_where_the_document_does_not_say_so() -> None:
    tree = {key: value for key, value in TREE.items() if key != "x-request-id"}
    module = package("Acmeunnumbered", tree)
    server = Script(200)
    with module.Client(key="k", transport=server.transport) as client:
        client.things.get_number("1")
    assert [name for name in server.requests[0].headers if "id" in name] == []


def test_user_agent_names_the_package(module: ModuleType) -> None:
    server = Script(200)
    with module.Client(key="k", transport=server.transport) as client:
        client.things.get_number("1")
        client.things.get_number("1", options={"headers": {"User-Agent": "stock-sync/2"}})
    assert [request.headers["user-agent"] for request in server.requests] == [
        "acmetraced/1",
        "stock-sync/2",
    ]


# Hooks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_hooks_stand_around_calls_and_attempts(module: ModuleType, way: str) -> None:
    first, second = Noted("a "), Noted("b ")
    second.order = first.order
    server = Script(500, 200)

    async def main() -> None:
        settings: Any = {"key": "k", "transport": server.transport, "hooks": [first, second]}
        async with opened(module, way, **settings) as client:
            client.core.random = lambda: 0.0
            assert await got(client.things.get_number("1")) == 7

    asyncio.run(main())
    assert first.order == [
        "a call getNumber", "b call getNumber",
        "a attempt 1", "b attempt 1", "b answer 500", "a answer 500",
        "a attempt 2", "b attempt 2", "b answer 200", "a answer 200",
        "b done 200", "a done 200",
    ]  # fmt: skip
    ((call, outcome),) = first.calls
    assert (call.operation, call.method, call.template) == (
        "getNumber", "GET", "/numbers/{number}",
    )  # fmt: skip
    assert (outcome.status, outcome.error, outcome.attempts) == (200, None, 2)
    (one, failed), (two, _) = first.attempts
    assert (one.number, two.number, one.token) == (1, 2, False)
    assert (one.host, one.port, failed.error) == ("api.example.com", None, None)


def test_hooks_see_no_secret(module: ModuleType) -> None:
    hook = Noted()
    cookie = {"set-cookie": f"sid={SECRET}", "etag": "e7", "x-acme-id": "theirs"}
    cookie["server"] = f"echoes {SECRET}"
    server = Script(httpx.ReadError(f"odd {SECRET}"), httpx.Response(200, json=7, headers=cookie))
    with module.Client(key=SECRET, transport=server.transport, hooks=[hook]) as client:
        client.core.random = lambda: 0.0
        client.things.get_number("1", word="private")
    (one, failed), (_, fine) = hook.attempts
    assert one.url == "https://api.example.com/numbers/1?word=***"
    assert dict(one.headers) == {
        "accept": "application/json",
        "x-acme-id": server.requests[0].headers["x-acme-id"],
    }
    assert hook.said == ["odd ***", "None"]
    assert str(failed.error) == "odd ***"
    assert (dict(fine.headers)["etag"], fine.request_id) == ("e7", "theirs")
    assert "set-cookie" not in fine.headers
    assert fine.headers["server"] == "echoes ***"
    for thing in (one, failed, fine, *hook.calls[0]):
        for name in (name for name in dir(thing) if not name.startswith("_")):
            assert SECRET not in f"{getattr(thing, name)!r} {getattr(thing, name)}"
        assert SECRET not in repr(thing)


@pytest.mark.parametrize("way", WAYS)
def test_hooks_learn_of_failures(module: ModuleType, way: str) -> None:
    errors = part(module, "errors")
    hook = Noted()
    server = Script(404)

    async def main() -> None:
        settings: Any = {"key": "k", "transport": server.transport, "hooks": [hook]}
        async with opened(module, way, **settings) as client:
            with pytest.raises(errors.NotFound) as caught:
                await got(client.things.get_number("1"))
            assert hook.calls[-1][1].error is caught.value
            assert hook.calls[-1][1].status == 404
            with pytest.raises(errors.UsageError) as refused:
                await got(client.things.get_number(""))
            assert hook.calls[-1][1].error is refused.value
            assert hook.calls[-1][1].attempts == 0

    asyncio.run(main())
    assert len(hook.attempts) == 1


def test_hooks_learn_of_cancellation_and_of_the_callers_own_errors(module: ModuleType) -> None:
    hook = Noted()

    async def slow(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(5)
        raise AssertionError

    async def main() -> None:
        client = module.AsyncClient(key="k", transport=httpx.MockTransport(slow), hooks=[hook])
        task = asyncio.create_task(client.things.get_number("1"))
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert [type(outcome.error) for _, outcome in (*hook.attempts, *hook.calls)] == [
        asyncio.CancelledError,
        asyncio.CancelledError,
    ]

    def key() -> str:
        raise KeyError("vault")

    other = Noted()
    with module.Client(key=key, hooks=[other]) as client, pytest.raises(KeyError):
        client.things.get_number("1")
    assert isinstance(other.calls[0][1].error, KeyError)
    assert other.attempts == []


def test_a_hook_that_fails_disturbs_nothing(
    module: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def on_call(self, call: Any) -> Iterator[None]:
            yield
            raise ValueError("afterwards")

        def on_attempt(self, attempt: Any) -> None:
            raise ValueError("before")

    class Plain(part(module, "hooks").Hook):  # type: ignore[misc]
        """Nothing of its own."""

    class Twice:
        def on_call(self, call: Any) -> Iterator[None]:
            yield
            yield  # once too often: closed

    hook = Noted()
    with module.Client(
        key="k", transport=Script(200).transport, hooks=[Broken(), Plain(), Twice(), hook]
    ) as client:
        assert client.things.get_number("1") == 7
    assert len(hook.calls) == len(hook.attempts) == 1
    assert [record.getMessage() for record in caplog.records] == [
        "a hook failed; the call goes on",
        "a hook failed; the call goes on",
    ]


def test_every_page_is_a_call_and_views_have_the_hooks_too(module: ModuleType) -> None:
    hook = Noted()
    pages = [httpx.Response(200, json={"items": [n] if n < 3 else []}) for n in (1, 2, 3)]
    with module.Client(key="k", transport=Script(*pages).transport, hooks=[hook]) as client:
        assert list(client.with_options(timeout=3).things.list_pages()) == [1, 2]
    assert [call.template for call, _ in hook.calls] == ["/pages"] * 3


def test_token_requests_are_attempts_of_their_own() -> None:
    module = package("Acmetracedlogin", LOGIN)
    hook = Noted()

    def handle(request: httpx.Request) -> httpx.Response:
        if request.url.host == "login.example.com":
            return httpx.Response(200, json={"access_token": SECRET})
        return httpx.Response(200, json=7)

    with module.Client(
        client_id="i", client_secret="x", transport=httpx.MockTransport(handle), hooks=[hook]
    ) as client:
        client.things.get_number("1")
        client.things.get_number("1")
    assert [(a.token, a.number, a.method, a.host) for a, _ in hook.attempts] == [
        (True, 1, "POST", "login.example.com"),
        (False, 1, "GET", "api.example.com"),
        (False, 1, "GET", "api.example.com"),
    ]
    assert [outcome.attempts for _, outcome in hook.calls] == [1, 1]


def test_a_mistake_in_settings_reaches_hooks_too(module: ModuleType) -> None:
    hook = Noted()
    errors = part(module, "errors")
    with module.Client(key="k", hooks=[hook]) as client, pytest.raises(errors.UsageError):
        client.things.get_number("1", options={"base_url": "nowhere"})
    assert hook.calls[0][0].template == "/numbers/{number}"
    with pytest.raises(errors.UsageError, match="hooks must be a list"):
        module.Client(key="k", hooks="x")


def test_server_variables_are_named_in_the_template() -> None:
    url = "https://{shop}.example.com/v1/{key}"
    variables = {"shop": {"default": "main"}, "key": {"default": "none"}}
    module = package(
        "Acmetracedserver", {**TREE, "servers": [{"url": url, "variables": variables}]}
    )
    hook = Noted()
    with module.Client(key=SECRET, shop="mine", transport=Script(200).transport,
                       hooks=[hook]) as client:  # fmt: skip
        client.things.get_number("1")
    assert hook.calls[0][0].template == "/v1/{key}/numbers/{number}"
    assert hook.attempts[0][0].host == "mine.example.com"
    assert hook.attempts[0][0].url == "https://mine.example.com/v1/***/numbers/1"


# Spans ---------------------------------------------------------------------------------------

TRACED = """
import asyncio, json, sys
import httpx
import {name} as module

def handle(request):
    said = answers.pop(0)
    if isinstance(said, Exception):
        raise said
    return httpx.Response(said, json=7)

answers = [200]
client = module.Client(key="{secret}", transport=httpx.MockTransport(handle), retries=2)
client.core.random = lambda: 0.0
client.things.get_number("1")
assert not any(name.startswith("opentelemetry") for name in sys.modules), "imported"

from opentelemetry import trace
answers[:] = [200]
client.things.get_number("1")  # imported, not configured

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
exporter = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)

inner = []
class Hook:
    def on_attempt(self, attempt):
        inner.append(trace.get_current_span().get_span_context().span_id)

def attempt(do):
    try:
        do()
    except Exception as error:
        assert "{secret}" not in str(error)

answers[:] = [500, httpx.ConnectError("{secret}"), 200, 404, httpx.ReadError("{secret}"), 500, 200, 400, 401]
client.core.hooks = (Hook(),)
with trace.get_tracer("app").start_as_current_span("outer"):
    client.things.get_number("1", word="private")
    attempt(lambda: client.things.get_number("1"))
    attempt(lambda: client.things.get_number("1", options={{"retries": 0}}))
    client.things.get_number("1")
    attempt(lambda: client.things.get_number("1"))
    import {login}
    refused = {login}.Client(client_id="i", client_secret="{secret}", retries=0,
                             transport=httpx.MockTransport(handle))
    attempt(lambda: refused.things.get_number("1"))
assert trace.get_current_span().get_span_context().span_id == 0

async def main():
    async def handle(request):
        await asyncio.sleep(0.01)
        return httpx.Response(200, json=7)
    other = module.AsyncClient(key="k", base_url="http://localhost:8123/x",
                               transport=httpx.MockTransport(handle))
    await asyncio.gather(other.things.get_number("1"), other.things.get_number("2"))
    task = asyncio.create_task(other.things.get_number("3"))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert trace.get_current_span().get_span_context().span_id == 0
asyncio.run(main())

spans = exporter.get_finished_spans()
outer = next(span for span in spans if span.name == "outer")
print(json.dumps([
    [span.name, span.kind.name, dict(span.attributes), span.status.status_code.name,
     span.parent is not None and span.parent.span_id == outer.context.span_id,
     span.context.span_id in inner, len(span.events), span.instrumentation_scope.name]
    for span in spans if span is not outer
]))
"""


def test_one_span_for_each_call(module: ModuleType) -> None:
    import json

    login = package("Acmetracedlogin", LOGIN).__name__
    code = TRACED.format(name=module.__name__, login=login, secret=SECRET)
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={"PYTHONPATH": f"{folder()}:{root}"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert SECRET not in done.stdout
    spans = json.loads(done.stdout)
    what = {
        "http.request.method": "GET",
        "url.template": "/numbers/{number}",
        "server.address": "api.example.com",
    }
    unknown = {name: value for name, value in what.items() if name != "server.address"}
    name = "GET /numbers/{number}"
    scope = module.__name__
    near = {**what, "server.address": "localhost", "server.port": 8123,
            "url.template": "/x/numbers/{number}"}  # fmt: skip
    fine = {**near, "http.response.status_code": 200}
    asynchronous = ["GET /x/numbers/{number}", "CLIENT"]
    assert spans == [
        [name, "CLIENT",
         {**what, "http.response.status_code": 200, "http.request.resend_count": 2},
         "UNSET", True, True, 0, scope],
        [name, "CLIENT", {**what, "http.response.status_code": 404, "error.type": "404"},
         "ERROR", True, True, 0, scope],
        [name, "CLIENT", {**what, "error.type": "ConnectionFailed"},
         "ERROR", True, True, 0, scope],
        [name, "CLIENT",
         {**what, "http.response.status_code": 200, "http.request.resend_count": 1},
         "UNSET", True, True, 0, scope],
        [name, "CLIENT", {**what, "http.response.status_code": 400, "error.type": "400"},
         "ERROR", True, True, 0, scope],
        [name, "CLIENT", {**unknown, "http.response.status_code": 401, "error.type": "401"},
         "ERROR", True, False, 0, login],
        [*asynchronous, fine, "UNSET", False, False, 0, scope],
        [*asynchronous, fine, "UNSET", False, False, 0, scope],
        [*asynchronous, {**near, "error.type": "CancelledError"},
         "ERROR", False, False, 0, scope],
    ]  # fmt: skip


def test_nothing_is_imported_where_nothing_is_watched(module: ModuleType) -> None:
    code = (
        f"import sys, httpx, {module.__name__} as m\n"
        "t = httpx.MockTransport(lambda r: httpx.Response(200, json=7))\n"
        "m.Client(key='k', transport=t).things.get_number('1')\n"
        "late = ('hooks', 'spans', 'oauth', 'tokens', 'variant')\n"
        f"mine = (n for n in sys.modules if n.startswith('{module.__name__}._runtime.'))\n"
        "found = [n for n in mine if n.rpartition('.')[2] in late]\n"
        "sys.exit(', '.join(found) or None)"
    )
    env = {"PYTHONPATH": str(folder())}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
