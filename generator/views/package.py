"""The files around the code: `__init__`, models, metadata, README."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator import ir
from generator.layout import Layout
from generator.naming import Names
from generator.text import (
    Source,
    clean,
    first_sentence,
    md_text,
    py_docstring,
    py_string,
    toml_string,
)
from generator.views.client import constructor_arguments
from generator.views.common import call, dict_of, literal, tuple_of, unless
from generator.views.operations import retry_call
from generator.views.results import sorted_operations

_ALWAYS = (
    *("AsyncPage", "AsyncPages", "AsyncSecret", "Breaker", "Download", "DriftWarning", "File"),
    *("Hook", "Limits", "MemoryLimiter", "Options", "Page", "RedisLimiter", "Response"),
    *("Secret", "Timeouts"),
    *("raw", "raw_async", "stream", "stream_async"),
)
"""What users of every package may want to name."""


@dataclass(frozen=True, slots=True)
class ModuleView:
    """A module of models and the names in it."""

    name: Source
    classes: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ResourceLine:
    """A resource as a line of the README."""

    name: Source
    doc: Source
    methods: Source


@dataclass(frozen=True, slots=True)
class PackageView:
    """Metadata of a package."""

    package: Source
    distribution: Source
    version: Source
    doc: Source
    title: Source
    summary: Source
    prose: Source
    spec: Source
    api: Source
    api_symbols: Source
    modules: tuple[ModuleView, ...]
    operations: tuple[Source, ...]
    example: Source
    resources: tuple[ResourceLine, ...]
    conveniences: tuple[Source, ...]
    """Runtime functions that only some documents have a use for."""


def package_view(api: ir.Api, names: Names, layout: Layout) -> PackageView:
    """Everything that is said once in a package."""
    title = clean(api.title).strip()
    summary = first_sentence(api.summary) or title
    constructor, symbols = _api_call(api, names)
    return PackageView(
        package=Source(names.package),
        distribution=toml_string(distribution(names.package)),
        version=toml_string(version_of(api.version)),
        doc=py_docstring(f"{title}.\n\n{summary}" if summary != title else title, 0),
        title=Source(" ".join(md_text(title).split())),
        summary=toml_string(summary),
        prose=md_text(api.doc.strip() or summary),
        spec=Source(re.sub(r"[^\w.-]", "-", api.name)),
        api=constructor,
        api_symbols=Source(", ".join(sorted(symbols))),
        modules=tuple(
            ModuleView(Source(module), tuple(Source(name) for name in classes))
            for module, classes in layout.members(names).items()
        ),
        operations=tuple(
            Source(names.tags[tag.name].module)
            for tag in sorted(api.tags, key=lambda tag: names.tags[tag.name].module)
        ),
        example=_example(api, names),
        resources=tuple(_resource_line(api, names, tag) for tag in api.tags),
        conveniences=tuple(_conveniences(api)),
    )


def _conveniences(api: ir.Api) -> list[Source]:
    found = [Source(name) for name in _ALWAYS]
    if any(operation.background for operation in api.operations):
        found += [Source("later"), Source("later_async")]
    if any(operation.deadline for operation in api.operations):
        found.append(Source("Breaker"))
    if any(operation.process for operation in api.operations):
        found += [Source("Process"), Source("AsyncProcess")]
        found += [Source("wait_all"), Source("wait_all_async")]
    return sorted(found)


def distribution(package: str) -> str:
    """The name of a distribution (PyPA name normalisation)."""
    return re.sub(r"[-_.]+", "-", package).lower()


def version_of(text: str) -> str:
    """A legal version (PEP 440) near the document's own; `0.1.0` when it has none."""
    match = re.match(r"[vV]?(\d+(?:\.\d+)*)", text.strip())
    return match.group(1) if match else "0.1.0"


def _api_call(api: ir.Api, names: Names) -> tuple[Source, set[str]]:
    symbols = {"Api"}
    servers: list[Source] = []
    for server in api.servers:
        variables = dict_of(
            (py_string(name), literal(default or None) or "None")
            for name, default in server.variables.items()
        )
        arguments = dict_of(
            (py_string(name), py_string(names.variables[name])) for name in server.variables
        )
        has = bool(server.variables)
        servers.append(
            call(
                "Server",
                py_string(server.url),
                variables if has else None,
                arguments if has else None,
            )
        )
        symbols.add("Server")
    schemes: list[Source] = []
    for scheme in api.schemes:
        schemes.append(
            call(
                "Scheme",
                py_string(scheme.name),
                py_string(names.credentials[scheme.name] + ("_id" * (scheme.kind == "oauth2"))),
                py_string(scheme.kind),
                where=unless("header", scheme.where),
                wire=unless("Authorization", scheme.wire),
                token_url=literal(scheme.token_url),
                secret_argument=literal(
                    f"{names.credentials[scheme.name]}_secret" if scheme.kind == "oauth2" else None
                ),
                scopes=tuple_of(map(py_string, scheme.scopes)) if scheme.scopes else None,
            )
        )
        symbols.add("Scheme")
    errors = api.errors
    shape = None
    if errors != ir.Errors():
        shape = call(
            "ErrorShape",
            code=literal(errors.code),
            message=literal(errors.message),
            fields=literal(errors.fields),
            field_name=literal(errors.field_name),
            field_message=literal(errors.field_message),
            failure=literal(errors.failure),
        )
        symbols.add("ErrorShape")
    if api.retry:
        symbols.add("Retry")
    throttle = None
    if api.throttle:
        throttle = call(
            "Throttle",
            literal(api.throttle.status),
            limit=literal(api.throttle.limit),
            remaining=literal(api.throttle.remaining),
            reset=literal(api.throttle.reset),
            reset_unit=unless("unknown", api.throttle.reset_unit),
        )
        symbols.add("Throttle")
    constructor = call(
        "Api",
        package=py_string(names.package),
        title=py_string(clean(api.title).strip()),
        version=py_string(api.version),
        servers=tuple_of(servers) if servers else None,
        schemes=tuple_of(schemes) if schemes else None,
        security=tuple_of(tuple_of(map(py_string, option)) for option in api.security)
        if api.security
        else None,
        errors=shape,
        retry=retry_call(api.retry) if api.retry else None,
        request_id_headers=tuple_of(py_string(name.lower()) for name in api.request_id_headers)
        if api.request_id_headers
        else None,
        request_id_header=literal(api.request_id_header),
        throttle=throttle,
        media_version=literal(api.media_version),
        omit_null=unless(False, api.omit_null),
    )
    return constructor, symbols


def _example(api: ir.Api, names: Names) -> Source:
    """The constructor with placeholders, for the README."""
    needed = [a for a in constructor_arguments(api, names) if " = " not in a.argument]
    return Source(", ".join(f'{argument.name}="…"' for argument in needed))


def _resource_line(api: ir.Api, names: Names, tag: ir.Tag) -> ResourceLine:
    operations = sorted_operations(api, names, tag)
    return ResourceLine(
        name=Source(names.tags[tag.name].module),
        doc=Source(" ".join(md_text(first_sentence(tag.doc)).replace("|", "\\|").split())),
        methods=Source(", ".join(f"`{names.operations[op.id].method}`" for op in operations)),
    )
