"""Errors as the vendor words them.

The body of an error is the document's own example for that status, of this
operation or another, with code, message and fields put where the descriptor
says the vendor keeps them. An example that is named after the reason of a refusal
(`missing-credentials`) is that refusal in the vendor's own words. The body is
validated by the documented schema, and other ways of writing a detail are tried
until it is valid. Where a document has no error body at all, the error is a problem
(RFC 9457).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from http import HTTPStatus
from types import UnionType
from typing import Any, NamedTuple
from urllib.parse import unquote

from ...ground.operation import ErrorShape, Operation
from ..schemas.document import Document, DocumentError, Node
from ..schemas.generate import Generator
from ..schemas.values import is_array, is_object, read, without, write
from .answers import Refusal
from .negotiate import is_json
from .request import Request
from .responses import Response, Responses
from .routing import Match
from .styles import MISSING

PROBLEM = "application/problem+json"
_INDEX, _STEP = re.compile(r"\[[0-9]+\]"), re.compile(r"\.([0-9]+)(?=\.|$)")
"""An index in the name of a field as vendors' examples may have it, and as it is here."""
_PROBLEM_SHAPE = ErrorShape(code="/type", message="/detail", fields="/errors")
_MESSAGES = (
    *("/error/message", "/message", "/detail", "/errordescription", "/description"),
    *("/error", "/title", "/errors/0/message", "/errors/0/detail", "/errors/0"),
)
_CODES = ("/error/code", "/code", "/errorcode", "/errors/0/code")
"""Where errors usually say what, without case and underscores."""
_SPOKEN = frozenset({400, 401, 403, 404, 409, 422})
"""Statuses that a vendor whose errors are 200 tells in the body."""
_STATUS_MEMBERS = frozenset({"status", "statuscode", "httpstatus"})


class Written(NamedTuple):
    """An error response, ready to be sent."""

    status: int
    body: bytes
    media: str
    headers: dict[str, str]


class Place(NamedTuple):
    """Which request an error is about."""

    url: str
    """Scheme, host and path."""
    id: str | None
    """The last parameter of its path."""

    @classmethod
    def of(cls, request: Request, match: Match[Any] | None) -> Place:
        """The place of a request, and of what it was routed to."""
        values = list(match.values.values()) if match else []
        return cls(request.url, unquote(values[-1]) if values else None)


class _Form(NamedTuple):
    """Where an error body comes from."""

    template: Any
    exact: bool
    """The template is an example for this very status."""
    media: str
    schema: str | None
    headers: dict[str, str]
    shape: ErrorShape
    """Where it keeps what an error says."""
    worded: bool = False
    """The template is an example for this very reason: the vendor's own words."""
    status: int | None = None
    """The status that is sent, where it is not the error's own."""


