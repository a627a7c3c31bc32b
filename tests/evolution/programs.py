"""Programs written with an old package: what mypy says of them under the new one.

For a caller: each method called with arguments of the old types, its result kept in the old
type, each member of each model that comes back read, each model that is sent made. For an
implementer: a class with the old signatures, with models read and made the other way round.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from generator.understand import ir

PACKAGE = "acme"
_HEAD = f"""\
from __future__ import annotations
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID
from {PACKAGE} import AsyncClient, Client, UNSET, models
from {PACKAGE}._runtime import List, Unset
from {PACKAGE}._runtime.wire.numbers import JsonNumber
from {PACKAGE}.server import Answer
from {PACKAGE}.server.protocol import Implementation
"""


def program(files: Mapping[str, bytes], directions: Mapping[str, ir.Direction], who: str) -> str:
    """A program of the old package.

    Args:
        files: The package.
        directions: Class → whether it is sent, received, both or neither.
        who: `client` or `server`.
    """
    trees = {
        name: ast.parse(data)
        for name, data in files.items()
        if name.endswith(".py") and "/_runtime/" not in name
    }
    known = {
        name: kind
        for path, tree in trees.items()
        if path.startswith(f"{PACKAGE}/models/")
        for name, kind in _defined(tree)
    }
    lines = [_HEAD]
    if f"{PACKAGE}/_runtime/wire/decimals.py" in files:
        lines.append(f"from {PACKAGE}._runtime.wire.decimals import JsonDecimal")
    if f"{PACKAGE}/inputs.py" in files:
        lines.append(f"from {PACKAGE} import inputs")
    lines += _methods(trees, known) if who == "client" else _handlers(trees, known)
    named = _used(trees, known, f"{PACKAGE}/api/" if who == "client" else f"{PACKAGE}/server/")
    answered = _used(trees, known, f"{PACKAGE}/operations/")  # errors are in no signature
    given_of, read_of = (named, answered) if who == "client" else (answered, named)
    given, read = ("request", "response") if who == "client" else ("response", "request")
    if who == "client":
        lines += _messages(trees)
    for path, tree in trees.items():
        if not path.startswith(f"{PACKAGE}/models/"):
            continue
        for node in tree.body:
            name = _name(node)
            way = directions.get(name, "neither")
            if name in read_of and way in (read, "both"):
                lines += (
                    _reading(node, known) if isinstance(node, ast.ClassDef) else _of(node, known)
                )
            if name in given_of and way in (given, "both"):
                lines += (
                    _making(node, known) if isinstance(node, ast.ClassDef) else _as(node, known)
                )
    return "\n".join(lines) + "\n"


def _name(node: ast.stmt) -> str:
    """The class or alias that a statement defines."""
    if isinstance(node, ast.ClassDef):
        return node.name
    targets = node.targets if isinstance(node, ast.Assign) else []
    return targets[0].id if targets and isinstance(targets[0], ast.Name) else ""


def _used(trees: Mapping[str, ast.Module], known: Mapping[str, str], start: str) -> set[str]:
    """The models that signatures name, and what those hold."""
    held = {
        _name(node): node
        for path, tree in trees.items()
        if path.startswith(f"{PACKAGE}/models/")
        for node in tree.body
    }
    todo: list[ast.AST] = [tree for path, tree in trees.items() if path.startswith(start)]
    found: set[str] = set()
    while todo:
        for node in ast.walk(todo.pop()):
            name = getattr(node, "id", None) or getattr(node, "attr", "")
            if name in known and name not in found:
                found.add(name)
                todo.append(held[name])
    return found


def _stands_for(node: ast.stmt) -> ast.expr | None:
    call = node.value if isinstance(node, ast.Assign) else None
    return call.args[1] if isinstance(call, ast.Call) and len(call.args) > 1 else None


def _of(node: ast.stmt, known: Mapping[str, str]) -> Iterator[str]:
    """An alias read as what it stood for."""
    if (type_ := _stands_for(node)) is not None:
        yield f"def of_{_name(node)}(value: models.{_name(node)}) -> {_text(type_, known)}:"
        yield "    return value"


def _as(node: ast.stmt, known: Mapping[str, str]) -> Iterator[str]:
    """What an alias stood for, given as it."""
    if (type_ := _stands_for(node)) is not None:
        yield f"def as_{_name(node)}(value: {_text(type_, known)}) -> models.{_name(node)}:"
        yield "    return value"


def _defined(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name, "class"
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, "alias"


class _Qualified(ast.NodeTransformer):
    """Names of models as users of the package write them."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known = known

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.known:
            return ast.Attribute(ast.Name("models"), node.id)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        given = isinstance(node.value, ast.Name) and node.value.id == "inputs"
        if given or node.attr not in self.known:
            return node
        return ast.Attribute(ast.Name("models"), node.attr)


