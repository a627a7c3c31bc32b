"""Documents broken at random: each compiles, as far as it can be read, or is refused with a place.

    python -m tests.proofs.mutants [FOLDER] [--count N] [--seed N] [--size BYTES] [--only N]

Takes the documents of a folder (`../shared/corpus`, or `$SPECWRIGHT_CORPUS`, or this project's
own documents and cases), removes, retypes, repeats and moves members at random, and compiles
what comes out. No mutant may crash the compiler or give a package that does not import, and
what stops one must say where it is. The same seed makes the same mutants.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import random
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from generator.command.pipeline import generate
from generator.read.document import find, is_document
from generator.read.source import load
from tests.support import CASES, ROOT

SIZE = 150_000
"""Bytes of a document that is broken: a larger one shows nothing more, and takes longer."""
_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, "", "x", "a b", "ключ", [], {}, ["x"], [None], {"x": 1}, [[]],
    {"$ref": "#/components/schemas/Nowhere"}, {"$ref": "#/paths"}, {"$ref": "other.yaml"}, "string",
    {"type": "object"}, {"oneOf": []}, ["string", "null"],
)  # fmt: skip


def corpus() -> Path:
    """The folder of documents to try: `$SPECWRIGHT_CORPUS`, else one beside the project."""
    return Path(os.environ.get("SPECWRIGHT_CORPUS", ROOT.parent / "shared" / "corpus"))


def documents(folder: Path) -> list[Path]:
    """Every document in a folder and the folders below it."""
    if not folder.is_dir():
        return sorted([*(ROOT / "specs").glob("*/openapi.yaml"), *CASES.glob("*/*/spec.yaml")])
    return sorted(path for path in folder.rglob("*") if is_document(path))


def plain(path: Path) -> dict[str, Any]:
    """A document without its places."""
    found: dict[str, Any] = json.loads(json.dumps(load(find(path))))
    return found


def broken(tree: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A document with one to four members that are not as they were."""
    tree = json.loads(json.dumps(tree))
    for _ in range(chance.choice((1, 1, 2, 4))):
        _break(tree, chance)
    return tree


def _break(tree: dict[str, Any], chance: random.Random) -> None:
    holder, key = chance.choice(list(_members(tree, chance)))
    match chance.randrange(6):
        case 0:
            del holder[key]
        case 1 | 2:
            holder[key] = json.loads(json.dumps(chance.choice(_ODD)))
        case 3 if isinstance(holder, list):
            holder.append(json.loads(json.dumps(holder[key])))
        case 3:
            holder[f"{key}2"] = json.loads(json.dumps(holder[key]))
        case 4:
            other, at = chance.choice(list(_members(tree, chance)))
            holder[key] = json.loads(json.dumps(other[at]))
        case _ if isinstance(holder, dict):
            holder[chance.choice(("", "x y", f"{key} ", "$ref", key.upper()))] = holder.pop(key)
        case _:
            holder[key] = [holder[key]]


def _members(tree: Any, chance: random.Random) -> Iterator[tuple[Any, Any]]:
    """Members to choose from: as many of each depth, so that the outer ones are hit too."""
    levels: dict[int, list[tuple[Any, Any]]] = {}
    todo = [(tree, 0)]
    while todo:
        node, depth = todo.pop()
        pairs: Any = node.items() if isinstance(node, dict) else enumerate(node)
        for key, value in pairs:
            levels.setdefault(depth, []).append((node, key))
            if isinstance(value, dict | list):
                todo.append((value, depth + 1))
    for level in levels.values():
        yield from chance.sample(level, min(len(level), 12))


def tried(job: tuple[Path, int]) -> tuple[str, str]:
    """What became of one mutant, and why that is wrong if it is."""
    path, seed = job
    chance = random.Random(f"{path.name} {seed}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "mutant", "openapi.json")
        file.parent.mkdir()
        file.write_text(json.dumps(broken(plain(path), chance)), encoding="utf-8")
        try:
            result = generate(file.parent)
        except Exception:
            return "crashed", traceback.format_exc(limit=-4)
        if result.failed:
            lost = [d for d in result.diagnostics if d.stops and d.span.line < 1]
            return ("nowhere", str(lost)) if lost else ("refused", _why(result.diagnostics))
        for name, data in result.files.items():
            target = Path(folder, "out", name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        fault = apart(lambda: imported(Path(folder, "out")))
        if fault:
            return "not imported", fault
        kept = result.operations == result.declared
        return ("whole" if kept else "in part"), ""


def _why(diagnostics: Any) -> str:
    return "; ".join(sorted({f"{d.code} {d.message}" for d in diagnostics if d.stops}))


def imported(folder: Path) -> None:
    """Import every module of a package, and build every model."""
    sys.path.insert(0, str(folder))
    package = next(path.parent.name for path in folder.glob("*/py.typed"))
    for path in sorted((folder / package).rglob("*.py")):
        if "_runtime" not in path.parts:
            parts = path.relative_to(folder).with_suffix("").parts
            importlib.import_module(".".join(parts).removesuffix(".__init__"))
    models = importlib.import_module(f"{package}.models")
    for name in dir(models):
        build = getattr(getattr(models, name), "model_rebuild", None)
        if build is not None:
            build()


def apart(action: Callable[[], None]) -> str:
    """Do something in a process of its own; what went wrong there."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        status = 0
        try:
            action()
        except BaseException:
            status = 1
            os.write(writer, traceback.format_exc(limit=-3).encode()[-3000:])
        os._exit(status)
    os.close(writer)
    with os.fdopen(reader, "rb") as said:
        text = said.read().decode(errors="replace")
    os.waitpid(child, 0)
    return text


def main() -> int:
    """Try many mutants.

    Returns:
        The exit status: 1 when one of them crashed, or cannot be imported.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=corpus())
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    small = [p for p in documents(options.folder) if p.stat().st_size <= options.size]
    jobs = [
        (small[number % len(small)], options.seed * 100_000 + number)
        for number in range(options.count)
    ]
    found: Counter[str] = Counter()
    with ProcessPoolExecutor(options.jobs) as pool:
        for (path, seed), (outcome, why) in zip(jobs, pool.map(tried, jobs), strict=True):
            found[outcome] += 1
            if outcome in ("crashed", "nowhere", "not imported"):
                print(f"{path.name} {seed}: {outcome}\n{why}", flush=True)
            elif outcome == "refused":
                print(f"{path.name} {seed}: refused: {why[:200]}", flush=True)
    print(", ".join(f"{number} {outcome}" for outcome, number in sorted(found.items())))
    return 1 if found.keys() & {"crashed", "nowhere", "not imported"} else 0


if __name__ == "__main__":
    raise SystemExit(main())
