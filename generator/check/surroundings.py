"""What surrounds the operations: addresses, licences, schemes, success, components."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from generator.check.look import Look, Rule, held, listed
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.document.grammar import SECTIONS
from generator.read.source import Mapping

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_IN_NO_URL = re.compile(r'[\0- <>"\\^`]')
_SCHEMES = frozenset(
    {
        *("basic", "bearer", "concealed", "digest", "dpop", "gnap", "hoba", "mutual"),
        *("negotiate", "oauth", "privatetoken", "scram-sha-1", "scram-sha-256", "vapid"),
    }
)
"""The HTTP authentication schemes that IANA has registered, in lower case."""

_ADDRESSES = (
    ("contact", "url"),
    ("license", "url"),
    ("externalDocs", "url"),
    ("info", "termsOfService"),
    ("flow", "authorizationUrl"),
    ("flow", "tokenUrl"),
    ("flow", "refreshUrl"),
    ("flow", "deviceAuthorizationUrl"),
    ("securityScheme", "openIdConnectUrl"),
    ("securityScheme", "oauth2MetadataUrl"),
    ("example", "externalValue"),
    ("xml", "namespace"),
)
_SCHEMES_OF_WEB = ("https", "http", "wss", "ws")
_OTHER_SCHEMES = frozenset({"ftp", "ftps", "sftp", "tcp", "udp", "ssh", "nats", "mqtt", "mqtts"})
HOST = re.compile(r"(?:(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}|localhost)(?::\d+)?(?:/|\Z)")
"""What begins like a host, where a URL is wanted."""

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")


def e366_address(look: Look) -> Iterator[Diagnostic]:
    """An address is a URL (RFC 3986), relative ones included; an e-mail address has an @."""
    for kind, key in _ADDRESSES:
        for node in look.of(kind):
            url = node.value.get(key)
            if not isinstance(url, str):
                continue
            if not is_url(url) or (kind == "xml" and not urlsplit(url).scheme):
                message = f"{short(url, 60)} is no URL"
                yield node.place.report("E366", message, "write https://…", key=key)
    for node in look.of("contact"):
        mail = node.value.get("email")
        if isinstance(mail, str) and not _MAIL.match(mail):
            message = f"{short(mail, 60)} is no e-mail address"
            yield node.place.report("E366", message, "write name@example.com", key="email")


def w374_without_scheme(look: Look) -> Iterator[Diagnostic]:
    """A relative address that begins like a host is likely one."""
    for kind, key in _ADDRESSES:
        for node in look.of(kind):
            url = node.value.get(key)
            if not isinstance(url, str) or not is_url(url):
                continue
            if HOST.match(url):
                message = f"{short(url, 60)} has no scheme"
                yield node.place.report("W374", message, f"write https://{url[:60]}", key=key)
            elif (fault := scheme_fault(url)) is not None:
                yield node.place.report("W374", f"{short(url, 60)} {fault[0]}", fault[1], key=key)


def w385_licence(look: Look) -> Iterator[Diagnostic]:
    """A licence's identifier is an SPDX expression (License Object)."""
    for node in look.of("license"):
        said = node.value.get("identifier")
        if not isinstance(said, str):
            continue
        parts = re.split(r"\s+(?:AND|OR|WITH)\s+", said.strip("() "))
        for part in (part.strip("() ") for part in parts):
            near = "" if part in _LICENCES else _almost(part)
            if not near and re.fullmatch(r"[A-Za-z0-9.-]+\+?(?::[A-Za-z0-9.-]+)?", part):
                continue
            near = near or nearest(part.replace(" ", "-"), _LICENCES, cutoff=0.7)
            message = f"{short(part, 40)} is no SPDX identifier"
            mend = f"did you mean {near}?" if near else "write it in `name`, or as `url`"
            yield node.place.report("W385", message, mend, key="identifier")


def _almost(part: str) -> str:
    """The identifier that was begun, or written in another case."""
    low = part.lower().replace(" ", "-")
    whole = [name for name in _LICENCES if name.lower() == low]
    begun = [name for name in _LICENCES if re.match(re.escape(low) + r"[.-]", name.lower())]
    begun += [name for name in _LICENCES if low.startswith(f"{name.lower()}-lic")]
    bare = re.sub(r"[^a-z0-9]|(?<=gpl)v(?=\d)", "", low)  # Apache2, GPLv3
    if re.search(r"\d", bare):
        begun += [n for n in _LICENCES if re.sub(r"[^a-z0-9]", "", n.lower()).startswith(bare)]
    return next(iter([*whole, *begun]), "")


