"""`x-rate-limit`: which rules an operation keeps, and client against stub on one clock."""

from __future__ import annotations

import asyncio
import tomllib
from types import ModuleType
from typing import Any

import pytest

from tests.conventions.compiled import WAYS, got, opened, package, part, served
from tests.support import answer, built, compiled, document, operation

PROBLEM = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
    "example": {
        "title": "Too Many Requests",
        "status": 429,
        "detail": "Too many requests, retry in 4 seconds.",
    },
}
HEADERS = {
    "limit": "X-RateLimit-Limit",
    "remaining": "X-RateLimit-Remaining",
    "reset": "X-RateLimit-Reset",
}
BEARER = {"token": {"type": "http", "scheme": "bearer"}}
QUERY_KEY = {"key": {"type": "apiKey", "in": "query", "name": "apiKey"}}


def paths(status: str, error: dict[str, Any], *wanted: tuple[str, str, str]) -> dict[str, Any]:
    """Operations by path and method; path parameters are described as they are found."""
    found: dict[str, Any] = {}
    for method, path, name in wanted:
        item = found.setdefault(path, {})
        parameters = [
            {"name": part[1:-1], "in": "path", "required": True, "schema": {"type": "string"}}
            for part in path.split("/")
            if part.startswith("{")
        ]
        responses = {"200": answer({"type": "object", "example": {"ok": True}}), status: error}
        item[method] = operation(name, parameters=parameters, responses=responses)
    return found


def bol() -> dict[str, Any]:
    """bol's illustrative rules: 7 in 3 minutes, 8 and 25 in one."""
    return document(
        paths(
            "429",
            answer(PROBLEM, "application/problem+json"),
            ("get", "/retailer/orders", "listOrders"),
            ("get", "/retailer/orders/{id}", "getOrder"),
            ("post", "/retailer/orders/{id}/cancellation", "cancelOrder"),
            ("get", "/retailer/offers", "listOffers"),
        ),
        **{
            "components": {"securitySchemes": BEARER},
            "security": [{"token": []}],
            "x-rate-limit": {
                "scope": ["credential"],
                "status": 429,
                "headers": {**HEADERS, "reset-unit": "epoch-ms"},
                "rules": [
                    {"methods": ["GET"], "path": "/retailer/orders", "limit": 7, "per": 180},
                    {"methods": ["GET"], "path": "/retailer/orders/*", "limit": 8, "per": 60},
                    {
                        "methods": ["POST"],
                        "path": "/retailer/orders/*/cancellation",
                        "limit": 25,
                        "per": 60,
                    },
                ],
            },
        },
    )


def retailcrm() -> dict[str, Any]:
    """10 a second from an address, 40 on telephony; excess is 503, without any header."""
    error = {
        "type": "object",
        "properties": {"success": {"type": "boolean"}, "errorMsg": {"type": "string"}},
        "example": {"success": False, "errorMsg": "Service Temporarily Unavailable"},
    }
    return document(
        paths(
            "503",
            answer(error),
            ("get", "/api/v5/orders", "listOrders"),
            ("get", "/api/v5/customers", "listCustomers"),
            ("get", "/api/v5/telephony/manager", "getManager"),
            ("post", "/api/v5/telephony/call/event", "sendEvent"),
        ),
        **{
            "components": {"securitySchemes": QUERY_KEY},
            "security": [{"key": []}],
            "x-errors": {"message": "/errorMsg"},
            "x-rate-limit": {
                "limit": 10,
                "per": 1,
                "scope": ["ip"],
                "status": 503,
                "rules": [{"path": "/api/v5/telephony/**", "limit": 40, "per": 1}],
            },
        },
    )


def shoprocket() -> dict[str, Any]:
    """So many a minute for each endpoint from an address; 600 for the rest."""
    error = {
        "type": "object",
        "properties": {
            "error": {
                "type": "object",
                "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
            }
        },
        "example": {"error": {"code": "rate_limited", "message": "Slow down."}},
    }
    tree = document(
        paths(
            "429",
            answer(error),
            ("get", "/cart", "getCart"),
            ("post", "/cart/checkout", "checkout"),
            ("get", "/pages", "listPages"),
            ("get", "/menus", "listMenus"),
        ),
        **{
            "x-errors": {"code": "/error/code", "message": "/error/message"},
            "x-rate-limit": {
                "limit": 600,
                "per": 60,
                "scope": ["endpoint", "ip"],
                "headers": {**HEADERS, "reset-unit": "seconds"},
            },
        },
    )
    endpoint = {"scope": ["endpoint", "ip"], "per": 60}
    tree["paths"]["/cart"]["get"]["x-rate-limit"] = {"limit": 120, **endpoint}
    tree["paths"]["/cart/checkout"]["post"]["x-rate-limit"] = {"limit": 30, **endpoint}
    return tree


