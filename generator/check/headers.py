"""Headers, styles and encodings: what the standard ignores, or cannot write."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.check.conjunction import Conjunction
from generator.check.look import Look, Node, Rule, held, listed
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Mapping

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+\Z")
_STYLES: dict[str, tuple[str, ...]] = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form", "cookie"),
}
_WANTED = {"deepObject": ("object",), "spaceDelimited": ("array", "object")}
_WANTED["pipeDelimited"] = _WANTED["spaceDelimited"]
_NAMED = re.compile(r"(?:multipart/form-data|application/x-www-form-urlencoded)\s*(?:;.*)?\Z", re.I)
_FORMS = re.compile(r"(?:multipart/.+|application/x-www-form-urlencoded)\s*(?:;.*)?\Z", re.I)


def w360_header_name(look: Look) -> Iterator[Diagnostic]:
    """A header's name is a token (RFC 9110, section 5.1), and its case says nothing."""
    for node in look.of("parameter"):
        if node.value.get("in") == "header" and isinstance(node.value.get("name"), str):
            yield from _named(node.value["name"], node, "name")
        if node.value.get("in") == "cookie" and not is_token(str(node.value.get("name", "x"))):
            message = f"{short(node.value['name'], 40)} is no cookie name"
            mend = token_mend(str(node.value["name"]))
            yield node.place.report("W360", message, mend, key="name")
    for operation in look.operations:
        first: dict[str, str] = {}
        for parameter in look.parameters(operation):
            name = str(parameter["name"])
            if parameter.get("in") == "header" and first.get(name.lower(), name) != name:
                message = f"header {name[:40]} stands twice: names differ in case only"
                yield parameter.place.report("W360", message, "remove one", key="name")
            first.setdefault(name.lower(), name)
    for node in look.of("response", "encoding"):
        seen: dict[str, str] = {}
        headers = held(node.value, "headers")
        for name in headers:
            if not is_token(name):
                message = f"{short(name, 40)} is no header name"
                yield headers.place.report("W360", message, token_mend(name), key=name)
            elif name.lower() in seen:
                message = f"header {name[:40]} stands twice: names differ in case only"
                yield headers.place.report("W360", message, "remove one", key=name)
            seen[name.lower()] = name
    for node in look.of("securityScheme"):
        key = node.value.get("name")
        keyed = node.value.get("type") == "apiKey" and node.value.get("in") in ("header", "cookie")
        if keyed and isinstance(key, str):
            yield from _named(key, node, "name")


def w363_empty_value(look: Look) -> Iterator[Diagnostic]:
    """`allowEmptyValue` is for query parameters (Parameter Object)."""
    for node in look.having("parameter", "allowEmptyValue"):
        where = node.value.get("in")
        if where in ("header", "path", "cookie"):
            message = f"allowEmptyValue does nothing in {where}: it is for query parameters"
            yield node.place.report("W363", message, "remove it", key="allowEmptyValue")


def w361_content_type_header(look: Look) -> Iterator[Diagnostic]:
    """A response's or part's Content-Type header is ignored (Response, Encoding Object)."""
    for node in look.of("response", "encoding"):
        headers = held(node.value, "headers")
        for name in headers:
            if name.lower() == "content-type":
                message = f"header {name} is ignored by the standard"
                where = "the key of content" if node.kind == "response" else "contentType"
                yield headers.place.report("W361", message, f"say it by {where}", key=name)


def w362_content_of_empty(look: Look) -> Iterator[Diagnostic]:
    """An answer of 1XX, 204, 205 or 304 has no content (RFC 9110, section 6.4.1)."""
    for operation in look.operations:
        for status, response in look.responses(operation):
            if (status[:1] == "1" or status in ("204", "205", "304")) and response.get("content"):
                message = f"an answer of {status} has no content"
                mend = "remove content, or choose another status"
                yield response.place.report("W362", message, mend, key="content")
            elif operation.method == "head" and response.get("content"):
                message = "an answer to HEAD has no content"
                yield response.place.report("W362", message, "remove content", key="content")


