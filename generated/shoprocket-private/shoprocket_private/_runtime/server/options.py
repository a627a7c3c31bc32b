"""How an application may be set up; every option has a default."""

from __future__ import annotations

from typing import TypedDict

from .auth import Credentials
from .faults import Faults
from .limits import Clock


class ApplicationOptions(TypedDict, total=False):
    """Keywords of `create_app` and `Application`."""

    credentials: Credentials | None
    """Known credentials, or a function that knows them. None: any that look right."""
    faults: Faults | None
    """Trouble on purpose, asked before each request. None: none."""
    clock: Clock
    """Seconds since the epoch, for limits and processes. Default: `time.time`."""
    seed: int
    """For what the sandbox makes up. Default: 0."""
    limits: bool
    """Whether rate limits count. Default: no."""
    planned: bool
    """Whether operations that are only planned are served; else they are 501. Default: no."""
    strict_query: bool
    """Whether unknown query parameters are refused. Default: no."""
    check_responses: bool
    """Whether an implementation's answers are validated; one that is not as documented is
    logged and answered with 500. Default: no."""
    max_body: int
    """Longest request body, in bytes. Default: 16 MiB."""
