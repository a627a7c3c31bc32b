"""What a schema says, as a validator of pydantic's: what that takes is valid, and read.

It may well refuse what is valid. Types must be known to mean what they seem to; where it is not
known how pydantic says what a schema says, the validator asks JSON Schema.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, NamedTuple
from urllib.parse import unquote

from pydantic_core import CoreSchema, SchemaError, SchemaValidator, core_schema

from ..schemas.document import Document
from ..schemas.values import is_array, is_object, read

Weigh = Callable[[Any], int]
"""How many colons a value had in JSON at least, if nothing was escaped: one for each member."""

_SILENT = frozenset(
    {"$comment", "title", "description", "default", "deprecated", "readOnly", "writeOnly"}
    | {"example", "examples", "externalDocs", "xml"}
)
"""Keywords that say nothing about a value."""
_BOUNDS = {"minimum": "ge", "maximum": "le", "exclusiveMinimum": "gt", "exclusiveMaximum": "lt"}
_LENGTHS = {"minLength": "min_length", "maxLength": "max_length"}
_COUNTS = {"minItems": "min_length", "maxItems": "max_length"}
_LARGEST = 2**53  # up to here a float is exact
_DEEPEST = 32
_ALWAYS = {"type", "ref", "metadata", "serialization"}
_FIELDS = {"computed_fields", "extra_behavior", "fields"}
_KNOWN = {
    "bool": {"strict"},
    "datetime": {"microseconds_precision"},
    "default": {"schema", "default", "default_factory"},
    "float": {"strict"},
    "int": {"strict"},
    "list": {"items_schema"},
    "literal": {"expected"},
    "model": {"cls", "config", "custom_init", "root_model", "schema"},
    "model-fields": {"model_name", *_FIELDS},
    "nullable": {"schema"},
    "str": {"strict"},
    "typed-dict": {"cls", "config", *_FIELDS},
    "union": {"choices"},
}
"""Type of pydantic's schema -> what it may say without a doubt about what it means."""
_CONFIG = {"extra_fields_behavior", "title", "validate_by_alias", "validate_by_name"}
_MOMENT = core_schema.str_schema(
    strict=True,
    pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$",
)
"""The part of RFC 3339's moments that nobody disagrees about, but for the number of the day."""
_NO_VALUE = core_schema.str_schema(pattern="$.")  # nothing follows the end
_set_of = attrgetter("__pydantic_fields_set__")


class Proof(NamedTuple):
    """A validator whose every value is valid by its schema."""

    validator: SchemaValidator
    weigh: Weigh


class Doubt(Exception):
    """It is not known how pydantic says what a schema says."""


def proof_of(document: Document, pointer: str, core: CoreSchema) -> Proof | None:
    """The proof of a type and the schema of its values; None: there is none.

    Args:
        document: The document.
        pointer: The schema, one of objects.
        core: Core schema of a `TypedDict` with some of their members.
    """
    prover = _Prover(document)
    try:
        made, weigh = prover.proved(core, pointer)
        shared = [*prover.shared.values()]
        whole = core_schema.definitions_schema(made, shared) if shared else made
        # Else a model that is complete is read by what its class was built with.
        return Proof(SchemaValidator(whole, _use_prebuilt=False), weigh)
    except (Doubt, SchemaError, TypeError):  # an older pydantic cannot be told so
        return None


