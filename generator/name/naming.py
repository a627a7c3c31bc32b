"""Every Python name, decided once, before any code is thought of.

A name depends on its own pointer and on the names it collides with, never on
order: adding a schema cannot rename another component. `x-py-name` pins a name;
it is checked, never mended. Collisions are settled in phases over the whole set
(see `settle`); what is left gets a number and a warning.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from generator.ground.diagnostics import Diagnostic
from generator.ground.text import module, pascal, singular, snake, upper, words
from generator.name.settle import Namer, Wish
from generator.read.wire import ALIASES
from generator.understand import ir

_ARGUMENTS_TAKEN = frozenset({"self", "options"})
_CLIENT_TAKEN = frozenset(
    {
        *("call", "page", "send", "close", "aclose", "with_options", "options", "stats", "drift"),
        *("background", "closed", "core", "drive", "process", "resume"),
    }
)
_OPTIONS_TAKEN = frozenset(
    {
        *(
            "self",
            "base_url",
            "breaker",
            "cache",
            "deadline",
            "headers",
            "hooks",
            "http2",
            "http_client",
        ),
        *("limiter", "limits", "max_response_bytes", "media_version", "proxy", "retries", "scopes"),
        *("strict", "timeout", "tls", "token_url", "transport", "trust_env", "verify", "wait"),
    }
)
_CLASSES_TAKEN = frozenset(
    {
        *("Any", "Annotated", "Base64Bytes", "BaseModel", "ConfigDict", "Decimal", "Field"),
        *("Generic", "Literal", "Model", "None", "Optional", "RootModel", "True", "False"),
        *("TypeAliasType", "UUID", "Union", "Client", "AsyncClient", "Unset", "UNSET", "List"),
        *("Sequence", "Mapping", "Options", "Page", "AsyncPage", "AsyncPages", "TYPE_CHECKING"),
        *("Exception", "Secret", "File", "Path", "Protocol", "Self", "F"),
        *("Process", "AsyncProcess"),
        *ALIASES.values(),
        *("EmptyAsList", "Resource", "AsyncResource", "StringConstraints"),
    }
)
# A method of such a name would hide the type from the annotations after it.
_METHODS_TAKEN = frozenset(
    {"bool", "bytes", "date", "datetime", "dict", "float", "int", "object", "str", "time"}
)
_CONSTANTS_TAKEN = frozenset({"API", "OPERATIONS", "SHAPES", "TYPE_CHECKING", "UNSET"})
# What pydantic keeps for itself on a model; a field of that name would hide it.
_FIELDS_TAKEN = frozenset(
    {
        *("construct", "copy", "dict", "from_orm", "json", "parse_file", "parse_obj", "parse_raw"),
        *("schema", "schema_json", "update_forward_refs", "validate", "model_config"),
        *("model_fields", "model_computed_fields", "model_extra", "model_fields_set"),
        *("model_construct", "model_copy", "model_dump", "model_dump_json"),
        *("model_json_schema", "model_parametrized_name", "model_post_init", "model_rebuild"),
        *("model_validate", "model_validate_json", "model_validate_strings"),
        *("bool", "bytes", "date", "datetime", "float", "int", "list", "str", "time"),
    }
)
_SYMBOLS = {
    "<": "lt", ">": "gt", "=": "eq", "!": "not", "+": "plus", "-": "minus", "@": "at",
    "$": "dollar", "*": "star", "#": "hash", "%": "percent", "&": "and", "~": "tilde",
    ".": "dot", "/": "slash", "'": "quote", "_": "underscore",
}  # fmt: skip

_PASCAL = re.compile(r"[A-Z][A-Za-z0-9]*")

MODELS = "models"
"""The package of the models, in the package."""

Slot = tuple[str, str]
"""An argument of a method: (`path`, `query`, `header`, `cookie` or `body`; wire name)."""


@dataclass(frozen=True, slots=True)
class TagName:
    """A group of operations in Python: attribute and module, class."""

    module: str
    cls: str


@dataclass(frozen=True, slots=True)
class OperationName:
    """An operation in Python."""

    method: str
    constant: str
    handler: str
    arguments: Mapping[Slot, str]


@dataclass(frozen=True, slots=True)
class Names:
    """Every name of a package."""

    package: str
    schemas: Mapping[ir.Pointer, str]
    fields: Mapping[ir.Pointer, Mapping[str, str]]
    tags: Mapping[str, TagName]
    operations: Mapping[str, OperationName]
    credentials: Mapping[str, str]
    variables: Mapping[str, str]
    webhooks: Mapping[str, str]
    callbacks: Mapping[ir.Pointer, str]

    def qualified(self) -> Names:
        """The same names, but models as members of `models`: they hide nothing of a module."""
        spelt = {pointer: f"{MODELS}.{name}" for pointer, name in self.schemas.items()}
        return replace(self, schemas=spelt)


def name_all(api: ir.Api) -> tuple[Names, list[Diagnostic]]:
    """Decide every name of a package."""
    namer = Namer()
    tags = _tags(api, namer)
    operations = _operations(api, namer)
    beside = {name.constant for name in operations.values()}
    beside |= {f"{prefix}{tag.cls}" for tag in tags.values() for prefix in ("", "Async")}
    schemas = _schemas(api, namer, beside)
    names = Names(
        package=snake(words(api.name)) or "api",
        schemas=schemas,
        fields={schema.pointer: _fields(schema, namer) for schema in api.schemas},
        tags=tags,
        operations=operations,
        credentials=_credentials(api, namer),
        variables=_variables(api),
        webhooks=_webhooks(api, namer),
        callbacks=_callbacks(api, namer),
    )
    return names, namer.diagnostics


def argument_slot(param: ir.Param) -> Slot:
    """The slot of a parameter."""
    return param.where, param.wire


# Tags and operations ---------------------------------------------------------------


def _tags(api: ir.Api, namer: Namer) -> dict[str, TagName]:
    wishes = [
        Wish(
            tag.name, words(tag.name), f'tag "{tag.name}"', tag.place, f"#/tags/{tag.name}",
            pinned=tag.pinned, firm=False, more=[[*words(tag.name), "api"]],
        )
        for tag in api.tags
    ]  # fmt: skip
    modules = namer.settle(wishes, module, _CLIENT_TAKEN | {"shared", "other"}, fold=True)
    return {
        tag.name: TagName(modules[tag.name], pascal(words(modules[tag.name])) + "Api")
        for tag in api.tags
    }


def method_words(operation_id: str, tag: str) -> list[str]:
    """The words of an operationId without those of its tag, in either number."""
    parts, drop = words(operation_id), words(tag)
    if not drop:
        return parts
    size = len(drop)
    for start in range(len(parts) - size + 1):
        window = parts[start : start + size]
        if all(_same(a, b) for a, b in zip(window, drop, strict=True)):
            return parts[:start] + parts[start + size :] or parts
    return parts


def _same(one: str, other: str) -> bool:
    return (singular(one) or one) == (singular(other) or other)


def _operations(api: ir.Api, namer: Namer) -> dict[str, OperationName]:
    methods: dict[object, str] = {}
    for tag in api.tags:
        wishes = [
            Wish(
                operation.id,
                method_words(operation.id, tag.name),
                f'operation "{operation.id}"',
                operation.place,
                operation.pointer,
                pinned=operation.pinned,
                more=[words(operation.id)],
            )
            for operation in api.operations
            if operation.tag == tag.name
        ]
        methods |= namer.settle(wishes, snake, _METHODS_TAKEN)
    everywhere = [
        Wish(
            op.id,
            words(op.id) or words(op.pinned or ""),
            f'operation "{op.id}"',
            op.place,
            op.pointer,
        )
        for op in api.operations
    ]
    handlers = namer.settle(everywhere, snake, _METHODS_TAKEN)
    return {
        operation.id: OperationName(
            method=methods[operation.id],
            constant=_constant(handlers[operation.id]),
            handler=handlers[operation.id],
            arguments=_arguments(operation, namer),
        )
        for operation in api.operations
    }


def _constant(handler: str) -> str:
    name = handler.removesuffix("_").upper()
    return f"{name}_" if name in _CONSTANTS_TAKEN else name


def _arguments(operation: ir.Operation, namer: Namer) -> dict[Slot, str]:
    wishes: list[Wish] = []
    for param in operation.params:
        parts = _words_of(param.wire)
        wishes.append(
            Wish(
                argument_slot(param),
                parts,
                f'{param.where} parameter "{param.wire}"',
                param.place,
                param.pointer,
                param.pinned,
                firm=int(snake(parts) == param.wire),
                more=[[*parts, param.where], [*parts, *_symbols(param.wire)]],
            )
        )
    body = operation.body
    for member in body.arguments if body else ():
        parts = _words_of(member.wire)
        wishes.append(
            Wish(
                ("body", member.wire),
                parts,
                f'body member "{member.wire}"',
                member.place,
                member.pointer,
                member.pinned,
                firm=2 + (snake(parts) == member.wire),
                more=[[*parts, "body"], [*parts, *_symbols(member.wire)]],
            )
        )
    taken = _ARGUMENTS_TAKEN
    if body and body.whole:
        taken = taken | {"body"}
    settled = namer.settle(wishes, snake, taken)
    return {slot: name for slot, name in settled.items() if isinstance(slot, tuple)}


def _words_of(wire: str) -> list[str]:
    return words(wire) or _symbols(wire)


def _symbols(wire: str) -> list[str]:
    return [_SYMBOLS[character] for character in wire if character in _SYMBOLS]


# Schemas -----------------------------------------------------------------------------


def _schemas(api: ir.Api, namer: Namer, beside: set[str]) -> dict[ir.Pointer, str]:
    """Class names: components first, then what stands inside them, by depth.

    Args:
        api: The api.
        namer: Settles them.
        beside: Other names in the modules that models are imported into.
    """
    found: dict[ir.Pointer, str] = {}
    taken = _CLASSES_TAKEN | beside
    for _, level in sorted(_levels(api.schemas).items()):
        wishes = [_schema_wish(schema, found) for schema in level]
        settled = namer.settle(
            wishes, _class_name, taken, used=found.values(), fold=True, suffix="Model"
        )
        found |= {schema.pointer: settled[schema.pointer] for schema in level}
    return found


def _levels(schemas: tuple[ir.Schema, ...]) -> dict[int, list[ir.Schema]]:
    """Schemas by how many named ones they stand in."""
    by_pointer = {schema.pointer: schema for schema in schemas}
    levels: dict[int, list[ir.Schema]] = defaultdict(list)
    for schema in schemas:
        depth, at = (0 if schema.component else 1), schema
        while at.parent is not None and at.parent in by_pointer:
            at, depth = by_pointer[at.parent], depth + 1
        levels[depth].append(schema)
    return levels


def _schema_wish(schema: ir.Schema, found: Mapping[ir.Pointer, str]) -> Wish:
    kind = f'schema "{schema.hint}"' if schema.component else "an inline schema"
    if schema.component:
        short = schema.hint.rsplit(".", 1)[-1]
        wanted = [short] if _PASCAL.fullmatch(short) else _hint_words(short)
        whole = _hint_words(schema.hint)
        return Wish(
            schema.pointer, wanted or whole, kind, schema.place, schema.pointer,
            schema.pinned, firm="." not in schema.hint, more=[whole, [*whole, "model"]],
            own=schema.hint if _PASCAL.fullmatch(schema.hint) else "",
        )  # fmt: skip
    parts = _hint_words(schema.hint)
    if schema.parent is not None and schema.parent in found:
        parent = found[schema.parent]
        parts = [parent, *parts] if parts != ["item"] else _item_of(parent)
    suffix = {"enum": "value", "object": "data", "union": "variant", "alias": "value"}[schema.kind]
    with_status = [*parts[:-1], *_status_of(schema.pointer), *parts[-1:]]
    return Wish(
        schema.pointer, parts, kind, schema.place, schema.pointer,
        schema.pinned, more=[with_status, [*parts, suffix]],
    )  # fmt: skip


def _status_of(pointer: ir.Pointer) -> list[str]:
    """The status of the response that a schema is the body of, to tell it from its siblings."""
    found = re.search(r"/responses/(\w+)/content/[^/]+/schema", pointer)
    return [found[1]] if found else []


def _hint_words(hint: str) -> list[str]:
    """Words of a hint; a list's item is the singular of the list's name, if it has one."""
    *lists, last = hint.split("\n")
    if not lists:
        return words(hint) or _symbols(hint)
    parts = words(lists[0])
    for _ in [*lists[1:], last]:
        single = singular(parts[-1]) if parts else None
        parts = [*parts[:-1], single] if single else [*parts, "item"]
    return parts


def _item_of(parent: str) -> list[str]:
    parts = words(parent)
    single = singular(parts[-1]) if parts else None
    return [*parts[:-1], single] if single and single != parts[-1] else [parent, "item"]


def _class_name(parts: list[str]) -> str:
    """Words → class name; `None`, `True` and `False` are among the names not to be had."""
    name = "".join(part[:1].upper() + part[1:] for part in parts)
    return f"N{name}" if name[:1].isdigit() else name


def _fields(schema: ir.Schema, namer: Namer) -> dict[str, str]:
    wishes: list[Wish] = []
    for wire in schema.properties:
        parts = _words_of(wire) or ["field"]
        wishes.append(
            Wish(
                wire,
                parts,
                f'property "{wire}"',
                schema.place.child("properties").child(wire),
                f"{schema.pointer}/properties/{wire}",
                schema.property_pins.get(wire),
                firm=snake(parts) == wire,
                more=[[*parts, *_symbols(wire)], [*parts, *_case_words(wire)]],
            )
        )
    settled = namer.settle(wishes, snake, _FIELDS_TAKEN)
    return {wire: settled[wire] for wire in schema.properties}


def _case_words(wire: str) -> list[str]:
    return ["upper"] if wire.isupper() else ["camel"] if wire != wire.lower() else []


# The client's constructor --------------------------------------------------------------


def _credentials(api: ir.Api, namer: Namer) -> dict[str, str]:
    """Constructor arguments of the security schemes; schemes of one name share the argument."""
    wishes: dict[str, Wish] = {}
    names: dict[str, str] = {}
    for scheme in api.schemes:
        names[scheme.name] = scheme.pinned or snake(words(scheme.name))
        wishes.setdefault(
            names[scheme.name],
            Wish(
                names[scheme.name],
                words(scheme.name),
                f'security scheme "{scheme.name}"',
                scheme.place,
                f"#/components/securitySchemes/{scheme.name}",
                scheme.pinned,
            ),
        )
    settled = namer.settle(list(wishes.values()), snake, _OPTIONS_TAKEN)
    return {scheme: settled[name] for scheme, name in names.items()}


def _variables(api: ir.Api) -> dict[str, str]:
    """Constructor arguments of the server variables."""
    found: dict[str, str] = {}
    own = [server for operation in api.operations for server in operation.servers[:1]]
    for server in (*api.servers, *own):
        for variable in server.variables:
            name = snake(words(variable)) or "variable"
            found[variable] = f"{name}_" if name in _OPTIONS_TAKEN else name
    return found


def _webhooks(api: ir.Api, namer: Namer) -> dict[str, str]:
    """Constants of the webhooks, by name."""
    wishes = [
        Wish(
            webhook.name,
            words(webhook.name),
            f'webhook "{webhook.name}"',
            webhook.place,
            webhook.pointer,
            webhook.pinned.upper() if webhook.pinned else None,
        )
        for webhook in api.webhooks
    ]
    settled = namer.settle(wishes, upper, {"WEBHOOKS", "SIGNATURE"})
    return {str(name): constant for name, constant in settled.items()}


def _callbacks(api: ir.Api, namer: Namer) -> dict[ir.Pointer, str]:
    """Constants of the callbacks, by pointer: by their names, or with their operation's."""
    wishes = [
        Wish(
            callback.pointer,
            words(callback.name),
            f'callback "{callback.name}" of {callback.operation}',
            callback.place,
            callback.pointer,
            callback.pinned.upper() if callback.pinned else None,
            more=[[*words(callback.operation), *words(callback.name)]],
        )
        for callback in api.callbacks
    ]
    settled = namer.settle(wishes, upper, {"CALLBACKS"})
    return {str(pointer): constant for pointer, constant in settled.items()}
