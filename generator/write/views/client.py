"""`client.py`: the clients, their constructors and what a constructor takes."""

from __future__ import annotations

from generator.ground.records import record
from generator.ground.text import Source, clean, first_sentence, py_docstring, py_string
from generator.name.naming import Names
from generator.understand import ir
from generator.write.fill import WIDTH, filled_call, filled_display


@record(frozen=True, slots=True)
class CredentialView:
    """A constructor argument."""

    name: Source
    argument: Source
    doc: str


@record(frozen=True, slots=True)
class EntryView:
    """A resource as an attribute of the client."""

    attribute: Source
    cls: Source
    doc: Source | None
    """What the vendor says of it."""


@record(frozen=True, slots=True)
class ClientFlavourView:
    """`Client` or `AsyncClient`."""

    cls: Source
    base: Source
    prefix: Source
    doc: Source
    signature: Source
    told: Source
    """The constructor's docstring."""
    call: Source


@record(frozen=True, slots=True)
class ClientView:
    """`client.py`."""

    doc: Source
    background: bool
    """Whether there are events to send in the background."""
    process: bool
    """Whether there are processes to wait for."""
    typing: Source
    """What the constructors' annotations need of `typing`."""
    lazy: Source
    """What makes attributes, where there are any."""
    flavours: tuple[ClientFlavourView, ...]
    entries: tuple[EntryView, ...]

    @property
    def filled(self) -> bool:
        """Whether a formatter would lay a constructor or an attribute out otherwise."""
        wide = any(
            len(f'    {one.attribute}: Async{one.cls} = Lazy("Async{one.cls}")') > WIDTH
            for one in self.entries
        )
        return wide or any("\n" in one.signature or "\n" in one.call for one in self.flavours)


def client_view(api: ir.Api, names: Names) -> ClientView:
    """Both clients of a package."""
    entries = [
        EntryView(
            attribute=Source(names.tags[tag.name].module),
            cls=Source(names.tags[tag.name].cls),
            doc=py_docstring(said) if (said := first_sentence(tag.doc)) else None,
        )
        for tag in api.tags
    ]
    title = clean(api.title).strip()
    flavours = tuple(
        _flavour(prefix, f"{title}: {kind} client.", constructor_arguments(api, names, prefix))
        for prefix, kind in (("", "synchronous"), ("Async", "asynchronous"))
    )
    process = any(operation.process for operation in api.operations)
    literal = any("Literal[" in flavour.signature for flavour in flavours)
    wants = {"TYPE_CHECKING": True, "Any": process, "Literal": literal, "Unpack": True}
    return ClientView(
        doc=py_docstring(f"{title}: the clients.", 0),
        background=any(operation.background for operation in api.operations),
        process=process,
        typing=Source(", ".join(name for name, wanted in wants.items() if wanted)),
        lazy=Source(", Lazy" if entries else ""),
        flavours=flavours,
        entries=tuple(sorted(entries, key=lambda entry: entry.attribute)),
    )


def _flavour(prefix: str, doc: str, arguments: list[CredentialView]) -> ClientFlavourView:
    settings = f"{prefix}ClientSettings"
    signature = ["*", *(one.argument for one in arguments)] if arguments else []
    told = f"Make a client, by `{settings}`; nothing is sent before the first call."
    if arguments:
        entries = [f"    {one.name}: {' '.join(one.doc.split())}" for one in arguments]
        entries.append(f"    **settings: Timeouts, retries, transport and the like: `{settings}`.")
        first = "Make a client; nothing is sent before the first call."
        told = "\n".join([f"{first}\n\nArgs:", *entries])
    return ClientFlavourView(
        cls=Source(f"{prefix}Client"),
        base=Source(f"{prefix}BaseClient"),
        prefix=Source(prefix),
        doc=py_docstring(doc),
        signature=filled_call(
            "def __init__(",
            ["self", *signature, f"**settings: Unpack[{settings}]"],
            ") -> None:",
            4,
        ),
        told=py_docstring(told, 8),
        call=filled_display(
            "super().__init__(API, {",
            [f"{py_string(one.name)}: {one.name}" for one in arguments],
            "}, **settings)",
            8,
        ),
    )


def _choices(server: ir.Server, variable: str) -> str:
    """What a server variable may be, where that is enumerated."""
    values = server.choices.get(variable)
    return f" ({', '.join(values)})" if values else ""


def _variable_type(server: ir.Server, variable: str) -> str:
    """The type of a server variable: its values, where the document lists them."""
    default = server.variables[variable]
    values = dict.fromkeys((*server.choices.get(variable, ()), *([default] if default else ())))
    if not server.choices.get(variable):
        return "str"
    return f"Literal[{', '.join(map(py_string, values))}]"


def constructor_arguments(api: ir.Api, names: Names, prefix: str = "") -> list[CredentialView]:
    """Credentials and server variables; one of the same name is one argument."""
    alternatives = {name for option in api.security for name in option}
    always = set.intersection(*map(set, api.security)) if api.security else set[str]()
    found: dict[str, CredentialView] = {}
    for scheme in api.schemes:
        if scheme.kind == "mutual-tls":
            continue
        name = names.credentials[scheme.name]
        needed = scheme.name in always or (len(api.schemes) == 1 and scheme.name in alternatives)
        if name in found:
            continue
        doc = first_sentence(scheme.doc) or f"The credential of {scheme.name}."
        if scheme.kind == "oauth2":
            for part, what in (("id", "client id"), ("secret", "client secret")):
                half = Source(f"{name}_{part}")
                found[half] = CredentialView(
                    half,
                    Source(f"{half}: {prefix}Secret{'' if needed else ' | None = None'}"),
                    f"The {what} of {scheme.name} (OAuth 2.0).",
                )
            continue
        type_ = f"{prefix}Secret" + (" | tuple[str, str]" if scheme.kind == "basic" else "")
        default = "" if needed else " | None = None"
        found[name] = CredentialView(Source(name), Source(f"{name}: {type_}{default}"), doc)
    for server in api.servers:
        for variable, default_value in server.variables.items():
            name = names.variables[variable]
            if name in found:
                continue
            default = "" if not default_value else f" = {py_string(default_value)}"
            doc = f"Server variable {variable}{_choices(server, variable)}."
            argument = f"{name}: {_variable_type(server, variable)}{default}"
            found[name] = CredentialView(Source(name), Source(argument), doc)
    for operation in api.operations:
        for variable, default_value in (
            operation.servers[0].variables.items() if operation.servers else ()
        ):
            name = names.variables[variable]
            type_ = _variable_type(operation.servers[0], variable)
            type_ += f" = {py_string(default_value)}" if default_value else " | None = None"
            choices = _choices(operation.servers[0], variable)
            doc = f"Server variable {variable}{choices}, of `{operation.id}`'s server."
            found.setdefault(name, CredentialView(Source(name), Source(f"{name}: {type_}"), doc))
    return sorted(found.values(), key=lambda view: (" = " in view.argument, view.name))
