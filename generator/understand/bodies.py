"""Request bodies and responses: the media types of a document → intermediate representation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Protocol

from generator.ground.diagnostics import short
from generator.read.document import Document
from generator.read.source import Mapping, mapping
from generator.understand import ir
from generator.understand.answered import is_within
from generator.understand.conventions import ending_of, media_version_of
from generator.understand.mentions import formats_in
from generator.understand.notes import escape
from generator.understand.schemas import SchemaBook
from generator.understand.xml import XmlBook

FORM = "application/x-www-form-urlencoded"
EVENTS = "text/event-stream"
TEXT = "text/plain"
SEQUENCES = frozenset(
    {
        EVENTS,
        *("application/jsonl", "application/jsonlines", "application/json-lines"),
        *("application/x-jsonlines", "application/ndjson", "application/x-ndjson"),
        *("application/json-seq", "application/geo+json-seq"),
    }
)
"""Media types of items one after another (OpenAPI 3.2, Sequential Media Types)."""
SWITCHES = frozenset({"stream", "streaming"})
"""What vendors call the flag that asks for items as they come."""
MAX_ARGUMENTS = 40
"""A body with more members is one argument: such a signature no longer fits a screen."""


class Builder(Protocol):
    """What of the builder is needed here."""

    document: Document
    book: SchemaBook
    xml: XmlBook
    users: Counter[ir.Pointer]
    """How many operations use a shared response or body."""
    links: dict[tuple[ir.Pointer, str], list[ir.Link]]
    """Those of each response, by where it stands and its status."""

    def answered(self) -> frozenset[ir.Pointer]:
        """The component schemas that answers hold."""
        ...

    def report(self, code: str, message: str, node: Any, mend: str, key: str | None = None) -> None:
        """Note what cannot be compiled."""
        ...

    def follow(self, node: Mapping, pointer: ir.Pointer) -> tuple[Mapping, ir.Pointer]:
        """What a reference leads to, and where."""
        ...


def essence(media: str) -> str:
    """A media type without its parameters, in lower case (RFC 9110, section 8.3.1)."""
    return media.split(";")[0].strip().lower()


def is_json(media: str) -> bool:
    """Whether a media type holds JSON (RFC 6839, section 3.1)."""
    return essence(media).endswith(("/json", "+json"))


def is_xml(media: str) -> bool:
    """Whether a media type holds XML (RFC 7303, section 4.2)."""
    return essence(media).endswith(("/xml", "+xml"))


def _rank(media: str) -> int:
    kind = essence(media)
    if kind == "application/json":
        return 0
    if is_json(media):
        return 1
    if kind == FORM:
        return 2
    if kind.startswith("multipart/"):
        return 3
    return 4 if kind in ("application/octet-stream", "*/*") else 5


def _own(builder: Builder, content: Mapping) -> list[str]:
    """Media types; the vendor's own versioned one (`x-media-version`) before its siblings."""
    template, version = media_version_of(builder.document.tree.get("x-media-version")) or ("", "")
    own = template.replace("{version}", version)
    return sorted(content, key=lambda media: media != own)


def build_body(
    builder: Builder,
    operation: Mapping,
    pointer: ir.Pointer,
    operation_id: str,
    envelope: str | None = None,
) -> ir.Body | None:
    """The body of an operation: JSON, form, multipart, other; media types alike are one."""
    node = operation.get("requestBody")
    if not isinstance(node, Mapping):
        return None
    node, at = builder.follow(node, f"{pointer}/requestBody")
    content = node.get("content")
    if not isinstance(content, Mapping) or not content:
        return None
    ordered = sorted(_own(builder, content), key=lambda media: (_rank(media), "*" in media))
    shared = at.startswith("#/components/") and builder.users[at] > 1
    hint = at.rsplit("/", 1)[1] if shared else f"{operation_id} body"
    bodies: list[ir.Body] = []
    while ordered:
        chosen = ordered[0]
        named = hint if not bodies else f"{hint} {essence(chosen).rpartition('/')[2]}"
        alike = tuple(
            media for media in ordered if media == chosen or _alike(content, chosen, media)
        )
        bodies.append(_body(builder, node, at, alike, named, envelope))
        ordered = [media for media in ordered if media not in alike]
    return replace(bodies[0], others=tuple(bodies[1:]))


