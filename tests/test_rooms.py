"""The runtime's rooms: which there are, what may enter them, and that nothing goes in circles."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from configparser import ConfigParser
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.support import ROOT

RUNTIME = ROOT / "generator" / "runtime"


def imports(root: Path) -> dict[str, set[str]]:
    """Module -> modules it imports: for types, and within functions, too."""
    paths = {
        ".".join(path.relative_to(root).with_suffix("").parts): path for path in root.rglob("*.py")
    }
    found: dict[str, set[str]] = {}
    for name, path in paths.items():
        inside = name.split(".")[:-1]
        seen = found.setdefault(name, set())
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level:
                base = inside[: len(inside) - node.level + 1]
                base += node.module.split(".") if node.module else []
                for alias in node.names:
                    inner = ".".join([*base, alias.name])
                    seen.add(inner if inner in paths else ".".join(base))
        seen &= {other for other in paths if other != name}
    return found


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """Modules that import each other in a circle; none where there is no circle."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def layers(contract: str) -> list[str]:
    """The rooms that a contract of `.importlinter` names, from above."""
    parser = ConfigParser()
    parser.read(ROOT / ".importlinter")
    lines = parser[f"importlinter:contract:{contract}"]["layers"].split()
    return [name for name in lines if name != "|"]


def folders(root: Path) -> set[str]:
    """The rooms in a folder."""
    return {path.parent.name for path in root.glob("*/__init__.py")}


def test_no_module_of_the_runtime_imports_what_imports_it() -> None:
    graph = imports(RUNTIME)
    assert len(graph) > 100
    assert "ground.errors" in graph["client.clients"]
    assert circle(graph) == []


def test_a_circle_through_types_alone_is_found(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .room import b\n"
    (tmp_path / "a.py").write_text(typed)
    (tmp_path / "room" / "b.py").write_text("def late():\n    from ..a import x\n")
    assert set(circle(imports(tmp_path))) == {"a", "room.b"}


def test_the_contracts_name_the_rooms_there_are() -> None:
    assert set(layers("runtime-rooms")) == folders(RUNTIME)
    assert folders(RUNTIME / "server") <= set(layers("server"))


@pytest.mark.parametrize("contract", ["runtime-rooms", "server"])
def test_nothing_goes_up(contract: str) -> None:
    """The same that the contract says, read from the files: a layer imports only later ones."""
    order = layers(contract)
    inside = f"{contract}." if contract == "server" else ""
    for name, others in imports(RUNTIME).items():
        room = name.removeprefix(inside).partition(".")[0]
        for other in others:
            wanted = other.removeprefix(inside).partition(".")[0]
            if name.startswith(inside) and other.startswith(inside) and {room, wanted} <= {*order}:
                assert order.index(room) <= order.index(wanted), f"{name} imports {other}"


def test_every_room_says_what_lives_there_and_what_may_enter() -> None:
    for path in RUNTIME.rglob("*/__init__.py"):
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        assert "imports" in said, path
