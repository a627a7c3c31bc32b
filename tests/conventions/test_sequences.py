"""Answers that come item by item: events and lines, client against stub, over a socket."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.conventions.compiled import WAYS, got, opened, package, part, served
from tests.support import STRING, document, operation

TICK = {
    "type": "object",
    "required": ["n"],
    "properties": {
        "n": {"type": "integer", "maximum": 99},
        "at": {"type": "string", "format": "date"},
    },
}
EVENT = {
    "type": "object",
    "required": ["data"],
    "properties": {"data": STRING, "event": STRING, "id": STRING},
}


def get(name: str, media: str, **said: Any) -> dict[str, Any]:
    ok = {"description": "Ok.", "content": {media: said}}
    return {"get": operation(name, responses={"200": ok})}


TREE = document(
    {
        "/events": get("watch", "text/event-stream", schema={"$ref": "#/components/schemas/Tick"}),
        "/whole": get("watchWhole", "text/event-stream", itemSchema=EVENT),
        "/texts": get("watchTexts", "text/event-stream", schema=STRING),
        "/lines": get(
            "export",
            "application/x-ndjson",
            schema={"type": "array", "items": {"$ref": "#/components/schemas/Tick"}},
        ),
        "/jsonl": get("exportMore", "application/jsonl", itemSchema=TICK),
        "/seq": get("exportSeq", "application/json-seq", itemSchema=TICK),
    },
    {"Tick": TICK},
    openapi="3.2.0",
)


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return package("Sequences", TREE)


class Server:
    """Yields, or returns lists."""

    def __init__(self, module: ModuleType) -> None:
        self.event = module.Event
        self.tick = module.models.Tick

    async def watch(self, **_: Any) -> AsyncIterator[Any]:
        yield self.tick(n=1)
        yield self.event({"n": 2}, id="b")
        yield {"n": 3}

    async def watch_whole(self, **_: Any) -> Any:
        return [{"data": "a\nb", "event": "x", "id": "7"}]

    def watch_texts(self, **_: Any) -> Iterator[str]:
        yield "one"
        yield "two\nlines"

    async def export(self, **_: Any) -> Any:
        return ({"n": n} for n in range(3))

    async def export_more(self, **_: Any) -> Any:
        return [{"n": 1}]

    async def export_seq(self, **_: Any) -> Any:
        return [{"n": 1}, {"n": 2}]


def gathered(module: ModuleType, way: str, url: str, name: str) -> list[Any]:
    async def main() -> list[Any]:
        async with opened(module, way, base_url=url) as client:
            stream = getattr(client.things, name)()
            if way == "async":
                return [item async for item in stream]
            return list(stream)

    return asyncio.run(main())


@pytest.mark.parametrize("way", WAYS)
def test_items_arrive_as_they_were_yielded(module: ModuleType, way: str) -> None:
    tick = module.models.Tick
    with served(module, implementation=Server(module)) as url:
        assert gathered(module, way, url, "watch") == [tick(n=1), tick(n=2), tick(n=3)]
        (whole,) = gathered(module, way, url, "watch_whole")
        assert (whole.data, whole.event, whole.id) == ("a\nb", "x", "7")
        assert gathered(module, way, url, "watch_texts") == ["one", "two\nlines"]
        assert [item.n for item in gathered(module, way, url, "export")] == [0, 1, 2]
        assert [item.n for item in gathered(module, way, url, "export_more")] == [1]
        assert [item.n for item in gathered(module, way, url, "export_seq")] == [1, 2]


@pytest.mark.parametrize("way", WAYS)
def test_items_arrive_without_a_socket(module: ModuleType, way: str) -> None:
    app = part(module, "server").create_app(Server(module))

    async def main() -> list[Any]:
        within = part(module, "testing").InProcess(app)
        async with opened(module, way, transport=within) as client:
            stream = client.things.watch()
            return [item async for item in stream] if way == "async" else list(stream)

    assert [item.n for item in asyncio.run(main())] == [1, 2, 3]


@pytest.mark.parametrize("way", WAYS)
def test_the_sandbox_sends_real_events(module: ModuleType, way: str) -> None:
    with served(module) as url:
        for name in ("watch", "export", "export_more", "export_seq"):
            items = gathered(module, way, url, name)
            assert items, name
            assert all(isinstance(item.n, int) for item in items), name
        assert all(event.data is not None for event in gathered(module, way, url, "watch_whole"))


def test_methods_say_what_they_give(module: ModuleType) -> None:
    things = part(module, "api.things")
    assert things.ThingsApi.watch.__annotations__["return"] == "Stream[Tick]"
    assert things.AsyncThingsApi.watch.__annotations__["return"] == "AsyncStream[Tick]"


@contextmanager
def breaking(bodies: list[bytes]) -> Iterator[tuple[str, list[bytes]]]:
    """A server whose answers break off after what is given; and what it was asked."""
    asked: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)

    def serve() -> None:
        for body in bodies:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(10)
                asked.append(connection.recv(65536))
                head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                length = b"Content-Length: %d\r\n\r\n" % (len(body) + (body[-3:] != b"end"))
                connection.sendall(head + length + body)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked
    finally:
        listener.close()
        thread.join(10)


@pytest.mark.parametrize("way", WAYS)
def test_events_that_break_off_are_gone_on_with(module: ModuleType, way: str) -> None:
    first = b'retry: 1\nid: a\ndata: {"n": 1}\n\ndata: {"n"'
    second = b'id: b\ndata: {"n": 2}\n\ndata: [DONE]\n\n:end'
    with breaking([first, second]) as (url, asked):
        assert [item.n for item in gathered(module, way, url, "watch")] == [1, 2]
    assert b"last-event-id" not in asked[0].lower()
    assert b"last-event-id: a\r\n" in asked[1].lower()


def test_without_an_id_there_is_no_going_on(module: ModuleType) -> None:
    with breaking([b'data: {"n": 1}\n\n']) as (url, _), module.Client(base_url=url) as client:
        items = iter(client.things.watch())
        assert next(items).n == 1
        with pytest.raises(part(module, "errors").ConnectionFailed):
            next(items)


def test_what_departs_is_kept_or_refused(module: ModuleType) -> None:
    body = b'data: {"n": "x"}\n\n:end'
    many = b'data: {"n": 100}\n\n:end'  # what types do not say
    with breaking([body, body, many, many]) as (url, _), module.Client(base_url=url) as client:
        with pytest.warns(Warning, match="not valid"):
            assert [item.n for item in client.things.watch()] == ["x"]
        with pytest.raises(part(module, "errors").DecodeError):
            list(client.things.watch(options={"strict": True}))
        assert [item.n for item in client.things.watch()] == [100]
        with pytest.raises(part(module, "errors").DecodeError, match="/n"):
            list(client.things.watch(options={"strict": True}))


def test_other_packages_have_nothing_of_it() -> None:
    tree = document({"/a": {"get": operation("getA")}})
    with pytest.raises(ModuleNotFoundError):
        part(package("Nosequences", tree), "_runtime.client.events")


# Whole, or item by item -------------------------------------------------------------------

ASKED = {
    "type": "object",
    "required": ["prompt"],
    "properties": {"prompt": STRING, "stream": {"type": ["boolean", "null"], "default": True}},
}
TICKS = {"type": "array", "items": {"$ref": "#/components/schemas/Tick"}}


def both(name: str, whole: Any, media: str, item: Any, **more: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": whole}, media: {"schema": item}}
    return operation(name, responses={"200": {"description": "Ok.", "content": content}}, **more)


def asked_with(schema: Any) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


TICK_REF = {"$ref": "#/components/schemas/Tick"}
TEXT_REF = {"$ref": "#/components/schemas/Text"}
SSE = "text/event-stream"
BOTH = document(
    {
        "/say": {"post": both("say", TEXT_REF, SSE, TICK_REF, requestBody=asked_with(ASKED))},
        "/ask": {
            "post": both(
                "ask", TEXT_REF, SSE, TICK_REF,
                requestBody=asked_with({"$ref": "#/components/schemas/Question"}),
            )
        },
        "/ticks": {"get": both("listTicks", TICKS, "application/x-ndjson", TICK_REF)},
        "/kept": {
            "get": {
                **both(
                    "keep", {"type": "object", "required": ["data"], "properties": {"data": TICKS}},
                    "application/jsonl", TICK_REF,
                    parameters=[{"name": "stream", "in": "query", "schema": {"type": "boolean"}}],
                ),
                "x-envelope": "data",
            }
        },
    },
    {
        "Tick": TICK,
        "Text": {"type": "object", "required": ["text"], "properties": {"text": STRING}},
        "Question": {**ASKED, "anyOf": [{"required": ["prompt"]}, {"required": ["stream"]}]},
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def whole_too() -> ModuleType:
    return package("Wholetoo", BOTH)


class Either:
    """Answers as it is asked to."""

    def __init__(self, module: ModuleType) -> None:
        self.models = module.models
        self.current = part(module, "server").current

    async def say(self, *, prompt: str, stream: Any) -> Any:
        return self.ticks(len(prompt)) if stream else self.models.Text(text=prompt)

    async def ask(self, *, body: Any) -> Any:
        return self.ticks(len(body.prompt)) if body.stream else self.models.Text(text=body.prompt)

    async def ticks(self, many: int) -> AsyncIterator[Any]:
        for n in range(many):
            yield self.models.Tick(n=n)

    async def list_ticks(self) -> Any:
        return [self.models.Tick(n=n) for n in range(2)]

    async def keep(self, **_: Any) -> Any:
        return [self.models.Tick(n=n) for n in range(2)]


async def both_ways(module: ModuleType, way: str, url: str) -> dict[str, Any]:
    async def items(stream: Any) -> list[int]:
        return [i.n async for i in stream] if way == "async" else [i.n for i in stream]

    found: dict[str, Any] = {}
    async with opened(module, way, base_url=url, strict=True) as client:
        things = client.things
        body = module.models.Question(prompt="abc")
        found["say"] = await got(things.say(prompt="abc"))
        found["say_stream"] = await items(things.say_stream(prompt="abc"))
        found["ask"] = await got(things.ask(body={"prompt": "abc", "stream": False}))
        found["ask_stream"] = await items(things.ask_stream(body=body))
        found["ask_stream_dict"] = await items(things.ask_stream(body={"prompt": "ab"}))
        found["list"] = [tick.n for tick in await got(things.list_ticks())]
        found["list_stream"] = await items(things.list_ticks_stream())
        found["keep"] = [tick.n for tick in await got(things.keep())]
        found["keep_stream"] = await items(things.keep_stream())
    return found


@pytest.mark.parametrize("way", WAYS)
def test_what_is_whole_or_in_items_has_a_method_for_each(whole_too: ModuleType, way: str) -> None:
    with served(whole_too, implementation=Either(whole_too)) as url:
        found = asyncio.run(both_ways(whole_too, way, url))
    assert found.pop("say").text == found.pop("ask").text == "abc"
    assert found == {
        "say_stream": [0, 1, 2],
        "ask_stream": [0, 1, 2],
        "ask_stream_dict": [0, 1],
        **{name: [0, 1] for name in ("list", "list_stream", "keep", "keep_stream")},
    }


@pytest.mark.parametrize("way", WAYS)
def test_the_sandbox_answers_either_way(whole_too: ModuleType, way: str) -> None:
    with served(whole_too) as url:
        found = asyncio.run(both_ways(whole_too, way, url))
    assert found.pop("say").text
    assert found.pop("ask").text
    assert all(found.values())


def test_other_clients_get_what_their_flag_asks_for(whole_too: ModuleType) -> None:
    def media(url: str, **body: Any) -> str:
        reply = httpx.post(f"{url}/say", json={"prompt": "a", **body}, trust_env=False)
        return reply.headers["content-type"].partition(";")[0]

    for made in ({}, {"implementation": Either(whole_too)}):
        with served(whole_too, **made) as url:
            assert media(url, stream=True) == SSE
            assert media(url, stream=False) == media(url) == "application/json"


def test_methods_of_either_say_what_they_give(whole_too: ModuleType) -> None:
    things = part(whole_too, "api.things")
    said = {name: getattr(things.ThingsApi, name).__annotations__ for name in ("say", "say_stream")}
    assert said["say"] == {"prompt": "str", "options": "Options | None", "return": "Text"}
    assert said["say_stream"] == {**said["say"], "return": "Stream[Tick]"}
    served_by = part(whole_too, "server.protocol").ThingsService.say.__annotations__
    assert served_by["stream"] == "bool | Unset | None"
    assert "AsyncIterable[models.Tick]" in served_by["return"]


def test_items_where_a_whole_answer_was_asked_for_are_refused(whole_too: ModuleType) -> None:
    refused = pytest.raises(part(whole_too, "errors").UnexpectedContentType, match="item by item")
    with (
        breaking([b"data: {}\n\n:end"]) as (url, _),
        whole_too.Client(base_url=url) as client,
        refused,
    ):
        client.things.say(prompt="a")
