"""Clients: what a generated package's `Client` and `AsyncClient` are made of."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from functools import cached_property
from importlib import import_module
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from ..ground.errors import ApiError, UsageError
from ..ground.http import LOGGERS
from ..ground.log import hide
from ..ground.operation import Api, Operation
from ..ground.settings import Settings
from ..ground.unset import UNSET
from ..transport.pools import AsyncPool, Pool
from ..transport.wiring import Wiring
from .options import OPTIONS, SETTINGS, check_url, merge, unknown
from .shared import Shared

if TYPE_CHECKING:
    from typing import Self, Unpack

    from ..call.response import Response
    from ..ground.words import Flow
    from .keywords import AsyncClientSettings, ClientSettings, Options

T = TypeVar("T")
R = TypeVar("R")


_WIRING = frozenset(Wiring.__slots__)
_SHARED = frozenset({"breaker", "cache", "hooks", "scopes", "token_url"})
"""Settings that are the client's, and not a call's."""


def _speaks_http2() -> bool:
    """Whether the extra for HTTP/2 is installed."""
    from importlib.util import find_spec

    return find_spec("h2") is not None


def _listed(name: str, value: Any) -> Any:
    """A setting's value; lists as tuples."""
    if name not in ("hooks", "scopes"):
        return value
    if isinstance(value, str):
        raise UsageError(f"{name} must be a list, not text")
    if name == "hooks":
        for hook in value or ():
            if not (hasattr(hook, "on_call") or hasattr(hook, "on_attempt")):
                raise UsageError(f"{type(hook).__name__} is no hook: see `hooks.Hook`")
    return tuple(value or ()) if value is not None or name == "hooks" else None


