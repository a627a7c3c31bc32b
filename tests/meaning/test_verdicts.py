"""Of random schemas and values: what the document forbids, strict stub and strict client refuse."""

from __future__ import annotations

import json
import re
import zlib
from types import ModuleType
from typing import Any

import httpx
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conventions.compiled import package, part
from tests.meaning.echo import Echo, tree
from tests.meaning.schemas import DOCUMENTS, NAMES, VALUES

MANY = 5
"""Schemas in one document, each with components of its own."""


def numbered(schemas: dict[str, Any], number: int) -> dict[str, Any]:
    """Components under names that no other document has."""
    text = re.sub(r"(#/components/schemas/\w+)", rf"\g<1>{number}", json.dumps(schemas))
    known = json.loads(text, object_hook=closed)
    return {f"{name}{number}": schema for name, schema in known.items()}


def closed(node: dict[str, Any]) -> dict[str, Any]:
    """An enum is open where values are received, but where a document says that it is not."""
    return {**node, "x-enum": "closed"} if "enum" in node else node


class Verdicts:
    """A strict client and a strict stub of one package, asked what they take."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.answer: Any = None
        self.client = module.Client(
            base_url="http://x.test",
            strict=True,
            transport=part(module, "testing").InProcess(self._answering),
        )
        methods = {one.id: name for name, one in part(module, "server.app").OPERATIONS.items()}
        self.known: dict[str, str] = methods
        echo = type("Echoing", (Echo,), dict.fromkeys(methods.values(), Echo.echo))()
        self.app = part(module, "server").create_app(echo, strict=True)

    async def _answering(self, scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps([self.answer]).encode()})

    def read(self, name: str, value: Any) -> bool:
        """Whether the client takes an answer."""
        self.answer = value
        method = getattr(self.client.things, self.known[f"echo{name}"])
        try:
            method(body=[])
        except part(self.module, "errors").DecodeError:
            return False
        return True

    def sent(self, plain: httpx.Client, name: str, value: Any) -> bool:
        """Whether the stub takes a body."""
        return plain.post(f"/{name}", json=[value]).status_code == 200


@given(st.lists(st.tuples(DOCUMENTS, st.lists(VALUES, min_size=6, max_size=12)),
                min_size=MANY, max_size=MANY))  # fmt: skip
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    derandomize=True,
)
def test_client_stub_and_standard_agree(drawn: list[tuple[dict[str, Any], list[Any]]]) -> None:
    agree(drawn)


@pytest.mark.parametrize(
    "root",
    [
        {"const": []},
        {"const": [1]},
        {"const": {}},
        {"const": {"a": 1}},
        {"const": 0.5},
        {"enum": [[], 1]},
        {"enum": [[1], [2, "a"]]},
        {"enum": [{"a": 1}, [], None]},
        {"type": ["array", "null"], "enum": [[1], None]},
        {"anyOf": [{"const": [1]}, {"const": {"a": 1}}, {"const": 2}]},
        {"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "type": "object"},
        {"items": False, "type": "array"},
        False,
    ],
    ids=json.dumps,
)
def test_no_other_schema_is_needed_for_a_rule_to_hold(root: Any) -> None:
    values = [None, 1, 2, 0.5, "a", [], [1], [2, "a"], {}, {"a": 1}, {"b": 2}, {"a": {"b": 1}}]
    agree([({"Root": root}, values)])


def agree(drawn: list[tuple[dict[str, Any], list[Any]]]) -> None:
    """Ask client, stub and standard for their verdicts on values."""
    schemas: dict[str, Any] = {}
    for number, (one, _) in enumerate(drawn):
        schemas |= numbered(one, number)
    names = [f"{NAMES[0]}{number}" for number in range(len(drawn))]
    title = f"Verdicts{zlib.crc32(json.dumps(schemas).encode())}"
    asked = Verdicts(package(title, tree(schemas, names), None))
    with (
        part(asked.module, "_runtime.server.serve").running(asked.app) as url,
        httpx.Client(base_url=url, trust_env=False) as plain,
    ):
        for name, (mine, values) in zip(names, drawn, strict=True):
            if f"echo{name}" not in asked.known:
                continue  # nothing fits it, which was told
            allowed = jsonschema_rs.Draft202012Validator(
                {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
            )
            for value in values:
                case = json.dumps([value, mine])
                read, taken = asked.read(name, value), asked.sent(plain, name, value)
                assert read == taken, case
                assert allowed.is_valid(value) or not read, case
                assert read or not allowed.is_valid(value) or silent(mine), case


def silent(node: Any) -> bool:
    """Whether a schema speaks of members or items without a type: then it is read as meant so."""
    if isinstance(node, list):
        return any(map(silent, node))
    if not isinstance(node, dict):
        return False
    return ("type" not in node and not node.keys().isdisjoint(_OF_A_KIND)) or any(
        map(silent, node.values())
    )


_OF_A_KIND = {
    *("contains", "items", "prefixItems", "unevaluatedItems", "uniqueItems", "minItems"),
    *("maxItems", "properties", "patternProperties", "additionalProperties", "required"),
    *("dependentRequired", "dependentSchemas", "propertyNames", "minProperties"),
    *("maxProperties", "unevaluatedProperties"),
}
