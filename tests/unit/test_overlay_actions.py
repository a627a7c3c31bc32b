"""What actions of overlays make of a document, as the specification has it (section 4.4.3)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.read.document import load

X, ITEM = "$['x-t']", {"a": [1]}
DEEP = {"a": {"a": {"a": {"b": 1}}}}


def _laid(folder: Path, held: Any, actions: Any, version: str) -> tuple[Any, list[str]]:
    whole = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}, "x-t": held}
    overlay = {"overlay": version, "info": {"title": "O", "version": "1"}, "actions": actions}
    (folder / "openapi.json").write_text(json.dumps(whole))
    (folder / "overlay.json").write_text(json.dumps(overlay))
    document, said = load(folder / "openapi.json", overlays=[folder / "overlay.json"])
    if document is None:
        return None, [d.code for d in said]
    return json.loads(json.dumps(document.tree)).get("x-t"), [d.code for d in said]


@pytest.mark.parametrize(
    ("held", "actions", "made"),
    [
        # One action goes before the other, and each sees what those before it left.
        ({"a": 1}, [(X, {"a": 2}), (X, {"a": 3})], {"a": 3}),
        ({"a": 1}, [(X, None), ("$", {"x-t": {"b": 2}})], {"b": 2}),
        ({"a": 1}, [("$", {"x-t": {"b": 2}}), (X, None)], None),
        ({"a": [1]}, [(f"{X}.a", None), (X, {"a": [2]})], {"a": [2]}),
        ({"a": [1]}, [(X, {"a": [2]}), (f"{X}.a", None)], {}),
        # Objects are merged at every depth, arrays concatenated, all else is replaced.
        ({"a": {"b": {"c": 1}}}, [(X, {"a": {"b": {"d": 2}}})], {"a": {"b": {"c": 1, "d": 2}}}),
        ({"a": [1]}, [(X, {"a": [2, 3]})], {"a": [1, 2, 3]}),
        ({"a": 1}, [(X, {"a": None, "b": False})], {"a": None, "b": False}),
        ({"a": 1}, [(X, {"a": {"b": 1}})], {"a": {"b": 1}}),
        # What an array takes is one entry, an array too; each array that is matched takes it.
        ([1], [(X, {"a": 1})], [1, {"a": 1}]),
        ([1], [(X, [2, 3])], [1, [2, 3]]),
        ([[1], [2]], [(f"{X}[*]", 3)], [[1, 3], [2, 3]]),
        # A place that a query gives twice is one place.
        ([{"l": [1]}, {}], [(f"{X}[0,0,0].l", 2)], [{"l": [1, 2]}, {}]),
        ([3, 4, 5, 6], [(f"{X}[1,3,0,0]", None)], [5]),
        ([[1, 2], [3, 4]], [(f"{X}[*][0]", None)], [[2], [4]]),
        # What is taken away or replaced may hold other matches.
        (DEEP, [("$..a", None)], {}),
        (DEEP, [("$..a", {"a": 1})], {"a": {"a": 1}}),
        ([{"l": [{"l": []}]}], [("$..l", {"n": 1})], [{"l": [{"l": [{"n": 1}]}, {"n": 1}]}]),
        # Copies: of what the target itself holds too, and each stays its own.
        ({"a": [1], "b": {}}, [(f"{X}.b", "copy", X)], {"a": [1], "b": {"a": [1], "b": {}}}),
        ([1], [(X, 2), (X, "copy", X)], [1, 2, [1, 2]]),
        ({"a": ITEM, "b": {}, "c": {}}, [(f"{X}['b','c']", "copy", f"{X}.a"), (f"{X}.b.a", 2)],
         {"a": ITEM, "b": {"a": [1, 2]}, "c": ITEM}),
        ({"a": 1, "b": 2}, [(f"{X}.b", "copy", f"{X}.a")], {"a": 1, "b": 1}),
    ],
)  # fmt: skip
def test_actions(tmp_path: Path, held: Any, actions: list[Any], made: Any) -> None:
    """In each row a target, and what it is to take: None, and it goes."""
    written = [
        {"target": at[0], "remove": True}
        if at[1] is None
        else {"target": at[0], "copy": at[2]}
        if at[1] == "copy"
        else {"target": at[0], "update": at[1]}
        for at in actions
    ]
    assert _laid(tmp_path, held, written, "1.1.0") == (made, [])


@pytest.mark.parametrize(
    ("action", "version", "made", "said"),
    [
        # To remove goes before all else that an action says.
        ({"target": X, "remove": True, "update": {"b": 1}}, "1.0.0", None, []),
        ({"target": X, "remove": False, "update": {"b": 1}}, "1.0.0", {"a": 1, "b": 1}, []),
        ({"target": X, "update": {"b": 1}, "copy": "$.info"}, "1.1.0", {"a": 1, "b": 1}, []),
        # Nothing that matches is told, and changes nothing.
        ({"target": "$.nothing", "update": {"b": 1}}, "1.0.0", {"a": 1}, ["W725"]),
        ({"target": "$.nothing", "remove": True}, "1.1.3", {"a": 1}, ["W725"]),
        ({"target": f"{X}[?@ == 2]", "remove": True}, "1.0.0", {"a": 1}, ["W725"]),
        # A value is none to merge into; version 1.1 replaces it.
        ({"target": f"{X}.a", "update": 2}, "1.1.0", {"a": 2}, []),
        ({"target": f"{X}.a", "update": 2}, "1.0.0", None, ["E726"]),
        ({"target": f"{X}.a", "update": {}}, "1.1.0", None, ["E726"]),
        ({"target": f"{X}.a", "update": []}, "1.1.0", None, ["E726"]),
        ({"target": X, "update": []}, "1.0.0", None, ["E726"]),
        # One place is copied, no other number of them.
        ({"target": X, "copy": "$.nothing"}, "1.1.0", None, ["E726"]),
        ({"target": X, "copy": "$.info.*"}, "1.1.0", None, ["E726"]),
        ({"target": "$", "remove": True}, "1.1.0", None, ["E726"]),
        # Versions.
        ({"target": X, "update": {}}, "1.2.0", None, ["E723"]),
        ({"target": X, "update": {}}, "1.0", None, ["E723"]),
        ({"target": X, "update": {}}, "1.0.0-rc1", None, ["E723"]),
        ({"target": X, "copy": "$.info"}, "1.0.0", None, ["E723"]),
        ({"target": X}, "1.0.0", None, ["E723"]),
        ({"target": X, "remove": False}, "1.0.0", None, ["E723"]),
        ({"target": X, "x-why": 1, "description": "D.", "update": {}}, "1.0.0", {"a": 1}, []),
    ],
)  # fmt: skip
def test_one_action(tmp_path: Path, action: Any, version: str, made: Any, said: list[str]) -> None:
    assert _laid(tmp_path, {"a": 1}, [action], version) == (made, said)


@pytest.mark.parametrize(
    ("targets", "left"),
    [
        (["[0]"], [1, 2, 3, 4]), (["[0]", "[0]"], [2, 3, 4]), (["[3]", "[1]"], [0, 2, 4]), (["[0,2]", "[1]"], [1, 4]),
        (["[4]"], [0, 1, 2, 3]), (["[?@.n > 1]"], [0, 1]),
    ],
)  # fmt: skip
def test_what_is_left_of_a_list_stands_where_it_was_written(
    tmp_path: Path, targets: list[str], left: list[int]
) -> None:
    whole = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}, "x-t": [{"n": n} for n in range(5)]}  # fmt: skip
    text = json.dumps(whole, indent=1)
    actions = [{"target": f"{X}{target}", "remove": True} for target in targets]
    overlay = {"overlay": "1.0.0", "info": {"title": "O", "version": "1"}, "actions": actions}
    (tmp_path / "openapi.json").write_text(text)
    (tmp_path / "overlay.json").write_text(json.dumps(overlay))
    document, said = load(tmp_path / "openapi.json", overlays=[tmp_path / "overlay.json"])
    assert document is not None, said
    items = document.tree["x-t"]
    assert [item["n"] for item in items] == left
    lines = [item.place.report("E202", "so", "do", key="n").span.line for item in items]
    written = text.splitlines()
    assert [written[line - 1].strip() for line in lines] == [f'"n": {n}' for n in left]
    at = [document.tree["x-t"].place.report("E202", "so", "do", key=n).span.line for n in range(len(left))]  # fmt: skip
    assert at == [line - 1 for line in lines]


def test_the_last_of_many_stands_where_it_was_written(tmp_path: Path) -> None:
    whole = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}, "x-t": [*range(1500)]}  # fmt: skip
    (tmp_path / "openapi.json").write_text(json.dumps(whole, indent=1))
    actions = [{"target": f"{X}[?@ < 1499]", "remove": True}]
    overlay = {"overlay": "1.0.0", "info": {"title": "O", "version": "1"}, "actions": actions}
    (tmp_path / "overlay.json").write_text(json.dumps(overlay))
    document, _ = load(tmp_path / "openapi.json", overlays=[tmp_path / "overlay.json"])
    assert document is not None
    assert document.tree["x-t"] == [1499]
    found = document.tree["x-t"].place.report("E202", "so", "do", key=0)
    assert found.span.line == json.dumps(whole, indent=1).count("\n", 0, -len("\n ]\n}")) + 1
