"""A package's operations as tools: by the official SDK's own client, against the sandbox."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from generator.agents.answers import KEPT, Answers
from generator.agents.package import Package, Unusable, client_of, load
from generator.agents.server import Desk, server_of
from generator.agents.serving import TOKEN
from generator.agents.tools import tools_of
from tests.support import ROOT

PUBLIC = ROOT / "generated" / "shoprocket-public"
BOL = ROOT / "generated" / "bol-retailer"
ROCKET = ROOT / "generated" / "retail-rocket"
CRM = ROOT / "generated" / "retailcrm"
COMMAND = [sys.executable, "-m", "generator", "mcp"]


MEDIA = "application/json, text/event-stream"
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


def names(package: Package, *allowed: str) -> set[str]:
    return {tool.name for tool in tools_of(package, allowed)}


def text_of(result: Any) -> str:
    return str(result.content[0].text)


@asynccontextmanager
async def session(
    folder: Path, *allowed: str, most: int = 20_000, **options: Any
) -> AsyncIterator[Any]:
    """The SDK's client on the package's tools, which call its sandbox over a socket."""
    package = load(folder)
    testing = __import__(f"{package.name}.testing", fromlist=["running"])
    with testing.running(testing.create_app(**options)) as url:
        given: dict[str, Any] = {"base_url": url}
        for scheme in package.api.schemes:
            for argument in filter(None, (scheme.argument, scheme.secret_argument)):
                given[argument] = "secret-of-the-shop"
            if scheme.token_url:
                given["token_url"] = f"{url}/token"
        async with client_of(package, given) as calls:
            tools = tools_of(package, allowed)
            desk = Desk(package, calls, tools, Answers(most))
            async with Client(server_of(desk)) as client:
                yield client


def talk(do: Callable[[Any], Any], folder: Path, *allowed: str, **options: Any) -> Any:
    async def main() -> Any:
        async with session(folder, *allowed, **options) as client:
            return await do(client)

    return asyncio.run(main())


def test_by_itself_only_what_reads_is_offered() -> None:
    package = load(PUBLIC)
    offered = tools_of(package)
    assert offered
    assert all(tool.operation.method in ("GET", "HEAD") for tool in offered)
    assert "add_cart_item" not in names(package)


def test_methods_tags_operations_and_all_can_be_allowed() -> None:
    package = load(PUBLIC)
    every = names(package, "all")
    assert names(package) < every
    posts = {o.id for o in package.operations.values() if o.method == "POST"}
    assert {t.operation.id for t in tools_of(package, ["POST"])} == posts
    cart = {o.id for o in package.operations.values() if o.tag == "cart"}
    assert {t.operation.id for t in tools_of(package, ["cart"])} == cart
    assert names(package, "getStore") == {"get_store"} == names(package, "get_store")
    with pytest.raises(Unusable, match=r"carts: no method, tag or operation.*tags are account"):
        tools_of(package, ["carts", "POST"])


def test_what_is_planned_is_offered_only_by_its_name() -> None:
    package = load(ROOT / "generated" / "shoprocket-private")
    assert names(package, "all") == {"get_store", "get_health"}
    assert names(package, "listOrders") == {"list_orders"}


@pytest.mark.parametrize("folder", [PUBLIC, BOL, CRM, ROCKET])
def test_every_operation_is_a_tool_with_a_schema_of_its_own(folder: Path) -> None:
    """The SDK takes each schema, each name is allowed, and every argument is the method's."""

    async def do(client: Any) -> Any:
        return (await client.list_tools()).tools

    package = load(folder)
    tools = talk(do, folder, "all")
    served = [operation for operation in package.operations.values() if not operation.planned]
    assert len(tools) == len(served) + 1
    by_name = {package.methods[operation.id]: operation for operation in served}
    for tool in tools[:-1]:
        operation = by_name[tool.name]
        assert re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", tool.name)
        arguments = {param.name for param in operation.params}
        if operation.body is not None:
            arguments |= {field.name for field in operation.body.fields} or {"body"}
        assert set(tool.input_schema["properties"]) == arguments
        assert set(tool.input_schema["required"]) <= arguments
        assert "#/components" not in json.dumps(tool.input_schema)


