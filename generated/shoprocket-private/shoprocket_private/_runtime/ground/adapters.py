"""pydantic adapters, made once for each type and kept.

Models are built on first use (`defer_build`). pydantic does not promise that
two threads may do so at once, so all building happens here, under one lock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from threading import Lock, local
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, TypeAdapter
from pydantic_core import SchemaSerializer

from .parts import part

T = TypeVar("T")
_lock = Lock()
_here = local()  # `building`: whether this thread is at it, as one thing asks for another
_kept: dict[Any, TypeAdapter[Any]] = {}

WIRE: dict[str, Any] = {"wire": True}
"""Context of what is read from the wire, for validators that call others."""
BY_WIRE: dict[str, Any] = {"by_alias": True, "by_name": False, "context": WIRE}
"""How values from the wire are validated: Python's names of members are for callers alone, as
another member, known or not, may be called so on the wire."""


def adapter_for(kind: Any) -> TypeAdapter[Any]:
    """The adapter of a type, fully built."""
    try:
        found = _kept.get(kind)
    except TypeError:  # Annotated with something that has no hash: build it each time.
        return build(kind)
    if found is None:
        found = _kept[kind] = build(kind)
    return found


def build(kind: Any) -> TypeAdapter[Any]:
    """An adapter that is not kept."""
    return with_room(partial(_built, kind))


def with_room(work: Callable[[], T]) -> T:
    """Do what builds; where the stack is too short for it, again on a long one."""
    if getattr(_here, "building", False):
        return work()
    with _lock:
        _here.building = True
        try:
            return work()
        except RecursionError:
            if (deep := part("ground.deep")) is None:
                raise
            done: T = deep.with_long_stack(work, _here)
            return done
        finally:
            _here.building = False


def _built(kind: Any) -> TypeAdapter[Any]:
    if is_model(kind) and not kind.__pydantic_complete__:
        kind.model_rebuild()
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    if not adapter.pydantic_complete:
        adapter.rebuild()
    # JSON that tells a number that is none (`NaN`) from null: the type's own has null for both.
    # A caller's own pydantic model within it still writes its numbers as it says itself.
    adapter.serializer = SchemaSerializer(adapter.core_schema, {"ser_json_inf_nan": "constants"})
    return adapter


def bare(kind: Any) -> Any:
    """A type without its annotations and alias names."""
    return stripped(kind)[0]


def stripped(kind: Any) -> tuple[Any, list[Any]]:
    """A type without its annotations and alias names, and those annotations."""
    found: list[Any] = []
    while True:
        if get_origin(kind) is Annotated:
            kind, *marks = get_args(kind)
            found += marks
        elif hasattr(kind, "__value__"):
            kind = kind.__value__
        else:
            return kind, found


def is_model(kind: Any) -> bool:
    """Whether a type is a model class."""
    return isinstance(kind, type) and issubclass(kind, BaseModel)


@cache
def wires(model: type[BaseModel]) -> dict[str, str]:
    """Wire name -> attribute of a model class."""
    fields = model.model_fields.items()
    return {info.serialization_alias or info.alias or name: name for name, info in fields}


def members_of(model: BaseModel) -> dict[str, Any]:
    """The members of a model that were set, by wire name; what is in them stays as it is."""
    names = wires(type(model)).items()
    found = {wire: getattr(model, name) for wire, name in names if name in model.model_fields_set}
    return found | (model.model_extra or {})  # in no set where a model was made unchecked


def told(kind: Any, members: Mapping[str, Any]) -> Any:
    """The class that members are of: that of their kind, where the document tells kinds apart."""
    return kind.__kind__(members) if hasattr(kind, "__kind__") else kind


def construct(kind: Any, members: Mapping[str, Any]) -> Any:
    """A model of exactly these wire members, unchecked; a dict when `kind` is no model.

    The vendor judges the values, not this client: what it accepts changes
    without notice, and a limit checked in two places is wrong in one of them.
    """
    if is_model(kind) and not kind.__pydantic_root_model__:
        kind = told(kind, members)
        adapter_for(kind)
        further = dict(members)
        given = {name: further.pop(wire) for wire, name in wires(kind).items() if wire in further}
        made: BaseModel = kind.model_construct(set(given))
        held = vars(made) | given
        in_order = {name: held[name] for name in (*kind.model_fields, *held) if name in held}
        object.__setattr__(made, "__dict__", in_order)
        if made.model_extra is not None:
            made.model_extra.update(further)
        return made
    return dict(members)
