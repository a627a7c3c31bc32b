"""Reference pages: everything of a document is on them, linked, small, and always the same."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from generator.command.cli import main
from generator.name.naming import argument_slot
from generator.read.document import Document
from generator.runtime.ground import errors
from generator.understand import ir
from generator.write.reference.sections import by_name, by_path
from tests.reference.conftest import VENDORS, Made
from tests.reference.page import read
from tests.support import ROOT, STRING, answer, document, operation, query, ref, written

SOME = ("bol-retailer", "shoprocket-public")
THING = {
    "type": "object",
    "description": "A thing.",
    "required": ["id"],
    "properties": {"id": {"type": "integer", "minimum": 1}, "madeOn": {**STRING, "format": "date"}},
}


def docs(tree: dict[str, object], out: Path) -> Path:
    """Write the pages of a document."""
    with written(tree) as folder:
        assert main(["docs", str(folder), "--out", str(out)]) == 0
    return out / "acme"


@pytest.mark.parametrize("name", VENDORS)
def test_every_operation_argument_and_model_is_there(made: Callable[[str], Made], name: str):
    whole = made(name)
    assert whole.api.operations
    for op in whole.api.operations:
        known = whole.names.operations[op.id]
        page = whole.pages[f"client.{whole.names.tags[op.tag].module}.html"]
        slots = [argument_slot(param) for param in op.params]
        slots += [("body", member.wire) for member in (op.body.arguments if op.body else ())]
        anchors = {known.method, *(f"{known.method}.{known.arguments[slot]}" for slot in slots)}
        assert anchors <= set(page.ids), op.id
        assert op.path in page.text
        assert {kind for kind, _ in page.blocks[known.method]} == {"py", "http"}
    for schema in whole.api.schemas:
        model = whole.names.schemas[schema.pointer]
        page = whole.pages[f"models.{whole.layout.modules[schema.pointer]}.html"]
        fields = whole.names.fields[schema.pointer]
        anchors = {model, *(f"{model}.{fields[field.wire]}" for field in schema.fields)}
        assert anchors <= set(page.ids), model
        assert model in whole.pages["models.html"].ids
    for hook in whole.api.webhooks:
        assert f"webhooks.{whole.names.webhooks[hook.name]}" in whole.pages["webhooks.html"].ids


@pytest.mark.parametrize("name", VENDORS)
def test_pages_are_sound_and_no_link_dangles(made: Callable[[str], Made], name: str):
    whole = made(name)
    for page in whole.pages.values():
        assert not page.faults, page.name
        assert len(page.ids) == len(set(page.ids)), page.name
        for there, anchor in page.links:
            if there.endswith(".html"):
                assert not anchor or anchor in whole.pages[there].ids, (page.name, there, anchor)
            else:
                assert (whole.folder / there).is_file(), (page.name, there)
        for href in page.hrefs:
            assert urlsplit(href).scheme in ("", "http", "https", "mailto")


@pytest.mark.parametrize("name", VENDORS)
def test_nothing_comes_from_elsewhere(made: Callable[[str], Made], name: str):
    for page in made(name).pages.values():
        loaded = [attrs for tag, attrs in page.tags if tag in ("script", "link", "img", "iframe")]
        sources = {attrs.get("src") or attrs.get("href") for attrs in loaded}
        assert sources == {"style.css", "search.js", "script.js"}
        policy = [a["content"] for tag, a in page.tags if a.get("http-equiv")]
        assert policy[0].startswith("default-src 'none'; script-src 'self'; style-src 'self'")


def test_what_is_said_of_an_operation_is_shown(made: Callable[[str], Made]):
    page = made("bol-retailer").pages["client.offers.html"].text
    for text in ("Deprecated", "Unverified", "counted by credential", "Process", "until SUCCESS"):
        assert text in page
    assert "fallback=" in made("retail-rocket").pages["client.recommendations.html"].text
    together = made("retail-rocket").pages["client.recommendations.html"].text
    assert "exactly one of session_external_id, link_name, session" in together
    assert "all or none of link_name, link_value" in together
    lists = made("shoprocket-public").pages["client.products.html"].text
    assert "turned by the client with page" in lists
    assert "NotFound" in lists


@pytest.mark.parametrize("name", VENDORS)
def test_what_looks_like_python_is_python(made: Callable[[str], Made], name: str):
    for page in made(name).pages.values():
        blocks = [text for all_ in page.blocks.values() for kind, text in all_ if kind == "py"]
        assert len(blocks) == len(page.asynchronous)
        for text in (*blocks, *page.asynchronous):
            whole = f"try:\n    ...\n{text}" if text.startswith("except") else text
            ast.parse("async def f():\n" + textwrap.indent(whole, "    "))
        calls = [text for text in page.asynchronous if " client." in text]
        assert all("await client." in t or "async for" in t or "AsyncClient" in t for t in calls)


def test_the_errors_are_those_of_the_runtime(made: Callable[[str], Made]):
    page = made("shoprocket-public").pages["errors.html"]
    every = {
        n for n, v in vars(errors).items() if isinstance(v, type) and issubclass(v, errors.ApiError)
    }
    assert every <= set(page.ids)


def test_a_page_of_an_operation(tmp_path: Path):
    tree = document(
        {
            "/things/{id}": {
                "get": operation(
                    "getThing",
                    summary="Get a thing",
                    parameters=[
                        {
                            "name": "id",
                            "in": "path",
                            "required": True,
                            "schema": {"type": "integer", "example": 7},
                        },
                        query(
                            "per-page",
                            {"type": "integer", "maximum": 50},
                            description="How *many*.",
                        ),
                    ],
                    responses={
                        "200": answer(ref("Thing")) | {"description": "It."},
                        "404": {"description": "There is none."},
                    },
                )
            }
        },
        {"Thing": {**THING, "example": {"id": 7, "madeOn": "2026-01-31"}}},
    )
    folder = docs(tree, tmp_path)
    text = (folder / "client.things.html").read_text(encoding="utf-8")
    assert '<a href="models.things.html#Thing">Thing</a>' in text
    assert "How <em>many</em>." in text
    assert "at most 50" in text
    assert '<a href="errors.html#NotFound">NotFound</a> <small>404</small>' in text
    assert 'thing = <span class="async">await </span>client.things.get(7)' in text
    assert "Thing(id=7, made_on=date(2026, 1, 31))" in text
    assert '"madeOn": "2026-01-31"' in text
    assert "GET /things/7\nHost: api.example.com" in text


def test_what_changed_is_shown_where_the_package_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    tree = document({"/things": {"get": operation("listThings")}})
    assert not (docs(tree, tmp_path / "a") / "changes.html").exists()
    told = tmp_path / "generated" / "acme" / "CHANGELOG.md"
    told.parent.mkdir(parents=True)
    told.write_text("## 2\n\n- `things.list` is new <b onclick=x>\n", encoding="utf-8")
    folder = docs(tree, tmp_path / "b")
    assert "<code>things.list</code> is new &lt;b onclick" in (folder / "changes.html").read_text()
    assert 'href="changes.html"' in (folder / "index.html").read_text()


def test_since_when_and_what_changed_is_told_where_it_stands(tmp_path: Path):
    def things(**more: object) -> dict[str, object]:
        thing = {**THING, "properties": {**THING["properties"], **more}}  # type: ignore[dict-item]
        body = {"content": {"application/json": {"schema": ref("Thing")}}}
        made = operation("addThing", requestBody=body, responses={"201": answer(ref("Thing"))})
        return document({"/things": {"post": made}}, {"Thing": thing})

    gone = {**STRING, "format": "date", "deprecated": True}
    old, new = things(), things(colour=STRING, madeOn=gone)
    paths = new["paths"]
    paths["/things"]["get"] = operation("listThings", parameters=[query("q")])  # type: ignore[index]
    old["paths"]["/things"]["get"] = operation("listThings")  # type: ignore[index]
    paths["/export"] = {"get": operation("exportThings")}  # type: ignore[index]
    new["info"] = {**old["info"], "version": "1.1"}  # type: ignore[dict-item]
    with written(old) as before, written(new, "acme") as after:
        told = ["docs", str(after), "--since", str(before), "--out", str(tmp_path)]
        assert main(told) == 0
        assert main([*told[:3], str(before / "none"), *told[4:]]) == 1
        assert main([*told[:3], "git:none", *told[4:]]) == 2
    page, models = ((tmp_path / "acme" / f"{name}.html").read_text()
                    for name in ("client.things", "models.things"))  # fmt: skip
    assert re.search(
        r'id="export">\s*<header>\s*<h2>.*? <em class="tag new">since 1\.1</em></h2>', page
    )
    assert re.search(r'id="list">.*?changed in 1\.1', page, re.DOTALL)
    assert re.search(r'id="list\.q"><b>q</b>.*since 1\.1', page)
    assert re.search(r'id="add\.colour"><b>colour</b>.*since 1\.1', page)
    assert re.search(r'id="Thing\.colour"><b>colour</b>.*since 1\.1', models)
    assert "since" not in re.search(r'id="Thing\.id">.*', models)[0]  # type: ignore[index]
    assert re.search(r'id="Thing\.made_on".*<small class="past">changed in 1\.1</small>', models)
    assert 'Changed in <a href="changes.html">1.1</a><dd>query parameter' in page
    assert "GET /export: operation added" in (tmp_path / "acme" / "changes.html").read_text()
    assert "- Since 1.1" in (tmp_path / "acme" / "client.things.md").read_text()


def test_what_is_left_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    gone = {"$ref": "#/components/parameters/None"}
    tree = document(
        {
            "/a": {"get": operation("a", parameters=[gone])},
            "/b": {
                "get": operation(
                    "b", responses={"200": answer({"type": "array", "items": {"$ref": "#/x"}})}
                )
            },
        }
    )
    index = (docs(tree, tmp_path / "out") / "index.html").read_text(encoding="utf-8")
    left_out = index.partition('id="left-out"')[2]
    assert re.search(r"<li>.*/a\b", left_out)
    assert re.search(r"<li>.*/b\b", left_out)


# For machines ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", SOME)
def test_llms_txt_names_every_operation_and_its_pages_are_there(
    made: Callable[[str], Made], name: str
):
    whole = made(name)
    text = (whole.folder / "llms.txt").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert "\n> " in text
    for op in whole.api.operations:
        module = whole.names.tags[op.tag].module
        assert f"`client.{module}.{whole.names.operations[op.id].method}`" in text
    named = re.findall(r"\]\(([^)#]+\.(?:md|txt))\)", text)
    assert "llms-full.txt" in named
    for file in named:
        assert (whole.folder / file).is_file(), file
    full = (whole.folder / "llms-full.txt").read_text(encoding="utf-8")
    assert all(
        (whole.folder / file).read_text("utf-8") in full for file in named if file.endswith(".md")
    )


# Size and sameness -----------------------------------------------------------------------


def test_what_is_not_the_document_s_text_is_small(made: Callable[[str], Made]):
    """At most 300 kB for 200 operations: tags, attributes, style and scripts."""
    whole = made("retailcrm")
    names = [name for name in whole.pages if not name.startswith(("models", "webhooks"))]
    size = sum((whole.folder / name).stat().st_size for name in (*names, "style.css", "script.js"))
    told = sum(len(whole.pages[name].text.encode()) for name in names)
    assert (size - told) / len(whole.api.operations) < 300_000 / 200
    assert max(path.stat().st_size for path in whole.folder.glob("*.html")) < 300_000


def test_every_run_writes_the_same(tmp_path: Path):
    for seed in ("1", "2"):
        command = [
            sys.executable,
            "-m",
            "generator",
            "docs",
            "shoprocket-public",
            "--out",
            str(tmp_path / seed),
        ]
        subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        )
    files = [
        {path.name: path.read_bytes() for path in (tmp_path / seed / "shoprocket-public").iterdir()}
        for seed in ("1", "2")
    ]
    assert files[0] == files[1]
    assert not any(str(ROOT).encode() in data for data in files[0].values())


# The command -----------------------------------------------------------------------------


def test_names_and_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    assert main(["docs"]) == 2
    assert main(["docs", "acme"]) == 2
    assert "there is no document 'acme'" in capsys.readouterr().err
    tree = document({"/things": {"get": operation("listThings")}})
    with written(tree) as folder:
        monkeypatch.chdir(folder.parent.parent)
        assert main(["docs", "acmee"]) == 2
        assert "did you mean acme?" in capsys.readouterr().err
        assert main(["docs"]) == 0
        page = Path("build/docs/acme/index.html")
        assert page.as_posix() in capsys.readouterr().err
        assert main(["docs", "acme"]) == 0
        assert "up to date" in capsys.readouterr().err
        page.write_text("mine", encoding="utf-8")
        assert main(["docs", "acme"]) == 1
        assert "E703" in capsys.readouterr().out
        assert page.read_text(encoding="utf-8") == "mine"
        assert not list(folder.glob("*.lock"))


def test_a_document_that_cannot_be_read_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    with written({"openapi": "4.0.0"}) as folder:
        assert main(["docs", str(folder), "--out", str(tmp_path)]) == 1
    assert "E" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


def test_a_bug_is_told_as_one_and_does_not_stop_the_other_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def broken(document: Document, *_: object) -> dict[str, bytes]:
        if document.name == "acme":
            raise RuntimeError("no such luck")
        return {"index.html": b""}

    monkeypatch.setattr("generator.write.reference.pages.reference_files", broken)
    tree = document({"/things": {"get": operation("listThings")}})
    with written(tree) as one, written(tree, "other") as two:
        assert main(["docs", str(one), str(two), "--out", str(tmp_path)]) == 3
    assert "a bug in specwright" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_what_is_too_much_for_one_page_is_in_sections(tmp_path: Path):
    paths = {
        f"/v1/{word}/{{id}}/{letter}{n}": {
            "get": operation(
                f"get_{word}_{letter}{n}",
                parameters=[{"name": "id", "in": "path", "required": True, "schema": STRING}],
            )
        }
        for word in ("orders", "shops")
        for letter in "ab"
        for n in range(15)
    }
    for item in paths.values():
        item["get"].pop("tags")
    folder = docs(document(paths), tmp_path)
    first = read((folder / "index.html").read_text())
    whole = read((folder / "client.default.html").read_text())
    orders = read((folder / "client.default.orders.html").read_text())
    assert "get_orders_a1" in orders.ids
    assert "get_shops_a1" not in orders.ids
    assert {"get_orders_a1", "get_shops_a1"} <= set(whole.ids)  # old links lead on
    for page in (first, whole):
        assert ("client.default.orders.html", "get_orders_a1") in page.links
    assert "client.default.orders.md" in (folder / "llms.txt").read_text()
    assert "get_shops_b3" in (folder / "client.default.shops.md").read_text()
    few = docs(document(dict(list(paths.items())[:50])), tmp_path / "few")
    assert not (few / "client.default.orders.html").exists()


def test_sections_are_parts_of_paths_or_letters_and_words():
    def op(path: str) -> ir.Operation:
        return SimpleNamespace(id=path, path=path)  # type: ignore[return-value]

    verbs = ("Add", "Edit", "Get", "Send")
    alone = [op(f"/{verb.lower()}Thing{n}") for verb in verbs for n in range(20)]
    assert list(by_path(alone)) == ["a", "e", "g", "s"]
    names = [f"Post{thing}N{n}" for thing in ("Order", "Offer") for n in range(150)]
    assert list(by_name(names)) == ["p.post.offer", "p.post.order"]
    assert sum(len(held) for held in by_name(names).values()) == 300
    assert list(by_name(names[:200])) == [""]
