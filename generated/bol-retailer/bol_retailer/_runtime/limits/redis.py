"""Rate limits shared by processes and hosts, in Redis or Valkey.

A script decides there: all rules of a call are looked at and counted together, or not
at all; the time is the server's own; and a delay that the vendor names holds for all.
A log holds the moments of a rule's last `limit` calls, as `window.Log` does, so that the
one that decides is at its end: it costs the same for ten calls in a window as for
ten thousand.

A call passes the process's own count first, which keeps the order and costs nothing,
and then asks here: one round trip, whether it may go or has to wait.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Sequence
from importlib import import_module
from math import ceil
from typing import Any, Literal, TypeAlias, TypeVar
from weakref import WeakKeyDictionary

from ..ground.clock import Clock
from ..ground.errors import LimiterUnavailable, UsageError
from .bucket import Bucket
from .limiter import MemoryLimiter, Place
from .quota import Quota, seconds
from .scripts import TAKE, TELL, Command
from .window import LOOSE, Log, match

R = TypeVar("R")

_SCHEMES = ("redis://", "rediss://", "unix://")
_REST = 5.0
"""Seconds before a Redis that did not answer is asked again."""
log = logging.getLogger(__name__)

Talk: TypeAlias = "Generator[Command, Any, R]"
"""Yields scripts to run, and is sent their answers."""


class Down(Exception):
    """Thrown into a talk: Redis does not answer."""


class RedisLimiter(MemoryLimiter):
    """Keeps rate limits across processes and hosts. Needs the extra `redis`.

    One object serves synchronous and asynchronous clients, when it is given a URL.

    Args:
        redis: URL of a Redis or Valkey, or a client of the `redis` package; a synchronous one
            serves synchronous clients, an asynchronous one asynchronous clients. Who made it
            closes it.
        prefix: what the keys in Redis begin with.
        timeout: seconds to wait for Redis; only where a URL is given.
        when_down: what to do while Redis does not answer: count in this process alone, with a
            warning in the log, or raise `LimiterUnavailable`.
        host: what stands for this host's address in limits that the vendor counts by `ip`.
            Hosts behind one address name the same; all do when none is named.

    Raises:
        UsageError: the extra is not installed, or this is no Redis.
    """

    def __init__(
        self,
        redis: Any,
        *,
        prefix: str = "limits",
        timeout: float = 0.5,
        when_down: Literal["memory", "raise"] = "memory",
        host: str = "",
    ) -> None:
        super().__init__()
        try:
            exceptions: Any = import_module("redis.exceptions")
        except ImportError:
            raise UsageError(
                "a RedisLimiter needs the package redis: install the extra redis"
            ) from None
        if not hasattr(redis, "evalsha") and not str(redis).startswith(_SCHEMES):
            raise UsageError("a RedisLimiter needs a URL that starts with redis://, or a client")
        self.remote = self
        self.host = host
        self._unknown: type[Exception] = exceptions.NoScriptError
        self._errors = (exceptions.RedisError, OSError, Down)
        self._given = redis
        self._prefix = prefix
        self._timeout = timeout
        self._strict = when_down == "raise"
        self._down_until = 0.0
        self._sync: Any = None
        self._async: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()

    def reserve(self, buckets: tuple[Bucket, ...], place: Place) -> Talk[float]:
        """Count a call. Returns 0, or the seconds after which to try again.

        Raises:
            LimiterUnavailable: Redis does not answer, and that was to be an error.
        """
        logs = _logs(buckets)
        if not logs:
            return 0.0
        args: list[Any] = []
        for log in logs:
            args += (log.ceiling, log.rule.limit, _micros(log.window))
        try:
            wait, now = yield Command(TAKE, self._keys(logs), args)
        except Down as down:
            if self._strict:
                raise LimiterUnavailable(f"Redis cannot be used: {down}") from None
            return 0.0
        if wait > 0:
            return float(wait) / 1e6
        place.shared = now / 1e6
        return 0.0

    def tell(
        self,
        buckets: tuple[Bucket, ...],
        place: Place,
        late: float,
        pause: float,
        quotas: Sequence[Quota],
        clock: Clock,
    ) -> Talk[None] | None:
        """Tell other processes what an answer taught; None where that is nothing.

        Args:
            buckets: what the call was counted in.
            place: how it was counted.
            late: seconds by which it may have arrived late.
            pause: seconds for which the vendor wants no call.
            quotas: what the headers say of what is left.
            clock: for what they say of when there is more.
        """
        empty = {
            log.key: min(seconds(quota.reset, clock.time()) or log.rule.per, log.rule.per)
            for quota in quotas
            if quota.remaining == 0 and (log := match(buckets, quota))
        }
        if not place.shared:
            late = 0.0
        if pause <= 0 and not empty and not late:
            return None
        return self._tell(_logs(buckets), place, late, pause, empty)

    def _tell(
        self,
        logs: list[Log],
        place: Place,
        late: float,
        pause: float,
        empty: dict[tuple[str, ...], float],
    ) -> Talk[None]:
        args: list[Any] = [_micros(place.shared), _micros(late), _millis(pause)]
        for log in logs:
            args += (log.ceiling, _micros(LOOSE * log.rule.per), _millis(empty.get(log.key, 0.0)))
        try:
            if logs:
                yield Command(TELL, self._keys(logs), args)
        except Down:
            return

    def learn(self, buckets: tuple[Bucket, ...], quotas: list[Quota], clock: Clock) -> None:
        """See `MemoryLimiter`; what other processes sent is no reason to allow less."""
        lower = [q if match(buckets, q) is None else q._replace(remaining=None) for q in quotas]
        super().learn(buckets, lower, clock)

    def _keys(self, logs: list[Log]) -> list[str]:
        names = [self._name(log) for log in logs]
        return [*names, *(f"{name}:blocked" for name in names)]

    def _name(self, log: Log) -> str:
        """The key of a count, in microseconds; its braces keep a package on one cluster node."""
        package, *rest = log.key
        return f"{self._prefix}:{{{package}}}:{':'.join(rest)}:us"

    def talk(self, steps: Talk[R], clock: Clock) -> R:
        """Do what a talk asks for, and return what it comes to."""
        client = self._client()
        try:
            step = next(steps)
            while True:
                script, keys, args = step
                try:
                    self._rest(clock)
                    try:
                        answer = client.evalsha(script.hash, len(keys), *keys, *args)
                    except self._unknown:
                        answer = client.eval(script.text, len(keys), *keys, *args)
                except self._errors as error:
                    step = steps.throw(self._gave_up(error, clock))
                else:
                    step = steps.send(answer)
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]

    async def atalk(self, steps: Talk[R], clock: Clock) -> R:
        """The same, asynchronously."""
        client = self._aclient()
        try:
            step = next(steps)
            while True:
                script, keys, args = step
                try:
                    self._rest(clock)
                    try:
                        answer = await client.evalsha(script.hash, len(keys), *keys, *args)
                    except self._unknown:
                        answer = await client.eval(script.text, len(keys), *keys, *args)
                except self._errors as error:
                    step = steps.throw(self._gave_up(error, clock))
                else:
                    step = steps.send(answer)
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]

    def _rest(self, clock: Clock) -> None:
        """Raises Down while a Redis that did not answer is let alone."""
        if clock.monotonic() < self._down_until:
            raise Down("it did not answer a moment ago")

    def _gave_up(self, error: Exception, clock: Clock) -> Down:
        """What to throw into a talk; says so in the log, once each time."""
        if isinstance(error, Down):
            return error
        self._down_until = clock.monotonic() + _REST
        what = f"{type(error).__name__}: {error}"
        if not self._strict:
            log.warning("Redis cannot be used; limits are kept by this process alone: %s", what)
        return Down(what)

    def _client(self) -> Any:
        if not isinstance(self._given, str):
            if hasattr(self._given, "__aenter__"):
                raise UsageError(
                    "this RedisLimiter has an asynchronous Redis client: give it a URL instead"
                )
            return self._given
        if self._sync is None:
            self._sync = self._connected("redis")
        return self._sync

    def _aclient(self) -> Any:
        """A client of the running loop, whose connections belong to it."""
        if not isinstance(self._given, str):
            if not hasattr(self._given, "__aenter__"):
                raise UsageError(
                    "this RedisLimiter has a synchronous Redis client: give it a URL instead"
                )
            return self._given
        import asyncio

        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            raise UsageError("a RedisLimiter needs asyncio, or a synchronous client") from None
        client = self._async.get(loop)
        if client is None:
            client = self._async[loop] = self._connected("redis.asyncio")
        return client

    def _connected(self, package: str) -> Any:
        """A client of the URL. It tries twice, as a connection that was kept may be gone."""
        retry = import_module(f"{package}.retry").Retry(
            import_module("redis.backoff").NoBackoff(), 1
        )
        return import_module(package).Redis.from_url(
            self._given,
            socket_timeout=self._timeout,
            socket_connect_timeout=self._timeout,
            retry=retry,
        )

    def close(self) -> None:
        """Close the connections that synchronous clients made."""
        if self._sync is not None:
            self._sync.close()
            self._sync = None

    async def aclose(self) -> None:
        """Close the connections that asynchronous clients made in this loop."""
        import asyncio

        client = self._async.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()


def _logs(buckets: tuple[Bucket, ...]) -> list[Log]:
    return [bucket for bucket in buckets if isinstance(bucket, Log)]


def _micros(seconds: float) -> int:
    return round(seconds * 1e6)


def _millis(seconds: float) -> int:
    """Whole milliseconds, rounded up; 0 only for none."""
    return ceil(seconds * 1e3)
