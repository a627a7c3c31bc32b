"""What a generated method is called with, and what it says: one document, a row for each."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from generator.write.views.resource import seconds
from tests.support import (
    NOTHING,
    STRING,
    answer,
    compiled,
    document,
    operation,
    query,
    sources,
)

INTEGER, FLAG = {"type": "integer"}, {"type": "boolean"}
JSON, LINES, EVENTS = "application/json", "application/x-ndjson", "text/event-stream"
THING = {"type": "object", "properties": {"a": STRING}}


def _param(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": STRING, **more}


def _body(schema: Any, **more: Any) -> dict[str, Any]:
    return {"content": {JSON: {"schema": schema}}, **more}


OK = {"200": answer(INTEGER)}
FAILED = {
    str(status): {"description": ""}
    for status in (400, 401, 404, 405, 406, 409, 410, 415, 418, 422, 429, 500)
}
PAGES = answer({"type": "object", "properties": {"data": {"type": "array", "items": STRING}}})

OPERATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "bare": ("/a", {}),
    "summed": ("/b", {"summary": "Find it. ", "description": "At length."}),
    "described": ("/c", {"description": "Finds it. And more."}),
    "same": ("/d", {"summary": "Find it", "description": "Find it"}),
    "long": ("/e", {"summary": "Find " + "it and " * 12 + "so on", "externalDocs": {"url": "https://a.example"}}),
    "ordered": ("/f/{one}/{two}", {"parameters": [query("opt"), query("must", INTEGER, required=True, description="M. Long."),
                                                    _param("two"), _param("one", description="First. Of all.")]}),
    "body": ("/g", {"requestBody": _body({"type": "object", "required": ["m"], "properties": {"o": STRING, "m": INTEGER}}, required=True)}),
    "maybe": ("/h", {"requestBody": _body({"type": "object", "required": ["m"], "properties": {"m": INTEGER}})}),
    "whole": ("/i", {"requestBody": _body({"type": "array", "items": INTEGER}, required=True, description="All of them.")}),
    "raised": ("/j", {"responses": {**OK, **FAILED, "404": {"description": "It is gone. For good."}}}),
    "media": ("/k", {"responses": {"200": {"description": "", "content": {JSON: {"schema": INTEGER}, "text/csv": {}}}}}),
    "bodies": ("/l", {"requestBody": {"content": {JSON: {"schema": THING}, "text/csv": {}}}}),
    "limited": ("/m", {"x-rate-limit": {"limit": 5, "per": 60}}),
    "limited2": ("/n", {"x-rate-limit": {"limit": 5, "per": 2.5}}),
    "beta": ("/o", {"x-status": "beta"}),
    "planned": ("/p", {"x-status": "planned"}),
    "ends": ("/q", {"deprecated": True, "x-deprecation": {"since": "2026-01-01"}}),
    "ended": ("/r", {"deprecated": True}),
    "grouped": ("/s", {"parameters": [query("a"), query("b")], "x-parameter-groups": [{"exactly-one": ["a", "b"]}]}),
    "falls": ("/t", {"x-deadline": {"total": 1, "fallback": True}, "responses": OK}),
    "paged": ("/u", {"parameters": [query("page", INTEGER)], "responses": {"200": PAGES},
                     "x-pagination": {"style": "page", "page": "page", "items": "/data"}}),
    "flows": ("/v", {"responses": {"200": {"description": "", "content": {LINES: {"itemSchema": INTEGER}}}}}),
    "either": ("/w", {"requestBody": _body({"type": "object", "properties": {"q": STRING, "stream": FLAG}}),
                      "responses": {"200": {"description": "", "content": {JSON: {"schema": INTEGER}, EVENTS: {"schema": STRING}}}}}),
    "parameter": ("/x", {"parameters": [query("old", deprecated=True, description="Old one.")]}),
}  # fmt: skip


@pytest.fixture(scope="module")
def methods() -> dict[tuple[str, str], ast.FunctionDef | ast.AsyncFunctionDef]:
    """The methods of both flavours, by class and name."""
    paths = {
        path: {"post": operation(name, **{"responses": NOTHING, **more})}
        for name, (path, more) in OPERATIONS.items()
    }
    made = sources(compiled(document(paths, {"Thing": THING})))["acme/api/things.py"]
    return {
        (cls.name, node.name): node
        for cls in ast.parse(made).body
        if isinstance(cls, ast.ClassDef)
        for node in cls.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


NO, END = "", "options: Options | None=None"
"""No argument of its own; the one that every method has."""


@pytest.mark.parametrize(
    ("name", "taken", "given", "said"),
    [
        ("bare", NO, "None", "`bare`: POST /a"),
        ("summed", NO, "None", "Find it. `summed`: POST /b||At length."),
        ("described", NO, "None", "Finds it. `described`: POST /c||Finds it. And more."),
        ("same", NO, "None", "Find it. `same`: POST /d"),
        ("long", NO, "None",
         "Find it and it and it and it and it and it and it and it and it and it and it and it and|so on."
         " `long`: POST /e||See https://a.example"),
        ("ordered", "one: str, two: str, *, must: int, opt: str | Unset=UNSET", "None",
         "`ordered`: POST /f/{one}/{two}||Args:|    one: First.|    must: M."),
        ("body", "*, m: int, o: str | Unset=UNSET", "None", "`body`: POST /g"),
        ("maybe", "*, m: int | Unset=UNSET", "None", "`maybe`: POST /h"),
        ("whole", "*, body: Sequence[int]", "None", "`whole`: POST /i||Args:|    body: All of them."),
        ("media", NO, "int | str",
         "`media`: POST /k||Media types: application/json, text/csv; choose with `options={'accept': …}`."),
        ("bodies", "*, a: str | Unset=UNSET, body: File | Unset=UNSET", "None",
         "`bodies`: POST /l||Media types of the body: application/json, text/csv; the first that takes what is given is|"
         "sent, or choose with `options={'content_type': …}`."),
        ("limited", NO, "None", "`limited`: POST /m||Limit: 5 calls in a minute."),
        ("limited2", NO, "None", "`limited2`: POST /n||Limit: 5 calls in 2.5 seconds."),
        ("beta", NO, "None", "`beta`: POST /o||Beta: the vendor serves it, and may still change it."),
        ("planned", NO, "None", "`planned`: POST /p||Planned: the vendor does not serve it yet, so the call is refused unsent."),
        ("ends", NO, "None", "`ends`: POST /q||Deprecated since 2026-01-01."),
        ("ended", NO, "None", "`ended`: POST /r||Deprecated: the vendor will remove it."),
        ("grouped", "*, a: str | Unset=UNSET, b: str | Unset=UNSET", "None", "`grouped`: POST /s||Exactly one of `a`, `b`."),
        ("falls", "*, fallback: F | Unset=UNSET", "int | F",
         "`falls`: POST /t||Args:|    fallback: What to return where the call fails or finds nothing."),
        ("paged", "*, page: int | Unset=UNSET", "Page[str]", "`paged`: POST /u"),
        ("flows", NO, "Stream[int]", "`flows`: POST /v"),
        ("either", "*, q: str | Unset=UNSET", "int", "`either`: POST /w||Item by item: `either_stream`."),
        ("either_stream", "*, q: str | Unset=UNSET", "Stream[str]", "`either`: POST /w||Item by item, as text/event-stream."),
        ("parameter", "*, old: str | Unset=UNSET", "None", "`parameter`: POST /x||Args:|    old: Deprecated. Old one."),
    ],
)  # fmt: skip
def test_what_a_method_takes_gives_and_says(
    methods: Any, name: str, taken: str, given: str, said: str
) -> None:
    """Path first and in its order, what must be given before what may; `|` ends a line here."""
    node = methods["ThingsApi", name]
    begin = f"self, {taken}" if "*" in taken else "self, *" + (f", {taken}" if taken else "")
    assert ast.unparse(node.args) == f"{begin}, {END}"
    assert ast.unparse(node.returns) == given
    text = (ast.get_docstring(node) or "").replace("\n", "|")
    assert text == said
    twin = methods["AsyncThingsApi", name]
    assert ast.unparse(twin.args) == ast.unparse(node.args)
    holders = {"Page[str]": "AsyncPages[str]", "Stream[int]": "AsyncStream[int]", "Stream[str]": "AsyncStream[str]"}  # fmt: skip
    assert ast.unparse(twin.returns) == holders.get(given, given)
    assert isinstance(twin, ast.FunctionDef) is (given in holders)
    assert ast.get_docstring(twin) == ast.get_docstring(node)


def test_statuses_that_any_call_may_meet_are_no_news(methods: Any) -> None:
    assert (ast.get_docstring(methods["ThingsApi", "raised"]) or "").split("\n") == [
        "`raised`: POST /j", "", "Raises:", "    BadRequest: Status 400.", "    NotFound: It is gone.",
        "    MethodNotAllowed: Status 405.", "    NotAcceptable: Status 406.", "    Conflict: Status 409.",
        "    Gone: Status 410.", "    UnsupportedMedia: Status 415.", "    Unprocessable: Status 422.",
    ]  # fmt: skip
    twin = methods["AsyncThingsApi", "raised"]
    assert ast.get_docstring(twin) == "`raised`: POST /j\n\nSee `ThingsApi.raised`."


@pytest.mark.parametrize(
    ("name", "call", "twin"),
    [
        ("bare", "self._client.call(BARE, {}, options)", "await self._client.call(BARE, {}, options)"),
        ("falls", "self._client.call(FALLS, {}, options, fallback)", "await self._client.call(FALLS, {}, options, fallback)"),
        ("paged", "Page.first(self._client, PAGED, {'page': page}, options)", "AsyncPages(self._client, PAGED, {'page': page}, options)"),
        ("flows", "Stream(self._client, FLOWS, {}, options)", "AsyncStream(self._client, FLOWS, {}, options)"),
        ("either", "self._client.call(EITHER, {'q': q, 'stream': False}, options)",
         "await self._client.call(EITHER, {'q': q, 'stream': False}, options)"),
        ("either_stream", "Stream(self._client, EITHER, {'q': q, 'stream': True}, options)",
         "AsyncStream(self._client, EITHER, {'q': q, 'stream': True}, options)"),
    ],
)  # fmt: skip
def test_what_a_method_does(methods: Any, name: str, call: str, twin: str) -> None:
    assert ast.unparse(methods["ThingsApi", name].body[-1]) == f"return {call}"
    assert ast.unparse(methods["AsyncThingsApi", name].body[-1]) == f"return {twin}"


def test_deprecated_methods_are_marked(methods: Any) -> None:
    marked = {
        name: [ast.unparse(one) for one in node.decorator_list]
        for (_, name), node in methods.items()
        if node.decorator_list
    }
    assert marked == {
        "ends": ["deprecated('Deprecated since 2026-01-01.', category=None)"],
        "ended": ["deprecated('Deprecated: the vendor will remove it.', category=None)"],
    }


@pytest.mark.parametrize(
    ("per", "said"),
    [
        (1.0, "a second"),
        (60.0, "a minute"),
        (3600.0, "an hour"),
        (86400.0, "a day"),
        (30.0, "30 seconds"),
        (0.5, "0.5 seconds"),
    ],
)
def test_times_of_limits_are_said_in_words(per: float, said: str) -> None:
    assert seconds(per) == said