def retail_rocket() -> dict[str, Any]:
    """By partner and product: tracking 100 a second, recommendations 200."""
    return document(
        paths(
            "429",
            {"description": "Too many."},
            ("post", "/tracking/view", "view"),
            ("post", "/tracking/order", "order"),
            ("get", "/recommendations/popular", "popular"),
            ("get", "/other", "other"),
        ),
        **{
            "components": {
                "securitySchemes": {
                    **QUERY_KEY,
                    "partner": {"type": "apiKey", "in": "query", "name": "partnerId"},
                }
            },
            "security": [{"key": [], "partner": []}],
            "x-rate-limit": {
                "limit": 600,
                "per": 1,
                "scope": ["partner"],
                "rules": [
                    {"path": "/tracking/*", "limit": 100, "per": 1},
                    {"path": "/recommendations/*", "limit": 200, "per": 1},
                ],
            },
        },
    )


def rules(tree: dict[str, Any]) -> dict[str, list[tuple[str, int, float]]]:
    api, diagnostics = built(tree)
    assert not diagnostics
    return {
        one.id: [(rule.key, rule.limit, rule.per) for rule in one.limits] for one in api.operations
    }


# From the document to the rules of an operation.


def test_the_vendors_rules() -> None:
    assert rules(bol()) == {
        "listOrders": [("GET /retailer/orders", 7, 180)],
        "getOrder": [("GET /retailer/orders/*", 8, 60)],
        "cancelOrder": [("POST /retailer/orders/*/cancellation", 25, 60)],
        "listOffers": [],
    }
    assert rules(retailcrm()) == {
        "listOrders": [("*", 10, 1)],
        "listCustomers": [("*", 10, 1)],
        "getManager": [("* /api/v5/telephony/**", 40, 1)],
        "sendEvent": [("* /api/v5/telephony/**", 40, 1)],
    }
    assert rules(shoprocket()) == {
        "getCart": [("getCart", 120, 60)],
        "checkout": [("checkout", 30, 60)],
        "listPages": [("listPages", 600, 60)],
        "listMenus": [("listMenus", 600, 60)],
    }
    assert rules(retail_rocket()) == {
        "view": [("* /tracking/*", 100, 1)],
        "order": [("* /tracking/*", 100, 1)],
        "popular": [("* /recommendations/*", 200, 1)],
        "other": [("*", 600, 1)],
    }


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        # A literal segment beats a parameter, whatever the order.
        ([{"path": "/a/*"}, {"path": "/a/{id}"}], [1]),
        ([{"path": "/*/{id}"}, {"path": "/a/*"}], [0, 1]),
        ([{"path": "/*/*"}, {"path": "/a/*"}], [1]),
        # A rule for all that is below is beaten by one for this.
        ([{"path": "/a/**"}, {"path": "/a/*"}], [1]),
        ([{"path": "/**"}, {"path": "/a/**"}], [1]),
        ([{"path": "/**"}, {}], [0]),
        # A method beats any.
        ([{"path": "/a/*"}, {"path": "/a/*", "methods": ["GET"]}], [1]),
        ([{"methods": ["GET"]}, {}], [0]),
        ([{"methods": ["POST"]}, {}], [1]),
        # The path counts before the method.
        ([{"path": "/a/*"}, {"path": "/*/*", "methods": ["GET"]}], [0]),
        # Equals are all kept.
        ([{"path": "/a/*"}, {"path": "/a/*"}], [0, 1]),
        # What does not match.
        ([{"path": "/a"}, {"path": "/a/*/*"}, {"path": "/b/*"}, {"path": "/a/x"}], []),
        ([{"path": "/a.*"}, {"path": "/a/*", "methods": ["PUT", "POST"]}], []),
        # A part of a segment.
        ([{"path": "/*a/*"}, {"path": "/**"}], [1]),
    ],
)
def test_the_most_specific_wins(written: list[dict[str, Any]], kept: list[int]) -> None:
    listed = [{**rule, "limit": n + 1, "per": 60} for n, rule in enumerate(written)]
    tree = document(
        paths("429", {"description": "No."}, ("get", "/a/{id}", "get")),
        **{"x-rate-limit": {"rules": listed}},
    )
    (found,) = rules(tree).values()
    assert [limit - 1 for _, limit, _ in found] == kept


