"""Retail Rocket as other people's programs call it, and answers that its pages do not foresee.

The requests are written by hand, as clients of other makes write them, and go over a socket:
what the vendor's pages accept is accepted, what they rule out is refused.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import json
import re
import socket
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, NamedTuple

import httpx
import pytest

from tests.conventions.compiled import BlackHole, got, opened, refusing
from tests.conventions.test_fallback import trickling
from tests.vendors import golden_retail_rocket
from tests.vendors.calls import call_of
from tests.vendors.package import Method, Package

PACKAGE = Package("retail-rocket")
TRACKING, RECOMMENDATIONS, SPONSORED, UPLOADS, PRODUCTS = (
    *("events", "recommendations", "sponsored", "uploads", "products"),
)
PARTNER = "65f2a7c1d94e0b3c8a1f7e30"
GUID = "9f1c6b0e-4d2a-4c7b-8a35-e0d1f2c3b4a5"
KEYED = f"apiKey=key-1&partnerId={PARTNER}"
BASES = {
    TRACKING: "/1.0",
    RECOMMENDATIONS: "/api/3.0",
    SPONSORED: f"/v1/partners/{PARTNER}",
    UPLOADS: f"/api/2.0/partner/{PARTNER}",
    PRODUCTS: f"/api/1.0/partner/{PARTNER}",
}
CREDENTIALS = {"api_key": "key-1", "partner_id": "partner-id-1"}
KEYWORDS = {**CREDENTIALS, "deadline": 60}
"""With time for a busy machine: the vendor's is half a second."""


@pytest.fixture(scope="module")
def sites() -> Iterator[dict[str, httpx.Client]]:
    """Plain HTTP clients for each API of one sandbox, which knows one key and one partner."""
    with served() as sites:
        yield sites


@pytest.fixture(scope="module")
def strict_sites() -> Iterator[dict[str, httpx.Client]]:
    """The same, of a sandbox that takes what is declared alone."""
    with served(strict=True) as sites:
        yield sites


@contextmanager
def served(**options: Any) -> Iterator[dict[str, httpx.Client]]:
    known = {"key-1", PARTNER}
    with PACKAGE.sandbox(credentials=known, **options) as (url, _), ExitStack() as opened:
        yield {
            api: opened.enter_context(httpx.Client(base_url=url + base, trust_env=False))
            for api, base in BASES.items()
        }


class Sent(NamedTuple):
    """A request as it goes out, and the status that it gets."""

    api: str
    status: int
    target: str
    body: Any = None
    """Bytes and text as they are, anything else as JSON."""
    headers: dict[str, str] = {}  # noqa: RUF012
    method: str = ""


def get(api: str, target: str, status: int = 200, /, **headers: str) -> Sent:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Sent(api, status, target, None, named, "GET")


def sent(api: str, target: str, body: Any, status: int = 200, /, **headers: str) -> Sent:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Sent(api, status, target, body, named, "POST")


def event(path: str, status: int = 200, /, **members: Any) -> Sent:
    return sent(TRACKING, f"/{path}?{KEYED}", {"sessionExternalId": "a1b2c3d4"} | members, status)


VIEW = {"sessionExternalId": "a1b2c3d4", "productId": 501}
ORDER = {"productId": 501, "price": 19.9, "quantity": 2, "transaction": "T-77"}
NOBODY = f"/partnerRecommendations/popular?{KEYED}"
POPULAR = f"{NOBODY}&sessionExternalId=a1"
RELATED = f"/productRecommendations/related?{KEYED}&sessionExternalId=a1b2c3d4"
BY_PATH = f"/categoryRecommendations/popularByCategoryPath?{KEYED}&sessionExternalId=a1"
ANY_OF_NOBODY = "/anyPlacements/p-1/impressions?apiKey=key-1"
ANY = f"{ANY_OF_NOBODY}&sessionExternalId=a1"
CARD = f"/productPlacements/{GUID}/impressions?apiKey=key-1&sessionExternalId=a1&productId=5"
CATEGORY = (
    "/categoryPlacements/p-1/impressions?apiKey=key-1&acceptContent=banners&sessionExternalId=a1"
)
PRODUCT = {
    "id": 501,
    "name": "Spade",
    "price": 19.9,
    "url": "https://shop.example.com/p/501",
    "pictureUrl": "https://cdn.example.com/p/501.jpg",
    "isAvailable": True,
    "categoryPaths": ["Garden/Tools"],
}
PEOPLE = "Email,IsSubscribed,City\nann@example.com,true,Рига\n"
SALE = "2025-01-02 15:00:00 +02,T-77,501,19.9,ann@example.com,2\n"
CSV = {"content_type": "text/csv"}
EXACT = {"content_type": "application/json"}


def batch(*envelopes: Any, status: int = 200) -> Sent:
    return sent(TRACKING, f"/visitorEvents?{KEYED}", list(envelopes), status)


