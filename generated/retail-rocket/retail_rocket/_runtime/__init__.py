"""The runtime of a generated package: plain modules, the same in every package.

Names are imported from their modules when they are first used, so that a
client does not pay for what it does not touch. Modules that only some documents
need (see `FEATURES` in the generator) are imported by what needs them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
# isort: off
if TYPE_CHECKING:
    from .call.cache import Cache as Cache
    from .call.drift import DriftWarning as DriftWarning
    from .call.response import (AsyncDownload as AsyncDownload, Download as Download,
                                Response as Response)
    from .client.clients import (AsyncBaseClient as AsyncBaseClient, AsyncResource as AsyncResource,
                                 BaseClient as BaseClient, Lazy as Lazy, Resource as Resource)
    from .client.hooks import Hook as Hook
    from .client.keywords import (AsyncClientSettings as AsyncClientSettings,
                                  ClientSettings as ClientSettings, Options as Options)
    from .client.raw import (raw as raw, raw_async as raw_async, stream as stream,
                             stream_async as stream_async)
    from .ground.errors import ApiError as ApiError
    from .ground.fallback import F as F
    from .ground.headers import Headers as Headers
    from .ground.operation import (Api as Api, Background as Background, Body as Body, Bulk as Bulk,
                                   Deprecation as Deprecation, Encoding as Encoding,
                                   ErrorShape as ErrorShape, Field as Field, Link as Link,
                                   Operation as Operation, Paging as Paging, Param as Param,
                                   Polling as Polling, Reply as Reply, Retry as Retry, Rule as Rule,
                                   Scheme as Scheme, Server as Server, Throttle as Throttle)
    from .ground.secret import AsyncSecret as AsyncSecret, Secret as Secret
    from .ground.settings import Timeouts as Timeouts
    from .ground.unset import UNSET as UNSET, Unset as Unset
    from .limits.breaker import Breaker as Breaker
    from .limits.limiter import MemoryLimiter as MemoryLimiter
    from .transport.wiring import Limits as Limits
# fmt: on

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

if not TYPE_CHECKING:  # a checker would take any misspelt name for Any
    from .ground.lazy import lazy_names

    _NAMES = {module: names.split() for module, names in _WHERE.items()}
    __getattr__, __dir__, _ = lazy_names(__name__, _NAMES)
