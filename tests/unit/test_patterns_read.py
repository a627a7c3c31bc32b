"""Patterns of a document mean the same to the compiler, to servers, and to clients in Python."""

from __future__ import annotations

import re
import warnings

import pytest

from generator.understand.patterns import compiles, in_python, matches
from tests.conventions.compiled import package, part
from tests.support import STRING, compiled, document, operation, query

PATTERNS = [
    r"^\d+$", r"\D", r"^\w+$", r"\W", r"^\s+$", r"^\S+$", r"a\b", r"\Bb", r"^.$", r"^[\d.]+$",
    r"^[^\d]$", r"^[\s]$", r"^[\S]$", r"^[^\S]$", r"^[\Sa ]$", r"^[^\S ]$", r"^[\s\S]$", r"^[\w-]+$",
    r"\$", r"[$]", r"a$|b$", r"^(?:a|b)$", r"^(?<year>\d{4})$", r"^(?<a>.)\k<a>$", r"^(.)\1$",
    r"^(?!a)", r"(?<=a)b", r"(?<!a)b", r"\u00e9", r"^\x41$", r"\t", r"^[[]$", r"^[\]]$", r"\/", r"a{2}",
    r"a{2,}", r"a{1,2}$", r"^[^]$", r"^[a-zA-Z_.\-]+$", r"\.", r"^$", "", r"\\", r"^\^", r"^[&&]$",
]  # fmt: skip
TEXTS = [
    "", "1", "12", "\u0661", "a", "ab", "b", "\u00e9", "e\u0301", "\u00df", " ", "\u00a0", "\u2003", "\ufeff",
    "\x1c", "\x85", "\n", "\r", "\u2028", "a\n", "12\n", "$", "a-b", "aa", "aaa", "2026", "A", "[", "]", "/", "\\", "^",
    "_", ".", "&", "\t", "\x0b", "\U0001f600",
]  # fmt: skip
DEPARTING = [("^.$", "\r"), ("^.$", "\u2028")]
"""Ends of lines that `.` does not take in ECMA 262, and in the compiler's engine does."""


@pytest.mark.parametrize("pattern", PATTERNS)
def test_what_python_tries_is_what_the_pattern_says(pattern: str) -> None:
    written = in_python(pattern)
    assert written is not None
    for text in TEXTS:
        found = re.search(written, text, re.ASCII) is not None
        if compiles(pattern) and (pattern, text) not in DEPARTING:
            assert found == matches(pattern, text), (pattern, written, text)


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        (r"^\u{1f600}$", "\U0001f600", True),
        (r"^\cA$", "\x01", True),
        (r"[]", "a", False),
        (r"a{,2}", "a{,2}", True),
        (r"a{,2}", "aa", False),
        (r"{", "{", True),
    ],
)
def test_what_only_some_engines_read(pattern: str, text: str, fits: bool) -> None:
    written = in_python(pattern)
    assert written is not None
    assert (re.search(written, text, re.ASCII) is not None) is fits


@pytest.mark.parametrize("pattern", [r"\p{L}", r"(?<=a+)b", r"(", r"[a--b]", r"\e"])
def test_what_python_cannot_try(pattern: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert in_python(pattern) is None


def test_clients_refuse_what_the_pattern_refuses() -> None:
    """Digits are those of ASCII."""
    schema = {**STRING, "x-unsent": True, "pattern": r"^\d+$"}
    tree = document({"/a": {"get": operation("find", parameters=[query("number", schema)])}})
    module = package("Patterned", {**tree, "x-specwright": 1})
    client = module.Client(
        transport=part(module, "testing").InProcess(part(module, "server").create_app())
    )
    client.things.find(number="12")
    for given in ("\u0661\u0662", "12\n"):
        with pytest.raises(module.errors.UsageError, match="the vendor refuses"):
            client.things.find(number=given)
    client.close()


def test_what_python_cannot_try_is_the_servers_to_judge() -> None:
    schema = {**STRING, "x-unsent": True, "pattern": r"^\p{L}+$", "maxLength": 5}
    tree = document({"/a": {"get": operation("find", parameters=[query("word", schema)])}})
    files = compiled({**tree, "x-specwright": 1}).files
    [text] = [
        data.decode()
        for path, data in files.items()
        if b"Group(" in data and "/operations/" in path
    ]
    assert 'Group("text", ("word",), 0, 5, "", "")' in text
