"""The server half: an application that keeps the vendor's manners, and its sandbox."""

from __future__ import annotations

from .answers import Answer, Refusal, Result, Unimplemented
from .application import Application
from .auth import Credentials
from .call import Call, current
from .faults import Attempt, Fault, Faults
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
    "Unimplemented",
    "current",
    "running",
    "serve",
]
