"""The smallest version that tells of a change, and the changelog that grows with a package."""

from __future__ import annotations

from datetime import date

import pytest

from generator.compare.changelog import owed, updated
from generator.compare.report import Report
from generator.compare.version import Versions, moved, next_version
from tests.evolution.comparing import TODAY, compared
from tests.evolution.pairs import PAIRS, base, edited


@pytest.mark.parametrize(
    ("old", "verdict", "new"),
    [
        ("1.2.3", "breaking", "2.0.0"),
        ("1.2.3", "additive", "1.3.0"),
        ("1.2.3", "none", "1.2.4"),
        ("0.2.3", "breaking", "0.3.0"),
        ("0.2.3", "additive", "0.2.4"),
        ("v1", "breaking", "v2"),
        ("1", "additive", "1.1"),
        ("5.0", "breaking", "6.0"),
        ("2.0.0-beta.1", "breaking", "2.0.0-beta.1"),
        ("2.1.0-rc", "breaking", "3.0.0"),
        ("2026-11-01", "breaking", "2026-11-26"),
        ("2026-11-26", "additive", "2026-11-26.1"),
        ("1.2.3", "doubtful", "1.3.0"),
        ("0.2.3", "doubtful", "0.2.4"),
        ("0.2.3", "none", "0.2.4"),
        ("0.2", "breaking", "0.3"),
        ("0.2", "additive", "0.2.1"),
        ("0", "breaking", "0.1"),
        ("v1.2", "additive", "v1.3"),
        ("V1.2.0", "breaking", "V2.0.0"),
        ("1.9.9", "additive", "1.10.0"),
        ("1.2", "none", "1.2.1"),
        ("2.0.0-beta.1", "additive", "2.0.0-beta.1"),
        ("2.0.0-beta.1", "none", "2.0.0-beta.1"),
        ("2.1.0-rc", "additive", "2.1.0-rc"),
        ("2.1.0-rc", "none", "2.1.0-rc"),
        ("2.1.1-rc", "additive", "2.2.0"),
        ("2.1.1-rc", "none", "2.1.1-rc"),
        ("2.0.1-rc", "breaking", "3.0.0"),
        ("0.3.0-rc", "breaking", "0.3.0-rc"),
        ("0.3.1-rc", "breaking", "0.4.0"),
        ("0.3.1-rc", "additive", "0.3.1-rc"),
        ("1.2.3+build.5", "additive", "1.3.0"),
        (" 1.2.3\n", "breaking", "2.0.0"),
        ("one", "additive", "one+1"),
        ("one", "none", "one"),
        ("2026-11", "additive", "2026-11-26"),
        ("2026.10", "additive", "2026.11"),
        ("2026.00", "breaking", "2027.0"),
    ],
)
def test_the_next_version_is_the_smallest_that_tells(old: str, verdict: str, new: str) -> None:
    assert next_version(old, verdict, "semver", TODAY) == new  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "today", "new"),
    [
        ("2026.10", TODAY, "2026.11"),
        ("2026.11", TODAY, "2026.11.1"),
        ("2026.11.1", date(2026, 11, 26), "2026.11.26"),
        ("2026-11", TODAY, "2026-11-26"),
        ("2026-11-26", TODAY, "2026-11-26.1"),
        ("2026-11-26.1", TODAY, "2026-11-26.2"),
        ("2026-11-26.9", TODAY, "2026-11-26.10"),
        ("2026.11.26", TODAY, "2026.11.26.1"),
        ("2026.11.27", date(2026, 11, 26), "2026.11.27.1"),
        ("2026-12-24.1", TODAY, "2026-12-24.2"),
        ("2026-11-26T10:30:00", TODAY, "2026-11-26.11"),
        ("next", TODAY, "2026-11-26"),
        ("2025-12-31", date(2026, 1, 2), "2026-01-02"),
        ("1.4", date(2026, 3, 9), "2026.03"),
        ("1.4.2", date(2026, 3, 9), "2026.03.09"),
        ("7", date(2026, 3, 9), "2026-03-09"),
    ],
)
def test_calendar_versions_say_when(old: str, today: date, new: str) -> None:
    assert next_version(old, "additive", "calendar", today) == new


def test_only_what_breaks_must_be_told() -> None:
    assert moved("1.0.0", "1.0.0", "additive", "semver", TODAY)
    assert not moved("1.0.0", "1.9.0", "breaking", "semver", TODAY)
    assert moved("1.0.0", "2.0.0", "breaking", "semver", TODAY)
    assert moved("0.1.0", "0.2.0", "breaking", "semver", TODAY)
    assert moved("1.0.0", "3.1", "breaking", "semver", TODAY)
    assert moved("1.0.0", "1.0.0", "doubtful", "semver", TODAY)
    assert moved("1.0.0", "1.0.0", "none", "semver", TODAY)


