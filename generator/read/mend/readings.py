"""What the author of a faulty document can only have meant, one function for each code.

A reading changes the tree at the place of a finding and says in words what it took, or gives
None where this one fault has no evident reading: then what it spoils is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Any

from generator.ground.diagnostics import LEFT_OUT, Diagnostic
from generator.ground.reach import extent
from generator.ground.text import words
from generator.read.document import Document
from generator.read.document.grammar import EXCLUDING, METHODS
from generator.read.mend import enums
from generator.read.mend.tree import GONE, Location, named
from generator.read.source import Mapping, Place, Sequence, mapping, sequence

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_STATUS = re.compile(r"[1-5](?:[0-9]{2}|XX)\Z")

AS_IT_IS = "as it is"
"""What is said of a fault that needs no change: it is not told again."""


class Tree:
    """The tree that is mended, and what several readings want to know of it."""

    def __init__(self, root: Mapping, document: Document) -> None:
        self.root = root
        self.name = document.name
        self.unlisted = False
        """Whether the lists of bases are left out (E407)."""

    def deref(self, node: Any) -> Mapping:
        """What a node is or refers to; an empty object where that is none."""
        for _ in range(50):
            ref = node.get("$ref") if isinstance(node, Mapping) else None
            if not isinstance(ref, str):
                break
            parts = ref.split("/")
            node = self.root.get("components") if ref.startswith("#/components/") else None
            for part in parts[2:]:
                node = node.get(part) if isinstance(node, Mapping) else None
        return node if isinstance(node, Mapping) else mapping({}, self.root.place)

    def items(self) -> Iterator[tuple[str, Mapping]]:
        """The paths with their path items."""
        paths = self.root.get("paths")
        for path, item in list(paths.items()) if isinstance(paths, Mapping) else ():
            if isinstance(item, Mapping) and not path.startswith("x-"):
                yield path, item

    def operations(self) -> Iterator[tuple[str, str, Mapping]]:
        """Path, method and operation, webhooks among them."""
        hooks = self.root.get("webhooks")
        more = list(hooks.items()) if isinstance(hooks, Mapping) else []
        for path, item in [*self.items(), *more]:
            for method in METHODS:
                if isinstance(item, Mapping) and isinstance(item.get(method), Mapping):
                    yield path, method, item[method]


Reading = Callable[[Tree, Location, Diagnostic], str | None]


def _mapped(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    """A reference without which the rest still says all: a value of a discriminator's mapping."""
    spot = at.holder
    if spot.kind in ("document", "components") and at.key == "$ref":
        at.remove()
        return "as if it were not there"
    if spot.key == "mapping" and spot.parent is not None and spot.parent.kind == "discriminator":
        at.remove()
        return "the discriminator does not know this value"
    return None


