"""Lists and objects on the wire, in every style of section 4.8.12.4, and the vendors' brackets.

The delimiters of a style are found before percent-decoding, so that an encoded
comma is data (RFC 6570, section 3.2). Where it cannot be (in a list of numbers), it
separates all the same: that is how most clients write a comma.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from ...ground.operation import Style
from ..schemas.shapes import Shape
from .styles import MISSING, Claimed, Malformed, Pairs, Reader, one_of, plain

MAX_NESTING = 16
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_NOT_ALONE = frozenset({"array", "object", "null"})  # no one text beside a list is these
Tree: TypeAlias = "dict[str, Tree] | list[str]"


def from_pairs(
    key: str,
    shape: Shape,
    style: Style,
    explode: bool,
    claimed: Claimed = (frozenset(), frozenset()),
) -> Reader:
    """How a value is read from a query string, a form or cookies.

    Args:
        key: Name on the wire.
        shape: What its schema says.
        style: `form`, `spaceDelimited`, `pipeDelimited`, `deepObject` or `brackets`.
        explode: Whether each item or member is a pair of its own.
        claimed: Names of the other parameters, and of members of those that are spread as this
            one may be, which are no members of an open object.
    """
    types = shape.types
    if style in ("deepObject", "brackets"):
        return lambda pairs: _grown(key, shape, pairs)
    if "object" in types and style == "form" and explode:
        return lambda pairs: _spread(key, shape, claimed, pairs)
    separator = {"spaceDelimited": "%20", "pipeDelimited": "|"}.get(style, ",")
    scalar = shape.scalar

    def parted(text: str) -> str:
        """Text with its delimiters as they are: a bar is encoded, as no URI has one."""
        bars = style == "pipeDelimited"
        return re.sub("%7c", "|", text, flags=re.IGNORECASE) if bars else text

    def read(pairs: Pairs) -> Any:
        values = pairs.values.get(key)
        if values is None:
            return MISSING
        if "array" in types:
            if explode:
                single = len(values) == 1 and types - _NOT_ALONE
                return _scalar_or_list(shape, values) if single else _items(shape, values)
            text = separator.join(map(parted, values))  # Some repeat the name in any style.
            if style == "form" and not shape.item.comma:
                text = re.sub("%2c", ",", text, flags=re.IGNORECASE)
            return _items(shape, text.split(separator) if text else [])
        if "object" in types:
            return _members(shape, parted(one_of(values)).split(separator), explode=False)
        if not types and len(values) > 1:
            return [plain(value) for value in values]
        return scalar(plain(one_of(values)))

    return read


def from_text(key: str, shape: Shape, style: Style, explode: bool) -> Callable[[str], Any]:
    """How a value is read from a path segment: styles `simple`, `label` and `matrix`."""
    types = shape.types

    def read(text: str) -> Any:
        separator = ","
        if style == "label":
            if not text.startswith("."):
                raise Malformed("does not begin with a dot")
            text = text[1:]
            separator = "." if explode else ","
        elif style == "matrix":
            text, separator = _matrix(key, text, explode, types)
        if "array" in types:
            return _items(shape, text.split(separator) if text else [])
        if "object" in types:
            return _members(shape, text.split(separator) if text else [], explode)
        return shape.scalar(plain(text))

    return read


def from_header(shape: Shape, explode: bool) -> Callable[[str], Any]:
    """How a value is read from a header field: style `simple`, no percent-encoding."""
    types = shape.types

    def read(text: str) -> Any:
        if "array" in types:
            return [shape.item.scalar(part.strip()) for part in text.split(",")] if text else []
        if "object" in types:
            parts = [part.strip().replace("%", "%25") for part in text.split(",")]
            return _members(shape, parts if text else [], explode)
        return shape.scalar(text)

    return read


def _matrix(key: str, text: str, explode: bool, types: frozenset[str]) -> tuple[str, str]:
    if not text.startswith(";"):
        raise Malformed("does not begin with a semicolon")
    parts = text[1:].split(";")
    if explode and "object" in types:
        return text[1:], ";"
    values = [part.partition("=")[2] for part in parts if part.partition("=")[0] == key]
    if len(values) != len(parts):
        raise Malformed(f"is not written as ;{key}=value")
    if explode and "array" in types:
        return ";".join(values), ";"
    return one_of(values), ","


def _items(shape: Shape, texts: Iterable[str]) -> list[Any]:
    scalar = shape.item.scalar
    return [scalar(plain(text)) for text in texts]


def _scalar_or_list(shape: Shape, texts: list[str]) -> Any:
    """One value, which is a list of one where it can be nothing else."""
    value = shape.scalar(plain(texts[0]))
    return value if shape.admits(value) else _items(shape, texts)


def _members(shape: Shape, parts: list[str], explode: bool) -> dict[str, Any]:
    if explode:
        pairs = [part.partition("=")[::2] for part in parts]
    elif len(parts) % 2:
        raise Malformed("does not list names and values in turn")
    else:
        pairs = list(zip(parts[::2], parts[1::2], strict=True))
    return {plain(name): shape.member(plain(name)).scalar(plain(value)) for name, value in pairs}


def _spread(key: str, shape: Shape, claimed: Claimed, pairs: Pairs) -> Any:
    """An exploded form object: its members are pairs of the query itself."""
    parameters, others = claimed
    names = [
        name
        for name in pairs.values
        if name in shape.names and (name not in parameters or name == key)
    ]
    if shape.open:
        names += [
            name
            for name in pairs.values
            if name not in shape.names
            and name not in parameters | others
            and name.partition("[")[0] not in {key, *parameters}
        ]
    if not names:
        return MISSING
    return {name: from_pairs(name, shape.member(name), "form", True)(pairs) for name in names}


def _grown(key: str, shape: Shape, pairs: Pairs) -> Any:
    """A value written with brackets: `filter[price][max]=5`, `ids[]=1`, `ids[0]=1`."""
    root: dict[str, Tree] = {}
    for name, values in pairs.values.items():
        if name == key:
            path: list[str] = []
        elif name.startswith(key + "[") and _BRACKET.sub("", name[len(key) :]) == "":
            path = _BRACKET.findall(name[len(key) :])
        else:
            continue
        if len(path) > MAX_NESTING:
            raise Malformed(f"is nested more than {MAX_NESTING} deep")
        if "" in path[:-1]:
            # `a[][b]=1&a[][c]=2&a[][b]=3`: a name that comes again is the next item's.
            place = path.index("")
            for number, value in enumerate(values):
                _graft(root, [key, *path[:place], str(number), *path[place + 1 :]], [value])
        else:
            _graft(root, [key, *path], values)
    return _ripe(root[key], shape) if key in root else MISSING


def _graft(here: dict[str, Tree], path: list[str], values: list[str]) -> None:
    for name in path[:-1]:
        child = here.setdefault(name, {})
        if isinstance(child, list):
            raise Malformed("is given both as a value and with brackets")
        here = child
    leaf = here.setdefault(path[-1], [])
    if isinstance(leaf, dict):
        raise Malformed("is given both as a value and with brackets")
    leaf.extend(values)


def _ripe(tree: Tree, shape: Shape) -> Any:
    if isinstance(tree, list):
        if tree == [""] and shape.types & {"array", "object"} and "string" not in shape.types:
            # Nothing is in it: brackets have no other way to say so.
            return [] if "array" in shape.types else {}
        # One value without `[]` is a list only where it can be nothing else.
        single = len(tree) == 1 and (not shape.types or shape.types - _NOT_ALONE)
        if "array" in shape.types:
            return _scalar_or_list(shape, tree) if single else _items(shape, tree)
        if not single and not shape.types:
            return _items(shape, tree)
        return shape.scalar(plain(one_of(tree)))
    listed = all(name == "" or (name.isascii() and name.isdecimal()) for name in tree)
    if listed and ("array" in shape.types or not shape.types):
        items: list[Any] = []
        for name in sorted(tree, key=lambda name: int(name[:9] or "0")):
            child = tree[name]
            if isinstance(child, list) and len(child) > 1:
                items.extend(_items(shape, child))
            else:
                items.append(_ripe(child, shape.item))
        return items
    return {name: _ripe(child, shape.member(name)) for name, child in tree.items()}
