"""What is logged, and how warnings name the caller's line.

One logger for the package, silent unless the application listens. At DEBUG a
line for each attempt: secrets and query values are masked, headers shown are
those of an allow-list, and bodies never.
"""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable, Iterable
from types import FrameType
from weakref import WeakSet

from .secret import MASK

HEADERS = frozenset(
    {
        "accept",
        "cache-control",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "deprecation",
        "etag",
        "retry-after",
        "server",
        "sunset",
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
    }
)
"""Headers whose values may be logged."""

_HERE = __name__.rpartition(".ground.")[0]
_PACKAGE = _HERE.rpartition(".")[0] if _HERE.endswith("._runtime") else _HERE


def logger_for(package: str) -> logging.Logger:
    """The package's logger, with a handler that drops what nobody listens to."""
    logger = logging.getLogger(package)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    return logger


class _Hiding(logging.Filter):
    """Takes credentials out of what the HTTP libraries log: URLs, headers."""

    def __init__(self) -> None:
        super().__init__()
        self.masks: WeakSet[Callable[[str], str]] = WeakSet()

    def filter(self, record: logging.LogRecord) -> bool:
        """Let all pass; its text is replaced where a credential is in it."""
        text = said = record.getMessage()
        for mask in list(self.masks):
            text = mask(text)
        if text != said:
            record.msg, record.args = text, ()
        return True


_hiding = _Hiding()


def hide(mask: Callable[[str], str], loggers: Iterable[str]) -> None:
    """Have what a mask knows masked in what these loggers log, while the mask lives."""
    for name in loggers:
        logging.getLogger(name).addFilter(_hiding)  # once, however often it is said
    _hiding.masks.add(mask)


def shown(headers: Iterable[tuple[str, str]]) -> str:
    """The headers that may be logged."""
    return ", ".join(f"{name}: {value}" for name, value in headers if name in HEADERS)


def masked_target(target: str, safe: frozenset[str]) -> str:
    """A path and query with the query's values masked, but for the names in `safe`."""
    path, mark, query = target.partition("?")
    if not mark:
        return path
    pairs = (pair.partition("=") for pair in query.split("&"))
    return f"{path}?" + "&".join(
        f"{name}={value if name in safe else MASK}" for name, _, value in pairs
    )


def warn(message: str, category: type[Warning]) -> None:
    """Warn at the line outside this package that made the call."""
    level = 1
    frame: FrameType | None = sys._getframe()  # pyright: ignore[reportPrivateUsage]
    while frame is not None:
        name: str = frame.f_globals.get("__name__", "")
        if name != _PACKAGE and not name.startswith(f"{_PACKAGE}."):
            break
        frame = frame.f_back
        level += 1
    warnings.warn(message, category, stacklevel=level)
