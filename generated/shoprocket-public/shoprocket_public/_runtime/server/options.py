"""How an application may be set up; every option has a default."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypedDict

from .app.clock import Clock
from .app.credentials import Credentials
from .app.faults import Faults
from .app.seen import Observer


class ApplicationOptions(TypedDict, total=False):
    """Keywords of `create_app` and `Application`."""

    credentials: Credentials | None
    """Known credentials, or a function that knows them. None: any that look right.
    With an `oauth2` scheme, `client_id:client_secret`; then only issued tokens are let in."""
    issued_tokens_only: bool
    """Whether bearers must be tokens that the application issued itself. Default: only with
    `credentials`, else any that looks right."""
    token_lifetime: float
    """Seconds that an issued token lives. Default: what the document says, else 300."""
    faults: Faults | None
    """Trouble on purpose, asked before each request. None: none."""
    observer: Observer | None
    """Told of each request, and of what was decided on it, before the answer goes out."""
    clock: Clock
    """Seconds since the epoch, for limits and processes. Default: `time.time`."""
    seed: int
    """For what the sandbox makes up. Default: 0."""
    limits: bool
    """Whether rate limits count. Default: no."""
    processing: float | None
    """Seconds that a process of the sandbox is pending. Default: the document's interval."""
    planned: bool
    """Whether operations that are only planned are served; else they are 501. Default: no."""
    strict: bool
    """Whether values must be spelt as the document declares them. Default: no, what can only
    mean one value of the declared type is taken, logged and counted in `drift`."""
    strict_query: bool
    """Whether unknown query parameters are refused. Default: no."""
    check_responses: bool
    """Whether an implementation's answers are validated; one that is not as documented is
    logged and answered with 500. Default: no."""
    media_versions: Collection[str]
    """Versions of the vendor's media types that are served besides the document's, alike.
    Default: none, so that another version is 406 or 415."""
    max_body: int
    """Longest request body, in bytes. Default: 16 MiB."""