def _followed(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    """A misplaced reference that was followed when the document was read."""
    if at.key == "$ref" and at.value is GONE:
        return extent(found.code).reading
    if at.key != "$ref":
        return "what stands here counts"
    return _mapped(tree, at, found)


def _required(tree: Tree, at: Location, found: Diagnostic) -> str | None:
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


def _other_type(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    """A value of the wrong type that says the right thing."""
    value, key = at.value, at.key
    schema = at.holder.kind == "schema"
    if value is None and key != "default":
        at.remove()
        return "null says nothing"
    if key == "required" and schema and isinstance(value, bool | str):
        return _own_required(at, value)
    if key in _TEXT and isinstance(value, int | float) and not isinstance(value, bool):
        at.put(str(value))
        return f'the text "{value}"'
    if key in _FLAGS and isinstance(value, str) and value.lower() in _WORDS:
        at.put(_WORDS[value.lower()])
        return str(at.value).lower()
    if key in _COUNTS and isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value):
        at.put(int(value))
        return f"the number {value}"
    if (
        key in _LISTS
        and isinstance(value, str | Mapping)
        and not (key == "required" and not schema)
    ):
        place = value.place if isinstance(value, Mapping) else at.holder.node.place.child(key)
        at.put(sequence([value], place))
        return "a list of one"
    return None


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
    before = list(listed) if isinstance(listed, Sequence) else []
    if listed is None or isinstance(listed, Sequence):
        names.node["required"] = sequence([*before, spot.key], spot.node.place)
    return f"the object requires {spot.key}"


_TYPES = {"int": "integer", "int32": "integer", "int64": "integer", "long": "integer",
          "str": "string", "text": "string", "date": "string", "datetime": "string",
          "date-time": "string", "uuid": "string", "bool": "boolean", "float": "number",
          "double": "number", "decimal": "number", "dict": "object", "map": "object",
          "list": "array", "none": "null", "nil": "null"}  # fmt: skip
_NAMES = frozenset({"schemas", "responses", "parameters", "examples", "requestBodies", "headers",
                    "securitySchemes", "links", "callbacks", "pathItems"})  # fmt: skip


def _not_allowed(tree: Tree, at: Location, found: Diagnostic) -> str | None:
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
    if value is None:
        at.put("null")
        return "null"
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


def _both(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    """Two members of which one may stand: the one that says more."""
    node = at.value
    for kept, other in EXCLUDING if isinstance(node, Mapping) else ():
        if kept in node and other in node:
            del node[other]
            return f"{kept} counts, not {other}"
    return _required(tree, at, found)


def _second_id(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    """An operationId that is taken: another from method and path."""
    operation = at.holder.node
    used = {str(node.get("operationId")) for _, _, node in tree.operations()}
    path, method = str(at.holder.parent.key if at.holder.parent else ""), str(at.holder.key)
    base = name = method + "".join(w[:1].upper() + w[1:] for w in words(path))
    number = 2
    while name in used:
        name, number = f"{base}{number}", number + 1
    operation["operationId"] = name
    return f"the operationId is {name}"


def _joined(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    """Two paths of one shape: a method that the first has too is left out of the second."""
    item, path = at.value, str(at.key)
    shape = _PLACEHOLDER.sub("{}", path)
    first = next((p for p, _ in tree.items() if _PLACEHOLDER.sub("{}", p) == shape), path)
    target = tree.deref(tree.root["paths"].get(first))
    if first == path or not isinstance(item, Mapping):
        return None
    both = [method for method in METHODS if method in item and method in target]
    for method in both:
        del item[method]
    if both:
        return LEFT_OUT + ", ".join(f"{method.upper()} {path}" for method in both)
    return f"{AS_IT_IS}: each has its own methods"


def _declared(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    """A placeholder without parameter is required text; `{name*}` means a parameter `name`."""
    if at.key == "in":
        return _into_path(at.holder.node)
    operation, item = at.value, at.holder
    path = str(item.key)
    if not isinstance(operation, Mapping):
        return None
    known = {
        p["name"]: p
        for owner in (item.node, operation)
        for p in map(tree.deref, _listed(owner, "parameters"))
        if p.get("in") == "path" and isinstance(p.get("name"), str)
    }
    missing = [n for n in _PLACEHOLDER.findall(path) if n and n not in known]
    plain = {name: name.strip(".;*+#/?&") for name in missing}
    unused = known.keys() - set(_PLACEHOLDER.findall(path))
    styled = {name: short for name, short in plain.items() if short != name and short in unused}
    if styled and item.parent is not None:
        renamed = path
        for name, short in styled.items():
            renamed = renamed.replace(f"{{{name}}}", f"{{{short}}}")
        if renamed not in item.parent.node:
            Location(item.parent, item.key).rename(renamed)
            item.key = renamed
            return f"the path {renamed}"
    held = _listed(operation, "parameters")
    spelt = {name.lower(): known[name] for name in sorted(unused)}
    for name in missing:
        other = spelt.get(name.lower())
        held.append(
            mapping({**other, "name": name}, other.place)
            if other is not None
            else _parameter(name, operation.place)
        )
    operation["parameters"] = sequence(held, operation.place)
    if all(name.lower() in spelt for name in missing):
        return "the path parameter that differs in case alone"
    return "a required path parameter of type string"


def _into_path(parameter: Mapping) -> str:
    """A parameter whose placeholder the path has stands there, wherever else it is said to be."""
    for word in ("style", "explode", "allowReserved", "allowEmptyValue"):
        parameter.pop(word, None)
    parameter["in"] = "path"
    parameter["required"] = True
    return "a parameter of the path"


def _listed(node: Any, key: str) -> list[Any]:
    value = node.get(key) if isinstance(node, Mapping) else None
    return list(value) if isinstance(value, Sequence) else []


def _parameter(name: str, place: Place) -> Mapping:
    schema = mapping({"type": "string"}, place)
    return mapping({"name": name, "in": "path", "required": True, "schema": schema}, place)


def _slashed(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    """A path without a slash; one with a query or fragment, which are no part of a route."""
    path = str(at.key)
    if not path.startswith("/"):
        if f"/{path}" in at.holder.node:
            return None
        at.rename(f"/{path}")
        return f"/{path}"
    rest, names = _PLACEHOLDER.sub("", path), _PLACEHOLDER.findall(path)
    if "" in names or "{" in rest or "}" in rest:
        return None
    if "?" in path or "#" in path:
        return f"{AS_IT_IS}: its query is sent, its fragment is not"
    return f"{AS_IT_IS}: one value stands at each of its places"


def _repeated(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    at.remove()
    return extent(found.code).reading


def _status(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    key = str(at.key)
    short = re.match(r"\s*([1-5][0-9xX]{2})\b", key)
    meant = "default" if key.strip().lower() == "default" else (short[1].upper() if short else "")
    if (meant != "default" and not _STATUS.match(meant)) or meant in at.holder.node:
        what = named(at)
        at.remove()
        return LEFT_OUT + what
    at.rename(meant)
    return meant


def _in_enum(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    node = at.holder.node
    values, default = node.get("enum"), node.get("default")
    if at.key == "default" and isinstance(values, Sequence) and isinstance(default, str):
        node["enum"] = sequence([*values, default], values.place)
        return extent(found.code).reading
    return None


def _from_headers(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    """A security scheme that nobody knows: no credential of ours is asked for."""
    for owner in (tree.root, *(node for _, _, node in tree.operations())):
        for requirement in _listed(owner, "security"):
            if isinstance(requirement, Mapping):
                requirement.pop(str(at.key), None)
    if at.holder.key == "securitySchemes":
        at.remove()
    return extent(found.code).reading


def _undiscriminated(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    union = at.holder.parent
    if union is None or not isinstance(union.node, Mapping):
        return None
    union.node.pop("discriminator", None)
    if "oneOf" in union.node and "anyOf" not in union.node:
        # What was to tell them apart does not: a value may fit several.
        union.node["anyOf"] = union.node.pop("oneOf")
    return extent(found.code).reading


def _unbounded(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    for key in (str(at.key), str(at.key).replace("min", "max")):
        at.holder.node.pop(key, None)
    return extent(found.code).reading


def _no_envelope(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    if at.kind == "operation" and isinstance(at.value, Mapping):
        at.value["x-envelope"] = None
        return "the operation has no envelope"
    return None


def _without(*keys: str) -> Reading:
    def reading(tree: Tree, at: Location, found: Diagnostic) -> str | None:
        node = at.value if isinstance(at.value, Mapping) else at.holder.node
        if not any(key in node for key in keys):
            return None
        for key in keys:
            node.pop(key, None)
        return extent(found.code).reading

    return reading


def _unlisted(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    """A base that lists what extends it, as frameworks write inheritance: once said is enough."""
    schemas = tree.deref(tree.root.get("components")).get("schemas")
    for name, schema in schemas.items() if isinstance(schemas, Mapping) else ():
        own = f"#/components/schemas/{name}"
        for word in ("oneOf", "anyOf") if isinstance(schema, Mapping) else ():
            parts = [tree.deref(part) for part in _listed(schema, word)]
            if parts and all(own in _extended(part) for part in parts):
                del schema[word]
                tree.unlisted = True
    return extent(found.code).reading if tree.unlisted else None  # it may be found many times


def _extended(schema: Mapping) -> set[Any]:
    return {part.get("$ref") for part in _listed(schema, "allOf") if isinstance(part, Mapping)}


READINGS: MappingProxyType[str, Reading] = MappingProxyType(
    {
        "E102": _mapped,
        "E103": _mapped,
        "E104": _mapped,
        "E105": _mapped,
        "E106": _followed,
        "E107": _followed,
        "E110": _mapped,
        "E150": _mapped,
        "E201": _required,
        "E202": _other_type,
        "E203": _not_allowed,
        "E204": _both,
        "E301": _second_id,
        "E303": _joined,
        "E304": _declared,
        "E306": _slashed,
        "E307": _repeated,
        "E309": _status,
        "E313": _in_enum,
        "E315": _repeated,
        "E320": _from_headers,
        "E408": _repeated,
        "E406": _undiscriminated,
        "E407": _unlisted,
        "E409": _unbounded,
        "E411": enums.meant,
        "E423": _no_envelope,
        "E510": _from_headers,
        "E603": _without("x-py-name"),
        "E604": _without("x-py-name"),
    }
)
