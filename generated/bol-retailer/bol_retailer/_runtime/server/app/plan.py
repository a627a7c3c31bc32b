"""What an operation needs for each of its requests, worked out at the first one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from email.utils import format_datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple, Protocol

from ...ground.operation import Api, Operation, Reply, Where
from ...ground.parts import part
from ..schemas.document import Document
from ..schemas.generate import Generator
from ..schemas.values import is_object
from .answers import Refusal
from .bodies import Bodies
from .call import Call
from .credentials import Credentials, Issued
from .negotiate import choose
from .parameters import Parameter, Problem, Source, parameters_of
from .request import Request
from .responses import Responses
from .spellings import Spellings
from .styles import MISSING, Malformed
from .validation import ParameterRules, body_problems, collect

_REMEMBERED = 64


class Settings(NamedTuple):
    """What holds for all operations of an application."""

    api: Api
    document: Document
    generator: Generator
    credentials: Credentials | None
    max_body: int
    strict_query: bool
    spellings: Spellings | None
    """Takes what is spelt otherwise than documented; None: that is refused."""
    issuers: Mapping[str, Issued]
    versions: Any
    """See `versions.py`; None: only those of the document are served."""


class Plan:
    """One operation, ready to check and decode requests.

    Args:
        settings: The application's.
        operation: The operation.

    Raises:
        DocumentError: The document does not have it, or has a broken schema.
    """

    def __init__(self, settings: Settings, operation: Operation[Any]) -> None:
        document = settings.document
        _, self.node = document.operation(operation)
        self.operation = operation
        self.responses = Responses(document, self.node, settings.generator)
        self.success = self.responses.success()
        self.described = lru_cache(_REMEMBERED)(partial(_described, operation))
        """What the operation says of an answer with a status and a media type."""
        itemwise = any(reply.item is not None for reply in operation.replies)
        self.sequence: Any = part("server.app.sequence") if itemwise else None
        """What writes answers item by item, where there are such."""
        self.headers = _deprecation(operation)
        """Header fields of every answer."""
        self.guard: Any = None
        """Who is let in, see `auth.py`; None: everybody, as the document has no schemes."""
        if settings.api.schemes:
            self.guard = part("server.app.auth").Guard(
                settings.api, operation, self.responses, settings.credentials, settings.issuers
            )
        self.omit_null = settings.api.omit_null
        """Whether members that are null are left out of answers."""
        self._settings = settings
        parameters = parameters_of(document, operation)
        self._places: dict[Where, list[Parameter]] = {}
        for parameter in parameters:
            self._places.setdefault(parameter.where, []).append(parameter)
        self._rules = ParameterRules(document, parameters)
        self._known_query = {p.key for p in parameters if p.where == "query"}
        self._known_query |= {s.wire for s in settings.api.schemes if s.where == "query"}
        self._bodies = Bodies(document, operation) if "requestBody" in self.node.value else None
        self.takes_body = self._bodies is not None
        self.direct: Any = None
        """Reads bodies straight into an implementation's arguments (`direct.py`); None: no."""
        self._media: dict[str | None, str | None] = {}
        self._lists = part("server.app.spread") if settings.spellings else None

    def accepted(self, accept: str | None) -> str | None:
        """The media type of the success that the client likes best.

        Raises:
            Refusal: 406, it takes none of them.
        """
        offered = self.success.media
        if not offered:
            return None
        if accept in self._media:
            media = self._media[accept]
        else:
            media = choose(accept, offered)
            if len(self._media) < _REMEMBERED:
                self._media[accept] = media
        if media is None:
            raise Refusal(
                406,
                message=f"the answer can only be {' or '.join(offered)}",
                reason="not-acceptable",
            )
        return media

    def content_type(self, request: Request) -> str | None:
        """The Content-Type of a body, for an operation that takes one.

        Raises:
            Refusal: 415.
        """
        content_type = request.header("content-type")
        if self._settings.versions is not None:
            content_type = self._settings.versions.documented(content_type)
        coded = b"content-encoding" in request.fields
        if coded and (request.header("content-encoding") or "").lower() != "identity":
            raise Refusal(
                415,
                message="the body has a Content-Encoding: send it as it is",
                headers={"accept-encoding": "identity"},
                reason="unsupported-media",
            )
        if content_type is not None and self._bodies and content_type not in self._bodies.known:
            self._bodies.media_of(content_type, empty=request.header("content-length") == "0")
        return content_type

    def understand(self, call: Call, source: Source, content_type: str | None, data: bytes) -> None:
        """Decode and validate a request's values into the call.

        Raises:
            Refusal: 400 or 422, something is malformed or not valid; 415.
        """
        problems: list[Problem] = []
        if self._places or self._settings.strict_query:
            problems = self._read(call, source)
        if self._bodies is not None:
            more = None if self._settings.strict_query else source
            problems += self._read_body(self._bodies, call, content_type, data, more)
        if problems:
            raise self._refusal(problems)
        if call.described is not None and call.described.wrap and is_object(call.body):
            call.body = call.body.get(call.described.wrap, MISSING)

    def _read(self, call: Call, source: Source) -> list[Problem]:
        values: dict[str, dict[str, Any]] = {}
        problems: list[Problem] = []
        arguments = call.arguments
        for where, parameters in self._places.items():
            here = values[where] = {}
            try:
                place = source.place(where)
            except Malformed as error:
                return [Problem(where, str(error), where, True)]
            for parameter in parameters:
                try:
                    value = parameter.read(place)
                    if value is MISSING and self._lists and where == "query":
                        value = self._lists.spread(self._settings, call, parameter, place)
                except Malformed as error:
                    problems.append(Problem(parameter.key, str(error), where, True))
                    continue
                if value is not MISSING:
                    arguments[parameter.name] = here[parameter.key] = value
        if "path" in values:
            call.path = values["path"]
        if self._settings.strict_query and "querystring" not in self._places:
            problems += self._unknown(source)
        return problems or self._invalid(call, values)

    def _invalid(self, call: Call, values: dict[str, dict[str, Any]]) -> list[Problem]:
        """What is wrong with the parameters, once they are read as what they can only mean."""
        problems = self._rules.problems(values)
        if not problems and not self.operation.groups:
            return problems
        every = [parameter for place in self._places.values() for parameter in place]
        spellings = self._settings.spellings
        if problems and spellings is not None:
            for parameter in every:
                if parameter.key in values[parameter.where]:
                    spellings.parameter(call, parameter, values[parameter.where])
            problems = self._rules.problems(values)
            if problems and spellings.unions:
                problems = spellings.unions.parameters(call, every, values, problems)
        if self.operation.groups and not problems:
            problems += part("ground.groups").apart(self.operation.groups, every, values, Problem)
        return problems

    def _unknown(self, source: Source) -> list[Problem]:
        names = (name.partition("[")[0] for name in source.query().values)
        given = set(source.query().values) | set(names)
        keys = {name.partition("[")[0] for name in self._known_query} | self._known_query
        return [
            Problem(name[:100], "is not known here", "query")
            for name in sorted(given - keys)
            if "[" not in name
        ]

    def _read_body(
        self,
        bodies: Bodies,
        call: Call,
        content_type: str | None,
        data: bytes,
        source: Source | None,
    ) -> list[Problem]:
        try:
            spare = source.query().but(self._known_query) if source and bodies.is_form else None
            direct = self.direct if spare is None else None
            if direct is not None and direct.takes(call, bodies, content_type, data):
                return []
            body = bodies.decode(content_type, data, spare)
        except Malformed as error:
            raise self._refusal([Problem("body", str(error), "body", True)]) from None
        call.body, call.files, call.described = body.value, body.files, body.described
        if body.value is MISSING:
            return [Problem("body", "is required")] if bodies.required else []
        if body.schema is None:
            return []
        problems = body_problems(self._settings.document, body.schema, body.value)
        spellings = self._settings.spellings
        if not problems or spellings is None:
            return problems
        call.body = spellings.body(call, body.schema, body.value, body.texts)
        left = body_problems(self._settings.document, body.schema, call.body)
        unions = spellings.unions if left else None
        return unions.body(call, body.schema, call.body, left) if unions else left

    def _refusal(self, problems: list[Problem]) -> Refusal:
        """400 for what cannot be read, 422 for what is not valid, as far as they are documented."""
        malformed = any(problem.malformed for problem in problems)
        has_400, has_422 = self.responses.documents(400), self.responses.documents(422)
        status = 422 if has_422 and not (malformed and has_400) else 400
        if not has_400 and not has_422 and self.responses.documents(404):
            status = 404 if all(problem.where == "path" for problem in problems) else 400
        names = {problem.name.lower() for problem in problems}
        if names == {"accept-language"} and self.responses.documents(406):
            return Refusal(406, message=f"{problems[0].name} {problems[0].message}")
        if malformed and problems[0].where == "body":
            said = f"the body {problems[0].message}"
            return Refusal(status, message=said, reason="malformed")
        return Refusal(status, fields=collect(problems), reason="invalid")


