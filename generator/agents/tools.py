"""Operations as tools: names, JSON Schemas of their arguments, and what they may do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from generator.agents.package import Package, Unusable

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "QUERY"})
"""Methods that only read (RFC 9110, section 9.2.1)."""
IDEMPOTENT = SAFE | {"PUT", "DELETE"}
"""Methods that may be repeated (RFC 9110, section 9.2.2)."""
_OURS = re.compile(r"[^A-Za-z0-9_.-]")
_LONGEST = 64
"""Characters that every client of the protocol takes for a tool's name."""
MORE = "read_more"
"""The tool that reads on in a long answer."""
_COMPONENTS = "#/components/schemas/"


@dataclass(frozen=True)
class Tool:
    """One operation as a tool."""

    name: str
    operation: Any
    title: str
    description: str
    schema: dict[str, Any]
    """JSON Schema (2020-12) of the arguments, whole in itself."""
    files: frozenset[str]
    """Arguments that are bytes, given as base64."""

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.operation.method.upper() in SAFE

    @property
    def destroys(self) -> bool:
        """Whether something may be gone afterwards."""
        return self.operation.method.upper() in {"DELETE", "PUT", "PATCH"}

    @property
    def repeatable(self) -> bool:
        """Whether doing it twice is doing it once."""
        return self.operation.method.upper() in IDEMPOTENT


def tools_of(package: Package, allowed: Collection[str] = ()) -> list[Tool]:
    """The tools of a package, in the order of their names.

    Args:
        package: A generated package.
        allowed: What an agent may use: methods (`POST`), tags (`orders`), operation ids or
            names (`create_order`), `all`; nothing: whatever only reads. What is planned
            is a tool only where it is named itself.

    Raises:
        Unusable: Something allowed names nothing; the text lists what there is.
    """
    made: list[Tool] = []
    met: set[str] = set()
    for place, item in package.document.get("paths", {}).items():
        for method, spec in item.items():
            operation = package.operations.get(_id(spec))
            if operation is None:
                continue
            names = {operation.id, package.methods.get(operation.id, operation.id)}
            words = {*names, method.upper(), operation.tag, *spec.get("tags", ()), "all"}
            met |= words & set(allowed)
            if operation.planned and not names & set(allowed):
                continue  # the vendor does not serve it: only who names it means it
            if words & set(allowed) if allowed else method.upper() in SAFE:
                made.append(_tool(package, operation, spec, item, f"{method.upper()} {place}"))
    if unknown := sorted(set(allowed) - met - {"all"}):
        tags = sorted({operation.tag for operation in package.operations.values()})
        raise Unusable(
            f"{', '.join(unknown)}: no method, tag or operation of {package.name};"
            f" tags are {', '.join(tags)}"
        )
    return _apart(sorted(made, key=lambda tool: (tool.name, tool.operation.id)))


def _apart(tools: list[Tool]) -> list[Tool]:
    """The tools under names that none of them shares: long ones were cut, and one is ours."""
    used = {MORE}
    found: list[Tool] = []
    for tool in tools:
        name, count = tool.name, 1
        while name in used:
            count += 1
            name = f"{tool.name[: _LONGEST - 5]}_{count}"
        used.add(name)
        found.append(replace(tool, name=name))
    return found


def _id(spec: Any) -> str:
    return str(spec.get("operationId", "")) if isinstance(spec, Mapping) else ""


