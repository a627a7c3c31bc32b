"""Values that follow from others: the formulas of the extension `x-sandbox`.

A formula is one expression: `price * quantity`, `sum(items.subtotal)`,
`totals.subtotal * discountValue / 100 if discountType == "percentage" else 0`.
Names are members of objects; a member of a list is the list of its items' members.
What is missing is null, and null counts as 0. Formulas come from documents, so they are
walked here and never run as code; nothing in them repeats, so a short one is soon done.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from ..schemas.values import is_array, is_object, read, write
from .money import Amounts, FormulaError

MAX_LENGTH = 1000
PLACE = re.compile(r"[A-Za-z_]\w*(?:\.(?:\*|[A-Za-z_]\w*))*", re.ASCII)
"""What is no formula among filters, but the place of a member."""
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}
_ORDER: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}

_COMPARE = "only ==, !=, <, <=, >, >=, in and not in compare"
_WORDS = {"true": True, "false": False, "null": None}
_TESTS = (ast.Eq, ast.NotEq, ast.In, ast.NotIn, *_ORDER)
_ARGUMENTS: Mapping[str, tuple[int, ...]] = {
    **dict.fromkeys(("count", "first", "max", "min", "slug", "sum"), (1,)),
    **dict.fromkeys(("named", "those"), (2, 3)),
    "within": (2,),
}
"""Functions, with how much each takes."""


class Formulas(Amounts):
    """Works out formulas, in which amounts count as numbers."""

    def value(self, formula: str, scope: Mapping[str, Any]) -> Any:
        """What a formula comes to.

        Raises:
            FormulaError: It is no formula, or takes something for a number that is none.
        """
        try:
            return self._of(_parsed(formula), scope)
        except (FormulaError, OverflowError, RecursionError) as error:
            raise FormulaError(f"x-sandbox: {formula!r}: {error}") from None

    def _of(self, node: ast.expr, scope: Mapping[str, Any]) -> Any:
        match node:
            case ast.Constant(value=str() | int() | float() | bool() | None):
                return node.value
            case ast.Name(id=name):
                return _WORDS.get(name) if name in _WORDS else scope.get(name)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return not self._of(operand, scope)
            case ast.Attribute(value=holder, attr=name):
                return _member(self._of(holder, scope), name)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self._of(body if self._of(test, scope) else orelse, scope)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self.number(self._of(operand, scope))
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                below = self.number(self._of(right, scope))
                return self.number(self._of(left, scope)) / below if below else 0
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                one, other = self._of(left, scope), self._of(right, scope)
                return _ARITHMETIC[type(op)](self.number(one), self.number(other))
            case ast.BoolOp(op=op, values=[first, *rest]):
                value = self._of(first, scope)
                for inner in rest:
                    if bool(value) is isinstance(op, ast.Or):
                        break
                    value = self._of(inner, scope)
                return value
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._compared(op, self._of(left, scope), self._of(right, scope))
            case ast.Call(func=ast.Name(id=name), args=given, keywords=[]) if _takes(name, given):
                return self._called(name, [self._of(inner, scope) for inner in given])
            case _:
                raise FormulaError(f"{ast.unparse(node)} is not known in formulas")

    def _called(self, name: str, given: list[Any]) -> Any:
        """What a function comes to; of nothing, `first`, `named`, `min` and `max` are null."""
        if name == "slug":
            return re.sub(r"\W+", "-", str(given[0] or "").lower()).strip("-")
        if name == "within":
            return any(_holds(text, given[0]) for text in _texts(given[1]))
        found = given[0] if is_array(given[0]) else []
        if name in ("named", "those"):
            place = str(given[2]) if len(given) > 2 else "id"
            found = [item for item in found if _has(item, place.split("."), given[1])]
        if name in ("named", "first"):
            return found[0] if found else None
        if name in ("min", "max"):
            return self._end(found, least=name == "min")
        if name == "those":
            return found
        return len(found) if name == "count" else sum(map(self.number, found))

    def _end(self, found: list[Any], *, least: bool) -> Any:
        """The least or greatest of some values: of texts, as times are, or else of numbers."""
        there = [value for value in found if value is not None]
        texts = all(isinstance(value, str) for value in there)
        key = None if texts else self.number
        return (min if least else max)(there, key=key, default=None)

    def _compared(self, op: ast.cmpop, one: Any, other: Any) -> bool:
        if isinstance(op, ast.Eq | ast.NotEq):
            return (one == other) is isinstance(op, ast.Eq)
        if isinstance(op, ast.In | ast.NotIn):
            return _holds(other, one) is isinstance(op, ast.In)
        if type(op) not in _ORDER:
            raise FormulaError(_COMPARE)
        if isinstance(one, str) and isinstance(other, str):  # as times are
            return _ORDER[type(op)](one, other)
        return _ORDER[type(op)](self.number(one), self.number(other))


def fault_of(formula: str) -> str | None:
    """What is wrong with how a formula is written, whatever its names stand for; None: nothing."""
    try:
        todo = [_parsed(formula)]
        while todo:
            todo += _operands(todo.pop())
    except FormulaError as error:
        return str(error)
    except RecursionError:
        return "it is nested too deeply"
    return None


def _operands(node: ast.expr) -> list[ast.expr]:
    """What a part of a formula is worked out from.

    Raises:
        FormulaError: No formula has such a part.
    """
    match node:
        case ast.Constant(value=str() | int() | float() | bool() | None) | ast.Name():
            return []
        case ast.Attribute(value=inner) | ast.UnaryOp(op=ast.Not() | ast.USub(), operand=inner):
            return [inner]
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return [test, body, orelse]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in (ast.Div, *_ARITHMETIC):
            return [left, right]
        case ast.BoolOp(values=values):
            return values
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            if type(op) not in _TESTS:
                raise FormulaError(_COMPARE)
            return [left, right]
        case ast.Call(func=ast.Name(id=name), args=given, keywords=[]) if _takes(name, given):
            return given
        case _:
            raise FormulaError(f"{ast.unparse(node)} is not known in formulas")


def computed(thing: dict[str, Any], rules: Mapping[str, str], formulas: Formulas) -> dict[str, Any]:
    """A thing with the members that follow from others, whatever follows from which."""
    for _ in rules:
        before = thing
        for pointer, formula in rules.items():
            thing = _computed(thing, pointer, formula, formulas)
        if thing == before:
            break
    return thing


def _computed(
    thing: dict[str, Any], pointer: str, formula: str, formulas: Formulas
) -> dict[str, Any]:
    """A thing with one member that follows from others; `*` is every item of a list."""
    within, star, rest = pointer.partition("/*")
    if star:
        items = read(thing, within)
        if not is_array(items):
            return thing
        made = [_computed(item, rest, formula, formulas) for item in items if is_object(item)]
        whole: dict[str, Any] = write(thing, within, made)
        return whole
    value = formulas.value(formula, thing)
    told = value if isinstance(value, str) else formulas.number(value)
    result: dict[str, Any] = write(thing, pointer, formulas.written(read(thing, pointer), told))
    return result


@lru_cache(maxsize=256)
def _parsed(formula: str) -> ast.expr:
    if len(formula) > MAX_LENGTH:
        raise FormulaError(f"it is longer than {MAX_LENGTH} characters")
    try:
        return ast.parse(formula.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError("it is no expression") from None


def _takes(name: str, given: list[ast.expr]) -> bool:
    """Whether a function exists and takes so much."""
    return len(given) in _ARGUMENTS.get(name, ())


def _holds(holder: Any, value: Any) -> bool:
    """Whether a list has an item, or a text a part of it, whatever its letters."""
    if isinstance(holder, str) and isinstance(value, str):
        return value.lower() in holder.lower()
    return is_array(holder) and value in holder


def _texts(value: Any) -> Iterator[str]:
    """A text, or the texts in a list of such lists."""
    if isinstance(value, str):
        yield value
    elif is_array(value):
        for item in value:
            yield from _texts(item)


def _member(holder: Any, name: str) -> Any:
    if is_array(holder):
        return [_member(item, name) for item in holder]
    return holder.get(name) if is_object(holder) else None


def _has(holder: Any, place: list[str], value: Any) -> bool:
    """Whether a value, or one of a list, stands at a place, or in a list there; null never does."""
    if is_array(holder):
        return any(_has(item, place, value) for item in holder)
    if not place:
        return holder is not None and (holder in value if is_array(value) else holder == value)
    return is_object(holder) and _has(holder.get(place[0]), place[1:], value)
