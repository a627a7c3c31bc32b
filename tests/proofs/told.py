"""What `generate` says of documents, `validate` has said: codes and places, over a folder.

    python -m tests.proofs.told FOLDER [--most N] [--seed N] [--bytes N]

Every OpenAPI document below the folder (a sample of them with --most) is compiled and validated
in this process; a finding of the one that the other lacks is printed, and so is whatever raises.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from generator.command.pipeline import generate, validate
from generator.read.document import is_document


def lacking(path: Path) -> list[str]:
    """What `generate` finds in a document, and `validate` does not."""
    said = {(d.code, d.pointer) for d in validate(path)[1]}
    found = generate(path).diagnostics
    return [f"{d.code} {d.message} ({d.pointer})" for d in found if (d.code, d.pointer) not in said]


def main() -> int:
    """Compare, and print what is lacking; 1 where anything is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=0, help="documents; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bytes", type=int, default=1_000_000, help="of the largest document")
    args = parser.parse_args()
    files = sorted(f for f in args.folder.rglob("*") if f.suffix in (".json", ".yaml", ".yml"))
    random.Random(args.seed).shuffle(files)
    done = lacks = 0
    for file in files:
        if args.most and done == args.most:
            break
        if file.stat().st_size > args.bytes or not is_document(file):
            continue
        done += 1
        for line in lacking(file):
            lacks += 1
            print(f"{file}: {line}")
    print(f"{done} documents; {lacks} findings of generate alone")
    return min(lacks, 1)


if __name__ == "__main__":
    raise SystemExit(main())
