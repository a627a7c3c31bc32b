"""Vendors that answer what was recorded of them, and what third-party clients send."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest

from tests.vendors.package import Package

TOKEN = {"access_token": "t", "token_type": "Bearer", "expires_in": 299, "scope": "RETAILER"}


class Recorded(NamedTuple):
    """An answer as it came from a vendor, the call that it answers, and what is made of it."""

    call: Callable[[Any], Any]
    body: Any
    """JSON, or bytes as they are."""
    expected: Callable[[Any], bool] | type[Exception]
    """What holds for the result, or the error that is raised in either mode."""
    drift: bool = True
    """Whether it departs from the document, so that strict mode raises."""
    status: int = 200
    media: str = "application/json"
    held: bool = False
    """Whether its types take it and the document does not: strict mode raises, no drift is told."""


class Vendor:
    """A server that gives one answer, whatever it is asked; tokens apart."""

    def __init__(self) -> None:
        self.answer: Recorded | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for word in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{word}.complete"})
            return
        while (await receive()).get("more_body"):
            pass
        status, media, body = 200, "application/json", json.dumps(TOKEN).encode()
        if scope["path"] != "/token" and self.answer is not None:
            answer = self.answer
            status, media = answer.status, answer.media
            body = (
                answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
            )
        headers = [(b"content-length", str(len(body)).encode())]
        headers += [(b"content-type", media.encode())] if media else []
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


@contextmanager
def answering(package: Package) -> Iterator[Callable[[Recorded, bool], Any]]:
    """A client in front of a vendor: takes what the vendor answers, and the mode."""
    vendor = Vendor()
    with package.part("_runtime.server").running(vendor) as url:

        def ask(recorded: Recorded, strict: bool) -> Any:
            vendor.answer = recorded
            settings = {**package.settings(url), "strict": strict, "retries": 0}
            with package.module.Client(**settings) as client:
                return recorded.call(client.with_options(planned=True)), dict(client.drift)

        yield ask


def check(package: Package, ask: Callable[[Recorded, bool], Any], recorded: Recorded) -> None:
    """Default mode gives a usable result and reports drift; strict mode raises for it."""
    errors = package.module.errors
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", errors.DriftWarning)
        if isinstance(recorded.expected, type):
            for strict in (False, True):
                with pytest.raises(recorded.expected):
                    ask(recorded, strict)
            return
        result, drift = ask(recorded, False)
        assert recorded.expected(result), result
        assert bool(drift) == recorded.drift, drift
        if recorded.drift or recorded.held:
            with pytest.raises(errors.DecodeError) as caught:
                ask(recorded, True)
            assert caught.value.places
        else:
            assert recorded.expected(ask(recorded, True)[0])
