"""The server half: an application that keeps the vendor's manners, and its sandbox.

It imports ground and wire, and nothing of a client.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .app.answers import Answer, Refusal, Result, Unimplemented
from .app.call import Call, current
from .app.credentials import Credentials
from .app.faults import Attempt, Fault, Faults
from .app.seen import Seen
from .application import Application
from .options import ApplicationOptions
from .serve import running, serve

if TYPE_CHECKING:
    from .testing import InProcess

__all__ = [
    "Answer",
    "Application",
    "ApplicationOptions",
    "Attempt",
    "Call",
    "Credentials",
    "Fault",
    "Faults",
    "InProcess",
    "Refusal",
    "Result",
    "Seen",
    "Unimplemented",
    "current",
    "running",
    "serve",
]


def __getattr__(name: str) -> Any:
    """`InProcess`, which needs httpx: imported when it is first asked for."""
    if name != "InProcess":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .testing import InProcess

    return InProcess