def _described(operation: Operation[Any], status: int, media: str) -> Reply | None:
    """What an operation says of an answer with a status and a media type."""
    essence = media.partition(";")[0].strip().lower()
    for wanted in (status, f"{status // 100}XX", f"{status // 100}xx", "default"):
        for reply in operation.replies:
            same = (reply.media or "").partition(";")[0].strip().lower() == essence
            if same and wanted in reply.statuses:
                return reply
    return None


def _deprecation(operation: Operation[Any]) -> dict[str, str]:
    """`Deprecation` (RFC 9745), `Sunset` (RFC 8594) and a link, as far as they are known."""
    known = operation.deprecation
    if known is None:
        return {"deprecation": "true"} if operation.deprecated else {}
    since, sunset = _moment(known.since), _moment(known.sunset)
    headers = {"deprecation": f"@{int(since.timestamp())}" if since else "true"}
    if sunset:
        headers["sunset"] = format_datetime(sunset, usegmt=True)
    if known.link:
        headers["link"] = f'<{known.link}>; rel="deprecation"'
    if known.header and known.header.lower() not in headers:
        words = f"{operation.id} is deprecated"
        # A warning has a code, an agent and a text (RFC 7234, 5.5).
        warning = known.header.lower() == "warning"
        headers[known.header.lower()] = f'299 - "{words}"' if warning else words
    return headers


def _moment(stated: str | None) -> datetime | None:
    try:
        day = date.fromisoformat((stated or "")[:10])
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


class Backend(Protocol):
    """What answers calls: a user's implementation, or the sandbox."""

    async def answer(self, call: Call, plan: Plan) -> Any:
        """The answer: a value, `Result`, `Answer` or a ready `Reply`.

        Raises:
            Refusal: An error for the client.
        """
        ...
