"""What the standard demands, in the document's version; openapi-spec-validator is the referee.

Its JSON Schema of the standard and the dialect of schema objects are checked in
one compiled pass. The rest of what it looks at (duplicate ids and parameters,
path parameters, defaults) has rules of ours, which know the places.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, cast

import jsonschema_rs

from generator.check.faults import Fault, at_way, deeper, faults, locate
from generator.check.look import Look, Rule
from generator.check.mends import of_member, of_shape, of_value
from generator.ground.diagnostics import Diagnostic, nearest
from generator.read.document.grammar import EXCLUDING, MEMBERS
from generator.read.document.versions import SWAGGER, is_old, version_of
from generator.read.source import Mapping, Place

_READERS = frozenset({"description", "summary", "title", "termsOfService"})
REMOVE = "remove it, or begin its name with x-"
UNKNOWN = frozenset({"unevaluatedProperties", "additionalProperties"})
_EXCLUSIVE = frozenset({"oneOf", "not", "anyOf"})


def e20x_standard(look: Look) -> Iterator[Diagnostic]:
    """What openapi-spec-validator's schema of the standard refuses.

    A document of Swagger 2.0 is held to 3.1, as which it is compiled; its names are freer.
    """
    old = version_of(look.document.written) == SWAGGER
    for fault in against(look):
        if not (old and fault.keyword == "propertyNames" and fault.way[:1] == ("components",)):
            yield from told(fault, look.part)


def e261_swagger(look: Look) -> Iterator[Diagnostic]:
    """What the schema of Swagger 2.0 refuses, and that of 3.1 does not: it is compiled."""
    written = look.document.written
    if version_of(written) != SWAGGER:
        return
    known = {found.span for found in e20x_standard(look)}
    for fault in faults(referee(SWAGGER), written):
        for found in told(fault, written):
            if found.span not in known:
                yield replace(found, code="E261", severity="error")


def against(look: Look) -> list[Fault]:
    """What the standard's schema has against the tree, asked once."""
    if "against" not in look.kept:
        look.kept["against"] = [*faults(referee(newest(look)), look.part)]
    return cast("list[Fault]", look.kept["against"])


def newest(look: Look) -> str:
    """The version whose words the tree is in."""
    return "3.2" if version_of(look.tree) == "3.2" else "3.1"


def told(fault: Fault, tree: Mapping) -> Iterator[Diagnostic]:
    """A fault that a version's schema finds in a tree; of unknown members other rules tell."""
    if fault.keyword in UNKNOWN:
        return
    if fault.names == ("default",) and fault.way[-1:] == ("responses",):
        return  # follows from an empty object or from a key that is no status
    if fault.keyword == "oneOf" and not isinstance(at_way(tree, fault.way), Mapping):
        return  # what is no object has no members that exclude each other
    fault = deeper(fault)
    name = _name(fault.way)
    if name in _READERS and fault.keyword == "type":
        mend = "write text, or remove it"
        yield locate(tree, tree.place, fault.way).report("W205", f"{name} is not text", mend)
        return
    yield placed(fault, tree, code_of(fault))


def placed(fault: Fault, tree: Mapping, code: str) -> Diagnostic:
    """A fault at its place: of members that exclude each other, at the one that says less."""
    place = locate(tree, tree.place, fault.way)
    key = fault.names[0] if fault.keyword == "propertyNames" else None
    found = place.report(code, _message(fault, _name(fault.way)), _mend(fault), key=key)
    less = next((less for more, less in EXCLUDING if place.wrote(more) and place.wrote(less)), None)
    if code_of(fault) != "E204" or less is None:
        return found
    return replace(found, span=place.key_span(less))


def e206_misspelt_member(look: Look) -> Iterator[Diagnostic]:
    """A member that the standard does not know, but almost."""
    for found in unknown(look):
        if found.near:
            message = f'unknown member "{found.key[:40]}"'
            mend = f"did you mean {found.near}?"
            yield found.place.report("E206", message, mend, key=found.key)


def w207_unknown_member(look: Look) -> Iterator[Diagnostic]:
    """A keyword that no version knows, where the standard allows any: it has no effect."""
    for found in unknown(look):
        if not found.near and is_open(look, found.kind):
            message = f'unknown member "{found.key[:40]}" has no effect'
            yield found.place.report("W207", message, found.mend or REMOVE, key=found.key)


def is_open(look: Look, kind: str) -> bool:
    """Whether an object may have members that the standard does not know: schemas since 3.1."""
    return kind == "schema" and not is_old(version_of(look.document.written))


def e260_newer_member(look: Look) -> Iterator[Diagnostic]:
    """A member of OpenAPI 3 in a document of Swagger 2.0; it is read all the same."""
    written = look.document.written
    for fault in faults(referee(SWAGGER), written) if version_of(written) == SWAGGER else ():
        for name in fault.names if fault.keyword in UNKNOWN else ():
            if any(name in members for members in MEMBERS.values()):
                place = locate(written, written.place, fault.way)
                message = f'"{name}" came with OpenAPI 3; it is read as there'
                yield place.report("E260", message, "say that version at the top", key=name)


