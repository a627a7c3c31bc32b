"""A real Chromium without a window, and a sandbox for it to look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import chromium, page_of
from tests.console.warehouse import Command, generate, serving, write


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a document and its package."""
    folder = tmp_path_factory.mktemp("place")
    write(folder / "specs")
    generate(folder)
    return folder


@pytest.fixture
def sandbox(place: Path) -> Iterator[Command]:
    with serving("warehouse", "--limits", cwd=place) as command:
        yield command


@pytest.fixture
def page(browser: Browser, sandbox: Command) -> Iterator[Page]:
    """The console's page; what its script complains of, or asks of others, fails the test."""
    with page_of(browser, sandbox.url) as (found, wrong):
        yield found
        assert wrong == []