REQUESTS = {
    # Who asks: the key and the partner, spelled as each page spells them.
    "key and partner": get(RECOMMENDATIONS, POPULAR),
    "the other order": get(
        RECOMMENDATIONS, f"/partnerRecommendations/popular?partnerId={PARTNER}&apiKey=key-1&session=s"
    ),
    "a key in lower case": get(RECOMMENDATIONS, POPULAR.replace("apiKey", "apikey"), 401),
    "no partner": get(RECOMMENDATIONS, "/partnerRecommendations/popular?apiKey=key-1", 401),
    "no key": get(
        RECOMMENDATIONS, f"/partnerRecommendations/popular?partnerId={PARTNER}", 401
    ),
    "an old key": get(RECOMMENDATIONS, POPULAR.replace("key-1", "key-0"), 401),
    "an empty key": get(RECOMMENDATIONS, POPULAR.replace("key-1", ""), 401),
    "a key in a header": get(
        RECOMMENDATIONS, f"/partnerRecommendations/popular?partnerId={PARTNER}", 401, apiKey="key-1"
    ),
    "an event without a key": sent(TRACKING, "/view", VIEW, 401),
    "an event with a lower-case key": sent(
        TRACKING, f"/view?{KEYED}".replace("apiKey", "apikey"), VIEW, 401
    ),
    "a placement without a key": get(SPONSORED, "/anyPlacements/p/impressions", 401),
    "a placement with the partner twice": get(
        SPONSORED, f"{ANY}&acceptContent=string&partnerId={PARTNER}"
    ),
    "an upload with a lower-case key": sent(UPLOADS, "/subscribers?apikey=key-1", PEOPLE, **CSV),
    "an upload with another key": sent(
        UPLOADS, "/subscribers?apiKey=key-1", PEOPLE, 401, **CSV
    ),
    "a product needs no key": sent(PRODUCTS, "/products/501", PRODUCT),
    "a product with a key": sent(PRODUCTS, "/products/501?apiKey=key-1", PRODUCT),
    # Where, and how.
    "the Russian installation": get(
        RECOMMENDATIONS, POPULAR, host="externalapi.retailrocket.ru"
    ),
    "an event to the Russian installation": sent(
        TRACKING, f"/view?{KEYED}", VIEW, host="apptracking.retailrocket.ru"
    ),
    "an upload to the Russian installation": sent(
        UPLOADS, "/transaction?apikey=key-1", SALE, host="api.retailrocket.ru", **CSV
    ),
    "a placement of the Russian installation": get(
        SPONSORED, f"{ANY}&acceptContent=string", host="visitors-sp.retailrocket.ru"
    ),
    "a method that is not": get(RECOMMENDATIONS, f"/partnerRecommendations/no?{KEYED}", 404),
    "a slash at the end, as in the vendor's samples": get(
        RECOMMENDATIONS, POPULAR.replace("?", "/?")
    ),
    "the first spelling of a placement": get(
        SPONSORED, "/productGroupsPlacements/p/impressions?apiKey=key-1&productIds=1", 404
    ),
    "a read by POST": Sent(RECOMMENDATIONS, 405, POPULAR, None, {}, "POST"),
    "an event by GET": get(TRACKING, f"/view?{KEYED}", 405),
    "HEAD": Sent(RECOMMENDATIONS, 200, POPULAR, None, {}, "HEAD"),
    "a read with a content type": get(RECOMMENDATIONS, POPULAR, content_type="application/json"),
    "a read that takes anything": get(RECOMMENDATIONS, POPULAR, accept="*/*"),
    "a read that takes a page only": get(RECOMMENDATIONS, POPULAR, 406, accept="text/html"),
    "more in the query": get(RECOMMENDATIONS, f"{POPULAR}&utm_source=mail&_=17357870&nocache"),
    "more in an event's query": sent(TRACKING, f"/view?{KEYED}&_=17357870", VIEW),
    # Who visits.
    "nobody": get(RECOMMENDATIONS, NOBODY, 400),
    "a session and a pointer": get(
        RECOMMENDATIONS, f"{POPULAR}&link.name=card&link.value=12345", 400
    ),
    "two identities of one visitor": get(SPONSORED, f"{ANY}&session={PARTNER}", 400),
    "a pointer's name alone": get(RECOMMENDATIONS, f"{NOBODY}&link.name=card", 400),
    "a pointer's value alone": get(RECOMMENDATIONS, f"{POPULAR}&link.value=12345", 400),
    "a session": get(RECOMMENDATIONS, f"{NOBODY}&sessionExternalId=a1b2c3d4"),
    "a GUID": get(RECOMMENDATIONS, f"{NOBODY}&sessionExternalId={GUID}"),
    "50 characters": get(RECOMMENDATIONS, f"{NOBODY}&sessionExternalId={'a' * 50}"),
    "no characters": get(RECOMMENDATIONS, f"{NOBODY}&sessionExternalId=", 400),
    "an e-mail address": get(RECOMMENDATIONS, f"{NOBODY}&sessionExternalId=ann@example.com", 400),
    "a telephone number": get(RECOMMENDATIONS, f"{NOBODY}&sessionExternalId=%2B37120000001", 400),
    "its digits": get(RECOMMENDATIONS, f"{NOBODY}&sessionExternalId=37120000001", 400),
    "as it is written down": get(SPONSORED, f"{ANY_OF_NOBODY}&sessionExternalId=8-912-345-67-89", 400),
    "a long number": get(RECOMMENDATIONS, f"{NOBODY}&sessionExternalId=1735787045123456789"),
    "other letters": get(RECOMMENDATIONS, f"{NOBODY}&sessionExternalId=%D0%B0%D0%B1", 400),
    "51 characters": get(RECOMMENDATIONS, f"{NOBODY}&sessionExternalId={'a' * 51}", 400),
    "64 characters": get(
        SPONSORED, f"{ANY_OF_NOBODY}&acceptContent=string&sessionExternalId={'a' * 64}", 400
    ),
    "two sessions": get(
        RECOMMENDATIONS, f"{NOBODY}&sessionExternalId=a&sessionExternalId=b", 400
    ),
    "a pointer": get(RECOMMENDATIONS, f"{NOBODY}&link.name=card&link.value=12345"),
    "a pointer without a value": get(RECOMMENDATIONS, f"{NOBODY}&link.name=c&link.value=", 400),
    "an e-mail address for a pointer": get(
        RECOMMENDATIONS, f"{NOBODY}&link.name=mail&link.value=ann@example.com", 400
    ),
    "an empty session of the browser": get(RECOMMENDATIONS, f"{NOBODY}&session=", 400),
    "the older pointer": get(RECOMMENDATIONS, f"{NOBODY}&link=card,12345", 400),
    "the browser's session": get(RECOMMENDATIONS, f"{NOBODY}&session={PARTNER}"),
    "a stock": get(RECOMMENDATIONS, f"{POPULAR}&stockId=north"),
    "a long stock": get(RECOMMENDATIONS, f"{POPULAR}&stockId={'n' * 51}", 400),
    # Lists and booleans.
    "commas": get(RECOMMENDATIONS, f"{RELATED}&productIds=501,502"),
    "encoded commas": get(RECOMMENDATIONS, f"{RELATED}&productIds=501%2C502"),
    "one product": get(RECOMMENDATIONS, f"{RELATED}&productIds=501"),
    "repeated products": get(RECOMMENDATIONS, f"{RELATED}&productIds=1&productIds=2"),
    "brackets": get(RECOMMENDATIONS, f"{RELATED}&productIds[]=501&productIds[]=502", 400),
    "numbered brackets": get(RECOMMENDATIONS, f"{RELATED}&productIds[0]=501", 400),
    "semicolons": get(RECOMMENDATIONS, f"{RELATED}&productIds=501;502", 400),
    "no products": get(RECOMMENDATIONS, RELATED, 400),
    "words for products": get(RECOMMENDATIONS, f"{RELATED}&productIds=spade", 400),
    "repeated paths": get(
        RECOMMENDATIONS, f"{BY_PATH}&categoryPaths=Garden%2FTools&categoryPaths=Sale%2FSpring"
    ),
    "a path as it is": get(RECOMMENDATIONS, f"{BY_PATH}&categoryPaths=Garden/Tools"),
    "a path with a comma": get(RECOMMENDATIONS, f"{BY_PATH}&categoryPaths=Pots, pans/Lids"),
    "paths in brackets": get(RECOMMENDATIONS, f"{BY_PATH}&categoryPaths[]=Garden", 400),
    "true": get(RECOMMENDATIONS, f"{POPULAR}&IsProductIdString=true"),
    "True": get(RECOMMENDATIONS, f"{POPULAR}&IsProductIdString=True", 400),
    "1": get(RECOMMENDATIONS, f"{POPULAR}&IsProductIdString=1", 400),
    "kinds of content": get(SPONSORED, f"{CARD}&acceptContent=banners,productIds"),
    "kinds with encoded commas": get(SPONSORED, f"{CARD}&acceptContent=banners%2CsharedBanners"),
    "an unknown kind": get(SPONSORED, f"{CARD}&acceptContent=video", 400),
    "a kind in upper case": get(SPONSORED, f"{CARD}&acceptContent=Banners", 400),
    "no kind": get(SPONSORED, CARD, 400),
    "targeting": get(SPONSORED, f"{ANY}&acceptContent=string&custom.city=Riga&custom.Age=Old"),
    "no category": get(SPONSORED, CATEGORY, 400),
    "a category and its path": get(SPONSORED, f"{CATEGORY}&categoryId=37&categoryPath=Garden", 400),
    "a category": get(SPONSORED, f"{CATEGORY}&categoryId=37"),
    "a category's path": get(SPONSORED, f"{CATEGORY}&categoryPath=Garden%2FTools"),
    "a word for a category": get(SPONSORED, f"{CATEGORY}&categoryId=Garden", 400),
    "a placement's search": get(
        SPONSORED,
        "/searchPlacements/p/impressions?apiKey=key-1&searchQuery=a+b&acceptContent=string"
        "&session=s",
    ),
    "no campaign": get(SPONSORED, f"{ANY}&acceptContent=string", 204, prefer="code=204"),
    # Events.
    "an event": sent(TRACKING, f"/view?{KEYED}", VIEW),
    "an event with a charset": sent(
        TRACKING, f"/view?{KEYED}", json.dumps(VIEW), content_type="application/json; charset=utf-8"
    ),
    "a type in capitals": sent(
        TRACKING, f"/view?{KEYED}", json.dumps(VIEW), content_type="Application/JSON"
    ),
    "the type that one page misprints": sent(
        TRACKING, f"/view?{KEYED}", json.dumps(VIEW), 415, content_type="application json"
    ),
    "JSON as text": sent(
        TRACKING, f"/view?{KEYED}", json.dumps(VIEW), 415, content_type="text/plain"
    ),
    "a form": sent(
        TRACKING, f"/view?{KEYED}", "productId=501&sessionExternalId=a", 415,
        content_type="application/x-www-form-urlencoded",
    ),
    "no body": sent(TRACKING, f"/view?{KEYED}", b"", 400, **EXACT),
    "broken JSON": sent(TRACKING, f"/view?{KEYED}", b"{", 400, **EXACT),
    "an event in a list": sent(TRACKING, f"/view?{KEYED}", [VIEW], 400),
    "an event with more": event("view", productId=501, weight=3),
    "an event of a GUID": sent(TRACKING, f"/view?{KEYED}", VIEW | {"sessionExternalId": GUID}),
    "an event of nobody": sent(TRACKING, f"/view?{KEYED}", {"productId": 501}, 400),
    "an event of an empty session": event("view", 400, productId=501, sessionExternalId=""),
    "an event of an address": event("view", 400, productId=501, sessionExternalId="ann@e.com"),
    "an event of a telephone": event("view", 400, productId=501, sessionExternalId="+37120000001"),
    "an event of a long session": sent(
        TRACKING, f"/view?{KEYED}", VIEW | {"sessionExternalId": "a" * 51}, 400
    ),
    "a product as text": event("view", 400, productId="501"),
    "a product beyond 64 bits": event("view", 400, productId=2**63),
    "a stock that is null": event("view", 400, productId=501, stockId=None),
    "seconds in UTC": event("view", productId=501, timestamp="2025-01-02T03:04:05Z"),
    "seconds with an offset": event("view", productId=501, timestamp="2025-01-02T03:04:05+02:00"),
    "a time without a zone": event("view", 400, productId=501, timestamp="2025-01-02T03:04:05"),
    "a time as a number": event("view", 400, productId=501, timestamp=1735787045),
    "a group": event("groupView", groupId=90, productIds=[601, 602]),
    "a group as first described": event("groupView", 400, groupId=90, productId=601),
    "a category by id": event("categoryView", categoryId=37),
    "a category by path": event("categoryViewByCategoryPath", categoryPath="Garden/Tools"),
    "an order line": event("order", **ORDER),
    "half a kilo": event("order", **ORDER | {"quantity": 0.5}),
    "a price as text": event("order", 400, **ORDER | {"price": "19.9"}),
    "an order's number": event("order", 400, **ORDER | {"transaction": 77}),
    "an order line without a price": event("order", 400, productId=501, quantity=1),
    "a contact": event("setContact", contactExternalId="c7", email="ann@example.com",
                       customData={"city": "Riga", "children": 2}),
    "a contact as first described": event("setContact", 400, contactExternalId="c7", email=7),
    "custom data as text": event("setContact", 400, contactExternalId="c7", customData="{}"),
    "a contact with a long id": event("setContact", 400, contactExternalId="c" * 51),
    "a block with a long name": event("recomBlockViewed", 400, recomBlockId="b" * 51),
    "a batch": batch({"view": VIEW}, {"addToBasket": VIEW}),
    "a batch of what samples only show": batch({"recomBlockViewed": {
        "sessionExternalId": "a", "recomBlockId": "HOMEPAGE-POPULAR"}}),
    "two kinds at once": batch({"view": VIEW, "addToBasket": VIEW}, status=400),
    "no kind at all": batch({}, status=400),
    "a kind that the batch has not": batch({"categoryViewByCategoryPath": {
        "sessionExternalId": "a", "categoryPath": "Garden"}}, status=400),
    "a kind in capitals": batch({"AddToBasket": VIEW}, status=400),
    "an event alone in a batch's place": sent(
        TRACKING, f"/visitorEvents?{KEYED}", {"view": VIEW}, 400
    ),
    "a bad event among good ones": batch({"view": VIEW}, {"view": {"productId": 1}}, status=400),
    # Files.
    "a file with a charset": sent(
        UPLOADS, "/subscribers?apikey=key-1", PEOPLE, content_type="text/csv; charset=utf-8"
    ),
    "a file with CRLF": sent(
        UPLOADS, "/subscribers?apikey=key-1", PEOPLE.replace("\n", "\r\n"), **CSV
    ),
    "a file without its header": sent(
        UPLOADS, "/subscribers?apikey=key-1", "ann@example.com,true\n", 400, **CSV
    ),
    "a file with semicolons": sent(
        UPLOADS, "/subscribers?apikey=key-1", PEOPLE.replace(",", ";"), 400, **CSV
    ),
    "a file in another encoding": sent(
        UPLOADS, "/subscribers?apikey=key-1", PEOPLE.encode("cp1251"), 400, **CSV
    ),
    "a file that is packed": sent(
        UPLOADS, "/subscribers?apikey=key-1", b"\x1f\x8b", 415, content_encoding="gzip", **CSV
    ),
    "a file as JSON": sent(UPLOADS, "/subscribers?apikey=key-1", [], 415),
    "a file of 4 MB": sent(
        UPLOADS, "/subscribers?apikey=key-1", "Email,IsSubscribed\n".ljust(4 << 20, "x"), **CSV
    ),
    "a larger file": sent(
        UPLOADS, "/subscribers?apikey=key-1", "Email,IsSubscribed\n".ljust((4 << 20) + 1, "x"),
        400, **CSV,
    ),
    "sales": sent(UPLOADS, "/transaction?apikey=key-1", SALE, **CSV),
    "sales of a day": sent(
        UPLOADS, "/transaction?apikey=key-1", SALE.replace(" 15:00:00 +02", ""), **CSV
    ),
    "sales with a header": sent(
        UPLOADS, "/transaction?apikey=key-1", "DATE,TRANSACTION_ID,ItemId\n" + SALE, 400, **CSV
    ),
    # The catalogue.
    "a signed product": sent(
        PRODUCTS, "/products/501?stockId=n&signature=s&contentHash=c&validTill=2025", PRODUCT
    ),
    "a product with more": sent(PRODUCTS, "/products/501", PRODUCT | {"weight": "1 kg"}),
    "a product that costs nothing": sent(PRODUCTS, "/products/501", PRODUCT | {"price": 0}, 400),
    "a product with a long name": sent(
        PRODUCTS, "/products/501", PRODUCT | {"name": "n" * 121}, 400
    ),
    "a product with 17 digits": sent(PRODUCTS, "/products/501", PRODUCT | {"id": 10**16}, 400),
    "a product below its shop": sent(PRODUCTS, "/products/501", PRODUCT | {"url": "/p/501"}, 400),
    "a product in one category": sent(
        PRODUCTS, "/products/501", PRODUCT | {"categoryPaths": "Garden"}, 400
    ),
    "availability as a number": sent(PRODUCTS, "/products/501", PRODUCT | {"isAvailable": 1}, 400),
    "numbers among the parameters": sent(
        PRODUCTS, "/products/501", PRODUCT | {"params": {"weight": 1}}, 400
    ),
    "a product named by words": sent(PRODUCTS, "/products/spade", PRODUCT, 400),
    "a group of products": sent(
        PRODUCTS, "/productsgroup/9", {"groupId": 9, "products": {"1": {"isAvailable": True}}}
    ),
    "what the browser's SDK moves into params": sent(
        PRODUCTS, "/products/501?contentHash=c", PRODUCT | {"params": {"category": ["Tea", "Green"]}}
    ),
    "a group with a list": sent(PRODUCTS, "/productsgroup/9", {"groupId": 9, "products": []}, 400),
}  # fmt: skip


