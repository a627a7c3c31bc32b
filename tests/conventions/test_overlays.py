"""What a vendor's document does not say, told by an overlay, is what the client then does."""

from __future__ import annotations

import importlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from generator.command.pipeline import generate
from generator.command.settings import Settings
from tests.conventions.compiled import folder
from tests.conventions.test_rate_limits import Time, turn

VENDOR = """
openapi: 3.0.3
info: {title: Vendor, version: "1"}
servers: [{url: "https://api.example.com"}]
paths:
  /users:
    get:
      operationId: listUsers
      tags: [users]
      x-pagination: {limitParam: count}
      parameters: [{name: size, in: query, schema: {type: integer}}]
      responses:
        "200":
          description: Users.
          content: {application/json: {schema: {$ref: "#/components/schemas/Users"}}}
  /users/{id}:
    get:
      operationId: getUser
      tags: [users]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: A user.
          content: {application/json: {schema: {$ref: "#/components/schemas/User"}}}
components:
  schemas:
    User: {type: object, properties: {id: {type: string}}}
    Users:
      type: object
      properties:
        users: {type: array, items: {$ref: "#/components/schemas/User"}}
        next: {type: string, nullable: true}
"""
OVERLAY = """
overlay: 1.0.0
info: {title: What the vendor's document does not say, version: 1.0.0}
actions:
  - target: $..x-pagination
    remove: true
  - target: $
    update:
      x-specwright: 1
      x-errors: {code: /problem/number, message: /problem/text}
      x-retry: {statuses: [503], attempts: 3, base: 0.001}
      x-rate-limit: {limit: 3, per: 60, scope: [credential]}
      x-pagination: {style: next-url, next: /next}
  - target: $.paths['/users'].get
    update: {x-pagination: {items: /users, size: size}}
"""


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package of the vendor's document with the overlay beside it."""
    place = tmp_path_factory.mktemp("overlaid") / "laid"
    place.mkdir()
    (place / "openapi.yaml").write_text(VENDOR)
    (place / "overlay.yaml").write_text(OVERLAY)
    assert len(OVERLAY.strip().splitlines()) < 60
    result = generate(place, Settings())
    assert not [d for d in result.diagnostics if d.severity == "error"], result.diagnostics
    assert (place / "openapi.yaml").read_text() == VENDOR
    for file, content in result.files.items():
        target = folder() / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return importlib.import_module("laid")


class Vendor(ThreadingHTTPServer):
    """The vendor: five users in pages of two, busy at first, and one user who is not there."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.busy = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Vendor

    def log_message(self, *arguments: object) -> None:
        """Be quiet."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        status, body = self._body()
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _body(self) -> tuple[int, Any]:
        if self.server.busy:
            self.server.busy -= 1
            return 503, {"problem": {"number": 7, "text": "busy"}}
        if self.path.startswith("/users/"):
            return 404, {"problem": {"number": 40, "text": "nobody of this id"}}
        start = int(self.path.partition("from=")[2] or 0)
        users = [{"id": str(n)} for n in range(start, min(start + 2, 5))]
        more = f"{self.server.url}/users?size=2&from={start + 2}" if start < 4 else None
        return 200, {"users": users, "next": more}


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(10)


def test_pages_are_turned(module: ModuleType, vendor: Vendor) -> None:
    with module.Client(base_url=vendor.url, limiter=None, trust_env=False) as client:
        assert [user.id for user in client.users.list(size=2)] == list("01234")
    assert vendor.asked == ["/users?size=2", "/users?size=2&from=2", "/users?size=2&from=4"]


def test_errors_say_what_the_vendor_said(module: ModuleType, vendor: Vendor) -> None:
    with (
        module.Client(base_url=vendor.url, trust_env=False) as client,
        pytest.raises(module.errors.NotFound) as caught,
    ):
        client.users.get("x")
    assert (str(caught.value.code), caught.value.message) == ("40", "nobody of this id")


def test_what_is_busy_is_asked_again(module: ModuleType, vendor: Vendor) -> None:
    vendor.busy = 2
    with module.Client(base_url=vendor.url, trust_env=False) as client:
        turn(client, Time(module))
        assert len(list(client.users.list())) == 5
    assert len(vendor.asked) == 5  # three attempts, and two more pages


def test_the_limit_is_kept(module: ModuleType, vendor: Vendor) -> None:
    time = Time(module)
    begin = time.now
    with module.Client(base_url=vendor.url, trust_env=False) as client:
        turn(client, time)
        for _ in range(7):
            with pytest.raises(module.errors.NotFound):
                client.users.get("x")
    assert len(vendor.asked) == 7
    assert 120 <= time.now - begin < 130  # three at once, three a minute later, one after another


def test_without_the_overlay_it_does_none_of_this(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(VENDOR)
    files = generate(tmp_path, Settings()).files
    code = b"".join(data for name, data in files.items() if "/_runtime/" not in name)
    assert b"Paging(" not in code
    assert b"Retry(" not in code
    assert b"ErrorShape(" not in code
