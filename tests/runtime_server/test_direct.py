"""Bodies that are read straight into arguments: the same answers, arguments and refusals.

Every body goes to two applications that differ in nothing but that one of them has no
shortcut. Schemas and bodies are made at random, bodies with all that readers disagree about.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from decimal import Decimal
from random import Random
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator
from typing_extensions import TypedDict

from generator.runtime.ground.adapters import BY_WIRE
from generator.runtime.ground.operation import Api, Body, Operation
from generator.runtime.ground.operation import Field as Member
from generator.runtime.ground.unset import UNSET
from generator.runtime.server import Application
from generator.runtime.server.app.proof import proof_of
from generator.runtime.server.schemas.document import Document
from generator.runtime.wire.decimals import JsonDecimal
from tests.conventions.compiled import package, part
from tests.runtime_server.support import calling
from tests.support import answer, document, operation, ref

OPERATIONS = 60
BODIES = 60
STAMP = "2026-01-02T03:04:05Z"
TEXTS = ["", "a", "abc", "Ä€", "a:b", '"', "\\", "new", "paid", "5", "true", "\n", "0", "abcdef"]
TIMES = [STAMP, "2026-01-02 03:04:05Z", "2026-01-02T03:04Z", "2026-01-02T03:04:05", "2026-01-02",
         "2026-02-30T03:04:05Z", "2026-01-02t03:04:05.123456789+01:00", "1767323045",
         "2026-01-02T23:59:60Z", "2026-01-02T24:00:00Z", "2026-01-02T03:04:05+14:30",
         "2026-01-02T03:04:05-00:00", "2026-01-02T03:04:05.1z", "0000-01-01T00:00:00Z",
         "2026-01-02T03:04:05.123456-03:00", "2026-01-02T03:04:05+15:00", f"{STAMP}\n"]  # fmt: skip
NUMBERS = [0, 1, -1, 5, 5.0, 5.5, -0.0, 1e3, 0.1, 2**31, 2**53 + 1, 2**64, 10**400, 1e-320]
ODD = [None, True, False, [], {}, [None], {"a": 1}, "1", 1, 1.0, *TEXTS, *TIMES, *NUMBERS]

_fresh = itertools.count()


class Maker:
    """Schemas and bodies at random."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.schemas: dict[str, Any] = {}

    def scalar(self) -> dict[str, Any]:
        chance, choice = self.random.random, self.random.choice
        kind = choice(["string", "string", "time", "date", "integer", "number", "boolean", "enum"])
        made: dict[str, Any] = {"type": kind}
        if kind == "string":
            if chance() < 0.3:
                made |= {"minLength": choice([0, 1, 2]), "maxLength": choice([2, 3])}
            if chance() < 0.1:
                made["pattern"] = choice(["^a", "[0-9]", "b"])
        elif kind in ("time", "date"):
            made = {"type": "string", "format": "date-time" if kind == "time" else "date"}
        elif kind == "enum":
            made = {"type": "string", "enum": ["new", "paid"]}
        elif kind in ("integer", "number"):
            if chance() < 0.4:
                low = choice(["minimum", "exclusiveMinimum"])
                made |= {low: choice([0, 1, -1]), "maximum": choice([5, 100, 2**31])}
            if kind == "integer" and chance() < 0.3:
                made["format"] = choice(["int32", "int64"])
            elif chance() < 0.1:
                made["multipleOf"] = choice([2, 5])
        if "enum" not in made and chance() < 0.15:
            made["type"] = [made["type"], "null"]
        return made

    def member(self, depth: int) -> dict[str, Any]:
        roll = self.random.random()
        if roll < 0.2 and self.schemas:
            return ref(self.random.choice([*self.schemas]))
        if roll < 0.35 and depth:
            made = {"type": "array", "items": self.member(depth - 1)}
            if self.random.random() < 0.3:
                made |= {"minItems": 1, "maxItems": self.random.choice([1, 2])}
            if self.random.random() < 0.1:
                made["uniqueItems"] = True
            return made
        if roll < 0.4:
            return {"type": "object", "additionalProperties": {"type": "integer"}}
        return self.scalar()

    def object(self) -> dict[str, Any]:
        names = self.random.sample(["id", "name", "madeAt", "a:b", "class", "x-y", "ref"], 4)
        made: dict[str, Any] = {
            "type": "object",
            "properties": {name: self.member(2) for name in names},
            "required": self.random.sample(names, self.random.randint(0, 2)),
        }
        if self.random.random() < 0.3:
            made["additionalProperties"] = False
        return made

    def tree(self) -> dict[str, Any]:
        """A document with many bodies."""
        for number in range(12):
            self.schemas[f"Thing{number}"] = self.object()
        paths: dict[str, Any] = {}
        for number in range(OPERATIONS):
            schema = self.object() if number % 3 else ref(f"Thing{number % 12}")
            body = {"required": True, "content": {"application/json": {"schema": schema}}}
            made = {"201": answer(ref("Thing0")), "204": {"description": "Nothing."}}
            paths[f"/things{number}"] = {
                "post": operation(f"make{number}", requestBody=body, responses=made)
            }
        return document(paths, schemas=self.schemas)

    def value(self, schema: Any, odd: float) -> Any:
        """A value of a schema, more or less."""
        choice = self.random.choice
        if self.random.random() < odd:
            return choice(ODD)
        if "$ref" in schema:
            return self.value(self.schemas[schema["$ref"].rpartition("/")[2]], odd)
        kind = schema["type"]
        kind = choice(kind) if isinstance(kind, list) else kind
        if kind == "object" and "properties" in schema:
            keys = [k for k in schema["properties"] if k in schema.get("required", ()) or odd == 0
                    or self.random.random() < 0.8]  # fmt: skip
            made = {key: self.value(schema["properties"][key], odd) for key in keys}
            return made | ({"more": 1} if self.random.random() < odd / 2 else {})
        if kind == "object":
            return {key: self.value({"type": "integer"}, odd) for key in ("a", "b")}
        if kind == "array":
            return [self.value(schema["items"], odd) for _ in range(choice([1, 1, 2, 3]))]
        if "enum" in schema:
            return choice(schema["enum"])
        if kind == "string" and "format" in schema:
            return choice([STAMP, *TIMES]) if schema["format"] == "date-time" else "2026-01-02"
        known = {"string": TEXTS, "integer": [1, 2, 3, 5, 0], "number": NUMBERS, "null": [None]}
        return choice(known.get(kind, [True, False]))

    def text(self, value: Any, odd: float) -> str:
        """JSON of a value, with what may be written in more than one way, and names twice."""
        space = self.random.choice(["", "", " ", "\n\t"])
        if isinstance(value, dict):
            pairs = [(json.dumps(k), self.text(v, odd)) for k, v in value.items()]
            if pairs and self.random.random() < odd / 4:
                name, _ = self.random.choice(pairs)
                again = name.replace("a", "\\u0061")
                pairs.insert(0, (self.random.choice([name, again]), self.text(1, 0)))
            return "{" + ",".join(f"{k}{space}:{space}{v}" for k, v in pairs) + space + "}"
        if isinstance(value, list):
            return "[" + ",".join(self.text(item, odd) for item in value) + "]"
        text = json.dumps(value, ensure_ascii=self.random.random() < 0.5)
        if self.random.random() < (odd if isinstance(value, float) else odd / 4):
            return self.random.choice(
                ["NaN", "1e999", "-0", "1E2", '"\\ud800"', "01", "1.", '"\x01"']
            )
        return text.replace(":", "\\u003a") if self.random.random() < odd / 4 else text


