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
from typing import Any, NamedTuple

from ..schemas.values import is_array, is_object, read, write

MAX_LENGTH = 1000
PLACE = re.compile(r"[A-Za-z_]\w*(?:\.(?:\*|[A-Za-z_]\w*))*", re.ASCII)
"""What is no formula among filters, but the place of a member."""
_NUMBER = re.compile(r"[0-9](?:[0-9.,' \u00a0\u202f]*[0-9])?")
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
    **dict.fromkeys(("count", "first", "slug", "sum"), (1,)),
    "named": (2, 3),
    "within": (2,),
}
"""Functions, with how much each takes."""


class FormulaError(Exception):
    """A formula that cannot be worked out; says which, and why."""


class Money(NamedTuple):
    """Objects that stand for a number: the names of the number and of its text."""

    number: str
    text: str | None = None
    languages: Mapping[str, str] = {}
    """Language tag -> any amount, as it is told there: `1.850,00 €`."""

    def sample(self, accepted: str | None) -> str | None:
        """How amounts are told in the language that an `Accept-Language` prefers, if it is known.

        Of `de-AT` it is `de`, where that alone is known (RFC 4647, section 3.4).
        """
        asked: list[tuple[float, str]] = []
        for part in (accepted or "").split(","):
            tag, _, weight = part.strip().partition(";")
            found = re.fullmatch(r"\s*q=([01](?:\.[0-9]{0,3})?)\s*", weight or "q=1")
            asked.append((float(found[1]) if found else 0.0, tag.strip().lower()))
        known = {tag.lower(): text for tag, text in self.languages.items()}
        for wanted, tag in sorted(asked, key=lambda one: -one[0]):
            parts = tag.split("-")
            for end in range(len(parts), 0, -1):
                if wanted > 0 and "-".join(parts[:end]) in known:
                    return known["-".join(parts[:end])]
        return None


class Formulas:
    """Works out formulas.

    Args:
        money: Which objects stand for numbers; None: none do.
    """

    def __init__(self, money: Money | None = None) -> None:
        self._money = money

    def value(self, formula: str, scope: Mapping[str, Any]) -> Any:
        """What a formula comes to.

        Raises:
            FormulaError: It is no formula, or takes something for a number that is none.
        """
        try:
            return self._of(_parsed(formula), scope)
        except (FormulaError, OverflowError, RecursionError) as error:
            raise FormulaError(f"x-sandbox: {formula!r}: {error}") from None

    def written(self, known: Any, number: Any) -> Any:
        """A number in the manner of the value that it replaces: as money, or rounded."""
        money = self._money
        if not isinstance(number, int | float) or isinstance(number, bool):
            return number
        if money and is_object(known) and isinstance(known.get(money.number), int | float):
            amount = self.written(known[money.number], number)
            text = known.get(money.text) if money.text else None
            said = {money.text: _retold(text, known[money.number], amount)} if text else {}
            return {**known, money.number: amount, **said}
        if isinstance(known, float) or known is None:
            return number
        return int(number + (0.5 if number >= 0 else -0.5))

    def told(self, known: Any, given: Any) -> Any:
        """A value in the manner of the one that it replaces, within objects too."""
        if is_object(known) and is_object(given):
            return {name: self.told(known.get(name), item) for name, item in given.items()}
        return self.written(known, given)

    def dressed(self, known: Any, sent: Any) -> Any:
        """What was sent for a value: a number for money becomes money, all else is as it is."""
        if is_object(known) and is_object(sent):
            return {name: self.dressed(known.get(name), item) for name, item in sent.items()}
        money = self._money
        return self.written(known, sent) if money and is_object(known) else sent

    @property
    def languages(self) -> bool:
        """Whether it is known how amounts are told in languages."""
        return bool(self._money and self._money.languages)

    def translated(self, value: Any, accepted: str | None) -> Any:
        """A value with its amounts told in the language that a request prefers."""
        sample = self._money.sample(accepted) if self._money else None
        return value if sample is None else self._translated(value, sample)

    def _translated(self, value: Any, sample: str) -> Any:
        if is_array(value):
            return [self._translated(item, sample) for item in value]
        if not is_object(value) or self._money is None:
            return value
        told = {name: self._translated(item, sample) for name, item in value.items()}
        number, text = value.get(self._money.number), self._money.text
        if text in value and isinstance(number, int) and not isinstance(number, bool):
            amount = int("".join(re.findall("[0-9]", sample)))
            told[str(text)] = _retold(sample, amount, number)
        return told

    def number(self, value: Any) -> float | int:
        """A value as a number; null is 0.

        Raises:
            FormulaError: It is none.
        """
        if self._money and is_object(value):
            value = value.get(self._money.number)
        if value is None:
            return 0
        if isinstance(value, int | float):
            return value
        raise FormulaError(f"{type(value).__name__} is no number")

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
        """What a function comes to; of nothing, `first` and `named` are null."""
        if name == "slug":
            return re.sub(r"\W+", "-", str(given[0] or "").lower()).strip("-")
        if name == "within":
            return any(_holds(text, given[0]) for text in _texts(given[1]))
        found = given[0] if is_array(given[0]) else []
        if name == "first":
            return found[0] if found else None
        if name == "named":
            place = str(given[2]) if len(given) > 2 else "id"
            return next((item for item in found if _at(item, place) == given[1]), None)
        return len(found) if name == "count" else sum(map(self.number, found))

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


def _at(holder: Any, place: str) -> Any:
    for name in place.split("."):
        holder = _member(holder, name)
    return holder


def _retold(text: str, before: int | float, after: int | float) -> str:
    """The text of an amount in the manner of another: `€18.50` of 1850 tells 2775 as `€27.75`."""
    found = _NUMBER.search(text)
    digits = re.sub("[^0-9]", "", found[0]) if found else ""
    if found is None or digits.lstrip("0") != str(before).lstrip("-0"):
        return str(after)
    mark = re.search(r"[.,]([0-9]{1,2})$", found[0])
    places = len(mark[1]) if mark else 0
    whole, part = divmod(abs(int(after)), 10**places)
    between = re.match("[0-9]+([^0-9])[0-9]{3}", found[0])  # as in 1,850.00
    thousands = f"{whole:,}".replace(",", between[1]) if between else str(whole)
    told = f"{thousands}{mark[0][0]}{part:0{places}d}" if mark else thousands
    sign = "-" if after < 0 <= before else ""
    return f"{sign}{text[: found.start()]}{told}{text[found.end() :]}"
