"""The sandbox: an API that answers from its document.

The answer is the lowest success, its first example, or a body made from its
schema. `Prefer: code=409` and `Prefer: example=sold-out` (RFC 7240) choose
another. What is created can then be read, listed, changed and deleted, and is
404 afterwards; lists have pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..operation import Operation
from .answers import Refusal
from .call import Call
from .document import Document, Node
from .encoding import to_bytes
from .generate import Generator
from .negotiate import choose
from .paging import cut, paged
from .plan import Plan
from .replies import Reply
from .resources import Role, id_member, key_of, roles
from .responses import Response
from .shapes import Shape
from .store import Store, overlay
from .styles import MISSING
from .values import is_array, is_object, read, without, write

_REMEMBERED = 1000


class Sandbox:
    """Answers every operation of a document, and remembers what was done.

    Args:
        document: The document.
        generator: Makes what has no example.
        operations: All operations: together they tell which paths are collections.
    """

    def __init__(
        self, document: Document, generator: Generator, operations: Iterable[Operation[Any]]
    ) -> None:
        self._document = document
        self._generator = generator
        self._roles = roles(operations)
        self._store = Store()
        self._ready: dict[tuple[Any, ...], Reply] = {}
        self._kinds: dict[tuple[str, str], _Kind] = {}

    async def answer(self, call: Call, plan: Plan) -> Reply:
        """The response to a call.

        Raises:
            Refusal: 404, it was deleted; the error that the request prefers.
        """
        if call.request.header("prefer"):
            preferred = self._preferred(call, plan)
            if preferred is not None:
                return preferred
        role = self._roles[plan.operation.id]
        if role.action in ("create", "change", "delete"):
            self._ready.clear()
            return self._stateful(call, plan, role)
        key = _request_key(call, plan)
        reply = self._ready.get(key)
        if reply is None:
            reply = self._stateful(call, plan, role)
            if len(self._ready) < _REMEMBERED and _depends_on_key_only(plan):
                self._ready[key] = reply
        return reply

    def _preferred(self, call: Call, plan: Plan) -> Reply | None:
        """The response that a request asks for, when there is such a one."""
        wanted, example = call.preferences.get("code", ""), call.preferences.get("example")
        response: Response | None = plan.success
        applied = f"code={wanted}" if wanted else ""
        if wanted.isascii() and wanted.isdecimal() and len(wanted) == 3:
            status = int(wanted)
            response = plan.responses.at(status) if plan.responses.documents(status) else None
            if response is None and 400 <= status < 600:
                raise Refusal(status, headers={"preference-applied": applied})
        elif example is None:
            return None
        for candidate in (response, *self._responses(plan)) if not wanted else (response,):
            if candidate is None:
                continue
            media = self._media(call, candidate)
            if example is None or (
                media and plan.responses.example(candidate, media, example) is not MISSING
            ):
                applied += f"{', ' if applied else ''}example={example}" if example else ""
                reply = self._plain(plan, candidate, media, example)
                return reply._replace(headers={**reply.headers, "preference-applied": applied})
        return None

    def _responses(self, plan: Plan) -> Iterable[Response]:
        found = (plan.responses.at(int(key)) for key in plan.responses.statuses if key.isdecimal())
        return [response for response in found if response is not None]

    def _media(self, call: Call, response: Response) -> str | None:
        if call.media in response.media:
            return call.media
        return choose(call.request.header("accept"), response.media) or next(
            iter(response.media), None
        )

    def _plain(
        self, plan: Plan, response: Response, media: str | None, example: str | None = None
    ) -> Reply:
        body = plan.responses.body(response, media, example) if media else MISSING
        return self._reply(plan, response, media, body)

    def _reply(
        self,
        plan: Plan,
        response: Response,
        media: str | None,
        body: Any,
        extra: dict[str, str] | None = None,
    ) -> Reply:
        headers = {**plan.responses.headers(response), **(extra or {})}
        if media is None or body is MISSING:
            return Reply(response.status, b"", None, headers)
        return Reply(response.status, to_bytes(body, media), media, headers)

    def _stateful(self, call: Call, plan: Plan, role: Role) -> Reply:
        """The example as the store has it: changed by what was done before, and changing it."""
        response, media = plan.success, call.media
        key = key_of(plan.operation.path, call.path)
        if role.action == "create" or (role.action == "change" and role.parameter is None):
            self._store.restore(key)
        if self._store.gone(key):
            raise Refusal(404)
        body = plan.responses.body(response, media) if media else MISSING
        extra: dict[str, str] = {}
        kind = self._kind(plan, response, media)
        if role.action == "list":
            body, extra = self._listed(call, plan, role, key, kind, body)
        elif role.action == "create":
            body, extra = self._created(call, plan, role, key, kind, body)
        elif role.action in ("read", "change", "delete"):
            body = self._changed(call, plan, role, key, kind, body)
        return self._reply(plan, response, media, body, extra)

    def _kind(self, plan: Plan, response: Response, media: str | None) -> _Kind:
        """What a response's thing may look like."""
        known = self._kinds.get((plan.operation.id, media or ""))
        if known is None:
            schema = plan.responses.schema(response, media) if media else None
            place = f"/{plan.operation.unwrap}" if plan.operation.unwrap else ""
            known = _Kind(self._document, schema, place)
            self._kinds[plan.operation.id, media or ""] = known
        return known

    def _changed(self, call: Call, plan: Plan, role: Role, key: str, kind: _Kind, body: Any) -> Any:
        sent = call.body if is_object(call.body) else {}
        thing = read(body, kind.place) if body is not MISSING else None
        if role.action == "delete":
            self._store.delete(key)
        if role.action == "change":
            self._store.change(key, sent)
        if not is_object(thing):
            return body
        name = id_member(thing, role.parameter) if role.parameter else None
        asked = {name: call.path[role.parameter]} if name and role.parameter else {}
        if name and type(asked[name]) is not type(thing[name]):
            asked = {}
        thing = kind.with_members(thing, {**asked, **self._store.members(key)})
        return write(body, kind.place, thing)

    def _created(
        self, call: Call, plan: Plan, role: Role, key: str, kind: _Kind, body: Any
    ) -> tuple[Any, dict[str, str]]:
        thing = read(body, kind.place) if body is not MISSING else None
        name = id_member(thing, role.parameter) if is_object(thing) else None
        if not is_object(thing) or name is None:
            return body, {}
        sent = call.body if is_object(call.body) else {}
        thing = kind.with_members(thing, {k: v for k, v in sent.items() if k != name})
        thing = kind.with_members(thing, {name: self._store.fresh_id(thing[name])})
        item = f"{key}/{key_of('{id}', {'id': thing[name]})}"
        self._store.make(key, item, {**sent, **thing})
        told = plan.responses.headers(plan.success)
        located = {"location": f"{call.request.url.rstrip('/')}/{thing[name]}"}
        return write(body, kind.place, thing), located if "location" in told else {}

    def _listed(
        self, call: Call, plan: Plan, role: Role, key: str, kind: _Kind, body: Any
    ) -> tuple[Any, dict[str, str]]:
        paging = plan.operation.paging
        place = paging.items if paging else kind.place
        items = read(body, place) if body is not MISSING else None
        if not is_array(items):
            return body, {}
        items = self._items(role, key, kind.item(place), items)
        if paging is None:
            return write(body, place, items), {}
        query = call.request.query
        pairs = {p.partition("=")[0]: [p.partition("=")[2]] for p in query.split("&") if p}
        arguments = call.arguments
        if paging.page is None and pairs.get("page", [""])[0].isdecimal():
            paging = paging._replace(page="page")
            arguments = {**arguments, "page": int(pairs["page"][0][:9])}
        part = cut(paging, arguments, items)
        url = call.request.url
        made, headers = paged(plan.operation, paging, body, items, part, url, pairs)
        if paging.next and not part.more and not kind.valid(made):
            made = without(made, paging.next)
        return made, headers

    def _items(self, role: Role, key: str, kind: _Kind, items: list[Any]) -> list[Any]:
        """The example's items as they were changed, without those deleted, and those made."""
        if role.parameter is None:
            return items
        found: list[Any] = []
        for item in items:
            name = id_member(item, role.parameter) if is_object(item) else None
            if name is None:
                found.append(item)
                continue
            path = f"{key}/{key_of('{id}', {'id': item[name]})}"
            if not self._store.gone(path):
                found.append(kind.with_members(item, self._store.members(path)))
        sample = items[0] if items and is_object(items[0]) else {}
        made = self._store.made(key)
        return found + [kind.with_members(sample, self._store.members(path)) for path in made]


