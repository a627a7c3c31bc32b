"""Which statuses are a success: those from 200 to 299, and no other."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.ground.errors import ApiError

from .conftest import Script
from .sdk import Client


@pytest.mark.parametrize("status", [300, 305, 399])
def test_what_is_neither_a_success_nor_a_redirect_is_an_error(http: Any, status: int) -> None:
    server = Script(http, (status, b'{"id":"p1"}', {"content-type": "application/json"}))
    client = Client(transport=server.transport, retries=0)
    with client, pytest.raises(ApiError) as caught:
        client.products.get("p1")
    assert caught.value.status == status
