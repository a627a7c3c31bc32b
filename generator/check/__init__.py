"""The critic: what is wrong with a document that could be read, one function a rule.

Rules are functions from a `Look` at the document to diagnostics, named by the
code they emit, in modules by subject. No rule calls another. It imports the rooms before `write`.
"""

from __future__ import annotations

from generator.check import (
    expressions,
    extensions,
    flows,
    headers,
    losses,
    media,
    paths,
    sandbox,
    schemas,
    security,
    sense,
    senseless,
    standard,
    surroundings,
    versions,
    wire,
)
from generator.check.look import Look, Rule
from generator.ground.diagnostics import Diagnostic
from generator.read.document import Document

__all__ = ["RULES", "run"]

RULES: tuple[Rule, ...] = (
    *standard.RULES,
    *versions.RULES,
    *paths.RULES,
    *media.RULES,
    *security.RULES,
    *schemas.RULES,
    *senseless.RULES,
    *losses.RULES,
    *headers.RULES,
    *expressions.RULES,
    *surroundings.RULES,
    *extensions.RULES,
    *sense.RULES,
    *flows.RULES,
    *wire.RULES,
    *sandbox.RULES,
)


_BARE = frozenset({"E261", "E262"})


def run(document: Document) -> list[Diagnostic]:
    """Everything the rules find, each fault once, by place."""
    look = Look(document)
    found = dict.fromkeys(d for rule in RULES for d in rule(look))
    # What only the version's own schema refuses is told where no rule has better words for it.
    worded = {d.span for d in found if d.code[0] == "E" and d.code not in _BARE}
    kept = (d for d in found if d.code not in _BARE or d.span not in worded)
    return sorted(kept, key=lambda d: (d.span, d.code, d.message))
