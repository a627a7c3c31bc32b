"""Unions of the kinds of one base: the base's discriminator is theirs, too.

Frameworks write inheritance as a base with a discriminator and kinds that extend it by `allOf`,
and then answer with `oneOf` of some kinds, without a word of the discriminator. Kinds often
have the same members; without the word a value would fit several, and so none.
"""

from __future__ import annotations

from typing import Any

from generator.read.source import Mapping, Sequence, mapping

_HOME = "#/components/schemas/"


class Kindred:
    """The discriminated bases of a document, and the kinds of each.

    Args:
        root: The document; all its references lead into itself.
    """

    def __init__(self, root: Mapping) -> None:
        components = root.get("components")
        schemas = components.get("schemas") if isinstance(components, Mapping) else None
        self._schemas: Mapping | dict[str, Any] = schemas if isinstance(schemas, Mapping) else {}
        self.bases = {
            name: schema["discriminator"]
            for name, schema in self._schemas.items()
            if isinstance(schema, Mapping)
            and isinstance(schema.get("discriminator"), Mapping)
            and not schema.keys() & {"oneOf", "anyOf"}
        }
        """What each says of its kinds, by its name; most documents have none."""

    def told(self, node: Mapping) -> Mapping:
        """A union that says nothing of a discriminator, with that of the base of all its kinds."""
        if "discriminator" in node:
            return node
        for word in ("oneOf", "anyOf"):
            parts = node.get(word)
            kinds = _names(parts) if isinstance(parts, Sequence) else []
            base = self._base_of(kinds) if len(kinds) > 1 else None
            if base is not None:
                said = self.bases[base]
                values = [(value, kind) for kind in kinds for value in self._values(base, kind)]
                if len({value for value, _ in values}) < len(values):
                    continue
                found = {value: f"{_HOME}{kind}" for value, kind in sorted(values)}
                both = {
                    "mapping": mapping(found, said.place), "propertyName": said["propertyName"]
                }  # fmt: skip
                made = {**node, "discriminator": mapping(both, said.place)}
                return mapping({key: made[key] for key in sorted(made)}, node.place)
        return node

    def _base_of(self, kinds: list[str]) -> str | None:
        """The nearest discriminated base that every one of several kinds extends."""
        shared = [base for base in self._above(kinds[0]) if base in self.bases]
        for other in kinds[1:]:
            above = self._above(other)
            shared = [base for base in shared if base in above]
        named = [base for base in shared if "propertyName" in self.bases[base]]
        return named[0] if named else None

    def _above(self, name: str) -> list[str]:
        """All that a schema extends, the nearest first."""
        found: list[str] = []
        todo = [name]
        while todo:
            schema = self._schemas.get(todo.pop(0))
            parts = schema.get("allOf") if isinstance(schema, Mapping) else None
            for parent in _names(parts, whole=False) if isinstance(parts, Sequence) else ():
                if parent not in found:
                    found.append(parent)
                    todo.append(parent)
        return found

    def _values(self, base: str, kind: str) -> list[str]:
        """What the property says of a kind: as mapped, as it says itself, else its name."""
        mapped = self.bases[base].get("mapping")
        pairs = mapped.items() if isinstance(mapped, Mapping) else ()
        found = [str(value) for value, to in pairs if str(to).removeprefix(_HOME) == kind]
        return found or self._own(base, kind) or [kind]

    def _own(self, base: str, kind: str) -> list[str]:
        name = self.bases[base]["propertyName"]
        todo: list[Any] = [self._schemas.get(kind)]
        while todo:
            schema = todo.pop(0)
            if not isinstance(schema, Mapping):
                continue
            members = schema.get("properties")
            member = members.get(name) if isinstance(members, Mapping) else None
            if isinstance(member, Mapping) and member.keys() & {"enum", "const"}:
                values = member.get("enum") or [member.get("const")]
                return [value for value in values if isinstance(value, str)]
            todo += schema.get("allOf") or []
        return []


def _names(parts: Sequence, *, whole: bool = True) -> list[str]:
    """The components that parts refer to, null aside; `whole`: none, if one is no reference."""
    found: list[str] = []
    for part in parts:
        target = part.get("$ref") if isinstance(part, Mapping) else None
        if isinstance(target, str) and target.startswith(_HOME):
            found.append(target.removeprefix(_HOME))
        elif whole and not (isinstance(part, Mapping) and part.get("type") == "null"):
            return []
    return found