@pytest.mark.parametrize(
    ("place", "scope", "keys"),
    [
        ("document", ["ip"], ["*", "*", "*"]),
        ("document", ["endpoint", "ip"], ["getA", "postA", "getB"]),
        ("path", ["credential"], ["/a", "/a", None]),
        ("path", ["endpoint"], ["getA", "postA", None]),
        ("operation", ["credential"], ["getA", None, None]),
    ],
)
def test_what_is_counted_together(place: str, scope: list[str], keys: list[str | None]) -> None:
    found = paths(
        "429",
        {"description": "No."},
        ("get", "/a", "getA"),
        ("post", "/a", "postA"),
        ("get", "/b", "getB"),
    )
    tree = document(found)
    owner = {"document": tree, "path": found["/a"], "operation": found["/a"]["get"]}[place]
    owner["x-rate-limit"] = {"limit": 5, "per": 1, "scope": scope}
    kept = rules(tree)
    assert [kept[name][0][0] if kept[name] else None for name in ("getA", "postA", "getB")] == keys


def test_the_nearest_wins() -> None:
    found = paths("429", {"description": "No."}, ("get", "/a", "getA"), ("get", "/b", "getB"))
    tree = document(found, **{"x-rate-limit": {"limit": 5, "per": 1}})
    found["/a"]["x-rate-limit"] = {"limit": 4, "per": 1}
    found["/a"]["get"]["x-rate-limit"] = {"limit": 3, "per": 1}
    assert [rule[0][1] for rule in rules(tree).values()] == [3, 5]


# Client and stub, on one clock that only waiting turns.


class Time:
    """A clock that client and stub share."""

    def __init__(self, module: ModuleType, now: float = 1_800_000_000.0) -> None:
        time = self
        base: Any = part(module, "_runtime.ground.clock").Clock

        class Turned(base):  # type: ignore[misc]
            def monotonic(self) -> float:
                return time.now

            def time(self) -> float:
                return time.now

            def sleep(self, seconds: float) -> None:
                time.now += seconds

            async def asleep(self, seconds: float) -> None:
                time.now += seconds

        self.now = now
        self.clock = Turned()

    def __call__(self) -> float:
        return self.now


def vendor(name: str, tree: dict[str, Any]) -> tuple[ModuleType, Time]:
    module = package(name, tree)
    return module, Time(module)


def turn(client: Any, time: Time) -> Any:
    client._core.clock = time.clock
    client._core.random = lambda: 0.0
    return client


VENDORS: list[tuple[str, Any, dict[str, Any], str, int, float]] = [
    # name, document, credentials, method, calls, seconds that the vendor's limits let them take
    ("Bollimits", bol, {"token": "t"}, "list_orders", 15, 360),
    ("Bollimits", bol, {"token": "t"}, "get_order", 25, 180),
    ("Bollimits", bol, {"token": "t"}, "cancel_order", 51, 120),
    ("Crmlimits", retailcrm, {"key": "k"}, "list_orders", 35, 3),
    ("Crmlimits", retailcrm, {"key": "k"}, "send_event", 90, 2),
    ("Shoplimits", shoprocket, {}, "checkout", 61, 120),
    ("Shoplimits", shoprocket, {}, "list_pages", 601, 60),
    ("Rocketlimits", retail_rocket, {"key": "k", "partner": "p"}, "view", 250, 2),
]


def settings(module: ModuleType, given: dict[str, Any]) -> dict[str, Any]:
    """The constructor's credentials, in the order of the schemes."""
    api = part(module, "operations").API
    return dict(zip((scheme.argument for scheme in api.schemes), given.values(), strict=True))


def arguments(method: str) -> dict[str, Any]:
    return {"id": "1"} if method in ("get_order", "cancel_order") else {}


