"""What these tests share: clients in process, and a check that an error is the vendor's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import jsonschema_rs

from generator.runtime.server import Application
from generator.runtime.server.testing import InProcess
from tests.runtime_server.shop import API, DOCUMENT, KEY, METHODS, OPERATIONS

BEARER = {"authorization": f"Bearer {KEY}"}
ERROR = jsonschema_rs.Draft202012Validator(
    {**DOCUMENT["components"]["schemas"]["Error"]}, validate_formats=True
)


def application(implementation: object | None = None, **options: Any) -> Application:
    """The shop, from its fixture document."""
    return Application(API, OPERATIONS, DOCUMENT, implementation, methods=METHODS, **options)


@contextmanager
def calling(app: Any, **options: Any) -> Iterator[httpx.Client]:
    """A client of an application in this process, with the shop's key."""
    transport: Any = InProcess(app)
    with httpx.Client(
        transport=transport, base_url="http://shop.test", headers=BEARER, **options
    ) as client:
        yield client


def refused(response: httpx.Response, status: int) -> dict[str, Any]:
    """The error in a response that is the vendor's, with this status."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    body = response.json()
    ERROR.validate(body)
    error: dict[str, Any] = body["error"]
    return error
