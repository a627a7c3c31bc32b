"""Discriminators (OpenAPI 3.1, section 4.8.25) in the words of JSON Schema.

To JSON Schema a discriminator says nothing, so that anything a base allows would be
valid. Here a base asks its kinds: where the property says a kind, that schema must hold,
too. What extends a base refers to the base alone, else it would ask for ever.

Of alternatives the one must hold that the property says, and the others do not count:
vendors whose kinds all have the same members never meant that none of them fits.
"""

from __future__ import annotations

from operator import is_not
from typing import Any

from .values import is_array, is_object

_HOME = "#/components/schemas/"
_OWN = "x-own:"


def asking(root: dict[str, Any]) -> dict[str, Any]:
    """The document whose discriminators hold; the same one where it has none."""
    asked: dict[str, Any] = told(_bases_asking(root))
    return asked


def _bases_asking(root: dict[str, Any]) -> dict[str, Any]:
    """The document whose bases ask their kinds."""
    components = root.get("components")
    schemas = components.get("schemas") if is_object(components) else None
    if not is_object(components) or not is_object(schemas):
        return root
    above = {name: _above(schemas, name) for name in schemas}
    kinds = {
        base: _kinds(schemas, above, base, name)
        for base, schema in schemas.items()
        if (name := _property(schema)) is not None
    }
    bases = {name for name, found in kinds.items() if found}
    if not bases:
        return root
    made: dict[str, Any] = {}
    for name, schema in schemas.items():
        own = made[name] = _alone(schema, above[name] & bases)
        if name in bases:
            made[_OWN + name] = own
            asked = [*own.get("allOf", ()), *_asked(schema, kinds[name])]
            made[name] = {**own, "allOf": asked}
    return {**root, "components": {**components, "schemas": made}}


def told(node: Any) -> Any:
    """A document whose alternatives are told apart by what the property says.

    What has none in it stays the same object.
    """
    if is_array(node):
        items = [told(item) for item in node]
        return items if any(map(is_not, items, node)) else node
    if not is_object(node):
        return node
    made = {key: told(item) for key, item in node.items()}
    kinds = _alternatives(node)
    if not kinds:
        return made if any(made[key] is not node[key] for key in node) else node
    name = node["discriminator"]["propertyName"]
    said: dict[str, Any] = {
        "if": {"type": "object", **_says(name, [v for values in kinds.values() for v in values])},
        "then": {
            "allOf": [
                {"if": _says(name, values), "then": {"$ref": target}}
                for target, values in kinds.items()
            ]
        },
        "else": {"anyOf": made.pop("oneOf")},
    }
    made["allOf"] = [*made.get("allOf", ()), said]
    return made


def _says(name: str, values: list[str]) -> dict[str, Any]:
    return {"properties": {name: {"enum": values}}, "required": [name]}


def _alternatives(schema: dict[str, Any]) -> dict[str, list[str]] | None:
    """The alternatives of a schema that its discriminator tells apart → the values for each."""
    said, parts = schema.get("discriminator"), schema.get("oneOf")
    name = said.get("propertyName") if is_object(said) else None
    if not is_object(said) or not isinstance(name, str) or not is_array(parts):
        return None
    targets = [part.get("$ref") if is_object(part) else None for part in parts]
    mapping: dict[str, Any] = said.get("mapping") or {}
    found: dict[str, list[str]] = {}
    for target in targets:
        if not isinstance(target, str) or not target.startswith(_HOME):
            return None
        short = target.removeprefix(_HOME)
        found[target] = [value for value, to in mapping.items() if to in (target, short)] or [short]
    spelt = [value for values in found.values() for value in values]
    return found if len(found) == len(targets) and len(spelt) == len(set(spelt)) else None


def _property(schema: Any) -> str | None:
    """The member that tells the kinds of a base apart; a union's discriminator picks a branch."""
    said = schema.get("discriminator") if is_object(schema) else None
    union = is_object(schema) and ("oneOf" in schema or "anyOf" in schema)
    name = said.get("propertyName") if is_object(said) and not union else None
    return name if isinstance(name, str) else None


def _parents(schema: Any) -> list[str]:
    """The components that a schema extends."""
    if not is_object(schema):
        return []
    target = schema.get("$ref")
    found = [target.removeprefix(_HOME)] if isinstance(target, str) else []
    parts = schema.get("allOf")
    return [*found, *(p for part in parts for p in _parents(part))] if is_array(parts) else found


def _above(schemas: dict[str, Any], name: str) -> set[str]:
    found: set[str] = set()
    todo = _parents(schemas[name])
    while todo:
        parent = todo.pop()
        if parent in schemas and parent not in found:
            found.add(parent)
            todo += _parents(schemas[parent])
    return found


def _kinds(
    schemas: dict[str, Any], above: dict[str, set[str]], base: str, name: str
) -> dict[str, list[str]]:
    """What extends a base → the values of a property that say so."""
    mapping: dict[str, Any] = schemas[base]["discriminator"].get("mapping") or {}
    found: dict[str, list[str]] = {}
    for child in schemas:
        if base in above[child] and child != base:
            mapped = [v for v, to in mapping.items() if str(to).removeprefix(_HOME) == child]
            found[child] = mapped or _said(schemas[child], name) or [child]
    return found


def _said(schema: dict[str, Any], name: str) -> list[str]:
    """The values that a schema allows its own discriminating property."""
    members = schema.get("properties")
    member = members.get(name) if is_object(members) else None
    if is_object(member):
        values: Any = member.get("enum", [member["const"]] if "const" in member else [])
        return [value for value in values if isinstance(value, str)]
    parts = schema.get("allOf")
    own = [p for p in parts if is_object(p) and "$ref" not in p] if is_array(parts) else []
    found = [said for said in (_said(part, name) for part in own) if said]
    return found[0] if found else []


def _alone(schema: Any, bases: set[str]) -> Any:
    """A schema that refers to the bases it extends without their questions."""
    if not is_object(schema):
        return schema
    made = dict(schema)
    target = made.get("$ref")
    if isinstance(target, str) and target.removeprefix(_HOME) in bases:
        made["$ref"] = f"{_HOME}{_OWN}{target.removeprefix(_HOME)}"
    if is_array(parts := made.get("allOf")):
        made["allOf"] = [_alone(part, bases) for part in parts]
    return made


def _asked(schema: dict[str, Any], kinds: dict[str, list[str]]) -> list[dict[str, Any]]:
    name = schema["discriminator"]["propertyName"]
    return [
        {"if": _says(name, values), "then": {"$ref": f"{_HOME}{child}"}}
        for child, values in kinds.items()
    ]
