"""Members go by the wire's names on the wire, whatever they are called in Python."""

from __future__ import annotations

from typing import Any

from tests.meaning.echo import line
from tests.meaning.test_objects import obj
from tests.support import STRING, ref

SCHEMAS: dict[str, Any] = {
    "Person": obj(firstName={"type": ["string", "null"]}),
    "Failed": {
        "type": "object",
        "properties": {
            "failedIds": {"type": "array", "items": {"type": "string"}, "x-py-name": "failed_ids"},
            "failed_ids": {"type": "array", "items": {"type": "string"}, "x-py-name": "old_ids"},
        },
    },
}


def test_an_unknown_member_is_not_taken_for_one_that_python_calls_so() -> None:
    with line("WireNames", SCHEMAS) as wire:
        known = wire.models.Person.model_validate_json(
            '{"first_name": "Ada"}', by_alias=True, by_name=False
        )
        (back,) = wire.same("person", known)
        assert back.model_extra == {"first_name": "Ada"}
        assert "first_name" not in back.model_fields_set - back.model_extra.keys()


def test_a_member_may_be_called_as_python_calls_another() -> None:
    with line("WireNames", SCHEMAS) as wire:
        (back,) = wire.same("failed", wire.models.Failed(old_ids=["a"]))
        assert back.model_fields_set == {"old_ids"}
        assert back.model_dump(by_alias=True, exclude_unset=True) == {"failed_ids": ["a"]}


def test_bases_of_one_class_share_no_attribute() -> None:
    """`userName` of one and `user_name` of the other would both be `user_name`."""
    schemas = {
        "Person": obj(userName=STRING),
        "Account": obj(user_name={"type": "integer"}),
        "Member": {"allOf": [ref("Person"), ref("Account"), obj(since=STRING)]},
    }
    with line("Sharednames", schemas, ["Member", "Person", "Account"]) as wire:
        sent = {"userName": "Ann", "user_name": 5, "since": "May"}
        member = wire.models.Member.model_validate(sent)
        assert issubclass(wire.models.Member, wire.models.Person | wire.models.Account)
        (back,) = wire.same("member", member)
        assert back.model_dump(by_alias=True) == sent
        assert not back.model_extra
