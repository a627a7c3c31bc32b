"""What is worked out of an operation once: what it asks for, which statuses are no errors, variants."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.call.plan import Plan, is_mixed, plan_of
from generator.runtime.call.variant import variant_of
from generator.runtime.ground.errors import UsageError
from generator.runtime.ground.operation import Api, Body, Deprecation, Operation, Reply

JSON, XML, CSV, HTML = "application/json", "application/xml", "text/csv", "text/html"
SSE = "text/event-stream"


def operation(*replies: Reply, method: str = "GET", **more: Any) -> Operation[Any]:
    return Operation("op", method, "/x", replies=replies, **more)


def text() -> type[str]:
    return str


@pytest.mark.parametrize(
    ("replies", "accept"),
    [
        ([], "*/*"),
        ([Reply((204,))], "*/*"),
        ([Reply((200,), JSON)], JSON),
        ([Reply((200,), XML), Reply((200,), CSV)], f"{XML}, {CSV}"),  # as documented
        ([Reply((200,), XML), Reply((200,), JSON)], f"{JSON}, {XML};q=0.9"),  # JSON first
        ([Reply(("2XX",), XML), Reply((201,), "a/b+json")], f"a/b+json, {XML};q=0.9"),
        ([Reply((200,), CSV), Reply((404,), JSON)], f"{CSV}, {JSON};q=0.9"),
        ([Reply((200,), JSON), Reply((404,), JSON)], JSON),  # once
        ([Reply((200,), JSON), Reply(("default",), HTML)], JSON),  # no page for people
        ([Reply((200,), HTML), Reply((404,), HTML)], HTML),  # but where it is what is wanted
        ([Reply((404,), "application/problem+json")], "application/problem+json"),
        ([Reply((404,), XML), Reply((500,), JSON)], f"{XML}, {JSON}"),
        ([Reply((200,), JSON), Reply((200,), SSE, None, None, text)], JSON),  # whole
        ([Reply((200,), SSE, None, None, text)], SSE),
    ],
)
def test_what_a_call_accepts(replies: list[Reply], accept: str) -> None:
    assert plan_of(operation(*replies)).accept == accept.encode()


@pytest.mark.parametrize(
    ("replies", "mixed"),
    [
        ([], False),
        ([Reply((200,), JSON)], False),
        ([Reply((200,), SSE, None, None, text)], False),
        ([Reply((200,), JSON), Reply(("2XX",), SSE, None, None, text)], True),
        ([Reply((200,), SSE, None, None, text), Reply((204,))], False),  # no body is not whole
        ([Reply((200,), SSE, None, None, text), Reply((404,), JSON)], False),  # nor is an error
    ],
)
def test_whether_successes_come_whole_and_item_by_item(replies: list[Reply], mixed: bool) -> None:
    assert is_mixed(replies) is mixed


@pytest.mark.parametrize(
    ("method", "said", "elsewhere", "handed"),
    [
        ("GET", (200,), set(), set()),
        ("GET", (301, 302, 303, 307, 308), {301, 302, 303, 307, 308}, set()),
        ("HEAD", (302, 300), {302}, {300}),
        ("GET", (304,), set(), {304}),  # no redirect: it says that nothing is new
        ("POST", (302,), {302}, {302}),  # such a call does not follow: it hands it out
        ("PUT", (303, 299, 400), {303}, {303}),
        (
            "GET",
            ("3xx",),
            {301, 302, 303, 307, 308},
            {*range(300, 400)} - {301, 302, 303, 307, 308},
        ),
        ("POST", ("3XX",), {301, 302, 303, 307, 308}, {*range(300, 400)}),
    ],
)
def test_redirects_that_a_document_tells_of(
    method: str, said: tuple[Any, ...], elsewhere: set[int], handed: set[int]
) -> None:
    plan = plan_of(operation(*(Reply((status,)) for status in said), method=method))
    assert (plan.elsewhere, plan.handed) == (elsewhere, handed)


@pytest.mark.parametrize(
    ("deprecation", "own"),
    [(None, set()), (Deprecation(), set()), (Deprecation(header="X-Old"), {b"x-old"})],
)
def test_headers_that_may_announce_the_end(
    deprecation: Deprecation | None, own: set[bytes]
) -> None:
    plan = plan_of(operation(deprecation=deprecation))
    assert plan.notices == {b"deprecation", b"sunset", b"link", b"warning"} | own


# Variants ---------------------------------------------------------------------------------

VENDOR = "application/vnd.shop.v{version}+json"
API = Api("p", "P", "1", media_version=(VENDOR, "3"))
LIST = Reply((200,), JSON, text)


def variant(op: Operation[Any], accept: str | None = None, version: str | None = None) -> Plan:
    return variant_of(API, plan_of(op), accept, version)


@pytest.mark.parametrize(
    ("asked", "sent", "medias"),
    [
        (XML, XML, [XML, None, JSON]),
        (f"{XML}; charset=utf-8", XML, [XML, None, JSON]),
        ("APPLICATION/XML", XML, [XML, None, JSON]),
        ("image/png", "image/png", ["image/png", None, JSON]),
        ("IMAGE/x-icon", "image/x-icon", ["image/x-icon", None, JSON]),
    ],
)
def test_an_answer_of_one_media_type(asked: str, sent: str, medias: list[str | None]) -> None:
    """No other success stays, but for those without a body; errors do."""
    replies = (
        Reply((200,), CSV),
        Reply((200,), XML),
        Reply((200,), "image/*"),
        Reply((204,)),
        Reply((404, "5XX"), JSON),
    )
    plan = variant(operation(*replies), asked)
    assert plan.accept == sent.encode()
    assert [reply.media for reply in plan.operation.replies] == medias


def test_anything_may_be_asked_for_where_anything_may_come() -> None:
    plan = variant(operation(Reply(("2XX",), "*/*")), "font/woff2")
    assert plan.accept == b"font/woff2"


@pytest.mark.parametrize("asked", ["*/*", "application/*", "text/html", "", "image", "texts/csv"])
def test_what_no_success_has_is_refused(asked: str) -> None:
    op = operation(Reply((200,), JSON), Reply((201,), CSV), Reply((400,), HTML))
    with pytest.raises(
        UsageError, match=r"none of the media types of a success: .*/json, text/csv$"
    ):
        variant(op, asked)
    with pytest.raises(UsageError, match="there are none"):
        variant(operation(Reply((204,)), Reply((400,), HTML)), asked)


@pytest.mark.parametrize(
    ("media", "renumbered"),
    [
        ("application/vnd.shop.v3+json", "application/vnd.shop.v12+json"),
        ("application/vnd.shop.v3", "application/vnd.shop.v12"),
        ("application/vnd.shop.v30+json", "application/vnd.shop.v30+json"),  # another version
        ("application/vnd.shop.v3.1+json", "application/vnd.shop.v3.1+json"),
        ("application/vndxshop.v3+json", "application/vndxshop.v3+json"),
        (JSON, JSON),
    ],
)
def test_another_version_of_the_vendors_own_media_types(media: str, renumbered: str) -> None:
    body = Body((media, CSV), others=(Body((media,)),))
    op = operation(Reply((200,), media), Reply((204,)), Reply((400,), media), body=body)
    made = variant(op, version="12").operation
    assert made.body is not None
    assert made.body.media == (renumbered, CSV)
    assert [other.media for other in made.body.others] == [(renumbered,)]
    assert [reply.media for reply in made.replies] == [renumbered, None, renumbered]
    assert op.body == body  # which is as it was


def test_a_version_and_one_of_its_media_types_by_either_name() -> None:
    op = operation(Reply((200,), "application/vnd.shop.v3+json"), Reply((200,), CSV))
    for asked in ("application/vnd.shop.v3+json", "application/vnd.shop.v4+json"):
        plan = variant(op, asked, "4")
        assert plan.accept == b"application/vnd.shop.v4+json"
        assert [reply.media for reply in plan.operation.replies] == ["application/vnd.shop.v4+json"]


@pytest.mark.parametrize("version", ["", "-1", "1/2", "1 2", "é", "1\n"])
def test_what_is_no_version(version: str) -> None:
    with pytest.raises(UsageError, match="is no version"):
        variant(operation(LIST), version=version)
    with pytest.raises(UsageError, match="have no version"):
        variant_of(Api("p", "P", "1"), plan_of(operation(LIST)), None, "2")


def test_a_variant_is_worked_out_once_while_there_are_not_too_many() -> None:
    op = operation(LIST)
    made = [variant(op, version=str(number)) for number in range(64)]
    assert made == [variant(op, version=str(number)) for number in range(64)]
    assert made[0].operation.plan is made[0]
    variant(op, version="64")
    assert len(plan_of(op).variants) == 1
