"""What old programs do under a new revision: is a verdict true where it can be tried?

`TRIES` has for each pair what an old caller does or is answered. It runs with the client of
the old revision against the stub of the new one, in the same process: either all that was
sent arrives and what was read before can be read, or the change breaks.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Any

import httpx

from generator.command.pipeline import generate
from tests.conventions.compiled import folder, part
from tests.evolution.pairs import Pair
from tests.support import written

THING = {"id": "a", "name": "b", "size": 1, "state": "new", "note": "abc"}
PROBLEM = {"code": "bad", "message": "Not so."}
V2 = "application/vnd.acme.v2+json"


@dataclass(frozen=True)
class Try:
    """What an old caller does."""

    call: Callable[[Any], Any] | None = None
    """With the old client; None: `raw`."""
    sent: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Arguments that the new handler must get."""
    answer: Any = None
    """What the new vendor answers; None: what the old one did."""
    status: int | None = None
    holds: Callable[[Any], bool] = lambda result: True
    """Whether what the caller reads is what was there before."""
    raw: tuple[str, str, dict[str, Any]] | None = None
    """Method, path and keywords of a plain HTTP request."""
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])


def listing(**arguments: Any) -> Try:
    """A caller that lists things."""
    return Try(lambda client: client.things.list(**arguments), arguments)


def adding(**arguments: Any) -> Try:
    """A caller that adds a thing."""
    return Try(lambda client: client.things.add(**arguments), arguments)


def getting(holds: Callable[[Any], bool] = lambda thing: True, **answer: Any) -> Try:
    """A caller that gets a thing, as the new vendor answers it; `_gone` names what is not there."""
    gone = answer.pop("_gone", ())
    whole = {key: value for key, value in {**THING, **answer}.items() if key not in gone}
    return Try(lambda client: client.things.get("a"), answer=whole, holds=holds)


EXPORT = Try(lambda client: client.things.export())
TRIES: dict[int, Try] = {
    **dict.fromkeys((1, 9, 10, 11, 12, 79, 80), getting()),
    **dict.fromkeys((2, 4, 5, 8, 81), EXPORT),
    6: Try(lambda client: client.things.get_box("a")),
    7: getting(),
    15: Try(lambda client: client.things.get("a")),
    17: Try(lambda client: client.things.get("a"), settings={"key": "secret"}),
    **dict.fromkeys((18, 19, 20, 21, 23, 77), listing()),
    22: listing(q="a"),
    24: listing(q="a"),
    25: listing(q="abc"),
    26: listing(q=1),
    28: listing(sort="name"),
    29: listing(sort="size"),
    30: listing(limit=100),
    31: listing(limit=100),
    32: listing(limit=500),
    33: listing(q="ABC"),
    34: listing(ids=["a", "b"]),
    35: adding(name="a"),
    36: adding(name="a"),
    37: adding(name="a"),
    38: adding(name="a", size=1),
    39: adding(name="a"),
    40: adding(name="a", size=1),
    41: adding(name="a", size=1),
    42: adding(name="a", size=1),
    43: adding(name="a", colour="red"),
    44: adding(name="a", colour="blue"),
    45: adding(name="x" * 20),
    46: adding(name="x" * 50),
    47: adding(name="a", note="xyz"),
    48: adding(name="a", weight=None),
    49: adding(name="a", weight=1.5),
    51: Try(raw=("POST", "/things", {"json": {"name": "a", "more": 1}})),
    52: Try(lambda client: client.things.add(body={"kind": "line", "length": 1})),
    53: Try(lambda client: client.things.add()),
    54: adding(name="a"),
    55: Try(raw=("POST", "/things", {"content": '{"name":"a"}', "headers": {"content-type": V2}})),
    56: getting(colour="red"),
    57: getting(_gone=["size"]),
    58: getting(lambda thing: thing.note == "abc", _gone=["note"]),
    59: getting(_gone=["size"]),
    60: getting(size=None),
    61: getting(size="large"),
    62: getting(size=1.5),
    63: getting(lambda thing: thing.state == "lost", state="lost"),
    64: getting(),
    65: getting(name="x" * 50),
    66: getting(note="a1"),
    67: Try(lambda client: client.things.get("a"), answer={"kind": "line", "length": 1},
            holds=lambda shape: type(shape).__name__ in ("Circle", "Square")),
    68: Try(lambda client: client.things.get("a"), answer={"kind": "circle", "side": 1},
            holds=lambda shape: type(shape).__name__ == "Square"),
    69: Try(raw=("GET", "/things/a", {}), answer=THING, status=202,
            holds=lambda reply: reply.status_code == 200),
    70: Try(raw=("POST", "/things", {"json": {"name": "a"}}), answer=PROBLEM, status=422,
            holds=lambda reply: reply.status_code in (201, 400)),
    71: Try(raw=("GET", "/things/a", {}), answer={"code": "bad"}, status=404,
            holds=lambda reply: "message" in reply.json()),
    72: getting(),
    73: Try(raw=("GET", "/things/a", {"headers": {"accept": V2}}), answer=THING),
    74: getting(),
    75: Try(raw=("GET", "/things/a", {}), answer=THING, holds=lambda reply: "x-age" in reply.headers),
    76: Try(raw=("GET", "/things/a", {}), answer=THING, holds=lambda reply: "x-age" in reply.headers),
}  # fmt: skip
NOT_TRIED = {
    3: "what is gone is gone; that its sunset has passed waives it",
    13: "a message that no longer comes",
    14: "a stub answers at any address",
    16: "the stub gives every token all scopes",
    27: "the vendor means something else by the same request",
    50: "the vendor means something else by the same request",
    78: "a walk over pages that does not end",
}
"""Why a pair has no try."""
TOLERATED = {34}
"""What breaks by the document, and the stub puts up with: a repeated key in another style."""
WAIVED = {3}
"""What breaks, and is known to: its vendor said when."""
PROMISED = {11, 12}
"""What breaks a promise, and no request: it works as before until the day comes."""


