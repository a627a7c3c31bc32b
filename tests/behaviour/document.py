"""The document that is served, read by hand: what its calls and answers must look like.

Nothing of the generator or the runtime is used here, so that what they make of
the document is compared with an independent reading of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import shoprocket_public

PACKAGE = Path(shoprocket_public.__file__).parent
TREE: dict[str, Any] = json.loads((PACKAGE / "server" / "openapi.json").read_bytes())
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def resolved(node: Any) -> Any:
    """A node, with a reference followed."""
    while isinstance(node, dict) and "$ref" in node:
        place: Any = TREE
        for token in node["$ref"].removeprefix("#/").split("/"):
            place = place[token.replace("~1", "/").replace("~0", "~")]
        node = place
    return node


class Success(NamedTuple):
    """A documented answer with an example."""

    status: int
    media: str
    name: str
    value: Any
    schema: Any


class Wire(NamedTuple):
    """A request as the document describes it."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: Any


class Described:
    """One operation of the document."""

    def __init__(self, path: str, item: dict[str, Any], method: str) -> None:
        self.path = path
        self.method = method.upper()
        self.node: dict[str, Any] = item[method]
        self.id: str = self.node["operationId"]
        listed = [*item.get("parameters", []), *self.node.get("parameters", [])]
        self.parameters: list[dict[str, Any]] = [resolved(parameter) for parameter in listed]
        content = resolved(self.node.get("requestBody", {})).get("content", {})
        self.bodies: dict[str, Any] = {
            name: resolved(example)["value"]
            for name, example in content.get("application/json", {}).get("examples", {}).items()
        }
        assert bool(content) == bool(self.bodies), f"{self.id} has a body without an example"

    @property
    def successes(self) -> list[Success]:
        """Every example of a success, with its schema."""
        found: list[Success] = []
        for status, response in self.node["responses"].items():
            if status.startswith("2"):
                for media, content in resolved(response)["content"].items():
                    for name, example in content["examples"].items():
                        value = resolved(example)["value"]
                        found.append(
                            Success(int(status), media, name, value, resolved(content["schema"]))
                        )
        return found

    def wire(self, key: str, example: str | None) -> Wire:
        """The request with every parameter at its example and a body's example."""
        base = urlsplit(TREE["servers"][0]["url"]).path.replace("{publishable_key}", key)
        path, query, headers = self.path, list[str](), dict[str, str]()
        for parameter in self.parameters:
            name, value = parameter["name"], str(parameter["example"])
            if parameter["in"] == "path":
                path = path.replace(f"{{{name}}}", quote(value, safe=""))
            elif parameter["in"] == "query":
                query.append(f"{quote(name, safe='')}={quote(value, safe='')}")
            else:
                headers[name.lower()] = value
        # The vendor's own calls have no slash after the bare base URL.
        path = base if path == "/" else base + path
        body = self.bodies[example] if example is not None else None
        return Wire(self.method, path, "&".join(query), headers, body)


def operations() -> dict[str, Described]:
    """Every operation of the document by its id."""
    found = [
        Described(path, resolved(item), method)
        for path, item in TREE["paths"].items()
        for method in METHODS
        if method in resolved(item)
    ]
    return {operation.id: operation for operation in found}


def named(schema: Any) -> str:
    """The component that a schema refers to."""
    return str(schema["$ref"]).rpartition("/")[2]
