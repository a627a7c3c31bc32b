"""What a caller gives for a model: the model, or a dict of its members.

A dict may have the members by the names that they have in Python or on the wire, down to
the last of them. Its values are the vendor's to judge, as those of a model's are; what is
neither a model nor a dict is a mistake that is told before anything is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from ..ground.adapters import adapter_for, bare, construct, is_model, stripped, told, wires
from ..ground.errors import UsageError
from ..ground.kinds import Kinds
from ..ground.shape import is_dict, is_list, is_mapping, is_tuple
from ..ground.unset import UNSET

_PLAIN = frozenset({str, int, float, bool, bytes, Any, object})
_SCALARS = frozenset({str, int, float, bool})  # no null, which may be left out of a model


def read(kind: Any, value: Any, place: str) -> Any:
    """A value of a type, with models where it had dicts for them.

    Args:
        kind: The type that is wanted.
        value: What was given for it.
        place: What messages call it, such as `order.items.0`.

    Raises:
        UsageError: Where a model is wanted there is neither one nor a dict, or a dict has a
            member by both of its names.
    """
    if kind in _PLAIN or value is None or value is UNSET or isinstance(value, BaseModel):
        return value
    kind, marks = stripped(kind)
    if is_model(kind):
        if kind.__pydantic_root_model__:
            return value
        if is_mapping(value):
            return _made(kind, value, place)
        raise _neither([kind], value, place)
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        by = next((mark for mark in marks if isinstance(mark, Kinds)), None)
        return _of_union([one for one in args if one is not NoneType], by, value, place)
    if (is_list(value) or is_tuple(value)) and args:
        if origin is tuple and args[-1] is not Ellipsis:
            pairs = zip(args, value, strict=False)
            return [read(inner, one, f"{place}.{n}") for n, (inner, one) in enumerate(pairs)]
        if origin is not dict and args[0] not in _PLAIN:
            kinds: list[Any] = list(map(type, value))
            if kinds and kinds.count(kinds[0]) == len(kinds) and is_model(kinds[0]):
                return value  # long lists, mostly: nothing to look for
            model = bare(args[0])
            simple = _simple(model) if is_model(model) else frozenset[str]()
            return [
                one if _is_wire(one, simple) else read(args[0], one, f"{place}.{n}")
                for n, one in enumerate(value)
            ]
    if origin is dict and is_mapping(value) and args[1] not in _PLAIN:
        return {key: read(args[1], one, f"{place}.{key}") for key, one in value.items()}
    return value


def members(kind: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """Members of a model that are arguments of their own, by wire name; see `read`."""
    found = dict(given)
    if _has_members(kind):
        adapter_for(kind)  # builds it, so that its fields are known
        known = wires(kind)
        for wire, value in given.items():
            if wire in known:
                name = known[wire]
                found[wire] = read(_annotation(kind, name), value, name)
    return found


def _made(kind: type[BaseModel], value: Mapping[Any, Any], place: str) -> Any:
    adapter_for(kind)
    if _is_wire(value, _simple(kind)):
        return value
    given = _by_wire(kind, value, place)
    chosen = told(kind, given)
    if chosen is not kind:
        adapter_for(chosen)
        given = _by_wire(chosen, value, place)
    types = _types(chosen)
    found = {
        wire: read(types[wire], one, f"{place}.{wire}") if wire in types else one
        for wire, one in given.items()
    }
    return construct(chosen, found)


def _is_wire(value: Any, simple: frozenset[str]) -> bool:
    """Whether a dict's JSON is that of its model: by wire names, and nothing to be spelt."""
    return (
        is_dict(value) and value.keys() <= simple and _SCALARS.issuperset(map(type, value.values()))
    )


@cache
def _types(kind: type[BaseModel]) -> dict[str, Any]:
    """The types of a model's members that may have models in them, by wire name."""
    every = {wire: _annotation(kind, name) for wire, name in wires(kind).items()}
    return {wire: type_ for wire, type_ in every.items() if _has_model(type_)}


