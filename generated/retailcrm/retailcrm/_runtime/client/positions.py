"""Where a list goes on after a page, and where it ends: decided without any I/O.

A list that would never end raises `PagingError`: the same cursor or URL twice,
or, where nothing bounds the number of pages, the same items twice. So does a
next URL of another origin, as credentials would go along with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel

from ..call.redirect import same_origin
from ..call.response import Response
from ..ground.adapters import wires
from ..ground.errors import PagingError, UsageError
from ..ground.operation import Operation, Paging
from ..ground.settings import Settings
from ..ground.shape import is_mapping
from ..ground.unset import UNSET
from ..wire.links import link
from ..wire.pointer import pick, steps

if TYPE_CHECKING:
    from ..call.core import Core

_VERSION = 1
_ALIKE = "alike"
"""Among what was seen: that a page of plain values came twice."""
_LONGEST = 8000
"""Characters of a next URL; servers need to take no more (RFC 9110, section 4.1)."""


class Position:
    """Where in a list a page stands: what to ask for, and what was asked before."""

    __slots__ = ("seen", "size", "url", "value")

    def __init__(
        self,
        value: Any = None,
        url: str | None = None,
        seen: frozenset[str] = frozenset(),
        size: int | None = None,
    ) -> None:
        self.value = value
        """Page number, offset, cursor or last id; None: as the caller said."""
        self.url = url
        """Path and query that the vendor gave, without credentials: see `_kept`."""
        self.seen = seen
        self.size = size
        """Items of a full page, where it was learnt from one."""

    def token(self, operation: str) -> str:
        """The position as text, to go on from later."""
        state = {
            "v": _VERSION,
            "operation": operation,
            "value": self.value,
            "url": self.url,
            "size": self.size,
        }
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
        return cls(state.get("value"), state.get("url"), size=state.get("size"))


def start_of(operation: Operation[Any], settings: Settings) -> Position:
    """Where a list begins: at its first page, or where the caller's token says."""
    return Position.of(settings.resume, operation.id) if settings.resume else Position()


def paging_of(operation: Operation[Any]) -> Paging:
    """How an operation turns its pages.

    Raises:
        UsageError: it is no list.
    """
    if operation.paging is None:
        raise UsageError("is no list that comes in pages", operation=operation.id)
    return operation.paging


def asked_for(
    operation: Operation[Any], args: Mapping[str, Any], position: Position
) -> tuple[Mapping[str, Any], str | None]:
    """The arguments for a position, and the URL where the vendor gave one."""
    if position.url is not None:
        return args, position.url
    paging = paging_of(operation)
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
    changed[name] = _within(args.get(name, UNSET), inner, value)
    return changed


def _within(outer: Any, path: list[str], value: Any) -> Any:
    """An object with a member somewhere in it replaced; the object stays of its type."""
    step, *rest = path
    if rest:
        value = _within(pick(outer, (step,)), rest, value)
    if isinstance(outer, BaseModel):
        return outer.model_copy(update={wires(type(outer)).get(step, step): value})
    return {**(outer if is_mapping(outer) else {}), step: value}


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
    paging = paging_of(operation)
    if paging.more and pick(response.body, steps(paging.more)) is False:
        return None
    if paging.style in ("next-url", "link"):
        return _by_url(core, operation, paging, response, position)
    if paging.style == "cursor":
        if paging.until == "empty" and not items:
            return None
        return _by_cursor(operation, position, pick(response.body, steps(paging.next or "")))
    if not items or paging.page is None:  # where there is nothing to ask with, this is all
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
    given = _given(args, paging.size)
    size = given if isinstance(given, int) and given > 0 else position.size or len(items)
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
    seen = position.seen
    if not bounded and before == items:
        # Pages of plain values may be alike by chance, once.
        if not isinstance(items[0], (str, int, float)) or _ALIKE in seen:
            raise PagingError(
                "the same page came twice: the server ignores where to go on",
                operation=operation.id,
            )
        seen = seen | {_ALIKE}
    return Position(after, seen=seen, size=size)


def remaining(
    operation: Operation[Any],
    args: Mapping[str, Any],
    body: Any,
    items: list[Any],
    position: Position,
) -> int | None:
    """How many items follow a page; None where the vendor does not tell."""
    paging = paging_of(operation)
    total = _number(body, paging.total)
    if total is None or paging.style not in ("page", "offset"):
        return None
    current = position.value if position.value is not None else _given(args, paging.page)
    if not isinstance(current, int):
        current = 0 if paging.style == "offset" else paging.first
    if paging.style == "offset":
        return max(total - current - len(items), 0)
    given = _given(args, paging.size)
    size = given if isinstance(given, int) and given > 0 else position.size or len(items)
    return max(total - (current - paging.first) * size - len(items), 0)


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
    if len(target) > _LONGEST:
        raise PagingError(
            f"the URL of the next page has more than {_LONGEST} characters: it only grows",
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
    endpoint = core.address_of(operation).endpoint
    if endpoint is not None and endpoint.prefix and target.startswith(endpoint.prefix):
        target = f"~{target[len(endpoint.prefix) :]}"
    path, mark, query = target.partition("?")
    secret = core.credential_names(operation)
    pairs = [pair for pair in query.split("&") if pair.partition("=")[0] not in secret]
    return f"{path}{mark}{'&'.join(pairs)}" if mark and pairs else path


def _number(body: Any, pointer: str | None) -> int | None:
    value = pick(body, steps(pointer)) if pointer else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None
