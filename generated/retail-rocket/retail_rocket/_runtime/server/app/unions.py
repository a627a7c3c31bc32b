"""Values that fit several members of a `oneOf`: taken all the same, and told of.

Vendors whose documents do not tell the members apart never meant to refuse such a value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from itertools import combinations
from typing import Any
from urllib.parse import unquote

from ..schemas.document import Document, DocumentError
from ..schemas.values import is_array, is_object, read
from .call import Call
from .parameters import Parameter, Problem
from .validation import ParameterRules, body_problems

_DEEPEST = 10
_VALUES = frozenset({"const", "default", "enum", "example", "examples"})


class Unions:
    """Looks again at what is not valid, with every `oneOf` read as `anyOf`.

    Args:
        document: The document.
        tell: Notes the places of a call where that made a difference.
    """

    def __init__(self, document: Document, tell: Callable[[Call, list[str]], None]) -> None:
        self._document = document
        self._tell = tell
        self._rules: dict[str, ParameterRules] = {}

    @cached_property
    def _wide(self) -> Document:
        return Document(wide(self._document.root))

    def parameters(
        self, call: Call, parameters: Sequence[Parameter], values: Any, problems: list[Problem]
    ) -> list[Problem]:
        """What is wrong with the parameters of a call, once that is no mistake."""

        def again() -> list[Problem]:
            if call.operation.id not in self._rules:
                self._rules[call.operation.id] = ParameterRules(self._wide, parameters)
            return self._rules[call.operation.id].problems(values)

        return self._left(call, problems, again)

    def body(self, call: Call, schema: str, value: Any, problems: list[Problem]) -> list[Problem]:
        """What is wrong with the body of a call, once that is no mistake."""
        return self._left(call, problems, partial(body_problems, self._wide, schema, value))

    def _left(
        self, call: Call, before: list[Problem], again: Callable[[], list[Problem]]
    ) -> list[Problem]:
        try:
            if again():
                return before
        except DocumentError:  # a reference leads into a oneOf
            return before
        places = dict.fromkeys(f"{problem.where} {problem.name}" for problem in before)
        self._tell(call, [f"{place}: fits several members of its oneOf" for place in places])
        return []


def wide(root: Any) -> Any:
    """A document whose unions take what fits several members.

    A discriminator tells them apart, and where each of two requires what the other does not, one
    of both is meant: those unions stay as they are.
    """

    def loosened(node: Any) -> Any:
        if is_array(node):
            return [loosened(item) for item in node]
        if not is_object(node):
            return node
        made = {key: item if key in _VALUES else loosened(item) for key, item in node.items()}
        parts = node.get("oneOf")
        if is_array(parts) and "discriminator" not in node and not _is_choice(root, parts):
            either = {"anyOf": made.pop("oneOf")}
            listed = [*made.get("allOf", ()), either]
            made |= {"allOf": listed} if "anyOf" in made else either
        return made

    return loosened(root)


def _is_choice(root: Any, parts: list[Any]) -> bool:
    required = [_required(root, part, 0) for part in parts]
    return any(one - other and other - one for one, other in combinations(required, 2))


def _required(root: Any, part: Any, depth: int) -> set[str]:
    """The members that an object must have, through references and `allOf`."""
    if not is_object(part) or depth > _DEEPEST:
        return set()
    ref = part.get("$ref")
    inner = [read(root, unquote(ref[1:]))] if isinstance(ref, str) and ref[:1] == "#" else []
    found = [_required(root, one, depth + 1) for one in [*inner, *part.get("allOf", ())]]
    return set(part.get("required", ())).union(*found)
