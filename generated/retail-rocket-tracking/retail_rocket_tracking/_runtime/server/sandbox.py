"""The sandbox: an API that answers from its document.

The answer is the lowest success, its first example, or a body made from its
schema. `Prefer: code=409` and `Prefer: example=sold-out` (RFC 7240) choose
another. What is created can then be read, listed, changed and deleted, and is
404 afterwards; lists have pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..operation import Operation
from .answers import Refusal
from .call import Call
from .document import Document
from .encoding import to_bytes
from .generate import Generator
from .kinds import Kind
from .limits import Clock
from .negotiate import choose
from .paging import asked, cut, paged
from .plan import Plan
from .processes import Processes
from .replies import Reply, described_by
from .resources import Role, id_member, key_of, roles
from .responses import Response, Responses
from .store import Store
from .styles import MISSING
from .values import is_array, is_object, read, without, write

_REMEMBERED = 1000


class Sandbox:
    """Answers every operation of a document, and remembers what was done.

    Args:
        document: The document.
        generator: Makes what has no example.
        operations: All operations: together they tell which paths are collections.
        clock: Seconds, for processes.
        processing: Seconds that a process is pending; None: the document's interval.
    """

    def __init__(
        self,
        document: Document,
        generator: Generator,
        operations: Sequence[Operation[Any]],
        clock: Clock,
        processing: float | None = None,
    ) -> None:
        self._document = document
        self._generator = generator
        self._operations = operations
        self._clock = clock
        self._processing = processing
        self._roles = roles(operations)
        self.reset()
        self._kinds: dict[tuple[str, str], Kind] = {}

    def reset(self) -> None:
        """Forget all that was created, changed, deleted and begun."""
        self._store = Store()
        self._processes = Processes(self._operations, self._clock, self._store, self._processing)
        self._ready: dict[tuple[Any, ...], Reply] = {}

    async def answer(self, call: Call, plan: Plan) -> Reply:
        """The response to a call.

        Raises:
            Refusal: 404, it was deleted; the error that the request prefers.
        """
        if b"prefer" in call.request.fields:
            preferred = self._preferred(call, plan)
            if preferred is not None:
                return preferred
        if self._processes.concerns(plan.operation):
            return self._process(call, plan)
        role = self._roles[plan.operation.id]
        if role.action not in ("list", "read", "other"):
            self._ready.clear()
            return self._stateful(call, plan, role)
        key = _request_key(call, plan)
        reply = self._ready.get(key)
        if reply is None:
            reply = self._stateful(call, plan, role)
            if len(self._ready) < _REMEMBERED and _depends_on_key_only(plan):
                self._ready[key] = reply
        return reply

    def _process(self, call: Call, plan: Plan) -> Reply:
        response, media = plan.success, call.media
        body = plan.responses.body(response, media) if media else MISSING
        if body is not MISSING:
            body = self._processes.answer(call, body, self._kind(plan, response, media).valid)
        return self._reply(plan, response, media, body)

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
        described = described_by(plan.operation, response.status, media)
        return Reply(response.status, to_bytes(body, media, described), media, headers)

    def _stateful(self, call: Call, plan: Plan, role: Role) -> Reply:
        """The example as the store has it: changed by what was done before, and changing it."""
        response, media = plan.success, call.media
        key = key_of(plan.operation.path, call.path)
        if role.action == "create" or (role.action == "change" and role.parameter is None):
            self._store.restore(key)
        if self._store.gone(key):
            raise Refusal(404)
        if role.action == "add":
            self._store.restore_below(key)
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

    def _kind(self, plan: Plan, response: Response, media: str | None) -> Kind:
        """What a response's thing may look like."""
        known = self._kinds.get((plan.operation.id, media or ""))
        if known is None:
            schema = plan.responses.schema(response, media) if media else None
            place = f"/{plan.operation.unwrap}" if plan.operation.unwrap else ""
            known = Kind(self._document, schema, place)
            self._kinds[plan.operation.id, media or ""] = known
        return known

    def _changed(self, call: Call, plan: Plan, role: Role, key: str, kind: Kind, body: Any) -> Any:
        if role.action == "delete":
            self._store.delete(key)
        if role.action == "change":
            self._store.change(key, call.body if is_object(call.body) else {})
        thing = read(body, kind.place) if body is not MISSING else None
        if not is_object(thing) or not role.readable:
            return body
        members = self._store.members(key)
        name = id_member(thing, role.parameter) if role.parameter else None
        if name is not None and role.parameter:
            members = {**self._known(role, name, call.path[role.parameter], thing), **members}
        return write(body, kind.place, kind.with_members(thing, members))

    def _known(self, role: Role, name: str, asked: Any, thing: dict[str, Any]) -> dict[str, Any]:
        """What is known of the thing that a path asks for: the example, or one of the list's.

        Any other id is the example's twin. A thing may be asked for by another
        member than its id, such as a slug.
        """
        for item in (thing, *self._examples(role.listed)):
            if is_object(item) and any(item.get(key) == asked for key in (name, "slug", "code")):
                return item
        return {name: asked} if type(asked) is type(thing[name]) else {}

    def _examples(self, listed: Operation[Any] | None) -> list[Any]:
        """The items of a list's example."""
        if listed is None:
            return []
        responses = Responses(self._document, self._document.operation(listed)[1], self._generator)
        success = responses.success()
        body = responses.example(success, success.media[0]) if success.media else MISSING
        place = f"/{listed.unwrap}" if listed.unwrap else ""
        items = (
            None if body is MISSING else read(body, listed.paging.items if listed.paging else place)
        )
        return items if is_array(items) else []

    def _created(
        self, call: Call, plan: Plan, role: Role, key: str, kind: Kind, body: Any
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
        self, call: Call, plan: Plan, role: Role, key: str, kind: Kind, body: Any
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

    def _items(self, role: Role, key: str, kind: Kind, items: list[Any]) -> list[Any]:
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
    at, size = asked(paging.page, call.arguments), asked(paging.size, call.arguments)
    return plan.operation.id, call.media, path, str(at), str(size)


def _depends_on_key_only(plan: Plan) -> bool:
    """Whether the answer does not repeat the request's URL."""
    paging = plan.operation.paging
    return paging is None or paging.style not in ("next-url", "link")
