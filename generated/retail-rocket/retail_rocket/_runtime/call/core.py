"""What all calls of a client share: credentials, addresses, counts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from ..access.address import Address
from ..access.auth import Access, Keys, Placed
from ..ground.clock import Clock
from ..ground.errors import ClientClosed, UsageError
from ..ground.http import Endpoint, Library
from ..ground.log import logger_for, warn
from ..ground.operation import Api, Operation, Retry, Scheme
from ..ground.parts import part
from ..ground.settings import Settings
from ..ground.unset import UNSET, Unset
from ..limits.budget import THROTTLED, Budget
from ..wire.encode import quote
from .drift import Drift

if TYPE_CHECKING:
    from ..access.source import TokenSource
    from ..limits.limiter import MemoryLimiter
    from .cache import Cache
    from .plan import Plan
    from .turn import Turn

_ADDRESSES = 64
_BOUND = 10_000


class Bound:
    """An operation with a client's credentials: the part of its requests that never changes."""

    __slots__ = (
        *("address", "asks", "ending", "failure", "fields", "fixed", "headers", "held"),
        *("id_argument", "id_header", "key_header", "retry", "turn"),
    )

    def __init__(self, core: Core, plan: Plan, access: Access) -> None:
        operation = plan.operation
        self.address = core.address_of(operation)
        """Where its requests go, unless a call names another URL."""
        self.failure = (operation.errors or core.api.errors).failure
        """A pointer and the value there that makes a 2XX an error too."""
        self.fixed = Placed()
        asks: list[tuple[Scheme, Any]] = []
        for scheme, credential in access.schemes:
            if scheme.secret_argument is not None:
                asks.append((scheme, core.source(scheme)))
            elif credential.ask is not None:
                asks.append((scheme, credential.ask))
            elif credential.value is not None:
                core.keyring.place(self.fixed, scheme, credential.value.reveal())
        self.asks = tuple(asks)
        """Schemes with a function to ask, or a source of tokens."""
        self.held: Placed | None = None
        """A token as it was last sent; see `shown`."""
        self.headers = [
            (b"Accept", plan.accept),
            (b"Accept-Encoding", b"gzip, deflate"),
            (b"User-Agent", core.user_agent),
            *self.fixed.headers,
        ]
        self.retry: Retry = operation.retry or core.api.retry
        unsafe = operation.method in ("POST", "PATCH")
        self.key_header = self.retry.idempotency_header if unsafe else None
        """Header that takes a key of our own making; None when the vendor takes none."""
        own = core.api.request_id_header
        self.id_header = own.encode("ascii") if own else None
        """Header that takes a request id of our own; None: not sent."""
        self.id_argument = own is not None and any(
            wire.lower() == own.lower().encode("ascii") for _, wire, _, _ in plan.headers
        )
        """Whether callers may give it as an argument."""
        from ..ground.fields import FieldReader

        self.fields = FieldReader(core.api.throttle, plan.notices)
        """What is read of the headers of its responses."""
        self.ending = plan.ending
        """Whether a call may have to warn of something that will be gone."""
        self.turn: Turn | None = None
        """The documented limits that it keeps."""
        if operation.limits:
            from .turn import turn_of

            self.turn = turn_of(core, operation.limits, access, self.retry)

    def shown(self, core: Core) -> Placed | None:
        """The token as it was last sent; None where it is not fresh any more."""
        held = self.held
        if held is not None:
            store, token = held.tokens[0]
            if store.token is token and core.clock.monotonic() < token.renew:
                if token.value not in core.mask.recent:
                    core.mask.learn(token.value, passing=True)
                return held
        return None

    def __repr__(self) -> str:
        return "<Bound>"


