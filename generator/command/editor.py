"""A JSON Schema for editors: OpenAPI 3.1 with our vocabulary in it, so that what is written is
completed, described, and found wrong at its place, however deep.

The standard's part is openapi-spec-validator's, with the dialect of schema objects in it
(OpenAPI 3.1, section 4.8.24); ours is `vocabulary.json`.
"""

from __future__ import annotations

import json
import re
from functools import partial
from importlib.resources import files
from typing import Any

from generator.ground.vocabulary import VOCABULARY

_OBJECTS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def schema() -> dict[str, Any]:
    """The schema, whole in itself (JSON Schema 2020-12): it refers to nothing outside."""
    standard = _resource("openapi_spec_validator", "resources/schemas/v3.1/schema.json")
    del standard["$id"]
    definitions = standard["$defs"]
    ours = json.loads(VOCABULARY.read_text(encoding="utf-8"))
    for name, definition in ours["$defs"].items():
        definitions[f"specwright-{name}"] = _moved(definition)
    kinds: dict[str, dict[str, Any]] = {}
    for name, said in ours["properties"].items():
        definitions[name] = _moved({k: v for k, v in said.items() if k != "standsOn"})
        for kind in said["standsOn"]:
            kinds.setdefault(kind, {})[name] = {"$ref": f"#/$defs/{name}"}
    everywhere = kinds.pop("any", {})
    definitions["schema"] |= _dialect()
    for kind, members in kinds.items():
        there = standard if kind == "document" else definitions[_OBJECTS.sub("-", kind).lower()]
        there["properties"] = {**there.get("properties", {}), **members}
    definitions["specification-extensions"]["properties"] = everywhere
    standard["title"] = "OpenAPI 3.1 with specwright's extensions"
    return standard


def text() -> str:
    """The same as a file."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def _dialect() -> dict[str, Any]:
    """What a schema object's own keywords hold: shallow, as the standard's schema leaves it out."""
    types = ["array", "boolean", "integer", "null", "number", "object", "string"]
    one, many = {"$ref": "#/$defs/schema"}, {"type": "array", "items": {"$ref": "#/$defs/schema"}}
    named = {"type": "object", "additionalProperties": one}
    kind = {"enum": types}
    return {
        "properties": {
            "type": {"anyOf": [kind, {"type": "array", "items": kind, "uniqueItems": True}]},
            **dict.fromkeys(
                ("properties", "patternProperties", "$defs", "dependentSchemas"), named
            ),
            **dict.fromkeys(("items", "additionalProperties", "contains", "not"), one),
            **dict.fromkeys(("if", "then", "else", "propertyNames"), one),
            **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), many),
            "required": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
            **{key: {"minimum": 0} for key in ("minLength", "maxLength", "minItems", "maxItems")},
            **{
                key: {"type": "string"}
                for key in ("title", "description", "format", "pattern", "$ref")
            },
            **{key: {"type": "boolean"} for key in ("readOnly", "writeOnly", "deprecated")},
        }
    }


def _moved(value: Any) -> Any:
    """Our schema with its own definitions under the names that they have in the whole."""
    if isinstance(value, list):
        return [_moved(one) for one in value]
    if not isinstance(value, dict):
        return value
    move = partial(re.sub, r"^#/\$defs/", "#/$defs/specwright-")
    return {k: move(v) if k == "$ref" else _moved(v) for k, v in value.items()}


def _resource(package: str, path: str) -> dict[str, Any]:
    return json.loads((files(package) / path).read_text(encoding="utf-8"))  # type: ignore[no-any-return]
