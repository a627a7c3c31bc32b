"""Documents are untrusted: whatever one says is text on its pages, and no more."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from generator.command.cli import main
from generator.write.reference.prose import line, opening, prose, shown
from tests.reference.page import pages, read
from tests.support import answer, document, operation, query, written

TEXTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</pre></article><script src=https://evil.test/x.js></script>",
    "{{ 7 * 7 }}{% raw %}",
    "[go](javascript:alert(1)) [go](JaVa\tScript:alert(1)) [d](data:text/html,x) [r](/gone)",
    "![pixel](https://evil.test/p.png)",
    "<a href='javascript:alert(1)' onclick='alert(1)'>go</a>",
    "<a href=\"https://good.test/?a='b'\" onmouseover=alert(1)>go</a>",
    "`</code><script>`\n\n    </pre><script>\n\n```html\n</pre><iframe src=x>\n```",
    "<style>*{display:none}</style><base href=//evil.test><form action=//evil.test>",
    "<svg/onload=alert(1)> <b onclick=x>b</b> <!-- <script> --> &lt;script&gt;",
    "a\u202eb\x00c\u2028d",
)
LINES = [text.replace("\n", " ") for text in TEXTS]
TAGS = frozenset(
    {
        *("html", "head", "meta", "title", "link", "script", "body", "header", "main", "nav", "a"),
        *("small", "div", "input", "ol", "ul", "li", "fieldset", "legend", "label", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "p", "code", "pre", "span", "b", "i", "em", "strong", "dl", "dt"),
        *("dd", "article", "section", "br", "table", "thead", "tbody", "tr", "th", "td"),
    }
)


def hostile(text: str) -> dict[str, Any]:
    """A document that says a text wherever it may say one."""
    schema = {
        "type": "object",
        "description": text,
        "x-note": text,
        "properties": {
            "id": {
                "type": "string",
                "description": text,
                "x-unverified": text,
                "pattern": "^[<>]+$",
            },
            text: {"type": "string", "enum": [text, "b"], "default": text},
        },
        "example": {"id": "<>", text: text},
    }
    call = operation(
        "addThing",
        tag=text,
        summary=text,
        description=text,
        externalDocs={"url": "javascript:alert(1)", "description": text},
        parameters=[
            query(text, {"type": "string"}, description=text, example=text, deprecated=True)
        ],
        requestBody={
            "description": text,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
        },
        responses={
            "200": answer({"$ref": "#/components/schemas/Thing"})
            | {
                "description": text,
                "headers": {"X-A": {"description": text, "schema": {"type": "string"}}},
            },
            "404": {
                "description": text,
                "content": {
                    "application/json": {
                        "schema": {},
                        "examples": {
                            text: {
                                "summary": text,
                                "value": {"code": text, "message": text, "fields": {text: text}},
                            }
                        },
                    }
                },
            },
        },
    ) | {"x-note": [text, text + "2"], "x-evidence": text}
    tree = document({"/things": {"post": call}}, {"Thing": schema})
    tree["info"] = {
        "title": text,
        "version": text,
        "summary": text,
        "description": text,
        "license": {"name": text, "identifier": "MIT"},
    }
    tree["tags"] = [
        {"name": text, "description": text, "externalDocs": {"url": "javascript:alert(1)"}}
    ]
    tree["servers"] = [{"url": "https://api.example.com", "description": text}]
    tree["webhooks"] = {
        "made": {
            "post": operation(
                "made",
                summary=text,
                description=text,
                requestBody={
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}
                    }
                },
            )
        }
    }
    return tree


@pytest.mark.parametrize("text", LINES, ids=range(len(LINES)))
def test_hostile_text_is_inert(tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with written(hostile(text)) as folder:
        assert main(["docs", str(folder), "--out", str(tmp_path / "out")]) == 0
    found = pages(tmp_path / "out" / "acme")
    assert any(name.startswith("client.") for name in found)
    for page in found.values():
        assert not page.faults
        assert {tag for tag, _ in page.tags} <= TAGS
        assert [a for tag, a in page.tags if tag == "script"] == [
            {"src": "search.js", "defer": ""},
            {"src": "script.js", "defer": ""},
        ]
        for _, attributes in page.tags:
            assert not any(name.startswith("on") or name == "style" for name in attributes)
        assert all(
            href.startswith(("#", "https://")) or href.split("#")[0].endswith((".html", ".txt"))
            for href in page.hrefs
        )
    for path in (tmp_path / "out" / "acme").glob("*.md"):
        outside = re.sub(r"^(`{3,}).*?^\1$", "", path.read_text("utf-8"), flags=re.M | re.S)
        assert "<" not in re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", outside), path.name


@pytest.mark.parametrize("make", [prose, line, opening, shown])
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_markdown_makes_nothing_that_acts(text: str, make: Any):
    page = read(f"<div>{make(text)}</div>")
    assert {tag for tag, _ in page.tags} <= TAGS - {"script", "input"}
    for tag, attributes in page.tags:
        assert set(attributes) <= ({"href"} if tag == "a" else {"class"})
        assert attributes.get("href", "https://").startswith("https://")


def test_markdown_is_what_commonmark_says():
    assert (
        prose("*a* `b` [c](https://d.test/e)")
        == '<p><em>a</em> <code>b</code> <a href="https://d.test/e">c</a></p>'
    )
    assert "<td>1</td>" in prose("|a|\n|-|\n|1|")
    assert "<h4>Title</h4>" in prose("# Title")
    assert prose("<p>one</p><ul><li>two</li></ul>") == "<p>one</p>\n<ul>\n<li>two</li>\n</ul>"
    assert "<script" not in prose("> " * 200 + "<script>")