def told(value: Any) -> Any:
    """All that can be told of an argument."""
    if isinstance(value, BaseModel):
        inner = {name: told(one) for name, one in vars(value).items()}
        return type(value), inner, value.__pydantic_fields_set__, value.__pydantic_extra__
    if isinstance(value, dict):
        return {key: told(one) for key, one in value.items()}
    return [told(one) for one in value] if isinstance(value, list) else (type(value), repr(value))


class Recorder:
    """An implementation of anything, which keeps what it was asked."""

    def __init__(self, server: Any) -> None:
        self._current, self._answer = server.current, server.Answer
        self.asked: Any = None
        self.straight = 0

    def __getattr__(self, name: str) -> Any:
        async def method(**arguments: Any) -> Any:
            call = self._current()
            self.straight += call.unread is not None
            self.asked = name, told(arguments), call.body
            return self._answer(204)

        if name.startswith("_"):
            raise AttributeError(name)
        return method


async def posted(app: Any, path: str, data: bytes, media: str) -> tuple[int, bytes]:
    """Status and body of the answer."""
    sent: list[Any] = []
    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(),
        "query_string": b"", "headers": [(b"content-type", media.encode())],
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": data}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent[0]["status"], sent[1]["body"]


async def compared(app: Any, seen: Recorder, path: str, data: bytes) -> int:
    """The status of the answer to a body, which no Content-Type makes another."""
    seen.asked = None
    usual = await posted(app, path, data, "application/json"), seen.asked
    seen.asked, before = None, seen.straight
    careful = await posted(app, path, data, f"application/json; n={next(_fresh)}"), seen.asked
    assert seen.straight == before, "a Content-Type that is new is read with care"
    assert usual == careful, (path, data)
    return usual[0][0]


