"""Bodies of JSON that are read straight into arguments, where nothing in them is in doubt.

What a method takes, and what JSON Schema says of it beside its types, make one validator of
pydantic's. What that takes is what JSON Schema takes, and gives the same arguments; whatever it
does not take, for whichever reason, goes the way that says what is wrong. Where pydantic has
no words for what a schema says, it asks JSON Schema.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any
from urllib.parse import unquote

from pydantic import ValidationError
from pydantic_core import CoreSchema, SchemaError, SchemaValidator, core_schema

from ...ground.adapters import BY_WIRE
from ...ground.operation import Operation
from ..schemas.document import Document
from ..schemas.values import is_array, is_object, read
from .bodies import Bodies, BodyValue
from .call import Call
from .json_text import read_json

Weigh = Callable[[Any], int]
"""How many colons the JSON of a value has at least: one for each member that was read."""

_SAYS_NOTHING = frozenset(
    {"$comment", "title", "description", "default", "deprecated", "readOnly", "writeOnly"}
    | {"example", "examples", "externalDocs", "xml"}
)
_BOUNDS = {"minimum": "ge", "maximum": "le", "exclusiveMinimum": "gt", "exclusiveMaximum": "lt"}
_LENGTHS = {"minLength": "min_length", "maxLength": "max_length"}
_COUNTS = {"minItems": "min_length", "maxItems": "max_length"}
_LARGEST = 2**53  # to here an integer is the same as a float
_DEEPEST = 32
_NOBODY = core_schema.str_schema(min_length=1, max_length=0)
_set_of = attrgetter("__pydantic_fields_set__")


class Doubt(Exception):
    """A schema says what this module has no words of pydantic's for."""


class Shortcuts:
    """Reads the bodies of an operation, once there was one of the same Content-Type.

    Args:
        operation: The operation.
        arguments: Core schema of the `TypedDict` of arguments that are members of its bodies.
    """

    def __init__(self, operation: Operation[Any], arguments: CoreSchema) -> None:
        self._body, self._arguments = operation.body, arguments
        self._known: dict[str | None, Direct | None] = {}

    def takes(self, call: Call, bodies: Bodies, content_type: str | None, data: bytes) -> bool:
        """Whether a body is valid, and now is members of the call.

        Raises:
            Malformed: A name stands twice in an object.
        """
        if content_type not in self._known:
            plain = bodies.plain(content_type)
            if plain is None:
                return False
            self._known[content_type] = self._direct(bodies.document, plain)
        direct = self._known[content_type]
        members = None if direct is None else direct.read(data)
        if members is None:
            return False
        call.members, call.unread = members, data
        return True

    def _direct(self, document: Document, plain: BodyValue) -> Direct | None:
        body = plain.described
        if plain.schema is None or body is not self._body or body is None or body.wrap:
            return None
        try:
            return Direct(document, plain.schema, self._arguments)
        except (Doubt, SchemaError):
            return None


