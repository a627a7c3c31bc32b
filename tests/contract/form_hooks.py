"""Hooks for schemathesis: what a document says that schemathesis does not read.

- A member of a form whose `encoding` has the content type `application/json` is one
  JSON text (OpenAPI 3.1, section 4.8.15), whatever its value; schemathesis writes it
  like a query parameter.
- `x-wire` tells how dates and times are written (docs/vocabulary.md). The tester's copy of
  the document says the same with `format`.
- `x-parameter-groups` tells which parameters go with each other. The tester's copy has the first
  of those that exclude each other alone, and requires what must be there.
- In a query and in a form everything is text. A value that schemathesis means to be wrong,
  and that is right once it is text, tests nothing: such a case is dropped.
- 7.0 is an integer to JSON Schema. In a path it is text, where an integer is written 7.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any
from urllib.parse import urlencode

import schemathesis
from hypothesis import strategies as st

from tests.contract.wire_reading import FORM, is_json, reading_of

LETTERS = {"Y": "%Y", "m": "%m", "d": "%d", "H": "%H", "i": "%M", "s": "%S"}
"""PHP's letters and Python's."""
WRITTEN = (
    *("Y-m-d", "Y-m-d H:i", "Y-m-d H:i:s", "Y-m-d H:i:sP", r"Y-m-d\TH:i:sP"),
    *("H:i", "H:i:s"),
)
Pairs = list[tuple[str, str]]

moments = st.datetimes(
    datetime(1970, 1, 2),
    datetime(2037, 12, 30),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=3))]),
)


def spelt(letters: str, moment: datetime) -> str:
    """A moment in PHP's letters."""
    offset = f"{moment:%z}"
    known = {php: moment.strftime(code) for php, code in LETTERS.items()}
    known |= {"P": f"{offset[:3]}:{offset[3:]}", "\\": ""}
    return "".join(known.get(letter, letter) for letter in letters)


for _letters in WRITTEN:
    schemathesis.openapi.format(_letters, moments.map(partial(spelt, _letters)))


@schemathesis.hook
def before_load_schema(context: Any, raw_schema: dict[str, Any]) -> None:
    """Say with `format` what the document says with `x-wire`."""
    for node in nodes(raw_schema):
        if node.get("type") == "string" and node.get("x-wire") in WRITTEN:
            node["format"] = node["x-wire"]
    for item in raw_schema["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict) and "parameters" in operation:
                rules = [
                    rule
                    for owner in (raw_schema, item, operation)
                    for rule in owner.get("x-parameter-groups", ())
                ]
                every = [reading_of(raw_schema).followed(one) for one in operation["parameters"]]
                operation["parameters"] = together(every, rules)


def together(parameters: list[Any], rules: list[dict[str, list[str]]]) -> list[Any]:
    """Parameters that always go with each other: of those that exclude each other the first."""
    names = {parameter["name"] for parameter in parameters}
    rules = [rule for rule in rules if names >= {*next(iter(rule.values()))}]
    needed, gone = set[str](), set[str]()
    for rule in rules:
        needed |= {*rule.get("exactly-one", ())[:1]}
        gone |= {*rule.get("exactly-one", ())[1:], *rule.get("at-most-one", ())[1:]}
    for rule in rules:
        every = {*rule.get("all-or-none", ())}
        (gone if gone & every else needed).update(every)
    return [
        {**parameter, "required": True} if parameter["name"] in needed else parameter
        for parameter in parameters
        if parameter["name"] not in gone
    ]


@schemathesis.hook
def map_path_parameters(context: Any, path_parameters: dict[str, Any]) -> dict[str, Any]:
    """Write whole numbers as integers are written."""
    return {
        name: int(value) if isinstance(value, float) and value.is_integer() else value
        for name, value in (path_parameters or {}).items()
    }


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Whether a case that is to be wrong still is, once it is text.

    `force=0` is the integer that schemathesis means and the boolean that is right, a
    lone `ids=1` is a list of one, and an empty list leaves nothing behind.
    """
    if case.meta is None or case.meta.generation.mode.is_positive:
        return True
    wrong = [place.value for place, part in case.meta.components.items() if part.mode.is_negative]
    tree = case.operation.schema.raw_schema
    definition = tree["paths"][case.operation.path][case.operation.method.lower()]
    reading = reading_of(tree)
    if wrong == ["query"]:
        return not reading.query_is_right(definition, case.query)
    if wrong == ["body"] and case.media_type == FORM and isinstance(case.body, dict):
        form = reading.followed(definition["requestBody"])["content"][FORM]
        return not reading.form_is_right(form, case.body)
    return True


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node:
        if isinstance(child, (dict, list)):
            yield from nodes(child)


@schemathesis.serializer(FORM)
def write_form(context: Any, value: Any) -> Any:
    """A form as its document says; what is no object as schemathesis has it."""
    case = context.case
    media = case.operation.get_body_for_media_type(case.media_type)
    form = media.definition if media else {}
    if not isinstance(case.body, dict) or not form.get("encoding"):
        return value
    pairs: Pairs = []
    for name, member in case.body.items():
        if is_json(form, name):
            pairs.append((name, json.dumps(member)))
        else:
            pairs += brackets(name, member)
    return urlencode(pairs).encode()


def brackets(name: str, value: Any) -> Pairs:
    """A member that is not JSON: itself, or its items and members in brackets."""
    if isinstance(value, dict):
        return [pair for key in value for pair in brackets(f"{name}[{key}]", value[key])]
    if isinstance(value, list):
        return [pair for item in value for pair in brackets(f"{name}[]", item)]
    return [(name, value if isinstance(value, str) else json.dumps(value))]
