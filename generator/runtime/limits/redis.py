"""Rate limits shared by processes and hosts, in Redis.

The counts are moving windows of the `limits` library, kept by its scripts. On top of
them come three things that its own calls lack: all rules of a call are looked at, and
then counted in one transaction, and taken back where one of them was full after all;
the time is Redis' own; and a delay that the vendor names holds for all.

A call passes the process's own count first, which keeps the order and costs nothing,
and then asks here: two round trips where it may go, one where it has to wait.
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
from .limiter import MemoryLimiter, Place
from .quota import Quota, seconds
from .window import Bucket, Log, match

R = TypeVar("R")
Command: TypeAlias = "tuple[Any, ...]"
Talk: TypeAlias = "Generator[list[Command], Any, R]"
"""Yields commands to run in one transaction, and is sent their answers."""

_TRIES = 5
_SCHEMES = ("redis://", "rediss://", "unix://")
_REST = 5.0
"""Seconds before a Redis that did not answer is asked again."""
_CROWDED = 0.001
"""Seconds before another try, when others came first each time."""
_ROUNDED = 0.0002
"""Seconds: the library's script tells moments with so many digits."""
log = logging.getLogger(__name__)


class Down(Exception):
    """Thrown into a talk: Redis does not answer."""


class RedisLimiter(MemoryLimiter):
    """Keeps rate limits across processes and hosts. Needs the extra `redis`.

    One object serves synchronous and asynchronous clients, when it is given a URL.

    Args:
        redis: URL of a Redis, or a client of the `redis` package; a synchronous one serves
            synchronous clients, an asynchronous one asynchronous clients. Who made it closes it.
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
            storage: Any = import_module("limits.storage").RedisStorage
            broken: type[Exception] = import_module("redis").RedisError
        except ImportError:
            raise UsageError(
                "a RedisLimiter needs the packages limits and redis: install the extra redis"
            ) from None
        if not hasattr(redis, "pipeline") and not str(redis).startswith(_SCHEMES):
            raise UsageError("a RedisLimiter needs a URL that starts with redis://, or a client")
        self.remote = self
        self.host = host
        self._oldest: bytes = storage.SCRIPT_MOVING_WINDOW
        self._acquire: bytes = storage.SCRIPT_ACQUIRE_MOVING_WINDOW
        self._errors = (broken, OSError, Down)
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
        try:
            for _ in range(_TRIES):
                time, *found = yield self._look(logs)
                now = float(time[0]) + float(time[1]) / 1e6
                windows, blocks = found[: len(logs)], found[len(logs) :]
                delay = max(map(_delay, logs, windows, blocks, [now] * len(logs)))
                if delay > 0:
                    return delay
                counted = yield [self._count(log, now) for log in logs]
                if all(counted):
                    place.shared = now
                    return 0.0
                back = [
                    self._uncount(log, now) for log, it in zip(logs, counted, strict=True) if it
                ]
                if back:
                    yield back
        except Down as down:
            if self._strict:
                raise LimiterUnavailable(f"Redis cannot be used: {down}") from None
            return 0.0
        return _CROWDED

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
        empty = [
            (log, min(seconds(quota.reset, clock.time()) or log.rule.per, log.rule.per))
            for quota in quotas
            if quota.remaining == 0 and (log := match(buckets, quota))
        ]
        if pause <= 0 and not empty and not (late and place.shared):
            return None
        return self._tell(_logs(buckets), place, late, pause, empty)

    def _tell(
        self,
        logs: list[Log],
        place: Place,
        late: float,
        pause: float,
        empty: list[tuple[Log, float]],
    ) -> Talk[None]:
        commands: list[Command] = []
        for log in logs if late and place.shared else ():
            old = _moment(log, place.shared)
            new = _moment(log, place.shared + min(late, log.rule.per))
            commands.append(("LINSERT", self._name(log), "BEFORE", old, new))
            commands.append(self._uncount(log, place.shared))
        if pause > 0:
            commands += [self._block(log, pause) for log in logs]
        try:
            if commands:
                yield commands
            for log, reset in empty:
                ((seconds, micros),) = yield [("TIME",)]
                begin = float(seconds) + float(micros) / 1e6 - 1.05 * log.rule.per
                (found,) = yield [self._window(log, begin)]
                if found is None or int(found[1]) < log.ceiling:  # somebody else's calls
                    yield [self._block(log, reset)]
        except Down:
            return

    def learn(self, buckets: tuple[Bucket, ...], quotas: list[Quota], clock: Clock) -> None:
        """See `MemoryLimiter`; what other processes sent is no reason to allow less."""
        lower = [q if match(buckets, q) is None else q._replace(remaining=None) for q in quotas]
        super().learn(buckets, lower, clock)

    def _look(self, logs: list[Log]) -> list[Command]:
        return [
            ("TIME",),
            *(self._window(log, 0) for log in logs),
            *(("PTTL", f"{self._name(log)}:blocked") for log in logs),
        ]

    def _window(self, log: Log, begin: float) -> Command:
        """Asks for the oldest moment since `begin`, and how many there are."""
        return "EVAL", self._oldest, 1, self._name(log), _moment(log, begin), log.ceiling

    def _count(self, log: Log, now: float) -> Command:
        """Counts a call, or answers nothing when there are enough."""
        name, moment = self._name(log), _moment(log, now)
        return "EVAL", self._acquire, 1, name, moment, log.ceiling, _whole(log), 1

    def _uncount(self, log: Log, moment: float) -> Command:
        """Takes a call out; what made place for it had left the window anyway."""
        return "LREM", self._name(log), 1, _moment(log, moment)

    def _block(self, log: Log, pause: float) -> Command:
        return "SET", f"{self._name(log)}:blocked", 1, "PX", max(1, ceil(pause * 1000))

    def _name(self, log: Log) -> str:
        """The key of a count; the braces keep those of a package on one node of a cluster."""
        package, *rest = log.key
        return f"{self._prefix}:{{{package}}}:{':'.join(rest)}"

    def talk(self, steps: Talk[R], clock: Clock) -> R:
        """Do what a talk asks for, and return what it comes to."""
        client = self._client()
        try:
            step = next(steps)
            while True:
                try:
                    answer = self._pipeline(client, step, clock).execute()
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
                try:
                    answer = await self._pipeline(client, step, clock).execute()
                except self._errors as error:
                    step = steps.throw(self._gave_up(error, clock))
                else:
                    step = steps.send(answer)
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]

    def _pipeline(self, client: Any, commands: list[Command], clock: Clock) -> Any:
        if clock.monotonic() < self._down_until:
            raise Down("it did not answer a moment ago")
        pipeline = client.pipeline(transaction=True)
        for command in commands:
            pipeline.execute_command(*command)
        return pipeline

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


def _delay(log: Log, window: Any, blocked: Any, now: float) -> float:
    """Seconds until a rule has a place; 0 or less: it has one."""
    delay = int(blocked) / 1000
    if window is not None and int(window[1]) >= log.ceiling:
        oldest = float(window[0]) * log.window / _whole(log)
        free = oldest + log.window - now
        delay = max(delay, free + _ROUNDED if free > -_ROUNDED else 0.0)
    return delay


def _whole(log: Log) -> int:
    """The window in whole seconds, which is all that the library's script takes."""
    return ceil(log.window)


def _moment(log: Log, moment: float) -> str:
    """A moment as the script writes it, on a scale on which the window is whole seconds."""
    return f"{moment * _whole(log) / log.window:.17g}"
