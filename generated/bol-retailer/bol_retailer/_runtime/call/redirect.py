"""Where a redirect leads, and what is sent there."""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

from ..ground.http import Endpoint
from ..ground.words import Exchange
from .request import Draft


def same_origin(origin: str, current: str, location: str | None) -> str | None:
    """Path and query of where a URL leads; None when that is another origin, or nowhere.

    Credentials go along with what this returns, so the origin (scheme, host and
    port, RFC 6454) must be exactly the client's own.
    """
    if not location:
        return None
    try:
        parsed = urlsplit(urljoin(current, location.strip()))
        port = parsed.port
    except ValueError:
        return None
    host = parsed.hostname or ""
    default = {"http": 80, "https": 443}.get(parsed.scheme)
    authority = f"[{host}]" if ":" in host else host
    if port is not None and port != default:
        authority += f":{port}"
    if f"{parsed.scheme}://{authority}" != origin or parsed.username is not None:
        return None
    target = parsed.path or "/"
    if parsed.query:
        target += f"?{parsed.query}"
    return _encoded(target)


def other_origin(current: str, location: str | None) -> str | None:
    """The URL that a redirect to another origin leads to; None where it is not followed.

    From https never to http, and to no URL that holds a user.
    """
    if not location:
        return None
    try:
        parsed = urlsplit(urljoin(current, location.strip()))
        _ = parsed.port
    except ValueError:
        return None
    secure = current.startswith("https:")
    if parsed.scheme not in (("https",) if secure else ("http", "https")) or not parsed.hostname:
        return None
    if parsed.username is not None or not parsed.netloc.isascii():
        return None
    query = f"?{parsed.query}" if parsed.query else ""
    return f"{parsed.scheme}://{parsed.netloc}{_encoded((parsed.path or '/') + query)}"


def _encoded(target: str) -> str:
    """A target as a URI has it (RFC 3986, section 2); what is encoded already stays as it is."""
    return quote(target, safe="%/:=&?~#+!$,;'@()*[]")


def bare(draft: Draft, url: str, timeouts: dict[str, float], stream: bool) -> Exchange:
    """A request to another origin: nothing of the call's own goes along, no credentials."""
    library = draft.core.library
    parsed = urlsplit(url)
    endpoint = Endpoint(library, f"{parsed.scheme}://{parsed.netloc}")
    request = endpoint.request(
        draft.method,
        url.partition("://")[2][len(parsed.netloc) :],
        [(b"Host", endpoint.host), (b"Accept", b"*/*")],
        b"",
        timeouts,
    )
    return Exchange(endpoint, request, timeouts, draft.settings.most(held=not stream), stream)
