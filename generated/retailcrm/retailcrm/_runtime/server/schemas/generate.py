"""Values from schemas: deterministic by a seed, valid, and small where schemas recur.

A value is made, then validated by the very schema. What the construction cannot
foresee (`not`, `if`, patterns that only look the same) is met by trying again
with other choices; a schema that nothing was found for is an error that names it.
"""

from __future__ import annotations

from random import Random
from typing import Any

from .document import Document, DocumentError
from .merge import Unsatisfiable, both, discriminated
from .numeric import number_for
from .strings import text_for, written
from .values import is_array, is_object
from .wire import format_of

_ATTEMPTS = 40
_DEPTH = 30
_OPTIONAL_DEPTH = 3
_BUDGET = 400
_KEYWORD_TYPES = {
    "properties": "object",
    "required": "object",
    "additionalProperties": "object",
    "minProperties": "object",
    "items": "array",
    "prefixItems": "array",
    "minItems": "array",
    "contains": "array",
    "pattern": "string",
    "minLength": "string",
    "maxLength": "string",
    "format": "string",
    "minimum": "number",
    "maximum": "number",
    "exclusiveMinimum": "number",
    "exclusiveMaximum": "number",
    "multipleOf": "number",
}


class Generator:
    """Makes values for the schemas of a document.

    Args:
        document: The document.
        seed: The same seed makes the same values.
    """

    def __init__(self, document: Document, seed: int = 0) -> None:
        self._document = document
        self._seed = seed

    def value(self, pointer: str, variant: int = 0) -> Any:
        """A value that is valid by the schema at a pointer.

        Args:
            pointer: Where the schema is.
            variant: Another number makes another value, where there is one.

        Raises:
            DocumentError: None was found.
        """
        schema = self._document.at(pointer).value
        validator = self._document.validator(pointer)
        for attempt in range(_ATTEMPTS):
            random = Random(f"{self._seed}:{pointer}:{variant}:{attempt}")
            try:
                value = _Growth(self._document, random, attempt, variant).value(schema, "", ())
            except Unsatisfiable:
                continue
            if validator.is_valid(value):
                return value
        raise DocumentError(
            f"no valid value could be made for the schema at #{pointer}: give it an example"
        )


