"""A vendor on loopback that loses and refuses a part of what it is sent, and keeps books."""

from __future__ import annotations

import json
import random
import socket
import struct
import threading
from types import TracebackType
from typing import Any

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
BUSY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"


class Unreliable:
    """An HTTP/1.1 server that takes JSON events, one or a list of them.

    Args:
        resets: The share of requests whose connection is reset (RST) without an answer.
        refusals: The share that is answered with 503.
        seed: For chance.
    """

    def __init__(self, resets: float = 0.05, refusals: float = 0.05, seed: int = 1) -> None:
        self.resets = resets
        self.refusals = refusals
        self.taken: list[Any] = []
        """Events that were answered with 200, in the order they came."""
        self.calls: list[str] = []
        """Path of each request."""
        self.went_wrong = {"reset": 0, "refused": 0}
        """Events, by what went wrong."""
        self.open = threading.Event()
        """Cleared: no request is answered."""
        self.open.set()
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._connections: list[socket.socket] = []
        self._threads[0].start()
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._connections.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as stream:
            connection.settimeout(30)
            try:
                while self._exchange(connection, stream):
                    pass
            except OSError:
                return

    def _exchange(self, connection: socket.socket, stream: Any) -> bool:
        """One request and its answer; whether the connection goes on."""
        start: bytes = stream.readline()
        if not start:
            return False
        length = 0
        while (line := stream.readline().strip().lower()) != b"":
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        body = json.loads(stream.read(length))
        events: list[Any] = body if isinstance(body, list) else [body]
        self.open.wait(30)
        with self._lock:
            self.calls.append(start.split()[1].decode().partition("?")[0])
            drawn = self._random.random()
            if drawn < self.resets:
                self.went_wrong["reset"] += len(events)
                # Closing with nothing lingering sends RST.
                linger = struct.pack("ii", 1, 0)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                return False
            if drawn < self.resets + self.refusals:
                self.went_wrong["refused"] += len(events)
                connection.sendall(BUSY)
                return True
            self.taken += events
        connection.sendall(OK)
        return True

    def __enter__(self) -> Unreliable:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.open.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._connections:
            connection.close()
        for thread in self._threads:
            thread.join(5)
