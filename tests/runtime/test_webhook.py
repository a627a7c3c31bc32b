"""What the vendor sends: payloads read as responses are, and signatures."""

from __future__ import annotations

import builtins
import pickle
import sys
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import Field

from generator.runtime.client import DriftWarning
from generator.runtime.ground.errors import ApiError, DecodeError, SignatureRefused, UsageError
from generator.runtime.webhooks import receive
from generator.runtime.webhooks.receive import PublicKeys, Webhook, verify_rsa_sha256
from generator.runtime.webhooks.signature import At, Signature

from .sdk import Model


class Item(Model):
    sku: str
    count: int


class Order(Model):
    id: int
    paid: bool = False
    item: Item | None = None


HOOK: Webhook[Order] = Webhook("order.paid", lambda: Order)
FORM: Webhook[Order] = Webhook("order", lambda: Order, form=True, json_members=("item",))


@pytest.mark.parametrize("kind", [bytes, str])
def test_json(kind: type) -> None:
    text = '{"id": 7, "paid": true, "item": {"sku": "a", "count": 2}, "new": 1}'
    order = HOOK.parse(text.encode() if kind is bytes else text, strict=True)
    assert isinstance(order, Order)
    assert (order.id, order.paid, order.item, order.model_extra) == (
        7, True, Item(sku="a", count=2), {"new": 1},
    )  # fmt: skip
    assert repr(HOOK) == "<Webhook order.paid>"


def test_form_with_json_members() -> None:
    body = urlencode({"id": "7", "paid": "1", "item": '{"sku": "ä&=", "count": 2}', "x": ""})
    order = FORM.parse(body, strict=True)
    assert (order.id, order.paid, order.item) == (7, True, Item(sku="ä&=", count=2))
    assert order.model_extra == {"x": ""}


DRIFT = [
    (HOOK, '{"id": "x", "item": {"sku": "a"}}', ("x", "a")),
    (HOOK, '\ufeff{"id": "x", "item": {"sku": "a"}}', ("x", "a")),
    (FORM, 'id=x&item={"sku": "a"}', ("x", "a")),
]


@pytest.mark.parametrize(("hook", "body", "kept"), DRIFT)
def test_drift_is_reported_or_refused(hook: Webhook[Order], body: str, kept: Any) -> None:
    with pytest.warns(DriftWarning, match="departs from its document: /id:") as caught:
        order: Any = hook.parse(body)
    assert (order.id, order.item.sku, order.item.count) == (*kept, None)
    assert caught[0].filename == __file__
    with pytest.raises(DecodeError, match="departs from its document: /id:") as refused:
        hook.parse(body, strict=True)
    assert len(refused.value.places) == 2


class Named(Model):
    new: int | None = Field(None, alias="newOne")
    n: int = 0


def test_members_go_by_their_names_on_the_wire() -> None:
    """What Python calls a member may be another one of the vendor's."""
    for hook, body in (
        (Webhook[Named]("x", lambda: Named), '{"new": 5, "newOne": 6, "n": 1}'),
        (Webhook[Named]("x", lambda: Named, form=True), "new=5&newOne=6&n=1"),
    ):
        got = hook.parse(body, strict=True)
        assert (got.new, got.n) == (6, 1)
    assert Webhook[Named]("x", lambda: Named).parse('{"new": 5}').new is None


@pytest.mark.parametrize("body", ['{"id": "7"}', '{"id": 7, "paid": "1"}', '{"id": 7, "paid": 1}'])
def test_a_scalar_in_another_type_departs_unless_the_document_lets_it(body: str) -> None:
    with pytest.warns(DriftWarning, match=r"/(id|paid): not valid"):
        assert HOOK.parse(body).id == 7
    with pytest.raises(DecodeError, match=r"/(id|paid): not valid"):
        HOOK.parse(body, strict=True)
    loose = Webhook[Order]("x", lambda: Order, loose=True)
    assert loose.parse(body, strict=True).id == 7
    with pytest.raises(DecodeError) as refused:
        loose.parse('{"id": "7", "item": 5}', strict=True)
    assert [place.partition(":")[0] for place in refused.value.places] == ["/item"]


def test_a_member_of_a_form_that_is_no_json() -> None:
    with pytest.warns(DriftWarning, match="/item:"):
        order: Any = FORM.parse("id=1&item={broken")
    assert order.item == "{broken"


@pytest.mark.parametrize(
    ("hook", "body", "message"),
    [
        (HOOK, b"", "order.paid: the body is empty"),
        (HOOK, b"<html>", "order.paid: no JSON"),
        (HOOK, b'{"id": 7', "order.paid: no JSON"),
        (HOOK, b"\xff\xfe", "order.paid: no JSON"),
        (HOOK, b"[]", "order.paid departs from its document"),
        (HOOK, b"null", "order.paid departs from its document"),
        (HOOK, b"[" * 100_000, "order.paid: no JSON"),
        (FORM, b"\xff=1", "order: the payload is not a form"),
        (FORM, b"a=1&" * 10_001, "order: the payload is not a form"),
        (
            HOOK,
            b" " * (receive.MAX_BODY + 1),
            "order.paid: the payload is longer than 8388608 bytes",
        ),
    ],
)
def test_what_cannot_be_read(hook: Webhook[Any], body: bytes, message: str) -> None:
    with pytest.raises(DecodeError, match=message) as caught:
        hook.parse(body)
    assert len(str(caught.value)) < 300


def test_any_payload() -> None:
    assert Webhook[Any]("x", None).parse('{"a": [1]}') == {"a": [1]}


# Signatures -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


def published(key: Any) -> str:
    der: bytes = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b64encode(der).decode()


