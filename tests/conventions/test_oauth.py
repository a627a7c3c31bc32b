"""OAuth 2.0 client credentials, client against stub: over sockets, in threads and tasks."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.conventions.compiled import WAYS, got, opened, package, part, refusing
from tests.support import answer, document, operation

PROBLEM = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "detail": {"type": "string"}},
}


def problem(name: str, title: str) -> dict[str, Any]:
    example = {"title": title, "detail": "See the title."}
    media = {"schema": PROBLEM, "examples": {name: {"value": example}}}
    return {"description": title, "content": {"application/json": media}}


RESPONSES = {
    "200": answer({"type": "integer", "examples": [7]}),
    "401": problem("expired", "Expired JWT"),
    "403": problem("missing-credentials", "Forbidden"),
}
FLOWS = {"clientCredentials": {"tokenUrl": "https://login.example.com/token", "scopes": {}}}
TREE = document(
    {
        "/number": {
            "get": operation("getNumber", responses=RESPONSES),
            "post": operation("makeNumber", responses=RESPONSES),
        }
    },
    components={"securitySchemes": {"client": {"type": "oauth2", "flows": FLOWS}}},
    security=[{"client": []}],
    **{"x-errors": {"code": "/title", "message": "/detail"}},
)
_names = count()


class Turned:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Served:
    """The stub on a socket, and what clients of it are told."""

    def __init__(self, app: Any, url: str, module: ModuleType) -> None:
        self.app = app
        self.url = url
        self.module = module
        self.issuer = app.issuers["client"]
        # A client id of its own: tokens are shared by all clients of the process.
        self.given: dict[str, Any] = {
            "client_id": f"id-{next(_names)}",
            "client_secret": "s3cret/+ü:",
            "base_url": url,
            "token_url": f"{url}/token",
            "trust_env": False,
        }


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return package("Acmeoauth", TREE)


@pytest.fixture
def serve(module: ModuleType) -> Iterator[Callable[..., Served]]:
    with contextlib.ExitStack() as stack:

        def start(**options: Any) -> Served:
            options.setdefault("issued_tokens_only", True)
            app = part(module, "server").create_app(**options)
            running = part(module, "_runtime.server.serve").running
            return Served(app, stack.enter_context(running(app)), module)

        yield start


def age(client: Any, seconds: float) -> None:
    """Make a client's clock run ahead."""
    clock = client.core.clock
    ahead = clock.monotonic() - time.monotonic() + seconds
    clock.monotonic = lambda: time.monotonic() + ahead


# One request for all -------------------------------------------------------------------------


def test_200_threads_with_an_expired_token_make_one_request(serve: Callable[..., Served]) -> None:
    at = serve()
    with at.module.Client(**at.given) as client:
        assert client.things.get_number() == 7
        assert at.issuer.requests == 1
        at.issuer.revoke()
        age(client, 300)
        barrier = threading.Barrier(200)

        def call(_: int) -> int:
            barrier.wait(30)
            return client.things.get_number()

        with ThreadPoolExecutor(200) as threads:
            assert list(threads.map(call, range(200))) == [7] * 200
    assert at.issuer.requests == 2


def test_200_tasks_with_an_expired_token_make_one_request(serve: Callable[..., Served]) -> None:
    at = serve()

    async def main() -> None:
        async with at.module.AsyncClient(**at.given) as client:
            assert await client.things.get_number() == 7
            at.issuer.revoke()
            age(client, 300)
            found = await asyncio.gather(*(client.things.get_number() for _ in range(200)))
            assert found == [7] * 200

    asyncio.run(main())
    assert at.issuer.requests == 2


