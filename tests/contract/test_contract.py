"""The quick phases of `make contract`, for every package."""

from __future__ import annotations

import pytest

from tests.contract.__main__ import check, packages


@pytest.mark.parametrize("name", packages())
def test_the_sandbox_keeps_to_its_document(name: str) -> None:
    result = check(name, "examples,coverage")
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]
