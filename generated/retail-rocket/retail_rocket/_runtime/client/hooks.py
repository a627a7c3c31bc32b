"""Hooks: what an application wants to see of its calls, once per call and once per attempt.

    class Timing(Hook):
        def on_call(self, call):
            started = perf_counter()
            outcome = yield
            print(call.operation, outcome.status, perf_counter() - started)

    client = Client(..., hooks=[Timing()])

What stands before the `yield` runs before, what stands after it runs after: one method
serves synchronous and asynchronous clients, as hooks do no I/O of the call's. A hook
sees and does not change; one that fails is logged, and the call goes on.

The hooks stand around the flow of a call (see `flow.py`) and see the effects pass that
it yields; without any, nothing of this is imported.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, TypeVar

from ..call.failure import safe_url
from ..call.plan import plan_of
from ..ground.errors import ApiError
from ..ground.headers import Headers, request_id
from ..ground.log import HEADERS
from ..ground.words import Effect, Exchange

if TYPE_CHECKING:
    from ..call.core import Core
    from ..ground.operation import Operation
    from ..ground.settings import Settings

__all__ = ["AttemptFacts", "CallFacts", "Hook", "Outcome", "Watch"]

R = TypeVar("R")

Watch = Generator[None, "Outcome", None]


class CallFacts:
    """A call, before anything is sent."""

    __slots__ = ("_core", "_operation", "_settings")

    def __init__(self, core: Core, settings: Settings, operation: Operation[Any]) -> None:
        self._core = core
        self._settings = settings
        self._operation = operation

    @property
    def operation(self) -> str:
        """Operation id, as in the document."""
        return self._operation.id

    @property
    def method(self) -> str:
        """HTTP method."""
        return self._operation.method

    @property
    def template(self) -> str:
        """Path, with the names of parameters and server variables in braces."""
        before = self._core.path_template(self._settings, self._operation)
        return (self._core.mask(before) if before else "") + self._operation.path

    def shown(self, exchange: Exchange) -> str:
        """The URL of one of its requests as it may be shown."""
        return safe_url(self._core, plan_of(self._operation), exchange)

    def __repr__(self) -> str:
        return f"<Call of {self.operation}: {self.method} {self.template}>"


class AttemptFacts:
    """One request of a call, before it is sent."""

    __slots__ = ("_core", "_exchange", "call", "number")

    def __init__(self, core: Core, call: CallFacts, exchange: Exchange, number: int) -> None:
        self._core = core
        self._exchange = exchange
        self.call = call
        self.number = number
        """1 for the first."""

    @property
    def operation(self) -> str:
        """Operation id of the call, as in the document."""
        return self.call.operation

    @property
    def template(self) -> str:
        """Path of the call; see `CallFacts.template`."""
        return self.call.template

    @property
    def token(self) -> bool:
        """Whether it asks for an access token, and is not the call itself."""
        return self._exchange.token

    @property
    def method(self) -> str:
        """HTTP method."""
        return str(self._exchange.request.method)

    @property
    def host(self) -> str:
        """Where it goes."""
        return self._core.mask(self._exchange.endpoint.name)

    @property
    def port(self) -> int | None:
        """None for the scheme's own."""
        port: int | None = self._exchange.request.url.port
        return port

    @property
    def url(self) -> str:
        """As the log has it: secrets are masked, and query values but those that turn pages."""
        return self.call.shown(self._exchange)

    @property
    def headers(self) -> Headers:
        """Those that may be seen: see `log.HEADERS`."""
        return _shown(self._core, self._exchange.request.headers.raw)

    def __repr__(self) -> str:
        return f"<Attempt {self.number} of {self.call.operation}: {self.method} {self.url}>"


class Outcome:
    """What came of a call or an attempt."""

    __slots__ = ("_core", "_raw", "attempts", "error", "status")

    def __init__(
        self,
        core: Core,
        attempts: int,
        status: int | None = None,
        error: BaseException | None = None,
        raw: Any = (),
    ) -> None:
        self._core = core
        self._raw = raw
        self.status = status
        """None when no response came."""
        self.error = error
        """What is raised; None for a success. An attempt's is the HTTP library's."""
        self.attempts = attempts
        """How many requests the call took, without those for access tokens."""

    @property
    def headers(self) -> Headers:
        """Of the response, those that may be seen."""
        return _shown(self._core, self._raw)

    @property
    def request_id(self) -> str | None:
        """The vendor's id of the exchange, or of a call that failed the one that was sent."""
        sent = self.error.request_id if isinstance(self.error, ApiError) else None
        return request_id(self.headers, self._core.api.request_id_headers) or sent

    def __repr__(self) -> str:
        return f"<Outcome {self.status or type(self.error).__name__}>"


