"""Lists in pages, with what the response says about them."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from ...ground.operation import Operation, Paging
from ..schemas.values import is_object, read, write
from .lists import asked

DEFAULT_SIZE = 20
_PAGE = {"currentpage", "page", "pagenumber", "pageno"}
_SIZE = {"perpage", "pagesize", "limit", "size", "itemsperpage"}
_LAST = {"lastpage", "totalpages", "pagecount", "pages", "numpages"}
_TOTAL = {"total", "totalcount", "totalitems", "totalresults", "totalelements"}
_COUNT = {"count", "itemcount", "numberofelements"}
_MORE = {"hasmore", "hasnext", "hasnextpage"}


class Cut(NamedTuple):
    """Which part of a list a request asks for."""

    start: int
    size: int
    total: int

    @property
    def end(self) -> int:
        """Index after the last item."""
        return min(self.start + self.size, self.total)

    @property
    def more(self) -> bool:
        """Whether items follow."""
        return self.end < self.total


def cut(
    paging: Paging, arguments: Mapping[str, Any], items: list[Any], size: int = DEFAULT_SIZE
) -> Cut:
    """The part of the items that the request's page, offset, cursor or last id names.

    Args:
        paging: How the operation pages.
        arguments: The request's values by keyword.
        items: All items.
        size: Items of a page when the request does not say.
    """
    wanted = asked(paging.size, arguments)
    if isinstance(wanted, int) and not isinstance(wanted, bool) and wanted > 0:
        size = wanted
    at = asked(paging.page, arguments)
    start = 0
    if paging.style in ("page", "next-url", "link") and isinstance(at, int):
        start = max(0, at - paging.first) * size
    elif paging.style == "offset" and isinstance(at, int):
        start = max(0, at)
    elif paging.style == "cursor" and at is not None:
        start = _offset(at, len(items))
    elif paging.style == "since" and at is not None:
        start = _after(at, items)
    return Cut(start, size, len(items))


def _after(last: Any, items: list[Any]) -> int:
    """The index after the item with an id; the beginning for an id that is not there."""
    for index, item in enumerate(items):
        values = item.values() if is_object(item) else (item,)
        if any(type(value) in (str, int) and str(value) == str(last) for value in values):
            return index + 1
    return 0


def cursor(offset: int, like: Any) -> Any:
    """An opaque cursor, a number where the vendor's are numbers."""
    if isinstance(like, int):
        return offset
    return base64.urlsafe_b64encode(f"after:{offset}".encode()).decode().rstrip("=")


def _offset(at: Any, end: int) -> int:
    """The offset in a cursor; one that we never gave is at the end."""
    if isinstance(at, int):
        return max(0, at)
    try:
        text = base64.urlsafe_b64decode(str(at) + "==").decode()
        return max(0, int(text.removeprefix("after:"))) if text.startswith("after:") else end
    except ValueError:
        return end


def paged(
    operation: Operation[Any],
    paging: Paging,
    body: Any,
    items: list[Any],
    part: Cut,
    url: str,
    query: Mapping[str, list[str]],
) -> tuple[Any, dict[str, str]]:
    """A list response cut to a page: its body, and its header fields.

    Args:
        operation: The operation.
        paging: How it pages.
        body: The whole response.
        items: All items.
        part: The part that is wanted.
        url: URL of the request without query.
        query: Pairs of the query, as they came.
    """
    body = write(body, paging.items, items[part.start : part.end])
    pages = max(1, -(-part.total // part.size))
    number = part.start // part.size + paging.first
    following = _next_url(operation, paging, part, url, query) if part.more else None
    if paging.total:
        body = write(body, paging.total, part.total)
    if paging.last:
        body = write(body, paging.last, pages - 1 + paging.first)
    if paging.next and paging.style != "since":  # there it points into the items
        known = read(body, paging.next)
        after = following if paging.style == "next-url" else cursor(part.end, known)
        body = write(body, paging.next, after if part.more else None)
    if paging.more:
        body = write(body, paging.more, part.more)
    places = [paging.total, paging.last, paging.more]
    for pointer in places if paging.style == "since" else [*places, paging.next]:
        place, _, name = (pointer or "").rpartition("/")
        holder = read(body, place) if pointer else None
        if is_object(holder):
            body = write(
                body, place, {**_described(holder, part, number, pages), name: holder[name]}
            )
    linked = paging.style == "link" and following
    return body, {"link": f'<{following}>; rel="next"'} if linked else {}


def _described(holder: dict[str, Any], part: Cut, number: int, pages: int) -> dict[str, Any]:
    """An object with the members that say where the page is, told by their names."""
    said: dict[str, Any] = {}
    for names, value in (
        (_PAGE, number),
        (_SIZE, part.size),
        (_LAST, pages),
        (_TOTAL, part.total),
        (_COUNT, max(0, part.end - part.start)),
        ({"offset"}, part.start),
        (_MORE, part.more),
    ):
        for name, known in holder.items():
            word = name.replace("_", "").replace("-", "").lower()
            if word in names and type(known) is type(value):
                said[name] = value
    return {**holder, **said}


def _next_url(
    operation: Operation[Any],
    paging: Paging,
    part: Cut,
    url: str,
    query: Mapping[str, list[str]],
) -> str:
    """The request's own URL with the next page in it."""
    wire = {param.name: param.key for param in operation.params}
    name = wire.get(paging.page or "", "page")
    pairs = {key: values for key, values in query.items() if key != name}
    following = part.end // part.size + paging.first
    encoded = "&".join(
        f"{urlencode({key: ''})}{value}" for key, values in pairs.items() for value in values
    )
    return f"{url}?{encoded}{'&' if encoded else ''}{urlencode({name: following})}"
