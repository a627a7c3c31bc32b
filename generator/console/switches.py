"""What a person turns by hand: the sandbox's clock, and faults."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

MAX_DELAY = 60.0
MAX_TURN = 400 * 86_400.0
MAX_FAULTS = 50


class Clock:
    """Seconds since the epoch, which can be turned ahead."""

    def __init__(self) -> None:
        self.ahead = 0.0
        """Seconds."""

    def __call__(self) -> float:
        """The moment that it shows."""
        return time.time() + self.ahead

    def turn(self, seconds: float) -> None:
        """Turn it ahead.

        Raises:
            ValueError: Not a number of seconds from 0 to 400 days.
        """
        if not 0 <= seconds <= MAX_TURN:
            raise ValueError("a clock is turned ahead by 0 to 400 days")
        self.ahead += seconds

    def reset(self) -> None:
        """Show the real time again."""
        self.ahead = 0.0


class Switch(NamedTuple):
    """A fault that is switched on."""

    operation: str = ""
    """Operation id; empty: all of them."""
    status: int | None = None
    """Answer with this error; `throttled` is the vendor's own for too many requests."""
    throttled: bool = False
    delay: float = 0.0
    """Seconds."""
    reset: bool = False
    truncate: bool = False
    times: int | None = None
    """How many requests it still meets; None: all."""

    @property
    def said(self) -> str:
        """What goes wrong, in a few words."""
        words = [f"{self.delay:g} s late"] if self.delay else []
        words += [f"status {self.status}"] if self.status is not None else []
        words += ["too many requests"] if self.throttled else []
        words += ["connection reset"] if self.reset else []
        words += ["answer breaks off"] if self.truncate else []
        return ", ".join(words)


def switch_of(said: Any) -> Switch:
    """A switch from what the page sent.

    Raises:
        ValueError: It is none.
    """
    if not isinstance(said, dict):
        raise ValueError("a fault is an object")
    unknown = said.keys() - set(Switch._fields)
    if unknown:
        raise ValueError(f"a fault has no {min(unknown)}")
    switch = Switch(**said)
    whole = isinstance(switch.delay, (int, float)) and 0 <= switch.delay <= MAX_DELAY
    if not whole or isinstance(switch.delay, bool):
        raise ValueError(f"a delay is 0 to {MAX_DELAY:g} seconds")
    if switch.status is not None and (
        type(switch.status) is not int or not 400 <= switch.status <= 599
    ):
        raise ValueError("an error's status is 400 to 599")
    if switch.times is not None and (type(switch.times) is not int or switch.times < 1):
        raise ValueError("a fault meets 1 request or more")
    if not isinstance(switch.operation, str) or not switch.said:
        raise ValueError("a fault is a delay, an error, a reset or an answer that breaks off")
    return switch


class Faults:
    """The faults that are switched on; asked before each request."""

    def __init__(self) -> None:
        self.on: list[Switch] = []

    def set(self, switches: Sequence[Switch]) -> None:
        """Switch these on, and all others off.

        Raises:
            ValueError: There are too many.
        """
        if len(switches) > MAX_FAULTS:
            raise ValueError(f"at most {MAX_FAULTS} faults")
        self.on = list(switches)

    def meet(self, operation: str) -> Switch | None:
        """The fault that a request of an operation meets, and that it counts for.

        One for the operation alone goes before one for all.
        """
        found = [one for one in self.on if one.operation in ("", operation)]
        if not found:
            return None
        switch = max(found, key=lambda one: bool(one.operation))
        if switch.times is not None:
            index = self.on.index(switch)
            left = switch.times - 1
            self.on[index : index + 1] = [switch._replace(times=left)] if left else []
        return switch
