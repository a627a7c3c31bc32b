"""The sandbox: an API that answers from its document.

The answer is the lowest success, its first example, or a body made from its
schema. `Prefer: code=409` and `Prefer: example=sold-out` (RFC 7240) choose
another. What is created can then be read, listed, changed and deleted, and is
404 afterwards; lists have pages. What else is to happen the document says: see
`directed.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ...ground.operation import Operation
from ...ground.parts import part
from ..app.answers import Refusal
from ..app.call import Call
from ..app.clock import Clock
from ..app.encoding import to_bytes, without_null
from ..app.negotiate import choose
from ..app.plan import Plan
from ..app.replies import Reply
from ..app.responses import Response
from ..app.styles import MISSING
from ..schemas.document import Document
from ..schemas.generate import Generator
from ..schemas.shapes import Shape
from ..schemas.values import is_array, is_object, read, write
from .kinds import Kind, shown
from .lists import Lists, asked
from .resources import Role, id_member, key_of, roles
from .store import Store, agree
from .things import Thing, Things

_REMEMBERED = 1000


class Sandbox:
    """Answers every operation of a document, and remembers what was done.

    Args:
        document: The document.
        generator: Makes what has no example.
        operations: All operations: together they tell which paths are collections.
        clock: Seconds, for what happens later.
        things: What is known of things; None: what the examples have.
    """

    def __init__(
        self,
        document: Document,
        generator: Generator,
        operations: Sequence[Operation[Any]],
        clock: Clock,
        things: Things | None = None,
    ) -> None:
        self._document = document
        self._clock = clock
        self._roles = roles(operations)
        self._things = things or Things(document, generator, operations)
        selectors = part("server.sandbox.selectors")
        self._selectors: Any = selectors.Selectors(document, self._things) if selectors else None
        self._secretive = document.has_secrets
        """Whether there are members that no answer may show."""
        self._kinds: dict[tuple[str, str | None], Kind] = {}
        self._shapes: dict[str, Shape] = {}
        self.reset()

    def reset(self) -> None:
        """Forget all that was created, changed, deleted and begun."""
        self._store = Store()
        self._lists = Lists(self._store)
        self._ready: dict[tuple[Any, ...], Reply] = {}

    def contents(self) -> dict[str, Any]:
        """What it remembers, as JSON values for people."""
        self._store.settle(self._clock())
        return {"things": self._store.contents()}

    async def answer(self, call: Call, plan: Plan) -> Reply:
        """The response to a call.

        Raises:
            Refusal: 404, it was deleted; the error that the request prefers.
        """
        self._store.settle(self._clock())
        if plan.omit_null:
            call.body = without_null(call.body)  # null says no more than that nothing was sent
        if b"prefer" in call.request.fields:
            preferred = self._preferred(call, plan)
            if preferred is not None:
                return preferred
        return self._told(call, plan)

    def _told(self, call: Call, plan: Plan) -> Reply:
        """What methods and paths tell."""
        role = self._roles[plan.operation.id]
        if not self._store.untouched or not _depends_on_key_only(plan):
            return self._stateful(call, plan, role)
        key = (*_request_key(call, plan), self._selectors and self._selectors.chosen(call))
        reply = self._ready.get(key)
        if reply is None:
            reply = self._stateful(call, plan, role)
            if len(self._ready) < _REMEMBERED:
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
                self._follow(call, plan, candidate, media, example)
                return reply._replace(headers={**reply.headers, "preference-applied": applied})
        return None

    def _follow(
        self, call: Call, plan: Plan, response: Response, media: str | None, example: str | None
    ) -> None:
        """Do what follows from an answer that a request asked for: nothing here."""

    def _listed(self, call: Call) -> list[Any] | None:
        """What a list tells of that the store does not know: nothing here."""

    def _wanted(self, call: Call, items: list[Any]) -> list[Any]:
        """What a request asks for of a list: all of it."""
        return items

    def _sent(self, call: Call, thing: Thing) -> Thing:
        """What a request says of a thing, in the manner of the thing: as it came."""
        return call.body if is_object(call.body) else {}

    def _part(self, call: Call) -> Thing:
        """Among which things of an API a request is, as members that those have: among all."""
        return {}

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
        schema = plan.responses.schema(response, media) if self._secretive else None
        if schema is not None:
            shape = self._shapes.get(schema)
            if shape is None:
                shape = self._shapes[schema] = Shape(self._document, self._document.at(schema))
            body = shown(body, shape)
        described = plan.described(response.status, media)
        if described is not None and described.item is not None:
            written = part("server.app.sequence").whole(body, media, described)
            return Reply(response.status, written, media, headers)
        return Reply(response.status, to_bytes(body, media, described), media, headers)

    def _stateful(self, call: Call, plan: Plan, role: Role, example: str | None = None) -> Reply:
        """The example as the store has it: changed by what was done before, and changing it."""
        response, media = plan.success, call.media
        among = self._part(call)
        ids = self._selectors
        path = ids.path(self._store, call, role.path, among) if ids else call.path
        key = self._things.visitor(call) + key_of(role.path, path)
        if role.action == "create" or (role.action == "change" and role.parameter is None):
            self._store.restore(key)
        known: dict[str, Any] = ids.example(role.path, role.parameter, path) if ids else {}
        if self._store.gone(key) or not agree({**known, **self._store.members(key)}, among):
            raise Refusal(404)
        if role.action == "add":
            self._store.restore_below(key)
        body = plan.responses.body(response, media, example) if media else MISSING
        extra: dict[str, str] = {}
        kind = self._kind(plan, response, media)
        if role.action == "other" and role.readable and self._gathered(plan, kind):
            role = role._replace(action="create")
        elif role.action == "read" and body is not MISSING and is_array(read(body, kind.place)):
            role = role._replace(action="list")
        if role.action == "list" and body is not MISSING:
            told = self._listed(call)
            sample = self._things.example(plan.operation.path)
            body, extra = self._lists.answer(
                call, plan, role, key, kind, body, told, sample, lambda all: self._wanted(call, all)
            )
        elif role.by_verb and role.action in ("create", "change", "delete"):
            done = part("server.sandbox.verbs").done
            body = done(self._store, call, role, key, kind, body, known, among)
        elif role.action == "create":
            body, extra = self._created(call, plan, role, key, kind, body)
        elif role.action in ("read", "change", "delete"):
            body = self._changed(call, role, key, kind, body)
        return self._reply(plan, response, media, body, extra)

    def _gathered(self, plan: Plan, kind: Kind) -> bool:
        """Whether what a POST answers is one of those that GET lists at the same path."""
        listing = self._things.listing(plan.operation.path)
        return listing is not None and kind.is_item_of(listing)

    def _kind(self, plan: Plan, response: Response, media: str | None) -> Kind:
        """What a response's thing may look like."""
        known = self._kinds.get((plan.operation.id, media))
        if known is None:
            schema = plan.responses.schema(response, media) if media else None
            place = f"/{plan.operation.unwrap}" if plan.operation.unwrap else ""
            known = Kind(self._document, schema, place)
            self._kinds[plan.operation.id, media] = known
        return known

    def _changed(self, call: Call, role: Role, key: str, kind: Kind, body: Any) -> Any:
        if role.action == "delete":
            self._store.delete(key)
        if role.action == "change":
            known = read(body, kind.place) if body is not MISSING else None
            self._store.change(key, self._sent(call, known if is_object(known) else {}))
        thing = read(body, kind.place) if body is not MISSING else None
        if not is_object(thing) or not role.readable:
            return body
        members = self._store.members(key)
        if role.parameter and (name := id_member(thing, role.parameter)) is not None:
            name = (self._selectors and self._selectors.chosen(call)) or name
            members = {**self._known(role, name, call.path[role.parameter], thing), **members}
        return write(body, kind.place, kind.with_members(thing, members))

    def _known(self, role: Role, name: str, asked: Any, thing: dict[str, Any]) -> dict[str, Any]:
        """What is known of the thing that a path asks for: the example, or one of the list's.

        Any other id is the example's twin. A thing may be asked for by another
        member than its id, such as a slug.
        """
        listed = self._things.examples(role.listed.path) if role.listed else []
        word = asked
        if isinstance(thing.get(name), int) and isinstance(asked, str) and asked.isdecimal():
            asked = int(asked[:18])
        for item in (thing, *listed):
            if item.get(name) == asked or word in (item.get("slug"), item.get("code")):
                return item
        return {name: asked} if type(asked) is type(thing.get(name, asked)) else {}

    def _created(
        self, call: Call, plan: Plan, role: Role, key: str, kind: Kind, body: Any
    ) -> tuple[Any, dict[str, str]]:
        thing = read(body, kind.place) if body is not MISSING else None
        name = id_member(thing, role.parameter) if is_object(thing) else None
        if not is_object(thing) or name is None:
            return body, {}
        sent = {**self._part(call), **self._sent(call, thing)}
        thing = kind.with_members(thing, {k: v for k, v in sent.items() if k != name})
        thing = kind.with_members(thing, {name: self._store.fresh_id(thing[name])})
        item = f"{key}/{key_of('{id}', {'id': thing[name]})}"
        self._store.make(key, item, {**sent, **thing})
        told = plan.responses.headers(plan.success)
        located = {"location": f"{call.request.url.rstrip('/')}/{thing[name]}"}
        return write(body, kind.place, thing), located if "location" in told else {}


def _request_key(call: Call, plan: Plan) -> tuple[Any, ...]:
    """All that the answer to a safe request depends on."""
    path = tuple(map(str, call.path.values())) if call.path else ()
    paging = plan.operation.paging
    if paging is None:
        return plan.operation.id, call.media, path
    at, size = asked(paging.page, call.arguments), asked(paging.size, call.arguments)
    return plan.operation.id, call.media, path, str(at), str(size)


def _depends_on_key_only(plan: Plan) -> bool:
    """Whether the answer does not repeat the request's URL."""
    paging = plan.operation.paging
    return paging is None or paging.style not in ("next-url", "link")
