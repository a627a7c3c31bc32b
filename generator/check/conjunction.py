"""What a schema and all its `allOf` parts ask for together."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from generator.check.look import Look, held, listed
from generator.ground.diagnostics import short
from generator.read.source import Mapping, Sequence
from generator.understand.values import kind_of, same

_ALL = frozenset({"string", "number", "integer", "boolean", "null", "object", "array"})
_MOST = 100
BINDING = (
    *("$ref", "allOf", "const", "maxProperties", "additionalProperties"),
    *("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"),
)
"""Words without which a schema contradicts nothing; of an enum alone E411 tells."""
_SIZES = (
    ("minLength", "maxLength", "string"),
    ("minItems", "maxItems", "array"),
    ("minProperties", "maxProperties", "object"),
)


def types_of(schema: Mapping) -> list[str]:
    """The `type` keyword as a list."""
    declared = schema.get("type")
    if isinstance(declared, str):
        return [declared]
    return [str(kind) for kind in declared] if isinstance(declared, Sequence) else []


class Conjunction:
    """A schema with its `allOf` parts and references: what a value must fit all at once."""

    def __init__(self, look: Look, schema: Mapping) -> None:
        """Collect the parts, at most 100."""
        self._look = look
        self.schema = schema
        self.parts: list[Mapping] = []
        seen: set[int] = set()
        todo: list[Any] = [schema]
        while todo and len(self.parts) < _MOST:
            part = todo.pop(0)
            if not isinstance(part, Mapping) or id(part) in seen:
                continue
            seen.add(id(part))
            self.parts.append(part)
            if isinstance(part.get("$ref"), str):
                todo.append(look.document.deref(part))
            if "allOf" in part:
                todo += listed(part, "allOf")

    def properties(self) -> set[str]:
        """The names of all properties."""
        return {name for part in self.parts for name in held(part, "properties")}

    def required(self) -> set[str]:
        """The names that must be there."""
        return {
            name
            for part in self.parts
            for name in listed(part, "required")
            if isinstance(name, str)
        }

    @cached_property
    def types(self) -> frozenset[str]:
        """The types that all parts admit."""
        left = _ALL
        for part in self.parts:
            if types := types_of(part):
                wide = set(types) | ({"integer"} if "number" in types else set())
                left &= wide
        return left

    def contradiction(self) -> tuple[str, str, str] | None:
        """Why nothing fits: message, mend and the keyword where it shows; None if something may."""
        if len(self.parts) > 1 and not self.types:
            return self._types()
        return self._values() or self._numbers() or self._sizes() or self._members()

    def _types(self) -> tuple[str, str, str]:
        said = list(dict.fromkeys(kind for part in self.parts for kind in types_of(part)))
        message = f"nothing is {' and '.join(said[:3])} at once"
        return message, "keep one type, or write oneOf", self._word()

    def _word(self) -> str:
        return "allOf" if "allOf" in self.schema else "$ref"

    def _values(self) -> tuple[str, str, str] | None:
        """Constants and enums that leave nothing in common, or nothing of the type."""
        key = next((word for word in ("const", "enum") if word in self.schema), self._word())
        left: list[Any] | None = None
        for part in self.parts:
            said: list[list[Any]] = [[part["const"]]] if "const" in part else []
            said += [list(part["enum"])] if listed(part, "enum") else []
            for values in said:
                common = [v for v in left or () if any(same(v, one) for one in values)]
                left = values if left is None else common
            if said and not left:
                return "no value is in all of its enums and constants", "make them agree", key
        if not left or (len(self.parts) == 1 and key == "enum"):  # that is E411's
            return None
        if not any(kind_of(value) in self.types for value in left):
            what = "const" if key == "const" else "value"
            message = f"{what} {short(left[0], 40)} is not of the schema's type"
            return message, "change the constant or the type", key
        return None

    def _numbers(self) -> tuple[str, str, str] | None:
        if not self.types <= {"integer", "number"}:
            return None
        lows = self._bounds("minimum", "exclusiveMinimum")
        highs = self._bounds("maximum", "exclusiveMaximum")
        if not lows or not highs:
            return None
        low, open_low, low_key = max(lows)
        high, open_high, high_key = min(highs, key=lambda bound: (bound[0], not bound[1]))
        empty = low > high or (low == high and (open_low or open_high))
        if not empty and self.types == {"integer"} and abs(low) < 2**53 and abs(high) < 2**53:
            first = int(low // 1 + 1) if open_low or low != low // 1 else int(low)
            empty = first > high or (first == high and open_high)
        plain = {low_key, high_key} == {"minimum", "maximum"} and len(self.parts) == 1
        if not empty or (plain and low > high):  # the latter is E409's
            return None
        message = (
            f"nothing lies between {low_key} {short(low, 20)} and {high_key} {short(high, 20)}"
        )
        return message, "widen the bounds", low_key if low_key in self.schema else self._word()

    def _bounds(self, closed: str, opened: str) -> list[tuple[Any, bool, str]]:
        return [
            (part[word], word == opened, word)
            for part in self.parts
            for word in (closed, opened)
            if _number(part.get(word))
        ]

    def _sizes(self) -> tuple[str, str, str] | None:
        if len(self.parts) == 1:
            return None  # E409's
        for least, most, kind in _SIZES:
            lows = [part[least] for part in self.parts if _number(part.get(least))]
            highs = [part[most] for part in self.parts if _number(part.get(most))]
            if self.types == {kind} and lows and highs and max(lows) > min(highs):
                message = f"{least} {max(lows)} of one part is above {most} {min(highs)} of another"
                return message, "widen the bounds", self._word()
        return None

    def _members(self) -> tuple[str, str, str] | None:
        """A required member that a closed part has not, or more of them than may be."""
        if self.types != {"object"}:
            return None
        needed = self.required()
        for part in self.parts:
            if part.get("additionalProperties") is False and "patternProperties" not in part:
                foreign = sorted(needed - held(part, "properties").keys())
                if foreign:
                    message = (
                        f'"{foreign[0][:40]}" is required, but the object is closed without it'
                    )
                    key = "required" if "required" in self.schema else self._word()
                    return message, "add the property, or remove additionalProperties", key
            most: Any = part.get("maxProperties")
            if _number(most) and len(needed) > most:
                message = f"{len(needed)} members are required, but at most {most} may be there"
                return message, f"raise it to {len(needed)}", "maxProperties"
        return None


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