class ClientBase:
    """What both kinds of client share.

    A client is made without any I/O, may be used by many threads (or tasks) at
    once, and makes its connections anew in a forked child. It is not pickled:
    that raises TypeError. Copies, like views, share its connections.
    """

    _core: Shared
    _settings: Settings
    _mode: str

    def _start(self, api: Api, given: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
        wiring: dict[str, Any] = {}
        shared: dict[str, Any] = {}
        options: dict[str, Any] = {}
        for name, value in settings.items():
            if name not in SETTINGS:
                raise unknown(
                    "setting",
                    name,
                    {*SETTINGS, *given},
                    OPTIONS - SETTINGS,
                    "a call: options={…}, or client.with_options(…)",
                )
            if name in _WIRING:
                wiring[name] = value
            elif name in _SHARED:
                shared[name] = _listed(name, value)
            elif name == "deadline" or (name != "base_url" and value is not None):
                options[name] = value
        if wiring.get("http2") is None:
            wiring["http2"] = api.http2 and _speaks_http2()
        base_url = settings.get("base_url")
        check_url(base_url)
        self._core = Shared(api, given, base_url, Wiring(**wiring))
        hide(self._core.mask, LOGGERS)
        for name, value in shared.items():
            setattr(self._core, name, value)
        self._settings = merge(Settings(), options)  # type: ignore[arg-type]  # checked there
        self._mode = ""

    @property
    def core(self) -> Shared:
        """What this client shares with its views."""
        return self._core

    @property
    def drift(self) -> Mapping[str, int]:
        """Where responses departed from the document: place -> how often."""
        return dict(self._core.drift.counts)

    def with_options(self, **options: Unpack[Options]) -> Self:
        """A view of this client with other settings; it shares connections and all else."""
        return self._view(merge(self._settings, options), "")

    def _view(self, settings: Settings, mode: str) -> Self:
        view = object.__new__(type(self))
        view._core = self._core
        view._settings = settings
        view._mode = mode
        return view

    def _fall_back(self, error: ApiError, fallback: Any) -> Any:
        """What to go on with where a call failed."""
        if isinstance(error, UsageError) or self._mode not in ("", "raw"):
            raise error
        core = self._core
        core.logger.warning("%s; going on with the fall-back", core.mask(str(error)))
        if not self._mode:
            return fallback
        from ..call.response import Response

        return Response.instead(fallback, error, core.api.request_id_headers)

    def _merged(self, options: Options | None) -> Settings:
        return self._settings if not options else merge(self._settings, options)

    def __copy__(self) -> Self:
        return self._view(self._settings, self._mode)

    def __deepcopy__(self, memo: object) -> Self:
        return self._view(self._settings, self._mode)

    def __reduce__(self) -> str:
        return self._core.__reduce__()

    def __repr__(self) -> str:
        core = self._core
        where = core.mask(str(core.address).removeprefix("<Address ").removesuffix(">"))
        return f"<{type(self).__name__} {where}{' (closed)' if core.closed else ''}>"


def _is_answer(operation: Operation[Any], value: Any) -> bool:
    """Whether something came, or nothing was promised; an event's None is its answer."""
    return value is not None or not any(
        reply.media and any(str(status).startswith("2") for status in reply.statuses)
        for reply in operation.replies
    )


class BaseClient(ClientBase):
    """A synchronous client."""

    _pool: Pool

    def __init__(
        self, api: Api, given: Mapping[str, Any], **settings: Unpack[ClientSettings]
    ) -> None:
        """Make a client; nothing is sent yet.

        Args:
            api: the document.
            given: credentials and server variables by argument name; None when not given.
            **settings: see `ClientSettings`.

        Raises:
            UsageError: a setting, credential or URL that cannot be used.
        """
        self._start(api, given, settings)
        self._pool = Pool(self._core.wiring, self._core.engine)

    def _view(self, settings: Settings, mode: str) -> Self:
        view = super()._view(settings, mode)
        view._pool = self._pool
        return view

    def call(
        self,
        operation: Operation[T],
        args: Mapping[str, Any],
        options: Options | None = None,
        fallback: Any = UNSET,
    ) -> T:
        """Make a call; what the operation's method returns.

        Args:
            operation: What to call.
            args: The method's arguments by keyword.
            options: Settings of this call.
            fallback: What to return where the call fails, with a line in the log, and where
                nothing was found (204). A caller's own mistake (`UsageError`) is raised all
                the same.
        """
        if fallback is not UNSET:
            try:
                value = self.call(operation, args, options)
            except ApiError as error:
                return self._fall_back(error, fallback)  # type: ignore[no-any-return]
            return value if _is_answer(operation, value) else fallback
        if self._mode:
            return self._other(operation, args, options)  # type: ignore[no-any-return]
        return self.send(operation, args, self._merged(options)).value

    def send(
        self,
        operation: Operation[T],
        args: Mapping[str, Any],
        settings: Settings,
        url: str | None = None,
    ) -> Response[T]:
        """Make a call; the whole response."""
        core = self._core
        return self._pool.drive(core.run(core, settings, operation, args, url=url), core.clock)

    def drive(self, flow: Flow[R]) -> R:
        """Do what a flow asks for."""
        return self._pool.drive(flow, self._core.clock)

    def _other(self, operation: Operation[Any], args: Mapping[str, Any], options: Any) -> Any:
        settings = self._merged(options)
        if self._mode == "raw":
            return self.send(operation, args, settings)
        if self._mode == "later":
            return self._core.background.submit(operation, args, settings)
        from ..call.failure import broken_off
        from ..call.response import Download

        core = self._core
        flow = core.run(core, settings, operation, args, stream=True)
        return Download(
            self._pool.drive(flow, core.clock),
            settings.most(held=False),
            *broken_off(core, operation),
        )

    def close(self) -> None:
        """Send what waits in the background, then close the connections.

        Calls after it, of views too, raise `ClientClosed`.
        """
        if self._core.background is not None:
            self._core.background.close()
        self._core.closed = True
        self._pool.close()

    def __enter__(self) -> Self:
        self._core.check_open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class AsyncBaseClient(ClientBase):
    """An asynchronous client, for asyncio."""

    _pool: AsyncPool

    def __init__(
        self, api: Api, given: Mapping[str, Any], **settings: Unpack[AsyncClientSettings]
    ) -> None:
        """Make a client; nothing is sent yet. See `BaseClient`."""
        self._start(api, given, settings)
        self._pool = AsyncPool(self._core.wiring, self._core.engine)

    def _view(self, settings: Settings, mode: str) -> Self:
        view = super()._view(settings, mode)
        view._pool = self._pool
        return view

    async def call(
        self,
        operation: Operation[T],
        args: Mapping[str, Any],
        options: Options | None = None,
        fallback: Any = UNSET,
    ) -> T:
        """Make a call; what the operation's method returns. See `BaseClient.call`."""
        if fallback is not UNSET:
            try:
                value = await self.call(operation, args, options)
            except ApiError as error:
                return self._fall_back(error, fallback)  # type: ignore[no-any-return]
            return value if _is_answer(operation, value) else fallback
        if self._mode:
            return await self._other(operation, args, options)  # type: ignore[no-any-return]
        return (await self.send(operation, args, self._merged(options))).value

    def send(
        self,
        operation: Operation[T],
        args: Mapping[str, Any],
        settings: Settings,
        url: str | None = None,
    ) -> Awaitable[Response[T]]:
        """Make a call; the whole response."""
        core = self._core
        return self._pool.drive(core.run(core, settings, operation, args, url=url), core.clock)

    def drive(self, flow: Flow[R]) -> Awaitable[R]:
        """Do what a flow asks for."""
        return self._pool.drive(flow, self._core.clock)

    async def _other(self, operation: Operation[Any], args: Mapping[str, Any], options: Any) -> Any:
        settings = self._merged(options)
        if self._mode == "raw":
            return await self.send(operation, args, settings)
        if self._mode == "later":
            return self._core.background.submit(operation, args, settings)
        from ..call.failure import broken_off
        from ..call.response import AsyncDownload

        core = self._core
        response = await self._pool.drive(
            core.run(core, settings, operation, args, stream=True), core.clock
        )
        return AsyncDownload(response, settings.most(held=False), *broken_off(core, operation))

    async def aclose(self) -> None:
        """Send what waits in the background, then close the connections.

        Calls after it, of views too, raise `ClientClosed`.
        """
        if self._core.background is not None:
            await self._core.background.close()
        self._core.closed = True
        await self._pool.aclose()

    async def __aenter__(self) -> Self:
        self._core.check_open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()


def Lazy(cls: str) -> Any:  # no attribute of a client is called so
    """The methods of one tag as an attribute of a client, imported when it is first touched.

    Args:
        cls: Their class, in the module of `api/` that is called as the attribute.
    """
    return _Attribute(cls)


class _Attribute(cached_property[Any]):
    def __init__(self, cls: str) -> None:
        super().__init__(lambda client: getattr(import_module(self._module), cls)(client))

    def __set_name__(self, owner: type, name: str) -> None:
        super().__set_name__(owner, name)
        self._module = f"{owner.__module__.rpartition('.')[0]}.api.{name}"


class Resource:
    """The methods of one tag, on a synchronous client."""

    __slots__ = ("_client",)

    def __init__(self, client: BaseClient) -> None:
        self._client = client

    def __repr__(self) -> str:
        return _named(self, self._client)


class AsyncResource:
    """The methods of one tag, on an asynchronous client."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncBaseClient) -> None:
        self._client = client

    def __repr__(self) -> str:
        return _named(self, self._client)


def _named(resource: object, client: ClientBase) -> str:
    """`<ProductsApi of <Client …>: get, list>`."""
    methods = ", ".join(name for name in vars(type(resource)) if not name.startswith("_"))
    return f"<{type(resource).__name__} of {client!r}: {methods}>"


def in_mode(method: Any, mode: str) -> Any:
    """A bound method of a resource or client, on a view whose calls answer otherwise."""
    owner: Any = getattr(method, "__self__", None)
    if isinstance(owner, ClientBase):
        view: Any = _viewed(owner, mode)
    elif isinstance(owner, (Resource, AsyncResource)):
        view = type(owner)(_viewed(getattr(owner, "_client"), mode))  # noqa: B009
    else:
        raise UsageError("pass a method of a client, for example raw(client.orders.list)")
    return method.__func__.__get__(view)


def client_of(method: Any) -> Any:
    """The client that a method taken by `in_mode` belongs to."""
    owner: Any = method.__self__
    return owner if isinstance(owner, ClientBase) else getattr(owner, "_client")  # noqa: B009


def _viewed(client: Any, mode: str) -> Any:
    return client._view(client._settings, mode)


def whole_settings(
    client: ClientBase, operation: Operation[Any], options: Options | None
) -> tuple[Settings, bool]:
    """The settings of a call whose answer is a list or a process, and whether it is `raw`.

    Raises:
        UsageError: It was to be streamed, or sent in the background.
    """
    mode = getattr(client, "_mode")  # noqa: B009
    if mode not in ("", "raw"):
        raise UsageError("is neither streamed nor sent in the background", operation=operation.id)
    settings = settings_of(client)
    return settings if not options else merge(settings, options), mode == "raw"


def settings_of(client: ClientBase) -> Settings:
    """A client's own settings, for the modules beside this one."""
    settings: Settings = getattr(client, "_settings")  # noqa: B009
    return settings


def core_of(client: ClientBase) -> Shared:
    """A client's shared state, for the modules beside this one."""
    core: Shared = getattr(client, "_core")  # noqa: B009
    return core
