"""Paths, operations, parameters, tags, links and servers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from generator.check.look import Look, Operation, Rule, held, listed
from generator.ground.diagnostics import Diagnostic, Span, nearest, short
from generator.read.source import Mapping, Place

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PLAIN = re.compile(r"[\w.~:/{}()@$*+,;=!'#-]+\Z")
_STATUS = re.compile(r"[1-5](?:[0-9]{2}|XX)\Z")
_WRITTEN_HEADERS = frozenset(
    {"cookie", "host", "content-length", "connection", "transfer-encoding", "te", "upgrade"}
)
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})


def e301_duplicate_operation_id(look: Look) -> Iterator[Diagnostic]:
    """An operationId "MUST be unique among all operations" (Operation Object)."""
    first: dict[str, Place] = {}
    for operation in look.operations:
        if not operation.id:
            continue
        if operation.id not in first:
            first[operation.id] = operation.place
            continue
        yield operation.place.report(
            "E301",
            f'operationId "{operation.id}" is taken',
            "give one of the two operations another operationId",
            key="operationId",
            related=[first[operation.id].child("operationId").span()],
        )


def w302_no_operation_id(look: Look) -> Iterator[Diagnostic]:
    """Without an operationId the method's name comes from the path, and moves with it."""
    for operation in look.operations:
        if operation.id and not _PLAIN.match(operation.id):
            written = "".join(w[0].upper() + w[1:] for w in re.findall(r"[\w.-]+", operation.id))
            mend = f"write {written[:1].lower() + written[1:50]}" if written else "write a name"
            message = f"operationId {short(operation.id, 40)} is no name that tools can use"
            yield operation.place.report("H377", message, mend, key="operationId")
        if operation.value.get("operationId") == "":
            mend = f"write `operationId: {_suggested(operation)}`"
            yield operation.place.report("W302", "operationId is empty", mend, key="operationId")
        elif not operation.id:
            yield operation.item.place.report(
                "W302",
                f"{operation.name} has no operationId",
                f"add `operationId: {_suggested(operation)}`",
                key=operation.method if operation.method in operation.item else None,
            )


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


def e307_duplicate_parameter(look: Look) -> Iterator[Diagnostic]:
    """A parameter is its name and place: one list names it once (Operation Object)."""
    for node in look.of("operation", "pathItem"):
        first: dict[tuple[str, str], Place] = {}
        for index, value in enumerate(listed(node.value, "parameters")):
            parameter = look.deref(value)
            key = (str(parameter.get("name")), str(parameter.get("in")))
            place = node.value["parameters"].place.child(index)
            if key in first and "name" in parameter:
                message = f'{key[1]} parameter "{key[0]}" stands twice in one list'
                related = [first[key].span()]
                yield place.report("E307", message, "remove one", related=related)
            first.setdefault(key, place)


def w308_ignored_header(look: Look) -> Iterator[Diagnostic]:
    """Accept, Content-Type and Authorization are not parameters (Parameter Object)."""
    for node in look.of("parameter"):
        name = node.value.get("name")
        if node.value.get("in") == "header" and str(name).lower() in _IGNORED_HEADERS:
            message = f'header parameter "{name}" is ignored by the standard'
            mend = "say it with content types or a security scheme"
            yield node.place.report("W308", message, mend, key="name")
        elif node.value.get("in") == "header" and str(name).lower() in _WRITTEN_HEADERS:
            message = f'header parameter "{name}" is written by what sends the request'
            mend = "remove it"
            if str(name).lower() == "cookie":
                mend = "write a parameter `in: cookie` for each"
            yield node.place.report("W308", message, mend, key="name")


def e309_response_key(look: Look) -> Iterator[Diagnostic]:
    """A response stands under a status, a range or `default` (Responses Object)."""
    for node in look.of("responses"):
        for key in node.value:
            if not key.startswith("x-") and key != "default" and not _STATUS.match(key):
                upper = key.strip().upper().replace("O", "0").replace("*", "X")[:3]
                mend = f'write "{upper}"' if _STATUS.match(upper) else 'write "200", "4XX", default'
                message = f"{short(key, 40)} is no HTTP status"
                yield node.place.report("E309", message, mend, key=key)


