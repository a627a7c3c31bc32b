"""Every operation of two vendors, called as PHP's HTTP libraries write requests.

Lists are `name[0]=…`, booleans 1 and 0, JSON has its slashes escaped. Nothing of ours makes the
requests; deletions come last, so that what is called for is there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest

from tests.vendors.calls import MULTIPART
from tests.vendors.described import FORM, Described, Pairs
from tests.vendors.package import Package

KEY = {"bol-retailer": {"Authorization": "Bearer t"}, "retailcrm": {"X-Api-Key": "k"}}
GONE = {"deleteCost"}
"""Deletes what deleting many has deleted before."""


def pairs(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """A value as `http_build_query` writes it."""
    if isinstance(value, (list, dict)):
        items = enumerate(value) if isinstance(value, list) else value.items()
        for key, item in items:
            yield from pairs(f"{name}[{key}]", item)
    else:
        yield name, str(int(value) if isinstance(value, bool) else value)


def escaped(value: Any) -> str:
    """JSON as `json_encode` writes it."""
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/")


def body_of(described: Described) -> dict[str, Any]:
    """What is sent beside the URL."""
    if not described.bodies:
        return {"headers": {"Content-Type": FORM}} if described.method == "POST" else {}
    media, _, value = described.bodies[0]
    if media == MULTIPART:
        return {"files": {name: ("a.pdf", text.encode()) for name, text in value.items()}}
    if media != FORM:
        whole = escaped(value) if media.endswith("json") else value
        return {"headers": {"Content-Type": media}, "content": whole}
    encoding = described.content[media].get("encoding", {})
    form: Pairs = []
    for name, member in value.items():
        structured = isinstance(member, (list, dict)) and name in encoding
        form += [(name, escaped(member))] if structured else pairs(name, member)
    return {"headers": {"Content-Type": FORM}, "content": urlencode(form)}


@pytest.mark.parametrize("name", KEY)
def test_every_operation_as_php_spells_it(name: str) -> None:
    package = Package(name)
    every = sorted(
        package.described.values(), key=lambda d: d.method == "DELETE" or "delete" in d.path
    )
    refused: dict[str, Any] = {}
    with package.sandbox() as (url, _), httpx.Client(base_url=url, trust_env=False) as http:
        for described in every:
            given = described.together()
            path, query, headers = described.path, list[tuple[str, str]](), dict(KEY[name])
            for (where, key), value in given.items():
                if where == "path":
                    path = path.replace(f"{{{key}}}", quote(str(value), safe=""))
                elif where == "query":
                    query += pairs(key, value)
                else:
                    headers[key] = str(value)
            sent = body_of(described)
            headers |= sent.pop("headers", {}) | {
                "Accept": next((s.media for s in described.successes if s.media), "*/*")
            }
            answer = http.request(described.method, path, params=query, headers=headers, **sent)
            if answer.status_code not in {s.status for s in described.successes} | {200}:
                refused[described.id] = answer.text
    assert refused.keys() <= GONE, refused
    assert len(every) >= 77
