"""Models of a long way round: pydantic goes down it by recursion, and Python's stack is short."""

from __future__ import annotations

import sys
import threading
from types import ModuleType
from typing import Any

import pytest

from generator.runtime.ground.adapters import adapter_for, with_room
from generator.runtime.ground.model import Model

_MANY = 350


def _models(last: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A module of models, as generated ones are: `N0` refers to `N1` and so on, to the last."""
    module = ModuleType(f"models_until_{last}")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    source = ["from __future__ import annotations"]
    for number, following in enumerate([*(f"N{n + 1}" for n in range(_MANY - 1)), last]):
        source += [
            f"class N{number}(Model):",
            "    name: str",
            f"    next: {following} | None = None",
        ]
    vars(module)["Model"] = Model
    exec("\n".join(source), vars(module))
    return module


@pytest.mark.parametrize("last", ["N0", "str"])
def test_a_long_way_round(last: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a circle, or in a chain: made first by several threads at once, then read."""
    models = _models(last, monkeypatch)
    limit, size = sys.getrecursionlimit(), threading.stack_size()
    made: list[Any] = []
    start = threading.Barrier(3)

    def first(number: int) -> None:
        start.wait()
        made.append(getattr(models, f"N{number}")(name="a", next={"name": "b"}).next)

    threads = [threading.Thread(target=first, args=(number,)) for number in (0, 0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(one).__name__ for one in made) == ["N1", "N1", "N2"]
    assert (sys.getrecursionlimit(), threading.stack_size()) == (limit, size)
    text = b'[{"name":"a","next":{"name":"b","next":{"name":"c"}}}]'
    adapter = adapter_for(list[models.N7])
    read = adapter.validate_json(text)
    assert isinstance(read[0].next.next, models.N9)
    assert adapter.dump_json(read, exclude_unset=True) == text


def test_what_ends_nowhere_is_given_up() -> None:
    def endless() -> None:
        endless()

    limit = sys.getrecursionlimit()
    with pytest.raises(RecursionError):
        with_room(endless)
    assert sys.getrecursionlimit() == limit
    assert with_room(lambda: 1) == 1


def test_names_of_where_it_was_called() -> None:
    class Inner(Model):
        name: str

    class Outer(Model):
        inner: Later

    Later = Inner  # known only here, and only now
    assert Later is Inner
    Outer.model_rebuild()
    assert Outer.model_validate({"inner": {"name": "a"}}).inner == Inner(name="a")
    with pytest.raises(NameError):
        _elsewhere()
    assert Outer.model_rebuild() is None
    assert Outer.model_rebuild(force=True, _types_namespace={"Later": Inner}) is True


def _elsewhere() -> None:
    class Lonely(Model):
        inner: NoSuchName  # type: ignore[name-defined]  # noqa: F821

    Lonely.model_rebuild()
