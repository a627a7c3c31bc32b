"""A change between two revisions: what it is, where, and what it is to each of its readers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal, TypeAlias

from generator.ground.diagnostics import Span
from generator.ground.records import record

Verdict: TypeAlias = Literal["none", "additive", "doubtful", "breaking"]
Way: TypeAlias = Literal["request", "response"]
"""What a part of a document describes: what callers send, or what they receive."""

ORDER: tuple[Verdict, ...] = ("none", "additive", "doubtful", "breaking")
READERS = ("wire", "client", "server")


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The gravest of several verdicts; `none` of none."""
    return max([ORDER[0], *verdicts], key=ORDER.index)


@record(frozen=True, slots=True)
class Verdicts:
    """What a change is to each reader."""

    wire: Verdict = "none"
    """To programs that speak the old revision over HTTP."""
    client: Verdict = "none"
    """To programs that were written with the names and types of the generated client."""
    server: Verdict = "none"
    """To those who implement the generated Protocol."""

    @property
    def all(self) -> tuple[Verdict, Verdict, Verdict]:
        """The verdicts in the order of `READERS`."""
        return self.wire, self.client, self.server

    @property
    def worst(self) -> Verdict:
        """The gravest of them."""
        return worst(self.all)

    def of(self, readers: Collection[str]) -> Verdict:
        """The gravest for some of the readers."""
        return worst(v for reader, v in zip(READERS, self.all, strict=True) if reader in readers)

    def joined(self, other: Verdicts) -> Verdicts:
        """What a change is that is both."""
        return _three(worst(pair) for pair in zip(self.all, other.all, strict=True))

    def capped(self, most: Verdict) -> Verdicts:
        """The same, none of them graver than one."""
        end = ORDER.index(most)
        return _three(one if ORDER.index(one) < end else most for one in self.all)


def _three(verdicts: Iterable[Verdict]) -> Verdicts:
    wire, client, server = verdicts
    return Verdicts(wire, client, server)


@record(frozen=True, slots=True)
class Spot:
    """Where a revision says something."""

    pointer: str
    """JSON pointer into the bundled document, `#/components/schemas/Order`."""
    span: Span

    def __str__(self) -> str:
        """`specs/shop/openapi.yaml:12:5`."""
        return f"{self.span.file}:{self.span.line}:{self.span.column}"


@record(frozen=True, slots=True)
class Change:
    """One change."""

    kind: str
    """A code of `kinds.KINDS`."""
    subject: str
    """What changed, in the document's words."""
    detail: str
    """From what to what; empty where the kind says all."""
    ways: frozenset[Way]
    verdicts: Verdicts
    old: Spot | None = None
    """Where the old revision said it; None where it said nothing."""
    new: Spot | None = None
    uses: tuple[str, ...] = ()
    """The operations and webhooks that it reaches, `GET /orders`; none: the whole document."""
    notes: tuple[str, ...] = ()
    """What policies made of it, and why."""
