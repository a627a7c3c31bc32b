"""`specwright mcp` from its command line to its answers, in this process: what each argument does."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from generator.agents.package import Unusable, client_of, load
from generator.command.cli import main
from tests.support import ROOT

PUBLIC = "shoprocket_public"
OUT = str(ROOT / "generated")
Out = pytest.CaptureFixture[str]


class Agent:
    """The other side of standard input and output, in a thread of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, asked: list[tuple[str, dict[str, Any]]]):
        self.answers: list[Any] = []
        theirs, ours = os.pipe()
        heard, said = os.pipe()
        self._write, self._read = os.fdopen(ours, "w"), os.fdopen(heard, "r")
        self._held = os.fdopen(theirs, "rb"), os.fdopen(said, "wb")
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(self._held[0]))
        monkeypatch.setattr("sys.stdout", io.TextIOWrapper(self._held[1]))
        self._thread = Thread(target=self._talk, args=(asked,), daemon=True)
        self._thread.start()

    def _talk(self, asked: list[tuple[str, dict[str, Any]]]) -> None:
        hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "a", "version": "1"}}  # fmt: skip
        with self._write:
            for number, (method, params) in enumerate([("initialize", hello), *asked]):
                message = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
                print(json.dumps(message), file=self._write, flush=True)
                self.answers.append(json.loads(self._read.readline()))
                if not number:
                    ready = {"jsonrpc": "2.0", "method": "notifications/initialized"}
                    print(json.dumps(ready), file=self._write, flush=True)

    def done(self) -> list[Any]:
        """The results, but for the first that says hello."""
        self._thread.join(60)
        self._read.close()
        for held in self._held:
            held.close()
        return [one.get("result", one) for one in self.answers[1:]]


def call(name: str, **arguments: Any) -> tuple[str, dict[str, Any]]:
    return "tools/call", {"name": name, "arguments": arguments}


TOOLS: tuple[str, dict[str, Any]] = ("tools/list", {})
STORE = call("get_store")


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> Any:
    """Asks a run of the command; gives what it answered, and what it said to people."""

    def asked(arguments: list[str], *messages: tuple[str, dict[str, Any]]) -> tuple[Any, str]:
        with monkeypatch.context() as patch:
            agent = Agent(patch, list(messages))
            assert main(["mcp", *arguments]) == 0
            return agent.done(), capsys.readouterr().err

    return asked


def names(answer: Any) -> set[str]:
    return {tool["name"] for tool in answer["tools"]}


def text(answer: Any) -> str:
    return str(answer["content"][0]["text"])


def test_the_sandbox_is_called_with_what_only_reads(talk: Any) -> None:
    """It takes any credential: none of the environment is needed."""
    (tools, store), said = talk(["shoprocket-public", "--out", OUT, "--sandbox"], TOOLS, STORE)
    assert json.loads(text(store))["data"]
    assert "add_cart_item" not in names(tools)
    assert {"get_store", "read_more"} <= names(tools)
    count = len(names(tools)) - 1
    assert said == f"{PUBLIC}: {count} tools over standard input and output\n"


def test_what_is_allowed_is_offered_and_answers_are_as_long_as_was_said(talk: Any) -> None:
    arguments = ["--allow", "getStore", "--allow", "add_cart_item", "--most", "40"]
    folder = f"{OUT}/shoprocket-public"
    (tools, store), _ = talk([folder, "--sandbox", *arguments], TOOLS, STORE)
    assert names(tools) == {"get_store", "add_cart_item", "read_more"}
    piece, _, rest = text(store).partition("\n\n[")
    assert len(piece) == 40
    assert "read_more with handle 'answer-1' and offset 40" in rest


def test_at_least_a_character_of_an_answer_is_given(talk: Any) -> None:
    (store,), _ = talk(["shoprocket-public", "--out", OUT, "--sandbox", "--most", "0"], STORE)
    assert text(store).startswith("{\n\n[")


