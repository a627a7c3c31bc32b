"""What pages of other origins are told (the Fetch standard's CORS protocol)."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.server.app.cors import Cors
from generator.runtime.server.app.replies import Reply
from tests.runtime_server.test_incoming import request

REPLY = Reply(200, b"", None, {"allow": "GET, OPTIONS", "x-own": "1"})
ASKING = {"origin": "https://a.test", "access-control-request-method": "POST"}
FIELDS = {"access-control-allow-origin": "*", "access-control-expose-headers": "*"}
METHODS = {**FIELDS, "access-control-allow-methods": "GET, OPTIONS"}


@pytest.mark.parametrize(
    ("origins", "method", "sent", "told"),
    [
        (["*"], "GET", {}, {}),
        (["*"], "GET", {"origin": ""}, {}),
        (["*"], "GET", {"origin": "https://a.test"}, FIELDS),
        (["*"], "GET", ASKING, FIELDS),
        (["*"], "OPTIONS", {"origin": "https://a.test"}, FIELDS),
        (["*"], "OPTIONS", ASKING,
         {**METHODS, "access-control-allow-headers": "*", "access-control-max-age": "600"}),
        (["*"], "OPTIONS", {**ASKING, "access-control-request-headers": "a,b"},
         {**METHODS, "access-control-allow-headers": "a,b", "access-control-max-age": "600"}),
        (["https://a.test/"], "GET", {"origin": "https://a.test"},
         {**FIELDS, "access-control-allow-origin": "https://a.test", "vary": "Origin"}),
        (["https://a.test"], "GET", {"origin": "https://b.test"}, {}),
        (["https://a.test", "*"], "GET", {"origin": "https://b.test"}, FIELDS),
    ],
)  # fmt: skip
def test_what_a_browser_is_told(
    origins: list[str], method: str, sent: dict[str, str], told: dict[str, str]
) -> None:
    fields = [(name.encode(), value.encode()) for name, value in sent.items()]
    found = Cors(origins).told(request(method=method, headers=fields), REPLY)
    assert found == REPLY._replace(headers={**REPLY.headers, **told})


def test_a_preflight_of_what_allows_nothing() -> None:
    fields: Any = [(name.encode(), value.encode()) for name, value in ASKING.items()]
    bare = Reply(204, b"", None, {})
    found = Cors(["*"]).told(request(method="OPTIONS", headers=fields), bare)
    assert found.headers["access-control-allow-methods"] == ""
