"""What documentation and templates tell users to import is public."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.support import ROOT

PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "templates" / "README.md.j2",
    *sorted((ROOT / "generated").glob("*/README.md")),
]
PRIVATE = re.compile(r"(?:\bfrom|\bimport)\s+[\w.]*\._\w+")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_imports_what_is_private(page: Path) -> None:
    assert PRIVATE.findall(page.read_text(encoding="utf-8")) == []


def test_a_private_import_is_found() -> None:
    assert PRIVATE.findall("from acme._runtime.limits import x\nimport acme._runtime as r")
    assert PRIVATE.findall("from acme.testing import InProcess") == []


def test_every_public_module_has_the_names_that_the_page_lists() -> None:
    text = (ROOT / "docs" / "generated-package.md").read_text(encoding="utf-8")
    (names,) = re.findall(r"^\| `testing` \|.*\| (.*) \|$", text, re.MULTILINE)
    tree = ast.parse((ROOT / "templates" / "testing.py.j2").read_text(encoding="utf-8"))
    given = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert set(re.findall(r"`(\w+)`", names)) == given
