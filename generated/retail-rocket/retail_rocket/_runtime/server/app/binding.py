"""A user's implementation: typed arguments in, typed results out.

An implementation is any object. The method of an operation is called with
keywords whose types are those that the generated Protocol names; what the client
did not send is `UNSET`. A method that is not there answers 501.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Annotated, Any, NotRequired, Union, get_args, get_origin, get_type_hints

from pydantic import Field, ValidationError
from typing_extensions import TypedDict

from ...ground.adapters import BY_WIRE, adapter_for, build
from ...ground.operation import Operation
from ...ground.parts import part
from ...ground.unset import UNSET, Unset
from ..schemas.values import is_object
from ..schemas.wire import read_text
from .answers import Refusal, Unimplemented
from .call import Call
from .negotiate import is_json
from .plan import Plan
from .styles import MISSING


class Bound:
    """The operations of an API on a user's object.

    Args:
        implementation: The object whose methods answer.
        methods: Operation id -> name of its method.
        protocol: The generated Protocol, whose annotations say the arguments' types.
    """

    def __init__(
        self, implementation: object, methods: Mapping[str, str], protocol: type | None
    ) -> None:
        self._implementation = implementation
        self._names = methods
        self._protocol = protocol
        self._methods: dict[str, _Method] = {}

    def implements(self, operation: Operation[Any]) -> bool:
        """Whether the object has a method for an operation beside the Protocol's own."""
        name = self._names.get(operation.id, operation.id)
        mine = getattr(type(self._implementation), name, None)
        theirs = getattr(self._protocol, name, None)
        return callable(getattr(self._implementation, name, None)) and mine is not theirs

    async def answer(self, call: Call, plan: Plan) -> Any:
        """What the method returns.

        Raises:
            Refusal: The method refuses; a value does not fit its type; 501, there is none.
        """
        method = self._methods.get(call.operation.id)
        if method is None:
            method = self._methods[call.operation.id] = self._method(call.operation)
            plan.direct = method.direct
        result = method.function(**method.arguments(call))
        return await result if inspect.isawaitable(result) else result

    def _method(self, operation: Operation[Any]) -> _Method:
        name = self._names.get(operation.id, operation.id)
        function = getattr(self._implementation, name, None)
        if not callable(function):
            raise Unimplemented(operation.id)
        declared = getattr(self._protocol, name, None) or function
        try:
            hints = get_type_hints(declared, include_extras=True)
        except NameError as error:
            raise TypeError(f"{name}: {error}: import what it annotates at run time") from error
        return _Method(operation, function, hints)


class _Method:
    """One method: its keywords and the types that their values take."""

    def __init__(
        self, operation: Operation[Any], function: Callable[..., Any], hints: dict[str, Any]
    ) -> None:
        self.function = function
        self._formats = {param.name: param.format for param in operation.params if param.format}
        body = operation.body
        bodies = (body, *body.others) if body else ()
        self._fields = {field.key: field.name for one in bodies for field in one.fields}
        self._has_body = any(not one.fields for one in bodies)
        accepted = inspect.signature(function).parameters.values()
        names = [param.name for param in operation.params]
        names += [*self._fields.values(), *(["body"] if self._has_body else [])]
        if not any(parameter.kind is parameter.VAR_KEYWORD for parameter in accepted):
            names = [name for name in names if name in {parameter.name for parameter in accepted}]
        self._unset = dict.fromkeys(names, UNSET)
        kinds = {
            name: _received(hint)
            for name, hint in hints.items()
            if name != "return" and hint is not Any
        }
        self._texts, self._decimals = part("server.app.texts"), part("wire.decimals")
        plain = () if self._texts or self._decimals else self._fields.values()
        self._adapters = {n: adapter_for(kind) for n, kind in kinds.items() if n not in plain}
        told: Set[str] = self._texts.those(self._adapters) if self._texts else frozenset()
        decimal: Set[str] = self._decimals.those(self._adapters) if self._decimals else frozenset()
        bodily = {"body", *self._fields.values()}
        self._as_json: Set[str] = told & bodily
        """What of a body in JSON means something else to pydantic once it is Python's."""
        params = {param.name for param in operation.params}
        self._as_text: Set[str] = told & params - decimal - self._formats.keys()
        """The same of parameters: a day is no moment."""
        self._exact: Set[str] = decimal & bodily
        """What of a body has decimals in it, perhaps beside other numbers."""
        apart = self._exact | self._as_json
        self._apart = {key: name for key, name in self._fields.items() if name in apart}
        reads = kinds | dict.fromkeys(apart, Any)
        members = {
            name: NotRequired[Annotated[reads.get(name, Any), Field(validation_alias=key)]]
            for key, name in self._fields.items()
        }
        self._members = build(TypedDict("Members", members)) if members else None  # type: ignore[operator]
        """What reads the members of a body that are arguments, all at once."""
        whole = None if self._apart else self._members
        direct = part("server.app.direct") if whole else None
        self.direct = direct.Direct(operation, whole) if direct else None

    def arguments(self, call: Call) -> dict[str, Any]:
        """The keywords of a call.

        Raises:
            Refusal: 400, a value is valid by the document, but not for its Python type.
        """
        members, call.members = call.members, None
        given = dict(call.arguments)
        for name, codes in self._formats.items():
            if isinstance(given.get(name), str):
                given[name] = read_text(codes, given[name])
        body = MISSING if members is not None else call.body
        if is_object(body) and call.files:
            body = {**body, **call.files}
        described = call.described
        if body is not MISSING and self._has_body and not (described and described.fields):
            given["body"], body = body, MISSING
        as_json = self._as_text
        if self._as_json and _is_json(call):
            as_json = as_json | self._as_json
        typed: dict[str, Any] = dict(self._unset)
        place = ""
        try:
            for place, value in given.items():
                typed[place] = self._read(place, value, as_json)
            if self._members is not None and is_object(body):
                body = dict(body)
                for place, name in self._apart.items():
                    if place in body:
                        body[place] = self._read(name, body[place], as_json)
                place = ""
                typed.update(self._members.validator.validate_python(body, **BY_WIRE))
        except ValidationError as error:
            raise _refused("" if place == "body" and self._has_body else place, error) from None
        return {**typed, **(members or {})}

    def _read(self, name: str, value: Any, as_json: Set[str]) -> Any:
        adapter = self._adapters.get(name)
        if name in self._exact:
            value = self._decimals.digits(value)
        elif name in as_json:
            return self._texts.read(adapter, value)
        return value if adapter is None else adapter.validator.validate_python(value, **BY_WIRE)


def _is_json(call: Call) -> bool:
    return is_json(call.request.header("content-type") or "")


def _refused(place: str, error: ValidationError) -> Refusal:
    fields: dict[str, list[str]] = {}
    for problem in error.errors(include_url=False, include_input=False, include_context=False):
        path = ".".join(filter(None, (place, *map(str, problem["loc"]))))
        fields.setdefault(path or "body", []).append(problem["msg"])
    return Refusal(400, fields=fields)


def _received(hint: Any) -> Any:
    """`int | Unset` as `int`, as what was sent is never `UNSET`; a sequence as the list it is."""
    if get_origin(hint) in (Union, types.UnionType):
        kept = tuple(_received(part) for part in get_args(hint) if part is not Unset)
        return Union[kept] if kept else Any  # noqa: UP007
    return list[get_args(hint)] if get_origin(hint) is Sequence else hint  # type: ignore[misc]
