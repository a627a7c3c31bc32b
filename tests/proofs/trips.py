"""Round trips: what is sent arrives, for every operation of every document.

    python -m tests.proofs.trips [DOCUMENT or FOLDER…] [--seed 1] [--count 6] [--match TEXT]

For each operation random valid arguments go from client to stub, and random valid answers
back; both must arrive equal, in their types, and as they were on the wire. Bodies that are
not valid must be refused. Without documents: our own (`specs/`) and those of the cases.

Messages that the vendor sends are operations, too: what is valid is read as it is, strictly.

Ends with a table: document, operations, trips tried, operations that are whole, and the rest
by kind of failure with the smallest value found for it. Trips that cannot be, as the standard
has no way to write any such value (an empty list in a form), are counted apart, by the rule.
Exit status 1 when an operation of one of our own documents is not whole.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from generator.command.pipeline import generate
from generator.runtime.server.app.choice import fixed
from generator.runtime.server.app.negotiate import is_json
from generator.runtime.server.schemas.document import Document, DocumentError
from tests.proofs.hooks import received, webhooks
from tests.proofs.journey import UNTOLD, Failure, Line, Outcome, Trip
from tests.proofs.making import Maker, Unsaid
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
    mute: int = 0
    """Operations of which the wire can say nothing."""
    unsaid: Counter[str] = field(default_factory=Counter)
    """Trips that no value was found for which the wire can say, by the rule."""


class Traveller:
    """Tries the operations of one package."""

    def __init__(self, line: Line, row: Row, seed: int, count: int) -> None:
        self.line, self.row, self.count = line, row, count
        self.chance = Random(f"{seed}:{row.document}")
        self.values = Values(line.document, self.chance)
        self.maker = Maker(line, self.values)

    def operation(self, operation: Any) -> bool:
        """Whether every trip of an operation arrives; what fails is noted.

        One of which nothing can be said is no whole one, and no failing one.
        """
        whole, before = True, self.row.tried
        if self._is_hidden(operation):
            self.row.unsaid["a fragment is not sent: to a server this is another operation"] += 1
            self.row.mute += 1
            return False
        try:
            outcomes = self.line.outcomes(operation)
            for trip, reply in self._trips(operation, outcomes):
                whole &= self._tried(operation, trip, reply)
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(last.filename).name}:{last.lineno}"
            self._note(operation, f"not tried: {type(error).__name__}", f"{error} at {where}")
            return False
        if whole and self.row.tried == before:
            self.row.mute += 1
            return False
        return whole

    def message(self, hook: Any, schema: str) -> bool:
        """Whether every payload of a webhook is read as it is."""
        whole = True
        for number in range(max(self.count, 2)):
            self.row.tried += 1
            try:
                received(self.line, hook, schema, self.values, number)
            except Failure as failure:
                whole = False
                told = f"at {failure.place}; found {_short(failure.found)}"
                self._note(hook.name, failure.kind, f"{told}; expected {_short(failure.expected)}")
            except DocumentError as error:
                whole = False
                self._note(hook.name, "not tried: DocumentError", str(error))
        return whole

    def _is_hidden(self, operation: Any) -> bool:
        """Whether only a fragment tells it from another (RFC 3986, section 3.5)."""
        plain, fragment, _ = operation.path.partition("#")
        if any(word.required for word in fixed(self.line.document, operation)):
            return False
        return bool(fragment) and any(
            other is not operation
            and (other.method, other.path.partition("#")[0]) == (operation.method, plain)
            for other in self.line.operations
        )

    def _trips(self, operation: Any, outcomes: list[Outcome]) -> Iterator[tuple[Trip, Outcome]]:
        outcomes = outcomes or [UNTOLD]
        successes = [outcome for outcome in outcomes if outcome.status < 300]
        success = min(successes or outcomes, key=lambda outcome: outcome.status)
        medias: list[tuple[str | None, str | None]] = list(self.line.medias(operation))
        if not medias or not operation.body.required:
            medias.append((None, None))
        for media, schema in medias:
            for number in range(self.count):
                yield from self._trip(operation, media, schema, success, number, number)
        media, schema = medias[0] if operation.body and operation.body.required else (None, None)
        for outcome in outcomes:
            for number in range(self.count if outcome.status < 300 else 2):
                yield from self._trip(operation, media, schema, outcome, 1, number)

    def _trip(
        self,
        operation: Any,
        media: str | None,
        schema: str | None,
        outcome: Outcome,
        asked: int,
        answered: int,
    ) -> Iterator[tuple[Trip, Outcome]]:
        """A trip, unless no value was found for it that can be written."""
        try:
            arguments = self.maker.arguments(operation, asked)
            body = self.maker.body(media, schema, asked) if media else None
            trip = Trip(arguments, media, body)
            yield self._answered(operation, trip, outcome, answered), outcome
        except Unsaid as error:
            self.row.unsaid[str(error)] += 1

    def _answered(self, operation: Any, trip: Trip, outcome: Outcome, number: int) -> Trip:
        if outcome is UNTOLD:
            return trip
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
        if schema is not None and is_json(trip.media or ""):
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
        name = operation if isinstance(operation, str) else operation.id
        self.row.kinds[kind] += 1
        if len(self.row.examples[kind]) < EXAMPLES:
            self.row.examples[kind].append(f"{name}: {told}")


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


def tried(
    path: Path, name: str, seed: int, count: int, plant: Callable[[Path], None] | None = None
) -> Row:
    """Try one document; in a process of its own, as packages may have the same name.

    Args:
        path: The document.
        name: What it is called in the table.
        seed: Where choices come from.
        count: Trips for each body and answer.
        plant: Makes a fault in the folder of the generated package, to see it found.
    """
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
        root = Path(folder, result.name, package.module_name)
        if plant is not None:
            plant(root)
        served = root / "server" / "openapi.json"
        line = Line(package, Document(served))
        traveller = Traveller(line, row, seed, count)
        line.methods = package.methods(asynchronous=False)
        messages = list(webhooks(line))
        row.operations = len(line.operations) + len(messages)
        with line.open():
            row.whole = sum(map(traveller.operation, line.operations))
        row.whole += sum(traveller.message(hook, schema) for hook, schema in messages)
        with line.open(socket=True):
            for operation in line.operations[:1]:
                mute = row.mute
                if not traveller.operation(operation) and row.mute == mute:
                    row.whole = min(row.whole, row.operations - 1)
                row.mute = mute
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
    print("\n| document | operations | tried | whole | failing, by kind | cannot be said |")
    print("|---|---|---|---|---|---|")
    for row in rows:
        kinds, unsaid = row.said or _counted(row.kinds), sum(row.unsaid.values())
        told = f"{row.document} | {row.operations} | {row.tried} | {row.whole} | {kinds}"
        print(f"| {told} | {unsaid or ''} |")
    operations, whole = sum(r.operations for r in rows), sum(r.whole for r in rows)
    print(f"\n{whole} of {operations} operations are whole, {sum(r.tried for r in rows)} trips")
    mute = sum(row.mute for row in rows)
    if mute:
        print(f"{mute} operations cannot be said at all, by the rules below")
    for rule, number in sum((row.unsaid for row in rows), Counter[str]()).most_common():
        print(f"cannot be said ({number}): {rule}")
    return 1 if ours and (whole + mute < operations or any(row.broken for row in rows)) else 0


def _counted(kinds: Counter[str]) -> str:
    return ", ".join(f"{kind} ({n})" for kind, n in kinds.most_common())


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