class _Prover:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._depth = 0
        self.shared: dict[str, Any] = {}
        """Types that stand in several places, by their names."""

    def proved(self, core: Any, pointer: str) -> tuple[Any, Weigh]:
        """A type that holds what its schema says; raises Doubt."""
        core = self._met(core)
        pointer, said = self._said(pointer)
        stated = said.pop("type", None)
        types = stated if is_array(stated) else [stated]
        others = [one for one in types if one != "null"]
        if len(others) != 1:
            raise Doubt
        if core["type"] != "nullable":
            return self._typed(core, others[0], said, pointer)
        made, weigh = self._typed(self._met(core["schema"]), others[0], said, pointer)
        if "null" not in types or "enum" in said:
            return made, weigh
        return core_schema.nullable_schema(made), lambda value: 0 if value is None else weigh(value)

    def _made(self, core: Any, pointer: str) -> tuple[Any, Weigh]:
        """The same; where there is a doubt, one that asks."""
        self._depth += 1
        try:
            if self._depth < _DEEPEST:
                return self.proved(core, pointer)
        except Doubt:
            pass
        finally:
            self._depth -= 1
        return self._asking(core, pointer), _nothing

    def _asking(self, core: Any, pointer: str) -> CoreSchema:
        is_valid = self._document.validator(pointer).is_valid

        def valid(value: Any) -> Any:
            if is_valid(value):
                return value
            raise ValueError

        return core_schema.no_info_before_validator_function(valid, core)

    def _met(self, core: Any) -> Any:
        """A type itself, where its name stands for it; raises Doubt where more is said of it."""
        kind = core["type"]
        if kind == "definitions":
            self.shared |= {one["ref"]: one for one in core["definitions"]}
            return self._met(core["schema"])
        if kind == "definition-ref":
            return self._met(self.shared[core["schema_ref"]])
        if (
            core.keys() - _ALWAYS - _KNOWN.get(kind, set())
            or core.get("config", {}).keys() - _CONFIG
        ):
            raise Doubt
        return core

    def _said(self, pointer: str) -> tuple[str, dict[str, Any]]:
        """Place and keywords of a schema, references followed."""
        for _ in range(_DEEPEST):
            stated = read(self._document.judged, pointer)
            if not is_object(stated):
                break
            said = {k: v for k, v in stated.items() if k not in _SILENT and k[:2] != "x-"}
            if "$ref" not in said:
                return pointer, said
            if len(said) > 1 or not said["$ref"].startswith("#/"):
                break
            pointer = unquote(said["$ref"][1:])
        raise Doubt

    def _typed(self, core: Any, type_: Any, said: Any, pointer: str) -> tuple[Any, Weigh]:
        match core["type"], type_:
            case "typed-dict", "object":
                fields, weighs = self._fields(core, said, pointer)
                made = core_schema.typed_dict_schema(fields, extra_behavior="forbid")
                return made, _of_dict(weighs)
            case "model", "object":
                return self._model(core, said, pointer)
            case "list", "array" if "items" in said and "items_schema" in core:
                items, weigh = self._made(core["items_schema"], f"{pointer}/items")
                del said["items"]
                counts = _words(_COUNTS, said)
                return core_schema.list_schema(items, strict=True, **counts), _of_items(weigh)
            case "datetime", "string" if said == {"format": "date-time"}:
                return core_schema.chain_schema([_MOMENT, core]), _two
            case "literal" | "union", "string" | None if "enum" in said:
                return _choice(core, said), _nothing
            case "str", "string":
                return core_schema.str_schema(strict=True, **_words(_LENGTHS, said)), _nothing
            case "int", "integer":
                return core_schema.int_schema(strict=True, **_words(_BOUNDS, said)), _nothing
            case "union", "number":
                return _number(core, _words(_BOUNDS, said)), _nothing
            case "bool", "boolean" if not said:
                return core_schema.bool_schema(strict=True), _nothing
            case _:
                raise Doubt

    def _model(self, core: Any, said: Any, pointer: str) -> tuple[Any, Weigh]:
        inner, config = self._met(core["schema"]), core.get("config", {})
        if core.get("custom_init") or inner["type"] != "model-fields":
            raise Doubt
        fields, weighs = self._fields(inner, said, pointer)
        extra = inner.get("extra_behavior") or config.get("extra_fields_behavior")
        made = {**inner, "fields": fields, "extra_behavior": "forbid"}
        if extra == "allow":  # an instance then has a place for others
            made |= {"extra_behavior": extra, "extras_schema": _NO_VALUE}
        whole = {key: value for key, value in core.items() if key != "ref"} | {"schema": made}
        return whole, _of_model(weighs)

    def _fields(
        self, core: Any, said: Any, pointer: str
    ) -> tuple[dict[str, Any], dict[str, Weigh]]:
        """Fields that hold what is said of members; any other member must be refused."""
        properties, required = said.pop("properties", {}), said.pop("required", ())
        said.pop("additionalProperties", None)
        if said:
            raise Doubt
        typed = core["type"] == "typed-dict"
        fields: dict[str, Any] = {}
        weighs: dict[str, Weigh] = {}
        for name, field in core["fields"].items():
            key = field.get("validation_alias", name)
            if not isinstance(key, str) or key not in properties:
                if typed:
                    continue  # an argument that other bodies have
                raise Doubt
            given = field["schema"]
            if given["type"] == "default":
                given = self._met(given)["schema"]
            place = f"{pointer}/properties/{key.replace('~', '~0').replace('/', '~1')}"
            made, weigh = self._made(given, place)
            if weigh is not _nothing:
                weighs[name] = weigh
            if typed:
                fields[name] = {**field, "schema": made, "required": key in required}
            elif given is field["schema"] or key in required:
                fields[name] = {**field, "schema": made}
            else:
                fields[name] = {**field, "schema": {**field["schema"], "schema": made}}
        return fields, weighs


