"""What a sandbox remembers, and how its lists are cut into pages."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest

from generator.runtime.ground.operation import Operation, Paging, Param
from generator.runtime.server.sandbox import store as stores
from generator.runtime.server.sandbox.lists import by_id, filters, list_in
from generator.runtime.server.sandbox.paging import Cut, cursor, cut, paged
from generator.runtime.server.sandbox.store import Store, agree, overlay

# Things --------------------------------------------------------------------------------------


def test_members_add_up_and_the_latest_counts() -> None:
    store = Store()
    assert store.untouched
    assert store.members("/a/1") == {}
    store.change("/a/1", {"x": 1, "y": 2})
    store.change("/a/1", {"y": 3})
    assert store.members("/a/1") == {"x": 1, "y": 3}
    assert not store.untouched
    assert store.contents() == {"/a/1": {"x": 1, "y": 3}}


@pytest.mark.parametrize("deed", ["change", "make", "delete", "later"])
def test_whatever_is_done_touches_the_store(deed: str) -> None:
    store = Store()
    {
        "change": lambda: store.change("/a", {}),
        "make": lambda: store.make("", "/a", {}),
        "delete": lambda: store.delete("/a"),
        "later": lambda: store.later(1.0, lambda: None),
    }[deed]()
    assert not store.untouched


def test_what_is_below_a_deleted_thing_is_gone() -> None:
    store = Store()
    assert not store.gone("/a/1")
    store.change("/a/1", {"x": 1})
    store.delete("/a/1")
    gone = ["/a/1", "/a/1/b", "/a/1/b/2", "/a/10", "/a", "/b"]
    assert [store.gone(key) for key in gone] == [True, True, True, False, False, False]
    assert store.members("/a/1") == {}
    assert store.contents() == {"/a/1": None}
    store.restore("/a/1")
    assert not store.gone("/a/1/b")
    store.delete("/a")
    assert store.gone("/a/1")


def test_deletions_below_a_collection_are_forgotten() -> None:
    store = Store()
    for key in ("/a/1", "/a/2/b", "/ab/1", "/a"):
        store.delete(key)
    store.restore_below("/a")
    assert store.contents() == {"/ab/1": None, "/a": None}


def test_a_thing_is_forgotten_with_all_below_it() -> None:
    store = Store()
    for key in ("/a/1", "/a/1/b", "/a/10"):
        store.change(key, {"x": 1})
        store.delete(f"{key}/gone")
    store.forget("/a/1")
    assert store.contents() == {"/a/10": {"x": 1}, "/a/10/gone": None}


def test_what_was_made_is_listed_while_it_is_there() -> None:
    store = Store()
    store.make("/a", "/a/1", {"x": 1})
    store.make("/a", "/a/2", {"x": 2}, whole=True)
    store.make("/b", "/b/1", {})
    assert store.made("/a") == [("/a/1", False), ("/a/2", True)]
    assert store.made("/none") == []
    store.delete("/a/1")
    assert store.made("/a") == [("/a/2", True)]
    store.make("/a", "/a/1", {"y": 1})
    assert store.made("/a") == [("/a/1", False), ("/a/2", True)]
    assert store.members("/a/1") == {"y": 1}
    store.make("/a", "/a/2", {"z": 1})
    assert store.members("/a/2") == {"z": 1}
    assert store.made("/a") == [("/a/1", False), ("/a/2", False)]
    store.forget("/a/1")
    assert store.made("/a") == [("/a/2", False)]


def test_things_are_found_by_their_other_ids() -> None:
    store = Store()
    store.change("/a/1", {"externalId": "x", "code": 7, "name": "n", "site": "s1"})
    store.change("/a/2%2F3%2525", {"externalId": "x", "site": "s2"})
    store.change("/b/5", {"externalId": "x"})
    assert store.named("/a", "externalId", "x", {}) == "2/3%25"
    assert store.named("/a", "externalId", "x", {"site": "s1"}) == "1"
    assert store.named("/a", "externalId", "x", {"other": "s1"}) == "2/3%25"
    assert store.named("/a", "externalId", "x", {"site": "s3"}) is None
    assert store.named("/a", "code", "7", {}) == "1"
    assert store.named("/a", "name", "n", {}) is None
    assert store.named("/a", "externalId", "y", {}) is None
    store.change("/a/2%2F3%2525", {"externalId": "z"})
    assert store.named("/a", "externalId", "x", {}) == "1"
    store.delete("/a/1", {"mergedInto": 9})
    assert store.named("/a", "externalId", "x", {}) == "1", "it is known that it is gone"
    assert (store.gone("/a/1"), store.left("/a/1"), store.left("/a/2")) == (
        True,
        {"mergedInto": 9},
        {},
    )
    store.make("/a", "/a/4", {"externalId": "x"})
    assert store.named("/a", "externalId", "x", {}) == "4", "what is there comes first"
    store.make("/a", "/a/1", {"externalId": "x"})
    assert (store.gone("/a/1"), store.left("/a/1")) == (False, {})


def test_what_is_to_come_comes_in_its_order() -> None:
    store = Store()
    done: list[str] = []
    for moment, name in ((2.0, "c"), (1.0, "a"), (1.0, "b"), (3.0, "d")):
        store.later(moment, lambda name=name: done.append(name))  # type: ignore[misc]
    store.settle(0.9)
    assert done == []
    store.settle(2.0)
    assert done == ["a", "b", "c"]
    store.settle(9.0)
    assert done == ["a", "b", "c", "d"]


def test_as_much_is_remembered_as_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest is forgotten first: a sandbox that runs for weeks stays as it is."""
    monkeypatch.setattr(stores, "MAX_THINGS", 3)
    store = Store()
    for number in range(5):
        store.make("/a", f"/a/{number}", {"id": number})
    assert list(store.contents()) == ["/a/2", "/a/3", "/a/4"]
    assert [key for key, _ in store.made("/a")] == ["/a/2", "/a/3", "/a/4"]
    for number in range(5):
        store.delete(f"/b/{number}")
    assert len([key for key, known in store.contents().items() if known is None]) == 3
    done: list[int] = []
    for number in range(5):
        store.later(1.0, lambda number=number: done.append(number))  # type: ignore[misc]
    store.settle(2.0)
    assert done == [0, 1, 2]
    names = Store()
    for number in range(13):
        names.change("/a/1", {"code": number})
    assert names.named("/a", "code", "12", {}) == "1"


