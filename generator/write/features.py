"""Which runtime modules only some documents need, and what they offer to users: one table.

What is not named here goes into every package. What is named is imported by nothing but
modules of its own feature and by generated code; the runtime asks for the rest by name
(`ground/parts.py`), so that a package imports clean without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Any, NamedTuple

from generator.ground.records import record
from generator.understand import ir
from generator.understand.bodies import is_json
from generator.understand.mentions import reached
from generator.write.defaults import JSON, literal


@record(frozen=True, slots=True)
class Wants:
    """What a document asks for."""

    api: ir.Api
    keys: frozenset[str]
    """Names of all members in the document: keywords, extensions, media types and others;
    and `format: x`."""
    split: bool = True
    """Whether a parameter may be more than one plain value."""

    def has(self, *wanted: str) -> bool:
        """Whether a member is called so; too often rather than not often enough."""
        return not self.keys.isdisjoint(wanted)


@record(frozen=True, slots=True)
class Feature:
    """Something that a document may ask for."""

    needed: Callable[[Wants], bool]
    modules: tuple[str, ...]
    """Modules of the runtime that nothing but this, and features that name them too, need."""
    offers: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Module → names that a user of the package may want to import."""


_VERB = re.compile(r"/(?:create|upload|edit|update|delete|remove)$")


def _any_verb(wants: Wants) -> bool:
    return any(_VERB.search(operation.path) for operation in wants.api.operations)


def _any_xml(wants: Wants) -> bool:
    return bool(wants.api.xml) or any(
        (operation.body is not None and any(body.xml for body in operation.body.every))
        or any(response.xml is not None for response in operation.responses)
        for operation in wants.api.operations
    )


def _any(member: str) -> Callable[[Wants], bool]:
    """Whether an operation has this."""
    return lambda wants: any(getattr(operation, member) for operation in wants.api.operations)


def _any_other_body(wants: Wants) -> bool:
    """Whether something is sent that is no JSON, or a file of it; of callbacks any may be."""
    return bool(wants.api.callbacks) or any(
        not is_json(media) or isinstance(body.type, ir.Binary)
        for operation in wants.api.operations
        if operation.body is not None
        for body in operation.body.every
        for media in body.media
    )


def _any_variable(wants: Wants) -> bool:
    """Whether a server's URL has a variable, which may be a function to ask."""
    own = (operation.servers for operation in wants.api.operations)
    return any(server.variables for servers in (wants.api.servers, *own) for server in servers)


def _any_choice(wants: Wants) -> bool:
    """Whether the media type of an answer may be chosen, or its version."""
    every = (
        {reply.media for reply in operation.responses if reply.success and reply.media}
        for operation in wants.api.operations
    )
    several = any(len(media) > 1 or "*" in "".join(media) for media in every)
    return several or wants.api.media_version is not None


def _takes_models(wants: Wants) -> bool:
    """Whether an argument is, or holds, an object with a name."""
    types = [type_ for operation in wants.api.operations for type_ in operation.taken]
    found = reached(types, {schema.pointer: schema for schema in wants.api.schemas})
    return any(schema.kind == "object" for schema in found)


_MANY = 20
"""Models that Python's stack is long enough to build, however deep they are in each other."""
_DATES = ("date", "date-time", "time")
_PLAIN = frozenset({"string", "integer", "number", "boolean"})
_KNOWN = frozenset({None, "form", "simple"})


def _is_split(item: Mapping[str, Any]) -> bool:
    """Whether this is a parameter that is not known to be one plain value."""
    if item.get("in") not in ("query", "header", "path", "cookie") or "name" not in item:
        return False
    if "schema" not in item:
        return item.get("type") != "apiKey"
    schema = item["schema"]
    if not isinstance(schema, Mapping) or item.get("style") not in _KNOWN:
        return True
    named = schema.get("type")
    types = named if isinstance(named, list) else [named]
    joined = {"$ref", "allOf", "anyOf", "oneOf"} & schema.keys()
    return bool(joined) or not all(isinstance(one, str) and one in _PLAIN for one in types)


def _any_form(wants: Wants) -> bool:
    return _media("application/x-www-form-urlencoded", "multipart/", "application/*")(wants)


def _media(*starts: str) -> Callable[[Wants], bool]:
    """Whether a media type begins so; a range such as `*/*` may be any."""
    return lambda wants: any(key.lower().startswith((*starts, "*/")) for key in wants.keys)


_NEVER = "false"
"""Stands for the schema that nothing fits, which is no name of a member."""
_FLAGS = frozenset({"required", "deprecated", "nullable", "readOnly", "writeOnly", "explode"})
_RULES = (
    *("additionalProperties", "unevaluatedProperties", "patternProperties", "propertyNames"),
    *("minProperties", "maxProperties", "dependentRequired", "dependentSchemas"),
    *("minItems", "maxItems", "uniqueItems", "contains", "prefixItems", "unevaluatedItems"),
    *("minLength", "maxLength", "pattern", "minimum", "maximum", "multipleOf"),
    *("exclusiveMinimum", "exclusiveMaximum", "enum", "const", "oneOf"),
    *("anyOf", "not", "if", _NEVER),
)
"""Words of schemas that types say less than."""


