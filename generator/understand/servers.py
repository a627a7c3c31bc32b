"""Servers: of the document, a path item or an operation → intermediate representation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin

from generator.read.source import Mapping
from generator.understand import ir


def document_servers(
    tree: Mapping, operations: Iterable[tuple[Mapping, Mapping]]
) -> tuple[ir.Server, ...]:
    """The servers of all operations that have none of their own (section 4.8.1).

    A document whose operations all have servers of their own needs none; then the first
    operation's stand for it, so that a client can be made.

    Args:
        tree: The document.
        operations: Path item and operation of each.
    """
    servers = tuple(_servers(tree.get("servers")))
    if any(_is_absolute(server) for server in servers[:1]):
        return servers
    own = [_own(node, item) for item, node in operations]
    whole = own and all(_is_absolute(found[0]) if found else False for found in own)
    return own[0] if whole else servers


def servers_of(
    shared: tuple[ir.Server, ...], node: Mapping, item: Mapping
) -> tuple[ir.Server, ...]:
    """An operation's own servers, else its path item's; none where the document's hold.

    A relative URL is one on the document's server: where the document itself is served,
    from which the standard reckons (section 4.8.5), a generated client cannot know.
    """
    base = shared[0] if shared else ir.Server("", {}, "")
    found = tuple(_resolved(base, server) for server in _own(node, item))
    return () if found == shared else found


def _own(node: Mapping, item: Mapping) -> tuple[ir.Server, ...]:
    """The servers of an operation, or of its path item (sections 4.8.9 and 4.8.10)."""
    return tuple(_servers(node.get("servers"))) or tuple(_servers(item.get("servers")))


def _servers(nodes: Any) -> Iterator[ir.Server]:
    for node in nodes or ():
        if isinstance(node, Mapping) and isinstance(node.get("url"), str):
            variables = {
                str(name): str(variable["default"])
                if isinstance(variable, Mapping) and "default" in variable
                else None
                for name, variable in (node.get("variables") or {}).items()
            }
            choices = {
                str(name): tuple(map(str, variable["enum"]))
                for name, variable in (node.get("variables") or {}).items()
                if isinstance(variable, Mapping) and variable.get("enum")
            }
            said = (node.get("name"), node.get("description"))
            doc = ": ".join(str(text) for text in said if text)
            url = node["url"]
            # Of no scheme (RFC 3986, section 4.2): that of a Swagger 2.0 document without one.
            url = f"https:{url}" if url.startswith("//") else url
            yield ir.Server(url, variables, doc, choices, node.get("x-paths") or {})


def _resolved(base: ir.Server, server: ir.Server) -> ir.Server:
    """A server with an absolute URL, if the one it is relative to has one (RFC 3986, 5)."""
    if _is_absolute(server) or not _is_absolute(base):
        return server
    url = _joined(base.url, server.url)
    names = re.findall(r"\{([^{}]+)\}", url)
    inherited = {name: base.variables[name] for name in base.variables if name in names}
    choices = {name: base.choices[name] for name in base.choices if name in names}
    return ir.Server(
        url,
        {**inherited, **server.variables},
        server.doc,
        {**choices, **server.choices},
        server.paths,
    )


_WHOLE = re.compile(r"\{([^{}]+)\}(?=/|$)")


def _joined(base: str, url: str) -> str:
    """A relative URL on a base that may begin with a variable for scheme and host."""
    whole = _WHOLE.match(base)
    if whole is None:
        return urljoin(base, url)
    joined = urljoin(f"https://host{base[whole.end() :]}", url)
    rest = joined.removeprefix("https://host")
    return joined if rest == joined else whole[0] + rest


def _is_absolute(server: ir.Server) -> bool:
    """Whether a URL has scheme and host, or a variable at its beginning has: `{endpoint}/v1`."""
    whole = _WHOLE.match(server.url)
    return "://" in (server.variables.get(whole[1]) or "://" if whole else server.url)
