"""The model generator gets each shape of a member once, and the classes come out whole."""

from __future__ import annotations

from typing import Any

import pytest

from generator.write import models
from generator.write.ranks import TangledError, check_modules
from generator.write.shapes import Shapes, UnlikeError
from tests.support import STRING, compiled, document, ref, sources

_COUNT = 40
_MEMBERS: dict[str, Any] = {
    "text": {"type": "string", "description": "One line."},
    "someDay": {"type": "string", "format": "date", "description": "First.\n\nSecond."},
    "amount": {"type": ["number", "null"]},
    "from": {"type": "integer"},
    "old": {"type": "boolean", "deprecated": True},
    "colour": {"type": "string", "enum": ["red", "blue"]},
    "words": {"type": "array", "items": {"type": "string"}},
}


def _many() -> dict[str, Any]:
    one = {"type": "object", "required": ["text", "from"], "properties": _MEMBERS}
    last = {"type": "object", "properties": {"date": STRING, "when": _MEMBERS["someDay"]}}
    named = {"one": ref("Thing1"), "several": {"type": "array", "items": ref("Kind")}, "any": {}}
    circle = {"type": "object", "properties": {"next": ref("Circle"), "named": ref("Named")}}
    above = {"type": "object", "properties": {"id": {"type": "integer"}, "text": STRING}}
    below = {"allOf": [ref("Above"), {"type": "object", "properties": {"text": STRING}}]}
    return {f"Thing{n}": one for n in range(_COUNT)} | {
        "Last": last, "Above": above, "Below": below, "Circle": circle,
        "Named": {"type": "object", "properties": named},
        "Kind": {"type": "string", "enum": ["a", "b"], "description": "One\n\nof two."},
        "Either": {"anyOf": [ref("Kind"), ref("Named"), ref("Circle"), {"type": "null"}]},
        "Nothing": {"type": "object", "additionalProperties": False},
    }  # fmt: skip


Handed = tuple[list[int], dict[str, str]]


def _handed(monkeypatch: pytest.MonkeyPatch, *, whole: bool) -> Handed:
    """How many members the generator read at each run, and the package that came of it."""
    read: list[int] = []
    ours = models._generate

    def counted(schemas: dict[str, Any], *rest: Any) -> Any:
        read.append(sum(len(schema.get("properties", ())) for schema in schemas.values()))
        return ours(schemas, *rest)

    with monkeypatch.context() as changed:
        changed.setattr(models, "_generate", counted)
        if whole:
            changed.setattr(Shapes, "_is_own", lambda *_: False)
        made = sources(compiled(document({}, _many())))
    return read, made


def test_a_shape_is_read_once_and_nothing_else_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    everything, expected = _handed(monkeypatch, whole=True)
    read, made = _handed(monkeypatch, whole=False)
    assert made == expected
    assert everything[0] > _COUNT * len(_MEMBERS)
    assert len(read) == 1
    assert read[0] < _COUNT + 4 * len(_MEMBERS)


def _unlike(*_: object) -> None:
    raise UnlikeError


def test_classes_that_are_not_as_expected_are_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    _, expected = _handed(monkeypatch, whole=True)
    monkeypatch.setattr(Shapes, "learn", _unlike)
    read, made = _handed(monkeypatch, whole=False)
    assert made == expected
    assert len(read) == 2


def test_modules_that_need_each_other_are_refused() -> None:
    def named(key: str) -> dict[str, Any]:
        return {"type": "array", "items": {"$ref": f"#/components/schemas/{key}"}}

    check_modules({"a.X": named("b.Y"), "b.Y": named("c.Z"), "c.Z": named("c.Z")})
    with pytest.raises(TangledError, match=r"circle of modules: a, b$"):
        check_modules({"a.X": named("b.Y"), "b.Y": named("a.Z"), "a.Z": {}, "c.W": {}})
