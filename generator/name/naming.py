"""Every Python name, decided once, before any code is thought of.

What had a name keeps it (see `lock`); else a name depends on what it is of and on the
names it collides with, never on order: adding a schema cannot rename another component.
`x-py-name` pins a name; it is checked, never mended. Collisions are settled in phases
over the whole set (see `settle`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace

from generator.ground.diagnostics import Diagnostic
from generator.ground.records import record
from generator.ground.text import identifier, pascal, singular, snake, upper, words
from generator.name import reserved
from generator.name.classes import name_members, name_schemas
from generator.name.identity import identity, part, ways
from generator.name.lock import Lock
from generator.name.package import own_name, package_name
from generator.name.settle import Namer, Wish
from generator.name.spelling import apart, within, words_of
from generator.understand import ir
from generator.understand.mentions import reached

MODELS = "models"
"""The package of the models, in the package."""
INPUTS = "inputs"
"""The module of the dicts that may be given for models."""

Slot = tuple[str, str]
"""An argument of a method: (`path`, `query`, `header`, `cookie` or `body`; wire name)."""


@record(frozen=True, slots=True)
class TagName:
    """A group of operations in Python: attribute and module, class."""

    module: str
    cls: str


@record(frozen=True, slots=True)
class OperationName:
    """An operation in Python."""

    method: str
    constant: str
    handler: str
    arguments: Mapping[Slot, str]
    stream: str = ""
    """The method that gives the same item by item, where there is one."""


@record(frozen=True, slots=True)
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
    callbacks: Mapping[ir.Pointer, str] = field(default_factory=dict[ir.Pointer, str])
    kept: Mapping[str, str] = field(default_factory=dict[str, str])
    """What the lock is to hold: what is named → its name."""

    sent: Mapping[ir.Pointer, ir.Schema] = field(default_factory=dict[ir.Pointer, ir.Schema])
    """The named schemas that are within arguments."""
    inputs: Mapping[ir.Pointer, str] = field(default_factory=dict[ir.Pointer, str])
    """The dicts that may be given for objects, as members of `inputs`."""

    def within_inputs(self) -> Names:
        """The same names, as `inputs` itself spells them."""
        plain = {pointer: name.removeprefix(f"{INPUTS}.") for pointer, name in self.inputs.items()}
        return replace(self.qualified(), inputs=plain)

    def qualified(self) -> Names:
        """The same names, but models as members of `models`: they hide nothing of a module."""
        spelt = {pointer: f"{MODELS}.{name}" for pointer, name in self.schemas.items()}
        return replace(self, schemas=spelt)


def name_all(api: ir.Api, lock: Lock | None = None) -> tuple[Names, list[Diagnostic]]:
    """Decide every name of a package.

    Args:
        api: What is to be named.
        lock: The names that were given before.
    """
    namer = Namer(lock or Lock())
    models = {name for thing, name in namer.lock.names.items() if thing.startswith("model ")}
    tags = _tags(api, namer, models)
    operations = _operations(api, namer, models)
    beside = {name.constant for name in operations.values()}
    beside |= {f"{prefix}{tag.cls}" for tag in tags.values() for prefix in ("", "Async")}
    places = ways(api)
    schemas = name_schemas(api, namer, beside, places)
    sent = dict(_sent(api))
    names = Names(
        package=_package(api, namer),
        schemas=schemas,
        fields=name_members(api.schemas, namer, places),
        tags=tags,
        operations=operations,
        credentials=_credentials(api, namer),
        variables=_variables(api, namer),
        webhooks=_webhooks(api, namer),
        callbacks=_callbacks(api, namer),
        kept=namer.names,
        sent=sent,
        inputs={p: f"{INPUTS}.{schemas[p]}" for p, schema in sent.items() if _has_dict(schema)},
    )
    return names, list(namer.found.values())


def _sent(api: ir.Api) -> Iterator[tuple[ir.Pointer, ir.Schema]]:
    """The named schemas within arguments; a base counts as within what extends it."""
    types = [type_ for operation in api.operations for type_ in operation.taken]
    for schema in reached(types, {schema.pointer: schema for schema in api.schemas}):
        yield schema.pointer, schema


def _has_dict(schema: ir.Schema) -> bool:
    """Whether a dict of known members can be given for it: a TypedDict has no others."""
    return schema.kind == "object" and bool(schema.fields or schema.bases) and not schema.extras


def _package(api: ir.Api, namer: Namer) -> str:
    wanted, own = package_name(api.name), own_name(api.name)
    name = namer.single(identity("package"), wanted)
    if name == wanted != own and api.tags and identity("package") not in namer.lock.names:
        namer.report(
            api.tags[0].place.top,
            "W623",
            f'a package "{own}" would hide a library; this one is "{name}"',
            "rename the document, or change the name in its lock",
        )
    return name


def argument_slot(param: ir.Param) -> Slot:
    """The slot of a parameter."""
    return param.where, param.wire


# Tags and operations ---------------------------------------------------------------


def _tags(api: ir.Api, namer: Namer, models: set[str]) -> dict[str, TagName]:
    wishes = [
        Wish(
            tag.name, parts := words_of(tag.name, "resource"), f'tag "{tag.name}"', tag.place,
            f"#/tags/{tag.name}", identity("resource", part(tag.name)), pinned=tag.pinned,
            more=[[*parts, "api"], *apart(parts, tag.name)],
        )
        for tag in api.tags
    ]  # fmt: skip
    modules = namer.settle(wishes, _short, reserved.CLIENT | {"shared", "other"}, fold=True)
    return {
        tag.name: TagName(modules[tag.name], _resource_class(modules[tag.name], models))
        for tag in api.tags
    }


def _short(parts: list[str]) -> str:
    """The name of a module or a method."""
    return identifier(within(snake(parts)))


def _resource_class(module: str, models: set[str]) -> str:
    """The class of a resource; its other flavour has `Async` in front of it."""
    name = pascal(words(module)) + "Api"
    return f"Api{name}" if name.startswith("Async") or name in models else name


def method_words(operation_id: str, tag: str) -> list[str]:
    """The words of an operationId without those of its tag, in either number."""
    parts, drop = words_of(operation_id, "call"), words(tag)
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


def _operations(api: ir.Api, namer: Namer, models: set[str]) -> dict[str, OperationName]:
    beside = {operation.id for operation in api.operations if operation.aside is not None}
    methods: dict[object, str] = {}
    streams: dict[object, str] = {}
    tagged: dict[str, list[ir.Operation]] = {}
    for operation in api.operations:
        tagged.setdefault(operation.tag, []).append(operation)
    for tag in api.tags:
        wishes = [
            Wish(
                operation.id,
                method_words(operation.id, tag.name),
                f'operation "{operation.id}"',
                operation.place,
                operation.pointer,
                identity("method", part(tag.name), part(operation.key)),
                pinned=operation.pinned,
                more=[words_of(operation.id, "call")],
            )
            for operation in tagged.get(tag.name, ())
        ]
        asides = {
            wish.key: replace(
                wish, key=("stream", wish.key), identity=f"{wish.identity}/stream", pinned=None
            )
            for wish in wishes
            if wish.key in beside
        }
        known = namer.keep([*wishes, *asides.values()], reserved.METHODS)
        kept = [known[wish.key] for wish in asides.values() if wish.key in known]
        given = namer.settle(wishes, _short, reserved.METHODS, used=kept)
        for key, wish in asides.items():
            wish.wanted = [*words(given[key]), "stream"]
            wish.more = [[*words_of(str(key), "call"), "stream"]]
        found = namer.settle([*asides.values()], _short, reserved.METHODS, used=given.values())
        streams |= {key: found[wish.key] for key, wish in asides.items()}
        methods |= given
    everywhere = [
        Wish(
            op.id,
            words_of(op.id, "call"),
            f'operation "{op.id}"',
            op.place,
            op.pointer,
            identity("handler", part(op.key)),
        )
        for op in api.operations
    ]
    handlers = namer.settle(everywhere, _short, reserved.METHODS)
    return {
        operation.id: OperationName(
            method=methods[operation.id],
            constant=_constant(handlers[operation.id], models),
            handler=handlers[operation.id],
            arguments=_arguments(operation, namer),
            stream=streams.get(operation.id, ""),
        )
        for operation in api.operations
    }


def _constant(handler: str, models: set[str]) -> str:
    name = handler.removesuffix("_").upper()
    return f"{name}_" if name in reserved.CONSTANTS or name in models else name


def _arguments(operation: ir.Operation, namer: Namer) -> dict[Slot, str]:
    wishes: list[Wish] = []
    for param in operation.params:
        parts = words_of(param.wire, "parameter")
        wishes.append(
            Wish(
                argument_slot(param),
                parts,
                f'{param.where} parameter "{param.wire}"',
                param.place,
                param.pointer,
                identity("argument", part(operation.key), param.where, part(param.wire)),
                param.pinned,
                firm=int(snake(parts) == param.wire),
                more=[[*parts, param.where], *apart(parts, param.wire)],
            )
        )
    body = operation.body
    for member in body.arguments if body else ():
        parts = words_of(member.wire, "member")
        wishes.append(
            Wish(
                ("body", member.wire),
                parts,
                f'body member "{member.wire}"',
                member.place,
                member.pointer,
                identity("argument", part(operation.key), "body", part(member.wire)),
                member.pinned,
                firm=2 + (snake(parts) == member.wire),
                more=[[*parts, "body"], *apart(parts, member.wire)],
            )
        )
    taken = reserved.ARGUMENTS
    if body and body.whole:
        taken = taken | {"body"}
    settled = namer.settle(wishes, snake, taken)
    return {slot: name for slot, name in settled.items() if isinstance(slot, tuple)}


# The client's constructor --------------------------------------------------------------


def _credentials(api: ir.Api, namer: Namer) -> dict[str, str]:
    """Constructor arguments of the security schemes; schemes of one name share the argument."""
    groups: dict[str, list[ir.Scheme]] = {}
    for scheme in api.schemes:
        groups.setdefault(scheme.pinned or snake(words_of(scheme.name, "credential")), []).append(
            scheme
        )
    wishes: list[Wish] = []
    for name, schemes in groups.items():
        known = [s for s in schemes if identity("credential", part(s.name)) in namer.lock.names]
        scheme = (known or schemes)[0]
        wishes.append(
            Wish(
                name,
                words_of(scheme.name, "credential"),
                f'security scheme "{scheme.name}"',
                scheme.place,
                f"#/components/securitySchemes/{scheme.name}",
                identity("credential", part(scheme.name)),
                scheme.pinned,
            )
        )
    settled = namer.settle(wishes, snake, reserved.OPTIONS)
    found = {scheme.name: settled[name] for name, group in groups.items() for scheme in group}
    namer.names |= {identity("credential", part(name)): given for name, given in found.items()}
    return found


def _variables(api: ir.Api, namer: Namer) -> dict[str, str]:
    """Constructor arguments of the server variables."""
    found: dict[str, str] = {}
    own = [server for operation in api.operations for server in operation.servers[:1]]
    for server in (*api.servers, *own):
        for variable in server.variables:
            name = snake(words_of(variable, "variable"))
            name += "_" * (name in reserved.OPTIONS)
            found[variable] = namer.single(
                identity("variable", part(variable)), name, reserved.OPTIONS
            )
    return found


def _webhooks(api: ir.Api, namer: Namer) -> dict[str, str]:
    """Constants of the webhooks, by name."""
    wishes = [
        Wish(
            webhook.name,
            words_of(webhook.name, "webhook"),
            f'webhook "{webhook.name}"',
            webhook.place,
            webhook.pointer,
            identity("webhook", part(webhook.name)),
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
            words_of(callback.name, "callback"),
            f'callback "{callback.name}" of {callback.operation}',
            callback.place,
            callback.pointer,
            identity("callback", part(callback.operation), part(callback.name)),
            callback.pinned.upper() if callback.pinned else None,
            more=[[*words(callback.operation), *words(callback.name)]],
        )
        for callback in api.callbacks
    ]
    settled = namer.settle(wishes, upper, {"CALLBACKS"})
    return {str(pointer): constant for pointer, constant in settled.items()}