def in_process(module: ModuleType, time: Time, client: str = "127.0.0.1") -> Any:
    app = part(module, "server").create_app(limits=True, clock=time)
    return part(module, "_runtime.server.testing").InProcess(app, client)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("name", "tree", "given", "method", "calls", "seconds"),
    VENDORS,
    ids=[f"{name}-{method}" for name, _, _, method, _, _ in VENDORS],
)
def test_a_client_is_never_refused_and_never_slower_than_it_must(
    way: str, name: str, tree: Any, given: dict[str, Any], method: str, calls: int, seconds: float
) -> None:
    module, time = vendor(name, tree())
    begin = time.now

    async def main() -> None:
        transport = in_process(module, time)
        async with opened(
            module, way, transport=transport, retries=0, **settings(module, given)
        ) as client:
            turn(client, time)
            for _ in range(calls):
                await got(getattr(client.things, method)(**arguments(method)))

    asyncio.run(main())
    assert time.now - begin == pytest.approx(seconds, rel=0.001, abs=0.01)


@pytest.mark.parametrize(
    ("name", "tree", "given", "method", "limit", "status", "code", "message", "headers"),
    [
        (
            "Bollimits",
            bol,
            {"token": "t"},
            "list_orders",
            7,
            429,
            None,
            "Too many requests, retry in 4 seconds.",
            {"x-ratelimit-limit": "7", "x-ratelimit-remaining": "0", "retry-after": "170"},
        ),
        (
            "Crmlimits",
            retailcrm,
            {"key": "k"},
            "list_orders",
            10,
            503,
            None,
            "Service Temporarily Unavailable",
            {"retry-after": "1"},
        ),
        (
            "Shoplimits",
            shoprocket,
            {},
            "checkout",
            30,
            429,
            "rate_limited",
            "Slow down.",
            {
                "x-ratelimit-limit": "30",
                "x-ratelimit-remaining": "0",
                "x-ratelimit-reset": "50",
                "retry-after": "50",
            },
        ),
        (
            "Rocketlimits",
            retail_rocket,
            {"key": "k", "partner": "p"},
            "view",
            100,
            429,
            None,
            "",
            {"retry-after": "1"},
        ),
    ],
    ids=["bol", "retailcrm", "shoprocket", "retail-rocket"],
)
def test_a_client_without_limits_is_refused_as_the_vendor_refuses(
    name: str,
    tree: Any,
    given: dict[str, Any],
    method: str,
    limit: int,
    status: int,
    code: str | None,
    message: str,
    headers: dict[str, str],
) -> None:
    module, time = vendor(name, tree())
    with module.Client(
        transport=in_process(module, time),
        limiter=None,
        retries=0,
        **settings(module, given),
    ) as client:
        call = getattr(turn(client, time).things, method)
        call()
        time.now += 10 if limit < 100 and status == 429 else 0.5
        for _ in range(limit - 1):
            call()
        with pytest.raises(module.ApiError) as caught:
            call()
        error = caught.value
        assert (error.status, error.code) == (status, code)
        assert message in error.message
        assert {key: error.headers.get(key) for key in headers} == headers
        assert error.retry_after == float(headers["retry-after"])
        time.now += error.retry_after
        call()


def test_the_stub_tells_what_is_left() -> None:
    module, time = vendor("Bollimits", bol())
    with module.Client(transport=in_process(module, time), limiter=None, token="t") as client:
        told = []
        for _ in range(3):
            response = module.raw(turn(client, time).things.get_order)(id="1")
            told.append(response.headers)
            time.now += 5
    assert [one["x-ratelimit-remaining"] for one in told] == ["7", "6", "5"]
    assert {one["x-ratelimit-limit"] for one in told} == {"8"}
    assert {one["x-ratelimit-reset"] for one in told} == {str(round((time.now - 15 + 60) * 1000))}
    response = raw_call(module, time, "list_offers")
    assert "x-ratelimit-limit" not in response.headers


def raw_call(module: ModuleType, time: Time, method: str) -> Any:
    with module.Client(transport=in_process(module, time), token="t") as client:
        return module.raw(getattr(client.things, method))()


