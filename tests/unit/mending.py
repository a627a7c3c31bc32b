"""Mends as edits: what a finding says to do, done to the document."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import yaml

_SAID = re.compile(
    r"(?:write|add|put it under|did you mean|did you mean the) ([^;]*?)"
    r"(?:\?|\Z|, or |, if |; | or | for | of | into | to | beside | in | with |, such)"
)


def edits(text: str, pointer: str, mend: str) -> Iterator[str]:
    """The document after what a mend may mean at a place, as YAML, the likeliest first."""
    tree = yaml.safe_load(text)
    parts = [p.replace("~1", "/").replace("~0", "~") for p in pointer.split("/")[1:]]
    for change in _changes(mend):
        made = deepcopy(tree)
        holder: Any = None
        node: Any = made
        key: Any = None
        for part in parts:
            if not isinstance(node, dict | list):
                break
            holder, key = node, _key(node, part)
            if isinstance(node, dict) and key not in node:
                node = None
                break
            node = node[key]
        try:
            change(made, holder, key, node)
        except (KeyError, IndexError, TypeError, AttributeError, ValueError):
            continue
        if made != tree:
            yield yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=10_000)


def _key(node: Any, part: str) -> Any:
    if isinstance(node, list):
        return int(part)
    return next((key for key in node if str(key) == part), part)


def _changes(mend: str) -> Iterator[Any]:
    for said in _words(mend):
        for value in _values(said):
            yield lambda t, h, k, n, v=value: h.__setitem__(k, v)
            if isinstance(value, dict):
                yield lambda t, h, k, n, v=value: n.update(v)
                yield lambda t, h, k, n, v=value: h.update(v)
                yield lambda t, h, k, n, v=value: (h.pop(k), h.update(v))
                yield lambda t, h, k, n, v=value: h.__setitem__(k, [n])
            else:
                yield lambda t, h, k, n, v=value: _rename(h, k, v)
                yield lambda t, h, k, n, v=value: n.__setitem__(v, "X")
                yield lambda t, h, k, n, v=value: n.__setitem__(v, {})
                yield lambda t, h, k, n, v=value: h.__setitem__(v, {k: h.pop(k)})
    if re.search(r"remove|leave|keep one|lift", mend):
        yield lambda t, h, k, n: h.__delitem__(k)
        for name in re.findall(r"remove (?:the |its )?`?([\w$-]+)", mend):
            yield lambda t, h, k, n, v=name: n.pop(v)
            yield lambda t, h, k, n, v=name: h.pop(v)
            yield lambda t, h, k, n, v=name: h.__setitem__(
                "allOf", [{w: x for w, x in p.items() if w != v} for p in h["allOf"]]
            )
    for number in re.findall(r"more than (\d+)", mend):
        yield lambda t, h, k, n, v=int(number): h.__setitem__(k, v + 1)
    if "null to the enum" in mend:
        yield lambda t, h, k, n: n.append(None)
    for name in re.findall(r"did you mean (\w+)\?", mend):
        yield lambda t, h, k, n, v=name: _rename(h, k, f"/{v}")
    for number in re.findall(r"(?:raise|lower) it to (\d+)", mend):
        yield lambda t, h, k, n, v=int(number): h.__setitem__(k, v)
    if "quotes" in mend:
        yield lambda t, h, k, n: h.__setitem__(k, "null" if n is None else str(n))
        yield lambda t, h, k, n: h.__setitem__(k, int(n))
    if "list" in mend:
        yield lambda t, h, k, n: h.__setitem__(k, [n] if n is not None else [])


def _words(mend: str) -> Iterator[str]:
    yield from re.findall(r"`([^`]+)`", mend)
    for match in re.finditer(r"(?=\b(?:write|add|mean|as|at|or|say) )", mend):
        rest = mend[match.end() :].split(" ", 1)[1]
        for end in (r"\?", r", or ", r" or ", r", if ", r", with ", r" for ", r" to ", r", ", r" "):
            yield re.split(end, rest)[0]
        yield rest


def _values(said: str) -> Iterator[Any]:
    said = said.strip().strip("`").rstrip("?")
    filled = said.replace("…", "x")
    for text in dict.fromkeys((said, filled)):
        with contextlib.suppress(yaml.YAMLError):
            yield yaml.safe_load(text)
        yield text


def _rename(holder: dict[Any, Any], key: Any, name: Any) -> None:
    """Give a member another name, in its place."""
    if not isinstance(holder, dict):
        raise TypeError(key)
    members = [(name if k == key else k, v) for k, v in holder.items()]
    holder.clear()
    holder.update(members)


JUDGED_WORDS = r'`[^`]*`|"[^"]*"|[0-9]+'
"""What differs from one finding to the other in a mend."""

JUDGED = frozenset(
    {
        "E110 put it in quotes: in YAML # begins a comment",
        "W380 point at the address that is called",
        "E203 add a member, or remove it",
        "E203 write one of …, …, …, …",
        "E261 add a member, or remove it",
        "W463 add contains",
        "W463 add contentMediaType",
        "E313 add it to the enum",
        "W483 add it to the enum, or remove it",
        "W467 add items",
        "W367 add one, or remove it",
        "W488 add one, or remove it",
        "H384 add one, or remove the path",
        "W468 add that schema to the union, or remove the mapping",
        "E424 add the parameter",
        "W433 add the parameter, or correct it",
        "W405 add the property, or remove the name",
        "E305 add {id} to the path, or remove the parameter",
        "E261 add …",
        "E304 add …",
        "E421 add …",
        "W379 add …",
        "W463 add …",
        "W482 add …",
        "W489 add …",
        "W492 add … beside header",
        "E320 add … to components.securitySchemes",
        "W468 add … to required",
        "W481 add … to statuses",
        "W369 add …, … or what it answers",
        "W483 answer … for what is not done yet, or remove x-process",
        "W480 correct a limit",
        "W488 correct it, or remove it",
        "W486 correct one of the dates",
        "W489 correct one of the pointers",
        "W433 correct the name, or remove it",
        "W471 correct the one or the other",
        "W380 describe its content",
        "W488 describe them, or remove it",
        "W483 did you mean DONE?",
        "W485 did you mean application/vnd.a.v…+json?",
        "E262 did you mean authorizationCode?",
        "E423 did you mean data?",
        "E406 did you mean kin?",
        "E424 did you mean must?",
        "E420 did you mean x-rate-limit?",
        "E409 exchange them",
        "E202 give each a name, as members of an object",
        "E202 give each a name: {one: {value: …}}",
        "W367 give each its own name",
        "E306 give each placeholder its own name",
        "E301 give one of the two operations another operationId",
        "E303 keep one, or make their literal parts differ",
        "E434 leave it out of the group, or correct …",
        "E260 leave the scheme out, or say … at the top",
        "E202 list the name under … of the object that has this property",
        "W367 list the value in the variable's …",
        "E421 list … or more",
        "W311 make its members query parameters, or use POST",
        "W460 make the parts agree",
        "W482 make the two agree",
        "H376 make their literal parts differ",
        "W460 make them agree",
        "E306 make them parameters, in: query",
        "E262 move it into the method, … or another",
        "W468 move it to components.schemas, and refer to it",
        "E262 move them to components.schemas",
        "E262 move them to components.securitySchemes",
        "W487 name a header of its own",
        "W380 name a path parameter of the operation",
        "W314 name an operation of this document",
        "W480 name another header",
        "W482 name another parameter",
        "W492 name another part",
        "W321 name it under …, or remove it",
        "E262 name media types under … of bodies and answers",
        "E424 name one of …, or with …",
        "E424 name those of one operation",
        "W488 give it one",
        "W486 name one that is not",
        "W491 name one that is there",
        "W484 name one that takes a list",
        "W386 name the key's own header",
        "E262 name the media type under … of the requestBody",
        "E262 name the media type under … of the responses",
        "W486 name the one that replaces it",
        "W483 name the one that tells the state",
        "W433 name two members",
        "W489 name two members",
        "H473 nothing: the stub checks it, and client types admit what it would refuse",
        "W482 point at a list",
        "W489 point at a list or an object",
        "W482 point at a number",
        "W483 point at a text",
        "W489 point at a text",
        "W483 point at a text or number",
        "W489 point at a text or number",
        "W492 point at a text or number",
        "W433 point at its id",
        "W482 point at text",
        "W492 point at the key",
        "W492 point at the list of keys",
        "W482 point at the next cursor",
        "W483 point at the result",
        "E423 point at the time",
        "W460 put ^ first and $ last",
        "E407 put a property or list in between, or remove one reference",
        "E202 put a … before it",
        "W483 put it into one of the three",
        "E428 put it on a schema with type: boolean",
        "E422 put it on an operation",
        "W433 put it on that operation",
        "W433 put it on the document",
        "E422 put it on the document, an operation, a path item",
        "W433 put it on the operation",
        "W480 put them there, or write limit and per",
        "E260 put them under components.schemas, or say … at the top",
        "W490 raise total, or lower base",
        "H370 refer to it, or remove it",
        "W362 remove content, or choose another status",
        "W308 remove it",
        "W367 remove it",
        "W367 remove it, and describe a security scheme",
        "E203 remove it, and describe the body under …",
        "W433 remove it, or add the scheme",
        "E262 remove it, or begin its name with x-",
        "W460 remove it, or the … beside the union",
        "W383 remove it, or write %…",
        "W375 remove it: the credential is sent by the scheme",
        "W360 remove one",
        "W375 remove one",
        "W480 remove one of them",
        "W483 remove one of them",
        "W365 remove one, or write style: deepObject for the object",
        "W471 rename it, or correct propertyNames",
        "E260 say it in the description, or say … at the top",
        "W446 correct it, or add the parameter",
        "W446 add it to the success body's schema",
        "E423 correct it, or add the member to the bodies",
        "W460 make it agree with items",
        "W460 change the constant or the type",
        "H119 wrap the $ref in allOf",
        "W488 keep …, or the others",
        "E202 remove the … before it",
        "E421 put a … before it",
        "H378 give each a name of its own",
        "W481 list statuses",
        "E421 write … member or more",
        "E421 write … member or less",
        "E260 say … at the top",
        "W460 widen the bounds",
        "W380 write $request.path.id, $response.body#/id …",
        "W380 write $response.body#/id",
        "W380 write '{$request.body#/url}'",
        "W487 write X-Id",
        "W433 write X-V",
        "W481 write a cap over base",
        "W481 write a cap over throttle-base",
        "E202 write a list: …",
        "E421 write a number",
        "W401 write a number",
        "W401 write a number in range",
        "E110 write a pointer",
        "W489 write a value that its schema admits",
        "W483 write an interval under the retention",
        "E202 write an object",
        "W470 write anyOf, or require what tells them apart",
        "W367 write https://host:port/path",
        "E421 write more than …",
        "W482 write one of …, …",
        "E260 write the path item under paths, or say … at the top",
        "E202 write true",
        "W380 write {$request.…}",
        "E202 write {X-A: {schema: …}}",
        "E202 write {application/json: {schema: …}}",
        "E202 write {b: '#/components/schemas/…'}",
        "W492 write {body} where it stands",
        "W383 write {id}",
        "E304 write {id}, or rename the parameter …",
        "E304 write {id}; style and explode belong to the parameter",
        "E202 write {implicit: {…}}",
        "E306 write {name} for a placeholder",
        "W367 write {name} for a variable",
        "E304 write {petID}, or rename the parameter …",
        "E262 write …",
        "W207 write …",
        "E260 write … for all of them, or say … at the top",
        "W323 write … for either",
        "W482 write … in its schema",
        "E421 write … members or less",
        "E421 write … members or more",
        "E260 write … of both cases, or say … at the top",
        "E260 write … with this one value, or say … at the top",
        "E203 write … with …",
        "E260 write …, or say … at the top",
        "E103 write #/components/schemas/A",
        "E104 a pointer begins with a slash: write #/components/schemas/A",
        "E104 write #/components/schemas/A",
        "E202 write each under its status: {…: …}",
        "E202 write the schema without the list",
        "E202 write {$ref: '#/components/parameters/q'}",
        "E202 write {a: $response.body#/…}",
        "E202 write {a: {operationId: …}}",
        "E202 write {a: {type: …}}",
        "E202 write {f: {contentType: …}}",
        "E203 write array",
        "E260 write … beside the other type, or say … at the top",
        "E260 write … with one of them, or say … at the top",
        "E261 give each a name, as members of an object",
        "E402 write a number in range",
        "E402 write it in base…",
        "E411 write values of the type, or the type of the values",
        "E421 write … or more",
        "E423 did you mean /status?",
        "E425 did you mean getState?",
        "E425 did you mean view?",
        "W207 write … or …",
        "W363 write … in place of …",
        "W364 write …",
        "W367 add it to the server's variables",
        "W381 add …",
        "W460 make it optional, or let it be null",
        "W462 write what holds then, or remove it and …",
        "W481 name another one",
        "W481 remove it",
        "W482 name one that is text or a number",
        "W492 make the two agree",
    }
)
"""Mends of more than one edit, or with a choice that only the author has."""
