"""The Model Context Protocol server of a package, by the official SDK (extra `[mcp]`)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

import jsonschema_rs
from mcp import types
from mcp.server.lowlevel import Server

from generator.agents.answers import Answers
from generator.agents.package import Package
from generator.agents.tools import MORE, Tool

_MORE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "handle": {"type": "string", "description": "As the shortened answer names it."},
        "offset": {"type": "integer", "minimum": 0, "description": "Where to go on."},
    },
    "required": ["handle", "offset"],
    "additionalProperties": False,
}
_FAULTS = 5
"""Wrong arguments that one refusal names."""


class Desk:
    """What the server does when it is asked."""

    def __init__(
        self, package: Package, client: Any, tools: Sequence[Tool], answers: Answers
    ) -> None:
        self.package = package
        self.client = client
        self.tools = {tool.name: tool for tool in tools}
        self.answers = answers
        self._checks: dict[str, Any] = {}

    async def list_tools(self, *_: Any) -> types.ListToolsResult:
        """Every tool that is allowed, and the one that reads on."""
        made = [
            types.Tool(
                name=tool.name,
                title=tool.title,
                description=tool.description,
                input_schema=tool.schema,
                annotations=types.ToolAnnotations(
                    title=tool.title,
                    read_only_hint=tool.reads,
                    destructive_hint=tool.destroys,
                    idempotent_hint=tool.repeatable,
                    open_world_hint=True,
                ),
            )
            for tool in self.tools.values()
        ]
        made.append(
            types.Tool(
                name=MORE,
                title="Read on",
                description="The next piece of an answer that was too long.",
                input_schema=_MORE_SCHEMA,
                annotations=types.ToolAnnotations(
                    read_only_hint=True, idempotent_hint=True, open_world_hint=False
                ),
            )
        )
        return types.ListToolsResult(tools=made)

    async def call_tool(self, _: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        """Make the call; whatever goes wrong is an answer that says what to mend."""
        arguments = dict(params.arguments or {})
        if params.name == MORE:
            return self._read_on(arguments)
        tool = self.tools.get(params.name)
        if tool is None:
            return _refused(f"there is no tool {params.name!r}, or it is not allowed here")
        if wrong := self._wrong(tool, arguments):
            return _refused(wrong)
        try:
            for name in tool.files & arguments.keys():
                arguments[name] = base64.b64decode(str(arguments[name]), validate=True)
        except binascii.Error as error:
            return _refused(f"a file is given as base64: {error}")
        try:
            settings = self.client._merged({"planned": True} if tool.operation.planned else None)
            answer = await self.client.send(tool.operation, arguments, settings)
        except self.package.module.errors.ApiError as error:
            return _refused(_told(error))
        media = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        text = self.answers.text(answer.content, media)
        return types.CallToolResult(content=[types.TextContent(text=text or f"{answer.status}")])

    def _read_on(self, arguments: dict[str, Any]) -> types.CallToolResult:
        try:
            handle, offset = str(arguments["handle"]), int(arguments["offset"])
            text = self.answers.more(handle, max(offset, 0))
        except (LookupError, TypeError, ValueError) as error:
            return _refused(f"{MORE} takes a handle and an offset: {error}")
        return types.CallToolResult(content=[types.TextContent(text=text)])

    def _wrong(self, tool: Tool, arguments: dict[str, Any]) -> str:
        """What the arguments' schema says of them; empty where they fit."""
        if tool.name not in self._checks:
            self._checks[tool.name] = jsonschema_rs.validator_for(tool.schema)
        found = []
        for error in self._checks[tool.name].iter_errors(arguments):
            where = "/".join(map(str, error.instance_path)) or "arguments"
            found.append(f"{where}: {error.message[:200]}")
            if len(found) == _FAULTS:
                break
        return "; ".join(found)

    async def list_resources(self, *_: Any) -> types.ListResourcesResult:
        """What there is to read: the package's README, its surface, and the document."""
        return types.ListResourcesResult(
            resources=[
                types.Resource(name=name, uri=self._uri(name), description=text, mime_type=media)
                for name, (text, media) in _RESOURCES.items()
                if name == "openapi.json" or (self.package.folder / name).is_file()
            ]
        )

    async def read_resource(
        self, _: Any, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        """One of them.

        Raises:
            ValueError: There is no such resource.
        """
        for name, (_text, media) in _RESOURCES.items():
            if str(params.uri) == self._uri(name):
                if name == "openapi.json":
                    text = json.dumps(self.package.document, ensure_ascii=False, indent=1)
                else:
                    text = (self.package.folder / name).read_text(encoding="utf-8")
                content = types.TextResourceContents(
                    uri=str(params.uri), mime_type=media, text=text
                )
                return types.ReadResourceResult(contents=[content])
        raise ValueError(f"there is no resource {params.uri}")

    def _uri(self, name: str) -> str:
        return f"specwright://{self.package.folder.name}/{name}"


_RESOURCES = {
    "README.md": ("How the package is used, with a first call.", "text/markdown"),
    "api.txt": ("Every call with its arguments and result, a line each.", "text/plain"),
    "openapi.json": ("The document that client and server keep to.", "application/json"),
}


def server_of(desk: Desk) -> Server[Any]:
    """The protocol's server around a desk."""
    api = desk.package.api
    return Server(
        desk.package.name,
        version=api.version,
        title=api.title,
        instructions=(
            f"Tools call {api.title} with its limits, deadlines and retries kept. Answers that are"
            f" long are shortened; {MORE} gives the rest."
        ),
        on_list_tools=desk.list_tools,
        on_call_tool=desk.call_tool,
        on_list_resources=desk.list_resources,
        on_read_resource=desk.read_resource,
    )


def _refused(text: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=text)], is_error=True)


def _told(error: Any) -> str:
    """An error as an agent can act on it: what, why, and when to come again."""
    facts = {
        "error": type(error).__name__,
        "status": error.status,
        "code": error.code,
        "message": error.message or str(error),
        "fields": dict(error.fields) or None,
        "request_id": error.request_id,
        "retry_after_seconds": error.retry_after,
    }
    return json.dumps({key: value for key, value in facts.items() if value}, ensure_ascii=False)
