"""Kinds of objects that one of their members tells apart (OpenAPI 3.1, section 4.8.25)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic_core import CoreSchema, core_schema

from .adapters import BY_WIRE, WIRE, adapter_for
from .model import Model
from .shape import is_dict

_UNTOLD = "\0"


class Kinds:
    """Annotates a union with how its members are told apart.

    A value without the property is what it fits; one of an unknown kind fits none.

    Args:
        name: The property that says the kind, as it is called on the wire.
        values: For each member of the union, what the property may say.
        open: Whether a value of another kind is what it fits, too.
    """

    __slots__ = ("name", "open", "values")

    def __init__(self, name: str, *values: tuple[str, ...], open: bool = False) -> None:
        self.name = name
        self.values = values
        self.open = open

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        made: Any = handler(source)
        members: list[Any] = [o[0] if isinstance(o, tuple) else o for o in made["choices"]]
        choices: dict[Any, Any] = {
            value: member
            for member, values in zip(members, self.values, strict=True)
            for value in values
        }
        return core_schema.tagged_union_schema(
            {**choices, _UNTOLD: made},
            self._told,
            custom_error_type="unknown_kind",
            custom_error_message=f"{self.name} says no kind that the document knows",
        )

    def _told(self, value: Any) -> Any:
        said = value.get(self.name) if is_dict(value) else _member(value, self.name)
        if said is None or (self.open and not any(said in known for known in self.values)):
            return _UNTOLD
        return said

    def among(self, members: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
        """Those of the union's members that a value may be by its word; none: an unknown kind."""
        said = self._told(data)
        if said is _UNTOLD:
            return members
        return tuple(
            member for member, values in zip(members, self.values, strict=True) if said in values
        )

    def __repr__(self) -> str:
        return f"Kinds({self.name!r}, {', '.join(map(repr, self.values))}, open={self.open})"


def _member(value: Any, wire: str) -> Any:
    if not isinstance(value, Model):
        return None
    fields = type(value).model_fields.items()
    return getattr(value, next((n for n, f in fields if (f.alias or n) == wire), wire), None)


class _Own(dict[str, Any]):
    """The arguments of a constructor: they are of the very class that was called."""


class ModelOfKinds(Model):
    """A value whose kind is told by one of its members, and read as the class of that kind.

    A value of a kind that the document does not know is of this class itself.
    """

    __kinds__: ClassVar[tuple[str, Mapping[str, str]]] = ("", {})
    """The member's name on the wire; what it says → the name of the class."""

    def __init__(self, /, **data: Any) -> None:
        self.__pydantic_validator__.validate_python(_Own(data), self_instance=self)

    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        made: CoreSchema = handler(source)
        whole: dict[str, Any] = handler.resolve_ref_schema(made)
        if "__kinds__" in cls.__dict__ and whole["type"] == "model":
            # All places that refer to the class share its schema: so it is changed itself.
            plain: Any = {key: value for key, value in whole.items() if key != "ref"}
            written = core_schema.wrap_serializer_function_ser_schema(
                cls._write, info_arg=True, schema=plain
            )
            chosen: Any = core_schema.with_info_wrap_validator_function(
                cls._read, plain, ref=whole.get("ref"), serialization=written
            )
            whole.clear()
            whole.update(chosen)
        return made

    @classmethod
    def __kind__(cls, data: Mapping[Any, Any]) -> type[Model]:
        """The class of decoded JSON."""
        own: dict[str, Any] = dict(vars(cls))
        name, kinds = own.get("__kinds__", ModelOfKinds.__kinds__)
        said = data.get(name)
        found = kinds.get(said) if isinstance(said, str) else None
        package = cls.__module__.rpartition(".")[0]
        return getattr(sys.modules[package], found) if found else cls

    @classmethod
    def _read(cls, value: Any, read: Any, info: Any) -> Any:
        kind = cls.__kind__(value) if is_dict(value) and not isinstance(value, _Own) else cls
        if kind is cls:
            return read(value)
        named = BY_WIRE if info.context is WIRE else {}
        return adapter_for(kind).validator.validate_python(value, **named)

    @classmethod
    def _write(cls, value: Any, write: Any, info: Any) -> Any:
        if type(value) is cls or not isinstance(value, cls):
            return write(value)
        return adapter_for(type(value)).serializer.to_python(
            value,
            mode=info.mode,
            by_alias=bool(info.by_alias),
            exclude_unset=info.exclude_unset,
            exclude_none=info.exclude_none,
            context=info.context,
            warnings=False,
        )
