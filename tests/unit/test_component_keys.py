"""What components are called that had no key: a row for each way to refer to something."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.read.document import load

S: dict[str, Any] = {"type": "object", "title": "Aim"}
OTHER: dict[str, Any] = {"type": "object", "title": "Other"}


def _nested(pointer: str, value: Any) -> Any:
    """A file in which a value stands at a pointer, and at others nothing."""
    made = value
    for part in reversed(pointer.split("/")[1:]):
        name = part.replace("~1", "/").replace("~0", "~").replace("%20", " ")
        made = [made] if name == "0" else [{}, made] if name == "1" else {name: made}
    return made


def _key(folder: Path, refs: list[str], files: dict[str, Any], held: Any = None) -> list[str]:
    """The keys that schemas get which are referred to, in that order."""
    tree = {
        "openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {},
        "components": {"schemas": {**(held or {}), "It": {"prefixItems": [{"$ref": ref} for ref in refs]}}},
    }  # fmt: skip
    for name, content in {**files, "openapi.json": {**tree, **files.get("openapi.json", {})}}.items():  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content))
    found, said = load(folder / "openapi.json")
    assert found is not None, said
    items = found.tree["components"]["schemas"]["It"]["prefixItems"]
    keys = [item["$ref"].rpartition("/")[2] for item in items]
    assert all(found.deref(item)["title"] in ("Aim", "Other") for item in items)
    return keys


@pytest.mark.parametrize(
    ("file", "pointer", "key"),
    [
        # A file that is the schema.
        ("pet.json", "", "pet"),
        ("Big Pet.json", "", "Big_Pet"),
        ("pet-v1.2.json", "", "pet-v1.2"),
        # By its own name; what the folders of names before it are called says nothing.
        ("far.json", "/Pet", "Pet"),
        ("far.json", "/definitions/Pet", "Pet"),
        ("far.json", "/components/schemas/Pet", "Pet"),
        ("far.json", "/models/v1/Pet", "Pet"),
        ("far.json", "/models/My%20Pet", "My_Pet"),
        ("far.json", "/models/a~1b", "a_b"),
        ("far.json", "/models/_", "Unnamed"),
        ("far.json", "/models/0", "models"),
        # Definitions of a file have their names alone, its members that of the file in front.
        ("far.json", "/$defs/Pet", "Pet"),
        ("far.json", "/$defs/0", "far"),
        ("far.json", "/properties/pet", "farPet"),
        ("far.json", "/items", "farItem"),
        ("far.json", "/allOf/1", "far"),
        ("far.json", "/additionalProperties", "farValue"),
        # Within a named one: with its name in front, and what it is of it.
        ("far.json", "/Pet/properties/owner", "PetOwner"),
        ("far.json", "/Pet/properties/owner/items", "PetOwnerItem"),
        ("far.json", "/Pet/additionalProperties/properties/a", "PetValueA"),
        ("far.json", "/Pet/anyOf/1/properties/tag", "PetTag"),
        ("far.json", "/Pet/$defs/Tag", "PetTag"),
        ("far.json", "/a/b/Pet/properties/tag", "PetTag"),
        # In an answer: not by its media type; the path and its method count.
        ("far.json", "/components/responses/Found/content/application~1json/schema", "Found"),
        ("far.json", "/responses/Found/content/text~1csv/schema/items", "FoundItem"),
        ("far.json", "/paths/~1pets~1{id}/get/responses/200/content/a~1b/schema", "pets_idGet"),
        ("far.json", "/webhooks/sold/post/requestBody/content/a~1b/schema", "soldPost"),
    ],
)  # fmt: skip
def test_key(tmp_path: Path, file: str, pointer: str, key: str) -> None:
    ref = f"{file.replace(' ', '%20')}{f'#{pointer}' if pointer else ''}"
    assert _key(tmp_path, [ref], {file: _nested(pointer, S)}) == [key]


def test_of_several_that_want_one_name_each_has_its_file_in_front(tmp_path: Path) -> None:
    """In whichever order they are met."""
    both = {"a.json": {"Pet": S}, "b.json": {"Pet": OTHER}}
    assert _key(tmp_path, ["a.json#/Pet", "b.json#/Pet"], both) == ["aPet", "bPet"]
    assert _key(tmp_path, ["b.json#/Pet", "a.json#/Pet"], both) == ["bPet", "aPet"]
    assert _key(tmp_path, ["a.json#/Pet"], both, {"Pet": OTHER}) == ["aPet"]
    whole = {"a/pet.json": S, "b/pet.json": OTHER}
    assert _key(tmp_path, ["b/pet.json", "a/pet.json"], whole) == ["bPet", "aPet"]


def test_those_that_want_one_name_still_are_counted_by_where_they_stand(tmp_path: Path) -> None:
    files = {"a.json": {"x": {"Pet": S}, "y": {"Pet": OTHER}}}
    for refs in (["a.json#/x/Pet", "a.json#/y/Pet"], ["a.json#/y/Pet", "a.json#/x/Pet"]):
        keys = dict(zip(refs, _key(tmp_path, refs, files), strict=True))
        assert keys == {"a.json#/x/Pet": "aPet2", "a.json#/y/Pet": "aPet3"}
    assert _key(tmp_path, ["a.json#/x/Pet"], files, {"Pet": S, "aPet": S, "aPet2": S}) == ["aPet3"]
