"""Small documents compiled and imported, and what their clients are tried against."""

from __future__ import annotations

import atexit
import contextlib
import importlib
import shutil
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.support import written

WAYS = ("sync", "async")


@cache
def folder() -> Path:
    """Where packages are written, and imported from; removed at exit."""
    path = Path(tempfile.mkdtemp(prefix="specwright-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    sys.path.insert(0, str(path))
    return path


_made: dict[str, ModuleType] = {}


def package(
    title: str, tree: Mapping[str, Any], codes: frozenset[str] | None = frozenset()
) -> ModuleType:
    """The package of a document, compiled as `specwright generate` does, and imported.

    Args:
        title: The document's title, which names the package.
        tree: The document.
        codes: Of the findings besides hints; None: whichever.
    """
    from generator.command.pipeline import generate

    name = title.lower()
    if name not in _made:
        with written({**tree, "info": {"title": title, "version": "1"}}, name) as path:
            result = generate(path)
        told = [d for d in result.diagnostics if d.severity != "hint"]
        assert codes is None or {d.code for d in told} == codes, told
        for file, content in result.files.items():
            target = folder() / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        _made[name] = importlib.import_module(name)
    return _made[name]


def part(module: ModuleType, name: str) -> Any:
    """A module of a package: `server`, `webhooks`, `errors`."""
    return importlib.import_module(f"{module.__name__}.{name}")


@contextlib.contextmanager
def served(module: ModuleType, **options: Any) -> Iterator[str]:
    """The package's sandbox on a socket of its own; gives its URL."""
    app = part(module, "server").create_app(**options)
    with part(module, "_runtime.server.serve").running(app) as url:
        yield url


@contextlib.asynccontextmanager
async def opened(module: ModuleType, way: str, **settings: Any) -> AsyncIterator[Any]:
    """A client of either kind; what its methods give goes through `got`."""
    settings.setdefault("trust_env", False)
    if way == "sync":
        with module.Client(**settings) as client:
            yield client
    else:
        async with module.AsyncClient(**settings) as client:
            yield client


async def got(value: Any) -> Any:
    """What a method of either client gave: awaited, where that is needed."""
    return await value if hasattr(value, "__await__") else value


class BlackHole:
    """A port that neither accepts nor refuses: the queue of those that wait is full."""

    def __enter__(self) -> str:
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=0)
        address: Any = self.listener.getsockname()
        self.fillers = [socket.socket() for _ in range(8)]
        for filler in self.fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        return f"http://127.0.0.1:{address[1]}"

    def __exit__(self, *_: object) -> None:
        for filler in self.fillers:
            filler.close()
        self.listener.close()


def refusing() -> str:
    """The URL of a port on loopback that refuses connections."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"http://127.0.0.1:{free.getsockname()[1]}"
