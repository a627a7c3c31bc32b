"""The rules of `x-rate-limit` → those that each operation keeps.

Operations for which the same rules hold share them: rules may be many, and operations too.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import Any, NamedTuple

from generator.ground.vocabulary import rule_matches
from generator.read.source import Mapping
from generator.understand import ir

_Weight = tuple[int, bool, int, bool]


class _Group(NamedTuple):
    """Rules for the same methods and paths."""

    key: str
    weight: _Weight
    rules: list[tuple[int, Mapping]]
    """With the place of each among all."""


class Rates:
    """What the rates of a document's operations are limited to."""

    def __init__(self) -> None:
        self._read: dict[int, _Said] = {}

    def of(
        self, conventions: dict[str, Any], operation_id: str, method: str, path: str
    ) -> tuple[ir.Rule, ...]:
        """The rules that an operation keeps: its own, else the most specific of the root's.

        What stands on a path item or the document is counted over all operations there,
        unless its scope names `endpoint`.

        Args:
            conventions: What holds for the operation, with `root` and `item`.
            operation_id: Its id.
            method: Its method.
            path: Its path.
        """
        node = conventions.get("x-rate-limit")
        if not isinstance(node, Mapping):
            return ()
        said = self._read.get(id(node)) or self._read.setdefault(id(node), _Said(node))
        if groups := said.groups_for(method, path):
            return said.of_groups(groups)
        if node is conventions["root"].get("x-rate-limit") and "endpoint" not in said.scope:
            return said.of_all("*")
        if node is conventions["item"].get("x-rate-limit") and "endpoint" not in said.scope:
            return said.of_all(path)
        return said.of_all(operation_id)


class _Said:
    """One `x-rate-limit`, read."""

    def __init__(self, node: Mapping) -> None:
        self._node = node
        self.scope = tuple(str(part) for part in node.get("scope") or ())
        self._exact: dict[str, list[_Group]] = {}
        """Those of a path without stars, by that path."""
        self._others: list[_Group] = []
        self._made: dict[object, tuple[ir.Rule, ...]] = {}
        known: dict[object, _Group] = {}
        for index, rule in enumerate(node.get("rules") or ()):
            path, methods = rule.get("path"), tuple(rule.get("methods") or ())
            group = known.get((path, methods))
            if group is None:
                group = known[path, methods] = _Group(_rule_key(rule), _weight(rule), [])
                exact = "path" in rule and "*" not in str(path)
                groups = self._exact.setdefault(str(path), []) if exact else self._others
                groups.append(group)
            group.rules.append((index, rule))

    def groups_for(self, method: str, path: str) -> list[_Group]:
        """The most specific rules for an operation."""
        found = [
            group
            for group in (*self._exact.get(path, ()), *self._others)
            if rule_matches(group.rules[0][1], method, path)
        ]
        most = max((group.weight for group in found), default=None)
        return [group for group in found if group.weight == most]

    def of_groups(self, groups: list[_Group]) -> tuple[ir.Rule, ...]:
        """The rules of some groups, in the order in which they are written."""
        key = tuple(map(id, groups))
        if key not in self._made:
            chosen = [(i, group.key, rule) for group in groups for i, rule in group.rules]
            chosen.sort(key=itemgetter(0))
            self._made[key] = self._rules((rule, key) for _, key, rule in chosen)
        return self._made[key]

    def of_all(self, key: str) -> tuple[ir.Rule, ...]:
        """What is said for whatever no rule is for, counted under a key."""
        if key not in self._made:
            self._made[key] = self._rules([(self._node, key)])
        return self._made[key]

    def _rules(self, chosen: Iterable[tuple[Mapping, str]]) -> tuple[ir.Rule, ...]:
        every = [(one, key) for rule, key in chosen for one in (rule, *(rule.get("limits") or ()))]
        return tuple(
            ir.Rule(
                str(rule.get("key", key)),
                rule["limit"],
                float(rule["per"]),
                tuple(rule.get("scope") or self.scope),
            )
            for rule, key in every
            if "limit" in rule and "per" in rule
        )


def _rule_key(rule: Mapping) -> str:
    methods = ",".join(sorted(str(name).upper() for name in rule.get("methods") or ()))
    return f"{methods or '*'} {rule.get('path', '*')}"


def _weight(rule: Mapping) -> _Weight:
    """Literal segments beat parameters, longer beats shorter, a method beats any."""
    segments = str(rule.get("path") or "**").split("/")
    literal = sum("*" not in segment for segment in segments)
    return literal, "**" not in segments, len(segments), bool(rule.get("methods"))