def test_files_are_asked_for_in_base64_and_nothing_else_is() -> None:
    coded = {
        (tool.name, argument)
        for folder in (PUBLIC, BOL, CRM, ROCKET)
        for tool in tools_of(load(folder), ["all"])
        for argument, schema in tool.schema["properties"].items()
        if schema.get("contentEncoding") == "base64"
    }
    assert coded == {
        ("upload_invoice", "invoice"),
        *((f"upload_{what}", "body") for what in ("file", "subscribers", "transactions")),
    }


def test_names_that_are_cut_or_ours_stay_apart() -> None:
    package = load(PUBLIC)
    long = "a_name_of_many_words" * 5
    called = {"getStore": long, "getCart": long, "getProfile": "read_more"}
    other = replace(package, methods={**package.methods, **called})
    made = {tool.operation.id: tool.name for tool in tools_of(other)}
    assert len(set(made.values())) == len(made) == len(tools_of(package))
    assert max(map(len, made.values())) <= 64
    assert made["getProfile"] != "read_more"


def test_what_a_tool_does_is_told() -> None:
    async def do(client: Any) -> Any:
        return {tool.name: tool.annotations for tool in (await client.list_tools()).tools}

    told = talk(do, PUBLIC, "all")
    assert (told["get_store"].read_only_hint, told["get_store"].destructive_hint) == (True, False)
    post = told["add_cart_item"]
    assert (post.read_only_hint, post.idempotent_hint) == (False, False)


def test_which_arguments_go_together_is_told() -> None:
    found = {tool.name: tool.description for tool in tools_of(load(ROCKET), ["all"])}
    assert (
        "Give exactly one of session_external_id, link_name, session." in found["category_latest"]
    )
    assert "Give all or none of link_name, link_value." in found["category_latest"]


def test_a_call_and_its_refusals() -> None:
    async def do(client: Any) -> None:
        found = await client.call_tool("list_products", {"per_page": 1})
        assert not found.is_error
        assert json.loads(text_of(found))["data"][0]["id"]
        wrong = await client.call_tool("list_products", {"per_page": "many", "colour": 1})
        assert wrong.is_error
        assert "per_page" in text_of(wrong)
        assert "colour" in text_of(wrong)
        for name in ("add_cart_item", "no_such_tool"):
            refused = await client.call_tool(name, {})
            assert refused.is_error
            assert "not allowed here" in text_of(refused)

    talk(do, PUBLIC)


def test_an_error_of_the_vendor_says_what_to_mend_and_no_secret() -> None:
    async def do(client: Any) -> Any:
        return await client.call_tool("get_order", {"order_id": "1043946570"})

    failed = talk(do, BOL, credentials={"somebody:else"})
    assert failed.is_error
    told = json.loads(text_of(failed))
    assert told["status"] == 401
    assert told["error"]
    assert "secret-of-the-shop" not in text_of(failed)


def test_a_long_answer_is_read_in_pieces() -> None:
    async def do(client: Any) -> str:
        piece = text_of(await client.call_tool("list_countries", {}))
        whole = ""
        for _ in range(1000):
            kept, _, rest = piece.partition("\n\n[")
            whole += kept
            found = re.search(r"handle '(.+)' and offset (\d+)\]", rest)
            if found is None:
                return whole
            handle, offset = found.group(1), int(found.group(2))
            piece = text_of(
                await client.call_tool("read_more", {"handle": handle, "offset": offset})
            )
        raise AssertionError("it has no end")

    whole = talk(do, PUBLIC, most=200)
    assert json.loads(whole)["data"]

    async def lost(client: Any) -> Any:
        return await client.call_tool("read_more", {"handle": "answer-9", "offset": 0})

    refused = talk(lost, PUBLIC)
    assert refused.is_error
    assert "call the tool again" in text_of(refused)


def test_of_long_answers_the_oldest_are_forgotten() -> None:
    answers = Answers(10)
    for _ in range(KEPT + 1):
        answers.text(b"x" * 30, "text/plain")
    with pytest.raises(LookupError):
        answers.more("answer-1", 10)
    assert answers.more("answer-2", 20) == "x" * 10


def test_bytes_are_not_poured_into_a_conversation() -> None:
    assert Answers().text(b"%PDF\0", "application/pdf") == "[5 bytes of application/pdf]"


