"""What a document tells its sandbox to do (extension `x-sandbox`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from generator.runtime.ground.operation import Api, Body, Operation, Param
from generator.runtime.server import Application
from generator.runtime.server.sandbox.formulas import Formulas, fault_of
from generator.runtime.server.sandbox.money import FormulaError, Money
from tests.runtime_server.support import calling

JSON = "application/json"
VISITOR = Param("visitor", "header", required=True)
PRODUCT = Param("product", "path", required=True)
LINE = Param("line", "path", required=True)
ORDER = Param("order", "path", required=True)


def money(amount: int) -> dict[str, Any]:
    return {"amount": amount, "text": f"€{amount // 100}.{amount % 100:02d}"}


def operations() -> tuple[Operation[Any], ...]:
    body = Body((JSON,))
    return (
        Operation("cart", "GET", "/cart", params=(VISITOR,)),
        Operation("add", "POST", "/cart/lines", params=(VISITOR,), body=body),
        Operation("change", "PUT", "/cart/lines/{line}", params=(VISITOR, LINE), body=body),
        Operation("remove", "DELETE", "/cart/lines/{line}", params=(VISITOR, LINE)),
        Operation("discount", "POST", "/cart/discount", params=(VISITOR,), body=body),
        Operation("pay", "POST", "/cart/pay", params=(VISITOR,), body=body),
        Operation("orders", "GET", "/orders", params=(VISITOR,)),
        Operation("order", "GET", "/orders/{order}", params=(VISITOR, ORDER)),
        Operation("product", "GET", "/products/{product}", params=(PRODUCT,)),
        Operation("archive", "DELETE", "/products/{product}", params=(PRODUCT,)),
        Operation("chat", "GET", "/chat", params=(VISITOR,)),
        Operation("talk", "POST", "/chat/start", params=(VISITOR,), body=body),
    )


def document() -> dict[str, Any]:
    visitor = {"name": "visitor", "in": "header", "required": True, "example": "known",
               "schema": {"type": "string"}}  # fmt: skip
    line = {"id": "line_1", "product": "mug", "count": 2, "price": money(950), "sum": money(1900)}
    cart = {"id": "cart_1", "lines": [line], "off": None, "total": money(1900), "type": "cart"}
    empty = {**cart, "lines": [], "total": money(0)}
    product = {"id": "mug", "price": money(950), "stock": 5, "status": "on sale"}
    order = {"id": "cart_1", "state": "paid", "total": money(1900)}
    shapes = {
        name: {"type": "object", "properties": {key: {} for key in members}}
        for name, members in {
            "cart": [*cart, "order"],
            "product": product,
            "order": order,
            "chat": ["id", "subject"],
        }.items()
    }

    def answer(shape: Any, **examples: Any) -> dict[str, Any]:
        named = {
            name: value if "value" in value else {"value": value}
            for name, value in examples.items()
        }
        return {"description": "", "content": {JSON: {"schema": shape, "examples": named}}}

    def operation(answers: dict[str, Any], **more: Any) -> dict[str, Any]:
        taking = {"requestBody": {"content": {JSON: {"schema": {"type": "object"}}}}}
        own = [visitor] if more.pop("visitor", True) else []
        return {"parameters": own, **(taking if more.pop("body", False) else {}), **more,
                "responses": answers}  # fmt: skip

    path = {"in": "path", "required": True, "schema": {"type": "string"}}
    whole = answer(shapes["cart"], full=cart, new=empty)
    lines = {"about": "/cart", "lines": {
        "within": "lines", "same": ["product"], "count": "count", "most": "stock",
        "source": "/products/{request.body.product}", "members": {"price": "=price"},
    }}  # fmt: skip
    failed = answer({"type": "object"}, out={"error": "sold out"})
    return {
        "openapi": "3.1.0",
        "x-sandbox": {"visitor": "visitor", "money": {"number": "amount", "text": "text"}},
        "paths": {
            "/cart": {"get": operation({"200": whole}, **{"x-sandbox": {
                "about": "/cart", "fresh": "new", "formulas": {
                    "/lines/*/sum": "price * count",
                    "/total": "sum(lines.sum) - sum(lines.sum) * off / 100",
                },
            }})},
            "/cart/lines": {
                "post": operation({"200": whole, "409": failed}, body=True, **{"x-sandbox": lines})
            },
            "/cart/lines/{line}": {
                "parameters": [{"name": "line", **path}],
                "put": operation({"200": whole}, body=True, **{"x-sandbox": lines}),
                "delete": operation({"200": whole}, **{"x-sandbox": lines}),
            },
            "/cart/discount": {"post": operation(
                {
                    "200": answer(shapes["cart"], fine={"id": "cart_1", "off": 10}),
                    "422": answer({"type": "object"}, expired={
                        "value": {"error": "expired"}, "x-sandbox": {"when": {"body": {"code": "OLD"}}},
                    }),
                },
                body=True,
                **{"x-sandbox": {"about": "/cart", "effects": {"/cart": {"off": "=answer.off"}}}},
            )},
            "/cart/pay": {"post": operation(
                {"200": answer(shapes["cart"], done={"id": "cart_1"}, wait={
                    "value": {"id": "cart_1"},
                    "x-sandbox": {
                        "when": {"body": {"by": "bank"}},
                        "effects": {"/orders/{id}": {"state": "open", "total": "=total"}},
                        "later": {"after": 5, "effects": {"/orders/{id}": {"state": "paid"}}},
                    },
                })},
                body=True,
                **{"x-sandbox": {"about": "/cart", "require": [
                    {"status": 409, "if": "request.body.by == 'bank'", "that": "count(lines) > 0"},
                    {"status": 404, "if": "request.body.after", "of": "/orders/{request.body.after}"},
                ]}},
            )},
            "/orders": {"get": operation({"200": answer(
                {"type": "object", "properties": {"orders": {"type": "array", "items": shapes["order"]}}},
                one={"orders": [order]}, zero={"orders": []},
            )}, **{"x-sandbox": {"fresh": "zero"}})},
            "/orders/{order}": {
                "parameters": [{"name": "order", **path}],
                "get": operation({"200": answer(shapes["order"], paid=order)}),
            },
            "/products/{product}": {
                "parameters": [{"name": "product", **path}],
                "get": operation({"200": answer(shapes["product"], mug=product)}, visitor=False),
                "delete": operation({"204": {"description": ""}}, visitor=False, **{"x-sandbox": {
                    "about": "/products/{product}",
                    "effects": {"/products/{product}": {"status": "archived"}},
                }}),
            },
            "/chat": {"get": operation({
                "200": answer(shapes["chat"], chat={"id": "chat_1", "subject": "x"}),
                "404": answer({"type": "object"}, none={"error": "no chat"}),
            }, **{"x-sandbox": {"about": "/chat", "fresh": "none"}})},
            "/chat/start": {"post": operation(
                {"200": answer(shapes["chat"], chat={"id": "chat_1", "subject": "x"})},
                body=True, **{"x-sandbox": {"about": "/chat"}},
            )},
        },
    }  # fmt: skip


class Visitor:
    """Someone with a cart."""

    def __init__(self, client: Any, name: str, **headers: str) -> None:
        self._client = client
        self._headers = {"visitor": name, **headers}

    def __call__(self, method: str, path: str, **body: Any) -> Any:
        response = self._client.request(
            method, path, headers=self._headers, **({"json": body} if body else {})
        )
        return response.json() if response.status_code == 200 else response.status_code


@contextmanager
def shop(now: list[float] | None = None, **options: Any) -> Iterator[Any]:
    moments = [0.0] if now is None else now
    app = Application(
        Api("p", "t", "1"), operations(), document(), clock=lambda: moments[0], **options
    )
    with calling(app) as client:
        yield lambda name, **headers: Visitor(client, name, **headers)


def test_documented_visitor_has_the_examples_and_others_begin_anew() -> None:
    with shop() as visitor:
        assert visitor("known")("GET", "/cart")["lines"][0]["id"] == "line_1"
        cart = visitor("ann")("GET", "/cart")
        assert (cart["lines"], cart["total"]) == ([], money(0))
        assert cart["id"] == visitor("ann")("GET", "/cart")["id"] != "cart_1"
        assert visitor("bob")("GET", "/cart")["id"] != cart["id"]


def test_lines_add_up_for_each_visitor() -> None:
    with shop() as visitor:
        ann, bob = visitor("ann"), visitor("bob/1 %2F")
        assert ann("POST", "/cart/lines", product="mug", count=2)["total"] == money(1900)
        cart = ann("POST", "/cart/lines", product="mug")
        assert [(line["count"], line["sum"]) for line in cart["lines"]] == [(3, money(2850))]
        assert bob("POST", "/cart/lines", product="cup", count=1)["total"] == money(950)
        assert len(ann("POST", "/cart/lines", product="cup", count=1)["lines"]) == 2
        line = f"/cart/lines/{cart['lines'][0]['id']}"
        assert ann("PUT", line, count=1)["total"] == money(1900)
        assert [item["product"] for item in ann("DELETE", line)["lines"]] == ["cup"]
        assert ann("DELETE", line) == ann("PUT", line, count=1) == 404
        assert ann("GET", "/cart")["total"] == money(950)
        other = ann("GET", "/cart")["lines"][0]["id"]
        assert ann("PUT", f"/cart/lines/{other}", count=0)["lines"] == []
        assert len(bob("GET", "/cart")["lines"]) == 1


def test_more_than_there_are_is_refused_and_changes_nothing() -> None:
    with shop() as visitor:
        ann = visitor("ann")
        ann("POST", "/cart/lines", product="mug", count=4)
        assert ann("POST", "/cart/lines", product="mug", count=2) == 409
        assert ann("GET", "/cart")["lines"][0]["count"] == 4


def test_case_of_a_request_and_formulas_in_any_order() -> None:
    with shop() as visitor:
        ann = visitor("ann")
        assert ann("POST", "/cart/discount", code="OLD") == 422
        assert ann("POST", "/cart/discount", code="NEW")["off"] == 10
        assert ann("POST", "/cart/lines", product="mug", count=2)["total"] == money(1710)


@pytest.mark.parametrize(("options", "wait"), [({}, 5), ({"processing": 1}, 1)])
def test_effects_now_and_later(options: dict[str, Any], wait: float) -> None:
    now = [0.0]
    with shop(now, **options) as visitor:
        ann = visitor("ann")
        ann("POST", "/cart/lines", product="mug", count=1)
        order = f"/orders/{ann('POST', '/cart/pay', by='bank')['id']}"
        assert ann("GET", order)["state"] == "open"
        now[0] += wait - 0.1
        assert ann("GET", order)["state"] == "open"
        now[0] += 0.1
        assert ann("GET", order) == {"id": order[8:], "state": "paid", "total": money(950)}
        assert ann("GET", "/orders") == {"orders": [ann("GET", order)]}
        assert visitor("bob")("GET", "/orders") == {"orders": []}
        assert len(visitor("known")("GET", "/orders")["orders"]) == 1


@pytest.mark.parametrize(("example", "orders"), [("done", 0), ("wait", 1)])
def test_an_example_that_is_asked_for_has_its_own_effects_alone(example: str, orders: int) -> None:
    with shop() as visitor:
        ann = visitor("ann", prefer=f"example={example}")
        assert ann("POST", "/cart/pay", by="card")["id"]
        assert len(visitor("ann")("GET", "/orders")["orders"]) == orders


def test_what_must_hold_is_asked_for_where_it_matters_and_before_anything_is_done() -> None:
    with shop() as visitor:
        ann = visitor("ann")
        assert ann("POST", "/cart/pay", by="bank") == 409  # of an empty cart
        assert ann("GET", "/orders") == {"orders": []}
        assert ann("POST", "/cart/pay", by="card")["id"]
        ann("POST", "/cart/lines", product="mug", count=1)
        order = ann("POST", "/cart/pay", by="bank")["id"]
        assert ann("POST", "/cart/pay", by="bank", after="no order") == 404
        assert ann("POST", "/cart/pay", by="bank", after=order)["id"] == order


def test_thing_that_is_not_there_at_first() -> None:
    with shop() as visitor:
        ann = visitor("ann")
        assert ann("GET", "/chat") == 404
        begun = ann("POST", "/chat/start", subject="mugs")
        assert ann("GET", "/chat") == begun
        assert begun["subject"] == "mugs"
        assert visitor("bob")("GET", "/chat") == 404


def test_deletion_with_an_effect_deletes_nothing() -> None:
    with shop() as visitor:
        ann = visitor("ann")
        assert ann("DELETE", "/products/mug") == 204
        assert ann("GET", "/products/mug")["status"] == "archived"


FORMULAS = {
    "2 + 3 * a": 17,
    "-a / 2": -2.5,
    "a / 0": 0,
    "nothing + 1": 1,
    "sum(list.n)": 6,
    "count(list)": 3,
    "price * 2": 1900,
    "'x' if a == 5 else 'y'": "x",
    "a > 4 and not nothing": True,
    "nothing or a": 5,
    "false or null": None,
    "text": "t",
    "list.n": [1, 2, 3],
    "2 in list.n": True,
    "9 not in list.n": True,
    "'B' in word and 'x' not in word": True,
    "a in nothing": False,
    "word < 'b'": True,
    "first(list).n": 1,
    "first(nothing)": None,
    "named(things, 'y').n": 8,
    "named(things, a).n": None,
}


@pytest.mark.parametrize("formula", FORMULAS)
def test_formula(formula: str) -> None:
    scope = {"a": 5, "list": [{"n": 1}, {"n": 2}, {"n": 3}], "price": money(950), "text": "t"}
    scope |= {"word": "abc", "things": [{"id": "x", "n": 7}, {"id": "y", "n": 8}]}
    assert Formulas(Money("amount")).value(formula, scope) == FORMULAS[formula]
    assert fault_of(formula) is None


@pytest.mark.parametrize(
    "formula",
    ["", "1 +", "text + 1", "a ** 9", "open('x')", "[1]", "a.b()", "lambda: 1", "(" * 900, "1" * 1001,
     "__import__('os')", "a is list", "named(list)", "first(list, 1)", "sum(*list)", "f'{a}'"],
)  # fmt: skip
def test_what_is_no_formula_is_refused_with_its_text(formula: str) -> None:
    with pytest.raises(FormulaError, match="x-sandbox: "):
        Formulas().value(formula, {"a": 1, "text": "t", "list": []})
    assert (fault_of(formula) is None) == (formula == "text + 1")  # known only from what text is


def test_a_fault_is_seen_in_a_part_that_is_not_worked_out() -> None:
    formula = "1 if a else open('x')"
    assert Formulas().value(formula, {"a": 1}) == 1
    assert fault_of(formula) == "open('x') is not known in formulas"


def test_a_formula_that_is_nested_too_deeply_is_refused() -> None:
    with pytest.raises(FormulaError, match="x-sandbox: "):
        Formulas().value("-" * 999 + "1", {})


@pytest.mark.parametrize(
    ("known", "number", "written"),
    [
        ({"amount": 1850, "text": "€18.50"}, 2775, {"amount": 2775, "text": "€27.75"}),
        ({"amount": 1850, "text": "18,50 €"}, 5, {"amount": 5, "text": "0,05 €"}),
        ({"amount": 0, "text": "€0.00"}, 740.4, {"amount": 740, "text": "€7.40"}),
        ({"amount": 1850, "text": "¥1850"}, 20, {"amount": 20, "text": "¥20"}),
        ({"amount": 100, "text": "€1.00"}, -250, {"amount": -250, "text": "-€2.50"}),
        ({"amount": 100, "text": "free"}, 5, {"amount": 5, "text": "5"}),
        (1, 2.5, 3),
        (1.0, 2.5, 2.5),
        (None, 0.2, 0.2),
        (1, "text", "text"),
    ],
)
def test_number_in_the_manner_of_another(known: Any, number: Any, written: Any) -> None:
    assert Formulas(Money("amount", "text")).written(known, number) == written