def _has_model(type_: Any) -> bool:
    type_ = bare(type_)
    if type_ in _PLAIN or (isinstance(type_, type) and not get_args(type_)):
        return is_model(type_)
    inner = get_args(type_)
    return not inner or any(map(_has_model, inner))


@cache
def _simple(kind: type[BaseModel]) -> frozenset[str]:
    """Wire names of the members without a model in them; none where kinds are told apart."""
    if kind.__pydantic_root_model__:
        return frozenset()
    adapter_for(kind)  # builds it, so that its fields are known
    if hasattr(kind, "__kind__"):
        return frozenset()
    return frozenset(wires(kind).keys() - _types(kind).keys())


def _by_wire(kind: type[BaseModel], value: Mapping[Any, Any], place: str) -> dict[str, Any]:
    """A dict's members by the names that they have on the wire."""
    known = wires(kind)
    spelt = {name: wire for wire, name in known.items()}
    found: dict[str, Any] = {}
    for key, one in value.items():
        wire = str(key) if key in known else spelt.get(key, str(key))
        if one is not UNSET:
            if wire in found:
                raise UsageError(f"{place} has {wire} twice: as {known[wire]}, too")
            found[wire] = one
    return found


def _annotation(kind: type[BaseModel], name: str) -> Any:
    """A member's type, with what tells its kinds apart."""
    info = kind.model_fields[name]
    said = next((one for one in info.metadata if isinstance(one, Kinds)), None)
    return Annotated[info.annotation, said] if said is not None else info.annotation


def _of_union(kinds: list[Any], by: Kinds | None, value: Any, place: str) -> Any:
    """A value of the member of a union that it is for."""
    models = [bare(kind) for kind in kinds if _has_members(bare(kind))]
    others = [kind for kind in kinds if not _has_members(bare(kind))]
    if is_mapping(value) and models:
        chosen = _chosen(models, by, value, place)
        if chosen is not None:
            return _made(chosen, value, place)
    fitting = next((kind for kind in others if _holds(bare(kind), value)), None)
    if fitting is not None:
        return read(fitting, value, place)
    if models and not others:
        raise _neither(models, value, place)
    return value


def _has_members(kind: Any) -> bool:
    return is_model(kind) and not kind.__pydantic_root_model__


def _holds(kind: Any, value: Any) -> bool:
    """Whether a type is a container of the kind that a value is."""
    origin = get_origin(kind) or kind
    if origin in (Union, UnionType):
        return any(_holds(bare(one), value) or is_model(bare(one)) for one in get_args(kind))
    if is_mapping(value):
        return origin is dict
    return origin in (list, tuple) and (is_list(value) or is_tuple(value))


def _chosen(
    models: list[Any], by: Kinds | None, value: Mapping[Any, Any], place: str
) -> type[BaseModel] | None:
    """The model that a dict is for: of its kind, else the one that knows most of its members."""
    best: tuple[bool, int, int] | None = None
    chosen: type[BaseModel] | None = None
    for index, model in enumerate(models):
        adapter_for(model)
        known, given = wires(model), _by_wire(model, value, place)
        said = given.get(by.name) if by is not None else None
        if by is not None and said is not None and index < len(by.values):
            if said in by.values[index]:
                return model  # type: ignore[no-any-return]
            continue
        needed = {wire for wire, name in known.items() if model.model_fields[name].is_required()}
        score = needed <= given.keys(), len(given.keys() & known.keys()), -len(known)
        if best is None or score > best:
            best, chosen = score, model
    return chosen


def _neither(models: list[Any], value: Any, place: str) -> UsageError:
    wanted = " or ".join(dict.fromkeys(model.__name__ for model in models))
    if is_mapping(value):
        return UsageError(f"{place} is a dict of no known kind: neither {wanted}")
    return UsageError(f"{place} is neither {wanted} nor a dict, but {type(value).__name__}")