class Boxes:
    """An implementation of pair 6."""

    async def get_box(self, box: str) -> None:
        """What it was given must arrive."""
        assert box == "a"


class Things:
    """An implementation of pair 7."""

    async def get_thing(self, id: str) -> Any:
        """A thing."""
        return THING


IMPLEMENTED: dict[int, tuple[type, str]] = {6: (Boxes, "/boxes/a"), 7: (Things, "/things/a")}
"""Old implementations that a type checker accepts, and what calls them."""


def old_implementation(pair: Pair) -> str:
    """What an old implementation does under the new stub: the status that it answers."""
    written_by, path = IMPLEMENTED[pair.number]
    app = part(package(pair, "new"), "server").create_app(written_by())
    through = part(package(pair, "old"), "testing").InProcess(app)
    with httpx.Client(transport=through, base_url="https://api.example.com") as plain:
        status = plain.get(path).status_code
    return "" if status < 400 else f"answers {status}"


class Stub:
    """An implementation that answers what it is told to, and keeps what it was given."""

    def __init__(self, module: ModuleType, one: Try) -> None:
        self.given: dict[str, Any] = {}
        self._answer = part(module, "server").Answer
        self._try = one

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        lists = name == "list_things"

        async def handler(**given: Any) -> Any:
            self.given = given
            body = self._try.answer or ([THING] if lists else THING)
            return self._answer(self._try.status, body)

        return handler


def outcome(pair: Pair, one: Try, client: ModuleType, stub: ModuleType) -> str:
    """What a caller meets: `works`, or how it breaks."""
    told = Stub(stub, one)
    app = part(stub, "server").create_app(told, strict=True)
    through = part(client, "testing").InProcess(app)
    try:
        if one.raw is not None:
            method, path, more = one.raw
            with httpx.Client(transport=through, base_url="https://api.example.com") as plain:
                result: Any = plain.request(method, path, **more)
            if result.status_code >= 400 and one.status is None:
                return f"refused, {result.status_code}"
        else:
            settings = {"strict": True, "trust_env": False, **one.settings}
            with client.Client(transport=through, **settings) as caller:
                assert one.call is not None
                result = one.call(caller)
    except Exception as error:
        return f"raises {type(error).__name__}"
    lost = [name for name, value in one.sent.items() if told.given.get(name) != value]
    if lost:
        return f"{', '.join(lost)} does not arrive"
    return "works" if one.holds(result) else "is another thing"


@cache
def package(pair: Pair, which: str) -> ModuleType:
    """The package of a revision, imported; what its document is warned of is no matter here."""
    name = f"{which}{pair.number}"
    with written(pair.old() if which == "old" else pair.new(), name) as path:
        result = generate(path)
    assert not result.failed, result.diagnostics
    for file, content in result.files.items():
        target = folder() / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return importlib.import_module(name)


def old_against_new(pair: Pair) -> str:
    """What the old client meets at the new stub."""
    old, new = package(pair, "old"), package(pair, "new")
    return outcome(pair, TRIES[pair.number], old, new)


def new_against_old(pair: Pair) -> str:
    """What the new client meets at the old stub, doing what the old one did."""
    old, new = package(pair, "old"), package(pair, "new")
    one = TRIES[pair.number]
    answer = None if isinstance(one.answer, dict) and "kind" not in one.answer else one.answer
    return outcome(pair, Try(one.call, one.sent, answer, None, raw=one.raw,
                             settings=one.settings), new, old)  # fmt: skip
