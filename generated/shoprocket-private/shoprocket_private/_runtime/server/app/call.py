"""A request that is understood: routed, admitted, decoded and valid."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from ...ground.operation import Body, Operation
from .json_text import read_json
from .negotiate import preferences
from .request import Request
from .styles import MISSING

_current: ContextVar[Call] = ContextVar("call")


class Call:
    """What an implementation is asked, in JSON values.

    Attributes:
        operation: The operation.
        request: The request as it came.
        arguments: Parameter values by keyword; what was not sent is not there.
        path: Path parameters by wire name, decoded.
        members: Arguments that were read straight from the body; None: they are not yet.
        unread: The body that they were read from.
        files: Members of the body that are bytes.
        described: What the operation says of a body in the media type that came.
        credentials: Credentials by scheme name.
        server: Variables of the server URL that the request named.
        media: The media type that the client accepts best; None: it has none to accept.
        spelt: Places whose values were spelt otherwise than documented.
    """

    __slots__ = (
        "_body",
        "_preferences",
        "arguments",
        "credentials",
        "described",
        "files",
        "media",
        "members",
        "operation",
        "path",
        "request",
        "server",
        "spelt",
        "unread",
    )

    def __init__(self, operation: Operation[Any], request: Request, server: dict[str, str]) -> None:
        self.operation = operation
        self.request = request
        self.server = server
        self.credentials: dict[str, str] = {}
        self.media: str | None = None
        self.arguments: dict[str, Any] = {}
        self.path: dict[str, Any] = {}
        self.members: dict[str, Any] | None = None
        self.unread: bytes | None = None
        self._body: Any = MISSING
        self.files: Mapping[str, Any] = {}
        self.described: Body | None = operation.body
        self.spelt: tuple[str, ...] = ()
        self._preferences: dict[str, str] | None = None

    @property
    def body(self) -> Any:
        """The body, or `MISSING`."""
        if self.unread is not None:
            self.body = read_json(self.unread)
        return self._body

    @body.setter
    def body(self, value: Any) -> None:
        self._body, self.unread = value, None

    @property
    def preferences(self) -> dict[str, str]:
        """What the request prefers (RFC 7240)."""
        if self._preferences is None:
            self._preferences = preferences(self.request.header("prefer"))
        return self._preferences

    def __repr__(self) -> str:
        return f"<Call of {self.operation.id}>"


def current() -> Call:
    """The call that is being answered: its request, credentials and server variables.

    Raises:
        LookupError: No call is being answered here.
    """
    return _current.get()


def enter(call: Call) -> None:
    """Make a call the current one of its task."""
    _current.set(call)
