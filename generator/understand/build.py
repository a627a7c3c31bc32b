"""Document → intermediate representation.

Reads the bundled 3.1 document in its own words and says every operation as one
value. What cannot be compiled is a diagnostic with its place; nothing is dropped
in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from generator.ground.diagnostics import Diagnostic
from generator.ground.text import first_sentence, words
from generator.read.document import Document
from generator.read.document.grammar import METHODS, methods_of
from generator.read.source import Mapping
from generator.understand import ir
from generator.understand.answered import answered
from generator.understand.bodies import build_body, build_responses, is_json, switch_of
from generator.understand.conventions import (
    background_of,
    conventions_of,
    deadline_of,
    deprecation_of,
    ending_of,
    envelope_of,
    errors_of,
    groups_of,
    media_version_of,
    omits_null,
    own_errors_of,
    paging_of,
    reads_loosely,
    request_envelope_of,
    request_id_of,
    request_ids_of,
    retry_of,
    throttle_of,
)
from generator.understand.forms import Forms
from generator.understand.mentions import formats_in, is_nested, references, wires
from generator.understand.notes import escape
from generator.understand.processes import build_process, most_in_batch
from generator.understand.rates import Rates
from generator.understand.schemas import SchemaBook
from generator.understand.security import build_schemes, security_of
from generator.understand.servers import document_servers, servers_of
from generator.understand.unsent import unsent_of
from generator.understand.webhooks import build_callbacks, build_links, build_webhooks
from generator.understand.xml import XmlBook

UNTAGGED = "default"


def build(document: Document, forms: Forms | None = None) -> tuple[ir.Api, list[Diagnostic]]:
    """Say a document as an `ir.Api`.

    Args:
        document: Closed and canonical.
        forms: Those of its schemas, for who goes on to read them.

    Returns:
        The api and what could not be compiled; with an error among the
        diagnostics the api is not fit for generation.
    """
    return _Builder(forms or Forms(document)).api()


_NO_ARGUMENTS = frozenset(
    {"accept", "content-type", "authorization", "content-length", "transfer-encoding"}
)
"""Header parameters that section 4.8.12.2 tells to ignore, and those that say where a body ends,
which what sends it knows (RFC 9112, section 6)."""


class _Builder:
    def __init__(self, forms: Forms) -> None:
        self.document = forms.document
        self.tree = self.document.tree
        self.book = SchemaBook(forms)
        self.xml = XmlBook(self.document, self.book.found)
        self.diagnostics: list[Diagnostic] = []
        self._placed = tuple(self._nodes())
        self.users = self._count_users()
        self._answered: frozenset[ir.Pointer] | None = None
        self.processes: dict[str, Any] = {}
        self.rates = Rates()
        self.servers = document_servers(
            self.tree, [(item, node) for _, item, _, node, _ in self._placed]
        )
        self.schemes = tuple(build_schemes(self))
        self.by_pointer: dict[ir.Pointer, str] = {}
        """The id of each operation."""
        self.links: dict[tuple[ir.Pointer, str], list[ir.Link]] = {}
        """Those of each response, by where it stands and its status."""
        self.nodes: dict[str, Mapping] = {}
        self.ids = {str(node.get("operationId")) for _, _, _, node, _ in self._placed}

    def answered(self) -> frozenset[ir.Pointer]:
        """The component schemas that answers hold; few documents ask."""
        if self._answered is None:
            self._answered = answered(self.tree)
        return self._answered

    def api(self) -> tuple[ir.Api, list[Diagnostic]]:
        tree, info = self.tree, self.tree.get("info") or {}
        operations = self._with_processes([self._operation(*one) for one in self._placed])
        webhooks = tuple(build_webhooks(self, tree.get("webhooks")))
        callbacks = {
            callback.pointer: callback
            for _, _, _, node, at in self._placed
            for callback in build_callbacks(self, self.by_pointer.get(at, ""), node, at)
        }
        api = ir.Api(
            name=self.document.name,
            title=str(info.get("title") or self.document.name),
            version=str(info.get("version") or "0"),
            summary=str(info.get("summary") or first_sentence(str(info.get("description") or ""))),
            doc=str(info.get("description") or ""),
            link=_link(tree) or _link(info.get("contact")),
            license=str((info.get("license") or {}).get("name") or ""),
            servers=self.servers,
            schemes=self.schemes,
            security=security_of(tree.get("security"), self.schemes) or (),
            errors=errors_of(tree.get("x-errors")),
            retry=retry_of(tree.get("x-retry")),
            request_id_headers=request_ids_of(tree.get("x-request-id")),
            request_id_header=request_id_of(tree.get("x-request-id")),
            throttle=throttle_of(tree.get("x-rate-limit")),
            http2=tree.get("x-http2") is True,
            omit_null=omits_null(tree.get("x-wire")),
            loose_scalars=reads_loosely(tree.get("x-wire")),
            media_version=media_version_of(tree.get("x-media-version")),
            tags=tuple(self._tags(operations)),
            operations=operations,
            webhooks=webhooks,
            callbacks=tuple(callbacks.values()),
            schemas=self.book.schemas(),
            branches=self.book.branches,
            xml=self.xml.shapes,
            directions=_directions(operations, (*webhooks, *callbacks.values()), self.book.found),
        )
        return api, self.diagnostics

    def report(self, code: str, message: str, node: Any, mend: str, key: str | None = None) -> None:
        """Note what cannot be compiled, at its place, or at the member of it that is to change."""
        place = (node if isinstance(node, Mapping) else self.tree).place
        found = place.report(code, message, mend)
        if key is not None and place.wrote(key):
            found = replace(found, span=place.key_span(key))
        self.diagnostics.append(found)

    def _count_users(self) -> Counter[ir.Pointer]:
        """How many operations use each shared response and request body."""
        users: Counter[ir.Pointer] = Counter()
        for _, _, _, node, at in self._placed:
            found = [(node.get("requestBody"), f"{at}/requestBody")]
            found += [(r, f"{at}/responses") for r in (node.get("responses") or {}).values()]
            users.update({self.follow(n, p)[1] for n, p in found if isinstance(n, Mapping)})
        return users

    # Operations ------------------------------------------------------------------

    def _with_processes(self, operations: list[ir.Operation]) -> tuple[ir.Operation, ...]:
        """Tie the operations that answer 202 to those that tell what came of it."""
        by_id = {operation.id: operation for operation in operations}
        found: list[ir.Operation] = []
        for operation in operations:
            process = build_process(self, self.processes.get(operation.id), by_id)
            node = self.nodes[operation.id]
            links = tuple(build_links(self, node, operation.pointer, self.by_pointer))
            background = operation.background
            if background and background.batch in by_id:
                background = replace(background, most=self._most(background.batch))
            if process or links or background is not operation.background:
                operation = replace(operation, process=process, background=background, links=links)
            found.append(operation)
        return tuple(found)

    def _most(self, batch: str) -> int | None:
        nodes = (node for _, _, _, node, _ in self._placed if node.get("operationId") == batch)
        return next((most_in_batch(self, node) for node in nodes), None)

    def _nodes(self) -> Iterator[tuple[str, Mapping, str, Mapping, ir.Pointer]]:
        """Path, path item, method, operation, and where the operation stands."""
        for path, item in (self.tree.get("paths") or {}).items():
            if path.startswith("x-") or not isinstance(item, Mapping):
                continue
            item, at = self.follow(item, f"#/paths/{escape(path)}")
            for method, way, node in methods_of(item):
                yield path, item, method, node, "/".join((at, *map(escape, way)))

    def _operation(
        self, path: str, item: Mapping, method: str, node: Mapping, pointer: ir.Pointer
    ) -> ir.Operation:
        at = pointer.rpartition("/")[0].removesuffix("/additionalOperations")
        operation_id = str(node.get("operationId") or self._own_id(method, path))
        self.by_pointer[pointer] = operation_id
        self.nodes[operation_id] = node
        conventions = conventions_of(self.tree, item, node)
        envelope = envelope_of(conventions)
        self.processes[operation_id] = conventions.get("x-process")
        params = tuple(self._params(path, item, node, (at, pointer), operation_id))
        responses = tuple(build_responses(self, node, pointer, operation_id))
        tags = node.get("tags") or []
        deadline, fallback = deadline_of(conventions)
        result = self._result(responses, envelope, method)
        body = build_body(self, node, pointer, operation_id, request_envelope_of(conventions))
        mixed = len({r.item is None for r in responses if r.success and r.media}) > 1
        return ir.Operation(
            id=operation_id,
            key=str(node.get("operationId") or f"{method.upper()} {path}"),
            tag=str(tags[0]) if tags else UNTAGGED,
            method=method.upper() if method in METHODS else method,
            path=path,
            summary=str(node.get("summary") or "").strip(),
            doc=str(node.get("description") or ""),
            link=_link(node),
            params=params,
            body=body,
            responses=responses,
            result=result,
            envelope=envelope if self._has_member(responses, envelope) else None,
            errors=own_errors_of(node, item),
            servers=servers_of(self.servers, node, item),
            security=security_of(node.get("security"), self.schemes),
            paging=paging_of(conventions, params, self._item_type(responses, conventions)),
            retry=retry_of(node.get("x-retry", item.get("x-retry"))),
            limits=self.rates.of(conventions, operation_id, method, path),
            process=None,
            deadline=deadline,
            fallback=fallback,
            background=background_of(node.get("x-background")),
            status=conventions.get("x-status"),
            deprecated=bool(node.get("deprecated")),
            deprecation=deprecation_of(node.get("x-deprecation")),
            pinned=_pin(node),
            pointer=pointer,
            place=node.place,
            groups=groups_of((self.tree, item, node), [(p.where, p.wire) for p in params]),
            unsent=self._unsent(node, params, body),
            switch=switch_of(self.book, params, body) if mixed else None,
        )

    def _unsent(
        self, node: Mapping, params: tuple[ir.Param, ...], body: ir.Body | None
    ) -> tuple[ir.Unsent, ...]:
        if "x-specwright" not in self.tree:
            return ()
        return unsent_of(
            [(p, self._schema(f"{p.pointer}/schema")) for p in params],
            [(m, self._schema(m.pointer)) for m in (body.members if body else ())],
            self._json_bodies(node),
            self.follow,
        )

    def _json_bodies(self, node: Mapping) -> Iterator[Any]:
        """The schemas of an operation's bodies in JSON."""
        asked = node.get("requestBody")
        content = self.follow(asked, "")[0].get("content") if isinstance(asked, Mapping) else None
        for media, one in (content if isinstance(content, Mapping) else {}).items():
            if is_json(str(media)) and isinstance(one, Mapping):
                yield one.get("schema")

    def _own_id(self, method: str, path: str) -> str:
        """An operationId for an operation without one: `getOrdersOrderId`."""
        base = method.lower() + "".join(word.capitalize() for word in words(path))
        name, number = base, 2
        while name in self.ids:
            name, number = f"{base}{number}", number + 1
        self.ids.add(name)
        return name

    def _params(
        self, path: str, item: Mapping, node: Mapping, places: tuple[ir.Pointer, ...], id_: str
    ) -> Iterator[ir.Param]:
        """Parameters of the operation, those of its path item before it (section 4.8.10)."""
        chosen: dict[tuple[str, str], tuple[Mapping, ir.Pointer]] = {}
        for owner, where in zip((item, node), places, strict=True):
            for index, param in enumerate(owner.get("parameters") or ()):
                if isinstance(param, Mapping):
                    target, found_at = self.follow(param, f"{where}/parameters/{index}")
                    chosen[str(target.get("in")), str(target.get("name"))] = target, found_at
        for (place, name), (param, found_at) in chosen.items():
            if place not in {"path", "query", "querystring", "header", "cookie"}:
                continue
            if place == "header" and name.lower() in _NO_ARGUMENTS:
                continue
            if place == "path" and f"{{{name}}}" not in path:
                continue  # nothing holds it (E305)
            yield self._param(param, found_at, f"{id_} {name}", node)

    def _param(
        self, param: Mapping, pointer: ir.Pointer, hint: str, operation: Mapping
    ) -> ir.Param:
        shared = pointer.startswith("#/components/")
        hint = pointer.rsplit("/", 1)[1] if shared else hint
        content = param.get("content")
        media = next(iter(content)) if isinstance(content, Mapping) and content else None
        if media is not None:
            schema = (content or {})[media].get("schema", True)
            at = f"{pointer}/content/{escape(media)}/schema"
        else:
            schema, at = param.get("schema", True), f"{pointer}/schema"
        type_ = self.book.type_of(schema, at, None, hint)
        style = str(param.get("style")) if param.get("style") else None
        if param["in"] == "query" and media is None:
            style = self._query_style(operation, style, type_)
        dates, flags = formats_in(type_, self.book.found)
        own = [wire for wire in wires(type_) if wire not in flags]
        deprecated, deprecation = ending_of(param, schema)
        return ir.Param(
            wire=str(param["name"]),
            where=param["in"],
            required=bool(param.get("required")) or param["in"] == "path",
            type=type_,
            style=style,
            explode=param.get("explode"),
            media=media,
            allow_reserved=bool(param.get("allowReserved")),
            format="|".join(dict.fromkeys([*own, *flags])) or None,
            typed=any(wire not in own for wire in dates),
            deprecated=deprecated,
            deprecation=deprecation,
            doc=str(param.get("description") or ""),
            pinned=_pin(param),
            pointer=pointer,
            place=param.place,
        )

    def _query_style(self, operation: Mapping, style: str | None, type_: ir.Type) -> str | None:
        """Objects and lists are written with brackets where `x-query-style` says so."""
        wanted = operation.get("x-query-style", self.tree.get("x-query-style"))
        nested = style == "deepObject" or (style is None and is_nested(type_, self.book.found))
        return "brackets" if wanted == "brackets" and nested else style

    # Results -----------------------------------------------------------------------

    def _result(
        self, responses: tuple[ir.Response, ...], envelope: str | None, method: str
    ) -> ir.Type:
        results: list[ir.Type] = []
        beside = {str(status) for response in responses for status in response.statuses}
        responses = _successes(responses)
        # Beside a whole answer, one that comes item by item is another method's.
        responses = tuple(r for r in responses if r.item is None) or responses
        preferred = [r for r in responses if is_json(r.media or "")]
        others = [r for r in responses if r not in preferred and r.media is not None]
        for response in [*preferred, *others] or responses:
            inner = self.member(response.type, envelope) if envelope else None
            type_ = inner if inner is not None else response.type
            if type_ not in results:
                results.append(type_)
        if results and ir.Nothing() not in results and any(r.media is None for r in responses):
            results.append(ir.Nothing())
        follows = method in ("get", "head")
        redirects = beside & {"301", "302", "303", "307", "308", "3XX", "3xx"}
        if not results and redirects:
            results.append(ir.Binary() if follows else ir.Nothing())
        elif ("304" in beside or (redirects and not follows)) and ir.Nothing() not in results:
            results.append(ir.Nothing())  # the caller's own copy is good; or: look elsewhere
        if not results:
            return ir.Anything()
        return results[0] if len(results) == 1 else ir.OneOf(tuple(results))

    def _has_member(self, responses: tuple[ir.Response, ...], name: str | None) -> bool:
        return name is not None and any(
            self.member(r.type, name) is not None for r in _successes(responses)
        )

    def _item_type(
        self, responses: tuple[ir.Response, ...], conventions: dict[str, Any]
    ) -> ir.Type | None:
        paging = conventions.get("x-pagination")
        if not isinstance(paging, Mapping):
            return None
        for response in _successes(responses):
            type_: ir.Type | None = response.type
            for token in str(paging.get("items", "")).split("/")[1:]:
                type_ = self.member(type_, token) if type_ is not None else None
            if isinstance(type_, ir.ListOf):
                return type_.item
        return None

    def member(self, type_: ir.Type, name: str) -> ir.Type | None:
        """The type of a member of an object, looking through compositions."""
        if not isinstance(type_, ir.Ref):
            return None
        field = self.book.members(type_.pointer).get(name)
        return field.type if field is not None else None

    def _schema(self, pointer: ir.Pointer) -> Any:
        """What stands at a pointer; None where nothing does."""
        try:
            return self.document.at(pointer)
        except LookupError:
            return None

    def follow(self, node: Mapping, pointer: ir.Pointer) -> tuple[Mapping, ir.Pointer]:
        """What a reference leads to, and where that stands."""
        seen: set[str] = set()
        while isinstance(target := node.get("$ref"), str) and target not in seen:
            seen.add(target)
            found = self.document.at(target)
            if not isinstance(found, Mapping):
                break
            node, pointer = found, target
        return node, pointer

    # Around the operations ---------------------------------------------------------

    def _tags(self, operations: tuple[ir.Operation, ...]) -> Iterator[ir.Tag]:
        declared = {
            str(tag.get("name")): tag
            for tag in self.tree.get("tags") or ()
            if isinstance(tag, Mapping)
        }
        first = {operation.tag: operation for operation in reversed(operations)}
        used = dict.fromkeys(operation.tag for operation in operations)
        ordered = [name for name in declared if name in used]
        ordered += [name for name in used if name not in declared]
        for name in ordered:
            tag = declared.get(name)
            place = tag.place if tag is not None else first[name].place
            said: Any = {} if tag is None else tag
            summary = str(said.get("summary") or "")
            yield ir.Tag(
                name,
                str(said.get("description") or summary),
                _pin(said),
                place,
                summary,
                *(str(said[key]) if key in said else None for key in ("parent", "kind")),
            )