MEANT = {
    "True", "1", "a product as text", "a stock that is null", "a time without a zone",
    "a price as text", "an order's number", "a contact as first described",
    "a product in one category", "availability as a number", "numbers among the parameters",
    "a group with a list", "brackets", "numbered brackets", "paths in brackets",
}  # fmt: skip
"""Refused by what is declared, and yet of one meaning: taken unless strict."""


@pytest.mark.parametrize("name", REQUESTS)
def test_what_others_send(name: str, strict_sites: dict[str, httpx.Client]) -> None:
    sent = REQUESTS[name]
    response = reply_to(sent, strict_sites)
    assert response.status_code == sent.status, response.text
    if sent.status == 200 and sent.api == RECOMMENDATIONS:
        assert response.headers["cache-control"] == "public, max-age=600"


@pytest.mark.parametrize("name", REQUESTS)
def test_what_others_mean(name: str, sites: dict[str, httpx.Client]) -> None:
    sent = REQUESTS[name]
    response = reply_to(sent, sites)
    if name in MEANT:
        assert response.is_success, response.text
    else:
        assert response.status_code == sent.status, response.text


def reply_to(request: Sent, sites: dict[str, httpx.Client]) -> httpx.Response:
    """The answer to a request that is written by hand."""
    body: Any = {"json": request.body}
    if request.body is None or isinstance(request.body, (str, bytes)):
        body = {"content": request.body}
    return sites[request.api].request(
        request.method, request.target, headers=request.headers, **body
    )


