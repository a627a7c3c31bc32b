"""Which statuses are a success (from 200 to 299, and no other), and which an error (from 400)."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.ground.errors import ApiError

from .conftest import Script, still
from .sdk import Client


@pytest.mark.parametrize("status", [300, 305, 399])
def test_what_is_neither_a_success_nor_a_redirect_is_an_error(http: Any, status: int) -> None:
    server = Script(http, (status, b'{"id":"p1"}', {"content-type": "application/json"}))
    client = Client(transport=server.transport, retries=0)
    with client, pytest.raises(ApiError) as caught:
        client.products.get("p1")
    assert caught.value.status == status


@pytest.mark.parametrize(("status", "calls"), [(399, 1), (400, 2)])
def test_an_error_is_repeated_where_the_server_says_so(http: Any, status: int, calls: int) -> None:
    server = Script(http, (status, b"{}", {"x-should-retry": "true"}))
    client = Client(transport=server.transport, retries=1)
    still(client)
    with client, pytest.raises(ApiError):
        client.products.get("p1")
    assert len(server.requests) == calls
