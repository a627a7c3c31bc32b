"""`webhooks` of a document: typed payloads by name, over a real socket, signed."""

from __future__ import annotations

import json
import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import ModuleType
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.conventions.compiled import package, part
from tests.support import document, operation, ref

FORM = "application/x-www-form-urlencoded"
ORDER = {
    "type": "object",
    "required": ["id", "placedAt"],
    "properties": {
        "id": {"type": "integer"},
        "placedAt": {"type": "string", "format": "date-time"},
        "lines": {"type": "array", "items": {"type": "object", "required": ["sku"],
                                             "properties": {"sku": {"type": "string"}}}},
    },
}  # fmt: skip
CALL = {
    "type": "object",
    "required": ["order"],
    "properties": {"order": ref("Order"), "code": {"type": "string"}, "test": {"type": "boolean"}},
}


def hook(id_: str, schema: Any, media: str = "application/json", **more: Any) -> dict[str, Any]:
    content = {media: {"schema": schema, **more}}
    return {
        "operationId": id_,
        "summary": "Something happened",
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "Taken."}},
    }


def tree() -> dict[str, Any]:
    encoding = {"order": {"contentType": "application/json"}}
    return document(
        {"/things": {"get": operation("list")}},
        {"Order": ORDER, "Call": CALL},
        webhooks={
            "order.paid": {"post": hook("paid", ref("Order"))},
            "calculate": {"post": hook("calculate", ref("Call"), FORM, encoding=encoding)},
            "both": {"post": hook("postBoth", ref("Order")), "put": hook("putBoth", ref("Call"))},
            "many": {"post": hook("many", {"type": "array", "items": ref("Order")})},
        },
    )


@pytest.fixture(scope="module")
def vendor() -> ModuleType:
    return package("Notifier", tree())


PAYLOAD = {"id": 7, "placedAt": "2026-05-01T12:00:00Z", "lines": [{"sku": "a"}]}


def test_scalars_of_payloads_are_loose_where_answers_are() -> None:
    callback = {"done": {"{$request.query.url}": {"post": hook("done", ref("Order"))}}}
    loose = tree()
    loose["paths"]["/things"]["get"]["callbacks"] = callback
    loose["x-wire"] = {"scalars": "loose"}
    module = package("LooseNotifier", loose, None)
    payload = json.dumps({**PAYLOAD, "id": "7"})
    assert part(module, "webhooks").ORDER_PAID.parse(payload, strict=True).id == 7
    (done,) = part(module, "callbacks").CALLBACKS
    assert done.parse(payload, strict=True).id == 7
    assert not done.form


def test_by_name(vendor: ModuleType) -> None:
    webhooks = part(vendor, "webhooks")
    assert list(webhooks.WEBHOOKS) == ["both post", "both put", "calculate", "many", "order.paid"]
    assert webhooks.WEBHOOKS["order.paid"] is webhooks.ORDER_PAID
    order = webhooks.WEBHOOKS["order.paid"].parse(json.dumps(PAYLOAD), strict=True)
    assert isinstance(order, vendor.models.Order)
    assert (order.id, order.placed_at.year, order.lines[0].sku) == (7, 2026, "a")
    assert [o.id for o in webhooks.MANY.parse(json.dumps([PAYLOAD] * 2))] == [7, 7]
    assert isinstance(webhooks.BOTH_PUT.parse(json.dumps({"order": PAYLOAD})), vendor.models.Call)


def test_a_form_whose_member_is_json(vendor: ModuleType) -> None:
    body = urlencode({"order": json.dumps(PAYLOAD), "code": "ä b", "test": "1"}).encode()
    call = part(vendor, "webhooks").CALCULATE.parse(body, strict=True)
    assert (call.order.id, call.order.lines[0].sku, call.code, call.test) == (7, "a", "ä b", True)


def test_drift(vendor: ModuleType) -> None:
    errors, hook = part(vendor, "errors"), part(vendor, "webhooks").ORDER_PAID
    body = json.dumps({**PAYLOAD, "placedAt": "soon", "new": [1]})
    with pytest.warns(errors.DriftWarning, match="placedAt"):
        order = hook.parse(body)
    assert (order.placed_at, order.lines[0].sku, order.model_extra) == ("soon", "a", {"new": [1]})
    with pytest.raises(errors.DecodeError, match="placedAt"):
        hook.parse(body, strict=True)
    for broken in ("", "<html>", "[]", '{"id'):
        with pytest.raises(errors.ApiError):
            hook.parse(broken)


def test_a_receiver_on_a_socket(vendor: ModuleType) -> None:
    """A message goes through only if it is signed, fresh and unchanged."""
    webhooks, errors = part(vendor, "webhooks"), part(vendor, "errors")
    key = generate_private_key(65537, 2048)
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    keys = {"0": b64encode(der).decode()}
    taken: list[Any] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            try:
                webhooks.verify_rsa_sha256(body, self.headers.get("signature", ""), keys)
                taken.append(webhooks.WEBHOOKS["order.paid"].parse(body))
            except errors.SignatureRefused:
                self.send_response(401)
            else:
                self.send_response(204)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    body = json.dumps(PAYLOAD).encode()
    proof = b64encode(key.sign(body, PKCS1v15(), SHA256())).decode()
    signed = f'keyId=0, algorithm="rsa-sha256", signature={proof}'

    def send(body: bytes, signature: str) -> int:
        url = f"http://127.0.0.1:{server.server_port}/"
        try:
            with urlopen(Request(url, body, {"Signature": signature}), timeout=5) as answer:
                return int(answer.status)
        except OSError as error:
            with getattr(error, "fp"):  # noqa: B009
                return int(getattr(error, "code"))  # noqa: B009

    try:
        assert send(body, signed) == 204
        assert send(body.replace(b"7", b"8"), signed) == 401
        assert send(body, signed.replace("keyId=0", "keyId=1")) == 401
        assert send(body, "") == 401
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
    assert [order.id for order in taken] == [7]