def _link(node: Any) -> str:
    docs = node.get("externalDocs") if isinstance(node, Mapping) else None
    url = docs.get("url") if isinstance(docs, Mapping) else None
    return url if isinstance(url, str) else ""


def _pin(node: Mapping | dict[str, Any]) -> str | None:
    pinned = node.get("x-py-name")
    return pinned if isinstance(pinned, str) else None


def _successes(responses: tuple[ir.Response, ...]) -> tuple[ir.Response, ...]:
    """The answers to what went well; the default is one where nothing else is described."""
    if all(response.statuses == ("default",) for response in responses):
        return responses
    return tuple(response for response in responses if response.success)


def _directions(
    operations: tuple[ir.Operation, ...],
    webhooks: tuple[ir.Webhook, ...],
    schemas: dict[ir.Pointer, ir.Schema],
) -> dict[ir.Pointer, ir.Direction]:
    """Whether each schema is sent, received, or both."""
    sent: list[ir.Pointer] = []
    received = references(*(webhook.type for webhook in webhooks))
    for operation in operations:
        sent += references(*(param.type for param in operation.params))
        for body in operation.body.every if operation.body else ():
            sent += references(body.type)
            if body.item:
                sent += references(body.item)
        for response in operation.responses:
            received += references(response.type)
            if response.item:
                received += references(response.item)
    requests, responses = _reach(sent, schemas), _reach(received, schemas)
    return {
        pointer: "both"
        if pointer in requests and pointer in responses
        else "request"
        if pointer in requests
        else "response"
        if pointer in responses
        else "neither"
        for pointer in schemas
    }


def _reach(roots: list[ir.Pointer], schemas: dict[ir.Pointer, ir.Schema]) -> set[ir.Pointer]:
    seen: set[ir.Pointer] = set()
    todo = list(roots)
    while todo:
        pointer = todo.pop()
        if pointer not in seen:
            seen.add(pointer)
            if schema := schemas.get(pointer):
                todo += schema.refs
    return seen
