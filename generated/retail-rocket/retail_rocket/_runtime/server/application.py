"""The server: a plain ASGI application that keeps the vendor's manners.

In the order of a request: path and method (404, 405), limits, credentials (401,
403), what the client accepts (406), the body's media type and size (415, 413),
decoding (400), validation (422), then the implementation. Every refusal on the
way, and every failure, goes out in the vendor's own envelope.
"""

from __future__ import annotations

import itertools
import logging
import re
import secrets
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Unpack

from ..ground.operation import Api, Operation, Rule
from ..ground.parts import part
from ..ground.tally import Tally
from .app.answers import Refusal, Unimplemented
from .app.call import Call, enter
from .app.clock import Clock
from .app.envelope import PROBLEM, Envelopes, Place, Written, phrase
from .app.faults import Attempt, Fault, break_off, endure, preferred
from .app.negotiate import is_json, preferences
from .app.parameters import Source
from .app.plan import Backend, Plan, Settings
from .app.replies import Reply, faults_of, reply_of
from .app.request import Disconnected, Receive, Request, Scope, Send
from .app.responses import field_lines, header_text, joined
from .app.routing import Match, Router, every
from .app.seen import Seen
from .app.spellings import Spellings
from .app.styles import Malformed, Pairs
from .options import ApplicationOptions
from .schemas.document import Document, DocumentError
from .schemas.generate import Generator

MAX_BODY = 16 << 20
DOCUMENT_PATH = "/openapi.json"
_VISIBLE = re.compile(rb"[!-~]+")
log = logging.getLogger(__name__)


