"""A document that has one of everything that reference pages tell."""

from __future__ import annotations

from typing import Any

from tests.support import STRING, answer, document, operation, query, ref

_JSON = "application/json"
SCHEMAS: dict[str, Any] = {
    "Thing": {
        "type": "object",
        "description": "A thing.",
        "x-note": "Seen in 2025.",
        "required": ["id"],
        "properties": {
            "id": {"type": "integer", "minimum": 1},
            "colour": {**STRING, "deprecated": True, "description": "Its colour."},
        },
        "additionalProperties": {"type": "integer"},
        "example": {"id": 7},
    },
    "Box": {"allOf": [ref("Thing"), {"type": "object", "properties": {"inner": ref("Thing")}}]},
    "Old": {"type": "object", "deprecated": True, "properties": {"code": ref("Code")}},
    "Code": {**STRING, "maxLength": 3, "description": "Three letters."},
    "Cat": {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "cat"}}},
    "Dog": {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "dog"}}},
    "Pet": {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}},
    "Animal": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": STRING},
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"lion": "#/components/schemas/Lion", "bee": "#/components/schemas/Bee"},
        },
    },
    "Lion": {"allOf": [ref("Animal"), {"type": "object", "properties": {"mane": STRING}}]},
    "Bee": {"allOf": [ref("Animal"), {"type": "object", "properties": {"hive": STRING}}]},
    "Fault": {"type": "object", "properties": {"message": STRING, "seen": ref("Animal")}},
}
FAILED = {
    "description": "Too many.",
    "content": {_JSON: {"schema": ref("Fault"), "example": {"message": "Wait."}}},
}


def rich() -> dict[str, Any]:
    """The document."""
    find = operation(
        "findThings",
        summary="Find things",
        description="By *colour*.",
        externalDocs={"url": "https://vendor.example/find"},
        parameters=[
            query("colour", required=True, description="Which."),
            query("size", {"type": "integer", "maximum": 9}, deprecated=True),
            query("page", {"type": "integer"}),
        ],
        responses={
            "200": answer(
                {"type": "object", "properties": {"data": {"type": "array", "items": ref("Box")}}}
            ),
            "404": {"description": "No such colour.", "content": {_JSON: {"schema": ref("Fault")}}},
            "429": FAILED,
        },
    )
    find |= {
        "x-pagination": {"style": "page", "page": "page", "items": "/data"},
        "x-rate-limit": {"limit": 5, "per": 60},
        "x-note": "Slow at night.",
        "x-unverified": "Not tried.",
    }
    add = operation(
        "addThing",
        requestBody={"content": {_JSON: {"schema": ref("Thing"), "examples": {
            "small": {"summary": "A small one", "value": {"id": 1}},
            "large": {"summary": "A large one", "value": {"id": 900}},
        }}}},
        responses={"201": answer(ref("Pet")), "429": FAILED},
        callbacks={"grown": {"{$request.query.url}": {"post": {
            "operationId": "grown", "summary": "It has grown",
            "requestBody": {"content": {_JSON: {"schema": ref("Old")}}},
            "responses": {"200": {"description": "Ok."}},
        }}}},
    )  # fmt: skip
    ping = operation(
        "ping", summary="Ping", responses={"204": {"description": "Fine."}, "429": FAILED}
    )
    old = operation(
        "oldPing", deprecated=True, responses={"204": {"description": "Fine."}, "429": FAILED}
    )
    old |= {"x-deprecation": {"since": "2026-01-01", "use": "ping"}}
    later = operation("later", responses={"204": {"description": "Fine."}, "429": FAILED}) | {
        "x-status": "planned"
    }
    soon = operation("soon", responses={"204": {"description": "Fine."}, "429": FAILED}) | {
        "x-status": "beta"
    }
    made = operation(
        "made",
        summary="A thing was made",
        requestBody={"content": {_JSON: {"schema": ref("Thing")}}},
    )
    tree = document(
        {
            "/things": {"get": find, "post": add},
            "/ping": {"get": ping},
            "/old": {"get": old},
            "/later": {"get": later},
            "/soon": {"get": soon},
        },
        SCHEMAS,
    )
    made |= {"x-note": "Sent twice."}
    tree |= {
        "x-specwright": 1,
        "info": {
            "title": "Rich",
            "version": "1.2",
            "description": "All of it.",
            "license": {"name": "Free"},
        },
        "externalDocs": {"url": "https://vendor.example"},
        "servers": [
            {
                "url": "https://{shop}.example.com",
                "description": "Live.",
                "variables": {"shop": {"default": "demo"}},
            }
        ],
        "security": [{"key": []}],
        "webhooks": {"made": {"post": made}},
    }
    tree["components"]["securitySchemes"] = {
        "key": {"type": "apiKey", "in": "header", "name": "Key", "description": "Yours."}
    }
    return tree
