"""Values as tables for notebooks: which cells, what is cut, what is escaped."""

from __future__ import annotations

import re
from typing import Any

import pytest

from generator.runtime.ground.html import table_of_items, table_of_members

from .sdk import Model


class Line(Model):
    id: int
    note: str | None = None


class Wide(Model):
    line: Line | None = None
    lines: list[Line] | None = None
    tags: list[str] | None = None
    text: str | None = None


def cells(html: str) -> list[list[str]]:
    assert html.startswith("<table><caption>")
    assert html.endswith("</table>")
    rows = re.findall(r"<tr>(.*?)</tr>", html)
    return [re.findall(r"<t[dh]>(.*?)</t[dh]>", row) for row in rows]


def test_members_that_were_set_one_a_row() -> None:
    value = Wide(line=Line(id=1), lines=[Line(id=1), Line(id=2)], tags=["a"], own="<b>")  # type: ignore[call-arg]
    html = table_of_members(value)
    assert "<caption>Wide</caption>" in html
    assert "<th>" not in html
    assert cells(html) == [
        ["line", "Line(…)"],
        ["lines", "2 × Line"],
        ["tags", "[&#x27;a&#x27;]"],
        ["own", "&lt;b&gt;"],
    ]
    assert cells(table_of_members(Wide())) == []
    assert cells(table_of_members(Wide(lines=[Line(id=1)]))) == [["lines", "1 × Line"]]
    assert cells(table_of_members(Wide(lines=[]))) == [["lines", "[]"]]


@pytest.mark.parametrize(("size", "kept"), [(79, 79), (80, 80), (81, 80), (500, 80)])
def test_a_cell_is_cut(size: int, kept: int) -> None:
    ((_, text),) = cells(table_of_members(Wide(text="x" * size)))
    assert (len(text), text.endswith("…")) == (kept, size > 80)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([Line(id=1), Line(id=2, note="n")], [["id", "note"], ["1", ""], ["2", "n"]]),
        ([Line(id=1), 5, "<x>"], [["id"], ["1"], ["5"], ["&lt;x&gt;"]]),
        ([{"a": 1}], [["{&#x27;a&#x27;: 1}"]]),
        ([], []),
    ],
)
def test_items_one_a_row(items: Any, expected: list[list[str]]) -> None:
    html = table_of_items("<all>", items)
    assert "<caption>&lt;all&gt;</caption>" in html
    assert cells(html) == expected


@pytest.mark.parametrize(
    ("count", "rows", "last"), [(20, 20, "19"), (21, 21, "… 1 more"), (50, 21, "… 30 more")]
)
def test_many_items_are_twenty(count: int, rows: int, last: str) -> None:
    found = cells(table_of_items("all", list(range(count))))
    assert (len(found), found[-1]) == (rows, [last])


def test_many_members_are_eight_columns() -> None:
    items = [Line.model_validate({"id": 1, **{f"m{number}": number for number in range(9)}})]
    assert [len(row) for row in cells(table_of_items("all", items))] == [8, 8]
    late = [Line(id=1)] * 20 + [Line(id=1, note="beyond what is shown")]
    assert cells(table_of_items("all", late))[0] == ["id"]