def api_of(operation: str) -> str:
    """The API that an operation is of."""
    (tag,) = PACKAGE.described[operation].node["tags"]
    return str(tag)


@pytest.mark.parametrize("operation", PACKAGE.described)
def test_every_operation_as_others_call_it(operation: str, sites: dict[str, httpx.Client]) -> None:
    """With their own encoding of the query, more in it than is known, and a type on reads."""
    api, described = api_of(operation), PACKAGE.described[operation]
    values = described.together()
    path = described.path
    for (where, key), value in values.items():
        if where == "path":
            path = path.replace(f"{{{key}}}", str(value))
    key = {UPLOADS: {"apikey": "key-1"}, SPONSORED: {"apiKey": "key-1"}, PRODUCTS: {}}.get(
        api, {"apiKey": "key-1", "partnerId": PARTNER}
    )
    more = {"utm_source": "mail", "_": "1735787045"}
    media, _, body = (described.bodies or [("application/json", "", "")])[0]
    request: Any = {
        "params": [*described.query(values), *more.items()],
        "headers": {"Content-Type": media, "Cookie": "rcuid=65f2"},
        "content": body if isinstance(body, str) else json.dumps(body),
    }
    refused = sites[api].request(described.method, path, **request)
    assert refused.status_code == (200 if api == PRODUCTS else 401)
    request["params"] += key.items()
    assert sites[api].request(described.method, path, **request).status_code == 200
    other = "GET" if described.method == "POST" else "POST"
    assert sites[api].request(other, path, **request).status_code == 405


