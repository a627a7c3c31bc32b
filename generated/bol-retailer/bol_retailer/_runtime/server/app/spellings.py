"""Requests that spell values otherwise than documented: taken, counted and told of."""

from __future__ import annotations

import logging
from typing import Any

from ...ground.parts import part
from ...ground.tally import Tally
from ..schemas.document import Document
from ..schemas.spelling import Spelling, is_dropped
from .call import Call
from .parameters import Parameter

log = logging.getLogger(__name__)


class Spellings:
    """Reads what is not valid as what it can only mean (`schemas.spelling`).

    Args:
        document: The document.
        drift: Counts the places that were read so.
    """

    def __init__(self, document: Document, drift: Tally) -> None:
        self._document = document
        self._drift = drift
        unions = part("server.app.unions")
        self.unions: Any = unions.Unions(document, self.tell) if unions else None

    def parameter(self, call: Call, parameter: Parameter, here: dict[str, Any]) -> None:
        """Respell a parameter in the call and among the values of its place."""
        if parameter.schema is None:
            return
        places: list[str] = []
        spelling = Spelling(self._document, texts=True, places=places)
        read = spelling.read if parameter.required else spelling.member
        where = f"{parameter.where} {parameter.key}"
        value = read(parameter.schema, here[parameter.key], where)
        if is_dropped(value):
            del here[parameter.key], call.arguments[parameter.name]
        else:
            here[parameter.key] = call.arguments[parameter.name] = value
        self.tell(call, places)

    def body(self, call: Call, schema: str, value: Any, texts: bool) -> Any:
        """A body with its members respelt."""
        places: list[str] = []
        read = Spelling(self._document, texts, places).read(schema, value, "body")
        self.tell(call, places)
        return read

    def tell(self, call: Call, places: list[str]) -> None:
        """Note and log places that were spelt otherwise."""
        call.spelt += tuple(places)
        for fresh in self._drift.count(call.operation.id, places):
            log.warning("%s", fresh)
