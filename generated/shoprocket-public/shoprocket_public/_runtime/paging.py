"""Lists that come in pages: how a page is read, what follows it, and when to stop.

`following` decides without I/O; `Page` and `AsyncPages` fetch. Each page is a
call of its own, with its own repeats and deadline.

A list that would never end raises `PagingError`: the same cursor or URL twice,
or, where nothing bounds the number of pages, the same items twice. So does a
next URL of another origin, as credentials would go along with it.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from .client import core_of
from .errors import ApiError, PagingError, UsageError
from .flow import same_origin
from .links import link
from .operation import Operation, Paging
from .options import Settings
from .pointer import pick, steps
from .response import Response
from .scalar import plain
from .unset import UNSET

if TYPE_CHECKING:
    from .client import AsyncBaseClient, BaseClient
    from .core import Core

T = TypeVar("T")

_VERSION = 1


class Position:
    """Where in a list a page stands: what to ask for, and what was asked before."""

    __slots__ = ("seen", "url", "value")

    def __init__(
        self, value: Any = None, url: str | None = None, seen: frozenset[str] = frozenset()
    ) -> None:
        self.value = value
        """Page number, offset, cursor or last id; None: as the caller said."""
        self.url = url
        """Path and query that the vendor gave, without credentials: see `_kept`."""
        self.seen = seen

    def token(self, operation: str) -> str:
        """The position as text, to go on from later."""
        state = {"v": _VERSION, "operation": operation, "value": self.value, "url": self.url}
        return json.dumps({key: item for key, item in state.items() if item is not None})

    @classmethod
    def of(cls, token: str, operation: str) -> Position:
        """The position a token names.

        Raises:
            UsageError: it is none, or of another list.
        """
        try:
            state = json.loads(token)
            if state["v"] != _VERSION or state["operation"] != operation:
                raise KeyError
        except (ValueError, KeyError, TypeError):
            raise UsageError(f"not a resume token of {operation}", operation=operation) from None
        return cls(state.get("value"), state.get("url"))


class _Shared(Generic[T]):
    """What pages of both kinds have."""

    __slots__ = (
        "_args",
        "_client",
        "_next",
        "_operation",
        "_settings",
        "body",
        "items",
        "total",
    )

    def __init__(
        self,
        client: Any,
        operation: Operation[T],
        args: Mapping[str, Any],
        settings: Settings,
        response: Response[Any],
        position: Position,
        before: list[Any] | None,
    ) -> None:
        paging = _paging(operation)
        self._client = client
        self._operation = operation
        self._args = args
        self._settings = settings
        found = pick(response.body, steps(paging.items))
        self.items: list[T] = list(cast("list[T]", found)) if isinstance(found, list) else []
        """The items of this page."""
        self.body: Any = response.body
        """The whole decoded body of this page."""
        total = pick(response.body, steps(paging.total)) if paging.total else None
        self.total: int | None = total if isinstance(total, int) else None
        """Items of the whole list, where the vendor tells."""
        self._next = following(
            core_of(client), operation, args, response, self.items, position, before
        )

    @property
    def has_next(self) -> bool:
        """Whether another page follows (it may turn out empty where the vendor does not tell)."""
        return self._next is not None

    @property
    def resume_token(self) -> str | None:
        """Where the next page begins: pass it as `options={"resume": …}` later. None at the end."""
        if self._next is None:
            return None
        return core_of(self._client).mask(self._next.token(self._operation.id))

    def __repr__(self) -> str:
        more = ", more follow" if self._next else ""
        return f"<{type(self).__name__} of {self._operation.id}: {len(self.items)} items{more}>"


class Page(_Shared[T]):
    """A page of a list. Iterating yields its items and those of all pages after it."""

    __slots__ = ()

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[Page[T]]:
        """This page and all after it."""
        page: Page[T] | None = self
        while page is not None:
            yield page
            page = page.next_page()

    def next_page(self) -> Page[T] | None:
        """Fetch the page after this one; None when this is the last.

        Raises:
            ApiError: with `resume_token` set, to go on from the page that failed.
        """
        if self._next is None:
            return None
        return fetch(
            self._client, self._operation, self._args, self._settings, self._next, self.items
        ).value


class AsyncPage(_Shared[T]):
    """A page of a list, asynchronously."""

    __slots__ = ()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def pages(self) -> AsyncIterator[AsyncPage[T]]:
        """This page and all after it."""
        page: AsyncPage[T] | None = self
        while page is not None:
            yield page
            page = await page.next_page()

    async def next_page(self) -> AsyncPage[T] | None:
        """Fetch the page after this one; None when this is the last.

        Raises:
            ApiError: with `resume_token` set, to go on from the page that failed.
        """
        if self._next is None:
            return None
        response = await afetch(
            self._client, self._operation, self._args, self._settings, self._next, self.items
        )
        return response.value


class AsyncPages(Generic[T]):
    """A list not fetched yet: `await` it for its first page, or iterate over its items."""

    __slots__ = ("_args", "_client", "_operation", "_raw", "_settings")

    def __init__(
        self,
        client: AsyncBaseClient,
        operation: Operation[T],
        args: Mapping[str, Any],
        settings: Settings,
        *,
        raw: bool = False,
    ) -> None:
        self._client = client
        self._operation = operation
        self._args = args
        self._settings = settings
        self._raw = raw

    def __await__(self) -> Generator[Any, Any, AsyncPage[T]]:
        return self._first().__await__()

    async def _first(self) -> AsyncPage[T]:
        start = _start(self._operation, self._settings)
        response = await afetch(
            self._client, self._operation, self._args, self._settings, start, None
        )
        return response if self._raw else response.value  # type: ignore[return-value]

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def pages(self) -> AsyncIterator[AsyncPage[T]]:
        """All pages."""
        async for page in (await self._first()).pages():
            yield page

    def __repr__(self) -> str:
        return f"<AsyncPages of {self._operation.id}>"


def first_page(
    client: BaseClient, operation: Operation[T], args: Mapping[str, Any], settings: Settings
) -> Response[Page[T]]:
    """Fetch the first page of a list, or the one a resume token names."""
    return fetch(client, operation, args, settings, _start(operation, settings), None)


def fetch(
    client: BaseClient,
    operation: Operation[T],
    args: Mapping[str, Any],
    settings: Settings,
    position: Position,
    before: list[Any] | None,
) -> Response[Page[T]]:
    """Fetch the page at a position."""
    asked, url = _asked(operation, args, position)
    try:
        response = client.send(operation, asked, settings, url)
        page = Page(client, operation, args, settings, response, position, before)
    except ApiError as error:
        error.resume_token = core_of(client).mask(position.token(operation.id))
        raise
    return response.replace(page)


async def afetch(
    client: AsyncBaseClient,
    operation: Operation[T],
    args: Mapping[str, Any],
    settings: Settings,
    position: Position,
    before: list[Any] | None,
) -> Response[AsyncPage[T]]:
    """Fetch the page at a position."""
    asked, url = _asked(operation, args, position)
    try:
        response = await client.send(operation, asked, settings, url)
        page = AsyncPage(client, operation, args, settings, response, position, before)
    except ApiError as error:
        error.resume_token = core_of(client).mask(position.token(operation.id))
        raise
    return response.replace(page)


def _start(operation: Operation[Any], settings: Settings) -> Position:
    return Position.of(settings.resume, operation.id) if settings.resume else Position()


def _paging(operation: Operation[Any]) -> Paging:
    if operation.paging is None:
        raise UsageError("is no list that comes in pages", operation=operation.id)
    return operation.paging


def _asked(
    operation: Operation[Any], args: Mapping[str, Any], position: Position
) -> tuple[Mapping[str, Any], str | None]:
    """The arguments for a position, and the URL where the vendor gave one."""
    if position.url is not None:
        return args, position.url
    paging = _paging(operation)
    if position.value is None or paging.page is None:
        return args, None
    return _placed(args, paging.page, position.value), None


def _placed(args: Mapping[str, Any], keyword: str, value: Any) -> dict[str, Any]:
    """Arguments with one replaced; `/filter/sinceId` is a member of the argument `filter`."""
    name, *inner = steps(keyword) if keyword.startswith("/") else (keyword,)
    changed = dict(args)
    if not inner:
        changed[name] = value
        return changed
    outer = args.get(name, UNSET)
    level: dict[str, Any] = dict(plain(outer)) if outer is not UNSET and outer is not None else {}
    changed[name] = level
    for step in inner[:-1]:
        level[step] = dict(plain(level.get(step) or {}))
        level = level[step]
    level[inner[-1]] = value
    return changed


def _given(args: Mapping[str, Any], keyword: str | None) -> Any:
    if keyword is None:
        return None
    name, *inner = steps(keyword) if keyword.startswith("/") else (keyword,)
    found = pick(args.get(name, UNSET), tuple(inner))
    return None if found is UNSET else found


def following(
    core: Core,
    operation: Operation[Any],
    args: Mapping[str, Any],
    response: Response[Any],
    items: list[Any],
    position: Position,
    before: list[Any] | None,
) -> Position | None:
    """The position after a page; None when it is the last.

    Args:
        core: the client's, whose credentials a next URL is rid of.
        operation: the list.
        args: the method's arguments.
        response: the page.
        items: its items.
        position: where it stands.
        before: the items of the page before it.

    Raises:
        PagingError: the list repeats, or leads to another origin.
    """
    paging = _paging(operation)
    if paging.more and pick(response.body, steps(paging.more)) is False:
        return None
    if paging.style in ("next-url", "link"):
        return _by_url(core, operation, paging, response, position)
    if paging.style == "cursor":
        if paging.until == "empty" and not items:
            return None
        return _by_cursor(operation, position, pick(response.body, steps(paging.next or "")))
    if not items:
        return None
    size = _given(args, paging.size)
    if paging.until == "short" and isinstance(size, int) and len(items) < size:
        return None
    if paging.style == "since":
        return _by_cursor(operation, position, pick(items[-1], steps(paging.next or "/id")))
    return _by_number(operation, paging, args, response, items, position, before)


def _by_number(
    operation: Operation[Any],
    paging: Paging,
    args: Mapping[str, Any],
    response: Response[Any],
    items: list[Any],
    position: Position,
    before: list[Any] | None,
) -> Position | None:
    current = position.value if position.value is not None else _given(args, paging.page)
    offset = paging.style == "offset"
    if not isinstance(current, int):
        current = 0 if offset else paging.first
    total = _number(response.body, paging.total)
    last = _number(response.body, paging.last)
    size = _given(args, paging.size)
    size = size if isinstance(size, int) and size > 0 else len(items)
    if offset:
        after = current + len(items)
        done = total is not None and after >= total
    else:
        after = current + 1
        done = (
            after > last
            if last is not None
            else (total is not None and (after - paging.first) * size >= total)
        )
    if done and paging.until == "last":
        return None
    bounded = paging.until == "last" and (last is not None or total is not None)
    if not bounded and before == items and not isinstance(items[0], (str, int, float)):
        raise PagingError(
            "the same page came twice: the server ignores where to go on", operation=operation.id
        )
    return Position(after)


def _by_cursor(operation: Operation[Any], position: Position, cursor: Any) -> Position | None:
    if cursor is UNSET or cursor is None or cursor == "" or isinstance(cursor, bool):
        return None
    if str(cursor) in position.seen or cursor == position.value:
        raise PagingError(
            "the same cursor came twice: the list would never end", operation=operation.id
        )
    return Position(cursor, seen=position.seen | {str(cursor)})


def _by_url(
    core: Core,
    operation: Operation[Any],
    paging: Paging,
    response: Response[Any],
    position: Position,
) -> Position | None:
    if paging.style == "link":
        found: Any = link(response.headers.get("link", ""), "next")
    else:
        found = pick(response.body, steps(paging.next or ""))
    if not isinstance(found, str) or not found:
        return None
    request: Any = cast("Any", response.http).request
    endpoint = f"{request.url.scheme}://{request.url.netloc.decode('ascii')}"
    target = same_origin(endpoint, str(request.url), found)
    if target is None:
        raise PagingError(
            "the next page is on another server: not followed, as credentials would go there",
            operation=operation.id,
        )
    if target in position.seen or target == request.url.raw_path.decode("ascii"):
        raise PagingError(
            "the same next page came twice: the list would never end", operation=operation.id
        )
    return Position(url=_kept(core, operation, target), seen=position.seen | {target})


def _kept(core: Core, operation: Operation[Any], target: str) -> str:
    """A next URL without credentials, as it may be kept in a token.

    The base URL's path, which may hold one, becomes `~`; query parameters that
    carry one go. Both are put back when the page is asked for.
    """
    endpoint = core.address.endpoint
    if endpoint is not None and endpoint.prefix and target.startswith(endpoint.prefix):
        rest = target[len(endpoint.prefix) :]
        if not rest or rest[0] in "/?":
            target = f"~{rest}"
    path, mark, query = target.partition("?")
    secret = core.credential_names(operation)
    pairs = [pair for pair in query.split("&") if pair.partition("=")[0] not in secret]
    return f"{path}{mark}{'&'.join(pairs)}" if mark and pairs else path


def _number(body: Any, pointer: str | None) -> int | None:
    value = pick(body, steps(pointer)) if pointer else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None