class Core:
    """What the calls of one client share."""

    def __init__(
        self,
        api: Api,
        given: Mapping[str, Any],
        base_url: str | None,
        library: Library,
        owner: Any = None,
        limiter: MemoryLimiter | Unset | None = UNSET,
    ) -> None:
        """Nothing is sent yet.

        Args:
            api: the document.
            given: credentials and server variables by argument name.
            base_url: the caller's own.
            library: the HTTP library in use.
            owner: the transport or HTTP client that was handed in.
            limiter: where calls are counted; UNSET for one of its own, None for nowhere.

        Raises:
            UsageError: a credential or URL that cannot be used.
        """
        self.api = api
        self.library = library
        self.owner = owner
        keyring = part("access.keyring")
        self.keyring: Keys = keyring.Keyring(api, given) if keyring else Keys()
        self.mask = self.keyring.masker
        self.address = Address(api, self.keyring, self.library, base_url)
        self.clock = Clock()
        self.random: Callable[[], float] | None = None
        self.budget = Budget()
        self.drift = Drift()
        self.logger = logger_for(api.package)
        self.user_agent = (api.user_agent or f"{api.package}/{api.version}").encode()
        self.closed = False
        self.bound: dict[Operation[Any], Bound] = {}
        self._addresses: dict[str, Address] = {}
        self._deprecated: set[str] = set()
        self.token_url: str | None = None
        self.scopes: tuple[str, ...] | None = None
        self._sources: dict[str, TokenSource] = {}
        self.turn: Turn | None = None
        """What calls without documented limits keep, once the vendor refused one."""
        self.sent: deque[float] = deque(maxlen=100)
        """Moments of the last calls without documented limits."""
        self.throttles = frozenset((*THROTTLED, api.throttle.status))
        self._limiter = limiter
        self._lock = Lock()
        self.cache: Cache | None = None

    def bind(self, operation: Operation[Any], plan: Plan) -> Bound:
        """An operation with this client's credentials, kept.

        Raises:
            UsageError: the credentials it needs were not given.
        """
        bound = Bound(self, plan, self.keyring.access(self.api, operation))
        if len(self.bound) >= _BOUND:  # variants (see `variant.py`) are operations of their own
            self.bound.clear()
        self.bound[operation] = bound
        return bound

    def path_template(self, settings: Settings, operation: Operation[Any]) -> str:
        """The path that all of a server's URLs begin with, variables by name."""
        try:
            if settings.base_url is None:
                return self.address_of(operation).prefix
            return self.address_for(settings).prefix
        except UsageError:
            return ""

    def source(self, scheme: Scheme) -> TokenSource:
        """Where the access tokens of a scheme come from.

        Raises:
            UsageError: its token URL is none.
        """
        found = self._sources.get(scheme.name)
        if found is None:
            assert scheme.grant is not None
            scopes = scheme.scopes if self.scopes is None else self.scopes
            url = self.token_url or scheme.token_url or ""
            endpoint = self.address.endpoint
            if url and "://" not in url and endpoint is not None:
                # Relative to the server (OpenAPI 3.1, section 4.6), whichever that is.
                url = urljoin(f"{endpoint.origin}{endpoint.prefix}", url)
            self._sources[scheme.name] = found = scheme.grant(self, scheme, url, scopes)
        return found

    def check_token_url(self, scheme: Scheme, endpoint: Endpoint) -> None:
        """A secret for another server than the document's must not go to the document's.

        Args:
            scheme: where tokens come from.
            endpoint: where a caller's own URL leads, be it the client's or a call's.

        Raises:
            UsageError: it leads elsewhere, and `token_url` was not given.
        """
        if self.token_url is not None or "://" not in (scheme.token_url or ""):
            return  # said, or of whatever server is used
        known = [scheme.token_url or "", *(server.url for server in self.api.servers)]
        if not self.address.named and self.address.endpoint is not None:
            known.append(self.address.endpoint.origin)
        if urlsplit(endpoint.origin).netloc not in {urlsplit(url).netloc for url in known}:
            raise UsageError(
                f"base_url leads to {endpoint.origin}, and the client secret would go to"
                f" {scheme.token_url}: say with token_url= where tokens come from"
            )

    def limiter(self) -> MemoryLimiter | None:
        """The limiter that was given, or one of its own; None when limits are not kept."""
        with self._lock:
            if isinstance(self._limiter, Unset):
                from ..limits.limiter import MemoryLimiter

                self._limiter = MemoryLimiter()
            return self._limiter

    def refused(self, operation: Operation[Any], outcome: Any, sent: float) -> Turn | None:
        """A call without documented limits was refused: what it keeps from now on.

        Args:
            operation: what was called.
            outcome: the answer; its status is one of `throttles`.
            sent: the moment when it was sent.
        """
        from .turn import adaptive_turn, is_throttled

        if is_throttled(self, outcome):
            self.turn = self.turn or adaptive_turn(self, operation)
            if self.turn is not None:
                self.turn.refused(sent, outcome)
        return self.turn

    def credential_names(self, operation: Operation[Any]) -> frozenset[str]:
        """Query parameters of an operation that carry credentials, percent-encoded."""
        bound = self.bound.get(operation)
        if bound is None:
            return frozenset()
        asked = {quote(scheme.wire) for scheme, _ in bound.asks if scheme.where == "query"}
        return frozenset(asked | {name for name, _ in bound.fixed.query})

    def address_of(self, operation: Operation[Any]) -> Address:
        """The caller's URL, else the operation's server, else the document's (section 4.8.5).

        Raises:
            UsageError: a variable of the operation's server has no value.
        """
        if self.address.named or not operation.servers:
            return self.address
        bound = self.bound.get(operation)
        if bound is not None:
            return bound.address
        server = operation.servers[0]
        return Address(self.api, self.keyring, self.library, server=server)

    def address_for(self, settings: Settings) -> Address:
        """Where to send: the client's address, or another that the caller names."""
        url = settings.base_url
        if url is None:
            return self.address
        address = self._addresses.get(url)
        if address is None:
            if len(self._addresses) >= _ADDRESSES:
                self._addresses.clear()
            address = Address(self.api, self.keyring, self.library, url)
            self._addresses[url] = address
        return address

    def note_endings(self, operation: Operation[Any], args: Mapping[str, Any]) -> None:
        """Warn once of each deprecated thing that a call makes use of."""
        if operation.deprecated and operation.id not in self._deprecated:
            self.note_deprecation(operation, {})
        for name, known in operation.deprecated_arguments.items():
            key = f"{operation.id} {name}"
            if args.get(name, UNSET) is not UNSET and key not in self._deprecated:
                self._deprecated.add(key)
                from .evolution import argument_text

                warn(argument_text(operation, name, known), DeprecationWarning)

    def note_deprecation(self, operation: Operation[Any], headers: Mapping[str, str]) -> None:
        """Warn once for an operation whose document or response announces its end."""
        if operation.id in self._deprecated:
            return
        self._deprecated.add(operation.id)
        from .evolution import deprecation_text

        warn(self.mask(deprecation_text(operation, headers)), DeprecationWarning)

    def check_open(self) -> None:
        """Refuse calls after close.

        Raises:
            ClientClosed: it was closed.
        """
        if self.closed:
            raise ClientClosed("the client is closed: make a new one")

    def __reduce__(self) -> str:
        raise TypeError(
            "a client cannot be pickled: it holds connections and credentials; "
            "make one in each process"
        )