def _alike(content: Mapping, chosen: str, media: str) -> bool:
    """Whether a body is written of the same value, in the same way, in two media types."""
    xml = is_json(chosen) and (is_json(media) or is_xml(media))
    if not xml and _rank(media) != _rank(chosen):
        return False
    one, other = content[chosen], content[media]
    if not isinstance(one, Mapping) or not isinstance(other, Mapping):
        return False
    return bool(one.get("schema") == other.get("schema"))


def _body(
    builder: Builder,
    node: Mapping,
    at: ir.Pointer,
    media: tuple[str, ...],
    hint: str,
    envelope: str | None,
) -> ir.Body:
    """The body in media types that are alike."""
    chosen = media[0]
    content = node["content"]
    media_node = content[chosen] if isinstance(content[chosen], Mapping) else {}
    schema_at = f"{at}/content/{escape(chosen)}/schema"
    type_ = _content_type(builder, chosen, media_node, schema_at, hint)
    if type_ == ir.Binary() and essence(chosen).startswith("multipart/"):
        kinds = builder.book.forms.of(builder.book.forms.key([schema_at])).kinds
        if "array" in kinds and essence(chosen) != "multipart/form-data":  # W364 tells of that
            message = f"{short(chosen, 60)} of a list is handed over whole, as bytes"
            builder.report("W175", message, media_node, "give the schema a member for each part")
    wrap = None
    if envelope is not None and all(map(is_json, media)) and isinstance(type_, ir.Ref):
        within = builder.book.members(type_.pointer)
        if within.keys() == {envelope}:
            wrap, type_ = envelope, within[envelope].type
    return ir.Body(
        media=media,
        required=bool(node.get("required")),
        type=type_,
        members=tuple(_members(builder, type_)),
        encoding=_encodings(builder, chosen, media_node, type_),
        xml=_xml(builder, media_node.get("schema"), any(map(is_xml, media))),
        doc=str(node.get("description") or ""),
        place=node.place,
        item=_body_item(builder, node, at, chosen, hint),
        wrap=wrap,
    )


def _body_item(
    builder: Builder, node: Mapping, at: ir.Pointer, media: str, hint: str
) -> ir.Type | None:
    """What each item of a body is (OpenAPI 3.2, `itemSchema`); bodies are sent whole."""
    said = node["content"][media]
    if not isinstance(said, Mapping) or "itemSchema" not in said:
        return None
    message = f"{media} is handed over whole, and not item by item: itemSchema gives the model"
    builder.report("W175", message, said, "split it at its separators, and validate each item")
    pointer = f"{at}/content/{escape(media)}/itemSchema"
    return builder.book.type_of(said["itemSchema"], pointer, None, f"{hint} item")


def _item(
    builder: Builder, node: Mapping, at: ir.Pointer, media: str | None, hint: str
) -> ir.Type | None:
    """What each item of a sequential media type is (OpenAPI 3.2, Media Type Object).

    Without `itemSchema`: what an array's items are; else, as is usual for such media types
    in older documents, what the schema says.
    """
    content = node.get("content")
    said = content.get(media) if media and isinstance(content, Mapping) else None
    if media is None or not isinstance(said, Mapping):
        return None
    pointer = f"{at}/content/{escape(media)}"
    hint = f"{hint} item"
    if "itemSchema" in said:
        return builder.book.type_of(said["itemSchema"], f"{pointer}/itemSchema", None, hint)
    if essence(media) not in SEQUENCES or "schema" not in said:
        return None
    schema, where = said["schema"], f"{pointer}/schema"
    if isinstance(schema, Mapping):
        inner, place = builder.follow(schema, where)
        if inner.get("type") == "array" and "items" in inner:
            return builder.book.type_of(inner["items"], f"{place}/items", None, hint)
        if inner.get("type") == "string" and essence(media) != EVENTS:
            return None  # the lines as text
    return builder.book.type_of(schema, where, None, hint)


