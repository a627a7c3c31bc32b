"""What type checkers must see in a generated package; checked, and never run."""

from typing import assert_type

import httpx
import httpx2

from generator.runtime.client import (
    UNSET,
    BaseClient,
    Download,
    Options,
    Response,
    Unset,
    raw,
    raw_async,
    stream,
)
from generator.runtime.client.paging import AsyncPage, AsyncPages, Page

from .sdk import API, AsyncClient, Client, Product

client = Client()
assert_type(client.products.get("x"), Product)
assert_type(client.products.list(category="x"), Page[Product])
assert_type(raw(client.products.list)(category="x"), Response[Page[Product]])
assert_type(raw(client.products.get)("x").value, Product)
raw(client.products.list)(categories="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
for item in client.products.list():
    assert_type(item, Product)
with stream(client.files.download)("x") as download:
    assert_type(download, Download)
assert_type(client.with_options(timeout=3, retries=0), Client)
client.with_options(timout=3)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


async def asynchronous(other: AsyncClient) -> None:
    assert_type(await other.products.get("x"), Product)
    assert_type(other.products.list(), AsyncPages[Product])
    assert_type(await other.products.list(), AsyncPage[Product])
    async for item in other.products.list():
        assert_type(item, Product)
    assert_type(await raw_async(other.products.list)(), Response[AsyncPage[Product]])
    assert_type(await raw_async(other.products.get)("x"), Response[Product])


BaseClient(API, {}, transport=httpx.HTTPTransport(), http_client=httpx.Client())
BaseClient(API, {}, transport=httpx2.HTTPTransport(), http_client=httpx2.Client())


def narrowed(value: str | Unset = UNSET) -> str:
    return "" if value is UNSET else value


options: Options = {"timeout": 3.0, "deadline": None}
