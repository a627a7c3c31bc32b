"""Which page follows a page: every style's end, step and mistake, without a client."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from generator.runtime.client.positions import (
    Position,
    asked_for,
    following,
    paging_of,
    remaining,
    start_of,
)
from generator.runtime.ground.errors import PagingError, UsageError
from generator.runtime.ground.operation import Operation, Paging
from generator.runtime.ground.settings import Settings
from generator.runtime.ground.unset import UNSET

from .sdk import Model

CORE: Any = None  # only a next URL asks it
A, B = [{"id": "a"}], [{"id": "b"}]
PAGE = Paging("page", "/items", "page", "size", last="/last", total="/total")
OFFSET = Paging("offset", "/items", "offset", "size", total="/total")
CURSOR = Paging("cursor", "/items", "after", next="/next")
SINCE = Paging("since", "/items", "sinceId", "size", next="/id")


def after(
    paging: Paging,
    args: dict[str, Any],
    body: Any,
    items: list[Any],
    position: Position | None = None,
    before: list[Any] | None = None,
) -> Position | None:
    op: Operation[Any] = Operation("op", "GET", "/x", paging=paging)
    answer = cast("Any", SimpleNamespace(body=body))
    return following(CORE, op, args, answer, items, position or Position(), before)


@pytest.mark.parametrize(
    ("paging", "args", "body", "count", "value", "expected"),
    [
        # By the number of the last page.
        (PAGE, {}, {"last": 2}, 3, None, 2),
        (PAGE, {}, {"last": 2}, 3, 2, None),
        (PAGE, {"page": 2}, {"last": 3}, 3, None, 3),
        (PAGE, {"page": 2}, {"last": 9}, 3, 5, 6),  # where it stands outranks where it began
        (PAGE, {}, {"last": 1}, 3, None, None),
        (PAGE, {"page": "x"}, {"last": 2}, 3, None, 2),
        (PAGE._replace(first=0), {}, {"last": 1}, 3, None, 1),
        (PAGE._replace(first=0), {}, {"last": 1}, 3, 1, None),
        (PAGE, {}, {"last": 1, "total": 99}, 3, None, None),  # the number of pages outranks a total
        (PAGE, {}, {"last": True, "total": 99}, 3, None, 2),
        # By a total, of pages as large as was asked, or else as the first was.
        (PAGE, {"size": 3}, {"total": 6}, 3, None, 2),
        (PAGE, {"size": 3}, {"total": 6}, 3, 2, None),
        (PAGE, {"size": 3}, {"total": 7}, 3, 2, 3),
        (PAGE, {"size": 5}, {"total": 6}, 3, None, 2),
        (PAGE, {"size": 5}, {"total": 5}, 3, None, None),
        (PAGE, {"size": 0}, {"total": 6}, 3, None, 2),
        (PAGE, {"size": "9"}, {"total": 6}, 3, None, 2),
        (PAGE, {}, {"total": 3}, 3, None, None),
        (PAGE._replace(first=0), {"size": 3}, {"total": 6}, 3, None, 1),
        (PAGE._replace(first=0), {"size": 3}, {"total": 6}, 3, 1, None),
        (PAGE, {}, {"total": "3"}, 3, None, 2),  # no number
        # Offsets step by what came.
        (OFFSET, {}, {"total": 7}, 3, None, 3),
        (OFFSET, {"offset": 2}, {"total": 7}, 3, None, 5),
        (OFFSET, {"offset": 2}, {"total": 7}, 3, 4, None),
        (OFFSET, {"offset": 2, "size": 9}, {"total": 7}, 3, 3, 6),
        (OFFSET, {}, {"total": 3}, 3, None, None),
        (OFFSET, {}, {}, 3, None, 3),
        # What promises no number goes on until a page is empty, or short.
        (PAGE, {}, {}, 3, None, 2),
        (PAGE._replace(until="empty"), {}, {"last": 1, "total": 3}, 3, None, 2),
        (PAGE._replace(until="short"), {"size": 3}, {"last": 1}, 3, None, 2),
        (PAGE._replace(until="short"), {"size": 3}, {"last": 9}, 2, None, None),
        (PAGE._replace(until="short"), {}, {}, 2, None, 2),
        (PAGE._replace(until="short"), {"size": "3"}, {}, 2, None, 2),
        (PAGE._replace(until="last"), {"size": 3}, {"last": 9}, 2, None, 2),
        # A flag that says no ends any list; one that says yes, or nothing, none.
        (PAGE._replace(more="/more"), {}, {"last": 9, "more": False}, 3, None, None),
        (PAGE._replace(more="/more"), {}, {"last": 9, "more": True}, 3, None, 2),
        (PAGE._replace(more="/more"), {}, {"last": 9, "more": None}, 3, None, 2),
        (PAGE._replace(more="/more"), {}, {"last": 9, "more": 0}, 3, None, 2),
        (CURSOR._replace(more="/more"), {}, {"next": "n", "more": False}, 3, None, None),
        # Nothing to ask with: this is all.
        (PAGE._replace(page=None), {}, {"last": 9}, 3, None, None),
        (SINCE._replace(page=None), {}, {}, 3, None, None),
        (PAGE, {}, {"last": 9}, 0, None, None),
        (OFFSET, {}, {"total": 9}, 0, None, None),
        # Cursors, whatever they are.
        (CURSOR, {}, {"next": "n"}, 3, None, "n"),
        (CURSOR, {}, {"next": 7}, 3, None, 7),
        (CURSOR, {}, {"next": 0}, 3, None, 0),
        (CURSOR, {}, {"next": "n"}, 0, None, "n"),
        (CURSOR._replace(until="empty"), {}, {"next": "n"}, 0, None, None),
        (CURSOR._replace(until="empty"), {}, {"next": "n"}, 1, None, "n"),
        (CURSOR, {}, {"next": None}, 3, None, None),
        (CURSOR, {}, {"next": ""}, 3, None, None),
        (CURSOR, {}, {"next": False}, 3, None, None),
        (CURSOR, {}, {}, 3, None, None),
        # Since the last item of a page.
        (SINCE, {}, {}, 3, None, 3),
        (SINCE, {}, {}, 0, None, None),
        (SINCE._replace(until="short"), {"size": 4}, {}, 3, None, None),
        (SINCE._replace(until="short"), {"size": 3}, {}, 3, None, 3),
        (SINCE._replace(next="/none"), {}, {}, 3, None, None),
        (SINCE._replace(next=None), {}, {}, 3, None, 3),
    ],
)
def test_what_is_asked_for_next(
    paging: Paging, args: dict[str, Any], body: Any, count: int, value: Any, expected: Any
) -> None:
    items = [{"id": number + 1} for number in range(count)]
    found = after(paging, args, body, items, Position(value))
    assert (found.value if found else None) == expected
    assert found is None or type(found.value) is type(expected)
    assert found is None or found.url is None


def test_the_size_of_a_first_page_counts_for_the_later_ones() -> None:
    """The last page is shorter: its own size would say that more follows."""
    first = after(PAGE, {}, {"total": 5}, [1, 2, 3])
    assert first is not None
    assert (first.value, first.size) == (2, 3)
    assert after(PAGE, {}, {"total": 5}, [4, 5], first) is None
    longer = after(PAGE, {"size": 9}, {"total": 50}, [4, 5], first)
    assert longer is not None
    assert longer.size == 9


def test_the_same_page_twice_is_an_end_that_never_comes() -> None:
    for paging in (PAGE, OFFSET):
        with pytest.raises(PagingError, match="the same page came twice") as refused:
            after(paging, {}, {}, A, Position(4), A)
        assert refused.value.operation == "op"
        assert after(paging, {}, {}, A, Position(4), B) is not None
        assert after(paging, {}, {"total": 99}, A, Position(4), A) is not None  # it has an end
        with pytest.raises(PagingError):
            after(paging._replace(until="empty"), {}, {"total": 99}, A, Position(4), A)
    once = after(PAGE, {}, {}, ["x"], Position(2), ["x"])  # plain values may be alike by chance
    assert once is not None
    assert after(PAGE, {}, {}, ["y"], once, ["x"]) is not None
    with pytest.raises(PagingError):
        after(PAGE, {}, {}, ["x"], once, ["x"])


def test_a_cursor_that_came_before_is_one_too() -> None:
    second = after(CURSOR, {}, {"next": "b"}, A, Position("a"))
    assert second is not None
    for again in ("b", "a"):
        if again == "a":
            third = after(CURSOR, {}, {"next": "a"}, A, second)
            assert third is not None
            assert third.seen == {"a", "b"}
            second = third
        with pytest.raises(PagingError, match="the same cursor came twice"):
            after(CURSOR, {}, {"next": again}, A, second)
    with pytest.raises(PagingError):
        after(CURSOR, {}, {"next": 7}, A, Position(7))


class Range(Model):
    since_id: int | None = None


class Filter(Model):
    range: Range | None = None
    text: str | None = None


@pytest.mark.parametrize(
    ("keyword", "args", "expected"),
    [
        ("page", {"a": 1}, {"a": 1, "page": 5}),
        ("page", {"page": 1}, {"page": 5}),
        ("/filter/since", {}, {"filter": {"since": 5}}),
        ("/filter/since", {"filter": None, "a": 1}, {"filter": {"since": 5}, "a": 1}),
        ("/filter/since", {"filter": {"b": 1, "since": 2}}, {"filter": {"b": 1, "since": 5}}),
        (
            "/filter/by/since",
            {"filter": {"by": {"x": 1}}},
            {"filter": {"by": {"x": 1, "since": 5}}},
        ),
        ("/filter/by/since", {"filter": UNSET}, {"filter": {"by": {"since": 5}}}),
    ],
)
def test_a_position_is_put_where_the_document_says(keyword: str, args: Any, expected: Any) -> None:
    op: Operation[Any] = Operation("op", "GET", "/x", paging=PAGE._replace(page=keyword))
    kept = {**args}
    assert asked_for(op, args, Position(5)) == (expected, None)
    assert args == kept
    assert asked_for(op, args, Position()) == (args, None)
    assert asked_for(op, args, Position(5, "/next?x=1")) == (args, "/next?x=1")
    none: Operation[Any] = Operation("op", "GET", "/x", paging=PAGE._replace(page=None))
    assert asked_for(none, args, Position(5)) == (args, None)


def test_a_model_stays_of_its_class() -> None:
    op: Operation[Any] = Operation(
        "op", "GET", "/x", paging=PAGE._replace(page="/filter/range/since_id")
    )
    given = Filter(range=Range(since_id=3), text="t")
    args, _ = asked_for(op, {"filter": given}, Position(5))
    assert args == {"filter": Filter(range=Range(since_id=5), text="t")}
    assert given.range == Range(since_id=3)
    found = after(PAGE._replace(page="/filter/range/since_id"), {"filter": given}, {"last": 9}, A)
    assert found is not None
    assert found.value == 4


@pytest.mark.parametrize(
    ("paging", "args", "body", "value", "left"),
    [
        (PAGE, {}, {"total": 10}, None, 7),
        (PAGE, {"size": 4}, {"total": 10}, 2, 3),
        (PAGE, {"size": 4}, {"total": 6}, 2, 0),
        (PAGE, {"page": 3}, {"total": 10}, None, 1),
        (PAGE._replace(first=0), {}, {"total": 10}, 1, 4),
        (PAGE, {"size": -1}, {"total": 10}, 2, 4),
        (PAGE, {"size": 0}, {"total": 10}, 2, 4),
        (PAGE, {"size": 1}, {"total": 10}, 2, 6),
        (PAGE, {}, {"total": 10}, 2, 4),
        (OFFSET, {}, {"total": 10}, None, 7),
        (OFFSET, {"offset": 5}, {"total": 10}, None, 2),
        (OFFSET, {"offset": "x"}, {"total": 10}, 9, 0),
        (OFFSET, {}, {}, None, None),
        (OFFSET, {}, {"total": True}, None, None),
        (CURSOR._replace(total="/total"), {}, {"total": 10}, None, None),
    ],
)
def test_how_many_items_follow(paging: Paging, args: Any, body: Any, value: Any, left: Any) -> None:
    op: Operation[Any] = Operation("op", "GET", "/x", paging=paging)
    assert remaining(op, args, body, [1, 2, 3], Position(value)) == left


def test_a_token_says_where_to_go_on_and_of_what() -> None:
    settings = Settings()
    op: Operation[Any] = Operation("op", "GET", "/x", paging=PAGE)
    assert start_of(op, settings).value is None
    for position in (Position(5, size=3), Position(url="~/x?a=b"), Position("c"), Position()):
        settings.resume = position.token("op")
        found = start_of(op, settings)
        assert (found.value, found.url, found.size) == (position.value, position.url, position.size)
        assert found.seen == frozenset()
        with pytest.raises(UsageError, match="not a resume token of other"):
            Position.of(settings.resume, "other")
    old = Position.of('{"v": 1, "operation": "op", "value": 5}', "op")  # as it was always written
    assert (old.value, old.url, old.size) == (5, None, None)
    for wrong in ("", "{", "[]", "5", "{}", '{"v": 99, "operation": "op"}', '{"operation": "op"}'):
        with pytest.raises(UsageError, match="not a resume token of op"):
            Position.of(wrong, "op")
    with pytest.raises(UsageError, match="is no list that comes in pages"):
        paging_of(Operation("op", "GET", "/x"))
