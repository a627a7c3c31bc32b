"""Swagger 2.0 in the words of OpenAPI 3: the same objects, said anew, at their own places.

Every new object keeps the place of what it was made from, so that findings lead
to the author's own lines. Schemas stay the objects they are (`upgrade` says them
anew, as those of 3.0), and references stay as they were written: they are
followed through the files as these are, and `converted` says what then stands for
what was found there. After the list of differences in OpenAPI 3.0's appendix and
the objects of Swagger 2.0 itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from generator.ground.diagnostics import Diagnostic, SpecError, short
from generator.read.document.references import Resolver
from generator.read.source import Mapping, Place, Sequence, mapping, sequence

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
FORM, MULTIPART, JSON = (
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/json",
)

_ROOT = frozenset(("swagger", "host", "basePath", "schemes", "consumes", "produces", "paths",
                   "definitions", "parameters", "responses", "securityDefinitions"))  # fmt: skip
_OPERATION = frozenset(("consumes", "produces", "schemes", "parameters", "responses"))
_VALUE = frozenset(("type", "format", "items", "default", "maximum", "exclusiveMaximum", "minimum",
                    "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems",
                    "uniqueItems", "enum", "multipleOf", "x-nullable", "x-wire"))  # fmt: skip
"""What a parameter, header or list item says of its value, without a schema around it."""

_STRUCTURED = re.compile(r"json|xml|yaml|csv|form|event-stream|protobuf|vnd\.|\*", re.IGNORECASE)
"""Media types that hold more than bytes or text."""

_FLOWS = {"application": "clientCredentials", "accessCode": "authorizationCode"}
_STYLES: dict[str, dict[str, Any]] = {
    "csv": {"explode": False},
    "multi": {"explode": True},
    "ssv": {"style": "spaceDelimited", "explode": False},
    "pipes": {"style": "pipeDelimited", "explode": False},
}
"""Lists in a query or form; `tsv` has no style."""


class Swagger:
    """One Swagger 2.0 document, and all that it refers to, in OpenAPI 3's objects."""

    def __init__(self, main: Mapping, resolver: Resolver) -> None:
        """Convert nothing yet.

        Args:
            main: The document as it was written.
            resolver: Follows its references, through the files as they were written.
        """
        self.main = main
        self.resolver = resolver
        self.found: list[Diagnostic] = []
        self.converted: dict[int, Mapping] = {}
        """What stands for an object that references lead to, by the object's identity."""
        self._consumes = _texts(main.get("consumes")) or [JSON]
        self._produces = _texts(main.get("produces"))

    def document(self) -> Mapping:
        """The whole document."""
        main = self.main
        made = _rest(main, _ROOT)
        servers = self._servers(_texts(main.get("schemes")))
        if servers:
            made["servers"] = sequence(servers, main.place.child("host"))
        components = {
            "schemas": main.get("definitions"),
            "responses": self._members(main.get("responses"), self._response),
            "parameters": self._shared_parameters(lambda where: where not in ("body", "formData")),
            "requestBodies": self._shared_parameters(lambda where: where == "body"),
            "securitySchemes": self._members(main.get("securityDefinitions"), _scheme),
        }
        made["components"] = mapping({k: v for k, v in components.items() if v}, main.place)
        if "paths" in main:
            made["paths"] = self._members(main["paths"], self._path_item)
        return made

    def _servers(self, schemes: list[str]) -> list[Mapping]:
        """`schemes`, `host` and `basePath` as server URLs, https before http."""
        host, base = self.main.get("host"), self.main.get("basePath")
        path = f"/{base.strip('/')}".rstrip("/") if isinstance(base, str) else ""
        place = self.main.place
        if "{" in f"{host}{path}":
            message = "host and basePath have no placeholders in Swagger 2.0: no server is known"
            mend = "write them out, or give the client its base_url"
            found = place.report("W117", message, mend, key="host" if host else "basePath")
            self.found += [] if found in self.found else [found]
            return []
        if not isinstance(host, str):
            return [mapping({"url": path}, place.child("basePath"))] if path else []
        own, has_scheme, rest = host.partition("://")
        host, schemes = (rest.strip("/"), [own, *schemes]) if has_scheme else (host, schemes)
        usable = [scheme for scheme in schemes if scheme in ("http", "https")] or ["https"]
        return [
            mapping({"url": f"{scheme}://{host}{path}"}, place.child("host"))
            for scheme in sorted(set(usable), reverse=True)
        ]

    def _members(self, held: Any, convert: Callable[[Mapping], Mapping]) -> Any:
        """A map of objects, each converted; what is no object stays for the critic."""
        if not isinstance(held, Mapping):
            return held
        return mapping(
            {
                key: convert(node) if isinstance(node, Mapping) and key[:2] != "x-" else node
                for key, node in held.items()
            },
            held.place,
        )

    def _end(self, node: Mapping) -> Mapping | None:
        """What a node is or refers to; None where it leads nowhere, which the survey tells."""
        ref = node.get("$ref")
        if not isinstance(ref, str):
            return node
        try:
            end = self.resolver.follow(ref, node.place.child("$ref"), schema=False)[-1].node
        except SpecError:
            return None
        return end if isinstance(end, Mapping) else None

    def _referred(self, node: Mapping, convert: Callable[[Mapping], Mapping]) -> Mapping:
        """An object converted; a reference as it is, what it leads to converted once."""
        end = self._end(node)
        if end is None:
            return node
        if id(end) not in self.converted:
            self.converted[id(end)] = mapping({}, end.place)  # path items can meet themselves
            self.converted[id(end)].update(convert(end))
        return self.converted[id(end)] if end is node else node

    # Paths and operations ------------------------------------------------------------

    def _path_item(self, node: Mapping) -> Mapping:
        if "$ref" not in node:
            return self._own_item(node)
        kept = self._referred(node, self._own_item)
        return kept if len(node) == 1 else self._own_item(node)

    def _own_item(self, node: Mapping) -> Mapping:
        made = _rest(node, {*METHODS, "parameters"})
        bodies, parameters = self._split(node)
        if parameters:
            made["parameters"] = sequence(parameters, node["parameters"].place)
        for method in METHODS:
            operation = node.get(method)
            if isinstance(operation, Mapping):
                made[method] = self._operation(operation, bodies)
            elif method in node:
                made[method] = operation
        return made

    def _split(self, node: Mapping) -> tuple[list[Mapping], list[Any]]:
        """The parameters of an object: those that are its body, and all others."""
        listed = node.get("parameters")
        bodies: list[Mapping] = []
        others: list[Any] = []
        for parameter in listed if isinstance(listed, Sequence) else ():
            end = self._end(parameter) if isinstance(parameter, Mapping) else None
            if end is not None and end.get("in") in ("body", "formData"):
                bodies.append(parameter)
            elif end is not None:
                others.append(self._referred(parameter, self._parameter))
            else:
                others.append(parameter)
        return bodies, others

    def _operation(self, node: Mapping, inherited: list[Mapping]) -> Mapping:
        made = _rest(node, _OPERATION)
        own, parameters = self._split(node)
        if parameters:
            made["parameters"] = sequence(parameters, node["parameters"].place)
        schemes = _texts(node.get("schemes"))
        if schemes and isinstance(self.main.get("host"), str):
            servers = self._servers(schemes)
            if servers != self._servers(_texts(self.main.get("schemes"))):
                made["servers"] = sequence(servers, node["schemes"].place)
        body = self._body(node, [*self._still(inherited, own), *own])
        if body is not None:
            made["requestBody"] = body
        produces = _texts(node.get("produces")) if "produces" in node else self._produces
        if "responses" in node:
            made["responses"] = self._responses(node["responses"], produces)
        return made

    def _still(self, inherited: list[Mapping], own: list[Mapping]) -> list[Mapping]:
        """The bodies or form fields of a path item that an operation does not override."""
        if not own:
            return inherited
        names = {self._field(parameter) for parameter in own}
        kept = [] if None in names else inherited
        return [p for p in kept if (name := self._field(p)) is not None and name not in names]

    def _field(self, parameter: Mapping) -> str | None:
        """The name of a form field; None of a body."""
        end = self._end(parameter)
        form = end is not None and end.get("in") == "formData"
        return str(end.get("name")) if end is not None and form else None

    def _responses(self, held: Any, produces: list[str]) -> Any:
        shared = produces == self._produces

        def one(node: Mapping) -> Mapping:
            if "$ref" not in node or shared:
                return self._response(node, produces)
            self._response(node)
            end = self._end(node)
            if end is None:
                return node
            own = self._own_response(end, produces)  # in the operation's own media types
            return node if own == self.converted[id(end)] else own

        return self._members(held, one)

    # Bodies ------------------------------------------------------------------------------

    def _body(self, operation: Mapping, parameters: list[Mapping]) -> Mapping | None:
        """The body or form parameters of an operation as a request body."""
        consumes = _texts(operation.get("consumes")) if "consumes" in operation else self._consumes
        fields: list[Mapping] = []
        for parameter in parameters:
            end = self._end(parameter)
            if end is None or end.get("in") == "formData":
                fields += [] if end is None else [end]
                continue
            if any((self._end(p) or p).get("in") == "formData" for p in parameters):
                message = "the operation has a body and form fields; the body is taken"
                mend = "keep one of the two kinds of parameters"
                self.found.append(parameter.place.report("W173", message, mend))
            if "$ref" in parameter and consumes == self._consumes:
                return self._referred(parameter, self._request_body)
            return self._request_body(end, consumes)
        return self._form(operation, fields, consumes) if fields else None

    def _request_body(self, node: Mapping, consumes: list[str] | None = None) -> Mapping:
        made = _rest(node, {"name", "in", "schema"})
        media = consumes or self._consumes
        schema = {"schema": node["schema"]} if "schema" in node else {}
        made["content"] = _content(media or [JSON], schema, node.place)
        return made

    def _form(self, operation: Mapping, fields: list[Mapping], consumes: list[str]) -> Mapping:
        place = operation["parameters"].place if "parameters" in operation else operation.place
        media = [m for m in consumes if m.split(";")[0].strip().lower() in (FORM, MULTIPART)]
        if any(field.get("type") == "file" for field in fields):
            media = [m for m in media if m.lower().startswith("multipart/")] or [MULTIPART]
        properties, encoding = mapping({}, place), mapping({}, place)
        required: list[Any] = []
        for field in fields:
            name = str(field.get("name"))
            schema, style = self._value(field, "formData")
            if "description" in field:
                schema.setdefault("description", field["description"])
            properties[name] = schema
            if style:
                encoding[name] = mapping(style, field.place)
            if field.get("required") is True:
                required.append(name)
        schema = mapping({"type": "object", "properties": properties}, place)
        if required:
            schema["required"] = sequence(required, place)
        said: dict[str, Any] = {"schema": schema} | ({"encoding": encoding} if encoding else {})
        made = mapping({"content": _content(media or [FORM], said, place)}, place)
        if required:
            made["required"] = True
        return made

    # Parameters and answers --------------------------------------------------------------

    def _shared_parameters(self, wanted: Callable[[Any], bool]) -> Any:
        """The document's parameters of some places, as components."""
        held = self.main.get("parameters")
        if not isinstance(held, Mapping):
            return None
        made = mapping({}, held.place)
        for key, node in held.items():
            end = self._end(node) if isinstance(node, Mapping) else None
            if end is not None and wanted(end.get("in")):
                body = end.get("in") == "body"
                made[key] = self._referred(node, self._request_body if body else self._parameter)
        return made

    def _parameter(self, node: Mapping) -> Mapping:
        made = _rest(node, _VALUE | {"collectionFormat"})
        if "schema" not in made:
            made["schema"], style = self._value(node, str(node.get("in")))
            made.update(style)
        return made

    def _response(self, node: Mapping, produces: list[str] | None = None) -> Mapping:
        def convert(end: Mapping) -> Mapping:
            return self._own_response(end, self._produces)

        if "$ref" in node or produces is None:
            return self._referred(node, convert)
        return self._own_response(node, produces)

    def _own_response(self, node: Mapping, produces: list[str]) -> Mapping:
        made = _rest(node, {"schema", "examples", "headers"})
        if "headers" in node:
            made["headers"] = self._members(node["headers"], self._header)
        schema, examples = node.get("schema"), node.get("examples")
        examples = examples if isinstance(examples, Mapping) else {}
        media = produces if "schema" in node else []
        if isinstance(schema, Mapping) and schema.get("type") == "file":
            media = [m for m in produces if "json" not in m.lower()] or ["*/*"]
        elif "schema" in node:
            kind = self._kind(schema)
            if kind != "string":  # a value, beside a file or where text may stand too
                media = list(filter(_STRUCTURED.search, produces))
            if not media and kind in ("integer", "number", "boolean"):
                media = produces
            media = media or list(filter(_STRUCTURED.search, self._produces))
            media = media or [m for m in examples if "/" in m] or [JSON]
        if not media and not examples:
            return made
        said = {"schema": schema} if "schema" in node else {}
        content = _content(media, said, node.place)
        for name, example in examples.items():
            if "/" in name:
                content.setdefault(name, mapping(said, node.place))["example"] = example
        made["content"] = content
        return made

    def _kind(self, schema: Any) -> Any:
        """The type of a schema or of what it refers to."""
        end = self._end(schema) if isinstance(schema, Mapping) else None
        return None if end is None else end.get("type")

    def _header(self, node: Mapping) -> Mapping:
        made = _rest(node, _VALUE | {"collectionFormat"})
        made["schema"], style = self._value(node, "header")
        made.update(style)
        return made

    def _value(self, node: Mapping, where: str) -> tuple[Mapping, dict[str, Any]]:
        """The schema of a value outside a body, and how a list of them is written."""
        schema = mapping({k: v for k, v in node.items() if k in _VALUE}, node.place)
        if schema.get("type") != "array":
            return schema, {}
        items = schema.get("items")
        if isinstance(items, Mapping):
            inner = mapping({k: v for k, v in items.items() if k in _VALUE | {"$ref"}}, items.place)
            schema["items"] = (
                self._as_text(items, "a list in a list")
                if (items.get("type") == "array")
                else inner
            )
        how = node.get("collectionFormat", "csv")
        style = _STYLES.get(how) if isinstance(how, str) else None
        if where not in ("query", "formData"):
            style = {} if how == "csv" else None  # style simple is all that there is
        if style is None:
            return self._as_text(node, f"collectionFormat {short(how, 20)} in {where}"), {}
        if where == "formData":
            style = {"style": "form", **style}
        return schema, dict(style)

    def _as_text(self, node: Mapping, what: str) -> Mapping:
        message = f"{what} has no style in OpenAPI 3; it is taken as text, as it is sent"
        key = "collectionFormat" if "collectionFormat" in node else None
        self.found.append(
            node.place.report("W171", message, "use csv, ssv, pipes or multi", key=key)
        )
        return mapping({"type": "string"}, node.place)


def _scheme(node: Mapping) -> Mapping:
    """A security scheme (Swagger 2.0, Security Scheme Object)."""
    if node.get("type") == "basic":
        return mapping({**node, "type": "http", "scheme": "basic"}, node.place)
    if node.get("type") != "oauth2":
        return node
    words = ("authorizationUrl", "tokenUrl", "scopes")
    flow = mapping({word: node[word] for word in words if word in node}, node.place)
    flow.setdefault("scopes", mapping({}, node.place))
    name = str(node.get("flow"))
    made = _rest(node, {*words, "flow"})
    made["flows"] = mapping({_FLOWS.get(name, name): flow}, node.place)
    return made


def _content(media: Iterable[str], said: dict[str, Any], place: Place) -> Mapping:
    return mapping({name: mapping(said, place) for name in media}, place)


def _rest(node: Mapping, taken: Iterable[str]) -> Mapping:
    """A new object with the members that stay as they are."""
    gone = frozenset(taken)
    return mapping({key: value for key, value in node.items() if key not in gone}, node.place)


def _texts(value: Any) -> list[str]:
    listed = [value] if isinstance(value, str) else value
    return [v for v in listed if isinstance(v, str)] if isinstance(listed, list) else []
