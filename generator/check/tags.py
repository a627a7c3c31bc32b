"""Tags: those that are declared, those that operations have, and which stands below which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from generator.check.look import Look, Rule, listed
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Mapping, Place


def w310_undeclared_tag(look: Look) -> Iterator[Diagnostic]:
    """Where tags are declared, one that is not is likely misspelt."""
    tags = [t.get("name") for t in listed(look.tree, "tags") if isinstance(t, Mapping)]
    declared = {name for name in tags if isinstance(name, str)}
    if not declared:
        return
    for operation in look.operations:
        for index, tag in enumerate(listed(operation.value, "tags")):
            if isinstance(tag, str) and tag not in declared:
                near = nearest(tag, declared)
                mend = f"did you mean {near}?" if near else "add it to the document's tags"
                place = operation.value["tags"].place.child(index)
                yield place.report("W310", f"tag {short(tag, 40)} is not declared", mend)


def e315_duplicate_tag(look: Look) -> Iterator[Diagnostic]:
    """Tag names are unique (OpenAPI Object)."""
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for tag in listed(look.tree, "tags"):
        if isinstance(tag, Mapping) and isinstance(tag.get("name"), str):
            places[tag["name"]].append(tag.place)
    for name, found in places.items():
        for place in found[1:]:
            message = f"tag {short(name, 40)} is declared twice"
            yield place.report("E315", message, "remove one", related=[found[0].span()])


def e176_tag_parent(look: Look) -> Iterator[Diagnostic]:
    """A tag's parent is a tag of the document, and not below it (OpenAPI 3.2, Tag Object)."""
    tags = [tag for tag in listed(look.tree, "tags") if isinstance(tag, Mapping)]
    parents = {str(tag.get("name")): str(tag.get("parent", "")) for tag in tags}
    for tag in tags:
        if "parent" not in tag:
            continue
        above, seen = str(tag["parent"]), {str(tag.get("name"))}
        if above not in parents:
            near = nearest(above, parents)
            mend = f"did you mean {near}?" if near else "declare it, or remove `parent`"
            message = f"tag {short(above, 40)} is not declared"
            yield tag.place.report("E176", message, mend, key="parent")
        while above in parents and above not in seen:
            seen.add(above)
            above = parents[above]
        if above == str(tag.get("name")):
            message = f"tag {short(above, 40)} stands below itself"
            yield tag.place.report("E176", message, "end the circle", key="parent")


def w371_unused_tag(look: Look) -> Iterator[Diagnostic]:
    """A declared tag that no operation has."""
    used = {str(tag) for operation in look.operations for tag in listed(operation.value, "tags")}
    if not used:
        return
    parents = {
        str(tag.get("parent")) for tag in listed(look.tree, "tags") if isinstance(tag, Mapping)
    }
    for tag in listed(look.tree, "tags"):
        name = tag.get("name") if isinstance(tag, Mapping) else None
        if isinstance(name, str) and name not in used and name not in parents:
            message = f"tag {short(name, 40)} has no operation"
            found = tag.place.report("W371", message, "give it to an operation, or remove it")
            yield replace(found, span=tag.place.key_span("name"))


RULES: tuple[Rule, ...] = (
    w310_undeclared_tag,
    e315_duplicate_tag,
    e176_tag_parent,
    w371_unused_tag,
)