def test_threads_and_tasks_share_a_token(serve: Callable[..., Served]) -> None:
    at = serve(faults=lambda a: part(at.module, "_runtime.server").Fault(delay=0.2)
               if a.operation == "client" else None)  # fmt: skip
    barrier = threading.Barrier(3)

    def in_thread(_: int) -> int:
        with at.module.Client(**at.given) as client:
            barrier.wait(10)
            return client.things.get_number()

    async def main() -> list[int]:
        async with at.module.AsyncClient(**at.given) as client:
            barrier.wait(10)
            return await asyncio.gather(*(client.things.get_number() for _ in range(20)))

    with ThreadPoolExecutor(2) as threads:
        calls = threads.map(in_thread, range(2))
        assert asyncio.run(main()) == [7] * 20
        assert list(calls) == [7, 7]
    assert at.issuer.requests == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_token_revoked_in_the_middle_is_renewed_once(
    serve: Callable[..., Served], way: str
) -> None:
    at = serve()

    async def main() -> None:
        async with opened(at.module, way, **at.given) as client:
            assert await got(client.things.get_number()) == 7
            at.issuer.revoke()
            if way == "async":
                calls = (client.things.make_number() for _ in range(50))
                assert await asyncio.gather(*calls) == [7] * 50
            else:
                with ThreadPoolExecutor(50) as threads:
                    calls = [threads.submit(client.things.make_number) for _ in range(50)]
                    assert [call.result(30) for call in calls] == [7] * 50

    asyncio.run(main())
    assert at.issuer.requests == 2


# Failures ------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_wrong_credentials_name_the_token_endpoint(serve: Callable[..., Served], way: str) -> None:
    at = serve(credentials={"right:pair"})
    errors = part(at.module, "errors")

    async def main() -> None:
        async with opened(at.module, way, **at.given) as client:
            with pytest.raises(errors.Unauthorized) as caught:
                await got(client.things.get_number())
            error = caught.value
            assert (error.code, error.status, error.operation) == (
                "invalid_client", 401, "getNumber",
            )  # fmt: skip
            assert error.url == f"{at.url}/token"
            assert str(error) == (
                "getNumber: 401 Unauthorized: invalid_client: "
                f"token endpoint {at.url}/token: Bad client credentials [request {error.request_id}]"
            )
            assert error.body == {
                "error": "invalid_client",
                "error_description": "Bad client credentials",
            }
            assert at.issuer.requests == 1
        at.given |= {"client_id": "right", "client_secret": "pair"}
        async with opened(at.module, way, **at.given) as client:
            assert await got(client.things.get_number()) == 7

    asyncio.run(main())


def test_all_who_wait_get_the_failure_of_one_request(serve: Callable[..., Served]) -> None:
    fault = part(package("Acmeoauth", TREE), "_runtime.server").Fault
    at = serve(credentials={"a:b"}, faults=lambda a: fault(delay=0.3))
    errors = part(at.module, "errors")

    async def main() -> None:
        async with at.module.AsyncClient(**at.given) as client:
            calls = [client.things.get_number(), *(client.things.make_number() for _ in range(9))]
            found = await asyncio.gather(*calls, return_exceptions=True)
        assert [type(error) for error in found] == [errors.Unauthorized] * 10
        assert len({id(error) for error in found}) == 10
        assert [getattr(error, "operation", "") for error in found[:2]] == [
            "getNumber",
            "makeNumber",
        ]

    asyncio.run(main())
    assert at.issuer.requests == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_token_request_is_repeated_like_a_get(serve: Callable[..., Served], way: str) -> None:
    fault = part(package("Acmeoauth", TREE), "_runtime.server").Fault

    def trouble(attempt: Any) -> Any:
        if attempt.operation != "client" or attempt.number > 2:
            return None
        return fault(status=503) if attempt.number == 1 else fault(reset=True)

    at = serve(faults=trouble)

    async def main() -> None:
        async with opened(at.module, way, **at.given) as client:
            client.core.random = lambda: 0.01
            assert await got(client.things.make_number()) == 7

    asyncio.run(main())
    assert at.issuer.requests == 2  # the first was answered before it came there


