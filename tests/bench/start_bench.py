"""From a fresh process to a server's first answer: Shoprocket's package, and Starlette by hand.

CPU seconds, the least of several runs: of the sandbox and of an implementation, with the
package compiled before (as an installed one is) and not; the libraries are compiled.

    python -m tests.bench.start_bench
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

from tests.bench.cpu import of_processes

PACKAGE = Path(__file__).resolve().parents[2] / "generated" / "shoprocket-public"
_IMPLEMENTED = """
from shoprocket_public import models
from shoprocket_public.server import create_app
class Shop:
    async def list_countries(self, **_):
        return [models.Country(code="IE", name="Ireland")]
app = create_app(Shop())
"""
_HAND = """
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
class Country(BaseModel):
    code: str
    name: str
class Countries(BaseModel):
    data: list[Country]
async def countries(request):
    told = Countries(data=[Country(code="IE", name="Ireland")])
    return Response(told.model_dump_json(), media_type="application/json")
app = Starlette(routes=[Route("/countries", countries)])
"""
APPS = {
    "sandbox": "from shoprocket_public.server import create_app\napp = create_app()",
    "implementation": _IMPLEMENTED,
    "hand": _HAND,
}
_ASK = """
import asyncio
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
"""


def main() -> None:
    """Print seconds, as JSON."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "package"
        shutil.copytree(PACKAGE, folder, ignore=shutil.ignore_patterns("__pycache__"))
        env = {"PYTHONPATH": str(folder)}
        for suffix, more in ((", not compiled", {"PYTHONDONTWRITEBYTECODE": "1"}), ("", {})):
            commands = {
                app + suffix: [sys.executable, "-c", code + _ASK] for app, code in APPS.items()
            }
            found |= of_processes(commands, env={**env, **more})
    print(json.dumps(found))


if __name__ == "__main__":
    main()