def test_each_of_the_48_is_written_out_by_hand() -> None:
    """By host, path and query, in `golden_retail_rocket.py`: none is lost."""
    assert len(PACKAGE.described) == 48
    targets = [golden.target.partition("?")[0] for golden in golden_retail_rocket.GOLDEN.values()]
    for operation, described in PACKAGE.described.items():
        item = PACKAGE.tree["paths"][described.path]
        (server,) = item.get("servers", PACKAGE.tree["servers"])
        url = server["url"].format(installation="net", partnerId="P") + described.path
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(f"{described.method} {url}"))
        assert any(re.fullmatch(pattern, target) for target in targets), operation


class Odd(NamedTuple):
    """An answer that departs from the document, and what becomes of it."""

    operation: str
    body: Any
    """Bytes as they are, anything else as JSON."""
    value: Any = None
    """What the method returns, as JSON."""
    places: tuple[str, ...] = ()
    """Where it departs."""
    error: str = ""
    """The exception, where nothing can be made of it."""
    status: int = 200
    held: bool = False
    """Whether its types take it and the document does not, which strict mode alone tells."""
    media: str = "application/json"


FOUND = {"recommendations": [{"productId": 700}]}
IMPRESSION = {"id": "i", "contentType": "string", "content": {"id": "c", "string": "Sale"}}
PAGE = b"<html><h1>502 Bad Gateway</h1></html>"
"""What proxies answer."""
RECS, PLACE = "productRelated", "sponsoredForAnyPage"
ODD = {
    "as documented": Odd(RECS, FOUND, FOUND),
    "an older shape": Odd(RECS, {"recommendations": [{"productId": [7, 8]}]},
                          {"recommendations": [{"productId": [7, 8]}]}),
    "ids as text": Odd(RECS, {"recommendations": [{"productId": "700"}]},
                       {"recommendations": [{"productId": "700"}]}),
    "more than is known": Odd(RECS, FOUND | {"algorithm": "related"}, FOUND | {"algorithm":
                                                                                "related"}),
    "the list is missing": Odd(RECS, {}, {}, ("/recommendations",)),
    "the list is null": Odd(RECS, {"recommendations": None}, {"recommendations": None},
                            ("/recommendations",)),
    "an object for the list": Odd(RECS, {"recommendations": {}}, {"recommendations": []},
                                  ("/recommendations",)),
    "an id is null": Odd(RECS, {"recommendations": [{"productId": None}]},
                         {"recommendations": [{"productId": None}]},
                         ("/recommendations/*/productId",)),
    "an id is a number with a fraction": Odd(
        RECS, {"recommendations": [{"productId": 7.5}]},
        {"recommendations": [{"productId": "7.5"}]},
        ("/recommendations/*/productId",)),
    "an item is a plain id": Odd(RECS, {"recommendations": [700, {"productId": 701}]},
                                 {"recommendations": [700, {"productId": 701}]},
                                 ("/recommendations/*",)),
    "a list for the object": Odd(RECS, [], error="DecodeError"),
    "null for the object": Odd(RECS, None, error="DecodeError"),
    "nothing": Odd(RECS, b"", error="DecodeError"),
    "nothing, as JSON": Odd(RECS, b" ", error="DecodeError"),
    "204": Odd(RECS, b"", {"recommendations": []}, ("status 204 is not in the document",), status=204),
    "no campaign": Odd(PLACE, b"", None, status=204),
    "JSON cut short": Odd(RECS, b'{"recommendations": [{"prod', error="DecodeError"),
    "JSON as text": Odd(RECS, FOUND, FOUND, ("content type text/plain",), media="text/plain"),
    "a page with 200": Odd(RECS, PAGE, error="UnexpectedContentType", media="text/html"),
    "a page with 502": Odd(RECS, PAGE, error="ServerError", status=502, media="text/html"),
    "a page with 429": Odd(RECS, PAGE, error="TooManyRequests", status=429, media="text/html"),
    "an error that is a list": Odd(RECS, [], error="BadRequest", status=400),
    "an error that is text": Odd(RECS, b"bad partner", error="Unauthorized", status=401,
                                 media="text/plain"),
    "an impression": Odd(PLACE, IMPRESSION, IMPRESSION),
    "a kind that came later": Odd(PLACE, IMPRESSION | {"contentType": "video"},
                                  IMPRESSION | {"contentType": "video"}),
    "a kind that is missing": Odd(PLACE, {"id": "i", "content": IMPRESSION["content"]},
                                  {"id": "i", "content": IMPRESSION["content"]},
                                  ("/contentType",)),
    "an impression's id as a number": Odd(PLACE, IMPRESSION | {"id": 7}, IMPRESSION | {"id": "7"},
                                          ("/id",)),
    # It reads as a kind that is not known: there is nothing to show.
    "content of another kind": Odd(PLACE, IMPRESSION | {"content": []},
                                   IMPRESSION | {"content": []}, held=True),
    "an event that is answered with a page": Odd("view", b"<p>ok</p>", None, media="text/html"),
    "an event that is answered with JSON": Odd("view", {}, None),
    "an event that is answered with 202": Odd("view", b"", None,
                                              ("status 202 is not in the document",), status=202),
}  # fmt: skip
METHODS = PACKAGE.methods(asynchronous=False)
ARGUMENTS: dict[str, dict[str, Any]] = {
    RECS: {"product_ids": [501], "session": "s"},
    PLACE: {"placement_id": "p-1", "accept_content": ["string"], "session": "s"},
    "view": {"product_id": 501, "session_external_id": "a1"},
}


