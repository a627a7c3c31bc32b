"""How an agent reaches the server: standard input and output, or HTTP on loopback with a token."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from collections.abc import Collection
from contextlib import ExitStack
from hmac import compare_digest
from importlib import import_module
from pathlib import Path
from typing import Any

from mcp.server.stdio import stdio_server

from generator.agents.answers import MOST, Answers
from generator.agents.package import Package, Unusable, client_of, load
from generator.agents.server import Desk, server_of
from generator.agents.tools import tools_of

TOKEN = "SPECWRIGHT_MCP_TOKEN"
"""Environment variable of the token that HTTP asks for."""


def serve(
    folder: Path,
    allowed: Collection[str],
    *,
    base_url: str | None = None,
    sandbox: bool = False,
    port: int | None = None,
    most: int = MOST,
) -> int:
    """Serve a package's tools until the other side goes away, or until interrupted.

    Args:
        folder: A generated distribution.
        allowed: See `tools_of`.
        base_url: Instead of the document's.
        sandbox: Call the package's own sandbox, in this process.
        port: TCP port on loopback; None: standard input and output.
        most: Characters of one answer.

    Returns:
        Exit status: 0, or 2 where the package cannot be served so.
    """
    try:
        package = load(folder)
        tools = tools_of(package, allowed)
        with ExitStack() as stack:
            more: dict[str, Any] = {"base_url": base_url} if base_url else {}
            if sandbox:
                more |= _sandbox(package, stack)
            client = client_of(package, more)
            desk = Desk(package, client, tools, Answers(most))
            where = "standard input and output" if port is None else "HTTP"
            print(f"{package.name}: {len(tools)} tools over {where}", file=sys.stderr)
            asyncio.run(_stdio(desk) if port is None else _http(desk, port))
    except Unusable as error:
        print(f"specwright: {error}", file=sys.stderr)
        return 2
    return 0


def _sandbox(package: Package, stack: ExitStack) -> dict[str, Any]:
    """The package's sandbox in this process; it takes any credential."""
    testing = import_module(f"{package.name}.testing")
    given: dict[str, Any] = {"base_url": stack.enter_context(testing.running(testing.create_app()))}
    for scheme in package.api.schemes:
        for argument in filter(None, (scheme.argument, scheme.secret_argument)):
            given[argument] = "sandbox:sandbox" if scheme.kind == "basic" else "sandbox"
        if scheme.token_url:
            given["token_url"] = f"{given['base_url']}/token"
    return given


async def _stdio(desk: Desk) -> None:
    server = server_of(desk)
    async with desk.client, stdio_server() as (reader, writer):
        await server.run(reader, writer, server.create_initialization_options())


async def _http(desk: Desk, port: int) -> None:
    import uvicorn

    token = os.environ.get(TOKEN) or _made()
    app = guarded(server_of(desk).streamable_http_app(), token)
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning")
    running = uvicorn.Server(config)
    async with desk.client:
        task = asyncio.create_task(running.serve())
        while not running.started and not task.done():
            await asyncio.sleep(0.01)
        for listening in running.servers:
            for one in listening.sockets:
                print(f"http://127.0.0.1:{one.getsockname()[1]}/mcp", file=sys.stderr, flush=True)
        await task


def _made() -> str:
    token = secrets.token_urlsafe(24)
    print(f"token, for this run alone: {token} (set {TOKEN} to choose)", file=sys.stderr)
    return token


def guarded(app: Any, token: str) -> Any:
    """The application, for those who send `Authorization: Bearer <token>` (RFC 6750)."""
    wanted = f"Bearer {token}".encode()

    async def guard(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            given = dict(scope["headers"]).get(b"authorization", b"")
            if not compare_digest(given, wanted):
                head = [(b"www-authenticate", b"Bearer"), (b"content-length", b"0")]
                await send({"type": "http.response.start", "status": 401, "headers": head})
                await send({"type": "http.response.body"})
                return
        await app(scope, receive, send)

    return guard