def _tool(package: Package, operation: Any, spec: Any, item: Any, line: str) -> Tool:
    name = _OURS.sub("_", package.methods.get(operation.id, operation.id))[:_LONGEST]
    properties: dict[str, Any] = {}
    required: list[str] = []
    files: set[str] = set()
    said = {
        (where["in"], where["name"]): where
        for where in (
            _resolved(package.document, one)
            for one in (*item.get("parameters", ()), *spec.get("parameters", ()))
        )
    }
    for param in operation.params:
        where = said.get((param.where, param.key), {})
        schema = where.get("schema")
        for described in () if schema is not None else where.get("content", {}).values():
            schema = described.get("schema")
        properties[param.name] = _described(schema, where.get("description"))
        if param.required:
            required.append(param.name)
    raw = operation.body is not None and operation.body.type is None
    for argument, schema, needed in _body(package.document, operation, spec):
        if (raw and argument == "body") or _is_bytes(package.document, schema):
            files.add(argument)
            schema = {"type": "string", "contentEncoding": "base64", **_words(schema)}
        properties[argument] = schema
        if needed:
            required.append(argument)
    whole: dict[str, Any] = {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
    return Tool(
        name,
        operation,
        str(spec.get("summary") or operation.id),
        _description(operation, spec, line),
        _closed(package.document, whole),
        frozenset(files),
    )


_GROUPS = {
    "exactly-one": "Give exactly one of",
    "at-most-one": "Give at most one of",
    "all-or-none": "Give all or none of",
}


def _description(operation: Any, spec: Any, line: str) -> str:
    text = [str(spec.get("summary") or ""), str(spec.get("description") or "").strip(), line]
    if operation.planned:
        text.append("Planned: the vendor does not serve it yet.")
    if operation.deprecated:
        text.append("Deprecated.")
    if operation.process is not None:
        text.append("Begins work that ends later: the answer tells its id and state.")
    text += [
        f"{_GROUPS[group.kind]} {', '.join(group.names)}."
        for group in operation.groups
        if group.kind in _GROUPS
    ]
    text += [f"Limit: {rule.limit} calls in {rule.per:g} s." for rule in operation.limits]
    return "\n\n".join(part for part in text if part)


def _body(
    document: Mapping[str, Any], operation: Any, spec: Any
) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Each argument of the body: its name, schema, and whether it must be given."""
    if operation.body is None:
        return
    body = _resolved(document, spec.get("requestBody", {}))
    content: dict[str, Any] = body.get("content", {})
    chosen = content.get(operation.body.media[0]) or {}
    schema = chosen.get("schema", {})
    if operation.body.wrap:
        schema = _members(document, schema)[0].get(operation.body.wrap, {})
    if not operation.body.fields:
        yield "body", _described(schema, body.get("description")), operation.body.required
        return
    members, required = _members(document, schema)
    for field in operation.body.fields:
        needed = operation.body.required and field.key in required
        yield field.name, _described(members.get(field.key, {}), None), needed


def _members(document: Mapping[str, Any], schema: Any) -> tuple[dict[str, Any], set[str]]:
    """Members of an object and which are required, through `$ref` and `allOf`."""
    schema = _resolved(document, schema)
    members: dict[str, Any] = dict(schema.get("properties", {}))
    required = set(schema.get("required", ()))
    for part in schema.get("allOf", ()):
        more, needed = _members(document, part)
        members = {**more, **members}
        required |= needed
    return members, required


def _is_bytes(document: Mapping[str, Any], schema: Any) -> bool:
    schema = _resolved(document, schema)
    if schema.get("format") == "binary":
        return True
    return "contentMediaType" in schema and "contentEncoding" not in schema


def _described(schema: Any, text: Any) -> dict[str, Any]:
    made: dict[str, Any] = dict(schema) if isinstance(schema, Mapping) else {}
    return {**made, "description": str(text)} if text else made


def _words(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {key: schema[key] for key in ("description", "title") if key in schema}


def _resolved(document: Mapping[str, Any], value: Any) -> Any:
    """What a chain of references within the document leads to."""
    for _ in range(100):
        reference = value.get("$ref") if isinstance(value, Mapping) else None
        if not isinstance(reference, str) or not reference.startswith("#/"):
            break
        target: Any = document
        for part in reference[2:].split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            target = target.get(key, {}) if isinstance(target, Mapping) else {}
        value = target
    return value if isinstance(value, Mapping) else {}


def _closed(document: Mapping[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with every component it leads to under `$defs`."""
    schemas = document.get("components", {}).get("schemas", {})
    wanted: list[str] = []

    def moved(value: Any) -> Any:
        if isinstance(value, list):
            return [moved(one) for one in value]
        if not isinstance(value, Mapping):
            return value
        made = {key: moved(one) for key, one in value.items() if not str(key).startswith("x-")}
        reference = value.get("$ref")
        if isinstance(reference, str) and reference.startswith(_COMPONENTS):
            name = reference[len(_COMPONENTS) :]
            if name not in wanted:
                wanted.append(name)
            made["$ref"] = f"#/$defs/{name}"
        return made

    made: dict[str, Any] = moved(schema)
    definitions: dict[str, Any] = {}
    for name in wanted:  # grows as references are met
        definitions[name] = moved(schemas.get(name.replace("~1", "/").replace("~0", "~"), {}))
    return {**made, "$defs": definitions} if definitions else made
