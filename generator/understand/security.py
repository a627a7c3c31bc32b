"""Security schemes, and the requirements that name them → intermediate representation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any, Protocol

from generator.read.document import Document
from generator.read.source import Mapping as Node
from generator.understand import ir
from generator.understand.notes import escape


class Builder(Protocol):
    """What of the builder is needed here."""

    document: Document

    def report(self, code: str, message: str, node: Any, mend: str, key: str | None = None) -> None:
        """Note what cannot be compiled."""
        ...

    def follow(self, node: Node, pointer: ir.Pointer) -> tuple[Node, ir.Pointer]:
        """What a reference leads to, and where."""
        ...


def build_schemes(builder: Builder) -> Iterator[ir.Scheme]:
    """The security schemes that can be compiled; others are told (E510)."""
    schemes = (builder.document.tree.get("components") or {}).get("securitySchemes") or {}
    for name, node in schemes.items():
        if not isinstance(node, Node):
            continue
        node, _ = builder.follow(node, f"#/components/securitySchemes/{escape(name)}")
        scheme = _scheme(name, node)
        if scheme is None:
            builder.report(
                "E510",
                f'security scheme "{name}" cannot be compiled: '
                f"{node.get('type')} {node.get('scheme') or ''}".rstrip(),
                node,
                "describe the credential as http bearer, http basic, apiKey or oauth2 "
                "clientCredentials",
                "scheme" if "scheme" in node else "type",
            )
        else:
            yield scheme


def _scheme(name: str, node: Node) -> ir.Scheme | None:
    """A security scheme (section 4.8.27), or None when its kind cannot be compiled."""
    where, wire, token_url, scopes = "header", "Authorization", None, ()
    kind: ir.SchemeKind
    match node.get("type"), str(node.get("scheme") or "").lower():
        case "apiKey", _:
            kind, where, wire = "key", str(node.get("in")), str(node.get("name"))
        case "http", "basic":
            kind = "basic"
        case "http", "bearer":
            kind = "bearer"
        case (("oauth2" | "openIdConnect"), _):
            flow = (node.get("flows") or {}).get("clientCredentials") or {}
            token_url, scopes = flow.get("tokenUrl"), tuple(flow.get("scopes") or ())
            kind = "oauth2" if token_url else "bearer"
        case ("mutualTLS", _) | ("http", "mutual"):
            kind, wire = "mutual-tls", ""
        case _:
            return None
    doc = str(node.get("description") or "")
    if node.get("deprecated") is True:
        doc = f"Deprecated. {doc}".strip()
    foreign = tuple(str(text) for text in node.get("x-foreign-keys") or ())
    pinned = node.get("x-py-name")
    pin = pinned if isinstance(pinned, str) else None
    return ir.Scheme(name, kind, where, wire, token_url, scopes, foreign, doc, pin, node.place)


def security_of(nodes: Any, schemes: Iterable[ir.Scheme]) -> tuple[tuple[str, ...], ...] | None:
    """The alternatives of a security requirement; None: it says none.

    Two credentials cannot stand in one place: a requirement of both, which no request
    meets, is read as one of either (W323).
    """
    if not isinstance(nodes, list):
        return None
    slots = {scheme.name: _slot(scheme) for scheme in schemes}
    found: list[tuple[str, ...]] = []
    for node in nodes:
        if isinstance(node, dict):
            places: dict[Any, list[str]] = {}
            for name in map(str, node):
                places.setdefault(slots.get(name, name), []).append(name)
            found += product(*places.values())
    return tuple(dict.fromkeys(found))


def _slot(scheme: ir.Scheme) -> Any:
    """The place of a credential; a certificate has its own."""
    if scheme.kind == "mutual-tls":
        return scheme.name
    return scheme.where, scheme.wire.lower() if scheme.where == "header" else scheme.wire
