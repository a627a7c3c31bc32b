"""Media types, client against stub: one of several answers, and other versions of them."""

from __future__ import annotations

import asyncio
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.conventions.compiled import WAYS, got, opened, package, part
from tests.support import document, operation

VND = "application/vnd.acme.v10"
INVOICE = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "string"}},
    "example": {"id": "I-1"},
}


def media(**content: Any) -> dict[str, Any]:
    return {"description": "Ok.", "content": content}


ANSWERS = {
    f"{VND}+json": {"schema": INVOICE},
    f"{VND}+csv": {"schema": {"type": "string"}, "example": "id\nI-1\n"},
    f"{VND}+pdf": {"schema": {}, "example": "%PDF-1.7"},
}
PROBLEM = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "status": {"type": "integer"}},
}
REFUSED = {
    status: {
        "description": title,
        "content": {f"{VND}+json": {"schema": PROBLEM, "example": {"title": title}}},
    }
    for status, title in (("406", "Not Acceptable"), ("415", "Unsupported Media Type"))
}
TREE = document(
    {
        "/invoice": {
            "get": operation("getInvoice", responses={"200": media(**ANSWERS), **REFUSED}),
            "put": operation(
                "putInvoice",
                requestBody={"required": True, "content": {f"{VND}+json": {"schema": INVOICE}}},
                responses={"200": media(**{f"{VND}+json": {"schema": INVOICE}}), **REFUSED},
            ),
        },
        "/export": {
            "get": operation(
                "getExport",
                responses={
                    "200": media(**{"text/csv": {"schema": {"type": "string"}, "example": "a\n1"}})
                },
            )
        },
        "/any": {
            "get": operation("getAny", responses={"200": media(**{"image/*": {}})}),
        },
    },
    security=[],
    **{
        "x-media-version": {"template": "application/vnd.acme.v{version}+json", "version": "10"},
        "x-errors": {"message": "/title"},
    },
)


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return package("Acmemedia", TREE)


