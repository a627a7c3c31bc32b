"""Request bodies: JSON, forms, multipart, text and bytes, by their documented media types."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, NamedTuple, NoReturn

from ...ground import parts
from ...ground.operation import Encoding, Operation, XmlCodec
from ..schemas.document import Document, Node
from ..schemas.shapes import Shape
from ..schemas.values import deeper_than, is_array
from ..schemas.wire import booleans
from .answers import Refusal
from .negotiate import find, is_json, is_text, is_xml, parse
from .styles import MISSING, Malformed, Pairs, from_content, from_pairs, plain

MAX_DEPTH = 100
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
BYTES = "application/octet-stream"


class BodyValue(NamedTuple):
    """A decoded body."""

    value: Any
    """JSON value as its schema sees it; `MISSING` when there is none."""
    schema: str | None
    """Pointer to the schema; None: nothing to validate."""
    files: Mapping[str, Any]
    """Members that are bytes, which the JSON value holds as text."""


class Bodies:
    """The documented bodies of an operation.

    Args:
        document: The document.
        operation: An operation that has a body.
    """

    def __init__(self, document: Document, operation: Operation[Any]) -> None:
        self._document = document
        _, node = document.operation(operation)
        self._node = document.step(node, "requestBody")
        self.media = tuple(self._node.value.get("content", ())) if self._node else ()
        self.is_form = FORM in self.media
        """Whether it may be an urlencoded form."""
        self.required = bool(self._node and self._node.value.get("required"))
        self._encoding: Mapping[str, Encoding] = operation.body.encoding if operation.body else {}
        self._xml = operation.body.xml if operation.body else None
        self._known: dict[str, str] = {}
        self._forms: dict[str, Callable[[Pairs], Any]] = {}

    def media_of(self, content_type: str | None, empty: bool) -> str | None:
        """The documented media type that a Content-Type stands for; None: there is no body.

        Raises:
            Refusal: 415, the operation takes no such body.
        """
        if content_type is None:
            if empty:
                return None
            if BYTES in self.media:
                return BYTES  # what unnamed bytes may be taken for (RFC 9110, section 8.3)
            raise Refusal(
                415,
                message=f"the body has no Content-Type: send {self._wanted}",
                reason="unsupported-media",
            )
        known = self._known.get(content_type)
        if known is None:
            known = find(content_type, self.media)
            if known is None:
                if empty and not self.required:
                    return None
                raise Refusal(
                    415,
                    message=f"the body is not {self._wanted}",
                    headers={"accept": ", ".join(self.media)},
                    reason="unsupported-media",
                )
            if len(self._known) < 64:
                self._known[content_type] = known
        return known

    @property
    def _wanted(self) -> str:
        return " or ".join(self.media)

    def decode(
        self, content_type: str | None, data: bytes, spare: Pairs | None = None
    ) -> BodyValue:
        """The value of a body.

        Args:
            content_type: The header, or None.
            data: The body.
            spare: Pairs of the query that no parameter has a use for. Servers that do
                not tell query and form apart take members from there, and clients
                count on it.

        Raises:
            Refusal: 415, no such media type.
            Malformed: It is not what its media type says.
        """
        media = self.media_of(content_type, not data)
        given = self._spare(spare) if spare is not None and spare.values else None
        if given is not None and not data:
            schema = self._schema(FORM)
            return BodyValue(self._form(FORM)(given), schema.pointer if schema else None, {})
        if media is None or (not data and not self._takes_empty(media)):
            return BodyValue(MISSING, None, {})
        schema = self._schema(media)
        pointer = schema.pointer if schema else None
        if schema is None and media in (BYTES, "*/*"):
            return BodyValue(data, None, {})
        actual = parse(content_type or media)
        if is_json(actual.name):
            return BodyValue(read_json(data), pointer, {})
        if actual.name == FORM:
            pairs = Pairs.parse(_text(data, "utf-8"))
            if given is not None:
                pairs = Pairs({**given.values, **pairs.values})
            return BodyValue(self._form(media)(pairs), pointer, {})
        if actual.name == MULTIPART:
            multipart = parts.part("server.app.multipart")
            found = multipart.parts_of(data, actual.parameters.get("boundary"))
            value, files = self._multipart(media, found)
            return BodyValue(value, pointer, files)
        if self._xml is not None and is_xml(actual.name):
            value = read_xml(data, self._xml, actual.parameters.get("charset"))
            return BodyValue(value, pointer, {})
        if is_text(actual.name):
            text = _text(data, actual.parameters.get("charset", "utf-8"))
            return BodyValue(text, pointer, {})
        return BodyValue(data, None, {})

    def _spare(self, query: Pairs) -> Pairs | None:
        """The pairs of a query that are members of the form."""
        found = {name: texts for name, texts in query.values.items() if name in self._single}
        return Pairs(found) if found else None

    @cached_property
    def _single(self) -> frozenset[str]:
        """Members of the form that hold one value, and no structure."""
        shape = self._shape(FORM)
        nested = {"array", "object"}
        return frozenset(name for name in shape.names if not shape.member(name).types & nested)

    def _takes_empty(self, media: str) -> bool:
        """No bytes are a value where a value can be of no length: a form, text, bytes."""
        return self.required and not is_json(media) and parse(media).name != MULTIPART

    def _schema(self, media: str) -> Node | None:
        content = self._document.step(self._node, "content", media) if self._node else None
        if content is None or "schema" not in content.value:
            return None
        return Node(f"{content.pointer}/schema", content.value["schema"])

    def _shape(self, media: str) -> Shape:
        return Shape(self._document, self._schema(media), booleans(self._document.wire(self._node)))

    def _encoded(self, media: str, name: str) -> Encoding:
        """How a member is written: as the descriptor says, else as the document does."""
        known = self._encoding.get(name)
        if known is not None:
            return known
        content = self._document.step(self._node, "content", media) if self._node else None
        node = self._document.step(content, "encoding", name) if content else None
        value: Any = node.value if node else {}
        return Encoding(value.get("contentType"), value.get("style"), value.get("explode"))

    def _form(self, media: str) -> Callable[[Pairs], dict[str, Any]]:
        known = self._forms.get(media)
        if known is None:
            known = self._forms[media] = self._form_reader(media)
        return known

    def _form_reader(self, media: str) -> Callable[[Pairs], dict[str, Any]]:
        shape = self._shape(media)
        readers: dict[str, Callable[[Pairs], Any]] = {}
        for name in shape.names:
            readers[name] = self._member_reader(media, name, shape.member(name))

        def read(pairs: Pairs) -> dict[str, Any]:
            value: dict[str, Any] = {}
            for name, reader in readers.items():
                member = _named(name, reader, pairs)
                if member is not MISSING:
                    value[name] = member
            for name in pairs.values:
                if name.partition("[")[0] not in readers and name not in readers:
                    reader = from_pairs(name, shape.member(name), "form", True)
                    value[name] = _named(name, reader, pairs)
            return value

        return read

    def _member_reader(self, media: str, name: str, shape: Shape) -> Callable[[Pairs], Any]:
        encoding = self._encoded(media, name)
        if encoding.media and is_json(encoding.media):
            content = from_content(True)
            # Clients in PHP and the like spread a structure over the form instead.
            spread = from_pairs(name, shape, "brackets", True)

            def read(pairs: Pairs) -> Any:
                texts = pairs.values.get(name)
                if texts is None:
                    return spread(pairs)
                if len(texts) > 1:
                    raise Malformed("is given more than once")
                return content(plain(texts[0]))

            return read
        style = encoding.style or "form"
        explode = style == "form" if encoding.explode is None else encoding.explode
        return from_pairs(name, shape, style, explode)

    def _multipart(self, media: str, found: list[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        shape = self._shape(media)
        value: dict[str, Any] = {}
        files: dict[str, Any] = {}
        for part in found:
            member = shape.member(part.name)
            many = "array" in member.types
            try:
                if member.types and not many and part.name in value:
                    raise Malformed("is given more than once")
                content, binary = self._part(media, part, member.item if many else member)
            except Malformed as error:
                _at(part.name, error)
            _put(value, part.name, content, many)
            if binary:
                _put(files, part.name, part.data, many)
        return value, files

    def _part(self, media: str, part: Any, shape: Shape) -> tuple[Any, bool]:
        """A part's JSON value, and whether it is bytes."""
        media_type = part.media_type or self._encoded(media, part.name).media
        if media_type is None and "object" in shape.types:
            media_type = "application/json"
        if media_type is not None and is_json(media_type):
            return read_json(part.data), False
        if part.filename is not None or (media_type and not is_text(media_type)):
            return part.data.decode("latin-1"), True
        text = _text(part.data, "utf-8")
        return shape.scalar(text), False


