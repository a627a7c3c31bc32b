"""Members that are for one direction are asked for in that one alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conventions.compiled import package, part
from tests.meaning.echo import Echo
from tests.meaning.test_objects import INTEGER, obj
from tests.support import STRING, answer, document, operation, ref

USER = {
    "allOf": [
        obj(
            (),
            id={**INTEGER, "readOnly": True},
            password={**STRING, "writeOnly": True},
            name=STRING,
        ),
        {"required": ["id", "password", "name"]},
    ]
}


def _tree() -> dict[str, Any]:
    body = {"required": True, "content": {"application/json": {"schema": ref("User")}}}
    post = operation("addUser", "users", requestBody=body, responses={"200": answer(ref("User"))})
    get = operation("getUser", "users", responses={"200": answer(ref("Shown"))})
    return document({"/users": {"post": post, "get": get}}, {"User": USER, "Shown": {**USER}})


class Users(Echo):
    """Keeps who is added, and shows who that is."""

    def add_user(self, **given: Any) -> Any:
        self.seen = [given]
        return {"id": 7, "name": given["name"]}

    def get_user(self) -> Any:
        return {"id": 7, "name": "Ann"}


def test_each_side_is_asked_for_its_own_members() -> None:
    module = package("Presence", _tree())
    users = type("Named", (Users,), {"add": Users.add_user, "get": Users.get_user})()
    serve = part(module, "_runtime.server.serve")
    with (
        serve.running(part(module, "server").create_app(users)) as url,
        module.Client(base_url=url, strict=True, trust_env=False) as client,
    ):
        added = client.users.add(name="Ann", password="secret")
        assert (added.id, added.name, added.password) == (7, "Ann", None)
        assert "id" not in users.seen[0]
        assert client.users.get().id == 7
        with pytest.raises(TypeError):
            client.users.add(name="Ann", password="secret", id=1)


def test_what_answers_alone_hold_is_required_of_them() -> None:
    shown = package("Presence", _tree()).models.Shown.model_fields
    assert shown["id"].is_required()
    assert not shown["password"].is_required()


SECRET = {**STRING, "writeOnly": True}
HELD = {"a/b~c": obj(("secret", "name"), secret=ref("Secret"), name=STRING)}


@pytest.mark.parametrize(
    ("answered", "missed"),
    [
        ({"pin": "1", "a/b~c": {"secret": "s", "name": "Ann"}}, ""),
        ({"a/b~c": {"name": "Ann"}}, ""),
        ({"a/b~c": {"secret": "s"}}, '"name" is a required property'),
        ({}, '"a/b~c" is a required property'),
    ],
)
def test_what_is_for_requests_is_not_missed_in_answers_wherever_it_says_so(
    answered: Any, missed: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Of the member itself or of what it refers to, at a place with any name."""
    thing = {"type": "object", "required": ["pin", "a/b~c"], "properties": {"pin": SECRET, **HELD}}
    get = operation("get", "things", responses={"200": answer(ref("Thing"))})
    module = package(
        "Held", document({"/things": {"get": get}}, {"Thing": thing, "Secret": SECRET})
    )
    things = type("Things", (), {"get": lambda self: answered})()
    app = part(module, "server").create_app(things, check_responses=True)
    with module.Client(transport=part(module, "testing").InProcess(app), retries=0) as client:
        if missed:
            with pytest.raises(module.errors.ApiError):
                client.things.get()
            assert missed in caplog.text
        else:
            assert module.raw(client.things.get)().status == 200
            assert not caplog.text


def _asked_alone() -> dict[str, Any]:
    """A schema of requests alone, with members that are `readOnly`; one that has a base."""
    fixed, base = {**INTEGER, "readOnly": True}, obj(("id",), id={**INTEGER, "readOnly": True})
    made = obj(("amount", "email"), amount=fixed, note={**STRING, "readOnly": True}, email=STRING)
    paths = {}
    for name, schema in (("Pay", made), ("Keep", {"allOf": [ref("Kept"), obj((), email=STRING)]})):
        body = {"required": True, "content": {"application/json": {"schema": schema}}}
        post = operation(f"do{name}", "payments", requestBody=body)
        paths[f"/{name}"] = {"post": {**post, "responses": {"200": answer(ref("Kept"))}}}
    return document(paths, {"Kept": base})


class Payments(Echo):
    """Keeps what is given."""

    def do_pay(self, **given: Any) -> Any:
        self.seen = [given]
        return {"id": 1}

    do_keep = do_pay


def test_what_is_required_and_read_only_where_no_answer_has_it_may_be_sent() -> None:
    module = package("Askedalone", _asked_alone(), frozenset({"W463"}))
    payments = Payments()
    serve = part(module, "_runtime.server.serve")
    with (
        serve.running(part(module, "server").create_app(payments)) as url,
        module.Client(base_url=url, strict=True, trust_env=False) as client,
    ):
        client.payments.do_pay(email="a@b.c", amount=5)
        assert payments.seen[0] == {"email": "a@b.c", "amount": 5}
        client.payments.do_pay(email="a@b.c")
        assert payments.seen[0]["amount"] is module.UNSET
        with pytest.raises(TypeError):
            client.payments.do_pay(email="a@b.c", note="n")
        with pytest.raises(TypeError):
            client.payments.do_keep(email="a@b.c", id=1)
