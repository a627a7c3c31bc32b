"""Servers: their addresses, and the variables in these."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.check.look import Look, Rule, held, listed
from generator.check.surroundings import HOST, is_url, scheme_fault
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Sequence

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_WEB = re.compile(r"(?:https?|wss?)://", re.IGNORECASE)


def e313_server_variable(look: Look) -> Iterator[Diagnostic]:
    """Each {name} of a server's URL is one of its variables (Server Object)."""
    for node in look.of("server"):
        url = node.value.get("url")
        if not isinstance(url, str):
            continue
        variables = held(node.value, "variables")
        for name in dict.fromkeys(_PLACEHOLDER.findall(url)):
            if name not in variables:
                near = nearest(name, variables)
                mend = f"did you mean {{{near}}}?" if near else f"add `{name}` to its variables"
                yield node.place.report(
                    "E313", f"the server's URL has no variable for {{{name}}}", mend, key="url"
                )
    for node in look.of("serverVariable"):
        values = listed(node.value, "enum")
        default = node.value.get("default")
        known = {*map(str, values)}  # which of them are no text is told elsewhere
        if values and str(default) not in known and "default" in node.value:
            message = f"default {short(default, 40)} is not in the variable's enum"
            yield node.place.report("E313", message, "add it to the enum", key="default")


def w367_server(look: Look) -> Iterator[Diagnostic]:
    """A server's URL has a scheme or is relative, and uses its variables (Server Object)."""
    for node in look.of("server"):
        url = node.value.get("url")
        if not isinstance(url, str):
            continue
        if HOST.match(url):
            message = f"the server's URL {short(url, 50)} has no scheme"
            yield node.place.report("W367", message, f"write https://{url[:60]}", key="url")
        elif (fault := scheme_fault(url)) is not None:
            message = f"the server's URL {short(url, 45)} {fault[0]}"
            yield node.place.report("W367", message, fault[1], key="url")
        elif re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", url) and not _WEB.match(url):
            message = f"the server's URL {short(url, 50)} is of no web address"
            yield node.place.report("W367", message, "write https://…", key="url")
        elif (fault := _server_fault(url)) is not None:
            message = f"the server's URL {short(url, 45)} {fault[0]}"
            yield node.place.report("W367", message, fault[1], key="url")
        elif "?" in url or "#" in url:
            message = f"the server's URL {short(url, 50)} has a query or fragment"
            yield node.place.report("W367", message, "remove it", key="url")
        used = {*_PLACEHOLDER.findall(url), *held(node.value, "x-paths")}
        variables = held(node.value, "variables")
        for name in variables:
            if name not in used and not name.startswith("x-"):
                near = nearest(name, used)
                mend = f"did you mean {near}?" if near else f"write {{{name[:40]}}} into the URL"
                message = f"server variable {short(name, 40)} is not in the URL"
                yield variables.place.report("W367", message, mend, key=name)
        paths = held(node.value, "x-paths")
        for name in paths:
            if name not in variables:
                near = nearest(name, variables)
                mend = f"did you mean {near}?" if near else "add it to the server's variables"
                message = f"the server has no variable {short(name, 40)}"
                yield paths.place.report("W367", message, mend, key=name)
                continue
            values = held(variables, name).get("enum")
            known = {str(value) for value in values} if isinstance(values, Sequence) else set()
            for value in held(paths, name):
                if value not in known:
                    message = f"server variable {short(name, 30)} cannot be {short(value, 30)}"
                    mend = "list the value in the variable's `enum`"
                    yield held(paths, name).place.report("W367", message, mend, key=value)


def _server_fault(url: str) -> tuple[str, str] | None:
    """What is wrong with a server's URL, and how to mend it."""
    rest = _PLACEHOLDER.sub("x", url)
    names = _PLACEHOLDER.findall(url)
    if not url.strip():
        return "is empty", "write https://…, or / for the document's own host"
    if "{" in rest or "}" in rest:
        return "has a brace without its partner", "write {name} for a variable"
    if len(set(names)) < len(names):
        return "names a variable twice", "give each its own name"
    if re.match(r"(?:https?|wss?):/?(?!/)", rest, re.IGNORECASE):
        return "has too few slashes", "write https://…"
    if not is_url(re.sub(r"\A1(?=://)", "https", _PLACEHOLDER.sub("1", url))):
        return "is no URL", "write https://host:port/path"
    if re.match(r"[A-Za-z]+://[^/?#]*:[^/?#]*@", rest):
        return "holds a password", "remove it, and describe a security scheme"
    if re.search(r"(?<!:)(?<!\A)//", rest.partition("?")[0]):
        once = re.sub(r"(?<!:)(?<!\A)//+", "/", url)
        return "has an empty segment", f"write {once[:80]}"
    if url.endswith("/") and url != "/" and "?" not in url and "#" not in url:
        return "ends in a slash", "remove the slash at the end"
    return None


def w367_no_server(look: Look) -> Iterator[Diagnostic]:
    """An empty list of servers stands for the document's own address."""
    for node in look.of("document", "pathItem", "operation"):
        if node.value.get("servers") == [] and node.place.wrote("servers"):
            message = "the list of servers is empty: the document's own address counts"
            yield node.place.report("W367", message, "add one, or remove it", key="servers")


RULES: tuple[Rule, ...] = (e313_server_variable, w367_server, w367_no_server)
