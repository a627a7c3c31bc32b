"""The files around the code: `__init__`, models, metadata, README."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from generator.ground.records import record
from generator.ground.text import (
    Source,
    clean,
    first_sentence,
    md_text,
    py_docstring,
    py_string,
    toml_string,
)
from generator.name.layout import Layout
from generator.name.naming import Names
from generator.understand import ir
from generator.write.features import ENGINES, offered
from generator.write.fill import filled_call, filled_import, filled_words
from generator.write.metadata import CLASSIFIERS, Form, Metadata, person
from generator.write.types import Import
from generator.write.views.client import constructor_arguments
from generator.write.views.common import call, import_lines, keywords, literal, tuple_of, unless
from generator.write.views.first import first_call
from generator.write.views.operations import errors_call, retry_call, server_call
from generator.write.views.results import sorted_operations
from generator.write.views.version import version_of

_ALWAYS = (
    *("AsyncSecret", "Breaker", "Cache", "Download", "DriftWarning", "Hook", "Limits"),
    *("MemoryLimiter", "Options", "Response", "Secret", "Timeouts"),
    *("raw", "raw_async", "stream", "stream_async"),
)
"""What users of every package may want to name."""

_WHAT = {
    (True, True): Source("A typed client, and a server that answers as the vendor does."),
    (True, False): Source("A typed client."),
    (False, True): Source("A server that answers as the vendor does."),
}
"""By whether there is a client and a server."""


@record(frozen=True, slots=True)
class ModuleView:
    """A module and names in it."""

    imported: Source
    """How a type checker is told of them."""
    named: Source
    """Its entry in the table of those that are imported when they are first touched."""


@record(frozen=True, slots=True)
class ResourceLine:
    """A resource as a line of the README."""

    name: Source
    doc: Source
    methods: Source


@record(frozen=True, slots=True)
class PackageView:
    """Metadata of a package."""

    package: Source
    distribution: Source
    version: Source
    doc: Source
    title: Source
    summary: Source
    prose: Source
    what: Source
    """What the package holds, in one sentence."""
    extras: Source
    spec: Source
    api: Source
    api_imports: tuple[Source, ...]
    modules: tuple[ModuleView, ...]
    operations: tuple[Source, ...]
    example: Source
    first: tuple[Source, ...]
    """The lines of a first call."""
    groups: bool
    """Whether methods have arguments that go with each other."""
    resources: tuple[ResourceLine, ...]
    conveniences: tuple[ModuleView, ...]
    """What else users may want to name."""
    client: bool
    server: bool
    engines: tuple[Source, ...] = ()
    """Extras of `pyproject.toml` for engines."""
    metadata: tuple[Source, ...] = ()
    """Lines of `[project]` beside those of every package."""
    urls: tuple[Source, ...] = ()
    """Lines of `[project.urls]`."""
    left_out: tuple[Source, ...] = ()
    """What of the document is not in the package, for the README."""


def package_view(
    api: ir.Api,
    names: Names,
    layout: Layout,
    form: Form,
    left_out: Iterable[str] = (),
) -> PackageView:
    """Everything that is said once in a package."""
    title = clean(api.title).strip()
    summary = first_sentence(api.summary) or title
    constructor, imports = _api_call(api, names, client="client" in form.halves)
    return PackageView(
        package=Source(names.package),
        distribution=toml_string(distribution(names.package)),
        version=toml_string(version_of(api.version)),
        doc=py_docstring(f"{title}.\n\n{summary}" if summary != title else title, 0),
        title=Source(" ".join(md_text(title).split())),
        summary=toml_string(summary),
        what=_WHAT["client" in form.halves, "server" in form.halves],
        extras=_extras(api, form.halves),
        prose=md_text(api.doc.strip() or summary),
        spec=Source(re.sub(r"[^\w.-]", "-", api.name)),
        api=constructor,
        api_imports=import_lines(imports, depth=1),
        modules=tuple(
            _module(module, classes) for module, classes in layout.members(names).items()
        ),
        operations=tuple(
            Source(names.tags[tag.name].module)
            for tag in sorted(api.tags, key=lambda tag: names.tags[tag.name].module)
        ),
        example=_example(api, names),
        first=first_call(api, names),
        groups=any(operation.groups for operation in api.operations),
        resources=tuple(_resource_line(api, names, tag) for tag in api.tags),
        conveniences=tuple(_conveniences(api)),
        client="client" in form.halves,
        server="server" in form.halves,
        metadata=tuple(_metadata(api, form.metadata)),
        urls=tuple(_urls(api, form.metadata)),
        engines=tuple(Source(f'{name} = ["{ENGINES[name].needs}"]') for name in form.engines),
        left_out=tuple(Source(" ".join(md_text(line).split())) for line in left_out),
    )


def _metadata(api: ir.Api, metadata: Metadata) -> Iterator[Source]:
    """The lines that an index shows (PEP 621, PEP 639)."""
    if metadata.license:
        yield Source(f"license = {toml_string(metadata.license)}")
    people = [
        "{" + ", ".join(f"{key} = {toml_string(said)}" for key, said in person(one).items()) + "}"
        for one in metadata.authors
    ]
    if people:
        yield Source(f"authors = [{', '.join(people)}]")
    words = metadata.keywords or (distribution(api.name), "api", "client", "openapi")
    yield Source(f"keywords = [{', '.join(map(toml_string, words))}]")
    yield Source("classifiers = [")
    for one in dict.fromkeys(CLASSIFIERS + metadata.classifiers):
        yield Source(f"    {toml_string(one)},")
    yield Source("]")


def _urls(api: ir.Api, metadata: Metadata) -> Iterator[Source]:
    """Addresses; the vendor's documentation where the document names it."""
    known = {"Documentation": api.link} if api.link.startswith(("http://", "https://")) else {}
    for label, url in {**known, **dict(metadata.urls)}.items():
        yield Source(f"{toml_string(label)} = {toml_string(url)}")