def test_a_hundred_thousand_deletions_are_remembered_and_no_more() -> None:
    store = Store()
    for number in range(100_005):
        store.delete(f"/a/{number}")
    assert len(store.contents()) == 100_000


@pytest.mark.parametrize(
    ("like", "pattern"),
    [
        (7, r"1008"),
        ("7", r"1008"),
        ("000007", r"001008"),
        ("ord_7", r"ord_1001"),
        ("ord_a-b7", r"ord_a-1001"),
        ("abc", r"1001"),
        ("", r"1001"),
        (None, r"1001"),
        (1.5, r"1001"),
        ("0b5e5e6e-8d1c-4f0a-9d5e-0123456789AB", "[0-9a-f-]{36}"),
    ],
)
def test_a_new_id_is_like_the_example(like: Any, pattern: str) -> None:
    made = Store().fresh_id(like)
    assert re.fullmatch(pattern, str(made))
    assert isinstance(made, int) is isinstance(like, int)
    if len(pattern) > 10:
        assert UUID(made).version == 4
    store = Store()
    assert len({store.fresh_id(like) for _ in range(5)}) == 5


def test_members_agree_unless_one_says_otherwise() -> None:
    members = {"a": 1, "b": None}
    cases: list[tuple[dict[str, Any], bool]] = [
        ({}, True), ({"a": 1}, True), ({"a": 2}, False), ({"b": 2}, True), ({"c": 2}, True),
        ({"c": 2, "a": 2}, False),
    ]  # fmt: skip
    assert [agree(members, part) for part, _ in cases] == [known for _, known in cases]
    store = Store()
    store.change("/a/1", {"id": 5, "site": None})
    assert [store.named("/a", "id", "5", {name: "s"}) for name in ("site", "id", "x")] == [
        "1",
        None,
        "1",
    ]


def test_an_object_takes_the_members_that_leave_it_valid() -> None:
    base = {"a": 1, "b": 2}

    def small(value: Any) -> bool:
        return all(isinstance(item, int) and item < 9 for item in value.values())

    def take(members: dict[str, Any], *known: str) -> Any:
        return overlay(base, members, known, small)

    assert take({"a": 3, "c": 4}) == {"a": 3, "b": 2}
    assert take({"a": 3, "c": 4}, "c") == {"a": 3, "b": 2, "c": 4}
    assert take({"a": 3, "b": 10, "c": 4}, "c") == {"a": 3, "b": 2, "c": 4}
    assert take({"x": 1}) is base
    assert take({}) is base
    assert base == {"a": 1, "b": 2}


