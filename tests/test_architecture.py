"""The rules of the toolkit's own house: order of stages, sizes, thin templates, known diagnostics."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from generator.ground.diagnostics import CODES
from tests.support import ROOT

GENERATOR = ROOT / "generator"
TEMPLATES = sorted((ROOT / "templates").glob("*.j2"))
COMPILER = sorted(
    p for p in GENERATOR.rglob("*.py") if p.relative_to(GENERATOR).parts[0] != "runtime"
)
CODE = re.compile(r"\b[EHW]\d{3}\b")


# Modules ---------------------------------------------------------------------------------


def test_a_stage_imports_only_earlier_stages() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [command, "--config", ".importlinter", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


@pytest.mark.parametrize(
    "path",
    [*COMPILER, *GENERATOR.glob("runtime/**/*.py")],
    ids=lambda p: str(p.relative_to(GENERATOR)),
)
def test_a_module_is_one_that_can_be_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


def test_the_runtime_knows_nothing_of_the_compiler() -> None:
    """It is copied: it may import itself, relatively, and what its users have installed."""
    for path in GENERATOR.glob("runtime/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert not [
                    alias.name for alias in node.names if alias.name.split(".")[0] == "generator"
                ], path
            elif isinstance(node, ast.ImportFrom):
                assert node.level or (node.module or "").split(".")[0] != "generator", path


def test_the_compiler_knows_little_of_the_runtime() -> None:
    """Only modules that say what a document may hold (decision 0001); pages show what it does."""
    found: set[str] = set()
    for path in COMPILER:
        if path.parent.name == "reference":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                "generator.runtime"
            ):
                found.add(node.module or "")
    assert found == {"generator.runtime.wire.formats", "generator.runtime.server.sandbox.formulas"}


# Templates -------------------------------------------------------------------------------


def _depth(node: nodes.Node) -> int | None:
    """How many attributes of a name are asked for, or None for another expression."""
    depth = 0
    while isinstance(node, nodes.Getattr):
        node, depth = node.node, depth + 1
    return depth if isinstance(node, nodes.Name) else None


def _faults(node: nodes.Node) -> Iterator[str]:
    """What a template does beyond showing shape: loops, conditions on a flag, includes."""
    for child in node.iter_child_nodes():
        where = f"line {child.lineno}"
        if isinstance(child, nodes.Output):
            for part in child.nodes:
                if not isinstance(part, nodes.TemplateData) and (
                    _depth(part) is None or (_depth(part) or 0) > 2
                ):
                    yield f"{where}: prints what is no plain attribute"
        elif isinstance(child, nodes.For):
            if _depth(child.iter) is None or child.test is not None or child.recursive:
                yield f"{where}: loops over what is no plain attribute"
            if not isinstance(child.target, nodes.Name):
                yield f"{where}: takes a loop's value apart"
            for inner in (*child.body, *child.else_):
                yield from _faults(nodes.Template([inner], lineno=inner.lineno))
        elif isinstance(child, nodes.If):
            if _depth(child.test) is None or child.elif_:
                yield f"{where}: decides by more than a flag"
            for inner in (*child.body, *child.else_):
                yield from _faults(nodes.Template([inner], lineno=inner.lineno))
        elif not isinstance(child, nodes.Include):
            yield f"{where}: {type(child).__name__}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_a_template_shows_shape_and_decides_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert list(_faults(Environment().parse(text))) == []
    assert len(text.splitlines()) <= 80


def test_templates_are_few_lines_altogether() -> None:
    assert sum(len(path.read_text().splitlines()) for path in TEMPLATES) <= 600


@pytest.mark.parametrize(
    "text",
    ["{% if a == 1 %}{% endif %}", "{% if a.b and a.c %}{% endif %}", "{{ a + 1 }}", "{{ a.b.c.d }}", "{{ a | upper }}", "{{ f(a) }}",
     "{% set x = 1 %}", "{% macro m() %}{% endmacro %}", "{% for a in b[1:] %}{% endfor %}", "{% for a, b in c %}{% endfor %}",
     "{% for a in b %}{% if not a.c %}{% endif %}{% endfor %}", "{{ a[0] }}", "{{ 'text' }}", "{% if a %}{% elif b %}{% endif %}"],
)  # fmt: skip
def test_the_rule_for_templates_finds_what_it_is_for(text: str) -> None:
    assert list(_faults(Environment().parse(text)))


def test_a_string_that_was_not_quoted_cannot_be_printed() -> None:
    from types import SimpleNamespace

    from generator.ground.text import Source
    from generator.write.render import render

    assert "specs/acme" in render("header.j2", spec=Source("acme"))
    with pytest.raises(TypeError, match="not quoted"):
        render("header.j2", spec="acme")
    with pytest.raises(Exception, match="undefined"):
        render("header.j2", other=SimpleNamespace())


# Diagnostics -----------------------------------------------------------------------------


def _emitted() -> dict[str, set[str]]:
    """Code → modules whose code names it, outside of docstrings."""
    found: dict[str, set[str]] = {}
    for path in COMPILER:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        prose = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) and id(node) not in prose else None
            if isinstance(text, str) and CODE.fullmatch(text) and path.name != "diagnostics.py":
                found.setdefault(text, set()).add(path.name)
            elif isinstance(node, ast.FunctionDef) and (code := CODE.match(node.name.upper())):
                found.setdefault(code.group(), set()).add(path.name)
    return found


def test_every_code_that_is_emitted_is_known_and_every_known_one_is_emitted() -> None:
    emitted = set(_emitted())
    assert emitted - set(CODES) == set(), "emitted, and not in diagnostics.CODES"
    assert set(CODES) - emitted == set(), "in diagnostics.CODES, and emitted by nothing"


def test_every_code_has_a_section_in_the_documentation() -> None:
    text = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")
    sections = re.findall(r"^#{2,4} .*?\b([EHW]\d{3})\b", text, re.MULTILINE)
    assert set(CODES) - set(sections) == set(), "without a section"
    assert set(sections) - set(CODES) == set(), "of no code"
    assert len(sections) == len(set(sections))


def test_titles_are_short_and_unlike() -> None:
    assert len(set(CODES.values())) == len(CODES)
    assert all(0 < len(title) <= 60 and not title.endswith(".") for title in CODES.values())


# The repository --------------------------------------------------------------------------

TOP = {
    *(
        "pyproject.toml",
        "specs",
        "templates",
        "generator",
        "generated",
        "tests",
        "docs",
        "Makefile",
    ),
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"),
}


def test_the_top_of_the_repository_holds_what_it_is_said_to_hold() -> None:
    """What is tracked; a stray file of somebody's is theirs."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    found = {name.partition("/")[0] for name in listed.stdout.splitlines()}
    assert {name for name in found if not name.startswith(".")} <= TOP
    assert {path.name for path in ROOT.iterdir()} >= TOP