def _words(words: Mapping[str, str], said: Mapping[str, Any]) -> dict[str, Any]:
    """Keywords of JSON Schema as those of pydantic."""
    if not all(key in words and type(n) is int and abs(n) <= _LARGEST for key, n in said.items()):
        raise Doubt
    return {words[key]: number for key, number in said.items()}


def _choice(core: Any, said: Mapping[str, Any]) -> CoreSchema:
    """One of several texts, of a type that has these or any text."""
    parts = core["choices"] if core["type"] == "union" else [core]
    known = {word for part in parts for word in part.get("expected", ())}
    texts = all(isinstance(one, str) for one in said["enum"])
    is_open = len(parts) == 2 and parts[0]["type"] == "literal" and parts[1] == {"type": "str"}
    if (
        not texts
        or len(said) > 1
        or not (is_open or (parts == [core] and known.issuperset(said["enum"])))
    ):
        raise Doubt
    return core_schema.literal_schema(said["enum"])


def _number(core: Any, bounds: dict[str, Any]) -> CoreSchema:
    """A `JsonNumber` (`wire/numbers.py`) within bounds."""
    if core["choices"] != [{"type": "float"}, {"type": "int", "strict": True}]:
        raise Doubt
    real = core_schema.float_schema(strict=True, allow_inf_nan=False, **bounds)
    return core_schema.union_schema([real, core_schema.int_schema(strict=True, **bounds)])


def _nothing(_: Any) -> int:
    return 0


def _two(_: Any) -> int:
    """A date-time has two colons, and one more where it tells an offset."""
    return 2


def _members(model: Any) -> int:
    return len(model.__pydantic_fields_set__)


def _of_items(weigh: Weigh) -> Weigh:
    if weigh is _nothing:
        return weigh
    if weigh is _members:
        return lambda items: sum(map(len, map(_set_of, items)))
    return lambda items: sum(map(weigh, items))


def _of_model(weighs: Mapping[str, Weigh]) -> Weigh:
    def weigh(model: Any) -> int:
        found = model.__pydantic_fields_set__
        inner = [one(getattr(model, name)) for name, one in weighs.items() if name in found]
        return len(found) + sum(inner)

    return weigh if weighs else _members


def _of_dict(weighs: Mapping[str, Weigh]) -> Weigh:
    def weigh(found: dict[str, Any]) -> int:
        return len(found) + sum([one(found[name]) for name, one in weighs.items() if name in found])

    return weigh
