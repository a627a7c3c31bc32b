"""The runtime as a generated package has it: copied, under another name, and on its own."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

RUNTIME = Path(__file__).parents[2] / "generator" / "runtime"

CLIENT = """
from ._runtime.client import BaseClient
from ._runtime.ground.operation import Api, Operation, Reply, Server

GET = Operation("getInt", "GET", "/x", replies=(Reply((200,), "application/json", lambda: int),))

class Client(BaseClient):
    def __init__(self, **settings):
        super().__init__(Api("shop_copy", "Shop", "1", (Server("https://h.test"),)), {}, **settings)

    def get(self):
        return self.call(GET, {})
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    root = tmp_path / "shop_copy"
    shutil.copytree(RUNTIME, root / "_runtime", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "__init__.py").write_text("")
    (root / "client.py").write_text(CLIENT)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield importlib.import_module("shop_copy.client")
    for name in [name for name in sys.modules if name.partition(".")[0] == "shop_copy"]:
        del sys.modules[name]


def answer(body: bytes) -> httpx.MockTransport:
    headers = {"content-type": "text/plain"}
    return httpx.MockTransport(lambda _: httpx.Response(200, content=body, headers=headers))


def test_works_and_warns_at_the_callers_line(package: Any) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(201, json=7))
    with pytest.warns(UserWarning, match="getInt: status 201 is not in the document") as caught:
        assert package.Client(transport=transport).get() == 7
    assert caught[0].filename == __file__


@pytest.mark.parametrize("engine", ["aiohttp", "pyreqwest"])
def test_an_engine_that_is_not_carried(package: Any, engine: str) -> None:
    errors = importlib.import_module("shop_copy._runtime.ground.errors")
    Path(package.__file__).with_name("_runtime").joinpath("transport", f"{engine}.py").unlink()
    with pytest.raises(errors.UsageError, match=f"made without the engine {engine}: add it to"):
        package.Client(engine=engine)


def test_a_package_whose_document_asks_for_no_credentials(package: Any) -> None:
    Path(package.__file__).with_name("_runtime").joinpath("access", "keyring.py").unlink()
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=7))
    assert package.Client(transport=transport).get() == 7


def test_imports_nothing_of_the_generator(tmp_path: Path, package: Any) -> None:
    code = (
        "import sys, shop_copy.client, shop_copy._runtime as r, shop_copy._runtime.client as c\n"
        "for module, one in ((r, 'Operation'), (c, 'Response')):\n"
        "    assert one in dir(module) and one not in vars(module)\n"
        "    for name in dir(module): getattr(module, name)\n"
        "    assert one in vars(module)\n"
        "bad = [m for m in sys.modules if m.partition('.')[0] in ('generator', 'httpx2')]\n"
        "sys.exit(', '.join(bad) or None)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, timeout=60)


def test_one_module_names_the_http_library() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in RUNTIME.rglob("*.py")}

    def naming(pattern: str) -> set[str]:
        return {name for name, text in texts.items() if re.search(pattern, text, re.MULTILINE)}

    assert naming(r"^\s*(import|from) httpx2?\b|import_module\(.httpx") == {"http.py"}
    for engine in ("aiohttp", "pyreqwest"):
        assert naming(rf"^\s*(import|from) {engine}\b|needed\(.{engine}(\.\w+)?.,") == {
            f"{engine}.py"
        }


def test_unknown_names_are_attribute_errors() -> None:
    runtime = importlib.import_module("generator.runtime")
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        runtime.nonsense  # noqa: B018
    assert runtime.List is list
