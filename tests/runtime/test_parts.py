"""Modules that only some packages carry: absent ones are none, broken ones are told of."""

from __future__ import annotations

from pathlib import Path

import pytest

import generator.runtime
from generator.runtime.ground.parts import part


def test_what_is_not_carried_is_none() -> None:
    assert part("ground.nothing_of_the_kind") is None
    assert part("ground.bounds").__name__ == "generator.runtime.ground.bounds"


def test_what_is_carried_and_lacks_a_library_says_which(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in_need.py").write_text("import a_library_that_nobody_has\n")
    monkeypatch.setattr(generator.runtime, "__path__", [*generator.runtime.__path__, str(tmp_path)])
    with pytest.raises(ModuleNotFoundError, match="a_library_that_nobody_has"):
        part("in_need")
