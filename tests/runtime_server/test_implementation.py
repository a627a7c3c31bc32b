"""A user's own object behind the application."""

from __future__ import annotations

import logging
from datetime import date
from enum import Enum
from typing import Any, Protocol

import pytest
from pydantic import BaseModel, ConfigDict, Field

from generator.runtime.ground.operation import Api, Operation, Reply
from generator.runtime.ground.unset import UNSET, Unset
from generator.runtime.server import Answer, Application, Refusal, Result, Unimplemented
from generator.runtime.server.app import binding
from generator.runtime.wire.xml_shape import Xml
from tests.runtime_server.shop import API, DOCUMENT, METHODS, MUG, OPERATIONS
from tests.runtime_server.support import application, calling, refused


class Sort(Enum):
    NAME = "name"
    PRICE = "price"


class PriceRange(BaseModel):
    min: int | None = None
    max: int | None = None


class Product(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    id: str
    name: str
    slug: str | None = None
    tags: list[str] | None = None
    status: str = "published"


class ProductResponse(BaseModel):
    data: Product
    note: str | None = None


class Shop(Protocol):
    async def list_products(
        self,
        *,
        category: str | Unset = UNSET,
        sort: Sort | Unset = UNSET,
        in_stock: bool | Unset = UNSET,
        sizes: list[int] | Unset = UNSET,
        price: PriceRange | Unset = UNSET,
        page: int | Unset = UNSET,
        per_page: int | Unset = UNSET,
    ) -> list[Product]:
        raise Unimplemented("listProducts")

    async def get_product(self, product: str, *, accept_language: str | Unset = UNSET) -> Product:
        raise Unimplemented("getProduct")

    async def get_report(self, from_: date, to: date) -> Any:
        raise Unimplemented("getReport")

    async def export_all(self) -> None:
        raise Unimplemented("exportAll")


def serving(implementation: object, **options: Any) -> Application:
    return Application(
        API, OPERATIONS, DOCUMENT, implementation, methods=METHODS, protocol=Shop, **options
    )


class Mine(Shop):
    def __init__(self) -> None:
        self.seen: dict[str, Any] = {}

    async def list_products(self, **arguments: Any) -> Any:
        self.seen = arguments
        meta = {"currentPage": 1, "perPage": 20, "total": 1, "lastPage": 1}
        return Result([Product(id="1", name="Mug", tags=None)], meta=meta)

    def get_report(self, from_: date, to: date) -> Any:
        return Answer(body=f"{(to - from_).days}", media_type="text/csv", headers={"X-Days": "yes"})


def test_arguments_have_the_types_of_the_protocol() -> None:
    mine = Mine()
    with calling(serving(mine)) as client:
        response = client.get("/products?sort=price&inStock=false&sizes=1,2&price[min]=3&page=2")
    assert mine.seen == {
        "category": UNSET,
        "sort": Sort.PRICE,
        "in_stock": False,
        "sizes": [1, 2],
        "price": PriceRange(min=3),
        "page": 2,
        "per_page": UNSET,
    }
    assert response.json() == {
        "data": [{"id": "1", "name": "Mug", "tags": None}],
        "meta": {"currentPage": 1, "perPage": 20, "total": 1, "lastPage": 1},
    }


def test_sync_method_and_ready_answer() -> None:
    with calling(serving(Mine()), auth=("a", "b")) as client:
        response = client.get("/reports/2026-01-01..2026-01-31")
    assert (response.text, response.headers["x-days"]) == ("30", "yes")
    assert response.headers["content-type"] == "text/csv"


def test_what_is_not_implemented_is_501() -> None:
    with calling(serving(Mine())) as client:
        assert refused(client.get("/products/1"), 501)["code"] == "not_implemented"
    with calling(serving(object())) as client:
        refused(client.get("/products/1"), 501)


def test_planned_operation_that_is_implemented_is_served() -> None:
    class Ahead(Mine):
        async def export_all(self) -> None:
            return None

    with calling(serving(Ahead())) as client:
        assert client.post("/export").status_code == 202
    with calling(serving(Mine())) as client:
        refused(client.post("/export"), 501)


@pytest.mark.parametrize(
    ("outcome", "status", "body"),
    [
        (Product(id="1", name="a"), 200, {"data": {"id": "1", "name": "a"}}),
        ({"id": "1", "name": "a"}, 200, {"data": {"id": "1", "name": "a"}}),
        (ProductResponse(data=Product(id="1", name="a")), 200, {"data": {"id": "1", "name": "a"}}),
        (Result(Product(id="1", name="a"), note="n"), 200,
         {"data": {"id": "1", "name": "a"}, "note": "n"}),
        (Answer(404, {"error": {"code": "x", "message": "y"}}), 404,
         {"error": {"code": "x", "message": "y"}}),
        (Answer(202, Product(id="1", name="a")), 202, {"id": "1", "name": "a"}),
    ],
)  # fmt: skip
def test_outcomes(outcome: Any, status: int, body: Any) -> None:
    operations = tuple(
        Operation[Any](
            op.id, op.method, op.path, params=op.params, unwrap=op.unwrap,
            replies=(Reply((200,), "application/json", lambda: ProductResponse),),
        )
        for op in OPERATIONS
    )  # fmt: skip

    class One:
        def get_product(self, product: str, **rest: Any) -> Any:
            return outcome

    app = Application(API, operations, DOCUMENT, One(), methods=METHODS)
    with calling(app) as client:
        response = client.get("/products/1")
    assert (response.status_code, response.json()) == (status, body)
    assert response.headers["content-type"] == "application/json"


def test_aliases_are_written() -> None:
    class Aliased(BaseModel):
        model_config = ConfigDict(populate_by_name=True)
        first_name: str = Field(alias="firstName")
        inner: list[Product] = []

    class One:
        def get_product(self, product: str, **rest: Any) -> Any:
            return Aliased(first_name="A", inner=[Product(id=product, name="n")])

    with calling(application(One())) as client:
        assert client.get("/products/7").json()["data"] == {
            "firstName": "A", "inner": [{"id": "7", "name": "n"}],
        }  # fmt: skip


def test_nothing_for_204() -> None:
    class One:
        async def delete_product(self, product: str) -> None:
            assert product == "a/b"

    with calling(application(One())) as client:
        response = client.delete("/products/a%2Fb")
    assert (response.status_code, response.content) == (204, b"")
    assert "content-length" not in response.headers


def test_value_that_only_the_python_type_refuses_is_400() -> None:
    class One:
        def get_report(self, from_: date, to: int) -> None:
            raise AssertionError("never called")

    with calling(application(One()), auth=("a", "b")) as client:
        error = refused(client.get("/reports/2026-01-01..2026-01-31"), 400)
    assert list(error["fields"]) == ["to"]


def test_members_of_a_body_are_arguments_and_refused_by_their_names_on_the_wire() -> None:
    seen: list[Any] = []

    class One:
        def add_cart_item(
            self, cart_token: str, product_id: date, quantity: float, options: Any, **more: Any
        ) -> None:
            seen.append((product_id, quantity, options, more))

    item = {"productId": "2026-01-02", "quantity": 2}
    with calling(application(One())) as client:
        client.headers["x-cart-token"] = "t"
        client.post("/cart/items", json=item)
        error = refused(client.post("/cart/items", json={**item, "productId": "2026"}), 400)
    assert seen == [(date(2026, 1, 2), 2.0, UNSET, {})]
    assert list(error["fields"]) == ["productId"]


def test_the_members_of_a_body_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One validator for all: a call of each its own is what a POST paid most for."""
    built: list[Any] = []
    build = binding.build
    monkeypatch.setattr(binding, "build", lambda kind: built.append(kind) or build(kind))

    class One:
        def add_cart_item(self, product_id: date, quantity: complex, **more: Any) -> None:
            pass

    with calling(application(One())) as client:
        client.headers["x-cart-token"] = "t"
        for _ in range(3):
            client.post("/cart/items", json={"productId": "2026-01-02", "quantity": 2})
    assert len(built) == 1


def test_method_without_the_keyword_of_an_unsent_argument() -> None:
    class Old:
        def list_products(self, page: Any) -> list[Any]:
            return [MUG] if page is UNSET else []

    with calling(application(Old())) as client:
        assert client.get("/products").json() == {"data": [MUG]}


def test_refusal_passes_through() -> None:
    class One:
        async def get_product(self, product: str, **rest: Any) -> None:
            raise Refusal(409, code="sold_out", message="Gone.")

    with calling(application(One())) as client:
        assert refused(client.get("/products/1"), 409) == {"code": "sold_out", "message": "Gone."}


def test_answers_are_checked_when_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    class One:
        answer: Any = None

        def get_product(self, product: str, **rest: Any) -> Any:
            return self.answer

    one = One()
    with calling(application(one, check_responses=True)) as client, caplog.at_level(logging.ERROR):
        one.answer = MUG
        assert client.get("/products/1").status_code == 200
        for wrong, reason in (
            ({"id": 1, "name": "a"}, "data.id"),
            (Answer(418, {}), "status 418"),
            (Answer(200, "x", media_type="text/plain"), "text/plain"),
            (Answer(204), "status 204"),
        ):
            one.answer = wrong
            refused(client.get("/products/1"), 500)
            assert reason in caplog.text
            caplog.clear()


def test_unresolvable_annotation_is_named(caplog: pytest.LogCaptureFixture) -> None:
    class One:
        def get_product(self, product: Nowhere) -> None:  # type: ignore[name-defined]  # noqa: F821
            return None

    with calling(application(One())) as client:
        refused(client.get("/products/1"), 500)
    assert "get_product: name 'Nowhere' is not defined" in caplog.text


def test_lifespan_enters_and_leaves_the_implementation() -> None:
    import asyncio

    told: list[str] = []

    class Held:
        async def __aenter__(self) -> None:
            told.append("in")

        async def __aexit__(self, *error: object) -> None:
            told.append("out")

    async def run(app: Application) -> list[str]:
        sent: list[str] = []
        events = iter(["lifespan.startup", "lifespan.shutdown"])

        async def receive() -> dict[str, Any]:
            return {"type": next(events)}

        async def send(message: Any) -> None:
            sent.append(message["type"])

        await app({"type": "lifespan"}, receive, send)
        return sent

    assert asyncio.run(run(serving(Held()))) == [
        "lifespan.startup.complete", "lifespan.shutdown.complete",
    ]  # fmt: skip
    assert told == ["in", "out"]

    class Broken(Held):
        async def __aenter__(self) -> None:
            raise OSError("no database")

    assert asyncio.run(run(serving(Broken()))) == ["lifespan.startup.failed"]


def test_text_and_bytes_of_media_types() -> None:
    document = {
        "openapi": "3.1.0",
        "paths": {
            "/": {
                "get": {"responses": {"200": {"content": {"image/*": {}, "application/xml": {}}}}}
            }
        },
    }

    class One:
        answer: Any = b""

        def read(self) -> Any:
            return self.answer

    one = One()
    reply = Reply((200,), "application/xml", xml=lambda: Xml("any"))
    operation = Operation[Any]("read", "GET", "/", replies=(reply,))
    app = Application(Api("p", "t", "1"), (operation,), document, one)
    with calling(app) as client:
        one.answer = b"\x89"
        response = client.get("/")
        assert response.headers["content-type"] == "application/octet-stream"
        assert response.content == b"\x89"
        one.answer = {"a": ["<", 1]}
        response = client.get("/", headers={"accept": "application/xml"})
        assert response.text.endswith("<root><a>&lt;</a><a>1</a></root>")
