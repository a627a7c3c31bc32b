"""Members whose type names no other schema: each of their shapes is spelt once.

Most members of a large document are text, a number or a date, and there are a few dozen
ways to write them, while the model generator takes as long over each as over the first. So
it gets one class with a field for each shape, and classes without the members that have it;
afterwards these get the line of their shape under their own names. What might be spelt in
another way where it stands is left to the generator: classes that extend others or are
extended, names that an annotation could mean, texts that need more than quotation marks.
"""

from __future__ import annotations

import builtins
import json
import keyword
import re
from collections.abc import Iterable, Iterator
from typing import Any

from generator.write.marks import importing
from generator.write.plain import EXTRAS, FAMILY

_MODULE = "spelt_once"
_CLASS = "Shapes"
_WIRE = "named on the wire "
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PLAIN_WIRE = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]*")
_IMPORT = re.compile(r"^from (\S+) import ([^\n]+)$", re.MULTILINE)
_FIELD = re.compile(r"^    (\w+): ([^\n]*)$", re.MULTILINE)
_CLASS_LINES = re.compile(r"^class (\w+)\([^\n]*\):\n(?:    [^\n]*\n)+", re.MULTILINE)
_AVOIDED = {*dir(builtins), *keyword.kwlist, *keyword.softkwlist, EXTRAS, FAMILY}
_RESERVED = re.compile(
    r"model_|schema|json|copy|dict|construct|validate|parse_|from_orm|fields|con"
)

_NOTES = ("description", "deprecated")


class _UnlikeError(Exception):
    """A class has something besides a line for each member."""


class Shapes:
    """The schemas to be handed over, and the way back.

    Args:
        schemas: `module.Class` → what `plain.py` made of it.
        aliases: `module.Class.wire` → the Python name of a member that has another on the wire.
    """

    def __init__(self, schemas: dict[str, Any], aliases: dict[str, str]) -> None:
        self._python = aliases
        self._numbers: dict[tuple[str, bool, bool], int] = {}
        self._left_out: dict[str, dict[str, Any]] = {}
        bases = set(_bases(schemas.values()))
        self.schemas: dict[str, Any] = {}
        taken = self._taken(schemas)
        for key, schema in schemas.items():
            module = key.partition(".")[0]
            if key not in bases and _is_plain(schema):
                schema = self._trimmed(key, schema, taken[module])
            self.schemas[key] = schema
        self.aliases = dict(aliases)
        if self._numbers and _MODULE not in taken:
            self._add_shapes()
        else:
            self.schemas, self._left_out = schemas, {}

    def concerns(self, warnings: Iterable[str]) -> bool:
        """Whether a warning is of the class of shapes, and so of any of many members."""
        return any(_CLASS in said or "shape_" in said for said in warnings)

    def _taken(self, schemas: dict[str, Any]) -> dict[str, set[str]]:
        """Module → names that an annotation may have another meaning by."""
        classes = {key.partition(".")[2] for key in schemas}
        found: dict[str, set[str]] = {}
        for key, schema in schemas.items():
            names = found.setdefault(key.partition(".")[0], set(classes))
            for one in (schema, *schema.get("allOf", ())):
                names |= {self._name(key, wire) for wire in one.get("properties", ())}
        return found

    def _name(self, key: str, wire: str) -> str:
        return self._python.get(f"{key}.{wire}", wire)

    def _trimmed(self, key: str, schema: dict[str, Any], taken: set[str]) -> dict[str, Any]:
        """A class without the members whose shape says it all, if it then has others."""
        members = schema["properties"]
        required = set(schema.get("required", ()))
        there = {
            wire: member
            for wire, member in members.items()
            if not self._has_shape(self._name(key, wire), wire, member, taken)
        }
        if not there:
            there = dict([next(iter(members.items()))])
        if len(there) == len(members):
            return schema
        for wire, member in members.items():
            if wire not in there:
                self._number(key, wire, member, wire in required)
        self._left_out[key] = schema
        bare = {wire: _without(member, "description") for wire, member in there.items()}
        kept = [wire for wire in schema.get("required", ()) if wire in there]
        made = {**_without(schema, "description", "required"), "properties": bare}
        return {**made, **({"required": kept} if kept else {})}

    def _has_shape(self, name: str, wire: str, member: Any, taken: set[str]) -> bool:
        """Whether what a member is called and where it stands changes nothing of its type."""
        return (
            _PLAIN_NAME.fullmatch(name) is not None
            and name not in _AVOIDED
            and (name == wire or _PLAIN_WIRE.fullmatch(wire) is not None)
            and isinstance(member, dict)
            and not _meant(member) & (taken | {name, _UNSURE})
        )

    def _number(self, key: str, wire: str, member: Any, required: bool) -> int:
        """The shape of a member."""
        said = json.dumps(_without(member, "description"), sort_keys=True)
        shape = said, required, self._name(key, wire) != wire
        return self._numbers.setdefault(shape, len(self._numbers))

    def _add_shapes(self) -> None:
        key = f"{_MODULE}.{_CLASS}"
        properties: dict[str, Any] = {}
        asked: list[str] = []
        for (said, required, aliased), number in self._numbers.items():
            wire = f"{_WIRE}{number}" if aliased else f"shape_{number}"
            if aliased:
                self.aliases[f"{key}.{wire}"] = f"shape_{number}"
            properties[wire] = json.loads(said)
            asked += [wire] * required
        made = {"type": "object", "properties": properties}
        self.schemas[key] = {**made, **({"required": asked} if asked else {})}

    def whole(self, modules: dict[str, str]) -> dict[str, str] | None:
        """The modules with every member in its place; None where a class is not as expected."""
        if not self._left_out:
            return modules
        modules = dict(modules)
        spelt = modules.pop(_MODULE)
        imports = {
            name.split(" as ")[-1]: (module, name)
            for module, names in _IMPORT.findall(spelt)
            for name in names.split(", ")
        }
        lines = dict(_FIELD.findall(spelt))
        try:
            return {
                name: self._filled(name, text, lines, imports) for name, text in modules.items()
            }
        except _UnlikeError:
            return None

    def _filled(
        self, module: str, text: str, lines: dict[str, str], imports: dict[str, tuple[str, str]]
    ) -> str:
        used: set[str] = set()

        def members(found: re.Match[str]) -> str:
            schema = self._left_out.get(f"{module}.{found[1]}")
            if schema is None:
                return found[0]
            return self._class(f"{module}.{found[1]}", schema, found[0], lines, used)

        text = _CLASS_LINES.sub(members, text.rstrip("\n") + "\n")
        for name in sorted(used & imports.keys()):
            text = importing(text, imports[name][0], [imports[name][1]])
        return text

    def _class(
        self, key: str, schema: dict[str, Any], text: str, lines: dict[str, str], used: set[str]
    ) -> str:
        head, *written = text.splitlines(keepends=True)
        wires = self.schemas[key]["properties"]
        if len(written) != len(wires) or not all(map(_FIELD.match, written)):
            raise _UnlikeError
        kept = dict(zip(wires, written, strict=True))
        made = [head, *_doc(schema)]
        required = set(schema.get("required", ()))
        for wire, member in schema["properties"].items():
            if wire not in kept:
                number = self._number(key, wire, member, wire in required)
                line = lines[f"shape_{number}"].replace(f"'{_WIRE}{number}'", f"'{wire}'")
                used |= set(_NAME.findall(line))
                kept[wire] = f"    {self._name(key, wire)}: {line}\n"
            made += [kept[wire], *_doc(member)]
        return "".join(made)


