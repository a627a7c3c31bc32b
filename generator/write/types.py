"""Types of the intermediate representation → Python annotations, with their imports.

What is sent is typed widely (`Sequence`, `Mapping`), what comes back exactly
(`list`, `dict`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Literal, assert_never

from generator.ground.records import record
from generator.ground.text import py_string
from generator.name.naming import INPUTS, MODELS, Names
from generator.read.wire import ALIASES, date_format
from generator.understand import ir
from generator.write.plain import BESIDE

Way = Literal["in", "out", "served"]
"""`in`: what a caller gives; `out`: what a caller gets; `served`: what an implementation gets."""

FORMATS = "._runtime.wire.formats"
NUMBERS = "._runtime.wire.numbers"
DECIMALS = "._runtime.wire.decimals"
_ANNOTATED = {FORMATS, NUMBERS, DECIMALS}
"""Modules of types that are annotated ones."""

Import = tuple[str, str]
"""Module and name; modules of the package itself start with a dot."""

_STRINGS: dict[str, tuple[str, Import | None]] = {
    "date-time": ("datetime", ("datetime", "datetime")),
    "date": ("date", ("datetime", "date")),
    "time": ("time", ("datetime", "time")),
    "uuid": ("UUID", ("uuid", "UUID")),
    "decimal": ("Decimal", ("decimal", "Decimal")),
}
_DECIMAL = "Decimal", frozenset({("decimal", "Decimal")})
_PRIMS = {"integer": "int", "number": "float", "boolean": "bool", "null": "None"}


@record(frozen=True, slots=True)
class PyType:
    """Source text of an annotation and what it needs imported."""

    text: str
    imports: frozenset[Import] = frozenset()


def py_type(type_: ir.Type, names: Names, way: Way) -> PyType:
    """The annotation of a type."""
    match type_:
        case ir.Prim(kind, _, str(wire)) if kind != "boolean":
            return _wired(kind, wire, way)
        case ir.Prim("string", format_, _):
            text, needed = _STRINGS.get(format_ or "", ("str", None))
            return PyType(text, frozenset({needed} if needed else ()))
        case ir.Prim("number", format_, _):
            if way == "in":
                return PyType(*_DECIMAL) if format_ == "decimal" else PyType("float")
            name = "JsonDecimal" if format_ == "decimal" else "JsonNumber"
            home = DECIMALS if format_ == "decimal" else NUMBERS
            return PyType(name, frozenset({(home, name)}))
        case ir.Prim(kind, _, _):
            return PyType(_PRIMS[kind])
        case ir.Ref(pointer):
            name = names.schemas[pointer]
            whole = name.startswith(f"{MODELS}.")
            model = PyType(name, frozenset({(".", MODELS) if whole else (f".{MODELS}", name)}))
            return union([model, *_dicts(type_, names)]) if way == "in" else model
        case ir.ListOf(item):
            inner = py_type(item, names, way)
            if way != "out":
                return _wrap("Sequence", inner, ("collections.abc", "Sequence"))
            return _wrap("List", inner, ("._runtime", "List"))
        case ir.TupleOf(items):
            parts = [py_type(item, names, way) for item in items]
            inside = PyType(
                ", ".join(part.text for part in parts) or "()",
                frozenset(needed for part in parts for needed in part.imports),
            )
            return _wrap("tuple", inside, None)
        case ir.MapOf(value):
            inner = py_type(value, names, way)
            if way != "out":
                return _wrap("Mapping", inner, ("collections.abc", "Mapping"), "str, ")
            return _wrap("dict", inner, None, "str, ")
        case ir.Emptied(inner_type):
            if way == "in":
                return py_type(inner_type, names, way)
            if isinstance(inner_type, ir.Nullable):
                return py_type(ir.Nullable(ir.Emptied(inner_type.inner)), names, way)
            inner = py_type(inner_type, names, way)
            return _wrap("EmptyAsList", inner, (FORMATS, "EmptyAsList"))
        case ir.Nullable(inner_type):
            return union([py_type(inner_type, names, way), PyType("None")])
        case ir.Perhaps(inner_type):
            inner = py_type(inner_type, names, way)
            if way == "in":
                return union([inner, PyType("object")])
            return _wrap("Perhaps", inner, (FORMATS, "Perhaps"))
        case ir.OneOf(members, _):
            return union([_among(member, names, way) for member in members])
        case ir.Const(value):
            literal = py_string(value) if isinstance(value, str) else repr(value)
            return PyType(f"Literal[{literal}]", frozenset({("typing", "Literal")}))
        case ir.Enum(values, kinds, _):
            plain = [py_type(ir.Prim(kind), names, way) for kind in kinds]
            literals = ", ".join(py_string(v) if isinstance(v, str) else repr(v) for v in values)
            listed = PyType(f"Literal[{literals}]", frozenset({("typing", "Literal")}))
            return union([listed, *plain])
        case ir.Binary():
            if way == "in":
                return PyType("File", frozenset({("._runtime.wire.upload", "File")}))
            return PyType("bytes")
        case ir.Text():
            return PyType("str")
        case ir.Anything():
            if way != "out":
                return PyType("object")
            return PyType("Any", frozenset({("typing", "Any")}))
        case ir.Nothing():
            return PyType("None")
        case _:
            assert_never(type_)


def _among(type_: ir.Type, names: Names, way: Way) -> PyType:
    """A member of a union: text that is no date in ISO 8601 is for the others."""
    match type_:
        case ir.Prim("string", str(format_), None) if way != "in" and format_ in BESIDE:
            return PyType(BESIDE[format_], frozenset({(FORMATS, BESIDE[format_])}))
        case _:
            return py_type(type_, names, way)


def _dicts(type_: ir.Type, names: Names, seen: frozenset[ir.Pointer] = frozenset()) -> list[PyType]:
    """What may be given for the models in a type besides them: dicts, and lists of dicts."""
    match type_:
        case ir.Ref(pointer) if pointer in names.inputs:
            name = names.inputs[pointer]
            needed = {(".", INPUTS)} if name.startswith(f"{INPUTS}.") else set[Import]()
            return [PyType(name, frozenset(needed))]
        case ir.Ref(pointer) if pointer in names.sent and pointer not in seen:
            schema = names.sent[pointer]
            if schema.kind == "object":
                mapping = ("collections.abc", "Mapping")
                return [PyType("Mapping[str, object]", frozenset({mapping}))]
            return _dicts(schema.type or ir.Anything(), names, seen | {pointer})
        case ir.OneOf(members, _):
            return [found for member in members for found in _dicts(member, names, seen)]
        case ir.Nullable(inner) | ir.Perhaps(inner) | ir.Emptied(inner):
            return _dicts(inner, names, seen)
        case ir.ListOf(inner) if found := _dicts(inner, names, seen):
            each = union([py_type(inner, names, "out"), *found])
            return [_wrap("Sequence", each, ("collections.abc", "Sequence"))]
        case ir.MapOf(inner) if found := _dicts(inner, names, seen):
            each = union([py_type(inner, names, "out"), *found])
            return [_wrap("Mapping", each, ("collections.abc", "Mapping"), "str, ")]
        case _:
            return []


def _wired(kind: str, letters: str, way: Way) -> PyType:
    """What the vendor writes in its own way: plain when given, with its format when read."""
    if way != "in":
        alias = ALIASES[letters, kind]
        return PyType(alias, frozenset({(FORMATS, alias)}))
    format_ = date_format(letters)
    name = format_.kind.__name__ if format_ else "str"
    return PyType(name, frozenset({("datetime", name)}))


def _wrap(outer: str, inner: PyType, needed: Import | None, before: str = "") -> PyType:
    imports = inner.imports | ({needed} if needed else frozenset())
    return PyType(f"{outer}[{before}{inner.text}]", imports)


def union(options: Iterable[PyType]) -> PyType:
    """`A | B`, each once, `None` last."""
    parts: dict[str, None] = {}
    imports: frozenset[Import] = frozenset()
    for option in options:
        parts |= dict.fromkeys(_alternatives(option.text))
        imports |= option.imports
    ordered = [part for part in parts if part != "None"] + [p for p in parts if p == "None"]
    return PyType(" | ".join(ordered), imports)


def evaluated(type_: PyType) -> PyType:
    """The same for an expression: there pyright has no `|` of what is annotated and None."""
    *others, last = _alternatives(type_.text)
    if last != "None" or not others or not any(home in _ANNOTATED for home, _ in type_.imports):
        return type_
    inner = PyType(" | ".join(others), type_.imports)
    return _wrap("Optional", inner, ("typing", "Optional"))


def _alternatives(text: str) -> list[str]:
    """The members of a union's text; what stands in brackets or quotes stays whole."""
    tree = ast.parse(text, mode="eval").body
    found: list[ast.expr] = []
    while isinstance(tree, ast.BinOp):
        found.insert(0, tree.right)
        tree = tree.left
    return [ast.get_source_segment(text, node) or "" for node in (tree, *found)]
