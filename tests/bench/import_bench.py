"""What importing a package and its first call cost, beyond pydantic and the HTTP library.

Each run is a process of its own, which has imported both before the clock starts.

    python -m tests.bench.import_bench
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNS = 15

_BEFORE = """
import time, httpx
from pydantic import BaseModel, TypeAdapter
class Own(BaseModel):
    number: int
start = time.process_time()
"""
"""An application has a model of its own; the first makes pydantic look for plugins."""
_AFTER = "print(time.process_time() - start)"
_SHOP = "from shoprocket_public import Client; Client(publishable_key='pk_test_x')"
_CRM = "from retailcrm import Client; Client(api_key='key-1', subdomain='demo')"
_ORDERS = """
from retailcrm import Client
body = b'''{"success": true, "orders": [{"id": 1, "number": "1A", "createdAt": "2026-01-02 03:04:05"}],
 "pagination": {"limit": 20, "totalCount": 1, "currentPage": 1, "totalPageCount": 1}}'''
answer = httpx.Response(200, headers={"content-type": "application/json"}, content=body)
crm = Client(api_key="key-1", subdomain="demo", transport=httpx.MockTransport(lambda _: answer))
start = time.process_time()
assert crm.orders.list(limit=20).items[0].number == "1A"
"""


def of(package: str, what: str, cache: str) -> float:
    """CPU seconds of some code that uses a package, compiled before as an installed one is."""
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "generated" / package),
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": cache,
    }
    command = [sys.executable, "-c", f"{_BEFORE}{what}\n{_AFTER}"]
    return min(float(subprocess.check_output(command, env=env)) for _ in range(RUNS))


def main() -> None:
    """Print seconds, as JSON."""
    with tempfile.TemporaryDirectory() as cache:
        found = {
            "shoprocket": of("shoprocket-public", _SHOP, cache),
            "retailcrm": of("retailcrm", _CRM, cache),
            "orders": of("retailcrm", _ORDERS, cache),
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
