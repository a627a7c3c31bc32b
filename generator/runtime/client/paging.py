"""Lists that come in pages, as objects to iterate over.

Each page is a call of its own, with its own repeats and deadline. What follows
a page is decided in `positions.py`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from ..call.response import Response
from ..ground.errors import ApiError
from ..ground.operation import Operation
from ..ground.settings import Settings
from ..wire.pointer import pick, steps
from .clients import core_of, whole_settings
from .positions import Position, asked_for, following, paging_of, remaining, start_of

if TYPE_CHECKING:
    from .clients import AsyncBaseClient, BaseClient
    from .keywords import Options

T = TypeVar("T")
S = TypeVar("S")


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
        "remaining",
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
        paging = paging_of(operation)
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
        self.remaining = remaining(operation, args, response.body, self.items, position)
        """Items after this page, where the vendor tells the number of all; else None."""
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
        count = len(self.items)
        said = f"{count} item{'' if count == 1 else 's'}"
        if self.total is not None:
            said += f" of {self.total}"
        if self._next is not None:  # where the vendor does not tell, the next may be empty
            told = self.remaining or paging_of(self._operation).until == "no-next"
            said += ", more follow" if told else ", more may follow"
        return f"<{type(self).__name__} of {self._operation.id}: {said}>"

    def _repr_html_(self) -> str:
        """As Jupyter shows it: the first items as a table."""
        from ..ground.html import table_of_items

        return table_of_items(repr(self), self.items)


class Page(_Shared[T]):
    """A page of a list. Iterating yields its items and those of all pages after it."""

    __slots__ = ()

    @staticmethod
    def first(
        client: BaseClient,
        operation: Operation[S],
        args: Mapping[str, Any],
        options: Options | None = None,
    ) -> Page[S]:
        """Fetch the first page of a list, or the one that a resume token names."""
        settings, raw = whole_settings(client, operation, options)
        response = fetch(client, operation, args, settings, start_of(operation, settings), None)
        return response if raw else response.value  # type: ignore[return-value]

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
        options: Options | None = None,
    ) -> None:
        self._client = client
        self._operation = operation
        self._args = args
        self._settings, self._raw = whole_settings(client, operation, options)

    def __await__(self) -> Generator[Any, Any, AsyncPage[T]]:
        return self._first().__await__()

    async def _first(self) -> AsyncPage[T]:
        start = start_of(self._operation, self._settings)
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


def fetch(
    client: BaseClient,
    operation: Operation[T],
    args: Mapping[str, Any],
    settings: Settings,
    position: Position,
    before: list[Any] | None,
) -> Response[Page[T]]:
    """Fetch the page at a position."""
    asked, url = asked_for(operation, args, position)
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
    asked, url = asked_for(operation, args, position)
    try:
        response = await client.send(operation, asked, settings, url)
        page = AsyncPage(client, operation, args, settings, response, position, before)
    except ApiError as error:
        error.resume_token = core_of(client).mask(position.token(operation.id))
        raise
    return response.replace(page)