def _put(holder: dict[str, Any], name: str, content: Any, many: bool) -> None:
    """Add a part: to the list of its name where its schema is an array, or it has none."""
    if many:
        holder.setdefault(name, []).append(content)
    elif name in holder:
        known = holder[name]
        holder[name] = [*known, content] if is_array(known) else [known, content]
    else:
        holder[name] = content


def _named(name: str, reader: Callable[[Pairs], Any], pairs: Pairs) -> Any:
    try:
        return reader(pairs)
    except Malformed as error:
        _at(name, error)


def _at(name: str, error: Malformed) -> NoReturn:
    raise Malformed(f"member {name[:100]!r} {error}") from None


def _text(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset)
    except (UnicodeDecodeError, LookupError):
        raise Malformed(f"is not text in {charset[:40]}") from None


def read_xml(data: bytes, shape: Callable[[], XmlCodec], charset: str | None) -> Any:
    """The JSON value of a document in XML.

    Raises:
        Malformed: It is not XML, has a document type declaration, or is nested too deep.
    """
    try:
        return shape().read(data, charset)
    except ValueError as error:
        raise Malformed(f"cannot be read as XML: {error}") from None


def read_json(data: bytes) -> Any:
    """A JSON value (RFC 8259): UTF-8, no NaN, no name twice, no lone surrogates, not bottomless.

    Raises:
        Malformed: It is not JSON, or nested too deep.
    """
    try:
        value = json.loads(
            data.decode(), parse_constant=_no_constant, object_pairs_hook=_no_name_twice
        )
        if b"\\u" in data:
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise Malformed(f"is nested more than {MAX_DEPTH} deep") from None
    except UnicodeEncodeError:
        raise Malformed("holds half of a surrogate pair") from None
    except ValueError as error:
        raise Malformed(f"is not JSON: {_reason(error)}") from None
    if data.count(b"[") + data.count(b"{") > MAX_DEPTH and deeper_than(value, MAX_DEPTH):
        raise Malformed(f"is nested more than {MAX_DEPTH} deep")
    return value


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at line {error.lineno}, column {error.colno}"
    return "not UTF-8" if isinstance(error, UnicodeDecodeError) else "a number is out of range"


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; readers disagree about which of two members of one name counts."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise json.JSONDecodeError("a name stands twice in an object", "", 0)
    return made


def _no_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"{name} is no JSON number", name, 0)