class Application:
    """An ASGI application that serves an API.

    Args:
        api: What holds for all operations.
        operations: The operations.
        document: The OpenAPI document, its file or its content.
        implementation: Any object with the operations' methods; None: the sandbox,
            which answers from the document's examples.
        methods: Operation id -> method name; ids that are missing are method names.
        protocol: The generated Protocol, whose annotations say the arguments' types.
        **options: See `ApplicationOptions`.
    """

    def __init__(
        self,
        api: Api,
        operations: Sequence[Operation[Any]],
        document: Path | dict[str, Any],
        implementation: object | None = None,
        *,
        methods: Mapping[str, str] | None = None,
        protocol: type | None = None,
        **options: Unpack[ApplicationOptions],
    ) -> None:
        self.document = Document(document)
        clock = options.get("clock", time.time)
        generator = Generator(self.document, options.get("seed", 0))
        credentials = options.get("credentials")
        lifetime = options.get("token_lifetime")
        strict = options.get("issued_tokens_only", credentials is not None)
        tokens, versions = part("server.app.tokens"), part("server.app.versions")
        self.issuers: dict[str, Any] = {}
        """Who issues access tokens, by the name of their scheme."""
        if tokens:
            self.issuers = tokens.issuers_of(
                api, self.document, credentials, clock, lifetime, strict
            )
        self._token_paths = {issuer.path: issuer for issuer in self.issuers.values()}
        self._drift = Tally()
        self._settings = Settings(
            api,
            self.document,
            generator,
            credentials,
            options.get("max_body", MAX_BODY),
            options.get("strict_query", False),
            None if options.get("strict", False) else Spellings(self.document, self._drift),
            self.issuers,
            versions and versions.versions_of(api.media_version, options.get("media_versions", ())),
        )
        self.title = f"{api.title} {api.version}"
        self._envelopes = Envelopes(self.document, api.errors, operations, generator)
        self._sandboxed = implementation is None
        takes = options.get("processing")
        self._backend: Any = _backend(
            implementation, methods or {}, protocol, operations, self._settings, clock, takes
        )
        self._implementation = implementation
        self._faults = options.get("faults")
        self._attempts: dict[str, int] = {}
        limits = part("server.app.limits") if options.get("limits", False) else None
        self._limiter: Any = limits.Limiter(api, clock) if limits else None
        self._planned = options.get("planned", False)
        self._check = options.get("check_responses", False)
        self._observer = options.get("observer")
        servers = (*api.servers, *(server for op in operations for server in op.servers))
        self._router = Router[Any](servers)
        cors, origins = part("server.app.cors"), self.document.root.get("x-cors")
        self._cors: Any = cors.Cors(origins) if cors and origins else None
        self._choice: Any = part("server.app.choice")
        routes = ((o.method, path, o) for o in operations for path in every(o.path, api.servers))
        if self._choice:
            routes = self._choice.routes(operations, api.servers, self.document)
        for method, path, target in routes:
            self._router.add(method, path, target, target.params)
        self._plans: dict[str, Plan] = {}
        self._content_type = lru_cache(64)(self._with_charset)
        named = api.request_id_header or (*api.request_id_headers, "x-request-id")[0]
        self._id_field = named.lower().encode()
        self._id_prefix = secrets.token_hex(4).encode() + b"-"
        self._ids = itertools.count(1)

    @property
    def drift(self) -> Mapping[str, int]:
        """How often a value was spelt otherwise than documented, by operation and place."""
        return dict(self._drift.counts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection: `http` or `lifespan`; a web socket is refused."""
        if scope["type"] == "http":
            await self._serve(Request(scope, receive), send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})

    def contents(self) -> dict[str, Any]:
        """What the sandbox remembers, as JSON values for people: things, and processes."""
        return self._backend.contents() if self._sandboxed else {}

    def reset(self) -> None:
        """Forget what requests have done: things of the sandbox, and what was counted."""
        self._drift.counts.clear()
        if self._sandboxed:
            self._backend.reset()
        if self._limiter is not None:
            self._limiter.reset()
        self._attempts.clear()

    async def _live(self, receive: Receive, send: Send) -> None:
        """Startup and shutdown; an implementation that is a context manager is entered and left."""
        held: Any = self._implementation if hasattr(self._implementation, "__aenter__") else None
        await receive()
        try:
            if held is not None:
                await held.__aenter__()
        except Exception as error:
            log.exception("the implementation cannot start")
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if held is not None:
            await held.__aexit__(None, None, None)
        await send({"type": "lifespan.shutdown.complete"})

    def _match(self, request: Request) -> Match[Operation[Any]] | None:
        """What a path means; a slash at its end that no path has is overlooked."""
        match = self._router.match(request.method, request.path)
        if match is None and request.path.endswith("/"):
            match = self._router.match(request.method, request.path[:-1])
        target: Any = match.target if match else None
        if match and self._choice and isinstance(target, self._choice.Choice):
            meant = target.of(request)
            return match._replace(target=meant.operation, values={**match.values, **meant.values})
        return match

    async def _serve(self, request: Request, send: Send) -> None:
        match = self._match(request)
        plan: Plan | None = None
        call: Call | None = None
        fault: Fault | None = None
        refused: Refusal | None = None
        told: dict[str, str] = {}
        try:
            if match is None and request.path in self._token_paths:
                issuer = self._token_paths[request.path]
                fault = self._fault(request, issuer.name)
                if fault is not None:
                    await endure(fault)
                reply = await issuer.answer(request)
            elif match is None or match.target is None:
                reply = self._unrouted(request, match)
            else:
                plan = self._plan(match.target)
                told = plan.headers
                call = Call(plan.operation, request, match.server)
                source = Source(request, match.values)
                fault = self._fault(request, plan.operation.id)
                if fault is not None:
                    await endure(fault)
                if self._limiter is not None and plan.operation.limits:
                    told = {**told, **self._limiter.admit(*_counted(source, plan))}
                reply = await self._answer(call, source, plan)
        except Refusal as refusal:
            refused = self._meant(refusal, request, match)
            reply = self._refused(refused, plan, Place.of(request, match))
        except Disconnected:
            return
        except Exception as error:
            if isinstance(error, DocumentError):
                log.error("%s", error)
            else:
                # Not the path: a server variable or a parameter in it may be a credential.
                log.exception("%s failed", plan.operation.id if plan else request.method)
            refused = Refusal(500)
            reply = self._refused(refused, plan, Place.of(request, match))
        if self._settings.versions is not None:
            asked = self._settings.versions.as_asked(reply.media, request.header("accept"))
            reply = reply._replace(media=asked)
        if told:
            reply = reply._replace(headers=joined(told, reply.headers))
        if self._cors is not None:
            reply = self._cors.told(request, reply)
        if self._observer is not None:
            left: dict[str, int] = {}
            if self._limiter is not None and plan is not None and match is not None:
                left = self._limiter.left(*_counted(Source(request, match.values), plan))
            self._observer(Seen(request, call, reply, refused, fault, left))
        await self._send(request, send, reply, fault)

    def _plan(self, operation: Operation[Any]) -> Plan:
        plan = self._plans.get(operation.id)
        if plan is None:
            plan = self._plans[operation.id] = Plan(self._settings, operation)
        return plan

    def _unrouted(self, request: Request, match: Match[Operation[Any]] | None) -> Reply:
        """What no operation answers: the document itself, OPTIONS, and refusals."""
        if match is None:
            if request.path == DOCUMENT_PATH and request.method in ("GET", "HEAD"):
                return Reply(200, self.document.text, "application/json", {})
            raise Refusal(404, message="there is no such path", reason="unknown-path")
        if request.method == "OPTIONS":
            return Reply(204, b"", None, {"allow": ", ".join(match.allowed())})
        raise _wrong_method(match)

    def _meant(
        self, refusal: Refusal, request: Request, match: Match[Operation[Any]] | None
    ) -> Refusal:
        """A refusal; 405 for a path of its own that is no value of the template it was read as."""
        if refusal.status != 400 or match is None or refusal.fields.keys().isdisjoint(match.values):
            return refusal
        own = self._router.match("", request.path)
        if own is None or request.method in own.allowed():
            return refusal
        return _wrong_method(own)

    def _fault(self, request: Request, name: str) -> Fault | None:
        """What goes wrong with a request on purpose."""
        fault: Fault | None = None
        if self._faults is not None:
            number = self._attempts[name] = self._attempts.get(name, 0) + 1
            fault = self._faults(Attempt(name, request, number))
        if fault is not None:
            return fault
        if self._sandboxed and b"prefer" in request.fields:
            return preferred(preferences(request.header("prefer")))
        return None

    async def _answer(self, call: Call, source: Source, plan: Plan) -> Reply:
        request, guard = call.request, plan.guard
        with_form = guard is not None and guard.wants_form(request)
        if guard is not None:
            if not with_form:
                call.credentials = guard.admit(source)
            guard.agree(call.credentials, call.server)
        accept, versions = request.header("accept"), self._settings.versions
        call.media = plan.accepted(versions.documented(accept) if versions else accept)
        if plan.operation.planned and not self._serves_planned(plan.operation):
            raise Unimplemented(plan.operation.id)
        content_type, data = None, b""
        if plan.takes_body or with_form:
            content_type = plan.content_type(request)
            data = await request.body(self._settings.max_body)
        if with_form and guard is not None:
            call.credentials = guard.admit(source, _form(data))
        plan.understand(call, source, content_type, data)
        if plan.operation.switch:
            call.media = part("server.app.sequence").switched(call)
        enter(call)
        reply = reply_of(plan, call, await self._backend.answer(call, plan))
        if self._check:
            self._validate(plan, reply)
        return reply

    def _serves_planned(self, operation: Operation[Any]) -> bool:
        implements = getattr(self._backend, "implements", None)
        return self._planned or (implements is not None and bool(implements(operation)))

    def _validate(self, plan: Plan, reply: Reply) -> None:
        wrong = faults_of(self.document, plan, reply)
        if wrong:
            log.error("%s answers what is not documented: %s", plan.operation.id, "; ".join(wrong))
            raise Refusal(500)

    def _refused(self, refusal: Refusal, plan: Plan | None, place: Place) -> Reply:
        try:
            written = self._envelopes.write(refusal, plan.node if plan else None, place)
        except Exception:
            log.exception("the error body for status %s cannot be written", refusal.status)
            body = f'{{"title":"{phrase(refusal.status)}","status":{refusal.status}}}'.encode()
            written = Written(refusal.status, body, PROBLEM, refusal.headers)
        return Reply(*written)

    async def _send(self, request: Request, send: Send, reply: Reply, fault: Fault | None) -> None:
        status, body, media, headers, flow = reply
        fields = [(self._id_field, self._request_id(request))]
        if headers:
            fields += [line for line in field_lines(headers) if line[0] != self._id_field]
        if media is not None:
            fields.append((b"content-type", self._content_type(media)))
        if flow is None and status >= 200 and status not in (204, 304):
            fields.append((b"content-length", b"%d" % len(body)))
        if fault is not None and fault.status is None:
            fields += field_lines(fault.headers)
            if fault.reset or fault.truncate is not None:
                await break_off(send, status, fields, body[: fault.truncate or 0])
                return
        await send({"type": "http.response.start", "status": status, "headers": fields})
        if flow is not None and request.method != "HEAD":
            await request.until_gone(_sent(flow, send))
            return
        if request.method == "HEAD" or status in (204, 304):
            body = b""
        await send({"type": "http.response.body", "body": body})

    def _with_charset(self, media: str) -> bytes:
        """A Content-Type: of JSON with the charset that the vendor names (`x-wire`)."""
        if is_json(media) and "charset=" not in media and self._charset is not None:
            media = f"{media};charset={self._charset}"
        return header_text(media).encode()

    @cached_property
    def _charset(self) -> str | None:
        return self.document.wire().get("charset")

    def _request_id(self, request: Request) -> bytes:
        """The client's own request id, if it is one, or a new one."""
        given = request.fields.get(self._id_field)
        if given and len(given) <= 128 and _VISIBLE.fullmatch(given):
            return given
        return self._id_prefix + b"%08x" % next(self._ids)


async def _sent(flow: AsyncIterator[bytes], send: Send) -> None:
    """Send a body as it comes."""
    async for chunk in flow:
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _backend(
    implementation: object | None,
    methods: Mapping[str, str],
    protocol: type | None,
    operations: Sequence[Operation[Any]],
    settings: Settings,
    clock: Clock,
    processing: float | None,
) -> Backend:
    """What answers; an implementation needs pydantic and no sandbox, a sandbox no pydantic."""
    if implementation is None:
        from .sandbox.backend import Sandbox

        document, generator = settings.document, settings.generator
        directed = part("server.sandbox.directed")
        if directed is None:
            return Sandbox(document, generator, operations, clock)
        sandbox: Sandbox = directed.DirectedSandbox(
            document, generator, operations, clock, processing
        )
        return sandbox
    from .app.binding import Bound

    return Bound(implementation, methods, protocol)


def _wrong_method(match: Match[Operation[Any]]) -> Refusal:
    return Refusal(405, headers={"allow": ", ".join(match.allowed())}, reason="wrong-method")


def _counted(source: Source, plan: Plan) -> tuple[tuple[Rule, ...], str, str]:
    """What a limiter counts a request by."""
    who = "" if plan.guard is None else plan.guard.who(source)
    return plan.operation.limits, source.request.client, who


def _form(data: bytes) -> Pairs | None:
    try:
        return Pairs.parse(data.decode("ascii"))
    except (UnicodeDecodeError, Malformed):
        return None
