"""A small package as the generator writes it: models, operations, resources, clients."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from generator.runtime.client import (
    UNSET,
    AsyncBaseClient,
    AsyncResource,
    BaseClient,
    Options,
    Resource,
    Unset,
)
from generator.runtime.client.background import AsyncBackground, Background
from generator.runtime.client.paging import AsyncPages, Page
from generator.runtime.ground.operation import (
    Api,
    Body,
    Encoding,
    ErrorShape,
    Operation,
    Paging,
    Param,
    Reply,
    Retry,
    Scheme,
    Server,
)
from generator.runtime.ground.operation import Field as BodyField

KEY = "pk_live_very/secret+key"
PASSWORD = "hunter2-hunter2"


class Model(BaseModel):
    model_config = ConfigDict(extra="allow", defer_build=True)


class Price(Model):
    amount: Decimal
    currency: Literal["EUR", "USD"] | str


class Cat(Model):
    kind: Literal["cat"]
    lives: int


class Dog(Model):
    kind: Literal["dog"]
    good: bool


class Product(Model):
    id: str
    created_at: Annotated[datetime, Field(alias="createdAt")]
    price: Price
    note: str | None = None
    pet: Annotated[Cat | Dog, Field(discriminator="kind")] | None = None
    tags: list[int] = []


class ProductEnvelope(Model):
    data: Product


class Meta(Model):
    last_page: Annotated[int, Field(alias="lastPage")]
    total: int


class ProductList(Model):
    data: list[Product]
    meta: Meta | None = None
    next: str | None = None


class NewProduct(Model):
    name: str
    price: Price | None = None
    note: str | None = None
    sold_at: Annotated[datetime | None, Field(alias="soldAt")] = None


class Error(Model):
    error: dict[str, Any]


ERRORS = Reply(("4XX", "5XX"), "application/json", lambda: Error)


def product(**changes: Any) -> dict[str, Any]:
    base = {
        "id": "p1",
        "createdAt": "2026-01-02T03:04:05Z",
        "price": {"amount": "49.95", "currency": "EUR"},
    }
    return {**base, **changes}


API = Api(
    package="sdk",
    title="Shop",
    version="3",
    servers=(
        Server(
            "https://api.shop.test/v3/public/{publishable_key}",
            {"publishable_key": None},
            {"publishable_key": "key"},
        ),
    ),
    schemes=(Scheme("bearer", "key", "bearer"),),
    security=(("bearer",),),
    errors=ErrorShape("/error/code", "/error/message", "/error/fields"),
    retry=Retry(attempts=3, idempotency_header="Idempotency-Key"),
)

GET: Operation[Product] = Operation(
    "getProduct",
    "GET",
    "/products/{product}",
    tag="products",
    params=(Param("product", "path", required=True), Param("lang", "header", "Accept-Language")),
    replies=(Reply((200,), "application/json", lambda: ProductEnvelope), ERRORS),
    unwrap="data",
)
LIST: Operation[Product] = Operation(
    "listProducts",
    "GET",
    "/products",
    tag="products",
    params=(
        Param("page", "query"),
        Param("per_page", "query", "perPage"),
        Param("category", "query"),
    ),
    replies=(Reply((200,), "application/json", lambda: ProductList), ERRORS),
    unwrap="data",
    paging=Paging(
        "page", "/data", page="page", size="per_page", last="/meta/lastPage", total="/meta/total"
    ),
)
CREATE: Operation[Product] = Operation(
    "createProduct",
    "POST",
    "/products",
    tag="products",
    body=Body(
        ("application/json",),
        lambda: NewProduct,
        required=True,
        fields=(
            BodyField("name"),
            BodyField("price"),
            BodyField("note"),
            BodyField("sold_at", "soldAt"),
        ),
    ),
    replies=(Reply((200, 201), "application/json", lambda: ProductEnvelope), ERRORS),
    unwrap="data",
    retry=Retry(attempts=3),
)
DELETE: Operation[None] = Operation(
    "deleteProduct",
    "DELETE",
    "/products/{product}",
    tag="products",
    params=(Param("product", "path", required=True),),
    replies=(Reply((204,)), ERRORS),
)
UPLOAD: Operation[None] = Operation(
    "uploadFile",
    "POST",
    "/files",
    tag="files",
    body=Body(
        ("multipart/form-data",),
        None,
        required=True,
        fields=(BodyField("file"), BodyField("about"), BodyField("count")),
        encoding={"file": Encoding("image/png, application/pdf")},
    ),
    replies=(Reply((204,)), ERRORS),
)
DOWNLOAD: Operation[bytes] = Operation(
    "downloadFile",
    "GET",
    "/files/{id}",
    tag="files",
    params=(Param("id", "path", required=True),),
    replies=(Reply((200,), "application/pdf"), ERRORS),
)
PUT_RAW: Operation[None] = Operation(
    "putRaw",
    "PUT",
    "/files/{id}",
    tag="files",
    params=(Param("id", "path", required=True),),
    body=Body(("application/octet-stream", "text/csv"), None, required=True),
    replies=(Reply((204,)), ERRORS),
)
ROOT: Operation[bytes] = Operation(
    "getStore", "GET", "/", replies=(Reply((200,), "application/octet-stream"),)
)


class Products(Resource):
    def get(
        self, product: str, *, lang: str | Unset = UNSET, options: Options | None = None
    ) -> Product:
        return self._client.call(GET, {"product": product, "lang": lang}, options)

    def list(
        self,
        *,
        page: int | Unset = UNSET,
        per_page: int | Unset = UNSET,
        category: str | Unset = UNSET,
        options: Options | None = None,
    ) -> Page[Product]:
        return Page.first(
            self._client, LIST, {"page": page, "per_page": per_page, "category": category}, options
        )

    def create(
        self,
        *,
        name: str,
        price: Price | dict[str, Any] | Unset | None = UNSET,
        note: str | Unset | None = UNSET,
        sold_at: datetime | Unset | None = UNSET,
        options: Options | None = None,
    ) -> Product:
        return self._client.call(
            CREATE, {"name": name, "price": price, "note": note, "sold_at": sold_at}, options
        )

    def delete(self, product: str, *, options: Options | None = None) -> None:
        return self._client.call(DELETE, {"product": product}, options)


class AsyncProducts(AsyncResource):
    async def get(
        self, product: str, *, lang: str | Unset = UNSET, options: Options | None = None
    ) -> Product:
        return await self._client.call(GET, {"product": product, "lang": lang}, options)

    def list(
        self,
        *,
        page: int | Unset = UNSET,
        per_page: int | Unset = UNSET,
        category: str | Unset = UNSET,
        options: Options | None = None,
    ) -> AsyncPages[Product]:
        return AsyncPages(
            self._client, LIST, {"page": page, "per_page": per_page, "category": category}, options
        )

    async def create(self, *, name: str, options: Options | None = None) -> Product:
        return await self._client.call(CREATE, {"name": name}, options)


class Files(Resource):
    def upload(
        self,
        *,
        file: Any,
        about: Any = UNSET,
        count: Any = UNSET,
        options: Options | None = None,
    ) -> None:
        return self._client.call(UPLOAD, {"file": file, "about": about, "count": count}, options)

    def download(self, id: str, *, options: Options | None = None) -> bytes:
        return self._client.call(DOWNLOAD, {"id": id}, options)

    def put(self, id: str, body: Any, *, options: Options | None = None) -> None:
        return self._client.call(PUT_RAW, {"id": id, "body": body}, options)


class AsyncFiles(AsyncResource):
    async def download(self, id: str, *, options: Options | None = None) -> bytes:
        return await self._client.call(DOWNLOAD, {"id": id}, options)

    async def put(self, id: str, body: Any, *, options: Options | None = None) -> None:
        return await self._client.call(PUT_RAW, {"id": id, "body": body}, options)


class Client(BaseClient):
    def __init__(self, *, key: Any = KEY, api: Api = API, **settings: Any) -> None:
        super().__init__(api, {"key": key}, **settings)

    @cached_property
    def products(self) -> Products:
        return Products(self)

    @cached_property
    def files(self) -> Files:
        return Files(self)

    @property
    def background(self) -> Background:
        return Background.of(self)

    def store(self, *, options: Options | None = None) -> bytes:
        return self.call(ROOT, {}, options)


class AsyncClient(AsyncBaseClient):
    def __init__(self, *, key: Any = KEY, api: Api = API, **settings: Any) -> None:
        super().__init__(api, {"key": key}, **settings)

    @cached_property
    def products(self) -> AsyncProducts:
        return AsyncProducts(self)

    @cached_property
    def files(self) -> AsyncFiles:
        return AsyncFiles(self)

    @property
    def background(self) -> AsyncBackground:
        return AsyncBackground.of(self)
