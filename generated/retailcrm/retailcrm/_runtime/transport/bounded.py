"""Connections that keep a call's deadline, however slowly the other side sends.

The HTTP library bounds each read of a socket, not all of them together: a server that
sends a byte now and then would hold a thread for ever. Timeouts of calls with a
deadline are `Left`, which know the time that is left, and the streams of this module
ask it anew at every read and write. Looking up a host's name is the operating system's
business, which does not end early: such a call waits for a thread that asks, as long as
it has time. (In asyncio all of this is one timeout.)
"""

from __future__ import annotations

import os
import sys
from socket import SOCK_STREAM, getaddrinfo
from threading import Thread
from typing import TYPE_CHECKING, Any

from ..ground.bounds import PIECE, Left

if TYPE_CHECKING:
    from concurrent.futures import Future

_SOON = 0.001
"""Seconds: what `Left` gives when no time is left."""


def bound(transport: Any) -> None:
    """Make new connections of one of the library's transports keep deadlines.

    The place to hook in is not public; where it looks different, nothing changes.
    """
    pool = getattr(transport, "_pool", None)
    backend = getattr(pool, "_network_backend", None)
    if hasattr(backend, "connect_tcp"):
        setattr(pool, "_network_backend", _Backend(backend))  # noqa: B010


def _now(timeout: float | None) -> float | None:
    return timeout.now() if isinstance(timeout, Left) else timeout


_lookups: dict[tuple[str, int], Future[list[str]]] = {}
"""Those under way, by host and process: however many calls wait, a name is one thread."""


def _addresses(host: str, timeout: Left) -> list[str]:
    """The addresses of a host, before the deadline.

    Raises:
        TimeoutError: There was no answer.
        OSError: It has none.
        UnicodeError: It is no name.
    """
    if host[-1:].isdigit() or ":" in host:  # an address; no top-level domain ends with a digit
        return [host]
    from concurrent.futures import Future

    own: Future[list[str]] = Future()
    key = (host, os.getpid())
    lookup = _lookups.setdefault(key, own)
    if lookup is own:
        Thread(target=_look_up, args=(key, own), name="name lookup", daemon=True).start()
    return lookup.result(timeout.now())


def _look_up(key: tuple[str, int], lookup: Future[list[str]]) -> None:
    try:
        found = getaddrinfo(key[0], None, type=SOCK_STREAM)
        lookup.set_result(list(dict.fromkeys(str(address[4][0]) for address in found)))
    except Exception as error:
        lookup.set_exception(error)
    finally:
        del _lookups[key]


class _Backend:
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, **more: Any) -> Any:
        if not isinstance(timeout, Left):
            return _Stream(self._inner.connect_tcp(host, port, timeout=timeout, **more))
        library: Any = sys.modules[type(self._inner).__module__.partition(".")[0]]
        try:
            addresses = _addresses(host, timeout)
        except TimeoutError as error:
            late = "the name was not looked up before the deadline"
            raise library.ConnectTimeout(str(error) or late) from error
        except (OSError, UnicodeError) as error:
            raise library.ConnectError(str(error)) from error
        # Each address of a host has the time that is left, not the whole anew.
        *others, last = addresses
        for address in others:
            try:
                stream = self._inner.connect_tcp(address, port, timeout=timeout.now(), **more)
            except Exception:
                if timeout.now() <= _SOON:
                    raise
            else:
                return _Stream(stream)
        return _Stream(self._inner.connect_tcp(last, port, timeout=timeout.now(), **more))


class _Stream:
    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.close = inner.close
        self.get_extra_info = inner.get_extra_info

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = self._inner.read(max_bytes, timeout=_now(timeout))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        # Piece by piece: each has the time that is left, and none is copied to send its rest.
        rest = memoryview(buffer)
        while rest:
            self._inner.write(rest[:PIECE], timeout=_now(timeout))
            rest = rest[PIECE:]

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> Any:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _now(timeout)))
