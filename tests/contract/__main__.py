"""Contract tests: every sandbox keeps to its own document.

    python -m tests.contract [--phases examples,coverage] [--seeds 1,2,77] [--count 40] [PACKAGE…]

Runs schemathesis with every check (but see `left_out`) and, by default, every phase against the sandbox of
each generated package over a real socket. No failure is excused: there is no baseline.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ROOT / "generated"
KEY = "key-for-contract-tests"
ACCEPTED = ("2xx", "3xx", "401", "403", "404", "409", "429", "5xx")
"""What schemathesis takes for an answer to what fits its schema."""
PHASES = "examples,coverage,fuzzing,stateful"


def packages() -> list[str]:
    """The generated packages, by name."""
    return sorted(path.parent.name for path in GENERATED.glob("*/manifest.json"))


def credentials(api: Any) -> tuple[str, set[str]]:
    """Configuration that gives schemathesis a credential for each scheme, and their values."""
    lines: list[str] = []
    for scheme in api.schemes:
        lines.append(f"[auth.openapi.{scheme.name}]")
        if scheme.kind == "basic":
            lines += ['username = "user"', f'password = "{KEY}"']
        elif scheme.kind == "key":
            lines.append(f'api_key = "{KEY}"')
        else:
            lines.append(f'bearer = "{KEY}"')
    return "\n".join(lines), {KEY, f"user:{KEY}"}


def tree(name: str) -> dict[str, Any]:
    """The document that a package's sandbox serves."""
    (path,) = (GENERATED / name).glob("*/server/openapi.json")
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


def refusals(document: dict[str, Any]) -> str:
    """Configuration that lets operations refuse what fits their schemas, as the document says.

    Those are the rules of `x-sandbox`: what must hold before anything is done.
    """
    lines: list[str] = []
    for item in document["paths"].values():
        for operation in item.values():
            said = operation.get("x-sandbox", {}) if isinstance(operation, dict) else {}
            statuses = sorted({str(rule["status"]) for rule in said.get("require", ())})
            if statuses:
                lines += [
                    "[[operations]]",
                    f'include-operation-id = "{operation["operationId"]}"',
                    "checks.positive_data_acceptance.expected-statuses = "
                    + json.dumps([*ACCEPTED, *statuses]),
                ]
    return "\n".join(lines)


def left_out(document: dict[str, Any]) -> list[str]:
    """The check that what was deleted is gone, where all is deleted by processes.

    202 says that nothing was done yet (RFC 9110, section 15.3.3); the check takes it for done.
    """
    deletes = [
        item["delete"]["responses"] for item in document["paths"].values() if "delete" in item
    ]
    processes = all("202" in responses for responses in deletes)
    return ["--exclude-checks", "use_after_free"] if processes else []


def without(phase: str, ids: Sequence[str]) -> str:
    """Configuration that leaves operations out of one phase."""
    if not ids:
        return ""
    return (
        f"[[operations]]\ninclude-operation-id = {json.dumps(ids)}\nphases.{phase}.enabled = false"
    )


def operations(name: str) -> tuple[str, ...]:
    """The ids of a package's operations, in order."""
    ids = (
        item["operationId"]
        for verbs in tree(name)["paths"].values()
        for item in verbs.values()
        if isinstance(item, dict) and "operationId" in item
    )
    return tuple(sorted(ids))


def check(
    name: str,
    phases: str = PHASES,
    *,
    settings: str = "",
    seed: int = 1,
    count: int = 20,
) -> subprocess.CompletedProcess[str]:
    """Run schemathesis against one sandbox.

    Args:
        name: The package.
        phases: Of schemathesis, with commas.
        settings: Further configuration.
        seed: What the tries come from.
        count: How many there are for each operation and phase.
    """
    folder = GENERATED / name
    package = next(path.parent.name for path in folder.glob("*/py.typed"))
    sys.path.insert(0, str(folder))
    api = import_module(f"{package}.operations").API
    create_app = import_module(f"{package}.server").create_app
    running = import_module(f"{package}._runtime.server").running
    config, known = credentials(api)
    with tempfile.TemporaryDirectory() as here:
        document = tree(name)
        parts = (config, refusals(document), settings)
        Path(here, "schemathesis.toml").write_text("\n".join(parts))
        with running(create_app(credentials=known, planned=True, strict=True)) as url:
            return subprocess.run(
                [
                    *(sys.executable, "-m", "schemathesis.cli"),
                    *("--config-file", "schemathesis.toml", "run", f"{url}/openapi.json"),
                    *("--url", url, "-n", str(count), "--seed", str(seed), "--checks", "all"),
                    *("--phases", phases, "--continue-on-failure", *left_out(document)),
                    # In a query nearly everything is right once it is text: see `form_hooks`.
                    # How long the tries take to make says nothing of the sandbox.
                    *("--suppress-health-check", "filter_too_much,too_slow"),
                ],
                cwd=here,
                env={
                    **os.environ,
                    "PYTHONPATH": str(ROOT),
                    "SCHEMATHESIS_HOOKS": "tests.contract.form_hooks",
                    "NO_COLOR": "1",
                },
                capture_output=True,
                text=True,
                check=False,
                timeout=4 * 3600,  # seconds: hundreds of operations on a busy machine
            )


def main() -> int:
    """Check the packages named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.contract")
    parser.add_argument("packages", nargs="*", default=packages())
    parser.add_argument("--phases", default=PHASES)
    parser.add_argument("--seeds", default="1,2,77")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("-v", "--verbose", action="store_true", help="print all that it said")
    options = parser.parse_args()
    failed = 0
    for name, seed in product(options.packages, map(int, options.seeds.split(","))):
        result = check(name, options.phases, seed=seed, count=options.count)
        lines = [line for line in result.stdout.splitlines() if line.strip()]
        print(
            f"{name}, seed {seed}: {'ok' if result.returncode == 0 else 'FAILED'}  {lines[-1].strip('= ')}"
        )
        if result.returncode:
            failed += 1
            print(result.stdout if options.verbose else "\n".join(lines[-60:]))
            print(result.stderr[-2000:])
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