def w363_style(look: Look) -> Iterator[Diagnostic]:
    """A style is for some places and for some types only (section 4.8.12.3, Style Values)."""
    for node in look.of("parameter", "header", "encoding"):
        style = node.value.get("style")
        if not isinstance(style, str):
            continue
        where = str(node.value.get("in")) if node.kind == "parameter" else node.kind
        known = _STYLES.get("query" if node.kind == "encoding" else where, ())
        if known and style not in known:
            continue  # the standard's schema refuses it
        wanted = _WANTED.get(style)
        if wanted is None or node.kind == "encoding":
            continue
        types = _types(look, node)
        if types and not types & {*wanted, "null"} - {"null"}:
            message = f"style {style} cannot write {sorted(types)[0]}"
            article = "an object" if wanted[0] == "object" else "a list"
            mend = f"remove style, or make the schema {article}"
            yield node.place.report("W363", message, mend, key="style")


def w363_nested(look: Look) -> Iterator[Diagnostic]:
    """Values within values have no style, and some styles have one way to be written alone."""
    shared = look.tree.get("x-query-style") is not None
    for node in look.of("parameter"):
        style, explode = node.value.get("style"), node.value.get("explode")
        if (style, explode) == ("deepObject", False):
            message = "style deepObject is not defined with explode: false"
            yield node.place.report("W363", message, "write `explode: true`", key="explode")
        if style in ("spaceDelimited", "pipeDelimited") and explode is True:
            message = f"style {style} is not defined with explode: true"
            yield node.place.report("W363", message, "write `explode: false`", key="explode")
        owner = node.parent.value if node.parent is not None else node.value
        brackets = shared or "x-query-style" in owner or style == "deepObject"
        if brackets or node.value.get("in") not in ("query", "path", "header", "cookie"):
            continue
        schema = node.value.get("schema")
        outer = Conjunction(look, look.deref(schema))
        inner = _inner(look, outer)
        # An object that is spread over the query repeats the name of a list, as a form does.
        spread = style in (None, "form") and explode is not False and "object" in outer.types
        if inner == "a list" and spread and node.value.get("in") == "query":
            continue
        if inner and isinstance(schema, Mapping):
            message = f"no style writes {inner} within a list or an object"
            mend = "write `content: {application/json: {schema: …}}` in place of `schema`"
            yield node.place.report("W363", message, mend, key="schema")


def _inner(look: Look, outer: Conjunction) -> str:
    """The type of what is nested two deep in a value; empty where nothing is."""
    if any(part.keys() & {"oneOf", "anyOf"} for part in outer.parts):
        return ""
    found = [part.get("items") for part in outer.parts]
    found += [member for part in outer.parts for member in held(part, "properties").values()]
    for value in found:
        whole = Conjunction(look, look.deref(value))
        said = any("type" in part for part in whole.parts)
        unions = any(part.keys() & {"oneOf", "anyOf"} for part in whole.parts)
        if said and not unions and whole.types and whole.types <= {"object", "array"}:
            return "an object" if "object" in whole.types else "a list"
    return ""


def w363_no_segment(look: Look) -> Iterator[Diagnostic]:
    """A path parameter has a value: null and empty text make another path."""
    for node in look.of("parameter"):
        said = node.value.get("schema")
        schema = look.deref(said)
        if node.value.get("in") != "path" or schema is not said:  # others may use what is shared
            continue
        if "null" in listed(schema, "type"):
            message = f"path parameter {short(node.value.get('name'), 40)} cannot be null"
            yield schema.place.report("W363", message, "remove null from its types", key="type")
        if schema.get("maxLength") == 0:
            message = f"path parameter {short(node.value.get('name'), 40)} would be empty"
            yield schema.place.report("W363", message, "raise it to 1 or more", key="maxLength")


def w364_form(look: Look) -> Iterator[Diagnostic]:
    """A form has members (Media Type Object)."""
    for node in look.of("mediaType"):
        media = str(node.way[-1])
        schema = look.deref(node.value.get("schema"))
        types = _types(look, node)
        mixed = not _NAMED.match(media) and "array" in types
        if _FORMS.match(media) and schema and types and not types & {"object"} and not mixed:
            message = f"a form has members: type {sorted(types)[0]} has none"
            at, key = (
                (schema, "type") if "type" in held(node.value, "schema") else (node.value, "schema")
            )
            yield at.place.report("W364", message, "write `type: object`", key=key)