_WORDED = {"type", "format", "x-python-type", "anyOf", "items", "enum", "const", *_NOTES}
_MEANT = {"date-time": "datetime", "date": "date", "time": "time", "uuid": "UUID"}
_SPELT = {"string": "str", "integer": "int", "boolean": "bool", "number": "float", "array": "list"}
_UNSURE = "?"


def _meant(type_: Any) -> set[str]:
    """The names that a type may be spelt with; *_UNSURE* among them where it may be any."""
    if not isinstance(type_, dict) or type_.keys() - _WORDED or not type_.keys() - {*_NOTES}:
        return {_UNSURE}
    kind, format_ = type_.get("type"), str(type_.get("format"))
    own = str(type_.get("x-python-type", "")).rpartition(".")[2]
    found = {own, _MEANT.get(format_, ""), _SPELT.get(str(kind), ""), "Annotated", "Field"}
    found |= {"Literal"} if type_.keys() & {"enum", "const"} else set()
    if kind == "object" or (kind == "array") != ("items" in type_) or format_ == "binary":
        found.add(_UNSURE)
    for inner in (*type_.get("anyOf", ()), *([type_["items"]] if "items" in type_ else ())):
        found |= _meant(inner)
    return found


def _bases(schemas: Iterable[dict[str, Any]]) -> Iterator[str]:
    for schema in schemas:
        for one in schema.get("allOf", ()):
            if "$ref" in one:
                yield one["$ref"].rpartition("/")[2]


def _is_plain(schema: dict[str, Any]) -> bool:
    """Whether a class is no more than its members, with texts that are written as they are."""
    members = schema.get("properties")
    if not members or schema.keys() - {"type", "properties", "required", "description"}:
        return False
    if EXTRAS in members or FAMILY in members:
        return False
    notes = [schema, *(member for member in members.values() if isinstance(member, dict))]
    return all(_is_plain_text(note.get("description", "")) for note in notes)


def _is_plain_text(text: str) -> bool:
    """Whether a docstring needs nothing but its quotation marks around a text."""
    whole = not text or text.splitlines() == text.removesuffix("\n").split("\n")
    return whole and "\\" not in text and '""' not in text


def _without(node: Any, *keys: str) -> Any:
    return {k: v for k, v in node.items() if k not in keys} if isinstance(node, dict) else node


def _doc(node: Any) -> list[str]:
    """A docstring, as the templates of the models write it."""
    text = node.get("description") if isinstance(node, dict) else None
    if not text:
        return []
    first, *rest = text.split("\n")
    lines = [first, *(f"    {line}" if line else "" for line in rest[:-1])]
    last = rest[-1] if rest else ""
    lines += [f"    {last}"] if rest else []
    return [f'    """{chr(10).join(lines)}"""\n']
