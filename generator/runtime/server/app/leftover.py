"""What is wrong with members that `unevaluatedProperties` describes: its error only names them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..schemas.document import Document
from ..schemas.values import read
from .validation import closest, said_of


def said_of_left(document: Document, error: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Places below an error's own, with a message for each; none where members are forbidden."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in error.schema_path)
    pointer = "".join(f"/{step}" for step in steps)
    if read(document.root, pointer) in (None, False):
        return
    validator = document.validator(pointer)
    for name in error.kind.unexpected:
        for inner in validator.iter_errors(error.instance[name]):
            for one in closest(inner):
                for tail, message in said_of(document, one):
                    yield (name[:100], *one.instance_path, *tail), message
