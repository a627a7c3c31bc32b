"""Connections that keep a call's deadline, however slowly the other side sends.

The HTTP library bounds each read of a socket, not all of them together: a server that
sends a byte now and then would hold a thread for ever. Timeouts of calls with a
deadline are `Left`, which know the time that is left, and the streams of this module
ask it anew at every read and write. Looking up a host's name is the operating system's
business: it cannot be bounded from here. (In asyncio all of this is one timeout.)
"""

from __future__ import annotations

from typing import Any

from .http import Left

_SOON = 0.001
"""Seconds: what `Left` gives when no time is left."""


def bound(transport: Any) -> None:
    """Make new connections of one of the library's transports keep deadlines.

    The place to hook in is not public; where it looks different, nothing changes.
    """
    pool = getattr(transport, "_pool", None)
    backend = getattr(pool, "_network_backend", None)
    if backend is not None and hasattr(backend, "connect_tcp"):
        setattr(pool, "_network_backend", _Backend(backend))  # noqa: B010


def _now(timeout: float | None) -> float | None:
    return timeout.now() if isinstance(timeout, Left) else timeout


def _addresses(host: str, port: int) -> list[str]:
    """The addresses of a host; its name where it has none, so that connecting says why."""
    from socket import SOCK_STREAM, getaddrinfo

    try:
        found = getaddrinfo(host, port, type=SOCK_STREAM)
    except (OSError, UnicodeError):
        return [host]
    return list(dict.fromkeys(str(address[4][0]) for address in found)) or [host]


class _Backend:
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, **more: Any) -> Any:
        if not isinstance(timeout, Left):
            return _Stream(self._inner.connect_tcp(host, port, timeout=timeout, **more))
        # Each address of a host has the time that is left, not the whole anew.
        *others, last = _addresses(host, port)
        for address in others:
            try:
                stream = self._inner.connect_tcp(address, port, timeout=timeout.now(), **more)
            except Exception:
                if timeout.now() <= _SOON:
                    raise
            else:
                return _Stream(stream)
        return _Stream(self._inner.connect_tcp(last, port, timeout=timeout.now(), **more))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _Stream:
    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.close = inner.close
        self.get_extra_info = inner.get_extra_info

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = self._inner.read(max_bytes, timeout=_now(timeout))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout=_now(timeout))

    def start_tls(self, *given: Any, timeout: float | None = None, **more: Any) -> Any:
        return _Stream(self._inner.start_tls(*given, timeout=_now(timeout), **more))
