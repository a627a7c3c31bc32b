"""A vendor's document, changed by files beside it (OpenAPI Overlay 1.0 and 1.1).

Actions are applied in order, each to what those before it left, before anything else looks
at the document: targets are in the vendor's own terms, whatever version they are. Nothing
that was read is changed; what is on the way to a target is copied. What an overlay adds has
a pointer in the document, and a line in the overlay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jsonpath import JSONPathEnvironment, JSONPathError

from generator.ground.diagnostics import Diagnostic, SpecError, nearest, short
from generator.read.source import Mapping, Place, Sequence, Sources, mapping, sequence

_ROOT = ("overlay", "info", "extends", "actions")
_INFO = ("title", "version", "description")
_ACTION = ("target", "description", "update", "copy", "remove")
_QUERIES = JSONPathEnvironment(strict=True)
Way = tuple[str | int, ...]


def overlaid(
    main: Mapping, paths: Iterable[Path], sources: Sources
) -> tuple[Mapping, list[Diagnostic]]:
    """A document as overlays change it, and what is to be said of them.

    Args:
        main: The document's own file; references of other files to it lead to what is made.
        paths: The overlays, in order.
        sources: Reads them.

    Raises:
        SpecError: One cannot be read, or is not what an overlay can be.
    """
    found: list[Diagnostic] = []
    for path in paths:
        overlay = sources.aside(path, main)
        faults = [*_faults(overlay)]
        if faults:
            raise SpecError(*faults)
        tree = _Tree(main)
        for action in overlay["actions"]:
            found += tree.apply(action, str(overlay["overlay"]))
        main = tree.root
        found += overlay.place.file.warnings
    sources.files[main.place.file.path] = main
    return main, found


def _faults(overlay: Mapping) -> Iterator[Diagnostic]:
    """What the specification does not allow in an overlay (Overlay 1.1.0, section 4.4)."""

    def wrong(node: Mapping, key: str, message: str, mend: str) -> Diagnostic:
        return node.place.report("E723", message, mend, key=key if key in node else None)

    version = overlay.get("overlay")
    if not isinstance(version, str) or not re.match(r"1\.[01]\.\d+\Z", version):
        message = "this is no overlay" if version is None else f"overlay {short(version, 20)}"
        yield wrong(overlay, "overlay", f"{message}: no known version", "write `overlay: 1.1.0`")
    yield from _unknown(overlay, _ROOT, "an overlay")
    info = overlay.get("info")
    mend = "write `info: {title: …, version: …}`"
    if not isinstance(info, Mapping):
        yield wrong(overlay, "info", "an overlay has no info that is an object", mend)
    else:
        yield from _unknown(info, _INFO, "info")
        for key in ("title", "version"):
            if not isinstance(info.get(key), str):
                yield wrong(info, key, f"info has no {key} that is text", mend)
    if not isinstance(overlay.get("extends", ""), str):
        yield wrong(overlay, "extends", "extends is not text", "write the document's address")
    actions = overlay.get("actions")
    if not isinstance(actions, Sequence) or not actions:
        mend = "write a list: `- {target: $.info, update: {…}}`"
        yield wrong(overlay, "actions", "an overlay has no list of actions", mend)
        return
    for index, action in enumerate(actions):
        if isinstance(action, Mapping):
            yield from _unknown(action, _ACTION, "an action")
            yield from _action_faults(action, str(version), wrong)
        else:
            mend = "write `{target: …, update: …}`"
            yield actions.place.report("E723", "an action is no object", mend, key=index)


def _action_faults(action: Mapping, version: str, wrong: Any) -> Iterator[Diagnostic]:
    for key in ("target", "copy"):
        if key not in action and key == "copy":
            continue
        if not isinstance(action.get(key), str):
            mend = "write a JSONPath, such as $.paths"
            yield wrong(action, key, f"an action has no {key} that is text", mend)
            continue
        try:
            _QUERIES.compile(action[key])
        except JSONPathError as error:
            message = f"{short(action[key], 60)} is no JSONPath: {_reason(error)}"
            mend = "see RFC 9535: begin with $, quote names in brackets, as in $.paths['/a'].get"
            yield action.place.report("E724", message, mend, key=key)
    if version.startswith("1.0") and "copy" in action:
        yield wrong(action, "copy", "copy is a word of version 1.1", "write `overlay: 1.1.0`")
    if not isinstance(action.get("remove", False), bool):
        yield wrong(action, "remove", "remove is neither true nor false", "write `remove: true`")
    if not ("update" in action or "copy" in action or action.get("remove")):
        yield wrong(action, "target", "an action does nothing", "add update, remove or copy")


def _unknown(node: Mapping, known: tuple[str, ...], what: str) -> Iterator[Diagnostic]:
    for key in node:
        if key not in known and not key.startswith("x-"):
            near = nearest(key, known)
            mend = f"did you mean {near}?" if near else f"there are: {', '.join(known)}"
            yield node.place.report("E723", f"{what} has no member {short(key, 40)}", mend, key=key)


def _reason(error: JSONPathError) -> str:
    return str(error.args[0])[:80] if error.args else "it cannot be read"


class _Tree:
    """A document that is being changed: what is on the way to a change is a copy of its own."""

    def __init__(self, main: Mapping) -> None:
        self.root = mapping(main, main.place.again())
        self.own: dict[int, Any] = {id(self.root): self.root}

    def apply(self, action: Mapping, version: str) -> Iterator[Diagnostic]:
        """Apply one action to everything that its target matches."""
        target = action["target"]
        ways = self._ways(target)
        if not ways:
            message = f"{short(target, 80)} matches nothing"
            mend = "correct it after the document, or remove the action"
            yield action.place.report("W725", message, mend, key="target")
        if action.get("remove") is True:
            for way in sorted(ways, key=_last_first, reverse=True):
                yield from self._remove(way, action)
            return
        origin, key = action.place, "update"
        if "update" not in action:
            sources = self._ways(action["copy"])
            if len(sources) != 1:
                message = f"{short(action['copy'], 80)} matches {len(sources)} places"
                yield action.place.report("E726", message, "name the one to copy", key="copy")
                return
            key = "copy"
        value = action["update"] if key == "update" else self._at(self._ways(action["copy"])[0])
        for way in sorted(ways, key=len, reverse=True):  # an outer one may replace those within it
            yield from self._update(way, value, origin.child(key), version)

    def _ways(self, query: str) -> list[Way]:
        return list(dict.fromkeys(match.parts for match in _QUERIES.finditer(query, self.root)))

    def _at(self, way: Way) -> Any:
        node: Any = self.root
        for step in way:
            node = node[step]
        return node

    def _owned(self, way: Way) -> Any:
        """The object or array at a way, as a copy that may be changed."""
        node: Any = self.root
        for step in way:
            child = node[step]
            if id(child) not in self.own:
                make = mapping if isinstance(child, Mapping) else sequence
                child = node[step] = make(child, child.place.again())
                self.own[id(child)] = child
            node = child
        return node

    def _remove(self, way: Way, action: Mapping) -> Iterator[Diagnostic]:
        if not way:
            mend = "name what is to go"
            yield action.place.report("E726", "the document cannot be removed", mend, key="target")
            return
        holder, step = self._owned(way[:-1]), way[-1]
        if isinstance(holder, Mapping):
            holder.pop(str(step), None)
            return
        before = holder.place
        holder.place = before.again()
        moved = holder.place.moved
        for index in range(int(step), len(holder) - 1):  # those behind it move up
            moved[index] = moved.get(index + 1) or before.child(index + 1)
        del holder[step]

    def _update(self, way: Way, value: Any, origin: Place, version: str) -> Iterator[Diagnostic]:
        node = self._at(way)
        if isinstance(node, Mapping):
            if isinstance(value, Mapping):
                self._merge(way, value)
                return
            message = f"the target is an object, and what it is to take is {_called(value)}"
        elif isinstance(node, Sequence):
            self._append(way, [(value, origin)])
            return
        elif not isinstance(value, Mapping | Sequence) and not version.startswith("1.0"):
            self._put(way[:-1], way[-1], value, origin)
            return
        else:
            message = f"the target is {_called(node)}, and what it is to take is {_called(value)}"
        mend = "target the object that holds it, and update its member"
        yield _home(origin).report("E726", message, mend, key=origin.key)

    def _merge(self, way: Way, value: Mapping) -> None:
        """Objects are merged, arrays concatenated, all else is replaced (section 4.4.3)."""
        for key, member in value.items():
            old = self._at(way).get(key)
            if isinstance(old, Mapping) and isinstance(member, Mapping):
                self._merge((*way, key), member)
            elif isinstance(old, Sequence) and isinstance(member, Sequence):
                items = [(item, member.place.child(i)) for i, item in enumerate(member)]
                self._append((*way, key), items)
            else:
                self._put(way, key, member, value.place.child(key))

    def _append(self, way: Way, items: Iterable[tuple[Any, Place]]) -> None:
        for item, origin in items:
            self._put(way, len(self._at(way)), item, origin)

    def _put(self, way: Way, key: str | int, value: Any, origin: Place) -> None:
        holder = self._owned(way)
        grown = _grown(value, holder.place, key)
        if isinstance(key, int) and key == len(holder):
            holder.append(grown)
        else:
            holder[key] = grown
        if holder.place.moved is None:
            holder.place.moved = {}
        holder.place.moved[key] = origin


def _grown(value: Any, parent: Place, key: str | int) -> Any:
    """A value of an overlay as a part of the document: its pointers there, its lines here."""
    if not isinstance(value, Mapping | Sequence):
        return value
    place = Place(value.place.file, parent, key)
    place.members, place.moved = value.place.written(), value.place.moved
    if isinstance(value, Mapping):
        return mapping({k: _grown(member, place, k) for k, member in value.items()}, place)
    return sequence([_grown(item, place, index) for index, item in enumerate(value)], place)


def _home(origin: Place) -> Place:
    return origin.parent or origin


def _last_first(way: Way) -> list[tuple[int, str, int]]:
    return [(1, "", step) if isinstance(step, int) else (0, step, 0) for step in way]


def _called(value: Any) -> str:
    if isinstance(value, Mapping):
        return "an object"
    return "an array" if isinstance(value, Sequence) else short(value, 40)
