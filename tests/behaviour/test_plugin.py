"""The pytest plugin: a sandbox for each test of a program that uses a generated client."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
ROOT = Path(__file__).resolve().parents[2]
PLUGIN = ("-p", "generator.command.testing")

TESTS = """
import asyncio, urllib.request
import pytest
import shoprocket_public
from shoprocket_public import AsyncClient, Client, errors

KEY = {"publishable_key": "pk_test_1", "limiter": None}


def titles(client):
    return [product.name for product in client.products.list()]


def test_requests_are_recorded(specwright):
    shop = specwright("shoprocket_public")
    with Client(**KEY, transport=shop.transport) as client:
        assert titles(client)
        client.cart.add_item(cart_token="t", product_id="stoneware-mug", quantity=2)
    listed, added = shop.requests
    assert (listed.operation, listed.method, listed.status) == ("listProducts", "GET", 200)
    assert listed.path.endswith("/products")
    assert listed.headers["authorization"] == "Bearer pk_test_1"
    assert (added.operation, added.json["quantity"]) == ("addCartItem", 2)
    assert "pk_test_1" not in repr(shop.requests) + repr(shop)


def test_a_test_has_a_sandbox_of_its_own(specwright):
    shop = specwright(shoprocket_public)
    assert shop.requests == []
    with Client(**KEY, transport=shop.transport) as client:
        assert client.cart.get(cart_token="t").items == []


def test_faults(specwright):
    shop = specwright("shoprocket_public")
    shop.fail("listProducts", status=503, times=2)
    shop.fail(status=409, times=1)
    with Client(**KEY, transport=shop.transport, retries=3) as client:
        with pytest.raises(errors.Conflict):
            client.store.get()
        assert titles(client)
        assert [one.status for one in shop.requests] == [409, 503, 503, 200]
        shop.fail(reset=True, times=None)
        with pytest.raises(errors.ConnectionFailed):
            client.cart.add_item(cart_token="t", product_id="prod_1", quantity=1)
        shop.reset()
        assert shop.requests == [] and titles(client)


def test_faults_of_ones_own(specwright):
    from shoprocket_public.testing import Fault

    shop = specwright("shoprocket_public", faults=lambda attempt: Fault(status=404))
    with Client(**KEY, transport=shop.transport) as client, pytest.raises(errors.NotFound):
        client.store.get()


def test_spellings_are_strict_unless_asked(specwright):
    wanted = {"query": {"page": "1.0"}}
    with Client(**KEY, transport=specwright("shoprocket_public").transport) as client:
        with pytest.raises(errors.ApiError):
            client.products.list(options=wanted)
    liberal = specwright("shoprocket_public", strict=False)
    with Client(**KEY, transport=liberal.transport) as client:
        client.products.list(options=wanted)
    assert sum(liberal.drift.values()) == 1


def test_asynchronous(specwright):
    shop = specwright("shoprocket_public")

    async def main():
        async with AsyncClient(**KEY, transport=shop.transport) as client:
            return await client.store.get()

    assert asyncio.run(main()).name
    assert [one.operation for one in shop.requests] == ["getStore"]


def test_on_a_socket(specwright):
    shop = specwright("shoprocket_public")
    assert shop.url.startswith("http://127.0.0.1:")
    with Client(**KEY, base_url=shop.url, trust_env=False) as client:
        client.store.get()
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{shop.url}/nowhere?a=1")
    assert [(one.operation, one.status) for one in shop.requests] == [("getStore", 200), ("", 404)]
    assert shop.requests[1].query == [("a", "1")]
"""


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project with a generated package, the plugin, and no other one."""
    folders = [ROOT, ROOT / "generated" / "shoprocket-public"]
    monkeypatch.setenv("PYTHONPATH", ":".join(map(str, folders)))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    return pytester


def test_programs_are_tested_with_it(project: pytest.Pytester) -> None:
    project.makepyfile(TESTS)
    result = project.runpytest_subprocess(*PLUGIN, timeout=120)
    result.assert_outcomes(passed=TESTS.count("\ndef test_"))
    fixtures = project.runpytest_subprocess(*PLUGIN, "--fixtures")
    fixtures.stdout.fnmatch_lines(["specwright*", "*Makes sandboxes of generated packages*"])


def test_what_the_docs_show_passes(project: pytest.Pytester) -> None:
    """But for the two libraries that are not installed here."""
    text = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.S)
    shown = [block for block in blocks if "respx" not in block and "httpx_mock" not in block]
    assert len(shown) == len(blocks) - 2 == 4
    project.makeconftest(shown[0])
    project.makepyfile(**{f"test_{number}": block for number, block in enumerate(shown)})
    result = project.runpytest_subprocess(timeout=120)
    result.assert_outcomes(passed="".join(shown).count("def test_"))


def test_it_is_asked_for_and_costs_little() -> None:
    """Found by itself, it would stop pytest wherever a repository has a `generator` of its own."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "entry-points" not in project
    name = PLUGIN[1]
    assert hasattr(import_module(name), "specwright")
    code = f"import pytest, sys; before = set(sys.modules); import {name}; print(*sorted({{m.partition('.')[0] for m in set(sys.modules) - before}}))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.split() == ["generator"]
