"""A real Chromium without a window, and a sandbox for it to look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import chromium, page_of
from tests.console.warehouse import Command, serving, write


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Command]:
    write(tmp_path)
    with serving("warehouse", "--limits", cwd=tmp_path) as command:
        yield command


@pytest.fixture
def page(browser: Browser, sandbox: Command) -> Iterator[Page]:
    """The console's page; what its script complains of, or asks of others, fails the test."""
    with page_of(browser, sandbox.url) as (found, wrong):
        yield found
        assert wrong == []
