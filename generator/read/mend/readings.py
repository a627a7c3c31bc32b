"""What the author of a faulty document can only have meant, one function for each code.

A reading changes the tree at the place of a finding and says in words what it took, or gives
None where this one fault has no evident reading: then what it spoils is left out.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from generator.ground.diagnostics import Diagnostic
from generator.ground.reach import extent
from generator.read.mend import enums, paths, values
from generator.read.mend.tree import GONE, Location
from generator.read.mend.whole import AS_IT_IS, Reading, Tree, listed
from generator.read.source import Mapping, Sequence, sequence


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


def _repeated(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    at.remove()
    return extent(found.code).reading


def _in_enum(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    node = at.holder.node
    values, default = node.get("enum"), node.get("default")
    if at.key == "default" and isinstance(values, Sequence) and isinstance(default, str):
        if not default:  # so generators write that there is none
            return f"{AS_IT_IS}: a value must be given"
        node["enum"] = sequence([*values, default], values.place)
        return extent(found.code).reading
    return None


def _from_headers(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    """A security scheme that nobody knows: no credential of ours is asked for."""
    for owner in (tree.root, *(node for _, _, node in tree.operations())):
        for requirement in listed(owner, "security"):
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
            parts = [tree.deref(part) for part in listed(schema, word)]
            if parts and all(own in _extended(part) for part in parts):
                del schema[word]
                tree.unlisted = True
    return extent(found.code).reading if tree.unlisted else None  # it may be found many times


def _extended(schema: Mapping) -> set[Any]:
    return {part.get("$ref") for part in listed(schema, "allOf") if isinstance(part, Mapping)}


WIDE = frozenset({"E320", "E407", "E510"})
"""What is read by changing other things than those that the finding is about, or stands in."""

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
        "E201": values.required,
        "E202": values.other_type,
        "E203": values.not_allowed,
        "E204": values.both,
        "E301": paths.second_id,
        "E303": paths.joined,
        "E304": paths.declared,
        "E306": paths.slashed,
        "E307": _repeated,
        "E309": paths.status,
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
