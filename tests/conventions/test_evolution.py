"""What comes to an end and what is yet to come, client against stub."""

from __future__ import annotations

import asyncio
import warnings
from types import ModuleType
from typing import Any

import httpx
import pytest

from generator.runtime.call.evolution import deprecation_text
from generator.runtime.ground.fields import announces
from generator.runtime.ground.operation import Deprecation, Operation
from tests.conventions.compiled import WAYS, got, opened, package, part
from tests.support import answer, document, operation, query

NUMBER = {"200": answer({"type": "integer", "examples": [7]})}
END = {
    "since": "2026-01-01",
    "sunset": "2026-07-01",
    "link": "https://acme.example/end",
    "use": "getNew",
}
TREE = document(
    {
        "/old": {
            "get": operation("getOld", responses=NUMBER, deprecated=True, **{"x-deprecation": END})
        },
        "/warned": {
            "get": operation(
                "getWarned",
                responses=NUMBER,
                deprecated=True,
                **{"x-deprecation": {"header": "Warning"}},
            )
        },
        "/noted": {
            "get": operation(
                "getNoted",
                responses=NUMBER,
                deprecated=True,
                **{"x-deprecation": {"header": "X-Acme-Notice"}},
            )
        },
        "/bare": {"get": operation("getBare", responses=NUMBER, deprecated=True)},
        "/new": {"get": operation("getNew", responses=NUMBER)},
        "/sized": {
            "post": operation(
                "makeSized",
                parameters=[
                    query(
                        "perPage", deprecated=True, **{"x-deprecation": {**END, "use": "page-size"}}
                    ),
                    query("page-size"),
                    query("old", {"type": "string", "deprecated": True}),
                ],
                requestBody={
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "properties": {
                                    "name": {"type": "string"},
                                    "title": {"type": "string", "deprecated": True},
                                },
                            }
                        }
                    }
                },
                responses=NUMBER,
            )
        },
        "/next": {
            "post": operation("makeNext", responses=NUMBER, **{"x-status": "planned"}),
        },
    },
    security=[],
)


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return package("Acmeends", TREE)


def near(module: ModuleType, **options: Any) -> Any:
    app = part(module, "server").create_app(**options)
    return part(module, "_runtime.server.testing").InProcess(app)


@pytest.mark.parametrize("way", WAYS)
def test_a_deprecated_operation_warns_once(module: ModuleType, way: str) -> None:
    async def main() -> None:
        async with opened(module, way, transport=near(module)) as client:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                for _ in range(3):
                    assert await got(client.things.get_old()) == 7
            assert [str(warning.message) for warning in caught] == [
                "getOld is deprecated by the vendor, since 2026-01-01, gone after 2026-07-01,"
                " use things.get_new, see https://acme.example/end"
            ]
            if way == "sync":
                assert caught[0].filename == __file__
            with pytest.warns(DeprecationWarning, match="getBare is deprecated by the vendor$"):
                await got(client.with_options(timeout=5).things.get_bare())
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                await got(client.with_options(timeout=5).things.get_bare())
                await got(client.things.get_new())

    asyncio.run(main())


@pytest.mark.parametrize("way", WAYS)
def test_a_deprecated_argument_warns_once(module: ModuleType, way: str) -> None:
    async def main() -> None:
        async with opened(module, way, transport=near(module)) as client:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                await got(client.things.make_sized(page_size="1", name="a"))
                assert caught == []
                await got(client.things.make_sized(per_page="1"))
                await got(client.things.make_sized(per_page="2", old="3", title="b"))
            assert [str(warning.message) for warning in caught] == [
                "argument per_page of makeSized is deprecated by the vendor, since 2026-01-01,"
                " gone after 2026-07-01, use page_size, see https://acme.example/end",
                "argument old of makeSized is deprecated by the vendor",
                "argument title of makeSized is deprecated by the vendor",
            ]
            assert {warning.category for warning in caught} == {DeprecationWarning}
            if way == "sync":
                assert {warning.filename for warning in caught} == {__file__}

    asyncio.run(main())


def test_methods_are_marked_for_editors(module: ModuleType) -> None:
    client = module.Client(transport=near(module))
    said = "Deprecated since 2026-01-01, gone after 2026-07-01, use `things.get_new`, see "
    assert client.things.get_old.__deprecated__ == f"{said}https://acme.example/end."
    assert not hasattr(client.things.get_new, "__deprecated__")
    assert "Args:\n            per_page: Deprecated since 2026-01-01" in (
        client.things.make_sized.__doc__
    )
    client.close()


