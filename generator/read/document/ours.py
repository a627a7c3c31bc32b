"""Which extensions of a document are ours: those of one that says so, `x-specwright: 1`.

Names such as `x-pagination` belong to nobody: other tools use them with meanings of
their own. A document that does not declare our vocabulary has none of it, whatever
its members are called, so later stages never see them.
"""

from __future__ import annotations

from generator.ground.diagnostics import Diagnostic, short
from generator.ground.vocabulary import DECLARED, extensions, misspelt, versions
from generator.read.document.grammar import Child, children
from generator.read.source import Mapping

_ROOM = 48
"""Letters of names that a message has."""


def only_ours(tree: Mapping, *, extended: bool) -> list[Diagnostic]:
    """Take the members that are named as our extensions out of a tree that does not declare them.

    Args:
        tree: A bundled document, which is changed.
        extended: Whether it has any; most have none.

    Returns:
        One hint that names what was taken out; an error for a declaration of a version
        that does not exist, and for one that is misspelt or stands elsewhere.
    """
    version = tree.get(DECLARED)
    if type(version) is int and version in versions():
        return []
    found: list[Diagnostic] = []
    known = " or ".join(f"`{DECLARED}: {number}`" for number in versions())
    if DECLARED in tree:
        message = f"{DECLARED} {short(version, 40)} is no version of the vocabulary"
        found.append(tree.place.report("E441", message, f"write {known}", key=DECLARED))
    else:
        for name in tree:
            if misspelt(name) == DECLARED:
                message = f"unknown member {short(name, 40)}"
                mend = f"did you mean {known}?"
                found.append(tree.place.report("E420", message, mend, key=name))
    removed = _removed(tree) if extended else []
    for owner, name in removed:
        if name == DECLARED and owner is not tree:
            message = f"{DECLARED} has no meaning here"
            mend = f"put it on the document: {known} at the root"
            found.append(owner.place.report("E422", message, mend, key=name))
    others = [(owner, name) for owner, name in removed if name != DECLARED]
    if others and not found:
        names = sorted({name for _, name in others})
        few = next((n for n in (4, 3) if len(", ".join(names[:n])) < _ROOM), 2)
        more = f" and {len(names) - few} more" if names[few:] else ""
        told = ", ".join(names[:few]) + more
        message = f"{told}: another tool's, as `{DECLARED}` is not said"
        owner, first = min(others, key=lambda other: other[0].place.key_span(other[1]))
        mend = f"if they are specwright's, write {known} at the root"
        found.append(owner.place.report("H440", message, mend, key=first))
    return found


def _removed(tree: Mapping) -> list[tuple[Mapping, str]]:
    """Each member that was taken out, with the object that it stood on."""
    known = frozenset(extensions())
    removed: list[tuple[Mapping, str]] = []
    seen: set[tuple[int, str]] = set()
    todo: list[Child] = [("document", tree, tree, ())]
    while todo:
        kind, node, _, _ = todo.pop()
        if not isinstance(node, Mapping) or (id(node), kind) in seen:
            continue
        seen.add((id(node), kind))
        for name in [name for name in node if name in known]:
            removed.append((node, name))
            del node[name]
        todo += children(kind, node)
    return removed