def answered(odd: Odd, **settings: Any) -> tuple[Any, Any]:
    """The client after a call that got this answer, and the whole response."""
    content = odd.body if isinstance(odd.body, bytes) else json.dumps(odd.body).encode()
    headers = {"content-type": odd.media} if content else {}

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(odd.status, headers=headers, content=content)

    settings |= {"transport": httpx.MockTransport(answer), "retries": 0, **KEYWORDS}
    method: Method = METHODS[odd.operation]
    with PACKAGE.module.Client(**settings) as client:
        response = PACKAGE.module.raw(method.of(client))(**ARGUMENTS[odd.operation])
    return client, response


@pytest.mark.parametrize("name", ODD)
def test_answers_that_nobody_foresaw(name: str) -> None:
    odd = ODD[name]
    errors = PACKAGE.module.errors
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        if odd.error:
            with pytest.raises(getattr(errors, odd.error)) as caught:
                answered(odd)
            assert caught.value.status == odd.status
            assert "key-1" not in f"{caught.value!r} {caught.value.url}"
        else:
            client, response = answered(odd)
            assert plain(response.value) == odd.value
            assert [where(place.partition(": ")[2]) for place in client.drift] == [*odd.places]
    drifted = [item for item in told if issubclass(item.category, errors.DriftWarning)]
    assert len(drifted) == len(odd.places)


@pytest.mark.parametrize("way", ["sync", "async"])
def test_nothing_found_is_the_fall_back_or_an_empty_answer(way: str) -> None:
    """By 204. An event has no answer: its success is None, fall-back or not."""

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(204)

    async def main() -> None:
        settings = {**KEYWORDS, "transport": httpx.MockTransport(answer)}
        async with opened(PACKAGE.module, way, **settings) as client:
            seek = client.recommendations.product_related
            assert (await got(seek(product_ids=[1], session="s"))).recommendations == []
            shown = client.sponsored.for_any_page
            assert await got(shown("p", session="s", accept_content=["string"])) is None
            assert await got(shown("p", session="s", accept_content=["string"], fallback=7)) == 7
            view = client.events.view
            assert await got(view(product_id=1, session_external_id="a", fallback=7)) is None

    with pytest.warns(PACKAGE.module.errors.DriftWarning, match="204 is not in the document"):
        asyncio.run(main())


