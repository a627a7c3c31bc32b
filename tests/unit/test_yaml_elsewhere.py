"""Plain scalars of YAML 1.2 that readers of YAML 1.1 take for something else (yaml.org/type)."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.read.document import load
from generator.read.source.elsewhere import read_elsewhere
from tests.unit.marked import PRELUDE


@pytest.mark.parametrize(
    ("text", "value", "key"),
    [
        ("yes", "true", "true"), ("No", "false", "false"), ("on", "true", "true"), ("OFF", "false", "false"),
        ("Yes", "true", "true"), ("NO", "false", "false"), ("yEs", "", ""), ("true", "", ""),
        ("2026-01-02", "a date", "a date"), ("2026-1-2", "a date", "a date"), ("2026-01-02T03:04:05Z", "a date", "a date"),
        ("2026-01-02 03:04", "a date", "a date"), ("26-01-02", "", ""), ("2026-01-02x", "", ""), ("2026-01", "", ""),
        ("12:30", "a number to base 60", "a number to base 60"), ("1:2:3.5", "a number to base 60", "a number to base 60"),
        ("-1:30", "a number to base 60", "a number to base 60"), ("12:60", "", ""), ("08:30", "", ""), ("a:30", "", ""),
        ("0b101", "a number", "a number"), ("-0b1_0", "a number", "a number"), ("0b2", "", ""),
        ("1_000", "a number", "a number"), ("+1_0.5", "a number", "a number"), ("_1", "", ""),
        ("0o17", "text", "text"), ("1e5", "text", "text"), ("1.5e5", "text", "text"), ("1e+5", "text", "text"), ("1.5e+5", "", ""),
        ("12", "", "a number"), ("200", "", "a number"), ("-12", "", ""), ("1.5", "", ""), ("12a", "", ""),
        ("", "", ""), ("abc", "", ""),
    ],
)  # fmt: skip
def test_what_readers_of_yaml_1_1_read(text: str, value: str, key: str) -> None:
    assert (read_elsewhere(text, key=False), read_elsewhere(text, key=True)) == (value, key)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["a: yes"], ["yes is true to readers of YAML 1.1"]),
        (["a: 'yes'"], []),
        (["200: a", "404: b", "500: c"], ["key 200 is a number to readers of YAML 1.1 (2 more)"]),
        (["a: [1_0, 2_0]"], ["1_0 is a number to readers of YAML 1.1", "2_0 is a number to readers of YAML 1.1"]),
        (["no: a", "off: b"], ["key no is false to readers of YAML 1.1", "key off is false to readers of YAML 1.1"]),
        (["200: a"], ["key 200 is a number to readers of YAML 1.1"]),
        (["on: a"], ["key on is true to readers of YAML 1.1"]),
        ([f"a{n}: no" for n in range(10)], ["no is false to readers of YAML 1.1"] * 10),
        ([f"a{n}: no" for n in range(13)],
         ["no is false to readers of YAML 1.1"] * 9 + ["no is false to readers of YAML 1.1 (3 more)"]),
    ],
)  # fmt: skip
def test_many_of_a_kind_are_told_with_their_count(
    tmp_path: Path, lines: list[str], told: list[str]
) -> None:
    text = PRELUDE + "x-more:\n" + "".join(f"  {line}\n" for line in lines)
    (tmp_path / "openapi.yaml").write_text(text)
    found, said = load(tmp_path)
    assert found is not None
    assert [d.message for d in said if d.code == "W013"] == told
    assert all("write" in d.mend and '"' in d.mend for d in said if d.code == "W013")
