"""What importing a package costs: seen in a fresh interpreter, by what got imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "generated" / "shoprocket-public"
ALLOWED = {
    # pydantic and what it needs
    "pydantic",
    "pydantic_core",
    "annotated_types",
    "typing_extensions",
    "typing_inspection",
    # httpx and what it needs
    "httpx",
    "httpcore",
    "h11",
    "anyio",
    "sniffio",
    "idna",
    "certifi",
}

CLIENT = ("pydantic", "httpx", "httpcore", "shoprocket_public.client", "shoprocket_public.models.")

REPORT = """
import json, sys, warnings
warnings.simplefilter("error")
import httpx, pydantic  # with whatever they import in this environment
before = set(sys.modules)
{code}
new = set(sys.modules) - before
files = {{name: getattr(sys.modules[name], "__file__", None) or "" for name in new}}
print(json.dumps({{"new": sorted(new), "outside": sorted(
    {{name.partition(".")[0] for name, file in files.items() if "site-packages" in file}}
)}}))
"""


def imported(code: str) -> tuple[set[str], set[str]]:
    """The modules that some code imports, and the third parties among them."""
    done = subprocess.run(
        [sys.executable, "-c", REPORT.format(code=code)],
        env={"PYTHONPATH": str(PACKAGE), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return set(said["new"]), set(said["outside"])


MAKE = "from shoprocket_public import Client; c = Client(publishable_key='pk_test_x')"
CALL = """
import httpx
from shoprocket_public import Client
def answer(request):
    return httpx.Response(200, json={"data": [{"code": "IE", "name": "Ireland"}]})
c = Client(publishable_key='pk_test_x', transport=httpx.MockTransport(answer))
assert c.countries.list()[0].name == "Ireland"
c.close()
"""


@pytest.mark.parametrize(
    "code",
    [
        "import shoprocket_public",
        "from shoprocket_public import *",
        MAKE,
        MAKE.replace("Client(", "AsyncClient(").replace("import Client", "import AsyncClient"),
        f"{MAKE}\n[getattr(c, name) for name in dir(c) if not name.startswith('_')]",
    ],
    ids=["package", "star", "client", "async client", "resources"],
)
def test_no_model_is_imported_before_it_is_needed(code: str) -> None:
    new, outside = imported(code)
    assert "shoprocket_public" in new
    models = {name for name in new if name.startswith("shoprocket_public.models.")}
    assert models == set()
    assert outside <= ALLOWED


def test_a_resource_is_imported_when_it_is_touched() -> None:
    new, _ = imported(MAKE)
    assert not {name for name in new if name.startswith("shoprocket_public.api")}
    new, _ = imported(f"{MAKE}\nc.tax")
    resources = {name for name in new if name.startswith("shoprocket_public.api.")}
    assert resources == {"shoprocket_public.api.tax"}


def test_a_call_imports_the_models_of_its_resource_only() -> None:
    new, outside = imported(CALL)
    models = {name for name in new if name.startswith("shoprocket_public.models.")}
    assert "shoprocket_public.models.countries" in models
    assert models <= {"shoprocket_public.models.countries", "shoprocket_public.models.shared"}
    assert outside <= ALLOWED


@pytest.mark.parametrize("code", [MAKE, CALL], ids=["client", "call"])
def test_a_client_imports_nothing_of_the_server(code: str) -> None:
    new, _ = imported(code)
    assert not {name for name in new if "shoprocket_public.server" in name}
    assert not {name for name in new if "_runtime.server" in name}


SERVE = """
import asyncio, sys
from shoprocket_public.server import create_app
app = create_app()
scope = {
    "type": "http", "method": "GET", "path": "/countries", "query_string": b"",
    "headers": [(b"authorization", b"Bearer pk_test_x")],
}
sent = []
async def receive():
    return {"type": "http.request"}
async def send(message):
    sent.append(message)
asyncio.run(app(scope, receive, send))
assert sent[0]["status"] == 200, sent
print(json.dumps(sorted(sys.modules)))
"""


def test_a_sandbox_answers_without_the_client_or_its_libraries() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import json\n" + SERVE],
        env={"PYTHONPATH": str(PACKAGE), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    loaded: list[str] = json.loads(done.stdout)
    rooms = [f"shoprocket_public._runtime.{room}" for room in ("client", "call", "transport")]
    assert [name for name in loaded if name.startswith((*CLIENT, *rooms))] == []


def test_a_star_import_still_brings_the_clients() -> None:
    imported(
        "from shoprocket_public import *\nassert Client and AsyncClient and errors.ApiError is ApiError"
    )


def test_a_served_app_needs_no_more_than_its_extra() -> None:
    import tomllib

    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text())["project"]
    needs = {item.split(">")[0].split("[")[0] for item in project["dependencies"]}
    assert needs <= {"pydantic", "httpx", "typing-extensions"}
    extra = {
        item.split(">")[0].split("[")[0] for item in project["optional-dependencies"]["server"]
    }
    _, outside = imported(
        "from shoprocket_public.server import create_app\n"
        "from shoprocket_public._runtime.server.testing import InProcess\n"
        "from shoprocket_public import Client\n"
        "with Client(publishable_key='pk_test_x', transport=InProcess(create_app())) as c:\n"
        "    c.store.get()"
    )
    extra_modules = {name.replace("-", "_") for name in extra}
    assert outside - ALLOWED <= extra_modules | {"referencing", "rpds", "attr", "attrs"}