@pytest.mark.parametrize("name", ODD)
def test_strictly(name: str) -> None:
    odd = ODD[name]
    errors = PACKAGE.module.errors
    if odd.places or odd.error or odd.held:
        with pytest.raises(getattr(errors, odd.error or "DecodeError")) as caught:
            answered(odd, strict=True)
        if odd.places:
            assert tuple(map(where, caught.value.places)) == odd.places
    else:
        _, response = answered(odd, strict=True)
        assert plain(response.value) == odd.value


def where(place: str) -> str:
    """The pointer of a place that departs from the document."""
    return place.partition(": ")[0]


def plain(value: Any) -> Any:
    """A result as the JSON it stands for."""
    if hasattr(value, "model_dump"):
        return value.model_dump(by_alias=True, exclude_unset=True, mode="json", warnings=False)
    return value


# What the vendor promises and asks for, in the packages --------------------------------------

LIMITS = {
    TRACKING: {("POST /*", 100)},
    RECOMMENDATIONS: {("GET /*Recommendations/*", 200)},
    SPONSORED: {("GET /*Placements/*/impressions", 50)},
    UPLOADS: {("POST /subscribers", 600), ("POST /transaction", 600)},
    PRODUCTS: {("*", 600)},
}


def test_each_api_has_its_own_limit() -> None:
    """And all operations of an API share its count."""
    found: dict[str, set[tuple[str, int]]] = {}
    for operation in PACKAGE.operations.values():
        (rule,) = operation.limits
        assert (rule.per, rule.scope) == (1.0, ("partner",))
        found.setdefault(api_of(operation.id), set()).add((rule.key, rule.limit))
    assert found == LIMITS


@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
def test_what_is_on_the_way_to_a_page_has_half_a_second_and_a_fall_back(asynchronous: bool) -> None:
    kind = PACKAGE.module.AsyncClient if asynchronous else PACKAGE.module.Client
    client = kind(**PACKAGE.settings("http://127.0.0.1:9"))
    for operation, method in PACKAGE.methods(asynchronous=asynchronous).items():
        takes = "fallback" in inspect.signature(method.of(client)).parameters
        hurried = api_of(operation) != UPLOADS and operation != "visitorEvents"
        assert takes == hurried
        assert method.operation.deadline == (0.5 if hurried else None)


def test_events_go_in_the_background_and_in_batches() -> None:
    operations = {
        name: operation
        for name, operation in PACKAGE.operations.items()
        if api_of(name) == TRACKING
    }
    batch = operations.pop("visitorEvents")
    assert batch.background is None
    for name, operation in operations.items():
        background = operation.background
        if name == "categoryViewByCategoryPath":  # the batch does not take it
            assert background.batch is None
        else:
            assert (background.batch(), background.wrap) == (batch, name)


def test_later_says_when_it_happened() -> None:
    """Every event of the vendor's, and HTTP/2 is asked for."""
    for name, operation in PACKAGE.operations.items():
        if operation.background is not None:
            assert operation.background.time == "timestamp", name
    assert PACKAGE.api.http2


STATUSES = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    429: "TooManyRequests",
}


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_of_the_principles_is_documented_and_an_error_of_its_name(status: int) -> None:
    for described in PACKAGE.described.values():
        assert str(status) in described.node["responses"]
    prefer = {"headers": {"Prefer": f"code={status}"}, "retries": 0}
    with (
        PACKAGE.sandbox() as (url, _),
        PACKAGE.module.Client(**PACKAGE.settings(url)) as client,
        pytest.raises(getattr(PACKAGE.module.errors, STATUSES[status])) as caught,
    ):
        client.recommendations.store_popular(session="s", options=prefer)
    assert caught.value.status == status


def test_the_limit_holds_for_all_callers_of_one_partner() -> None:
    """The stub with `limits=True`: the 51st placement of a second is refused, an event is not."""
    app = PACKAGE.part("server").create_app(limits=True, clock=lambda: 1.0)
    transport = PACKAGE.part("_runtime.server.testing").InProcess(app)
    settings = {**KEYWORDS, "transport": transport, "limiter": None, "retries": 0}
    with PACKAGE.module.Client(**settings) as client:
        for _ in range(50):
            client.sponsored.for_any_page("p", session="s", accept_content=["string"])
        with pytest.raises(PACKAGE.module.errors.TooManyRequests):
            client.sponsored.for_search(
                "p", session="s", search_query="a", accept_content=["string"]
            )
        client.events.view(product_id=1, session_external_id="a")