class Wire:
    """An ASGI application in front of the stub that notes media types."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.seen: list[tuple[str, str]] = []
        self.answered: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = {k.decode(): v.decode() for k, v in scope["headers"]}
        self.seen.append((headers.get("accept", ""), headers.get("content-type", "")))

        async def noted(message: Any) -> None:
            if message["type"] == "http.response.start":
                fields = dict(message["headers"])
                self.answered.append(fields.get(b"content-type", b"").decode())
            await send(message)

        await self.app(scope, receive, noted)


def wired(module: ModuleType, **options: Any) -> tuple[Wire, Any]:
    wire = Wire(part(module, "server").create_app(**options))
    return wire, part(module, "_runtime.server.testing").InProcess(wire)


@pytest.mark.parametrize("way", WAYS)
def test_one_of_several_answers(module: ModuleType, way: str) -> None:
    wire, transport = wired(module)

    async def main() -> None:
        async with opened(module, way, transport=transport) as client:
            invoice = await got(client.things.get_invoice())
            assert invoice.id == "I-1"
            csv = await got(client.things.get_invoice(options={"accept": f"{VND}+csv"}))
            assert csv == "id\nI-1\n"
            pdf = await got(client.things.get_invoice(options={"accept": f"{VND}+pdf"}))
            assert pdf == b"%PDF-1.7"
            assert (await got(client.things.get_invoice())).id == "I-1"

    asyncio.run(main())
    assert [accept for accept, _ in wire.seen] == [
        f"{VND}+json, {VND}+csv;q=0.9, {VND}+pdf;q=0.9",
        f"{VND}+csv",
        f"{VND}+pdf",
        f"{VND}+json, {VND}+csv;q=0.9, {VND}+pdf;q=0.9",
    ]


def test_what_the_methods_give_is_typed(module: ModuleType) -> None:
    api = part(module, "api.things").ThingsApi
    assert api.get_invoice.__annotations__["return"] == "GetInvoiceResponse | str | bytes"
    assert api.get_export.__annotations__["return"] == "str"
    assert api.get_any.__annotations__["return"] == "bytes"
    doc = " ".join(api.get_invoice.__doc__.split())
    assert f"Media types: {VND}+json, {VND}+csv, {VND}+pdf; choose" in doc


def test_a_media_type_that_is_not_there_is_refused_unsent(module: ModuleType) -> None:
    wire, transport = wired(module)
    errors = part(module, "errors")
    with module.Client(transport=transport) as client:
        for accept in ("text/html", "application/json", "*/*", "", 7):
            with pytest.raises(errors.UsageError) as caught:
                client.things.get_invoice(options={"accept": accept})
            assert caught.value.operation == "getInvoice"
            assert caught.value.message == (
                f"accept: {accept!r} is none of the media types of a success: "
                f"{VND}+json, {VND}+csv, {VND}+pdf"
            )
        with pytest.raises(errors.UsageError, match="image/"):
            client.things.get_any(options={"accept": "image/*"})
    assert wire.seen == []


def test_a_range_is_asked_for_by_a_type_in_it(module: ModuleType) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        accept = request.headers["accept"]
        return httpx.Response(200, content=accept, headers={"content-type": accept})

    with module.Client(transport=httpx.MockTransport(handle)) as client:
        assert client.things.get_any(options={"accept": "image/png"}) == b"image/png"


@pytest.mark.parametrize(
    ("asked", "answered", "value"),
    [
        (f"{VND}+csv", "text/csv; charset=utf-8", "ü"),
        (f"{VND}+csv", f"{VND}+csv", "ü"),
        (f"{VND}+pdf", "application/pdf", "ü".encode()),
        (f"{VND}+csv", "application/json", None),
        (f"{VND}+pdf", "text/html", None),
        (f"{VND}+pdf", f"{VND}+json", None),
    ],
)
def test_the_answer_is_of_that_type_or_an_error(
    module: ModuleType, asked: str, answered: str, value: Any
) -> None:
    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content="ü".encode(), headers={"content-type": answered})

    errors = part(module, "errors")
    with module.Client(transport=httpx.MockTransport(handle)) as client:
        if value is not None:
            assert client.things.get_invoice(options={"accept": asked}) == value
            return
        with pytest.raises(errors.UnexpectedContentType) as caught:
            client.things.get_invoice(options={"accept": asked})
        assert (caught.value.status, caught.value.content) == (200, "ü".encode())
        assert asked in caught.value.message


def test_an_unexpected_type_keeps_the_body(module: ModuleType) -> None:
    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, html="<p>Back soon</p>")

    errors = part(module, "errors")
    with (
        module.Client(transport=httpx.MockTransport(handle)) as client,
        pytest.raises(errors.UnexpectedContentType) as caught,
    ):
        client.things.get_invoice()
    assert caught.value.body == "<p>Back soon</p>"


# Versions ------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_another_version_for_a_call_and_for_a_client(module: ModuleType, way: str) -> None:
    wire, transport = wired(module, media_versions={"9", "11"}, check_responses=True)

    async def main() -> None:
        async with opened(module, way, transport=transport) as client:
            options: Any = {"media_version": "9"}
            assert (await got(client.things.put_invoice(id="I-2", options=options))).id
            assert (await got(client.things.put_invoice(id="I-2"))).id
            csv = {"media_version": "11", "accept": f"{VND}+csv"}
            assert await got(client.things.get_invoice(options=csv)) == "id\nI-1\n"
            assert await got(client.things.get_export(options=options)) == "a\n1"
        async with opened(module, way, transport=transport, media_version="9") as client:
            await got(client.things.put_invoice(id="I-2"))
            await got(client.with_options(media_version="11").things.put_invoice(id="I-2"))

    asyncio.run(main())
    nine, ten, eleven = (f"application/vnd.acme.v{n}" for n in (9, 10, 11))
    assert wire.seen == [
        (f"{nine}+json", f"{nine}+json"),
        (f"{ten}+json", f"{ten}+json"),
        (f"{eleven}+csv", ""),
        ("text/csv", ""),
        (f"{nine}+json", f"{nine}+json"),
        (f"{eleven}+json", f"{eleven}+json"),
    ]
    assert wire.answered == [
        f"{nine}+json",
        f"{ten}+json",
        f"{eleven}+csv",
        "text/csv",
        f"{nine}+json",
        f"{eleven}+json",
    ]


def test_a_version_that_is_not_served(module: ModuleType) -> None:
    _, transport = wired(module)
    errors = part(module, "errors")
    with module.Client(transport=transport) as client:
        with pytest.raises(errors.NotAcceptable) as caught:
            client.things.get_invoice(options={"media_version": "9"})
        assert caught.value.status == 406
        ten = {"Accept": f"{VND}+json"}
        with pytest.raises(errors.UnsupportedMedia) as caught:
            client.things.put_invoice(id="x", options={"media_version": "9", "headers": ten})
        assert caught.value.status == 415
        assert f"not {VND}+json" in caught.value.message


def test_an_error_comes_in_the_version_that_was_asked_for(module: ModuleType) -> None:
    wire, transport = wired(module, media_versions=["9"], strict=True)
    errors = part(module, "errors")
    with module.Client(transport=transport) as client, pytest.raises(errors.ClientError):
        client.things.put_invoice(id=7, options={"media_version": "9"})
    assert wire.answered == ["application/vnd.acme.v9+json"]


@pytest.mark.parametrize("version", ["", "1 0", "9\r\nX: y", "9;q=1"])
def test_what_is_no_version(module: ModuleType, version: Any) -> None:
    errors = part(module, "errors")
    with module.Client() as client, pytest.raises(errors.UsageError, match="is no version"):
        client.things.get_invoice(options={"media_version": version})


def test_an_api_without_versions() -> None:
    tree = {key: value for key, value in TREE.items() if key != "x-media-version"}
    module = package("Acmeplain", tree)
    errors = part(module, "errors")
    with module.Client() as client, pytest.raises(errors.UsageError, match="have no version"):
        client.things.get_invoice(options={"media_version": "9"})
    with pytest.raises(ValueError, match="media_versions: a version is"):
        part(package("Acmemedia", TREE), "server").create_app(media_versions=["9/x"])


def test_many_variants_are_not_kept_for_ever(module: ModuleType) -> None:
    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"id": "x"})

    with module.Client(transport=httpx.MockTransport(handle)) as client:
        for number in range(200):
            client.things.get_invoice(options={"media_version": str(number)})
    plan = part(module, "operations.things").GET_INVOICE.plan
    assert len(plan.variants) <= 64


# Text that is no text ---------------------------------------------------------------------

ITEMS = {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}
KINDS: dict[str, tuple[Any, Any]] = {
    "Items": (ITEMS, [{"id": 1}]),
    "Many": ({"type": "integer"}, 5),
    "Word": ({"type": "string"}, "5"),
    "Choice": ({"type": "string", "enum": ["a", "b"]}, "a"),
    "Flag": ({"type": "boolean"}, True),
}


def plain(name: str, *more: str) -> dict[str, Any]:
    content = {kind: {"schema": KINDS[name][0]} for kind in ("text/plain", *more)}
    return {"get": operation(f"get{name}{len(more)}", responses={"200": media(**content)})}


PLAIN = document(
    {
        **{f"/{name}": plain(name, "application/json", "text/json") for name in KINDS},
        **{f"/only/{name}": plain(name) for name in ("Many", "Word", "Flag")},
    },
    {"Item": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}},
)


@pytest.mark.parametrize("way", WAYS)
def test_plain_text_beside_json_is_the_same_value(way: str) -> None:
    module = package("Plaintext", PLAIN)
    methods = {one.id: name for name, one in part(module, "server.app").OPERATIONS.items()}

    async def asked(name: str, *, accept: str | None = None) -> Any:
        options: Any = {"accept": accept} if accept else None
        async with opened(module, way, base_url=url, strict=True) as client:
            return await got(getattr(client.things, methods[name])(options=options))

    async def main() -> dict[str, list[Any]]:
        both = (None, "text/plain", "application/json")
        found = {
            name: [await asked(f"get{name}2", accept=accept) for accept in both] for name in KINDS
        }
        return {**found, "only": [await asked(f"get{n}0") for n in ("Many", "Word", "Flag")]}

    async def answer(self: Any, value: Any) -> Any:
        return value

    def method(name: str) -> Any:
        value = KINDS[name.removeprefix("get")[:-1]][1]
        return lambda self: answer(self, value)

    served_by = type("Plain", (), {methods[name]: method(name) for name in methods})()
    app = part(module, "server").create_app(served_by)
    with part(module, "_runtime.server.serve").running(app) as url:
        found = asyncio.run(main())
    item = module.models.Item(id=1)
    assert found.pop("Items") == [[item]] * 3
    assert found == {
        "Many": [5] * 3, "Word": ["5"] * 3, "Choice": ["a"] * 3, "Flag": [True] * 3,
        "only": [5, "5", True],
    }  # fmt: skip


def test_a_method_gives_no_text_for_a_value_that_is_json() -> None:
    things = part(package("Plaintext", PLAIN), "api.things").ThingsApi
    said = {
        name: vars(things)[name].__annotations__["return"] for name in ("get_items2", "get_many0")
    }
    assert said == {"get_items2": "List[Item]", "get_many0": "int"}