def _any_rule(wants: Wants) -> bool:
    """Whether a document says more of values than types do: so it does of what may be missing."""
    optional = (not field.required for schema in wants.api.schemas for field in schema.fields)
    formats = {key for key in wants.keys if key.startswith("format: ")}
    named = formats - {"format: None", "format: binary"}
    return bool(named) or wants.has(*_RULES) or any(optional)


def _any_default(wants: Wants) -> bool:
    """Whether a member has a default that no literal of Python is."""
    named = {schema.pointer: schema for schema in wants.api.schemas}
    fields = (field for schema in wants.api.schemas for field in schema.fields)
    return any((literal(field, named) or "").startswith(JSON) for field in fields)


def _any_list(wants: Wants) -> bool:
    """Whether a parameter of a query is a list, or may be anything."""
    plain = (ir.Prim, ir.Const, ir.Enum)
    types = (p.type for op in wants.api.operations for p in op.params if p.where == "query")
    return any(not isinstance(type_, plain) for type_ in types)


FEATURES: Mapping[str, Feature] = {
    "lists in pages": Feature(
        _any("paging"),
        ("client.paging", "client.positions", "server.sandbox.paging"),
        {"client.paging": ("AsyncPage", "AsyncPages", "Page")},
    ),
    "answers that come item by item": Feature(
        lambda wants: any(
            reply.item is not None for op in wants.api.operations for reply in op.responses
        ),
        ("client.events", "server.app.sequence", "wire.sequence"),
        {"client.events": ("AsyncStream", "Stream"), "wire.sequence": ("Event",)},
    ),
    "processes": Feature(
        _any("process"),
        ("client.process",),
        {"client.process": ("AsyncProcess", "Process", "wait_all", "wait_all_async")},
    ),
    "calls in the background": Feature(
        _any("background"),
        ("client.background",),
        {"client.background": ("BackgroundStats", "later", "later_async")},
    ),
    "access tokens": Feature(
        lambda wants: any(scheme.kind == "oauth2" for scheme in wants.api.schemes),
        ("access.grants", "access.keyring", "access.oauth", "access.tokens", "server.app.tokens"),
    ),
    "XML": Feature(_any_xml, ("wire.xml", "wire.xml_data", "wire.xml_shape")),
    "bodies that are no JSON": Feature(
        _any_other_body, ("wire.media", "wire.upload"), {"wire.upload": ("File",)}
    ),
    "multipart bodies": Feature(
        _media("multipart/"),
        ("server.app.multipart", "wire.media", "wire.multipart", "wire.upload"),
    ),
    "forms": Feature(_any_form, ("server.app.forms", "server.app.structures")),
    "lists and objects in parameters": Feature(
        lambda wants: wants.split, ("server.app.structures",)
    ),
    "credentials": Feature(
        lambda wants: bool(wants.api.schemes), ("access.entry", "access.keyring", "server.app.auth")
    ),
    "variables of servers": Feature(_any_variable, ("access.entry", "access.keyring")),
    "models as arguments": Feature(
        _takes_models, ("ground.kinds", "server.app.direct", "server.app.proof", "wire.given")
    ),
    "models a long way round": Feature(
        lambda wants: len(wants.api.schemas) > _MANY, ("ground.deep",)
    ),
    "kinds of objects": Feature(lambda wants: wants.has("discriminator"), ("ground.kinds",)),
    "dates and the vendor's spellings": Feature(
        lambda wants: wants.has("x-wire", *map("format: {}".format, _DATES)), ("wire.formats",)
    ),
    "members that no other keyword describes": Feature(
        lambda wants: wants.has("unevaluatedProperties"), ("server.app.leftover",)
    ),
    "durations and times of day": Feature(
        lambda wants: wants.has("format: duration", "format: time"), ("server.schemas.moments",)
    ),
    "bodies of several media types": Feature(
        lambda wants: any(op.body is not None and op.body.others for op in wants.api.operations),
        ("wire.media", "wire.several", "wire.upload"),
    ),
    "a choice of media types": Feature(_any_choice, ("call.variant",)),
    "webhooks": Feature(
        lambda wants: bool(wants.api.webhooks),
        ("webhooks", "webhooks.receive", "webhooks.rsa", "webhooks.signature"),
    ),
    "callbacks": Feature(
        lambda wants: bool(wants.api.callbacks),
        (
            *("webhooks", "webhooks.callback", "webhooks.receive"),
            *("webhooks.rsa", "webhooks.signature"),
        ),
    ),
    "arguments that are looked at": Feature(
        lambda wants: _any("groups")(wants) or _any("unsent")(wants), ("ground.groups",)
    ),
    "lists in queries": Feature(
        _any_list,
        ("server.app.spread", "server.app.structures"),
    ),
    "deprecated methods": Feature(_any("deprecated"), ("ground.marks",)),
    "versions of media types": Feature(
        lambda wants: wants.has("x-media-version"), ("server.app.versions",)
    ),
    "documented limits": Feature(
        _any("limits"),
        ("limits.redis", "limits.scripts", "limits.window"),
        {"limits.redis": ("RedisLimiter",)},
    ),
    "limits that the server counts": Feature(
        lambda wants: wants.has("x-rate-limit"), ("server.app.limits",)
    ),
    "rules that types do not say": Feature(_any_rule, ("call.held", "server.app.held")),
    "pages that call from browsers": Feature(
        lambda wants: wants.has("x-cors"), ("server.app.cors",)
    ),
    "values told by their text": Feature(
        lambda wants: wants.has("anyOf", "oneOf", "prefixItems", "patternProperties"),
        ("server.app.texts",),
    ),
    "unions whose members may overlap": Feature(
        lambda wants: wants.has("oneOf"), ("server.app.unions",)
    ),
    "defaults without a literal": Feature(_any_default, ("ground.defaults",)),
    "decimals": Feature(lambda wants: wants.has("format: decimal"), ("wire.decimals",)),
    "kinds that a discriminator tells": Feature(
        lambda wants: wants.has("discriminator"), ("server.schemas.families",)
    ),
    "strings of a pattern": Feature(
        lambda wants: wants.has("pattern", "patternProperties"), ("server.schemas.patterns",)
    ),
    "operations that share a path": Feature(
        lambda wants: any(mark in op.path for op in wants.api.operations for mark in "?#"),
        ("server.app.choice",),
    ),
    "a choice of the id in a path": Feature(
        lambda wants: wants.has("enum") or _any_verb(wants),
        ("server.sandbox.selectors",),
    ),
    "paths that end in a verb": Feature(
        _any_verb,
        ("server.sandbox.verbs",),
    ),
    "a directed sandbox": Feature(
        lambda wants: wants.has("x-sandbox") or _any("process")(wants),
        (
            "server.sandbox.cases",
            "server.sandbox.consequences",
            "server.sandbox.directed",
            "server.sandbox.directed_things",
            "server.sandbox.effects",
            "server.sandbox.directions",
            "server.sandbox.formulas",
            "server.sandbox.jobs",
            "server.sandbox.lines",
            "server.sandbox.money",
            "server.sandbox.narrow",
            "server.sandbox.processes",
            "server.sandbox.rules",
        ),
    ),
}
"""What it is for → when it is needed, and what it consists of."""