def _text(annotation: ast.expr, known: Mapping[str, str]) -> str:
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value) == "Annotated":
        inner = annotation.slice
        annotation = inner.elts[0] if isinstance(inner, ast.Tuple) else inner
    return ast.unparse(
        _Qualified(known).visit(ast.parse(ast.unparse(annotation), mode="eval").body)
    )


def _fields(cls: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    for node in cls.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node.annotation


def _reading(cls: ast.ClassDef, known: Mapping[str, str]) -> Iterator[str]:
    yield f"def read_{cls.name}(value: models.{cls.name}) -> None:"
    yield "    pass"
    for number, (name, annotation) in enumerate(_fields(cls)):
        yield f"    _{number}: {_text(annotation, known)} = value.{name}"


def _making(cls: ast.ClassDef, known: Mapping[str, str]) -> Iterator[str]:
    fields = [(name, _text(annotation, known)) for name, annotation in _fields(cls)]
    arguments = ", ".join(f"{name}: {text}" for name, text in fields)
    values = ", ".join(f"{name}={name}" for name, _ in fields)
    yield f"def make_{cls.name}({arguments}) -> models.{cls.name}:"
    yield f"    return models.{cls.name}({values})"


def _messages(trees: Mapping[str, ast.Module]) -> Iterator[str]:
    """The webhooks that a receiver names."""
    tree = trees.get(f"{PACKAGE}/webhooks.py", ast.Module([], []))
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Call):
            yield f"from {PACKAGE}.webhooks import {ast.unparse(node.target)}"


def _methods(trees: Mapping[str, ast.Module], known: Mapping[str, str]) -> Iterator[str]:
    for path, tree in trees.items():
        if not path.startswith(f"{PACKAGE}/api/") or path.endswith("__init__.py"):
            continue
        resource = path.rpartition("/")[2].removesuffix(".py")
        for cls in (node for node in tree.body if isinstance(node, ast.ClassDef)):
            if cls.name.startswith("Async"):
                continue
            for function in (node for node in cls.body if isinstance(node, ast.FunctionDef)):
                yield from _call(resource, function, known)


def _call(resource: str, function: ast.FunctionDef, known: Mapping[str, str]) -> Iterator[str]:
    said = function.args
    positional = [(a.arg, a.annotation) for a in said.args[1:]]
    keywords = [(a.arg, a.annotation) for a in said.kwonlyargs if a.arg != "options"]
    named = [*positional, *keywords]
    arguments = ", ".join(f"{n}: {_text(a, known)}" for n, a in named if a is not None)
    values = ", ".join(f"{name}={name}" for name, _ in named)
    returns = _text(function.returns, known) if function.returns else "None"
    if returns.split("[")[0] in ("Page", "Process", "Stream"):
        returns = "Any"
    yield f"def call_{resource}_{function.name}(client: Client, {arguments}) -> None:"
    kept = "" if returns == "None" else f"_: {returns} = "
    yield f"    {kept}client.{resource}.{function.name}({values})"


def _handlers(trees: Mapping[str, ast.Module], known: Mapping[str, str]) -> Iterator[str]:
    yield "class Old(Implementation):"
    yield "    pass"
    for cls in trees[f"{PACKAGE}/server/protocol.py"].body:
        if not isinstance(cls, ast.ClassDef):
            continue
        for node in cls.body:
            if isinstance(node, ast.AsyncFunctionDef):
                returns = ast.unparse(node.returns) if node.returns else "None"
                yield f"    async def {node.name}({ast.unparse(node.args)}) -> {returns}:"
                yield "        raise LookupError"
