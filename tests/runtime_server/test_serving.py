"""An application on a socket: where it listens, what it says, and how it ends."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from generator.runtime.ground.operation import Api, Operation
from generator.runtime.server import Application
from generator.runtime.server.serve import ServerError, running

READ = Operation[Any]("read", "GET", "/things")
TREE: dict[str, Any] = {
    "openapi": "3.1.0",
    "paths": {"/things": {"get": {"responses": {"204": {"description": ""}}}}},
}
ROOT = Path(__file__).resolve().parents[2]


def application(implementation: object | None = None) -> Application:
    return Application(Api("p", "Shop", "2"), (READ,), TREE, implementation)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_it_answers_at_the_address_that_it_gives_and_no_longer_afterwards(host: str) -> None:
    with running(application(), host) as url:
        shown = f"[{host}]" if ":" in host else host
        assert url.rpartition(":")[0] == f"http://{shown}"
        response = httpx.get(f"{url}/things", trust_env=False)
        assert (response.status_code, "server" in response.headers) == (204, False)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/things", trust_env=False)


def test_it_takes_the_port_that_it_is_given_and_says_if_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = f"cannot listen on 127.0.0.1, port {port}: address already in use"
        with pytest.raises(ServerError, match=said), running(application(), port=port):
            pass
    with running(application(), port=port) as url:
        assert url == f"http://127.0.0.1:{port}"


def test_an_address_of_another_machine_is_refused() -> None:
    said = "cannot listen on 192.0.2.1, port 0: cannot assign requested address"
    with pytest.raises(ServerError, match=said), running(application(), "192.0.2.1"):
        pass


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_implementation_that_does_not_start_ends_it(caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        async def __aenter__(self) -> None:
            raise RuntimeError("no database")

    with (
        pytest.raises(ServerError, match="the application does not start"),
        running(application(Broken())),
    ):
        pass
    assert "the implementation cannot start" in caplog.text


PROGRAM = """
import sys
if sys.argv[1:] == ["none"]:
    sys.modules["uvicorn"] = None
from generator.runtime.server.serve import ServerError, serve
from tests.runtime_server.test_serving import application
try:
    serve(application())
except ServerError as error:
    print(error)
"""


def test_it_serves_until_it_is_interrupted() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        said, _, url = process.stdout.readline().strip().rpartition(" ")
        assert said == "Shop 2 listens on"
        assert httpx.get(f"{url}/things", trust_env=False).status_code == 204
        process.send_signal(2)
        assert process.wait(30) == 0
        assert process.stdout.read() == ""
    finally:
        process.kill()
        process.communicate()


def test_without_uvicorn_it_says_what_to_install() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "none"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout == "serving needs uvicorn: install the package's [server] extra\n"
