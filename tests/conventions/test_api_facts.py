"""What holds for all operations of a generated package: its `API`, its metadata, its README."""

from __future__ import annotations

import tomllib
from importlib import import_module
from typing import Any

import pytest

from generator.command.pipeline import generate
from generator.command.settings import Settings
from generator.write.metadata import Metadata
from tests.conventions.compiled import package
from tests.support import document, operation, written

ERROR = {"type": "object", "properties": {"c": {"type": "string"}, "m": {"type": "string"}}}
TREE = document(
    {"/a": {"get": operation("a", "goods")}},
    servers=[
        {"url": "https://{zone}.example.com", "variables": {"zone": {"default": "eu"}}},
        {"url": "https://b.example.com"},
    ],
    tags=[{"name": "goods", "description": "All | goods. And more."}],
    security=[{"key": [], "basic": []}, {"token": []}],
    components={
        "securitySchemes": {
            "basic": {"type": "http", "scheme": "basic"},
            "key": {"type": "apiKey", "in": "query", "name": "k", "x-foreign-keys": ["sk_"]},
            "token": {"type": "oauth2", "flows": {"clientCredentials": {
                "tokenUrl": "https://example.com/t", "scopes": {"r": "R.", "w": "W."}}}},
        }
    },
    externalDocs={"url": "https://docs.example.com"},
    **{
        "x-errors": {"code": "/c", "message": "/m"},
        "x-retry": {"attempts": 5},
        "x-request-id": {"receive": ["X-Trace"], "send": "X-Id"},
        "x-rate-limit": {"status": 503, "headers": {"limit": "L", "remaining": "R", "reset": "X", "reset-unit": "epoch"}},
        "x-media-version": {"template": "application/vnd.a.v{version}+json", "version": "2"},
        "x-http2": True,
        "x-wire": {"null": "omit", "scalars": "loose"},
    },
)  # fmt: skip


def _api(title: str, tree: Any) -> Any:
    return import_module(f"{package(title, tree, None).__name__}.operations").API


@pytest.fixture(scope="module")
def api() -> Any:
    return _api("Facts", TREE)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("package", "facts"), ("title", "Facts"), ("version", "1"),
        ("security", (("basic", "key"), ("token",))),
        ("errors", ("/c", "/m", None, None, None, None)),
        ("request_id_headers", ("x-trace",)), ("request_id_header", "X-Id"),
        ("throttle", (503, "L", "R", "X", "epoch")),
        ("media_version", ("application/vnd.a.v{version}+json", "2")),
        ("http2", True), ("omit_null", True), ("loose_scalars", True),
    ],
)  # fmt: skip
def test_what_holds_for_all_operations(api: Any, fact: str, value: Any) -> None:
    assert getattr(api, fact) == value


def test_servers_credentials_and_retries(api: Any) -> None:
    assert [server.url for server in api.servers] == ["https://{zone}.example.com", "https://b.example.com"]  # fmt: skip
    assert dict(api.servers[0].variables) == {"zone": "eu"}
    assert api.retry.attempts == 5
    told = {s.name: s._replace(grant=None)[1:] for s in api.schemes}
    assert told == {
        "basic": ("basic", "basic", "header", "Authorization", None, (), None, (), None),
        "key": ("key", "key", "query", "k", None, (), None, ("sk_",), None),
        "token": ("token_id", "oauth2", "header", "Authorization", "https://example.com/t", ("r", "w"), "token_secret", (), None),
    }  # fmt: skip
    assert [s.name for s in api.schemes if s.grant is not None] == ["token"]


def test_what_is_not_said_is_the_runtime_s_own() -> None:
    found = _api("Nofacts", document({"/a": {"get": operation("a")}}))
    assert found.servers[0].url == "https://api.example.com"
    plain = type(found)(found.package, found.title, found.version, found.servers)
    assert found._replace(user_agent="") == plain


@pytest.mark.parametrize(
    ("metadata", "project"),
    [
        (Metadata(), {"keywords": ["facts", "api", "client", "openapi"]}),
        (Metadata(license="MIT", keywords=("k",), classifiers=("A :: B", "Typing :: Typed")), {"license": "MIT", "keywords": ["k"]}),
        (Metadata(authors=("A B <a@b.c>", "C", "<d@e.f>")),
         {"authors": [{"name": "A B", "email": "a@b.c"}, {"name": "C"}, {"email": "d@e.f"}]}),
        (Metadata(urls=(("Home", "https://home.example.com"),)),
         {"urls": {"Documentation": "https://docs.example.com", "Home": "https://home.example.com"}}),
    ],
)  # fmt: skip
def test_what_an_index_is_told(metadata: Metadata, project: dict[str, Any]) -> None:
    with written(TREE, "facts") as path:
        result = generate(path, Settings(metadata=metadata))
    found = tomllib.loads(result.files["pyproject.toml"].decode())["project"]
    assert {key: found.get(key) for key in project} == project
    assert len(found["classifiers"]) == len(set(found["classifiers"]))
    assert set(found["classifiers"]) >= set(metadata.classifiers)
