"""The one sentinel for "not given".

`None` is a value and is sent as null; what is `UNSET` is not sent at all.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Final, Literal


class Unset(Enum):
    """The type of `UNSET`; annotate with it, compare with `is`."""

    UNSET = object()

    def __bool__(self) -> Literal[False]:
        """Falsy, so that `value or default` works."""
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce_ex__(self, protocol: object) -> Any:
        """Pickle and copy to itself (by name: the member is this module's `UNSET`)."""
        return "UNSET"


UNSET: Final = Unset.UNSET
