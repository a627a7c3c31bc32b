"""The tables of promises in docs/vendors.md: their tests exist, and their counts are right."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.vendors import GENERATED

ROOT = GENERATED.parent
TEXT = (ROOT / "docs" / "vendors.md").read_text(encoding="utf-8")
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}


VENDORS = ("bol", "Retail Rocket", "RetailCRM", "Shoprocket")


def promises(vendor: str) -> tuple[str, list[list[str]]]:
    """What is said before a vendor's table, and its rows."""
    section = TEXT.partition(f"\n## {vendor}\n")[2].partition("\n## ")[0]
    said, _, table = re.sub(r"\| the (prose|principles) say", "| they say", section).partition(
        "| they say"
    )
    return " ".join(said.split()), [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()[2:]
    ]


def test_what_holds_a_promise_is_a_test_of_ours() -> None:
    named = set(re.findall(r"`(test_\w+)", TEXT))
    assert named
    assert named <= TESTS


@pytest.mark.parametrize("vendor", VENDORS)
def test_each_row_names_a_test_or_says_why_not(vendor: str) -> None:
    for promise, _, client, stub, held in promises(vendor)[1]:
        kept = {client, stub} & {"yes", "asked"}
        assert {client, stub} <= {"yes", "asked", "no", "cannot", "–"}, promise
        assert bool(kept) == ("`test_" in held), promise
        assert len(held) > 10, promise


@pytest.mark.parametrize("vendor", VENDORS)
def test_promises_are_counted(vendor: str) -> None:
    said, rows = promises(vendor)
    client, stub = (Counter(row[column] for row in rows) for column in (2, 3))
    assert f"make {len(rows)} promises" in said
    assert f"the client keeps {client['yes']} of them and the stub {stub['yes']}" in said
    assert f"the client keeps {client['asked']} more and the stub {stub['asked']}" in said
    assert f"does not keep {client['no']}, the stub {stub['no']}." in said
    assert client["cannot"] == stub["cannot"]
    assert f"can keep {client['cannot']}, and" in said
