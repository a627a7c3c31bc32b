"""What a package is called after its document."""

from __future__ import annotations

import re

import pytest

from generator.name.package import own_name, package_name
from generator.name.spelling import within


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ("acme", "acme"),
        ("my-model", "my_model"),
        ("-acme-", "acme"),
        ("a--b", "a__b"),
        ("json-api", "json_api"),
        ("Acme", "acme"),
        ("ACME", "acme"),
        ("OrderAPI", "order_api"),
        ("my.api", "my_api"),
        ("my_api", "my_api"),
        ("my api", "my_api"),
        ("v2", "v2"),
        ("2fa", "n2fa"),
        ("café", "cafe"),
        ("日本", "ri_ben"),
        ("-", "minus"),
        ("class", "class_api"),
        ("async", "async_api"),
        ("none", "none"),
        ("match", "match"),
    ],
)
def test_a_package_has_the_words_of_its_document(document: str, name: str) -> None:
    assert own_name(document) == package_name(document) == name
    assert name.isidentifier()


@pytest.mark.parametrize(
    "document", ["json", "httpx", "typing-extensions", "Redis", "test", "specwright"]
)
def test_a_package_hides_no_library(document: str) -> None:
    assert package_name(document) == f"{own_name(document)}_api"


@pytest.mark.parametrize(
    ("name", "begin", "end"),
    [
        (
            "one_two_three_four_five_six_seven_eight_nine_ten_eleven_twelve_thirteen",
            "one_two_three_four_five_six_",
            "_twelve_thirteen",
        ),
        (
            "OneTwoThreeFourFiveSixSevenEightNineTenElevenTwelveThirteen",
            "OneTwoThreeFourFiveSixSevenEightNineTenElevenTwelveThirteen",
            "",
        ),
        (
            "OneTwoThreeFourFiveSixSevenEightNineTenElevenTwelveThirteenFourteen",
            "OneTwoThreeFourFiveSixSevenEight",
            "TwelveThirteenFourteen",
        ),
        ("a" * 61, "a" * 30 + "_", "_" + "a" * 20),
        ("A" + "b" * 60, "A" + "b" * 29, "B" + "b" * 19),
    ],
)
def test_a_long_name_keeps_whole_words_of_its_beginning_and_end(
    name: str, begin: str, end: str
) -> None:
    """At most 32 and 22 characters of them, and four letters for what is between."""
    found = within(name)
    assert found.startswith(begin)
    assert found.endswith(end)
    middle = found[len(begin) : len(found) - len(end)]
    assert re.fullmatch("[a-z]{4}|[A-Z][a-z]{3}" if found != name else "", middle)
