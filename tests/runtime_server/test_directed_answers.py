"""What follows from the answer that a directed sandbox gives, and whose things it is about."""

from __future__ import annotations

from typing import Any

import pytest

from tests.runtime_server.test_directed import JSON, LIST, THING, Told, op, things, vendor


@pytest.mark.parametrize("status", ["400", "422", "500"])
def test_an_error_does_nothing_whether_the_document_or_the_request_asks_for_it(status: str) -> None:
    said = {"when": {"body": {"by": "card"}}, "effects": {"/things/a": {"n": 8}}}
    content = {JSON: {"schema": {}, "examples": {"bad": {"value": {"e": 1}, "x-sandbox": said}}}}
    failed = {status: {"description": "", "content": content}}
    effects = {"effects": {"/things/a": {"n": 7}}}
    with vendor({**things(), "POST /do": op({"x": 1}, effects, responses=failed)}) as call:
        assert call("POST /do", {"by": "card"}) == int(status)
        assert call("POST /do", {}, prefer=f"code={status}, example=bad") == int(status)
        assert call("POST /do", {}, prefer=f"code={status}") == int(status)
        assert call("GET /things/a")["n"] == 1
        assert call("POST /do", {"by": "cash"}) == {"x": 1}
        assert call("GET /things/a")["n"] == 7


def test_an_example_that_a_request_only_looks_at_does_nothing() -> None:
    examples = {
        "plain": {"value": {"x": 1}},
        "more": {"value": {"x": 2}, "x-sandbox": {"effects": {"/things/a": {"n": 8}}}},
    }
    effects = {"effects": {"/things/a": {"m": 7}}}
    with vendor({**things(), "POST /do": op(None, effects, examples=examples)}) as call:
        assert call("POST /do", {}, prefer="example=plain") == {"x": 1}
        assert call("GET /things/a") == {"id": "a", "code": "A", "n": 1}
        assert call("POST /do", {}, prefer="example=more") == {"x": 2}
        assert call("GET /things/a")["n"] == 8


@pytest.mark.parametrize(
    "answer",
    [
        {"description": ""},
        {"description": "", "content": {"text/plain": {"schema": {"type": "string"}, "example": "[1"}}},
        {"description": "", "content": {JSON: {"schema": {}, "example": [1]}}},
    ],
)  # fmt: skip
def test_effects_need_no_answer_that_tells_of_them(answer: Told) -> None:
    effects = {"effects": {"/things/a": {"n": 7}}}
    with vendor({**things(), "POST /do": op(None, effects, responses={"200": answer})}) as call:
        assert call.response("POST /do").status_code == 200
        assert call("GET /things/a")["n"] == 7


@pytest.mark.parametrize(
    "said",
    [
        {"effects": {"/things/{answer.id}": {"m": 7}}},
        {"later": {"after": 0, "effects": {"/things/{answer.id}": {"m": 7}}}},
        {"each": {"answer.rows": {"/things/{answer.id}": {"m": 7}}}},
    ],
)
def test_what_follows_knows_the_thing_that_was_made(said: Told) -> None:
    example = {"id": "a", "code": "A", "n": 1, "rows": [1]}
    shape = {"type": "object", "properties": {**THING["properties"], "rows": {}}}  # type: ignore[dict-item]
    with vendor({**things(), "POST /things": op(example, said, schema=shape)}) as call:
        made = call("POST /things", {"n": 5})["id"]
        assert made != "a"
        assert call(f"GET /things/{made}")["m"] == 7
        assert "m" not in call("GET /things/a")


@pytest.mark.parametrize("items", [["a", "b"], [1, {"name": "x"}], [["a"]], None, "none"])
def test_a_list_of_what_has_no_id_is_told_as_it_is(items: Any) -> None:
    with vendor({"GET /things": op({"items": items}), "GET /things/{id}": op({"id": "a"}),
                 "DELETE /things/{id}": op(None, None, status="204")}) as call:  # fmt: skip
        assert call("DELETE /things/a") == 204
        assert call("GET /things") == {"items": items}


def test_a_thing_that_no_list_has_goes_by_its_code_too() -> None:
    effects = {"effects": {"/things/{request.body.code}": {"n": 7}}}
    operations = things()
    del operations["GET /things"]
    with vendor({**operations, "POST /do": op({"x": 1}, effects)}) as call:
        call("POST /do", {"code": "A"})
        assert call("GET /things/a")["n"] == 7


