"""The critic: what is wrong with a document that could be read, one function a rule.

Rules are functions from a `Look` at the document to diagnostics, named by the
code they emit (the error, if they emit one), in modules by subject. No rule calls
another. It imports the rooms before `write`.
"""

from __future__ import annotations

import re

from generator.check import (
    alike,
    clashes,
    content,
    definitions,
    deprecations,
    directions,
    endless,
    expressions,
    extensions,
    flows,
    groups,
    headers,
    idle,
    losses,
    media,
    named,
    operations,
    outcomes,
    paths,
    patterns,
    pointers,
    sandbox,
    schemas,
    security,
    sense,
    senseless,
    servers,
    shown,
    signatures,
    standard,
    surplus,
    surroundings,
    tags,
    twice,
    useless,
    values,
    versions,
    ways,
    wire,
    words,
)
from generator.check.look import Look, Rule
from generator.ground.diagnostics import Diagnostic
from generator.read.document import Document
from generator.read.source import Mapping

__all__ = ["RULES", "run"]

RULES: tuple[Rule, ...] = (
    *standard.RULES,
    *versions.RULES,
    *paths.RULES,
    *operations.RULES,
    *tags.RULES,
    *servers.RULES,
    *media.RULES,
    *shown.RULES,
    *security.RULES,
    *schemas.RULES,
    *senseless.RULES,
    *clashes.RULES,
    *endless.RULES,
    *useless.RULES,
    *patterns.RULES,
    *losses.RULES,
    *values.RULES,
    *headers.RULES,
    *expressions.RULES,
    *surroundings.RULES,
    *definitions.RULES,
    *words.RULES,
    *twice.RULES,
    *alike.RULES,
    *content.RULES,
    *extensions.RULES,
    *pointers.RULES,
    *named.RULES,
    *groups.RULES,
    *sense.RULES,
    *flows.RULES,
    *idle.RULES,
    *signatures.RULES,
    *deprecations.RULES,
    *surplus.RULES,
    *outcomes.RULES,
    *ways.RULES,
    *wire.RULES,
    *sandbox.RULES,
    *directions.RULES,
)


_STOPPING = re.compile(r"e(?!26[012])").match


def run(document: Document, *, mended: Mapping | None = None) -> list[Diagnostic]:
    """Everything the rules find, by place; the same once.

    Args:
        document: What is looked at.
        mended: Of a document that was told of and mended, as much of its tree as that may have
            changed something for. Only rules that emit errors look at it, and at what it means;
            what is against the standard as it is written has been told.
    """
    look = Look(document, mended)
    rules = [rule for rule in RULES if mended is None or _STOPPING(rule.__name__)]
    found = dict.fromkeys(d for rule in rules for d in rule(look))
    look.kept.clear()  # what was kept knows the look: in circles it would outlive it
    return sorted(found, key=lambda d: (d.span, d.code, d.message))
