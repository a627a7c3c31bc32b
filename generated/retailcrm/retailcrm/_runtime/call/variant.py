"""An operation as one call wants it: one media type of several, another version of them.

Accept, Content-Type and decoding follow an operation's media types; so a variant is the
same operation with other media types, worked out once and kept.
"""

from __future__ import annotations

import re
from copy import copy
from typing import Any

from ..ground.errors import UsageError
from ..ground.operation import Api, Operation, Reply
from ..wire.body import essence
from .plan import Plan

_KEPT = 64
_VERSION = r"[0-9A-Za-z][0-9A-Za-z._-]*"


def variant_of(api: Api, plan: Plan, accept: str | None, version: str | None) -> Plan:
    """The plan of a variant.

    Args:
        api: Whose media types have versions.
        plan: The operation's own.
        accept: The media type that the answer is to have; None for any that is documented.
        version: The version of media types (`x-media-version`); None for the document's.

    Raises:
        UsageError: No success has such a media type, or there are no versions.
    """
    key = (accept, version)
    found = plan.variants.get(key)
    if found is None:
        operation = copy(plan.operation)
        operation.plan = None
        chosen = ""
        if version is not None:
            _renumber(api, operation, version)
        if accept is not None:
            chosen, operation.replies = _only(operation, accept, plan.operation)
        found = Plan(operation)
        if accept is not None:
            found.accept = chosen.encode("ascii")
        if len(plan.variants) >= _KEPT:
            plan.variants.clear()
        plan.variants[key] = found
        operation.plan = found
    return found


def _renumber(api: Api, operation: Operation[Any], version: str) -> None:
    """Put another version into the vendor's own media types; the others have none."""
    if api.media_version is None:
        raise UsageError("media_version: the media types of this API have no version")
    if not re.fullmatch(_VERSION, str(version)):
        raise UsageError(f"media_version: {version!r} is no version")
    template, documented = api.media_version
    before = template.partition("{version}")[0]
    own = re.compile(rf"{re.escape(before)}{re.escape(documented)}(?![0-9A-Za-z._-])")

    def renumbered(media: str) -> str:
        return own.sub(lambda _: f"{before}{version}", media, count=1)

    if operation.body is not None:
        body = operation.body
        operation.body, *others = (
            one._replace(media=tuple(map(renumbered, one.media))) for one in (body, *body.others)
        )
        operation.body = operation.body._replace(others=tuple(others))
    operation.replies = tuple(
        reply if reply.media is None else reply._replace(media=renumbered(reply.media))
        for reply in operation.replies
    )


def _only(
    operation: Operation[Any], accept: str, known: Operation[Any]
) -> tuple[str, tuple[Reply, ...]]:
    """The media type, and the replies without the successes of another."""
    asked = "" if "*" in str(accept) else essence(str(accept))
    kept: list[Reply] = []
    offered: dict[str, None] = {}
    found = ""
    for reply, same in zip(operation.replies, known.replies, strict=True):
        if reply.media is None or not any(str(status)[0] == "2" for status in reply.statuses):
            kept.append(reply)
            continue
        offered[reply.media] = None
        names = {essence(reply.media), essence(same.media or "")}
        ranges = {"*/*", f"{asked.partition('/')[0]}/*"}
        if asked in names:
            kept.append(reply)
            found = essence(reply.media)
        elif asked and names & ranges:
            kept.append(reply._replace(media=asked))
            found = asked
    if not found:
        raise UsageError(
            f"accept: {accept!r} is none of the media types of a success: "
            + (", ".join(offered) or "there are none")
        )
    return found, tuple(kept)
