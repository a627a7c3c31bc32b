"""Messages of the vendor's, sent by hand to a receiver on this machine."""

from __future__ import annotations

import http.client
import json
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode, urlsplit

from .forms import node_of, sample_of
from .served import Served

PATIENCE = 10.0
"""Seconds that a receiver has to answer."""
LONGEST = 16_384
"""Bytes of its answer that are read."""
FORM = "application/x-www-form-urlencoded"


def messages(served: Served) -> list[dict[str, Any]]:
    """The messages that the document tells of, each with a body to begin with."""
    document, known = served.document, served.webhooks()
    found: list[dict[str, Any]] = []
    for name, item in document.items(document.step(node_of(document), "webhooks")):
        for method in ("post", "put", "get", "patch", "delete"):
            node = document.step(item, method)
            if node is None:
                continue
            media, text = _body(served, node)
            signature = getattr(known.get(name), "signature", None)
            found.append(
                {
                    "name": name,
                    "method": method.upper(),
                    "summary": node.value.get("summary", ""),
                    "media": media,
                    "body": text,
                    "algorithm": signature.algorithm if signature else None,
                    "header": signature.header if signature else None,
                    "names_key": bool(signature and signature.key_id),
                }
            )
            break
    return found


def _body(served: Served, node: Any) -> tuple[str, str]:
    document = served.document
    content = document.step(node, "requestBody", "content")
    for media, held in document.items(content):
        sample = sample_of(served, held)
        if media.startswith(FORM) and isinstance(sample, dict):
            pairs = {n: v if isinstance(v, str) else json.dumps(v) for n, v in sample.items()}
            return media, urlencode(pairs)
        return media, sample if isinstance(sample, str) else json.dumps(sample, indent=2)
    return "", ""


def send(served: Served, said: dict[str, Any]) -> dict[str, Any]:
    """Send a message, and say what came back. It blocks: call it in a thread.

    Args:
        served: Whose messages they are.
        said: `name`, `url`, `body`, and `key` and `key_id` to sign it with.

    Raises:
        ValueError: There is no such message, the URL is not on this machine, or the key is none.
        OSError: Nothing answers there.
    """
    message = next((one for one in messages(served) if one["name"] == said.get("name")), None)
    if message is None:
        raise ValueError("there is no such message")
    url = urlsplit(str(said.get("url", "")))
    host = _loopback(url.scheme, url.hostname)
    body = str(said.get("body", "")).encode()
    headers = {"Content-Type": message["media"]} if message["media"] else {}
    if said.get("key") and message["algorithm"]:
        headers = _signed(served, message["name"], body, said, headers)
    connection = http.client.HTTPConnection(host, url.port or 80, timeout=PATIENCE)
    try:
        target = (url.path or "/") + (f"?{url.query}" if url.query else "")
        connection.request(message["method"], target, body, headers)
        answer = connection.getresponse()
        text = answer.read(LONGEST).decode("utf-8", "replace")
        return {"status": answer.status, "body": text, "sent": headers}
    except http.client.HTTPException as error:
        raise OSError(f"what answers speaks no HTTP: {type(error).__name__}") from error
    finally:
        connection.close()


def _signed(
    served: Served, name: str, body: bytes, said: dict[str, Any], headers: dict[str, str]
) -> dict[str, str]:
    webhook = served.webhooks()[name]
    try:
        signed: dict[str, str] = webhook.sign(
            body, str(said["key"]), key_id=str(said.get("key_id", "")), headers=headers
        )
    except Exception as error:  # the runtime's own UsageError, of whatever version it is
        raise ValueError(f"it cannot be signed: {error}") from None
    return signed


def _loopback(scheme: str, host: str | None) -> str:
    """The host of a URL that leads to this machine.

    Raises:
        ValueError: It does not.
    """
    if scheme != "http" or not host:
        raise ValueError("give a URL such as http://127.0.0.1:9000/hooks")
    if host.lower() == "localhost":
        return "127.0.0.1"
    try:
        if ip_address(host).is_loopback:
            return host
    except ValueError:
        pass
    raise ValueError("messages are sent to this machine alone: 127.0.0.1 or localhost")
