"""`x-webhook-signature`: what the vendor signs is checked, and signed the same way for tests."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode
from types import ModuleType
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from generator.check import run
from generator.runtime.ground.errors import SignatureRefused, UsageError
from generator.runtime.webhooks.signature import At, Signature
from tests.conventions.compiled import package, part
from tests.support import answer, document, loaded, operation
from tests.vendors.package import Package

EVENT = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
NOW = 1_800_000_000.0
BODY = b'{"id": 7}'


def hook(id_: str, **more: Any) -> dict[str, Any]:
    return {
        "operationId": id_,
        "requestBody": {"content": {"application/json": {"schema": EVENT}}},
        "responses": {"200": {"description": "Taken."}},
        **more,
    }


def signed(**said: Any) -> dict[str, Any]:
    return {"x-webhook-signature": said}


STAMPED = signed(
    header="X-Acme-Signature",
    part="v1",
    algorithm="hmac-sha256",
    encoding="hex",
    signed="{timestamp}.{body}",
    timestamp={"part": "t", "tolerance": 60},
)


@pytest.fixture(scope="module")
def module() -> ModuleType:
    paths = {"/things": {"get": operation("listThings")}}
    return package("Signed", document(paths, webhooks={"paid": {"post": hook("paid")}}, **STAMPED))


def test_a_message_as_the_vendor_sends_it(module: ModuleType) -> None:
    """Against a signature that is worked out here, not by the package."""
    webhooks = part(module, "webhooks")
    proof = hmac.new(b"s3cret", b"1800000000." + BODY, hashlib.sha256).hexdigest()
    headers = {"x-acme-signature": f"t=1800000000,v1={proof}"}
    webhooks.verify(headers, BODY, "s3cret", now=NOW)
    assert webhooks.PAID.receive(headers, BODY, "s3cret", now=NOW).id == 7
    # As other frameworks have headers; while a secret changes, with the old and the new one.
    pairs = [(b"Host", b"x"), (b"X-Acme-Signature", headers["x-acme-signature"].encode())]
    webhooks.verify(pairs, BODY, ["new", "s3cret"], now=NOW)
    both = {"X-Acme-Signature": f"t=1800000000, v1={'0' * 64}, v1={proof}"}
    webhooks.verify(both, BODY, b"s3cret", now=NOW)


def test_so_many_signatures_are_looked_at_and_no_more(module: ModuleType) -> None:
    """Each costs a pass over the body."""
    webhooks = part(module, "webhooks")
    proof = hmac.new(b"s3cret", b"1800000000." + BODY, hashlib.sha256).hexdigest()

    def after(wrong: int) -> dict[str, str]:
        parts = ["t=1800000000", *[f"v1={'0' * 64}"] * wrong, f"v1={proof}"]
        return {"X-Acme-Signature": ",".join(parts)}

    webhooks.verify(after(9), BODY, "s3cret", now=NOW)
    with pytest.raises(part(module, "errors").SignatureRefused, match="does not fit"):
        webhooks.verify(after(10), BODY, "s3cret", now=NOW)


def test_what_is_signed_for_a_test_is_taken(module: ModuleType) -> None:
    webhooks = part(module, "webhooks")
    headers = webhooks.PAID.sign(BODY, "s3cret", now=NOW)
    proof = hmac.new(b"s3cret", b"1800000000." + BODY, hashlib.sha256).hexdigest()
    assert headers == {"X-Acme-Signature": f"t=1800000000,v1={proof}"}
    assert webhooks.PAID.receive(headers, BODY, "s3cret", now=NOW).id == 7
    webhooks.verify(webhooks.PAID.sign(BODY, "s3cret"), BODY, "s3cret")  # by the real clock


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"body": BODY + b" "}, "does not fit"),
        ({"keys": "other"}, "does not fit"),
        ({"keys": []}, "unknown key"),
        ({"now": NOW + 61}, "61 s old: it may be a replay"),
        ({"now": NOW - 61}, "-61 s old: it may be a replay"),
        ({"headers": {}}, "no header X-Acme-Signature"),
        ({"headers": {"X-Acme-Signature": "t=1800000000"}}, "holds no signature"),
        ({"headers": {"X-Acme-Signature": "t=1800000000,v1=zz"}}, "holds no signature"),
        ({"headers": {"X-Acme-Signature": "t=1800000000,v1="}}, "holds no signature"),
        ({"headers": {"X-Acme-Signature": f"v1={'0' * 64}"}}, "has no t"),
        ({"headers": {"X-Acme-Signature": f"t=1,t=2,v1={'0' * 64}"}}, "has no t"),
        ({"headers": [("X-Acme-Signature", "a"), ("x-acme-signature", "b")]}, "several headers"),
    ],
)
def test_refused(module: ModuleType, change: dict[str, Any], message: str) -> None:
    webhooks = part(module, "webhooks")
    given = {"headers": webhooks.PAID.sign(BODY, "s3cret", now=NOW), "body": BODY}
    given |= {"keys": "s3cret", "now": NOW, **change}
    for check in (webhooks.verify, webhooks.PAID.receive):
        with pytest.raises(part(module, "errors").SignatureRefused, match=message):
            check(**given)


def test_a_changed_timestamp_breaks_the_signature(module: ModuleType) -> None:
    webhooks = part(module, "webhooks")
    headers = webhooks.PAID.sign(BODY, "s3cret", now=NOW)
    later = {name: value.replace("t=18", "t=19") for name, value in headers.items()}
    with pytest.raises(part(module, "errors").SignatureRefused, match="does not fit"):
        webhooks.verify(later, BODY, "s3cret", now=NOW + 100_000_000)


SCHEMES = [
    Signature("X-Sig", "hmac-sha256", encoding="hex", prefix="sha256="),
    Signature("X-Sig", "hmac-sha1", encoding="hex"),
    Signature("X-Sig", "hmac-sha512"),
    Signature("X-Sig", "hmac-sha256", secret_encoding="hex"),
    Signature(
        "webhook-signature",
        "hmac-sha256",
        prefix="v1,",
        signed="{header:webhook-id}.{timestamp}.{body}",
        timestamp=At(header="webhook-timestamp"),
        tolerance=300,
        secret_prefix="whsec_",
        secret_encoding="base64",
    ),
    Signature(
        "X-Sig", "hmac-sha256", timestamp=At(header="X-Time"), unit="milliseconds",
        signed="{timestamp}{key-id}{body}", key_id=At(header="X-Key"), tolerance=10,
    ),
    Signature(
        "X-Sig", "hmac-sha256", timestamp=At(pointer="/sent"), unit="date-time", tolerance=10
    ),
]  # fmt: skip


@pytest.mark.parametrize("sent", ["[1]", "{}", "true", "null"])
def test_a_time_in_the_body_that_is_no_value_is_refused(sent: str) -> None:
    scheme = Signature("X-Sig", "hmac-sha256", timestamp=At(pointer="/sent"), tolerance=300)
    body = f'{{"sent": {sent}}}'.encode()
    shown = b64encode(hmac.digest(b"secret", body, "sha256")).decode()
    with pytest.raises(SignatureRefused, match="the message has no /sent"):
        scheme.verify({"X-Sig": shown}, body, "secret", now=NOW)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_schemes(scheme: Signature) -> None:
    secret = "whsec_c2VjcmV0" if scheme.secret_prefix else "736563726574"
    keys: Any = {"k1": secret} if scheme.key_id else secret
    body = b'{"sent": "2027-01-15T08:00:00Z"}'
    more = {"Webhook-Id": "m1"}
    headers = scheme.sign(body, secret, key_id="k1", headers=more, now=NOW)
    scheme.verify(headers, body, keys, now=NOW)
    scheme.verify(headers, body.decode(), keys, now=NOW)
    with pytest.raises(SignatureRefused):
        scheme.verify(headers, body + b" ", keys, now=NOW)
    if scheme.tolerance is not None:
        with pytest.raises(SignatureRefused, match="replay"):
            scheme.verify(headers, body, keys, now=NOW + 1000)
    else:
        scheme.verify(headers, body, keys, now=NOW + 1000)


def test_standard_webhooks_example() -> None:
    """The bytes that are signed, worked out here."""
    scheme = SCHEMES[4]
    proof = b64encode(hmac.digest(b"secret", b"m1.1800000000." + BODY, "sha256")).decode()
    headers = {"webhook-id": "m1", "webhook-timestamp": "1800000000"}
    headers["webhook-signature"] = f"v1,AAAA v1a,xyz v1,{proof}"
    scheme.verify(headers, BODY, "whsec_c2VjcmV0", now=NOW)
    with pytest.raises(SignatureRefused, match="does not fit"):
        scheme.verify({**headers, "webhook-id": "m2"}, BODY, "whsec_c2VjcmV0", now=NOW)


def test_mistakes_of_the_caller() -> None:
    with pytest.raises(UsageError, match="the secret is not base64"):
        SCHEMES[4].sign(BODY, "whsec_!", headers={"webhook-id": "m"})
    with pytest.raises(UsageError, match="the header webhook-id is signed"):
        SCHEMES[4].sign(BODY, "whsec_c2VjcmV0")
    with pytest.raises(UsageError, match="the secret is empty"):
        SCHEMES[0].sign(BODY, "")
    with pytest.raises(UsageError, match="the private key is no RSA key"):
        Signature("S", "rsa-sha256").sign(BODY, "no key")


# RSA, with keys that the vendor's API gives ----------------------------------------------------


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


def pem(key: RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def published(key: RSAPrivateKey) -> str:
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b64encode(der).decode()


def test_a_public_key_may_be_pem_or_base64_as_text_or_bytes(key: RSAPrivateKey) -> None:
    scheme = Signature("S", "rsa-sha256")
    headers = scheme.sign(BODY, pem(key))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for one in (public, public.decode(), published(key), published(key).encode()):
        scheme.verify(headers, BODY, one)
        with pytest.raises(SignatureRefused):
            scheme.verify(headers, BODY + b" ", one)


def test_public_keys_are_asked_for_once(key: RSAPrivateKey) -> None:
    keys = {
        "type": "object",
        "properties": {
            "data": {
                "type": "object",
                "properties": {
                    "keys": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {"id": {"type": "string"}, "pem": {"type": "string"}},
                        },
                    }
                },
            }
        },
    }
    said = signed(
        header="Signature",
        part="signature",
        algorithm="rsa-sha256",
        **{"key-id": {"part": "keyId"}, "key-operation": "listKeys"},
        keys={"items": "/data/keys", "id": "/id", "key": "/pem"},
    )
    module = package(
        "Keyed",
        document(
            {"/keys": {"get": operation("listKeys", responses={"200": answer(keys)})}},
            webhooks={"paid": {"post": hook("paid")}},
            **{"x-envelope": "data"},
            **said,
        ),
    )
    asked: list[int] = []

    class Vendor:
        def list_keys(self) -> Any:
            asked.append(1)
            return {"keys": [{"id": "a", "pem": published(key)}]}

    webhooks, errors = part(module, "webhooks"), part(module, "errors")
    app = part(module, "server").create_app(Vendor())
    transport = part(module, "_runtime.server.testing").InProcess(app)
    with module.Client(transport=transport) as client:
        keyring = webhooks.public_keys(client)
        assert asked == []
        for _ in range(3):
            headers = webhooks.PAID.sign(BODY, pem(key), key_id="a")
            assert webhooks.PAID.receive(headers, BODY, keyring).id == 7
            # Anyone may name keys: that is no reason to ask again at once.
            with pytest.raises(errors.SignatureRefused, match="unknown key, 'b'"):
                webhooks.verify(webhooks.PAID.sign(BODY, pem(key), key_id="b"), BODY, keyring)
    assert asked == [1]
    keyring = webhooks.public_keys(module.AsyncClient())
    with pytest.raises(errors.UsageError, match="with a synchronous client"):
        webhooks.verify(webhooks.PAID.sign(BODY, pem(key), key_id="a"), BODY, keyring)


def test_bol() -> None:
    """As the vendor's subscribers know it: three parts, the key by its id."""
    bol = Package("bol-retailer")
    webhooks, errors = bol.part("webhooks"), bol.part("errors")
    private = generate_private_key(65537, 2048)
    body = json.dumps({"retailerId": 1}).encode()
    headers = webhooks.ORDER.sign(body, pem(private), key_id="0")
    shown = headers["Signature"].replace("keyId=0,", 'keyId=0, algorithm="rsa-sha256", ')
    webhooks.verify({"Signature": shown}, body, {"0": published(private)})
    with pytest.raises(errors.SignatureRefused, match="does not fit"):
        webhooks.verify({"Signature": shown}, body + b" ", {"0": published(private)})


