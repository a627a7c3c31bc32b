"""Planted mistakes, and who finds them: ours beside redocly, spectral and openapi-spec-validator.

    python -m tests.proofs.peers FOLDER [--work FOLDER]

FOLDER is one in which somebody has installed the peers, outside this project:
`npm install @redocly/cli @stoplight/spectral-cli`. One document a mistake is written to the work
folder; a tool finds a mistake where it says anything at its line, or, in brackets, anywhere, but for
what it says of a document without a mistake too. The documents are this project's own
tests, so that its own row shows no more than that they hold; and peers cannot know our
extensions: those documents are counted apart.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from generator.command.pipeline import validate
from generator.read.source import Mapping, Sequence, Sources
from tests.unit import (
    test_lint,
    test_lint_aims,
    test_lint_extensions,
    test_lint_finer,
    test_lint_meaning,
    test_lint_sense,
    test_lint_versions,
    test_lint_words,
)
from tests.unit.marked import PRELUDE, unmark

Found = dict[str, set[tuple[int, str]]]
"""Lines at which a tool says something, with the name of its rule, by document."""

CONTROL = """
paths: {/a: {get: {operationId: a, responses: {"200": {description: d}}}}}
components:
  schemas: {A: {type: object, properties: {a: {type: string}}}}
  securitySchemes: {k: {type: http, scheme: bearer}}
"""
"""A document without a mistake: what a tool says of it, it says of any such, and is not counted."""

_SENSE = {
    ours: [row for row in test_lint_sense.PLANTED if ("x-" in row[1].partition("▸")[2]) == ours]
    for ours in (True, False)
}
"""Ours are those whose mistake is in an extension."""

_WORDS = {
    head: [row[1:] for row in test_lint_words.PLANTED if row[0] == head]
    for head in (PRELUDE, test_lint_versions.OLD, "")
}
"""Those of a version, and those that say their own."""

_FINER = {
    ours: [
        row[1:] for row in test_lint_finer.PLANTED if row[0] == PRELUDE and ("x-" in row[2]) == ours
    ]
    for ours in (True, False)
}

SETS: dict[str, tuple[str, Iterable[tuple[str, str, str]]]] = {
    "the standard": (PRELUDE, test_lint.FAULTS),
    "versions": (test_lint_versions.OLD, test_lint_versions.PLANTED),
    "meaning": (PRELUDE, [*test_lint_meaning.PLANTED, *_SENSE[False]]),
    "kinds": (PRELUDE, [*_WORDS[PRELUDE], *_FINER[False]]),
    "extensions": (
        PRELUDE,
        [
            *test_lint_extensions.PLANTED,
            *_SENSE[True],
            *test_lint_aims.PLANTED,
            *_FINER[True],
        ],
    ),
}


def plant(folder: Path) -> dict[str, list[tuple[str, int]]]:
    """Write every planted document, and tell the line of its mistake, by set."""
    made: dict[str, list[tuple[str, int]]] = {}
    for number, (name, (prelude, rows)) in enumerate(SETS.items()):
        for index, (code, text, _) in enumerate(rows):
            plain, (line, _column) = unmark(text)
            file = f"{number}-{index:03}-{code}.yaml"
            (folder / file).write_text(prelude + plain, encoding="utf-8")
            line = _spread(folder / file, code, line + prelude.count("\n"))
            made.setdefault(name, []).append((file, line))
    return made


def _spread(file: Path, code: str, line: int) -> int:
    """Write a document anew with one member a line, and tell the line of its mistake there.

    Most are written on one line, where a finding about anything would count.
    """
    found = [d for d in validate(file)[1] if d.code == code and d.span.line == line]
    try:
        tree = yaml.safe_load(file.read_text("utf-8"))
        text = yaml.safe_dump(tree, sort_keys=False, width=10_000)
    except yaml.YAMLError:
        return line
    if not found or not found[0].pointer or yaml.safe_load(text) != tree:
        return line
    before = file.read_bytes()
    file.write_text(text, encoding="utf-8")
    pointer = found[0].pointer
    again = [d for d in validate(file)[1] if d.code == code and d.pointer == pointer]
    if again:
        return again[0].span.line
    file.write_bytes(before)
    return line


def ours(folder: Path, files: list[str]) -> Found:
    """Specwright's findings, hints too."""
    return {file: {(d.span.line, d.code) for d in validate(folder / file)[1]} for file in files}


