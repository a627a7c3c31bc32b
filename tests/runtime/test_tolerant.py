"""The second reading of an answer: what fits is kept, what does not stays, and each place is told."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, RootModel
from typing_extensions import TypeAliasType

from generator.runtime.call.tolerant import Taken, tolerant
from generator.runtime.ground.kinds import Kinds

from .sdk import Model


class Sized(Model):
    __pydantic_extra__: dict[str, int]
    a: int | None = None


class Closed(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)
    a: int = Field(alias="aA")
    b: int = Field(5, alias="bB")


class Named(Model):
    """Members that Python calls as the wire may call others."""

    new: int | None = Field(None, alias="newOne")
    old: int | None = Field(None, alias="new")
    n: int


class A(Model):
    kind: Literal["a"]
    n: int


class B(Model):
    kind: Literal["b"]
    s: str


class Loose(Model):
    n: int
    m: int = 0


class Names(RootModel[list[int]]):
    pass


class Whole(Model):
    flat: list[int]
    table: dict[str, int]
    kind: A
    said: str
    rest: str = "d"
    perhaps: A | None = None
    share: float


TOLD = Annotated[A | B, Kinds("kind", ("a",), ("b",))]
OPEN = Annotated[A | Loose, Kinds("kind", ("a",), ("l",), open=True)]
ALIAS = TypeAliasType("ALIAS", Annotated[TOLD, "of somebody else's"])
INT = "not valid (int_parsing), not string"


def shown(value: Any) -> Any:
    """Models as their class, what was set, and all that they hold."""
    if isinstance(value, BaseModel):
        held = {**value.__dict__, **(value.model_extra or {})}
        return type(value).__name__, {name: shown(one) for name, one in held.items()}
    if isinstance(value, dict):
        return {key: shown(one) for key, one in value.items()}
    return [shown(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("kind", "data", "value", "places"),
    [
        # What fits costs nothing; nor does half of a pair, which no wire can hold anew.
        (A, {"kind": "a", "n": 1}, ("A", {"kind": "a", "n": 1}), []),
        (str, "\ud800", "\ud800", []),
        (dict[str, str], {"x": "\udfff"}, {"x": "\udfff"}, []),
        # What nobody names keeps its type, too.
        (Sized, {"a": "x", "b": 5}, ("Sized", {"a": "x", "b": 5}), [f"/a: {INT}"]),
        (Sized, {"a": 1, "c": "no"}, ("Sized", {"a": 1, "c": "no"}), [f"/*: {INT}"]),
        (Sized, {"a": 1, "c": "5"}, ("Sized", {"a": 1, "c": 5}), ["/*: not valid (int_type), not string"]),
        (Closed, {"aA": "x", "c": 5}, ("Closed", {"a": "x", "b": 5}), [f"/aA: {INT}"]),
        (Closed, {"bB": 7}, ("Closed", {"a": None, "b": 7}), ["/aA: missing"]),
        # The wire's names count, whatever Python calls which of them.
        (Named, {"new": 1, "n": "x"}, ("Named", {"new": None, "old": 1, "n": "x"}), [f"/n: {INT}"]),
        (Named, {"newOne": 1, "n": "x"}, ("Named", {"new": 1, "old": None, "n": "x"}), [f"/n: {INT}"]),
        (Named, {"new": 1, "newOne": 2, "old": 3, "n": "x"}, ("Named", {"new": 2, "old": 3, "n": "x"}), [f"/n: {INT}"]),
        # Lists, tuples and maps, item by item.
        (list[int], ["x", 1], ["x", 1], [f"/*: {INT}"]),
        (set[int], ["x", 1], ["x", 1], [f"/*: {INT}"]),
        (tuple[int, ...], ["x", 1], ["x", 1], [f"/*: {INT}"]),
        (tuple[int, str], [1], [1], ["/: 1 items, not 2"]),
        (tuple[int, str], ["x", 2, 3], ["x", "2", 3],
         ["/: 3 items, not 2", f"/*: {INT}", "/*: not valid (string_type), not number"]),
        (dict[str, int], {"a": "x", "b": 1}, {"a": "x", "b": 1}, [f"/*: {INT}"]),
        (Names, ["x", 1], ("Names", {"root": ["x", 1]}), [f"/*: {INT}"]),
        (dict[str, list[int]], {"a": ["x"]}, {"a": ["x"]}, [f"/*/*: {INT}"]),
        # A list of things as the map that it was to be: by the first name that all of them have.
        (dict[str, A], [{"code": "x", "kind": "a", "n": 1}],
         {"x": ("A", {"kind": "a", "n": 1, "code": "x"})}, ["/: array of things, not a map of them"]),
        (dict[str, Loose], [{"id": 1, "n": 1, "name": "q"}, {"id": 1, "n": "x", "name": "r"}],
         {"q": ("Loose", {"n": 1, "m": 0, "id": 1, "name": "q"}),
          "r": ("Loose", {"n": "x", "m": 0, "id": 1, "name": "r"})},
         ["/: array of things, not a map of them", f"/*/n: {INT}"]),
        (dict[str, Loose], [{"id": 7, "n": 1}, {"id": "8", "n": 1}],
         {"7": ("Loose", {"n": 1, "m": 0, "id": 7}), "8": ("Loose", {"n": 1, "m": 0, "id": "8"})},
         ["/: array of things, not a map of them"]),
        (dict[str, A], [{"code": "x"}, {}], [{"code": "x"}, {}], ["/: not valid (dict_type), not array"]),
        (dict[str, A], [{"code": "x"}, 5], [{"code": "x"}, 5], ["/: not valid (dict_type), not array"]),
        (dict[str, A], [{"code": []}], [{"code": []}], ["/: not valid (dict_type), not array"]),
        # Unions: constants first, then the fewest misfits, then who keeps something.
        (A | B, {"kind": "a", "n": "x"}, ("A", {"kind": "a", "n": "x"}), [f"/n: {INT}"]),
        (A | B, {"kind": "c"}, {"kind": "c"}, ["/: of no known kind"]),
        (A | B, {"s": "x"}, ("B", {"kind": None, "s": "x"}), ["/kind: missing"]),
        (A | B, {"s": 1}, ("A", {"kind": None, "n": None, "s": 1}), ["/kind: missing", "/n: missing"]),
        (A | B, {"n": "x"}, ("A", {"kind": None, "n": "x"}), ["/kind: missing", f"/n: {INT}"]),
        (Loose | A, {"n": "x", "m": "x"}, ("Loose", {"n": "x", "m": "x"}), [f"/n: {INT}", f"/m: {INT}"]),
        (A | B, 5, 5, ["/: not valid (model_type), not number"]),
        (A | None, {"kind": "c"}, ("A", {"kind": "c", "n": None}),
         ["/kind: not valid (literal_error), not string", "/n: missing"]),
        (int | list[int], ["x"], ["x"], [f"/*: {INT}"]),
        (list[int] | A, {"n": "x", "kind": "a"}, ("A", {"kind": "a", "n": "x"}), [f"/n: {INT}"]),
        (TOLD, {"kind": "b"}, ("B", {"kind": "b", "s": None}), ["/s: missing"]),
        (ALIAS, {"kind": "b"}, ("B", {"kind": "b", "s": None}), ["/s: missing"]),
        (TOLD, {"kind": "c", "n": 1}, {"kind": "c", "n": 1}, ["/: of no known kind"]),
        (OPEN, {"kind": "z", "n": "x"}, ("Loose", {"n": "x", "m": 0, "kind": "z"}), [f"/n: {INT}"]),
        # Values that have no parts.
        (Literal["x"], "y", "y", ["/: not valid (literal_error), not string"]),
        (list[int], None, None, ["/: not valid (list_type), not null"]),
        (int, True, True, ["/: not valid (int_type), not boolean"]),
        (str, [], [], ["/: not valid (string_type), not array"]),
        # The whole is never made up: an empty thing is one in its place only.
        (dict[str, int], [], [], ["/: not valid (dict_type), not array"]),
        (list[int], {}, {}, ["/: not valid (list_type), not object"]),
        (A, [], [], ["/: not valid (model_type), not array"]),
        (Whole, {"flat": {}, "table": [], "kind": [], "said": 1.5, "rest": None, "share": 1},
         ("Whole", {"flat": [], "table": {}, "kind": ("A", {"kind": None, "n": None}), "said": "1.5",
                    "rest": "d", "perhaps": None, "share": 1.0}),
         ["/flat: not valid (list_type), not object", "/table: not valid (dict_type), not array",
          "/kind: empty array, not object", "/kind/kind: missing", "/kind/n: missing",
          "/said: not valid (string_type), not number"]),
        (Whole, {"flat": {"x": 1}, "table": [1], "kind": 5, "said": True, "rest": [], "share": "x"},
         ("Whole", {"flat": {"x": 1}, "table": [1], "kind": 5, "said": True, "rest": [],
                    "perhaps": None, "share": "x"}),
         ["/flat: not valid (list_type), not object", "/table: not valid (dict_type), not array",
          "/kind: not valid (model_type), not number", "/said: not valid (string_type), not boolean",
          "/rest: not valid (string_type), not array", "/share: not valid (float_parsing), not string"]),
    ],
)  # fmt: skip
def test_what_is_kept_and_what_is_told(kind: Any, data: Any, value: Any, places: list[str]) -> None:
    told: list[str] = []
    assert shown(tolerant(kind, data, told)) == value
    assert told == places


def test_what_was_set_and_what_was_only_taken() -> None:
    places: list[str] = []
    got = tolerant(
        Whole, {"flat": [1], "kind": {"kind": "a", "n": "7"}, "said": "x", "new": 1}, places
    )
    assert got.model_fields_set == {"flat", "kind", "said", "new"}
    assert (got.kind.n, got.table, got.share) == (7, None, None)
    assert [(place, type(place)) for place in places] == [
        ("/table: missing", str),
        ("/kind/n: not valid (int_type), not string", Taken),
        ("/share: missing", str),
    ]


def test_two_hundred_levels_are_read() -> None:
    class Node(Model):
        child: Node | None = None
        size: int

    Node.model_rebuild(_types_namespace={"Node": Node})
    data: Any = {"size": "x"}
    for _ in range(230):
        data = {"size": "x", "child": data}
    places: list[str] = []
    value, levels = tolerant(Node, data, places), 0
    while isinstance(value, Node):
        value, levels = value.child, levels + 1
    assert isinstance(value, dict)
    assert 60 <= levels <= 200  # a member and its union are levels of their own
    assert len(places) == levels + 1


class Wild(Model):
    __pydantic_extra__: dict[str, Wild]


def test_two_hundred_further_members_within_each_other_are_read() -> None:
    data: Any = 5
    for _ in range(230):
        data = {"a": data}
    value, levels = tolerant(Wild, data, []), 0
    while isinstance(value, Wild):
        value, levels = (value.model_extra or {})["a"], levels + 1
    assert levels == 200


@pytest.mark.parametrize("origin", [list, dict, tuple])
def test_what_is_deeper_stays_as_it_came(origin: Any) -> None:
    """A root and what it holds are two levels."""

    class Deep(RootModel[Any]):
        root: origin[(str, Deep) if origin is dict else Deep]  # type: ignore[valid-type]

    Deep.model_rebuild(_types_namespace={"Deep": Deep, "origin": origin})
    data: Any = 5
    for _ in range(230):
        data = {"a": data} if origin is dict else [data]
    value, levels = tolerant(Deep, data, []), 0
    while isinstance(value, Deep):
        value, levels = (
            next(iter(value.root.values() if origin is dict else value.root)),
            levels + 1,
        )
    assert levels == 100


@pytest.mark.parametrize(
    "within",
    [
        lambda kind, data: (list[kind], [data]),
        lambda kind, data: (tuple[kind], [data]),
        lambda kind, data: (dict[str, kind], {"a": data}),
    ],
)
def test_a_hundred_within_each_other_are_read(within: Any) -> None:
    kind, data = within(int, "x")
    for _ in range(119):
        kind, data = within(kind, data)
    places: list[str] = []
    assert tolerant(kind, data, places) == data
    assert places == [f"{'/*' * 120}: not valid (int_parsing), not string"]


def test_things_in_a_list_are_read_as_those_of_a_map() -> None:
    places: list[str] = []
    kind = dict[str, dict[str, str]]
    read = tolerant(kind, [{"code": "x", "n": 5}], places)
    assert read == {"x": {"code": "x", "n": "5"}}
    assert places[0] == "/: array of things, not a map of them"
    assert len(places) == 2
