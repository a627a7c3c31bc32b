"""XML documents as JSON values and back, by a mapping (OpenAPI 3.1, section 4.8.26).

Where the standard leaves it open:

- null is an element with `xsi:nil="true"`; an attribute that is null is left out.
- A list as the root, and a list in a list, has an element of its own.
- Of an element without a namespace of its own, the default namespace of what it
  stands in holds, as XML has it. In reading, the namespace decides only between
  members of the same local name, and any name of the root will do.
- What the mapping does not know is kept, in reading and in writing, under its name.
- A repeated element where one is expected becomes a list, which no schema of a single
  value allows: nothing is lost in silence.

A document type declaration is refused, and with it every entity but XML's own five.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from ..ground.shape import is_dict, is_list
from .xml_data import Shape

MAX_DEPTH = 100
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NAME = re.compile(r"[^\W\d][\w.\-]*")
_PLAIN_NAME = re.compile(r"[A-Za-z_][\w.\-]*", re.ASCII)
_REFUSED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INTEGER = re.compile(r"[+-]?\d{1,400}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
TEXT = "#text"
"""Name of the text beside attributes that the mapping does not know."""

_ANY = Shape("any")
_Scope = Mapping[str, str]
"""Prefix → namespace where an element stands; the default one has no prefix."""


class XmlError(ValueError):
    """Text that is no XML, or a value that XML cannot hold; no content is in the message."""


# Reading ---------------------------------------------------------------------------------


class _Builder(TreeBuilder):
    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise XmlError("it has a document type declaration, which is not read")


def read(data: bytes, shape: Shape, charset: str | None = None) -> Any:
    """The JSON value of a document.

    Args:
        data: the document.
        shape: how its root element is to be understood.
        charset: what the Content-Type says; it outranks the XML declaration.

    Raises:
        XmlError: it is no XML, has a document type declaration, or is nested too deep.
    """
    parser = XMLParser(target=_Builder(), encoding=charset)
    try:
        parser.feed(data)
        root = parser.close()
    except ParseError as error:
        line, column = error.position
        raise XmlError(f"no XML at line {line}, column {column}") from None
    except (ValueError, LookupError) as error:
        raise error if isinstance(error, XmlError) else XmlError("no XML in this charset") from None
    return _Reading().value(root, shape, 0)


class _Reading:
    """One document; how the members of an object are called is worked out once."""

    def __init__(self) -> None:
        self.tables: dict[int, dict[tuple[bool, str], tuple[str, Shape]]] = {}

    def value(self, node: Element, shape: Shape, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise XmlError(f"nested more than {MAX_DEPTH} deep")
        if node.get(f"{{{XSI}}}nil") in ("true", "1"):
            return None
        if shape.shape is not None:
            shape = shape.shape()
        item = shape.item or _ANY
        if shape.kind == "object":
            return self.members(node, shape, depth)
        if shape.kind == "array":
            return [self.value(child, item, depth + 1) for child in node]
        if shape.kind == "map":
            return self.map(node, item, depth)
        if len(node) or (shape.kind == "any" and _attributes(node)):
            return self.anything(node, depth)
        return _scalar(node.text or "", shape.kind)

    def map(self, node: Element, item: Shape, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for child in node:
            if _spread(item):
                value = self.value(child, item.item or _ANY, depth + 1)
                found.setdefault(_local(child.tag), []).append(value)
            else:
                found[_local(child.tag)] = self.value(child, item, depth + 1)
        return found

    def members(self, node: Element, shape: Shape, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for tag, text in _attributes(node).items():
            name, member = self.known(shape, tag, attribute=True)
            found[name] = _scalar(text, member.kind)
        for child in node:
            name, member = self.known(shape, child.tag, attribute=False)
            if _spread(member):
                item = member.item or _ANY
                found.setdefault(name, []).append(self.value(child, item, depth + 1))
                continue
            value = self.value(child, member, depth + 1)
            found[name] = [*_listed(found[name]), value] if name in found else value
        for name, member in shape.members.items():
            if _spread(member) and member.required:
                found.setdefault(name, [])
        return found

    def anything(self, node: Element, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {_local(tag): text for tag, text in _attributes(node).items()}
        for child in node:
            name, value = _local(child.tag), self.value(child, _ANY, depth + 1)
            found[name] = [*_listed(found[name]), value] if name in found else value
        if not len(node) and node.text:
            found[TEXT] = node.text
        return found

    def known(self, shape: Shape, tag: str, *, attribute: bool) -> tuple[str, Shape]:
        """The member that an element or attribute stands for: by its whole name, else its local."""
        table = self.tables.get(id(shape.members))
        if table is None:
            table = self.tables[id(shape.members)] = _table(shape)
        local = _local(tag)
        return table.get((attribute, tag)) or table.get((attribute, local)) or (local, _ANY)


def _table(shape: Shape) -> dict[tuple[bool, str], tuple[str, Shape]]:
    table: dict[tuple[bool, str], tuple[str, Shape]] = {}
    for name, member in shape.members.items():
        element = (member.item or _ANY) if _spread(member) else member
        local = element.name or name
        if element.namespace:
            table[member.attribute, f"{{{element.namespace}}}{local}"] = name, member
            table.setdefault((member.attribute, local), (name, member))
        else:
            table[member.attribute, local] = name, member
    return table


def _spread(member: Shape) -> bool:
    """Whether the items of a list stand among the members of the object that holds it."""
    return member.kind == "array" and not member.wrapped


def _attributes(node: Element) -> dict[str, str]:
    return {tag: text for tag, text in node.attrib.items() if not tag.startswith(f"{{{XSI}}}")}


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _listed(value: Any) -> list[Any]:
    return value if is_list(value) else [value]


def _scalar(text: str, kind: str) -> Any:
    """Text as the number or boolean that it spells, where one is wanted; else as it is."""
    if kind in ("string", "any"):
        return text
    word = text.strip()
    if not word:
        return None
    if kind == "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(word, text)
    if kind in ("integer", "number") and _INTEGER.fullmatch(word):
        return int(word)
    return float(word) if kind == "number" and _NUMBER.fullmatch(word) else text


# Writing ---------------------------------------------------------------------------------


def write(value: Any, shape: Shape, name: str = "root") -> bytes:
    """A JSON value as a document.

    Args:
        value: dicts, lists, text, numbers, booleans and None.
        shape: how it stands in XML.
        name: of the root element, where the mapping has none.

    Raises:
        XmlError: a name or a character in it cannot stand in XML.
    """
    inner = shape.shape() if shape.shape is not None else shape
    out = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    _write(out, shape.name or inner.name or name, shape._replace(wrapped=True), value, {}, 0)
    return "".join(out).encode()


def _write(out: list[str], name: str, shape: Shape, value: Any, scope: _Scope, depth: int) -> None:
    """One element, or the elements of a list that has no wrapper."""
    if depth > MAX_DEPTH:
        raise XmlError(f"nested more than {MAX_DEPTH} deep")
    if is_list(value) and not (shape.kind == "array" and shape.wrapped):
        item = shape.item if shape.kind == "array" else shape
        for one in value:
            inner = item or _ANY
            inner = inner._replace(wrapped=True) if is_list(one) else inner
            _write(out, inner.name or name, inner, one, scope, depth + 1)
        return
    declared: dict[str, str] = {}
    tag = _tag(name, shape, scope, declared)
    held = shape.shape() if shape.shape is not None else shape
    attributes: list[str] = []
    if value is None:
        declared["xsi"] = XSI
        attributes.append(' xsi:nil="true"')
    elif is_dict(value):
        attributes = _attribute_texts(value, held, {**scope, **declared}, declared)
    head = "".join(
        f' xmlns{":" if prefix else ""}{prefix}="{_escaped(uri, True)}"'
        for prefix, uri in declared.items()
    )
    out.append(f"<{tag}{head}{''.join(attributes)}>")
    scope = {**scope, **declared}
    if is_dict(value):
        in_order = {key: value[key] for key in held.members if key in value}
        for key, member in (in_order | value).items():
            known = held.members.get(key) or (held.item if held.kind == "map" else None) or _ANY
            if key == TEXT:
                out.append(_escaped(_text(member), False))
            elif not known.attribute:
                _write(out, _member_name(key, known), known, member, scope, depth + 1)
    elif is_list(value):
        item = held.item or _ANY
        for one in value:
            inner = item._replace(wrapped=True) if is_list(one) else item
            _write(out, item.name or name, inner, one, scope, depth + 1)
    elif value is not None:
        out.append(_escaped(_text(value), False))
    out.append(f"</{tag}>")


def _member_name(key: str, shape: Shape) -> str:
    """The element's name; that of a list is for its wrapper only."""
    return key if _spread(shape) else shape.name or key