class _Growth:
    """One attempt. Even attempts fill in optional members, odd ones leave them out."""

    def __init__(self, document: Document, random: Random, attempt: int, variant: int) -> None:
        self._document = document
        self._random = random
        self._plain = attempt < 2
        self._examples = self._plain and variant == 0
        self._full = attempt % 2 == 0
        self._budget = _BUDGET

    def value(self, schema: Any, name: str, trail: tuple[str, ...]) -> Any:
        """A value for a schema; `name` is the member's, `trail` the references on the way."""
        if len(trail) > _DEPTH:
            raise Unsatisfiable
        self._budget -= 1
        flat, seen = self._flatten(schema, trail)
        trail = (*seen, "")
        if "const" in flat:
            return flat["const"]
        if self._examples:
            for keyword in ("example", "default"):
                if keyword in flat:
                    return flat[keyword]
            if is_array(flat.get("examples")) and flat["examples"]:
                return flat["examples"][0]
        if is_array(flat.get("enum")):
            if not flat["enum"]:
                raise Unsatisfiable
            return flat["enum"][0] if self._plain else self._random.choice(flat["enum"])
        kind = self._kind(flat)
        if kind == "object":
            return self._object(flat, trail)
        if kind == "array":
            return self._array(flat, name, trail)
        wire = flat.get("x-wire", self._document.root.get("x-wire"))
        if kind == "string":
            return text_for(flat, name, self._random, wire)
        if kind in ("integer", "number"):
            counted = format_of(wire) if isinstance(wire, str) else None
            if counted is not None:
                return (int if kind == "integer" else float)(written(counted, self._random))
            return number_for(flat, kind == "integer", self._random)
        return self._random.random() < 0.5 if kind == "boolean" else None

    def _kind(self, flat: dict[str, Any]) -> str:
        stated = flat.get("type")
        if isinstance(stated, str):
            return stated
        if is_array(stated):
            solid = [kind for kind in stated if kind != "null"] or stated
            if not solid:
                raise Unsatisfiable
            return str(solid[0] if self._plain else self._random.choice(stated))
        return next((kind for word, kind in _KEYWORD_TYPES.items() if word in flat), "string")

    def _flatten(
        self, schema: Any, trail: tuple[str, ...]
    ) -> tuple[dict[str, Any], tuple[str, ...]]:
        """A schema without references and composition, one branch chosen of each choice."""
        if schema is True:
            return {}, trail
        if not is_object(schema) or len(trail) > _DEPTH * 2:
            raise Unsatisfiable
        flat = {k: v for k, v in schema.items() if k not in ("$ref", "allOf", "anyOf", "oneOf")}
        parts: list[Any] = list(schema.get("allOf", ()))
        ref = schema.get("$ref")
        if isinstance(ref, str):
            if trail.count(ref) > 1:
                raise Unsatisfiable
            trail = (*trail, ref)
            parts.append(self._document.at(ref[1:]).value)
        for part in parts:
            inner, trail = self._flatten(part, trail)
            flat = both(flat, inner)
        if "if" in flat:
            flat = both(flat, self._conditional(flat, trail))
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema:
                branch, trail = self._branch(schema, list(schema[keyword]), trail)
                flat = both(flat, branch)
        return flat, trail

    def _conditional(self, flat: dict[str, Any], trail: tuple[str, ...]) -> dict[str, Any]:
        if self._random.random() < 0.5:
            met, trail = self._flatten(flat["if"], trail)
            return both(met, self._flatten(flat.get("then", True), trail)[0])
        return self._flatten(flat.get("else", True), trail)[0]

    def _branch(
        self, schema: dict[str, Any], parts: list[Any], trail: tuple[str, ...]
    ) -> tuple[dict[str, Any], tuple[str, ...]]:
        solid = [part for part in parts if part != {"type": "null"}]
        if not self._plain:
            self._random.shuffle(parts)
        for part in solid + [p for p in parts if p not in solid] if self._plain else parts:
            ref = part.get("$ref") if is_object(part) else None
            if isinstance(ref, str) and ref in trail and part is not parts[-1]:
                continue
            try:
                flat, after = self._flatten(part, trail)
            except Unsatisfiable:
                continue
            return both(flat, discriminated(schema.get("discriminator"), ref)), after
        raise Unsatisfiable

    def _array(self, flat: dict[str, Any], name: str, trail: tuple[str, ...]) -> list[Any]:
        least = flat.get("minItems", 0)
        most = flat.get("maxItems", max(least, 1))
        found: list[Any] = []
        found += [self.value(schema, name, trail) for schema in flat.get("prefixItems", ())[:most]]
        if "contains" in flat:
            needed = range(flat.get("minContains", 1))
            found += [self.value(flat["contains"], name, trail) for _ in needed]
        wanted = min(max(least, 1 if self._full and self._budget > 0 else 0), most)
        for _ in range(20 * wanted):
            if len(found) >= wanted:
                break
            try:
                item = self.value(flat.get("items", True), name, trail)
            except Unsatisfiable:
                break
            if not (flat.get("uniqueItems") and item in found):
                found.append(item)
        if len(found) < least:
            raise Unsatisfiable
        return found

    def _object(self, flat: dict[str, Any], trail: tuple[str, ...]) -> dict[str, Any]:
        members: dict[str, Any] = flat.get("properties", {})
        required = list(flat.get("required", ()))
        for name, needed in flat.get("dependentRequired", {}).items():
            required += needed if name in required else ()
        found: dict[str, Any] = {}
        for name in dict.fromkeys((*members, *required)):
            schema = members.get(name, self._rest(flat, name))
            if name in required:
                found[name] = self.value(schema, name, trail)
            elif self._wants(flat, name, schema, found, trail):
                try:
                    found[name] = self.value(schema, name, trail)
                except Unsatisfiable:
                    continue
        most = flat.get("maxProperties", len(found))
        for name in [n for n in reversed(found) if n not in required][: max(0, len(found) - most)]:
            del found[name]
        self._fill(flat, found, trail)
        return found

    def _wants(
        self,
        flat: dict[str, Any],
        name: str,
        schema: Any,
        found: dict[str, Any],
        trail: tuple[str, ...],
    ) -> bool:
        """Whether an optional member is worth having."""
        write_only = is_object(schema) and schema.get("writeOnly") is True
        bound = name in flat.get("dependentRequired", {}) or name in flat.get(
            "dependentSchemas", {}
        )
        shallow = trail.count("") <= _OPTIONAL_DEPTH and self._budget > 0
        return self._full and shallow and not write_only and not bound

    def _rest(self, flat: dict[str, Any], name: str) -> Any:
        return flat.get("additionalProperties", True) if name else True

    def _fill(self, flat: dict[str, Any], found: dict[str, Any], trail: tuple[str, ...]) -> None:
        """Members beside the named ones, as many as `minProperties` asks for."""
        extra = flat.get("additionalProperties", True)
        names = flat.get("propertyNames", True)
        least = flat.get("minProperties", 0)
        open_map = is_object(extra) and "properties" not in flat and self._full
        wanted = max(least, 1 if open_map and flat.get("maxProperties", 1) > 0 else 0)
        for number in range(4 * wanted):
            if len(found) >= wanted:
                return
            if names is True:
                key = f"key{number + 1}"
            else:
                key = str(self.value({"type": "string", **dict(names)}, "key", trail))
            try:
                found.setdefault(key, self.value(extra, key, trail))
            except Unsatisfiable:
                break
        if len(found) < least:
            raise Unsatisfiable