def _request_key(call: Call, plan: Plan) -> tuple[Any, ...]:
    """All that the answer to a safe request depends on."""
    path = tuple(map(str, call.path.values())) if call.path else ()
    paging = plan.operation.paging
    if paging is None:
        return plan.operation.id, call.media, path
    at, size = call.arguments.get(paging.page or ""), call.arguments.get(paging.size or "")
    return plan.operation.id, call.media, path, str(at), str(size)


def _depends_on_key_only(plan: Plan) -> bool:
    """Whether the answer does not repeat the request's URL."""
    paging = plan.operation.paging
    return paging is None or paging.style not in ("next-url", "link")


class _Kind:
    """The schema of the thing in a response: which members it may have.

    Args:
        document: The document.
        schema: Pointer to the schema of the response; None: nothing is known.
        place: JSON pointer to the thing in the response.
    """

    def __init__(self, document: Document, schema: str | None, place: str) -> None:
        self._document = document
        self._schema = schema
        self.place = place
        self._thing = self._at(place)
        self._items: dict[str, _Kind] = {}

    def _at(self, place: str) -> str | None:
        shape = Shape(self._document, self._document.at(self._schema)) if self._schema else None
        node: Node | None = None
        for token in place.split("/")[1:]:
            node = shape.node(token) if shape else None
            shape = Shape(self._document, node) if node else None
        return node.pointer if node else self._schema if not place else None

    def valid(self, body: Any) -> bool:
        """Whether a whole response is valid."""
        return self._schema is None or self._document.validator(self._schema).is_valid(body)

    def with_members(self, thing: dict[str, Any], members: dict[str, Any]) -> dict[str, Any]:
        """A thing with those of the members that it can have."""
        if self._thing is None:
            return thing
        names = Shape(self._document, self._document.at(self._thing)).names
        return overlay(thing, members, names, self._document.validator(self._thing).is_valid)

    def item(self, place: str) -> _Kind:
        """The kind of the items of an array in the response."""
        known = self._items.get(place)
        if known is None:
            pointer = self._at(place)
            shape = Shape(self._document, self._document.at(pointer)) if pointer else None
            node = shape.item_node() if shape else None
            known = _Kind(self._document, node.pointer if node else None, "")
            self._items[place] = known
        return known
