"""What a client costs: to import, to make, and for a call."""

from __future__ import annotations

import contextlib
import gc
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator.runtime.call.decode import decode
from generator.runtime.call.plan import plan_of
from generator.runtime.ground.operation import Operation, Reply
from tests.steps import steps

from . import bench

ROOT = Path(__file__).parents[2]

MODULES = 38
"""At most so many modules of the runtime are loaded before the first call: `ground/lazy.py`, which
a generated package's own `__init__` imports, among them."""

IMPORT = """
import sys
import httpx
from pydantic import BaseModel, TypeAdapter  # the package itself imports them late
before = set(sys.modules)
from generator.runtime.client import BaseClient, Resource, UNSET
from generator.runtime.ground.operation import Api, Operation, Param, Reply, Scheme, Server
api = Api("p", "P", "1", (Server("https://h.test"),), (Scheme("b", "key", "bearer"),))
client = BaseClient(api, {"key": "k"})
new = sorted(set(sys.modules) - before)
print(" ".join(name for name in new if name.partition(".")[0] != "generator"))
print(" ".join(name.rpartition(".")[2] for name in new if name.startswith("generator.runtime.")))
"""


def imported(tmp_path: Path) -> tuple[list[str], list[str]]:
    env = {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(tmp_path)}
    out = subprocess.run(
        [sys.executable, "-c", IMPORT], env=env, capture_output=True, check=True, timeout=60
    ).stdout.decode()
    new, own = out.split("\n")[:2]
    return new.split(), own.split()


def test_import_and_a_client_cost_little(tmp_path: Path) -> None:
    """Nothing is imported beyond pydantic and the HTTP library, and of ours only what a client is.

    `make bench` says what that comes to in milliseconds.
    """
    new, own = imported(tmp_path)
    assert new == []
    assert len(own) <= MODULES
    for late in (
        "paging",
        "retry",
        "multipart",
        "tolerant",
        "failure",
        "problem",
        "links",
        "whole",
        "flow",
        "fields",
        "formats",
        "evolution",
        "bounded",
        "slim",
        "aiohttp",
        "pyreqwest",
    ):
        assert late not in own


def test_a_client_does_no_work_before_its_first_call() -> None:
    code = (
        "import socket, ssl\n"
        "def no(*a, **k): raise SystemExit('touched the network or the certificates')\n"
        "socket.socket.connect = socket.getaddrinfo = ssl.create_default_context = no\n"
        "from tests.runtime.sdk import AsyncClient, Client\n"
        "Client().close(); AsyncClient()\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)


def test_a_call_costs_less_than_the_same_by_hand() -> None:
    """At most 0.4 of the steps of a hand-written call with the same library and validation."""
    for name in ("httpx", "httpx2"):
        by_hand, ours = map(steps, bench.both(name))
        assert ours <= 0.4 * by_hand, f"{name}: {ours} of {by_hand} calls"


@pytest.mark.parametrize("collecting", [True, False])
def test_garbage_collection_is_as_it_was_after_models_are_made(collecting: bool) -> None:
    """It pauses while a first call makes its models, whatever comes of that."""
    during: list[bool] = []

    def model() -> Any:
        during.append(gc.isenabled())
        if len(during) == 2:
            raise LookupError("no such model")
        return dict[str, int]

    operation: Operation[Any] = Operation(
        "get", "GET", "/x", replies=(Reply((200,), "application/json", model),)
    )
    before = gc.isenabled()
    try:
        (gc.enable if collecting else gc.disable)()
        for content_type in (b"application/json", b"application/json; charset=utf-8"):
            with contextlib.suppress(LookupError):
                decode(plan_of(operation), 200, content_type, b"{}", head=False, strict=False)
            assert gc.isenabled() is collecting
    finally:
        (gc.enable if before else gc.disable)()
    assert during == [False, False]
