"""From what an implementation says to what goes out."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

from ...ground.operation import Operation
from ..schemas.document import Document
from ..schemas.values import is_object
from .answers import Answer, Result
from .call import Call
from .encoding import plain, to_bytes
from .negotiate import find, is_json, is_text
from .plan import Plan
from .validation import faults

_BODILESS = frozenset({204, 205, 304})


class Reply(NamedTuple):
    """A response, ready to be sent."""

    status: int
    body: bytes
    media: str | None
    headers: dict[str, str]
    flow: AsyncIterator[bytes] | None = None
    """The body, where it is sent as it comes."""


def reply_of(plan: Plan, call: Call, outcome: Any) -> Reply:
    """The response for what an implementation returned.

    A value becomes the lowest documented success, in the vendor's envelope. The
    whole envelope, when the method returns that, goes out as it is.

    Raises:
        TypeError: The value cannot be written in the media type.
    """
    if isinstance(outcome, Reply):
        return outcome
    bare = bool(plan.sequence) and plan.sequence.goes_out_bare(call, outcome)
    status, media, headers = plan.success.status, None, {}
    if not isinstance(outcome, Answer):
        body = outcome if bare else _wrapped(plan, outcome)
    else:
        status, body = outcome.status or status, outcome.body
        media, headers = outcome.media_type, outcome.headers
    offered = plan.success.media if status == plan.success.status else ()
    if status in _BODILESS or (body is None and media is None and not offered):
        return Reply(status, b"", None, headers)
    media = media or _media(plan, call, status, body)
    described = plan.described(status, media)
    if described is not None and described.item and plan.sequence.is_sequence(body):
        flow: AsyncIterator[bytes] = plan.sequence.chunks(body, media, described)
        return Reply(status, b"", media, headers, flow)
    return Reply(status, to_bytes(body, media, described, plan.omit_null), media, headers)


def _media(plan: Plan, call: Call, status: int, body: Any) -> str:
    """The negotiated media type, or the first that the status documents; never a range."""
    response = plan.success if status == plan.success.status else plan.responses.at(status)
    offered = response.media if response else ()
    media = call.media if call.media in offered else next(iter(offered), None)
    if plan.sequence:
        media = plan.sequence.fitting(call, status, media, body)
    if isinstance(body, str) and media is not None and is_json(media):
        media = _text_of(plan, status, body, media, offered)
    if media is not None and "*" not in media:
        return media
    if isinstance(body, bytes | bytearray):
        return "application/octet-stream"
    return "text/plain; charset=utf-8" if isinstance(body, str) else "application/json"


def _text_of(plan: Plan, status: int, body: str, media: str, offered: tuple[str, ...]) -> str:
    """Text where the JSON beside it is no string: the media type that is characters."""
    other = next((one for one in offered if is_text(one)), None)
    described = plan.described(status, media)
    if other is None or described is None or described.type is None:
        return media
    from pydantic import ValidationError

    from ...ground.adapters import adapter_for

    try:
        adapter_for(described.type()).validator.validate_python(body)
    except ValidationError:
        return other
    return media


def _wrapped(plan: Plan, outcome: Any) -> Any:
    value = outcome.value if isinstance(outcome, Result) else outcome
    members = outcome.members if isinstance(outcome, Result) else {}
    unwrap = plan.operation.unwrap
    if unwrap is None or (not members and _is_whole(plan.operation, plan.success.status, value)):
        known = plain(value) if members else value
        return {**known, **members} if members and is_object(known) else value
    return {unwrap: value, **members}


def _is_whole(operation: Operation[Any], status: int, value: Any) -> bool:
    """Whether a value is a model of the whole body, envelope included."""
    for reply in operation.replies:
        if status in reply.statuses or f"{status // 100}XX" in reply.statuses:
            kind = reply.type() if reply.type else None
            return isinstance(kind, type) and isinstance(value, kind)
    return False


def faults_of(document: Document, plan: Plan, reply: Reply) -> list[str]:
    """What a reply has that is not documented, for a log."""
    response = plan.responses.at(reply.status)
    if response is None:
        return [f"status {reply.status} is not documented"]
    if reply.media is None:
        return [f"status {reply.status} has no body"] if response.media else []
    media = find(reply.media, response.media)
    if media is None:
        return [f"{reply.media} is not documented for status {reply.status}"]
    schema = plan.responses.schema(response, media)
    said = plan.described(reply.status, media)
    is_file = said is not None and said.type is not None and said.type() is bytes
    told = is_json(reply.media) and reply.flow is None and not is_file
    return faults(document, schema, json.loads(reply.body)) if schema and told else []
