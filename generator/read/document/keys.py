"""Component keys for what had none: from the pointer, then the file, then a number.

A key depends on what is named and on who else wants the name, never on the
order in which references were met.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from generator.read.document.references import Target
from generator.read.source import unescape

_STRUCTURE = frozenset(
    (
        *("components", "schemas", "responses", "parameters", "examples", "requestBodies"),
        *("headers", "securitySchemes", "links", "callbacks", "pathItems", "paths", "webhooks"),
        *("properties", "patternProperties", "definitions", "$defs"),
        *("allOf", "anyOf", "oneOf", "prefixItems", "schema", "requestBody"),
    )
)
_SPEAKING = {"items": "Item", "additionalProperties": "Value"}
_IN_SCHEMA = frozenset(
    ("properties", "items", "allOf", "anyOf", "oneOf", "additionalProperties", "$defs")
)
_LETTERS = re.compile(r"[\w.-]+")
_ILLEGAL = re.compile(r"[^A-Za-z0-9._-]+")


def natural(target: Target) -> str:
    """The key that a target asks for: its own name, with its parents' if it is within one."""
    parts = [unescape(p) for p in target.pointer.split("/")[1:]]
    stem = target.file.path.stem
    if not parts:
        return _legal(stem)
    inner = next((i for i, part in enumerate(parts) if part in _IN_SCHEMA), len(parts))
    owner = _words(parts[:inner])
    if parts[0] not in ("paths", "webhooks"):
        owner = owner[-1:]  # what the folders of names before it are called says nothing
    if not inner and parts[0] != "$defs":
        owner = [stem]
    return _joined([*owner, *_words(parts[inner:])] or [stem])


def _words(parts: list[str]) -> list[str]:
    """The parts of a pointer that name something."""
    words: list[str] = []
    after_content = False
    for part in parts:
        if part == "content" or after_content:
            after_content = part == "content"  # a media type says nothing about what it holds
        elif part not in _STRUCTURE and not part.isdecimal():
            words.append(_SPEAKING.get(part, part))
    return words


def contextual(target: Target) -> str:
    """The key with the name of its file in front, for when several want the natural one."""
    stem = target.file.path.stem
    return (
        _joined([stem, natural(target)])
        if natural(target) != stem
        else _joined([target.file.path.parent.name, stem])
    )


def assign(targets: Iterable[Target], taken: Iterable[str]) -> dict[int, str]:
    """A key for each target, by the identity of its node.

    Args:
        targets: What needs a key; each node once.
        taken: Keys of the main document, which keeps them.
    """
    wanted: list[Target] = list(targets)
    used = set(taken)
    keys: dict[int, str] = {}
    for name in (natural, contextual):
        groups: defaultdict[str, list[Target]] = defaultdict(list)
        for target in wanted:
            groups[name(target)].append(target)
        wanted = []
        for key, group in sorted(groups.items()):
            if len(group) == 1 and key not in used:
                keys[id(group[0].node)] = key
            else:
                wanted += group
        used.update(keys.values())
    for target in sorted(wanted, key=lambda t: (contextual(t), str(t.file.path), t.pointer)):
        number = 2
        while (key := f"{contextual(target)}{number}") in used:
            number += 1
        used.add(key)
        keys[id(target.node)] = key
    return keys


def is_legal(key: str) -> bool:
    """Whether a key can stand in a reference as it is: letters of any alphabet, `.`, `-`, `_`."""
    return _LETTERS.fullmatch(key) is not None


def legal_form(key: str) -> str:
    """A key with `_` for what cannot stand in a reference."""
    return re.sub(r"[^\w.-]+", "_", key).strip("_") or "Unnamed"


def _joined(words: list[str]) -> str:
    legal = [w for w in map(_legal, words) if w]
    return "".join([legal[0], *(w[0].upper() + w[1:] for w in legal[1:])]) if legal else "Unnamed"


def _legal(word: str) -> str:
    return _ILLEGAL.sub("_", word).strip("_")
