"""The second, tolerant reading of a response that the first refused.

Keeps all that is there: members that fit become what the document says, and so do
those that can only mean one thing (a number for a text, an empty list for an empty
object); others stay as they were received, and those that are missing read None
(`model_fields_set` tells). Every such place is noted, without its value.
"""

from __future__ import annotations

from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import to_json

from ..ground.adapters import BY_WIRE, adapter_for, bare, construct, is_model, stripped, told, wires
from ..ground.shape import is_dict, is_list

_JSON: dict[Any, str] = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    NoneType: "null",
}
_DEEPEST = 200
_NONE: Any = object()


class Taken(str):
    """A note that something was taken for what it can only mean: "5" for 5."""

    __slots__ = ()


def tolerant(kind: Any, data: Any, places: list[str], where: str = "", depth: int = 0) -> Any:
    """Read decoded JSON as `kind` as far as it goes.

    Args:
        kind: a type.
        data: decoded JSON.
        places: takes a note for each place that does not fit.
        where: JSON pointer of `data`, with `*` for indices.
        depth: how deep the reading is; beyond 200 levels data stays as received.
    """
    validator, value = adapter_for(kind).validator, _NONE
    try:
        value = validator.validate_python(data, **BY_WIRE)
        validator.validate_json(to_json(data), strict=True, **BY_WIRE)
        return value
    except (ValidationError, RecursionError) as error:
        failure = error
    except ValueError:  # half of a surrogate pair
        return value
    kind, marks = stripped(kind)
    origin, args = get_origin(kind), get_args(kind)
    if depth < _DEEPEST:
        if origin in (Union, UnionType):
            for mark in marks:
                if hasattr(mark, "among"):  # Kinds: the word that says the kind counts
                    args = mark.among(args, data)
            return _union(args, data, places, where, depth)
        if is_model(kind) and kind.__pydantic_root_model__:
            return kind.model_construct(
                tolerant(_of(kind.model_fields["root"]), data, places, where, depth + 1)
            )
        if is_model(kind) and is_dict(data):
            return _model(told(kind, data), data, places, where, depth)
        if is_model(kind) and data == [] and where:
            # What PHP makes of an object without members.
            places.append(f"{where}: empty array, not object")
            return _model(kind, {}, places, where, depth)
        if origin is tuple and args[-1:] != (...,) and is_list(data):
            if len(args) != len(data):
                places.append(f"{where or '/'}: {len(data)} items, not {len(args)}")
            kinds = (*args, *[Any] * len(data))
            return [
                tolerant(inner, item, places, f"{where}/*", depth + 1)
                for inner, item in zip(kinds, data, strict=False)
            ]
        if origin in (list, set, frozenset, tuple) and is_list(data):
            inner = args[0] if args else Any
            return [tolerant(inner, item, places, f"{where}/*", depth + 1) for item in data]
        if origin is dict and is_dict(data):
            return {
                key: tolerant(args[1], item, places, f"{where}/*", depth + 1)
                for key, item in data.items()
            }
        if origin is dict and is_list(data) and (keyed := _keyed(data)):
            places.append(f"{where or '/'}: array of things, not a map of them")
            return {
                key: tolerant(args[1], item, places, f"{where}/*", depth + 1)
                for key, item in keyed.items()
            }
    if value is not _NONE:  # something else was taken for it: "5" for 5
        if not (kind is int and type(data) is float):  # 5.0 is an integer in JSON
            places.append(Taken(f"{where or '/'}: {_wanted(failure)}, not {json_type(data)}"))
        return value
    places.append(f"{where or '/'}: {_wanted(failure)}, not {json_type(data)}")
    return _meant(kind, origin, data) if depth else data


def json_type(data: Any) -> str:
    """The JSON name of a decoded value's type."""
    return _JSON.get(type(data), "number")


def _meant(kind: Any, origin: Any, data: Any) -> Any:
    """What a value of another type can only mean, or the value.

    A number stands for its text, and what is empty is so as a list and as an object.
    """
    if kind is str and type(data) in (int, float):
        return str(data)
    if is_list(data) and not data and dict in (kind, origin):
        return {}
    return [] if origin is list and is_dict(data) and not data else data