@pytest.mark.parametrize(
    ("name", "tree", "method", "first", "second", "limit", "shared"),
    [
        ("Bollimits", bol, "list_orders", {"token": "a"}, {"token": "b"}, 7, False),
        ("Crmlimits", retailcrm, "list_orders", {"key": "a"}, {"key": "b"}, 10, True),
        (
            "Rocketlimits",
            retail_rocket,
            "view",
            {"key": "k", "partner": "a"},
            {"key": "k", "partner": "b"},
            100,
            False,
        ),
    ],
)
def test_whose_calls_are_counted_together(
    name: str,
    tree: Any,
    method: str,
    first: dict[str, Any],
    second: dict[str, Any],
    limit: int,
    shared: bool,
) -> None:
    """By the stub, and by a limiter that two clients share, alike."""
    module, time = vendor(name, tree())
    transport = in_process(module, time)

    def fails(limiter: Any, wait: bool) -> int:
        given = {"transport": transport, "limiter": limiter, "wait": wait, "retries": 0}
        one = turn(module.Client(**given, **settings(module, first)), time)
        two = turn(module.Client(**given, **settings(module, second)), time)
        for _ in range(limit):
            getattr(one.things, method)()
        try:
            getattr(two.things, method)()
        except module.ApiError:
            return 1
        return 0

    assert fails(None, True) == shared
    time.now += 200
    assert fails(part(module, "_runtime.limits.limiter").MemoryLimiter(), False) == shared


def test_another_address_has_its_own_count() -> None:
    module, time = vendor("Crmlimits", retailcrm())
    app = part(module, "server").create_app(limits=True, clock=time)
    in_process = part(module, "_runtime.server.testing").InProcess
    for address in ("192.0.2.1", "192.0.2.2"):
        with module.Client(transport=in_process(app, address), limiter=None, key="k") as client:
            for _ in range(10):
                client.things.list_orders()


def test_two_rules_of_one_path_are_both_kept() -> None:
    tree = document(
        paths("429", {"description": "No."}, ("get", "/a", "get")),
        **{
            "x-rate-limit": {
                "rules": [
                    {"path": "/a", "limit": 5, "per": 1},
                    {"path": "/a", "limit": 20, "per": 60},
                ]
            }
        },
    )
    module, time = vendor("Bothlimits", tree)
    begin = time.now
    with module.Client(transport=in_process(module, time), retries=0) as client:
        turn(client, time)
        for _ in range(20):
            client.things.get()
        assert time.now - begin == pytest.approx(3, abs=0.02)
        client.things.get()
        assert time.now - begin == pytest.approx(60, abs=0.1)
    begin = time.now
    with module.Client(transport=in_process(module, time), retries=0, limiter=None) as client:
        turn(client, time)
        for _ in range(4):
            for _ in range(5):
                client.things.get()
            time.now += 1
        with pytest.raises(module.ApiError) as caught:
            client.things.get()
        assert caught.value.retry_after == 56


def test_the_client_learns_of_other_callers_from_the_stubs_headers() -> None:
    """Somebody else has used up most of it: no call is refused nevertheless."""
    module, time = vendor("Bollimits", bol())
    transport = in_process(module, time)
    with module.Client(transport=transport, token="t", limiter=None) as other:
        for _ in range(6):
            turn(other, time).things.get_order(id="1")
    begin = time.now
    with module.Client(transport=transport, token="t", retries=0) as client:
        turn(client, time)
        for _ in range(4):
            client.things.get_order(id="1")
    assert time.now - begin == pytest.approx(60, abs=1)


def test_limits_over_a_socket() -> None:
    """Real time: the client keeps a rule of 40 in half a second; nothing is refused."""
    tree = retailcrm()
    tree["x-rate-limit"]["rules"][0]["per"] = 0.5
    module = package("Socketlimits", tree)
    with (
        served(module, limits=True) as url,
        module.Client(base_url=url, key="k", retries=0, trust_env=False) as client,
    ):
        for _ in range(100):
            client.things.get_manager()


def test_the_docstring_names_the_limit() -> None:
    module = package("Bollimits", bol())
    assert (
        "Limit: 7 calls in 180 seconds." in part(module, "api.things").ThingsApi.list_orders.__doc__
    )


def test_the_extra_is_in_the_metadata() -> None:
    metadata = tomllib.loads(compiled(bol()).files["pyproject.toml"].decode())
    assert metadata["project"]["optional-dependencies"]["redis"] == ["redis>=5"]


def test_the_errors_are_exported() -> None:
    errors = part(package("Bollimits", bol()), "errors")
    assert issubclass(errors.RateLimited, errors.ApiError)
    assert issubclass(errors.LimiterUnavailable, errors.ApiError)
