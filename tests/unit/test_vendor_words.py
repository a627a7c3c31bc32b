"""The vendor's conventions (extensions of the vocabulary) → what the API says of its operations."""

from __future__ import annotations

from typing import Any

import pytest

from generator.understand import ir
from generator.understand.conventions import said_of
from tests.support import NOTHING, STRING, answer, built, document, operation, query

INTEGER = {"type": "integer"}


def _only(own: Any = None, item: Any = None, method: str = "get", **root: Any) -> ir.Operation:
    """The operation of a document with extensions at the three places that may have them."""
    paths = {"/orders/{id}": {method: operation("a", **(own or {})), **(item or {})}}
    (found,) = built(document(paths, **root))[0].operations
    return found


# The nearest holds ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("places", "total"),
    [("root", 3.0), ("item root", 2.0), ("own item root", 1.0), ("own root", 1.0), ("", None)],
)
def test_a_deadline_is_the_nearest_one(places: str, total: float | None) -> None:
    said = {
        place: {"x-deadline": {"total": seconds, "fallback": seconds == 1}}
        for place, seconds in (("own", 1), ("item", 2), ("root", 3))
        if place in places
    }
    found = _only(said.get("own"), said.get("item"), **said.get("root", {}))
    assert (found.deadline, found.fallback) == (total, total == 1)


def test_a_deadline_without_a_total_is_none() -> None:
    found = _only({"x-deadline": {"fallback": True}})
    assert (found.deadline, found.fallback) == (None, False)


# Limits --------------------------------------------------------------------------------

LIMIT = {"limit": 5, "per": 1}


@pytest.mark.parametrize(
    ("own", "item", "root", "key"),
    [
        (LIMIT, None, None, "a"),
        (LIMIT, LIMIT, LIMIT, "a"),
        (None, LIMIT, None, "/orders/{id}"),
        (None, LIMIT, LIMIT, "/orders/{id}"),
        (None, None, LIMIT, "*"),
        (None, None, {**LIMIT, "scope": ["key", "endpoint"]}, "a"),
        (None, {**LIMIT, "scope": ["endpoint"]}, None, "a"),
        ({**LIMIT, "key": "orders"}, None, None, "orders"),
    ],
)
def test_over_what_a_limit_counts(own: Any, item: Any, root: Any, key: str) -> None:
    """Over all operations where it stands, unless its scope names the endpoint."""
    own, item, root = ({"x-rate-limit": one} if one else {} for one in (own, item, root))
    (rule,) = _only(own, item, **root).limits
    assert (rule.key, rule.limit, rule.per) == (key, 5, 1.0)


@pytest.mark.parametrize(
    ("rules", "keys"),
    [
        ([{"path": "/orders/*"}, {"path": "/orders/**"}], ["* /orders/*"]),
        ([{"path": "/**"}, {"path": "/*/*"}], ["* /*/*"]),
        ([{"path": "/orders/*"}, {"path": "/*/*"}], ["* /orders/*"]),
        ([{"path": "/orders/*"}, {"path": "/orders/*", "methods": ["GET"]}], ["GET /orders/*"]),
        ([{"path": "/orders/*", "methods": ["POST"]}, {"path": "/**"}], ["* /**"]),
        ([{"methods": ["POST", "GET"]}, {}], ["GET,POST *"]),
        ([{"path": "/orders/**"}, {"methods": ["GET"]}], ["* /orders/**"]),
        ([{"path": "/goods"}], ["*"]),
        ([{"path": "/orders/*"}, {"path": "/orders/*"}], ["* /orders/*"] * 2),
    ],
)
def test_the_most_specific_rules_hold(rules: Any, keys: list[str]) -> None:
    """Literal segments go before parameters, longer before shorter, a method before any."""
    said = {"limit": 1, "per": 1, "rules": [{**rule, "limit": 2, "per": 3} for rule in rules]}
    found = _only(**{"x-rate-limit": said}).limits
    assert [rule.key for rule in found] == keys
    assert {(rule.limit, rule.per) for rule in found} == {(1, 1) if keys == ["*"] else (2, 3)}


def test_several_limits_of_one_rule_each_with_its_scope() -> None:
    rule = {"path": "/**", "limit": 2, "per": 1, "limits": [{"limit": 50, "per": 60, "scope": ["ip"]}]}  # fmt: skip
    found = _only(**{"x-rate-limit": {"scope": ["key"], "rules": [rule]}}).limits
    assert found == (ir.Rule("* /**", 2, 1.0, ("key",)), ir.Rule("* /**", 50, 60.0, ("ip",)))


