"""Which runtime modules a document asks for: for each, what asks for it and what nearly does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.understand.build import build
from generator.write.features import offered, other_halves, unneeded
from tests.support import NOTHING, STRING, answer, document, loaded, operation, query, ref

INTEGER = {"type": "integer"}
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def _sent(schema: Any, *media: str) -> dict[str, Any]:
    return {"requestBody": {"content": {one: {"schema": schema} for one in media or (JSON,)}}}


def _op(path: str = "/a", **more: Any) -> dict[str, Any]:
    return {"paths": {path: {"post": operation("a", **{"responses": NOTHING, **more})}}}


def _got(schema: Any, media: str = JSON) -> dict[str, Any]:
    return _op(responses={"200": answer(schema, media)})


def _param(schema: Any, where: str = "query", **more: Any) -> dict[str, Any]:
    required = {"required": True} if where == "path" else {}
    return _op("/a/{q}" if where == "path" else "/a", parameters=[{"name": "q", "in": where, "schema": schema, **required, **more}])  # fmt: skip


def _schema(schema: Any) -> dict[str, Any]:
    return {"schemas": {"It": schema}}


def _object(*required: str, **members: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": members}


HOOK = {"hook": {"post": {**_sent(STRING), "responses": NOTHING}}}
ITEMS = answer({"type": "object", "properties": {"data": {"type": "array", "items": STRING}}})
PAGED = _op(
    parameters=[query("page", INTEGER)], responses={"200": ITEMS},
    **{"x-pagination": {"style": "page", "page": "page", "items": "/data"}},
)  # fmt: skip


@pytest.mark.parametrize(
    ("module", "asking", "others"),
    [
        ("client.paging", [PAGED], [_op(responses={"200": ITEMS})]),
        ("client.events", [_got(STRING, "text/event-stream")], [_got(STRING, "text/plain")]),
        ("client.background", [_op(**{"x-background": {}})], [_op()]),
        ("wire.xml", [_got(_object(a=STRING), "application/xml"), _op(**_sent(_object(a=STRING), "text/xml"))],
         [_got(STRING, "application/xml"), _got(_object(a=STRING))]),
        ("wire.upload", [_op(**_sent(STRING, "text/csv")), _op(**_sent(STRING, JSON, "text/csv")), _op(**_sent(_object(a=STRING), FORM)),
                         _op(callbacks={"c": {"{$request.query.u}": HOOK["hook"]}})],
         [_op(**_sent(STRING)), _got(STRING, "text/csv"), _op(**_sent(STRING, JSON, "application/hal+json"))]),
        ("wire.multipart", [_op(**_sent(_object(a=STRING), "multipart/form-data")), _op(**_sent(STRING, "*/*"))],
         [_op(**_sent(_object(a=STRING), FORM)), _op(**_sent(STRING))]),
        ("server.app.forms", [_op(**_sent(_object(a=STRING), FORM)), _op(**_sent(_object(a=STRING), "Multipart/Mixed")),
                              _op(**_sent(STRING, "application/*"))], [_op(**_sent(STRING)), _op(**_sent(STRING, "text/csv"))]),
        ("server.app.structures", [_param({"type": "array", "items": STRING}), _param(_object(a=STRING)), _param(ref("It")) | _schema(STRING),
                                   _param({"anyOf": [STRING, INTEGER]}), _param(STRING, style="deepObject"), _param({}), _param(True, "header"),
                                   _op(parameters=[{"name": "q", "in": "query", "content": {JSON: {"schema": STRING}}}])],
         [_param(STRING), _param(INTEGER, style="form"), _param(STRING, "path", style="simple"),
          _param(STRING, "cookie"), _op() | {"components": {"securitySchemes": {"k": {"type": "apiKey", "in": "query", "name": "k"}}}}]),
        ("access.entry", [{"servers": [{"url": "https://{a}.test", "variables": {"a": {"default": "x"}}}]},
                          _op(servers=[{"url": "https://{a}.test", "variables": {"a": {"default": "x"}}}]),
                          {"components": {"securitySchemes": {"k": {"type": "apiKey", "in": "query", "name": "k"}}}}], [_op()]),
        ("access.oauth", [{"components": {"securitySchemes": {"k": {"type": "oauth2", "flows": {
            "clientCredentials": {"tokenUrl": "https://a.test/t", "scopes": {}}}}}}}],
         [{"components": {"securitySchemes": {"k": {"type": "http", "scheme": "bearer"}}}}]),
        ("wire.given", [_op(**_sent(_object(a=_object(b=STRING)))), _op(**_sent({"type": "array", "items": _object(a=STRING)})), _param(_object(a=STRING))],
         [_got(_object(a=STRING)), _op(**_sent({"type": "array", "items": STRING}))]),
        ("ground.deep", [{"schemas": {f"S{n}": STRING for n in range(21)}}], [{"schemas": {f"S{n}": STRING for n in range(20)}}]),
        ("ground.kinds", [_schema({"oneOf": [_object(a=STRING)], "discriminator": {"propertyName": "a"}})], [_schema(STRING)]),
        ("wire.formats", [_schema({**STRING, "format": "date"}), _schema({**STRING, "format": "time"}), _schema({**STRING, "format": "date-time"}),
                          {"x-wire": {"null": "omit"}}], [_schema({**STRING, "format": "uuid"}), _schema(STRING)]),
        ("wire.several", [_op(**_sent(STRING, JSON, "text/csv"))], [_op(**_sent(STRING, JSON, "application/hal+json")), _op()]),
        ("webhooks.receive", [{"webhooks": HOOK}, _op(callbacks={"c": {"{$request.query.u}": HOOK["hook"]}})], [_op()]),
        ("webhooks.callback", [_op(callbacks={"c": {"{$request.query.u}": HOOK["hook"]}})], [{"webhooks": HOOK}]),
        ("ground.groups", [_op(parameters=[query("a"), query("b")], **{"x-parameter-groups": [{"exactly-one": ["a", "b"]}]}),
                           _param({**STRING, "x-unsent": True, "maxLength": 3})], [_param(STRING)]),
        ("server.app.spread", [_param({"type": "array", "items": STRING}), _param({})],
         [_param(STRING), _param({"const": "a"}), _param({"type": "array", "items": STRING}, "header")]),
        ("ground.marks", [_op(deprecated=True)], [_param(STRING, deprecated=True), _op(deprecated=False)]),
        ("server.app.versions", [{"x-media-version": {"template": "application/a.v{version}+json", "version": "1"}}], [_op()]),
        ("limits.redis", [_op(**{"x-rate-limit": {"limit": 1, "per": 1}})], [{"x-rate-limit": {"status": 429}}, _op()]),
        ("server.app.limits", [{"x-rate-limit": {"status": 429}}], [_op()]),
        ("call.held", [_schema({**STRING, "maxLength": 3}), _schema({**STRING, "format": "uuid"}), _schema(_object(a=STRING)),
                       _schema({"type": "array", "uniqueItems": True})],
         [_schema(_object("a", a=STRING)), _schema({**STRING, "format": "binary"}), _schema(STRING)]),
        ("server.app.cors", [{"x-cors": {"origins": ["*"]}}], [_op()]),
        ("server.app.texts", [_schema({"anyOf": [STRING, INTEGER]}), _schema({"type": "array", "prefixItems": [STRING]})], [_schema({"allOf": [STRING]})]),
        ("ground.defaults", [_schema(_object(a={"type": "object", "additionalProperties": INTEGER, "default": {"x": 1}}))],
         [_schema(_object(a={**STRING, "default": "x"})), _schema(_object(a=STRING))]),
        ("wire.decimals", [_schema({"type": "number", "format": "decimal"})], [_schema({"type": "number"})]),
        ("server.schemas.families", [_schema({**_object(a=STRING), "discriminator": {"propertyName": "a"}})], [_schema(_object(a=STRING))]),
        ("server.schemas.patterns", [_schema({**STRING, "pattern": "a"}), _schema({"type": "object", "patternProperties": {"a": {}}})], [_schema(STRING)]),
        ("server.app.choice", [_op("/a?x=1"), _op("/a#x")], [_op("/a/x")]),
        ("server.sandbox.selectors", [_op("/a/create"), _op("/a/edit"), _schema({"enum": ["a"]})], [_op("/create/a"), _op("/a/created")]),
        ("server.sandbox.verbs", [_op(f"/a/{verb}") for verb in ("create", "upload", "edit", "update", "delete", "remove")],
         [_op("/a/get"), _op("/create/a"), _schema({"enum": ["a"]})]),
        ("server.sandbox.directed", [_op(**{"x-sandbox": {}})], [_op()]),
    ],
)  # fmt: skip
def test_what_asks_for_a_module(module: str, asking: list[Any], others: list[Any]) -> None:
    for fragment in asking:
        assert module not in _left_out(fragment), fragment
    for fragment in others:
        assert module in _left_out(fragment), fragment


def _left_out(fragment: dict[str, Any], *more: Any) -> frozenset[str]:
    made = loaded(document(**fragment))
    return unneeded(build(made)[0], json.loads(json.dumps(made.tree)), *more)


def test_what_settings_and_generated_code_ask_for_stays() -> None:
    plain = _left_out(_op())
    assert {"transport.aiohttp", "transport.pyreqwest", "ground.slim", "client.paging"} <= plain
    assert plain - _left_out(_op(), ["aiohttp"]) == {"transport.aiohttp", "ground.slim"}
    assert plain - _left_out(_op(), ["aiohttp", "pyreqwest"]) == {
        "transport.aiohttp", "transport.pyreqwest", "ground.slim",
    }  # fmt: skip
    assert plain - _left_out(_op(), [], ["client.paging"]) == {"client.paging"}


def test_names_that_users_may_want() -> None:
    api, _ = build(loaded(document(**PAGED)))
    assert dict(offered(api)) == {"client.paging": ("AsyncPage", "AsyncPages", "Page")}
    assert "client.py" not in other_halves(["client"])
    assert "server/" in other_halves(["client"])
    assert other_halves(["client", "server"]) == ()
