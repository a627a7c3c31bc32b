"""A pair of small revisions for each kind of change that a vendor's document may see.

Each is one document with a few values replaced before and after. The numbers are those of
the table in `docs/evolution.md`.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.support import STRING, answer, document, operation, query, ref

GONE: Final = object()
"""What is not there."""
Edits = Mapping[str, Any]
"""JSON pointer (RFC 6901) → what stands there instead; a pointer may end in `/-`."""

GET, POST, ONE = "/paths/~1things/get", "/paths/~1things/post", "/paths/~1things~1{id}/get"
PARAMETERS = f"{GET}/parameters"
THING, NEW = "/components/schemas/Thing", "/components/schemas/NewThing"
BODY = f"{POST}/requestBody"
OK = f"{ONE}/responses/200"
INTEGER = {"type": "integer"}
NUMBER = {"type": "number"}


def base() -> dict[str, Any]:
    """The document that all pairs are about."""
    problem = answer(ref("Problem"))
    return document(
        {
            "/things": {
                "get": operation(
                    "listThings",
                    parameters=[
                        query("limit", {"type": "integer", "maximum": 100, "default": 20}),
                        query("sort", {"type": "string", "enum": ["name", "size"]}),
                        query("q"),
                        query("ids", {"type": "array", "items": STRING}),
                    ],
                    responses={
                        "200": answer({"type": "array", "items": ref("Thing")}),
                        "400": problem,
                    },
                ),
                "post": operation(
                    "addThing",
                    requestBody={
                        "required": True,
                        "content": {"application/json": {"schema": ref("NewThing")}},
                    },
                    responses={"201": answer(ref("Thing")), "400": problem},
                ),
            },
            "/things/{id}": {
                "get": operation(
                    "getThing",
                    parameters=[{"name": "id", "in": "path", "required": True, "schema": STRING}],
                    responses={"200": answer(ref("Thing")), "404": problem},
                ),
            },
        },
        {
            "Thing": {
                "type": "object",
                "required": ["id", "name", "size"],
                "properties": {
                    "id": STRING,
                    "name": {"type": "string", "maxLength": 20},
                    "size": INTEGER,
                    "state": {"type": "string", "enum": ["new", "sold"]},
                    "note": {"type": "string", "pattern": "^[a-z]+$"},
                },
            },
            "NewThing": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "maxLength": 20},
                    "size": INTEGER,
                    "colour": {"type": "string", "enum": ["red", "blue"]},
                    "note": {"type": "string", "pattern": "^[a-z]+$", "default": "none"},
                    "weight": {"type": ["number", "null"]},
                },
            },
            "Problem": {
                "type": "object",
                "required": ["code"],
                "properties": {"code": STRING, "message": STRING},
            },
        },
    )


@dataclass(frozen=True, eq=False)
class Pair:
    """Two revisions and what is to be said of them."""

    number: int
    title: str
    kind: str
    wire: str
    client: str
    server: str
    before: Edits = field(default_factory=dict[str, Any])
    after: Edits = field(default_factory=dict[str, Any])
    beside: frozenset[str] = frozenset()
    """Kinds that come along."""

    @property
    def id(self) -> str:
        """What a test of it is called."""
        return f"{self.number:02}-{self.title.replace(' ', '-')}"

    def old(self) -> dict[str, Any]:
        """The old revision."""
        return edited(json.loads(json.dumps(base())), self.before)

    def new(self) -> dict[str, Any]:
        """The new revision."""
        return edited(self.old(), self.after)


def edited(tree: Any, edits: Edits) -> Any:
    """A tree with some of its values replaced."""
    tree = copy.deepcopy(tree)
    for pointer, value in edits.items():
        *way, last = (p.replace("~1", "/").replace("~0", "~") for p in pointer.split("/")[1:])
        node = tree
        for step in way:
            node = node[int(step)] if isinstance(node, list) else node.setdefault(step, {})
        value = value if value is GONE else copy.deepcopy(value)
        if isinstance(node, list):
            if last == "-":
                node.append(value)
            elif value is GONE:
                del node[int(last)]
            else:
                node[int(last)] = value
        elif value is GONE:
            del node[last]
        else:
            node[last] = value
    return tree


_BEARER = {"type": "http", "scheme": "bearer"}
_OAUTH = {
    "type": "oauth2",
    "flows": {
        "clientCredentials": {
            "tokenUrl": "https://api.example.com/token",
            "scopes": {"read": "Read.", "write": "Write."},
        }
    },
}
_SCHEME = "/components/securitySchemes/key"
_ENDS = {"/paths/~1things~1{id}/get/deprecated": True}
_SUNSET = f"{ONE}/x-deprecation"
_EXPORT = {"/paths/~1export": {"get": operation("exportThings")}}
_PAST = {"deprecated": True, "x-deprecation": {"sunset": "2026-06-30"}}
_AHEAD = {"deprecated": True, "x-deprecation": {"sunset": "2027-06-30"}}
_SHAPES = {
    "/components/schemas/Circle": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"const": "circle"}, "radius": NUMBER},
    },
    "/components/schemas/Square": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"const": "square"}, "side": NUMBER},
    },
    "/components/schemas/Line": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"const": "line"}, "length": NUMBER},
    },
    "/components/schemas/Shape": {
        "oneOf": [ref("Circle"), ref("Square")],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {
                "circle": "#/components/schemas/Circle",
                "square": "#/components/schemas/Square",
            },
        },
    },
}
_PLAIN_SHAPES = {
    **_SHAPES,
    "/components/schemas/Shape/discriminator": GONE,
}
_V2 = "application/vnd.acme.v2+json"
_PAGED = {
    f"{PARAMETERS}/-": query("page", INTEGER),
    f"{GET}/responses/200": answer(
        {
            "type": "object",
            "required": ["items"],
            "properties": {
                "items": {"type": "array", "items": ref("Thing")},
                "next": STRING,
            },
        }
    ),
    f"{GET}/x-pagination": {"style": "page", "items": "/items", "page": "page"},
}

PAIRS: tuple[Pair, ...] = (
    # Operations
    Pair(1, "endpoint added", "operation-added", *"aaa", after=_EXPORT),
    Pair(2, "endpoint removed", "operation-removed", *"bb-", _EXPORT, {"/paths/~1export": GONE}),
    Pair(
        3, "endpoint removed after its sunset", "operation-removed", *"aa-",
        {"/paths/~1export": {"get": operation("exportThings", **_PAST)}},
        {"/paths/~1export": GONE},
    ),
    Pair(
        4, "endpoint removed before its sunset", "operation-removed", *"bb-",
        {"/paths/~1export": {"get": operation("exportThings", **_AHEAD)}},
        {"/paths/~1export": GONE},
    ),
    Pair(
        5, "path literal renamed", "path-changed", *"b--",
        _EXPORT, {"/paths/~1export": GONE, "/paths/~1exports": {"get": operation("exportThings")}},
    ),
    Pair(
        6, "path parameter renamed", "parameter-renamed", *"-bb",
        {"/paths/~1boxes~1{box}": {"get": operation("getBox", parameters=[
            {"name": "box", "in": "path", "required": True, "schema": STRING}])}},
        {"/paths/~1boxes~1{box}": GONE,
         "/paths/~1boxes~1{number}": {"get": operation("getBox", parameters=[
             {"name": "number", "in": "path", "required": True, "schema": STRING}])}},
    ),
    Pair(7, "operationId changed", "operation-renamed", *"-bb",
         after={f"{ONE}/operationId": "readThing"}),
    Pair(8, "tag changed", "operation-moved", *"-b-", _EXPORT,
         {"/paths/~1export/get/tags": ["exports"]}),
    Pair(9, "endpoint deprecated with a sunset", "operation-deprecated", *"aa-",
         after={**_ENDS, _SUNSET: {"sunset": "2027-06-30"}}),
    Pair(10, "endpoint deprecated without a sunset", "operation-deprecated", *"aa-", after=_ENDS),
    Pair(11, "sunset date deleted", "sunset-removed", *"b--",
         {**_ENDS, _SUNSET: {"sunset": "2027-06-30"}}, {_SUNSET: GONE}),
    Pair(12, "sunset date moved nearer", "sunset-nearer", *"b--",
         {**_ENDS, _SUNSET: {"sunset": "2027-06-30"}}, {_SUNSET: {"sunset": "2027-01-31"}}),
    Pair(13, "webhook removed", "webhook-removed", *"bb-",
         {"/webhooks": {"made": {"post": {"requestBody": answer(ref("Thing")),
                                          "responses": {"204": {"description": "Ok."}}}}}},
         {"/webhooks": GONE}),
    Pair(14, "server URL changed", "server-changed", *"b--",
         after={"/servers/0/url": "https://api.example.com/v2"}),
    Pair(15, "security added", "security-added", *"b--",
         {_SCHEME: _BEARER, f"{GET}/security": [{"key": []}]}, {f"{ONE}/security": [{"key": []}]}),
    Pair(16, "scope added", "scope-added", *"b--",
         {_SCHEME: _OAUTH, f"{ONE}/security": [{"key": ["read"]}]},
         {f"{ONE}/security/0/key": ["read", "write"]}),
    Pair(17, "security scheme's type changed", "security-scheme-changed", *"b--",
         {_SCHEME: _BEARER, f"{ONE}/security": [{"key": []}]},
         {_SCHEME: {"type": "apiKey", "in": "header", "name": "X-Key"}}),
    # Parameters
    Pair(18, "optional query parameter added", "parameter-added", *"aab",
         after={f"{PARAMETERS}/-": query("colour")}),
    Pair(19, "optional request header added", "parameter-added", *"aab",
         after={f"{PARAMETERS}/-": {"name": "X-Trace", "in": "header", "schema": STRING}}),
    Pair(20, "required query parameter added", "required-parameter-added", *"bbb",
         after={f"{PARAMETERS}/-": query("shop", required=True)}),
    Pair(21, "required query parameter added with a default", "required-parameter-added", *"bbb",
         after={f"{PARAMETERS}/-": query("shop", {"type": "string", "default": "a"},
                                          required=True)}),
    Pair(22, "query parameter removed", "parameter-removed", *"bb-",
         after={f"{PARAMETERS}/2": GONE}),
    Pair(23, "parameter became required", "parameter-became-required", *"bb-",
         after={f"{PARAMETERS}/2/required": True}),
    Pair(24, "parameter became optional", "parameter-became-optional", *"a-b",
         {f"{PARAMETERS}/2/required": True}, {f"{PARAMETERS}/2/required": False}),
    Pair(25, "parameter's type changed", "type-changed", *"bbb",
         after={f"{PARAMETERS}/2/schema": INTEGER}),
    Pair(26, "parameter's type widened", "type-widened", *"a-b",
         {f"{PARAMETERS}/2/schema": INTEGER}, {f"{PARAMETERS}/2/schema": NUMBER}),
    Pair(27, "parameter's default changed", "default-changed", *"b--",
         after={f"{PARAMETERS}/0/schema/default": 50}),
    Pair(28, "parameter's value added", "enum-value-added", *"a-d",
         after={f"{PARAMETERS}/1/schema/enum/-": "age"}),
    Pair(29, "parameter's value removed", "enum-value-removed", *"bb-",
         after={f"{PARAMETERS}/1/schema/enum/1": GONE}),
    Pair(30, "maximum lowered", "limit-tightened", *"b--",
         after={f"{PARAMETERS}/0/schema/maximum": 50}),
    Pair(31, "maximum raised", "limit-loosened", *"a--",
         after={f"{PARAMETERS}/0/schema/maximum": 200}),
    Pair(32, "maximum set", "limit-set", *"b--",
         {f"{PARAMETERS}/0/schema/maximum": GONE}, {f"{PARAMETERS}/0/schema/maximum": 100}),
    Pair(33, "pattern added", "pattern-set", *"b--",
         after={f"{PARAMETERS}/2/schema/pattern": "^[a-z]+$"}),
    Pair(34, "style changed", "parameter-style-changed", *"b--",
         after={f"{PARAMETERS}/3/explode": False}),
    # What is sent
    Pair(35, "optional property added to a body", "property-added", *"aab",
         after={f"{NEW}/properties/shop": STRING}),
    Pair(36, "required property added to a body", "required-property-added", *"bbb",
         after={f"{NEW}/properties/shop": STRING, f"{NEW}/required/-": "shop"}),
    Pair(37, "required property with a default added to a body", "required-property-added",
         *"bbb", after={f"{NEW}/properties/shop": {"type": "string", "default": "a"},
                        f"{NEW}/required/-": "shop"}),
    Pair(38, "property removed from a body", "property-removed", *"bb-",
         after={f"{NEW}/properties/size": GONE}),
    Pair(39, "property of a body became required", "property-became-required", *"bb-",
         after={f"{NEW}/required/-": "size"}),
    Pair(40, "property of a body became optional", "property-became-optional", *"a-b",
         {f"{NEW}/required/-": "size"}, {f"{NEW}/required/1": GONE}),
    Pair(41, "type changed in a body", "type-changed", *"bbb",
         after={f"{NEW}/properties/size": STRING}),
    Pair(42, "type widened in a body", "type-widened", *"a-b",
         after={f"{NEW}/properties/size": NUMBER}),
    Pair(43, "value added in a body", "enum-value-added", *"a-d",
         after={f"{NEW}/properties/colour/enum/-": "green"}),
    Pair(44, "value removed in a body", "enum-value-removed", *"bb-",
         after={f"{NEW}/properties/colour/enum/1": GONE}),
    Pair(45, "maxLength lowered in a body", "limit-tightened", *"b--",
         after={f"{NEW}/properties/name/maxLength": 10}),
    Pair(46, "maxLength set in a body", "limit-set", *"b--",
         {f"{NEW}/properties/name/maxLength": GONE}, {f"{NEW}/properties/name/maxLength": 20}),
    Pair(47, "pattern narrowed in a body", "pattern-narrowed", *"b--",
         after={f"{NEW}/properties/note/pattern": "^[a-p]+$"}),
    Pair(48, "property of a body may not be null", "became-not-nullable", *"bb-",
         after={f"{NEW}/properties/weight/type": "number"}),
    Pair(49, "property of a body may be null", "became-nullable", *"a-b",
         {f"{NEW}/properties/weight/type": "number"},
         {f"{NEW}/properties/weight/type": ["number", "null"]}),
    Pair(50, "default changed in a body", "default-changed", *"b--",
         after={f"{NEW}/properties/note/default": "empty"}),
    Pair(51, "further properties of a body forbidden", "extras-forbidden", *"b--",
         after={f"{NEW}/additionalProperties": False}),
    Pair(52, "kind of body removed", "variant-removed", *"bb-",
         {**_PLAIN_SHAPES, "/components/schemas/Shape/oneOf/-": ref("Line"),
          f"{BODY}/content/application~1json/schema": ref("Shape")},
         {"/components/schemas/Shape/oneOf/2": GONE}),
    Pair(53, "body became required", "body-became-required", *"bb-",
         {f"{BODY}/required": False}, {f"{BODY}/required": True}),
    Pair(54, "media type of a body added", "media-type-added", *"a--",
         after={f"{BODY}/content/{_V2.replace('/', '~1')}": {"schema": ref("NewThing")}}),
    Pair(55, "media type of a body removed", "media-type-removed", *"b--",
         {f"{BODY}/content/{_V2.replace('/', '~1')}": {"schema": ref("NewThing")}},
         {f"{BODY}/content/{_V2.replace('/', '~1')}": GONE}),
    # What is answered
    Pair(56, "optional property added to an answer", "property-added", *"aaa",
         after={f"{THING}/properties/colour": STRING}),
    Pair(57, "required property removed from an answer", "property-removed", *"bbb",
         after={f"{THING}/properties/size": GONE, f"{THING}/required": ["id", "name"]}),
    Pair(58, "optional property removed from an answer", "property-removed", *"bbb",
         after={f"{THING}/properties/note": GONE}),
    Pair(59, "property of an answer became optional", "property-became-optional", *"bb-",
         after={f"{THING}/required": ["id", "name"]}),
    Pair(60, "property of an answer may be null", "became-nullable", *"bb-",
         after={f"{THING}/properties/size/type": ["integer", "null"]}),
    Pair(61, "type changed in an answer", "type-changed", *"bbb",
         after={f"{THING}/properties/size": STRING}),
    Pair(62, "type widened in an answer", "type-widened", *"bb-",
         after={f"{THING}/properties/size": NUMBER}),
    Pair(63, "value added in an answer", "enum-value-added", *"a--",
         after={f"{THING}/properties/state/enum/-": "lost"}),
    Pair(64, "value removed in an answer", "enum-value-removed", *"a--",
         after={f"{THING}/properties/state/enum/1": GONE}),
    Pair(65, "maxLength raised in an answer", "limit-loosened", *"a--",
         after={f"{THING}/properties/name/maxLength": 50}),
    Pair(66, "pattern widened in an answer", "pattern-widened", *"a--",
         after={f"{THING}/properties/note/pattern": "^[a-z0-9]+$"}),
    Pair(67, "kind of answer added", "variant-added", *"bb-",
         {**_PLAIN_SHAPES, f"{OK}/content/application~1json/schema": ref("Shape")},
         {"/components/schemas/Shape/oneOf/-": ref("Line")}),
    Pair(68, "discriminator's mapping changed", "discriminator-changed", *"b--",
         {**_SHAPES, f"{OK}/content/application~1json/schema": ref("Shape")},
         {"/components/schemas/Shape/discriminator/mapping": {
             "circle": "#/components/schemas/Square", "square": "#/components/schemas/Circle"}}),
    Pair(69, "status of success changed", "success-status-changed", *"b--",
         after={f"{ONE}/responses/202": answer(ref("Thing")), f"{ONE}/responses/200": GONE}),
    Pair(70, "status of an error changed", "error-status-changed", *"b--",
         after={f"{POST}/responses/422": answer(ref("Problem")), f"{POST}/responses/400": GONE}),
    Pair(71, "property removed from error bodies", "property-removed", *"bbb",
         after={"/components/schemas/Problem/properties/message": GONE}),
    Pair(72, "media type of an answer added", "media-type-added", *"a--",
         after={f"{OK}/content/{_V2.replace('/', '~1')}": {"schema": ref("Thing")}}),
    Pair(73, "media type of an answer removed", "media-type-removed", *"b--",
         {f"{OK}/content/{_V2.replace('/', '~1')}": {"schema": ref("Thing")}},
         {f"{OK}/content/{_V2.replace('/', '~1')}": GONE}),
    Pair(74, "response header added", "header-added", *"a--",
         after={f"{OK}/headers": {"X-Age": {"schema": INTEGER}}}),
    Pair(75, "required response header removed", "header-removed", *"b--",
         {f"{OK}/headers": {"X-Age": {"required": True, "schema": INTEGER}}},
         {f"{OK}/headers": GONE}),
    Pair(76, "optional response header removed", "header-removed", *"b--",
         {f"{OK}/headers": {"X-Age": {"schema": INTEGER}}}, {f"{OK}/headers": GONE}),
    # Promises
    Pair(77, "rate limit lowered", "rate-limit-lowered", *"a--",
         {f"{GET}/x-rate-limit": {"limit": 100, "per": 60}}, {f"{GET}/x-rate-limit/limit": 50}),
    Pair(78, "paging changed", "pagination-changed", *"b--", _PAGED,
         {f"{GET}/x-pagination": {"style": "link", "items": "/items", "next": "/next"}}),
    Pair(79, "description changed", "text-changed", *"---",
         {f"{THING}/description": "A thing."}, {f"{THING}/description": "Something."}),
    Pair(80, "example changed", "example-changed", *"---",
         {f"{OK}/content/application~1json/example": {"id": "a", "name": "b", "size": 1}},
         {f"{OK}/content/application~1json/example": {"id": "b", "name": "c", "size": 2}}),
    Pair(81, "breaking change without a major version", "operation-removed", *"bb-",
         {**_EXPORT, "/info/version": "1.0.0"},
         {"/paths/~1export": GONE, "/info/version": "1.1.0"}),
)  # fmt: skip
