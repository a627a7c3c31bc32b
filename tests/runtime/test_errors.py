import copy
import pickle

import pytest

from generator.runtime.ground import errors
from generator.runtime.ground.errors import ApiError, class_for
from generator.runtime.ground.headers import Headers
from generator.runtime.ground.operation import ErrorShape
from generator.runtime.wire.problem import described

from .sdk import Cat, Error

ALL = [
    kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ApiError)
]


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_every_error_survives_pickle_and_copy(kind: type[ApiError]) -> None:
    error = kind(
        "no such product",
        operation="getProduct",
        method="GET",
        url="https://api.shop.test/***",
        status=404,
        headers=Headers([("X-Request-Id", "r1")]),
        request_id="r1",
        body=Error(error={"code": "gone"}),
        content=b"{}",
        code="gone",
        fields={"name": ["missing"]},
        retry_after=1.5,
        attempts=2,
    )
    error.add_note("seen on Tuesday")
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(twin) is kind
        assert twin.args == error.args
        facts = {k: v for k, v in vars(error).items() if k != "headers"}
        assert {k: v for k, v in vars(twin).items() if k != "headers"} == facts
        assert twin.headers["x-request-id"] == "r1"
        assert str(twin) == str(error)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_the_tree_in_the_docstring_names_every_class(kind: type[ApiError]) -> None:
    line = next(
        line
        for line in (errors.__doc__ or "").splitlines()
        if line.strip("│├└─ ").split(" ")[0] == kind.__name__
    )
    depth = len(line) - len(line.lstrip("│├└─ "))
    assert depth // 4 == len([k for k in kind.__mro__ if issubclass(k, ApiError)])


def test_reads_as_one_line() -> None:
    error = errors.NotFound(
        "No such\nproduct",
        operation="getProduct",
        status=404,
        code="product_missing",
        request_id="abc",
    )
    assert str(error) == "getProduct: 404 Not Found: product_missing: No such product [request abc]"
    assert repr(error) == f"<NotFound {error}>"
    assert str(errors.ClientError(status=460, operation="x")) == "x: 460"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.BadRequest),
        (401, errors.Unauthorized),
        (403, errors.Forbidden),
        (404, errors.NotFound),
        (405, errors.MethodNotAllowed),
        (406, errors.NotAcceptable),
        (409, errors.Conflict),
        (410, errors.Gone),
        (415, errors.UnsupportedMedia),
        (418, errors.ClientError),
        (422, errors.Unprocessable),
        (429, errors.TooManyRequests),
        (460, errors.ClientError),
        (500, errors.ServerError),
        (503, errors.ServerError),
        (304, errors.UnexpectedStatus),
        (600, errors.UnexpectedStatus),
    ],
)
def test_class_by_status(status: int, kind: type[ApiError]) -> None:
    assert class_for(status) is kind


def test_standard_bases_catch_too() -> None:
    assert issubclass(errors.TimeoutExceeded, TimeoutError)
    assert issubclass(errors.DeadlineExceeded, TimeoutError)
    assert issubclass(errors.UsageError, ValueError)


SHOP = ErrorShape("/error/code", "/error/message", "/error/fields")
VIOLATIONS = ErrorShape(fields="/violations", field_name="name", field_message="reason")


@pytest.mark.parametrize(
    ("shape", "body", "expected"),
    [
        (
            SHOP,
            {"error": {"code": "validation_failed", "message": "bad", "fields": {"a": ["x", "y"]}}},
            ("validation_failed", "bad", {"a": ["x", "y"]}),
        ),
        (
            VIOLATIONS,
            {
                "type": "about:blank",
                "title": "Bad Request",
                "detail": "two faults",
                "violations": [{"name": "a", "reason": "x"}, {"name": "a", "reason": "y"}],
            },
            (None, "two faults", {"a": ["x", "y"]}),
        ),
        (
            ErrorShape(),
            {"type": "https://e.test/out", "title": "Out", "detail": "none left"},
            ("https://e.test/out", "none left", {}),
        ),
        (
            ErrorShape(),
            {"success": False, "errorMsg": "Errors in the input", "errors": {"firstName": "empty"}},
            (None, "Errors in the input", {"firstName": ["empty"]}),
        ),
        (
            ErrorShape(),
            {"errorMsg": "bad", "errors": ["first", "second"]},
            (None, "bad", {"": ["first", "second"]}),
        ),
        (
            ErrorShape(),
            {"error": "invalid_client", "error_description": "Bad client credentials"},
            ("invalid_client", "Bad client credentials", {}),
        ),
        (SHOP, {"code": "E17", "message": "x"}, ("E17", "x", {})),
        (
            ErrorShape(code="/title", message="/detail"),
            {"title": "Not Found", "detail": "Not Found"},
            ("Not Found", "Not Found", {}),
        ),
        (ErrorShape(), {"error": "gone"}, (None, "gone", {})),
        (ErrorShape(), {"code": 17, "message": "x"}, ("17", "x", {})),
        (ErrorShape(), "<html>", (None, "", {})),
        (ErrorShape(), None, (None, "", {})),
        (ErrorShape(), {"errors": [{"nothing": 1}]}, (None, "", {"": []})),
        (SHOP, {"error": {"code": True, "message": "", "fields": 3}}, (None, "", {})),
    ],
)
def test_what_error_bodies_say(shape: ErrorShape, body: object, expected: object) -> None:
    assert described(shape, body) == expected


