"""The quick phases of `make contract`: examples of every operation, borders of some."""

from __future__ import annotations

import re

import pytest

from tests.contract.__main__ import check, operations, packages, without

MOST = 12
"""Borders of so many operations of a package are tried here, and of all by `make contract`."""


@pytest.mark.parametrize("name", packages())
def test_the_sandbox_keeps_to_its_document(name: str) -> None:
    ids = operations(name)
    chosen = ids[:: -(-len(ids) // MOST)]
    others = [one for one in ids if one not in chosen]
    result = check(name, "examples,coverage", settings=without("coverage", others))
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]
    said = re.search(r"(\d+) selected / \d+ total", result.stdout)
    assert said is not None, result.stdout[-3000:]
    assert int(said[1]) == len(ids)
    tried = re.search(r"Coverage .*?(\d+) passed", result.stdout, re.DOTALL)
    assert tried is not None, result.stdout[-3000:]
    assert int(tried[1]) == len(chosen)