def test_a_file_is_given_as_base64() -> None:
    async def do(client: Any) -> Any:
        (tool,) = [t for t in (await client.list_tools()).tools if t.name == "upload_file"]
        assert tool.input_schema["properties"]["body"]["contentEncoding"] == "base64"
        bad = await client.call_tool("upload_file", {"body": "%%%"})
        assert "base64" in text_of(bad)
        return await client.call_tool("upload_file", {"body": base64.b64encode(b"abc").decode()})

    answer = talk(do, CRM, "files")
    assert not answer.is_error, text_of(answer)


def test_there_is_something_to_read() -> None:
    async def do(client: Any) -> None:
        uris = [str(one.uri) for one in (await client.list_resources()).resources]
        assert uris == [
            f"specwright://shoprocket-public/{name}"
            for name in ("README.md", "api.txt", "openapi.json")
        ]
        for uri in uris:
            assert (await client.read_resource(uri)).contents[0].text

    talk(do, PUBLIC)


def test_over_standard_input_and_output() -> None:
    async def main() -> None:
        params = StdioServerParameters(
            command=COMMAND[0],
            args=[*COMMAND[1:], "bol-retailer", "--sandbox", "--allow", "orders"],
            cwd=str(ROOT),
        )
        async with Client(stdio_client(params)) as client:
            tools = {tool.name for tool in (await client.list_tools()).tools}
            assert {"get_orders", "read_more"} <= tools
            found = await client.call_tool("get_orders", {})
            assert json.loads(text_of(found))["orders"]

    asyncio.run(main())


@contextmanager
def over_http(**environment: str) -> Iterator[str]:
    command = [*COMMAND, "shoprocket-public", "--sandbox", "--http", "0"]
    env = {**os.environ, **environment}
    with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            lines = []
            for line in process.stderr:
                lines.append(line)
                if line.startswith("http://127.0.0.1:"):
                    assert lines[0].endswith(" tools over HTTP\n")
                    yield line.strip()
                    break
            else:
                raise AssertionError("".join(lines))
        finally:
            process.terminate()


def test_over_http_with_a_token_alone() -> None:
    async def ask(url: str, token: str) -> Any:
        headers = {"authorization": f"Bearer {token}"}
        async with (
            httpx2.AsyncClient(headers=headers, trust_env=False) as http,
            Client(streamable_http_client(url, http_client=http)) as client,
        ):
            return await client.call_tool("get_store", {})

    with over_http(**{TOKEN: "of-this-run"}) as url:
        answer = asyncio.run(ask(url, "of-this-run"))
        assert json.loads(text_of(answer))["data"]
        for headers in ({}, {"authorization": "Bearer of-another"}):
            refused = httpx2.post(url, json={}, headers=headers, trust_env=False)
            assert refused.status_code == 401
        asked = {"authorization": "Bearer of-this-run", "accept": MEDIA}
        for host, status in (({}, 200), ({"host": "evil.test"}, 421)):
            answer = httpx2.post(url, json=HELLO, headers=asked | host, trust_env=False)
            assert answer.status_code == status


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nobody"], "there is no package nobody"),
        (["shoprocket-public"], "SHOPROCKET_PUBLIC_PUBLISHABLE_KEY"),
        (["shoprocket-public", "--allow", "DELTE"], "DELTE: no method, tag or operation"),
    ],
)
def test_what_cannot_be_served_is_one_line(arguments: list[str], said: str) -> None:
    done = subprocess.run(
        [*COMMAND, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, stdin=-3
    )
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_installed_package_is_served_by_its_name(tmp_path: Path) -> None:
    """As a wheel leaves it: the package alone, without what stands beside it."""
    there = tmp_path / "site" / "shoprocket_public"
    shutil.copytree(PUBLIC / "shoprocket_public", there)
    parameters = StdioServerParameters(
        command=COMMAND[0],
        args=[*COMMAND[1:], "shoprocket-public", "--sandbox"],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{there.parent}"},
        cwd=tmp_path,
    )

    async def main() -> tuple[set[str], Any]:
        async with Client(stdio_client(parameters)) as client:
            resources = (await client.list_resources()).resources
            return {one.name for one in resources}, await client.call_tool("get_store", {})

    resources, answer = asyncio.run(main())
    assert resources == {"openapi.json"}
    assert not answer.is_error, text_of(answer)
    assert json.loads(text_of(answer))
