"""The schemas of Swagger 2.0 and OpenAPI 3.0, and outdated keywords in 3.1's, in today's words.

After OpenAPI's own list of differences between 3.0 and 3.1: `nullable` becomes
a null type, exclusive bounds become numbers, `example` one of `examples`, and
a format that named an encoding also gets the JSON Schema keyword for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generator.ground.diagnostics import Diagnostic, short
from generator.read.document.versions import SWAGGER, is_old
from generator.read.source import Mapping, Sequence, mapping, sequence

Report = Callable[[Diagnostic], None]

_COMBINING = frozenset({"$ref", "allOf", "anyOf", "oneOf"})
_ANNOTATIONS = ("title", "description", "default", "examples", "deprecated", "readOnly",
                "writeOnly", "externalDocs")  # fmt: skip


_UPGRADED = frozenset(
    (
        *("exclusiveMinimum", "exclusiveMaximum", "items", "enum", "examples", "example"),
        *("format", "nullable"),
    )
)


def upgrade(schema: Mapping, version: str, report: Report) -> Mapping:
    """A schema in the words of 3.1.

    Args:
        schema: A new object, which may be changed; its members are upgraded already.
        version: That of its file; before 3.1 the old words are right.
        report: Takes warnings.
    """
    if version == SWAGGER:
        _swagger(schema)
    words = _UPGRADED.intersection(schema)
    if not words:
        return schema  # most
    old = is_old(version)
    if "exclusiveMinimum" in words:
        _bounds(schema, "minimum", "exclusiveMinimum", old, report)
    if "exclusiveMaximum" in words:
        _bounds(schema, "maximum", "exclusiveMaximum", old, report)
    if "items" in words:
        _tuple(schema, old, report)
    if "enum" in words and schema["enum"] == []:
        message, mend = "an empty enum allows nothing; it is left out", "list the values"
        report(schema.place.report("W117", message, mend, key="enum"))
        del schema["enum"]
    if "example" in words or "examples" in words:
        _examples(schema, report)
    if "format" in words:
        _encoding(schema)
    return _nullable(schema, old, report) if "nullable" in words else schema


def _swagger(schema: Mapping) -> None:
    """What only Swagger 2.0's schemas have (Schema Object; `x-nullable` is its tools' word)."""
    if isinstance(schema.get("discriminator"), str):
        said = {"propertyName": schema["discriminator"]}
        schema["discriminator"] = mapping(said, schema.place.child("discriminator"))
    if schema.get("type") == "file":
        schema |= {"type": "string", "format": "binary"}
    flag = schema.pop("x-nullable", None)
    if isinstance(flag, bool):
        schema.setdefault("nullable", flag)


def complete(kind: str, made: Mapping, version: str, report: Report) -> None:
    """Add to a parameter or response what is missing and can only have been meant."""
    if kind == "parameter" and made.get("in") == "path" and made.get("required") is not True:
        message = f"path parameter {short(made.get('name'))} must be required"
        key = "required" if "required" in made else None
        report(made.place.report("W117", message, "add `required: true`", key=key))
        made["required"] = True
    elif kind == "response" and "description" not in made and version != "3.2":
        message, mend = "the response has no description", "add `description: …`"
        report(made.place.report("W117", message, mend))
        made["description"] = ""


def _outdated(schema: Mapping, key: str, message: str, mend: str) -> Diagnostic:
    return schema.place.report("W114", message, mend, key=key)


def _bounds(schema: Mapping, bound: str, exclusive: str, old: bool, report: Report) -> None:
    flag = schema.get(exclusive)
    if not isinstance(flag, bool):
        return
    if not old:
        report(
            _outdated(
                schema, exclusive, f"{exclusive} is true or false only in 3.0", "write the number"
            )
        )
    if flag and bound in schema:
        schema[exclusive] = schema.pop(bound)
    else:
        if flag:
            report(
                _outdated(
                    schema,
                    exclusive,
                    f"{exclusive} has no {bound} to apply to",
                    f"add {bound}, or remove it",
                )
            )
        del schema[exclusive]


def _tuple(schema: Mapping, old: bool, report: Report) -> None:
    items = schema.get("items")
    if isinstance(items, Sequence):
        message, mend = "a list under items is called prefixItems", "rename it"
        if old:  # no word of 3.0 says what a list is item by item
            message, mend = "items is one schema, for all items", "write `items: {oneOf: […]}`"
        report(_outdated(schema, "items", message, mend))
        del schema["items"]
        schema.setdefault("prefixItems", items)
        if "additionalItems" in schema:
            schema["items"] = schema.pop("additionalItems")


def _examples(schema: Mapping, report: Report) -> None:
    examples = schema.get("examples")
    if isinstance(examples, Mapping):
        report(
            _outdated(
                schema, "examples", "a schema's examples are a list", "write a list of values"
            )
        )
        values = [v["value"] for v in examples.values() if isinstance(v, Mapping) and "value" in v]
        schema["examples"] = sequence(values, examples.place)
    if "example" in schema:
        example = schema.pop("example")
        if example is None and not _allows_null(schema):
            return  # some generators write null for "none"
        known = schema.get("examples")
        if not isinstance(known, Sequence):
            schema["examples"] = sequence([example], schema.place.child("example"))
        elif example not in known:
            schema["examples"] = sequence([*known, example], known.place)


def _allows_null(schema: Mapping) -> bool:
    kind = schema.get("type")
    return kind is None or "null" in kind or schema.get("nullable") is True


def _encoding(schema: Mapping) -> None:
    """`format: byte` and `format: binary`; the format stays, later stages read it."""
    kind = schema.get("type")
    if kind == "string" or (isinstance(kind, Sequence) and "string" in kind):
        if schema.get("format") == "binary":
            schema.setdefault("contentMediaType", "application/octet-stream")
        elif schema.get("format") == "byte":
            schema.setdefault("contentEncoding", "base64")


def lift_null(schema: Mapping, made: Mapping) -> None:
    """`allOf: [<reference>, {nullable: true}]` as it is meant: the whole may be null.

    Args:
        schema: As it is written.
        made: Its copy, with the parts that are upgraded already.
    """
    parts, own = schema.get("allOf"), made.get("allOf")
    if not isinstance(parts, Sequence) or not isinstance(own, Sequence):
        return
    alone = [part for part in parts if _is_null_alone(part)]
    if alone and len(alone) < len(parts):
        made["nullable"] = True
        kept = [mine for part, mine in zip(parts, own, strict=True) if not _is_null_alone(part)]
        made["allOf"] = sequence(kept, own.place)
        for part in alone:
            for key in part.keys() - {"nullable"}:
                made.setdefault(key, part[key])


def _is_null_alone(part: object) -> bool:
    """Whether a part says nothing but that null is admitted."""
    return (
        isinstance(part, Mapping)
        and part.get("nullable") is True
        and all(key == "nullable" or key in _ANNOTATIONS for key in part)
    )


def _nullable(schema: Mapping, old: bool, report: Report) -> Mapping:
    flag = schema.get("nullable")
    if not isinstance(flag, bool):
        if "nullable" in schema:
            message = "nullable is neither true nor false"
            report(_outdated(schema, "nullable", message, "write `nullable: true`"))
            del schema["nullable"]
        return schema
    if not old:
        report(
            _outdated(
                schema,
                "nullable",
                "nullable is 3.0's word; it is read as meant",
                'write `type: [<type>, "null"]`',
            )
        )
    del schema["nullable"]
    if not flag:
        return schema
    values = schema.get("enum")
    if isinstance(values, Sequence) and None not in values:
        schema["enum"] = sequence([*values, None], values.place)
    if not _COMBINING.isdisjoint(schema):
        return _or_null(schema)
    kind = schema.get("type", _implied(schema))
    if isinstance(kind, str):
        if kind != "null":
            schema["type"] = sequence([kind, "null"], schema.place.child("type"))
    elif isinstance(kind, Sequence) and "null" not in kind:
        schema["type"] = sequence([*kind, "null"], kind.place)
    return schema


def _implied(schema: Mapping) -> str | None:
    """The type an untyped schema's keywords are about."""
    if "properties" in schema or "additionalProperties" in schema:
        return "object"
    return "array" if "items" in schema else None


def _or_null(schema: Mapping) -> Mapping:
    """`anyOf` of the schema and null, with the words for readers on the outside."""
    inner: dict[str, Any] = {}
    outer: dict[str, Any] = {}
    for key, value in schema.items():
        (outer if key in _ANNOTATIONS or key.startswith("x-") else inner)[key] = value
    only = inner.get("allOf")
    meant: Any = mapping(inner, schema.place)
    if len(inner) == 1 and isinstance(only, Sequence) and len(only) == 1:
        meant = only[0]
    null = mapping({"type": "null"}, schema.place)
    outer["anyOf"] = sequence([meant, null], schema.place.child("anyOf"))
    return mapping(outer, schema.place)
