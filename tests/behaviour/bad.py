"""A server on loopback that says just the bytes it is told to, right or wrong."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

PATIENCE = 5.0


class Script(NamedTuple):
    """What a connection gets for its request."""

    chunks: tuple[bytes, ...] = ()
    pause: float = 0.0
    """Seconds before each chunk."""
    reset: bool = False
    """End with a reset instead of an orderly close."""


class Bad:
    """The server's address, and the requests that it got."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.requests: list[bytes] = []


@contextmanager
def misbehaving(*scripts: Script) -> Iterator[Bad]:
    """Serve one script after the other, the last again and again."""
    listener = socket.create_server(("127.0.0.1", 0))
    bad = Bad(listener.getsockname()[1])
    over = threading.Event()

    def serve() -> None:
        with contextlib.suppress(OSError):
            while not over.is_set():
                connection, _ = listener.accept()
                script = scripts[min(len(bad.requests), len(scripts) - 1)]
                threading.Thread(target=talk, args=(connection, script), daemon=True).start()

    def talk(connection: socket.socket, script: Script) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(PATIENCE)
            bad.requests.append(_request(connection))
            for chunk in script.chunks:
                if script.pause and over.wait(script.pause):
                    return
                connection.sendall(chunk)
            if script.reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                connection.shutdown(socket.SHUT_WR)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield bad
    finally:
        over.set()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(PATIENCE)


def _request(connection: socket.socket) -> bytes:
    got = b""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        head, end, body = got.partition(b"\r\n\r\n")
        if end and len(body) >= _length(head):
            break
        chunk = connection.recv(65536)
        if not chunk:
            break
        got += chunk
    return got


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def response(
    body: bytes,
    media: str | None = "application/json",
    *,
    status: str = "200 OK",
    length: int | None = None,
    headers: str = "",
) -> bytes:
    """An HTTP response, with any length that it is said to have."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"Content-Type: {media}"] if media else []
    lines += [headers] if headers else []
    lines += ["X-Request-Id: bad-1", "Connection: close"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def saying(*chunks: bytes) -> Script:
    """A script that says something and closes."""
    return Script(chunks)


def unused_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
