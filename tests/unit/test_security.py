"""Security schemes and requirements (OpenAPI 3.1, sections 4.8.27 to 4.8.30) → facts of the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import built, document, operation


def _key(name: str, where: str = "header") -> dict[str, Any]:
    return {"type": "apiKey", "in": where, "name": name}


def _oauth(**flow: Any) -> dict[str, Any]:
    return {"type": "oauth2", "flows": {"clientCredentials": flow}}


HEADER = ("header", "Authorization")


@pytest.mark.parametrize(
    ("node", "kind", "place", "token_url", "scopes"),
    [
        (_key("X-Key"), "key", ("header", "X-Key"), None, ()),
        (_key("k", "query"), "key", ("query", "k"), None, ()),
        (_key("sid", "cookie"), "key", ("cookie", "sid"), None, ()),
        ({"type": "http", "scheme": "basic"}, "basic", HEADER, None, ()),
        ({"type": "http", "scheme": "Bearer"}, "bearer", HEADER, None, ()),
        (
            _oauth(tokenUrl="https://a.example/t", scopes={"b": "", "a": ""}),
            "oauth2", HEADER, "https://a.example/t", ("a", "b"),
        ),
        (_oauth(tokenUrl="https://a.example/t", scopes={}), "oauth2", HEADER, "https://a.example/t", ()),
        ({"type": "oauth2", "flows": {}}, "bearer", HEADER, None, ()),
        ({"type": "mutualTLS"}, "mutual-tls", ("header", ""), None, ()),
        ({"type": "http", "scheme": "mutual"}, "mutual-tls", ("header", ""), None, ()),
    ],
)  # fmt: skip
def test_what_a_scheme_asks_for_and_where_it_stands(
    node: Any, kind: str, place: tuple[str, str], token_url: str | None, scopes: tuple[str, ...]
) -> None:
    (found,) = built(document({}, components={"securitySchemes": {"own": node}}))[0].schemes
    assert (found.name, found.kind, (found.where, found.wire)) == ("own", kind, place)
    assert (found.token_url, found.scopes) == (token_url, scopes)
    assert (found.doc, found.foreign, found.pinned) == ("", (), None)


def test_what_else_is_said_of_a_scheme() -> None:
    said = {"description": "From the desk.", "x-foreign-keys": ["sk_"], "x-py-name": "key"}
    schemes = {"a": {**_key("X"), **said}, "b": {"$ref": "#/components/securitySchemes/a"}}
    found = built(document({}, components={"securitySchemes": schemes}))[0].schemes
    assert [(s.name, s.doc, s.foreign, s.pinned, s.wire) for s in found] == [
        (name, "From the desk.", ("sk_",), "key", "X") for name in "ab"
    ]


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (_key("X-One"), _key("X-Two"), True),
        (_key("X-One"), _key("x-one"), False),
        (_key("one", "query"), _key("One", "query"), True),
        (_key("one", "query"), _key("one", "query"), False),
        (_key("one", "query"), _key("one", "cookie"), True),
        (_key("one", "query"), _key("one"), True),
        ({"type": "http", "scheme": "basic"}, {"type": "http", "scheme": "bearer"}, False),
        ({"type": "http", "scheme": "basic"}, _key("authorization"), False),
        ({"type": "http", "scheme": "basic"}, _key("authorization", "query"), True),
        ({"type": "http", "scheme": "bearer"}, {"type": "mutualTLS"}, True),
        ({"type": "mutualTLS"}, {"type": "http", "scheme": "mutual"}, True),
    ],
)  # fmt: skip
def test_two_credentials_of_one_place_are_one_or_the_other(
    one: Any, other: Any, together: bool
) -> None:
    """Names of header fields have no case (RFC 9110, section 5.1), those of parameters have."""
    tree = document(
        {"/a": {"get": operation("a", security=[{"one": [], "other": []}])}},
        components={"securitySchemes": {"one": one, "other": other}},
    )
    (found,) = built(tree)[0].operations
    assert found.security == ((("one", "other"),) if together else (("one",), ("other",)))


def test_requirements_of_the_whole_document_and_alternatives_told_twice() -> None:
    keys = {name: _key(wire) for name, wire in (("a", "X"), ("b", "x"), ("c", "Y"))}
    wanted = [{"a": [], "b": [], "c": []}, {"c": []}, {"b": [], "c": []}, {}]
    tree = document(
        {"/a": {"get": operation("a")}}, components={"securitySchemes": keys}, security=wanted
    )
    api = built(tree)[0]
    assert api.security == (("a", "c"), ("b", "c"), ("c",), ())
    assert api.operations[0].security is None


@pytest.mark.parametrize(
    "node", [{"type": "http", "scheme": "digest"}, {"type": "http"}, {"type": "kerberos"}]
)
def test_a_kind_that_no_client_has_is_none(node: Any) -> None:
    tree = document({}, components={"securitySchemes": {"own": node, "key": _key("X")}})
    api, (found,) = built(tree)
    assert [scheme.name for scheme in api.schemes] == ["key"]
    assert found.code == "E510"
    said = " ".join(map(str, node.values()))
    assert found.message == f'security scheme "own" cannot be compiled: {said}'


def test_what_is_no_scheme_is_none() -> None:
    """`validate` tells of it; here it is not there."""
    schemes = {"k": 5, "l": _key("X-Key")}
    api, said = built(document({}, components={"securitySchemes": schemes}))
    assert ([scheme.name for scheme in api.schemes], said) == (["l"], [])
