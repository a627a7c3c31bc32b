"""A package carries the runtime modules that its document needs, and no others."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from generator.features import FEATURES

ROOT = Path(__file__).parents[2]
RUNTIME = ROOT / "generator" / "runtime"
OPTIONAL = {module for feature in FEATURES for module in feature.modules}


def imports(path: Path) -> set[str]:
    """Names of the modules of the runtime that a module there imports, for types too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level == len(path.relative_to(RUNTIME).parts):
            found |= {node.module} if node.module else {alias.name for alias in node.names}
    return found


def test_what_is_always_there_does_not_import_what_may_be_left_out() -> None:
    for path in RUNTIME.rglob("*.py"):
        if path.relative_to(RUNTIME).with_suffix("").as_posix() not in OPTIONAL:
            assert not imports(path) & OPTIONAL, path.name


def test_a_feature_imports_none_but_its_own() -> None:
    for feature in FEATURES:
        for module in feature.modules:
            wanted = imports(RUNTIME / f"{module}.py") & OPTIONAL
            assert wanted <= set(feature.modules), module


@pytest.mark.parametrize(
    ("package", "has", "lacks"),
    [
        ("bol-retailer", {"oauth", "process", "paging", "webhook"}, {"background", "xml"}),
        ("retail-rocket", {"background"}, OPTIONAL - {"background"}),
        ("shoprocket-public", {"paging"}, {"oauth", "process", "background", "webhook"}),
    ],
)
def test_packages(package: str, has: set[str], lacks: set[str]) -> None:
    runtime = ROOT / "generated" / package / package.replace("-", "_") / "_runtime"
    there = {path.stem for path in runtime.glob("*.py")}
    assert has <= there
    assert not lacks & there