@pytest.mark.parametrize("way", ["sync", "async"])
def test_one_connection_serves_all_five_apis(way: str) -> None:
    ports: set[int] = set()

    async def main(url: str) -> None:
        settings = PACKAGE.settings(url)
        async with opened(PACKAGE.module, way, **settings) as client:
            for name, method in PACKAGE.methods(asynchronous=way == "async").items():
                await got(method.of(client)(**call_of(PACKAGE, name, method).arguments))

    app = PACKAGE.part("server").create_app()

    async def noted(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            ports.add(scope["client"][1])
        await app(scope, receive, send)

    with PACKAGE.part("_runtime.server").running(noted) as url:
        asyncio.run(main(url))
    assert len(ports) == 1


def test_one_word_leads_to_the_russian_installation() -> None:
    """All hosts, but for the Product API's, which is known of the international one only."""

    def answer(request: httpx.Request) -> httpx.Response:
        hosts.append(f"{request.url.host}{request.url.path}")
        return httpx.Response(200, json=FOUND if request.method == "GET" else None)

    asked: list[list[str]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PACKAGE.module.errors.DriftWarning)
        for installation in ({}, {"installation": "ru"}):
            hosts: list[str] = []
            settings = {**KEYWORDS, **installation, "limiter": None}
            transport = httpx.MockTransport(answer)
            with PACKAGE.module.Client(**settings, transport=transport) as client:
                for name, method in METHODS.items():
                    method.of(client)(**call_of(PACKAGE, name, method).arguments)
            asked.append(hosts)
    with pytest.raises(PACKAGE.module.errors.UsageError, match="one of net, ru"):
        PACKAGE.module.Client(**CREDENTIALS, installation="com")  # a host that is not the vendor's
    for name, first, second in zip(METHODS, *asked, strict=True):
        moved = api_of(name) != PRODUCTS
        assert second == (first.replace(".net/", ".ru/") if moved else first)
        in_path = api_of(name) not in (TRACKING, RECOMMENDATIONS)
        assert ("/partner-id-1/" in first) == in_path


@contextlib.contextmanager
def silent() -> Iterator[str]:
    """A vendor that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextlib.contextmanager
def refused() -> Iterator[str]:
    yield refusing()


DOWN: dict[str, Any] = {
    "refuses": refused,
    "is a black hole": BlackHole,
    "never answers": silent,
    "drips": lambda: trickling(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b" "),
}


@pytest.mark.parametrize("way", ["sync", "async"])
@pytest.mark.parametrize("down", DOWN)
def test_the_page_is_there_in_time(down: str, way: str) -> None:
    """Half a second, and no busy machine makes ten of it, whatever has become of the vendor."""
    module = PACKAGE.module

    async def page(url: str) -> float:
        settings = {"api_key": "key-1", "partner_id": PARTNER, "base_url": url}
        async with opened(module, way, **settings) as client:
            began = time.perf_counter()
            seek = client.recommendations.product_related
            assert await got(seek(product_ids=[1], session="s", fallback=[7])) == [7]
            return time.perf_counter() - began

    with DOWN[down]() as url:
        assert asyncio.run(page(url)) < 5


WHO: list[dict[str, Any]] = [
    {},
    {"session": "s", "session_external_id": "a1"},
    {"session": "s", "link_name": "card", "link_value": "7"},
    {"link_name": "card"},
    {"session": "s", "link_value": "7"},
]


@pytest.mark.parametrize("who", WHO, ids=[" ".join(who) or "nobody" for who in WHO])
def test_exactly_one_identity_goes_with_a_call(who: dict[str, Any]) -> None:
    """Whatever else it is about; what is refused is not sent, and no fall-back hides it."""
    asked = 0
    with PACKAGE.module.Client(**PACKAGE.settings("http://127.0.0.1:9")) as client:
        for name, method in METHODS.items():
            given = call_of(PACKAGE, name, method).arguments
            if any(group.kind == "exactly-one" for group in method.operation.groups):
                asked += 1
                given = {k: v for k, v in given.items() if k not in {"session_external_id"}}
                with pytest.raises(PACKAGE.module.errors.UsageError, match="link_name"):
                    method.of(client)(**given, **who, fallback=7)
    assert asked == 28


PERSONAL = ("", "ann@example.com", "+37120000001", "8-912-345-67-89", "a b", "id\n", "a" * 51)
"""Texts that are no session's id, or tell of a person."""


@pytest.mark.parametrize("session", PERSONAL)
def test_personal_data_is_not_sent_as_a_session(session: str) -> None:
    """Neither in a query nor in an event, at once or later; the text itself is in no error."""
    errors, later = PACKAGE.module.errors, PACKAGE.module.later
    with PACKAGE.module.Client(**PACKAGE.settings("http://127.0.0.1:9"), retries=0) as client:
        view = client.events.view
        for call in (client.recommendations.store_popular, partial(view, product_id=1)):
            with pytest.raises(errors.UsageError, match="session_external_id") as caught:
                call(session_external_id=session)
            assert not session or session not in str(caught.value)
        with pytest.raises(errors.UsageError, match="session_external_id"):
            later(view)(session_external_id=session, product_id=1)
        assert client.background.stats.submitted == 0
        with pytest.raises(errors.UsageError, match="link_value"):
            client.recommendations.store_popular(link_name="mail", link_value="ann@example.com")
        for event in (
            {"view": {"session_external_id": session, "product_id": 1}},
            {"order": {"sessionExternalId": session, "items": []}},
        ):
            fine = {"view": {"session_external_id": "9f1c6b0e-4d2a", "product_id": 1}}
            with pytest.raises(errors.UsageError, match=r"/\*/\w+/sessionExternalId") as caught:
                client.events.batch(body=[fine, event])
            assert not session or session not in str(caught.value)
        with pytest.raises(errors.ConnectionFailed):
            client.events.batch(body=[fine])
        with pytest.raises(errors.ConnectionFailed):
            view(session_external_id="9f1c6b0e-4d2a", product_id=1)


@pytest.mark.parametrize("way", ["sync", "async"])
def test_what_may_be_kept_is_kept(way: str) -> None:
    """By the stub's own `Cache-Control`: bestsellers are, what is worked out in real time never."""
    real_time = {
        *("storePersonalComposite", "storePersonalOrdered", "storePersonalViewed"),
        *("storePopularInInterestedCategories", "searchByPhrase", "searchByPhraseNeural"),
        "productRelatedByInterestedProperties",
    }
    raw = PACKAGE.module.raw if way == "sync" else PACKAGE.module.raw_async

    async def main(url: str) -> None:
        settings = PACKAGE.settings(url) | {"cache": PACKAGE.module.Cache()}
        async with opened(PACKAGE.module, way, **settings) as client:
            for name, method in PACKAGE.methods(asynchronous=way == "async").items():
                if api_of(name) != RECOMMENDATIONS:
                    continue
                call = raw(method.of(client))
                arguments = call_of(PACKAGE, name, method).arguments
                first, again = await got(call(**arguments)), await got(call(**arguments))
                assert (first.attempts, again.attempts) == (1, int(name in real_time))
                assert again.value == first.value

    with PACKAGE.sandbox() as (url, _):
        asyncio.run(main(url))
