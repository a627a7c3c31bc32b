"""Which version of the standard a document says that it is written in, and what comes of it."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from generator.read.document import load

# `nullable` is a word of 3.0, and W114 later; a response needs a description before 3.2.
BODY = """
info: {title: T, version: "1"}
paths: {/a: {get: {responses: {"204": {}}}}}
components: {schemas: {It: {type: string, nullable: true}}}
"""
OLD, NEW, NEWEST = ["W117"], ["W114", "W117"], ["W114"]


@pytest.mark.parametrize(
    ("line", "words", "codes"),
    [
        ('openapi: "3.0.4"', OLD, []),
        ('openapi: "3.0.99"', OLD, []),
        ("openapi: 3.0.3", OLD, []),
        ('openapi: "3.0"', OLD, ["W117"]),
        ("openapi: 3.0", OLD, ["W117"]),
        ('openapi: "3.1.0"', NEW, []),
        ('openapi: " 3.1.0 "', NEW, []),
        ('openapi: "3.1.0-rc0"', NEW, []),
        ('openapi: "3.1"', NEW, ["W117"]),
        ('openapi: "3.2.0"', NEWEST, []),
        ("openapi: 3.2", NEWEST, ["W117"]),
        ('openapi: "3.3.0"', NEWEST, ["W113"]),
        ('openapi: "3.10.1"', NEWEST, ["W113"]),
        ("openapi: 3.3", NEWEST, ["W113", "W117"]),
        ('openapi: "3.1.0"\nswagger: "2.0"', NEW, []),
    ],
)
def test_version(tmp_path: Path, line: str, words: list[str], codes: list[str]) -> None:
    (tmp_path / "openapi.yaml").write_text(line + BODY)
    document, found = load(tmp_path)
    assert document is not None
    assert sorted(d.code for d in found) == sorted([*words, *codes])
    told = [d for d in found if d.message.startswith(("the version", "OpenAPI"))]
    assert {d.span.line for d in told} == ({1} if codes else set())


@pytest.mark.parametrize(
    ("line", "codes"),
    [('"2.0"', []), ("2.0", ["W117"]), ("2", ["W117"]), ('"2.0.0"', []), ('" 2.0"', [])],
)
def test_swagger(tmp_path: Path, line: str, codes: list[str]) -> None:
    text = """
        info: {title: T, version: "1"}
        paths: {}
        definitions: {It: {type: string}}
        """
    (tmp_path / "openapi.yaml").write_text(f"swagger: {line}\n{dedent(text)}")
    document, found = load(tmp_path)
    assert document is not None
    assert document.tree["components"]["schemas"] == {"It": {"type": "string"}}
    assert [d.code for d in found] == codes


@pytest.mark.parametrize(
    "line",
    [
        *("openapi: 3", 'openapi: "4.0.0"', 'openapi: "3.x"', 'openapi: ""', "openapi: true"),
        *("openapi: null", "openapi: [3.1.0]", 'openapi: "2.0"', 'openapi: "3.1.0.0"'),
        *('openapi: "v3.1.0"', 'swagger: "1.2"', 'swagger: "2.1"', "swagger: 20", "swagger: null"),
        *('swagger: "3.0.0"', "swagger: {}", "title: T", "{}"),
    ],
)
def test_what_is_no_version_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "openapi.yaml").write_text(line + (BODY if line != "{}" else ""))
    document, found = load(tmp_path)
    assert document is None
    assert [(d.code, d.span.line) for d in found] == [("E101", 1)]
    wanted = "openapi" if line in ("title: T", "{}") else line.partition(":")[0]
    assert wanted in found[0].message
