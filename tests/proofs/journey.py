"""One package, and what travels through it: client, wire, stub, implementation, and back.

The implementation is a stand-in: it keeps what arrives and answers what it is told. The wire
between is looked at as it passes: a body in JSON must be the value that was sent, digit for
digit, and valid by the document in the eyes of jsonschema-rs.
"""

from __future__ import annotations

import asyncio
import json
import re
import types
import typing
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from generator.runtime.server.app.negotiate import is_json, is_text
from generator.runtime.server.schemas.document import Document
from generator.runtime.server.schemas.wire import read_text
from tests.proofs.same import (
    concrete,
    differs,
    dumped,
    exact,
    holds,
    maps_as_lists,
    same_media,
    status_of,
    takes,
)
from tests.proofs.values import Values, broken
from tests.vendors.package import Method, Package

BODY = "body"
SAID = "trip-1"
"""What every documented header field of an answer says."""
_OWN_HEADERS = frozenset(
    {"content-type", "content-length", "content-encoding", "transfer-encoding", "connection"}
)
_TOKENS = "/-/trips/token"
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class Trip(NamedTuple):
    """What is sent, and what is answered."""

    arguments: Mapping[str, Any]
    """Parameters by keyword, as JSON values."""
    media: str | None = None
    """Media type of the body; None: none is sent."""
    body: Any = None
    status: int | None = None
    """Status of the answer; None: the stand-in returns the value as it is."""
    answer: Any = None
    answered: str | None = None
    """Media type of the answer; None: it has no body."""


class Failure(Exception):
    """A trip that went wrong."""

    def __init__(self, kind: str, place: str, found: object, expected: object = "") -> None:
        super().__init__(kind, place)
        self.kind, self.place = kind, place
        self.found, self.expected = found, expected


class Outcome(NamedTuple):
    """What a documented answer is: its status on the wire, and its body's media type and schema."""

    key: str
    status: int
    media: str | None
    concrete: str | None
    schema: str | None
    headers: tuple[str, ...] = ()
    """Its documented header fields."""
    many: bool = False
    """Whether it comes item by item; the schema is then that of an item."""


UNTOLD = Outcome("", 0, None, None, None)
"""The document says nothing of an answer, or of redirects alone."""


