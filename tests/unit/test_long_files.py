"""Lines of files that are too long to count from their beginning each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.read.source import load


@pytest.mark.parametrize("ends", [["\n"], ["\r\n"], ["\r"], ["\n", "\r\n", "\r"]])
@pytest.mark.parametrize("count", [1, 300, 3000])
def test_lines_of_a_long_file_are_counted_whatever_ends_them(
    tmp_path: Path, ends: list[str], count: int
) -> None:
    lines = [f'"k{number}": {number},{ends[number % len(ends)]}' for number in range(count)]
    (tmp_path / "x.json").write_bytes(("{" + "".join(lines) + '"z": 1, "z": 2}').encode())
    (found,) = load(tmp_path / "x.json").place.file.warnings
    assert (found.span.line, found.span.column) == (count + 1, 9)
    assert [(other.line, other.column) for other in found.related] == [(count + 1, 1)]
