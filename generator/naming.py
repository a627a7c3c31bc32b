"""Every Python name, decided once, before any code is thought of.

A name depends on its own pointer and on the names it collides with, never on
order: adding a schema cannot rename another component. `x-py-name` pins a name;
it is checked, never mended. Collisions are settled in phases over the whole set;
what is left gets a number and a warning.
"""

from __future__ import annotations

import keyword
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from generator import ir
from generator.diagnostics import Diagnostic
from generator.source import Place
from generator.text import pascal, singular, snake, upper, words
from generator.wire import ALIASES

_ARGUMENTS_TAKEN = frozenset({"self", "options"})
_CLIENT_TAKEN = frozenset(
    {
        *("call", "page", "send", "close", "aclose", "with_options", "options", "stats", "drift"),
        *("closed", "core", "drive", "process", "resume"),
    }
)
_OPTIONS_TAKEN = frozenset(
    {
        "self",
        "tls",
        "trust_env",
        "base_url",
        "deadline",
        "headers",
        "http2",
        "http_client",
        "limits",
        "max_response_bytes",
        "proxy",
        "retries",
        "strict",
        "timeout",
        "transport",
        "verify",
    }
)
_CLASSES_TAKEN = frozenset(
    {
        *("Any", "Annotated", "Base64Bytes", "BaseModel", "ConfigDict", "Decimal", "Field"),
        *("Generic", "Literal", "Model", "None", "Optional", "RootModel", "True", "False"),
        *("TypeAliasType", "UUID", "Union", "Client", "AsyncClient", "Unset", "UNSET", "List"),
        *("Sequence", "Mapping", "Options", "Page", "AsyncPage", "AsyncPages", "TYPE_CHECKING"),
        *("Operation", "Exception", "Secret", "File", "Path", "Protocol", "Self"),
        *ALIASES.values(),
        *("EmptyAsList", "Resource", "AsyncResource", "Answer", "Unimplemented", "Implementation"),
        *("Param", "Body", "Encoding", "Reply", "Paging", "Retry", "API", "OPERATIONS"),
    }
)
# A method of such a name would hide the type from the annotations after it.
_METHODS_TAKEN = frozenset(
    {"bool", "bytes", "date", "datetime", "dict", "float", "int", "object", "str", "time"}
)
_CONSTANTS_TAKEN = frozenset({"API", "OPERATIONS", "TYPE_CHECKING", "UNSET"})
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


@dataclass(slots=True)
class _Wish:
    """A name that something wants, and what it may fall back to."""

    key: object
    wanted: list[str]
    kind: str
    place: Place
    pointer: str
    pinned: str | None = None
    firm: int = 0
    """Who keeps a name that several want: the one of the highest rank above zero."""
    own: str = ""
    """The author's spelling where it is a name already: nobody takes that away."""
    more: list[list[str]] = field(default_factory=list[list[str]])
    """Longer spellings to take, in order, when the wanted one is taken."""


class _Namer:
    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []

    def settle(
        self,
        wishes: list[_Wish],
        spell: Callable[[list[str]], str],
        taken: Iterable[str],
        *,
        used: Iterable[str] = (),
        fold: bool = False,
        suffix: str = "_",
    ) -> dict[object, str]:
        """Give each wish a name of its own.

        Args:
            wishes: All that share one namespace.
            spell: Words → identifier.
            taken: Names that are not to be had; they get the suffix.
            used: Names given before, in the same namespace.
            fold: Whether names that differ by case alone collide.
            suffix: What a name that is not to be had gets.
        """
        key = str.casefold if fold else str
        reserved = {key(name) for name in taken}
        given: dict[object, str] = {}
        used = {key(name) for name in used}
        for wish in wishes:
            if wish.pinned is not None:
                self._check_pin(wish, key(wish.pinned) in used | reserved)
                given[wish.key] = wish.pinned
                used.add(key(wish.pinned))
        for wish in wishes:
            free = key(wish.own) not in reserved and wish.own not in given.values()
            if wish.own and wish.pinned is None and free:
                given[wish.key] = wish.own
                used.add(key(wish.own))
        waiting = [wish for wish in wishes if wish.key not in given]
        phases = 1 + max((len(wish.more) for wish in waiting), default=0)
        for phase in range(phases):
            groups: dict[str, list[tuple[_Wish, str]]] = defaultdict(list)
            for wish in waiting:
                spellings = [wish.wanted, *wish.more]
                name = self._legal(wish, spell(spellings[min(phase, len(spellings) - 1)]))
                if key(name) in reserved:
                    name += suffix
                groups[key(name)].append((wish, name))
            waiting = []
            for folded, group in groups.items():
                rank = max(wish.firm for wish, _ in group)
                first = [pair for pair in group if pair[0].firm == rank]
                winner = first[0] if len(first) == 1 and (rank or len(group) == 1) else None
                if winner is not None and folded not in used:
                    given[winner[0].key] = winner[1]
                    used.add(folded)
                    group = [pair for pair in group if pair is not winner]
                waiting += [wish for wish, _ in group]
            if not waiting:
                return given
        for wish in sorted(waiting, key=lambda wish: wish.pointer):
            base, number = self._legal(wish, spell(wish.wanted)), 2
            while key(name := spell([*wish.wanted, str(number)])) in used | reserved:
                number += 1
            given[wish.key] = name
            used.add(key(name))
            self._report(
                wish,
                "W601",
                f'the name "{base}" of {wish.kind} is wanted twice; this one is "{name}"',
                "give it a name of its own: x-py-name, or a named component",
            )
        return given

    def _legal(self, wish: _Wish, name: str) -> str:
        if name and name.isidentifier():
            return name
        self._report(
            wish,
            "E602",
            f"no Python name can be made for {wish.kind}",
            "pin one with x-py-name: some_name",
        )
        return "unnamed"

    def _check_pin(self, wish: _Wish, repeated: bool) -> None:
        name = wish.pinned or ""
        legal = name.isidentifier() and name.isascii() and not name.startswith("_")
        if not legal or keyword.iskeyword(name):
            self._report(
                wish,
                "E603",
                f'x-py-name "{name}" of {wish.kind} is not a Python name',
                "letters, digits and underscores, a letter first, no keyword",
            )
        elif repeated:
            self._report(
                wish,
                "E604",
                f'x-py-name "{name}" of {wish.kind} is taken already',
                "pin another name",
            )

    def _report(self, wish: _Wish, code: str, message: str, mend: str) -> None:
        found = wish.place.report(code, message, mend)
        if found not in self.diagnostics:
            self.diagnostics.append(found)