def test_no_work_is_left_for_later() -> None:
    """Marks of unfinished work, assembled here so that this file holds none."""
    marks = re.compile(
        "|".join([r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b", "NotImplemented" + "Error"])
    )
    for folder in ("generator", "templates", "tests"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".j2", ".md", ".toml"} and "cases" not in path.parts:
                found = marks.search(path.read_text(encoding="utf-8"))
                assert found is None, f"{path.relative_to(ROOT)}: {found and found.group()}"


def test_no_test_is_skipped() -> None:
    for path in (ROOT / "tests").rglob("*.py"):
        assert _skips(path.read_text(encoding="utf-8")) == [], path


def _skips(text: str) -> list[str]:
    """What names a way to leave a test out, wherever it comes from."""
    names = {"skip", "skipif", "skipIf", "skipUnless", "SkipTest", "importorskip", "xfail"}
    names |= {"expectedFailure", "collect_ignore", "collect_ignore_glob", "__test__"}
    found: list[str] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute):
            found.append(node.attr)
        elif isinstance(node, ast.Name):
            found.append(node.id)
        elif isinstance(node, ast.alias):
            found.append(node.name)
    return [name for name in found if name in names]


@pytest.mark.parametrize(
    "text",
    ["@pytest.mark.skip\ndef test(): ...", "@pytest.mark.skipif(x, reason='')\ndef test(): ...", "pytest.skip('no')",
     "from pytest import skip", "mark = pytest.mark.xfail", "np = pytest.importorskip('numpy')", "pytest.xfail('x')",
     "import unittest\n@unittest.skipUnless(x, '')\ndef test(): ...", "raise unittest.SkipTest", "collect_ignore = ['x.py']",
     "pytestmark = [pytest.mark.skipif(True)]", "pytest.param(1, marks=pytest.mark.skip)"],
)  # fmt: skip
def test_every_way_to_leave_a_test_out_is_found(text: str) -> None:
    assert _skips(text)
