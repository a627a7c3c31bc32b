"""The base of every model."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

from pydantic import BaseModel, ConfigDict

from .adapters import with_room


class Model(BaseModel):
    """A value of the API.

    Members that the document does not know are kept. What the other side sent, or
    a caller set, is in `model_fields_set`: so omitted and null stay different.
    Validators are built when a model is first used, not at import.
    """

    model_config = ConfigDict(
        defer_build=True,
        extra="allow",
        populate_by_name=True,
        protected_namespaces=(),
    )

    @classmethod
    def model_rebuild(cls, **options: Any) -> bool | None:
        """As pydantic does it; it asks for this when a model is first used, too."""
        above = options.pop("_parent_namespace_depth", 2) - 1
        frame = sys._getframe(above)  # pyright: ignore[reportPrivateUsage]
        options.setdefault("_types_namespace", frame.f_locals)
        return with_room(partial(super().model_rebuild, **options))

    def _repr_html_(self) -> str:
        """As Jupyter shows it: the members that came, as a table."""
        from .html import table_of_members

        return table_of_members(self)
