"""The vendor's conventions (extensions of the vocabulary) → intermediate representation.

An extension may stand on the document, a path item or an operation; the nearest
wins. Values have been checked against the vocabulary before they arrive here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from generator.read.source import Mapping, mapping
from generator.understand import ir

_INHERITED = ("x-deadline", "x-envelope", "x-rate-limit", "x-status")
_OVERLAID = ("x-pagination", "x-process")
"""On the root these hold what operations that have them share; they apply to no other."""


def conventions_of(root: Mapping, item: Mapping, operation: Mapping) -> dict[str, Any]:
    """The conventions that hold for an operation, the nearest first."""
    found: dict[str, Any] = {}
    for name in _INHERITED:
        for owner in (operation, item, root):
            if name in owner:
                found[name] = owner[name]
                break
    for name in _OVERLAID:
        own = operation.get(name, item.get(name))
        if own is not None:
            shared = root.get(name)
            found[name] = _over(shared, own) if isinstance(shared, Mapping) else own
    found |= {"root": root, "item": item}
    return found


def _over(shared: Mapping, own: Any) -> Any:
    if not isinstance(own, Mapping):
        return own
    return mapping({**shared, **own}, own.place)


def envelope_of(conventions: dict[str, Any]) -> str | None:
    """The member of success bodies that holds the result (`x-envelope`)."""
    return _enveloping(conventions, "response")


def request_envelope_of(conventions: dict[str, Any]) -> str | None:
    """The only member of JSON request bodies, which holds what is sent (`x-envelope`)."""
    return _enveloping(conventions, "request")


def _enveloping(conventions: dict[str, Any], way: str) -> str | None:
    said = conventions.get("x-envelope")
    name = said.get(way) if isinstance(said, Mapping) else said if way == "response" else None
    return name if isinstance(name, str) and name else None


def errors_of(node: Any) -> ir.Errors:
    """Where error bodies keep what they say (`x-errors`)."""
    if not isinstance(node, Mapping):
        return ir.Errors()
    failure = node.get("failure")
    return ir.Errors(
        code=node.get("code"),
        message=node.get("message"),
        fields=node.get("fields"),
        field_name=node.get("field-name"),
        field_message=node.get("field-message"),
        failure=(str(failure["pointer"]), failure.get("value"))
        if isinstance(failure, Mapping) and "pointer" in failure
        else None,
    )


def own_errors_of(node: Mapping, item: Mapping) -> ir.Errors | None:
    """The `x-errors` of an operation or its path item; None where the document's holds."""
    own = node.get("x-errors", item.get("x-errors"))
    return errors_of(own) if isinstance(own, Mapping) else None


def retry_of(node: Any) -> ir.Retry | None:
    """Departures from the default retry policy (`x-retry`)."""
    if not isinstance(node, Mapping):
        return None
    statuses, refused = node.get("statuses"), node.get("not-processed")
    return ir.Retry(
        statuses=tuple(statuses) if isinstance(statuses, list) else None,
        not_processed=tuple(refused) if isinstance(refused, list) else None,
        attempts=node.get("attempts"),
        base=node.get("base"),
        throttle_base=node.get("throttle-base"),
        cap=node.get("cap"),
        idempotency_header=node.get("idempotency-header"),
    )


def groups_of(owners: Iterable[Mapping], params: Iterable[tuple[str, str]]) -> tuple[ir.Group, ...]:
    """Which parameters go with each other (`x-parameter-groups`): whatever is said, holds.

    What the document and path items say is for operations that have all of those parameters.

    Args:
        owners: The document, the path item and the operation.
        params: The operation's parameters: where each is, and its name there.
    """
    named: dict[str, tuple[str, str]] = {}
    for where, wire in params:
        if wire not in named or named[wire][0] == "path":
            named[wire] = where, wire
    said = [one for owner in owners for one in owner.get("x-parameter-groups") or ()]
    found = [
        ir.Group(kind, tuple(named[name] for name in names))
        for one in said
        for kind, names in one.items()
        if named.keys() >= set(names)
    ]
    return tuple(dict.fromkeys(found))


def throttle_of(node: Any) -> ir.Throttle | None:
    """How the vendor tells of a hit limit (`x-rate-limit` on the root)."""
    if not isinstance(node, Mapping) or not {"status", "headers"} & node.keys():
        return None
    headers = node.get("headers") or {}
    return ir.Throttle(
        status=int(node.get("status", 429)),
        limit=headers.get("limit"),
        remaining=headers.get("remaining"),
        reset=headers.get("reset"),
        reset_unit=str(headers.get("reset-unit", "unknown")),
    )


