"""The server half: an application that keeps the vendor's manners, and its sandbox.

It imports ground and wire, and nothing of a client.
"""

from __future__ import annotations

from .app.answers import Answer, Refusal, Result, Unimplemented
from .app.call import Call, current
from .app.credentials import Credentials
from .app.faults import Attempt, Fault, Faults
from .app.seen import Seen
from .application import Application
from .options import ApplicationOptions
from .serve import running, serve

__all__ = [
    "Answer",
    "Application",
    "ApplicationOptions",
    "Attempt",
    "Call",
    "Credentials",
    "Fault",
    "Faults",
    "Refusal",
    "Result",
    "Seen",
    "Unimplemented",
    "current",
    "running",
    "serve",
]
