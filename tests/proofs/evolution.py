"""Every kind of change, tried: does what breaks break, and what does not go on?

    python -m tests.proofs.evolution [NUMBER…] [--types] [--write]

For each pair of `tests/evolution`: the old client against the new stub, the new client against
the old stub, and, with `--types`, mypy over an old program and an old implementation under the
new package. With `--write` the table of `docs/evolution.md` gets what was found. Exit status 1
where an outcome is not what the verdict says.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from generator.name.naming import name_all
from generator.understand.build import build
from tests.evolution.experiments import (
    IMPLEMENTED,
    NOT_TRIED,
    PROMISED,
    TOLERATED,
    TRIES,
    WAIVED,
    new_against_old,
    old_against_new,
    old_implementation,
)
from tests.evolution.pairs import PAIRS, Pair
from tests.evolution.programs import PACKAGE, program
from tests.support import ROOT, compiled, loaded

Readers = dict[str, str]


def wire(pair: Pair) -> tuple[str, str, bool]:
    """What both clients meet, and whether that is what the verdict says."""
    if pair.number not in TRIES:
        return f"not tried: {NOT_TRIED[pair.number]}", "", True
    found = old_against_new(pair)
    right = (found != "works") == (pair.wire == "b") or pair.number in PROMISED | TOLERATED
    return found, new_against_old(pair), right


def types(pair: Pair, folder: Path) -> tuple[Readers, bool]:
    """What mypy says of old programs under the new package, and whether the verdicts say so."""
    old, new = compiled(pair.old()), compiled(pair.new())
    api, _ = build(loaded(pair.old()))
    names, _ = name_all(api)
    directions = {names.schemas[p]: way for p, way in api.directions.items()}
    kept = {path: data for path, data in new.files.items() if path.startswith(f"{PACKAGE}/")}
    for who in ("client", "server"):
        kept[f"{who}.py"] = program(old.files, directions, who).encode()
    _written(folder, kept)
    said: Readers = {}
    for who in ("client", "server"):
        done = subprocess.run(
            [sys.executable, "-m", "mypy", "--config-file", os.devnull, "--python-version", "3.11",
             "--cache-dir", str(folder / ".cache"), "--follow-imports", "silent", f"{who}.py"],
            cwd=folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        lines = [line for line in done.stdout.splitlines() if ": error: " in line]
        said[who] = lines[0].partition(": error: ")[2] if lines else ""
    if pair.number in IMPLEMENTED:
        said["server"] = old_implementation(pair)
    if pair.number in WAIVED:
        return said, True
    verdicts = {"client": pair.client, "server": pair.server}
    sure = [who for who in said if verdicts[who] != "d"]
    return said, all(bool(said[who]) == (verdicts[who] == "b") for who in sure)


_DOCS = ROOT / "docs" / "evolution.md"
_CODE = re.compile(r"\[([a-z-]+)\]$")
_WORDS = {"a": "additive", "b": "breaking", "d": "doubtful", "-": "none"}


def row(pair: Pair, found: str, back: str, said: Readers, last: str) -> str:
    """A pair's row of the table; its last cell is kept."""
    verdicts = "/".join(_WORDS[letter] for letter in (pair.wire, pair.client, pair.server))
    outcome = f"*{NOT_TRIED[pair.number]}*" if pair.number in NOT_TRIED else found
    cells = [str(pair.number), pair.title, f"`{pair.kind}`", verdicts, outcome, back]
    for who in ("client", "server"):
        code = _CODE.search(said[who])
        cells.append(f"`{code[1]}`" if code else said[who] or "type-checks")
    return "| " + " | ".join([*cells, last]) + " |"


def write(rows: dict[int, tuple[Pair, str, str, Readers]]) -> None:
    """Put what was found into the documentation."""
    lines = _DOCS.read_text("utf-8").splitlines()
    for index, line in enumerate(lines):
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 11 and cells[1].isdecimal() and int(cells[1]) in rows:
            lines[index] = row(*rows[int(cells[1])], cells[9])
    _DOCS.write_text("\n".join(lines) + "\n", "utf-8")


def _written(folder: Path, files: dict[str, bytes]) -> None:
    """Put files in a folder; those that are there already keep their times."""
    for path in folder.rglob("*.py"):
        if path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != data:
            path.write_bytes(data)


def main() -> int:
    """Try the pairs that are named, or all."""
    parser = argparse.ArgumentParser(description="Try every kind of change.")
    parser.add_argument("numbers", nargs="*", type=int)
    parser.add_argument("--types", action="store_true", help="check old programs with mypy too")
    parser.add_argument("--write", action="store_true", help="with that: the table of the docs too")
    options = parser.parse_args()
    wrong: list[str] = []
    rows: dict[int, tuple[Pair, str, str, Readers]] = {}
    with tempfile.TemporaryDirectory() as place:
        for pair in PAIRS:
            if options.numbers and pair.number not in options.numbers:
                continue
            found, back, right = wire(pair)
            line = (
                f"{pair.number:2} {pair.title} [{pair.kind}] {pair.wire}{pair.client}{pair.server}"
            )
            print(f"{line}: {found}{f'; new at old: {back}' if back else ''}", flush=True)
            if options.types:
                said, fits = types(pair, Path(place))
                for who, text in said.items():
                    print(f"     {who}: {text or 'type-checks'}", flush=True)
                right &= fits
                rows[pair.number] = (pair, found, back, said)
            if not right:
                print("     NOT AS THE VERDICT SAYS", flush=True)
                wrong.append(pair.id)
    if options.write and not wrong:
        write(rows)
    print(f"{len(wrong)} not as their verdicts say: {', '.join(wrong) or 'none'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