def test_models_are_read_by_their_wire_names() -> None:
    body = Error(error={"code": "c", "message": "m", "fields": {"f": ["x"]}})
    assert described(SHOP, body) == ("c", "m", {"f": ["x"]})
    told = {"error": {"code": "c", "message": "m", "fields": Cat(kind="cat", lives=7)}}
    assert described(SHOP, told) == ("c", "m", {"kind": ["cat"], "lives": ["7"]})


def test_texts_of_a_body_are_cut_where_they_are_a_page_long() -> None:
    for size in (499, 500, 501):
        text = "x" * size
        code, message, fields = described(
            ErrorShape(),
            {"code": text, "message": text + "m", "fields": {"a": text, "b": [{"message": text}]}},
        )
        kept = min(size, 500)
        assert (len(code or ""), len(message)) == (kept if size < 500 else 0, min(size + 1, 500))
        assert [len(said) for told in fields.values() for said in told] == [kept, kept]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"a": ["x", 5, 1.5, {"message": "y"}, None, []]}, {"a": ["x", "5", "1.5", "y"]}),
        ({"a": {"reason": "r", "message": "m"}}, {"a": ["r"]}),
        ({"a": {"detail": "d"}}, {"a": ["d"]}),
        ({"a": {"description": 7}}, {"a": ["7"]}),
        ([{"field": "a", "detail": "x"}, {"name": "a", "message": "y"}], {"a": ["x", "y"]}),
        ([{"pointer": "/a", "reason": "x"}], {"/a": ["x"]}),
        ([{"path": "a"}, {"param": 3, "message": "z"}], {"a": [], "3": ["z"]}),
        (["x", {"message": "y"}], {"": ["x", "y"]}),
        ("text", {}),
        ([], {}),
        ({}, {}),
    ],
)
def test_fields_and_what_is_wrong_with_them(fields: object, expected: dict[str, list[str]]) -> None:
    for body in (
        {"fields": fields},
        {"error": {"details": fields}, "errors": {"later": "no"}},
        {"violations": fields},
        {"invalid-params": fields},
        {"errors": fields},
    ):
        found = described(ErrorShape(), body)[2]
        assert found == (expected or ({"later": ["no"]} if "error" in body else {}))


def test_a_shape_says_where_to_look_first() -> None:
    shape = ErrorShape("/a", "/b", "/c", "n", "m")
    body = {
        "a": "A",
        "b": "B",
        "c": [{"n": "f", "m": "x", "name": "no", "message": "no"}],
        "code": "no",
    }
    assert described(shape, body) == ("A", "B", {"f": ["x"]})
    assert described(shape, {"code": "C", "detail": "D", "errors": {"f": "x"}}) == (
        "C",
        "D",
        {"f": ["x"]},
    )
    same = {"a": "same", "b": "same"}
    assert described(shape, same) == ("same", "same", {})  # its own place says that it is one
    assert described(ErrorShape(), {"code": "same", "message": "same"})[0] is None
    assert described(shape, {"a": "about:blank", "b": "B"})[0] is None


@pytest.mark.parametrize(
    ("body", "message", "fields"),
    [
        # FastAPI
        ({"detail": [{"loc": ["query", "day"], "msg": "no date", "type": "x"}, {"loc": ["body", 0], "msg": "m"}]},
         "query.day: no date", {"query.day": ["no date"], "body.0": ["m"]}),
        # Django REST framework
        ({"name": ["Required.", "Short."], "age": ["No number."]},
         "name: Required.", {"name": ["Required.", "Short."], "age": ["No number."]}),
        ({"non_field_errors": ["Wrong password."]}, "non_field_errors: Wrong password.",
         {"non_field_errors": ["Wrong password."]}),
        # Rails, Shopify, JSON:API
        ({"errors": {"name": ["can't be blank"]}}, "name: can't be blank", {"name": ["can't be blank"]}),
        ({"errors": ["Not found", "x"]}, "Not found", {"": ["Not found", "x"]}),
        ({"errors": [{"status": "422", "title": "t", "detail": "d", "source": {"pointer": "/data"}}]},
         "d", {"": ["d"]}),
        ({"errors": [{"path": ["user", "name"], "title": "t"}]}, "user.name: t", {"user.name": ["t"]}),
        # What says nothing, or has a message
        ({"tags": ["a"], "id": 5}, "", {}),
        ({"tags": []}, "", {}),
        ({"tags": [1]}, "", {}),
        ({}, "", {}),
        ({"message": "m", "errors": {"a": ["x"]}}, "m", {"a": ["x"]}),
        ({"errors": {"a": [], "b": ["x"]}}, "b: x", {"a": [], "b": ["x"]}),
    ],
)  # fmt: skip
def test_what_frameworks_say_of_fields_is_a_message(
    body: object, message: str, fields: dict[str, list[str]]
) -> None:
    assert described(ErrorShape(), body)[1:] == (message, fields)