def w310_undeclared_tag(look: Look) -> Iterator[Diagnostic]:
    """Where tags are declared, one that is not is likely misspelt."""
    tags = [t.get("name") for t in listed(look.tree, "tags") if isinstance(t, Mapping)]
    declared = {name for name in tags if isinstance(name, str)}
    if not declared:
        return
    for operation in look.operations:
        for index, tag in enumerate(listed(operation.value, "tags")):
            if isinstance(tag, str) and tag not in declared:
                near = nearest(tag, declared)
                mend = f"did you mean {near}?" if near else "add it to the document's tags"
                place = operation.value["tags"].place.child(index)
                yield place.report("W310", f"tag {short(tag, 40)} is not declared", mend)


def e313_server_variable(look: Look) -> Iterator[Diagnostic]:
    """Each {name} of a server's URL is one of its variables (Server Object)."""
    for node in look.of("server"):
        url = node.value.get("url")
        if not isinstance(url, str):
            continue
        variables = held(node.value, "variables")
        for name in dict.fromkeys(_PLACEHOLDER.findall(url)):
            if name not in variables:
                near = nearest(name, variables)
                mend = f"did you mean {{{near}}}?" if near else f"add `{name}` to its variables"
                yield node.place.report(
                    "E313", f"the server's URL has no variable for {{{name}}}", mend, key="url"
                )
    for node in look.of("serverVariable"):
        values = listed(node.value, "enum")
        default = node.value.get("default")
        if values and default not in values and "default" in node.value:
            message = f"default {short(default, 40)} is not in the variable's enum"
            yield node.place.report("E313", message, "add it to the enum", key="default")


def w314_link(look: Look) -> Iterator[Diagnostic]:
    """A link's operation exists (Link Object)."""
    known = {operation.id for operation in look.operations}
    for node in look.of("link"):
        name = node.value.get("operationId")
        if isinstance(name, str) and name not in known:
            near = nearest(name, known)
            mend = f"did you mean {near}?" if near else "name an operation of this document"
            message = f"the link leads to no operation: {short(name, 40)}"
            yield node.place.report("W314", message, mend, key="operationId")


def e315_duplicate_tag(look: Look) -> Iterator[Diagnostic]:
    """Tag names are unique (OpenAPI Object)."""
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for tag in listed(look.tree, "tags"):
        if isinstance(tag, Mapping) and isinstance(tag.get("name"), str):
            places[tag["name"]].append(tag.place)
    for name, found in places.items():
        for place in found[1:]:
            message = f"tag {short(name, 40)} is declared twice"
            yield place.report("E315", message, "remove one", related=[found[0].span()])


def e176_tag_parent(look: Look) -> Iterator[Diagnostic]:
    """A tag's parent is a tag of the document, and not below it (OpenAPI 3.2, Tag Object)."""
    tags = [tag for tag in listed(look.tree, "tags") if isinstance(tag, Mapping)]
    parents = {str(tag.get("name")): str(tag.get("parent", "")) for tag in tags}
    for tag in tags:
        if "parent" not in tag:
            continue
        above, seen = str(tag["parent"]), {str(tag.get("name"))}
        if above not in parents:
            near = nearest(above, parents)
            mend = f"did you mean {near}?" if near else "declare it, or remove `parent`"
            message = f"tag {short(above, 40)} is not declared"
            yield tag.place.report("E176", message, mend, key="parent")
        while above in parents and above not in seen:
            seen.add(above)
            above = parents[above]
        if above == str(tag.get("name")):
            message = f"tag {short(above, 40)} stands below itself"
            yield tag.place.report("E176", message, "end the circle", key="parent")


def _real(paths: Mapping) -> Iterator[str]:
    return (path for path in paths if not path.startswith("x-"))


def _path_parameters(look: Look, operation: Operation) -> dict[str, Mapping]:
    found = look.parameters(operation)
    return {p["name"]: p for p in found if p.get("in") == "path"}


def _suggested(operation: Operation) -> str:
    words = [w for w in re.split(r"[^A-Za-z0-9]+", _PLACEHOLDER.sub("", operation.path)) if w]
    return operation.method + "".join(w[0].upper() + w[1:] for w in words[-2:])


RULES: tuple[Rule, ...] = (
    e301_duplicate_operation_id,
    w302_no_operation_id,
    e303_ambiguous_paths,
    e304_placeholder_without_parameter,
    e305_parameter_without_placeholder,
    e306_malformed_path,
    w383_odd_path,
    w383_base_again,
    h384_no_operation,
    e307_duplicate_parameter,
    w308_ignored_header,
    e309_response_key,
    w310_undeclared_tag,
    e313_server_variable,
    w314_link,
    e315_duplicate_tag,
    e176_tag_parent,
)