@pytest.mark.parametrize("way", WAYS)
def test_the_deadline_holds_for_the_token_too(serve: Callable[..., Served], way: str) -> None:
    fault = part(package("Acmeoauth", TREE), "_runtime.server").Fault
    at = serve(faults=lambda a: fault(delay=2) if a.operation == "client" else None)
    errors = part(at.module, "errors")

    async def main() -> None:
        async with opened(at.module, way, **at.given) as client:
            begin = time.monotonic()
            with pytest.raises(errors.DeadlineExceeded, match="token endpoint http://127"):
                await got(client.things.get_number(options={"deadline": 0.2}))
            assert time.monotonic() - begin < 2  # ten times the deadline, and the delay

    asyncio.run(main())


def test_a_token_endpoint_that_is_down(module: ModuleType) -> None:
    errors = part(module, "errors")
    with module.Client(
        client_id="down",
        client_secret="x",
        base_url="http://127.0.0.1:9",
        token_url=f"{refusing()}/token",
        retries=0,
        trust_env=False,
    ) as client:
        with pytest.raises(errors.ConnectionFailed, match="token endpoint http") as caught:
            client.things.get_number()
        assert caught.value.sent is False
        assert caught.value.operation == "getNumber"


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:9", "https://api.acme.test.evil.test/v1"])
def test_a_secret_for_another_server_is_not_sent_to_the_documents(
    module: ModuleType, base_url: str
) -> None:
    errors = part(module, "errors")
    given = {"client_id": "elsewhere", "client_secret": "s3cret", "trust_env": False}
    with module.Client(**given, base_url=base_url) as client:
        with pytest.raises(errors.UsageError, match="say with token_url= where") as caught:
            client.things.get_number()
        assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("way", WAYS)
def test_nor_for_a_call_that_goes_elsewhere(module: ModuleType, way: str) -> None:
    """By `base_url` of a call, of a view, or of a function's host; a token that is there is
    not sent there, either."""
    errors = part(module, "errors")
    elsewhere = "http://127.0.0.1:9"
    sent: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(str(request.url))
        token = {"access_token": "t0ken", "token_type": "Bearer", "expires_in": 3600}
        return httpx.Response(200, json=token if "token" in str(request.url) else 7)

    async def main() -> None:
        given = {"client_id": f"mixed-{way}", "client_secret": "s3cret"}
        async with opened(module, way, **given, transport=httpx.MockTransport(answer)) as client:
            for _ in range(2):
                for there in (client, client.with_options(base_url=elsewhere)):
                    options = {"base_url": elsewhere} if there is client else {}
                    with pytest.raises(errors.UsageError, match="say with token_url=") as caught:
                        await got(there.things.get_number(options=options))
                    assert elsewhere in str(caught.value)
                    assert caught.value.operation == "getNumber"
                await got(client.things.get_number())  # now there is a token
        given["client_id"] = f"said-{way}"
        transport = httpx.MockTransport(answer)
        async with opened(
            module, way, **given, transport=transport, token_url=f"{elsewhere}/token"
        ) as client:
            await got(client.things.get_number(options={"base_url": elsewhere}))

    asyncio.run(main())
    assert sum(url.startswith(elsewhere) for url in sent) == 2  # what was said to go there
    assert sent[-2:] == [f"{elsewhere}/token", f"{elsewhere}/number"]


def test_a_second_401_is_raised(serve: Callable[..., Served]) -> None:
    fault = part(package("Acmeoauth", TREE), "_runtime.server").Fault
    at = serve(faults=lambda a: fault(status=401) if a.operation == "getNumber" else None)
    errors = part(at.module, "errors")
    with at.module.Client(**at.given, retries=5) as client:
        with pytest.raises(errors.Unauthorized) as caught:
            client.things.get_number()
        assert caught.value.attempts == 2
        assert caught.value.code == "Expired JWT"
    assert at.issuer.requests == 2


# Cancellation --------------------------------------------------------------------------------