_LICENCES = (
    *("MIT", "MIT-0", "Apache-2.0", "Apache-1.1", "BSD-2-Clause", "BSD-3-Clause", "ISC"),
    *("GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later", "LGPL-2.1-only"),
    *("LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "AGPL-3.0-only", "0BSD"),
    *("AGPL-3.0-or-later", "MPL-2.0", "MPL-1.1", "EPL-2.0", "EPL-1.0", "Unlicense", "CC0-1.0"),
    *("CC-BY-4.0", "CC-BY-3.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "BSL-1.0", "WTFPL", "Zlib"),
    *("GPL-2.0", "GPL-3.0", "LGPL-2.1", "LGPL-3.0", "AGPL-3.0", "BUSL-1.1", "EUPL-1.2"),
)
"""The usual identifiers of SPDX's list; a name that is like none of them is let alone."""


def w368_http_scheme(look: Look) -> Iterator[Diagnostic]:
    """An `http` scheme is one of IANA's registry (Security Scheme Object)."""
    for node in look.of("securityScheme"):
        scheme = node.value.get("scheme")
        if node.value.get("type") != "http" or not isinstance(scheme, str):
            continue
        if scheme.lower() not in _SCHEMES:
            near = nearest(scheme.lower(), _SCHEMES)
            mend = f"did you mean {near}?" if near else "write basic or bearer, or an apiKey"
            message = f"{short(scheme, 40)} is no HTTP authentication scheme"
            yield node.place.report("W368", message, mend, key="scheme")


def w369_no_success(look: Look) -> Iterator[Diagnostic]:
    """An operation that says how it fails, but not how it succeeds."""
    for operation in look.operations:
        statuses = [status for status, _ in look.responses(operation)]
        if statuses and not any(s[:1] in "23" or s == "101" or s == "default" for s in statuses):
            message = f"{operation.name[:50]} has no response of success"
            mend = 'add "200", "204" or what it answers'
            yield operation.place.report("W369", message, mend, key="responses")


def h370_unused_component(look: Look) -> Iterator[Diagnostic]:
    """A component that nothing refers to."""
    if "x-specwright" not in look.tree:
        return  # somebody else's document: a library of components is nobody's fault
    used = _used(look)
    components = held(look.tree, "components")
    for section in SECTIONS.values():
        if section == "securitySchemes":
            continue  # W321
        members = held(components, section)
        for name in members:
            pointer = f"#/components/{section}/{name}"
            if pointer not in used and not (section == "schemas" and name in used):
                message = f"{section[:-1]} {short(name, 50)} is not used"
                yield members.place.report("H370", message, "refer to it, or remove it", key=name)


def scheme_fault(url: str) -> tuple[str, str] | None:
    """What is wrong with the scheme that a URL begins with, where it was meant to be a web's."""
    begun = re.match(r"([A-Za-z]{2,6})(:?)//(?=[\w{])|(https?)([;.,])//", url)
    if begun is None:
        return None
    scheme = (begun[1] or begun[3]).lower()
    near = scheme if scheme in _SCHEMES_OF_WEB else nearest(scheme, _SCHEMES_OF_WEB, cutoff=0.75)
    if not near or scheme in _OTHER_SCHEMES or (near == scheme and begun[2]):
        return None
    rest = url[begun.end() :][:50]
    what = "has no colon behind its scheme" if near == scheme else "has no scheme that is known"
    return what, f"write {near}://{rest}"


def is_url(text: str) -> bool:
    """Whether text is a URL, absolute or relative (RFC 3986); placeholders stand for anything."""
    if not text.strip() or _IN_NO_URL.search(text):
        return False
    try:
        parts = urlsplit(_PLACEHOLDER.sub("x", text))
        _ = parts.port
    except ValueError:
        return False
    return bool(parts.netloc) or parts.scheme not in ("http", "https")


def _used(look: Look) -> set[str]:
    """Every reference of the document, and every name that a discriminator maps to."""
    from urllib.parse import unquote

    found: set[str] = set()
    for nodes in look.nodes.values():
        for node in nodes:
            ref = node.value.get("$ref")
            if isinstance(ref, str):
                found.add(unquote(ref).replace("~1", "/").replace("~0", "~"))
            if node.kind == "discriminator":
                found |= {str(target) for target in held(node.value, "mapping").values()}
            if node.kind == "schema" and _of_a_family(look, node.value):
                found.add("#" + node.pointer.replace("~1", "/").replace("~0", "~"))
    return found


def _of_a_family(look: Look, schema: Mapping) -> bool:
    """Whether a schema is found through a base that has a discriminator (section 4.8.25)."""
    return any("discriminator" in look.deref(part) for part in listed(schema, "allOf"))


RULES: tuple[Rule, ...] = (
    e366_address,
    w374_without_scheme,
    w385_licence,
    w368_http_scheme,
    w369_no_success,
    h370_unused_component,
)
