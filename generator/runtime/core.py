"""What a client and all its views share: credentials, connections, counts."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .address import Address
from .auth import Access, Keyring, Placed
from .budget import Budget
from .clock import Clock
from .drift import Drift
from .encode import quote
from .errors import ApiError, ClientClosed, UsageError
from .log import logger_for, warn
from .operation import Api, Deprecation, Operation, Retry, Scheme
from .options import Settings
from .transport import Wiring

if TYPE_CHECKING:
    from .plan import Plan
    from .response import Response
    from .transport import Effect

_ADDRESSES = 64


class Bound:
    """An operation with a client's credentials: the part of its requests that never changes."""

    __slots__ = ("asks", "fixed", "headers", "key_header", "retry")

    def __init__(self, core: Core, plan: Plan, access: Access) -> None:
        operation = plan.operation
        self.fixed = Placed()
        asks: list[tuple[Scheme, Callable[[], Any]]] = []
        for scheme, credential in access.schemes:
            if credential.ask is not None:
                asks.append((scheme, credential.ask))
            elif credential.value is not None:
                self.fixed.add(scheme, credential.value.reveal())
        self.asks = tuple(asks)
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

    def __repr__(self) -> str:
        return "<Bound>"


class Core:
    """One client's state. Views share it; closing any of them closes it."""

    def __init__(
        self, api: Api, given: Mapping[str, Any], base_url: str | None, wiring: Wiring
    ) -> None:
        self.api = api
        self.wiring = wiring
        self.library = wiring.library()
        self.keyring = Keyring(api, given)
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

    @cached_property
    def run(self) -> Callable[..., Generator[Effect, Any, Response[Any]]]:
        """`flow.run`, imported with all it needs at the first call."""
        from .flow import run

        return run

    def bind(self, operation: Operation[Any], plan: Plan) -> Bound:
        """An operation with this client's credentials, kept.

        Raises:
            UsageError: the credentials it needs were not given.
        """
        bound = Bound(self, plan, self.keyring.access(self.api, operation))
        self.bound[operation] = bound
        return bound

    def credential_names(self, operation: Operation[Any]) -> frozenset[str]:
        """Query parameters of an operation that carry credentials, percent-encoded."""
        bound = self.bound.get(operation)
        if bound is None:
            return frozenset()
        asked = {quote(scheme.wire) for scheme, _ in bound.asks if scheme.where == "query"}
        return frozenset(asked | {name for name, _ in bound.fixed.query})

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

    def note_deprecation(self, operation: Operation[Any], headers: Mapping[str, str]) -> None:
        """Warn once for an operation whose responses announce its end (RFC 9745, RFC 8594)."""
        if operation.id in self._deprecated:
            return
        self._deprecated.add(operation.id)
        known = operation.deprecation or Deprecation()
        since, sunset = headers.get("deprecation", ""), headers.get("sunset") or known.sunset
        target = known.link
        if since.startswith("@") and since[1:].isdecimal():
            from datetime import UTC, datetime

            since = f"{datetime.fromtimestamp(int(since[1:]), UTC):%Y-%m-%d}"
        else:
            since = known.since or ""
        if "link" in headers:
            from .links import link

            target = link(headers["link"], "deprecation") or target
        said = [
            f"{operation.id} is deprecated by the vendor",
            f"since {since}" if since else "",
            f"gone after {sunset}" if sunset else "",
            f"use {known.use}" if known.use else "",
            f"see {target}" if target else "",
        ]
        warn(self.mask(", ".join(filter(None, said))), DeprecationWarning)

    def fall_back(self, error: ApiError, fallback: Any) -> Any:
        """What to go on with where a call failed; a caller's own mistake is raised all the same."""
        if isinstance(error, UsageError):
            raise error
        self.logger.warning("%s; going on with the fall-back", self.mask(str(error)))
        return fallback

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
