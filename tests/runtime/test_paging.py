"""Lists in pages: every style, every end, and lists that would have none."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest

from generator.runtime.client import raw, raw_async
from generator.runtime.client.clients import core_of
from generator.runtime.client.paging import AsyncPage, Page
from generator.runtime.ground.errors import PagingError, ServerError, UsageError
from generator.runtime.ground.operation import Body, Field, Operation, Paging, Param, Reply, Scheme
from generator.runtime.ground.unset import UNSET

from .conftest import Script, still
from .sdk import API, KEY, AsyncClient, Client, product

Make = Callable[..., Script]


def pages(last: int, size: int = 2) -> Callable[[Any], Any]:
    """A server with so many pages, told apart by their ids."""

    def answer(request: Any) -> Any:
        page = int(request.url.params.get("page", 1))
        items = [product(id=f"p{page}-{n}") for n in range(size)]
        return 200, {"data": items, "meta": {"lastPage": last, "total": last * size}}

    return lambda request: answer(request)


def test_items_over_all_pages(script: Make) -> None:
    server = script(pages(3))
    client = Client(transport=server.transport)
    page = client.products.list(category="x", per_page=2)
    assert isinstance(page, Page)
    assert (len(page.items), page.total, page.has_next, len(server.requests)) == (2, 6, True, 1)
    assert page.body.meta.last_page == 3
    assert [item.id for item in page] == ["p1-0", "p1-1", "p2-0", "p2-1", "p3-0", "p3-1"]
    queries = [parse_qs(request.url.query.decode()) for request in server.requests]
    assert queries == [
        {"category": ["x"], "perPage": ["2"]},
        {"page": ["2"], "category": ["x"], "perPage": ["2"]},
        {"page": ["3"], "category": ["x"], "perPage": ["2"]},
    ]
    assert repr(page) == "<Page of listProducts: 2 items of 6, more follow>"
    last = list(page.pages())[-1]
    assert (last.has_next, last.next_page(), last.resume_token) == (False, None, None)


def test_asynchronously(script: Make) -> None:
    async def main() -> None:
        client = AsyncClient(transport=script(pages(2)).transport)
        assert [item.id async for item in client.products.list()] == [
            "p1-0",
            "p1-1",
            "p2-0",
            "p2-1",
        ]
        first = await client.products.list()
        assert isinstance(first, AsyncPage)
        assert len([item async for item in first]) == 4
        assert [len(page.items) async for page in client.products.list().pages()] == [2, 2]
        second = await first.next_page()
        assert second is not None
        assert await second.next_page() is None
        whole = await raw_async(client.products.list)()
        assert (whole.status, whole.value.items[0].id) == (200, "p1-0")
        assert repr(client.products.list()) == "<AsyncPages of listProducts>"

    asyncio.run(main())


def test_raw_lists(script: Make) -> None:
    client = Client(transport=script(pages(2)).transport)
    response = raw(client.products.list)()
    assert response.status == 200
    assert [item.id for item in response.value][-1] == "p2-1"


def test_a_list_goes_on_where_it_broke_off(script: Make) -> None:
    server = script(pages(1), pages(3))
    client = Client(transport=server.transport)
    server.answers = [pages(3), (500, {})]
    still(client)
    got: list[str] = []
    with pytest.raises(ServerError) as caught:
        got.extend(item.id for item in client.products.list())
    token = caught.value.resume_token
    assert token is not None
    server.answers = [pages(3)]
    got += [item.id for item in client.products.list(options={"resume": token})]
    assert got == [f"p{page}-{n}" for page in (1, 2, 3) for n in (0, 1)]

    async def main() -> list[str]:
        other = AsyncClient(transport=server.transport)
        return [item.id async for item in other.products.list(options={"resume": token})]

    assert asyncio.run(main()) == got[2:]
    server.answers = [pages(3), (500, {})]

    async def broken() -> None:
        other = AsyncClient(transport=server.transport)
        still(other)
        _ = [item async for item in other.products.list()]

    with pytest.raises(ServerError) as caught:
        asyncio.run(broken())
    assert caught.value.resume_token == token
    server.answers = [pages(3)]
    kept = client.products.list().resume_token
    assert kept == token
    for bad in ("", "{}", "nonsense", token.replace("listProducts", "other")):
        if bad:
            with pytest.raises(UsageError, match="not a resume token of listProducts"):
                client.products.list(options={"resume": bad})


REPLIES = (Reply((200,), "application/json"),)
PARAMS = tuple(Param(name, "query") for name in ("page", "size", "filter"))


def rows(
    paging: Paging, *bodies: Any, args: Any = None, **more: Any
) -> tuple[list[Any], list[str]]:
    """The items of a list, and the queries that were sent for it."""
    import httpx

    params = (
        PARAMS
        if "filter" not in (args or {})
        else (*PARAMS[:2], Param("filter", "query", style="brackets"))
    )
    op: Operation[Any] = Operation(
        "rows", "GET", "/rows", params=params, replies=REPLIES, paging=paging
    )
    server = Script(httpx, *bodies)
    client = Client(api=more.get("api", API), transport=server.transport)
    full = {"page": UNSET, "size": UNSET, "filter": UNSET, **(args or {})}
    try:
        items = list(Page.first(client, op, full))
    finally:
        queries.clear()
        queries.extend(request.url.query.decode() for request in server.requests)
    return items, list(queries)


queries: list[str] = []


def body(*items: Any, **more: Any) -> tuple[int, Any]:
    return 200, {"items": list(items), **more}


def row(number: int) -> dict[str, int]:
    return {"id": number}


def test_pages_until_one_is_empty() -> None:
    paging = Paging("page", "/items", page="page", until="empty")
    items, sent = rows(paging, body(1), body(2), body())
    assert (items, sent) == ([1, 2], ["", "page=2", "page=3"])


def test_pages_until_one_is_short() -> None:
    paging = Paging("page", "/items", page="page", size="size", until="short", first=0)
    items, sent = rows(paging, body(1, 2), body(3), args={"size": 2, "page": 4})
    assert (items, sent) == ([1, 2, 3], ["page=4&size=2", "page=5&size=2"])


def test_pages_by_total() -> None:
    paging = Paging("page", "/items", page="page", size="size", total="/total")
    items, sent = rows(paging, body(1, 2, total=3), body(3, total=3))
    assert (items, sent) == ([1, 2, 3], ["", "page=2"])
    assert rows(paging, body(total=0))[0] == []


def test_pages_without_the_promised_number_end_with_an_empty_one() -> None:
    paging = Paging("page", "/items", page="page", last="/last")
    assert rows(paging, body(1), body(2), body())[0] == [1, 2]
    assert rows(paging, body(1, last="3"), body())[0] == [1]


def test_offsets() -> None:
    paging = Paging("offset", "/items", page="page", total="/total")
    items, sent = rows(paging, body(1, 2, total=3), body(3, total=3))
    assert (items, sent) == ([1, 2, 3], ["", "page=2"])
    items, sent = rows(paging, body(1, 2), body(), args={"page": 10})
    assert sent == ["page=10", "page=12"]


def test_an_offset_steps_by_what_came_and_not_by_what_was_asked() -> None:
    """A vendor that gives less than was asked for: nothing between two pages is passed over."""
    paging = Paging("offset", "/items", page="page", size="size", total="/total")
    server = list(range(7))

    def page(offset: int) -> Any:
        return body(*server[offset : offset + 3], total=7)

    items, sent = rows(paging, page(0), page(3), page(6), args={"size": 50})
    assert items == server
    assert [parse_qs(query).get("page") for query in sent] == [None, ["3"], ["6"]]
    assert {tuple(parse_qs(query)["size"]) for query in sent} == {("50",)}


@pytest.mark.parametrize(
    ("paging", "args", "told", "left"),
    [
        (Paging("page", "/items", page="page", size="size", total="/total"), {"size": 2}, 7, [5, 3, 1, 0]),
        (Paging("page", "/items", page="page", total="/total", first=0), {"page": 1}, 7, [3, 1, 0]),
        (Paging("offset", "/items", page="page", total="/total"), {}, 7, [5, 3, 1, 0]),
        (Paging("offset", "/items", page="page", total="/total"), {"page": 4}, 7, [1, 0]),
        (Paging("offset", "/items", page="page", total="/total", until="empty"), {}, 3, [1, 0, 0, 0, 0]),
        (Paging("page", "/items", page="page", until="empty"), {}, 7, [None] * 5),
        (Paging("page", "/items", page="page", total="/total", until="empty"), {}, "7", [None] * 5),
    ],
)  # fmt: skip
def test_what_is_left_after_a_page(paging: Paging, args: Any, told: Any, left: Any) -> None:
    """By the vendor's total, and nothing less than nothing where the total was wrong."""
    import httpx

    everything = [row(number) for number in range(7)]
    first = 0 if paging.style == "offset" else paging.first

    def answer(request: Any) -> Any:
        at = int(request.url.params.get("page", first))
        start = at if paging.style == "offset" else (at - first) * 2
        return body(*everything[start : start + 2], total=told)

    op: Operation[Any] = Operation(
        "rows", "GET", "/rows", params=PARAMS[:2], replies=REPLIES, paging=paging
    )
    client = Client(transport=Script(httpx, *[answer] * 5).transport)
    page = Page.first(client, op, {"page": UNSET, "size": UNSET, **args})
    assert [one.remaining for one in page.pages()] == left


