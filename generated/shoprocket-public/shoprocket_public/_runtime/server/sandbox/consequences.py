"""What follows from calls: lines, effects, formulas, now and later (extension `x-sandbox`)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ..app.answers import Refusal
from ..app.call import Call
from ..app.clock import Clock
from ..schemas.values import is_array, is_object
from .directed_things import DirectedThings
from .directions import NOTHING, Directions, Effects, Lines, filled, path_of
from .effects import within
from .formulas import computed
from .lines import with_line
from .resources import key_of
from .store import Store
from .things import Thing

_NEW = 1_000_000
"""Ids of things that effects make are beyond this: after all of the examples."""


class Consequences:
    """Does to things what the document says of calls.

    Args:
        things: The things.
        clock: Seconds, for what happens later.
        takes: Seconds until then; None: what the document says.
    """

    def __init__(self, things: DirectedThings, clock: Clock, takes: float | None) -> None:
        self.things = things
        self._clock = clock
        self._takes = takes

    def idled(self, store: Store, call: Call, seconds: float) -> None:
        """Do what the document says of visitors who did nothing for so long."""
        visitor = self.things.visitor(call)
        for idle in self.things.idle:
            if visitor and seconds > idle.after:
                self._affect(store, call, idle.effects, {"answer": {}})
                for path in idle.forget:
                    store.forget(f"{visitor}{path}")

    def perform(
        self, store: Store, call: Call, thing: Thing, example: Thing, said: Directions
    ) -> Thing:
        """Do to a thing what a call asks for; returns it as it is then.

        Args:
            store: What was done to things.
            call: The call; it is no GET.
            thing: The thing.
            example: The thing in the example that the call is answered with.
            said: What the document says of the operation and the example.

        Raises:
            Refusal: There is no such line, or not enough for it.
        """
        formulas = self.things.formulas
        path = said.about or call.operation.path
        key = self.things.key(call, path)
        if said.lines is not None:
            source = self._source(store, call, said.lines)
            thing = with_line(store, call, said.lines, thing, example, source, formulas)
        elif said.effects is None:
            own = {name: value for name, value in example.items() if name != "id"}
            sent = call.body if is_object(call.body) else {}
            thing = {**thing, **own, **formulas.dressed(thing, sent)}
        if "id" in example and "id" not in thing:
            thing["id"] = store.fresh_id(example["id"])
        known = self.things.known(store, call, said)
        store.change(key, thing)
        self.follow(store, call, {**thing, **known}, example, said)
        thing = computed({**thing, **store.members(key)}, self.things.rules(path), formulas)
        store.change(key, thing)
        return thing

    def follow(
        self, store: Store, call: Call, thing: Thing, example: Thing, said: Directions
    ) -> None:
        """Do what else follows from a call, now and later."""
        body = call.body if is_object(call.body) else {}
        request = {"body": body, "path": call.path}
        scope = {**thing, "request": request, "answer": example}
        for listed, effects in said.each.items():
            items = self.things.formulas.value(listed, scope)
            for item in items if is_array(items) else []:
                self._affect(store, call, effects, {**scope, "item": item}, said.leaves)
        self._affect(store, call, said.effects or {}, scope, said.leaves)
        if said.later is not None:
            after = said.later.after if self._takes is None else self._takes
            effects = said.later.effects
            store.later(self._clock() + after, lambda: self._affect(store, call, effects, scope))

    def _affect(
        self,
        store: Store,
        call: Call,
        effects: Effects,
        scope: Thing,
        leaves: Mapping[str, Any] = NOTHING.leaves,
    ) -> None:
        """Give things the members that effects tell; what is deleted leaves some to its 404."""
        formulas = self.things.formulas
        for template, members in effects.items():
            if "{new}" in template:
                scope = {**scope, "new": store.fresh_id(_NEW)}
            collection = self.things.reader_of(template.rpartition("/")[0])
            visitor = self.things.visitor(call, self.things.reader_of(template) or collection)
            path = self.things.place(store, call, template, scope, visitor)
            if path.endswith("/"):
                continue  # there is nothing that it is about
            if members is None:
                store.delete(visitor + path, filled(leaves, formulas, scope))
                continue
            there = self.things.find(store, call, path) or {}
            given = filled(members, formulas, {**scope, "there": there})
            if members and not given:
                continue
            given = formulas.told({**scope["answer"], **scope}, given)
            if any("/" in name for name in given):
                given = within(there, given, formulas, scope)
            if visitor and path in self.things.paths and not store.members(visitor + path):
                with suppress(Refusal):  # there may be no such thing at first
                    self.things.fresh(store, visitor + path, path)
            name = (self.things.reader_of(template) or "").rpartition("{")[2].rstrip("}")
            above, _, kept = path.rpartition("/")
            if name in given and str(given[name]) != kept and "{new}" not in template:
                # It has another id from now on, under which it is kept.
                thing = {**there, **given}
                moved = f"{visitor}{above}/{key_of('{id}', {'id': given[name]})}"
                store.delete(visitor + path)
                store.make(visitor + above, moved, thing, whole=True)
            elif collection is None or store.members(visitor + path):
                store.change(visitor + path, given)
            else:
                place, own = visitor + path.rpartition("/")[0], "{new}" in template
                store.make(place, visitor + path, given, whole=own)

    def _source(self, store: Store, call: Call, lines: Lines) -> Thing | None:
        """The thing that a line is made of, with the request."""
        if lines.source is None:
            return None
        scope = {"request": {"body": call.body if is_object(call.body) else {}}}
        path = path_of(lines.source, self.things.formulas, scope, call.path)
        found = self.things.find(store, call, path)
        return None if found is None else {**found, **scope}