# Pages ---------------------------------------------------------------------------------------

ITEMS = [{"id": n, "code": f"c{n}"} for n in range(1, 8)]


def paging(style: Any, **more: Any) -> Paging:
    return Paging(style, "/items", page="at", size="size", **more)


@pytest.mark.parametrize(
    ("style", "first", "at", "size", "start", "end"),
    [
        ("page", 1, None, None, 0, 7),
        ("page", 1, None, 3, 0, 3),
        ("page", 1, 1, 3, 0, 3),
        ("page", 1, 2, 3, 3, 6),
        ("page", 1, 3, 3, 6, 7),
        ("page", 1, 4, 3, 9, 7),
        ("page", 1, 0, 3, 0, 3),
        ("page", 1, -5, 3, 0, 3),
        ("page", 0, 0, 3, 0, 3),
        ("page", 0, 1, 3, 3, 6),
        ("page", 1, "2", 3, 0, 3),
        ("next-url", 1, 2, 3, 3, 6),
        ("link", 1, 2, 3, 3, 6),
        ("offset", 1, 2, 3, 2, 5),
        ("offset", 1, 0, 3, 0, 3),
        ("offset", 1, -2, 3, 0, 3),
        ("offset", 1, "2", 3, 0, 3),
        ("cursor", 1, 4, 3, 4, 7),
        ("cursor", 1, -4, 3, 0, 3),
        ("cursor", 1, cursor(2, "x"), 3, 2, 5),
        ("cursor", 1, "stranger", 3, 7, 7),
        ("cursor", 1, cursor(2, "x")[:-2], 3, 7, 7),
        ("cursor", 1, "YWZ0ZXI6eA", 3, 7, 7),
        ("cursor", 1, "YWZ0ZXI6LTU", 3, 0, 3),
        ("since", 1, 2, 3, 2, 5),
        ("since", 1, "c2", 3, 2, 5),
        ("since", 1, "2", 3, 2, 5),
        ("since", 1, 7, 3, 7, 7),
        ("since", 1, "none", 3, 0, 3),
        ("page", 1, 1, 0, 0, 7),
        ("page", 1, 1, -1, 0, 7),
        ("page", 1, 1, True, 0, 7),
        ("page", 1, 1, "3", 0, 7),
        ("page", 1, 1, 1, 0, 1),
    ],
)
def test_the_part_that_a_request_asks_for(
    style: Any, first: int, at: Any, size: Any, start: int, end: int
) -> None:
    arguments = {name: value for name, value in (("at", at), ("size", size)) if value is not None}
    found = cut(paging(style, first=first), arguments, ITEMS)
    assert (found.start, found.end, found.total, found.more) == (start, end, 7, end < 7)


def test_a_page_has_twenty_items_where_nobody_says() -> None:
    assert cut(paging("page"), {}, [1] * 50).size == 20
    assert cut(paging("page"), {}, [1] * 50, 30).size == 30
    assert cut(paging("since"), {"at": True, "size": 2}, [True, 1]).start == 0
    assert cut(paging("since"), {"at": 5, "size": 2}, [4, 5, 6]).start == 2


def test_cursors_are_like_the_vendors() -> None:
    assert cursor(5, 7) == 5
    assert cursor(5, "x") == cursor(5, None) == "YWZ0ZXI6NQ"


LIST = Operation[Any](
    "list", "GET", "/things", params=(Param("at", "query", "Page No"), Param("size", "query"))
)


def page(known: Paging, body: Any, part: Cut, **query: list[str]) -> tuple[Any, dict[str, str]]:
    return paged(LIST, known, body, ITEMS, part, "http://v.test/things", query)


