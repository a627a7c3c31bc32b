"""What a vendor tells of an operation besides its types: limits, repeats, ends, links."""

from __future__ import annotations

from typing import Any, Literal

from generator.ground.records import record


@record(frozen=True, slots=True)
class Retry:
    """Departures from the default retry policy (extension `x-retry`)."""

    statuses: tuple[int, ...] | None
    not_processed: tuple[int, ...] | None
    attempts: int | None
    base: float | None
    throttle_base: float | None
    cap: float | None
    idempotency_header: str | None


@record(frozen=True, slots=True)
class Rule:
    """A rate limit (extension `x-rate-limit`)."""

    key: str
    limit: int
    per: float
    scope: tuple[str, ...]


@record(frozen=True, slots=True)
class Unsent:
    """A text that is not sent unless it fits (extension `x-unsent`)."""

    slot: tuple[str, str]
    """Where it is, and its name there: `("body", "session")`, `("within", "/*/view/session")`."""
    least: int
    most: int | None
    """Characters; None: as many as one likes."""
    pattern: str
    refused: str
    """Patterns of what it must hold, and must not; empty: none."""


@record(frozen=True, slots=True)
class Group:
    """Parameters that go with each other, or do not (extension `x-parameter-groups`)."""

    kind: Literal["exactly-one", "at-most-one", "all-or-none"]
    params: tuple[tuple[str, str], ...]
    """Where each is, and its name there: `("query", "from")`."""

    @property
    def words(self) -> str:
        """What comes before the parameters' names."""
        return {
            "exactly-one": "exactly one of",
            "at-most-one": "at most one of",
            "all-or-none": "all or none of",
        }[self.kind]


@record(frozen=True, slots=True)
class Throttle:
    """How a hit limit is told: status and header names."""

    status: int
    limit: str | None
    remaining: str | None
    reset: str | None
    reset_unit: str


@record(frozen=True, slots=True)
class Bulk:
    """The operation that tells the state of many processes."""

    operation: str
    member: str
    query: str | None
    items: str
    most: int | None
    wrap: str | None
    """The envelope of a single state, which the states of a list have not."""


@record(frozen=True, slots=True)
class Background:
    """An event that needs no answer (extension `x-background`)."""

    batch: str | None
    wrap: str | None
    time: str | None = None
    """Its parameter or member that says when it happened."""
    most: int | None = None


@record(frozen=True, slots=True)
class Deprecation:
    """What the vendor says of an end (extension `x-deprecation`)."""

    since: str | None
    sunset: str | None
    header: str | None
    link: str | None
    use: str | None


@record(frozen=True, slots=True)
class Link:
    """What an answer leads to (section 4.8.20)."""

    name: str
    status: int | str
    operation: str
    parameters: tuple[tuple[str, Any], ...]
    """Parameter of the target → a runtime expression, or a value."""
    body: Any
    doc: str
