"""The runtime of a generated package: plain modules, the same in every package.

Names are imported from their modules when they are first used, so that a
client does not pay for what it does not touch. Modules that only some documents
need (see `FEATURES` in the generator) are imported by what needs them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .breaker import Breaker as Breaker
    from .cache import Cache as Cache
    from .client import AsyncBaseClient as AsyncBaseClient
    from .client import AsyncResource as AsyncResource
    from .client import BaseClient as BaseClient
    from .client import Resource as Resource
    from .drift import DriftWarning as DriftWarning
    from .errors import ApiError as ApiError
    from .fallback import F as F
    from .headers import Headers as Headers
    from .hooks import Hook as Hook
    from .keywords import AsyncClientSettings as AsyncClientSettings
    from .keywords import ClientSettings as ClientSettings
    from .keywords import Options as Options
    from .limiter import MemoryLimiter as MemoryLimiter
    from .limiter_redis import RedisLimiter as RedisLimiter
    from .operation import Api as Api
    from .operation import Background as Background
    from .operation import Body as Body
    from .operation import Bulk as Bulk
    from .operation import Deprecation as Deprecation
    from .operation import Encoding as Encoding
    from .operation import ErrorShape as ErrorShape
    from .operation import Field as Field
    from .operation import Operation as Operation
    from .operation import Paging as Paging
    from .operation import Param as Param
    from .operation import Polling as Polling
    from .operation import Reply as Reply
    from .operation import Retry as Retry
    from .operation import Rule as Rule
    from .operation import Scheme as Scheme
    from .operation import Server as Server
    from .operation import Throttle as Throttle
    from .options import Timeouts as Timeouts
    from .raw import raw as raw
    from .raw import raw_async as raw_async
    from .raw import stream as stream
    from .raw import stream_async as stream_async
    from .response import AsyncDownload as AsyncDownload
    from .response import Download as Download
    from .response import Response as Response
    from .secret import AsyncSecret as AsyncSecret
    from .secret import Secret as Secret
    from .transport import Limits as Limits
    from .unset import UNSET as UNSET
    from .unset import Unset as Unset
    from .upload import File as File

List = list
"""`list`, for annotations in classes that have a method of that name."""

_WHERE = {
    "breaker": "Breaker",
    "cache": "Cache",
    "client": "AsyncBaseClient AsyncResource BaseClient Resource",
    "drift": "DriftWarning",
    "errors": "ApiError",
    "fallback": "F",
    "headers": "Headers",
    "hooks": "Hook",
    "limiter": "MemoryLimiter",
    "limiter_redis": "RedisLimiter",
    "operation": (
        "Api Background Body Bulk Deprecation Encoding ErrorShape Field Operation Paging Param"
        " Polling Reply Retry Rule Scheme Server Throttle"
    ),
    "keywords": "AsyncClientSettings ClientSettings Options",
    "options": "Timeouts",
    "raw": "raw raw_async stream stream_async",
    "response": "AsyncDownload Download Response",
    "secret": "AsyncSecret Secret",
    "transport": "Limits",
    "unset": "UNSET Unset",
    "upload": "File",
}
_MODULE = {name: module for module, names in _WHERE.items() for name in names.split()}


if not TYPE_CHECKING:  # a checker would take any misspelt name for Any

    def __getattr__(name: str) -> Any:
        if name not in _MODULE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        # All names of the module at once: importing `raw.py` makes the module itself `raw` here.
        module = import_module(f"{__name__}.{_MODULE[name]}")
        globals().update((known, getattr(module, known)) for known in _WHERE[_MODULE[name]].split())
        return globals()[name]

    def __dir__() -> list[str]:
        return sorted({*globals(), *_MODULE})
