"""Generated packages on the path, one server on loopback, and the four ways to reach it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
for folder in sorted((ROOT / "generated").iterdir()):
    if (folder / "manifest.json").is_file():
        sys.path.insert(0, str(folder))

from tests.behaviour.shop import WAYS, Recorder, Shop, Way, create_app, running  # noqa: E402


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[str, Recorder]]:
    """A server on a socket of its own; tests change what it serves."""
    recorder = Recorder(create_app())
    with running(recorder) as url:
        yield url, recorder


@pytest.fixture(params=WAYS, ids=str)
def shop(request: pytest.FixtureRequest) -> Shop:
    """The sandbox, reached by either client, over a socket or in process."""
    way: Way = request.param
    return _shop(request, way)


@pytest.fixture(params=[way for way in WAYS if not way.socket], ids=str)
def near(request: pytest.FixtureRequest) -> Shop:
    """The sandbox, reached by either client, in process: for what a socket does not change."""
    way: Way = request.param
    return _shop(request, way)


@pytest.fixture
def calm() -> Shop:
    """The sandbox, reached by the synchronous client in process."""
    return Shop(Way(asynchronous=False, socket=False))


def _shop(request: pytest.FixtureRequest, way: Way) -> Shop:
    if not way.socket:
        return Shop(way)
    url, recorder = request.getfixturevalue("served")
    return Shop(way, url, recorder)
