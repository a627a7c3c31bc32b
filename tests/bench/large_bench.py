"""Generating a package of many operations, from nothing, beside openapi-python-client.

A made-up document of so many operations, each with a body and an answer of its own: a
tag for every twenty, schemas of a dozen members that refer to others; or a document of somebody's own. CPU seconds, the
children's included, and the most memory of one process; rival and ours by one command each.

    python -m tests.bench.large_bench [operations …] [--document FILE]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.support import answer, document, operation, query, ref

ROOT = Path(__file__).resolve().parents[2]
RIVAL = ROOT / ".venv" / "rivals" / "bin"
COUNTS = (400, 800)
_MEASURE = """
import json, resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "mib": used.ru_maxrss / 1024}))
"""


def _schema(number: int) -> dict[str, Any]:
    text = {"type": "string"}
    members: dict[str, Any] = {
        "id": text,
        "name": {**text, "maxLength": 100, "description": "What people call it."},
        "count": {"type": "integer", "minimum": 0},
        "price": {"type": "number"},
        "status": {"type": "string", "enum": ["new", "paid", f"sent{number}"]},
        "createdAt": {**text, "format": "date-time"},
        "note": {"type": ["string", "null"]},
        "tags": {"type": "array", "items": text},
        "sizes": {"type": "object", "additionalProperties": {"type": "integer"}},
        "place": {"type": "object", "properties": {"street": text, "city": text, "zip": text}},
        "other": ref(f"Thing{number // 2}"),
        "others": {"type": "array", "items": ref(f"Thing{number // 3}")},
    }
    return {"type": "object", "required": ["id", "name"], "properties": members}


def made(operations: int) -> dict[str, Any]:
    """The document."""
    paths: dict[str, Any] = {}
    for number in range(operations // 2):
        found = operation(
            f"getThing{number}",
            tags=[f"group {number // 10}"],
            parameters=[query("lang", {"type": "string"}), query("page", {"type": "integer"})],
            responses={"200": answer(ref(f"Thing{number}"))},
        )
        body = {
            "required": True,
            "content": {"application/json": {"schema": ref(f"Thing{number}")}},
        }
        new = operation(
            f"makeThing{number}",
            tags=[f"group {number // 10}"],
            requestBody=body,
            responses={"201": answer(ref(f"Thing{number}"))},
        )
        paths[f"/things{number}"] = {"get": found, "post": new}
    schemas = {f"Thing{number}": _schema(number) for number in range(operations // 2)}
    return document(paths, schemas=schemas)


def cost(*command: str) -> dict[str, float]:
    """CPU seconds and MiB of a command."""
    text = subprocess.check_output([sys.executable, "-c", _MEASURE, *command], cwd=ROOT)
    return dict(json.loads(text))


def measured(text: str, name: str = "openapi.json") -> dict[str, dict[str, float]]:
    """Costs of a document: ours, and the rival's where it is installed."""
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "large" / name
        spec.parent.mkdir()
        spec.write_text(text, encoding="utf-8")
        ours = (sys.executable, "-m", "generator", "generate", str(spec), "-q")
        start = time.perf_counter()
        found = {"ours": cost(*ours, "--out", f"{folder}/ours")}
        found["ours"]["wall"] = time.perf_counter() - start
        if RIVAL.exists():
            rival = (str(RIVAL / "python"), "-m", "openapi_python_client", "generate")
            target = ("--output-path", f"{folder}/theirs", "--overwrite")
            found["rival"] = cost(
                "env", f"PATH={RIVAL}:/usr/bin:/bin", *rival, "--path", str(spec), *target
            )
        return found


def main() -> None:
    """Print costs as JSON: by number of operations, or of a file by its name."""
    parser = argparse.ArgumentParser()
    parser.add_argument("operations", nargs="*", type=int, default=COUNTS)
    parser.add_argument("--document", type=Path, help="an OpenAPI file to compile instead")
    given = parser.parse_args()
    if given.document:
        name = given.document.name
        found = {name: measured(given.document.read_text(encoding="utf-8"), name)}
    else:
        found = {str(count): measured(json.dumps(made(count))) for count in given.operations}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
