"""What a node of the document tells its readers: notes, limits on values, what ends."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, cast

from generator.ground.records import record
from generator.ground.text import first_sentence
from generator.read.document import Document
from generator.read.source import Mapping

_NOTES = {"x-unverified": "Unverified", "x-note": "Note", "x-evidence": "Seen in"}
_LONGEST = 120
"""Characters of a default or a value that a line shows."""


@record(frozen=True, slots=True)
class Note:
    """A note of the document's author."""

    kind: str
    text: str


def node_at(document: Document, pointer: str) -> Mapping | None:
    """The object at a place, as it is written there; None where there is none."""
    try:
        found = document.at(pointer)
    except (KeyError, ValueError):
        return None
    return found if isinstance(found, Mapping) else None


def doc_of(document: Document, *nodes: Any) -> str:
    """The nearest description; where there is none, how that of what they refer to begins."""
    told = [node.get("description") for node in nodes if isinstance(node, Mapping)]
    own = next((text for text in told if isinstance(text, str) and text.strip()), "")
    if own:
        return own
    for node in nodes:
        meant = _meant(document, node)
        if meant is not None and isinstance(meant.get("description"), str):
            return first_sentence(meant["description"])
    return ""


def _meant(document: Document, node: Any) -> Mapping | None:
    """What a node refers to, or the items of a list do."""
    for _ in range(2):
        if isinstance(node, Mapping) and "$ref" in node:
            found = document.deref(node)
            return found if isinstance(found, Mapping) else None
        node = node.get("items") if isinstance(node, Mapping) else None
    return None


def notes_of(*nodes: Any) -> tuple[Note, ...]:
    """The notes of some nodes, each once (`x-unverified`, `x-note`, `x-evidence`)."""
    return tuple(dict.fromkeys(_notes(nodes)))


def _notes(nodes: Iterable[Any]) -> Iterator[Note]:
    for node in nodes:
        if not isinstance(node, dict):  # of a document, or of the one that the server gets
            continue
        for word, kind in _NOTES.items():
            told = cast("dict[str, Any]", node).get(word)
            for text in told if isinstance(told, list) else [told]:
                if isinstance(text, str) and text.strip():
                    yield Note(kind, text)


def limits_of(*nodes: Any) -> str:
    """What a schema asks of values besides their type: `1 to 50; matches ^[a-z]+$`."""
    flat: dict[str, Any] = {}
    for node in nodes:
        if isinstance(node, Mapping):
            for key, value in node.items():
                flat.setdefault(key, value)
    found = [
        _range(flat.get("minimum"), flat.get("maximum"), ""),
        _over(flat.get("exclusiveMinimum"), "over"),
        _over(flat.get("exclusiveMaximum"), "under"),
        _range(flat.get("minLength"), flat.get("maxLength"), " characters"),
        _range(flat.get("minItems"), flat.get("maxItems"), " items"),
        _range(flat.get("minProperties"), flat.get("maxProperties"), " members"),
        f"a multiple of {flat['multipleOf']}" if "multipleOf" in flat else "",
        "each once" if flat.get("uniqueItems") is True else "",
        f"matches {flat['pattern']}" if isinstance(flat.get("pattern"), str) else "",
        _shown("default", flat["default"]) if "default" in flat else "",
    ]
    return "; ".join(filter(None, found))


def _shown(what: str, value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return f"{what} {text}" if len(text) <= _LONGEST else ""


def _range(least: Any, most: Any, unit: str) -> str:
    if most == 1:
        unit = unit.removesuffix("s")
    if _is_number(least) and _is_number(most):
        return f"{least}{unit}" if least == most else f"{least} to {most}{unit}"
    if _is_number(least):
        if unit and least == 1:
            return "not empty"
        return f"at least {least}{unit}" if least or not unit else ""
    return f"at most {most}{unit}" if _is_number(most) else ""


def _over(bound: Any, word: str) -> str:
    return f"{word} {bound}" if _is_number(bound) else ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
