"""What was decided on a request, for those who look on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from .answers import Refusal
from .call import Call
from .faults import Fault
from .replies import Reply
from .request import Request


class Seen(NamedTuple):
    """A request and what is about to be answered; nothing in it may be changed."""

    request: Request
    call: Call | None
    """As far as it was understood; None: no operation has its path and method."""
    reply: Reply
    refusal: Refusal | None
    """Why there is no success."""
    fault: Fault | None
    """What goes wrong on purpose."""
    left: Mapping[str, int]
    """Rate limit -> requests that are left of it."""


Observer = Callable[[Seen], None]
