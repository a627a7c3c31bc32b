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
from .bodies import Bodies
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
        body = operation.body
        self._body = None if body is None or body.wrap else body
        """Only of such bodies the arguments are members themselves."""
        self._arguments = arguments.core_schema
        self._proofs: dict[str | None, Proof | None] = {}

    def takes(self, call: Call, bodies: Bodies, content_type: str | None, data: bytes) -> bool:
        """Whether a body is certainly valid; its members are then those of the call.

        Raises:
            Malformed: A name stands twice in an object.
        """
        proof = self._proofs.get(content_type)
        if proof is None and (proof := self._proof(content_type, bodies)) is None:
            return False
        try:
            found: dict[str, Any] = proof.validator.validate_json(data, **BY_WIRE)
        except ValidationError:
            return False
        if b"\\" in data or data.count(b":") != proof.weigh(found):
            read_json(data)  # texts may have colons in them, or one of two members was taken
        call.members, call.unread = found, data
        return True

    def _proof(self, content_type: str | None, bodies: Bodies) -> Proof | None:
        """What reads bodies of a Content-Type; None: nothing does, perhaps not yet."""
        plain = bodies.plain.get(content_type)
        if plain is None or content_type in self._proofs:
            return None
        proof = None
        if plain.schema and plain.described is self._body and not bodies.exact:
            proof = proof_of(bodies.document, plain.schema, self._arguments)
        self._proofs[content_type] = proof
        return proof
