"""What a reference page shows is what the client sends: every call of our packages, made."""

from __future__ import annotations

import inspect
import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
import pytest

from generator.command.cli import main
from tests.reference.page import pages
from tests.support import ROOT

KEYS = {"api_key": "k", "publishable_key": "pk_1", "secret_key": "sk_1", "subdomain": "demo"}
TOKEN = {"access_token": "t", "token_type": "bearer", "expires_in": 300}
GIVEN = {"k", "pk_1", "sk_1", "x", "…"}
"""What stands for credentials and server variables, here and on pages."""


def _client(module: Any, sent: list[httpx.Request]) -> Any:
    def answer(request: httpx.Request) -> httpx.Response:
        request.read()
        if request.url.path.endswith("/token"):
            return httpx.Response(200, json=TOKEN)
        sent.append(request)
        return httpx.Response(418)

    named = inspect.signature(module.Client).parameters.values()
    needed = {
        p.name: KEYS.get(p.name, "x")
        for p in named
        if p.kind is p.KEYWORD_ONLY and (p.default is p.empty or p.name in KEYS)
    }
    return module.Client(
        **needed, transport=httpx.MockTransport(answer), limiter=None, retries=0, deadline=60
    )


def _query(url: str) -> list[tuple[str, str]]:
    pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    return [pair for pair in pairs if pair[1] not in GIVEN]


def _form(text: str) -> list[tuple[str, Any]]:
    pairs = parse_qsl(text.replace("\n", ""), keep_blank_values=True)
    return sorted(
        (name, json.loads(value) if value[:1] in "[{" else value) for name, value in pairs if value
    )


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "name", ["bol-retailer", "retail-rocket", "retailcrm", "shoprocket-public"]
)
def test_pages_show_what_is_sent(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    assert main(["docs", name, "--out", str(tmp_path)]) == 0
    module = import_module(name.replace("-", "_"))
    tried = 0
    for file, page in pages(tmp_path / name).items():
        if not file.startswith("client."):
            continue
        for operation, blocks in page.blocks.items():
            sent: list[httpx.Request] = []
            client = _client(module, sent)
            with pytest.raises(module.ApiError):
                exec(blocks[0][1], {"client": client, "open": lambda *_: b"bytes"})
            head, _, body = blocks[1][1].partition("\n\n")
            method, target = head.splitlines()[0].split(" ", 1)
            [request] = sent
            path = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(unquote(urlsplit(target).path)))
            assert request.method == method
            assert re.fullmatch(path, unquote(request.url.path)), operation
            assert _query(str(request.url)) == _query(target), operation
            media = request.headers.get("content-type", "")
            if "json" in media:
                assert json.loads(request.content) == json.loads(body), operation
            elif "urlencoded" in media:
                assert _form(request.content.decode()) == _form(body), operation
            tried += 1
    assert tried > 20
