"""Access tokens, shared by all clients of a process, and who renews them when.

By the time that a token has left, a caller

    more than 120 s    uses it
    120 to 30 s        renews it, if it is the first; the others go on with it
    less than 30 s     waits for the one that renews it

Of a token that lives less than ten minutes the times are shorter in proportion. A
renewal that fails while the old token is good is not tried again for 5 s. Nothing here
does I/O, or knows how a token is got: see `oauth.py`.
"""

from __future__ import annotations

import os
from concurrent.futures import Future
from math import inf
from threading import Lock
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary, WeakSet

from ..ground.errors import ApiError

SPARE = 120.0
"""Seconds before its end from which on a token is renewed by whoever comes first."""
LAST = 30.0
"""Seconds before its end from which on a token is not used any more."""
PAUSE = 5.0
"""Seconds after a renewal that failed before the next, as long as the token is good."""
_LONG = 600.0
"""Seconds: a token that lives shorter has these times shorter in proportion."""
PATIENCE = 60.0
"""Seconds for a token request with its repeats; whoever waits takes over after them."""
_KEPT = 256


class Token:
    """An access token, and when to renew it."""

    __slots__ = ("pause", "renew", "value", "wait")

    def __init__(self, value: str, lifetime: float | None, now: float) -> None:
        """A token.

        Args:
            value: What is sent.
            lifetime: Seconds it lives; None: until it is refused.
            now: When it was asked for.
        """
        self.value = value
        lives = inf if lifetime is None else lifetime
        end, part = now + lives, min(1.0, lives / _LONG)
        self.renew = end - SPARE * part
        """From then on the first caller renews it."""
        self.wait = end - LAST * part
        """From then on nobody uses it."""
        self.pause = PAUSE * part

    def __repr__(self) -> str:
        return "<Token>"


class Flight(NamedTuple):
    """A token request under way."""

    future: Future[Any]
    """A `Token`; an `ApiError`, for all who wait; None: look again."""
    since: float
    spare: Token | None
    """What its leader uses if it fails."""


class Claim(NamedTuple):
    """What a caller is to do: use the token, or lead or follow a flight."""

    token: Token | None
    flight: Flight | None
    leads: bool


class Store:
    """One token, and at most one request for it at a time."""

    __slots__ = ("__weakref__", "_flight", "_lock", "_not_before", "token")

    def __init__(self) -> None:
        self.token: Token | None = None
        """The last that came, unless it was refused."""
        self._flight: Flight | None = None
        self._not_before = 0.0
        self._lock = Lock()
        _all.add(self)

    def fresh(self, now: float) -> Token | None:
        """The token, when nothing is to be done about it."""
        token = self.token
        return token if token is not None and now < token.renew else None

    def claim(self, now: float) -> Claim:
        """What a caller is to do now."""
        with self._lock:
            token, flight = self.token, self._flight
            good = token is not None and now < token.wait
            if token is not None and good:
                if flight is not None or now < self._not_before:
                    return Claim(token, None, False)
            elif flight is not None and now - flight.since < PATIENCE:
                return Claim(None, flight, False)
            future: Future[Any] = Future()
            # Running, it cannot be cancelled by a task that stops waiting for it.
            future.set_running_or_notify_cancel()
            self._flight = Flight(future, now, token if good else None)
            return Claim(None, self._flight, True)

    def land(self, flight: Flight, outcome: Token | ApiError | None, now: float) -> None:
        """The end of a flight, however it came about: whoever follows is woken."""
        shared: Any = outcome
        with self._lock:
            if isinstance(outcome, Token):
                self.token, self._not_before = outcome, outcome.renew
            elif flight.spare is not None:
                self._not_before = now + flight.spare.pause
                shared = None
            if self._flight is flight:
                self._flight = None
        flight.future.set_result(shared)

    def reject(self, token: Token) -> None:
        """Drop a token that was refused, unless it was renewed in the meantime."""
        with self._lock:
            if self.token is token:
                self.token = None

    def forked(self) -> None:
        """In a child process: the thread that made a request is not here."""
        self._lock = Lock()
        self._flight = None


_all: WeakSet[Store] = WeakSet()
_lock = Lock()
_shared: dict[Any, Store] = {}
_private: WeakKeyDictionary[Any, dict[Any, Store]] = WeakKeyDictionary()


def store_for(key: tuple[Any, ...], through: Any) -> Store:
    """The store of a key.

    Args:
        key: Token URL, credentials and scopes.
        through: A transport or HTTP client that was handed in, or None. What came through
            it, a test's perhaps, is shared by those who use it too.
    """
    with _lock:
        try:
            stores = _shared if through is None else _private.setdefault(through, {})
            found = stores.get(key)
        except TypeError:  # a function or transport that can be no key
            return Store()
        if found is None:
            while len(stores) >= _KEPT:
                del stores[next(iter(stores))]
            found = stores[key] = Store()
        return found


def _forked() -> None:
    global _lock
    _lock = Lock()
    for store in list(_all):
        store.forked()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
