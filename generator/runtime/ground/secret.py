"""Credentials: held so that no repr, log or traceback shows them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from .errors import UsageError
    from .operation import Operation

Secret: TypeAlias = str | Callable[[], str]
"""A credential, or a function that gives it (asked before every attempt)."""

AsyncSecret: TypeAlias = str | Callable[[], str] | Callable[[], Awaitable[str]]
"""The same for an asynchronous client, whose functions may be coroutines."""

MASK = "***"
SHORTEST = 4
"""Characters; masking less than this would eat into ordinary words."""


class SecretValue:
    """A string that shows itself only when asked."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The string itself."""
        return self._value

    def __repr__(self) -> str:
        return f"SecretValue({MASK})"

    def __reduce__(self) -> str:
        raise TypeError("a secret cannot be pickled: pass it anew where it is needed")


class Masker:
    """Takes known secrets out of text that people will read.

    Of the values that callables gave, the last 32 are known.
    """

    __slots__ = ("__weakref__", "_fixed", "recent")

    def __init__(self) -> None:
        self._fixed: set[str] = set()
        self.recent: list[str] = []
        """Those that are known for a time."""

    def learn(self, value: str, *, passing: bool = False) -> None:
        """Hide `value` from now on; `passing`: until 32 others came after it."""
        if len(value) < SHORTEST or value in self._fixed or value in self.recent:
            return
        if passing:
            self.recent = [*self.recent[-31:], value]
        else:
            self._fixed.add(value)

    def __call__(self, text: str) -> str:
        """The text with each known secret, plain or percent-encoded, replaced by `***`."""
        from urllib.parse import quote, quote_plus

        forms: set[str] = set()
        for value in (*self._fixed, *self.recent):
            forms.update((value, quote(value, safe=""), quote_plus(value)))
        found = sorted({span for form in forms for span in _places(form, text)})
        spans = found[:1]  # joined where they overlap, so that no end of one stays readable
        for begin, end in found[1:]:
            first, last = spans[-1]
            if begin < last:
                spans[-1] = (first, max(last, end))
            else:
                spans.append((begin, end))
        shown = zip([0, *(end for _, end in spans)], [*(b for b, _ in spans), None], strict=True)
        return MASK.join(text[begin:end] for begin, end in shown)

    def __repr__(self) -> str:
        return f"<Masker of {len(self._fixed) + len(self.recent)}>"


def _places(form: str, text: str) -> Iterator[tuple[int, int]]:
    """Where it stands in the text, overlaps included."""
    begin = text.find(form)
    while begin >= 0:
        yield begin, begin + len(form)
        begin = text.find(form, begin + 1)


def refused(error: UsageError, operation: Operation[Any]) -> UsageError:
    """A mistake of the caller's, without the frames whose locals may hold a secret."""
    error.operation, error.method = operation.id, operation.method
    return error.with_traceback(None)