@pytest.mark.parametrize("seed", range(2))
def test_what_is_read_straight_is_what_care_would_read(seed: int) -> None:
    maker = Maker(seed)
    tree = maker.tree()
    module = package(f"Straight{seed}", tree, None)
    server = part(module, "server")
    for name in maker.schemas:  # models that are built already
        part(module, "_runtime.ground.adapters").adapter_for(getattr(module.models, name))
    seen = Recorder(server)
    app = server.create_app(seen)

    async def every() -> list[int]:
        statuses: list[int] = []
        for path, item in tree["paths"].items():
            schema = item["post"]["requestBody"]["content"]["application/json"]["schema"]
            for number in range(BODIES):
                odd = (0, 0.02, 0.1)[number % 3]
                data = maker.text(maker.value(schema, odd), odd).encode("utf-8", "surrogatepass")
                statuses.append(await compared(app, seen, path, data))
        return statuses

    statuses = asyncio.run(every())
    assert statuses.count(204) > len(statuses) / 4
    assert len(statuses) - statuses.count(204) > len(statuses) / 4
    assert seen.straight > statuses.count(204) * 0.5


_HARD = {
    "type": "object",
    "required": ["n"],
    "properties": {
        "n": {"type": "number"},
        "i": {"type": "integer"},
        "at": {"type": "string", "format": "date-time"},
        "more": ref("Thing"),
    },
}
_MORE = f'{{"n":1,"at":"{STAMP}"'


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b'{"n":1}', 204),
        (b'{"n":NaN}', 400),
        (b'{"n":-Infinity}', 400),
        (b'{"n":1e999}', 400),
        (b'{"n":1,"n":1}', 400),
        (b'{"n":1,"\\u006e":1}', 400),
        (b'{"i":"x","n":1,"i":1}', 400),
        (b'{"n":1,"more":{"n":1,"n":2}}', 400),
        (b'{"n":1,"more":{"n":1,"m":2}}', 204),
        (f'{_MORE},"i":1,"i":1}}'.encode(), 400),
        # Two colons fewer, and two members more.
        (f'{_MORE},"i":1,"i":1,"n":1}}'.replace("03:04:", "03\\u003a04\\u003a").encode(), 400),
        (f'{_MORE},"i":1}}'.replace("03:04:", "03\\u003a04\\u003a").encode(), 204),
        (b'{"n":1,"at":"2026-01-02T03:04:05+01:00"}', 204),
        (b'{"n":1}{}', 400),
        (b'\xef\xbb\xbf{"n":1}', 400),
        (b'{"n":1,"at":"\xff"}', 400),
        (b"", 400),
    ],
)
def test_what_readers_disagree_about_stays_refused(data: bytes, status: int) -> None:
    body = {"required": True, "content": {"application/json": {"schema": ref("Hard")}}}
    tree = document(
        {"/hard": {"post": operation("makeHard", requestBody=body)}},
        schemas={
            "Hard": _HARD,
            "Thing": {"type": "object", "properties": {"n": {"type": "integer"}}},
        },
    )
    module = package("Hard", tree)
    server = part(module, "server")
    seen = Recorder(server)
    app = server.create_app(seen)

    async def asked() -> int:
        ready = [await compared(app, seen, "/hard", b'{"n":1}') for _ in "123"]
        assert (ready, seen.straight) == ([204] * 3, 2)
        return await compared(app, seen, "/hard", data)

    assert asyncio.run(asked()) == status


