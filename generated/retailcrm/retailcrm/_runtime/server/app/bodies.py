"""Request bodies by their documented media types: JSON, text, bytes; forms are in `forms.py`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from ...ground.operation import Body, Operation
from ...ground.parts import part
from ..schemas.document import Document, Node
from ..schemas.shapes import Shape
from ..schemas.wire import booleans
from .answers import Refusal
from .json_text import read_json
from .negotiate import find, is_json, is_text, is_xml, parse
from .styles import MISSING, Malformed, Pairs, decoded

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
        self.document = document
        _, node = document.operation(operation)
        self._node = document.step(node, "requestBody")
        self.media = tuple(self._node.value.get("content", ())) if self._node else ()
        self._wanted = " or ".join(self.media)
        self.is_form = FORM in self.media
        """Whether it may be an urlencoded form."""
        self.required = bool(self._node and self._node.value.get("required"))
        self._described = operation.body
        self.known: dict[str, str] = {}  # Content-Type -> what it stands for, once it was let in
        self.plain: dict[str | None, BodyValue] = {}  # by Content-Type: JSON, without value
        self._types: dict[str, frozenset[str]] = {}

    @cached_property
    def exact(self) -> bool:
        """Whether a body holds decimals (`format: decimal`)."""
        first = self._described
        if first is None or b'"decimal"' not in self.document.text:
            return False
        decimals = part("wire.decimals")
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
        known = self.known.get(content_type)
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
            if len(self.known) < 64:
                self.known[content_type] = known
        return known

    def _unwanted(self, content_type: str) -> str:
        """What is wrong with a media type, and what to send."""
        said = f"the body is {parse(content_type).name[:100]}, not {self._wanted}"
        if not (self.is_form and is_json(content_type)):
            return said
        structures = sorted(set(self._shape(FORM).names) - self._single)
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
        plain = self.plain.get(content_type) if data else None
        if plain is not None:
            return BodyValue(read_json(data, self.exact), *plain[1:])
        media = self.media_of(content_type, not data)
        found = self._value(media, content_type, data, spare)._replace(described=self._for(media))
        taken = content_type in self.known and found.value is not data
        if content_type and taken and data and is_json(content_type):
            self.plain[content_type] = found._replace(value=None)
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
            return BodyValue(
                self._forms.read(FORM, given), schema.pointer if schema else None, {}, True
            )
        if media is None or (not data and not self._takes_empty(media, content_type)):
            return BodyValue(MISSING, None, {})
        schema = self._schema(media)
        pointer = schema.pointer if schema else None
        if schema is None and media in (BYTES, "*/*"):
            return BodyValue(data, None, {})
        actual = parse(content_type or media)
        if is_json(actual.name):
            said = self._for(media)
            if said is not None and said.type is not None and said.type() is bytes:
                return BodyValue(data, None, {})  # a file of JSON
            return BodyValue(read_json(data, self.exact), pointer, {})
        kinds = self._kinds(media)
        parts = actual.name.startswith("multipart/") and (schema or actual.name == MULTIPART)
        if (parts or actual.name == FORM) and kinds and "object" not in kinds:
            return BodyValue(data, None, {})
        if actual.name == FORM:
            pairs = Pairs.parse(decoded(data, "utf-8"))
            if given is not None:
                pairs = Pairs({**given.values, **pairs.values})
            return BodyValue(self._forms.read(media, pairs), pointer, {}, True)
        if parts:
            value, files = self._forms.parts(media, data, actual.parameters.get("boundary"))
            return BodyValue(value, pointer, files, True)
        described = self._for(media)
        if described is not None and described.xml is not None and is_xml(actual.name):
            try:
                value = described.xml().read(data, actual.parameters.get("charset"))
            except ValueError as error:
                raise Malformed(f"cannot be read as XML: {error}") from None
            return BodyValue(value, pointer, {}, True)
        if is_text(actual.name):
            text = decoded(data, actual.parameters.get("charset", "utf-8"))
            # How text spells what is no text nobody says: such a schema holds nothing of it.
            return BodyValue(text, pointer if not kinds or "string" in kinds else None, {})
        return BodyValue(data, None, {})

    def _spare(self, query: Pairs) -> Pairs | None:
        """The pairs of a query that are members of the form."""
        found = {name: texts for name, texts in query.values.items() if name in self._single}
        return Pairs(found) if found else None

    @cached_property
    def _forms(self) -> Any:
        """How bodies are read that are forms (`forms.py`), which not every document has."""
        return part("server.app.forms").Forms(self.document, self._node, self._shape, self._for)

    @cached_property
    def _single(self) -> frozenset[str]:
        single: frozenset[str] = self._forms.single(FORM)
        return single

    def _takes_empty(self, media: str, content_type: str | None) -> bool:
        """No bytes are a value where a value can be of no length: a form, text, bytes.

        A body that need not be there is one if it is called so, and holds as an empty form.
        """
        if is_json(media) or parse(media).name.startswith("multipart/"):
            return False
        form = content_type is not None and parse(content_type).name == FORM
        return self.required or (form and self._shape(media).admits({}))

    def _schema(self, media: str) -> Node | None:
        content = self.document.step(self._node, "content", media) if self._node else None
        if content is None or "schema" not in content.value:
            return None
        return Node(f"{content.pointer}/schema", content.value["schema"])

    def _kinds(self, media: str) -> frozenset[str]:
        """The JSON types of what a body stands for; none: not said."""
        if media not in self._types:
            self._types[media] = Shape(self.document, self._schema(media)).types
        return self._types[media]

    def _shape(self, media: str) -> Shape:
        return Shape(self.document, self._schema(media), booleans(self.document.wire(self._node)))
