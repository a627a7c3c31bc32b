"""Chromium, driven by Playwright, with nothing but loopback to talk to."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str:
    """The browser: of the variable CHROMIUM, else Debian's, or any by a usual name."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit("there is no Chromium here: install it, or name it in CHROMIUM=")
    return found


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A browser for as long as the block runs."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def _is_wrong(said: Any) -> bool:
    """Errors but those of requests, which tests make fail on purpose."""
    return said.type == "error" and not said.text.startswith("Failed to load resource")


@contextlib.contextmanager
def page_of(browser: Browser, url: str, **options: Any) -> Iterator[tuple[Page, list[str]]]:
    """A page at `/` of a server, and what went wrong in it."""
    wrong: list[str] = []
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("console", lambda said: wrong.append(said.text) if _is_wrong(said) else None)
    page.on(
        "request", lambda asked: wrong.append(asked.url) if not asked.url.startswith(url) else None
    )
    page.goto(f"{url}/")
    page.locator(".operation").first.wait_for()
    try:
        yield page, wrong
    finally:
        context.close()
