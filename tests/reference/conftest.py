"""The pages of our own documents, written once, and what they are of."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from generator.command.cli import main
from generator.command.pipeline import generate
from generator.command.settings_file import find
from generator.name.layout import Layout
from generator.name.naming import Names
from generator.understand import ir
from tests.reference.page import Page, pages
from tests.support import ROOT

VENDORS = ("bol-retailer", "retail-rocket", "retailcrm", "shoprocket-private", "shoprocket-public")


class Made(NamedTuple):
    """The pages of a document."""

    folder: Path
    api: ir.Api
    names: Names
    layout: Layout
    pages: dict[str, Page]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Made]:
    """The pages of one of our own documents, by its name."""
    out = tmp_path_factory.mktemp("docs")
    known: dict[str, Made] = {}

    def one(name: str) -> Made:
        if name not in known:
            here = Path.cwd()
            os.chdir(ROOT)
            try:
                known[name] = _made(name, out)
            finally:
                os.chdir(here)
        return known[name]

    return one


def _made(name: str, out: Path) -> Made:
    assert main(["docs", name, "--out", str(out)]) == 0
    seen: list[tuple[ir.Api, Names, Layout]] = []

    def keep(
        document: object, written: object, api: ir.Api, names: Names, layout: Layout, **_: object
    ):
        seen.append((api, names, layout))
        return {}, []

    generate(Path("specs", name), find(ROOT)[0], keep)
    return Made(out / name, *seen[0], pages(out / name))
