"""Lines of generated code an operation, by part and kind, over the documents of a folder.

    python -m tests.proofs.lines [FOLDER]

Then the lines of the runtime that a package of two plain operations carries, by room. What is
wanted of both stands in docs/decisions/0001.
"""

from __future__ import annotations

import ast
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from statistics import mean, median

from generator.command.settings import NOTHING_SET
from generator.command.workspace import process
from tests.proofs.mutants import corpus, documents
from tests.support import compiled, document
from tests.unit.test_features import PLAIN

KINDS = ("code", "docstring", "comment", "blank")
_HEADS = {"api": "heads", "models": "models", "operations": "descriptors", "server": "server"}
Lines = Counter[tuple[str, str]]
"""Part and kind → lines."""


def lines_of(path: str, text: str) -> Lines:
    """The lines of one module of a package, below the package's folder."""
    top, *below = path.split("/")
    base = _HEADS.get(top, "other")
    if path in ("models/__init__.py", "operations/__init__.py", "api/__init__.py"):
        base = "other"
    parts, kinds = dict[int, str](), dict[int, str]()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            if isinstance(node.value.value, str):
                kinds.update(dict.fromkeys(_span(node), "docstring"))
        elif isinstance(node, ast.ClassDef):
            part = "async" if node.name.startswith("Async") else "sync"
            part = part if top == "api" else "protocol" if below == ["protocol.py"] else ""
            for method in node.body if part else ():
                if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
                    first = min([method.lineno, *(one.lineno for one in method.decorator_list)])
                    parts.update(dict.fromkeys(range(first, _span(method).stop), part))
    found = Lines()
    for number, line in enumerate(text.splitlines(), 1):
        plain = "comment" if line.lstrip().startswith("#") else "code"
        kind = kinds.get(number, plain if line.strip() else "blank")
        found[parts.get(number, base), kind] += 1
    return found


def _span(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _measured(path: Path) -> Lines | None:
    """Lines an operation times a thousand; None where no package was written."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = process(path, NOTHING_SET._replace(out=folder))
        if outcome.failed or outcome.crash:
            return None
        found = Lines()
        for file in (Path(folder) / outcome.name).rglob("*.py"):
            if "_runtime" not in file.parts:
                below = file.relative_to(Path(folder) / outcome.name).as_posix().split("/", 1)[-1]
                found += lines_of(below, file.read_text(encoding="utf-8"))
    return Lines({key: 1000 * lines // max(outcome.operations, 1) for key, lines in found.items()})


def carried() -> Mapping[str, Counter[str]]:
    """Room → kind → lines of the runtime that a package of two plain operations carries."""
    rooms: dict[str, Counter[str]] = {}
    for path, data in compiled(document(paths=PLAIN)).files.items():
        _, found, module = path.partition("/_runtime/")
        if found and module.endswith(".py"):
            room = "/".join(module.split("/")[:-1][:2]) or "."
            for (_, kind), lines in lines_of("", data.decode()).items():
                rooms.setdefault(room, Counter())[kind] += lines
    return rooms


def main() -> int:
    """Print both tables."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else corpus()
    found = [lines for path in documents(folder) if (lines := _measured(path))]
    print(
        f"lines an operation, {len(found)} documents\n\n| part | median | mean |", *KINDS, sep=" | "
    )
    for part in (*sorted({part for one in found for part, _ in one}), ""):
        totals = [sum(one[key] for key in one if part in ("", key[0])) / 1000 for one in found]
        kinds = [mean(sum(one[k] for k in one if part in ("", k[0]) and k[1] == kind)
                      for one in found) / 1000 for kind in KINDS]  # fmt: skip
        row = [median(totals), mean(totals), *kinds]
        print(f"| {part or 'all'} |", " | ".join(f"{number:.1f}" for number in row), "|")
    rooms = carried()
    print(f"\nthe runtime of two plain operations\n\n| room | lines | {' | '.join(KINDS)} |")
    for room, lines in (*sorted(rooms.items()), ("all", sum(rooms.values(), Counter[str]()))):
        print(f"| {room} | {lines.total()} |", " | ".join(f"{lines[k]}" for k in KINDS), "|")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
