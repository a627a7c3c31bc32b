"""Null arrives as null wherever the document admits it, and nowhere else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.conventions.compiled import package, part
from tests.meaning.echo import Echo, line
from tests.meaning.test_objects import obj
from tests.support import STRING, answer, document, operation, ref

SCHEMAS: dict[str, Any] = {
    "Maybe": {**obj(("name",), name=STRING), "type": ["object", "null"]},
    "Some": obj(("name",), name=STRING),
    "Word": {"type": ["string", "null"], "enum": ["a", "b", None]},
    "Either": {"anyOf": [ref("Some"), {"type": "null"}]},
    "Holder": obj(
        ("user",),
        user=ref("Maybe"),
        word=ref("Word"),
        either=ref("Either"),
        parts={"allOf": [ref("Some"), {"description": "One."}], "type": "object"},
        many={"type": "array", "items": ref("Maybe")},
        by={"type": "object", "additionalProperties": ref("Maybe")},
        on={"type": ["string", "null"], "format": "date"},
    ),
}


def test_null_in_every_place_that_admits_it() -> None:
    with line("Nulls", SCHEMAS) as wire:
        m = wire.models
        one = m.Maybe(name="Ann")
        wire.same("maybe", one, None)
        wire.same("word", "a", None)
        wire.same("either", m.Some(name="Bo"), None)
        wire.same(
            "holder",
            m.Holder(user=None, word=None, either=None, many=[one, None], by={"a": None, "b": one}),
            m.Holder(user=one, on=date(2026, 1, 2), parts=m.Some(name="Cy")),
            m.Holder(user=one, on=None),
        )


def test_null_where_it_is_not_admitted_is_refused() -> None:
    with line("Nulls", SCHEMAS) as wire, pytest.raises(wire.errors.BadRequest):
        wire.carry("some", None)


def test_a_whole_body_that_is_null() -> None:
    body = {"required": True, "content": {"application/json": {"schema": ref("Maybe")}}}
    tree = document(
        {
            "/x": {
                "put": operation("putX", requestBody=body, responses={"200": answer(ref("Maybe"))})
            }
        },
        {"Maybe": SCHEMAS["Maybe"]},
    )
    module = package("WholeNull", tree)

    class Own(Echo):
        def put_x(self, **given: Any) -> Any:
            self.seen = [given]
            return given["body"]

    echo = Own()
    serve = part(module, "_runtime.server.serve")
    with (
        serve.running(part(module, "server").create_app(echo)) as url,
        module.Client(base_url=url, strict=True, trust_env=False) as client,
    ):
        assert client.things.put_x(body=None) is None
        assert echo.seen == [{"body": None}]
        assert client.things.put_x(body=module.models.Maybe(name="Ann")).name == "Ann"


def test_null_is_admitted_by_a_part_that_says_no_more() -> None:
    held = {"allOf": [ref("Some"), {"nullable": True, "description": "Who."}]}
    tree = {
        **document({}, {"Some": SCHEMAS["Some"], "Has": obj(("by",), by=held)}),
        "openapi": "3.0.3",
    }
    models = package("LiftedNull", tree).models
    assert models.Has.model_validate({"by": None}).by is None
    assert models.Has.model_validate({"by": {"name": "Ann"}}).by == models.Some(name="Ann")
