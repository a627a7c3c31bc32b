"""Signatures with RSA: PKCS#1 v1.5 with SHA-256 (RFC 8017, section 8.2).

Needs the extra `webhooks`; imported when a message that is signed so comes.
"""

from __future__ import annotations

from base64 import b64decode
from contextlib import suppress
from typing import Any

from ..ground.errors import UsageError


def _library() -> Any:
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256
    except ImportError as error:
        raise UsageError("signatures need cryptography: install the extra [webhooks]") from error
    return serialization, rsa, PKCS1v15(), SHA256(), (ValueError, TypeError, UnsupportedAlgorithm)


def fits(key: str | bytes, proof: bytes, text: bytes) -> bool:
    """Whether a signature is that of a text; the comparison takes the same time if not.

    Args:
        key: Public key: PEM, or base64 of DER (X.509 SubjectPublicKeyInfo).
        proof: The signature.
        text: What is signed.

    Raises:
        UsageError: No RSA key, or the extra is not installed.
    """
    serialization, rsa, padding, digest, wrong = _library()
    from cryptography.exceptions import InvalidSignature

    data = key.encode() if isinstance(key, str) else key
    public: Any = None
    with suppress(*wrong):
        if b"-----BEGIN" in data:
            public = serialization.load_pem_public_key(data)
        else:
            public = serialization.load_der_public_key(b64decode(data))
    if not isinstance(public, rsa.RSAPublicKey):
        raise UsageError("the public key is no RSA key in PEM or in base64 of DER")
    try:
        public.verify(proof, text, padding, digest)
    except InvalidSignature:
        return False
    return True


def signed(key: str | bytes, text: bytes) -> bytes:
    """The signature of a text with a private key in PEM (PKCS #8).

    Raises:
        UsageError: No RSA key, or the extra is not installed.
    """
    serialization, rsa, padding, digest, wrong = _library()
    data = key.encode() if isinstance(key, str) else key
    private: Any = None
    with suppress(*wrong):
        private = serialization.load_pem_private_key(data, None)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise UsageError("the private key is no RSA key in PEM")
    made: bytes = private.sign(text, padding, digest)
    return made
