"""A body in one of several media types: which of them the arguments of a call mean."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from generator.runtime.ground.errors import UsageError
from generator.runtime.ground.operation import Body
from generator.runtime.ground.operation import Field as BodyField
from generator.runtime.wire.body import BodyWriter

from .sdk import Cat, Dog, Price

JSON, FORM, PDF, TEXT = (
    "application/json",
    "application/x-www-form-urlencoded",
    "application/pdf",
    "text/plain",
)
MEMBERS = Body(
    (JSON, "application/vnd.x+json"),
    fields=(BodyField("name"), BodyField("size")),
    others=(
        Body((FORM,), fields=(BodyField("name"), BodyField("file"))),
        Body((PDF, "image/*")),
        Body((TEXT,)),
    ),
)
WHOLES = Body(
    (JSON,),
    lambda: Cat,
    others=(
        Body(("application/vnd.dog+json",), lambda: Dog),
        Body((TEXT,), lambda: str),
        Body((PDF,)),
    ),
)
TOM: Any = Cat(kind="cat", lives=7)


def media_of(body: Body, args: dict[str, Any], media: str | None = None) -> str | None:
    payload = BodyWriter(body).write(args, {}, media)
    return payload.media.removesuffix("; charset=utf-8") if payload is not None else None


@pytest.mark.parametrize(
    ("args", "media"),
    [
        ({"name": "a"}, JSON),  # the first that takes it, in the document's order
        ({"name": "a", "size": 1}, JSON),
        ({"name": "a", "file": "b"}, FORM),
        ({"file": "b"}, FORM),
        ({"body": b"%PDF"}, PDF),
        ({"body": io.BytesIO(b"%PDF")}, PDF),
        ({"body": "plain"}, TEXT),  # text is none but in a type of text
        ({}, None),
    ],
)
def test_what_was_given_says_which(args: dict[str, Any], media: str | None) -> None:
    assert media_of(MEMBERS, args) == media


@pytest.mark.parametrize(
    ("value", "media"),
    [
        (TOM, JSON),
        (Dog(kind="dog", good=True), "application/vnd.dog+json"),
        ({"kind": "dog"}, JSON),
        ([1], None),
        (Price.model_construct(), JSON),  # none is for it: the first that takes one thing
        ("said", TEXT),
        (b"%PDF", PDF),
        (Path(__file__), PDF),
    ],
)
def test_a_whole_body_is_of_the_type_that_it_has(value: Any, media: str | None) -> None:
    if media is None:
        with pytest.raises(UsageError, match="neither Cat nor a dict, but list"):
            media_of(WHOLES, {"body": value})
    else:
        assert media_of(WHOLES, {"body": value}) == media


def test_a_dict_is_for_a_model_wherever_that_stands() -> None:
    last = Body((PDF,), others=(Body((JSON,), lambda: Cat),))
    assert media_of(last, {"body": {"kind": "cat", "lives": 7}}) == JSON
    assert media_of(last, {"body": b"%PDF"}) == PDF


@pytest.mark.parametrize(
    ("asked", "args", "media"),
    [
        (FORM, {"name": "a"}, FORM),
        ("application/vnd.x+json", {"name": "a"}, "application/vnd.x+json"),
        ("image/png", {"body": b"x"}, "image/png"),
        (TEXT, {"body": "x"}, TEXT),
        (PDF, {"body": "x"}, PDF),
    ],
)
def test_a_media_type_that_is_asked_for(asked: str, args: dict[str, Any], media: str) -> None:
    assert media_of(MEMBERS, args, asked) == media


def test_one_that_nobody_knows_and_arguments_that_nobody_takes_together() -> None:
    with pytest.raises(UsageError, match=r"a body of text/csv is not known; known are .*json"):
        media_of(MEMBERS, {"name": "a"}, "text/csv")
    with pytest.raises(UsageError) as refused:
        media_of(MEMBERS, {"size": 1, "file": "b"})
    assert refused.value.message == (
        "no media type takes file, size together: application/json takes name, size; "
        f"{FORM} takes file, name; {PDF} takes body; {TEXT} takes body"
    )


def test_what_is_written_is_what_was_given() -> None:
    form = BodyWriter(MEMBERS).write({"name": "a", "file": "b"}, {"more": 1}, None)
    assert form is not None
    assert form.content == b"name=a&file=b&more=1"
    whole = BodyWriter(WHOLES).write({"body": TOM}, {}, None)
    assert whole is not None
    assert json.loads(whole.content) == {"kind": "cat", "lives": 7}  # type: ignore[arg-type]
