"""The vendor's conventions (extensions of the vocabulary) → intermediate representation.

An extension may stand on the document, a path item or an operation; the nearest
wins. Values have been checked against the vocabulary before they arrive here.
"""

from __future__ import annotations

import re
from typing import Any

from generator import ir
from generator.source import Mapping, mapping

_INHERITED = ("x-envelope", "x-pagination", "x-rate-limit", "x-status", "x-errors")


def conventions_of(root: Mapping, item: Mapping, operation: Mapping) -> dict[str, Any]:
    """The conventions that hold for an operation, the nearest first."""
    found: dict[str, Any] = {}
    for name in _INHERITED:
        for owner in (operation, item, root):
            if name in owner:
                found[name] = owner[name]
                break
    if "x-pagination" not in operation and "x-pagination" not in item:
        found.pop("x-pagination", None)
    elif isinstance(shared := root.get("x-pagination"), Mapping):
        found["x-pagination"] = _over(shared, found["x-pagination"])
    found["root"] = root
    return found


def _over(shared: Mapping, own: Any) -> Any:
    if not isinstance(own, Mapping):
        return own
    return mapping({**shared, **own}, own.place)


def envelope_of(conventions: dict[str, Any]) -> str | None:
    """The member of success bodies that holds the result (`x-envelope`)."""
    name = conventions.get("x-envelope")
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


def retry_of(node: Any) -> ir.Retry | None:
    """Departures from the default retry policy (`x-retry`)."""
    if not isinstance(node, Mapping):
        return None
    statuses = node.get("statuses")
    return ir.Retry(
        statuses=tuple(statuses) if isinstance(statuses, list) else None,
        attempts=node.get("attempts"),
        base=node.get("base"),
        throttle_base=node.get("throttle-base"),
        cap=node.get("cap"),
        idempotency_header=node.get("idempotency-header"),
    )


def limit_of(conventions: dict[str, Any], method: str, path: str) -> ir.RateLimit | None:
    """The documented limit of an operation: its own, else the most specific rule of the root."""
    node = conventions.get("x-rate-limit")
    if not isinstance(node, Mapping):
        return None
    best: Mapping | None = None
    for rule in node.get("rules") or ():
        if isinstance(rule, Mapping) and _rule_matches(rule, method, path):
            best = rule if best is None or _weight(rule) > _weight(best) else best
    chosen = best if best is not None else node
    limit, per = chosen.get("limit"), chosen.get("per")
    if isinstance(limit, int) and isinstance(per, int | float):
        return ir.RateLimit(limit, float(per))
    return None


def _rule_matches(rule: Mapping, method: str, path: str) -> bool:
    methods = [str(name).upper() for name in rule.get("methods") or ()]
    if methods and method.upper() not in methods:
        return False
    pattern = str(rule.get("path") or "")
    segments = [re.escape(part).replace(r"\*", "[^/]+") for part in pattern.split("/")]
    return re.fullmatch("/".join(segments), re.sub(r"\{[^}]*\}", "x", path)) is not None


def _weight(rule: Mapping) -> tuple[int, int, bool]:
    """Literal segments beat parameters, longer beats shorter, a method beats any."""
    segments = str(rule.get("path") or "").split("/")
    return sum("*" not in s for s in segments), len(segments), bool(rule.get("methods"))


def paging_of(
    conventions: dict[str, Any], params: tuple[ir.Param, ...], item: ir.Type | None
) -> ir.Paging | None:
    """How a list turns its pages (`x-pagination`)."""
    node = conventions.get("x-pagination")
    if not isinstance(node, Mapping) or item is None:
        return None
    style = str(node.get("style"))
    last, next_ = node.get("last"), node.get("next")
    fallback = "no-next" if next_ else "last" if last else "empty"
    known = {param.wire for param in params}
    page, size = node.get("page"), node.get("size")
    return ir.Paging(
        style=style,
        items=str(node.get("items")),
        item=item,
        page=page if page in known else None,
        size=size if size in known else None,
        first=int(node.get("first", 0 if style == "offset" else 1)),
        last=last,
        total=node.get("total"),
        next=next_,
        until=str(node.get("until") or fallback),
    )
