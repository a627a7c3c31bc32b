"""Which part of a document the compiler fails at: one operation or schema costs only itself.

A fault of ours must not cost a user the rest of the document. What raised is not trusted to
say where: the document is tried with fewer and fewer of its parts until one is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from generator.ground.diagnostics import Diagnostic
from generator.read.document import Document
from generator.read.document.grammar import METHODS
from generator.read.source import Mapping, escape, mapping

_Way = tuple[str, ...]
_MEND = "nothing: this is a fault of specwright; please report it with this line"


def culprit(
    document: Document, fails: Callable[[Document], bool], why: Exception
) -> Diagnostic | None:
    """The part without which a document would compile further, as a finding.

    Args:
        document: A document that fails.
        fails: Whether a document does.
        why: What was raised.

    Returns:
        A finding at the operation or schema; None where it is neither.
    """
    said = f"{type(why).__name__}: {why}".splitlines()[0][:80]
    for ways, code, what in (
        (_operations(document), "E550", "this operation"),
        (_schemas(document), "E551", "this schema"),
    ):
        way = _first(ways, lambda chosen: fails(_without(document, chosen)))
        if way is not None:
            node = document.at("".join("/" + escape(part) for part in way))
            place = node.place if isinstance(node, Mapping) else document.tree.place
            return place.report(code, f"{what} cannot be written ({said})", _MEND)
    return None


def _first(ways: Sequence[_Way], fails_without: Callable[[Sequence[_Way]], bool]) -> _Way | None:
    """The first of the parts that must go for the failure to go, by halving."""
    if not ways or fails_without(ways):
        return None
    low, high = 0, len(ways)  # without all of the first `high` it does not fail
    while high - low > 1:
        middle = (low + high) // 2
        if fails_without(ways[:middle]):
            low = middle
        else:
            high = middle
    return ways[high - 1]


def _operations(document: Document) -> list[_Way]:
    return [
        (section, path, method)
        for section in ("paths", "webhooks")
        for path, item in _held(document.tree, section).items()
        for method in METHODS
        if isinstance(item, Mapping) and method in item
    ]


def _schemas(document: Document) -> list[_Way]:
    schemas = _held(_held(document.tree, "components"), "schemas")
    return [("components", "schemas", key) for key in schemas]


def _without(document: Document, ways: Sequence[_Way]) -> Document:
    """The document without some operations, or with schemas that accept anything."""
    gone = set(ways)

    def copy(node: Mapping, way: _Way) -> Mapping:
        made = mapping({}, node.place)
        for key, value in node.items():
            at = (*way, key)
            if at in gone:
                if at[0] == "components":
                    made[key] = mapping({}, node.place)
            elif len(at) < 3 and isinstance(value, Mapping):
                made[key] = copy(value, at)
            else:
                made[key] = value
        return made

    return replace(document, tree=copy(document.tree, ()))


def _held(node: Mapping, key: str) -> Mapping:
    value = node.get(key)
    return value if isinstance(value, Mapping) else mapping({}, node.place)
