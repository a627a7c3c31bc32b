"""What every view is made of: imports, calls, literals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from generator.ground.text import Source, py_string
from generator.write.fill import imported
from generator.write.types import Import


def call(function: str, *positional: Source | None, **named: Source | None) -> Source:
    """The source of a call; arguments that are None are left out."""
    parts: list[str] = [part for part in positional if part is not None]
    return Source(f"{function}({', '.join([*parts, *keywords(**named)])})")


def keywords(**named: Source | None) -> list[Source]:
    """Arguments of a call; those that are None are left out."""
    return [Source(f"{name}={value}") for name, value in named.items() if value is not None]


def tuple_of(parts: Iterable[str]) -> Source:
    """The source of a tuple."""
    found = list(parts)
    comma = "," if len(found) == 1 else ""
    return Source(f"({', '.join(found)}{comma})")


def dict_of(items: Iterable[tuple[str, str]]) -> Source:
    """The source of a dict display, from keys and values that are source already."""
    return Source("{" + ", ".join(f"{key}: {value}" for key, value in items) + "}")


def literal(value: object) -> Source | None:
    """The source of a plain value; None for None."""
    if value is None:
        return None
    return py_string(value) if isinstance(value, str) else Source(repr(value))


def data(value: object) -> Source:
    """The source of a JSON value."""
    if isinstance(value, dict):
        items = cast("dict[str, object]", value).items()
        return dict_of((py_string(str(key)), data(item)) for key, item in items)
    if isinstance(value, list):
        return Source(f"[{', '.join(map(data, cast('list[object]', value)))}]")
    return py_string(value) if isinstance(value, str) else Source(repr(value))


def unless(default: object, value: object) -> Source | None:
    """A literal, left out where it says no more than the default."""
    return None if value == default else literal(value)


def import_block(imports: Iterable[Import], depth: int, indent: int = 0) -> tuple[Source, ...]:
    """The same lines filled, those of the standard library first and an empty one after them.

    Args:
        imports: Module and name; a module of the package starts with a dot.
        depth: How many packages down the importing module is (0: at the top).
        indent: Columns that they begin with.
    """
    groups: dict[bool, list[Source]] = {False: [], True: []}
    for module, names in _by_module(imports, depth):
        groups[module.startswith(".")].append(imported(module, names, indent))
    between = [Source("")] if all(groups.values()) else []
    return (*groups[False], *between, *groups[True])


def import_lines(imports: Iterable[Import], *, depth: int) -> tuple[Source, ...]:
    """`from … import …` lines, one for each module, sorted.

    Args:
        imports: Module and name; a module of the package starts with a dot.
        depth: How many packages down the importing module is (0: at the top).
    """
    return tuple(
        Source(f"from {module} import {', '.join(names)}")
        for module, names in _by_module(imports, depth)
    )


def _by_module(imports: Iterable[Import], depth: int) -> Iterator[tuple[str, list[str]]]:
    modules: dict[str, set[str]] = {}
    for module, name in imports:
        where = "." * depth + module if module.startswith(".") else module
        modules.setdefault(where, set()).add(name)
    for module in sorted(modules):
        yield module, sorted(modules[module], key=lambda name: (not name.isupper(), name))
