"""What is given for a model: the model, a dict of its members, and what can be neither."""

from __future__ import annotations

from typing import Annotated, Any, Union

import pytest
from pydantic import BaseModel, Field, RootModel
from typing_extensions import TypeAliasType

from generator.runtime.ground.adapters import adapter_for, members_of
from generator.runtime.ground.errors import UsageError
from generator.runtime.ground.kinds import Kinds
from generator.runtime.ground.operation import Body
from generator.runtime.ground.unset import UNSET
from generator.runtime.wire.body import BodyWriter
from generator.runtime.wire.given import members, read
from generator.runtime.wire.scalar import to_json

from .sdk import Cat, Dog, Model

TOM: dict[str, Any] = {"kind": "cat", "lives": 7}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Cat, TOM),
        (Cat | Dog, TOM),
        (Cat | None, TOM),
        (Union[Cat, str], TOM),  # noqa: UP007
        (Cat | list[Cat], TOM),
    ],
)
def test_a_dict_becomes_the_model_that_it_is_for(kind: Any, value: Any) -> None:
    found = read(kind, value, "pet")
    assert isinstance(found, Cat)
    assert found.lives == 7


@pytest.mark.parametrize(
    "kind", [list[Cat], list[Cat | Dog], dict[str, Cat], tuple[Cat, int], Cat | list[Cat]]
)
def test_models_are_made_within_containers(kind: Any) -> None:
    given: Any = (
        {"a": TOM} if kind == dict[str, Cat] else [TOM, 3] if "tuple" in str(kind) else [TOM]
    )
    found = read(kind, given, "pets")
    first = next(iter(found.values())) if isinstance(found, dict) else found[0]
    assert isinstance(first, BaseModel | dict)
    assert (first if isinstance(first, dict) else first.model_dump(exclude_unset=True)) == TOM


@pytest.mark.parametrize("value", [5, "x", None, UNSET, Cat(kind="cat", lives=1)])
def test_what_may_be_something_else_is_let_alone(value: Any) -> None:
    assert read(Cat | str | int, value, "pet") is value


@pytest.mark.parametrize("kind", [Cat, Cat | Dog, Cat | None])
def test_where_a_model_is_wanted_nothing_else_will_do(kind: Any) -> None:
    with pytest.raises(UsageError, match=r"^pet"):
        read(kind, 5, "pet")
    with pytest.raises(UsageError, match=r"^pets\.1"):
        read(list[kind], [TOM, 5], "pets")


# A whole tree of models ---------------------------------------------------------------------


class Line(Model):
    product_id: int | None = Field(default=None, alias="productId")
    note: str | None = None


class Parcel(Line):
    to: str
    weight: float


class Card(Model):
    kind: str = "card"
    number: str | None = Field(default=None, alias="cardNumber")


class Bank(Model):
    kind: str = "bank"
    bank_name: str | None = Field(default=None, alias="bankName")


Pay = Annotated[Card | Bank, Kinds("kind", ("card", "visa"), ("bank",))]
Named = TypeAliasType("Named", Annotated[Pay, "a note of somebody else's"])


class Names(RootModel[list[str]]):
    pass


class Order(Model):
    lines: list[Line] = Field(default=[], alias="orderLines")
    first: Line | None = None
    parcels: list[Parcel | Line] = Field(default=[])
    pay: Named | None = None
    paid: Annotated[list[Pay], "many"] = Field(default=[])
    by_day: dict[str, Line] = Field(default={}, alias="byDay")
    pair: tuple[Line, int, Line] | None = None
    many: tuple[Line, ...] = ()
    names: Names | None = None
    tags: list[str] = Field(default=[])
    free: Any = None
    deep: list[dict[str, list[Line]]] = Field(default=[])
    either: list[Line] | dict[str, Line] | str | None = None