def test_cursors() -> None:
    paging = Paging("cursor", "/items", page="page", next="/meta/next", until="no-next")
    ends: list[dict[str, Any]] = [{}, *({"meta": {"next": end}} for end in (None, "", False))]
    for end in ends:
        items, sent = rows(
            paging, body(1, meta={"next": "c 2"}), body(meta={"next": "3"}), body(2, **end)
        )
        assert (items, sent) == ([1, 2], ["", "page=c%202", "page=3"])
    until_empty = paging._replace(until="empty")
    assert rows(until_empty, body(1, meta={"next": "2"}), body(meta={"next": "3"}))[0] == [1]


def test_a_flag_says_whether_more_follows() -> None:
    paging = Paging("since", "/items", page="page", more="/more")
    items, sent = rows(paging, body(row(5), row(7), more=True), body(row(9), more=False))
    assert (items, sent) == ([row(5), row(7), row(9)], ["", "page=7"])


def test_since_the_last_id_within_a_filter() -> None:
    paging = Paging("since", "/items", page="/filter/sinceId", next="/meta/id", until="empty")
    first, second = {"meta": {"id": 3}}, {"meta": {"id": 4}}
    items, sent = rows(paging, body(first), body(second), body(), args={"filter": {"active": True}})
    assert items == [first, second]
    assert sent[1:] == [
        f"filter%5Bactive%5D=true&filter%5BsinceId%5D={number}" for number in (3, 4)
    ]
    assert len(rows(paging, body(first), body(), args={})[1]) == 2
    deep = paging._replace(page="/filter/history/after")
    assert rows(deep, body(first), body(), args={"filter": {"history": {"a": 1}}})[1][1] == (
        "filter%5Bhistory%5D%5Ba%5D=1&filter%5Bhistory%5D%5Bafter%5D=3"
    )