def phrase(status: int) -> str:
    """The reason phrase of a status code (RFC 9110, 15)."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


class Envelopes:
    """Writes the errors of one API.

    Args:
        document: Where error responses are documented.
        shape: Where their bodies keep what an error says.
        operations: Which may keep it elsewhere.
        generator: Makes a body where there is a schema and no example.
    """

    def __init__(
        self,
        document: Document,
        shape: ErrorShape,
        operations: Sequence[Operation[Any]],
        generator: Generator,
    ) -> None:
        self._document = document
        self._shape = shape
        self._operations = operations
        self._generator = generator
        self._forms: dict[tuple[str, int, str | None], _Form] = {}

    @cached_property
    def _own_shapes(self) -> dict[str, ErrorShape]:
        """Pointer to an operation -> where its errors keep what they say, if it says so."""
        return {
            self._document.operation(operation)[1].pointer: operation.errors
            for operation in self._operations
            if operation.errors is not None
        }

    def _shape_of(self, operation: Node) -> ErrorShape:
        return self._own_shapes.get(operation.pointer, self._shape)

    def write(self, refusal: Refusal, operation: Node | None, place: Place) -> Written:
        """The response for a refusal of an operation, or of no known operation."""
        key = (operation.pointer if operation else "", refusal.status, refusal.reason)
        form = self._forms.get(key)
        if form is None:
            form = self._forms[key] = self._form(refusal.status, operation, refusal.reason)
        headers = {**form.headers, **{k.lower(): v for k, v in refusal.headers.items()}}
        status = form.status or refusal.status
        if isinstance(form.template, str):
            return Written(status, form.template.encode(), form.media, headers)
        body = self._body(refusal, _placed(refusal, form, place))
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return Written(status, text.encode("utf-8", "replace"), form.media, headers)

    def _body(self, refusal: Refusal, form: _Form) -> Any:
        if form.schema is None:
            return next(_versions(refusal, form, _PROBLEM_SHAPE))
        validator = self._document.validator(form.schema)
        for body in _versions(refusal, form, _guessed(form.shape, form.template)):
            if validator.is_valid(body):
                return body
        return form.template

    def _form(self, status: int, operation: Node | None, reason: str | None) -> _Form:
        """The documented error that is nearest: own status, any operation's, any error's."""
        if operation is None:
            return self._shared(status, self._shape, reason)
        shape = self._shape_of(operation)
        own = Responses(self._document, operation, self._generator)
        response = own.at(status)
        if response is None:
            return self._failure(status, own, shape, reason) or self._shared(status, shape, reason)
        found = self._from(own, response, shape, reason, exact=str(status) in own.statuses)
        found = found or self._shared(status, shape, reason)
        return found._replace(headers=own.headers(response))

    def _failure(
        self, status: int, responses: Responses, shape: ErrorShape, reason: str | None
    ) -> _Form | None:
        """The failure that this vendor sends as a success, told by a member of the body."""
        success = responses.success()
        if shape.failure is None or status not in _SPOKEN:
            return None
        pointer, value = shape.failure
        for media in success.media:
            schema = responses.schema(success, media)
            if is_json(media) and schema is not None:
                own = responses.example(success, media, reason) if reason else MISSING
                if own is not MISSING and read(own, pointer) == value:
                    return _Form(own, True, media, schema, {}, shape, True, success.status)
                said = [b for b in responses.examples(success, media) if read(b, pointer) == value]
                template = said[0] if said else write({}, pointer, value)
                return _Form(template, False, media, schema, {}, shape, False, success.status)
        return None

    def _shared(self, status: int, shape: ErrorShape, reason: str | None) -> _Form:
        """The error body of another operation: for this status, else for any error.

        Those that keep things where the operation does come first.
        """
        best: _Form | None = None
        fallback: _Form | None = None
        nodes = self._document.every_operation()
        for node in sorted(nodes, key=lambda node: self._shape_of(node) != shape):
            responses = Responses(self._document, node, self._generator)
            its = self._shape_of(node)
            exact = responses.at(status) if str(status) in responses.statuses else None
            found = self._from(responses, exact, its, reason, exact=True) if exact else None
            if found is not None and found.worded:
                return found
            best = best or found
            for key in responses.statuses if fallback is None else ():
                near = responses.at(int(key) if key.isdecimal() else 400)
                if key[0] in "45d" and near is not None:
                    fallback = fallback or self._from(responses, near, its, None, exact=False)
        return best or fallback or _problem(status)

    def _from(
        self,
        responses: Responses,
        response: Response,
        shape: ErrorShape,
        reason: str | None,
        *,
        exact: bool,
    ) -> _Form | None:
        """The form that a documented response gives, if it has a JSON or textual body."""
        for media in response.media:
            schema = responses.schema(response, media)
            if is_json(media) and schema is not None:
                own = responses.example(response, media, reason) if reason else MISSING
                if own is not MISSING:
                    return _Form(own, True, media, schema, {}, shape, True)
                try:
                    template = responses.body(response, media)
                except DocumentError:
                    continue
                return _Form(template, exact, media, schema, {}, shape)
        for media in response.media:
            example = responses.example(response, media, reason) if reason else MISSING
            if example is MISSING:
                example = responses.example(response, media)
            if exact and isinstance(example, str):
                return _Form(example, True, media, None, {}, shape)
        return None


def _placed(refusal: Refusal, form: _Form, place: Place) -> _Form:
    """An example with what it says of its own request said of this one.

    That is `instance` (RFC 9457, 3.1.5) and the id at its end, wherever a text has it;
    and the seconds of its Retry-After.
    """
    template = form.template
    wait = form.headers.get("retry-after")
    told = {name.lower(): value for name, value in refusal.headers.items()}.get("retry-after")
    if wait and told:
        template = renamed(template, re.compile(rf"\b{re.escape(wait)}\b"), told)
    known = template.get("instance") if is_object(template) else None
    if isinstance(known, str):
        id = known.rstrip("/").rpartition("/")[2]
        if place.id is not None and id:
            template = renamed(template, re.compile(re.escape(id)), place.id)
        template = {**template, "instance": place.url}
    return form._replace(template=template)


def renamed(value: Any, known: re.Pattern[str], new: str) -> Any:
    """A JSON value with a word replaced in each of its texts."""
    if isinstance(value, str):
        return known.sub(lambda _: new, value)
    if is_object(value):
        return {name: renamed(item, known, new) for name, item in value.items()}
    if is_array(value):
        return [renamed(item, known, new) for item in value]
    return value


def _problem(status: int) -> _Form:
    template = {"type": "about:blank", "title": phrase(status), "status": status}
    return _Form(template, True, PROBLEM, None, {}, _PROBLEM_SHAPE)


def _guessed(shape: ErrorShape, template: Any) -> ErrorShape:
    """The shape, with the usual places where the document does not say."""
    message = shape.message or _usual(template, _MESSAGES, str)
    code = shape.code or _usual(template, _CODES, str | int)
    return shape._replace(message=message, code=code)


def _usual(template: Any, places: Sequence[str], kind: type | UnionType) -> str | None:
    known = {at.replace("_", "").lower(): at for at in _places(template, kind)}
    return next((known[place] for place in places if place in known), None)


def _places(value: Any, kind: type | UnionType, at: str = "") -> Iterator[str]:
    if isinstance(value, kind):
        yield at
    inner = value.items() if is_object(value) else enumerate(value[:1] if is_array(value) else ())
    for key, item in inner if at.count("/") < 3 else ():
        yield from _places(item, kind, f"{at}/{key}")


def _versions(refusal: Refusal, form: _Form, shape: ErrorShape) -> Iterator[Any]:
    """Ways to write a refusal into a template, the most telling first."""
    for code in _codes(refusal, form, shape):
        for fields in _field_forms(refusal.fields, form.template, shape):
            body = form.template
            if shape.message:
                body = write(body, shape.message, _message(refusal, form, shape))
            if shape.code and code is not None:
                body = write(body, shape.code, code)
            if shape.fields:
                if fields is not None:
                    body = write(body, shape.fields, fields)
                elif not form.worded:
                    body = without(body, shape.fields)
            yield _with_status(body, refusal.status, form, shape)


def _message(refusal: Refusal, form: _Form, shape: ErrorShape) -> str:
    """What was said; else what is wrong with the first field; else the example's own words."""
    known = _known(form, shape.message)
    if form.worded and isinstance(known, str) and known:
        return known
    if refusal.message:
        return refusal.message
    said = [f"{name} {text}" for name, texts in refusal.fields.items() for text in texts]
    if said:
        return said[0] if len(said) == 1 else f"{said[0]} (and {len(said) - 1} more)"
    return known if form.exact and isinstance(known, str) and known else phrase(refusal.status)