class Engine(NamedTuple):
    """An HTTP library that a client can use besides httpx, where the settings ask for it."""

    needs: str
    """What its extra installs."""
    modules: tuple[str, ...]


ENGINES: Mapping[str, Engine] = MappingProxyType(
    {
        "aiohttp": Engine("aiohttp>=3.12,<4", ("ground.slim", "transport.aiohttp")),
        "pyreqwest": Engine("pyreqwest>=0.15,<1", ("ground.slim", "transport.pyreqwest")),
    }
)

CONSOLE = frozenset({"wire.body", "wire.encode"})
"""What the console of `serve` asks a package for by name, to write the requests of its forms."""

HALVES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "client": ("client.py", "api/", "errors.py", "hooks.py", "inputs.py", "webhooks.py"),
        "server": ("server/", "testing.py", "_runtime/server/"),
    }
)
"""Half of a package → what only it needs: the beginnings of paths in the package."""


def other_halves(halves: Collection[str]) -> tuple[str, ...]:
    """The beginnings of paths that a package of some halves does without."""
    return tuple(start for half, starts in HALVES.items() if half not in halves for start in starts)


def unneeded(
    api: ir.Api, tree: Any, engines: Collection[str] = (), named: Collection[str] = ()
) -> frozenset[str]:
    """Modules of the runtime that a package can do without.

    Args:
        api: What the document says.
        tree: The document itself, as its package's server gets it.
        engines: What its client can use besides httpx.
        named: Modules that its generated code imports.
    """
    wants = Wants(api, frozenset(_keys(tree)), any(map(_is_split, _objects(tree))))
    needed: set[str] = set()
    spare: set[str] = set()
    for feature in FEATURES.values():
        (needed if feature.needed(wants) else spare).update(feature.modules)
    for name, engine in ENGINES.items():
        (needed if name in engines else spare).update(engine.modules)
    return frozenset(spare - needed - set(named))


def offered(api: ir.Api) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Modules of the runtime with the names that users of a package may want."""
    wants = Wants(api, frozenset())
    for feature in FEATURES.values():
        if feature.offers and feature.needed(wants):
            yield from feature.offers.items()


def _keys(value: Any) -> Iterator[str]:
    """Names of all members of a document, however deep, its formats, and whether it says no."""
    for item in _objects(value):
        yield from map(str, item)
        yield f"format: {item.get('format')}"
        if any(item[key] is False for key in item.keys() - _FLAGS):
            yield _NEVER


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """All objects of a document, however deep."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Mapping):
            yield item
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