def test_a_cancelled_leader_leaves_the_request_to_another(serve: Callable[..., Served]) -> None:
    fault = part(package("Acmeoauth", TREE), "_runtime.server").Fault
    at = serve(faults=lambda a: fault(delay=1.5 if a.number == 1 else 0))

    async def main() -> None:
        async with at.module.AsyncClient(**at.given) as client:
            leader = asyncio.create_task(client.things.get_number())
            await asyncio.sleep(0.1)
            follower = asyncio.create_task(client.things.get_number())
            gone = asyncio.create_task(client.things.get_number())
            await asyncio.sleep(0.1)
            gone.cancel()  # a follower that goes takes nothing with it
            await asyncio.sleep(0)
            leader.cancel()
            with pytest.raises(asyncio.CancelledError):
                await leader
            assert await asyncio.wait_for(follower, 60) == 7

    asyncio.run(main())


def test_a_thread_waits_for_a_task_and_takes_over_from_it(serve: Callable[..., Served]) -> None:
    fault = part(package("Acmeoauth", TREE), "_runtime.server").Fault
    at = serve(faults=lambda a: fault(delay=1.5 if a.number == 1 else 0))

    async def main() -> None:
        async with at.module.AsyncClient(**at.given) as client:
            leader = asyncio.create_task(client.things.get_number())
            await asyncio.sleep(0.1)
            with at.module.Client(**at.given) as other:
                waiting = asyncio.get_running_loop().run_in_executor(None, other.things.get_number)
                await asyncio.sleep(0.1)
                leader.cancel()
                assert await asyncio.wait_for(waiting, 60) == 7

    asyncio.run(main())


# What is sent --------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_credentials_by_function_are_asked_before_each_token_request(
    serve: Callable[..., Served], way: str
) -> None:
    at = serve(credentials={"id:first", "id:second"})
    secrets = iter(["first", "second"])
    at.given |= {"client_id": lambda: "id", "client_secret": lambda: next(secrets)}

    async def main() -> None:
        async with opened(at.module, way, **at.given) as client:
            for _ in range(3):
                assert await got(client.things.get_number()) == 7
            at.issuer.revoke()
            assert await got(client.things.get_number()) == 7

    asyncio.run(main())
    assert at.issuer.requests == 2


def test_nothing_but_the_token_request_goes_to_the_token_endpoint(module: ModuleType) -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.url.host == "login.example.com":
            return httpx.Response(200, json={"access_token": "tok-1", "expires_in": 60})
        return httpx.Response(200, json=7)

    with module.Client(
        client_id="i d",
        client_secret="s:x",
        headers={"X-Mine": "private"},
        scopes=["read", "write"],
        transport=httpx.MockTransport(handle),
    ) as client:
        client.things.get_number(options={"query": {"q": "private"}})
    first, second = seen
    assert first.method == "POST"
    assert str(first.url) == "https://login.example.com/token"
    assert first.content == b"grant_type=client_credentials&scope=read+write"
    assert {k: v for k, v in first.headers.items() if k != "user-agent"} == {
        "host": "login.example.com",
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",
        "authorization": "Basic aStkOnMlM0F4",  # i+d:s%3Ax
        "content-type": "application/x-www-form-urlencoded",
        "content-length": "46",
    }
    assert second.url.host == "api.example.com"
    assert second.headers["authorization"] == "Bearer tok-1"


def test_a_redirect_of_the_token_endpoint_is_not_followed(module: ModuleType) -> None:
    seen: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        return httpx.Response(307, headers={"location": "https://evil.test/token"})

    errors = part(module, "errors")
    with module.Client(
        client_id="a", client_secret="b", transport=httpx.MockTransport(handle)
    ) as client, pytest.raises(errors.RedirectRefused):  # fmt: skip
        client.things.get_number()
    assert seen == ["login.example.com"]


# The stub ------------------------------------------------------------------------------------


