"""Which changes of meaning can be made in a module: those that a user could see.

A comparison, a condition or a sum turned round, a number off by one (a large one doubled), a
result or a branch left out, two arguments exchanged.

Of a bound that somebody chose it does not matter where exactly it is, but that it is there: a
number of ten and more that a constant, a parameter or a member has, or that a length is held
against, becomes ten times as much, or a tenth; comparisons with it are turned to the opposite
(`<` to `>=`) rather than moved by one. Statuses are no such numbers.

Nobody's are: on which side of a coin's edge `random() < 0.5` falls, how many bytes of chance or
of a digest are asked for, how long a thread sleeps or waits for another, how much of a long text
a message quotes, what stands in a `repr`, how a module is put together.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeGuard

Site = tuple[int, str, Callable[[], None]]
"""Line, words and deed of a change; deeds change the tree in place."""

_FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_REVERSED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt
}  # fmt: skip
_OPPOSITE: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr
}  # fmt: skip
_LARGE = 1000
_ARBITRARY = 10
_QUOTES = re.compile(r":([3-9]\d|\d{3})")
_SEEN_BY_NOBODY = {"__repr__", "__str__", "__dir__"}
_WAITING = {"sleep", "wait", "acquire", "join", "urandom", "token_hex", "token_urlsafe"}
"""Calls whose numbers are a patience, or a size of chance."""
_EITHER_WAY = {"max", "min", "same"}
"""Functions that say the same of two arguments in either order."""


def sites(tree: ast.Module) -> Iterator[Site]:
    """Each change that can be made."""
    bounds = set(_bounds(tree))
    names = {
        node.targets[0].id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.value in bounds
    }
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.expr) and node in bounds:
            yield from _moved(node)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name not in _SEEN_BY_NOBODY:
                todo += [*node.body, *node.args.defaults, *filter(None, node.args.kw_defaults)]
        elif isinstance(node, ast.AnnAssign):
            todo += [node.value] if node.value else []
        elif isinstance(node, ast.Raise | ast.Import | ast.ImportFrom):
            continue  # what a message says, and how the module is put together
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "short":
            todo += node.args[:1]  # how much of a long text a message quotes
        elif isinstance(node, ast.Subscript) and _QUOTES.fullmatch(ast.unparse(node.slice)):
            todo.append(node.value)  # the same, written as `text[:60]`
        else:
            if isinstance(node, ast.Compare) and _is_with(
                node, names | {*map(ast.unparse, bounds)}
            ):
                yield _reversed(node)
            elif not (isinstance(node, ast.Compare) and ".random() <" in ast.unparse(node)):
                yield from _changes(node)
            todo += _parts(node)


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """What it consists of, but for numbers that are nobody's."""
    waits = isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in _WAITING
    for part in ast.iter_child_nodes(node):
        value = part.value if isinstance(part, ast.keyword) else part
        sized = isinstance(part, ast.keyword) and part.arg == "digest_size"
        if not ((waits or sized) and isinstance(value, ast.Constant)):
            yield part


# Bounds that somebody chose ------------------------------------------------------------------


