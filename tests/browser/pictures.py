"""Pictures for the documentation, taken of the real thing: `make pictures`.

One function a picture; `PICTURES` names them all.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx
from playwright.sync_api import Browser, expect

from tests.browser.chromium import chromium, page_of
from tests.console.warehouse import serving
from tests.support import ROOT

IMAGES = ROOT / "docs" / "images"
DOCUMENT = ROOT / "specs" / "shoprocket-public"


def console(browser: Browser, to: Path, **options: object) -> None:
    """The console of Shoprocket's sandbox, after a few requests."""
    key = {"authorization": "Bearer pk_test_0123456789abcdef"}
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(str(DOCUMENT), "--limits", cwd=Path(folder)) as server,
    ):
        with httpx.Client(base_url=server.url, headers=key) as shop:
            token = {"x-cart-token": "visitor-1"}
            added = {"productId": "stoneware-mug", "quantity": "2"}
            shop.get("/products", headers={"authorization": ""})
            shop.get("/products/none", headers={"prefer": "code=404"})
            shop.post("/cart/items", json={"quantity": 0}, headers=token)
            shop.post("/cart/items", json=added, headers=token)
        with page_of(
            browser, f"{server.url}/_specwright", viewport={"width": 1360, "height": 860}, **options
        ) as (
            page,
            _,
        ):
            page.locator('.operation[data-operation="getProduct"]').click()
            page.locator("#form").get_by_role("button", name="Send").click()
            expect(page.locator(".answer .status")).to_have_text("200")
            page.locator(".request summary", has_text="/cart/items").first.click()
            page.screenshot(path=to)


PICTURES: Mapping[str, Callable[[Browser, Path], None]] = {"console.png": console}
"""Name of a file in docs/images -> what takes it."""


def main(names: list[str]) -> int:
    """Take the pictures that are named, or all."""
    IMAGES.mkdir(exist_ok=True)
    with chromium() as browser:
        for name in names or list(PICTURES):
            PICTURES[name](browser, IMAGES / name)
            print(f"docs/images/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