@pytest.mark.parametrize("said", [{"scope": ["key"]}, {"limit": 5}, {"per": 5}])
def test_a_limit_without_its_numbers_is_none(said: Any) -> None:
    assert _only({"x-rate-limit": said}).limits == ()


@pytest.mark.parametrize(
    ("said", "throttle"),
    [
        ({"limit": 1, "per": 1}, None),
        ({"status": 503}, ir.Throttle(503, None, None, None, "unknown")),
        ({"headers": {"limit": "L", "remaining": "R", "reset": "X", "reset-unit": "seconds"}},
         ir.Throttle(429, "L", "R", "X", "seconds")),
    ],
)  # fmt: skip
def test_how_a_hit_limit_is_told(said: Any, throttle: ir.Throttle | None) -> None:
    assert built(document({}, **{"x-rate-limit": said}))[0].throttle == throttle


# Pages ---------------------------------------------------------------------------------

LIST = answer({"type": "object", "properties": {"data": {"type": "array", "items": STRING}}})


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ({}, {}),
        ({"style": "offset", "page": "skip"}, {"style": "offset", "page": "skip", "first": 0}),
        ({"style": "offset", "page": "skip", "first": 1}, {"style": "offset", "page": "skip"}),
        ({"page": "unknown"}, {"page": None}),
        ({"size": "unknown"}, {"size": None}),
        ({"page": "filter[page]"}, {"page": "filter[page]"}),
        ({"first": 0}, {"first": 0}),
        ({"next": "/n"}, {"next": "/n", "until": "no-next"}),
        ({"next": "/n", "last": "/l"}, {"next": "/n", "last": "/l", "until": "no-next"}),
        ({"last": "/l"}, {"last": "/l", "until": "last"}),
        ({"total": "/t"}, {"total": "/t", "until": "last"}),
        ({"total": "/t", "until": "short"}, {"total": "/t", "until": "short"}),
    ],
)
def test_how_a_list_turns_its_pages(said: Any, changed: Any) -> None:
    names = ("page", "size", "skip", "filter")
    own = {
        "parameters": [query(name, INTEGER) for name in names],
        "responses": {"200": LIST},
        "x-pagination": {"style": "page", "page": "page", "size": "size", "items": "/data", **said},
    }
    whole: dict[str, Any] = {
        "style": "page", "items": "/data", "item": ir.Prim("string"), "page": "page",
        "size": "size", "first": 1, "last": None, "total": None, "next": None, "until": "empty",
    }  # fmt: skip
    assert _only(own).paging == ir.Paging(**{**whole, **changed})


@pytest.mark.parametrize(
    ("pointer", "found"), [("/data", True), ("/none", False), ("", False), ("/text", False)]
)
def test_pages_are_of_a_list_that_is_there(pointer: str, found: bool) -> None:
    members = {"data": {"type": "array", "items": STRING}, "text": STRING}
    own = {
        "parameters": [query("page", INTEGER)],
        "responses": {"200": answer({"type": "object", "properties": members})},
        "x-pagination": {"style": "page", "page": "page", "items": pointer},
    }
    assert (_only(own).paging is not None) is found


def test_a_list_that_is_the_whole_answer_has_pages_too() -> None:
    own = {
        "parameters": [query("page", INTEGER)],
        "responses": {"200": answer({"type": "array", "items": INTEGER})},
        "x-pagination": {"style": "page", "page": "page", "items": ""},
    }
    found = _only(own).paging
    assert found is not None
    assert found.item == ir.Prim("integer")


# Parameters that go with each other ----------------------------------------------------


def test_groups_of_all_three_places_hold_where_all_their_parameters_are() -> None:
    def said(kind: str, *names: str) -> dict[str, Any]:
        return {"x-parameter-groups": [{kind: list(names)}]}

    names = ("from", "to", "id")
    parameters = [query(name) for name in names]
    parameters += [{"name": "id", "in": "path", "required": True, "schema": STRING}]
    for listed in (parameters, parameters[::-1]):  # of one name in two places: not the path's
        found = _only(
            {"parameters": listed, **said("one-of", "from", "id")},
            said("together", "from", "to"),
            **{"x-parameter-groups": [{"one-of": ["from", "far"]}, {"one-of": ["from", "id"]}]},
        ).groups
        assert found == (
            ir.Group("one-of", (("query", "from"), ("query", "id"))),
            ir.Group("together", (("query", "from"), ("query", "to"))),
        )