@pytest.mark.parametrize(
    ("next_url", "query"),
    [
        ("https://api.shop.test/v3/public/KEY/rows?page=2", "page=2"),
        ("/v3/public/KEY/rows?page=2&x=%20", "page=2&x=%20"),
        ("?page=2", "page=2"),
    ],
)
def test_next_urls(next_url: str, query: str) -> None:
    paging = Paging("next-url", "/items", next="/next", until="no-next")
    from urllib.parse import quote

    next_url = next_url.replace("KEY", quote(KEY, safe=""))
    items, sent = rows(paging, body(1, next=next_url), body(2, next=None))
    assert (items, sent) == ([1, 2], ["", query])


def test_link_headers() -> None:
    paging = Paging("link", "", until="no-next")
    link = {"link": '<?page=1>; rel="prev", <?page=2>; title="a, b;"; rel="last next"'}
    items, sent = rows(paging, (200, [1], link), (200, [2]))
    assert (items, sent) == ([1, 2], ["", "page=2"])


@pytest.mark.parametrize(
    "next_url",
    ["https://evil.test/rows", "http://api.shop.test/rows", "https://api.shop.test:8443/x"],
)
def test_a_next_url_elsewhere_is_refused(next_url: str) -> None:
    paging = Paging("next-url", "/items", next="/next")
    with pytest.raises(PagingError, match="rows: the next page is on another server"):
        rows(paging, body(1, next=next_url))
    assert len(queries) == 1


@pytest.mark.parametrize(
    ("paging", "answer"),
    [
        (Paging("cursor", "/items", page="page", next="/next"), body(1, next="c")),
        (Paging("since", "/items", page="page"), body(row(1))),
        (Paging("next-url", "/items", next="/next"), body(1, next="?page=2")),
        (Paging("page", "/items", page="page", until="empty"), body(row(1))),
        (Paging("offset", "/items", page="page", until="empty"), body(row(1))),
    ],
)
def test_a_list_that_repeats_ends_in_an_error(paging: Paging, answer: Any) -> None:
    with pytest.raises(PagingError, match="twice") as caught:
        rows(paging, *[answer] * 5)
    assert caught.value.resume_token is not None
    assert len(queries) == 2


