"""Paths: how they are written, and the parameters that their placeholders want."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from generator.check.look import Look, Operation, Rule, held, listed
from generator.ground.diagnostics import Diagnostic, Span, nearest, short
from generator.read.source import Mapping

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def e303_ambiguous_paths(look: Look) -> Iterator[Diagnostic]:
    """Paths that differ in placeholder names only are identical (Paths Object)."""
    first: dict[str, str] = {}
    paths = held(look.tree, "paths")
    for path in _real(paths):
        shape = _PLACEHOLDER.sub("{}", path)
        if shape in first:
            yield paths.place.report(
                "E303",
                f"{path} and {first[shape]} are the same path",
                "keep one, or make their literal parts differ",
                key=path,
                related=[paths.place.key_span(first[shape])],
            )
        first.setdefault(shape, path)


def e304_placeholder_without_parameter(look: Look) -> Iterator[Diagnostic]:
    """Each placeholder needs a path parameter, or the URL cannot be built (Paths Object)."""
    for operation in look.operations:
        if operation.webhook:
            continue
        known = _path_parameters(look, operation)
        elsewhere = {
            p["name"]: p
            for p in look.parameters(operation)
            if p.get("in") in ("query", "header") and p.place.pointer.startswith("/paths/")
        }  # what others use, too, is right for them
        for name in dict.fromkeys(_PLACEHOLDER.findall(operation.path)):
            if name in elsewhere and name not in known:
                parameter = elsewhere[name]
                message = f"{{{name}}} is in the path, but its parameter is in {parameter['in']}"
                yield parameter.place.report("E304", message, "write `in: path`", key="in")
            elif name and name not in known:
                unused = set(known) - set(_PLACEHOLDER.findall(operation.path))
                plain = name.strip(".;*+#/?&")
                near = plain if plain in unused else nearest(name, unused)
                if plain != name and near:
                    mend = f"write {{{near}}}; style and explode belong to the parameter"
                elif near:
                    mend = f'write {{{near}}}, or rename the parameter "{near}"'
                else:
                    mend = f"add `- {{name: {name}, in: path, required: true, schema: …}}`"
                message = f"{operation.name} has no parameter for {{{name}}}"
                found = operation.place.report("E304", message, mend)
                yield replace(found, span=_to_change(look, operation, bool(near)))


def _to_change(look: Look, operation: Operation, misspelt: bool) -> Span:
    """Where a placeholder without parameter is mended: in the path, or among the parameters."""
    paths = held(look.tree, "paths")
    if misspelt and operation.path in paths:
        return paths.place.key_span(operation.path)
    here = "parameters" in operation.value
    return operation.place.key_span("parameters") if here else operation.place.span()


def e305_parameter_without_placeholder(look: Look) -> Iterator[Diagnostic]:
    """A path parameter that the path does not mention cannot be sent."""
    for operation in look.operations:
        if operation.webhook:
            continue
        names = _PLACEHOLDER.findall(operation.path)
        known = _path_parameters(look, operation)
        if not all(name in known for name in names):
            continue  # one fault, told from the placeholder's side
        for name, parameter in known.items():
            if name not in names:
                message = f'{operation.path} has no {{{name}}} for path parameter "{name}"'
                mend = f"add {{{name}}} to the path, or remove the parameter"
                yield parameter.place.report(
                    "E305", message, mend, related=[operation.place.span()]
                )


def e306_malformed_path(look: Look) -> Iterator[Diagnostic]:
    """A path begins with a slash, and its braces match (Paths Object)."""
    paths = held(look.tree, "paths")
    for path in paths:
        if path.startswith("x-"):
            continue
        names = _PLACEHOLDER.findall(path)
        rest = _PLACEHOLDER.sub("", path)
        fault = mend = ""
        if not path.startswith("/"):
            fault, mend = "does not begin with /", f"write /{path}"
        elif "{" in rest or "}" in rest:
            fault, mend = "has a brace without its partner", "write {name} for a placeholder"
        elif "" in names:
            fault, mend = "has a placeholder without a name", "write {name} for a placeholder"
        elif len(set(names)) != len(names):
            fault, mend = "names a placeholder twice", "give each placeholder its own name"
        elif "?" in path or "#" in path:
            fault, mend = "holds a query or fragment", "make them parameters, in: query"
        if fault:
            yield paths.place.report("E306", f"{short(path, 80)} {fault}", mend, key=path)


def w383_odd_path(look: Look) -> Iterator[Diagnostic]:
    """A path that no router means so: another tool's placeholder, a space, a slash too many."""
    paths = held(look.tree, "paths")
    for path in _real(paths):
        rest = _PLACEHOLDER.sub("", path)
        other = re.search(r"/:([A-Za-z_]\w*)(?=/|\Z)|<([A-Za-z_][\w:]*)>", path)
        if "//" in path and path.startswith("/"):
            message, mend = "has an empty segment", f"write {re.sub('/+', '/', path)[:60]}"
        elif re.search(r"\s", rest):
            message, mend = "has a space in it", "remove it, or write %20"
        elif other is not None:
            name = str(other[1] or other[2]).rpartition(":")[2]
            message, mend = "has a placeholder of another tool", f"write {{{name[:40]}}}"
        else:
            continue
        yield paths.place.report("W383", f"{short(path, 60)} {message}", mend, key=path)


def w383_base_again(look: Look) -> Iterator[Diagnostic]:
    """A server's path comes before each path, so that none begins with it again."""
    servers = [s for s in listed(look.tree, "servers") if isinstance(s, Mapping)]
    paths = held(look.tree, "paths")
    bases = {_base(str(server.get("url"))) for server in servers}
    for base in bases if len(bases) == 1 else ():
        if base and all(path.startswith(f"{base}/") for path in _real(paths)):
            first = next(iter(_real(paths)), None)
            if first is not None:
                message = f"{short(first, 50)} begins with {base[:30]}, as the server's URL ends"
                mend = f"write {first.removeprefix(base)[:60]}"
                yield paths.place.report("W383", message, mend, key=first)


def _base(url: str) -> str:
    """The path of a server's URL, without a slash at its end; empty where it has variables."""
    found = re.fullmatch(r"(?:[A-Za-z][\w+.-]*://[^/]*)?(/[^{}?#]*)", url)
    return found[1].rstrip("/") if found else ""


def h384_no_operation(look: Look) -> Iterator[Diagnostic]:
    """A path without an operation (it may be hidden from this reader, Path Item Object)."""
    paths = held(look.tree, "paths")
    done = {operation.path for operation in look.operations if not operation.webhook}
    for path in _real(paths):
        item = paths[path]
        if path not in done and isinstance(item, Mapping) and not item.keys() - _AROUND:
            message = f"{short(path, 60)} has no operation"
            yield paths.place.report("H384", message, "add one, or remove the path", key=path)


_AROUND = frozenset({"summary", "description", "parameters", "servers"})


def _real(paths: Mapping) -> Iterator[str]:
    return (path for path in paths if not path.startswith("x-"))


def _path_parameters(look: Look, operation: Operation) -> dict[str, Mapping]:
    found = look.parameters(operation)
    return {p["name"]: p for p in found if p.get("in") == "path"}


RULES: tuple[Rule, ...] = (
    e303_ambiguous_paths,
    e304_placeholder_without_parameter,
    e305_parameter_without_placeholder,
    e306_malformed_path,
    w383_odd_path,
    w383_base_again,
    h384_no_operation,
)
