"""All benchmarks: `make bench`.

Prints one line for each figure: what was measured, beside what, the ratio and the
gate, and draws each table of them (docs/images/bench-*.svg). Exits 1 when a gate is missed.
CPU time, best of several runs that take turns, one machine: the ratios are what counts.

    python -m tests.bench [table …] [--document FILE]
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.cold_bench import RUFF, models
from tests.bench.cpu import of_processes
from tests.bench.plot import Row, svg

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
SPEC = "specs/shoprocket-public"
PACKAGE = ROOT / "generated" / "shoprocket-public"
RIVALS = ROOT / ".venv" / "rivals"

PICTURES = ROOT / "docs" / "images"

missed: list[str] = []
tables: dict[str, list[Row]] = {}


def show(what: str, ours: float, rival: str, theirs: float, gate: float | None) -> None:
    """Print one comparison, in milliseconds."""
    ratio = ours / theirs
    verdict = "" if gate is None else f"gate {gate:g}" + ("" if ratio <= gate else "  MISSED")
    print(
        f"{what:44} {ours * 1e3:9.3f} ms   {rival:44} {theirs * 1e3:9.3f} ms   {ratio:5.2f} ×  {verdict}"
    )
    tables[next(reversed(tables))].append(Row(what, rival, ratio, gate))
    if gate is not None and ratio > gate:
        missed.append(what)


def show_bound(what: str, value: float, bound: float, unit: str) -> None:
    """Print one figure that has an absolute bound."""
    verdict = f"bound {bound:g} {unit}" + ("" if value <= bound else "  MISSED")
    print(f"{what:44} {value:9.3f} {unit}   {verdict}")
    if value > bound:
        missed.append(what)


def measured(module: str, *arguments: str) -> Any:
    """What a benchmark beside this one found, in a process of its own: its last line."""
    command = [PYTHON, "-m", f"tests.bench.{module}", *arguments]
    return json.loads(subprocess.check_output(command, cwd=ROOT).splitlines()[-1])


def toolkit() -> None:
    """Generating: when there is nothing to do, after a change, and from nothing."""
    quick = of_processes(
        {
            "noop": [PYTHON, "-m", "generator", "generate", "-q"],
            "yaml": [PYTHON, "-c", "import yaml"],
        },
        runs=12,
    )
    what = "no-op generate, all documents"
    show(what, quick["noop"], 'python -c "import yaml"', quick["yaml"], 2.0)
    one_changed()
    with tempfile.TemporaryDirectory() as folder:
        document = str(PACKAGE / "shoprocket_public/server/openapi.json")
        again = f'rm -rf "$1" && "$0" -m generator generate {SPEC} -q --out "$1"'
        cold = of_processes(
            {
                "ours": ["sh", "-c", again, PYTHON, f"{folder}/out"],
                "alone": models(document, f"{folder}/m.py"),
                "ruff": models(document, f"{folder}/m.py", *RUFF),
            },
            runs=3,
        )
        what, alone = "cold generate, Shoprocket", "datamodel-codegen, "
        show(what, cold["ours"], f"{alone}its defaults", cold["alone"], 1.5)
        show(what, cold["ours"], f"{alone}formatted by ruff", cold["ruff"], None)
    found = measured("cold_bench")
    for index, unit in enumerate(("wall", "CPU")):
        what, ours = f"cold generate, all documents, {unit}", found["ours"][index]
        show(what, ours, "datamodel-codegen, its defaults", found["defaults"][index], 1.3)
        show(what, ours, "datamodel-codegen, formatted by ruff", found["ruff"][index], 1.3)


def one_changed() -> None:
    """Change one document of all: only its package is made anew."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "specs", folder / "specs")
        shutil.copytree(ROOT / "generated", folder / "generated")
        generate = [PYTHON, "-m", "generator", "generate"]
        subprocess.run(generate, cwd=folder, check=True, capture_output=True)
        file = next((folder / SPEC).glob("openapi.*"))
        file.write_text(file.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
        start = time.perf_counter()
        said = subprocess.run(generate, cwd=folder, check=True, capture_output=True, text=True)
        took = time.perf_counter() - start
        assert sum(not line.endswith("up to date") for line in said.stderr.splitlines()) <= 1
        show_bound("generate, Shoprocket changed, wall", took, 5.0, "s")


def client() -> None:
    """A call without a network, and what an import costs."""
    found = measured("client_bench")
    what = f"generated GET of {found['bytes']} bytes"
    hand = "httpx.Client.get(url) + TypeAdapter.validate_json"
    show(what, found["ours"], hand, found["hand"], 0.6)
    if rival := openapi_python_client():
        show(what, found["ours"], "openapi-python-client", rival, None)
    found = measured("import_bench")
    show_bound("import Shoprocket and build a client", found["shoprocket"] * 1e3, 10.0, "ms")
    show_bound("import RetailCRM and build a client", found["retailcrm"] * 1e3, 10.0, "ms")
    show_bound("RetailCRM, its first list of orders", found["orders"] * 1e3, 80.0, "ms")


def conventions() -> None:
    """What the conventions cost a call: the least of five processes.

    By where things happen to lie in memory, the same call costs a few per cent more in one
    process than in another.
    """
    runs = [measured("conventions_bench")["calls"] for _ in range(5)]
    calls = {name: min(run[name] for run in runs) for name in runs[0]}
    show("GET with all conventions", calls["all"], "with none", calls["none"], 1.15)
    show("GET with all, and a hook", calls["all, and a hook"], "with none", calls["none"], None)
    wait = calls["all, async"], "with none, async", calls["none, async"]
    show("GET with all conventions, async", *wait, None)


def limits() -> None:
    """What keeping a rate limit costs."""
    found = measured("limits_bench")
    show_bound("limiter decision, one rule", found["one"] * 1e6, 5.0, "us")
    show_bound("limiter decision, two rules", found["two"] * 1e6, 5.0, "us")
    show("generated GET with a rate limit", found["with"], "without", found["without"], 1.15)
    shared = found["shared"]
    show_bound("decision of Redis", shared["sync"] * 1e6, 120.0, "us")
    show_bound("decision of Redis, async", shared["async"] * 1e6, 200.0, "us")
    sizes = shared["redis, 8000"], "a window of 100", shared["redis, 100"]
    show("Redis' own, a window of 8,000", *sizes, 1.5)


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


def bodies() -> None:
    """Large bodies over a socket, both ways."""
    found = measured("bodies_bench")
    dump = "httpx.Client.post + model_dump_json"
    show("15 MB of JSON sent, from models", found["send ours"], dump, found["send hand"], 1.1)
    show("the same with nulls", found["nulls ours"], dump, found["nulls hand"], 1.1)
    objects = found["objects ours"], "httpx.Client.post(json=…)", found["objects hand"]
    show("the same from dicts", *objects, 1.1)
    download = found["download ours"], "httpx.Client.stream", found["download hand"]
    show("500 MB read as they come", *download, 1.1)
    page = found["page ours"], "httpx.Client.get(url) + validate_json", found["page hand"]
    show("a page of 100 orders", *page, 1.02)


def engines() -> None:
    """A call over a socket, by engine: beside the plainest call of its library, and by tasks."""
    found = measured("engines_bench")
    gates = {("aiohttp", "async 100"): 1.6, ("pyreqwest", "sync"): 2.0}
    for engine, costs in found.items():
        name = f"{'httpx' if engine == 'httpx2' else engine} + validate_json"
        for way, value in costs["ours"].items():
            show(f"{engine}, {way}", value, name, costs["hand"][way], gates.get((engine, way)))
    for engine in ("httpx", "httpx2"):
        ours = found[engine]["ours"]
        gate = 1.15 if engine == "httpx" else None
        show(f"{engine}, async 100", ours["async 100"], "itself, async 10", ours["async 10"], gate)
    least = found["pyreqwest"]["ours"]["async 100"]
    show_bound("pyreqwest, async 100", least * 1e6, 230.0, "us")


def large() -> None:
    """Packages of many operations: beside another generator, and twice as many beside half."""
    found = measured("large_bench")
    for count, costs in found.items():
        if "rival" in costs:
            ours, theirs = costs["ours"], costs["rival"]
            show(f"{count} operations", ours["cpu"], "openapi-python-client", theirs["cpu"], 1.0)
            most = ours["mib"] / theirs["mib"]
            print(f"{'':4}memory {ours['mib']:.0f} MiB, theirs {theirs['mib']:.0f}: {most:.2f} ×")
    few, many = found
    costs = found[many]["ours"]["cpu"], f"{few} operations", found[few]["ours"]["cpu"]
    show(f"{many} operations", *costs, 2.1)


def document(path: Path) -> None:
    """A package of somebody's own document, beside another generator."""
    costs = measured("large_bench", "--document", str(path.resolve()))[path.name]
    ours, theirs = costs["ours"], costs.get("rival")
    print(f"{path.name}: {ours['cpu']:.1f} s CPU, {ours['mib']:.0f} MiB")
    if theirs:
        show(path.name, ours["cpu"], "openapi-python-client", theirs["cpu"], 1.0)
        print(
            f"{'':4}memory of theirs {theirs['mib']:.0f} MiB: {ours['mib'] / theirs['mib']:.2f} ×"
        )


def stub() -> None:
    """A generated server in process, and its start."""
    found = measured("stub_bench")
    hand = "Starlette and pydantic by hand"
    for method, what in (("get", "validated GET"), ("post", "POST of 2 KB")):
        for app, gate in (("implementation", 1.3), ("sandbox", 2.5)):
            show(f"{what}, {app}", found[f"{method} {app}"], hand, found[f"{method} hand"], gate)
    found = measured("start_bench")
    for suffix in ("", ", not compiled"):
        for app in ("sandbox", "implementation"):
            what = f"start to first answer, {app}{suffix}"
            show(what, found[app + suffix], hand, found["hand" + suffix], None)
            show_bound(what, found[app + suffix] * 1e3, 250.0, "ms")


def server() -> None:
    """The server half beside Starlette alone: in process, and through uvicorn."""
    found = measured("server_bench")
    bare = "Starlette, nothing validated", found["starlette"]
    show("validated GET of a page, in process", found["page"], *bare, None)
    show("GET of an item, in process", found["item"], *bare, None)
    bare = "Starlette, nothing validated", found["uvicorn starlette"]
    show("validated GET of a page, uvicorn", found["uvicorn ours"], *bare, None)
    bare = "ASGI with ready bytes", found["uvicorn nothing"]
    show("the same", found["uvicorn ours"], *bare, None)
    show("last of 1,000 routes", found["last of 1000"], "last of 10", found["last of 10"], 1.2)
    bare = "a Python that imports asyncio", found["python"]
    show("process start to first answer, 60 operations", found["start"], *bare, None)
    show_bound("validated GET of a page, in process", found["page"] * 1e6, 20.0, "us")
    show_bound("validated GET of a page, uvicorn", found["uvicorn ours"] * 1e6, 60.0, "us")
    show_bound("process start to first answer", found["start"] * 1e3, 300.0, "ms")
    for what in ("load", "first schema", "next schema"):
        print(f"{'document of 1 MB, ' + what:44} {found[what] * 1e3:9.3f} ms")


TABLES: dict[str, tuple[str, Callable[[], None]]] = {
    "toolkit": ("Generating, CPU and wall time", toolkit),
    "client": ("A call of a generated client, CPU time", client),
    "conventions": ("What the conventions cost a call, CPU time", conventions),
    "limits": ("What keeping a rate limit costs, CPU time", limits),
    "bodies": ("Large bodies over a socket, CPU time", bodies),
    "stub": ("A generated server, CPU time", stub),
    "server": ("The server half beside Starlette, CPU time", server),
    "engines": ("A GET of 1 KB over a socket by engine, CPU time", engines),
    "large": ("Generating packages of many operations, CPU time", large),
}


def main() -> int:
    """Run everything, or the tables that are named."""
    parser = argparse.ArgumentParser(description="Ratios against named rivals.")
    parser.add_argument("tables", nargs="*", help=f"of {', '.join(TABLES)} (default: all)")
    parser.add_argument("--document", type=Path, help="compile this OpenAPI file, too")
    given = parser.parse_args()
    if unknown := set(given.tables) - set(TABLES):
        parser.error(f"there is no table {', '.join(sorted(unknown))}")
    for name in given.tables or ([] if given.document else TABLES):
        title, measure = TABLES[name]
        print(f"\n{title}", flush=True)
        tables[title] = []
        measure()
        picture = PICTURES / f"bench-{name}.svg"
        picture.write_text(svg(title, tables[title]), encoding="utf-8")
    if given.document:
        tables[""] = []  # nobody else has the document: no picture of it is kept
        document(given.document)
    sys.stdout.flush()
    for what in missed:
        print(f"missed: {what}")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
