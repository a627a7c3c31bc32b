"""What a client is to those who let its calls in, as a type: nothing here works."""

from __future__ import annotations

from collections.abc import Callable
from logging import Logger
from typing import Any, Protocol

from ..ground.clock import Clock
from ..ground.http import Endpoint, Library
from ..ground.operation import Api, Scheme
from ..ground.secret import Masker
from .auth import Keys


class Caller(Protocol):
    """What a client is to those who let its calls in."""

    @property
    def api(self) -> Api:
        """The document."""
        ...

    @property
    def library(self) -> Library:
        """The HTTP library in use."""
        ...

    @property
    def owner(self) -> Any:
        """The transport or HTTP client that was handed in; None: its own connections."""
        ...

    @property
    def keyring(self) -> Keys:
        """What it was given."""
        ...

    @property
    def mask(self) -> Masker:
        """Hides its secrets in a text."""
        ...

    @property
    def clock(self) -> Clock:
        """Its time."""
        ...

    @property
    def random(self) -> Callable[[], float] | None:
        """Numbers from 0 to 1; None for those of `random`."""
        ...

    @property
    def logger(self) -> Logger:
        """Where it says what it does."""
        ...

    def check_token_url(self, scheme: Scheme, endpoint: Endpoint) -> None:
        """Refuse to send a secret to the document's host for a call that goes elsewhere."""
        ...

    @property
    def user_agent(self) -> bytes:
        """What it calls itself."""
        ...
