"""A document that has one of everything that operations and messages tell of themselves."""

from __future__ import annotations

from typing import Any

from tests.support import STRING, answer, document, operation, query, ref

_JSON = "application/json"
_DONE = {"204": {"description": "Done."}}
_LONG = " ".join(["A description that goes on and on"] * 9)


def full() -> dict[str, Any]:
    """The document."""
    body = {"required": True, "content": {_JSON: {"schema": ref("Event")}}}
    many = {"type": "array", "items": ref("Event"), "maxItems": 20}
    batch = {
        "type": "object",
        "required": ["events"],
        "properties": {"events": many},
    }
    state = {
        "type": "object",
        "required": ["id", "state"],
        "properties": {"id": STRING, "state": {"enum": ["waiting", "ready", "broken"]}},
    }
    sent = operation("sendEvent", requestBody=body, responses=_DONE) | {
        "x-background": {"batch": {"operation": "sendEvents", "wrap": "event"}},
        "x-rate-limit": {"limit": 1000, "per": 3600, "scope": ["ip", "credential"]},
    }
    all_sent = operation(
        "sendEvents", requestBody={"content": {_JSON: {"schema": batch}}}, responses=_DONE
    )
    made = operation("makeReport", tag="reports", responses={"202": answer(ref("State"))}) | {
        "x-process": {
            "id": "/id",
            "status-operation": "reportState",
            "state": "/state",
            "pending": ["waiting"],
            "success": ["ready"],
            "failure": ["broken"],
            "interval": 2,
            "retention": 86400,
        },
        "x-rate-limit": {"limit": 1, "per": 1},
    }
    looked = operation(
        "reportState",
        tag="reports",
        parameters=[{"name": "id", "in": "path", "required": True, "schema": STRING}],
        responses={"200": answer(ref("State"))},
    ) | {"x-deadline": {"total": 1.5, "fallback": True}}
    found = operation(
        "find",
        parameters=[
            query("a", example="1"),
            query("b", example="2"),
            query("c", example="3"),
            query("d", example="4"),
            query("page-no", {"type": "integer"}, example=9),
            query("per-page", {"type": "integer"}),
            {"name": "X-Shop", "in": "header", "schema": STRING},
        ],
        responses={
            "200": {
                "description": "Found.",
                "headers": {
                    "X-Total": {"schema": {"type": "integer"}, "description": "How many. Really."},
                    "ETag": {"schema": STRING},
                },
                "content": {
                    _JSON: {"schema": {"type": "array", "items": ref("Event")}},
                    "text/csv": {"schema": STRING},
                },
                "links": {"more": {"operationId": "find", "description": "The rest."}},
            },
            "4XX": {
                "description": "Wrong.",
                "content": {
                    _JSON: {
                        "schema": ref("Fault"),
                        "example": {"error": {"code": "E1", "text": "No such page."}},
                    }
                },
            },
            "500": {"description": "Broken."},
        },
        security=[{"user": []}, {"shop": [], "key": []}, {}],
        servers=[{"url": "https://search.example.com"}],
    ) | {
        "x-pagination": {
            "style": "page",
            "page": "page-no",
            "size": "per-page",
            "items": "",
            "until": "short",
        },
        "x-parameter-groups": [{"all-or-none": ["b", "c"]}, {"at-most-one": ["d", "X-Shop"]}],
    }
    uploaded = operation(
        "upload",
        requestBody={
            "content": {
                _JSON: {"schema": ref("Event")},
                "application/x-www-form-urlencoded": {"schema": ref("Event")},
            }
        },
        responses=_DONE,
    ) | {"x-retry": {"attempts": 5, "statuses": [503, 504], "not-processed": [429, 503]}}
    told = {
        "post": {
            "operationId": "told",
            "summary": "Told.",
            "description": "Told.",
            "requestBody": {
                "content": {
                    _JSON: {
                        "schema": ref("Event"),
                        "examples": {
                            "one": {"summary": "The first", "value": {"name": "x"}},
                            "two": {"value": {"name": "y", "at": "2026-01-02T03:04:05Z"}},
                        },
                    }
                }
            },
            "responses": _DONE,
            "x-webhook-signature": {
                "header": "X-Sign",
                "algorithm": "hmac-sha256",
                "encoding": "hex",
            },
        }
    }
    bare = {
        "post": {
            "operationId": "bare",
            "summary": "Bare",
            "description": "Bare in words.",
            "responses": _DONE,
        }
    }
    tree = document(
        {
            "/events": {"post": sent, "get": found, "put": uploaded},
            "/events/many": {"post": all_sent},
            "/reports": {"post": made},
            "/reports/{id}": {"get": looked},
        },
        {
            "Event": {
                "type": "object",
                "description": _LONG,
                "required": ["name"],
                "properties": {
                    "name": STRING,
                    "at": {**STRING, "format": "date-time", "readOnly": True},
                    "more": {"type": "object", "additionalProperties": ref("Amount")},
                },
                "additionalProperties": True,
                "example": {"name": "made", "odd": [1, {"a": None}]},
            },
            "Amount": {
                "type": "number",
                "minimum": 0,
                "multipleOf": 0.5,
                "x-note": ["One.", "Two."],
            },
            "State": state,
            "Fault": {
                "type": "object",
                "properties": {
                    "error": {"type": "object", "properties": {"code": STRING, "text": STRING}}
                },
            },
        },
        webhooks={"told": told, "bare": bare},
        security=[{"key": []}],
    )
    tree |= {"x-specwright": 1, "x-errors": {"code": "/error/code", "message": "/error/text"}}
    tree["components"]["securitySchemes"] = {
        "key": {"type": "apiKey", "in": "header", "name": "Key"},
        "user": {"type": "http", "scheme": "basic"},
        "shop": {"type": "http", "scheme": "bearer"},
    }
    return tree
