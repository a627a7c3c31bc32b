from __future__ import annotations

import base64

import pytest

from generator.runtime.ground.operation import Api, Operation, Scheme
from generator.runtime.server import Application, Refusal
from tests.runtime_server.shop import KEY
from tests.runtime_server.support import application, calling, refused

URL = "/products/featured"
REPORT = "/reports/2026-01-01..2026-01-31"


@pytest.mark.parametrize(
    "value", ["", "Bearer", "Bearer ", "Basic abc", "Bearer a b", "Bearer \u20ac", "Token abc"]
)
def test_missing_or_misshapen_bearer_is_401(value: str) -> None:
    with calling(application()) as client:
        response = client.get(URL, headers={"authorization": value.encode()})
        error = refused(response, 401)
    assert error == {"code": "unauthenticated", "message": "Send your key."}
    assert response.headers["www-authenticate"] == 'Bearer realm="Shop"'


def test_any_credential_that_looks_right_will_do() -> None:
    with calling(application()) as client:
        assert client.get(URL, headers={"authorization": "bearer anything"}).status_code == 200


def test_known_credentials_only() -> None:
    with calling(application(credentials={KEY})) as client:
        assert client.get(URL).status_code == 200
        response = client.get(URL, headers={"authorization": "Bearer other"})
        refused(response, 401)
        assert 'error="invalid_token"' in response.headers["www-authenticate"]


def test_function_decides_and_may_forbid() -> None:
    def known(scheme: str, credential: str) -> bool:
        if credential == "locked":
            raise Refusal(403, code="locked")
        return (scheme, credential) == ("key", "good")

    with calling(application(credentials=known)) as client:
        for credential, status in (("good", 200), ("bad", 401), ("locked", 403)):
            headers = {"authorization": f"Bearer {credential}"}
            assert client.get(URL, headers=headers).status_code == status


def test_alternatives() -> None:
    with calling(application()) as client:
        del client.headers["authorization"]
        assert client.get("/products?widget_key=w").status_code == 200
        refused(client.get("/products?widget_key="), 401)
        refused(client.get("/products?widget_key=a&widget_key=b"), 401)
        refused(client.get(f"{URL}?widget_key=w"), 401)
        assert client.get("/status").status_code == 200


def test_basic() -> None:
    with calling(application(credentials={"user:pass:word"})) as client:
        assert client.get(REPORT, auth=("user", "pass:word")).status_code == 200
        for wrong in (b"user", b"user:other", b"\xff\xfe"):
            value = "Basic " + base64.b64encode(wrong).decode()
            response = client.get(REPORT, headers={"authorization": value})
            refused(response, 401)
            assert response.headers["www-authenticate"] == 'Basic realm="Shop"'


def test_a_pair_without_a_colon_is_none() -> None:
    """Also where any credential is let in."""
    with calling(application()) as client:
        for pair, status in ((b"user:word", 200), (b":", 200), (b"user", 401)):
            value = "Basic " + base64.b64encode(pair).decode()
            assert client.get(REPORT, headers={"authorization": value}).status_code == status


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_a_field_is_text_in_either_encoding(encoding: str) -> None:
    seen: list[tuple[str, str]] = []

    def known(scheme: str, credential: str) -> bool:
        seen.append((scheme, credential))
        return True

    scheme = Scheme("k", "k", "key", "header", "X-Key")
    operation = Operation[None]("read", "GET", "/", security=(("k",),))
    document = {
        "openapi": "3.1.0",
        "paths": {"/": {"get": {"responses": {"204": {"description": ""}}}}},
    }
    api = Api("p", "t", "1", schemes=(scheme,))
    with calling(Application(api, (operation,), document, credentials=known)) as client:
        given = "  schl\u00fcssel\t".encode(encoding)
        assert client.get("/", headers={b"x-key": given}).status_code == 204  # type: ignore[dict-item]
    assert seen == [("k", "schl\u00fcssel")]


def test_a_key_of_the_query_may_stand_in_a_form() -> None:
    form = {"requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": {}}}}}
    scheme = Scheme("q", "q", "key", "query", "token")
    operation = Operation[None]("form", "POST", "/form", security=(("q",),))
    document = {"openapi": "3.1.0", "paths": {"/form": {"post": form}}}
    app = Application(Api("p", "t", "1", schemes=(scheme,)), (operation,), document)
    with calling(app) as client:
        assert client.post("/form?token=t").is_success
        assert client.post("/form", data={"token": "t"}).is_success
        assert client.post("/form", data={"other": "t"}).status_code == 401
        assert client.post("/form", json={"token": "t"}).status_code == 401
        assert client.post("/form", data={"token": ["t", "u"]}).status_code == 401


def test_basic_credentials_that_are_no_base64() -> None:
    """With what is no base64 left out they would be the right ones."""
    good = base64.b64encode(b"user:pass:word").decode()
    with calling(application(credentials={"user:pass:word"})) as client:
        assert client.get(REPORT, headers={"authorization": f"Basic {good}"}).status_code == 200
        for wrong in (
            f"{good[:4]}!{good[4:]}",
            f"*{good}",
            good.replace("=", ""),
            f"{good}=",
            "!!!",
        ):
            if wrong != good:
                refused(client.get(REPORT, headers={"authorization": f"Basic {wrong}"}), 401)


def test_key_in_header_cookie_or_form_and_two_at_once() -> None:
    schemes = (
        Scheme("h", "h", "key", "header", "X-Key"),
        Scheme("c", "c", "key", "cookie", "sid"),
        Scheme("f", "f", "key", "form", "token"),
        Scheme("tls", "tls", "mutual-tls"),
    )
    operations = (
        Operation[None]("both", "GET", "/both", security=(("h", "c", "tls"),)),
        Operation[None]("form", "POST", "/form", security=(("f",),)),
        Operation[None]("free", "GET", "/free", security=((), ("h",))),
        Operation[None]("only403", "GET", "/only403", security=(("h",),)),
    )
    form = {"requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": {}}}}}
    document = {
        "openapi": "3.1.0",
        "paths": {
            "/both": {"get": {}},
            "/form": {"post": form},
            "/free": {"get": {}},
            "/only403": {"get": {"responses": {"200": {}, "403": {"description": ""}}}},
        },
    }
    app = Application(Api("p", "t", "1", schemes=schemes), operations, document)
    with calling(app) as client:
        assert client.get("/both", headers={"x-key": "k", "cookie": "sid=1"}).is_success
        assert client.get("/both", headers={"x-key": "k"}).status_code == 401
        assert client.post("/form", data={"token": "t"}).is_success
        assert client.post("/form", data={"other": "t"}).status_code == 401
        assert client.get("/free").is_success
        refusal = client.get("/only403")
        assert refusal.status_code == 403
        assert "www-authenticate" not in refusal.headers