def deadline_of(conventions: dict[str, Any]) -> tuple[float | None, bool]:
    """Seconds after which callers go on, and whether they bring something to go on with."""
    node = conventions.get("x-deadline")
    if not isinstance(node, Mapping) or "total" not in node:
        return None, False
    return float(node["total"]), bool(node.get("fallback"))


def background_of(node: Any) -> ir.Background | None:
    """An event that needs no answer (`x-background`)."""
    if not isinstance(node, Mapping):
        return None
    batch, time = node.get("batch"), node.get("time")
    if not isinstance(batch, Mapping):
        return ir.Background(None, None, time)
    return ir.Background(batch.get("operation"), batch.get("wrap"), time)


def deprecation_of(node: Any) -> ir.Deprecation | None:
    """What the vendor says of an end (`x-deprecation`)."""
    if not isinstance(node, Mapping):
        return None
    return ir.Deprecation(
        *(
            str(node[key]) if key in node else None
            for key in ("since", "sunset", "header", "link", "use")
        )
    )


def ending_of(*nodes: Any) -> tuple[bool, ir.Deprecation | None]:
    """Whether a parameter or property is deprecated, and what the vendor says of it.

    Args:
        *nodes: Where it may be said, the nearest first: the parameter, its schema.
    """
    known = [node for node in nodes if isinstance(node, Mapping)]
    if not any(node.get("deprecated") is True for node in known):
        return False, None
    said = (deprecation_of(node.get("x-deprecation")) for node in known)
    return True, next(filter(None, said), None)


def said_of(known: ir.Deprecation | None) -> str:
    """`Deprecated since 2026-01-01, gone after 2026-07-01, use `size`.`: for a docstring."""
    if known is None or not any((known.since, known.sunset, known.use, known.link)):
        return "Deprecated."
    parts = [
        f"gone after {known.sunset}" if known.sunset else "",
        f"use `{known.use}`" if known.use else "",
        f"see {known.link}" if known.link else "",
    ]
    rest = ", ".join(filter(None, parts))
    if known.since:
        return f"Deprecated since {', '.join(filter(None, (known.since, rest)))}."
    return f"Deprecated: {rest}."


def request_ids_of(node: Any) -> tuple[str, ...]:
    """Headers of answers that hold the id of the request (`x-request-id`)."""
    receive = node.get("receive") if isinstance(node, Mapping) else None
    return tuple(str(name) for name in receive or ())


def request_id_of(node: Any) -> str | None:
    """The header that takes an id of the client's own (`x-request-id`)."""
    sent = node.get("send") if isinstance(node, Mapping) else None
    return str(sent) if sent else None


def media_version_of(node: Any) -> tuple[str, str] | None:
    """The template of versioned media types and the version (`x-media-version`)."""
    if not isinstance(node, Mapping):
        return None
    return str(node.get("template")), str(node.get("version"))


def omits_null(node: Any) -> bool:
    """Whether members that are null are left out (`x-wire` on the root)."""
    return isinstance(node, Mapping) and node.get("null") == "omit"


def reads_loosely(node: Any) -> bool:
    """Whether answers write scalars in other JSON types (`x-wire` on the root)."""
    return isinstance(node, Mapping) and node.get("scalars") == "loose"


def paging_of(
    conventions: dict[str, Any], params: tuple[ir.Param, ...], item: ir.Type | None
) -> ir.Paging | None:
    """How a list turns its pages (`x-pagination`)."""
    node = conventions.get("x-pagination")
    if not isinstance(node, Mapping) or item is None:
        return None
    style = str(node.get("style"))
    last, next_ = node.get("last"), node.get("next")
    total = node.get("total")
    fallback = "no-next" if next_ else "last" if last or total else "empty"
    known = {param.wire for param in params}
    page, size = node.get("page"), node.get("size")
    return ir.Paging(
        style=style,
        items=str(node.get("items")),
        item=item,
        page=page if str(page).partition("[")[0] in known else None,
        size=size if size in known else None,
        first=int(node.get("first", 0 if style == "offset" else 1)),
        last=last,
        total=total,
        next=next_,
        until=str(node.get("until") or fallback),
    )
