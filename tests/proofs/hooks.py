"""Messages that the vendor sends: what is valid is read, strictly, and says the same again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from generator.runtime.server.app.negotiate import is_json
from generator.runtime.server.schemas.document import METHODS, Node
from tests.proofs.journey import Failure, Line
from tests.proofs.same import differs, dumped, exact, without_null
from tests.proofs.values import Values


def webhooks(line: Line) -> Iterator[tuple[Any, str]]:
    """The webhooks of a package whose payload is JSON, each with the pointer to its schema."""
    root = Node("", line.document.root)
    known = {}
    if "webhooks" in line.document.root:
        known = line.package.part("webhooks").WEBHOOKS
    for name, item in line.document.items(line.document.step(root, "webhooks")):
        for method in METHODS:
            content = line.document.step(item, method, "requestBody", "content")
            for media, held in line.document.items(content):
                if name in known and is_json(media) and "schema" in held.value:
                    yield known[name], f"{held.pointer}/schema"


def received(line: Line, hook: Any, schema: str, values: Values, number: int) -> None:
    """Read a payload.

    Raises:
        Failure: It is refused, or says something else when it is written again.
    """
    value = values.of(schema, "request", min(number, 2))
    value = without_null(value) if line.package.api.omit_null else value
    try:
        read = hook.parse(dumped(value), strict=True)
    except Exception as error:
        told = f"{type(error).__name__}: {error} {getattr(error, 'places', '')}"
        raise Failure("a message is refused", hook.name, told, value) from None
    if hook.type is None:
        return
    adapter = line.package.part("_runtime.ground.adapters").adapter_for(hook.type())
    write = line.package.part("_runtime.wire.scalar").write_json
    again = json.loads(write(adapter.serializer, read), parse_float=Decimal)
    if wrong := differs(exact(value), again, hook.name):
        raise Failure(f"a message is read otherwise: {wrong[0]}", wrong[1], wrong[3], wrong[2])
