"""A mend changes a copy: of what it is about alone, and never what was read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator import check as lint
from generator.command.pipeline import open_document
from generator.command.settings import NOTHING_SET
from generator.ground.diagnostics import CODES, SpecError
from generator.read import mend
from generator.read.document import Document
from tests.support import STRING, document, loaded, operation
from tests.unit.marked import unmark
from tests.unit.planted import ROWS


def _mended(made: Document) -> tuple[Any, list[Any]]:
    errors = [found for found in lint.run(made) if found.stops]
    sound, told = mend.Mender().mend(made, errors)
    return sound.tree, told


def test_all_that_a_mend_changes_was_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    tried = set[str]()
    for prelude, code, text, *_ in ROWS:
        if not code.startswith("E"):
            continue
        path = tmp_path / "openapi.yaml"
        path.write_text(prelude + unmark(text)[0], encoding="utf-8")
        try:
            made, read = open_document(path, NOTHING_SET).closed(broken=True)
        except SpecError:
            continue
        if any(found.stops for found in read):
            continue  # the critic is asked of what could be read
        before = json.dumps(made.tree)
        some = _mended(made)
        assert json.dumps(made.tree) == before, text
        with monkeypatch.context() as all_copied:
            all_copied.setattr(mend, "WIDE", frozenset(CODES))
            whole = _mended(made)
        assert json.dumps(some[0]) == json.dumps(whole[0]), text
        assert some[1] == whole[1]
        tried.add(code)
    assert len(tried) > 30


def test_what_is_far_from_a_mend_is_not_copied():
    tree = document(
        {
            "/a": {"get": operation("getA"), "post": operation("postA")},
            "/b": {"get": operation("getB")},
        },
        schemas={"Bad": {"type": "string", "pattern": "("}, "Good": {"type": "object"}},
    )
    tree["paths"]["/a"]["post"]["x-pagination"] = 1
    before = loaded(tree)
    after, told = _mended(before)
    assert told
    old, new = before.tree, after

    def same(*way: str) -> bool:
        one, two = old, new
        for key in way:
            one, two = one[key], two[key]
        return one is two

    assert same("paths", "/a", "get")
    assert same("paths", "/b", "get")
    assert same("components", "schemas", "Good")
    assert not same("paths", "/a", "post")
    assert not same("components", "schemas", "Bad")
    assert old["components"]["schemas"]["Bad"] == STRING | {"pattern": "("}


def _secured() -> dict[str, Any]:
    scheme = {"type": "http", "scheme": "digest"}
    return document(
        {f"/{at}": {"get": operation(f"get{at}", security=[{"k": []}])} for at in "ab"},
        components={"securitySchemes": {"k": scheme}},
    )


def _listing() -> dict[str, Any]:
    both = [{"$ref": f"#/components/schemas/{name}"} for name in "BC"]
    base = {"allOf": [{"$ref": "#/components/schemas/A"}]}
    return document({}, schemas={"A": {"oneOf": both}, "B": base, "C": base})


@pytest.mark.parametrize(
    ("tree", "code", "at"),
    [
        (_secured(), "E510", "/components/securitySchemes/k"),
        (_secured(), "E320", "/paths/~1a/get/security/0/k"),
        (_listing(), "E407", "/components/schemas/C"),
    ],
)
def test_what_a_mend_changes_elsewhere_was_copied_too(tree: Any, code: str, at: str):
    made = loaded(tree)
    before = json.dumps(made.tree)
    above, _, key = at.rpartition("/")
    found = made.at(above).place.report(code, "It is bad", "mend it", key=key)
    after, _ = mend.Mender().mend(made, [found])
    assert json.dumps(made.tree) == before
    assert json.dumps(after.tree) != before
