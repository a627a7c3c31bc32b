"""The sandbox of a document that directs it (extension `x-sandbox`), or has processes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from ...ground.operation import Operation
from ..app.answers import Refusal
from ..app.call import Call
from ..app.clock import Clock
from ..app.encoding import to_bytes
from ..app.negotiate import is_json
from ..app.plan import Plan
from ..app.replies import Reply
from ..app.request import Request
from ..app.responses import Response
from ..app.styles import MISSING
from ..schemas.document import Document
from ..schemas.generate import Generator
from ..schemas.values import is_array, is_object, read, write
from .backend import Sandbox
from .cases import Cases
from .consequences import Consequences
from .directed_things import DirectedThings
from .directions import NOTHING, Directions, filled
from .formulas import computed
from .jobs import job_of
from .kinds import Kind
from .narrow import narrowed, ordered, queried
from .processes import Processes
from .resources import Role, key_of
from .rules import check, request_of
from .store import MAX_THINGS
from .things import Thing


class DirectedSandbox(Sandbox):
    """A sandbox that does what the document directs.

    Args:
        document: The document.
        generator: Makes what has no example.
        operations: All operations.
        clock: Seconds, for processes and what happens later.
        processing: Seconds that a process is pending; None: the document's interval.
    """

    _things: DirectedThings

    def __init__(
        self,
        document: Document,
        generator: Generator,
        operations: Sequence[Operation[Any]],
        clock: Clock,
        processing: float | None = None,
    ) -> None:
        self._operations = operations
        self._processing = processing
        self._cases = Cases(document)
        servers = document.root.get("servers") or ()
        self._origins = tuple(
            "/".join(str(one.get("url", "")).split("/")[:3]) for one in servers if is_object(one)
        )
        """Where the document says that the vendor is."""
        things = DirectedThings(document, generator, operations)
        self._consequences = Consequences(things, clock, processing)
        super().__init__(document, generator, operations, clock, things)

    def reset(self) -> None:
        """Forget all that was created, changed, deleted and begun."""
        super().reset()
        self._seen: dict[str, float] = {}
        """When visitors were here last, by their keys; the latest at the end."""
        self._processes = Processes(self._operations, self._clock, self._store, self._processing)

    async def answer(self, call: Call, plan: Plan) -> Reply:
        """The response to a call, of visitors as they are by now, in their language.

        Raises:
            Refusal: See `Sandbox.answer`.
        """
        visitor, now = self._things.visitor(call), self._clock()
        if visitor:
            self._consequences.idled(self._store, call, now - self._seen.pop(visitor, now))
            if len(self._seen) >= MAX_THINGS:
                self._seen.pop(next(iter(self._seen)))
            self._seen[visitor] = now
        reply = await super().answer(call, plan)
        language = call.request.header("accept-language")
        if language and reply.media and is_json(reply.media) and self._things.languages:
            body = json.loads(reply.body)
            told = self._things.formulas.translated(body, language)
            if told != body:
                return reply._replace(body=to_bytes(told, reply.media))
        return reply

    def contents(self) -> dict[str, Any]:
        """What it remembers, as JSON values for people."""
        return {**super().contents(), "processes": self._processes.contents()}

    def _told(self, call: Call, plan: Plan) -> Reply:
        """What the document directs, or else what methods and paths tell."""
        case = self._cases.of(call, plan)
        if case is not None and case.response.status >= 400:
            return self._plain(plan, case.response, case.media, case.name)
        role = self._roles[plan.operation.id]
        said = self._things.directions(plan.operation).with_case(case and case.directions)
        example = case.name if case else None
        if said.require:
            request = request_of(self._store, self._things, call, said)
            answer = self._shown(plan, call.media, example)
            check(self._store, self._things, call, said, request, answer)
        try:
            reply = self._done(call, plan, role, said, example)
        except Refusal as refusal:
            if refusal.status != 404 or not (left := self._left(call, role)):
                raise
            return self._farewell(call, plan, left)
        return reply if said.status is None else reply._replace(status=said.status)

    def _left(self, call: Call, role: Role) -> Mapping[str, Any]:
        """What is left of the thing that a call is about, where it was deleted."""
        ids = self._selectors
        path = ids.path(self._store, call, role.path, self._part(call)) if ids else call.path
        return self._store.left(self._things.visitor(call) + key_of(role.path, path))

    def _farewell(self, call: Call, plan: Plan, left: Mapping[str, Any]) -> Reply:
        """What is answered of a thing that is gone, with what is left of it."""
        response = plan.responses.at(404)
        media = self._media(call, response) if response else None
        if response is None or media is None:
            raise Refusal(404)
        body = plan.responses.body(response, media)
        if is_object(body):
            kind = Kind(self._document, plan.responses.schema(response, media), "")
            body = kind.with_members(body, dict(left))
        return self._reply(plan, response, media, body)

    def _done(
        self, call: Call, plan: Plan, role: Role, said: Directions, example: str | None
    ) -> Reply:
        """What an operation answers once all that it requires holds."""
        if self._processes.concerns(plan.operation):
            return self._process(call, plan, role, said)
        narrows = not queried(call).keys().isdisjoint(self._things.filters)
        if example is not None or said != NOTHING or narrows:
            return self._directed(call, plan, role, said, example)
        return super()._told(call, plan)

    def _follow(
        self, call: Call, plan: Plan, response: Response, media: str | None, example: str | None
    ) -> None:
        """Do what the document says of an example that a request asked for."""
        said = self._cases.named(plan, response, media, example)
        if said != NOTHING and response.status < 400:
            role = self._roles[plan.operation.id]
            said = self._things.directions(plan.operation).with_case(said)
            self._directed(call, plan, role, said, example)

    def _listed(self, call: Call) -> list[Any] | None:
        """The processes that a list of processes asks for."""
        return self._processes.told_of(call)

    def _process(self, call: Call, plan: Plan, role: Role, said: Directions) -> Reply:
        """What begins a process, or tells of some; what it does is done once it succeeds."""
        response, media = plan.success, call.media
        body = plan.responses.body(response, media) if media else MISSING
        if body is not MISSING and media is not None:
            kind = self._kind(plan, response, media)
            examples = plan.responses.examples(response, media) or [body]
            job = job_of(self._store, self._consequences, call, role, said)
            body = self._processes.answer(call, examples, kind.valid, job)
            polling = self._processes.polling(plan.operation)
            body = _here(body, self._origins, call.request)
            if polling is not None:
                body = kind.without_strangers(body, examples[0], polling.id, polling.state)
        return self._reply(plan, response, media, body)

    def _directed(
        self, call: Call, plan: Plan, role: Role, said: Directions, example: str | None
    ) -> Reply:
        """What an operation answers and does for which the document has directions."""
        if said.formulas and call.operation.method != "GET":
            return self._worked_out(call, plan, said, example)
        if said.about is not None:
            return self._about(call, plan, said, self._begun(call, plan, said) or example)
        example = self._begun(call, plan, said) or example
        reads = call.operation.method == "GET"
        known = {} if reads else self._things.known(self._store, call, said)
        reply = self._stateful(call, plan, role, example)
        if not reads:
            shown = self._shown(plan, call.media, example)
            if reply.media and is_json(reply.media):
                place = self._kind(plan, plan.success, call.media).place
                told = read(json.loads(reply.body), place)
                shown = told if is_object(told) else shown
            self._consequences.follow(self._store, call, known, shown, said)
        return reply

    def _begun(self, call: Call, plan: Plan, said: Directions) -> str | None:
        """The example that a visitor of their own begins with, where it is of the success."""
        fresh, media = said.fresh, call.media
        if fresh is None or media is None or not self._things.visitor(call):
            return None
        found = plan.responses.example(plan.success, media, fresh)
        return None if found is MISSING else fresh

    def _about(self, call: Call, plan: Plan, said: Directions, example: str | None) -> Reply:
        """The thing that an operation is about, as it is after the call."""
        response, media = plan.success, call.media
        thing = self._things.thing(self._store, call, said.about or plan.operation.path)
        body = plan.responses.body(response, media, example) if media else MISSING
        kind = self._kind(plan, response, media)
        shown = self._shown(plan, media, example)
        if call.operation.method != "GET":
            thing = self._consequences.perform(self._store, call, thing, shown, said)
        if body is not MISSING:
            body = write(body, kind.place, kind.with_members(shown, thing))
        return self._reply(plan, response, media, body)

    def _worked_out(self, call: Call, plan: Plan, said: Directions, example: str | None) -> Reply:
        """What follows from a request and the thing that it is about, which stays as it is."""
        response, media = plan.success, call.media
        about = said.about
        thing = self._things.thing(self._store, call, about) if about is not None else {}
        shown = self._shown(plan, media, example)
        request = request_of(self._store, self._things, call, said)
        known = {**shown, **thing, "request": request, "answer": shown}
        made = computed(known, said.formulas, self._things.formulas)
        body = plan.responses.body(response, media, example) if media else MISSING
        if body is not MISSING:
            kind = self._kind(plan, response, media)
            body = write(body, kind.place, kind.with_members(shown, made))
        return self._reply(plan, response, media, body)

    def _wanted(self, call: Call, items: list[Any]) -> list[Any]:
        """What a request asks for of a list, in its order."""
        said, formulas = self._things.directions(call.operation), self._things.formulas
        all_, own = self._things.filters, said.filters
        rules = {
            **(all_ if isinstance(all_, Mapping) else {}),
            **(own if isinstance(own, Mapping) else {}),
        }
        names = all_ if own is None or isinstance(own, Mapping) else own
        named = () if isinstance(names, Mapping) else names
        known = partial(self._things.known, self._store, call, said)
        found = narrowed(items, named, rules, call, formulas, known)
        return ordered(found, queried(call).get(said.sort or ""), formulas)

    def _part(self, call: Call) -> Thing:
        """In which part of the vendor's system a request is, where it says so."""
        realm = self._things.realm
        if realm is None or realm in call.path:
            return {}
        body = call.body if is_object(call.body) else {}
        value = queried(call).get(realm, body.get(realm))
        return {realm: value} if isinstance(value, str) and value else {}

    def _sent(self, call: Call, thing: Thing) -> Thing:
        """What a request says of a thing; numbers become amounts where the thing has those."""
        sent = super()._sent(call, thing)
        members = self._things.directions(call.operation).members
        if members:
            scope = {"request": {"body": sent, "path": call.path}}
            sent = {**sent, **filled(members, self._things.formulas, scope)}
        dressed: Thing = self._things.formulas.dressed(thing, sent)
        return dressed

    def _shown(self, plan: Plan, media: str | None, example: str | None) -> Thing:
        """The thing in the example that an operation answers."""
        body = plan.responses.body(plan.success, media, example) if media else None
        thing = read(body, self._kind(plan, plan.success, media).place)
        return thing if is_object(thing) else {}


def _here(body: Any, origins: tuple[str, ...], request: Request) -> Any:
    """A body whose links to the vendor lead to where the request went."""
    if isinstance(body, str):
        found = next((o for o in origins if "//" in o and body.startswith(f"{o}/")), None)
        return body if found is None else request.url[: -len(request.path)] + body[len(found) :]
    if is_object(body):
        return {name: _here(item, origins, request) for name, item in body.items()}
    return [_here(item, origins, request) for item in body] if is_array(body) else body
