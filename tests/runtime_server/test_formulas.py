"""Formulas by tables: what each part comes to, and how numbers and amounts are told."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.server.sandbox.formulas import (
    PLACE,
    Formulas,
    computed,
    fault_of,
)
from generator.runtime.server.sandbox.money import FormulaError, Money

SCOPE: dict[str, Any] = {
    "a": 5, "b": 2, "z": 0, "f": 1.5, "yes": True, "no": False, "none": None, "text": "Abc",
    "list": [{"n": 1, "k": {"m": 1}}, {"n": 2, "k": {"m": 2}}, 7], "numbers": [3, 1, 2], "empty": [],
    "price": {"amount": 950, "text": "€9.50"}, "other": {"amount": None},
    "things": [{"id": "x", "n": 7, "k": {"c": 5}}, {"id": "y", "n": 8, "k": {"c": 6}}],
    "rows": [{"id": 1, "at": "2027-03-01", "tags": [{"name": "r"}]}, {"id": 2, "at": "2027-01-02",
              "tags": [{"name": "b"}, {"name": "r"}], "of": "y"}, {"id": 3}],
    "prices": [{"amount": 20}, {"amount": 3}],
    "nested": ["Red", ["Blue", ["Green", 5]]], "true": "never",
}  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1", 1), ("1.5", 1.5), ("'x'", "x"), ("true", True), ("false", False), ("null", None),
        ("True", True), ("None", None), ("a", 5), ("nothing", None), (" a ", 5),
        ("a + b", 7), ("a - b", 3), ("a * b", 10), ("a / b", 2.5), ("a / z", 0), ("z / a", 0.0),
        ("a / nothing", 0), ("nothing - a", -5), ("-a", -5), ("-nothing", 0), ("yes + 1", 2),
        ("2 + 3 * 4 - 1", 13), ("(2 + 3) * 4", 20), ("f * 2", 3.0),
        ("price + price", 1900), ("other + 1", 1), ("-price", -950), ("price / 2", 475.0),
        ("not a", False), ("not z", True), ("not none", True), ("not empty", True),
        ("a and b", 2), ("z and b", 0), ("a or b", 5), ("z or b", 2), ("z or none or b", 2),
        ("a and z and b", 0), ("a and b and 9", 9), ("z or 0 or none", None), ("a or z or b", 5),
        ("b if a else z", 2), ("b if z else a", 5), ("1 if nothing else 2", 2),
        ("a == 5", True), ("a == b", False), ("a != 5", False), ("a != b", True),
        ("text == 'Abc'", True), ("none == null", True), ("empty == nothing", False),
        ("a < 5", False), ("a <= 5", True), ("a > 5", False), ("a >= 5", True),
        ("b < a", True), ("a < b", False), ("a <= b", False), ("a > b", True), ("b >= a", False),
        ("nothing < 1", True), ("nothing >= 0", True), ("price > 949", True), ("price > 950", False),
        ("'a' < 'b'", True), ("'b' <= 'a'", False), ("'10' < '9'", True), ("'a' >= 'a'", True),
        ("2 in numbers", True), ("9 in numbers", False), ("9 not in numbers", True),
        ("2 not in numbers", False), ("'B' in text", True), ("'bc' in text", True),
        ("'x' in text", False), ("a in text", False), ("a in price", False), ("1 in nothing", False),
        ("price.amount", 950), ("price.none", None), ("a.b", None), ("nothing.b.c", None),
        ("list.n", [1, 2, None]), ("list.k.m", [1, 2, None]), ("list.none", [None, None, None]),
        ("sum(numbers)", 6), ("sum(list.n)", 3), ("sum(empty)", 0), ("sum(nothing)", 0), ("sum(a)", 0),
        ("count(numbers)", 3), ("count(empty)", 0), ("count(nothing)", 0), ("count(text)", 0),
        ("first(numbers)", 3), ("first(empty)", None), ("first(a)", None), ("first(things).id", "x"),
        ("named(things, 'y').n", 8), ("named(things, 'z')", None), ("named(things, 8, 'n').id", "y"),
        ("named(things, 6, 'k.c').id", "y"), ("named(nothing, 'y')", None),
        ("named(things, null, 'none')", None),
        ("those(things, 'y').n", [8]), ("those(things, 7, 'n').id", ["x"]), ("those(things, 'z')", []),
        ("those(things, null, 'none')", []), ("those(a, 'x')", []), ("those(nothing, 1)", []),
        ("those(rows, 'r', 'tags.name').id", [1, 2]), ("those(rows, 'b', 'tags.name').id", [2]),
        ("those(rows, rows.id).id", [1, 2, 3]), ("those(things, rows.of).id", ["y"]),
        ("min(rows.at)", "2027-01-02"), ("max(rows.at)", "2027-03-01"), ("min(numbers)", 1),
        ("max(numbers)", 3), ("min(empty)", None), ("max(nothing)", None), ("max(a)", None),
        ("max(prices)", {"amount": 20}), ("min(prices)", {"amount": 3}),
        ("slug(text)", "abc"), ("slug('  Über  den-Fluß! ')", "über-den-fluß"), ("slug(nothing)", ""),
        ("slug(a)", "5"),
        ("within('blu', nested)", True), ("within('GREEN', nested)", True),
        ("within('5', nested)", False), ("within('x', nested)", False), ("within('b', text)", True),
        ("within('b', nothing)", False),
    ],
)  # fmt: skip
def test_what_a_formula_comes_to(formula: str, value: Any) -> None:
    found = Formulas(Money("amount", "text")).value(formula, SCOPE)
    assert found == value
    assert type(found) is type(value)
    assert fault_of(formula) is None


@pytest.mark.parametrize(
    "formula",
    [
        "price + 1", "sum(things)", "a < price", "text * 2", "-text", "list + 1", "min(list)", "text < 5",
        "5 > text", "1e308 * 1e308 * 10 ** 2", "sum(list)",
    ],
)  # fmt: skip
def test_what_is_no_number_cannot_be_reckoned_with(formula: str) -> None:
    with pytest.raises(FormulaError, match="x-sandbox: "):
        Formulas().value(formula, SCOPE)


def test_what_is_too_deep_to_be_quoted_is_told() -> None:
    assert fault_of("~" * 900 + "x") in ("it is nested too deeply", "it is no expression")


@pytest.mark.parametrize(
    ("formula", "fault"),
    [
        ("a ** b", "a ** b is not known in formulas"),
        ("a % b", "a % b is not known in formulas"),
        ("a // b", "a // b is not known in formulas"),
        ("~a", "~a is not known in formulas"),
        ("+a", "+a is not known in formulas"),
        ("a < b < 3", "a < b < 3 is not known in formulas"),
        ("a is b", "only ==, !=, <, <=, >, >=, in and not in compare"),
        ("a is not b", "only ==, !=, <, <=, >, >=, in and not in compare"),
        ("b''", "b'' is not known in formulas"),
        ("1j", "1j is not known in formulas"),
        ("...", "... is not known in formulas"),
        ("list[0]", "list[0] is not known in formulas"),
        ("[a]", "[a] is not known in formulas"),
        ("sum()", "sum() is not known in formulas"),
        ("sum(a, b)", "sum(a, b) is not known in formulas"),
        ("count(a, b)", "count(a, b) is not known in formulas"),
        ("within(a)", "within(a) is not known in formulas"),
        ("within(a, b, a)", "within(a, b, a) is not known in formulas"),
        ("named(a)", "named(a) is not known in formulas"),
        ("named(a, b, a, b)", "named(a, b, a, b) is not known in formulas"),
        ("sum(a, key=b)", "sum(a, key=b) is not known in formulas"),
        ("a.sum(b)", "a.sum(b) is not known in formulas"),
        ("most(a)", "most(a) is not known in formulas"),
        ("1 + (a if b else c % 2)", "c % 2 is not known in formulas"),
        ("not (a or b.c[0])", "b.c[0] is not known in formulas"),
        ("a == -b[0]", "b[0] is not known in formulas"),
        ("count(x[0])", "x[0] is not known in formulas"),
        ("(a[0]).b", "a[0] is not known in formulas"),
        ("a[0] if b else 1", "a[0] is not known in formulas"),
        ("1 if a[0] else 1", "a[0] is not known in formulas"),
        ("a[0] + 1", "a[0] is not known in formulas"),
        ("1 + a[0]", "a[0] is not known in formulas"),
        ("a[0] < 1", "a[0] is not known in formulas"),
        ("1 in a[0]", "a[0] is not known in formulas"),
        ("a b", "it is no expression"),
        ("a\0", "it is no expression"),
        ("'" + "x" * 998 + "'", None),
        ("'" + "x" * 999 + "'", "it is longer than 1000 characters"),
    ],
)
def test_faults_are_told_of_every_part(formula: str, fault: str | None) -> None:
    assert fault_of(formula) == fault
    if fault is not None and " if " not in formula and " or " not in formula:
        with pytest.raises(FormulaError) as told:
            Formulas().value(formula, {"a": 1, "b": 2, "list": [1]})
        assert str(told.value) == f"x-sandbox: {formula!r}: {fault}"


def test_a_formula_is_worked_out_no_further_than_it_matters() -> None:
    for formula in (
        "a or text - 1",
        "z and text - 1",
        "a if a else text - 1",
        "text - 1 if z else a",
    ):
        Formulas().value(formula, SCOPE)


@pytest.mark.parametrize(
    ("text", "place"),
    [("a", True), ("a.b_1", True), ("a.*.b", True), ("a.*", True), ("*.a", False), ("1a", False),
     ("a b", False), ("a..b", False), ("a.1", False), ("ä", False), ("_a", True)],
)  # fmt: skip
def test_the_place_of_a_member(text: str, place: bool) -> None:
    assert bool(PLACE.fullmatch(text)) is place


# Numbers in the manner of others -------------------------------------------------------------

EURO = {"amount": 1850, "text": "€18.50"}


def euro(amount: float, text: Any) -> dict[str, Any]:
    return {"amount": amount, "text": text}


@pytest.mark.parametrize(
    ("known", "number", "written"),
    [
        (7, 2.5, 3), (7, 2.4, 2), (7, -2.5, -3), (7, -2.4, -2), (7, 0.5, 1), (7, -0.5, -1), (7, 0, 0),
        ("x", 2.6, 3), (7.0, 2.5, 2.5), (None, 2.5, 2.5), (7, True, True), (7, "x", "x"),
        (7, None, None), ([], 2.4, 2),
        (EURO, 2775, euro(2775, "€27.75")),
        (EURO, 2775.5, euro(2776, "€27.76")),
        (EURO, 5, euro(5, "€0.05")),
        (EURO, 0, euro(0, "€0.00")),
        (EURO, -5, euro(-5, "-€0.05")),
        (EURO, 123456789, euro(123456789, "€1234567.89")),
        ({**EURO, "more": 1}, 100, {**euro(100, "€1.00"), "more": 1}),
        ({"amount": 1850}, 5, {"amount": 5}),
        ({"amount": 18.5, "text": "x"}, 2.5, {"amount": 2.5, "text": "2.5"}),
        ({"amount": None}, 5.4, 5),
        ({"amount": True}, 5, {"amount": 5}),
        (euro(1850, None), 5, euro(5, None)),
        (euro(1850, "18,50 €"), 123, euro(123, "1,23 €")),
        (euro(185000, "1.850,00 €"), 1234567, euro(1234567, "12.345,67 €")),
        (euro(185000, "1.850,00 €"), 99, euro(99, "0,99 €")),
        (euro(185000, "1 850,00"), 1234567, euro(1234567, "12 345,67")),
        (euro(185000, "$1,850.00 net"), 100000000, euro(100000000, "$1,000,000.00 net")),
        (euro(1850, "¥1850"), 2000, euro(2000, "¥2000")),
        (euro(1850, "¥1,850"), 2000000, euro(2000000, "¥2,000,000")),
        (euro(185, "18.5"), 201, euro(201, "20.1")),
        (euro(0, "€0.00"), 740, euro(740, "€7.40")),
        (euro(0, "0"), 7, euro(7, "7")),
        (euro(-250, "-€2.50"), 250, euro(250, "-€2.50")),
        (euro(-250, "-€2.50"), -300, euro(-300, "-€3.00")),
        (euro(100, "free"), 5, euro(5, "5")),
        (euro(100, "2 for €1.00"), 5, euro(5, "5")),
    ],
)  # fmt: skip
def test_a_number_in_the_manner_of_the_one_before(known: Any, number: Any, written: Any) -> None:
    found = Formulas(Money("amount", "text")).written(known, number)
    assert found == written
    assert type(found) is type(written)


def test_nothing_is_money_where_the_document_names_none() -> None:
    assert Formulas().written(EURO, 5.4) == 5
    assert Formulas().number(True) is True
    with pytest.raises(FormulaError, match="dict is no number"):
        Formulas().number(EURO)
    with pytest.raises(FormulaError, match="str is no number"):
        Formulas(Money("amount")).number("5")
    assert Formulas().translated(EURO, "de") is EURO
    assert not Formulas().languages
    assert not Formulas(Money("amount")).languages
    assert Formulas(Money("amount", "text", {"de": "1,00 €"})).languages


def test_numbers_within_objects_are_told_and_dressed() -> None:
    formulas = Formulas(Money("amount", "text"))
    known = {"price": EURO, "count": 2, "deep": {"price": EURO}}
    assert formulas.told(known, {"price": 100, "count": 2.5, "deep": {"price": 5}, "new": 1.5}) == {
        "price": euro(100, "€1.00"), "count": 3, "deep": {"price": euro(5, "€0.05")}, "new": 1.5,
    }  # fmt: skip
    assert formulas.dressed(known, {"price": 100, "count": 2.5, "deep": {"price": 5}, "n": 1.5}) == {
        "price": euro(100, "€1.00"), "count": 2.5, "deep": {"price": euro(5, "€0.05")}, "n": 1.5,
    }  # fmt: skip
    assert Formulas().dressed(known, {"price": 100}) == {"price": 100}
    assert formulas.told(5, {"a": 1}) == {"a": 1}


# Languages -----------------------------------------------------------------------------------

MONEY = Money("amount", "text", {"de": "1.850,00 €", "en-US": "$1,850.00", "fr": "18,50"})


@pytest.mark.parametrize(
    ("accepted", "sample"),
    [
        (None, None), ("", None), ("it", None), ("de", "de"), ("DE", "de"), ("de-AT", "de"),
        ("de-AT-1996", "de"), ("en", None), ("en-us", "en-US"), ("en-US-x", "en-US"),
        ("it, de", "de"), ("fr;q=0.5, de;q=0.6", "de"), ("de;q=0.5, fr", "fr"), ("de, fr", "de"),
        ("de;q=0, fr;q=0.1", "fr"), ("de;q=0", None), ("de;q=x, fr;q=0.1", "fr"),
        ("de; q=0.3 , fr ; q=0.4", "fr"), ("de;q=1.000", "de"), ("de;q=0.0001, fr;q=0.1", "fr"),
    ],
)  # fmt: skip
def test_the_language_that_a_request_prefers(accepted: str | None, sample: str | None) -> None:
    assert MONEY.sample(accepted) == (MONEY.languages[sample] if sample else None)


def test_amounts_are_told_in_a_language() -> None:
    formulas = Formulas(MONEY)
    value = {"list": [EURO, {"amount": "x", "text": "y"}, 5], "p": {"amount": 5}, "b": euro(1, "a")}
    assert formulas.translated(value, "de") == {
        "list": [euro(1850, "18,50 €"), {"amount": "x", "text": "y"}, 5],
        "p": {"amount": 5},
        "b": euro(1, "0,01 €"),
    }
    assert formulas.translated(value, "it") is value
    assert formulas.translated({"amount": True, "text": "a"}, "de") == {"amount": True, "text": "a"}
    assert formulas.translated({"amount": 1.5, "text": "a"}, "de") == {"amount": 1.5, "text": "a"}


# Members that follow from others -------------------------------------------------------------


@pytest.mark.parametrize(
    ("thing", "rules", "made"),
    [
        ({"a": 1}, {"/b": "a + 1"}, {"a": 1, "b": 2}),
        ({"a": 1, "c": 0}, {"/c": "b + 1", "/b": "a + 1"}, {"a": 1, "b": 2, "c": 3}),
        ({"a": 1, "d": 0}, {"/d": "c", "/c": "b", "/b": "a"}, {"a": 1, "b": 1, "c": 1, "d": 1}),
        ({"n": 0, "x": "old"}, {"/x": "'new' if n else 'none'"}, {"n": 0, "x": "none"}),
        ({"on": 5, "n": 2}, {"/on": "n > 1"}, {"on": True, "n": 2}),
        ({"rows": [{"n": 2, "p": 3, "s": 0}, 5], "t": 0},
         {"/rows/*/s": "n * p", "/t": "sum(rows.s)"},
         {"rows": [{"n": 2, "p": 3, "s": 6}], "t": 6}),
        ({"rows": 5}, {"/rows/*/s": "n"}, {"rows": 5}),
        ({"a": {"rows": [{"r": [{"n": 1}, {"n": 2}]}]}}, {"/a/rows/*/r/*/m": "n + n"},
         {"a": {"rows": [{"r": [{"n": 1, "m": 2}, {"n": 2, "m": 4}]}]}}),
        ({"price": EURO, "total": EURO}, {"/total": "price * 2"},
         {"price": EURO, "total": euro(3700, "€37.00")}),
        ({"a": {"b": 1}}, {"/a/c": "a.b"}, {"a": {"b": 1, "c": 1}}),
        ({}, {"/n": "nothing"}, {"n": 0}),
        ({"a": 1}, {}, {"a": 1}),
    ],
)  # fmt: skip
def test_what_follows_is_worked_out_in_any_order(thing: Any, rules: Any, made: Any) -> None:
    before = repr(thing)
    assert computed(thing, rules, Formulas(Money("amount", "text"))) == made
    assert repr(thing) == before
