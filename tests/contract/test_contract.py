"""The quick phases of `make contract`, for every operation of every package."""

from __future__ import annotations

import re

import pytest

from tests.contract.__main__ import check, packages, portions

PORTIONS = [
    pytest.param(name, operations, id=f"{name}-{number}")
    for name in packages()
    for number, operations in enumerate(portions(name), 1)
]


@pytest.mark.parametrize(("name", "operations"), PORTIONS)
def test_the_sandbox_keeps_to_its_document(name: str, operations: tuple[str, ...]) -> None:
    result = check(name, "examples,coverage", operations)
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]
    selected = re.search(r"(\d+) selected / \d+ total", result.stdout)
    assert selected is not None, result.stdout[-3000:]
    assert int(selected.group(1)) == len(operations)
