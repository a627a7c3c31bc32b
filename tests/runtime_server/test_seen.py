"""What an observer is told, what a sandbox says that it remembers, and a port that is taken."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from generator.runtime.server import Fault, Seen, running
from generator.runtime.server.serve import ServerError
from tests.runtime_server.support import application, calling


def test_an_observer_is_told_what_was_decided() -> None:
    told: list[Seen] = []
    app = application(observer=told.append, limits=True)
    with calling(app) as client:
        client.get("/products/mug")
        client.get("/products/mug", headers={"authorization": ""})
        client.get("/nowhere")
        client.get("/products", params={"inStock": "yes"})
        client.patch("/products/mug", json={"price": "cheap"})
    good, stranger, nowhere, spelt, invalid = told
    assert good.call is not None
    assert good.call.operation.id == "getProduct"
    assert good.call.arguments == {"product": "mug"}
    assert list(good.call.credentials) == ["key"]
    assert (good.reply.status, good.refusal, good.fault) == (200, None, None)
    assert good.left == {"3 in 60 s": 2}
    assert stranger.refusal is not None
    assert stranger.refusal.reason == "missing-credentials"
    assert stranger.left == {"3 in 60 s": 1}
    assert nowhere.call is None
    assert nowhere.reply.status == 404
    assert spelt.call is not None
    assert any("inStock" in place for place in spelt.call.spelt)
    assert invalid.refusal is not None
    assert "price" in invalid.refusal.fields


def test_faults_are_told_and_a_request_may_still_ask_for_its_own() -> None:
    told: list[Seen] = []

    def once(attempt: Any) -> Fault | None:
        return Fault(status=503) if attempt.number == 1 else None

    with calling(application(observer=told.append, faults=once)) as client:
        assert client.get("/products/mug").status_code == 503
        with pytest.raises(Exception, match="breaks off"):
            client.get("/products/mug", headers={"prefer": "fault=reset"})
    assert told[0].fault == Fault(status=503)
    assert told[1].fault is not None
    assert told[1].fault.reset


def test_a_sandbox_says_what_it_remembers() -> None:
    app = application()
    with calling(app) as client:
        assert app.contents()["things"] == {}
        made = client.post("/products", json={"name": "Cup", "price": 3}).json()["data"]
        client.delete("/products/mug")
        things = app.contents()["things"]
        assert things[f"/products/{made['id']}"]["name"] == "Cup"
        assert things["/products/mug"] is None
        app.reset()
        assert app.contents()["things"] == {}
    assert application(object()).contents() == {}


@pytest.mark.parametrize("host", ["127.0.0.1", "203.0.113.7"])
def test_an_address_that_cannot_be_had_is_said(
    host: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(ServerError, match=f"cannot listen on {host}, port {port}: "),
            running(application(), host, port),
        ):
            pass
    assert capfd.readouterr().err == ""
