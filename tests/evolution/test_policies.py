"""What the owners of a document have settled about changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from generator.compare.policy import Accepted, Policy
from tests.evolution.comparing import TODAY, compared
from tests.evolution.pairs import (
    BODY,
    GET,
    GONE,
    NEW,
    OK,
    ONE,
    PAIRS,
    PARAMETERS,
    THING,
    base,
    edited,
)


def pair(number: int, **policy: Any) -> Any:
    one = PAIRS[number - 1]
    found = compared(one.old(), one.new(), Policy(**{"today": TODAY, **policy}))
    (change,) = (change for change in found.changes if change.kind == one.kind)
    return change


def test_strict_readers_know_all_values() -> None:
    assert pair(63).verdicts.wire == "additive"
    assert pair(63, reading="strict").verdicts.wire == "breaking"
    closed = edited(base(), {f"{THING}/properties/state/x-enum": "closed"})
    found = compared(closed, edited(closed, {f"{THING}/properties/state/enum/-": "lost"}))
    assert found.changes[0].verdicts.all == ("breaking", "breaking", "none")


def test_a_vendor_that_ignores_the_unknown_refuses_no_old_request() -> None:
    assert pair(38, unknown="ignored").verdicts.all == ("additive", "breaking", "none")
    assert pair(22, unknown="ignored").verdicts.wire == "additive"
    assert pair(58, unknown="ignored").verdicts.wire == "breaking"  # of an answer


def test_a_sunset_waives_what_comes_after_it() -> None:
    before, after = pair(3, today=date(2026, 6, 29)), pair(3, today=date(2026, 6, 30))
    assert (before.verdicts.wire, after.verdicts.wire) == ("breaking", "additive")
    assert before.notes == ("before its sunset, 2026-06-30",)
    assert after.notes == ("its sunset was 2026-06-30",)


def test_a_version_of_a_media_type_goes_when_newer_ones_are_kept() -> None:
    def content(*versions: int) -> dict[str, Any]:
        return {f"application/vnd.acme.v{n}+json": {"schema": {"type": "string"}} for n in versions}

    def gone(media_window: int, **root: Any) -> Any:
        old = {**edited(base(), {f"{OK}/content": content(10, 11, 12)}), **root}
        new = edited(old, {f"{OK}/content": content(11, 12)})
        (change,) = compared(old, new, Policy(today=TODAY, media_window=media_window)).changes
        assert change.kind == "media-type-removed"
        return change

    assert gone(0).verdicts.wire == gone(3).verdicts.wire == "breaking"
    assert gone(2).verdicts.wire == "additive"
    assert gone(2).notes == ("version 12 is served, and 2 are kept",)
    said = {"template": "application/vnd.acme.v{version}+json", "version": "12"}
    assert gone(2, **{"x-media-version": said}).verdicts.wire == "additive"
    said = {"template": "application/vnd.acme.{version}+json", "version": "12"}
    assert gone(2, **{"x-media-version": said}).verdicts.wire == "breaking"


def test_a_property_has_a_sunset_of_its_own() -> None:
    gone = {"deprecated": True, "x-deprecation": {"sunset": "2026-01-31"}, "type": "string"}
    old = edited(base(), {f"{THING}/properties/colour": gone})
    (change,) = compared(old, base()).changes
    assert (change.kind, change.verdicts.worst) == ("property-removed", "additive")


def test_what_is_beta_or_planned_never_breaks() -> None:
    for stage in ("beta", "planned"):
        old = edited(base(), {f"{ONE}/x-status": stage})
        new = edited(old, {f"{ONE}/parameters/-": {
            "name": "shop", "in": "query", "required": True, "schema": {"type": "string"}}})  # fmt: skip
        (change,) = compared(old, new).changes
        assert change.verdicts.worst == "additive"
        assert change.notes == (f"{stage}: may still change",)


def test_what_others_use_too_breaks_all_the_same() -> None:
    old = edited(base(), {f"{ONE}/x-status": "beta"})
    (change,) = compared(
        old, edited(old, {f"{THING}/properties/note": {"type": "integer"}})
    ).changes
    assert change.verdicts.wire == "breaking"


def test_an_accepted_change_does_not_break_and_says_why() -> None:
    known = Accepted("property-removed", f"{NEW}/properties", "nobody sends it")
    other = Accepted("property-removed", f"{BODY}/x", "of another place")
    one = PAIRS[37]
    found = compared(one.old(), one.new(), Policy(today=TODAY, accepted=(other, known)))
    assert found.changes[0].verdicts.worst == "additive"
    assert found.changes[0].notes == ("accepted: nobody sends it",)
    assert found.met == {1}


def test_only_readers_who_count_move_the_version() -> None:
    one = PAIRS[17]  # an optional parameter: who overrides its method must take it
    for counted, verdict, wanted in (
        (("wire", "client"), "additive", "1.1"),
        (("wire", "server"), "breaking", "2"),
    ):
        found = compared(one.old(), one.new(), Policy(today=TODAY, counted=counted))
        assert (found.worst, found.wanted) == (verdict, wanted)
        assert found.changes[0].verdicts.server == "breaking"


NOTE = f"{THING}/properties/note"
ENDED = {"deprecated": True, "x-deprecation": {"sunset": "2026-01-31"}}
HEADER = {f"{OK}/headers": {"X-Age": {"schema": {"type": "string"}, **ENDED}}}


def ended(at: str, sunset: str | None) -> dict[str, Any]:
    said = {f"{at}/x-deprecation": {"sunset": sunset}} if sunset else {}
    return {f"{at}/deprecated": True, **said}


@pytest.mark.parametrize(
    ("before", "after", "worst"),
    [
        (ended(NOTE, "2026-01-31"), {NOTE: GONE}, "additive"),
        (ended(NOTE, "2026-01-31T12:00:00Z"), {NOTE: GONE}, "additive"),
        (ended(NOTE, "2027-01-31"), {NOTE: GONE}, "breaking"),
        (ended(NOTE, "soon"), {NOTE: GONE}, "breaking"),
        (ended(NOTE, None), {NOTE: GONE}, "breaking"),
        (ended(NOTE, "2026-01-31"), {f"{NOTE}/type": "integer", f"{NOTE}/pattern": GONE}, "breaking"),
        (ended(f"{PARAMETERS}/2", "2026-01-31"), {f"{PARAMETERS}/2": GONE}, "additive"),
        (ended(GET, "2026-01-31"), {GET: GONE}, "additive"),
        (HEADER, {f"{OK}/headers": GONE}, "additive"),
    ],
)  # fmt: skip
def test_what_its_vendor_said_would_be_gone_breaks_nobody(
    before: dict[str, Any], after: dict[str, Any], worst: str
) -> None:
    old = edited(base(), before)
    changes = compared(old, edited(old, after)).changes
    assert changes[0].verdicts.worst == worst  # the gravest comes first


@pytest.mark.parametrize(
    ("at", "kind", "met"),
    [
        ("/components/schemas/Thing/properties/note", "property-removed", True),
        ("#/components/schemas/Thing/properties/note", "property-removed", True),
        ("/components/schemas/Thing/properties/note/", "property-removed", True),
        ("/components/schemas/Thing", "property-removed", True),
        ("", "property-removed", True),
        ("/components/schemas/Thing/properties/no", "property-removed", False),
        ("/components/schemas/Thing/properties/note/x", "property-removed", False),
        ("/components/schemas/Thing", "property-added", False),
    ],
)
def test_what_is_accepted_is_at_its_place_and_of_its_kind(at: str, kind: str, met: bool) -> None:
    policy = Policy(today=TODAY, accepted=(Accepted(kind, at, "known"),))
    found = compared(base(), edited(base(), {NOTE: GONE}), policy)
    (change,) = found.changes
    assert found.met == ({0} if met else set())
    assert change.verdicts.worst == ("additive" if met else "breaking")
    assert change.notes == (("accepted: known",) if met else ())


def test_stages_of_all_that_use_it_are_named() -> None:
    staged = {f"{GET}/x-status": "beta", f"{ONE}/x-status": "planned"}
    one = edited(base(), staged)
    (change,) = compared(one, edited(one, {NOTE: GONE})).changes
    assert (change.notes, change.verdicts.worst) == ((), "breaking")
    every = edited(one, {"/paths/~1things/post/x-status": "beta"})
    (change,) = compared(every, edited(every, {NOTE: GONE})).changes
    assert change.notes == ("beta and planned: may still change",)
    assert change.verdicts.worst == "additive"


@pytest.mark.parametrize(("reading", "verdict"), [("tolerant", "additive"), ("strict", "breaking")])
def test_what_new_values_of_an_open_set_are_to_a_reader(reading: Any, verdict: str) -> None:
    old, state = base(), f"{THING}/properties/state"
    policy = Policy(today=TODAY, reading=reading)
    for after in ({f"{state}/enum/-": "lost"}, {f"{state}/enum": GONE}):
        (change,) = compared(old, edited(old, after), policy).changes
        assert change.verdicts.wire == verdict
