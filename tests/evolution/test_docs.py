"""Each kind of change is in the documentation, with an example and its verdicts."""

from __future__ import annotations

from generator.compare.kinds import KINDS
from tests.support import ROOT


def test_each_kind_has_a_row_with_its_verdicts() -> None:
    text = (ROOT / "docs" / "evolution.md").read_text("utf-8")
    split = (row.strip().strip("|").split("|") for row in text.splitlines())
    cells = ([cell.strip() for cell in row] for row in split)
    rows = {row[0].strip("`"): row[1:] for row in cells if row[0].strip("`") in KINDS}
    assert rows.keys() == KINDS.keys()
    for code, kind in KINDS.items():
        example, *verdicts = rows[code]
        assert example
        said = [verdict or "none" for verdict in verdicts]
        assert said == [kind.request, kind.response, kind.client, kind.server], code
