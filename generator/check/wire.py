"""Wire formats: what `x-wire` says can be said, and is said where it has a meaning."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import chain
from typing import Any

from generator.check.look import Look, Node, Rule, held
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Mapping, Place
from generator.read.wire import ALIASES, DATES, NAME, date_format, is_format, kind_of, names_of
from generator.runtime.wire.formats import words_of

_FORMATS = list(dict.fromkeys(letters for letters, _ in ALIASES))
_WHOLE = ("null", "scalars")
"""What holds for a document as a whole."""
_HELP = (
    f'write one of {", ".join(_FORMATS)}, or for booleans two words such as "1/0"; '
    "or leave x-wire out: then the value is text"
)


def e427_unknown_format(look: Look) -> Iterator[Diagnostic]:
    """Formats are PHP's date letters in a known order, or two words for true and false."""
    for place, text, _ in _texts(look):
        if not is_format(text):
            near = nearest(text, _FORMATS)
            mend = f"did you mean {near}?" if near else _HELP
            yield place.report("E427", f"unknown wire format {short(text, 40)}", mend)


def e428_unfit_format(look: Look) -> Iterator[Diagnostic]:
    """A format is for the type and the format of the schema or default that it stands on."""
    for place, text, owner in _texts(look):
        if is_format(text) and (found := _unfit(look, text, owner)):
            yield place.report("E428", f"x-wire {short(text, 40)} {found[0]}", found[1])
    charset = held(look.tree, NAME).get("charset")
    if isinstance(charset, str) and not _is_charset(charset):
        message = f"charset {short(charset, 30)} is not known"
        mend = "write UTF-8, or another one that IANA has"
        yield look.tree[NAME].place.report("E427", message, mend, key="charset")
    if isinstance(look.tree.get(NAME), str):
        mend = "write an object such as {date-time: Y-m-d H:i:s}"
        yield look.tree.place.report("E428", "a document has no value of its own", mend, key=NAME)
    for node in _stating(look, "schema", "parameter"):
        stated = node.value.get(NAME)
        for key in _WHOLE:
            if isinstance(stated, Mapping) and key in stated:
                yield stated.place.report(
                    "E428",
                    f"{key} has a meaning in the x-wire of the document only",
                    "move it there: it holds for all members",
                    key=key,
                )


def _is_charset(name: str) -> bool:
    """Whether texts can be written in a character set."""
    try:
        codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return True


def _stating(look: Look, *kinds: str) -> Iterator[Node]:
    """The objects of some kinds that say something of wire formats."""
    return chain.from_iterable(look.having(kind, NAME) for kind in kinds)


def _texts(look: Look) -> Iterator[tuple[Place, str, Mapping | str]]:
    """Every format: where it was written, itself, and the schema or the default it is for."""
    for node in _stating(look, "document", "schema", "parameter"):
        stated = node.value.get(NAME)
        if isinstance(stated, str) and stated and node.kind != "document":
            owner = node.value if node.kind == "schema" else look.deref(node.value.get("schema"))
            yield node.place.child(NAME), stated, owner
        elif isinstance(stated, Mapping):
            for name in (*DATES, "boolean"):
                if isinstance(text := stated.get(name), str):
                    yield stated.place.child(name), text, name


def _unfit(look: Look, text: str, owner: Mapping | str) -> tuple[str, str] | None:
    """What is wrong with a known format for its owner, and how to mend it."""
    form = date_format(text)
    if isinstance(owner, str):
        writes = names_of(form) if form else "boolean"
        return None if writes == owner else (f"writes a {writes}", f"put it under {writes}")
    kind = kind_of(owner)
    if kind == "array":
        owner = look.deref(owner.get("items"))
        kind = kind_of(owner)
    if form is None:
        fits = kind == "boolean" and words_of(text) is not None
        return None if fits else ("is for booleans", "put it on a schema with type: boolean")
    kinds = [one for letters, one in ALIASES if letters == text]
    if kind not in kinds:
        return f"is for {' or '.join(kinds)}", f"write type: {kinds[0]}"
    stated: Any = owner.get("format")
    if stated in DATES and stated != names_of(form):
        return f"writes a {names_of(form)}, not a {stated}", f"write format: {names_of(form)}"
    return None


RULES: tuple[Rule, ...] = (e427_unknown_format, e428_unfit_format)
