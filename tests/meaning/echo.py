"""Values that travel: client, wire, stub, implementation, and the same way back.

A document is made around schemas: for each of them one operation that takes a list of
its values and answers with the list. The client refuses every departure from the
document (`strict`), and the stub checks what it is sent and what it sends.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from tests.conventions.compiled import package, part
from tests.support import answer, document, operation, ref

MANY = "application/json"


def tree(schemas: dict[str, Any], names: list[str] | None = None) -> dict[str, Any]:
    """A document whose operations echo lists of these components."""
    paths = {}
    for name in names or list(schemas):
        held = {"type": "array", "items": ref(name)}
        body = {"required": True, "content": {MANY: {"schema": held}}}
        asked = operation(f"echo{name}", requestBody=body, responses={"200": answer(held)})
        paths[f"/{name}"] = {"post": asked}
    return document(paths, schemas)


class Echo:
    """An implementation that keeps what it is given, and gives it back."""

    seen: list[Any]

    def echo(self, body: list[Any]) -> list[Any]:
        """The method of every operation."""
        self.seen = body
        return body


class Line:
    """A client and a stub of one package, with a socket between them."""

    def __init__(self, module: ModuleType, client: Any, echo: Echo) -> None:
        self.module = module
        self.models = module.models
        self.client = client
        self.echo = echo
        self.errors = part(module, "errors")

    def carry(self, name: str, *values: Any) -> tuple[list[Any], list[Any]]:
        """What the implementation got of values, and what the client got back."""
        method = getattr(self.client.things, f"echo_{name}")
        back = list(method(body=list(values)))
        return self.echo.seen, back

    def same(self, name: str, *values: Any) -> list[Any]:
        """Values that must arrive as they are, on both ends; gives what came back."""
        seen, back = self.carry(name, *values)
        assert [type(one) for one in seen] == [type(one) for one in back]
        assert seen == back
        return back


@contextlib.contextmanager
def line(
    title: str,
    schemas: dict[str, Any],
    names: list[str] | None = None,
    codes: frozenset[str] = frozenset(),
) -> Iterator[Line]:
    """A line for a document of its own, with findings of these codes."""
    with line_of(package(title, tree(schemas, names), codes)) as held:
        yield held


@contextlib.contextmanager
def line_of(module: ModuleType) -> Iterator[Line]:
    """A line for a package of such a document."""
    methods = part(module, "server.app").OPERATIONS
    echo = type("Echoing", (Echo,), dict.fromkeys(methods, Echo.echo))()
    app = part(module, "server").create_app(echo)
    serve = part(module, "_runtime.server.serve")
    with serve.running(app) as url, module.Client(base_url=url, strict=True, trust_env=False) as c:
        yield Line(module, c, echo)
