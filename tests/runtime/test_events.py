"""Items as they come: what each is read as, what ends them, and where they go on when they break off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from types import ModuleType
from typing import Any

import pytest

from generator.runtime.call.drift import DriftWarning
from generator.runtime.client.clients import core_of
from generator.runtime.client.events import AsyncStream, Stream
from generator.runtime.ground.errors import ConnectionFailed, DecodeError
from generator.runtime.ground.operation import Body, Operation, Param, Reply

from .conftest import Script, still
from .sdk import AsyncClient, Client, Model

SSE, LINES, SEQ = "text/event-stream", "application/x-ndjson", "application/json-seq"


class Sale(Model):
    id: int
    note: str | None = None


class Told(Model):
    data: str
    event: str | None = None
    id: str | None = None
    retry: int | None = None


class Numbered(Model):
    id: int
    data: int


def operation(
    media: str = SSE, kind: Any = Sale, method: str = "GET", **more: Any
) -> Operation[Any]:
    event = more.pop("event", False)
    reply = Reply((200,), media, None, None, (lambda: kind) if kind else None, event)
    return Operation("watch", method, "/x", replies=(reply,), **more)


def broken(http: ModuleType, *chunks: bytes) -> Any:
    """A response that breaks off after some chunks."""

    class Body(http.SyncByteStream, http.AsyncByteStream):  # type: ignore[misc, name-defined]
        def __iter__(self) -> Iterator[bytes]:
            yield from chunks
            raise http.ReadError("gone")

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for chunk in self:
                yield chunk

    return http.Response(200, headers={"content-type": SSE}, stream=Body())


def items(
    server: Script, op: Operation[Any], way: str, options: Any = None, **facts: Any
) -> tuple[list[Any], BaseException | None, list[float]]:
    """What came, the error at its end, and how long was waited in between."""
    found: list[Any] = []
    client: Any = (Client if way == "sync" else AsyncClient)(transport=server.transport)
    core_of(client).api = core_of(client).api._replace(**facts)
    clock = still(client)

    async def each() -> None:
        async for item in AsyncStream[Any](client, op, {}, options):
            found.append(item)  # noqa: PERF401  (an error leaves what came before)

    try:
        if way == "sync":
            found.extend(Stream[Any](client, op, {}, options))
        else:
            asyncio.run(each())
    except (ConnectionFailed, DecodeError) as error:
        return found, error, clock.waits
    return found, None, clock.waits


WAYS = pytest.mark.parametrize("way", ["sync", "async"])


@WAYS
@pytest.mark.parametrize(
    ("op", "media", "body", "expected"),
    [
        (operation(), SSE, b'data: {"id": 1}\n\ndata: {"id": 2}\n\ndata: {"id"', [Sale(id=1), Sale(id=2)]),
        (operation(), SSE, b'data: {"id": 1}\n\ndata: [DONE]\n\ndata: {"id": 2}\n\n', [Sale(id=1)]),
        (operation(), SSE, b": ping\n\nevent: ping\n\n", []),
        (operation(kind=str), SSE, b"data: [DONE]\n\ndata: 5\n\n", ["[DONE]", "5"]),  # it is text
        (operation(kind=Any), SSE, b'data: {"a": 1}\n\ndata: text\n\ndata: 5\n\n', [{"a": 1}, "text", 5]),
        (operation(kind=Any), SSE, b"data: 1\n\ndata: [DONE]\n\n", [1]),
        (operation(kind=Told, event=True), SSE, b"id: 7\nevent: e\nretry: 0\ndata: [DONE]\n\ndata\n\n",
         [Told(data="[DONE]", event="e", id="7", retry=0), Told(data="", id="7", retry=0)]),
        (operation(LINES), LINES, b'{"id": 1}\n\n \n{"id": 2}', [Sale(id=1), Sale(id=2)]),
        (operation(SEQ), f"{SEQ}; x=y", b'\x1e{"id": 1}\n\x1e{"id": 2}\n', [Sale(id=1), Sale(id=2)]),
        (operation(LINES, Any), LINES, b'[1]\n"x"\nnull\n', [[1], "x", None]),
        (operation(), "", b'data: {"id": 1}\n\n', [Sale(id=1)]),  # what the document says it is
        (operation(LINES), "", b'{"id": 1}\n', [Sale(id=1)]),
    ],
)  # fmt: skip
def test_what_came(
    http: ModuleType, way: str, op: Operation[Any], media: str, body: bytes, expected: list[Any]
) -> None:
    server = Script(http, (200, body, {"content-type": media} if media else {}))
    found, error, waits = items(server, op, way)
    assert (found, error, waits) == (expected, None, [])
    assert len(server.requests) == 1


@WAYS
@pytest.mark.parametrize(
    ("op", "body"), [(operation(), b'data: {"id": "x"}\n\n'), (operation(LINES), b'{"id": "x"}\n')]
)
def test_an_item_that_departs_is_kept_and_told(
    http: ModuleType, way: str, op: Operation[Any], body: bytes
) -> None:
    media = op.replies[0].media or ""
    server = Script(http, (200, body, {"content-type": media}))
    with pytest.warns(DriftWarning, match="/id"):
        found, error, _ = items(server, op, way)
    assert (found[0].id, error) == ("x", None)
    found, error, _ = items(server, op, way, {"strict": True})
    assert found == []
    assert isinstance(error, DecodeError)
    assert error.places == ("/id: not valid (int_parsing), not string",)
    assert error.operation == "watch"


@pytest.mark.parametrize("media", [SSE, LINES])
def test_a_scalar_in_another_type_departs_unless_the_document_lets_it(
    http: ModuleType, media: str
) -> None:
    body = b'data: {"id": "5"}\n\n' if media == SSE else b'{"id": "5"}'
    server = Script(http, (200, body, {"content-type": media}))
    with pytest.warns(DriftWarning, match="/id: not valid"):
        found, _, _ = items(server, operation(media), "sync")
    assert found == [Sale(id=5)]
    _, error, _ = items(server, operation(media), "sync", {"strict": True})
    assert isinstance(error, DecodeError)
    loose, error, _ = items(server, operation(media), "sync", {"strict": True}, loose_scalars=True)
    assert (loose, error) == (found, None)


def test_members_of_a_whole_event_that_depart_are_told_and_texts_that_are_numbers_are_none(
    http: ModuleType,
) -> None:
    server = Script(http, (200, b"id: 7\ndata: x\n\n", {"content-type": SSE}))
    op = operation(kind=Numbered, event=True)
    with pytest.warns(DriftWarning, match="/data"):
        ((item,), error, _) = items(server, op, "sync")
    assert (item.id, item.data, error) == (7, "x", None)
    found, error, _ = items(server, op, "sync", {"strict": True})
    assert isinstance(error, DecodeError)
    assert (found, error.places) == ([], ("/data: not valid (int_parsing), not string",))


def test_what_departs_is_counted(http: ModuleType) -> None:
    body = b'data: {"id": "x"}\n\n' * 2
    client = Client(transport=Script(http, (200, body, {"content-type": SSE})).transport)
    place = "watch: /id: not valid (int_parsing), not string"
    with pytest.raises(DecodeError):
        list(Stream[Any](client, operation(), {}, {"strict": True}))
    assert client.drift == {place: 1}
    assert len(list(Stream[Any](client, operation(), {}))) == 2  # told already, by the error
    assert client.drift == {place: 3}


@WAYS
@pytest.mark.parametrize("body", [b'data: "x"\n\n', b"data: 5\n\n"])
def test_an_item_of_which_nothing_fits_is_an_error(http: ModuleType, way: str, body: bytes) -> None:
    server = Script(http, (200, body, {"content-type": SSE}))
    _, error, _ = items(server, operation(), way)
    assert isinstance(error, DecodeError)
    _, error, _ = items(
        Script(http, (200, b"data: {\n\n", {"content-type": SSE})), operation(), way
    )
    assert isinstance(error, DecodeError)


ONE, TWO = b'id: 1\ndata: {"id": 1}\n\n', b'id: 2\ndata: {"id": 2}\n\n'
PLAIN = b'data: {"id": 3}\n\n'
END = (200, TWO, {"content-type": SSE})


@WAYS
@pytest.mark.parametrize(
    ("method", "answers", "options", "ids", "asked", "waits"),
    [
        # From the last event that has an id, after as long as the server says, or three seconds.
        ("GET", [[ONE], END], None, [1, 2], [None, "1"], [3.0]),
        ("GET", [[b"retry: 1500\n", ONE], END], None, [1, 2], [None, "1"], [1.5]),
        ("GET", [[b"retry: 0\n", ONE], END], None, [1, 2], [None, "1"], [0.0]),
        ("GET", [[ONE, PLAIN, b"data: cut"], END], None, [1, 3, 2], [None, "1"], [3.0]),
        ("GET", [[ONE], [TWO], [b'id: 4\ndata: {"id": 4}\n\n'], END], None, [1, 2, 4, 2],
         [None, "1", "2", "4"], [3.0] * 3),  # what comes begins the count anew
        # Nothing to go on from, or nobody knows what asking again would do.
        ("GET", [[PLAIN]], None, [3], [None], []),
        ("POST", [[ONE]], None, [1], [None], []),
        ("GET", [[ONE]], {"retries": 0}, [1], [None], []),
    ],
)  # fmt: skip
def test_where_it_goes_on(
    http: ModuleType, way: str, method: str, answers: list[Any], options: Any,
    ids: list[int], asked: list[str | None], waits: list[float],
) -> None:  # fmt: skip
    made = [answer if answer is END else broken(http, *answer) for answer in answers]
    server = Script(http, *made)
    found, error, waited = items(server, operation(method=method), way, options)
    assert [item.id for item in found] == ids
    assert [request.headers.get("last-event-id") for request in server.requests] == asked
    assert waited == waits
    assert isinstance(error, ConnectionFailed) is (answers[-1] is not END)


@WAYS
@pytest.mark.parametrize(("retries", "times"), [(None, 3), (1, 2), (4, 5)])
def test_how_often_it_is_asked_anew_while_nothing_comes(
    http: ModuleType, way: str, retries: int | None, times: int
) -> None:
    server = Script(http, broken(http, ONE), *(broken(http, b"id: 1\n\n") for _ in range(9)))
    options = {"retries": retries} if retries is not None else None
    found, error, _ = items(server, operation(), way, options)
    assert [item.id for item in found] == [1]
    assert isinstance(error, ConnectionFailed)
    assert len(server.requests) == times


BOTH = (
    Reply((200,), "application/json", lambda: Sale),
    Reply((200,), SSE, None, None, lambda: Sale),
)


@pytest.mark.parametrize("body", [{"q": "x"}, Sale(id=5), None])
def test_one_of_two_ways_to_answer_is_asked_for(http: ModuleType, body: Any) -> None:
    op: Operation[Any] = Operation(
        "ask", "POST", "/x", replies=BOTH, switch="stream", body=Body(("application/json",)),
        params=(Param("n", "query"),),
    )  # fmt: skip
    server = Script(http, (200, ONE, {"content-type": SSE}))
    client = Client(transport=server.transport)
    args = {"body": body} if body is not None else {"n": 1}
    assert [item.id for item in Stream[Any](client, op, args)] == [1]
    assert server.last.headers["accept"] == SSE
    sent = server.last.read()
    assert sent == (
        b""
        if body is None
        else b'{"q":"x","stream":true}'
        if body == {"q": "x"}
        else b'{"id":5,"stream":true}'
    )
    assert body is None or "stream" not in (body if isinstance(body, dict) else body.model_dump())


@pytest.mark.parametrize(
    ("options", "media", "body"),
    [
        (None, SSE, ONE),
        ({"accept": SSE}, SSE, ONE),
        ({"accept": "application/jsonl; q=1"}, "application/jsonl", b'{"id":1}\n'),
    ],
)
def test_one_of_two_kinds_of_items_is_asked_for(
    http: ModuleType, options: Any, media: str, body: bytes
) -> None:
    """The first that the document names, or the one that is accepted."""
    lines = Reply((200,), "application/jsonl", None, None, lambda: Sale)
    op: Operation[Any] = Operation("ask", "GET", "/x", replies=(*BOTH, lines))
    server = Script(http, (200, body, {"content-type": media}))
    client = Client(transport=server.transport)
    assert [item.id for item in Stream[Any](client, op, {}, options)] == [1]
    assert server.last.headers["accept"] == media
