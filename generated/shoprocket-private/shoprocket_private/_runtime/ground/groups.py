"""What a call's arguments are held against before anything is sent.

Which of them go with each other (extension `x-parameter-groups`), and texts that would harm by
being sent at all, such as personal data (`x-unsent`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeVar

from .errors import UsageError
from .operation import Operation
from .shape import is_dict, is_list
from .unset import UNSET

P = TypeVar("P")


class Group(NamedTuple):
    """Parameters that are given together, or not together; or a text that must fit."""

    kind: Literal["exactly-one", "at-most-one", "all-or-none", "text", "within"]
    names: tuple[str, ...]
    """Keywords of the method; of texts within a body pointers, with `*` for any item."""
    least: int = 0
    """Of a text: how many characters it has at least."""
    most: int | None = None
    pattern: str = ""
    """What a text must hold, for Python's `re` with `re.ASCII`; empty: anything."""
    refused: str = ""
    """What it must not hold; empty: nothing is refused."""

    def fits(self, value: Any) -> bool:
        """Whether a text may be sent; what is no text is not judged."""
        if not isinstance(value, str):
            return True
        if len(value) < self.least or (self.most is not None and len(value) > self.most):
            return False
        if self.pattern and not re.search(self.pattern, value, re.ASCII):
            return False
        return not (self.refused and re.search(self.refused, value, re.ASCII))


def broken(
    groups: tuple[Group, ...], given: Collection[str], spelt: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """What is wrong: the parameter it is about, and what to say of it.

    Args:
        groups: What must hold.
        given: Keywords of the parameters that a call has.
        spelt: Keyword → what to call the parameter.
    """
    for kind, names, *_ in groups:
        if kind in ("text", "within"):
            continue
        there = [spelt[name] for name in names if name in given]
        missing = [spelt[name] for name in names if name not in given]
        every = ", ".join(spelt[name] for name in names)
        if kind == "all-or-none":
            if there and missing:
                yield missing[0], f"{every} go together: {', '.join(missing)} is missing"
        elif len(there) > 1:
            much = "exactly" if kind == "exactly-one" else "at most"
            yield there[1], f"{much} one of {every} may be given, not {', '.join(there)}"
        elif not there and kind == "exactly-one":
            yield missing[0], f"one of {every} must be given"


def check(operation: Operation[Any], args: Mapping[str, Any], besides: Collection[str]) -> None:
    """Refuse a call whose parameters do not go together.

    What is not sent is not given: UNSET, None, and a list or map of nothing.

    Args:
        operation: What is called.
        args: The method's arguments by keyword.
        besides: Wire names of query parameters that the call's options bring.

    Raises:
        UsageError: Names the parameters.
    """
    for group in operation.groups:
        for name in group.names if group.kind == "text" else ():
            if not group.fits(args.get(name)):
                raise UsageError(f"{name}: the vendor refuses such a text, so it is not sent")
    given = {
        param.name
        for param in operation.params
        if param.key in besides or _is_sent(args.get(param.name, UNSET))
    }
    spelt = {param.name: param.name for param in operation.params}
    for _, message in broken(operation.groups, given, spelt):
        raise UsageError(message)


def check_body(operation: Operation[Any], body: Callable[[], Any]) -> None:
    """Refuse a body in JSON that holds a text which must not be sent.

    Args:
        operation: What is called.
        body: Gives the decoded body.

    Raises:
        UsageError: Names the place, never the text.
    """
    held = [group for group in operation.groups if group.kind == "within"]
    data = body() if held else None
    for group in held:
        for pointer in group.names:
            path = [s.replace("~1", "/").replace("~0", "~") for s in pointer[1:].split("/")]
            if not all(map(group.fits, _at(data, path))):
                raise UsageError(f"{pointer}: the vendor refuses such a text, so it is not sent")


def _at(data: Any, path: Sequence[str]) -> Iterator[Any]:
    """What stands at a pointer, in each item on the way."""
    if not path:
        yield data
    elif is_list(data) and path[0] == "*":
        for item in data:
            yield from _at(item, path[1:])
    elif is_dict(data):
        for name in data if path[0] == "*" else path[:1]:
            if name in data:
                yield from _at(data[name], path[1:])


def apart(
    groups: tuple[Group, ...],
    parameters: Sequence[Any],
    values: Mapping[str, Mapping[str, Any]],
    problem: Callable[[str, str, str], P],
) -> list[P]:
    """What is wrong with the parameters of a request.

    Args:
        groups: What must hold.
        parameters: Those that are documented: `name`, `key` on the wire, `where`.
        values: Place → wire name → value, of those that came.
        problem: What is made of name, message and place.
    """
    spelt = {parameter.name: parameter.key for parameter in parameters}
    where = {parameter.key: parameter.where for parameter in parameters}
    given = {one.name for one in parameters if one.key in values[one.where]}
    return [problem(name, said, where[name]) for name, said in broken(groups, given, spelt)]


def _is_sent(value: Any) -> bool:
    if value is UNSET or value is None:
        return False
    return isinstance(value, str) or not (hasattr(value, "__len__") and len(value) == 0)
