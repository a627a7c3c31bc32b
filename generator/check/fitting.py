"""Whether a value fits, in time that cannot explode.

A compiled validator tries every branch of every union. Where unions refer to
unions that is 2 to the power of their depth, and a document of a few lines keeps
it busy for hours. Such schemas, told by counting their ways beforehand, are
evaluated here instead: each pair of schema and value once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

from generator.read.source import Mapping, Sequence, escape

Shallow = Callable[[Mapping, Any], bool]
At = Callable[[str], Any]

MANY_WAYS = 20_000
"""Ways through a schema that the compiled validator may still be given."""

_ONE = ("not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs")
_HOLDING = frozenset((*_ONE, *_LISTS, *_MAPS, "$ref"))


class Ways:
    """Counts the ways through schemas, each schema once; a circle counts as one way."""

    def __init__(self, at: At) -> None:
        """Args: at: gives the schema at a pointer, or None."""
        self._at = at
        self._known: dict[str, int] = {}

    def count(self, pointer: str) -> int:
        """How many ways lead through a schema, at most a few more than `MANY_WAYS`."""
        if pointer in self._known:
            return self._known[pointer]
        todo: list[tuple[str, Any, bool]] = [(pointer, self._at(pointer), False)]
        parts: dict[str, list[tuple[str, Any]]] = {}
        while todo:
            here, schema, counted = todo.pop()
            if counted:
                total = 1 + sum(self._known.get(part, 1) for part, _ in parts[here])
                self._known[here] = min(total, MANY_WAYS * 2)
            elif here not in parts and here not in self._known:
                parts[here] = list(self._parts(here, schema))
                todo.append((here, schema, True))
                todo += [(part, inner, False) for part, inner in parts[here] if _holds(inner)]
        return self._known[pointer]

    def _parts(self, pointer: str, schema: Any) -> Iterator[tuple[str, Any]]:
        """The schemas within one, each with its pointer."""
        if not _holds(schema):
            return
        for word in _ONE:
            if isinstance(schema.get(word), Mapping):
                yield f"{pointer}/{word}", schema[word]
        for word in _LISTS:
            items = schema.get(word)
            for index, item in enumerate(items if isinstance(items, Sequence) else ()):
                yield f"{pointer}/{word}/{index}", item
        for word in _MAPS:
            members = schema.get(word)
            for name, member in members.items() if isinstance(members, Mapping) else ():
                yield f"{pointer}/{word}/{escape(name)}", member
        ref = schema.get("$ref")
        if isinstance(ref, str) and ref.startswith("#"):
            yield (target := unquote(ref[1:])), self._at(target)


def _holds(schema: Any) -> bool:
    """Whether there may be schemas within one; most have none, and are one way."""
    return isinstance(schema, Mapping) and not _HOLDING.isdisjoint(schema)


class Fitting:
    """Evaluates schemas, each with each value once.

    Args:
        at: Gives the schema at a pointer, or None.
        shallow: Whether a value fits what a schema says without the schemas within it.
    """

    def __init__(self, at: At, shallow: Shallow) -> None:
        """Begin with nothing known."""
        self._at = at
        self._shallow = shallow
        self._known: dict[tuple[str, int], bool] = {}
        self._values: dict[int, Any] = {}
        """What was asked about lives on, so that its identity is not another value's."""

    def fits(self, pointer: str, value: Any, depth: int = 0) -> bool:
        """Whether a value fits the schema at a pointer; true where it is too deep to say."""
        key = (pointer, id(value))
        if key not in self._known:
            self._values[id(value)] = value
            self._known[key] = True  # within itself; what is made of itself is told elsewhere
            self._known[key] = depth > 200 or self._evaluate(pointer, value, depth + 1)
        return self._known[key]

    def _evaluate(self, pointer: str, value: Any, depth: int) -> bool:
        schema = self._at(pointer)
        if not isinstance(schema, Mapping):
            return schema is not False
        ref = schema.get("$ref")
        if isinstance(ref, str) and not self.fits(unquote(ref[1:]), value, depth):
            return False
        if not self._shallow(schema, value):
            return False
        return self._unions(pointer, schema, value, depth) and self._members(
            pointer, schema, value, depth
        )

    def _unions(self, pointer: str, schema: Mapping, value: Any, depth: int) -> bool:
        for word, enough in (("allOf", None), ("anyOf", 1), ("oneOf", 1)):
            items = schema.get(word)
            if not isinstance(items, Sequence) or not items:
                continue
            fitting = sum(
                self.fits(f"{pointer}/{word}/{index}", value, depth) for index in range(len(items))
            )
            wanted = len(items) if enough is None else enough
            if fitting < wanted or (word == "oneOf" and fitting != 1):
                return False
        if "not" in schema and self.fits(f"{pointer}/not", value, depth):
            return False
        if "if" in schema:
            word = "then" if self.fits(f"{pointer}/if", value, depth) else "else"
            return word not in schema or self.fits(f"{pointer}/{word}", value, depth)
        return True

    def _members(self, pointer: str, schema: Mapping, value: Any, depth: int) -> bool:
        if isinstance(value, Mapping):
            return all(
                self.fits(part, value[name], depth)
                for name in value
                for part in _of_member(pointer, schema, name)
            )
        if isinstance(value, Sequence):
            prefix = schema.get("prefixItems")
            first = len(prefix) if isinstance(prefix, Sequence) else 0
            rest = value[first:] if "items" in schema else []
            ways = [f"{pointer}/prefixItems/{index}" for index in range(len(value[:first]))]
            ways += [f"{pointer}/items"] * len(rest)
            return all(
                self.fits(way, item, depth)
                for way, item in zip(ways, [*value[:first], *rest], strict=True)
            )
        return True


def _of_member(pointer: str, schema: Mapping, name: str) -> list[str]:
    """The schemas that the member of a name must fit."""
    properties = schema.get("properties")
    if isinstance(properties, Mapping) and name in properties:
        return [f"{pointer}/properties/{escape(name)}"]
    if "patternProperties" in schema or "additionalProperties" not in schema:
        return []  # patterns stay open
    return [f"{pointer}/additionalProperties"]
