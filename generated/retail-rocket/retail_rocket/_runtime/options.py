"""What a caller can settle: for a client, for a view of it, or for one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from .encode import quote, raw
from .errors import UsageError
from .operation import Param
from .scalar import text
from .shape import is_tuple
from .unset import UNSET, Unset

if TYPE_CHECKING:
    from .keywords import Options


class Timeouts(NamedTuple):
    """Seconds for each phase of an attempt. There is always one: nothing waits for ever."""

    connect: float = 5.0
    read: float = 30.0
    write: float = 30.0
    pool: float = 5.0


class Settings:
    """Options, checked and ready for use. Never changed: `merge` makes another."""

    __slots__ = (
        "accept",
        "base_url",
        "body",
        "content_type",
        "deadline",
        "headers",
        "idempotency_key",
        "limit",
        "media_version",
        "planned",
        "query",
        "resume",
        "retries",
        "strict",
        "timeouts",
        "wait",
    )

    def __init__(self) -> None:
        self.timeouts: dict[str, float] = Timeouts()._asdict()
        self.deadline: float | Unset | None = UNSET
        """UNSET: what the operation says."""
        self.retries: int | None = None
        self.headers: tuple[tuple[bytes, bytes], ...] = ()
        self.query: tuple[str, ...] = ()
        self.body: Mapping[str, Any] = {}
        self.accept: str | None = None
        self.media_version: str | None = None
        self.planned = False
        self.content_type: str | None = None
        self.idempotency_key: str | None = None
        self.base_url: str | None = None
        self.strict = False
        self.limit: int | None = None
        self.resume: str | None = None
        self.wait = inf
        """Seconds to wait for a turn, at most."""

    def merge(self, options: Options) -> Settings:
        """These settings with some options on top: mappings add, the rest replaces.

        Raises:
            UsageError: an option that does not exist, or a value that it cannot have.
        """
        merged = object.__new__(Settings)
        for slot in Settings.__slots__:
            setattr(merged, slot, getattr(self, slot))
        for name, value in options.items():
            apply = _APPLY.get(name)
            if apply is None:
                raise UsageError(f"no option {name}; there are {', '.join(sorted(_APPLY))}")
            apply(merged, value)
        return merged


def _timeout(settings: Settings, value: Any) -> None:
    timeouts: tuple[Any, ...] = value if is_tuple(value) else (value,) * 4
    settings.timeouts = Timeouts(*map(_seconds, timeouts))._asdict()


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < 1e9:
        raise UsageError(f"a time must be a positive number of seconds, not {value!r}")
    return float(value)


def _deadline(settings: Settings, value: Any) -> None:
    settings.deadline = None if value is None else _seconds(value)


def _retries(settings: Settings, value: Any) -> None:
    if not isinstance(value, int) or value < 0:
        raise UsageError(f"retries must be 0 or more, not {value!r}")
    settings.retries = value


def _headers(settings: Settings, value: Mapping[str, str]) -> None:
    added = {name.lower().encode("ascii"): (name, text(item)) for name, item in value.items()}
    kept = [pair for pair in settings.headers if pair[0].lower() not in added]
    settings.headers = (
        *kept,
        *((raw(name).encode("ascii"), raw(item).encode()) for name, item in added.values()),
    )


def _query(settings: Settings, value: Mapping[str, Any]) -> None:
    from .encode import compile_query

    pairs: list[str] = []
    for name, item in value.items():
        compile_query(Param(name, "query"))(item, pairs)
    names = {quote(name) for name in value}
    kept = [pair for pair in settings.query if pair.partition("=")[0] not in names]
    settings.query = (*kept, *pairs)


def _body(settings: Settings, value: Mapping[str, Any]) -> None:
    settings.body = {**settings.body, **value}


def _limit(settings: Settings, value: Any) -> None:
    if value is not None and (not isinstance(value, int) or value < 0):
        raise UsageError(f"max_response_bytes must be 0 or more, not {value!r}")
    settings.limit = value


def _wait(settings: Settings, value: Any) -> None:
    settings.wait = (inf if value else 0.0) if isinstance(value, bool) else _seconds(value)


def _as_is(slot: str) -> Callable[[Settings, Any], None]:
    def apply(settings: Settings, value: Any) -> None:
        setattr(settings, slot, value)

    return apply


_APPLY: dict[str, Callable[[Settings, Any], None]] = {
    "timeout": _timeout,
    "deadline": _deadline,
    "retries": _retries,
    "headers": _headers,
    "query": _query,
    "body": _body,
    "content_type": _as_is("content_type"),
    "idempotency_key": _as_is("idempotency_key"),
    "base_url": _as_is("base_url"),
    "strict": _as_is("strict"),
    "max_response_bytes": _limit,
    "resume": _as_is("resume"),
    "accept": _as_is("accept"),
    "media_version": _as_is("media_version"),
    "planned": _as_is("planned"),
    "wait": _wait,
}