def _is_event(builder: Builder, item: ir.Type | None, media: str | None) -> bool:
    """Whether an item is a server-sent event itself: an object of its fields (OpenAPI 3.2)."""
    if not isinstance(item, ir.Ref) or essence(media or "") != EVENTS:
        return False
    names = set(builder.book.members(item.pointer))
    return "data" in names and names <= {"data", "event", "id", "retry"}


def build_responses(
    builder: Builder, operation: Mapping, pointer: ir.Pointer, operation_id: str
) -> Iterator[ir.Response]:
    """The responses of an operation; statuses that are answered alike are one."""
    grouped: dict[tuple[str | None, ir.Type, ir.Type | None], list[tuple[int | str, Mapping]]] = {}
    known: list[tuple[Any, ir.Type]] = []
    shapes: dict[tuple[str | None, ir.Type], ir.Xml] = {}
    for status, node in (operation.get("responses") or {}).items():
        if str(status).startswith("x-") or not isinstance(node, Mapping):
            continue
        node, at = builder.follow(node, f"{pointer}/responses/{escape(str(status))}")
        code = int(status) if str(status).isdigit() else str(status)
        shared = at.startswith("#/components/") and builder.users[at] > 1
        success = str(status)[:1] in {"2", "d"}
        hint = at.rsplit("/", 1)[1] if shared else operation_id
        hint = f"{hint} response" if success or shared else f"{hint} {status} response"
        for media, type_, schema in _contents(builder, node, at, hint, known):
            item = _item(builder, node, at, media, hint)
            grouped.setdefault((media, type_, item), []).append((code, node))
            if media and (xml := _xml(builder, schema, is_xml(media))):
                shapes[media, type_] = xml
    for (media, type_, item), entries in grouped.items():
        for success in (True, False):
            statuses = tuple(code for code, _ in entries if str(code).startswith("2") is success)
            if statuses:
                docs = {code: str(node.get("description") or "") for code, node in entries}
                place = next(node for code, node in entries if code == statuses[0]).place
                xml = shapes.get((media, type_))
                event = _is_event(builder, item, media)
                yield ir.Response(statuses, media, type_, docs, xml, place, item, event)


def _contents(
    builder: Builder, node: Mapping, at: ir.Pointer, hint: str, known: list[tuple[Any, ir.Type]]
) -> Iterator[tuple[str | None, ir.Type, Any]]:
    """Media type, type and schema of each way to write a response."""
    content = node.get("content")
    if not isinstance(content, Mapping) or not content:
        yield None, ir.Nothing(), None
        return
    for media in _own(builder, content):
        media_node = content[media] if isinstance(content[media], Mapping) else {}
        schema = media_node.get("schema")
        type_ = next((t for s, t in known if schema is not None and s == schema), None)
        shared = is_json(media) or (is_xml(media) and builder.xml.structured(schema))
        # .NET lists text/plain beside JSON for whatever it answers: it is the same value.
        shared = shared or (essence(media) == TEXT and not isinstance(type_, ir.Prim | None))
        if type_ is None or not shared:
            schema_at = f"{at}/content/{escape(media)}/schema"
            type_ = _content_type(builder, media, media_node, schema_at, hint, answered=True)
            if shared:
                known.append((schema, type_))
        yield media, type_, schema


def _xml(builder: Builder, schema: Any, wanted: bool) -> ir.Xml | None:
    return builder.xml.root(schema) if wanted and builder.xml.structured(schema) else None


def _content_type(
    builder: Builder,
    media: str,
    node: Any,
    pointer: ir.Pointer,
    hint: str,
    answered: bool = False,
) -> ir.Type:
    """The type of a body: of its schema where it has members on the wire, else bytes or text.

    A form that is answered is handed over as it came, and so is one whose schema is no
    object: what its members would be called nobody says.
    """
    schema = node.get("schema") if node else None
    kind = essence(media)
    form = kind == FORM or kind.startswith("multipart/")
    if form and (answered or (schema is not None and not builder.book.is_object(pointer))):
        return ir.Binary()
    if is_json(media) or form:
        return builder.book.type_of(schema if schema is not None else True, pointer, None, hint)
    if kind == "*/*" and isinstance(schema, Mapping) and schema.get("format") != "binary":
        return builder.book.type_of(schema, pointer, None, hint)
    if is_xml(media) and builder.xml.structured(schema):
        return builder.book.type_of(schema, pointer, None, hint)
    if kind == TEXT and answered and isinstance(schema, Mapping):
        said = builder.book.forms.of(builder.book.forms.key([pointer]))
        if said.typed and said.kinds <= {"integer", "number", "boolean"}:
            return builder.book.type_of(schema, pointer, None, hint)
    if kind.startswith("text/") or kind.endswith(("/xml", "+xml", "+csv")):
        return ir.Text()
    return ir.Binary()


