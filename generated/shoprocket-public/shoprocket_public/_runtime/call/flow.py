"""A call, from arguments to value: the order of things, without any I/O.

`run` is a generator: it yields what is to be done (`Exchange`, `Wait`, `Ask`)
and is sent the outcome. One driver does it with threads, one with tasks, and
tests with a clock and a server of their own. In order:

1. encode the arguments (once; a mistake in them raises before anything is sent), and
   look whether the answer is known already (`cache.py`)
2. for each attempt: wait for its turn where calls are limited, get the
   credentials that are functions or tokens (`entry.py`), send, look
3. a success: decode, report drift and deprecation, return
4. a redirect: follow it where that is safe
5. anything else: `retry.decide` says whether to wait and try again

Once in a call, a 401 is no end where such credentials can be had anew: it is sent again.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Any

from ..access.auth import Placed
from ..ground.errors import ApiError, DecodeError, ResponseError, UsageError
from ..ground.fields import MEDIA, NOTHING, NOTICE, Found
from ..ground.http import Failure, pairs_of
from ..ground.operation import Operation
from ..ground.parts import part
from ..ground.secret import refused
from ..ground.settings import Settings
from ..ground.unset import UNSET
from ..ground.words import Effect, Exchange, Wait
from ..limits.budget import cost_of
from ..wire.body import essence
from ..wire.pointer import pick, steps
from .core import Core
from .decode import decode
from .plan import REDIRECTS, Plan, plan_of
from .redirect import bare, other_origin, same_origin
from .request import Draft
from .response import Response

if TYPE_CHECKING:
    from ..limits.retry import Decision
    from .cache import Cache

_HOPS = 5
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"})


def run(
    core: Core,
    settings: Settings,
    operation: Operation[Any],
    args: Mapping[str, Any],
    *,
    url: str | None = None,
    stream: bool = False,
) -> Generator[Effect, Any, Response[Any]]:
    """Make one call.

    Args:
        core: the client.
        settings: its options, and the call's on top.
        operation: what to call.
        args: the method's arguments by keyword; UNSET ones are not sent.
        url: path and query instead of the operation's own (a next page that the server named).
        stream: leave the body of a success unread.

    Raises:
        ApiError: see `errors.py`.
    """
    core.check_open()
    plan = plan_of(operation)
    if settings.accept is not None or settings.media_version is not None:
        plan = _variant(core, settings, plan)
        operation = plan.operation
    if operation.planned and not settings.planned:
        raise UsageError(
            "specified by the vendor, but not yet served;"
            " options={'planned': True} sends it all the same",
            operation=operation.id,
            method=operation.method,
        )
    clock = core.clock
    started = clock.monotonic()
    deadline = operation.deadline if settings.deadline is UNSET else settings.deadline
    end = None if deadline is None else started + deadline
    attempt = paid = 0
    try:
        bound = core.bound.get(operation) or core.bind(operation, plan)
        address = bound.address if settings.base_url is None else core.address_for(settings)
        draft = Draft(core, settings, operation, plan, bound, args, url)
    except UsageError as error:
        raise refused(error, operation) from None
    if bound.ending:
        core.note_endings(operation, args)
        bound.ending = bool(operation.deprecated_arguments)  # the operation itself: once
    endpoint = address.endpoint
    asked: Placed | None = None
    asking = bool(bound.asks) or endpoint is None
    entry: Any = None
    """See `access/entry.py`, which asks for credentials and parts of addresses."""
    free = 0
    """Attempts that were made because credentials were renewed."""
    cache = room = None
    """Where the answer may be kept; see `cache.py`."""
    plain = draft.method == "GET" and draft.payload is None
    if core.cache is not None and plain and not asking and not stream:
        cache = core.cache
        room, kept = _kept(core, draft, endpoint, started)
        if kept is not None:
            return kept
    writes = None if draft.method in _SAFE else core.cache
    turn, place = bound.turn or core.turn, None
    if turn is None:
        core.sent.append(started)
    while True:
        attempt += 1
        if turn is not None:
            place = turn.now() or (yield from turn.wait(operation, settings, end, attempt - 1))
        if asking:
            held = address.endpoint is not None and settings.base_url is None
            asked = bound.shown(core) if held else None
            if asked is None:
                entry = entry or _entry(core, settings, operation, address, bound, end)
                yield from entry.ready()
                endpoint, asked = entry.endpoint, entry.placed
        assert endpoint is not None
        try:
            exchange = draft.exchange(endpoint, asked, attempt, draft.timeouts(end), stream=stream)
        except UsageError as error:
            raise refused(error, operation) from None
        if writes is None:
            outcome: Any = yield exchange
        else:
            outcome = yield from _write(writes, exchange)
        found = bound.fields.read(pairs_of(outcome)) if outcome.status_code else NOTHING
        if core.logger.isEnabledFor(logging.DEBUG):
            _log(core, plan, exchange, outcome, attempt)
        if place is not None and turn is not None:
            told = turn.heard(place, outcome, found)
            if told is not None:
                yield told
        elif outcome.status_code in core.throttles:
            turn = core.refused(operation, outcome, started)
        if outcome.status_code in REDIRECTS:
            outcome = yield from _follow(core, draft, exchange, asked, outcome, end, stream)
            found = bound.fields.read(pairs_of(outcome)) if outcome.status_code else NOTHING
        if 200 <= outcome.status_code < 300 or outcome.status_code in plan.handed:
            core.budget.give(paid or 1)
            took = clock.monotonic() - started
            response = _success(core, draft, outcome, found, attempt, took, stream)
            if response is not None:
                if cache is not None and outcome.request is exchange.request:  # no redirect's
                    cache.keep(room, outcome, started, clock.monotonic())
                return response
        if outcome.status_code == 401 and asking and not free and _replayable(draft):
            entry = entry or _entry(core, settings, operation, address, bound, end, asked)
            renewal: Generator[Effect, Any, bool] = entry.renew()
            free = yield from renewal
            if free:
                continue
        decision, failed = _judge(core, draft, exchange, outcome, found, attempt, free, end)
        if decision.delay is None:
            raise failed
        if core.logger.isEnabledFor(logging.DEBUG):
            core.logger.debug("%s: again in %.3f s", operation.id, decision.delay)
        paid = cost_of(failed.status)
        del failed, outcome
        yield Wait(decision.delay)


def _entry(*given: Any) -> Any:
    return part("access.entry").Entry(*given)


def _kept(core: Core, draft: Draft, endpoint: Any, now: float) -> tuple[Any, Response[Any] | None]:
    """What the cache knows of a request: its place, and the response where there is one."""
    assert core.cache is not None
    request = draft.exchange(endpoint, None, 1, {}, stream=False).request
    room, answer = core.cache.find(request, core.api.request_id_header, now)
    if answer is None:
        return room, None
    found = draft.bound.fields.read(pairs_of(answer))
    return room, _success(core, draft, answer, found, 0, 0.0, False)


def _write(cache: Cache, exchange: Exchange) -> Generator[Effect, Any, Any]:
    """Send what changes something: what is kept of its URI, and of those it names, is over.

    Not so when it is refused (4XX); where no answer comes nobody knows what was done.
    """
    endpoint, url = exchange.endpoint, exchange.request.url
    status, named = 0, list[str | None]()
    try:
        outcome = yield exchange
        status = outcome.status_code
        if status:
            named = [outcome.headers.get(name) for name in ("location", "content-location")]
        return outcome
    finally:
        if not 400 <= status < 500:
            targets = (same_origin(endpoint.origin, str(url), name) for name in named)
            for one in (url, *(endpoint.url(target) for target in targets if target)):
                cache.forget(one)


def _variant(core: Core, settings: Settings, plan: Plan) -> Plan:
    variants, accept = part("call.variant"), settings.accept
    try:
        if variants is not None:
            chosen: Plan = variants.variant_of(core.api, plan, accept, settings.media_version)
            return chosen
        only = plan.accept.decode().partition(",")[0]
        if settings.media_version is not None or essence(str(accept)) != essence(only):
            raise UsageError(
                "accept, media_version: no answer of this API has media types to choose from"
            )
        return plan
    except UsageError as error:
        raise refused(error, plan.operation) from None


def _success(
    core: Core,
    draft: Draft,
    outcome: Any,
    found: Found,
    attempt: int,
    elapsed: float,
    stream: bool,
) -> Response[Any] | None:
    """The response of a success; None when its body says that it failed."""
    operation, plan = draft.operation, draft.plan
    if found[NOTICE]:
        core.note_deprecation(operation, outcome.headers)
    ids = core.api.request_id_headers
    if stream:
        return Response(None, None, outcome, b"", ids, attempt, elapsed, draft.request_id)
    content: bytes = outcome.content
    failure = draft.bound.failure
    try:
        decoded = decode(
            plan,
            outcome.status_code,
            found[MEDIA],
            content,
            head=operation.method == "HEAD",
            strict=draft.settings.strict,
            scalars=core.api.loose_scalars,
        )
        held = part("call.held") if draft.settings.strict and decoded.body is not None else None
        if held:
            status, media = outcome.status_code, (found[MEDIA] or b"").decode("latin-1")
            held.hold(core, plan.operation, status, media, content)
    except ResponseError as error:
        if failure is not None and _says_failure(content, failure):
            return None
        from ..ground.trouble import from_response

        error.__dict__.update(
            operation=operation.id,
            method=operation.method,
            attempts=attempt,
            body=content.decode("utf-8", "replace"),
            **from_response(core.mask, ids, outcome, content),
        )
        error.request_id = error.request_id or draft.request_id
        if isinstance(error, DecodeError):
            core.drift.count(operation.id, error.places)
        raise error.with_traceback(None) from None
    if failure is not None and pick(decoded.body, steps(failure[0])) == failure[1]:
        return None
    if decoded.places:
        core.drift.report(operation.id, decoded.places)
    return Response(
        decoded.value, decoded.body, outcome, content, ids, attempt, elapsed, draft.request_id
    )


def _says_failure(content: bytes, failure: tuple[str, Any]) -> bool:
    from ..wire.json import loads

    try:
        return bool(pick(loads(content), steps(failure[0])) == failure[1])
    except ResponseError:
        return False


def _follow(
    core: Core,
    draft: Draft,
    exchange: Exchange,
    asked: Placed | None,
    outcome: Any,
    end: float | None,
    stream: bool,
) -> Generator[Effect, Any, Any]:
    """Follow redirects; the last outcome, which may be a redirect still.

    Within the origin, and where the document tells of the redirect to others, too: then
    without credentials, and whatever else the call would send.
    """
    if draft.method not in ("GET", "HEAD"):
        return outcome
    endpoint = exchange.endpoint
    current = str(exchange.request.url)
    elsewhere = outcome.status_code in draft.plan.elsewhere
    away = False
    for _ in range(_HOPS):
        location = outcome.headers.get("location")
        target = None if away else same_origin(endpoint.origin, current, location)
        url = other_origin(current, location) if elsewhere and target is None else None
        if target is not None:
            current = endpoint.origin + target
            hop = draft.exchange(endpoint, asked, 1, draft.timeouts(end), stream=stream, url=target)
        elif url is not None:
            away, current = True, url
            hop = bare(draft, url, draft.timeouts(end), stream)
        else:
            return outcome
        outcome = yield hop
        if core.logger.isEnabledFor(logging.DEBUG):
            _log(core, draft.plan, hop, outcome, 1)
        if outcome.status_code not in REDIRECTS:
            return outcome
    return outcome


def _judge(
    core: Core,
    draft: Draft,
    exchange: Exchange,
    outcome: Any,
    found: Found,
    attempt: int,
    free: int,
    end: float | None,
) -> tuple[Decision, ApiError]:
    """Whether to try again after an attempt without success, and the error if not."""
    from ..ground.trouble import no_response
    from ..limits.retry import Trouble, decide
    from . import failure as made

    operation, plan, policy = draft.operation, draft.plan, draft.bound.retry
    now = core.clock.monotonic()
    left = None if end is None else end - now
    failed: Failure | None = outcome if outcome.status_code == 0 else None
    attempts = policy.attempts if draft.settings.retries is None else draft.settings.retries + 1
    status: int | None = outcome.status_code or None
    headers = {} if failed else _lower(outcome)
    if found[NOTICE]:
        core.note_deprecation(operation, headers)
    trouble = Trouble(
        method=draft.method,
        attempt=attempt - free,
        attempts=attempts,
        status=status,
        sent=failed.sent if failed else True,
        permanent=failed.permanent if failed else outcome.status_code < 400,
        headers=headers,
        keyed=draft.keyed,
        replayable=_replayable(draft),
        left=left,
    )
    decision = decide(trouble, policy, now=core.clock.time(), random=core.random or _random())
    if decision.delay is not None and not core.budget.take(cost_of(status)):
        decision = decision._replace(delay=None, why="too many calls fail")
    known = made.facts(core, operation, attempt)
    known["url"] = made.safe_url(core, plan, exchange)
    error: ApiError
    if failed:
        late = left is not None and left <= 0.001
        error = no_response(core.mask, failed, known, late=late)
        error.__cause__ = failed.error
    elif status is not None and 200 <= status < 300:
        error = made.reported(core, plan, outcome, known)
    elif status in REDIRECTS:
        error = made.redirected(core, plan, outcome, known)
    else:
        error = made.status_error(core, plan, outcome, known)
    error.retry_after = decision.asked
    error.request_id = error.request_id or draft.request_id
    if decision.delay is None and core.logger.isEnabledFor(logging.DEBUG):
        core.logger.debug("%s: not again: %s", operation.id, decision.why)
    return decision, error


def _replayable(draft: Draft) -> bool:
    payload = draft.payload
    if payload is None or isinstance(payload.content, bytes):
        return True
    return payload.content.replayable


def _lower(outcome: Any) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): value.decode("latin-1")
        for name, value in outcome.headers.raw
    }


def _random() -> Any:
    from random import random

    return random


def _log(core: Core, plan: Plan, exchange: Exchange, outcome: Any, attempt: int) -> None:
    from ..ground.log import shown
    from .failure import safe_url

    said = outcome.status_code or type(outcome.error).__name__
    headers = _lower(outcome) if outcome.status_code else {}
    ids = [headers[name] for name in core.api.request_id_headers if name in headers]
    if core.api.request_id_header:
        ids.append(exchange.request.headers.get(core.api.request_id_header, ""))
    known = f" [request {ids[0]}]" if ids else ""
    core.logger.debug(
        "%s: %s %s -> %s (attempt %d) %s%s",
        plan.operation.id,
        plan.operation.method,
        safe_url(core, plan, exchange),
        said,
        attempt,
        core.mask(shown(headers.items())),
        core.mask(known),
    )
