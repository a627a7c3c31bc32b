"""What is refused before it is sent, and where paths begin on other servers: changes are told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evolution.comparing import compared
from tests.support import STRING, answer, document, operation

SERVER = {
    "url": "https://{place}.test",
    "variables": {"place": {"default": "a", "enum": ["a", "b"]}},
}


def tree(text: Any = STRING, server: Any = SERVER, **scheme: Any) -> dict[str, Any]:
    body = {
        "content": {"application/json": {"schema": {"type": "object", "properties": {"t": text}}}}
    }
    made = operation("makeThing", requestBody=body, responses={"204": {"description": "Ok."}})
    known = {"key": {"type": "apiKey", "in": "header", "name": "X-Key", **scheme}}
    paths = {
        "/things": {"post": made},
        "/other": {"get": operation("getOther", responses={"200": answer(STRING)})},
    }
    held = {"components": {"securitySchemes": known}, "security": [{"key": []}]}
    return {**document(paths), **held, "servers": [server]}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (tree(), tree({**STRING, "x-unsent": True}), ("convention-changed", "POST /things", "")),
        (tree({**STRING, "x-unsent": True}), tree(), ("convention-changed", "POST /things", "")),
        (
            tree(),
            tree(server={**SERVER, "x-paths": {"place": {"b": {"/things": "/goods"}}}}),
            ("server-changed", "the document", "x-paths"),
        ),
        (
            tree(**{"x-foreign-keys": ["sk_"]}),
            tree(**{"x-foreign-keys": ["sk_", "rk_"]}),
            ("convention-changed", 'security scheme "key"', "x-foreign-keys"),
        ),
        (tree(**{"x-foreign-keys": ["sk_"]}), tree(**{"x-foreign-keys": ["sk_"]}), None),
    ],
)  # fmt: skip
def test_it_is_told(old: Any, new: Any, said: tuple[str, str, str] | None) -> None:
    changes = [(one.kind, one.subject, one.detail) for one in compared(old, new).changes]
    assert changes == ([said] if said else [])