class Direct:
    """Reads bodies of one schema.

    Args:
        document: The document.
        pointer: The schema of the bodies.
        arguments: See `Shortcuts`.

    Raises:
        Doubt: They are no plain objects.
    """

    def __init__(self, document: Document, pointer: str, arguments: CoreSchema) -> None:
        self._document = document
        self._shared: dict[str, Any] = {}
        self._depth = 0
        if b'"$id"' in document.text:
            raise Doubt
        made, self._weigh = self._proved(arguments, pointer)
        shared = [*self._shared.values()]
        self._validator = SchemaValidator(
            core_schema.definitions_schema(made, shared) if shared else made
        )

    def read(self, data: bytes) -> dict[str, Any] | None:
        """The arguments in a body; None: it needs a closer look.

        Raises:
            Malformed: A name stands twice in an object.
        """
        try:
            found: dict[str, Any] = self._validator.validate_json(data, **BY_WIRE)
        except ValidationError:
            return None
        if data.count(b":") != self._weigh(found):
            read_json(data)  # A text has colons in it, or of two members the last was taken.
        return found

    def _made(self, core: Any, pointer: str) -> tuple[Any, Weigh]:
        """A type that holds what its schema says, too: by itself, or as it asks."""
        self._depth += 1
        try:
            if self._depth < _DEEPEST:
                return self._proved(core, pointer)
        except Doubt:
            pass
        finally:
            self._depth -= 1
        return self._asking(core, pointer), _nothing

    def _asking(self, core: Any, pointer: str) -> CoreSchema:
        is_valid = self._document.validator(pointer).is_valid

        def fitting(value: Any) -> Any:
            if is_valid(value):
                return value
            raise ValueError

        return core_schema.no_info_before_validator_function(fitting, core)

    def _proved(self, core: Any, pointer: str) -> tuple[Any, Weigh]:
        """The same by itself alone; raises Doubt."""
        core = self._met(core)
        pointer, said = self._said(pointer)
        types = said.pop("type", None)
        types = types if is_array(types) else [types]
        null = "null" in types and said.keys().isdisjoint(("enum", "const"))
        others = [one for one in types if one != "null"]
        if len(others) != 1:
            raise Doubt
        if core["type"] != "nullable":
            return self._typed(core, others[0], said, pointer)
        made, weigh = self._typed(self._met(core["schema"]), others[0], said, pointer)
        if not null:
            return made, weigh
        return core_schema.nullable_schema(made), lambda v: 0 if v is None else weigh(v)

    def _met(self, core: Any) -> Any:
        """A type itself, where it stands elsewhere."""
        if core["type"] == "definitions":
            self._shared |= {one["ref"]: one for one in core["definitions"]}
            return self._met(core["schema"])
        return self._met(self._shared[core["schema_ref"]]) if "schema_ref" in core else core

    def _said(self, pointer: str) -> tuple[str, dict[str, Any]]:
        """Place and keywords of a schema, references followed."""
        for _ in range(_DEEPEST):
            stated = read(self._document.judged, pointer)
            if not is_object(stated):
                break
            said = {
                key: value
                for key, value in stated.items()
                if key not in _SAYS_NOTHING and not key.startswith("x-")
            }
            if "$ref" not in said:
                return pointer, said
            if len(said) > 1 or not said["$ref"].startswith("#/"):
                break
            pointer = unquote(said["$ref"][1:])
        raise Doubt

    def _typed(self, core: Any, type_: str | None, said: Any, pointer: str) -> tuple[Any, Weigh]:
        match core["type"], type_:
            case "typed-dict" | "model", "object":
                return self._object(core, said, pointer)
            case "list", "array":
                return self._array(core, said, pointer)
            case "datetime", "string" if said == {"format": "date-time"}:
                return self._asking(core, pointer), _two
            case "literal" | "union" | "str", "string" | None if "enum" in said:
                return _choice(core, said), _nothing
            case "str", "string":
                return core_schema.str_schema(strict=True, **_as(_LENGTHS, said)), _nothing
            case "int", "integer":
                return core_schema.int_schema(strict=True, **_as(_BOUNDS, said)), _nothing
            case "union", "number":
                return _number(core, said), _nothing
            case "bool", "boolean" if not said:
                return core_schema.bool_schema(strict=True), _nothing
            case _:
                raise Doubt

    def _array(self, core: Any, said: Any, pointer: str) -> tuple[Any, Weigh]:
        if "items" not in said or "items_schema" not in core:
            raise Doubt
        del said["items"]
        items, weigh = self._made(core["items_schema"], f"{pointer}/items")
        made = core_schema.list_schema(items, strict=True, **_as(_COUNTS, said))
        if weigh is _nothing:
            return made, _nothing
        if weigh is _members:
            return made, lambda values: sum(map(len, map(_set_of, values)))
        return made, lambda values: sum(map(weigh, values))

    def _object(self, core: Any, said: Any, pointer: str) -> tuple[Any, Weigh]:
        """What no member is for is refused, so that `additionalProperties` says nothing."""
        properties, required = said.pop("properties", {}), said.pop("required", ())
        said.pop("additionalProperties", None)
        inner = core["schema"] if core["type"] == "model" else core
        if said or inner["type"] not in ("typed-dict", "model-fields"):
            raise Doubt
        fields: dict[str, Any] = {}
        weighs: dict[str, Weigh] = {}
        for name, field in inner["fields"].items():
            key = field.get("validation_alias", name)
            if key not in properties:
                if inner is core:
                    continue  # an argument that other bodies have
                raise Doubt
            place = f"{pointer}/properties/{key.replace('~', '~0').replace('/', '~1')}"
            given = field["schema"]
            optional = given["type"] == "default"
            made, weigh = self._made(given["schema"] if optional else given, place)
            if weigh is not _nothing:
                weighs[name] = weigh
            if optional and key not in required:
                made = {**given, "schema": made}
            fields[name] = {**field, "schema": made}
            if inner is core:
                fields[name]["required"] = key in required
        if inner is core:
            return core_schema.typed_dict_schema(fields, extra_behavior="forbid"), _weigh_dict(
                weighs
            )
        made = {**inner, "fields": fields, "extras_schema": _NOBODY}
        made = {key: value for key, value in core.items() if key != "ref"} | {"schema": made}
        return made, _weigh_model(weighs) if weighs else _members


def _as(words: Mapping[str, str], said: Mapping[str, Any]) -> dict[str, Any]:
    """Keywords of JSON Schema as those of pydantic."""
    if not all(key in words and type(n) is int and abs(n) <= _LARGEST for key, n in said.items()):
        raise Doubt
    return {words[key]: number for key, number in said.items()}


def _choice(core: Any, said: Mapping[str, Any]) -> CoreSchema:
    """One of several texts, which the type may be open for."""
    values = said["enum"]
    if len(said) > 1 or not values or not all(isinstance(value, str) for value in values):
        raise Doubt
    parts = core["choices"] if core["type"] == "union" else [core]
    known = {word for part in parts for word in part.get("expected", ())}
    is_open = parts[-1] == {"type": "str"}
    if (
        not (is_open or known.issuperset(values))
        or len(parts) > 2
        or parts[0]["type"] not in ("literal", "str")
    ):
        raise Doubt
    return core_schema.literal_schema(values)


def _number(core: Any, said: Mapping[str, Any]) -> CoreSchema:
    """`wire.numbers.JsonNumber` with bounds."""
    if [one["type"] for one in core["choices"]] != ["float", "int"]:
        raise Doubt
    bounds = _as(_BOUNDS, said)
    real = core_schema.float_schema(strict=True, allow_inf_nan=False, **bounds)
    return core_schema.union_schema([real, core_schema.int_schema(strict=True, **bounds)])


def _nothing(_: Any) -> int:
    return 0


def _two(_: Any) -> int:
    """The colons of a date-time, where it does not tell its offset."""
    return 2


def _members(model: Any) -> int:
    return len(model.__pydantic_fields_set__)


def _weigh_model(weighs: Mapping[str, Weigh]) -> Weigh:
    def weigh(model: Any) -> int:
        found = model.__pydantic_fields_set__
        inner = [one(getattr(model, name)) for name, one in weighs.items() if name in found]
        return len(found) + sum(inner)

    return weigh


def _weigh_dict(weighs: Mapping[str, Weigh]) -> Weigh:
    def weigh(found: dict[str, Any]) -> int:
        return len(found) + sum([one(found[name]) for name, one in weighs.items() if name in found])

    return weigh
