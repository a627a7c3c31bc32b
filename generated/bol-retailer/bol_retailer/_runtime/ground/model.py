"""The base of every model."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


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

    def _repr_html_(self) -> str:
        """As Jupyter shows it: the members that came, as a table."""
        from .html import table_of_members

        return table_of_members(self)