def shown(value: Any) -> Any:
    """What would be on the wire, each model with its class."""
    if isinstance(value, BaseModel):
        return type(value).__name__, {k: shown(v) for k, v in members_of(value).items()}
    if isinstance(value, dict):
        return {key: shown(one) for key, one in value.items()}
    return [shown(one) for one in value] if isinstance(value, list | tuple) else value


A_LINE = {"product_id": 1}
LINE = ("Line", {"productId": 1})


@pytest.mark.parametrize(
    ("given", "read_as"),
    [
        ({"lines": [A_LINE]}, {"orderLines": [LINE]}),
        ({"orderLines": [{"productId": 1}]}, {"orderLines": [{"productId": 1}]}),  # as it will be
        ({"orderLines": [{"productId": None}]}, {"orderLines": [("Line", {"productId": None})]}),
        ({"first": A_LINE, "tags": ["a"], "new": {"product_id": 1}},
         {"first": LINE, "tags": ["a"], "new": {"product_id": 1}}),
        ({"first": {"product_id": 1, "own": 5}}, {"first": ("Line", {"productId": 1, "own": 5})}),
        ({"first": UNSET, "free": A_LINE}, {"free": A_LINE}),
        ({"lines": [Line(productId=1), A_LINE]}, {"orderLines": [LINE, LINE]}),
        ({"lines": [Line(productId=1), Line(productId=1)]}, {"orderLines": [LINE, LINE]}),
        ({"lines": (A_LINE,)}, {"orderLines": [LINE]}),
        ({"lines": None, "pay": None}, {"orderLines": None, "pay": None}),
        ({"by_day": {"mon": A_LINE}}, {"byDay": {"mon": LINE}}),
        ({"pair": [A_LINE, 5, A_LINE]}, {"pair": [LINE, 5, LINE]}),
        ({"pair": (A_LINE, 5)}, {"pair": [LINE, 5]}),
        ({"many": [A_LINE, A_LINE]}, {"many": [LINE, LINE]}),
        ({"many": ()}, {"many": []}),
        ({"names": ["a"]}, {"names": ["a"]}),
        ({"either": (A_LINE,)}, {"either": [LINE]}),
        ({"deep": [{"x": [A_LINE]}]}, {"deep": [{"x": [LINE]}]}),
        ({"either": [A_LINE]}, {"either": [LINE]}),
        ({"either": {"mon": A_LINE}}, {"either": {"mon": LINE}}),
        ({"either": "x"}, {"either": "x"}),
        ({1: 5}, {"1": 5}),
        # Kinds: the word decides, whatever else there is.
        ({"pay": {"kind": "bank", "number": "5"}}, {"pay": ("Bank", {"kind": "bank", "number": "5"})}),
        ({"pay": {"kind": "visa", "number": "5"}},
         {"pay": ("Card", {"kind": "visa", "cardNumber": "5"})}),
        ({"pay": {"bank_name": "x"}}, {"pay": ("Bank", {"bankName": "x"})}),  # without it, what fits best
        ({"pay": {"number": "x"}}, {"pay": ("Card", {"cardNumber": "x"})}),
        ({"paid": [{"kind": "bank", "bank_name": "x"}]},
         {"paid": [("Bank", {"kind": "bank", "bankName": "x"})]}),
        # Without a word: all that is required, then most that is known, then the smaller one.
        ({"parcels": [{"to": "x", "weight": 1.0, "product_id": 1}]},
         {"parcels": [("Parcel", {"to": "x", "weight": 1.0, "productId": 1})]}),
        ({"parcels": [{"to": "x", "product_id": 1}]}, {"parcels": [("Line", {"to": "x", "productId": 1})]}),
        ({"parcels": [A_LINE]}, {"parcels": [LINE]}),
    ],
)  # fmt: skip
def test_a_dict_down_to_the_last_of_its_members(given: Any, read_as: Any) -> None:
    assert shown(read(Order, given, "order")) == ("Order", read_as)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"lines": [], "orderLines": []}, "order has orderLines twice: as lines, too"),
        ({"lines": [A_LINE, {"productId": 1, "product_id": 1}]},
         "order.orderLines.1 has productId twice: as product_id, too"),
        ({"first": 5}, "order.first is neither Line nor a dict, but int"),
        ({"parcels": [[]]}, "order.parcels.0 is neither Parcel or Line nor a dict, but list"),
        ({"pair": [A_LINE, 5, "x"]}, "order.pair.2 is neither Line nor a dict, but str"),
        ({"by_day": {"mon": 5}}, "order.byDay.mon is neither Line nor a dict, but int"),
        ({"pay": 5}, "order.pay is neither Card or Bank nor a dict, but int"),
        ({"pay": {"kind": "cash"}}, "order.pay is a dict of no known kind: neither Card or Bank"),
        ({"pay": {"kind": "card", "number": "1", "cardNumber": "2"}}, "order.pay has cardNumber twice"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(given: Any, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        read(Order, given, "order")
    assert refused.value.message.startswith(message)


def test_nothing_is_made_where_a_dict_is_as_it_will_be() -> None:
    given = {"productId": 1, "note": "x"}
    assert read(Line, given, "line") is given
    listed = [Line(), Line()]
    assert read(list[Line], listed, "lines") is listed


class Renamed(Model):
    """Members that Python calls as the wire may call others."""

    new: int = Field(alias="newOne")
    old: int | None = Field(default=None, alias="new")
    last: int = 3


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ({"new": 1}, b'{"new":1}'),
        ({"old": 1}, b'{"new":1}'),
        ({"newOne": 1}, b'{"newOne":1}'),
        ({"last": 2, "old": 1, "newOne": 0, "more": 4}, b'{"newOne":0,"new":1,"last":2,"more":4}'),
        ({"more": 4, "old": None}, b'{"new":null,"more":4}'),
    ],
)
def test_a_member_goes_by_the_name_that_it_has_on_the_wire(given: Any, written: bytes) -> None:
    """What it is given by is its wire name first; members stand in the document's order."""
    whole = BodyWriter(Body(("application/json",), lambda: Renamed, True))
    payload = whole.write({"body": given}, {}, None)
    assert payload is not None
    assert payload.content == written
    made = read(Renamed, {**given, "extra": {}}, "it")
    assert (made.last, getattr(made, "old", None)) == (given.get("last", 3), made.old)
    assert to_json(made) == written.removesuffix(b"}") + b',"extra":{}}'


