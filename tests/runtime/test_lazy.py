"""Packages whose names are imported when they are first touched."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from generator.runtime.ground.errors import UsageError

INIT = """
from generator.runtime.ground.lazy import lazy_names
__getattr__, __dir__, __all__ = lazy_names(__name__, {table})
"""
CLIENT = {"client": "ApiError Client", "parts.inner": "Zed Alpha", "models": "models"}


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    root = tmp_path / "lazy_case"
    (root / "parts").mkdir(parents=True)
    (root / "__init__.py").write_text(INIT.format(table=CLIENT))
    (root / "client.py").write_text("class ApiError: ...\nclass Client: ...\n")
    (root / "models.py").write_text(INIT.format(table={"models": "Thing"}))
    (root / "parts" / "__init__.py").write_text("")
    (root / "parts" / "inner.py").write_text("Zed = object()\nAlpha = None\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield importlib.import_module("lazy_case")
    for name in [name for name in sys.modules if name.partition(".")[0] == "lazy_case"]:
        del sys.modules[name]


def loaded() -> set[str]:
    return {name for name in sys.modules if name.startswith("lazy_case.")}


def test_a_name_is_imported_when_it_is_touched_and_kept(made: ModuleType) -> None:
    assert loaded() == set()
    client = made.Client
    assert loaded() == {"lazy_case.client"}
    assert client is sys.modules["lazy_case.client"].Client is vars(made)["Client"]
    assert made.Zed is sys.modules["lazy_case.parts.inner"].Zed
    assert made.Alpha is None  # a value, too
    assert made.models is sys.modules["lazy_case.models"]


def test_its_names_are_told_without_an_import(made: ModuleType) -> None:
    assert made.__all__ == ["Alpha", "ApiError", "Client", "Zed", "models"]
    names = dir(made)
    assert names == sorted(set(names))
    assert {*made.__all__, "__name__"} <= set(names)
    assert loaded() == set()


def test_a_name_that_is_none_or_that_other_documents_have(made: ModuleType) -> None:
    with pytest.raises(AttributeError, match="module 'lazy_case' has no attribute 'Other'"):
        _ = made.Other
    for name, what in (("File", "bodies that are no JSON"), ("RedisLimiter", "operations with")):
        with pytest.raises(
            UsageError, match=f"lazy_case has no {name}: its document has no {what}"
        ):
            getattr(made, name)
    with pytest.raises(AttributeError):  # it is no client's package
        _ = made.models.File
