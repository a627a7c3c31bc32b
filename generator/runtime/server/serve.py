"""Serving on a socket with uvicorn: by hand on loopback, and in a thread for tests."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from .application import Application

_PATIENCE = 10.0


class ServerError(Exception):
    """The server cannot be started."""


def _server(app: Application) -> Any:
    try:
        import uvicorn
    except ImportError as error:
        raise ServerError("serving needs uvicorn: install the package's [server] extra") from error
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)


def serve(app: Application, host: str = "127.0.0.1", port: int = 0) -> None:
    """Serve until interrupted; prints the address once it listens.

    Args:
        app: The application.
        host: Address to listen on; the default is reached from this machine only.
        port: 0 takes a free one.

    Raises:
        ServerError: uvicorn is missing, or the address is taken.
    """
    with _started(app, host, port) as (url, thread):
        print(f"{app.title} listens on {url}", flush=True)
        try:
            while thread.is_alive():
                time.sleep(0.5)  # an interrupted join() would take the thread for ended
        except KeyboardInterrupt:
            pass


@contextmanager
def running(app: Application, host: str = "127.0.0.1", port: int = 0) -> Generator[str]:
    """Serve in a thread as long as the block runs; gives the URL.

    Raises:
        ServerError: uvicorn is missing, or the address is taken.
    """
    with _started(app, host, port) as (url, _):
        yield url


@contextmanager
def _started(app: Application, host: str, port: int) -> Generator[tuple[str, threading.Thread]]:
    server = _server(app)
    with _listening(host, port) as listening:
        thread = threading.Thread(
            target=server.run, args=([listening],), name="server", daemon=True
        )
        thread.start()
        deadline = time.monotonic() + _PATIENCE
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline:
                server.should_exit = True
                raise ServerError("the application does not start")
            time.sleep(0.01)
        try:
            address = listening.getsockname()
            shown = f"[{address[0]}]" if ":" in address[0] else address[0]
            yield f"http://{shown}:{address[1]}", thread
        finally:
            server.should_exit = True
            thread.join(_PATIENCE)


def _listening(host: str, port: int) -> socket.socket:
    """A socket that is bound.

    Raises:
        ServerError: The address is taken, or is none of this machine's.
    """
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        )
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        said = f"cannot listen on {host}, port {port}: {reason.lower()}"
        raise ServerError(said) from error