def name_all(api: ir.Api) -> tuple[Names, list[Diagnostic]]:
    """Decide every name of a package."""
    namer = _Namer()
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
    )
    return names, namer.diagnostics


def argument_slot(param: ir.Param) -> Slot:
    """The slot of a parameter."""
    return param.where, param.wire


# Tags and operations ---------------------------------------------------------------


def _tags(api: ir.Api, namer: _Namer) -> dict[str, TagName]:
    wishes = [
        _Wish(
            tag.name, words(tag.name), f'tag "{tag.name}"', tag.place, f"#/tags/{tag.name}",
            pinned=tag.pinned, firm=False, more=[[*words(tag.name), "api"]],
        )
        for tag in api.tags
    ]  # fmt: skip
    modules = namer.settle(wishes, snake, _CLIENT_TAKEN | {"shared", "other"}, fold=True)
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


def _operations(api: ir.Api, namer: _Namer) -> dict[str, OperationName]:
    methods: dict[object, str] = {}
    for tag in api.tags:
        wishes = [
            _Wish(
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
        _Wish(
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


def _arguments(operation: ir.Operation, namer: _Namer) -> dict[Slot, str]:
    wishes: list[_Wish] = []
    for param in operation.params:
        parts = _words_of(param.wire)
        wishes.append(
            _Wish(
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
    for member in body.members if body else ():
        parts = _words_of(member.wire)
        wishes.append(
            _Wish(
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
    if body and not body.members:
        taken = taken | {"body"}
    settled = namer.settle(wishes, snake, taken)
    return {slot: name for slot, name in settled.items() if isinstance(slot, tuple)}


def _words_of(wire: str) -> list[str]:
    return words(wire) or _symbols(wire)


def _symbols(wire: str) -> list[str]:
    return [_SYMBOLS[character] for character in wire if character in _SYMBOLS]


# Schemas -----------------------------------------------------------------------------


def _schemas(api: ir.Api, namer: _Namer, beside: set[str]) -> dict[ir.Pointer, str]:
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


def _schema_wish(schema: ir.Schema, found: Mapping[ir.Pointer, str]) -> _Wish:
    kind = f'schema "{schema.hint}"' if schema.component else "an inline schema"
    if schema.component:
        short = schema.hint.rsplit(".", 1)[-1]
        wanted = [short] if _PASCAL.fullmatch(short) else _hint_words(short)
        whole = _hint_words(schema.hint)
        return _Wish(
            schema.pointer, wanted or whole, kind, schema.place, schema.pointer,
            schema.pinned, firm="." not in schema.hint, more=[whole, [*whole, "model"]],
            own=schema.hint if _PASCAL.fullmatch(schema.hint) else "",
        )  # fmt: skip
    parts = _hint_words(schema.hint)
    if schema.parent is not None and schema.parent in found:
        parent = found[schema.parent]
        parts = [parent, *parts] if parts != ["item"] else _item_of(parent)
    suffix = {"enum": "value", "object": "data", "union": "variant", "alias": "value"}[schema.kind]
    return _Wish(
        schema.pointer, parts, kind, schema.place, schema.pointer,
        schema.pinned, more=[[*parts[:-1], *_status_of(schema.pointer), *parts[-1:]], [*parts, suffix]],
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


def _fields(schema: ir.Schema, namer: _Namer) -> dict[str, str]:
    wishes: list[_Wish] = []
    for wire in schema.properties:
        parts = _words_of(wire) or ["field"]
        wishes.append(
            _Wish(
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


def _credentials(api: ir.Api, namer: _Namer) -> dict[str, str]:
    """Constructor arguments of the security schemes; schemes of one name share the argument."""
    wishes: dict[str, _Wish] = {}
    names: dict[str, str] = {}
    for scheme in api.schemes:
        names[scheme.name] = scheme.pinned or snake(words(scheme.name))
        wishes.setdefault(
            names[scheme.name],
            _Wish(
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
    for server in api.servers:
        for variable in server.variables:
            name = snake(words(variable)) or "variable"
            found[variable] = f"{name}_" if name in _OPTIONS_TAKEN else name
    return found


def _webhooks(api: ir.Api, namer: _Namer) -> dict[str, str]:
    """Constants of the webhooks, by name."""
    wishes = [
        _Wish(
            webhook.name,
            words(webhook.name),
            f'webhook "{webhook.name}"',
            webhook.place,
            webhook.pointer,
            webhook.pinned.upper() if webhook.pinned else None,
        )
        for webhook in api.webhooks
    ]
    settled = namer.settle(wishes, upper, {"WEBHOOKS"})
    return {str(name): constant for name, constant in settled.items()}
