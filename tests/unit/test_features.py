"""A package carries the runtime modules that its document needs, and no others."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from generator.write.features import FEATURES

ROOT = Path(__file__).parents[2]
RUNTIME = ROOT / "generator" / "runtime"
OPTIONAL = {module for feature in FEATURES for module in feature.modules}


def imports(path: Path) -> set[str]:
    """Names of the modules of the runtime that a module there imports, for types too."""
    found: set[str] = set()
    inside = path.relative_to(RUNTIME).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = [*inside[: len(inside) - node.level + 1], *filter(None, [node.module])]
            found |= {".".join([*base, *name]) for name in ([], *([a.name] for a in node.names))}
    return found


def module_of(path: Path) -> str:
    """The name of a module of the runtime, as `client.paging`."""
    return ".".join(path.relative_to(RUNTIME).with_suffix("").parts)


def test_what_is_always_there_does_not_import_what_may_be_left_out() -> None:
    for path in RUNTIME.rglob("*.py"):
        if module_of(path) not in OPTIONAL:
            assert not imports(path) & OPTIONAL, path.name


def test_a_feature_imports_none_but_its_own() -> None:
    for feature in FEATURES:
        for module in feature.modules:
            wanted = imports(RUNTIME / f"{module.replace('.', '/')}.py") & OPTIONAL
            assert wanted <= set(feature.modules), module


@pytest.mark.parametrize(
    ("package", "has", "lacks"),
    [
        (
            "bol-retailer",
            {"access.oauth", "client.process", "client.paging", "webhooks.receive"},
            {"client.background", "wire.xml"},
        ),
        ("retail-rocket", {"client.background"}, OPTIONAL - {"client.background"}),
        (
            "shoprocket-public",
            {"client.paging"},
            {"access.oauth", "client.process", "client.background", "webhooks.receive"},
        ),
    ],
)
def test_packages(package: str, has: set[str], lacks: set[str]) -> None:
    runtime = ROOT / "generated" / package / package.replace("-", "_") / "_runtime"
    there = {
        ".".join(path.relative_to(runtime).with_suffix("").parts) for path in runtime.rglob("*.py")
    }
    assert has <= there
    assert not lacks & there