def _conveniences(api: ir.Api) -> Iterator[ModuleView]:
    yield _module("_runtime.client", _ALWAYS)
    for module, offers in sorted(offered(api)):
        yield _module(f"_runtime.{module}", offers)


def _module(name: str, classes: Sequence[str]) -> ModuleView:
    return ModuleView(
        filled_import(f".{name}", classes, 4), filled_words(f"{py_string(name)}: ", classes, 8)
    )


def distribution(package: str) -> str:
    """The name of a distribution (PyPA name normalisation)."""
    return re.sub(r"[-_.]+", "-", package).lower()


def _api_call(api: ir.Api, names: Names, *, client: bool) -> tuple[Source, set[Import]]:
    symbols = {"Api"}
    servers = [server_call(server, names) for server in api.servers]
    if servers:
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
                foreign=tuple_of(map(py_string, scheme.foreign)) if scheme.foreign else None,
                grant=Source("client_credentials") if client and scheme.kind == "oauth2" else None,
            )
        )
        symbols.add("Scheme")
    shape = None
    if api.errors != ir.Errors():
        shape = errors_call(api.errors)
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
    constructor = keywords(
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
        http2=unless(False, api.http2),
        omit_null=unless(False, api.omit_null),
        loose_scalars=unless(False, api.loose_scalars),
    )
    imports: set[Import] = {("._runtime", symbol) for symbol in symbols}
    if client and any(scheme.kind == "oauth2" for scheme in api.schemes):
        imports.add(("._runtime.access.grants", "client_credentials"))
    return filled_call("API = Api(", constructor, ")", 0), imports


def _extras(api: ir.Api, halves: Collection[str]) -> Source:
    """What else can be installed with a package."""
    if "client" not in halves:
        return Source("")
    asked = ", which the vendor asks for and which is spoken once it is installed"
    http2 = f"`[http2]` for HTTP/2{asked if api.http2 else ''}"
    server = ", `[server]` for the server and the sandbox" if "server" in halves else ""
    return Source(f" Extras: {http2}{server}.")


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
