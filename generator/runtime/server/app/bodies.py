"""Request bodies: JSON, forms, multipart, text and bytes, by their documented media types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, NamedTuple, NoReturn

from ...ground import parts
from ...ground.operation import Body, Encoding, Operation, XmlCodec
from ..schemas.document import Document, Node
from ..schemas.shapes import Shape
from ..schemas.values import is_array
from ..schemas.wire import booleans
from .answers import Refusal
from .json_text import read_json
from .negotiate import find, is_json, is_text, is_xml, parse
from .styles import MISSING, Malformed, Pairs, from_content, from_pairs, plain

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
    texts: bool = False
    """Whether it was text all through, as a form is."""
    described: Body | None = None
    """What the operation says of such a body."""


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
        self._described = operation.body
        self._known: dict[str, str] = {}
        self._plain: dict[str, BodyValue] = {}  # by Content-Type: bodies of JSON, without value
        self._types: dict[str, frozenset[str]] = {}
        self._forms: dict[str, Callable[[Pairs], Any]] = {}

    @cached_property
    def exact(self) -> bool:
        """Whether a body holds decimals (`format: decimal`)."""
        first = self._described
        if first is None or b'"decimal"' not in self._document.text:
            return False
        decimals = parts.part("wire.decimals")
        return any(decimals.is_exact(body.type()) for body in (first, *first.others) if body.type)

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
                    message=self._unwanted(content_type),
                    headers={"accept": ", ".join(self.media)},
                    reason="unsupported-media",
                )
            if len(self._known) < 64:
                self._known[content_type] = known
        return known

    @property
    def _wanted(self) -> str:
        return " or ".join(self.media)

    def _unwanted(self, content_type: str) -> str:
        """What is wrong with a media type, and what to send."""
        said = f"the body is {parse(content_type).name[:100]}, not {self._wanted}"
        if not (self.is_form and is_json(content_type)):
            return said
        structures = sorted(n for n in self._shape(FORM).names if n not in self._single)
        names = f" ({', '.join(structures)})" if structures else ""
        return f"{said}: send its members as fields of a form, structures{names} as JSON text"

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
        plain = self._plain.get(content_type or "") if data and spare is None else None
        if plain is not None:
            return plain._replace(value=read_json(data, self.exact))
        media = self.media_of(content_type, not data)
        found = self._value(media, content_type, data, spare)._replace(described=self._for(media))
        taken = content_type in self._known and spare is None and found.value is not data
        if content_type and taken and data and is_json(content_type):
            self._plain[content_type] = found._replace(value=None)
        return found

    def _for(self, media: str | None) -> Body | None:
        """What the operation says of a documented media type."""
        first = self._described
        every = (first, *first.others) if first is not None and media is not None else ()
        return next((body for body in every if media in body.media), first)

    def _value(
        self, media: str | None, content_type: str | None, data: bytes, spare: Pairs | None
    ) -> BodyValue:
        given = self._spare(spare) if spare is not None and spare.values else None
        if given is not None and not data:
            schema = self._schema(FORM)
            return BodyValue(self._form(FORM)(given), schema.pointer if schema else None, {}, True)
        if media is None or (not data and not self._takes_empty(media, content_type)):
            return BodyValue(MISSING, None, {})
        schema = self._schema(media)
        pointer = schema.pointer if schema else None
        if schema is None and media in (BYTES, "*/*"):
            return BodyValue(data, None, {})
        actual = parse(content_type or media)
        if is_json(actual.name):
            return BodyValue(read_json(data, self.exact), pointer, {})
        kinds = self._kinds(media)
        if actual.name in (FORM, MULTIPART) and kinds and "object" not in kinds:
            return BodyValue(data, None, {})
        if actual.name == FORM:
            pairs = Pairs.parse(_text(data, "utf-8"))
            if given is not None:
                pairs = Pairs({**given.values, **pairs.values})
            return BodyValue(self._form(media)(pairs), pointer, {}, True)
        if actual.name == MULTIPART:
            multipart = parts.part("server.app.multipart")
            found = multipart.parts_of(data, actual.parameters.get("boundary"))
            value, files = self._multipart(media, found)
            return BodyValue(value, pointer, files, True)
        described = self._for(media)
        if described is not None and described.xml is not None and is_xml(actual.name):
            value = read_xml(data, described.xml, actual.parameters.get("charset"))
            return BodyValue(value, pointer, {}, True)
        if is_text(actual.name):
            text = _text(data, actual.parameters.get("charset", "utf-8"))
            # How text spells what is no text nobody says: such a schema holds nothing of it.
            return BodyValue(text, pointer if not kinds or "string" in kinds else None, {})
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

    def _takes_empty(self, media: str, content_type: str | None) -> bool:
        """No bytes are a value where a value can be of no length: a form, text, bytes.

        A body that need not be there is one if it is called so, and holds as an empty form.
        """
        if is_json(media) or parse(media).name == MULTIPART:
            return False
        form = content_type is not None and parse(content_type).name == FORM
        return self.required or (form and self._shape(media).admits({}))

    def _schema(self, media: str) -> Node | None:
        content = self._document.step(self._node, "content", media) if self._node else None
        if content is None or "schema" not in content.value:
            return None
        return Node(f"{content.pointer}/schema", content.value["schema"])

    def _kinds(self, media: str) -> frozenset[str]:
        """The JSON types of what a body stands for; none: not said."""
        if media not in self._types:
            self._types[media] = Shape(self._document, self._schema(media)).types
        return self._types[media]

    def _shape(self, media: str) -> Shape:
        return Shape(self._document, self._schema(media), booleans(self._document.wire(self._node)))

    def _encoded(self, media: str, name: str) -> Encoding:
        """How a member is written: as the descriptor says, else as the document does."""
        described = self._for(media)
        known = described.encoding.get(name) if described is not None else None
        if known is not None:
            return known
        content = self._document.step(self._node, "content", media) if self._node else None
        node = self._document.step(content, "encoding", name) if content else None
        value: Any = node.value if node else {}
        how = Encoding(value.get("contentType"), value.get("style"), value.get("explode"))
        return how._replace(allow_reserved=value.get("allowReserved"))

    def _form(self, media: str) -> Callable[[Pairs], dict[str, Any]]:
        known = self._forms.get(media)
        if known is None:
            known = self._forms[media] = self._form_reader(media)
        return known

    def _form_reader(self, media: str) -> Callable[[Pairs], dict[str, Any]]:
        shape = self._shape(media)
        readers: dict[str, Callable[[Pairs], Any]] = {}
        spread: set[str] = set()
        for name in shape.names:
            readers[name], within = self._member_reader(media, name, shape.member(name))
            spread |= within
        known = spread | readers.keys()

        def read(pairs: Pairs) -> dict[str, Any]:
            value: dict[str, Any] = {}
            for name, reader in readers.items():
                member = _named(name, reader, pairs)
                if member is not MISSING:
                    value[name] = member
            for name in pairs.values:
                if name.partition("[")[0] not in known and name not in known:
                    reader = from_pairs(name, shape.member(name), "form", True)
                    value[name] = _named(name, reader, pairs)
            return value

        return read

    def _member_reader(
        self, media: str, name: str, shape: Shape
    ) -> tuple[Callable[[Pairs], Any], set[str]]:
        """The reader of a member, and the fields that are members of its own (section 4.8.15)."""
        encoding = self._encoded(media, name)
        if not encoding.styled:
            structured = {"object", "array"} & (
                shape.types | (shape.item.types if "array" in shape.types else set())
            )
            if "object" in structured or "array" in shape.item.types:
                whole = bool(encoding.media and is_json(encoding.media))
                return _json_reader(name, shape, whole=whole), set()
            if encoding.media and is_json(encoding.media):
                return _json_reader(name, shape, whole=True), set()
        style = encoding.style or "form"
        explode = style in ("form", "deepObject") if encoding.explode is None else encoding.explode
        within = style == "form" and explode and "object" in shape.types
        return from_pairs(name, shape, style, explode), set(shape.names) if within else set()

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
            if many and is_array(content) and not binary and "array" not in member.item.types:
                for item in content:
                    _put(value, part.name, item, many)
            else:
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


def _json_reader(name: str, shape: Shape, *, whole: bool = False) -> Callable[[Pairs], Any]:
    """A structure in a form: JSON, of a list either the whole or each item.

    Args:
        name: The member.
        shape: What it may be.
        whole: Whether the document says that it is JSON: one value is then the whole list.
    """
    content = from_content(True)
    # Clients in PHP and the like spread a structure over the form instead.
    spread = from_pairs(name, shape, "brackets", True)
    many, nested = "array" in shape.types, "array" in shape.item.types

    def one(text: str) -> Any:
        text = plain(text)
        item = shape.item if many else shape
        if text[:1] not in ("{", "[", '"') and "string" in item.types | shape.types:
            return text
        return content(text)

    def read(pairs: Pairs) -> Any:
        texts = pairs.values.get(name)
        if texts is None:
            return spread(pairs)
        values = [one(text) for text in texts]
        first = values[0]
        listed = is_array(first) and (not nested or all(map(is_array, first)))
        if len(values) == 1 and (whole or listed or not many):
            return first
        if not many:
            raise Malformed("is given more than once")
        return values

    return read


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
