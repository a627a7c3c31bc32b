"""Which example answers a request: the one that is for it (extension `x-sandbox`, `when`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ..app.call import Call
from ..app.plan import Plan
from ..app.responses import Response
from ..schemas.document import Document
from ..schemas.values import is_object
from .directions import NOTHING, Directions, directions_of, matches


class Case(NamedTuple):
    """An example of a response, and the requests that it is for."""

    response: Response
    media: str
    name: str | None
    directions: Directions


class Cases:
    """The examples that are for certain requests, or that have effects.

    Args:
        document: The document.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[str, list[Case]] = {}

    def named(
        self, plan: Plan, response: Response, media: str | None, name: str | None
    ) -> Directions:
        """What stands on an example."""
        for case in self._of(plan):
            if case.name == name and case.media == media and case.response == response:
                return case.directions
        return NOTHING

    def of(self, call: Call, plan: Plan) -> Case | None:
        """The example that a call is answered with; None: any, without effects."""
        known = self._of(plan)
        if not known:
            return None
        request = _request(call)
        for case in known:
            if case.directions.when and matches(case.directions.when, request):
                return case
        return next((case for case in known if self._is_first(case, call, plan)), None)

    def _is_first(self, case: Case, call: Call, plan: Plan) -> bool:
        """Whether an example is the one that requests get without a word."""
        if case.media != call.media or case.response.status != plan.success.status:
            return False
        node = case.response.node
        examples = self._document.step(node, "content", case.media, "examples") if node else None
        return case.name == next((name for name, _ in self._document.items(examples)), None)

    def _of(self, plan: Plan) -> list[Case]:
        known = self._known.get(plan.operation.id)
        if known is None:
            known = self._known[plan.operation.id] = list(self._found(plan))
        return known

    def _found(self, plan: Plan) -> Iterator[Case]:
        for status in filter(str.isdecimal, plan.responses.statuses):
            response = plan.responses.at(int(status))
            if response is None or response.node is None:
                continue
            for media in response.media:
                examples = self._document.step(response.node, "content", media, "examples")
                for name, node in self._document.items(examples):
                    directions = directions_of(node)
                    if directions != NOTHING:
                        yield Case(response, media, name, directions)


def _request(call: Call) -> dict[str, Any]:
    """A request's values by place and wire name."""
    found: dict[str, Any] = {"path": call.path, "query": {}, "header": {}}
    for param in call.operation.params:
        if param.where in ("query", "header") and param.name in call.arguments:
            found[param.where][param.key] = call.arguments[param.name]
    return {**found, "body": call.body} if is_object(call.body) else found
