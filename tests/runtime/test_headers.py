"""Headers of a response as a plain mapping; links in them (RFC 8288)."""

from __future__ import annotations

import pickle

import pytest

from generator.runtime.ground.headers import NO_HEADERS, Headers, request_id
from generator.runtime.wire.links import link


def test_names_are_found_in_any_case_and_several_values_are_one() -> None:
    headers = Headers.of([(b"X-A", b"1"), (b"x-b", b"\xe9"), (b"x-a", b"2")])
    assert headers["x-A"] == "1, 2"
    assert headers.all("X-a") == ["1", "2"]
    assert headers.all("none") == []
    assert (len(headers), list(headers)) == (2, ["x-a", "x-b"])
    assert ("X-B" in headers, "x-c" in headers) == (True, False)
    assert headers.get("x-b") == "é"
    assert (headers.get("none"), headers.get("none", "d")) == (None, "d")
    with pytest.raises(KeyError):
        headers["none"]
    assert repr(headers) == "Headers(x-a, x-b)"
    assert dict(pickle.loads(pickle.dumps(headers))) == dict(headers)
    assert (len(NO_HEADERS), dict(NO_HEADERS)) == (0, {})


def test_the_first_name_that_came_says_the_exchange() -> None:
    headers = Headers([("B", "2"), ("A", "1")])
    assert [request_id(headers, names) for names in (("a", "b"), ("c", "b"), ("c",), ())] == [
        "1", "2", None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ('<https://x.test/2>; rel="next"', "https://x.test/2"),
        ("</2>;rel=next", "/2"),
        ("</2>; rel = next", "/2"),
        ('</1>; rel="prev", </2>; rel="next"', "/2"),
        ('</1>; rel="prev next"', "/1"),
        ('</1>; REL="Next"', "/1"),
        ('</1,2>; title="a, <b>; rel=next"; rel="next"', "/1,2"),
        ('</1>; title="say \\"no\\""; rel="next"', "/1"),
        ('</1>; rel="prev"; rel="next"', None),  # only the first counts
        ('</1>; rel="nextone"', None),
        ('</1>; rev="next"', None),
        ("</1>", None),
        ("< /1 >; rel=next", "/1"),
        ("", None),
        ("rel=next", None),
    ],
)
def test_the_first_link_with_a_relation(header: str, target: str | None) -> None:
    assert link(header, "next") == target
