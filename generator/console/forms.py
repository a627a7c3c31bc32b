"""What a form needs to call an operation: its parameters and body, filled in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .served import Served

BYTES = "application/octet-stream"
_SHOWN = 600
"""Characters of a description."""


def overview(served: Served) -> list[dict[str, Any]]:
    """All operations, as a list shows them: those of a tag by path."""
    found = sorted(served.operations.values(), key=lambda one: (one.tag, one.path))
    return [
        {
            "id": operation.id,
            "method": operation.method,
            "path": operation.path,
            "tag": operation.tag,
            "summary": str(_node(served, operation).get("summary", ""))[:_SHOWN],
            "deprecated": operation.deprecated,
            "planned": operation.planned,
        }
        for operation in found
    ]


def form_of(served: Served, id: str) -> dict[str, Any]:
    """The form of an operation.

    Raises:
        ValueError: There is none of that id.
    """
    operation = served.operations.get(id)
    if operation is None:
        raise ValueError("there is no such operation")
    polling = operation.process
    return {
        "id": id,
        "description": str(_node(served, operation).get("description", ""))[:_SHOWN],
        "params": list(_params(served, operation)),
        "bodies": list(_bodies(served, operation)),
        "security": list(map(list, _security(served, operation))),
        "answers": list(_answers(served, operation)),
        "ends": [*polling.success, *polling.failure, *polling.pending] if polling else [],
        "limits": [f"{rule.limit} in {rule.per:g} s" for rule in operation.limits],
        "deadline": operation.deadline,
    }


def node_of(document: Any) -> Any:
    """The document's root, as its methods want nodes."""
    return document.at("")


def _node(served: Served, operation: Any) -> dict[str, Any]:
    found: dict[str, Any] = served.document.operation(operation)[1].value
    return found


def _security(served: Served, operation: Any) -> tuple[tuple[str, ...], ...]:
    """The alternatives, each as names of schemes."""
    wanted = served.api.security if operation.security is None else operation.security
    return wanted or ((),)


def _params(served: Served, operation: Any) -> Iterator[dict[str, Any]]:
    documented = _documented(served, operation)
    for param in operation.params:
        key = param.key.lower() if param.where == "header" else param.key
        node = documented.get((param.where, key))
        schema = served.document.step(node, "schema") if node else None
        said: Any = schema.value if schema and isinstance(schema.value, dict) else {}
        sample = sample_of(served, node) if node else None
        yield {
            "name": param.name,
            "key": param.key,
            "where": param.where,
            "required": param.required,
            "description": str(node.value.get("description", ""))[:_SHOWN] if node else "",
            "type": _type(said),
            "choices": [one for one in said.get("enum", ()) if isinstance(one, (str, int))][:200],
            "sample": "" if sample is None else as_text(sample),
        }


def _documented(served: Served, operation: Any) -> dict[tuple[str, str], Any]:
    """The Parameter Objects of an operation and its path item, by place and name."""
    document = served.document
    found: dict[tuple[str, str], Any] = {}
    for holder in document.operation(operation):
        listed = document.step(holder, "parameters")
        for index in range(len(listed.value) if listed else 0):
            node = document.step(listed, index)
            if node is not None:
                name = node.value["name"]
                where = node.value["in"]
                found[where, name.lower() if where == "header" else name] = node
    return found


def _type(schema: dict[str, Any]) -> str:
    stated = schema.get("type", "")
    words = stated if isinstance(stated, list) else [stated]
    return " or ".join(str(word) for word in words if word and word != "null")


def _bodies(served: Served, operation: Any) -> Iterator[dict[str, Any]]:
    document = served.document
    content = document.step(document.operation(operation)[1], "requestBody", "content")
    for media, node in document.items(content):
        sample = sample_of(served, node)
        if sample is None and "json" not in media:
            sample = "What is in the file."
        text = "" if sample is None else as_text(sample, indent=2)
        kind = media.partition("/")[0]
        whole = {"*": BYTES, "text": "text/plain"}.get(kind, f"{kind}/example")
        yield {"media": whole if media.endswith("/*") else media, "body": text}


def _answers(served: Served, operation: Any) -> Iterator[dict[str, Any]]:
    """The documented statuses, with the names of their examples."""
    document = served.document
    node = document.operation(operation)[1]
    for status, response in document.items(document.step(node, "responses")):
        names: dict[str, None] = {}
        for _, held in document.items(document.step(response, "content")):
            examples = document.step(held, "examples")
            names.update(dict.fromkeys(examples.value if examples else ()))
        description = str(response.value.get("description", ""))
        yield {"status": status, "examples": list(names), "description": description[:80]}


def sample_of(served: Served, holder: Any) -> Any:
    """A value to begin with, of a parameter, media type or the like: an example, or one made."""
    document = served.document
    if "example" in holder.value:
        return holder.value["example"]
    for _, example in document.items(document.step(holder, "examples")):
        if "value" in example.value:
            return example.value["value"]
    schema = document.step(holder, "schema")
    if schema is None:
        return None
    try:
        return served.runtime("server.schemas.generate").Generator(document).value(schema.pointer)
    except Exception:  # a schema that no value is found for has an empty field
        return None


def as_text(value: Any, indent: int | None = None) -> str:
    """A JSON value as people type it: text as it is, all else as JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, indent=indent, default=str)