def _bounds(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        for name, value in _named(node):
            if value is not None and "status" not in name.lower() and _is_arbitrary(value):
                yield value


def _named(node: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    """Values that have a name of their own, and what a length is held against."""
    match node:
        case ast.Assign(targets=[ast.Name(name)], value=value) if name.isupper():
            yield name, value
        case ast.AnnAssign(target=ast.Name(name), value=value):
            yield name, value
        case ast.arguments():
            placed = [*node.posonlyargs, *node.args]
            pairs = zip(reversed(placed), reversed(node.defaults), strict=False)
            yield from ((one.arg, value) for one, value in pairs)
            pairs = zip(node.kwonlyargs, node.kw_defaults, strict=True)
            yield from ((one.arg, value) for one, value in pairs)
        case ast.Compare(ast.Call(ast.Name("len")), [op], [value]) if type(op) in _REVERSED:
            yield "", value


def _is_arbitrary(value: ast.expr) -> bool:
    """Whether it is a number of ten and more, or one that is worked out (`16 << 20`)."""
    if isinstance(value, ast.Constant):
        return type(value.value) in (int, float) and value.value >= _ARBITRARY
    parts = ast.BinOp | ast.operator | ast.Constant
    return isinstance(value, ast.BinOp) and all(isinstance(part, parts) for part in ast.walk(value))


def _moved(bound: ast.expr) -> Iterator[Site]:
    first = bound
    while isinstance(first, ast.BinOp):
        first = first.left
    value: Any = getattr(first, "value", 0)
    for word, other in (("ten times that", value * 10), ("a tenth", type(value)(value / 10))):
        words = f"{ast.unparse(bound)} is {word}"
        yield bound.lineno, words, partial(setattr, first, "value", other)


def _is_with(node: ast.Compare, bounds: set[str]) -> bool:
    sides = {ast.unparse(side) for side in (node.left, *node.comparators)}
    return len(node.ops) == 1 and type(node.ops[0]) in _REVERSED and bool(sides & bounds)


def _reversed(node: ast.Compare) -> Site:
    other = _REVERSED[type(node.ops[0])]()
    words = f"comparison is the opposite: {_short(node)}"
    return node.lineno, words, partial(node.ops.__setitem__, 0, other)


# One change of each kind ---------------------------------------------------------------------


def _changes(node: ast.AST) -> Iterator[Site]:
    if isinstance(node, ast.Compare):
        other = _FLIPPED[type(node.ops[0])]
        words = f"comparison turned round: {_short(node)}"
        yield node.lineno, words, lambda: node.ops.__setitem__(0, other())
    elif isinstance(node, ast.BoolOp):
        word, swapped = ("and", ast.Or) if isinstance(node.op, ast.And) else ("or", ast.And)
        words = f"`{word}` is the other: {_short(node)}"
        yield node.lineno, words, lambda: setattr(node, "op", swapped())
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPPOSITE:
        opposite = _OPPOSITE[type(node.op)]
        words = f"sum turned round: {_short(node)}"
        yield node.lineno, words, lambda: setattr(node, "op", opposite())
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        value = node.value
        # Of a large number it does not matter where exactly it is.
        word, number = ("one more", value + 1) if abs(value) < _LARGE else ("twice that", value * 2)
        yield node.lineno, f"{value} is {word}", lambda: setattr(node, "value", number)
    elif isinstance(node, ast.Return) and node.value is not None and not _says_no(node.value):
        words = f"result left out: {_short(node)}"
        yield node.lineno, words, lambda: setattr(node, "value", ast.Constant(None))
    elif _has_two(node):
        order = [node.args[1], node.args[0], *node.args[2:]]
        words = f"arguments exchanged: {_short(node)}"
        yield node.lineno, words, lambda: setattr(node, "args", order)
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        negated = ast.UnaryOp(ast.Not(), node.test)
        words = f"condition turned round: {_short(node.test)}"
        yield node.lineno, words, lambda: setattr(node, "test", negated)
    if isinstance(node, ast.If):
        words = f"branch left out: if {_short(node.test)}"
        yield node.lineno, words, lambda: setattr(node, "body", [ast.Pass()])


def _says_no(value: ast.expr) -> bool:
    """Whether nothing is what it says already: no condition tells False from None."""
    return isinstance(value, ast.Constant) and (value.value is None or value.value is False)


def _has_two(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether it is a call with two arguments that have places."""
    return (
        isinstance(node, ast.Call)
        and len(node.args) > 1
        and ast.unparse(node.func) not in _EITHER_WAY
        and not any(isinstance(argument, ast.Starred) for argument in node.args[:2])
    )


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 60 else f"{text[:57]}..."