def header(key: RSAPrivateKey, body: bytes, id_: str = "0") -> str:
    proof = b64encode(key.sign(body, PKCS1v15(), SHA256())).decode()
    return f'keyId={id_}, algorithm="rsa-sha256", signature={proof}'


BODY = b'{"retailerId": 1}'


def test_signature(key: RSAPrivateKey) -> None:
    keys = {"0": published(key)}
    verify_rsa_sha256(BODY, header(key, BODY), keys)
    verify_rsa_sha256(BODY, header(key, BODY), keys.get)
    verify_rsa_sha256(BODY, header(key, BODY).replace("keyId", "KEYID"), keys)
    quoted = header(key, BODY).replace("signature=", 'signature="') + '"'
    verify_rsa_sha256(BODY, quoted, keys)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda h: h.replace("keyId=0", "keyId=9"), "an unknown key, '9'"),
        (lambda h: "", "no header signature"),
        (lambda h: h.replace("keyId=0, ", ""), "has no keyId"),
        (lambda h: h.replace("rsa-sha256", "none"), "another algorithm"),
        (lambda h: h.replace("rsa-sha256", "hmac-sha256"), "another algorithm"),
        (lambda h: h.partition(", signature")[0], "holds no signature"),
        (lambda h: h[:-8] + "AAAAAAA=", "does not fit"),
        (lambda h: h + "!", "holds no signature"),
        (lambda h: h.partition("signature=")[0] + "signature=ä", "holds no signature"),
    ],
)
def test_a_header_that_proves_nothing(key: RSAPrivateKey, change: Any, message: str) -> None:
    with pytest.raises(SignatureRefused, match=message) as caught:
        verify_rsa_sha256(BODY, change(header(key, BODY)), {"0": published(key)})
    assert isinstance(caught.value, ApiError)
    assert type(pickle.loads(pickle.dumps(caught.value))) is SignatureRefused


def test_another_body_or_another_key(key: RSAPrivateKey) -> None:
    keys = {"0": published(key)}
    for body in (BODY + b" ", b"", BODY.replace(b"1", b"2")):
        with pytest.raises(SignatureRefused, match="does not fit"):
            verify_rsa_sha256(body, header(key, BODY), keys)
    other = generate_private_key(65537, 2048)
    with pytest.raises(SignatureRefused, match="does not fit"):
        verify_rsa_sha256(BODY, header(other, BODY), keys)


@pytest.mark.parametrize(
    "bad", ["AAAA", "not base64!", published(ec.generate_private_key(ec.SECP256R1()))]
)
def test_a_key_that_is_no_key(key: RSAPrivateKey, bad: str) -> None:
    with pytest.raises(UsageError, match="the public key is no RSA key"):
        verify_rsa_sha256(BODY, header(key, BODY), {"0": bad})


def test_replays(key: RSAPrivateKey) -> None:
    now = datetime(2026, 5, 1, 12, tzinfo=UTC)
    keys, signed = {"0": published(key)}, header(key, BODY)

    def check(age: float, **more: Any) -> None:
        verify_rsa_sha256(
            BODY, signed, keys, timestamp=now - timedelta(seconds=age), now=now, **more
        )

    check(300)
    check(-300)
    check(900, tolerance=1000)
    for age in (301, -301, 86400):
        with pytest.raises(SignatureRefused, match="may be a replay"):
            check(age)
    bare = now.replace(tzinfo=None)  # without a zone it means UTC
    for timestamp in (now, bare):
        for at in (now, bare):
            verify_rsa_sha256(BODY, signed, keys, timestamp=timestamp, now=at)
            late = at + timedelta(seconds=301)
            with pytest.raises(SignatureRefused, match="may be a replay"):
                verify_rsa_sha256(BODY, signed, keys, timestamp=timestamp, now=late)
    verify_rsa_sha256(BODY, signed, keys, timestamp=datetime.now(UTC))


def test_the_extra_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    load = builtins.__import__

    def without(name: str, *more: Any) -> Any:
        if name.startswith("cryptography"):
            raise ImportError(name)
        return load(name, *more)

    for name in [name for name in sys.modules if name.startswith("cryptography")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"install the extra \[webhooks\]"):
        verify_rsa_sha256(b"", "keyId=0, signature=AAAA", {"0": "AAAA"})


def test_public_keys_are_asked_for_when_one_is_not_known_and_not_more_often() -> None:
    """Anyone can send messages that name keys: a pause stands between two questions."""
    asked: list[Any] = []

    answer = SimpleNamespace(
        body={"keys": [{"id": 1, "pem": {"text": "one"}}, {"id": "2", "pem": {"text": "two"}}]}
    )

    def fetch() -> Any:
        asked.append(None)
        return answer

    keys = PublicKeys(fetch, "/keys", "/id", "/pem/text", pause=600.0)
    assert repr(keys) == "<PublicKeys not yet asked for>"
    assert (keys("1"), keys("2"), keys("3"), keys("3")) == ("one", "two", None, None)
    assert len(asked) == 1
    eager = PublicKeys(fetch, "/keys", "/id", "/pem/text", pause=0.0)
    assert (eager("3"), eager("3"), eager("1")) == (None, None, "one")
    assert len(asked) == 3
    answer.body = {"keys": None}
    assert PublicKeys(fetch, "/keys", "/id", "/pem/text")("1") is None


def test_a_time_that_is_signed_and_not_bounded_may_be_any() -> None:
    """Only where the document says how old a message may be, its age matters."""
    stamped = Signature(
        "X-Sign", "hmac-sha256", timestamp=At("X-Time"), signed="{timestamp}.{body}"
    )
    headers = stamped.sign("hello", "secret", now=1000)
    stamped.verify(headers, "hello", "secret", now=2_000_000_000)