def test_what_is_worked_out_sees_what_a_body_lists_by_id() -> None:
    said = {"formulas": {"/sum": "sum(request.body.rows.n)"}, "resolve": {"rows": "/things/{id}"}}
    with vendor({**things(), "POST /quote": op({"sum": 0}, said)}) as call:
        assert call("POST /quote", {"rows": [{"id": "a"}, {"id": "b"}]}) == {"sum": 3}


def test_a_line_without_a_count_is_one() -> None:
    lines = {"within": "rows", "same": ["sku"], "source": "/things/{request.body.sku}", "most": "n",
             "refusal": 422, "count": None}  # fmt: skip
    cart = {"id": 1, "rows": []}
    with vendor({
        **things(), "GET /cart": op(cart, {"about": "/cart"}),
        "PUT /things/{id}": op({"id": "a", "code": "A", "n": 1}),
        "POST /cart/rows": op(cart, {"about": "/cart", "lines": lines}),
    }) as call:  # fmt: skip
        assert [row["sku"] for row in call("POST /cart/rows", {"sku": "a"})["rows"]] == ["a"]
        assert [row["sku"] for row in call("POST /cart/rows", {"sku": "a"})["rows"]] == ["a"]
        call("PUT /things/b", {"n": 0})
        assert call("POST /cart/rows", {"sku": "b"}) == 422


# Lists ------------------------------------------------------------------------------------------


def test_a_list_that_formulas_see_is_kept_by_the_id_that_its_paths_name() -> None:
    said = {"filters": {"q": "=count(others)"}, "known": {"others": "/others"}}
    rows = {"items": [{"sku": "x", "id": 5, "n": 5}, {"sku": "y", "id": 6, "n": 6}]}
    with vendor({
        **things(said=said, query=["q"]), "GET /others": op(rows),
        "GET /others/{sku}": op({"sku": "z", "id": 7, "n": 7}),
        "GET /others/{sku}/notes": op({"id": 1}),
        "DELETE /others/{sku}": op(None, None, status="204"),
    }) as call:  # fmt: skip
        assert len(call("GET /things?q=3")["items"]) == 2
        assert call("DELETE /others/x") == 204
        assert len(call("GET /things?q=2")["items"]) == 2


def test_what_effects_made_is_whole_or_like_the_others_in_lists_that_formulas_see() -> None:
    said = {"filters": {"q": "=max(those(others, 'k', 'm').n)"}, "known": {"others": "/others"}}
    row = {"id": "x", "n": 5, "m": "z"}
    effects = {"/others/{request.body.id}": {"m": "k", "n": "=request.body.n"}}
    new = {"effects": {"/others/{new}": {"id": "=new", "m": "k"}}}
    with vendor({
        **things(said=said, query=["q"]), "GET /others": op({"items": [row]}),
        "GET /others/{id}": op(row), "POST /do": op({"x": 1}, {"effects": effects}),
        "POST /new": op({"x": 1}, new),
    }) as call:  # fmt: skip

        def known(n: int) -> bool:
            return bool(call(f"GET /things?q={n}")["items"])

        call("POST /new", {})
        assert not known(5), "nothing of the example is in it"
        call("POST /do", {"id": "q"})
        assert known(5), "it is as the example, but for what is said"
        call("POST /do", {"id": "r", "n": 9})
        assert known(9)


# Nobody's ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("readable", [True, False])
def test_what_is_a_visitors_is_nothing_to_nobody(readable: bool) -> None:
    rule = {"require": [{"status": 401, "of": "/notes/{request.body.id}"}]}
    row = {"id": "x", "n": 5}
    operations = {
        "GET /notes": op({"items": [row]}, schema=LIST, visited=True),
        "GET /notes/{id}": op(row, visited=True),
        "PUT /notes/{id}": op(row, visited=True),
        "POST /do": op({"x": 1}, rule),
    }
    if not readable:
        del operations["GET /notes/{id}"]
    with vendor(operations, {"visitor": "Who"}) as call:
        assert call("POST /do", {"id": "x"}) == 401
        assert call("POST /do", {"id": "x"}, who="doc") == {"x": 1}
