"""Security schemes and the requirements that name them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.check.look import Look, Rule, held, listed
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.document.versions import SWAGGER, version_of
from generator.read.source import Mapping, Sequence


def e320_undefined_scheme(look: Look) -> Iterator[Diagnostic]:
    """A requirement names a declared scheme (Security Requirement Object)."""
    schemes = _schemes(look)
    for requirement in _requirements(look):
        for name in requirement:
            if name not in schemes:
                near = nearest(name, schemes)
                mend = (
                    f"did you mean {near}?"
                    if near
                    else f"add `{name[:40]}` to components.securitySchemes"
                )
                message = f"security scheme {short(name, 40)} is not declared"
                yield requirement.place.report("E320", message, mend, key=name)


def w321_unused_scheme(look: Look) -> Iterator[Diagnostic]:
    """A scheme that no requirement names is never used."""
    schemes = _schemes(look)
    used = {name for requirement in _requirements(look) for name in requirement}
    for name in schemes.keys() - used:
        message = f"security scheme {short(name, 40)} is not used"
        mend = "name it under `security`, or remove it"
        yield schemes.place.report("W321", message, mend, key=name)


def w322_undeclared_scope(look: Look) -> Iterator[Diagnostic]:
    """A scope that a requirement asks for is one of the scheme's (OAuth Flow Object)."""
    schemes = _schemes(look)
    for requirement in _requirements(look):
        for name, scopes in requirement.items():
            scheme = look.deref(schemes.get(name))
            if scheme.get("type") != "oauth2" or not isinstance(scopes, Sequence):
                continue
            flows = [f for f in held(scheme, "flows").values() if isinstance(f, Mapping)]
            known = {scope for flow in flows for scope in held(flow, "scopes")}
            for index, scope in enumerate(scopes):
                if isinstance(scope, str) and scope not in known:
                    near = nearest(scope, known)
                    mend = f"did you mean {near}?" if near else "add it to the flow's scopes"
                    message = f"scope {short(scope, 40)} is not one of {name}'s"
                    yield scopes.place.child(index).report("W322", message, mend)


def w323_two_in_one_place(look: Look) -> Iterator[Diagnostic]:
    """Credentials that a request must have together stand in different places."""
    schemes = _schemes(look)
    for requirement in _requirements(look):
        taken: dict[tuple[str, str], str] = {}
        for name in requirement:
            slot = _slot(look.deref(schemes.get(name)))
            if slot is not None and slot in taken:
                one, two = short(taken[slot], 30), short(name, 30)
                message = f"{one} and {two} stand in one place: no request can have both"
                mend = f"write `[{{{taken[slot][:30]}: []}}, {{{name[:30]}: []}}]` for either"
                yield requirement.place.report("W323", message, mend, key=name)
            elif slot is not None:
                taken[slot] = name


def w386_no_credential(look: Look) -> Iterator[Diagnostic]:
    """A scheme by which a credential can be had and sent (Security Scheme, OAuth Flows Object)."""
    for node in look.of("securityScheme"):
        kind, name = node.value.get("type"), node.value.get("name")
        flows = node.value.get("flows")
        idle = isinstance(flows, Mapping) and all(key.startswith("x-") for key in flows)
        if kind == "oauth2" and idle:
            message = "there is no flow: nobody can get a token"
            mend = "add `clientCredentials: {tokenUrl: …, scopes: {}}` or another"
            yield node.place.report("W386", message, mend, key="flows")
        keyed = kind == "apiKey" and node.value.get("in") == "header"
        if keyed and str(name).lower() in _WRITTEN:
            message = f"header {short(name, 30)} says something else"
            yield node.place.report("W386", message, "name the key's own header", key="name")
    for kind in ("flow", "securityScheme"):
        for node in look.of(kind):
            for key in ("authorizationUrl", "tokenUrl", "refreshUrl", "openIdConnectUrl"):
                url = node.value.get(key)
                if isinstance(url, str) and _BARE.match(url):
                    message = f"{short(url, 50)} is without TLS: tokens are readable on the way"
                    mend = f"write https://{url[7:60]}"
                    yield node.place.report("W386", message, mend, key=key)


_WRITTEN = frozenset({"content-type", "content-length", "host", "accept", "connection"})
_BARE = re.compile(r"http://(?!localhost\b|127\.|\[::1\]|[^/]*\.(?:test|local|internal)\b)", re.I)
"""An address without TLS that is not of this machine."""


def w322_roles(look: Look) -> Iterator[Diagnostic]:
    """Before 3.1 only OAuth 2 and OpenID Connect have scopes (Security Requirement Object)."""
    if version_of(look.document.written) not in ("3.0", SWAGGER):
        return
    schemes = _schemes(look)
    for requirement in _requirements(look):
        for name, scopes in requirement.items():
            scheme = look.deref(schemes.get(name))
            if scheme.get("type") in ("apiKey", "http") and listed(requirement, name):
                message = f"{short(name, 40)} is no OAuth 2 scheme: it has no scopes"
                yield scopes.place.report("W322", message, "write []")


def _slot(scheme: Mapping) -> tuple[str, str] | None:
    """Where a credential stands; None: it has a place of its own."""
    match scheme.get("type"), str(scheme.get("scheme") or "").lower():
        case "apiKey", _:
            name = str(scheme.get("name"))
            return str(scheme.get("in")), name.lower() if scheme.get("in") == "header" else name
        case ("http", "basic" | "bearer") | (("oauth2" | "openIdConnect"), _):
            return "header", "authorization"
    return None


def _schemes(look: Look) -> Mapping:
    return held(held(look.tree, "components"), "securitySchemes")


def _requirements(look: Look) -> Iterator[Mapping]:
    for owner in (look.tree, *(operation.value for operation in look.operations)):
        for requirement in listed(owner, "security"):
            if isinstance(requirement, Mapping):
                yield requirement


RULES: tuple[Rule, ...] = (
    e320_undefined_scheme,
    w321_unused_scheme,
    w322_undeclared_scope,
    w323_two_in_one_place,
    w386_no_credential,
    w322_roles,
)