def unknown(look: Look) -> list[Unknown]:
    """Members that no version knows."""
    if "unknown" not in look.kept:
        look.kept["unknown"] = list(_unknown(look))
    return cast("list[Unknown]", look.kept["unknown"])


def _unknown(look: Look) -> Iterator[Unknown]:
    for kind, nodes in look.nodes.items():
        known = MEMBERS.get(kind)
        if known is None:
            continue
        if kind == "schema" and is_old(version_of(look.document.written)):
            known |= {"nullable"}
        holders = look.holders(kind)
        for key in sorted(holders.keys() - known):
            for node in map(nodes.__getitem__, () if key.startswith("x-") else holders[key]):
                if "$ref" not in node.value:
                    meant = of_member(kind, key, node.value[key])
                    close = "" if meant else _near(key, known - node.value.keys())
                    yield Unknown(kind, node.place, key, close, meant)


class Unknown(NamedTuple):
    """A member that no version knows."""

    kind: str
    """That of its object."""
    place: Place
    """Of its object."""
    key: str
    near: str
    """The member that is written almost so."""
    mend: str
    """What another language's word is in OpenAPI."""


def _near(key: str, names: frozenset[str]) -> str:
    """The member that was meant; short names are too much alike to guess."""
    flat = _flat(key)
    same = [name for name in sorted(names) if _flat(name) == flat]
    if same:
        return same[0]
    begun = [name for name in names if len(key) > 3 and name.startswith(key)]
    return begun[0] if len(begun) == 1 else nearest(key, names, cutoff=0.8 if key[3:] else 0.85)


def _flat(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _name(way: tuple[str | int, ...]) -> str:
    """What a message calls the value at the end of a way."""
    names = [str(step) for step in way if isinstance(step, str)]
    at = f"[{way[-1]}]" if way and isinstance(way[-1], int) else ""
    return (names[-1][:40] if names else "the document") + at


def code_of(fault: Fault) -> str:
    """The code of a fault of the standard."""
    if fault.keyword == "required":
        return "E201"
    if fault.keyword == "type":
        return "E202"
    return "E204" if fault.keyword in _EXCLUSIVE else "E203"


def _message(fault: Fault, name: str) -> str:
    if fault.keyword in ("minProperties", "minItems"):
        return f"{name} is empty"
    if fault.keyword == "not":
        return f'"{name}" says two things of which only one may stand'
    if fault.keyword == "oneOf" and not fault.names:
        return f'"{name}" has two members of which only one may stand'
    if fault.keyword in ("required", "anyOf", "oneOf"):
        return f"{fault.message} in {name}"
    return f"{name}: {fault.message}"


def _mend(fault: Fault) -> str:
    if fault.keyword in ("minProperties", "minItems"):
        return "add a member, or remove it"
    if fault.keyword in ("not", "oneOf") and not fault.names:
        return "keep one of them"
    if fault.keyword == "type":
        return of_shape(fault.way, fault.value, fault.wanted) or fault.mend
    if fault.keyword == "enum":
        return of_value(_name(fault.way), fault.value, fault.wanted) or fault.mend
    return fault.mend


_DIALECTS = {
    "3.1": ("oas3.1/metaschema.json", "oas3.1/vocabularies/base"),
    "3.2": ("oas3.2/dialect/2025-09-17.json", "oas3.2/meta/2025-09-17.json"),
}


@cache
def referee(version: str) -> Any:
    """A version's schema of the standard, with the schema dialect in it, compiled."""
    return compiled(version, schema_of(version))


def schema_of(version: str) -> Any:
    """A version's schema of the standard, as it is published."""
    return _resource("openapi_spec_validator", f"resources/schemas/v{version}/schema.json")


def compiled(version: str, standard: dict[str, Any]) -> Any:
    """A schema of the standard, or a part of it, with the dialect of schema objects in it."""
    if version not in _DIALECTS:
        return jsonschema_rs.validator_for(standard, offline=True, validate_formats=False)
    dialect, words = (
        _resource("openapi_schema_validator", f"schemas/{path}") for path in _DIALECTS[version]
    )
    standard["$defs"]["schema"] |= {"$ref": dialect["$id"]}
    registry = jsonschema_rs.Registry([(r["$id"], r) for r in (dialect, words)])
    return jsonschema_rs.validator_for(standard, registry=registry, offline=True)


def _resource(package: str, path: str) -> Any:
    """A file of an installed package, without the cost of importing the package."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{package} is not installed", name=package)
    folder = Path(spec.submodule_search_locations[0])
    return json.loads((folder / path).read_text(encoding="utf-8"))


RULES: tuple[Rule, ...] = (
    e20x_standard,
    e261_swagger,
    e260_newer_member,
    e206_misspelt_member,
    w207_unknown_member,
)
