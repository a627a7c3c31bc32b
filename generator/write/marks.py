"""Marked types (`plain.py`) in generated modules → what they stand for."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator

from generator.ground.text import py_string
from generator.write.plain import EMPTIED, EXTRAS, FAMILY, KINDS, PERHAPS, TUPLE

_MARK = re.compile(r"dict\[\s*Literal\[")
_EXTRAS = re.compile(rf"^    {EXTRAS}: (.*?)(?: \| None)?(?: = None)?$", re.MULTILINE)

_FAMILY = re.compile(rf"^    {FAMILY}: Literal\[(.*)\] \| None = None$", re.MULTILINE)
_IGNORED = "# pyright: ignore[reportIncompatibleVariableOverride]"
"""pydantic's own way to type further members; its base says `dict[str, Any] | None`."""


def unmarked(body: str) -> str:
    """A module without marks, and with the imports that their meanings need."""
    if _MARK.search(body):
        body = _Module(body).text()
    if _EXTRAS.search(body):
        body = _EXTRAS.sub(
            rf"    __pydantic_extra__: dict[str, \1] = Field(init=False)  {_IGNORED}", body
        )
        body = importing(body, "pydantic", ["Field"])
    return _FAMILY.sub(_kinds, body)


def _kinds(found: re.Match[str]) -> str:
    name, kinds = json.loads(ast.literal_eval(found[1]))
    pairs = ", ".join(f"{py_string(kind)}: {py_string(cls)}" for kind, cls in kinds)
    return f"    __kinds__ = ({py_string(name)}, {{{pairs}}})"


class _Module:
    def __init__(self, body: str) -> None:
        self.body = body
        self.imports: dict[str, dict[str, None]] = {}
        self.starts = [0]
        for line in body.encode().splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.data = body.encode()

    def text(self) -> str:
        """The whole module."""
        made = self._replaced(ast.parse(self.body), 0, len(self.data))
        for module, names in self.imports.items():
            made = importing(made, module, list(names))
        return made

    def _span(self, node: ast.expr) -> tuple[int, int]:
        start = self.starts[node.lineno - 1] + node.col_offset
        return start, self.starts[(node.end_lineno or 1) - 1] + (node.end_col_offset or 0)

    def _replaced(self, node: ast.AST, start: int, end: int) -> str:
        """The source of a node, with the outermost marks in it replaced."""
        pieces: list[str] = []
        for found in _outermost(node):
            begin, stop = self._span(found)
            pieces += [self.data[start:begin].decode(), self._meaning(found)]
            start = stop
        return "".join([*pieces, self.data[start:end].decode()])

    def _inner(self, node: ast.expr) -> str:
        return self._replaced(ast.Expression(node), *self._span(node))

    def _meaning(self, node: ast.expr) -> str:
        if isinstance(node, ast.Constant):
            quoted = _Module(str(node.value))
            text = quoted._replaced(ast.parse(quoted.body), 0, len(quoted.data))
            for module, names in quoted.imports.items():
                self.imports.setdefault(module, {}).update(names)
            return py_string(text)
        name, inner = _parts(node)
        if name in (EMPTIED, PERHAPS):
            self.imports.setdefault(".._runtime.wire.formats", {})[name] = None
            return f"{name}[{self._inner(inner)}]"
        if name == TUPLE and isinstance(inner, ast.Constant):
            return "tuple[()]"
        members = [self._inner(_parts(one)[1]) for one in _numbered(inner)]
        if name == TUPLE:
            return f"tuple[{', '.join(members)}]"
        _, property_, values, open_ = json.loads(name)
        self.imports.setdefault("typing", {})["Annotated"] = None
        self.imports.setdefault(".._runtime.ground.kinds", {})[KINDS] = None
        said = ", ".join(_tuple(words) for words in values) + ", open=True" * open_
        whole = f"Union[{', '.join(members)}]" if _is_union(inner) else " | ".join(members)
        return f"Annotated[{whole}, {KINDS}({py_string(property_)}, {said})]"


def _tuple(words: list[str]) -> str:
    return f"({', '.join(map(py_string, words))}{',' if len(words) == 1 else ''})"


def _outermost(node: ast.AST, alias: bool = False) -> Iterator[ast.expr]:
    """The outermost marks in a node; an alias that leads back to itself has them in quotes."""
    for child in ast.iter_child_nodes(node):
        quoted = alias and isinstance(child, ast.Constant) and _MARK.search(str(child.value))
        if quoted or _is_mark(child):
            yield child  # type: ignore[misc]
        else:
            yield from _outermost(child, alias or _is_alias(child))


def _is_alias(node: ast.AST) -> bool:
    named = node.func if isinstance(node, ast.Call) else None
    return isinstance(named, ast.Name) and named.id == "TypeAliasType"


def _is_mark(node: ast.AST) -> bool:
    held = node.slice if isinstance(node, ast.Subscript) else None
    first = held.elts[0] if isinstance(held, ast.Tuple) else None
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id == "dict"
        and isinstance(first, ast.Subscript)
        and isinstance(first.value, ast.Name)
        and first.value.id == "Literal"
    )


def _parts(node: ast.expr) -> tuple[str, ast.expr]:
    """The name of a mark and what is in it."""
    assert isinstance(node, ast.Subscript)
    assert isinstance(node.slice, ast.Tuple)
    name, inner = node.slice.elts
    assert isinstance(name, ast.Subscript)
    return str(ast.literal_eval(name.slice)), inner


def _is_union(node: ast.expr) -> bool:
    """Whether it is `Union[…]`, which is written where a name must be quoted."""
    named = isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)
    return named and ast.unparse(node.value) == "Union"  # type: ignore[attr-defined]


def _numbered(node: ast.expr) -> list[ast.expr]:
    """Marked members in the order of their numbers."""
    found: list[ast.expr] = []
    if _is_union(node):
        held = node.slice  # type: ignore[attr-defined]
        node, *found = held.elts if isinstance(held, ast.Tuple) else [held]
    while isinstance(node, ast.BinOp):
        found.append(node.right)
        node = node.left
    return sorted([node, *found], key=lambda one: int(_parts(one)[0]))


def importing(body: str, module: str, names: list[str]) -> str:
    """A module that also imports these names."""
    line = re.search(rf"^from {re.escape(module)} import ([^\n(]*)$", body, re.MULTILINE)
    if line:
        known = sorted({*line[1].split(", "), *names})
        return f"{body[: line.start(1)]}{', '.join(known)}{body[line.end(1) :]}"
    first = re.search(
        r"^from (?:\.\._runtime\.)" if module[0] == "." else r"^(?:from|import) ",
        body,
        re.MULTILINE,
    )
    at = first.start() if first else 0
    return f"{body[:at]}from {module} import {', '.join(names)}\n{body[at:]}"
