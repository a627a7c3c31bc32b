"""A document read by hand: what the calls and answers of any vendor must look like.

Nothing of the generator or the runtime is used here, so that what they make of
a document is compared with an independent reading of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
FORM = "application/x-www-form-urlencoded"
MADE_UP = {"string": "text-1", "integer": 1, "number": 1.5, "boolean": True}
Pairs = list[tuple[str, str]]


class Success(NamedTuple):
    """A documented answer with an example; `name` is empty for an unnamed one."""

    status: int
    media: str | None
    name: str
    value: Any
    schema: dict[str, Any]


class Described:
    """One operation of a document."""

    def __init__(self, tree: dict[str, Any], path: str, item: dict[str, Any], method: str) -> None:
        self.tree = tree
        yes_no = tree.get("x-wire", {}).get("boolean", "true/false").split("/")
        self.words = dict(zip((True, False), yes_no, strict=True))
        self.path = path
        self.method = method.upper()
        self.node: dict[str, Any] = item[method]
        self.id: str = self.node["operationId"]
        listed = [*item.get("parameters", []), *self.node.get("parameters", [])]
        self.parameters = {(p["in"], p["name"]): p for p in map(self.resolved, listed)}
        self.owners = (tree, item, self.node)
        self.content: dict[str, Any] = self.resolved(self.node.get("requestBody", {})).get(
            "content", {}
        )

    def resolved(self, node: Any) -> Any:
        """A node, with references followed."""
        while isinstance(node, dict) and "$ref" in node:
            place: Any = self.tree
            for token in node["$ref"].removeprefix("#/").split("/"):
                place = place[token.replace("~1", "/").replace("~0", "~")]
            node = place
        return node

    def schema(self, node: dict[str, Any]) -> dict[str, Any]:
        """The schema of a parameter, member or list."""
        found: dict[str, Any] = self.resolved(node.get("schema", {}))
        return found

    def value(self, parameter: dict[str, Any]) -> Any:
        """What a call gives for a parameter: its example, or a value of its type."""
        schema = self.schema(parameter)
        for holder in (parameter, schema):
            for example in self.resolved(holder.get("examples", {})) or ():
                if isinstance(holder["examples"], dict):
                    return self.resolved(holder["examples"][example])["value"]
                return example
            if "example" in holder:
                return holder["example"]
        return self.plain(schema)

    def together(self) -> dict[tuple[str, str], Any]:
        """A value for each parameter that goes with the others: of those that exclude each
        other, the first (`x-parameter-groups`)."""
        names = {name for _, name in self.parameters}
        rules = [
            rule
            for owner in self.owners
            for rule in owner.get("x-parameter-groups", ())
            if names >= {*next(iter(rule.values()))}
        ]
        gone: set[str] = set()
        for rule in rules:
            gone |= {*rule.get("exactly-one", ())[1:], *rule.get("at-most-one", ())[1:]}
        for rule in rules:
            if gone & {*rule.get("all-or-none", ())}:
                gone |= {*rule["all-or-none"]}
        return {
            key: self.value(node) for key, node in self.parameters.items() if key[1] not in gone
        }

    def plain(self, schema: dict[str, Any]) -> Any:
        """A value of a parameter that has no example."""
        for part in (schema, *map(self.resolved, schema.get("anyOf", ()))):
            if part.get("enum"):
                return part["enum"][0]
        if schema.get("type") == "array":
            return [self.plain(self.resolved(schema["items"]))]
        if schema.get("format") in ("date", "date-time"):
            return {"date": "2026-03-09", "date-time": "2026-03-09T10:11:12Z"}[schema["format"]]
        return schema.get("default", schema.get("minimum", MADE_UP[schema["type"]]))

    @property
    def bodies(self) -> list[tuple[str, str, Any]]:
        """Media type, name and value of every example of the body."""
        return [
            (media, name, value)
            for media, content in self.content.items()
            for name, value in self.examples(content)
        ]

    def examples(self, content: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """The examples of a media type by name."""
        for name, example in content.get("examples", {}).items():
            yield name, self.resolved(example)["value"]
        if "example" in content:
            yield "", content["example"]

    @property
    def successes(self) -> list[Success]:
        """Every example of a success; a success without a body is one, too."""
        found: list[Success] = []
        for status, response in self.node["responses"].items():
            if not status.startswith("2"):
                continue
            content = self.resolved(response).get("content", {})
            for media, holder in content.items():
                schema = holder.get("schema", {})
                for name, value in self.examples(holder):
                    found.append(Success(int(status), media, name, value, schema))
            if not content:
                found.append(Success(int(status), None, "", None, {}))
        return found

    def is_brackets(self, parameter: dict[str, Any]) -> bool:
        """Whether nested members are written a[b]=c."""
        for holder in (parameter, self.node, self.tree):
            if "x-query-style" in holder:
                return bool(holder["x-query-style"] == "brackets")
        return parameter.get("style") == "deepObject"

    def target(self, variables: dict[str, str], given: dict[tuple[str, str], Any]) -> str:
        """The path of a call on the first server."""
        path = urlsplit(self.tree["servers"][0]["url"]).path.rstrip("/") + self.path
        for name, value in variables.items():
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        for (where, name), value in given.items():
            if where == "path":
                path = path.replace(f"{{{name}}}", quote(self.text(value), safe=""))
        return path.rstrip("/")

    def query(self, given: dict[tuple[str, str], Any]) -> Pairs:
        """Names and values of a call's query, decoded."""
        found: Pairs = []
        for (where, name), value in given.items():
            if where != "query":
                continue
            parameter = self.parameters[where, name]
            if isinstance(value, (dict, list)) and self.is_brackets(parameter):
                found += self.brackets(name, value)
            elif isinstance(value, list):
                explode = parameter.get("explode", True)
                texts = [self.text(item) for item in value]
                found += [(name, item) for item in texts] if explode else [(name, ",".join(texts))]
            elif isinstance(value, dict):
                found += [(key, self.text(item)) for key, item in value.items()]
            else:
                found.append((name, self.text(value)))
        return found

    def form(self, media: str, value: dict[str, Any]) -> Pairs:
        """Names and values of an urlencoded form, decoded."""
        encoding = self.content[media].get("encoding", {})
        found: Pairs = []
        for name, member in value.items():
            if encoding.get(name, {}).get("contentType") == "application/json":
                found.append((name, json.dumps(member)))
            elif isinstance(member, (dict, list)):
                found += self.brackets(name, member)
            else:
                found.append((name, self.text(member)))
        return found

    def brackets(self, name: str, value: Any) -> Pairs:
        """A nested value in brackets: items of lists as `name[]`, objects among them counted."""
        if isinstance(value, dict):
            inside = ((f"{name}[{key}]", item) for key, item in value.items())
        elif isinstance(value, list):
            nested = any(isinstance(item, (dict, list)) for item in value)
            inside = ((f"{name}[{i if nested else ''}]", item) for i, item in enumerate(value))
        else:
            return [(name, self.text(value))]
        return [pair for place, item in inside for pair in self.brackets(place, item)]

    def text(self, value: Any) -> str:
        """A scalar on the wire."""
        if isinstance(value, bool):
            return str(self.words[value])
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return str(value)


def operations(tree: dict[str, Any]) -> dict[str, Described]:
    """Every operation of a document by its id."""
    found = [
        Described(tree, path, item, method)
        for path, item in tree["paths"].items()
        for method in METHODS
        if method in item
    ]
    return {operation.id: operation for operation in found}
