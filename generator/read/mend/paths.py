"""What the author of faulty paths, placeholders and statuses can only have meant (E301 to E309)."""

from __future__ import annotations

import re

from generator.ground.diagnostics import LEFT_OUT, Diagnostic
from generator.ground.text import words
from generator.read.document.grammar import METHODS
from generator.read.mend.tree import Location, named
from generator.read.mend.whole import AS_IT_IS, Tree, listed
from generator.read.source import Mapping, Place, mapping, sequence

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_STATUS = re.compile(r"[1-5](?:[0-9]{2}|XX)\Z")


def second_id(tree: Tree, at: Location, found: Diagnostic) -> str | None:
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


def joined(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    """Two paths of one shape: a method that the first has too is left out of the second."""
    item, path = at.value, str(at.key)
    shape = _PLACEHOLDER.sub("{}", path)
    first = next((p for p, _ in tree.items() if _PLACEHOLDER.sub("{}", p) == shape), path)
    target = tree.deref(tree.root["paths"].get(first))
    if not isinstance(item, Mapping):
        return None
    if first == path:
        return f"{AS_IT_IS}: the other path is left out"
    both = [method for method in METHODS if method in item and method in target]
    for method in both:
        del item[method]
    if both:
        return LEFT_OUT + ", ".join(f"{method.upper()} {path}" for method in both)
    return f"{AS_IT_IS}: each has its own methods"


def declared(tree: Tree, at: Location, found: Diagnostic) -> str | None:
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
        for p in map(tree.deref, listed(owner, "parameters"))
        if p.get("in") == "path" and isinstance(p.get("name"), str)
    }
    missing = [n for n in _PLACEHOLDER.findall(path) if n and n not in known]
    if not missing:  # another operation has given the path its right name
        return f"the path {path}"
    plain = {name: name.strip(".;*+#/?&") for name in missing}
    unused = known.keys() - set(_PLACEHOLDER.findall(path))
    styled = {name: short for name, short in plain.items() if short != name and short in unused}
    if item.parent is not None:
        renamed = path
        for name, short in styled.items():
            renamed = renamed.replace(f"{{{name}}}", f"{{{short}}}")
        if renamed not in item.parent.node:
            Location(item.parent, item.key).rename(renamed)
            item.key = renamed
            return f"the path {renamed}"
    held = listed(operation, "parameters")
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


def _parameter(name: str, place: Place) -> Mapping:
    schema = mapping({"type": "string"}, place)
    return mapping({"name": name, "in": "path", "required": True, "schema": schema}, place)


def slashed(tree: Tree, at: Location, found: Diagnostic) -> str | None:
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


def status(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    """A status with more in its key, or in the wrong case; what is none is left out."""
    key = str(at.key)
    short = re.match(r"\s*([1-5][0-9xX]{2})\b", key)
    meant = "default" if key.strip().lower() == "default" else (short[1].upper() if short else "")
    if (meant != "default" and not _STATUS.match(meant)) or meant in at.holder.node:
        what = named(at)
        at.remove()
        return LEFT_OUT + what
    at.rename(meant)
    return meant