# The compiler ------------------------------------------------------------------------------------


def test_a_webhook_that_is_not_signed() -> None:
    paths = {"/things": {"get": operation("listThings")}}
    module = package("Unsigned", document(paths, webhooks={"paid": {"post": hook("paid")}}))
    webhooks = part(module, "webhooks")
    assert not hasattr(webhooks, "verify")
    with pytest.raises(part(module, "errors").UsageError, match="does not say how paid is signed"):
        webhooks.PAID.verify({}, BODY, "s3cret")


def test_the_nearest_counts() -> None:
    own = signed(header="X-Own", algorithm="hmac-sha256", encoding="hex")
    hooks = {"paid": {"post": hook("paid", **own)}, "moved": {"post": hook("moved")}}
    paths = {"/things": {"get": operation("listThings")}}
    webhooks = part(package("Several", document(paths, webhooks=hooks, **STAMPED)), "webhooks")
    assert not hasattr(webhooks, "verify")
    assert webhooks.PAID.signature.header == "X-Own"
    assert webhooks.MOVED.signature.header == "X-Acme-Signature"


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        ({"signed": "{body}"}, "E429", "no part of what is signed"),
        ({"signed": "{bdy}"}, "E421", "signed"),
        ({"algorithm": "md5"}, "E421", "algorithm"),
        ({"timestamp": {"part": "t", "header": "T"}}, "E421", "timestamp"),
        ({"digest": "x"}, "E421", 'has no member "digest"'),
        ({"key-operation": "nothing"}, "E425", 'there is no operation "nothing"'),
    ],
)
def test_what_cannot_be_compiled(change: dict[str, Any], code: str, message: str) -> None:
    said = {**STAMPED["x-webhook-signature"], **change}
    paths = {"/things": {"get": operation("listThings")}}
    tree = document(paths, webhooks={"paid": {"post": hook("paid")}}, **signed(**said))
    found = [d for d in run(loaded(tree)) if d.code == code]
    assert len(found) == 1
    assert message in found[0].message
