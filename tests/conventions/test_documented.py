"""What the documentation shows is true: its snippets run, its extensions are well-formed."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from generator.ground.vocabulary import extensions
from generator.read.wire import ALIASES
from tests.support import ROOT
from tests.vendors import GENERATED

VOCABULARY = (ROOT / "docs" / "vocabulary.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (x-[^\n]*)\n(.*?)(?=^## |\Z)", VOCABULARY, re.M | re.S))
RUN = """
import sys
sys.path[:0] = sys.argv[2:]
names = {"__name__": "documented", "path": sys.argv[1]}
for line, block in eval(sys.stdin.read()):
    exec(compile("\\n" * line + block, "generated-package.md", "exec"), names)
"""


def test_the_snippets_of_a_package_in_use_run(tmp_path: Path) -> None:
    """Top to bottom, in one program; what they print is what their comments say."""
    text = (ROOT / "docs" / "generated-package.md").read_text(encoding="utf-8")
    found = [
        (text.count("\n", 0, match.start()) + 1, match[1])
        for match in re.finditer(r"```python\n(.*?)```", text, re.S)
    ]
    assert len(found) > 20
    packages = sorted(str(manifest.parent) for manifest in GENERATED.glob("*/manifest.json"))
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "error::ResourceWarning",
            "-c",
            RUN,
            str(tmp_path / "feed"),
            *packages,
        ],
        input=repr(found),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    promised = re.findall(r"print\([^\n]*\)  # ([^\n…]+?)(?: …|$|,)", text, re.M)
    said = done.stdout.splitlines()
    for words in promised:
        assert any(line.startswith(words.split(" [")[0]) for line in said), words


def _said(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for name, value in node.items():
            if name in extensions():
                yield name, value
            yield from _said(value)
    elif isinstance(node, list):
        for item in node:
            yield from _said(item)


@pytest.mark.parametrize("name", sorted(extensions()))
def test_each_extension_is_shown_at_work(name: str) -> None:
    section = next(
        (text for title, text in SECTIONS.items() if name in re.split(r",\s*", title)), None
    )
    assert section is not None, f"docs/vocabulary.md has no section for {name}"
    blocks = re.findall(r"```yaml\n(.*?)```", section, re.S)
    shown = [pair for block in blocks for pair in _said(yaml.safe_load(block))]
    assert shown, f"the section on {name} shows no example"
    for extension, value in shown:
        schema = dict(extensions()[extension].schema)
        jsonschema_rs.Draft202012Validator(schema).validate(_plain(value))


def test_the_table_of_wire_formats_is_whole() -> None:
    section = SECTIONS["x-wire"]
    for letters, kind in ALIASES:
        row = next((row for row in section.splitlines() if row.startswith(f"| `{letters}`")), "")
        assert kind in row, f"the table does not have {letters} in {kind}"


def _plain(value: Any) -> Any:
    """Dates and the key `null` as the text that they are in a document: YAML 1.1 has both."""
    if isinstance(value, dict):
        return {name or "null": _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if isinstance(value, (str, int, float, type(None))) else str(value)
