"""The intermediate representation of signatures; a part of `ir.py`."""

from __future__ import annotations

from generator.ground.records import record


@record(frozen=True, slots=True)
class At:
    """Where a message says something about itself: one of them."""

    header: str | None
    part: str | None
    pointer: str | None


@record(frozen=True, slots=True)
class Signature:
    """How messages are signed (extension `x-webhook-signature`)."""

    header: str
    algorithm: str
    encoding: str
    part: str | None
    prefix: str
    signed: str
    timestamp: At | None
    unit: str
    tolerance: float | None
    key_id: At | None
    secret_prefix: str
    secret_encoding: str


@record(frozen=True, slots=True)
class PublicKeys:
    """The operation that gives the keys of signatures, and where it has them."""

    operation: str
    items: str
    id: str
    key: str