def w364_encoding(look: Look) -> Iterator[Diagnostic]:
    """An encoding is for a member of a form's schema (Media Type Object)."""
    for node in look.of("mediaType"):
        encoding = held(node.value, "encoding")
        if not encoding:
            continue
        media = str(node.way[-1])
        if not _FORMS.match(media):
            message = f"encoding does nothing for {short(media, 40)}"
            mend = "remove it; it is for multipart and urlencoded forms"
            yield node.place.report("W364", message, mend, key="encoding")
            continue
        multipart = media.lower().startswith("multipart/")
        for said in encoding.values():
            if isinstance(said, Mapping) and "headers" in said and not multipart:
                message = f"headers do nothing for {short(media, 40)}: it has no parts"
                yield said.place.report("W364", message, "remove them", key="headers")
        known = _members(look, node)
        for name in encoding if known else ():
            if name not in known:
                near = nearest(name, known)
                mend = f"did you mean {near}?" if near else "add the property, or remove it"
                message = f"encoding for {short(name, 40)}, which the schema has not"
                yield encoding.place.report("W364", message, mend, key=name)


def w365_key_twice(look: Look) -> Iterator[Diagnostic]:
    """Two parameters that write one key of the query."""
    for operation in look.operations:
        keys: dict[str, str] = {}
        for parameter in look.parameters(operation):
            if parameter.get("in") != "query":
                continue
            name = str(parameter["name"])
            for key in sorted(_keys(look, parameter)):
                if keys.get(key, name) != name:
                    message = (
                        f'query key "{key[:40]}" is written by {name[:30]} and {keys[key][:30]}'
                    )
                    mend = "remove one, or write style: deepObject for the object"
                    yield parameter.place.report("W365", message, mend)
                    break
                keys[key] = name


def w373_default_of_required(look: Look) -> Iterator[Diagnostic]:
    """A required parameter is always given, so that its default is never used."""
    for node in look.of("parameter"):
        schema = held(node.value, "schema")
        if node.value.get("required") is True and "default" in schema:
            message = (
                f"parameter {short(node.value.get('name'), 40)} is required: its default is unused"
            )
            mend = "remove the default, or write `required: false`"
            if node.value.get("in") == "path":
                mend = "remove the default"
            yield schema.place.report("W373", message, mend, key="default")


def _named(name: str, node: Node, key: str) -> Iterator[Diagnostic]:
    if not is_token(name):
        message = f"{short(name, 40)} is no header name" if name else "the header's name is empty"
        yield node.place.report("W360", message, token_mend(name), key=key)


def is_token(name: str) -> bool:
    """Whether a header can have the name (RFC 9110, section 5.1)."""
    return _TOKEN.match(name) is not None


def token_mend(name: str) -> str:
    """How to write a name so that it is one."""
    written = re.sub(r"[^A-Za-z0-9!#$%&'*+.^_`|~-]+", "-", name).strip("-")
    return f"write {written[:40]}" if written else "write a token, X-Name"


def _types(look: Look, node: Node) -> frozenset[str]:
    schema = look.deref(node.value.get("schema"))
    whole = Conjunction(look, schema)
    said = any("type" in part for part in whole.parts)
    unions = any(part.keys() & {"oneOf", "anyOf"} for part in whole.parts)
    return whole.types if said and not unions else frozenset()


def _members(look: Look, node: Node) -> set[str]:
    """The members that a form may have; empty where the schema leaves them open."""
    whole = Conjunction(look, look.deref(node.value.get("schema")))
    open_ = any(
        part.keys() & {"oneOf", "anyOf", "patternProperties", "if", "$dynamicRef"}
        or isinstance(part.get("additionalProperties"), Mapping)
        or part.get("additionalProperties") is True
        for part in whole.parts
    )
    return set() if open_ else whole.properties()


def _keys(look: Look, parameter: Mapping) -> set[str]:
    """The keys that a parameter writes into the query."""
    name = str(parameter["name"])
    style = parameter.get("style", "form")
    whole = Conjunction(look, look.deref(parameter.get("schema")))
    if style == "form" and parameter.get("explode", True) is True and whole.properties():
        return whole.properties()
    return {name} if style != "deepObject" else set()


RULES: tuple[Rule, ...] = (
    w363_empty_value,
    w360_header_name,
    w361_content_type_header,
    w362_content_of_empty,
    w363_style,
    w363_nested,
    w363_no_segment,
    w364_form,
    w364_encoding,
    w365_key_twice,
    w373_default_of_required,
)