class Wire:
    """An ASGI application in front of another: the last request and answer, as bytes."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.asked: dict[str, Any] = {}
        self.request = self.response = b""
        self.status = 0
        self.media = ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked, self.request, self.response, self.status = scope, b"", b"", 0

        async def listen() -> Any:
            message = await receive()
            self.request += message.get("body", b"")
            return message

        async def say(message: Any) -> None:
            self.status = message.get("status", self.status)
            for name, value in message.get("headers", ()):
                if name.lower() == b"content-type":
                    self.media = value.decode("latin-1")
            self.response += message.get("body", b"")
            await send(message)

        await self.app(scope, listen, say)

    async def again(self, body: bytes) -> int:
        """The status that the last request is answered with when it has another body."""
        told: list[Any] = []
        length = (b"content-length", b"%d" % len(body))
        headers = [(k, v) for k, v in self.asked["headers"] if k.lower() != b"content-length"]

        async def receive() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            told.append(message)

        await self.app({**self.asked, "headers": [*headers, length]}, receive, send)
        return int(told[0]["status"])


class Standin:
    """The methods of an implementation: keep what arrives, answer what is told."""

    seen: dict[str, Any] | None = None
    told: Any = None

    async def take(self, **arguments: Any) -> Any:
        """The method of every operation."""
        self.seen = arguments
        return self.told


class Line:
    """A package with its client and stub, and a wire between them."""

    def __init__(self, package: Package, document: Document) -> None:
        self.package, self.document = package, document
        app = package.part("server.app")
        self.hints = package.part("server.protocol").Implementation
        self.names: dict[str, str] = {one.id: name for name, one in app.OPERATIONS.items()}
        self.operations = list(app.OPERATIONS.values())
        self.answer = package.part("_runtime.server").Answer
        self.unset = package.part("_runtime").UNSET
        self.errors = package.part("errors")
        self.by_wire = package.part("_runtime.ground.adapters").BY_WIRE
        """Members are called as on the wire: one's Python name may be another's name there."""
        self.standin = type("Held", (Standin,), dict.fromkeys(self.names.values(), Standin.take))()
        served = app.create_app(self.standin, planned=True, strict=True)
        self.wire = Wire(served)
        issuer = next(iter(served.issuers.values()), None)
        served._token_paths[_TOKENS] = issuer  # where the document's path is an operation's, too
        self.token_url = f"http://stub.test{_TOKENS}" if issuer else None
        api = package.api
        ids = (*api.request_id_headers, api.request_id_header or "x-request-id")
        self._own_headers = _OWN_HEADERS | {name.lower() for name in ids}
        """Header fields that the server sets itself."""
        self.methods: dict[str, Method] = {}
        self.client: Any = None

    def settings(self) -> dict[str, Any]:
        """Keywords of a client whose requests this line's stub takes."""
        servers = self.package.api.servers
        url = servers[0].url if servers else ""
        base = url.partition("://")[2].partition("/")[2] if "://" in url else url.strip("/")
        basic = {s.argument: "user:word" for s in self.package.api.schemes if s.kind == "basic"}
        return {
            **self.package.credentials,
            **basic,
            **({"token_url": self.token_url} if self.token_url else {}),
            "base_url": f"http://stub.test/{base}".rstrip("/"),
            "limiter": None,
            "trust_env": False,
            "strict": True,
            "retries": 0,
        }

    @contextmanager
    def open(self, socket: bool = False) -> Iterator[Line]:
        """The line, in this process or over a socket."""
        settings = self.settings()
        serve = self.package.part("_runtime.server").running
        if socket:
            with serve(self.wire) as url:
                settings["base_url"] = settings["base_url"].replace("http://stub.test", url)
                if self.token_url:
                    settings["token_url"] = self.token_url.replace("http://stub.test", url)
                with self.package.module.Client(**settings) as self.client:
                    yield self
            return
        within = self.package.part("testing").InProcess(self.wire)
        with self.package.module.Client(transport=within, **settings) as self.client:
            yield self

    # What there is to send -----------------------------------------------------------------

    def medias(self, operation: Any) -> list[tuple[str, str | None]]:
        """The media types of a body, each with the pointer to its schema."""
        _, node = self.document.operation(operation)
        found = []
        for media in operation.body.media if operation.body else ():
            content = self.document.step(node, "requestBody", "content", media)
            schema = content is not None and "schema" in content.value
            found.append((media, f"{content.pointer}/schema" if content and schema else None))
        return found

    def outcomes(self, operation: Any) -> list[Outcome]:
        """The documented answers, but for redirects and what comes before an answer."""
        _, node = self.document.operation(operation)
        found = []
        answers = dict(self.document.items(self.document.step(node, "responses")))
        for key, response in answers.items():
            status = status_of(key, answers)
            if status < 200 or 300 <= status < 400:
                continue
            headers = tuple(
                name
                for name, _ in self.document.items(self.document.step(response, "headers"))
                if name.lower() not in self._own_headers and TOKEN.fullmatch(name)
            )
            content = dict(self.document.items(self.document.step(response, "content")))
            if not content or status in (204, 205) or operation.method == "HEAD":
                found.append(Outcome(key, status, None, None, None, headers))
                continue
            sequences = [reply.media for reply in operation.replies if reply.item is not None]
            for media, held in content.items():
                if media in sequences:
                    schema: str | None = self._item(held)
                    found.append(Outcome(key, status, media, media, schema, headers, True))
                elif not sequences:  # beside items, which of the two a call gets it must say
                    schema = f"{held.pointer}/schema" if "schema" in held.value else None
                    same = [  # text/plain beside JSON is the same value
                        one
                        for one, other in content.items()
                        if is_json(one) and other.value.get("schema") == held.value.get("schema")
                    ]
                    plain = media.startswith("text/plain") and same and schema
                    kind = same[0] if plain else concrete(media, schema)
                    found.append(Outcome(key, status, media, kind, schema, headers))
        return found

    def _item(self, held: Any) -> str:
        """Where the schema of an item is, of what comes item by item."""
        if "itemSchema" in held.value:
            return f"{held.pointer}/itemSchema"
        schema = self.document.step(held, "schema")
        if schema is not None and schema.value.get("type") == "array":
            return f"{schema.pointer}/items"
        return f"{held.pointer}/schema"

    def kind_of(self, operation: Any, name: str) -> Any:
        """The Python type of a keyword, as the stub's protocol says it."""
        method = getattr(self.hints, self.names[operation.id])
        hint = typing.get_type_hints(method, include_extras=True).get(name, Any)
        if typing.get_origin(hint) in (typing.Union, types.UnionType):
            parts = [p for p in typing.get_args(hint) if p is not type(self.unset)]
            return typing.Union[tuple(parts)] if parts else Any  # noqa: UP007
        return hint

    # Going ---------------------------------------------------------------------------------

    def go(self, operation: Any, trip: Trip, reply: Outcome) -> None:
        """Make a trip.

        Raises:
            Failure: Something did not arrive as it was sent.
        """
        given = self._typed_arguments(operation, trip)
        told, kind = self._typed_answer(operation, trip, reply)
        self.standin.seen = None
        self.standin.told = told
        if trip.status is not None:
            headers = dict.fromkeys(reply.headers, SAID)
            self.standin.told = self.answer(trip.status, told, headers, trip.answered)
        response, error = self._call(operation, given, trip, reply.many)
        self._check_request(operation, trip, given, error)
        if reply is not UNTOLD:
            self._check_answer(operation, trip, reply, told, kind, response, error)

    def _call(
        self, operation: Any, given: dict[str, Any], trip: Trip, many: bool
    ) -> tuple[Any, Any]:
        options: dict[str, Any] = {"planned": True, "deadline": None}
        if trip.media is not None and (trip.media != operation.body.media[0] or "*" in trip.media):
            schema = dict(self.medias(operation))[trip.media]
            options["content_type"] = concrete(trip.media, schema)
        if more := _beside(operation, trip):
            options["body"] = more
        method = self.methods.get(operation.id)
        if method is None:
            raise Failure("no method of the client calls it", "", operation.id)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                if many:
                    return list(method.of(self.client)(**given, options=options)), None
                made = self.package.module.raw(method.of(self.client))
                answer = made(**given, options=options)
                # What comes item by item is asked for when its first item is.
                return (answer if hasattr(answer, "status") else list(answer)), None
            except self.errors.StatusError as error:
                return None, error
            except self.errors.ApiError as error:
                if trip.status is None and self.standin.seen is not None:
                    return None, error  # what it answers the document does not say
                cause = f"{type(error).__name__}: {error} {getattr(error, 'places', '')}"
                where = "the client's reading" if self.wire.status else "the client's writing"
                seen = self.standin.seen is not None
                raise Failure(f"{where} fails", "answer" if seen else "arguments", cause) from None
            except Exception as error:
                cause = f"{type(error).__name__}: {str(error)[:300]}"
                raise Failure("the client crashes", "", cause) from error

    def _typed_arguments(self, operation: Any, trip: Trip) -> dict[str, Any]:
        formats = {param.name: param.format for param in operation.params}
        given: dict[str, Any] = {}
        for name, value in trip.arguments.items():
            codes = formats.get(name)
            known = read_text(codes, value) if codes and isinstance(value, str) else value
            given[name] = self._typed(
                self.kind_of(operation, name), known, name, known is not value
            )
        if trip.media is None:
            return given
        fields = _fields(operation)
        if not fields:
            kind = self.kind_of(operation, BODY)
            text = kind is bytes and isinstance(trip.body, str) and is_text(trip.media)
            given[BODY] = self._typed(kind, trip.body.encode() if text else trip.body, BODY)
            return given
        for key, value in trip.body.items():
            if key in fields:
                kind = self.kind_of(operation, fields[key])
                given[fields[key]] = self._typed(kind, value, f"{BODY}/{key}")
        return given

    def _typed(self, kind: Any, value: Any, place: str, text: bool = False) -> Any:
        """A JSON value as its Python type; bytes where only bytes will do."""
        if isinstance(value, str) and takes(kind, bytes) and not takes(kind, str):
            return value.encode("latin-1", "replace")
        if (
            isinstance(value, list)
            and "bytes" in str(kind)
            and all(isinstance(i, str) for i in value)
        ):
            return [item.encode("latin-1", "replace") for item in value]
        try:
            adapter = TypeAdapter[Any](kind)
            if text or holds(value, Decimal | bytes):
                return adapter.validate_python(value, **self.by_wire)
            return adapter.validate_json(dumped(value), **self.by_wire)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            inner = "/".join(str(part) for part in first["loc"])
            raise Failure(
                "its type refuses a valid value", f"{place}/{inner}", first["msg"]
            ) from None
        except Exception as error:
            raise Failure("its type crashes", place, f"{type(error).__name__}: {error}") from None

    def _typed_answer(self, operation: Any, trip: Trip, reply: Outcome) -> tuple[Any, Any]:
        for known in operation.replies:
            same = (
                known.media is None or reply.media is None or same_media(known.media, reply.media)
            )
            if same and reply.key in map(str, known.statuses):
                if reply.media is None or (known.type is None and not reply.many):
                    return trip.answer, None
                if reply.many:
                    return [self._typed(known.item(), i, "answer") for i in trip.answer], None
                kind = known.type()
                return self._typed(kind, trip.answer, "answer"), kind
        return trip.answer, None

    # Arriving ------------------------------------------------------------------------------

    def _check_request(self, operation: Any, trip: Trip, given: dict[str, Any], error: Any) -> None:
        seen = self.standin.seen
        if seen is None:
            found = (
                f"{self.wire.status} {self.wire.response[:300]!r} to {self.wire.request[:200]!r}"
            )
            query = self.wire.asked.get("query_string", b"")[:200]
            found += f" {self.wire.asked.get('path')}?{query!r}"
            raise Failure("the stub refuses valid arguments", "arguments", found)
        for name in {**seen, **given}:
            if name not in given and name in _said_by_others(operation):
                continue
            one, two = given.get(name, self.unset), seen.get(name, self.unset)
            if wrong := differs(one, two, name):
                raise Failure(
                    f"arrives otherwise at the stub: {wrong[0]}", wrong[1], wrong[3], wrong[2]
                )
        if trip.media is None or not is_json(trip.media):
            return
        if trip.body or self.wire.request:
            self._check_wire(trip.body, self.wire.request, BODY)

    def _check_wire(self, value: Any, sent: bytes, place: str) -> None:
        expected, found = exact(value), json.loads(sent, parse_float=Decimal)
        if self.document.wire().get("empty-map") == "list":
            expected, found = maps_as_lists(expected), maps_as_lists(found)
        if wrong := differs(expected, found, place):
            raise Failure(f"is another on the wire: {wrong[0]}", wrong[1], wrong[3], wrong[2])

    def _check_answer(
        self,
        operation: Any,
        trip: Trip,
        reply: Outcome,
        told: Any,
        kind: Any,
        response: Any,
        error: Any,
    ) -> None:
        if self.wire.status != reply.status:
            found = f"{self.wire.status}: {self.wire.response[:300]!r}"
            raise Failure("the stub answers with another status", "answer", found, reply.status)
        if not reply.many:
            held = (error if response is None else response).headers
            lost = [name for name in reply.headers if SAID not in (held.get(name) or "")]
            if lost:
                raise Failure("a header is lost", "answer", lost[0])
        if reply.media is not None and is_json(reply.concrete) and not reply.many:
            self._check_wire(trip.answer, self.wire.response, "answer")
        if error is not None and (reply.status >= 400 or "Reported" in type(error).__name__):
            body = error.body
            if reply.status < 400:
                self._check_wire(trip.answer, dumped(body), "answer")  # told as it came
                return
            if told in ("", b"") and not is_json(reply.concrete or ""):
                told = None  # an error without a word
        elif error is not None:
            raise Failure("a success is raised", "answer", f"{type(error).__name__}: {error}")
        elif reply.status >= 400:
            raise Failure("an error is not raised", "answer", response.status)
        else:
            body = response if reply.many else response.body
        expected = told if reply.media is not None else None
        if wrong := differs(expected, body, "answer"):
            raise Failure(
                f"arrives otherwise at the client: {wrong[0]}", wrong[1], wrong[3], wrong[2]
            )

    def refuse(self, operation: Any, trip: Trip, schema: str, values: Values, chance: Any) -> int:
        """Send bodies that are not valid in place of the one that was sent last.

        Returns:
            How many were sent.

        Raises:
            Failure: One was let through, or the stub broke.
        """
        tried = 0
        if not self.wire.request:
            return tried  # nothing was sent, not even what it is
        for body in broken(trip.body, chance):
            if values.valid(schema, body, "request"):
                continue
            self.standin.seen = None
            status = asyncio.run(self.wire.again(dumped(body)))
            tried += 1
            if self.standin.seen is not None or not 400 <= status < 500:
                raise Failure("the stub takes what is not valid", BODY, f"{status} for {body!r}")
            if tried == 3:
                break
        return tried


def _fields(operation: Any) -> dict[str, str]:
    """The members of a body that are keywords of their own: wire name → keyword."""
    return {field.key: field.name for field in operation.body.fields} if operation.body else {}


def _said_by_others(operation: Any) -> set[str]:
    """Parameters that the path itself holds a value of (`/a?op=LIST`), or every request has."""
    pairs = operation.path.partition("?")[2].partition("#")[0].split("&")
    words = {("query", pair.partition("=")[0]) for pair in pairs} | {("header", "user-agent")}
    return {
        p.name
        for p in operation.params
        if (p.where, p.key) in words or (p.where, p.key.lower()) in words
    }


def _beside(operation: Any, trip: Trip) -> dict[str, Any]:
    """The members of a body that no keyword is for."""
    fields = _fields(operation)
    if not fields or not isinstance(trip.body, dict):
        return {}
    return {key: value for key, value in trip.body.items() if key not in fields}