_MEDIA = ("application/json",)


class Till:
    """Takes orders, and what they cost."""

    def __init__(self) -> None:
        self.seen: list[Any] = []

    def make(self, *, order: Any = UNSET) -> None:
        self.seen.append(order)


@pytest.mark.parametrize(
    ("body", "member", "sent", "taken"),
    [
        # What a body wraps may have a member of the name that wraps it.
        (Body(_MEDIA, wrap="order"), {"type": "object"}, b'{"order": {"order": {"id": 1}}}', {"id": 1}),
        # Digits are kept, whether a method says of which type its arguments are or not.
        (Body(_MEDIA, type=lambda: dict[str, JsonDecimal]), {"type": "number", "format": "decimal"},
         b'{"order": 1.10}', Decimal("1.10")),
    ],
)  # fmt: skip
def test_each_body_is_read_as_the_first_is(
    body: Body, member: Any, sent: bytes, taken: Any
) -> None:
    body = body._replace(fields=(Member("order"),))
    schema = {"type": "object", "properties": {"order": member}}
    node = {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": {}}
    tree = {"openapi": "3.1.0", "paths": {"/make": {"post": node}}}
    operation, till = Operation[Any]("make", "POST", "/make", body=body), Till()
    headers = {"content-type": "application/json"}
    with calling(Application(Api("p", "t", "1"), (operation,), tree, till)) as client:
        for _ in range(3):
            client.post("/make", content=sent, headers=headers)
    assert list(map(repr, till.seen)) == [repr(taken)] * 3


class Stripping(BaseModel):
    model_config = ConfigDict(str_strip_whitespace=True, extra="allow")
    name: str = ""


class Watching(BaseModel):
    name: str = ""
    seen: str = Field("", exclude=True)

    def model_post_init(self, context: Any, /) -> None:
        self.seen = self.name


class Shouting(BaseModel):
    name: str = ""

    @field_validator("name")
    @classmethod
    def shouted(cls, name: str) -> str:
        return name.upper()


class Bounded(BaseModel):
    name: Annotated[str, Field(max_length=2)] = "?"


@pytest.mark.parametrize("kind", [Stripping, Watching, Shouting, Bounded])
@pytest.mark.parametrize("closed", [True, False])
def test_types_of_an_implementer_mean_what_they_mean(kind: type[BaseModel], closed: bool) -> None:
    inner = {
        "type": "object",
        "properties": {"name": {"type": "string", "minLength": 2, "maxLength": 3}},
        "additionalProperties": not closed,
    }
    schema = {"type": "object", "properties": {"thing": inner, "more": {"type": "integer"}}}
    described = Document({"components": {"schemas": {"Body": schema}}})
    pointer = "/components/schemas/Body"
    taken = TypeAdapter[Any](TypedDict("Taken", {"thing": kind}, total=False))  # type: ignore[operator]
    proof = proof_of(described, pointer, taken.core_schema)
    assert proof is not None
    names = ["a", "ab", "abc", "abcd", " ab", "ab  ", " ", 1, None]
    bodies: list[Any] = [{"thing": {"name": name}} for name in names]
    bodies += [{"thing": {"name": name, "seen": "x", "more": 1}} for name in names]
    bodies += [{"thing": {}}, {}, {"thing": {"name": "ab"}, "more": 1}]
    for body in bodies:
        data = json.dumps(body).encode()
        try:
            found = proof.validator.validate_json(data, **BY_WIRE)
        except ValidationError:
            continue
        assert described.validator(pointer).is_valid(body), body
        assert told(found) == told(taken.validator.validate_python(body, **BY_WIRE))
        assert proof.weigh(found) <= data.count(b":")
