"""What a generated package says of itself beside its code: README, metadata, docstrings, names."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator

import pytest

from generator.command.pipeline import generate
from generator.command.settings import NOTHING_SET
from tests.reference.rich import rich
from tests.support import document, operation, query, written

Files = dict[str, str]
GROUPS = {"x-parameter-groups": [{"exactly-one": ["a", "b"]}]}
OTHER = document(
    {
        "/a": {"get": operation("a", parameters=[query("a"), query("b")], **GROUPS)},
        "/b": {"get": operation("b", parameters=[{"$ref": "#/components/parameters/None"}])},
    },
    tags=[{"name": "things", "description": "All | of them. And more."}],
) | {"x-specwright": 1}


def _files(tree: dict[str, object], *halves: str) -> Files:
    with written(tree) as path:
        made = generate(path, NOTHING_SET._replace(halves=halves or ("client", "server")))
    return {name: data.decode() for name, data in made.files.items() if "_runtime" not in name}


@pytest.fixture(scope="module")
def files() -> Files:
    return _files(rich())


@pytest.fixture(scope="module")
def other() -> Files:
    """A client alone, of a document with a fault."""
    return _files(OTHER, "client")


def test_a_readme_tells_what_there_is(files: Files, other: Files) -> None:
    readme = files["README.md"]
    head, _, rest = readme.partition("\n")
    assert head == "# Rich"
    assert "`specs/acme`: do not edit" in rest
    assert "`[http2]` for HTTP/2, `[server]` for the server" in rest
    assert 'with Client(key="…") as client:\n    print(client.things.ping())\n```' in rest
    row = "| `client.things` |  | `add`, `find`, `later`, `old_ping`, `ping`, `soon` |"
    assert row in rest
    assert "of `acme.server.protocol.Implementation`" in rest
    assert rest.endswith("---\n\nAll of it.\n")
    assert "one of several arguments" not in rest
    assert "## Left out" not in rest
    assert other["acme/api/things.py"].count('    """All | of them.') == 2
    assert other["acme/client.py"].count('ThingsApi")\n    """All | of them.') == 2
    own = other["README.md"]
    assert "Where a method wants one of several arguments" in own
    assert "| `client.things` | All \\| of them. | `a`" in own
    assert "## Serve" not in own
    assert "[server]" not in own
    assert "\n- " in own.partition("## Left out")[2]
    assert "/b" in own.partition("## Left out")[2]


def test_a_package_of_a_server_alone_says_so() -> None:
    made = _files(OTHER, "server")
    assert "## Call" not in made["README.md"]
    assert "## Serve" in made["README.md"]
    assert "Extras" not in made["README.md"]
    project = tomllib.loads(made["pyproject.toml"])["project"]
    needed = {entry.partition(">")[0] for entry in project["dependencies"]}
    assert needed == {"jiter", "jsonschema-rs", "pydantic", "uvicorn[standard]"}
    assert "optional-dependencies" not in project
    assert "server as server" in made["acme/__init__.py"]
    assert "GET /a" in made["acme/server/protocol.py"]


def test_metadata_names_what_extras_need(files: Files, other: Files) -> None:
    whole = tomllib.loads(files["pyproject.toml"])
    project = whole["project"]
    assert {entry.partition(">")[0] for entry in project["dependencies"]} == {"httpx", "pydantic"}
    extras = {
        name: {entry.partition(">")[0] for entry in entries}
        for name, entries in project["optional-dependencies"].items()
    }
    assert extras == {
        "http2": {"httpx[http2]"}, "redis": {"redis"}, "webhooks": {"cryptography"},
        "server": {"jiter", "jsonschema-rs", "uvicorn[standard]"},
    }  # fmt: skip
    assert project["version"] == "1.2"
    assert project["urls"] == {"Documentation": "https://vendor.example"}
    assert "Typing :: Typed" in project["classifiers"]
    targets = whole["tool"]["hatch"]["build"]["targets"]
    assert targets["wheel"] == {"core-metadata-version": "2.4", "packages": ["acme"]}
    assert targets["sdist"] == {"core-metadata-version": "2.4"}
    alone = tomllib.loads(other["pyproject.toml"])["project"]
    assert "server" not in alone["optional-dependencies"]
    assert "urls" not in alone


def _undocumented(text: str) -> Iterator[str]:
    """Public classes, functions and constants of a module without a docstring."""
    tree = ast.parse(text)
    if not ast.get_docstring(tree):
        yield "the module"
    waiting: list[tuple[str, ast.Module | ast.ClassDef]] = [("", tree)]
    while waiting:
        where, holder = waiting.pop()
        for node, after in zip(holder.body, [*holder.body[1:], None], strict=True):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                if not ast.get_docstring(node):
                    yield where + node.name
                if isinstance(node, ast.ClassDef):
                    waiting.append((f"{where}{node.name}.", node))
            elif isinstance(node, ast.AnnAssign) and isinstance(holder, ast.Module):
                told = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
                if not told and isinstance(node.target, ast.Name):
                    yield where + node.target.id


def test_everything_public_is_documented(files: Files) -> None:
    bare = {
        name: sorted(_undocumented(text))
        for name, text in files.items()
        if name.endswith(".py") and "/models/" not in name and "/operations/" not in name
    }
    assert {name: found for name, found in bare.items() if found} == {}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("acme/__init__.py", '"""Rich.\n\nAll of it.\n"""'),
        ("acme/client.py", "            key: Yours.\n            shop: Server variable shop.\n"),
        ("acme/webhooks.py", 'MADE: Webhook[models.Thing] = Webhook("made", lambda: models.Thing)\n"""A thing was made"""'),
        ("acme/callbacks.py", '"""It has grown"""'),
        ("acme/callbacks.py", "CALLBACKS: tuple[Callback[Any], ...] = (GROWN,)"),
        ("acme/models/shared.py", 'class Thing(Model):\n    """A thing."""\n'),
        ("acme/models/shared.py", '    """Deprecated.\n\n    Its colour."""\n'),
        ("acme/errors.py", "import DriftWarning as DriftWarning"),
        *(("acme/testing.py", f"{name} as {name}") for name in ("Attempt", "Fault", "running", "InProcess", "create_app")),
        *(("acme/server/__init__.py", f"{name} as {name}")
          for name in ("Answer", "Fault", "Refusal", "Result", "Unimplemented", "current", "running", "serve",
                       "create_app", "InProcess", "__getattr__")),
        *(("acme/__init__.py", f"{name} as {name}")
          for name in ("Client", "AsyncClient", "ApiError", "errors", "models", "UNSET", "Page", "RedisLimiter", "File", "raw")),
        ("acme/__init__.py", '"client": "AsyncClient Client", "errors": "ApiError errors",'),
        ("acme/__init__.py", '"_runtime.client.paging": "AsyncPage AsyncPages Page",'),
    ],
)  # fmt: skip
def test_names_and_words(files: Files, name: str, said: str) -> None:
    assert said in files[name]
    assert files[name].startswith("# Generated by specwright from specs/acme; do not edit: ")