def test_a_token_lives_five_minutes_where_nobody_says_otherwise(
    serve: Callable[..., Served],
) -> None:
    at = serve(clock=Turned())
    with httpx.Client(base_url=at.url, trust_env=False) as http:
        said = http.post("/token", data={"grant_type": "client_credentials"}, auth=("me", "x"))
    assert said.json()["expires_in"] == 300


def test_the_stub_tells_missing_from_expired(serve: Callable[..., Served]) -> None:
    clock = Turned()
    at = serve(clock=clock, token_lifetime=299)
    with httpx.Client(base_url=at.url, trust_env=False) as http:
        said = http.post("/token", data={"grant_type": "client_credentials"}, auth=("me", "x"))
        body = said.json()
        token = body.pop("access_token")
        assert body == {"token_type": "Bearer", "expires_in": 299}
        assert said.headers["cache-control"] == "no-store"

        def status(value: str) -> tuple[int, str]:
            found = http.get("/number", headers={"authorization": value} if value else {})
            return found.status_code, found.json()["title"] if found.is_error else ""

        assert status(f"Bearer {token}") == (200, "")
        assert status(token) == (403, "Forbidden")
        assert status("") == (403, "Forbidden")
        assert status("Bearer another") == (401, "Expired JWT")
        clock.now = 299
        assert status(f"Bearer {token}") == (401, "Expired JWT")
        assert at.issuer.owner(token) == "me"


@pytest.mark.parametrize(
    ("request_", "status", "error"),
    [
        ({"data": {"grant_type": "client_credentials", "client_id": "me", "client_secret": "pw"}},
         200, None),
        ({"params": {"grant_type": "client_credentials"}, "auth": ("me", "pw")}, 200, None),
        ({"data": {"grant_type": "client_credentials"}, "auth": ("me", "other")},
         401, "invalid_client"),
        ({"data": {"grant_type": "client_credentials"}}, 401, "invalid_client"),
        ({"data": {"grant_type": "client_credentials"},
          "headers": {"authorization": "Basic !"}}, 401, "invalid_client"),
        ({"data": {"grant_type": "password"}, "auth": ("me", "pw")},
         400, "unsupported_grant_type"),
        ({"auth": ("me", "pw")}, 400, "invalid_request"),
        ({"data": {"grant_type": ["client_credentials"] * 2}, "auth": ("me", "pw")},
         400, "invalid_request"),
        ({"data": {"grant_type": "client_credentials"},
          "params": {"client_id": "me", "client_secret": "pw"}}, 400, "invalid_request"),
    ],
)  # fmt: skip
def test_token_requests(
    serve: Callable[..., Served], request_: Any, status: int, error: str | None
) -> None:
    at = serve(credentials={"me:pw"})
    with httpx.Client(base_url=at.url, trust_env=False) as http:
        said = http.post("/token", **request_)
        assert (said.status_code, said.json().get("error")) == (status, error)
        assert ("www-authenticate" in said.headers) == (status == 401)
        assert http.get("/token").status_code == 405


def test_any_bearer_is_good_enough_by_default(serve: Callable[..., Served]) -> None:
    at = serve(issued_tokens_only=False)
    with httpx.Client(base_url=at.url, trust_env=False) as http:
        assert http.get("/number", headers={"authorization": "Bearer x"}).status_code == 200


def test_no_warnings_from_waiting_calls_whose_loop_ended(serve: Callable[..., Served]) -> None:
    """A loop that ends while its task waits for another's token request leaves no noise."""
    fault = part(package("Acmeoauth", TREE), "_runtime.server").Fault
    at = serve(faults=lambda a: fault(delay=0.4 if a.number == 1 else 0))
    with at.module.Client(**at.given) as leader, ThreadPoolExecutor(1) as threads:
        leading = threads.submit(leader.things.get_number)
        time.sleep(0.1)

        async def main() -> None:
            async with at.module.AsyncClient(**at.given) as client:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(client.things.get_number(), 0.1)

        with warnings.catch_warnings():
            warnings.simplefilter("error")
            asyncio.run(main())
            assert leading.result(10) == 7