def _keyed(listed: list[Any]) -> dict[str, Any] | None:
    """A list of things as a map of them by what names each; None: nothing does."""
    for name in ("code", "id", "name"):
        keys = [item.get(name) if is_dict(item) else None for item in listed]
        if all(isinstance(key, str | int) for key in keys) and len({*keys}) == len(keys):
            return {str(key): item for key, item in zip(keys, listed, strict=True)}
    return None


def _model(
    kind: type[BaseModel], data: dict[str, Any], places: list[str], where: str, depth: int
) -> BaseModel:
    adapter_for(kind)  # builds it, so that its fields are known
    members: dict[str, Any] = {}
    absent: list[str] = []
    for wire, name in wires(kind).items():
        info = kind.model_fields[name]
        if wire in data:
            place = f"{where}/{wire}"
            notes: list[str] = []
            members[wire] = tolerant(_of(info), data[wire], notes, place, depth + 1)
            if data[wire] is None and notes and not info.is_required() and info.default is not None:
                # As good as absent, for a member that may be.
                members[wire] = info.get_default(call_default_factory=True, validated_data={})
                notes = []
            places += notes
        elif info.is_required():
            absent.append(name)
            places.append(f"{where}/{wire}: missing")
    if kind.model_config.get("extra") == "allow":
        for key in data.keys() - members.keys():
            members[key] = tolerant(_further(kind), data[key], places, f"{where}/*", depth + 1)
    model: BaseModel = construct(kind, members)
    model.model_fields_set.update(model.model_extra or ())
    for name in absent:
        vars(model)[name] = None
    return model


@cache
def _further(kind: type[BaseModel]) -> Any:
    """The type of members that a model does not name."""
    try:
        hint = get_type_hints(kind, include_extras=True).get("__pydantic_extra__")
    except NameError:  # a class of a function's own
        return Any
    return get_args(hint)[1] if get_origin(hint) is dict else Any


def _of(info: FieldInfo) -> Any:
    """A field's type with its constraints and discriminator."""
    kind: Any = info.annotation
    if info.discriminator:
        from pydantic import Field

        kind = Annotated[kind, Field(discriminator=info.discriminator)]
    for extra in info.metadata:
        kind = Annotated[kind, extra]
    return kind


def _union(args: tuple[Any, ...], data: Any, places: list[str], where: str, depth: int) -> Any:
    """The member with the fewest misfits, of those whose constants agree with the data.

    A discriminator's values are such constants, so an object of a kind that the
    document does not know stays as it was received.
    """
    kinds = [kind for kind in args if kind is not NoneType]
    if is_dict(data) and len(kinds) > 1:
        kinds = [kind for kind in kinds if _agrees(bare(kind), data)]
    best: tuple[int, list[str], Any] | None = None
    for kind in kinds:
        notes: list[str] = []
        value = tolerant(kind, data, notes, where, depth + 1)
        # A member that kept nothing says less than one that kept something.
        score = len(notes) + (1000 if value is data else 0)
        if best is None or score < best[0]:
            best = score, notes, value
    if best is None:
        places.append(f"{where or '/'}: of no known kind")
        return data
    places.extend(best[1])
    return best[2]


def _agrees(kind: Any, data: dict[Any, Any]) -> bool:
    """Whether data has the constants (`Literal`) that a model's members must have."""
    if not is_model(kind):
        return True
    for wire, name in wires(kind).items():
        annotation = bare(kind.model_fields[name].annotation)
        literal = wire in data and get_origin(annotation) is Literal
        if literal and data[wire] not in get_args(annotation):
            return False
    return True


def _wanted(failure: Exception) -> str:
    """What was wanted, from pydantic's error type: never the value that came."""
    if not isinstance(failure, ValidationError):
        return "nested too deep"
    kind = failure.errors(include_url=False, include_context=False, include_input=False)[0]["type"]
    return f"not valid ({kind})"