# What ends -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (None, "Deprecated."),
        ({}, "Deprecated."),
        ({"header": "X-Gone"}, "Deprecated."),
        ({"since": "2026-01-01"}, "Deprecated since 2026-01-01."),
        ({"sunset": "2026-07-01"}, "Deprecated: gone after 2026-07-01."),
        ({"use": "size"}, "Deprecated: use `size`."),
        ({"link": "https://a.example"}, "Deprecated: see https://a.example."),
        (
            {"since": "2026-01-01", "sunset": "2026-07-01", "use": "size", "link": "https://a.example"},
            "Deprecated since 2026-01-01, gone after 2026-07-01, use `size`, see https://a.example.",
        ),
    ],
)  # fmt: skip
def test_what_a_docstring_says_of_an_end(said: Any, text: str) -> None:
    found = _only({"deprecated": True, **({} if said is None else {"x-deprecation": said})})
    assert found.deprecated
    assert said_of(found.deprecation) == text


@pytest.mark.parametrize(
    ("param", "schema", "deprecated", "since"),
    [
        ({}, {}, False, None),
        ({"deprecated": True}, {}, True, None),
        ({}, {"deprecated": True}, True, None),
        ({"deprecated": "true"}, {}, False, None),
        ({"x-deprecation": {"since": "a"}}, {}, False, None),
        ({"deprecated": True, "x-deprecation": {"since": "a"}}, {}, True, "a"),
        ({"deprecated": True}, {"x-deprecation": {"since": "b"}}, True, "b"),
        ({"x-deprecation": {"since": "a"}}, {"deprecated": True, "x-deprecation": {"since": "b"}}, True, "a"),
    ],
)  # fmt: skip
def test_a_parameter_that_ends(param: Any, schema: Any, deprecated: bool, since: Any) -> None:
    (found,) = _only({"parameters": [query("q", {**STRING, **schema}, **param)]}).params
    assert found.deprecated is deprecated
    assert (found.deprecation.since if found.deprecation else None) == since


# The whole API -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "facts"),
    [
        ({}, {"http2": False, "omit_null": False, "loose_scalars": False, "media_version": None,
              "request_id_headers": (), "request_id_header": None, "retry": None}),
        ({"x-http2": True}, {"http2": True}),
        ({"x-wire": {"null": "omit"}}, {"omit_null": True, "loose_scalars": False}),
        ({"x-wire": {"scalars": "loose"}}, {"omit_null": False, "loose_scalars": True}),
        ({"x-media-version": {"template": "a/b.v{version}", "version": 2}}, {"media_version": ("a/b.v{version}", "2")}),
        ({"x-request-id": {"send": "X-Id"}}, {"request_id_headers": (), "request_id_header": "X-Id"}),
        ({"x-request-id": {"receive": ["X-A", "X-B"]}}, {"request_id_headers": ("X-A", "X-B"), "request_id_header": None}),
        ({"x-retry": {"attempts": 3, "base": 0.5, "throttle-base": 2, "cap": 9, "idempotency-header": "I",
                      "statuses": [500], "not-processed": [429]}},
         {"retry": ir.Retry((500,), (429,), 3, 0.5, 2, 9, "I")}),
    ],
)  # fmt: skip
def test_what_the_document_says_of_all_operations(words: Any, facts: Any) -> None:
    api = built(document({"/a": {"get": operation("a")}}, **words))[0]
    assert {name: getattr(api, name) for name in facts} == facts


@pytest.mark.parametrize(
    ("own", "item", "code"),
    [(None, None, None), ("/o", None, "/o"), (None, "/i", "/i"), ("/o", "/i", "/o")],
)
def test_error_bodies_of_an_operation(own: Any, item: Any, code: Any) -> None:
    said = [{"x-errors": {"code": one}} if one else {} for one in (own, item)]
    found = _only(*said, **{"x-errors": {"code": "/root"}})
    assert (found.errors.code if found.errors else None) == code


@pytest.mark.parametrize(
    ("said", "sent", "received"),
    [("data", None, "data"), ({"response": "data"}, None, "data"), ({"request": "data"}, "data", None)],
)  # fmt: skip
def test_envelopes(said: Any, sent: Any, received: Any) -> None:
    whole = {"type": "object", "properties": {"data": INTEGER}}
    own = {
        "requestBody": {"content": {"application/json": {"schema": whole}}},
        "responses": {"200": answer(whole)},
        "x-envelope": said,
    }
    found = _only(own, method="post")
    assert found.body is not None
    assert (found.body.wrap, found.envelope) == (sent, received)
    assert (found.body.type == ir.Prim("integer"), found.result == ir.Prim("integer")) == (
        bool(sent), bool(received),
    )  # fmt: skip


def test_an_envelope_that_no_answer_has_is_none() -> None:
    assert _only({"x-envelope": "data", "responses": {"200": answer(INTEGER)}}).envelope is None
    assert _only({"x-envelope": "data", "responses": NOTHING}).envelope is None
