"""The vocabulary's own words: for which operations a rule is, and what a misspelt word was meant to be."""

from __future__ import annotations

import pytest

from generator.ground.codes import CODES, RETIRED, today
from generator.ground.vocabulary import extensions, misspelt, rule_matches, versions


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("/a", ["/a"], ["/a/", "/ab", "/", "/b", ""]),
        ("/a/*", ["/a/b", "/a/{id}"], ["/a", "/a/", "/a/b/c", "/b/a"]),
        ("/*/b", ["/a/b"], ["/b", "//b", "/a/b/", "/a/c/b"]),
        ("/a/**", ["/a/b", "/a/b/c", "/a/b/c/d"], ["/a", "/a/", "/b/b"]),
        ("/**", ["/a", "/a/b"], ["/", ""]),
        ("/**/z", ["/a/z", "/a/b/z", "/z/z", "/z/z/z"], ["/z", "/a/z/b", "/a"]),
        ("/a/**/z", ["/a/b/z", "/a/b/c/z"], ["/a/z", "/a/b", "/b/b/z"]),
        ("/a/**/*", ["/a/b/c", "/a/b/c/d"], ["/a/b", "/a"]),
        ("/**/b/**", ["/a/b/c", "/a/a/b/b/c"], ["/b/c", "/a/b"]),
        ("/a*", ["/ab", "/abc"], ["/a", "/b", "/ab/c"]),
        ("/*a", ["/ba", "/aa"], ["/a", "/ab"]),
        ("/a*b", ["/axb", "/abb"], ["/ab", "/axbc", "/xb"]),
        ("/a*b*c", ["/a1b2c", "/abbbc", "/axbxbc"], ["/abc", "/a1bc", "/ab2c", "/a1b2", "/a1c"]),
        ("/a***b", ["/axb"], ["/ab"]),
        ("/a**", ["/ab"], ["/a", "/ab/c"]),
        ("/v*/x.*", ["/v1/x.json"], ["/v/x.json", "/v1/x.", "/v1/xajson"]),
        ("**", ["a", "a/b"], ["", "/a"]),
        ("*", ["a"], ["", "a/b"]),
    ],
)
def test_a_star_is_for_a_part_and_two_for_many(pattern: str, yes: list[str], no: list[str]) -> None:
    assert [path for path in yes + no if rule_matches({"path": pattern}, "get", path)] == yes


@pytest.mark.parametrize(
    ("rule", "method", "is_for"),
    [
        ({}, "get", True),
        ({"methods": []}, "get", True),
        ({"methods": ["GET"]}, "get", True),
        ({"methods": ["POST", "GET"]}, "GET", True),
        ({"methods": ["POST"]}, "get", False),
        ({"methods": ["GET"], "path": "/b"}, "get", False),
        ({"methods": ["GET"], "path": "/a"}, "get", True),
        ({"methods": ["POST"], "path": "/a"}, "get", False),
        ({"methods": [], "path": "/b"}, "get", False),
    ],
)
def test_a_rule_is_for_its_methods_and_its_path(
    rule: dict[str, object], method: str, is_for: bool
) -> None:
    assert rule_matches(rule, method, "/a") is is_for


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("x-rate-limit", "x-rate-limit"),
        ("x-ratelimit", "x-rate-limit"),
        ("x-Rate_Limit", "x-rate-limit"),
        ("x-rate-limits", "x-rate-limit"),
        ("x-pagnation", "x-pagination"),
        ("x-retries", ""),
        ("x-logo", ""),
        ("x-", ""),
    ],
)
def test_a_misspelt_extension_is_known(word: str, meant: str) -> None:
    assert misspelt(word) == meant


def test_an_extension_knows_where_it_may_stand() -> None:
    known = extensions()
    assert versions() == (1,)
    for kind in ("operation", "document", "schema", "info"):
        assert known["x-retry"].may_stand_on(kind) == (kind in ("operation", "document"))
    assert all(known["x-note"].may_stand_on(kind) for kind in ("operation", "schema", "info"))
    assert all(found.name == name and found.title for name, found in known.items())
    assert all(found.schema["$defs"] for found in known.values())


def test_a_code_that_once_was_is_followed() -> None:
    assert today("E304") == today("e304") == "E304"
    for old, new in RETIRED.items():
        assert today(old) == new
        assert old not in CODES
    assert today("W304") == "E304"  # it is told at another level
    assert today("E999") == "E999"
