"""Which runtime modules only some documents need, and what they offer to users."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from generator.understand import ir


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that a document may ask for."""

    needed: Callable[[ir.Api], bool]
    modules: tuple[str, ...]
    """Modules of the runtime that nothing but this needs."""
    offers: Mapping[str, tuple[str, ...]]
    """Module → names that a user of the package may want to import."""


def _any_xml(api: ir.Api) -> bool:
    return bool(api.xml) or any(
        (operation.body is not None and operation.body.xml is not None)
        or any(response.xml is not None for response in operation.responses)
        for operation in api.operations
    )


FEATURES = (
    Feature(
        lambda api: any(operation.paging for operation in api.operations),
        ("client.paging", "client.positions"),
        {"client.paging": ("AsyncPage", "AsyncPages", "Page")},
    ),
    Feature(
        lambda api: any(operation.process for operation in api.operations),
        ("client.process",),
        {"client.process": ("AsyncProcess", "Process", "wait_all", "wait_all_async")},
    ),
    Feature(
        lambda api: any(operation.background for operation in api.operations),
        ("client.background",),
        {"client.background": ("BackgroundStats", "later", "later_async")},
    ),
    Feature(
        lambda api: any(scheme.kind == "oauth2" for scheme in api.schemes),
        ("access.grants", "access.oauth", "access.tokens"),
        {},
    ),
    Feature(_any_xml, ("wire.xml", "wire.xml_shape"), {}),
    Feature(
        lambda api: bool(api.webhooks),
        ("webhooks.rsa", "webhooks.signature", "webhooks.receive"),
        {},
    ),
    Feature(
        lambda api: any(operation.deprecated for operation in api.operations), ("ground.marks",), {}
    ),
)

HALVES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "client": ("client.py", "api/", "errors.py", "hooks.py", "webhooks.py"),
        "server": ("server/", "_runtime/server/"),
    }
)
"""Half of a package → what only it needs: the beginnings of paths in the package."""


def other_halves(halves: Collection[str]) -> tuple[str, ...]:
    """The beginnings of paths that a package of some halves does without."""
    return tuple(start for half, starts in HALVES.items() if half not in halves for start in starts)


def unneeded(api: ir.Api) -> frozenset[str]:
    """Modules of the runtime that a package can do without."""
    return frozenset(
        module for feature in FEATURES if not feature.needed(api) for module in feature.modules
    )


def offered(api: ir.Api) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Modules of the runtime with the names that users of a package may want."""
    for feature in FEATURES:
        if feature.needed(api):
            yield from feature.offers.items()