def test_a_class_is_built_when_it_is_first_read_for_its_callers_too() -> None:
    """Two threads may not build one at once, so that their own first use of it must not."""

    class Late(Model):
        n: int

    assert not Late.__pydantic_complete__
    adapter_for(Late)
    assert Late.__pydantic_complete__


class Open(Model):
    """What is not named is of a type, too."""

    __pydantic_extra__: dict[str, Any] = Field(init=False)
    n: Line


def test_members_of_no_name_are_kept_where_they_have_a_type() -> None:
    made = read(Open, {"x": 1, "n": A_LINE, "y": {}}, "it")
    assert (made.model_extra, made.n) == ({"x": 1, "y": {}}, Line(productId=1))
    assert to_json(made) == b'{"n":{"productId":1},"x":1,"y":{}}'


def test_members_that_are_arguments_of_their_own() -> None:
    given = {"orderLines": [A_LINE], "new": A_LINE, "first": Line(productId=1)}
    assert shown(members(Order, given)) == {"orderLines": [LINE], "new": A_LINE, "first": LINE}
    with pytest.raises(UsageError, match=r"^first is neither Line"):
        members(Order, {"first": 5})
    with pytest.raises(UsageError, match=r"^lines\.0 is neither Line"):
        members(Order, {"orderLines": [5]})
    for kind in (dict[str, Line], Names, None):
        assert members(kind, {"root": A_LINE}) == {"root": A_LINE}
