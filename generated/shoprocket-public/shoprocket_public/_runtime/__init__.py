"""The runtime of a generated package: plain modules, the same in every package.

Here are the names that describe an API, for client and server alike; what clients are made of
is in `client`. Names are imported from their modules when they are first used, so that nobody
pays for what is not touched. Modules that only some documents need (see `FEATURES` in the
generator) are imported by what needs them.
"""

from typing import TYPE_CHECKING

# fmt: off
# isort: off
if TYPE_CHECKING:
    from .ground.operation import (Api as Api, Background as Background, Body as Body, Bulk as Bulk,
                                   Deprecation as Deprecation, Encoding as Encoding,
                                   ErrorShape as ErrorShape, Field as Field, Link as Link,
                                   Operation as Operation, Paging as Paging, Param as Param,
                                   Polling as Polling, Reply as Reply, Retry as Retry, Rule as Rule,
                                   Scheme as Scheme, Server as Server, Throttle as Throttle)
    from .ground.shape import List as List
    from .ground.unset import UNSET as UNSET, Unset as Unset
else:  # a checker would take any misspelt name for Any
    from .ground.lazy import lazy_names

    __getattr__, __dir__, _ = lazy_names(__name__, {
        "ground.operation": "Api Background Body Bulk Deprecation Encoding ErrorShape Field Link "
                            "Operation Paging Param Polling Reply Retry Rule Scheme Server "
                            "Throttle",
        "ground.shape": "List", "ground.unset": "UNSET Unset",
    })