class Hook:
    """What a hook may have; override either method."""

    def on_call(self, call: CallFacts) -> Watch | None:
        """Around a call, with its waits and repeats."""

    def on_attempt(self, attempt: AttemptFacts) -> Watch | None:
        """Around each request, those for access tokens too."""


def _methods(hooks: tuple[Any, ...], name: str) -> list[Any]:
    """The hooks' methods of a name, but those that are `Hook`'s own and do nothing."""
    idle = getattr(Hook, name)
    found = [getattr(hook, name, None) for hook in hooks]
    return [one for one in found if one and getattr(one, "__func__", None) is not idle]


def _begun(core: Core, methods: list[Any], facts: Any) -> list[Any]:
    """Those of the hooks that wait for an outcome."""
    watches: list[Any] = []
    for method in methods:
        try:
            watch: Watch | None = method(facts)
            if watch is not None:
                next(watch, None)
                watches.append(watch)
        except Exception:
            _failed(core)
    return watches


def _end(core: Core, watches: list[Any], outcome: Outcome) -> None:
    """Tell all, the last to begin first."""
    while watches:
        watch = watches.pop()
        try:
            watch.send(outcome)
            watch.close()
        except StopIteration:
            pass
        except Exception:
            _failed(core)


def _failed(core: Core) -> None:
    core.logger.exception("a hook failed; the call goes on")


def observed(
    flow: Generator[Effect, Any, R],
    core: Core,
    settings: Settings,
    operation: Operation[Any],
    hooks: tuple[Any, ...],
) -> Generator[Effect, Any, R]:
    """A call's flow, with hooks around it and around each request in it."""
    call = CallFacts(core, settings, operation)
    watches = _begun(core, _methods(hooks, "on_call"), call)
    watching = _methods(hooks, "on_attempt")
    sent = tokens = 0
    answer: Any = None
    outcome: Outcome | None = None
    try:
        while True:
            try:
                effect = flow.send(answer)
            except StopIteration as stop:
                outcome = _of(core, stop.value.http, sent)
                return stop.value  # type: ignore[no-any-return]
            if type(effect) is not Exchange:
                answer = yield effect
                continue
            sent, tokens = sent + (not effect.token), tokens + effect.token
            if not watching:
                answer = yield effect
                continue
            number = tokens if effect.token else sent
            attempt = _begun(core, watching, AttemptFacts(core, call, effect, number))
            ended: Outcome | None = None
            try:
                answer = yield effect
                ended = _of(core, answer, number)
            except BaseException as error:
                ended = _broken(core, error, number)
                raise
            finally:
                if ended is not None:
                    _end(core, attempt, ended)
    except ApiError as error:
        raw = [(name.encode(), value.encode()) for name, value in error.headers.items()]
        outcome = Outcome(core, sent, error.status, error, raw)
        raise
    except BaseException as error:
        outcome = _broken(core, error, sent)
        raise
    finally:
        flow.close()
        if outcome is not None:
            _end(core, watches, outcome)


def _of(core: Core, answer: Any, attempts: int) -> Outcome:
    """The outcome that a response, or a `Failure`, is."""
    if answer.status_code == 0:
        from ..ground.trouble import scrub

        scrub(answer.error, core.mask)
        return Outcome(core, attempts, error=answer.error)
    return Outcome(core, attempts, answer.status_code, None, answer.headers.raw)


def _broken(core: Core, error: BaseException, attempts: int) -> Outcome:
    """The outcome of what was cancelled, or broke in the caller's own code.

    A driver closes the flow then; what it was handling is the context of the
    GeneratorExit that closing raises here.
    """
    cause = error.__context__ if isinstance(error, GeneratorExit) else error
    return Outcome(core, attempts, error=cause or error)


def _shown(core: Core, raw: Any) -> Headers:
    pairs = ((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw)
    known = HEADERS | set(core.api.request_id_headers)
    own = core.api.request_id_header
    return Headers(
        (name, core.mask(value))
        for name, value in pairs
        if name.lower() in known or name.lower() == (own or "").lower()
    )
