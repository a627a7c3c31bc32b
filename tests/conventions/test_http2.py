"""HTTP/2 against a real server: TLS, ALPN and all."""

from __future__ import annotations

import asyncio
import importlib
import logging
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.conventions.compiled import package
from tests.support import answer, document, operation

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "generated" / "shoprocket-public"))


KEY = {"Authorization": "Bearer pk_test_h2"}
PATHS = {"/products": {"get": operation("listThings", responses={"200": answer({})})}}


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    cert, private = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert, private


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ssl.SSLContext]]:
    """The sandbox behind hypercorn, with TLS and HTTP/2."""
    from hypercorn.asyncio import serve
    from hypercorn.config import Config
    from shoprocket_public.server import create_app

    cert, key = certificate(tmp_path_factory.mktemp("tls"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = Config()
    config.bind = [f"127.0.0.1:{port}"]
    config.certfile, config.keyfile = str(cert), str(key)
    config.alpn_protocols = ["h2", "http/1.1"]
    config.loglevel = "ERROR"
    stopped = asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def main() -> None:
        loops.append(asyncio.get_running_loop())
        await serve(create_app(), config, shutdown_trigger=stopped.wait)  # type: ignore[arg-type]

    thread = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
    thread.start()
    for _ in range(200):
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                break
        threading.Event().wait(0.02)
    context = ssl.create_default_context(cafile=str(cert))
    yield f"https://127.0.0.1:{port}/v3/public/pk_test_h2", context
    loops[0].call_soon_threadsafe(stopped.set)
    thread.join(10)


@pytest.mark.parametrize(("wanted", "spoken"), [(True, "HTTP/2"), (False, "HTTP/1.1")])
def test_a_client_speaks_http2_where_asked(
    server: tuple[str, ssl.SSLContext], wanted: bool, spoken: str
) -> None:
    from shoprocket_public import Client, raw

    url, tls = server
    with Client(publishable_key="pk_test_h2", base_url=url, http2=wanted, tls=tls) as shop:
        response = raw(shop.products.list)(per_page=1)
        assert response.http is not None
        assert response.http.http_version == spoken
        assert response.value.items


def test_no_credential_in_the_logs_of_the_libraries(
    server: tuple[str, ssl.SSLContext], caplog: pytest.LogCaptureFixture
) -> None:
    """At DEBUG hpack tells every header, the path among them."""
    from shoprocket_public import Client

    url, tls = server
    with (
        caplog.at_level(logging.DEBUG),
        Client(publishable_key="pk_test_h2", base_url=url, http2=True, tls=tls) as shop,
    ):
        shop.products.get("stoneware-mug", options={"query": {"key": "pk_test_h2"}})
    told = [record for record in caplog.records if record.name == "hpack.hpack"]
    assert any(":path" in record.getMessage() for record in told)
    assert not any("pk_test_h2" in record.getMessage() for record in caplog.records)


def test_many_tasks_share_one_http2_connection(server: tuple[str, ssl.SSLContext]) -> None:
    from shoprocket_public import AsyncClient

    url, tls = server

    async def main() -> list[str]:
        async with AsyncClient(
            publishable_key="pk_test_h2", base_url=url, http2=True, tls=tls
        ) as shop:
            products = await asyncio.gather(
                *(shop.products.get("stoneware-mug") for _ in range(20))
            )
        return [product.id for product in products]

    assert len(asyncio.run(main())) == 20


def test_a_certificate_that_is_not_trusted_is_a_connection_failure(
    server: tuple[str, ssl.SSLContext],
) -> None:
    from shoprocket_public import Client
    from shoprocket_public.errors import ConnectionFailed

    url, _ = server
    with (
        Client(publishable_key="pk_test_h2", base_url=url, http2=True, retries=0) as shop,
        pytest.raises(ConnectionFailed, match="certificate"),
    ):
        shop.products.get("stoneware-mug")


@pytest.mark.parametrize("installed", [True, False])
@pytest.mark.parametrize("asked", [True, False])
def test_http2_is_the_default_where_the_document_asks_for_it(
    server: tuple[str, ssl.SSLContext],
    asked: bool,
    installed: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And the extra is there. `http2=False` turns it off."""
    module = package(f"Asks{asked}", document(PATHS, **({"x-http2": True} if asked else {})))
    if not installed:
        clients = importlib.import_module(f"{module.__name__}._runtime.client.clients")
        monkeypatch.setattr(clients, "_speaks_http2", lambda: False)
    url, tls = server

    def spoken(**settings: bool) -> str:
        with module.Client(base_url=url, tls=tls, **settings) as client:
            response = module.raw(client.things.list)(options={"headers": KEY})
            return str(response.http.http_version)

    assert spoken() == ("HTTP/2" if asked and installed else "HTTP/1.1")
    assert spoken(http2=False) == "HTTP/1.1"
    if installed:
        assert spoken(http2=True) == "HTTP/2"
