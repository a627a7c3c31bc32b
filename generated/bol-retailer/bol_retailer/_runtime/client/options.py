"""What a caller can settle: for a client, for a view of it, or for one call; checked here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from math import inf
from typing import TYPE_CHECKING, Any

from ..ground.errors import UsageError
from ..ground.operation import Param
from ..ground.settings import Settings, Timeouts
from ..ground.shape import is_tuple
from ..wire.encode import quote, raw
from ..wire.scalar import text

if TYPE_CHECKING:
    from .keywords import Options


def merge(settings: Settings, options: Options) -> Settings:
    """Settings with some options on top: mappings add, the rest replaces.

    Raises:
        UsageError: an option that does not exist, or a value that it cannot have.
    """
    merged = object.__new__(Settings)
    for slot in Settings.__slots__:
        setattr(merged, slot, getattr(settings, slot))
    for name, value in options.items():
        apply = _APPLY.get(name)
        if apply is None:
            raise unknown("option", name, OPTIONS, SETTINGS - OPTIONS, "the client's constructor")
        apply(merged, value)
    return merged


def unknown(
    kind: str, name: str, known: Collection[str], others: Collection[str], where: str
) -> UsageError:
    """The error for a name that is none, with the nearest that is one.

    Args:
        kind: What it was given as: a setting, an option.
        name: What it was called.
        known: Names of that kind.
        others: Names of the other kind.
        where: What takes those.
    """
    if name in others:
        said = f"{name} is for {where}."
    else:
        from difflib import get_close_matches

        near = next(iter(get_close_matches(name, [*known, *others], 1)), None)
        said = f"there is no {kind} {name}" + (f"; did you mean {near}?" if near else ".")
        said += f" That is for {where}." if near in others else ""
    return UsageError(f"{said} The {kind}s are {', '.join(sorted(known))}")


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
    from ..wire.encode import compile_query

    pairs: list[str] = []
    for name, item in value.items():
        compile_query(Param(name, "query"))(item, pairs)
    names = {quote(name) for name in value}
    kept = [pair for pair in settings.query if pair.partition("=")[0] not in names]
    settings.query = (*kept, *pairs)


def _body(settings: Settings, value: Mapping[str, Any]) -> None:
    settings.body = {**settings.body, **value}


def _flag(slot: str) -> Callable[[Settings, Any], None]:
    def apply(settings: Settings, value: Any) -> None:
        if not isinstance(value, bool):
            raise UsageError(f"{slot} must be True or False, not {value!r}")
        setattr(settings, slot, value)

    return apply


def check_url(value: Any) -> None:
    """Refuse a `base_url` that is no text."""
    if value is not None and not isinstance(value, str):
        raise UsageError(f"base_url must be text, not {type(value).__name__}")


def _base_url(settings: Settings, value: Any) -> None:
    check_url(value)
    settings.base_url = value


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
    "base_url": _base_url,
    "strict": _flag("strict"),
    "max_response_bytes": _limit,
    "resume": _as_is("resume"),
    "accept": _as_is("accept"),
    "media_version": _as_is("media_version"),
    "planned": _flag("planned"),
    "wait": _wait,
}

OPTIONS = frozenset(_APPLY)
"""What a call or a view takes: see `keywords.Options`."""
SETTINGS = frozenset(
    {
        *(
            "base_url",
            "breaker",
            "cache",
            "deadline",
            "engine",
            "headers",
            "hooks",
            "http2",
            "http_client",
        ),
        *("limiter", "limits", "max_response_bytes", "media_version", "proxy", "retries"),
        *("scopes", "strict", "timeout", "tls", "token_url", "transport", "trust_env", "wait"),
    }
)
"""What a client's constructor takes: see `keywords.ClientSettings`."""
