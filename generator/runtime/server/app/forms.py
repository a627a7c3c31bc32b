"""Bodies that are forms, urlencoded or multipart: members read by what their schemas say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from ...ground.operation import Body, Encoding
from ...ground.parts import part
from ..schemas.document import Document, Node
from ..schemas.shapes import Shape
from ..schemas.values import is_array
from .json_text import read_json
from .negotiate import is_json, is_text
from .structures import from_pairs
from .styles import MISSING, Malformed, Pairs, decoded, from_content, plain


class Forms:
    """The forms that the body of an operation may be.

    Args:
        document: The document.
        node: Its Request Body Object.
        shape: Media type -> what the schema of such a body says.
        described: Media type -> what the operation says of such a body.
    """

    def __init__(
        self,
        document: Document,
        node: Node | None,
        shape: Callable[[str], Shape],
        described: Callable[[str], Body | None],
    ) -> None:
        self._document = document
        self._node = node
        self._shape = shape
        self._described = described
        self._readers: dict[str, Callable[[Pairs], dict[str, Any]]] = {}

    def read(self, media: str, pairs: Pairs) -> dict[str, Any]:
        """The JSON value of an urlencoded form.

        Raises:
            Malformed: A member cannot be read.
        """
        known = self._readers.get(media)
        if known is None:
            known = self._readers[media] = self._form_reader(media)
        return known(pairs)

    def single(self, media: str) -> frozenset[str]:
        """Members that hold one value, and no structure."""
        shape = self._shape(media)
        nested = {"array", "object"}
        return frozenset(name for name in shape.names if not shape.member(name).types & nested)

    def _encoded(self, media: str, name: str) -> Encoding:
        """How a member is written: as the descriptor says, else as the document does."""
        described = self._described(media)
        known = described.encoding.get(name) if described is not None else None
        if known is not None:
            return known
        content = self._document.step(self._node, "content", media) if self._node else None
        node = self._document.step(content, "encoding", name) if content else None
        value: Any = node.value if node else {}
        how = Encoding(value.get("contentType"), value.get("style"), value.get("explode"))
        return how._replace(allow_reserved=value.get("allowReserved"))

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

    def parts(
        self, media: str, data: bytes, boundary: str | None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The JSON value of a multipart body, and its members that are bytes.

        Raises:
            Malformed: It is none, or a member cannot be read.
        """
        found = part("server.app.multipart").parts_of(data, boundary)
        shape = self._shape(media)
        value: dict[str, Any] = {}
        files: dict[str, Any] = {}
        for piece in found:
            member = shape.member(piece.name)
            many = "array" in member.types
            try:
                if member.types and not many and piece.name in value:
                    raise Malformed("is given more than once")
                content, binary = self._part(media, piece, member.item if many else member)
            except Malformed as error:
                _at(piece.name, error)
            if many and is_array(content) and not binary and "array" not in member.item.types:
                for item in content:
                    _put(value, piece.name, item, many)
            else:
                _put(value, piece.name, content, many)
            if binary:
                _put(files, piece.name, piece.data, many)
        return value, files

    def _part(self, media: str, piece: Any, shape: Shape) -> tuple[Any, bool]:
        """A part's JSON value, and whether it is bytes."""
        media_type = piece.media_type or self._encoded(media, piece.name).media
        if media_type is None and "object" in shape.types:
            media_type = "application/json"
        if media_type is not None and is_json(media_type):
            return read_json(piece.data), False
        if piece.filename is not None or (media_type and not is_text(media_type)):
            return piece.data.decode("latin-1"), True
        text = decoded(piece.data, "utf-8")
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
