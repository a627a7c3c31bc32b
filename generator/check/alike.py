"""Names that differ only in case or in a sign: two things, or one that was written twice."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from generator.check.look import Look, Rule, held, listed
from generator.ground.diagnostics import Diagnostic, short
from generator.read.source import Mapping


def h378_alike(look: Look) -> Iterator[Diagnostic]:
    """Properties, parameters, tags and values that only case or a sign tells apart."""
    for node in look.having("schema", "properties", "enum"):
        properties = held(node.value, "properties")
        for name, other in _pairs(properties, loose=True):
            yield properties.place.report("H378", *_said("properties", other, name), key=name)
        values = [
            value  # single letters are codes, m and M
            for value in listed(node.value, "enum")
            if isinstance(value, str) and len(value) > 1
        ]
        for name, other in [*_pairs(values, loose=False)][:1]:
            index = list(node.value["enum"]).index(name)
            place = node.value["enum"].place.child(index)
            yield place.report("H378", *_said("values", other, name))
        for name, other in _spelt_twice(values[:_MANY]):
            place = node.value["enum"].place.child(list(node.value["enum"]).index(name))
            message = f"values {short(other, 25)} and {short(name, 25)} are one word, spelt twice"
            yield place.report("H378", message, "remove one, if they are the same")
    for operation in look.operations:
        parameters = look.parameters(operation)
        for where in ("query", "path", "cookie"):
            found = {str(p["name"]): p for p in parameters if p.get("in") == where}
            for name, other in _pairs(found, loose=True):
                yield found[name].place.report(
                    "H378", *_said("parameters", other, name), key="name"
                )
    known = look.by_id
    for name, other in _pairs(known, loose=True):
        message, _ = _said("operationIds", other, name)
        mend = "give each a name of its own"
        yield known[name].place.report("H378", message, mend, key="operationId")
    tags = {
        str(tag.get("name")): tag for tag in listed(look.tree, "tags") if isinstance(tag, Mapping)
    }
    for name, other in _pairs(tags, loose=True):
        yield tags[name].place.report("H378", *_said("tags", other, name), key="name")


def h378_paths(look: Look) -> Iterator[Diagnostic]:
    """Paths that differ in case or in a slash at the end, and one that alone ends in a slash."""
    paths = held(look.tree, "paths")
    names = [path for path in paths if path.startswith("/") and path != "/"]
    flat: dict[str, str] = {}
    told: set[str] = set()
    for path in names:
        key = re.sub(r"\{[^{}]*\}", "{}", path).rstrip("/")
        low = re.sub(r"\{[^{}]*\}", "{}", path).lower().rstrip("/")
        other = flat.get(low)
        same = other is not None and re.sub(r"\{[^{}]*\}", "{}", other) == key
        if other is not None and not (same and not path.endswith("/")):
            what = "a slash at the end" if other.rstrip("/") == path.rstrip("/") else "case"
            message = f"{path[:30]} and {other[:30]} differ in {what} only"
            yield paths.place.report("H378", message, "keep one of them", key=path)
            told.add(path)
        flat.setdefault(low, path)
    ending = [path for path in names if path.endswith("/")]
    if len(ending) * 4 <= len(names):
        for path in (path for path in ending if path not in told):
            message = f"{short(path, 50)} ends in a slash, as few paths here do"
            yield paths.place.report("H378", message, f"write {path.rstrip('/')[:60]}", key=path)


_SPELLINGS = (
    (r"ll(?=(?:ed|ing|er|ers)$)", "l"),
    (r"(?<=..)our(?=(?:s|ed|ing|ite|ites)?$)", "or"),
    (r"is(?=(?:e|ed|es|ing|ation)$)", "iz"),
    (r"^grey$", "gray"),
    (r"tre(?=s?$)", "ter"),
    (r"(?<=catal|.dial)ogue(?=s?$)", "og"),
    (r"(?<=.)ence(?=s?$)", "ense"),
    (r"que(?=s?$)", "ck"),
)
"""Endings that British and American English write otherwise."""


_MANY = 1000
"""Values of an enum that are compared by their spelling."""


def _spelt_twice(values: list[str]) -> Iterator[tuple[str, str]]:
    """Values that are an earlier one in the spelling of another country."""
    spelt: dict[str, str] = {}
    for value in values:
        other = spelt.setdefault(_american(value), value)
        if other.lower() != value.lower():
            yield value, other


@lru_cache(maxsize=5000)  # the same lists stand in many places
def _american(word: str) -> str:
    word = word.lower()
    for british, american in _SPELLINGS:
        word = re.sub(british, american, word)
    return word


def w472_space_around_name(look: Look) -> Iterator[Diagnostic]:
    """A property, parameter or tag whose name begins or ends with a space, or is empty."""
    for node in look.having("schema", "properties"):
        properties = held(node.value, "properties")
        for name in properties:
            if name != name.strip() or not name:
                yield properties.place.report("W472", *_spaced("property", name), key=name)
    for node in look.of("parameter", "tag"):
        said = node.value.get("name")
        if node.value.get("in") in ("header", "cookie") or not isinstance(said, str):
            continue  # W360
        if said != said.strip() or not said:
            yield node.place.report("W472", *_spaced(node.kind, said), key="name")


def _spaced(what: str, name: str) -> tuple[str, str]:
    if not name.strip():
        return f"the {what} has an empty name", "write its name"
    return f"{what} {short(name, 40)} has a space around it", f"write {name.strip()[:40]}"


def _pairs(names: Collection[str], *, loose: bool) -> Iterator[tuple[str, str]]:
    """Names that are another one but for case, or but for `-` and `_` too; with that other."""
    keys = [_flat(name) if loose else name.lower() for name in names]
    if len({*keys}) == len(keys):
        return  # most have no two
    seen: dict[str, str] = {}
    for name, key in zip(names, keys, strict=True):
        if key and seen.get(key, name) != name:
            yield name, seen[key]
        seen.setdefault(key, name)


@lru_cache(maxsize=20_000)  # many objects have members of the same names
def _flat(name: str) -> str:
    return re.sub(r"(?<=[^-_ ])[-_ ]", "", name).lower()


def _said(what: str, one: str, other: str) -> tuple[str, str]:
    message = f"{what} {short(one, 30)} and {short(other, 30)} differ in case or signs only"
    return message, "remove one, if they are the same"


RULES: tuple[Rule, ...] = (h378_alike, h378_paths, w472_space_around_name)