def test_another_server_is_called_with_the_credentials_of_the_environment(
    talk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = load(Path(OUT, "shoprocket-public"))
    testing = __import__(f"{package.name}.testing", fromlist=["running"])
    with testing.running(testing.create_app(credentials={"of-this-machine"})) as url:
        given = ["shoprocket-public", "--out", OUT, "--base-url", url]
        monkeypatch.setenv("SHOPROCKET_PUBLIC_PUBLISHABLE_KEY", "of-this-machine")
        (store,), _ = talk(given, STORE)
        assert json.loads(text(store))["data"]
        monkeypatch.setenv("SHOPROCKET_PUBLIC_PUBLISHABLE_KEY", "of-nobody")
        (store,), _ = talk(given, STORE)
        told = json.loads(text(store))
        assert (told["status"], told["code"]) == (401, "unauthorized")
        assert told["message"] == "The API key is missing or invalid."
        assert told["request_id"]
        assert "fields" not in told
        assert "of-nobody" not in text(store)


def test_arguments_that_do_not_fit_are_named_the_first_five(talk: Any) -> None:
    asked = {key: {"a": 1} for key in ("page", "per_page", "sort", "category", "search")}
    many, one, more, lost, back = talk(
        ["shoprocket-public", "--out", OUT, "--sandbox", "--most", "40"],
        call("list_products", **asked, colour=1, size=2),
        call("list_products", page="x", per_page="y"),
        call("get_store"),
        call("read_more", handle="answer-1"),
        call("read_more", handle="answer-1", offset=-5),
    )[0]
    assert many["isError"]
    assert one["isError"]
    assert len(text(many).split("; ")) == 5
    assert len(text(one).split("; ")) == 2
    assert text(one).startswith(("page: ", "per_page: "))
    assert text(lost).startswith("read_more takes a handle and an offset")
    assert lost["isError"]
    assert text(back) == text(more)


def test_what_there_is_to_read_is_read_and_nothing_else(talk: Any) -> None:
    root = "specwright://shoprocket-public/"
    (listed, surface, tree, none), _ = talk(
        ["shoprocket-public", "--out", OUT, "--sandbox"],
        ("resources/list", {}),
        ("resources/read", {"uri": f"{root}api.txt"}),
        ("resources/read", {"uri": f"{root}openapi.json"}),
        ("resources/read", {"uri": f"{root}manifest.json"}),
    )
    found = {one["uri"]: one["mimeType"] for one in listed["resources"]}
    assert found == {
        f"{root}README.md": "text/markdown",
        f"{root}api.txt": "text/plain",
        f"{root}openapi.json": "application/json",
    }
    (content,) = surface["contents"]
    assert content["text"] == Path(OUT, "shoprocket-public", "api.txt").read_text()
    assert content["mimeType"] == "text/plain"
    assert json.loads(tree["contents"][0]["text"])["openapi"]
    assert "error" in none


def test_a_package_that_is_none_has_a_nearest(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Out
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("acme", "other"):
        (tmp_path / "generated" / folder).mkdir(parents=True)
        (tmp_path / "generated" / folder / "manifest.json").write_text("{}")
    for name, said in (
        ("acne", "(there are: acme, other); did you mean acme?"),
        ("zzzzzz", "(there are: acme, other); run: specwright generate"),
    ):
        assert main(["mcp", name]) == 2
        assert capsys.readouterr().err == (
            f"specwright: there is no package {name} in generated/ {said}\n"
        )
    assert main(["mcp", "acme", "--out", "elsewhere"]) == 2
    assert "in elsewhere/ (there are: none)" in capsys.readouterr().err


def test_half_a_package_and_one_without_its_key_say_what_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    inner = tmp_path / "half" / "half"
    (inner / "server").mkdir(parents=True)
    for name in ("py.typed", "client.py"):
        (inner / name).touch()
    (tmp_path / "half" / "manifest.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    said = "half needs both halves: the client calls, and the server's document says what may be"
    assert main(["mcp", "half"]) == 2
    assert said in capsys.readouterr().err
    (inner / "server" / "openapi.json").write_text("{}")
    (inner / "client.py").unlink()
    assert main(["mcp", "half"]) == 2
    assert said in capsys.readouterr().err
    (inner / "client.py").touch()
    (inner / "__init__.py").write_text("import a_module_that_nobody_has")
    assert main(["mcp", "half"]) == 2
    assert "needs a_module_that_nobody_has, which is not installed" in capsys.readouterr().err
    package = load(Path(OUT, "bol-retailer"))
    monkeypatch.delenv("BOL_RETAILER_CLIENT_ID", raising=False)
    with pytest.raises(Unusable, match=r"credentials are read from \w+_CLIENT_ID.*_CLIENT_SECRET"):
        client_of(package, {})


@pytest.mark.parametrize(
    ("arguments", "module", "extra"),
    [
        (["mcp", "shoprocket-public", "--out", OUT], "generator.agents.serving", "mcp"),
        (["completion", "bash"], "shtab", "completion"),
    ],
)
def test_what_needs_an_extra_names_it(
    arguments: list[str], module: str, extra: str, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    assert main(arguments) == 2
    assert capsys.readouterr().err == (
        f"specwright: this needs {module}; install the extra: 'specwright[{extra}]'\n"
    )
