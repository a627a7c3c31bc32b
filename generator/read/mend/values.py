"""What the standard refuses and can only mean one thing: members, types, values (E201 to E204)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from generator.ground.diagnostics import Diagnostic
from generator.read.document.grammar import EXCLUDING
from generator.read.mend.tree import Location
from generator.read.mend.whole import AS_IT_IS, Tree
from generator.read.source import Mapping, Sequence, mapping, sequence


def required(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    """A required member that says little: it is added empty."""
    node = at.value
    if not isinstance(node, Mapping):
        return None
    defaults = _DEFAULTS.get(at.kind)
    missing = {k: v for k, v in (defaults(tree, node) if defaults else {}).items() if k not in node}
    for key, value in missing.items():
        node[key] = value
    if not missing and not (defaults and at.kind == "info"):
        return None
    return f"as if it had {' and '.join(missing) or 'that'}"


def _no_schema(tree: Tree, node: Mapping) -> dict[str, Any]:
    if not isinstance(node.get("name"), str) and "in" in node:
        return {}
    return {} if "content" in node else {"schema": mapping({}, node.place)}


def _variable(tree: Tree, node: Mapping) -> dict[str, Any]:
    values = node.get("enum")
    return {"default": str(values[0]) if isinstance(values, Sequence) and values else ""}


_DEFAULTS: dict[str, Callable[[Tree, Mapping], dict[str, Any]]] = {
    "info": lambda tree, node: {"title": tree.name, "version": "0"},
    "document": lambda tree, node: (
        {"info": mapping({"title": tree.name, "version": "0"}, node.place)}
        if node.keys() & {"paths", "components", "webhooks"} else {}
    ),
    "parameter": _no_schema,
    "header": _no_schema,
    "license": lambda tree, node: {"name": ""},
    "flow": lambda tree, node: {"scopes": mapping({}, node.place)},
    "serverVariable": _variable,
    "requestBody": lambda tree, node: {"content": mapping({}, node.place)},
    "server": lambda tree, node: {"url": "/"},
}  # fmt: skip

_TEXT = frozenset({"title", "version", "name", "url", "operationId", "pattern", "format", "$ref",
                   "propertyName", "tokenUrl", "authorizationUrl", "refreshUrl", "contentType",
                   "bearerFormat", "namespace", "prefix"})  # fmt: skip
_FLAGS = frozenset({"required", "deprecated", "explode", "allowReserved", "allowEmptyValue",
                    "readOnly", "writeOnly", "uniqueItems", "attribute", "wrapped"})  # fmt: skip
_COUNTS = frozenset({"maxLength", "minLength", "maxItems", "minItems", "maxProperties",
                     "minProperties", "maximum", "minimum", "multipleOf", "exclusiveMaximum",
                     "exclusiveMinimum"})  # fmt: skip
_LISTS = frozenset({"required", "tags", "enum", "servers", "parameters", "security", "examples",
                    "allOf", "anyOf", "oneOf"})  # fmt: skip


def other_type(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    """A value of the wrong type that says the right thing."""
    value, key = at.value, at.key
    schema = at.holder.kind == "schema"
    if _is_scopes(at):
        # Nothing in its place would be no credential at all.
        at.put(sequence([value] if isinstance(value, str) else [], at.holder.node.place.child(key)))
        return "a list of scopes"
    if value is None and key != "default":
        at.remove()
        return "null says nothing"
    if value == {} and key in _LISTS and key != "security":  # as PHP writes it
        at.remove()
        return "it says nothing"
    if isinstance(value, Sequence) and not value:  # and this: an object without members
        at.put(mapping({}, value.place))
        return "an empty object"
    if key == "required" and schema and isinstance(value, bool | str):
        return _own_required(at, value)
    if key == "required" and schema and isinstance(value, Sequence):
        return "the list of what its members say"  # a member that was read before made one of it
    return _spelt(at, value) or _one(at, value)


def _spelt(at: Location, value: Any) -> str | None:
    """Text for a number or a flag, or the other way round."""
    key = at.key
    if _is_variable(at) and isinstance(value, bool | int | float):
        at.put(json.dumps(value))
        return f'the text "{at.value}"'
    if key in _TEXT and isinstance(value, int | float) and not isinstance(value, bool):
        at.put(str(value))
        return f'the text "{value}"'
    if key in _FLAGS and isinstance(value, str) and value.lower() in _WORDS:
        at.put(_WORDS[value.lower()])
        return str(at.value).lower()
    if key in _COUNTS and isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value):
        at.put(int(value))
        return f"the number {value}"
    return None


def _one(at: Location, value: Any) -> str | None:
    """One thing where there could be many; the name of a security scheme where it is required."""
    if not isinstance(value, str | Mapping):
        return None
    place = value.place if isinstance(value, Mapping) else at.holder.node.place.child(at.key)
    if _is_listed(at, "security") and isinstance(value, str):
        at.put(mapping({value: sequence([], place)}, place))
        return f"the security scheme {value}"
    if at.key in _LISTS and not (at.key == "required" and at.holder.kind != "schema"):
        at.put(sequence([value], place))
        return "a list of one"
    return None


def _is_listed(at: Location, key: str) -> bool:
    """Whether it is an item of the list *key*."""
    return at.holder.key == key and isinstance(at.holder.node, Sequence)


def _is_scopes(at: Location) -> bool:
    """Whether scopes belong here: a member of a security requirement."""
    above = at.holder.parent
    return above is not None and _is_listed(Location(above, at.holder.key), "security")


def _is_variable(at: Location) -> bool:
    """Whether it is a value of a server variable, which is a part of a URL."""
    if _is_listed(at, "enum"):
        return at.holder.parent is not None and at.holder.parent.kind == "serverVariable"
    return at.key == "default" and at.holder.kind == "serverVariable"


_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def _own_required(at: Location, value: bool | str) -> str | None:
    """`required: true` on a property belongs to the object that has it."""
    spot = at.holder
    names = spot.parent.parent if spot.parent is not None else None
    if isinstance(value, str) and value.lower() not in _WORDS:
        at.put(sequence([value], spot.node.place.child("required")))
        return "a list of one name"
    at.remove()
    wanted = value is True or (isinstance(value, str) and _WORDS[value.lower()])
    if not wanted or names is None or spot.parent is None or spot.parent.key != "properties":
        return "it has no effect here"
    listed = names.node.get("required")
    before = [listed] if isinstance(listed, str) and listed.lower() not in _WORDS else []
    before = list(listed) if isinstance(listed, Sequence) else before
    names.node["required"] = sequence([*before, spot.key], spot.node.place)
    return f"the object requires {spot.key}"


_TYPES = {"int": "integer", "int32": "integer", "int64": "integer", "long": "integer",
          "str": "string", "text": "string", "date": "string", "datetime": "string",
          "date-time": "string", "uuid": "string", "bool": "boolean", "float": "number",
          "double": "number", "decimal": "number", "dict": "object", "map": "object",
          "list": "array", "none": "null", "nil": "null"}  # fmt: skip
_NAMES = frozenset({"schemas", "responses", "parameters", "examples", "requestBodies", "headers",
                    "securitySchemes", "links", "callbacks", "pathItems"})  # fmt: skip


def not_allowed(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    """A value that the standard does not allow, but that says something."""
    value, key = at.value, at.key
    if at.holder.key == "type" and at.holder.parent is not None:
        at = Location(at.holder.parent, "type")
    if at.key == "type" and at.holder.kind == "schema":
        return _type(at)
    around = at.holder.node
    if isinstance(around, Sequence) and at.holder.parent is not None and around.count(value) > 1:
        at = Location(at.holder.parent, at.holder.key)
        value = at.value
    if isinstance(value, Sequence):
        kept = sequence([], value.place)
        for item in value:
            if not any(item == known and type(item) is type(known) for known in kept):
                kept.append(item)
        if len(kept) < len(value):
            at.put(kept)
            return "what is repeated stands once"
    if key == "content" and isinstance(value, Mapping) and len(value) > 1:  # of a parameter
        media = next((m for m in value if "json" in m), next(iter(value)))
        at.put(mapping({media: value[media]}, value.place))
        return f"{media} counts"
    if value == {} or value == []:
        at.remove()
        return "it says nothing"
    if isinstance(value, str) and value != value.strip().lower() and key in ("in", "style", "type"):
        at.put(value.strip().lower())
        return str(at.value)
    if at.holder.key in _NAMES and at.holder.parent and at.holder.parent.key == "components":
        return AS_IT_IS
    return None


def _type(at: Location) -> str | None:
    value = at.value
    several = value if isinstance(value, Sequence) else [value]
    known = {"string", "number", "integer", "boolean", "object", "array", "null"}
    meant: list[str] = []
    for item in several:
        name = "null" if item is None else str(item).strip().lower()
        name = _TYPES.get(name, name)
        if name in known and name not in meant:
            meant.append(name)
    if not meant or len(meant) < len({str(item) for item in several}) - 1:
        return None
    at.put(sequence(meant, value.place) if isinstance(value, Sequence) else meant[0])
    return f"type {' or '.join(meant)}"


def both(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    """Two members of which one may stand: the one that says more."""
    node = at.value
    for kept, other in EXCLUDING if isinstance(node, Mapping) else ():
        if kept in node and other in node:
            del node[other]
            return f"{kept} counts, not {other}"
    return required(tree, at, found)
