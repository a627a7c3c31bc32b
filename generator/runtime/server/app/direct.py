"""Bodies of JSON that are read straight into arguments, where nothing in them is in doubt.

What a method takes, and what JSON Schema says of it beside its types, make one validator of
pydantic's (`proof.py`). What that takes JSON Schema takes, too, and the arguments are the
same; whatever it does not take, for whichever reason, goes the way that says what is wrong.
"""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter, ValidationError

from ...ground.adapters import BY_WIRE
from ...ground.operation import Operation
from ..schemas.document import Document
from .bodies import Bodies, BodyValue
from .call import Call
from .json_text import read_json
from .proof import Proof, proof_of


class Direct:
    """Reads the bodies of an operation, once there was one of the same Content-Type.

    Args:
        operation: The operation.
        arguments: The `TypedDict` of arguments that are members of its bodies.
    """

    def __init__(self, operation: Operation[Any], arguments: TypeAdapter[Any]) -> None:
        self._body, self._arguments = operation.body, arguments
        self._proofs: dict[str | None, Proof | None] = {}

    def takes(self, call: Call, bodies: Bodies, content_type: str | None, data: bytes) -> bool:
        """Whether a body is certainly valid; its members are then those of the call.

        Raises:
            Malformed: A name stands twice in an object.
        """
        if content_type in self._proofs:
            proof = self._proofs[content_type]
        elif (plain := bodies.plain.get(content_type or "")) is None:
            return False
        else:
            proof = None if bodies.exact else self._proof(bodies.document, plain)
            self._proofs[content_type] = proof
        if proof is None:
            return False
        try:
            found: dict[str, Any] = proof.validator.validate_json(data, **BY_WIRE)
        except ValidationError:
            return False
        if b"\\" in data or data.count(b":") != proof.weigh(found):
            read_json(data)  # texts may have colons in them, or one of two members was taken
        call.members, call.unread = found, data
        return True

    def _proof(self, document: Document, plain: BodyValue) -> Proof | None:
        body = plain.described
        if plain.schema is None or body is None or body is not self._body or body.wrap:
            return None
        return proof_of(document, plain.schema, self._arguments.core_schema)
