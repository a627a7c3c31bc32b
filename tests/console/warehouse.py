"""A document with something for every part of the console, and text that would like to be a page."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support import ROOT

HOSTILE = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
PAGE = """<title>page</title><p>text</p><script>
fetch("/_specwright/api/clock", {method: "POST", body: '{"ahead": 60}',
  headers: {"x-specwright-console": "1", "content-type": "application/json"}})
  .then((answer) => answer.text()).then((text) => document.title = text);
</script>"""
SECRET = "whsec-0123456789"
KEY = "wk_live_0123456789"

_ID = [
    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "example": "t-1"}
]
_THING = {"$ref": "#/components/schemas/Thing"}
_STATE = {"$ref": "#/components/schemas/State"}


def _answer(schema: Any, example: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": schema, "example": example}}
    return {"description": "Ok.", "content": content}


THING = {"id": "t-1", "name": "A thing", "stock": 3}
STATE = {"id": "job-1", "status": "DONE"}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.1",
    "x-specwright": 1,
    "info": {"title": f"Warehouse {HOSTILE}", "version": "1.2.0"},
    "servers": [{"url": "https://api.warehouse.example/v1"}],
    "security": [{"token": []}],
    "x-process": {
        "id": "/id",
        "status-operation": "getJob",
        "state": "/status",
        "pending": ["WAITING"],
        "success": ["DONE"],
        "failure": ["FAILED"],
    },
    "x-webhook-signature": {
        "header": "X-Signature",
        "algorithm": "hmac-sha256",
        "encoding": "hex",
    },
    "paths": {
        "/things": {
            "get": {
                "operationId": "listThings",
                "summary": f"List things {HOSTILE}",
                "tags": ["things"],
                "x-rate-limit": {"limit": 50, "per": 60},
                "parameters": [
                    {"name": "inStock", "in": "query", "schema": {"type": "boolean"}},
                    {
                        "name": "sort",
                        "in": "query",
                        "schema": {"type": "string", "enum": ["name", "stock"]},
                    },
                    {
                        "name": "tags",
                        "in": "query",
                        "schema": {"type": "array", "items": {"type": "string"}},
                    },
                ],
                "responses": {"200": _answer({"type": "array", "items": _THING}, [THING])},
            },
            "post": {
                "operationId": "addThing",
                "tags": ["things"],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": _THING,
                            "example": {"id": "t-1", "name": "A cup", "stock": 1},
                        }
                    },
                },
                "responses": {"201": _answer(_THING, THING)},
            },
        },
        "/things/{id}": {
            "parameters": _ID,
            "get": {
                "operationId": "getThing",
                "tags": ["things"],
                "responses": {
                    "200": _answer(_THING, THING),
                    "404": {"description": "There is none."},
                },
            },
            "delete": {
                "operationId": "deleteThing",
                "tags": ["things"],
                "responses": {"204": {"description": "Gone."}},
            },
        },
        "/things/{id}/labels": {
            "parameters": _ID,
            "post": {
                "operationId": "labelThing",
                "tags": ["things"],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/x-www-form-urlencoded": {
                            "schema": {
                                "type": "object",
                                "required": ["label"],
                                "properties": {
                                    "label": {"type": "string"},
                                    "at": {
                                        "type": "object",
                                        "properties": {"x": {"type": "integer"}},
                                    },
                                },
                            },
                            "example": {"label": "fragile & new", "at": {"x": 2}},
                        }
                    },
                },
                "responses": {"204": {"description": "Labelled."}},
            },
        },
        "/page": {
            "get": {
                "operationId": "getPage",
                "tags": ["pages"],
                "security": [],
                "responses": {
                    "200": {
                        "description": "A page.",
                        "content": {"text/html": {"schema": {"type": "string"}, "example": PAGE}},
                    }
                },
            }
        },
        "/jobs": {
            "post": {
                "operationId": "countStock",
                "tags": ["jobs"],
                "x-process": {"interval": 30},
                "responses": {"202": _answer(_STATE, {"id": "job-1", "status": "WAITING"})},
            }
        },
        "/jobs/{id}": {
            "parameters": _ID,
            "get": {
                "operationId": "getJob",
                "tags": ["jobs"],
                "responses": {"200": _answer(_STATE, STATE)},
            },
        },
    },
    "webhooks": {
        "thing.sold": {
            "post": {
                "operationId": "thingSold",
                "summary": "A thing was sold",
                "requestBody": {
                    "content": {"application/json": {"schema": _THING, "example": THING}}
                },
                "responses": {"204": {"description": "Heard."}},
            }
        }
    },
    "components": {
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "Thing": {
                "type": "object",
                "required": ["id", "name"],
                "properties": {
                    "id": {"type": "string"},
                    "name": {"type": "string"},
                    "stock": {"type": "integer"},
                },
            },
            "State": {
                "type": "object",
                "required": ["id", "status"],
                "properties": {
                    "id": {"type": "string"},
                    "status": {"type": "string", "enum": ["WAITING", "DONE", "FAILED"]},
                },
            },
        },
    },
}


def write(folder: Path, tree: Any = DOCUMENT) -> Path:
    """The document in a folder of its own."""
    path = folder / "warehouse" / "openapi.json"
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(json.dumps(tree), encoding="utf-8")
    return path


def generate(folder: Path) -> None:
    """Generate the packages of a folder's documents."""
    command = [sys.executable, "-m", "generator", "generate", "-q"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=folder, env=environment, check=True)


class Command:
    """`specwright serve` as a process, with what it has said so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self._more = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.url = self.wait(r"listens on (http://\S+)")[1]

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._more:
                self.lines.append(line.rstrip("\n"))
                self._more.notify_all()
        with self._more:
            self.lines.append("(ended)")
            self._more.notify_all()

    def wait(self, pattern: str) -> re.Match[str]:
        """The first line that is like a pattern, once it is there."""

        def found() -> re.Match[str] | None:
            return next((m for line in self.lines if (m := re.search(pattern, line))), None)

        with self._more:
            self._more.wait_for(lambda: found() or "(ended)" in self.lines, 120)
            match = found()
            assert match is not None, self.lines
            return match

    def stop(self) -> int:
        """Interrupt it; gives its exit status."""
        self.process.send_signal(2)
        return self.process.wait(60)


@contextlib.contextmanager
def serving(*arguments: str, cwd: Path) -> Iterator[Command]:
    """`specwright serve` with arguments, on any free port, in a folder."""
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", "serve", "--port", "0", *arguments],
        cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    try:
        yield Command(process)
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
