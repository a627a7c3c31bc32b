"""What the sandbox is to do beyond what methods and paths tell (extension `x-sandbox`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..schemas.document import Document, Node
from ..schemas.values import is_array, is_object
from .formulas import Formulas
from .money import Money

NAME = "x-sandbox"
_PART = re.compile(r"\{([^{}]*)\}")
Effects = dict[str, dict[str, Any] | None]
"""Path of a thing -> members that it gets; None: it is deleted."""
Filters = Sequence[str] | Mapping[str, str]
"""Names of parameters; or parameter → formula, or place of a member."""
"""Query parameters that narrow lists: by their names, or each by a formula of an item."""


class Lines(NamedTuple):
    """Things within a thing, as the lines of a cart: POST adds one, PUT changes, DELETE removes."""

    within: str
    """Member of the thing that is their list."""
    same: tuple[str, ...]
    """Formulas of what tells lines apart: one more of the same makes a line longer."""
    amount: str | None
    """Member that says how many; 0 removes the line. None: there is one of each."""
    member: str | None
    """Member of the request's body that holds the line; None: it is the body."""
    source: str | None
    """Path of the thing that a line is made of."""
    members: Mapping[str, Any]
    """What a line takes from it."""
    most: str | None
    """Formula for how many there may be."""
    refusal: int
    """Status of the answer where there would be more."""


class Later(NamedTuple):
    """What happens some time after a request."""

    after: float
    effects: Effects


class Requirement(NamedTuple):
    """What must hold before anything is done; else the request is refused."""

    status: int
    example: str | None
    """Example of that status's response: the reason in the vendor's words."""
    of: str | None
    """Path of the thing that it is about, with `{…}`; None: that of the operation."""
    that: str | None
    """Formula of its members that must hold; None: the thing must be there."""
    given: str | None
    """Formula for when it is asked for at all."""


class Directions(NamedTuple):
    """What stands on an operation, or on the example of a response."""

    about: str | None = None
    """Path of the thing that the operation shows or changes, where that is not its own."""
    subject: str | None = None
    """Pointer into the request's body: id of what the operation's process is about."""
    fresh: str | None = None
    """Example that a visitor begins with whom the document does not know."""
    formulas: Mapping[str, str] = {}
    """Pointer into the thing -> what stands there; unless for GET, into the answer."""
    resolve: Mapping[str, str] = {}
    """Member of the request's body that lists things -> path of each, with `{…}`."""
    members: Mapping[str, Any] = {}
    """Members that a thing gets of what a request says in another way, formulas in them."""
    require: tuple[Requirement, ...] = ()
    status: int | None = None
    """Of the documented successes the one that it answers."""
    filters: Filters | None = None
    """What narrows a list, a mapping beside what the document says; None: that alone."""
    sort: str | None = None
    """Query parameter that names the member by which a list is put in order."""
    lines: Lines | None = None
    known: Mapping[str, str] = {}
    """Name -> path of a thing that effects and filters see under it, with `{…}`."""
    each: Mapping[str, Effects] = {}
    """Formula of a list -> effects for its items, one by one, as `item`."""
    effects: Effects | None = None
    leaves: Mapping[str, Any] = {}
    """Members that the 404 of what effects deleted has, formulas in them."""
    later: Later | None = None
    when: Mapping[str, Mapping[str, Any]] = {}
    """Place (`body`, `path`, `query`, `header`) -> what a request has there."""

    def with_case(self, case: Directions | None) -> Directions:
        """These of an operation together with those of the example that answers."""
        if case is None:
            return self
        return self._replace(effects=case.effects or self.effects, later=case.later or self.later)


NOTHING = Directions()


class Idle(NamedTuple):
    """What is done to the things of a visitor who did nothing for so long."""

    after: float
    """Seconds."""
    effects: Effects
    forget: tuple[str, ...]
    """Paths of things that are as if they never were, with all below them."""


