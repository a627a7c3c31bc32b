"""The package's OpenAPI document: loaded, looked up and compiled when first needed.

A server starts without reading it. The first request that needs a schema, an
example or a response reads the file once; each schema is compiled at its first
use. All of them refer to the one document in a registry, so components that
many operations share are never rebuilt.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

import jsonschema_rs

from ...ground.operation import Operation
from ...ground.parts import part
from .values import is_array, is_object, read, tokens
from .wire import Check, respelt, stated_in

URI = "urn:document"
_FOREIGN = re.compile(r'(?<="\$ref": ")[^"]*[^\x00-\x7f"][^"]*(?=")')
"""References with letters that no URI has (RFC 3986, section 2): tools write them all the same."""
_URI = "#/~%:;?@!$&'()*+,="
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


class DocumentError(Exception):
    """The document cannot do what a request asks of it; says where, and how to mend it."""


class Node(NamedTuple):
    """A value in the document with its place, a JSON pointer (RFC 6901)."""

    pointer: str
    value: Any


class Document:
    """An OpenAPI 3.1 document whose `$ref`s all point into itself.

    Args:
        source: The file, or the document as already parsed.
    """

    def __init__(self, source: Path | dict[str, Any]) -> None:
        self._source = source
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}
        self._found: dict[str, Node] = {}

    @cached_property
    def text(self) -> bytes:
        """The document as JSON, the file's own bytes where there is a file."""
        if isinstance(self._source, Path):
            return self._source.read_bytes()
        return json.dumps(self._source, ensure_ascii=False).encode()

    @cached_property
    def has_secrets(self) -> bool:
        """Whether it has members for requests alone."""
        return b'"writeOnly"' in self.text

    @cached_property
    def root(self) -> dict[str, Any]:
        """The whole document."""
        if not isinstance(self._source, Path):
            return self._source
        try:
            root = json.loads(self.text)
        except ValueError as error:
            raise DocumentError(f"{self._source.name} is not JSON: {error}") from error
        if not is_object(root):
            raise DocumentError(f"{self._source.name} is no OpenAPI document: not an object")
        return root

    def at(self, pointer: str) -> Node:
        """The value at a JSON pointer, `$ref`s on the way followed.

        Raises:
            DocumentError: Nothing is there.
        """
        node = self._found.get(pointer)
        if node is None:
            node = Node("", self.root)
            for key in tokens(pointer):
                found = self.step(node, key)
                if found is None:
                    raise DocumentError(f"the document has nothing at #{pointer}: regenerate it")
                node = found
            self._found[pointer] = node
        return node

    def step(self, node: Node, *keys: str | int) -> Node | None:
        """The member that the keys lead to, every `$ref` followed; None if there is none."""
        node = self.follow(node)
        for key in keys:
            value = node.value
            token = str(key)
            if is_array(value) and token.isdecimal() and int(token) < len(value):
                value = value[int(token)]
            elif is_object(value) and token in value:
                value = value[token]
            else:
                return None
            token = token.replace("~", "~0").replace("/", "~1")
            node = self.follow(Node(f"{node.pointer}/{token}", value))
        return node

    def follow(self, node: Node) -> Node:
        """The value that a Reference Object stands for (section 4.8.23); others are themselves.

        Raises:
            DocumentError: It leads out of the document, to nothing, or round in a circle.
        """
        ref = node.value.get("$ref") if is_object(node.value) else None
        if not isinstance(ref, str):
            return node
        if not ref.startswith("#/"):
            raise DocumentError(
                f"$ref {ref!r} at #{node.pointer} leaves the document: bundle it first"
            )
        try:
            return self.at(unquote(ref[1:]))
        except RecursionError:
            raise DocumentError(f"$ref at #{node.pointer} leads round in a circle") from None

    def items(self, node: Node | None) -> Iterator[tuple[str, Node]]:
        """The members of an object, each with its `$ref` followed."""
        if node is not None and is_object(node.value):
            for key in node.value:
                child = self.step(node, key)
                if child is not None:
                    yield key, child

    def parameters(self, *holders: Node) -> Iterator[Node]:
        """The Parameter Objects of path items and operations, each with its `$ref` followed."""
        for holder in holders:
            listed = self.step(holder, "parameters")
            if listed is not None:
                found = (self.step(listed, index) for index in range(len(listed.value)))
                yield from filter(None, found)

    @cached_property
    def _operations(self) -> dict[str, tuple[Node, Node]]:
        found: dict[str, tuple[Node, Node]] = {}
        for path, item in self.items(self.step(Node("", self.root), "paths")):
            for method in METHODS:
                node = self.step(item, method)
                if node is not None:
                    pair = (item, node)
                    found[f"{method} {path}"] = pair
                    found.setdefault(node.value.get("operationId", ""), pair)
            for method, node in self.items(self.step(item, "additionalOperations")):
                found[f"{method.lower()} {path}"] = (item, node)
                found.setdefault(node.value.get("operationId", ""), (item, node))
        return found

    def operation(self, operation: Operation[Any]) -> tuple[Node, Node]:
        """The path item and the Operation Object behind a descriptor.

        Raises:
            DocumentError: The document does not have it.
        """
        known = self._operations
        found = known.get(f"{operation.method.lower()} {operation.path}") or known.get(operation.id)
        if found is None:
            raise DocumentError(
                f"the document has no operation {operation.id} "
                f"({operation.method} {operation.path}): regenerate the package"
            )
        return found

    def every_operation(self) -> Iterator[Node]:
        """All Operation Objects in document order, each once."""
        seen: set[str] = set()
        for _, node in self._operations.values():
            if node.pointer not in seen:
                seen.add(node.pointer)
                yield node

    def extension(self, name: str, *nodes: Node) -> Any:
        """An `x-` extension: the nearest of the nodes has it, else the document's root."""
        for node in (*nodes, Node("", self.root)):
            if is_object(node.value) and name in node.value:
                return node.value[name]
        return None

    def wire(self, *nodes: Node | None) -> dict[str, Any]:
        """`x-wire` as it holds at the nearest of the nodes: what it adds to the farther ones."""
        merged: dict[str, Any] = {}
        for holder in (self.root, *(node.value for node in reversed(nodes) if node)):
            merged.update(stated_in(holder))
        return merged

    @cached_property
    def _spelt(self) -> tuple[dict[str, Any], dict[str, Check]]:
        """The document with the vendor's own formats in its schemas, and their checks."""
        checks: dict[str, Check] = {}
        special = (b'"x-wire"', b'"int32"', b'"int64"')
        changed = any(mark in self.text for mark in special)
        return respelt(self.root, {}, checks) if changed else self.root, checks

    @cached_property
    def judged(self) -> dict[str, Any]:
        """The document as JSON Schema takes it."""
        root, _ = self._spelt
        if b'"discriminator"' in self.text:
            root = part("server.schemas.families").asking(root)
        if not self.text.isascii() and _FOREIGN.search(
            text := json.dumps(root, ensure_ascii=False)
        ):
            root = json.loads(_FOREIGN.sub(lambda ref: quote(ref[0], safe=_URI), text))
        return root

    @cached_property
    def _registry(self) -> jsonschema_rs.Registry:
        """That, as schemas refer to it."""
        return jsonschema_rs.Registry([(URI, self.judged)], draft=jsonschema_rs.Draft202012)

    def formats(self, pointers: Iterable[str]) -> Iterator[str]:
        """The formats of schemas, as they are checked: the vendor's own where it has one."""
        root, _ = self._spelt
        for pointer in pointers:
            schema = read(root, pointer)
            if is_object(schema) and isinstance(schema.get("format"), str):
                yield schema["format"]

    def compile(self, schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
        """A validator of a schema that refers to the document's own by `reference`.

        Raises:
            DocumentError: The schema is no JSON Schema, or refers to nothing.
        """
        _, checks = self._spelt
        moments = part("server.schemas.moments")
        try:
            return jsonschema_rs.Draft202012Validator(
                schema,
                registry=self._registry,
                formats={**(moments.MOMENTS if moments else {}), **checks},
                validate_formats=True,
                mask="value",
                offline=True,
            )
        except ValueError as error:
            reason = str(error).partition("\n")[0]
            raise DocumentError(f"a schema cannot be compiled: {reason}: {schema}") from error

    def reference(self, pointer: str) -> dict[str, str]:
        """A schema that is the one at the pointer."""
        return {"$ref": f"{URI}#{quote(pointer, safe='/~')}"}

    def validator(self, pointer: str) -> jsonschema_rs.Draft202012Validator:
        """The validator of the schema at a pointer, compiled once."""
        known = self._validators.get(pointer)
        if known is None:
            known = self._validators[pointer] = self.compile(self.reference(pointer))
        return known
