"""How a client reaches the network, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..ground.errors import UsageError
from ..ground.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..limits.limiter import MemoryLimiter


class Limits(NamedTuple):
    """How many connections a client may hold."""

    connections: int = 100
    kept_alive: int = 20
    kept_for: float = 5.0
    """Seconds."""


def _check(name: str, value: object, kind: type, said: str) -> None:
    if not isinstance(value, kind):
        raise UsageError(f"{name} must be {said}, not {value!r}")


class Wiring:
    """How a client reaches the network. See `CommonSettings` for what each means."""

    __slots__ = (
        "engine",
        "http2",
        "http_client",
        "limiter",
        "limits",
        "proxy",
        "tls",
        "transport",
        "trust_env",
    )

    def __init__(
        self,
        *,
        transport: Any = None,
        http_client: Any = None,
        limits: Limits | None = None,
        http2: bool = False,
        proxy: str | None = None,
        trust_env: bool = True,
        tls: Any = None,
        limiter: MemoryLimiter | Unset | None = UNSET,
        engine: str | None = None,
    ) -> None:
        self.engine = engine
        self.transport = transport
        if limiter and not hasattr(limiter, "admit"):
            raise UsageError("limiter must be a MemoryLimiter, a RedisLimiter or None")
        _check("limits", limits or Limits(), Limits, "Limits(…)")
        _check("http2", http2, bool, "True or False")
        _check("trust_env", trust_env, bool, "True or False")
        self.http_client = http_client
        self.limiter = limiter
        self.limits = limits or Limits()
        self.http2 = http2
        self.proxy = proxy
        self.trust_env = trust_env
        self.tls = tls

    def __repr__(self) -> str:
        """Without the proxy's URL, which may hold a password."""
        return "<Wiring>"
