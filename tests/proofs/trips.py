"""Round trips: what is sent arrives, for every operation of every document.

    python -m tests.proofs.trips [DOCUMENT or FOLDER…] [--seed 1] [--count 6] [--match TEXT]

For each operation random valid arguments go from client to stub, and random valid answers
back; both must arrive equal, in their types, and as they were on the wire. Bodies that are
not valid must be refused. Without documents: our own (`specs/`) and those of the cases.

Ends with a table: document, operations, trips tried, operations that are whole, and the rest
by kind of failure with the smallest value found for it. Exit status 1 when an operation of
one of our own documents is not whole.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from generator.command.pipeline import generate
from generator.runtime.server.schemas.document import Document
from tests.proofs.journey import Failure, Line, Outcome, Trip
from tests.proofs.making import Maker
from tests.proofs.mutants import documents
from tests.proofs.values import Values, smaller
from tests.support import ROOT
from tests.vendors.package import Package

SHRINKING = 80
"""Trips spent on making a failure small."""
EXAMPLES = 4
"""Failures of one kind that are told of a document."""


@dataclass
class Row:
    """One document in the table."""

    document: str
    operations: int = 0
    tried: int = 0
    whole: int = 0
    said: str = ""
    """Why there is nothing to try."""
    broken: bool = False
    """Whether the document could not be tried."""
    kinds: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class Traveller:
    """Tries the operations of one package."""

    def __init__(self, line: Line, row: Row, seed: int, count: int) -> None:
        self.line, self.row, self.count = line, row, count
        self.chance = Random(f"{seed}:{row.document}")
        self.values = Values(line.document, self.chance)
        self.maker = Maker(line, self.values)

    def operation(self, operation: Any) -> bool:
        """Whether every trip of an operation arrives; what fails is noted."""
        whole = True
        try:
            outcomes = self.line.outcomes(operation)
            for trip, reply in self._trips(operation, outcomes):
                whole &= self._tried(operation, trip, reply)
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(last.filename).name}:{last.lineno}"
            self._note(operation, f"not tried: {type(error).__name__}", f"{error} at {where}")
            return False
        return whole

    def _trips(self, operation: Any, outcomes: list[Outcome]) -> Iterator[tuple[Trip, Outcome]]:
        if not outcomes:
            return
        successes = [outcome for outcome in outcomes if outcome.status < 300]
        success = min(successes or outcomes, key=lambda outcome: outcome.status)
        medias: list[tuple[str | None, str | None]] = list(self.line.medias(operation))
        if not medias or not operation.body.required:
            medias.append((None, None))
        for media, schema in medias:
            for number in range(self.count):
                arguments = self.maker.arguments(operation, number)
                body = self.maker.body(media, schema, number) if media else None
                yield (
                    self._answered(operation, Trip(arguments, media, body), success, number),
                    success,
                )
        media, schema = medias[0] if operation.body and operation.body.required else (None, None)
        least = self.maker.arguments(operation, 1)
        body = self.maker.body(media, schema, 1) if media else None
        for outcome in outcomes:
            for number in range(self.count if outcome.status < 300 else 2):
                yield self._answered(operation, Trip(least, media, body), outcome, number), outcome

    def _answered(self, operation: Any, trip: Trip, outcome: Outcome, number: int) -> Trip:
        answer = self.maker.answer(operation, outcome, number)
        return trip._replace(status=outcome.status, answer=answer, answered=outcome.concrete)

    def _tried(self, operation: Any, trip: Trip, reply: Outcome) -> bool:
        self.row.tried += 1
        try:
            self.line.go(operation, trip, reply)
            self._refused(operation, trip)
        except Failure as failure:
            if len(self.row.examples[failure.kind]) < EXAMPLES:
                trip, failure = self._smallest(operation, trip, reply, failure)
            self._note(operation, failure.kind, _told(trip, failure))
            return False
        return True

    def _refused(self, operation: Any, trip: Trip) -> None:
        schema = dict(self.line.medias(operation)).get(trip.media or "")
        if schema is not None and (trip.media or "").endswith("json"):
            self.row.tried += self.line.refuse(operation, trip, schema, self.values, self.chance)

    def _smallest(
        self, operation: Any, trip: Trip, reply: Outcome, failure: Failure
    ) -> tuple[Trip, Failure]:
        """The same failure with as little as it needs."""
        left = SHRINKING
        found = True
        while found and left > 0:
            found = False
            for less in self._less(operation, trip, reply):
                left -= 1
                if left <= 0:
                    break
                try:
                    self.line.go(operation, less, reply)
                except Failure as other:
                    if other.kind == failure.kind:
                        trip, failure, found = less, other, True
                        break
        return trip, failure

    def _less(self, operation: Any, trip: Trip, reply: Outcome) -> Iterator[Trip]:
        required = {param.name for param in operation.params if param.required}
        required |= {name for group in operation.groups for name in group.names}
        for name in trip.arguments.keys() - required:
            rest = {key: value for key, value in trip.arguments.items() if key != name}
            yield trip._replace(arguments=rest)
        schema = dict(self.line.medias(operation)).get(trip.media or "")
        if schema is not None:
            for body in smaller(trip.body):
                if self.values.valid(schema, body, "request"):
                    yield trip._replace(body=body)
        if reply.schema is not None:
            for answer in smaller(trip.answer):
                if self.values.valid(reply.schema, answer, "response"):
                    yield trip._replace(answer=answer)

    def _note(self, operation: Any, kind: str, told: str) -> None:
        self.row.kinds[kind] += 1
        if len(self.row.examples[kind]) < EXAMPLES:
            self.row.examples[kind].append(f"{operation.id}: {told}")


def _told(trip: Trip, failure: Failure) -> str:
    parts = [f"at {failure.place}", f"found {_short(failure.found)}"]
    if failure.expected != "":
        parts.append(f"expected {_short(failure.expected)}")
    if failure.place.startswith("answer"):
        parts.append(f"answer {trip.status} {trip.answered} {_short(trip.answer)}")
    else:
        parts.append(
            f"arguments {_short(dict(trip.arguments))} body {trip.media} {_short(trip.body)}"
        )
    return "; ".join(parts)


def _short(value: object) -> str:
    text = value if isinstance(value, str) and " " in value else repr(value)
    return text if len(text) <= 400 else f"{text[:397]}..."


def tried(path: Path, name: str, seed: int, count: int) -> Row:
    """Try one document; in a process of its own, as packages may have the same name."""
    row = Row(name)
    result = generate(path)
    if result.failed:
        row.said = " ".join(sorted({d.code for d in result.diagnostics if d.stops})) or "refused"
        return row
    with tempfile.TemporaryDirectory() as folder:
        for file, data in result.files.items():
            target = Path(folder, result.name, file)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        sys.path.insert(0, str(Path(folder, result.name)))
        package = Package(result.name, Path(folder))
        served = Path(folder, result.name, package.module_name, "server", "openapi.json")
        line = Line(package, Document(served))
        traveller = Traveller(line, row, seed, count)
        line.methods = package.methods(asynchronous=False)
        row.operations = len(line.operations)
        with line.open():
            row.whole = sum(map(traveller.operation, line.operations))
        with line.open(socket=True):
            for operation in line.operations[:1]:
                if not traveller.operation(operation):
                    row.whole = min(row.whole, row.operations - 1)
    return row


def _row(path: Path, name: str, seed: int, count: int) -> Row:
    try:
        return tried(path, name, seed, count)
    except Exception:
        return Row(
            name, broken=True, said=" / ".join(traceback.format_exc(limit=-2).split("\n")[-4:-1])
        )


def main() -> int:
    """Try documents, and print the table.

    Returns:
        The exit status: 1 where an operation of our own documents is not whole.
    """
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, help="documents, or folders of them")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=6, help="trips for each body and answer")
    parser.add_argument("--match", default="", help="only documents whose path has this text")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    ours = not options.paths
    found = [p for path in options.paths for p in ([path] if path.is_file() else documents(path))]
    found = found or documents(ROOT / "nowhere")
    chosen = [path for path in found if options.match in path.as_posix()]
    tries = partial(_row, seed=options.seed, count=options.count)
    rows: list[Row] = []
    context = get_context("spawn")
    with ProcessPoolExecutor(options.jobs, context, max_tasks_per_child=1) as pool:
        for row in pool.map(tries, chosen, map(_name, chosen)):
            rows.append(row)
            _print(row)
    print("\n| document | operations | tried | whole | failing, by kind |\n|---|---|---|---|---|")
    for row in rows:
        kinds = row.said or ", ".join(f"{kind} ({n})" for kind, n in row.kinds.most_common())
        print(f"| {row.document} | {row.operations} | {row.tried} | {row.whole} | {kinds} |")
    operations, whole = sum(r.operations for r in rows), sum(r.whole for r in rows)
    print(f"\n{whole} of {operations} operations are whole, {sum(r.tried for r in rows)} trips")
    return 1 if ours and (whole < operations or any(row.broken for row in rows)) else 0


def _name(path: Path) -> str:
    path = path.resolve()
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def _print(row: Row) -> None:
    if not row.kinds and not row.said:
        return
    print(f"\n{row.document}: {row.whole} of {row.operations} whole {row.said}", flush=True)
    for kind, number in row.kinds.most_common():
        print(f"  {kind} ({number})")
        for example in row.examples[kind]:
            print(f"    {example}")


if __name__ == "__main__":
    raise SystemExit(main())
