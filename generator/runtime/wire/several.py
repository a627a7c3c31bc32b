"""A request body in one of several media types: which of them a call's arguments mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from ..ground.errors import UsageError
from ..ground.unset import UNSET
from .body import BodyWriter, is_text
from .upload import is_file


def chosen_of(first: BodyWriter, args: Mapping[str, Any], media: str | None) -> BodyWriter:
    """The writer that is meant: of the media type asked for, else of what was given.

    The first that takes all that was given is meant, in the document's order of preference;
    of bodies that are one argument, the one whose type the value has.

    Raises:
        UsageError: no media type takes these arguments together.
    """
    every = (first, *first.others)
    if media is not None:
        return next((one for one in every if one.takes(media)), first)
    names = [_names(one) for one in every]
    given = {name for name in set[str]().union(*names) if args.get(name, UNSET) is not UNSET}
    fitting = [one for one, known in zip(every, names, strict=True) if given <= known]
    if not fitting:
        known = "; ".join(
            f"{one.body.media[0]} takes {', '.join(sorted(of))}"
            for one, of in zip(every, names, strict=True)
        )
        raise UsageError(f"no media type takes {', '.join(sorted(given))} together: {known}")
    whole = args.get("body", UNSET)
    if whole is not UNSET:
        return next((one for one in fitting if _is_for(one, whole)), fitting[0])
    return fitting[0]


def _names(writer: BodyWriter) -> set[str]:
    return {field.name for field in writer.body.fields} or {"body"}


def _is_for(writer: BodyWriter, value: Any) -> bool:
    """Whether a body that is one argument is of the kind that a writer writes."""
    kind = writer.kind
    if kind is None:
        text = isinstance(value, str)
        return is_text(writer.body.media[0]) if text else is_file(value)
    if isinstance(kind, type) and isinstance(value, BaseModel):
        return isinstance(value, kind)
    return kind is str if isinstance(value, str) else not is_file(value)
