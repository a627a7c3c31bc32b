"""Client: what users touch, and what holds over all calls of a client.

It imports all rooms of a call, and has the names that generated clients and their users want,
each imported when it is first used.
"""

from typing import TYPE_CHECKING

# fmt: off
# isort: off
if TYPE_CHECKING:
    from ..call.cache import Cache as Cache
    from ..call.drift import DriftWarning as DriftWarning
    from ..call.response import (AsyncDownload as AsyncDownload, Download as Download,
                                 Response as Response)
    from ..ground.fallback import F as F
    from ..ground.secret import AsyncSecret as AsyncSecret, Secret as Secret
    from ..ground.settings import Timeouts as Timeouts
    from ..ground.shape import List as List
    from ..ground.unset import UNSET as UNSET, Unset as Unset
    from ..limits.breaker import Breaker as Breaker
    from ..limits.limiter import MemoryLimiter as MemoryLimiter
    from ..transport.wiring import Limits as Limits
    from .clients import (AsyncBaseClient as AsyncBaseClient, AsyncResource as AsyncResource,
                          BaseClient as BaseClient, Lazy as Lazy, Resource as Resource)
    from .hooks import Hook as Hook
    from .keywords import (AsyncClientSettings as AsyncClientSettings,
                           ClientSettings as ClientSettings, Options as Options)
    from .whole import (raw as raw, raw_async as raw_async, stream as stream,
                        stream_async as stream_async)
else:
    from ..ground.lazy import lazy_names

    __getattr__, __dir__, _ = lazy_names(__name__, {
        ".call.cache": "Cache", ".call.drift": "DriftWarning",
        ".call.response": "AsyncDownload Download Response",
        ".ground.fallback": "F", ".ground.secret": "AsyncSecret Secret",
        ".ground.settings": "Timeouts", ".ground.shape": "List", ".ground.unset": "UNSET Unset",
        ".limits.breaker": "Breaker", ".limits.limiter": "MemoryLimiter",
        ".transport.wiring": "Limits",
        "clients": "AsyncBaseClient AsyncResource BaseClient Lazy Resource",
        "hooks": "Hook", "keywords": "AsyncClientSettings ClientSettings Options",
        "whole": "raw raw_async stream stream_async",
    })
