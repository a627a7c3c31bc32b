"""Parameters that go together or do not, and texts that a vendor refuses."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from generator.runtime.client.clients import settings_of
from generator.runtime.ground.errors import UsageError
from generator.runtime.ground.groups import Group, apart, broken, check, check_body
from generator.runtime.ground.operation import Operation, Param
from generator.runtime.ground.unset import UNSET

from .sdk import Client

ONE = Group("exactly-one", ("a", "b", "c"))
MOST = Group("at-most-one", ("a", "b", "c"))
ALL = Group("all-or-none", ("a", "b", "c"))
SPELT = {"a": "a", "b": "b-b", "c": "c"}


@pytest.mark.parametrize(
    ("group", "given", "found"),
    [
        (ONE, "", [("a", "one of a, b-b, c must be given")]),
        (ONE, "b", []),
        (ONE, "bc", [("c", "exactly one of a, b-b, c may be given, not b-b, c")]),
        (MOST, "", []),
        (MOST, "c", []),
        (MOST, "abc", [("b-b", "at most one of a, b-b, c may be given, not a, b-b, c")]),
        (ALL, "", []),
        (ALL, "abc", []),
        (ALL, "b", [("a", "a, b-b, c go together: a, c is missing")]),
        (ALL, "ab", [("c", "a, b-b, c go together: c is missing")]),
    ],
)
def test_what_is_given_together(group: Group, given: str, found: list[tuple[str, str]]) -> None:
    assert list(broken((group,), set(given), SPELT)) == found
    texts = Group("text", ("a",)), Group("within", ("/a",))
    assert list(broken((*texts, group, *texts), set(given), SPELT)) == found


@pytest.mark.parametrize(
    ("group", "value", "fits"),
    [
        (Group("text", (), least=2), "a", False),
        (Group("text", (), least=2), "ab", True),
        (Group("text", (), most=2), "ab", True),
        (Group("text", (), most=2), "abc", False),
        (Group("text", (), most=0), "", True),
        (Group("text", (), most=0), "a", False),
        (Group("text", (), pattern="^[a-z]+$"), "abc", True),
        (Group("text", (), pattern=r"^\d+\Z"), "12", True),
        (Group("text", (), pattern=r"^\d+\Z"), "\u0661\u0662", False),  # digits are those of ASCII
        (Group("text", (), refused=r"\w"), "\u00e9", True),
        (Group("text", (), pattern="b"), "abc", True),  # anywhere
        (Group("text", (), pattern=r"\$"), "a$b", True),
        (Group("text", (), refused="@"), "a@b", False),
        (Group("text", (), refused="@"), "ab", True),
        (Group("text", (), pattern="^a", refused="@"), "a@", False),
        (Group("text", (), pattern="^a", refused="@"), "ab", True),
        (Group("text", (), pattern="^a", refused="@"), "b", False),
        (Group("text", (), least=5, pattern="x"), 5, True),
        (Group("text", (), least=5, pattern="x"), None, True),
    ],
)
def test_which_texts_may_be_sent(group: Group, value: Any, fits: bool) -> None:
    assert group.fits(value) is fits


def operation(*groups: Group) -> Operation[Any]:
    params = Param("a", "query"), Param("b", "query", "b-b"), Param("c", "header")
    return Operation("op", "GET", "/x", params=params, groups=groups)


@pytest.mark.parametrize(
    ("args", "besides", "given"),
    [
        ({}, (), ""),
        ({"a": 1}, (), "a"),
        ({"a": 0, "b": False}, (), "ab"),
        ({"a": "", "c": 0.0}, (), "ac"),  # empty text is sent
        ({"a": None, "b": UNSET, "c": []}, (), ""),
        ({"a": {}, "b": (), "c": [0]}, (), "c"),
        ({}, ("b-b",), "b"),
        ({}, ("b",), ""),  # options know wire names only
    ],
)
def test_what_is_sent_is_given(args: dict[str, Any], besides: tuple[str, ...], given: str) -> None:
    missing = [name for name in "abc" if name not in given]
    if given and missing:
        with pytest.raises(UsageError) as refused:
            check(operation(ALL), args, besides)
        assert refused.value.message == f"a, b, c go together: {', '.join(missing)} is missing"
    else:
        check(operation(ALL), args, besides)
    if len(given) < 2:
        check(operation(MOST), args, besides)


def test_a_text_that_is_refused_is_named_and_not_shown() -> None:
    groups = (Group("text", ("a", "b"), refused="secret"), Group("within", ("/a",), refused="x"))
    check(operation(*groups), {"a": "fine", "b": 5, "c": "secret"}, ())
    with pytest.raises(UsageError) as refused:
        check(operation(*groups), {"a": "fine", "b": "a secret"}, ())
    assert refused.value.message == "b: the vendor refuses such a text, so it is not sent"


BODY = {
    "mail": "x",
    "items": [{"to": "a"}, {"to": "b@c"}],
    "by/name": {"m~n": "q@r"},
    "deep": [[["@"]]],
    "a": {"b": "fine"},
    "b": {"b": "b@b"},
}


@pytest.mark.parametrize(
    ("pointers", "refused"),
    [
        (("/mail", "/items/*/name", "/none/of/this", "/mail/deeper"), None),
        (("/mail", "/items/*/to"), "/items/*/to"),
        (("/by~1name/m~0n",), "/by~1name/m~0n"),
        (("/a/b",), None),
        (("/*/m~0n",), "/*/m~0n"),
        (("/deep/*/*/*",), "/deep/*/*/*"),
        (("/items/1/to",), None),  # items are `*`, or nothing
        (("/*",), None),  # what is no text is not judged
    ],
)
def test_texts_within_a_body(pointers: tuple[str, ...], refused: str | None) -> None:
    op = operation(Group("within", pointers, refused="@"), Group("text", ("a",), refused="x"))
    if refused is None:
        check_body(op, lambda: BODY)
        return
    with pytest.raises(UsageError) as told:
        check_body(op, lambda: BODY)
    assert told.value.message == f"{refused}: the vendor refuses such a text, so it is not sent"


def test_a_body_is_not_decoded_where_nothing_is_looked_for() -> None:
    def never() -> Any:
        raise AssertionError

    check_body(operation(Group("text", ("a",), refused="x"), ALL), never)


def test_what_a_request_breaks_is_told_by_wire_name_and_place() -> None:
    parameters = [
        SimpleNamespace(name="a", key="a", where="query"),
        SimpleNamespace(name="b", key="b-b", where="query"),
        SimpleNamespace(name="c", key="c", where="header"),
    ]
    values = {"query": {"a": "1"}, "header": {"c": "2"}, "path": {}}
    found = apart((ALL, ONE), parameters, values, lambda *told: told)
    assert found == [
        ("b-b", "a, b-b, c go together: b-b is missing", "query"),
        ("c", "exactly one of a, b-b, c may be given, not a, c", "header"),
    ]
    assert apart((MOST,), parameters, {"query": {"c": "1"}, "header": {}}, lambda *told: told) == []


def test_a_page_that_the_server_named_is_asked_for_without_arguments(script: Any) -> None:
    """Who goes on with a list from a token need not say again what it was asked with."""
    op = operation(Group("exactly-one", ("a", "b")))
    server = script((200, {}))
    client = Client(transport=server.transport)
    client.send(op, {}, settings_of(client), "/x?after=1")
    assert server.last.url.query == b"after=1"
    with pytest.raises(UsageError, match="one of a, b must be given"):
        client.call(op, {})