def test_a_next_url_that_only_grows_is_not_followed_for_ever() -> None:
    paging = Paging("next-url", "/items", next="/next")
    answers = [body(n, next="?page=" + "x" * 3000 * n) for n in range(1, 6)]
    with pytest.raises(PagingError, match="it only grows"):
        rows(paging, *answers)
    assert len(queries) == 3


def test_a_cycle_of_cursors_is_found_too() -> None:
    paging = Paging("cursor", "/items", page="page", next="/next")
    answers = [body(number, next="ab"[number % 2]) for number in range(6)]
    with pytest.raises(PagingError):
        rows(paging, *answers)


def test_the_same_plain_items_twice_are_no_fault() -> None:
    paging = Paging("page", "/items", page="page", until="empty")
    assert rows(paging, body("OPEN"), body("OPEN"), body())[0] == ["OPEN", "OPEN"]
    bounded = Paging("page", "/items", page="page", last="/last")
    assert len(rows(bounded, body(row(1), last=2), body(row(1), last=2))[0]) == 2


def test_tokens_hold_no_credentials(script: Make) -> None:
    api = API._replace(
        schemes=(API.schemes[0], Scheme("query", "key", "key", "query", "api_key")),
        security=(("bearer", "query"),),
    )
    op: Operation[Any] = Operation(
        "rows", "GET", "/rows", replies=REPLIES, paging=Paging("next-url", "/items", next="/next")
    )
    from urllib.parse import quote

    key = quote(KEY, safe="")
    following = f"/v3/public/{key}/rows?api_key={key}&page=2"
    server = script(body(1, next=following), body(2))
    client = Client(api=api, transport=server.transport)
    token = Page.first(client, op, {}).resume_token
    assert token is not None
    assert json.loads(token)["url"] == "~/rows?page=2"
    list(Page.first(client, op, {}, {"resume": token}))
    assert server.last.url.raw_path.decode() == f"/v3/public/{key}/rows?page=2&api_key={key}"


@pytest.mark.parametrize(
    ("base", "following", "kept", "asked"),
    [
        ("https://h.test/v1", "/v1/rows?page=2", "~/rows?page=2", "/v1/rows?page=2"),
        ("https://h.test/v1", "/other/rows?page=2", "/other/rows?page=2", "/other/rows?page=2"),
        ("https://h.test/v1", "/v1", "~", "/v1"),
        ("https://h.test", "/rows?page=2", "/rows?page=2", "/rows?page=2"),
        ("https://h.test", "/rows?api_key=x", "/rows", "/rows"),
        ("https://h.test", "/rows?a&api_key=x&b=", "/rows?a&b=", "/rows?a&b="),
    ],
)
def test_a_next_url_within_the_base_url_or_beside_it(
    script: Make, base: str, following: str, kept: str, asked: str
) -> None:
    api = API._replace(
        schemes=(Scheme("query", "key", "key", "query", "api_key"),), security=(("query",),)
    )
    op: Operation[Any] = Operation(
        "rows", "GET", "/rows", replies=REPLIES, paging=Paging("next-url", "/items", next="/next")
    )
    server = script(body(1, next=following), body(2))
    client = Client(api=api, key="k1", transport=server.transport, base_url=base)
    page = Page.first(client, op, {})
    assert json.loads(page.resume_token or "")["url"] == kept
    assert list(page) == [1, 2]
    mark = "&" if "?" in asked else "?"
    assert server.last.url.raw_path.decode() == f"{asked}{mark}api_key=k1"


def test_a_list_by_post_pages_in_its_body(script: Make) -> None:
    op: Operation[Any] = Operation(
        "search",
        "POST",
        "/search",
        body=Body(("application/json",), None, True, (Field("page"), Field("text"))),
        replies=REPLIES,
        paging=Paging("page", "/items", page="page", last="/last"),
    )
    server = script(body(1, last=2), body(2, last=2))
    assert list(
        Page.first(Client(transport=server.transport), op, {"page": UNSET, "text": "x"})
    ) == [1, 2]
    assert [json.loads(r.content) for r in server.requests] == [
        {"text": "x"},
        {"page": 2, "text": "x"},
    ]


def test_what_is_no_list_says_so(script: Make) -> None:
    client = Client(transport=script(body(1)).transport)
    with pytest.raises(UsageError, match="op: is no list"):
        Page.first(client, Operation("op", "GET", "/x", replies=REPLIES), {})
    odd: Operation[Any] = Operation(
        "odd", "GET", "/x", replies=REPLIES, paging=Paging("page", "/none", page="page")
    )
    assert list(Page.first(client, odd, {})) == []
    assert core_of(client).closed is False
