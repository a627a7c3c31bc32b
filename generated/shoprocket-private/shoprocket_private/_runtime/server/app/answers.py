"""What an implementation says: a value, or one of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Fields = Mapping[str, str | Sequence[str]]


class Answer:
    """A response other than the documented success: any status, headers or media type.

    Args:
        status: The status code; None is the lowest documented success.
        body: A model or any JSON value; bytes and, for text, str go out as they are.
        headers: Header fields beside those that the server sets itself.
        media_type: None: what the client accepts of what is documented.
    """

    __slots__ = ("body", "headers", "media_type", "status")

    def __init__(
        self,
        status: int | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        media_type: str | None = None,
    ) -> None:
        self.status = status
        self.body = body
        self.headers = dict(headers or {})
        self.media_type = media_type

    def __repr__(self) -> str:
        return f"<Answer {self.status}>"


class Result:
    """A success with members beside its value: `Result(orders, meta={"total": 3})`.

    Args:
        value: What the operation returns, without its envelope.
        members: Members of the envelope beside it, by wire name.
    """

    __slots__ = ("members", "value")

    def __init__(self, value: Any, /, **members: Any) -> None:
        self.value = value
        self.members = members

    def __repr__(self) -> str:
        return f"<Result with {', '.join(self.members) or 'no members'}>"


class Refusal(Exception):
    """An error for the client, in the vendor's own envelope.

    Args:
        status: The status code, 400 to 599.
        code: The vendor's word for it; None: the document's example for the status.
        message: For people; None: what the status means.
        fields: What is wrong with which input: name -> message or messages.
        headers: Header fields to send along.
        reason: Name of an example of the document's response: where there is one, its words
            are the vendor's own for this.
    """

    def __init__(
        self,
        status: int,
        *,
        code: str | int | None = None,
        message: str | None = None,
        fields: Fields | None = None,
        headers: Mapping[str, str] | None = None,
        reason: str | None = None,
    ) -> None:
        super().__init__(message or f"status {status}")
        self.status = status
        self.code = code
        self.message = message
        self.fields = {
            name: [text] if isinstance(text, str) else list(text)
            for name, text in (fields or {}).items()
        }
        self.headers = dict(headers or {})
        self.reason = reason


class Unimplemented(Refusal):
    """The operation has no implementation: 501."""

    def __init__(self, operation: str) -> None:
        super().__init__(
            501, message=f"{operation} is not implemented here", reason="not-implemented"
        )
