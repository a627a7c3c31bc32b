"""All benchmarks: `make bench`.

Prints one line for each figure: what was measured, beside what, the ratio and the
gate. Exits 1 when a gate is missed. CPU time, best of several runs, one machine, one
run: the ratios are what counts.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.cpu import of_process

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
SPEC = "specs/shoprocket-public"
PACKAGE = ROOT / "generated" / "shoprocket-public"
RIVALS = ROOT / ".venv" / "rivals"

missed: list[str] = []


def show(what: str, ours: float, rival: str, theirs: float, gate: float | None) -> None:
    """Print one comparison, in milliseconds."""
    ratio = ours / theirs
    verdict = "" if gate is None else f"gate {gate:g}" + ("" if ratio <= gate else "  MISSED")
    print(
        f"{what:44} {ours * 1e3:9.3f} ms   {rival:44} {theirs * 1e3:9.3f} ms   {ratio:5.2f} ×  {verdict}"
    )
    if gate is not None and ratio > gate:
        missed.append(what)


def show_bound(what: str, value: float, bound: float, unit: str) -> None:
    """Print one figure that has an absolute bound."""
    verdict = f"bound {bound:g} {unit}" + ("" if value <= bound else "  MISSED")
    print(f"{what:44} {value:9.3f} {unit}   {verdict}")
    if value > bound:
        missed.append(what)


def toolkit() -> None:
    """Generating: when there is nothing to do, and from nothing."""
    noop = of_process([PYTHON, "-m", "generator", "generate", "-q"])
    yaml = of_process([PYTHON, "-c", "import yaml"])
    show("no-op generate, all documents", noop, 'python -c "import yaml"', yaml, 2.0)
    with tempfile.TemporaryDirectory() as folder:
        cold = of_process(
            [
                "sh",
                "-c",
                f'rm -rf "$1" && "$0" -m generator generate {SPEC} -q --out "$1"',
                PYTHON,
                f"{folder}/out",
            ]
        )
        document = str(PACKAGE / "shoprocket_public/server/openapi.json")
        models = [
            str(Path(PYTHON).parent / "datamodel-codegen"),
            *("--input", document, "--input-file-type", "openapi"),
            *("--output-model-type", "pydantic_v2.BaseModel", "--target-python-version", "3.11"),
            *("--use-annotated", "--enum-field-as-literal", "all", "--output", f"{folder}/m.py"),
        ]
        alone = of_process(models)
        show("cold generate, Shoprocket", cold, "datamodel-codegen, its defaults", alone, 1.5)
        ruff = of_process([*models, "--formatters", "ruff-check", "ruff-format"])
        show("cold generate, Shoprocket", cold, "datamodel-codegen, formatted by ruff", ruff, None)


def client() -> None:
    """A call without a network, and what an import costs."""
    found = json.loads(
        subprocess.check_output([PYTHON, "-m", "tests.bench.client_bench"], cwd=ROOT)
    )
    hand = "httpx.Client.get + TypeAdapter.validate_json"
    show(f"generated GET of {found['bytes']} bytes", found["ours"], hand, found["hand"], 0.6)
    if rival := openapi_python_client():
        show(
            f"generated GET of {found['bytes']} bytes",
            found["ours"],
            "openapi-python-client",
            rival,
            None,
        )
    base = "import httpx; from pydantic import BaseModel, TypeAdapter"
    use = "from shoprocket_public import Client; Client(publishable_key='pk_test_x')"
    env = {"PYTHONPATH": str(PACKAGE)}
    plain = of_process([PYTHON, "-c", base], runs=10, env=env)
    ours = of_process([PYTHON, "-c", f"{base}; {use}"], runs=10, env=env)
    show_bound("import and build a client, beyond both", (ours - plain) * 1e3, 10.0, "ms")


def limits() -> None:
    """What keeping a rate limit costs."""
    found = json.loads(
        subprocess.check_output([PYTHON, "-m", "tests.bench.limits_bench"], cwd=ROOT)
    )
    show_bound("limiter decision, one rule", found["one"] * 1e6, 5.0, "us")
    show_bound("limiter decision, two rules", found["two"] * 1e6, 5.0, "us")
    show("generated GET with a rate limit", found["with"], "without", found["without"], 1.15)


def openapi_python_client() -> float | None:
    """The same call by a client that openapi-python-client made of the same document."""
    python = RIVALS / "bin" / "python"
    if not python.exists():
        return None
    with tempfile.TemporaryDirectory() as folder:
        document = str(PACKAGE / "shoprocket_public/server/openapi.json")
        subprocess.run(
            [
                *(str(python), "-m", "openapi_python_client", "generate", "--path", document),
                *("--output-path", f"{folder}/out", "--overwrite"),
            ],
            check=True,
            capture_output=True,
            env={"PATH": f"{RIVALS / 'bin'}:/usr/bin:/bin"},
        )
        text = subprocess.check_output(
            [str(python), "-m", "tests.bench.client_bench", f"{folder}/out"], cwd=ROOT
        )
    return float(json.loads(text)["opc"])


def main() -> int:
    """Run everything."""
    toolkit()
    client()
    limits()
    sys.stdout.flush()
    server = subprocess.run([PYTHON, "-m", "tests.bench.server_bench"], cwd=ROOT, check=False)
    for what in missed:
        print(f"missed: {what}")
    return 1 if missed or server.returncode else 0


if __name__ == "__main__":
    raise SystemExit(main())