def _known(form: _Form, place: str | None) -> Any:
    """What the template has there, but for texts that were made of the member's name."""
    known = read(form.template, place) if place else None
    made = isinstance(known, str) and known.partition("-")[0] in (place or "").split("/")
    return None if made and not form.worded else known


def _codes(refusal: Refusal, form: _Form, shape: ErrorShape) -> Iterator[Any]:
    if refusal.code is not None:
        yield refusal.code
    known = _known(form, shape.code)
    word = phrase(refusal.status).lower().replace(" ", "_").replace("-", "_").replace("'", "")
    if form.exact and known is not None:
        yield known
    if isinstance(known, int):
        yield refusal.status
    elif isinstance(known, str) and known.isdecimal():
        yield str(refusal.status)
    elif isinstance(known, str) and known.isupper():
        yield word.upper()
    elif isinstance(known, str) and (known.istitle() or " " in known):
        yield phrase(refusal.status)
    if not (isinstance(known, str) and ":" in known):
        yield word
    yield from (refusal.status, str(refusal.status), known, None)


def _field_forms(fields: dict[str, list[str]], template: Any, shape: ErrorShape) -> Iterator[Any]:
    """Field errors as a map of lists, a map of texts or a list of violations; None: none."""
    if not fields or not shape.fields:
        yield None
        yield [] if shape.field_name else {}
        return
    if shape.field_name:
        known = read(template, shape.fields)
        listed = [item for item in known if is_object(item)] if is_array(known) else []
        sample = listed[0] if listed else {}
        brackets = any(_INDEX.search(str(item.get(shape.field_name))) for item in listed)
        violations = [
            {
                **sample,
                shape.field_name: _STEP.sub(r"[\1]", name) if brackets else name,
                **({shape.field_message: text} if shape.field_message else {}),
            }
            for name, texts in fields.items()
            for text in texts
        ]
        yield violations
        keep = {shape.field_name, shape.field_message}
        yield [{k: v for k, v in item.items() if k in keep} for item in violations]
    listed = read(template, shape.fields)
    first: Any = next(iter(listed.values()), None) if is_object(listed) else None
    inner: Any = first[0] if is_array(first) and first else first
    if is_object(inner):  # a map to objects, or to lists of them
        told = shape.field_message or next((k for k, v in inner.items() if isinstance(v, str)), "")
        objects = {
            name: [{**inner, **({told: text} if told else {})} for text in texts]
            for name, texts in fields.items()
        }
        yield objects if is_array(first) else {name: said[0] for name, said in objects.items()}
    if shape.field_message:
        message = shape.field_message
        yield {name: [{message: text} for text in texts] for name, texts in fields.items()}
        yield {name: {message: "; ".join(texts)} for name, texts in fields.items()}
    yield fields
    yield {name: "; ".join(texts) for name, texts in fields.items()}
    yield [f"{name} {text}" for name, texts in fields.items() for text in texts]
    yield None


def _with_status(body: Any, status: int, form: _Form, shape: ErrorShape) -> Any:
    """Members that repeat the status code, as RFC 9457's do, say the one that is sent."""
    for place in ("", "/error"):
        holder = read(body, place)
        for name, known in holder.items() if is_object(holder) else ():
            if name.replace("_", "").lower() in _STATUS_MEMBERS and str(known).isdecimal():
                said = str(status) if isinstance(known, str) else status
                body = write(body, f"{place}/{name}", said)
    titled = isinstance(read(body, "/title"), str) and "/title" not in (shape.code, shape.message)
    return write(body, "/title", phrase(status)) if titled and not form.exact else body
