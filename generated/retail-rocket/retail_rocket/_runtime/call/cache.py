"""Answers that are given again, as long as the vendor's `Cache-Control` allows (RFC 9111).

Off unless a client is given a `Cache`; clients may share one. It is a private cache in
memory. Only what the vendor clearly allows is kept: a 200 to GET with `max-age` and
without `no-store` or `no-cache`; nothing is guessed, and what is over is asked anew, as
if it had never been there. An answer belongs to the whole request that it was for, with
its credentials; calls whose credentials come from functions or tokens are not kept. An
answer from here takes no turn of a rate limit and counts no attempt. What writes to a URI
ends all that is kept of it, or on its way (section 4.4).
"""

from __future__ import annotations

import re
from collections import OrderedDict
from hashlib import blake2b
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

from ..ground.errors import UsageError

_DIRECTIVE = re.compile(r'([a-z-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s,]*)))?')
_OVERHEAD = 4096
"""Bytes that an answer takes besides its body, about."""


class _Target:
    """What a URI leads to, until it is written; all that was read of it till then has this."""

    written = False


class Cache:
    """Keeps answers in memory while they are fresh; the longest unused go first.

    Args:
        size: Bytes that the answers may take in all.

    Raises:
        UsageError: A size that makes no sense.
    """

    __slots__ = ("_kept", "_lock", "_targets", "_used", "size")

    def __init__(self, size: int = 10_000_000) -> None:
        if size < 1:
            raise UsageError("a cache needs a size of at least 1 byte")
        self.size = size
        self._used = 0
        self._kept: OrderedDict[bytes, tuple[float, Any, int, _Target]] = OrderedDict()
        self._targets: WeakValueDictionary[bytes, _Target] = WeakValueDictionary()
        self._lock = Lock()

    def find(self, request: Any, ignored: str | None, now: float) -> tuple[Any, Any]:
        """The place of a request, and the fresh answer to it; None: there is none.

        A `Cache-Control` of the request's own has it asked anew; `no-store` there has no place.

        Args:
            request: the HTTP library's.
            ignored: a header that is another in each request, and means nothing.
            now: seconds on the client's clock.
        """
        own = request.headers.get("cache-control")
        if own and "no-store" in own.lower():
            return None, None
        uri, key = _digests(request, ignored)
        with self._lock:
            target = self._targets.get(uri)
            if target is None:
                self._targets[uri] = target = _Target()
            place, found = (key, target), self._kept.get(key)
            if found is None or own:
                return place, None
            if found[0] <= now or found[3].written:
                self._drop(key)
                return place, None
            self._kept.move_to_end(key)
            return place, found[1]

    def keep(self, place: Any, answer: Any, sent: float, now: float) -> None:
        """Keep an answer, read to its end, if the vendor allows that.

        Args:
            place: what `find` gave; None for nothing to keep.
            answer: the HTTP library's response.
            sent: when its request was sent; it may have been old by then (`Age`).
            now: as in `find`.
        """
        if place is None:
            return
        key, target = place
        until = sent + _lifetime(answer)
        size = len(answer.content) + _OVERHEAD
        with self._lock:
            self._drop(key)
            if target.written or until <= now or size > self.size:
                return
            self._kept[key] = until, _copied(answer), size, target
            self._used += size
            while self._used > self.size:
                self._drop(next(iter(self._kept)))

    def forget(self, url: Any) -> None:
        """A URI was written: no answer of before is given for it, nor kept when it comes."""
        with self._lock:
            target = self._targets.pop(_digest(url).digest(), None)
            if target is not None:
                target.written = True

    def clear(self) -> None:
        """Forget all answers, those on their way too."""
        with self._lock:
            for target in list(self._targets.values()):
                target.written = True
            self._targets.clear()
            self._kept.clear()
            self._used = 0

    def _drop(self, key: bytes) -> None:
        found = self._kept.pop(key, None)
        if found is not None:
            self._used -= found[2]

    def __len__(self) -> int:
        return len(self._kept)

    def __repr__(self) -> str:
        return f"<Cache of {len(self._kept)} answers>"


def _digest(url: Any) -> Any:
    return blake2b(str(url).encode(), digest_size=16)


def _digests(request: Any, ignored: str | None) -> tuple[bytes, bytes]:
    """What stands for a request's URI, and for all of it: digests, so that no credential is kept.

    All headers count, so that whatever an answer varies by (`Vary`) is part of it.
    """
    digest = _digest(request.url)
    uri = digest.digest()
    left_out = (b"cache-control", (ignored or "").lower().encode())
    for name, value in request.headers.raw:
        if name.lower() not in left_out:
            digest.update(b"\n%b:%b" % (name.lower(), value))
    return uri, digest.digest()


def _lifetime(answer: Any) -> float:
    """Seconds from its request that an answer is fresh; 0 where it may not be kept."""
    headers = answer.headers
    if answer.status_code != 200 or "*" in headers.get("vary", ""):
        return 0.0
    said = {
        name: quoted or plain
        for name, quoted, plain in _DIRECTIVE.findall(headers.get("cache-control", "").lower())
    }
    if "no-store" in said or "no-cache" in said:
        return 0.0
    return float(_seconds(said.get("max-age", "")) - _seconds(headers.get("age", "")))


def _seconds(text: str) -> int:
    """A number of seconds (RFC 9111, section 1.2.2); 0 where it is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 else 0


def _copied(answer: Any) -> Any:
    """A response without its request and connection, its body read already."""
    copy = type(answer)(answer.status_code, headers=answer.headers.raw)
    copy._content = answer.content  # given to the constructor, it would be unpacked once more
    return copy
