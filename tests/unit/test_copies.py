"""Local copies of remote files, and the folder that references may not leave."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.read.document import load

IT = {"It": {"type": "string"}}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A document's folder, a neighbour's, copies, and files that are nobody's business."""
    for name, held in {
        "specs/near.json": IT,
        "specs/other/far.json": IT,
        "secret.json": IT,
        "lib/secret.json": IT,
        "lib/a/one.json": IT,
        "lib/a/s/two.json": IT,
        "lib/a/s/three words.json": IT,
        "lib/a/on.json": {"It": {"$ref": "s/two.json#/It"}},
        "lib/a/out.json": {"It": {"$ref": "../secret.json#/It"}},
        "lib/b/two.json": {"It": {"type": "integer"}},
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(json.dumps(held))
    (tmp_path / "specs/acme").mkdir()
    (tmp_path / "lib/a/link.json").symlink_to(tmp_path / "secret.json")
    (tmp_path / "specs/acme/link.json").symlink_to(tmp_path / "secret.json")
    (tmp_path / "specs/acme/good.json").symlink_to(tmp_path / "specs/near.json")
    return tmp_path


def _read(place: Path, ref: str, copies: list[tuple[str, str]]) -> str:
    """The type of what a reference leads to, or the code of what is wrong with it."""
    tree = {
        "openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {},
        "components": {"schemas": {"Own": {"items": {"$ref": ref}}}},
    }  # fmt: skip
    (place / "specs/acme/openapi.json").write_text(json.dumps(tree))
    held = [(start, str(place / local)) for start, local in copies]
    document, found = load(place / "specs/acme", copies=held)
    if document is None:
        (told,) = found
        return told.code
    said = document.deref(document.tree["components"]["schemas"]["Own"]["items"])["type"]
    return str(said)


URL = "https://x.test"
A, S, ONE = (f"{URL}/", "lib/a"), (f"{URL}/s/", "lib/b"), (f"{URL}/s/two.json", "lib/a/one.json")


@pytest.mark.parametrize(
    ("ref", "copies", "found"),
    [
        (f"{URL}/one.json#/It", [A], "string"),
        (f"{URL}/s/two.json#/It", [A], "string"),
        (f"{URL}/s/three%20words.json#/It", [A], "string"),
        (f"{URL}/on.json#/It", [A], "string"),
        # The longest beginning holds, in whichever order they are given.
        (f"{URL}/s/two.json#/It", [A, S], "integer"),
        (f"{URL}/s/two.json#/It", [S, A], "integer"),
        (f"{URL}/s/two.json#/It", [S, ONE, A], "string"),
        # There is none, or none that is a file.
        (f"{URL}/one.json#/It", [], "E102"),
        (f"{URL}/one.json#/It", [S], "E102"),
        ("http://x.test/one.json#/It", [A], "E102"),
        (f"{URL}/none.json#/It", [A], "E104"),
        (f"{URL}/s#/It", [A], "E104"),
        (f"{URL}/#/It", [A], "E104"),
        # Neither a way up nor a link leads out of the copies.
        (f"{URL}/../secret.json#/It", [A], "E104"),
        (f"{URL}/%2e%2e/secret.json#/It", [A], "E104"),
        (f"{URL}/link.json#/It", [A], "E104"),
        (f"{URL}/out.json#/It", [A], "E103"),
    ],
)
def test_copy(place: Path, ref: str, copies: list[tuple[str, str]], found: str) -> None:
    assert _read(place, ref, copies) == found


@pytest.mark.parametrize(
    ("ref", "found"),
    [
        ("../near.json#/It", "string"),
        ("../other/far.json#/It", "string"),
        ("good.json#/It", "string"),
        ("../../secret.json#/It", "E103"),
        ("%2e%2e/%2e%2e/secret.json#/It", "E103"),
        ("link.json#/It", "E103"),
        ("../../lib/a/one.json#/It", "E103"),
        ("/etc/passwd#/It", "E103"),
        ("..\\near.json#/It", "E110"),
        ("near%00.json#/It", "E110"),
        ("none.json#/It", "E104"),
        ("../other#/It", "E001"),
    ],
)
def test_file(place: Path, ref: str, found: str) -> None:
    assert _read(place, ref, []) == found


def test_an_absolute_path_is_not_followed_even_to_a_file_that_may_be_read(place: Path) -> None:
    """It would mean something else on another machine."""
    assert _read(place, f"{place}/specs/near.json#/It", []) == "E103"
