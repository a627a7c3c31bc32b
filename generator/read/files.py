"""Files of OpenAPI 3.1 in the older word for them.

A part of a multipart body that is a string with a `contentMediaType` and no
`contentEncoding` is bytes (OpenAPI 3.1, section 4.8.14.1): what 3.0 calls `format: binary`.
Elsewhere, in JSON, such a string is text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from generator.read.document import Document
from generator.read.document.grammar import methods_of
from generator.read.source import Mapping, Sequence, escape, mapping, sequence, unescape


def as_files(document: Document) -> Document:
    """The same document with every such part as `format: binary`."""
    found = {
        pointer for schema, at in _bodies(document) for pointer in _parts(document, schema, at)
    }
    tree = document.tree
    for pointer in sorted(found):
        tree = _marked(tree, [unescape(token) for token in unquote(pointer).split("/")[1:]])
    return replace(document, tree=tree) if found else document


def _bodies(document: Document) -> Iterator[tuple[Any, str]]:
    """The schemas of multipart bodies, with their pointers."""
    paths = document.tree.get("paths")
    for path, item in (paths or {}).items():
        item, at = _follow(document, item, f"#/paths/{_token(path)}")
        for _, way, node in methods_of(item) if isinstance(item, Mapping) else ():
            where = "/".join((at, *map(_token, way)))
            body, held = _follow(document, node.get("requestBody"), f"{where}/requestBody")
            content = body.get("content") if isinstance(body, Mapping) else None
            for media, said in content.items() if isinstance(content, Mapping) else ():
                if media.lower().startswith("multipart/") and isinstance(said, Mapping):
                    yield said.get("schema"), f"{held}/content/{_token(media)}/schema"


def _parts(document: Document, schema: Any, at: str) -> Iterator[str]:
    """Pointers to the parts of a body that are files: members, or items of lists that are."""
    waiting, seen = [(schema, at)], set[str]()
    while waiting:
        schema, at = _follow(document, *waiting.pop())
        if not isinstance(schema, Mapping) or at in seen:
            continue
        seen.add(at)
        for key in ("allOf", "anyOf", "oneOf"):
            inner = schema.get(key)
            for index, one in enumerate(inner if isinstance(inner, Sequence) else ()):
                waiting.append((one, f"{at}/{key}/{index}"))
        properties = schema.get("properties")
        for name, one in properties.items() if isinstance(properties, Mapping) else ():
            member, where = _follow(document, one, f"{at}/properties/{_token(name)}")
            if isinstance(member, Mapping) and isinstance(member.get("items"), Mapping):
                member, where = _follow(document, member["items"], f"{where}/items")
            if _is_file(member):
                yield where


def _is_file(schema: Any) -> bool:
    if not isinstance(schema, Mapping) or "contentEncoding" in schema or "format" in schema:
        return False
    media, kind = schema.get("contentMediaType"), schema.get("type")
    kinds = kind if isinstance(kind, list) else [kind]
    text = not isinstance(media, str) or media.lower().endswith(("/json", "+json"))
    return not text and "string" in kinds and "contentSchema" not in schema


def _token(name: str) -> str:
    """One token of a JSON pointer in a URI fragment, as in references (RFC 6901, section 6)."""
    return escape(name).replace("%", "%25")


def _follow(document: Document, node: Any, pointer: str) -> tuple[Any, str]:
    seen: set[str] = set()
    while isinstance(node, Mapping) and isinstance(node.get("$ref"), str):
        pointer = node["$ref"]
        if pointer in seen:
            return None, pointer
        seen.add(pointer)
        try:
            node = document.at(pointer)
        except (KeyError, IndexError, ValueError):
            return None, pointer
    return node, pointer


def _marked(node: Any, way: list[str]) -> Any:
    """A copy of a tree in which the schema at the end of a way is a file."""
    if not way:
        return mapping({**node, "format": "binary"}, node.place)
    if isinstance(node, Sequence):
        index = int(way[0])
        copy = [*node[:index], _marked(node[index], way[1:]), *node[index + 1 :]]
        return sequence(copy, node.place)
    return mapping({**node, way[0]: _marked(node[way[0]], way[1:])}, node.place)