@pytest.mark.parametrize(
    ("known", "body", "part", "made"),
    [
        (paging("page", total="/n", last="/l"), {"items": [], "n": 0, "l": 0}, Cut(3, 3, 7),
         {"items": ITEMS[3:6], "n": 7, "l": 3}),
        (paging("page", first=0, last="/l"), {"items": [], "l": 0}, Cut(3, 3, 7),
         {"items": ITEMS[3:6], "l": 2}),
        (paging("page", last="/l"), {"items": [], "l": 0}, Cut(0, 3, 0),
         {"items": ITEMS[:0], "l": 1}),
        (paging("page", more="/m"), {"items": [], "m": None}, Cut(0, 7, 7),
         {"items": ITEMS, "m": False}),
        (paging("page", more="/m"), {"items": [], "m": None}, Cut(0, 6, 7),
         {"items": ITEMS[:6], "m": True}),
        (paging("cursor", next="/next"), {"items": [], "next": 1}, Cut(0, 3, 7),
         {"items": ITEMS[:3], "next": 3}),
        (paging("cursor", next="/next"), {"items": [], "next": "x"}, Cut(6, 3, 7),
         {"items": ITEMS[6:], "next": None}),
        (paging("since", next="/items/-1/id"), {"items": []}, Cut(0, 3, 7), {"items": ITEMS[:3]}),
        (paging("next-url", next="/next"), {"items": [], "next": "x"}, Cut(0, 3, 7),
         {"items": ITEMS[:3], "next": "http://v.test/things?Page+No=2"}),
        (paging("page", total="/meta/total"),
         {"items": [], "meta": {"total": 0, "current_page": 9, "pageSize": 9, "last-page": 9,
                                "totalItems": 9, "count": 9, "offset": 9, "hasMore": False,
                                "page": "9", "other": 9}}, Cut(3, 3, 7),
         {"items": ITEMS[3:6],
          "meta": {"total": 7, "current_page": 2, "pageSize": 3, "last-page": 3, "totalItems": 7,
                   "count": 3, "offset": 3, "hasMore": True, "page": "9", "other": 9}}),
        (paging("page", total="/meta/total"), {"items": [], "meta": {"total": 0, "count": 9}},
         Cut(9, 3, 7), {"items": [], "meta": {"total": 7, "count": 0}}),
        (paging("cursor", next="/meta/next"), {"items": [], "meta": {"next": 1, "limit": 1}},
         Cut(0, 3, 7), {"items": ITEMS[:3], "meta": {"next": 3, "limit": 3}}),
        (paging("page", more="/meta/more"), {"items": [], "meta": {"more": True, "total": 1}},
         Cut(0, 7, 7), {"items": ITEMS, "meta": {"more": False, "total": 7}}),
        (paging("page", last="/meta/last"), {"items": [], "meta": {"last": 1, "perPage": 1}},
         Cut(0, 3, 7), {"items": ITEMS[:3], "meta": {"last": 3, "perPage": 3}}),
        (paging("page", total="/page", first=0), {"items": [], "page": 5, "pages": 5},
         Cut(3, 3, 7), {"items": ITEMS[3:6], "page": 7, "pages": 3}),
    ],
)  # fmt: skip
def test_what_a_page_says_of_itself(known: Paging, body: Any, part: Cut, made: Any) -> None:
    assert page(known, body, part) == (made, {})


def test_the_link_to_the_next_page_keeps_what_was_asked_for() -> None:
    known = paging("link")
    found = page(
        known, {"items": []}, Cut(3, 3, 7), size=["3"], q=["a%20b", "c"], **{"Page No": ["2"]}
    )
    assert found[1] == {"link": '<http://v.test/things?size=3&q=a%20b&q=c&Page+No=3>; rel="next"'}
    assert page(known, {"items": []}, Cut(6, 3, 7))[1] == {}
    zero = page(paging("link", first=0), {"items": []}, Cut(0, 3, 7))[1]
    assert zero == {"link": '<http://v.test/things?Page+No=1>; rel="next"'}
    named = page(Paging("link", "/items"), {"items": []}, Cut(0, 3, 7))[1]
    assert named == {"link": '<http://v.test/things?page=2>; rel="next"'}


# Lists ---------------------------------------------------------------------------------------


def test_the_list_within_a_body() -> None:
    assert list_in({"a": {"b": []}}, "/a/b") == "/a/b"
    assert list_in({"a": {"b": [], "c": 1}}, "/a") == "/a/b"
    assert list_in({"a": {"b": [], "c": []}}, "/a") == "/a"
    assert list_in({"a": 1}, "") == ""


def test_what_a_request_looks_for() -> None:
    params = (
        Param("state", "query", "filter[State-Name]"),
        Param("other", "query"),
        Param("id", "path"),
    )
    operation = Operation[Any]("list", "GET", "/things/{id}", params=params)
    assert filters(operation, {"state": "x", "id": 5}) == {"filterstatename": "x"}


def test_a_map_of_things_by_their_ids() -> None:
    things = [{"code": 1, "id": 2}, {"x": 3}]
    assert by_id(things, "code") == {"1": things[0]}
    assert by_id(things, "id") == {"2": things[0]}
