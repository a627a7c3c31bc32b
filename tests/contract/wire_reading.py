"""A request's query and form as a server reads them: text, brackets, JSON members.

The tester's own reading, by the document alone: nothing of the runtime is used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import jsonschema_rs

FORM = "application/x-www-form-urlencoded"
WORDS = {"1": True, "true": True, "0": False, "false": False}
BRACKET = re.compile(r"\[([^\[\]]*)\]")


class Reading:
    """Reads what was written as text, by the schemas of a document.

    Args:
        tree: The document.
    """

    def __init__(self, tree: dict[str, Any]) -> None:
        self._tree = tree
        self._validators: dict[int, tuple[Any, jsonschema_rs.Draft202012Validator]] = {}
        self._queries: dict[int, dict[str, Any]] = {}

    def query_is_right(self, operation: Mapping[str, Any], query: Mapping[str, Any]) -> bool:
        """Whether a query, once it is text, has nothing wrong in it."""
        every = [self.followed(node) for node in operation.get("parameters", ())]
        found = [node for node in every if node["in"] == "query"]
        schema = self._queries.get(id(operation))
        if schema is None:
            schema = self._queries[id(operation)] = {
                "type": "object",
                "properties": {node["name"]: node.get("schema", {}) for node in found},
                "required": [node["name"] for node in found if node.get("required")],
            }
        if self._tree.get("x-query-style") != "brackets":
            query = self._styled(found, query)
        return self._is_right(schema, query)

    def _styled(self, parameters: list[Any], query: Mapping[str, Any]) -> dict[str, Any]:
        """A query whose lists stand between commas, and whose maps are names of their own.

        Nothing between commas is an empty list.
        """
        given: dict[str, Any] = {
            name: str(value) if isinstance(value, str) else value for name, value in query.items()
        }
        names = {node["name"] for node in parameters}
        for node in parameters:
            name, kind = node["name"], self.followed(node.get("schema", {})).get("type")
            whole = node.get("explode", node.get("style", "form") == "form")
            if kind == "array" and not whole and isinstance(given.get(name), str) and given[name]:
                given[name] = given[name].split(",")
            elif kind == "object" and whole:
                given = {key: value for key, value in given.items() if key in names}
                given[name] = {
                    key: str(value) if isinstance(value, str) else json.dumps(value)
                    for key, value in query.items()
                    if key not in names and value not in (None, [], {})
                }
        return given

    def form_is_right(self, form: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
        """Whether a form, once it is text, has nothing wrong in it."""
        schema = self.followed(form.get("schema", {}))
        given = {
            name: {"": value} if is_json(form, name) else value for name, value in body.items()
        }
        return self._is_right(schema, given)

    def _is_right(self, schema: dict[str, Any], pairs: Mapping[str, Any]) -> bool:
        root: dict[str, Any] = {}
        for name, value in pairs.items():
            if value in (None, [], {}):
                continue  # is not sent
            key, *path = [name.partition("[")[0], *BRACKET.findall(name)]
            here = root
            for token in path:
                here = here.setdefault(key, {})
                if not isinstance(here, dict):
                    return False
                key = token
            here[key] = value
        members = schema.get("properties", {})
        read = {}
        for name, value in root.items():
            as_json = isinstance(value, dict) and list(value) == [""] and name in pairs
            read[name] = value[""] if as_json else self.read(members.get(name, {}), value)
        return self.valid(schema, read)

    def read(self, schema: Mapping[str, Any], value: Any) -> Any:
        """A value of the text, or of the texts by bracket, that was sent for a schema."""
        schema = self.followed(schema)
        for branch in schema.get("anyOf", ()):
            made = self.read(branch, value)
            if self.valid(branch, made):
                return made
        kind = schema.get("type")
        if isinstance(value, dict):
            if kind == "array":
                return [self.read(schema.get("items", {}), item) for item in value.values()]
            members, rest = schema.get("properties", {}), schema.get("additionalProperties")
            other = rest if isinstance(rest, dict) else {}
            return {name: self.read(members.get(name, other), item) for name, item in value.items()}
        if kind in ("array", "object") and value in ("", [""]):
            return [] if kind == "array" else {}
        if kind == "array" or isinstance(value, list):
            items = value if isinstance(value, list) else [value]
            return [self.read(schema.get("items", {}), item) for item in items]
        return _scalar(kind, value if isinstance(value, str) else json.dumps(value))

    def followed(self, node: Any) -> Any:
        """What a reference leads to."""
        while isinstance(node, dict) and "$ref" in node:
            place: Any = self._tree
            for token in node["$ref"].split("/")[1:]:
                place = place[token.replace("~1", "/").replace("~0", "~")]
            node = place
        return node

    def valid(self, schema: Mapping[str, Any], value: Any) -> bool:
        """Whether a value is valid by a schema of the document."""
        known = self._validators.get(id(schema))
        if known is None:
            whole = {**schema, "components": self._tree.get("components", {})}
            known = schema, jsonschema_rs.Draft202012Validator(whole)
            self._validators[id(schema)] = known
        return known[1].is_valid(value)


_READINGS: dict[int, tuple[Any, Reading]] = {}


def reading_of(tree: dict[str, Any]) -> Reading:
    """The reading of a document, made once."""
    known = _READINGS.get(id(tree))
    if known is None:
        known = _READINGS[id(tree)] = tree, Reading(tree)
    return known[1]


def _scalar(kind: Any, text: str) -> Any:
    if kind == "boolean":
        return WORDS.get(text, text)
    if kind in ("integer", "number"):
        with suppress(ValueError):
            number = json.loads(text)
            return number if type(number) in (int, float) else text
    return text


def is_json(form: Mapping[str, Any], name: str) -> bool:
    """Whether a member of a form is JSON."""
    encoding: dict[str, Any] = form.get("encoding", {}).get(name, {})
    return encoding.get("contentType") == "application/json"