def switch_of(
    book: SchemaBook, params: Iterable[ir.Param], body: ir.Body | None
) -> tuple[str, str] | None:
    """The flag that asks for events instead of a whole answer: `stream`, as is usual."""
    for param in params:
        if param.wire in SWITCHES and _is_flag(param.type):
            return param.where, param.wire
    members = book.members(body.type.pointer) if body and isinstance(body.type, ir.Ref) else {}
    for name in SWITCHES & members.keys():
        if _is_flag(members[name].type):
            return "body", name
    return None


def _is_flag(type_: ir.Type) -> bool:
    inner = type_.inner if isinstance(type_, ir.Nullable) else type_
    return isinstance(inner, ir.Prim) and inner.kind == "boolean"


def _members(builder: Builder, type_: ir.Type) -> Iterator[ir.Member]:
    """The members of an object body; none when it is better given as one value."""
    if not isinstance(type_, ir.Ref):
        return
    form, schema = builder.book.form(type_.pointer), builder.book.found[type_.pointer]
    conditional = form.unions or form.excluded or form.losses or form.members.patterns
    if conditional or schema.extras or schema.family or form.items.prefix or form.items.rest:
        return
    members = builder.book.members(type_.pointer).values()
    fields = [f for f in members if not f.read_only or _is_sent(builder, f)]
    if len(fields) > MAX_ARGUMENTS:
        return
    for field in fields:
        node = builder.document.at(field.places[0])
        note = node if isinstance(node, Mapping) else mapping({}, schema.place)
        deprecated, deprecation = ending_of(note)
        pinned = note.get("x-py-name")
        yield ir.Member(
            wire=field.wire,
            required=field.required and not field.read_only,
            type=field.type,
            doc=str(note.get("description") or ""),
            deprecated=deprecated,
            deprecation=deprecation,
            pinned=pinned if isinstance(pinned, str) else None,
            pointer=field.places[0],
            place=note.place,
        )


def _is_sent(builder: Builder, field: ir.Field) -> bool:
    """Whether a `readOnly` member may be sent: it is required, and no answer ever has it.

    Then `readOnly` cannot be meant (W463 tells of it). It need not be sent, though: section
    4.8.24.6.1 has `required` take effect on responses alone.
    """
    own = [at for at in field.places if at.endswith(f"/properties/{escape(field.wire)}")]
    return field.required and not any(is_within(at, builder.answered()) for at in own)


def _encodings(builder: Builder, media: str, node: Any, type_: ir.Type) -> dict[str, ir.Encoding]:
    """How members of a form are written: as the media type says, and its flag formats."""
    declared = node.get("encoding") if node else None
    brackets = builder.document.tree.get("x-query-style") == "brackets"
    found = {
        str(name): ir.Encoding(
            media=encoding.get("contentType"),
            style="brackets"
            if brackets and encoding.get("style") == "deepObject"
            else encoding.get("style"),
            explode=encoding.get("explode"),
            allow_reserved=encoding.get("allowReserved"),
        )
        for name, encoding in (declared or {}).items()
        if isinstance(encoding, Mapping)
    }
    if essence(media) == FORM or essence(media).startswith("multipart/"):
        members = builder.book.members(type_.pointer) if isinstance(type_, ir.Ref) else {}
        for name, field in members.items():
            _, flags = formats_in(field.type, builder.book.found)
            how = found.get(name, ir.Encoding(None, None, None))
            if flags and not (how.media and is_json(how.media)):
                found[name] = replace(how, format=flags[0])
    return found
