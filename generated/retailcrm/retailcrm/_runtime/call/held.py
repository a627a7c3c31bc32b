"""Strict readings: an answer that its types take is also held against the document itself.

Types say names, kinds and presence. All else that a document says of a value (members that
there must not be, null that is not admitted, bounds, patterns, conditions) says the document
alone; the package's server half reads it, where the extra `server` is installed.
"""

from __future__ import annotations

from logging import Logger
from typing import Any

from ..ground.errors import DecodeError
from ..ground.operation import Operation
from ..ground.parts import part
from .core import Core

_known: list[Any] = []
"""What holds answers against the document, once it was looked for; None: nothing can."""


def hold(
    core: Core,
    operation: Operation[Any],
    status: int,
    media: str,
    content: bytes,
    *,
    item: bool = False,
) -> None:
    """Refuse a body that is not what the document says.

    Args:
        core: The client's; its log takes one line where nothing can hold it against the document.
        operation: What was called.
        status: Of the answer.
        media: Its content type.
        content: Its body, or an item of it, as JSON.
        item: Whether it is one of the body's items.

    Raises:
        DecodeError: It departs from the document; `places` says where.
    """
    if not _known:
        _known.append(_held(core.logger))
    if _known[0] is None:
        return
    places = _known[0].departures(
        operation, status, media, content, item, loose=core.api.loose_scalars
    )
    if places:
        raise DecodeError(f"departs from the document at {places[0]}", places=places)


def _held(logger: Logger) -> Any:
    try:
        module = part("server.app.held")
        found = module.of_package() if module else None
    except ImportError:
        found = None
    if found is None:
        logger.warning(
            "strict: answers are held against their types alone; for all that the document says"
            " install the extra [server] of a package that has its server half"
        )
    return found
