"""Schemas that a few dozen spellings say: the model generator reads each spelling once.

Most classes of a large document are members whose types are text, a number, a date, or
another class, and most aliases are such a type; and the model generator takes as long over
each as over the first. So it gets one class with a field for each shape of member, an
alias for each shape of alias, and those schemas that need more than that: what is in a
circle, what extends or is extended, names that an annotation could mean, texts that need
more than quotation marks. All others get the line of their shape under their own names
(`Own.text`). Where one schema names another, shapes and what is handed over name a
placeholder, so that neither needs the other.

Which class comes first in a module decides nothing, but is to stay as it was: see `ranks`.
"""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Iterable, Iterator
from typing import Any

from generator.write.plain import EXTRAS, FAMILY
from generator.write.ranks import module_of, name_of, references, targets

MODULE = "spelt_once"
_CLASS = "Shapes"
_WIRE = "named on the wire "
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PLAIN_WIRE = re.compile(r"[^\W\d_][\w.\-]*", re.ASCII)
_IMPORT = re.compile(r"^from (\S+) import ([^\n]+)$", re.MULTILINE)
_FIELD = re.compile(r"^    shape_(\d+): ([^\n]*)$", re.MULTILINE)
_ALIAS = re.compile(r'^Alias_(\d+) = TypeAliasType\("Alias_\d+", ([^\n]*)\)$', re.MULTILINE)
_PLACEHOLDER = re.compile(r"\bNamed_(\d+)_\b")
_PLACEHOLDERS = "_named"
_AVOIDED = {*keyword.kwlist, EXTRAS, FAMILY}
_AVOIDED |= {"bool", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"}
_ALWAYS = {"Model", "TypeAliasType", MODULE}

_METACLASS = {"register", "mro"}
"""Names that classes have by their metaclass; the generator gives members others."""
_COMPOUND = {"$ref", "anyOf", "items", "propertyNames", "additionalProperties"}

_NOTES = ("description", "deprecated")

Imports = dict[str, set[str]]
"""Module → names that are to be imported from it."""


class UnlikeError(Exception):
    """A shape was not spelt in one line."""


class Shapes:
    """The schemas to be handed over, and the way back.

    Args:
        schemas: `module.Class` → what `plain.py` made of it.
        aliases: `module.Class.wire` → the Python name of a member that has another on the wire.
        package: The package that they become.
        ranks: `module.Class` → its place, of those that are in no circle (`ranks.py`).
    """

    def __init__(
        self,
        schemas: dict[str, Any],
        aliases: dict[str, str],
        package: str,
        ranks: dict[str, tuple[int, int]],
    ) -> None:
        self._python = aliases
        self._path = f"{package}.{_PLACEHOLDERS}."
        self._classes = {name_of(key) for key in schemas}
        self._members = self._members_of(schemas)
        self._beside = _imported(schemas)
        self._numbers: dict[tuple[str, bool, bool], int] = {}
        self._alias_numbers: dict[str, int] = {}
        self._shaped: dict[str, list[tuple[int, list[str]]]] = {}
        self._spelt: dict[int, str] = {}
        self._spelt_aliases: dict[int, str] = {}
        self._imports: dict[str, tuple[str, str]] = {}
        self.own = self._chosen(schemas, ranks)
        """The schemas that are not handed over."""
        self._indices = {key: index for index, key in enumerate(self.own)}
        self._named = list(self.own)
        self.schemas = {k: self._handed(v) for k, v in schemas.items() if k not in self.own}
        self.aliases = dict(aliases)
        if self.own:
            self._add_shapes()

    def concerns(self, warnings: Iterable[str]) -> bool:
        """Whether a warning is of a shape or placeholder, and so of any of many schemas."""
        words = (MODULE, _CLASS, "shape_", "Alias_", "Named_")
        return any(word in said for said in warnings for word in words)

    # What is handed over -------------------------------------------------------

    def _members_of(self, schemas: dict[str, Any]) -> dict[str, set[str]]:
        """Module → the Python names of all members in it."""
        found: dict[str, set[str]] = {}
        for key, schema in schemas.items():
            names = found.setdefault(module_of(key), set())
            for one in (schema, *schema.get("allOf", ())):
                names |= {self._name(key, wire) for wire in one.get("properties", ())}
        return found

    def _chosen(self, schemas: dict[str, Any], ranks: dict[str, tuple[int, int]]) -> dict[str, Any]:
        bases = set(_bases(schemas.values()))
        if MODULE in self._members or _ALWAYS & self._classes:
            return {}
        found = {
            key: schema
            for key, schema in schemas.items()
            if key in ranks and key not in bases and self._is_own(key, schema)
        }
        todo = [key for key in schemas if key not in found]
        while todo:  # what is handed over and named in a way of its own is handed over too
            key = todo.pop()
            for target in targets(schemas[key]):
                if target in found and self._is_odd(key, target):
                    del found[target]
                    todo.append(target)
        return found

    def _is_odd(self, key: str, target: str) -> bool:
        """Whether a module has another meaning for the name that a schema goes by in it."""
        module = module_of(key)
        seen = name_of(target) if module == module_of(target) else module_of(target)
        return seen in self._members[module] or (
            module != module_of(target) and seen in self._classes
        )

    def _is_own(self, key: str, schema: dict[str, Any]) -> bool:
        """Whether shapes say all of a schema."""
        named = targets(schema)
        if key in named or any(self._is_odd(key, target) for target in named):
            return False
        if not _is_plain_text(schema.get("description", "")):
            return False
        if _is_class(schema):
            if schema.keys() - {"type", "properties", "required", "description"}:
                return False
            members = schema.get("properties", {})
            return all(self._has_shape(key, wire, member) for wire, member in members.items())
        is_open = schema.get("additionalProperties", {}) is True  # a class, to the generator
        return not is_open and not self._unsure(key, _without(schema, "description"))

    def _unsure(self, key: str, type_: Any) -> bool:
        meant, own = _meant(type_), self._members[module_of(key)]
        return _UNSURE in meant or not (meant.isdisjoint(self._classes) and meant.isdisjoint(own))

    def _has_shape(self, key: str, wire: str, member: Any) -> bool:
        """Whether what a member is called and where it stands changes nothing of its type."""
        name = self._name(key, wire)
        return (
            _PLAIN_NAME.fullmatch(name) is not None
            and name not in _AVOIDED
            and name not in self._beside[module_of(key)]
            and (name == wire or _PLAIN_WIRE.fullmatch(wire) is not None)
            and (member is True or _is_plain_text(member.get("description", "")))
            and not self._unsure(key, _without(member, *_NOTES))
            and not (name in _METACLASS and member is not True and _COMPOUND & member.keys())
        )

    def _name(self, key: str, wire: str) -> str:
        return self._python.get(f"{key}.{wire}", wire)

    def _handed(self, node: Any) -> Any:
        """A schema that names those that stay here by their placeholders."""
        if isinstance(node, list):
            return [self._handed(item) for item in node]
        if not isinstance(node, dict):
            return node
        target = str(node.get("$ref")).rpartition("/")[2]
        if target in self._indices:
            return {**_without(node, "$ref"), **self._placeholder(self._indices[target])}
        return {key: self._handed(value) for key, value in node.items()}

    def _placeholder(self, number: int) -> dict[str, Any]:
        return {"type": "string", "x-python-type": f"{self._path}Named_{number}_"}

    def _shape(self, node: Any) -> tuple[str, list[str]]:
        """A type with numbers for the schemas that it names, and these."""
        found: dict[str, int] = {}

        def numbered(inner: Any) -> Any:
            if isinstance(inner, list):
                return [numbered(item) for item in inner]
            if not isinstance(inner, dict):
                return inner
            if "$ref" in inner:
                target = inner["$ref"].rpartition("/")[2]
                number = found.setdefault(target, len(found))
                return {**_without(inner, "$ref"), **self._placeholder(number)}
            return {key: numbered(value) for key, value in inner.items()}

        return _ENCODE(numbered(_without(node, "description"))), list(found)

    def _add_shapes(self) -> None:
        for key, schema in self.own.items():
            self._shaped[key] = list(self._shapes_of(key, schema))
        key = f"{MODULE}.{_CLASS}"
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
        for said, number in self._alias_numbers.items():
            self.schemas[f"{MODULE}.Alias_{number}"] = json.loads(said)

    def _shapes_of(self, key: str, schema: dict[str, Any]) -> Iterator[tuple[int, list[str]]]:
        """Number and names of an alias' shape, or of each member's."""
        if not _is_class(schema):
            said, names = self._shape(schema)
            yield self._alias_numbers.setdefault(said, len(self._alias_numbers)), names
            return
        required = set(schema.get("required", ()))
        for wire, member in schema.get("properties", {}).items():
            said, names = self._shape(member)
            shape = said, wire in required, self._name(key, wire) != wire
            yield self._numbers.setdefault(shape, len(self._numbers)), names

    # The way back --------------------------------------------------------------

    def learn(self, spelt: str) -> None:
        """Take over how shapes are spelt.

        Raises:
            UnlikeError: One of them is not there, or not in one line.
        """
        self._imports = {
            name.split(" as ")[-1]: (module, name)
            for module, names in _IMPORT.findall(spelt)
            if not module.endswith(_PLACEHOLDERS)
            for name in names.split(", ")
        }
        self._spelt = {int(number): line for number, line in _FIELD.findall(spelt)}
        self._spelt_aliases = {int(number): line for number, line in _ALIAS.findall(spelt)}
        wanted = len(self._numbers), len(self._alias_numbers)
        if (len(self._spelt), len(self._spelt_aliases)) != wanted:
            raise UnlikeError

    def text(self, key: str, imports: Imports) -> str:
        """A schema of our own in Python; what it needs is added to the imports."""
        schema, module, name = self.own[key], module_of(key), name_of(key)
        if not _is_class(schema):
            ((number, names),) = self._shaped[key]
            line = self._filled(self._spelt_aliases[number], names, module, imports)
            imports.setdefault("typing_extensions", set()).add("TypeAliasType")
            return f'{name} = TypeAliasType("{name}", {line})\n' + "".join(_doc(schema, ""))
        imports.setdefault(".._runtime.ground.model", set()).add("Model")
        made = [f"class {name}(Model):\n", *_doc(schema, "    ")]
        members = schema.get("properties", {}).items()
        for (wire, member), (number, names) in zip(members, self._shaped[key], strict=True):
            line = self._spelt[number].replace(f"'{_WIRE}{number}'", f"'{wire}'")
            line = self._filled(line, names, module, imports)
            made += [f"    {self._name(key, wire)}: {line}\n", *_doc(member, "    ")]
        return "".join(made if made[1:] else [*made, "    pass\n"])

    def filled(self, text: str, module: str, imports: Imports) -> str:
        """What the generator wrote, with names for its placeholders."""
        text = re.sub(rf"^from {re.escape(self._path[:-1])} import [^\n]*\n", "", text, flags=re.M)
        return _PLACEHOLDER.sub(
            lambda found: _seen(self._named[int(found[1])], module, imports), text
        )

    def _filled(self, line: str, names: list[str], module: str, imports: Imports) -> str:
        for name in _NAME.findall(line):
            if name in self._imports:
                source, said = self._imports[name]
                imports.setdefault(source, set()).add(said)
        return _PLACEHOLDER.sub(lambda found: _seen(names[int(found[1])], module, imports), line)


def _seen(key: str, module: str, imports: Imports) -> str:
    """What a class is called in a module."""
    if module_of(key) == module:
        return name_of(key)
    imports.setdefault(".", set()).add(module_of(key))
    return key


_WORDED = {
    *("type", "format", "x-python-type", "anyOf", "items", "enum", "const"),
    *("propertyNames", "additionalProperties", "$ref"),
}
_MEANT = {"date-time": "datetime", "date": "date", "time": "time", "uuid": "UUID"}
_SPELT = {
    "string": "str",
    "integer": "int",
    "boolean": "bool",
    "number": "float",
    "array": "list",
    "object": "dict",
}
_MARKED = {"tuple", "Kinds", "EmptyAsList", "Perhaps", "Union", "Literal"}
_UNSURE = "?"
_ENCODE = json.JSONEncoder(sort_keys=True).encode


def _meant(type_: Any) -> set[str]:
    """The names that a type may be spelt with; *_UNSURE* among them where it may be any."""
    if not isinstance(type_, dict) or not type_:
        return {"Any"}
    if type_.keys() - _WORDED:
        return {_UNSURE}
    kind, format_ = type_.get("type"), str(type_.get("format"))
    own = str(type_.get("x-python-type", "")).rpartition(".")[2]
    found = {own, _MEANT.get(format_, ""), _SPELT.get(str(kind), ""), "Annotated", "Field"}
    found |= {"Literal"} if type_.keys() & {"enum", "const"} else set()
    found |= _MARKED if "propertyNames" in type_ else set()
    if (kind == "object") != ("additionalProperties" in type_) or format_ == "binary":
        found.add(_UNSURE)
    if (kind == "array") != ("items" in type_):
        found.add(_UNSURE)
    for inner in type_.get("anyOf", ()):
        found |= _meant(inner)
    for word in ("items", "additionalProperties"):
        if word in type_:
            found |= _meant(type_[word])
    return found


def _imported(schemas: dict[str, Any]) -> dict[str, set[str]]:
    """Module → the modules that it imports; the generator renames those that a member is called."""
    found: dict[str, set[str]] = {}
    for key, schema in schemas.items():
        found.setdefault(module_of(key), set()).update(map(module_of, references(schema)))
    return found


def _bases(schemas: Iterable[dict[str, Any]]) -> Iterator[str]:
    for schema in schemas:
        for one in schema.get("allOf", ()):
            yield from references(one) if "$ref" in one else ()


def _is_class(schema: dict[str, Any]) -> bool:
    return schema.get("type") == "object" and "additionalProperties" not in schema


def _is_plain_text(text: str) -> bool:
    """Whether a docstring needs nothing but its quotation marks around a text."""
    whole = not text or text.splitlines() == text.removesuffix("\n").split("\n")
    return whole and "\\" not in text and '""' not in text


def _without(node: Any, *keys: str) -> Any:
    return {k: v for k, v in node.items() if k not in keys} if isinstance(node, dict) else node


def _doc(node: Any, indent: str) -> list[str]:
    """A docstring, as the templates of the models write it."""
    text = node.get("description") if isinstance(node, dict) else None
    if not text:
        return []
    first, *rest = text.split("\n")
    lines = [first, *(f"{indent}{line}" if line else "" for line in rest[:-1])]
    last = rest[-1] if rest else ""
    lines += [f"{indent}{last}"] if rest else []
    return [f'{indent}"""{chr(10).join(lines)}"""\n']