def referee(folder: Path, files: list[str]) -> Found:
    """openapi-spec-validator's, with the place that its path leads to; 0 where there is none."""
    found: Found = {}
    for file in files:
        found[file] = set()
        try:
            tree = yaml.safe_load((folder / file).read_text("utf-8"))
            old = str(tree.get("openapi")).startswith("3.0")
            kind = OpenAPIV30SpecValidator if old else OpenAPIV31SpecValidator
            located = Sources(()).load(folder / file)
            for error in kind(tree).iter_errors():
                line = _line(located, list(getattr(error, "absolute_path", ())))
                found[file].add((line, type(error).__name__))
        except Exception:  # it stumbles over what it cannot read: that is a refusal too
            found[file].add((0, "unreadable"))
    return found


def _line(node: Any, way: list[Any]) -> int:
    place = node.place
    for step in way:
        place = place.child(step)
        node = node[step] if isinstance(node, Mapping | Sequence) else node
    return int(place.span().line)


def redocly(tools: Path) -> Callable[[Path, list[str]], Found]:
    """Redocly's `recommended` rules."""

    def run(folder: Path, files: list[str]) -> Found:
        found: Found = {file: set() for file in files}
        command = [str(tools / "node_modules/.bin/redocly"), "lint", *files]
        text = _run([*command, "--format=json", "--max-problems=100000"], folder)
        for problem in (p for told in _values(text) for p in told["problems"]):
            at = problem["location"][0]
            file = Path(at["source"]["ref"]).name
            line = at.get("start", {}).get("line") or _pointed(folder / file, at.get("pointer", ""))
            found.setdefault(file, set()).add((line, problem["ruleId"]))
        return found

    return run


def _values(text: str) -> Iterator[dict[str, Any]]:
    """The JSON objects in a text, one after the other."""
    at = text.find("{")
    while at >= 0:
        value, end = json.JSONDecoder().raw_decode(text, at)
        yield value
        at = text.find("{", end)


def spectral(tools: Path) -> Callable[[Path, list[str]], Found]:
    """Spectral's `oas` rules."""

    def run(folder: Path, files: list[str]) -> Found:
        found: Found = {file: set() for file in files}
        (folder / "rules.yml").write_text('extends: ["spectral:oas"]\n', encoding="utf-8")
        command = [str(tools / "node_modules/.bin/spectral"), "lint", *files, "-f", "json", "-q"]
        text = _run([*command, "-r", "rules.yml"], folder)
        for problem in json.loads(text[text.index("[") :] if "[" in text else "[]"):
            line = problem["range"]["start"]["line"] + 1
            name = Path(problem["source"]).name
            found.setdefault(name, set()).add((line, str(problem["code"])))
        return found

    return run


def _pointed(file: Path, pointer: str) -> int:
    """The line of a JSON pointer, as deep as it leads."""
    try:
        node: Any = Sources(()).load(file)
    except Exception:
        return 0
    place = node.place
    for part in pointer.removeprefix("#").split("/")[1:]:
        key: Any = re.sub("~1", "/", part).replace("~0", "~")
        key = int(key) if isinstance(node, Sequence) and key.isdecimal() else key
        if not isinstance(node, Mapping | Sequence):
            break
        place = place.child(key)
        try:
            node = node[key]
        except (KeyError, IndexError, TypeError):
            break
    return int(place.span().line)


def _run(command: list[str], folder: Path) -> str:
    quiet = os.environ | {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    said = folder / "said.json"  # no pipe: node ends before a full one is read
    with said.open("wb") as out:
        subprocess.run(
            command, cwd=folder, env=quiet, stdout=out, stderr=out, timeout=1200, check=False
        )
    return said.read_text("utf-8", "replace")


def main() -> None:
    """Print one row a tool: how many mistakes it finds at their line, and (anywhere)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("tools", type=Path)
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    folder = options.work or Path(tempfile.mkdtemp(prefix="planted-"))
    folder.mkdir(exist_ok=True, parents=True)
    made = plant(folder)
    files = [file for rows in made.values() for file, _ in rows]
    (folder / "control.yaml").write_text(PRELUDE + CONTROL, encoding="utf-8")
    tools = {
        "specwright": ours,
        "openapi-spec-validator": referee,
        "redocly": redocly(options.tools.resolve()),
        "spectral": spectral(options.tools.resolve()),
    }
    print("| tool | " + " | ".join(f"{name} ({len(rows)})" for name, rows in made.items()) + " |")
    print("|---|" + "--:|" * len(made))
    for tool, look in tools.items():
        found = look(folder, [*files, "control.yaml"])
        noise = {rule for _, rule in found["control.yaml"]}
        cells = []
        for rows in made.values():
            told = [({(at, r) for at, r in found[f] if r not in noise}, line) for f, line in rows]
            here = sum(any(at == line for at, _ in said) for said, line in told)
            cells.append(f"{here} ({sum(bool(said) for said, _ in told)})")
        print(f"| {tool} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