class World(NamedTuple):
    """What stands on the document."""

    visitor: str | None
    """Header that tells visitors apart: each has things of their own."""
    formulas: Formulas
    filters: Filters
    realm: str | None
    """Parameter, and member of things, that says in which part of the system they are."""
    idle: tuple[Idle, ...]


def world_of(document: Document) -> World:
    """The directions of a whole document."""
    said = document.root.get(NAME)
    said = said if is_object(said) else {}
    money = said.get("money")
    return World(
        said.get("visitor"),
        Formulas(_money(money) if is_object(money) else None),
        said.get("filters") or (),
        said.get("realm"),
        tuple(
            Idle(float(step["after"]), step.get("effects") or {}, tuple(step.get("forget") or ()))
            for step in said.get("idle") or ()
        ),
    )


def _money(said: dict[str, Any]) -> Money:
    return Money(said["number"], said.get("text"), said.get("languages") or {})


def directions_of(node: Node) -> Directions:
    """The directions on an operation or an example."""
    said = node.value.get(NAME) if is_object(node.value) else None
    if not is_object(said):
        return NOTHING
    lines, later = said.get("lines"), said.get("later")
    listed = said.get("each")
    each: Mapping[str, Effects] = listed if is_object(listed) else {}
    of_items = isinstance(listed, str)  # then the effects are for its items alone
    if of_items:
        each = {f"request.body.{listed}": said.get("effects") or {}}
    return Directions(
        said.get("about"),
        said.get("subject"),
        said.get("fresh"),
        said.get("formulas") or {},
        said.get("resolve") or {},
        said.get("members") or {},
        tuple(map(_requirement, said.get("require") or ())),
        said.get("status"),
        said.get("filters"),
        said.get("sort"),
        _lines(lines) if is_object(lines) else None,
        said.get("known") or {},
        each,
        None if of_items else said.get("effects"),
        said.get("leaves") or {},
        Later(float(later.get("after", 1)), later["effects"]) if is_object(later) else None,
        said.get("when") or {},
    )


def _requirement(said: dict[str, Any]) -> Requirement:
    return Requirement(
        int(said["status"]), said.get("example"), said.get("of"), said.get("that"), said.get("if")
    )


def _lines(said: dict[str, Any]) -> Lines:
    return Lines(
        said["within"],
        tuple(said.get("same", ())),
        said.get("count", "quantity"),
        said.get("member"),
        said.get("source"),
        said.get("members") or {},
        said.get("most"),
        int(said.get("refusal", 409)),
    )


def matches(when: Mapping[str, Mapping[str, Any]], request: Mapping[str, Any]) -> bool:
    """Whether a request has all that an example is for."""
    return all(
        is_object(request.get(place)) and wanted.items() <= _flat(request[place], wanted).items()
        for place, wanted in when.items()
    )


def _flat(given: dict[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in wanted if name in given and _plain(given[name])}


def _plain(value: Any) -> bool:
    return not is_object(value) and not is_array(value)


def filled(template: Any, formulas: Formulas, scope: Mapping[str, Any]) -> Any:
    """A value with the formulas in it worked out: texts that begin with `=`.

    A member whose formula comes to null is left out.
    """
    if isinstance(template, str) and template.startswith("="):
        return formulas.value(template[1:], scope)
    if is_object(template):
        found = {name: filled(item, formulas, scope) for name, item in template.items()}
        return {n: item for n, item in found.items() if item is not None or template[n] is None}
    if is_array(template):
        return [filled(item, formulas, scope) for item in template]
    return template


def path_of(template: str, formulas: Formulas, scope: Mapping[str, Any], path: Any) -> str:
    """A path with its `{…}` filled: a path parameter of the request, or a formula."""

    def fill(match: re.Match[str]) -> str:
        inner = match[1]
        value = path[inner] if inner in path else formulas.value(inner, scope)
        return str("" if value is None else value).replace("%", "%25").replace("/", "%2F")

    return _PART.sub(fill, template)
