"""Two folders change places, also where the system cannot do it in one step."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.write import swap as module
from generator.write.swap import swap


class Unknowing:
    """A C library as other systems have it: it has no call that exchanges folders."""

    def __init__(self, *_: Any, **__: Any) -> None: ...


class Refusing:
    """One whose file system cannot (EINVAL)."""

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def renameat2(self, *_: Any) -> int:
        return -1

    renamex_np = renameat2


@pytest.fixture(params=["in one step", "no such call", "refused", "no C library", "another system"])
def how(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    def none(*_: Any, **__: Any) -> Any:
        raise OSError("no such library")

    libraries = {"no such call": Unknowing, "refused": Refusing, "no C library": none}
    if request.param in libraries:
        monkeypatch.setattr(ctypes, "CDLL", libraries[request.param])
    elif request.param == "another system":
        monkeypatch.setattr(module.sys, "platform", "win32")
    yield request.param
    monkeypatch.undo()


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    fresh, folder = tmp_path / ".acme-x", tmp_path / "acme"
    for place in (fresh, folder):
        (place / "a").mkdir(parents=True)
        (place / "a" / "name").write_text(place.name)
    return fresh, folder


def test_they_change_places(how: str, folders: tuple[Path, Path]) -> None:
    fresh, folder = folders
    swap(fresh, folder)
    assert (folder / "a" / "name").read_text() == ".acme-x"
    assert (fresh / "a" / "name").read_text() == "acme"
    assert sorted(os.listdir(folder.parent)) == [".acme-x", "acme"]


def test_both_are_where_they_were_when_it_fails(how: str, folders: tuple[Path, Path]) -> None:
    """The new tree is gone: the old one is whole, and in its place."""
    fresh, folder = folders
    (fresh / "a" / "name").unlink()
    (fresh / "a").rmdir()
    fresh.rmdir()
    with pytest.raises(OSError, match="No such file"):
        swap(fresh, folder)
    assert (folder / "a" / "name").read_text() == "acme"
    assert os.listdir(folder.parent) == ["acme"]


def test_a_path_may_begin_where_the_program_works(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one step: another rename of the old tree would be seen by who looks in between."""
    fresh, folder = folders
    monkeypatch.chdir(folder.parent)
    monkeypatch.setattr(Path, "rename", None)
    swap(Path(fresh.name), Path(folder.name))
    monkeypatch.undo()
    assert (folder / "a" / "name").read_text() == ".acme-x"


@pytest.mark.parametrize(("system", "call"), [("linux", "renameat2"), ("darwin", "renamex_np")])
def test_each_system_is_asked_by_its_own_call(
    system: str, call: str, folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the C library is asked for, and that a call that is done is the whole of it."""
    asked: list[tuple[str, tuple[Any, ...]]] = []

    class Recording:
        def __init__(self, *_: Any, **__: Any) -> None: ...

        def __getattr__(self, name: str) -> Any:
            return lambda *given: asked.append((name, given)) or 0

    monkeypatch.setattr(ctypes, "CDLL", Recording)
    monkeypatch.setattr(module.sys, "platform", system)
    swap(*folders)
    monkeypatch.undo()
    fresh, folder = map(os.fsencode, folders)
    here, exchange = -100, 2  # AT_FDCWD; RENAME_EXCHANGE and RENAME_SWAP are one number
    given = {"renameat2": (here, fresh, here, folder, exchange), "renamex_np": (fresh, folder, 2)}
    assert asked == [(call, given[call])]
    assert (folders[1] / "a" / "name").read_text() == "acme"