def _attribute_texts(
    value: dict[Any, Any], shape: Shape, scope: _Scope, declared: dict[str, str]
) -> list[str]:
    found: list[str] = []
    for key, member in shape.members.items():
        if member.attribute and value.get(key) is not None:
            # The default namespace is for elements only: an attribute needs a prefix.
            named = member._replace(prefix=member.prefix or "ns") if member.namespace else member
            tag = _tag(member.name or key, named, scope, declared)
            found.append(f' {tag}="{_escaped(_text(value[key]), True)}"')
    return found


def _tag(name: str, shape: Shape, scope: _Scope, declared: dict[str, str]) -> str:
    """The name with its prefix; what has to be declared for it is added."""
    if not _PLAIN_NAME.fullmatch(name) and not _is_name(name):
        raise XmlError(f"{name[:40]!r} cannot be the name of an element")
    if not shape.namespace:
        return name
    if scope.get(shape.prefix) != shape.namespace:
        declared[shape.prefix] = shape.namespace
    return f"{shape.prefix}:{name}" if shape.prefix else name


def _is_name(name: str) -> bool:
    """Whether the parser takes text as a name: which letters it knows, only it can tell."""
    if not _NAME.fullmatch(name):
        return False
    try:
        XMLParser().feed(f"<{name}/>")
    except ParseError:
        return False
    return True


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        raise XmlError("an attribute holds single values only")
    return str(value)


def _escaped(text: str, attribute: bool) -> str:
    if _REFUSED.search(text):
        raise XmlError("it holds a control character, which XML cannot")
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = text.replace("\r", "&#13;")
    if attribute:
        text = text.replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
    return text
