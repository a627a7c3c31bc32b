"""Operations as tools, word for word: a document of its own, and each tool that is made of it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from generator.agents.answers import Answers
from generator.agents.package import Package, load, settings_from
from generator.agents.serving import guarded
from generator.agents.tools import Tool, tools_of
from tests.conventions.compiled import package as generated
from tests.support import STRING, answer, document, operation, query, ref

OK: dict[str, Any] = {"responses": {"204": {"description": "Done."}}}
JOB = {"type": "object", "properties": {"id": STRING, "state": {"enum": ["NEW", "DONE", "BAD"]}}}
PATHS: dict[str, Any] = {
    "/things/{id}": {
        "parameters": [
            {"$ref": "#/components/parameters/Id"},
            query("lang", {"type": "string", "x-note": "ours"}, description="Of all."),
        ],
        "get": operation(
            "getThing",
            summary="One thing",
            description="With its parts.\n",
            parameters=[
                query("lang", {"type": "string", "enum": ["nl", "en"]}, description="Of this."),
                {"name": "filter", "in": "query", "content": {"application/json": {"schema": ref("Filter")}}},
                {"name": "X-Trace", "in": "header", "required": True, "schema": STRING},
            ],
            deprecated=True,
            **{"x-rate-limit": {"limit": 5, "per": 0.5}},
            responses={"200": answer(ref("Thing"))},
        ),
        "put": operation(
            "setThing",
            requestBody={"required": True, **answer(ref("Thing"))},
            **OK,
        ),
        "patch": operation("changeThing", requestBody=answer(ref("Thing")), **OK),
        "delete": operation("dropThing", **OK),
        "head": operation("seeThing", **OK),
    },
    "/things": {
        "get": operation(
            "listThings",
            parameters=[query("a"), query("b"), query("c"), query("d")],
            **{"x-parameter-groups": [
                {"exactly-one": ["a", "b"]}, {"at-most-one": ["a", "c"]}, {"all-or-none": ["c", "d"]},
            ]},
            **OK,
        ),
        "post": operation(
            "makeThing",
            requestBody={"$ref": "#/components/requestBodies/Made"},
            responses={"202": answer(ref("Job"))},
            **{"x-process": {"id": "/id", "status-operation": "getJob", "state": "/state",
                             "pending": ["NEW"], "success": ["DONE"], "failure": ["BAD"]}},
        ),
    },
    "/jobs/{id}": {
        "parameters": [{"$ref": "#/components/parameters/Id"}],
        "get": operation("getJob", tag="jobs", responses={"200": answer(ref("Job"))}),
    },
    "/files": {
        "put": operation("sendFile", tag="files", requestBody={
            "required": True, "description": "The file.", "content": {"application/octet-stream": {}}}, **OK),
        "post": operation("sendForm", tag="files", requestBody={
            "required": True, "content": {"multipart/form-data": {"schema": ref("Form")}}}, **OK),
    },
    "/held": {
        "put": operation("hold", tag="held", requestBody={"required": True, **answer(ref("Held"))},
                         **{"x-envelope": {"request": "thing"}}, **OK),
    },
    "/lists": {
        "post": operation("sendList", tag="lists", requestBody={
            "description": "All of them.", "content": answer({"type": "array", "items": ref("a~b")})["content"]}, **OK),
        "put": operation("later", tag="lists", **{"x-status": "planned"}, **OK),
    },
}  # fmt: skip
SCHEMAS: dict[str, Any] = {
    "Base": {"type": "object", "required": ["id"], "properties": {"id": STRING, "size": {"type": "string"}}},
    "Thing": {"allOf": [ref("Base"), {"type": "object", "required": ["name"], "properties": {"name": STRING}}],
              "properties": {"size": {"type": "integer", "description": "In mm."}, "within": ref("Thing")}},
    "Job": JOB,
    "Filter": {"type": "object", "properties": {"thing": ref("Base")}},
    "a~b": {"type": "object", "properties": {"n": {"type": "integer"}}},
    "Form": {"type": "object", "required": ["file", "title"], "properties": {
        "file": {"type": "string", "format": "binary", "description": "Of the form."},
        "picture": {"type": "string", "contentMediaType": "image/png", "title": "Picture"},
        "code": {"type": "string", "contentMediaType": "image/png", "contentEncoding": "base64"},
        "bare": {"format": "binary"},
        "title": STRING}},
    "Held": {"type": "object", "required": ["thing"], "properties": {"thing": ref("Base")}},
}  # fmt: skip


@pytest.fixture(scope="module")
def made() -> Package:
    tree = document(PATHS, SCHEMAS)
    tree["components"]["parameters"] = {
        "Id": {"name": "id", "in": "path", "required": True, "description": "Its id.", "schema": STRING}
    }  # fmt: skip
    tree["components"]["requestBodies"] = {"Made": {"required": True, **answer(ref("Thing"))}}
    tree["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "basic"}}
    tree["security"] = [{"key": []}]
    tree["servers"] = [
        {"url": "https://{shop}.example.com", "variables": {"shop": {"default": "a"}}}
    ]
    module = generated("Tools", tree, None)
    return load(Path(str(module.__file__)).parent)


ID = {"type": "string", "description": "Its id."}
LANG = {"type": "string", "description": "Of all."}
MEMBERS = {
    "size": {"type": "integer", "description": "In mm."},
    "within": {"$ref": "#/$defs/Thing"},
    "name": STRING,
    "id": STRING,
}
BASE = SCHEMAS["Base"]
DEFS = {
    "Thing": {
        "allOf": [
            {"$ref": "#/$defs/Base"},
            {"type": "object", "required": ["name"], "properties": {"name": STRING}},
        ],
        "properties": {"size": MEMBERS["size"], "within": MEMBERS["within"]},
    },
    "Base": BASE,
}
TOOLS: dict[str, tuple[str, dict[str, Any], list[str], dict[str, Any]]] = {
    "change_thing": ("destroys", {"id_path": ID, "lang": LANG, **MEMBERS}, ["id_path"], DEFS),
    "drop_thing": ("destroys repeatable", {"id": ID, "lang": LANG}, ["id"], {}),
    "get_job": ("reads repeatable", {"id": ID}, ["id"], {}),
    "get_thing": (
        "reads repeatable",
        {
            "id": ID,
            "lang": {"type": "string", "enum": ["nl", "en"], "description": "Of this."},
            "filter": {"$ref": "#/$defs/Filter"},
            "x_trace": STRING,
        },
        ["id", "x_trace"],
        {"Filter": {"type": "object", "properties": {"thing": {"$ref": "#/$defs/Base"}}}, "Base": BASE},
    ),
    "hold": ("destroys repeatable", BASE["properties"], ["id"], {}),
    "later": ("destroys repeatable", {}, [], {}),
    "list_things": ("reads repeatable", dict.fromkeys("abcd", STRING), [], {}),
    "make_thing": ("", MEMBERS, ["name", "id"], DEFS),
    "see_thing": ("reads repeatable", {"id": ID, "lang": LANG}, ["id"], {}),
    "send_file": (
        "destroys repeatable",
        {"body": {"type": "string", "contentEncoding": "base64", "description": "The file."}},
        ["body"],
        {},
    ),
    "send_form": (
        "",
        {
            "bare": {"type": "string", "contentEncoding": "base64"},
            "code": SCHEMAS["Form"]["properties"]["code"],
            "file": {"type": "string", "contentEncoding": "base64", "description": "Of the form."},
            "picture": {"type": "string", "contentEncoding": "base64", "title": "Picture"},
            "title": STRING,
        },
        ["file", "title"],
        {},
    ),
    "send_list": (
        "",
        {"body": {"type": "array", "items": {"$ref": "#/$defs/a_b"}, "description": "All of them."}},
        [],
        {"a_b": SCHEMAS["a~b"]},
    ),
    "set_thing": (
        "destroys repeatable",
        {"id_path": ID, "lang": LANG, **MEMBERS},
        ["id_path", "name", "id"],
        DEFS,
    ),
}  # fmt: skip
"""Name → what it does, its arguments, those that must be given, what these refer to."""
SAID = {
    "change_thing": ("changeThing", "PATCH /things/{id}"),
    "get_thing": (
        "One thing",
        "One thing\n\nWith its parts.\n\nGET /things/{id}\n\nDeprecated.\n\nLimit: 5 calls in 0.5 s.",
    ),
    "later": ("later", "PUT /lists\n\nPlanned: the vendor does not serve it yet."),
    "list_things": (
        "listThings",
        "GET /things\n\nGive exactly one of a, b.\n\nGive at most one of a, c.\n\nGive all or none of c, d.",
    ),
    "make_thing": (
        "makeThing",
        "POST /things\n\nBegins work that ends later: the answer tells its id and state.",
    ),
}


def does(tool: Tool) -> str:
    words = {"reads": tool.reads, "destroys": tool.destroys, "repeatable": tool.repeatable}
    return " ".join(word for word, so in words.items() if so)


def test_each_tool_says_what_it_does_and_takes(made: Package) -> None:
    tools = {tool.name: tool for tool in tools_of(made, ["all", "later"])}
    assert list(tools) == list(TOOLS)
    for name, (doing, arguments, required, definitions) in TOOLS.items():
        schema = tools[name].schema
        assert (name, does(tools[name])) == (name, doing)
        assert schema["properties"] == arguments
        assert (name, schema["required"]) == (name, required)
        assert (schema["type"], schema["additionalProperties"]) == ("object", False)
        assert schema.get("$defs", {}) == definitions
        assert "x-" not in json.dumps(schema)
    files = {name: tool.files for name, tool in tools.items() if tool.files}
    assert files == {"send_file": {"body"}, "send_form": {"bare", "file", "picture"}}
    for name, said in SAID.items():
        assert (tools[name].title, tools[name].description) == said


@pytest.mark.parametrize(
    ("allowed", "names"),
    [
        ([], ["get_job", "get_thing", "list_things", "see_thing"]),
        (["GET"], ["get_job", "get_thing", "list_things"]),
        (["files", "HEAD"], ["see_thing", "send_file", "send_form"]),
        (["lists"], ["send_list"]),
        (["lists", "later"], ["later", "send_list"]),
        (["later", "jobs"], ["get_job", "later"]),
        (["setThing", "drop_thing"], ["drop_thing", "set_thing"]),
    ],
)
def test_what_is_allowed_is_offered(made: Package, allowed: list[str], names: list[str]) -> None:
    assert [tool.name for tool in tools_of(made, allowed)] == names


def test_long_names_that_are_one_when_cut_are_counted(made: Package) -> None:
    called = {
        "getThing": "g" * 70,
        "getJob": "g" * 64,
        "seeThing": "read_more",
        "listThings": "a b/c",
    }
    tools = tools_of(Package(**{**vars(made), "methods": called}))
    names = {tool.operation.id: tool.name for tool in tools}
    assert names == {
        "getJob": "g" * 64,
        "getThing": "g" * 59 + "_2",
        "seeThing": "read_more_2",
        "listThings": "a_b_c",
    }


def test_settings_are_read_from_the_environment(made: Package) -> None:
    environment = {
        "TOOLS_BASE_URL": "http://a",
        "TOOLS_TOKEN_URL": "",
        "TOOLS_SHOP": "b",
        "TOOLS_X": "c",
    }
    (scheme,) = made.api.schemes
    environment[f"TOOLS_{scheme.argument}".upper()] = "d"
    assert settings_from(environment, made) == {
        "base_url": "http://a",
        "shop": "b",
        scheme.argument: "d",
    }


# Answers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "media", "text"),
    [
        (b'{"a":[1,"\xc3\xa9"]}', "application/json", '{\n "a": [\n  1,\n  "é"\n ]\n}'),
        (b'{"a":1}', "application/problem+json", '{\n "a": 1\n}'),
        (b'{"a":', "application/json", '{"a":'),
        (b'{"a":1}\n{}', "application/x-ndjson", '{"a":1}\n{}'),
        (b'{"a":1}\n{}', "application/jsonl", '{"a":1}\n{}'),
        (b"<a/>", "application/xml", "<a/>"),
        (b"<a/>", "image/svg+xml", "<a/>"),
        (b"a\xff", "text/plain", "a\ufffd"),
        (b"", "text/plain", ""),
        (b"", "image/png", ""),
        (b"\0\1", "image/png", "[2 bytes of image/png]"),
        (b"\0", "", "[1 bytes of an unnamed type]"),
    ],
)
def test_a_body_is_given_as_text_where_it_is_text(content: bytes, media: str, text: str) -> None:
    assert Answers().text(content, media) == text


def test_an_answer_has_20000_characters_and_the_rests_of_20_are_kept() -> None:
    answers = Answers()
    for _ in range(20):
        piece, _, left = answers.text(b"x" * 20_001, "text/plain").partition("\n\n[")
        assert piece == "x" * 20_000
        assert left.startswith("1 of 20001 characters are left")
    assert answers.text(b"x" * 20_000, "text/plain") == "x" * 20_000
    assert answers.more("answer-1", 20_000) == "x"
    answers.text(b"x" * 20_001, "text/plain")
    assert answers.more("answer-2", 20_000) == "x"
    with pytest.raises(LookupError):
        answers.more("answer-1", 20_000)


def test_pieces_end_where_the_answer_does() -> None:
    answers = Answers(10)
    assert answers.text(b"x" * 10, "text/plain") == "x" * 10
    first = answers.text(b"0123456789abcdefghij!", "text/plain")
    assert first == (
        "0123456789\n\n[11 of 21 characters are left: call read_more with handle"
        " 'answer-1' and offset 10]"
    )
    assert answers.more("answer-1", 10).startswith("abcdefghij\n\n[1 of 21 characters are left")
    assert answers.more("answer-1", 11) == "bcdefghij!"
    assert answers.more("answer-1", 99) == ""
    assert "'answer-2'" in answers.text(b"y" * 11, "text/plain")


# Who is let in ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "headers", "let_in"),
    [
        ("http", [(b"authorization", b"Bearer of-this-run")], True),
        ("http", [(b"authorization", b"Bearer of-another")], False),
        ("http", [(b"authorization", b"of-this-run")], False),
        ("http", [(b"x-authorization", b"Bearer of-this-run")], False),
        ("http", [], False),
        ("lifespan", None, True),
    ],
)
def test_only_who_has_the_token_is_let_in(kind: str, headers: Any, let_in: bool) -> None:
    met: list[Any] = []
    sent: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        met.append(scope["type"])

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": kind} if headers is None else {"type": kind, "headers": headers}
    asyncio.run(guarded(app, "of-this-run")(scope, None, send))
    assert met == ([kind] if let_in else [])
    if not let_in:
        start, end = sent
        assert (start["status"], dict(start["headers"])[b"www-authenticate"]) == (401, b"Bearer")
        assert end == {"type": "http.response.body"}
