"""The first thing that anybody does, as they do it: against a sandbox that `serve` started."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from shoprocket_public import Client, errors
from shoprocket_public.testing import InProcess

from tests.behaviour.shop import create_app

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0


def buy(client: Client) -> tuple[list[str], int]:
    """Fill a cart from a list, as the README does."""
    shown: list[str] = []
    with client as shop:
        page = shop.products.list(category="tableware", per_page=50)
        for product in page:
            assert product.price is not None
            print(product.name, product.price.formatted)
            shown.append(f"{product.name} {product.price.formatted}")
        mug = page.items[0].id
        cart = shop.cart.add_item(cart_token=uuid4().hex, product_id=mug, quantity=2)
        assert cart.totals is not None
        return shown, cart.totals.total.amount


@pytest.fixture(scope="module")
def sandbox() -> Iterator[str]:
    """The address of `specwright serve`, run as a command."""
    command = [sys.executable, "-m", "generator", "serve", "shoprocket-public", "--port", "0"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    guard = threading.Timer(PATIENCE, process.kill)
    guard.start()
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        if not found:
            process.kill()
            pytest.fail(f"serve said {line}{process.stdout.read()}")
        yield found.group()
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(PATIENCE) == 0
        said = r"  (answers|key|console|stop) .*|\d\d:\d\d:\d\d (GET|POST|PUT) \S+ \d{3} .*"
        assert [line for line in rest.splitlines() if not re.fullmatch(said, line)] == []
    finally:
        guard.cancel()
        process.kill()
        process.communicate()


BOUGHT = (["Stoneware mug €18.50", "Olive wood board €42.00"], 3700)


def test_against_a_served_sandbox(sandbox: str) -> None:
    client = Client(
        publishable_key="pk_test_h4rbour",
        base_url=f"{sandbox}/v3/public/{{publishable_key}}",
        trust_env=False,
    )
    assert buy(client) == BOUGHT


def test_the_snippet_of_the_readme_runs(sandbox: str) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (snippet,) = re.findall(r"```python\n(import asyncio\n.*?)```", text, re.S)
    assert snippet.count("http://127.0.0.1:8000") == 1
    done = subprocess.run(
        [sys.executable, "-"],
        input=snippet.replace("http://127.0.0.1:8000", sandbox),
        env={**os.environ, "PYTHONPATH": str(ROOT / "generated" / "shoprocket-public")},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for said in (
        "prod_h7Kq2mWz4t Stoneware mug",
        "200 Stoneware mug 1",
        "not_found ",
        "prod_3fWk6",
    ):
        assert said in done.stdout


def test_the_base_path_may_be_left_out(sandbox: str) -> None:
    assert buy(Client(publishable_key="pk_test_h4rbour", base_url=sandbox)) == BOUGHT


def test_a_failure_of_a_served_sandbox(sandbox: str) -> None:
    with Client(publishable_key="pk_test_h4rbour", base_url=sandbox) as shop:
        with pytest.raises(errors.Unprocessable) as caught:
            shop.cart.estimate(cart_token="t", country_code="Ireland")
        assert "countryCode" in caught.value.fields


def test_in_process() -> None:
    client = Client(publishable_key="pk_test_h4rbour", transport=InProcess(create_app()))
    assert buy(client) == BOUGHT


def test_serve_says_what_there_is_when_it_is_asked_for_another() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "generator", "serve", "shoprocket", "--port", "0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 2
    assert "there is no package shoprocket in generated/" in done.stderr
    assert "shoprocket-public" in done.stderr
