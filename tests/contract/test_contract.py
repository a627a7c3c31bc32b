"""The quick phases of `make contract`, for every package."""

from __future__ import annotations

import pytest

from tests.contract.__main__ import check, packages

OPEN = {"retailcrm"}
"""Not clean yet: forms with JSON members and bracketed filters, as schemathesis spells empty
lists and objects in them. `make contract` shows what is left."""


@pytest.mark.parametrize("name", [name for name in packages() if name not in OPEN])
def test_the_sandbox_keeps_to_its_document(name: str) -> None:
    result = check(name, "examples,coverage")
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]
