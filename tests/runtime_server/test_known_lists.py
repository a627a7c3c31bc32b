"""Formulas that see lists, and what deleted things leave behind (`x-sandbox`)."""

from __future__ import annotations

from tests.runtime_server.test_directed import JSON, op, things, vendor


def test_formulas_of_filters_see_lists_as_they_are_by_now() -> None:
    rules = {
        "q": "=those(others, id, 'of').n", "n": "=named(first, 'x').n", "code": "=max(all.n)",
    }  # fmt: skip
    known = {"others": "/others", "first": "/others", "all": "/things"}
    rows = {"items": [{"id": "x", "of": "a", "n": 5}, {"id": "y", "of": "b", "n": 6}]}
    row = {"id": "x", "of": "a", "n": 5}
    with vendor({
        **things(said={"filters": rules, "known": known}, query=["q", "n", "code"]),
        "GET /others": op(rows), "GET /others/{id}": op(row), "POST /others": op(row),
        "PUT /others/{id}": op(row), "DELETE /others/{id}": op(None, None, status="204"),
        "DELETE /things/{id}": op(None, None, status="204"),
    }) as call:  # fmt: skip

        def found(query: str) -> list[str]:
            return [one["id"] for one in call(f"GET /things?{query}")["items"]]

        assert (found("q=5"), found("q=6"), found("q=7")) == (["a"], ["b"], [])
        call("PUT /others/y", {"n": 7})
        assert (found("q=6"), found("q=7")) == ([], ["b"])
        call("POST /others", {"of": "b", "n": 9})
        assert found("q=9") == ["b"]
        assert (found("n=5"), found("n=4")) == (["a", "b"], [])
        call("DELETE /others/x")
        assert (found("q=5"), found("n=5")) == ([], [])
        assert (found("code=2"), found("code=1")) == (["a", "b"], [])
        call("DELETE /things/b")
        assert found("code=1") == ["a"], "a deleted thing counts no more"


def test_what_is_gone_leaves_word() -> None:
    merged = {
        "known": {"kept": "/things/{request.body.into}"},
        "effects": {"/things/{request.body.id}": None},
        "leaves": {"movedTo": {"id": "=kept.id", "name": "=kept.none"}, "why": "merged", "no": 1},
    }  # fmt: skip
    schema = {
        "properties": {"error": {"type": "string"}, "movedTo": {}, "why": {"type": "string"}},
        "additionalProperties": False,
    }  # fmt: skip
    example = {"schema": schema, "example": {"error": "none"}}
    told = {"responses": {"404": {"description": "", "content": {JSON: example}}}}
    plain = {"responses": {"404": {"description": ""}}}
    thing = {"id": "a", "code": "A", "n": 1}
    with vendor({
        **things(), "GET /things/{id}": op(thing, **told), "PUT /things/{id}": op(thing, **plain),
        "POST /merge": op({}, merged),
    }) as call:  # fmt: skip
        call("POST /merge", {"id": "b", "into": "A"})
        response = call.response("GET /things/b")
        assert response.status_code == 404
        assert response.json() == {"error": "none", "movedTo": {"id": "a"}, "why": "merged"}
        assert call("PUT /things/b", {}) == 404
        word = call.response("PUT /things/b").json()
        assert not {"movedTo", "why"} & word.keys(), "there is no body of its own to say it in"
        assert call.response("GET /things/nobody").status_code == 200
        assert [one["id"] for one in call("GET /things")["items"]] == ["a"]


def test_lists_that_visitors_have_of_their_own_are_seen_by_them_alone() -> None:
    said = {"filters": {"q": "=those(notes, id, 'of').n"}, "known": {"notes": "/notes"}}
    row = {"id": "x", "of": "a", "n": 5}
    with vendor({
        **things(said=said, query=["q"]), "GET /notes": op({"items": [row]}, visited=True),
        "GET /notes/{id}": op(row, visited=True), "POST /notes": op(row, visited=True),
    }, {"visitor": "who"}) as call:  # fmt: skip

        def found(query: str, who: str) -> list[str]:
            return [one["id"] for one in call(f"GET /things?{query}", who=who)["items"]]

        call("POST /notes", {"of": "b", "n": 9}, who="ann")
        assert (found("q=9", "ann"), found("q=9", "bob"), found("q=9", "doc")) == (["b"], [], [])
        assert found("q=5", "doc") == ["a"]
