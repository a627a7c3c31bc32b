"""Values that fit several members of a `oneOf`: taken all the same, and told of.

Vendors whose documents do not tell the members apart never meant to refuse such a value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Any

from ..schemas.document import Document, DocumentError
from ..schemas.values import is_array, is_object
from .call import Call
from .parameters import Parameter, Problem
from .validation import ParameterRules, body_problems

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


def wide(node: Any) -> Any:
    """A document whose unions take what fits several members; a discriminator tells them apart."""
    if is_array(node):
        return [wide(item) for item in node]
    if not is_object(node):
        return node
    made = {key: item if key in _VALUES else wide(item) for key, item in node.items()}
    if is_array(made.get("oneOf")) and "discriminator" not in made:
        either = {"anyOf": made.pop("oneOf")}
        listed = [*made.get("allOf", ()), either]
        made |= {"allOf": listed} if "anyOf" in made else either
    return made
