"""Generated clients against an application in the same process, without a socket.

    with Client(transport=InProcess(create_app())) as shop: ...
    async with AsyncClient(transport=InProcess(create_app())) as shop: ...

The transport serves the library whose request it is given, so that nothing here
names an HTTP library. It behaves as a connection does: a read timeout of the
client is kept, and an answer that breaks off is a protocol error.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from types import TracebackType
from typing import Any, Self

from .app.request import Message

_PATIENCE = 10.0


class InProcess:
    """A transport, synchronous and asynchronous, that calls an ASGI application.

    Synchronous calls run on a private event loop in a thread of its own, started at
    the first of them, so they also work where another loop is running.

    Args:
        app: The application.
        client: Address that the application sees.
    """

    def __init__(self, app: Any, client: str = "127.0.0.1") -> None:
        self._app = app
        self._client = client
        self._own: tuple[asyncio.AbstractEventLoop, threading.Thread] | None = None
        """The private event loop, and what runs it."""
        self._lock = threading.Lock()

    def handle_request(self, request: Any) -> Any:
        """The library's response to its request."""
        body: bytes = request.read()
        call = self._exchange(request, body)
        return asyncio.run_coroutine_threadsafe(call, self._running()).result()

    async def handle_async_request(self, request: Any) -> Any:
        """The library's response to its request, on the running event loop."""
        body: bytes = await request.aread()
        return await self._exchange(request, body)

    async def _exchange(self, request: Any, body: bytes) -> Any:
        library = sys.modules[type(request).__module__.partition(".")[0]]
        timeout = request.extensions.get("timeout", {}).get("read")
        answer = _Answer(body)
        try:
            async with asyncio.timeout(timeout):
                await self._app(_scope(request, self._client), answer.receive, answer.send)
        except TimeoutError as error:
            raise library.ReadTimeout("the read timeout is over", request=request) from error
        if not answer.whole:
            raise library.RemoteProtocolError("the answer breaks off", request=request)
        return library.Response(
            answer.status, headers=answer.headers, content=answer.body, request=request
        )

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._own is None:
                loop = asyncio.new_event_loop()
                thread = threading.Thread(target=loop.run_forever, name="in-process", daemon=True)
                thread.start()
                self._own = loop, thread
            return self._own[0]

    def close(self) -> None:
        """Stop the private event loop; a later call starts another."""
        with self._lock:
            own, self._own = self._own, None
        if own is not None:
            loop, thread = own
            loop.call_soon_threadsafe(loop.stop)
            thread.join(_PATIENCE)
            loop.close()

    async def aclose(self) -> None:
        """As `close`."""
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        self.close()


class _Answer:
    """The two ends of one ASGI exchange."""

    def __init__(self, body: bytes) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""
        self.whole = False
        self._over = asyncio.Event()
        """Set once the answer is whole: then, and no earlier, the caller is gone."""
        self._request = body
        self._received = False

    async def receive(self) -> Message:
        if self._received:
            await self._over.wait()
            return {"type": "http.disconnect"}
        self._received = True
        return {"type": "http.request", "body": self._request, "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], message["headers"]
        else:
            self.body += message.get("body", b"")
            self.whole = not message.get("more_body", False)
            if self.whole:
                self._over.set()


def _scope(request: Any, client: str) -> dict[str, Any]:
    """The ASGI scope of a library's request."""
    path, _, query = request.url.raw_path.partition(b"?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": (client, 50000),
        "server": (request.url.host, request.url.port),
    }
