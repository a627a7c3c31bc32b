"""What is kept of requests: enough to see what was decided, and no credential."""

from __future__ import annotations

import base64
import json
import time
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from .served import Served

KEPT = 200
LONGEST = 4000
"""Characters of a body, or of a value in it."""
MASK = "***"


class Records:
    """The last requests, as JSON values, each with a number."""

    def __init__(self) -> None:
        self._records: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self.number = 0
        """How many there have been."""

    def add(self, record: dict[str, Any]) -> dict[str, Any]:
        """Keep one more; gives it its number."""
        self.number += 1
        record = {"number": self.number, **record}
        self._records.append(record)
        return record

    def since(self, number: int) -> list[dict[str, Any]]:
        """Those after a number, the oldest first."""
        return [record for record in self._records if record["number"] > number]

    def clear(self) -> None:
        """Forget all; numbers go on."""
        self._records.clear()


def record_of(
    served: Served,
    scope: Mapping[str, Any],
    seen: Any,
    status: int | None,
    seconds: float,
) -> dict[str, Any]:
    """A request and what was decided on it.

    Args:
        served: What answered it.
        scope: The ASGI scope.
        seen: What the application's observer was told; None where it was told nothing, as
            by a package that was generated before there were observers.
        status: What was answered; None: nothing was.
        seconds: How long that took.
    """
    raw: bytes = scope.get("raw_path") or str(scope["path"]).encode()
    record: dict[str, Any] = {
        "at": time.time(),
        "method": scope["method"],
        "path": served.shown(raw.decode("ascii", "replace")),
        "status": status,
        "ms": round(seconds * 1000, 1),
        "operation": None,
        "told": seen is not None,
    }
    if seen is None:
        return record
    hide = _Hiding(served, seen)
    record["path"] = hide.text(record["path"])
    record["refused"] = _refusal(seen.refusal, hide)
    record["fault"] = _fault(seen.fault)
    record["left"] = dict(seen.left)
    record["operation"] = _route(served, seen)
    call = seen.call
    if call is None:
        return record
    body: Any = None if _missing(call.body) else call.body
    record |= {
        "credentials": {name: masked(value) for name, value in call.credentials.items()},
        "arguments": hide.value(call.arguments),
        "body": hide.value(body),
        "spelt": list(call.spelt),
        "answer": _answer(seen.reply, hide),
    }
    return record


def _route(served: Served, seen: Any) -> str | None:
    """What answered: an operation by its id, or what there is besides; None: nothing does."""
    if seen.call is not None:
        return str(seen.call.operation.id)
    issuers = getattr(served.app, "issuers", {})
    token = next((n for n, one in issuers.items() if one.path == seen.request.path), None)
    if token is not None:
        return f"(access token of {token})"
    if seen.refusal is not None:
        return None
    return "(allowed methods)" if seen.request.method == "OPTIONS" else "(document)"


def masked(credential: str) -> str:
    """A credential that people recognise and nobody can use."""
    shown = credential[:3] if len(credential) >= 12 else ""
    return f"{shown}{MASK} ({len(credential)} characters)"


def line_of(record: Mapping[str, Any]) -> str:
    """A record in one line, for a terminal."""
    status = record["status"] or "---"
    words = [record["method"], record["path"], str(status)]
    if record["told"]:
        words.append(record["operation"] or "no operation")
    text = f"{' '.join(words)} {record['ms']:g} ms"
    if record.get("fault"):
        text += f" (on purpose: {record['fault']})"
    elif record.get("refused"):
        text += f": {_reason(record['refused'])}"
    if record.get("spelt"):
        text += f" (spelt otherwise than documented: {'; '.join(record['spelt'])})"
    return "".join(c if c.isprintable() else "?" for c in text)[:500]


def _reason(refused: Mapping[str, Any]) -> str:
    fields = [f"{name} {', '.join(said)}" for name, said in refused["fields"].items()]
    reason = (refused["reason"] or "").replace("-", " ")
    return "; ".join(fields) or refused["message"] or reason or "refused"


def _refusal(refusal: Any, hide: _Hiding) -> dict[str, Any] | None:
    if refusal is None:
        return None
    return {
        "message": hide.text(refusal.message or ""),
        "reason": refusal.reason,
        "fields": hide.value(refusal.fields),
    }


def _fault(fault: Any) -> str | None:
    if fault is None:
        return None
    words = [f"{fault.delay:g} s late"] if fault.delay else []
    words += [f"status {fault.status}"] if fault.status is not None else []
    words += ["connection reset"] if fault.reset else []
    words += ["answer breaks off"] if fault.truncate is not None and not fault.reset else []
    return ", ".join(words) or None


def _answer(reply: Any, hide: _Hiding) -> dict[str, Any]:
    if reply.flow is not None:
        return {"media": reply.media, "size": None, "body": "(sent as it comes)"}
    text = reply.body[: 4 * LONGEST].decode("utf-8", "replace")
    readable = "\ufffd" not in text[:200]
    body = hide.text(text) if readable else "(bytes)"
    return {"media": reply.media, "size": len(reply.body), "body": body}


def _missing(value: Any) -> bool:
    return type(value).__name__ == "Missing"


class _Hiding:
    """Takes the credentials of a request out of what is shown of it."""

    def __init__(self, served: Served, seen: Any) -> None:
        found = set(_shown_credentials(served, seen.request))
        if seen.call is not None:
            found.update(seen.call.credentials.values())
        parts = {part for one in found for part in one.split(":", 1)} | found
        self._secrets = sorted((one for one in parts if len(one) > 3), key=len, reverse=True)
        self._whole = {one for one in parts if one}

    def text(self, text: str) -> str:
        """A text, shortened, without them."""
        if text in self._whole:
            return MASK
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"

    def value(self, value: Any) -> Any:
        """A JSON value without them, and without what JSON cannot hold; shortened if long."""
        if isinstance(value, (bytes, bytearray)):
            return f"({len(value)} bytes)"
        text = json.dumps(value, ensure_ascii=False, default=str)
        if len(text) > LONGEST:
            return self.text(text)
        return self._each(json.loads(text))

    def _each(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(name): self._each(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self._each(item) for item in value]
        return value


def _shown_credentials(served: Served, request: Any) -> Iterator[str]:
    """What a request shows as credentials, right or wrong."""
    try:
        query = dict(parse_qsl(request.query, max_num_fields=10_000))
    except ValueError:
        query = {}
    for scheme in served.api.schemes:
        if scheme.kind in ("bearer", "oauth2", "basic"):
            word = (request.header(scheme.wire.lower()) or "").partition(" ")[2].strip()
            yield word
            if scheme.kind == "basic":
                yield _decoded(word)
        elif scheme.where == "header":
            yield request.header(scheme.wire.lower()) or ""
        elif scheme.where in ("query", "form"):
            yield query.get(scheme.wire, "")


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError:
        return ""
