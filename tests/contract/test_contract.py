"""The quick phases of `make contract`: examples of every operation, borders of some."""

from __future__ import annotations

import re

import pytest

from tests.contract.__main__ import check, operations, packages

MOST = 12
"""Borders of so many operations of a package are tried here, and of all by `make contract`."""
PORTIONS = [
    pytest.param(name, phase, chosen, id=f"{name}-{phase}")
    for name in packages()
    for ids in (operations(name),)
    for phase, chosen in (("examples", ids), ("coverage", ids[:: -(-len(ids) // MOST)]))
]


@pytest.mark.parametrize(("name", "phase", "chosen"), PORTIONS)
def test_the_sandbox_keeps_to_its_document(name: str, phase: str, chosen: tuple[str, ...]) -> None:
    result = check(name, phase, chosen)
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]
    selected = re.search(r"(\d+) selected / \d+ total", result.stdout)
    assert selected is not None, result.stdout[-3000:]
    assert int(selected.group(1)) == len(chosen)
