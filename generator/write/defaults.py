"""Defaults of members: what a value has that did not come, as Python writes it.

Such a member reads as its default, and `model_fields_set` still tells that it did not
come; nothing of it is sent. What has no literal (an object of a class, a date in the
vendor's own way) is read from its JSON when it is needed (`runtime.ground.defaults`).
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from generator.ground.text import py_string
from generator.understand import ir

Classes = Mapping[str, Mapping[str, str]]
"""Class → its fields that have a default → that, as source text."""

MAX_TOLD = 80
JSON = "json:"
"""Before a default that has no literal."""

_FORMATS: dict[str, Callable[[str], str]] = {
    "date": lambda text: repr(date.fromisoformat(text)).removeprefix("datetime."),
    "date-time": lambda text: f"datetime.fromisoformat({py_string(_moment(text))})",
    "time": lambda text: f"time.fromisoformat({py_string(time.fromisoformat(text).isoformat())})",
    "uuid": lambda text: f"UUID({py_string(str(UUID(text)))})",
    "decimal": lambda text: f"Decimal({py_string(str(Decimal(text)))})",
}


def _moment(text: str) -> str:
    return datetime.fromisoformat(text).isoformat()


def told(field: ir.Field) -> str:
    """The default for a docstring; empty where there is none, or it is too long."""
    if not field.default:
        return ""
    text = json.dumps(field.default[0], ensure_ascii=False)
    return f"Default: `{text}`." if len(text) <= MAX_TOLD and "`" not in text else ""


def literal(field: ir.Field, schemas: Mapping[ir.Pointer, ir.Schema]) -> str | None:
    """The default of a field as Python writes it, or `JSON` and its JSON; None: there is none."""
    if not field.default:
        return None
    value = field.default[0]
    try:
        text = _written(value, field.type, schemas, 0)
    except (ValueError, ArithmeticError):  # of a format that it has not
        return None
    return text or JSON + json.dumps(value, ensure_ascii=False)


def _written(
    value: Any, type_: ir.Type, schemas: Mapping[ir.Pointer, ir.Schema], depth: int
) -> str | None:
    if depth > 8:
        return None
    match type_:
        case ir.Nullable(inner) | ir.Perhaps(inner):
            return _written(value, inner, schemas, depth + 1)
        case ir.Ref(pointer):
            meant = schemas[pointer].type
            return _written(value, meant, schemas, depth + 1) if meant is not None else None
        case ir.Prim(_, _, str()):
            return None
        case ir.Prim("number", "decimal", _) if not isinstance(value, str):
            return f"Decimal({py_string(str(value))})"
        case ir.Prim("string", str(name), _) if isinstance(value, str) and name in _FORMATS:
            return _FORMATS[name](value)
        case ir.Prim(kind, _, _):
            return _scalar(value) if _is_of(value, kind) else None
        case ir.Const() | ir.Enum():
            return _scalar(value)
        case ir.ListOf(item) if isinstance(value, list):
            items = [_written(one, item, schemas, depth + 1) for one in value]
            return None if None in items else f"[{', '.join(map(str, items))}]"
        case ir.MapOf() if value == {}:
            return "{}"
        case ir.OneOf(members, _):
            found = (_written(value, member, schemas, depth + 1) for member in members)
            return next((text for text in found if text is not None), None)
        case _:
            return None


def _is_of(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    fitting: dict[type, tuple[str, ...]] = {
        str: ("string",),
        int: ("integer", "number"),
        float: ("number",),
    }
    return kind in fitting.get(type(value), ())


def _scalar(value: Any) -> str | None:
    if isinstance(value, str):
        return py_string(value)
    return repr(value) if isinstance(value, bool | int | float) else None


def with_defaults(body: str, classes: Classes, nullable: frozenset[tuple[str, str]]) -> str:
    """A module whose fields have their defaults.

    Args:
        body: Its source.
        classes: The defaults of its classes.
        nullable: Class and field of those that may be null besides.
    """
    lines = body.splitlines(keepends=True)
    for node in ast.parse(body).body:
        if not isinstance(node, ast.ClassDef) or node.name not in classes:
            continue
        wanted = classes[node.name]
        for item in node.body:
            if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                name = item.target.id
                if name in wanted and isinstance(item.value, ast.Constant):
                    null = (node.name, name) in nullable
                    annotation = item.annotation if null else _solid(item.annotation)
                    text = f"    {name}: {ast.unparse(annotation)} = {wanted[name]}\n"
                    if wanted[name].startswith(JSON):
                        kind = ast.unparse(_Unquoted().visit(deepcopy(_bare(annotation))))
                        said = py_string(wanted[name].removeprefix(JSON))
                        made = f"Field(default_factory=read_as(lambda: {kind}, {said}))"
                        text = f"    {name}: {ast.unparse(annotation)} = {made}\n"
                    first, last = item.lineno - 1, item.end_lineno or item.lineno
                    lines[first:last] = [text, *[""] * (last - first - 1)]
    return "".join(lines)


class _Unquoted(ast.NodeTransformer):
    """Names in quotes without them: by the time that a factory is called, they are there."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """A name that is quoted as it comes later."""
        quoted = isinstance(node.value, str)
        return ast.parse(str(node.value), mode="eval").body if quoted else node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """A type with arguments; those of `Literal` and of what annotates are values."""
        name = ast.unparse(node.value)
        if name == "Annotated" and isinstance(node.slice, ast.Tuple):
            first, *rest = node.slice.elts
            inner = ast.Tuple([self.visit(first), *rest], ast.Load())
            return ast.Subscript(node.value, inner, ast.Load())
        return node if name == "Literal" else self.generic_visit(node)


def _bare(annotation: ast.expr) -> ast.expr:
    """A type without what is said of the field."""
    while isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value) == "Annotated":
        assert isinstance(annotation.slice, ast.Tuple)
        if not ast.unparse(annotation.slice.elts[1]).startswith("Field("):
            break
        annotation = annotation.slice.elts[0]
    return annotation


def _solid(annotation: ast.expr) -> ast.expr:
    """A type without the None that stands for what did not come."""
    if isinstance(annotation, ast.Subscript) and isinstance(annotation.slice, ast.Tuple):
        first, *rest = annotation.slice.elts
        if isinstance(annotation.value, ast.Name) and annotation.value.id == "Annotated":
            inner = ast.Tuple([_solid(first), *rest], ast.Load())
            return ast.Subscript(annotation.value, inner, ast.Load())
    if isinstance(annotation, ast.BinOp) and ast.unparse(annotation.right) == "None":
        return annotation.left
    return annotation
