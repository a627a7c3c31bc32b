"""A module of models in its parts: what it imports, and its schemas."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from generator.write.defaults import JSON, Classes, with_defaults
from generator.write.marks import importing

_OTHERWISE = "# type: ignore[assignment, unused-ignore]"
"""At a member of another type than its base's: what may be assigned to may have no narrower one."""


class Module:
    """Takes a module apart, and puts it together again.

    Args:
        text: Its source; empty for one that is yet to be written.
    """

    def __init__(self, text: str) -> None:
        lines = text.split("\n")
        starts: list[tuple[int, str]] = []
        end = len(lines)
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef):
                starts.append((node.lineno - 1, node.name))
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                starts.append((node.lineno - 1, node.targets[0].id))
        first = starts[0][0] if starts else end
        self._head = "\n".join(lines[:first])
        stops = [*(start for start, _ in starts), end][1:]
        self.blocks: dict[str, str] = {
            name: "\n".join(lines[start:stop])
            for (start, name), stop in zip(starts, stops, strict=True)
        }
        """Class or alias → its source."""

    def imports(self, wanted: Mapping[str, set[str]]) -> None:
        """Let it import these names: module → names."""
        for module in sorted(wanted):
            self._head = importing(self._head, module, sorted(wanted[module]))

    def give(self, classes: Classes, nullable: frozenset[tuple[str, str]]) -> None:
        """Give fields their defaults; the arguments are those of `with_defaults`."""
        for name in classes:
            self.blocks[name] = with_defaults(self.blocks[name], classes, nullable)
        texts = [text for own in classes.values() for text in own.values()]
        if any(text.startswith("Decimal(") for text in texts):
            self._head = importing(self._head, "decimal", ["Decimal"])
        if any(text.startswith(JSON) for text in texts):
            self._head = importing(self._head, "pydantic", ["Field"])
            self._head = importing(self._head, ".._runtime.ground.defaults", ["read_as"])

    def override(self, members: Mapping[str, frozenset[str]]) -> None:
        """Let classes have members otherwise than their bases do: class → members."""
        for name, own in members.items():
            lines = self.blocks[name].split("\n")
            for node in ast.walk(ast.parse(self.blocks[name])):
                if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) in own:
                    lines[node.lineno - 1] += f"  {_OTHERWISE}"
            self.blocks[name] = "\n".join(lines)

    def text(self, ranks: Mapping[str, tuple[int, int]]) -> str:
        """Its source: schemas with a rank by that, then the others as they are."""
        first = sorted(ranks, key=lambda name: ranks[name])
        names = [*first, *(name for name in self.blocks if name not in ranks)]
        text = self._head.strip("\n")
        for name in names:
            block = self.blocks[name].strip("\n")
            # One line between aliases; the formatter keeps two around classes.
            text += ("\n\n" if block.startswith(f"{name} = ") else "\n\n\n") + block
        return text.strip("\n") + "\n"
