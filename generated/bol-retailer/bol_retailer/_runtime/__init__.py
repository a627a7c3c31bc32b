"""The runtime of a generated package: plain modules, the same in every package.

Names are imported from their modules when they are first used, so that a
client does not pay for what it does not touch. Modules that only some documents
need (see `FEATURES` in the generator) are imported by what needs them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .call.cache import Cache as Cache
    from .call.drift import DriftWarning as DriftWarning
    from .call.response import AsyncDownload as AsyncDownload
    from .call.response import Download as Download
    from .call.response import Response as Response
    from .client.clients import AsyncBaseClient as AsyncBaseClient
    from .client.clients import AsyncResource as AsyncResource
    from .client.clients import BaseClient as BaseClient
    from .client.clients import Lazy as Lazy
    from .client.clients import Resource as Resource
    from .client.hooks import Hook as Hook
    from .client.keywords import AsyncClientSettings as AsyncClientSettings
    from .client.keywords import ClientSettings as ClientSettings
    from .client.keywords import Options as Options
    from .client.raw import raw as raw
    from .client.raw import raw_async as raw_async
    from .client.raw import stream as stream
    from .client.raw import stream_async as stream_async
    from .ground.errors import ApiError as ApiError
    from .ground.fallback import F as F
    from .ground.headers import Headers as Headers
    from .ground.operation import Api as Api
    from .ground.operation import Background as Background
    from .ground.operation import Body as Body
    from .ground.operation import Bulk as Bulk
    from .ground.operation import Deprecation as Deprecation
    from .ground.operation import Encoding as Encoding
    from .ground.operation import ErrorShape as ErrorShape
    from .ground.operation import Field as Field
    from .ground.operation import Link as Link
    from .ground.operation import Operation as Operation
    from .ground.operation import Paging as Paging
    from .ground.operation import Param as Param
    from .ground.operation import Polling as Polling
    from .ground.operation import Reply as Reply
    from .ground.operation import Retry as Retry
    from .ground.operation import Rule as Rule
    from .ground.operation import Scheme as Scheme
    from .ground.operation import Server as Server
    from .ground.operation import Throttle as Throttle
    from .ground.secret import AsyncSecret as AsyncSecret
    from .ground.secret import Secret as Secret
    from .ground.settings import Timeouts as Timeouts
    from .ground.unset import UNSET as UNSET
    from .ground.unset import Unset as Unset
    from .limits.breaker import Breaker as Breaker
    from .limits.limiter import MemoryLimiter as MemoryLimiter
    from .transport.wiring import Limits as Limits

List = list
"""`list`, for annotations in classes that have a method of that name."""

_WHERE = {
    "limits.breaker": "Breaker",
    "call.cache": "Cache",
    "client.clients": "AsyncBaseClient AsyncResource BaseClient Lazy Resource",
    "call.drift": "DriftWarning",
    "ground.errors": "ApiError",
    "ground.fallback": "F",
    "ground.headers": "Headers",
    "client.hooks": "Hook",
    "limits.limiter": "MemoryLimiter",
    "ground.operation": (
        "Api Background Body Bulk Deprecation Encoding ErrorShape Field Link Operation Paging Param"
        " Polling Reply Retry Rule Scheme Server Throttle"
    ),
    "client.keywords": "AsyncClientSettings ClientSettings Options",
    "ground.settings": "Timeouts",
    "client.raw": "raw raw_async stream stream_async",
    "call.response": "AsyncDownload Download Response",
    "ground.secret": "AsyncSecret Secret",
    "transport.wiring": "Limits",
    "ground.unset": "UNSET Unset",
}
_MODULE = {name: module for module, names in _WHERE.items() for name in names.split()}


if not TYPE_CHECKING:  # a checker would take any misspelt name for Any

    def __getattr__(name: str) -> Any:
        if name not in _MODULE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f"{__name__}.{_MODULE[name]}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *_MODULE})
