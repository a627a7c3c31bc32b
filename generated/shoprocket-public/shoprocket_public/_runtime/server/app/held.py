"""Answers as a strict client holds them against the document: what the stub would not say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs

from ...ground.operation import Operation
from ..schemas.directions import unmissed
from ..schemas.document import Document, DocumentError, Node
from ..schemas.shapes import Shape
from ..schemas.values import is_object
from .negotiate import find, is_json
from .validation import MAX_PROBLEMS, closest, said_of

Kind = jsonschema_rs.ValidationErrorKind
_NAME = "has a name that is not admitted"
_DOCUMENT = Path(__file__).parents[3] / "server" / "openapi.json"


def of_package() -> Held | None:
    """What holds answers of this package against its document; None: the package has none."""
    return Held(Document(_DOCUMENT)) if _DOCUMENT.exists() else None


class Held:
    """Answers against a document.

    Args:
        document: The document.
    """

    def __init__(self, document: Document) -> None:
        self._document = document

    def departures(
        self,
        operation: Operation[Any],
        status: int,
        media: str,
        content: bytes,
        item: bool,
        *,
        loose: bool = False,
    ) -> tuple[str, ...]:
        """Where an answer is not what the document says: place and reason, without values.

        Nothing is said of what the document does not describe, or cannot say: types are left. So
        they are where scalars come in other types (`loose`). A new value of an enum that is open
        is none.
        """
        try:
            pointer = self._pointer(operation, status, media, item)
            validator = self._document.validator(pointer) if pointer else None
        except DocumentError:
            return ()
        if validator is None:
            return ()
        try:
            value = json.loads(content)
        except ValueError:  # in a charset of its own: its types were read
            return ()
        if validator.is_valid(value):
            return ()
        places: dict[str, None] = {}
        shape = Shape(self._document, self._document.at(pointer or ""))
        for _, error in zip(range(MAX_PROBLEMS), validator.iter_errors(value), strict=False):
            if not unmissed(self._document, pointer or "", error, "writeOnly"):
                for one in closest(error):
                    if (loose and isinstance(one.kind, Kind.Type)) or _is_new(shape, one):
                        continue
                    named = isinstance(one.kind, Kind.PropertyNames)
                    for tail, said in [((), _NAME)] if named else said_of(self._document, one):
                        places[f"{_place(shape, (*one.instance_path, *tail))}: {said}"] = None
        return tuple(places)

    def _pointer(
        self, operation: Operation[Any], status: int, media: str, item: bool
    ) -> str | None:
        """Where the schema of an answer stands."""
        document = self._document
        _, node = document.operation(operation)
        keys = str(status), f"{status // 100}XX", f"{status // 100}xx", "default"
        responses = (document.step(node, "responses", key) for key in keys)
        response = next((one for one in responses if one is not None), None)
        content = document.step(response, "content") if response else None
        if content is None or not is_object(content.value):
            return None
        known = find(media, tuple(content.value))
        if known is None or not (item or is_json(media)):
            return None
        held = document.step(content, known)
        if held is None or not is_object(held.value):
            return None
        if "schema" in held.value and not item:
            return f"{held.pointer}/schema"
        return _item(document, held) if item else None


def _item(document: Document, content: Node) -> str | None:
    """Where the schema of an item stands: the types of the package read it likewise."""
    for key in ("itemSchema", "schema"):
        schema = document.step(content, key)
        if schema is not None and is_object(schema.value):
            listed = key == "schema" and schema.value.get("type") == "array"
            return f"{schema.pointer}/items" if listed else f"{content.pointer}/{key}"
    return None


def _is_new(shape: Shape, error: jsonschema_rs.ValidationError) -> bool:
    """Whether a value is one that an enum has not yet: it is open where values are received."""
    if not isinstance(error.kind, Kind.Enum):
        return False
    for token in error.instance_path:
        shape = shape.item if isinstance(token, int) else shape.member(token)
    kinds: set[object] = {
        "closed" if schema.get("x-enum") == "closed" else type(value)
        for schema in shape.schemas
        for value in schema.get("enum", ())
        if value is not None
    }
    return kinds == {type(error.instance)}


def _place(shape: Shape, path: tuple[str | int, ...]) -> str:
    """A pointer; `*` for indices, and for keys of maps, which are data."""
    place = ""
    for token in path:
        mapped = (
            not isinstance(token, int)
            and shape.open
            and token not in (*shape.names, *shape.required)
        )
        plain = "*" if isinstance(token, int) or mapped else token
        place += f"/{plain.replace('~', '~0').replace('/', '~1')}"
        shape = shape.item if isinstance(token, int) else shape.member(token)
    return place or "/"