@pytest.mark.parametrize("way", ["semver", "calendar"])
def test_any_later_date_tells_of_a_break(way: Versions) -> None:
    for old, new, later in [
        ("2026-11-01", "2026-11-01", False),
        ("2026-11-01", "2026-10-31", False),
        ("2026-11-01", "2026-11-02", True),
        ("2026-11-01", "2026-11-01.1", True),
        ("2026.11", "2026.12", True),
    ]:
        assert moved(old, new, "breaking", way, TODAY) == later
    assert moved("3.1", "3.2", "breaking", way, TODAY) == (way == "calendar")


def test_a_breaking_change_in_a_minor_version_is_not_told_by_it() -> None:
    pair = PAIRS[80]
    found = compared(pair.old(), pair.new())
    assert (found.old, found.new, found.wanted, found.moved) == ("1.0.0", "1.1.0", "2.0.0", False)


# The changelog ---------------------------------------------------------------------------


def changed(old: str, new: str, number: int = 30) -> Report:
    """What a pair changes, with versions of our own."""
    pair = PAIRS[number - 1]
    versions = ({"/info/version": version} for version in (old, new))
    return compared(
        *(edited(tree, v) for tree, v in zip((pair.old(), pair.new()), versions, strict=True))
    )


def grown(text: str, *reports: Report) -> str:
    for report in reports:
        text = updated(text, report, "semver", TODAY)
    return text


def test_what_breaks_waits_for_the_version_to_move() -> None:
    text = grown("", changed("1.0.0", "1.0.0"))
    assert "## Unreleased (after 1.0.0)\n\n### Breaking\n\n- query parameter" in text
    assert owed(text, "1.0.0", "semver", TODAY) == "2.0.0"
    assert owed(text, "1.1.0", "semver", TODAY) == "2.0.0"
    assert owed(text, "2.0.0", "semver", TODAY) == ""


def test_a_version_that_says_too_little_keeps_the_section_open() -> None:
    text = grown("", changed("1.0.0", "1.1.0"))
    assert "## Unreleased (after 1.0.0)" in text
    bumped = grown(text, compared(base(), edited(base(), {"/info/version": "2.0.0"})))
    assert "## 2.0.0\n\n### Breaking" in bumped
    assert "Unreleased" not in bumped


def test_sections_are_kept_and_nothing_is_listed_twice() -> None:
    report = changed("1.0.0", "2.0.0")
    text = grown("", report)
    assert grown(text, report) == text
    mine = text.replace("### Breaking", "We are sorry.\n\n### Breaking")
    more = grown(mine, changed("2.0.0", "2.1.0", 1))
    assert more.index("## 2.1.0") < more.index("## 2.0.0") < more.index("We are sorry.")
    assert "GET /export: operation added" in more


@pytest.mark.parametrize("older", [["2.0.0"], ["2.0.0", "3.0.0"]], ids=len)
def test_only_the_section_on_top_grows(older: list[str]) -> None:
    text, before = "", "1.0.0"
    for version in older:
        text, before = grown(text, changed(before, version)), version
    pending = grown(text, changed(before, before, 1))
    more = grown(pending, changed(before, before))
    start = f"## {older[-1]}\n"
    assert text[text.index(start) :] == pending[pending.index(start) :] == more[more.index(start) :]
    top = more[: more.index(start)]
    assert top.count("## Unreleased") == top.count("### Breaking") == top.count("### Added") == 1
    assert "GET /export: operation added" in top


def test_a_changelog_of_ones_own_keeps_its_head() -> None:
    text = grown("# Ours\n\nWhat we say.\n", changed("1.0.0", "2.0.0"))
    assert text.startswith("# Ours\n\nWhat we say.\n\n## 2.0.0\n\n### Breaking\n")


def test_words_alone_are_no_change_of_a_package() -> None:
    assert grown("", changed("1.0.0", "1.0.0", 79)) == ""


def test_text_of_a_document_is_no_markup() -> None:
    tree = edited(base(), {"/paths/~1x": {"get": {
        "operationId": "x", "summary": "<script>\n## 9.9.9", "responses": {}}}})  # fmt: skip
    text = grown("", compared(base(), tree))
    assert "<script" not in text
    assert "\n## 9.9.9" not in text


@pytest.mark.parametrize(
    "text",
    [
        "# Mine\n\n\n## Unreleased (after 1)\n### Breaking\n- x: y\n\n\n## 0\nOld.",
        "## Unreleased (after 1)\n\nNothing yet.",
        "# Mine",
        "# Mine\n\n## 1\n\n### Breaking\n- x\n",
        "",
    ],
)
def test_what_tells_nothing_changes_nothing(text: str) -> None:
    nothing = compared(base(), base())
    assert updated(text, nothing, "semver", TODAY) == text