def test_the_stub_says_so_in_headers(module: ModuleType) -> None:
    with httpx.Client(transport=near(module), base_url="http://acme.test") as http:
        said = http.get("/old").headers
        assert said["deprecation"] == "@1767225600"
        assert said["sunset"] == "Wed, 01 Jul 2026 00:00:00 GMT"
        assert said["link"] == '<https://acme.example/end>; rel="deprecation"'
        assert http.get("/warned").headers["warning"] == '299 - "getWarned is deprecated"'
        assert http.get("/noted").headers["x-acme-notice"] == "getNoted is deprecated"
        assert http.get("/bare").headers["deprecation"] == "true"
        assert "deprecation" not in http.get("/new").headers


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize(
    ("headers", "text"),
    [
        ({"Deprecation": "@1767225600"}, ", since 2026-01-01"),
        ({"Deprecation": "Thu, 01 Jan 2026 00:00:00 GMT"}, ", since 2026-01-01"),
        ({"Deprecation": "true"}, ""),
        ({"Deprecation": "@99999999999999999999"}, ""),
        ({"Sunset": "Wed, 01 Jul 2026 00:00:00 GMT"}, ", gone after Wed, 01 Jul 2026 00:00:00 GMT"),
        ({"Link": '<https://x.test/e>; rel="deprecation"'}, ", see https://x.test/e"),
        ({"Warning": "299 - Deprecated API"}, ", it says: Deprecated API"),
        ({"Warning": '112 - "Offline", 299 api.acme.test "Use \\"v2\\""'}, ', it says: Use "v2"'),
        ({"Deprecation": "false"}, None),
        ({"Warning": '199 - "Misc"'}, None),
        ({"Link": '</next>; rel="next"'}, None),
        ({"X-Acme-Notice": "soon"}, None),
    ],
)
def test_responses_announce_it(
    module: ModuleType, headers: dict[str, str], text: str | None, status: int
) -> None:
    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, json=7, headers=headers)

    errors = part(module, "errors")
    client = module.Client(transport=httpx.MockTransport(handle), retries=0)
    with client, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(2):
            if status == 200:
                client.things.get_new()
            else:
                with pytest.raises(errors.NotFound):
                    client.things.get_new()
    expected = [] if text is None else [f"getNew is deprecated by the vendor{text}"]
    assert [str(warning.message) for warning in caught] == expected


def test_the_vendors_own_header() -> None:
    known: Operation[int] = Operation(
        "op", "GET", "/", deprecation=Deprecation(header="X-Acme-Notice", use="things.new")
    )
    assert announces(b"x-acme-notice", b"soon")
    assert not announces(b"x-acme-notice", b"")
    assert deprecation_text(known, {"x-acme-notice": " on\n Monday "}) == (
        "op is deprecated by the vendor, use things.new, it says: on Monday"
    )
    assert len(deprecation_text(known, {"x-acme-notice": "x" * 5000})) < 300


def test_a_warning_shows_no_credential() -> None:
    tree = {
        **TREE,
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
        "security": [{"key": []}],
    }
    module = package("Acmeendskey", tree)

    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=7, headers={"Warning": "299 - key s3cret-word is old"})

    client = module.Client(key="s3cret-word", transport=httpx.MockTransport(handle))
    with client, pytest.warns(DeprecationWarning, match=r"it says: key \*\*\* is old"):
        client.things.get_new()


# Planned -------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_a_planned_operation_is_refused_unsent(module: ModuleType, way: str) -> None:
    errors = part(module, "errors")

    async def main() -> None:
        async with opened(module, way, transport=near(module)) as client:
            with pytest.raises(errors.UsageError, match="not yet served") as caught:
                await got(client.things.make_next())
            assert "options={'planned': True}" in str(caught.value)
            assert caught.value.operation == "makeNext"
            with pytest.raises(errors.ServerError) as answered:
                await got(client.things.make_next(options={"planned": True}))
            assert answered.value.status == 501
        async with opened(module, way, transport=near(module, planned=True)) as client:
            assert await got(client.things.make_next(options={"planned": True})) == 7
            assert await got(client.with_options(planned=True).things.make_next()) == 7

    asyncio.run(main())
