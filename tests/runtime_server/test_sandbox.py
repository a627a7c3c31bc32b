from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.ground.operation import Api, Body, Operation, Paging, Param
from generator.runtime.server import Application
from tests.runtime_server.shop import BOWL, CUP, MUG
from tests.runtime_server.support import application, calling, refused

JSON = "application/json"


def test_first_example_headers_and_media() -> None:
    with calling(application()) as client:
        response = client.get("/products/prod_a1")
        assert response.json() == {"data": MUG}
        assert response.headers["etag"] == '"v1"'
        feed = client.get("/feeds/google.xml")
        assert feed.headers["content-type"] == "application/xml"
        assert feed.text == "<rss version='2.0'><channel/></rss>"


def answering(responses: Any, strict: bool = False, **parameter: Any) -> Application:
    """An API of one operation with these responses."""
    node: dict[str, Any] = {"responses": responses}
    params: tuple[Param, ...] = ()
    if parameter:
        node["parameters"] = [parameter]
        params = (Param(parameter["name"], parameter["in"]),)
    operations = (Operation[Any]("read", "GET", "/", params=params),)
    document = {"openapi": "3.1.0", "paths": {"/": {"get": node}}}
    return Application(Api("p", "t", "1"), operations, document, strict=strict)


@pytest.mark.parametrize(
    ("documented", "status"),
    [
        (["404", "201", "200"], 200),
        (["2XX", "404"], 200),
        (["2xx"], 200),
        (["303", "302", "404"], 302),
        (["3XX"], 300),
        (["default"], 200),
        (["default", "201"], 201),
        (["404", "default"], 204),
        (["500"], 204),
        ([], 200),
    ],
)
def test_the_status_of_an_answer_is_the_lowest_success(documented: list[str], status: int) -> None:
    with calling(answering({key: {"description": ""} for key in documented})) as client:
        assert client.get("/", follow_redirects=False).status_code == status


@pytest.mark.parametrize(
    ("example", "text"),
    [
        ([1, "two", True], "1,two,true"),
        ({"a": 1, "b": False}, "a,1,b,false"),
        (True, "true"),
        (5, "5"),
        ("a\r\nx: b", "ax: b"),
    ],
)
def test_examples_of_headers_are_written_in_their_style(example: Any, text: str) -> None:
    headers = {"X-Told": {"schema": {}, "example": example}, "Content-Type": {"example": "a/b"}}
    with calling(answering({"204": {"description": "", "headers": headers}})) as client:
        answer = client.get("/")
    assert answer.headers["x-told"] == text
    assert "content-type" not in answer.headers


@pytest.mark.parametrize(
    ("schema", "example", "body"),
    [
        ({"type": "object"}, '{"a": 1}', b'{"a":1}'),
        ({"type": "string"}, '{"a": 1}', b'"{\\"a\\": 1}"'),
        ({"type": "object"}, "no JSON", b'"no JSON"'),
        ({"type": ["object", "null"]}, None, b"null"),
        ({"const": 7}, None, b"7"),
    ],
)
def test_text_that_is_an_example_may_mean_the_json_in_it(
    schema: Any, example: Any, body: bytes
) -> None:
    content = {JSON: {"schema": schema, "example": example}}
    with calling(answering({"200": {"description": "", "content": content}})) as client:
        assert client.get("/").content == body


@pytest.mark.parametrize(("empty", "status"), [(True, 204), (False, 422)])
def test_an_empty_value_counts_as_none_where_it_is_allowed(empty: bool, status: int) -> None:
    """Spelt as documented, that is: unless `strict`, it counts as none wherever it must."""
    parameter = {"name": "n", "in": "query", "schema": {"type": "integer"}}
    responses = {"204": {"description": ""}, "422": {"description": ""}}
    with calling(answering(responses, True, **parameter, allowEmptyValue=empty)) as client:
        assert client.get("/?n=").status_code == status
        assert client.get("/?n=5").status_code == 204
        assert client.get("/?n=x").status_code == 422


def test_body_without_example_is_made_by_a_seed() -> None:
    made: list[Any] = []
    for options in ({"seed": 0}, {}, {"seed": 1}):
        with calling(application(**options)) as client:
            made.append(client.get("/products/featured").json())
    assert made[0] == made[1] != made[2]
    assert made[0]["data"][0]["price"]["currency"].isupper()


def test_path_is_repeated_in_the_thing() -> None:
    with calling(application()) as client:
        assert client.get("/products/mine%2F1").json()["data"] == {**MUG, "id": "mine/1"}


def test_things_of_the_list_can_be_read_by_id_or_slug() -> None:
    with calling(application()) as client:
        assert client.get("/products/prod_a2").json()["data"] == CUP
        assert client.get("/products/bowl").json()["data"] == BOWL
        assert client.get("/products/mug").json()["data"] == MUG


def test_id_of_another_thing_is_left_alone() -> None:
    cart = {"type": "object", "properties": {"id": {"type": "string"}}}
    node = {"responses": {"200": {"content": {JSON: {"schema": cart, "example": {"id": "c1"}}}}}}
    item = {"name": "item", "in": "path", "required": True, "schema": {"type": "string"}}
    operations = (
        Operation[Any]("add", "POST", "/cart/items"),
        Operation[Any](
            "remove", "DELETE", "/cart/items/{item}", params=(Param("item", "path", required=True),)
        ),
    )
    document = {
        "openapi": "3.1.0",
        "paths": {
            "/cart/items": {"post": node},
            "/cart/items/{item}": {"delete": {**node, "parameters": [item]}},
        },
    }
    with calling(Application(Api("p", "t", "1"), operations, document)) as client:
        assert client.post("/cart/items").json() == {"id": "c1"}
        assert client.delete("/cart/items/i1").json() == {"id": "c1"}
        assert client.delete("/cart/items/i1").status_code == 404
        assert client.post("/cart/items").json() == {"id": "c1"}
        assert client.delete("/cart/items/i1").json() == {"id": "c1"}


def test_prefer() -> None:
    with calling(application()) as client:
        body = {"name": "a", "price": 1}
        response = client.post("/products", json=body, headers={"prefer": "code=409"})
        assert refused(response, 409)["code"] == "slug_taken"
        assert response.headers["preference-applied"] == "code=409"
        by_name = client.post("/products", json=body, headers={"prefer": "example=slug-taken"})
        assert refused(by_name, 409)["message"] == "The slug is taken."
        error = refused(client.get("/products", headers={"prefer": "code=503"}), 503)
        assert error["code"] == "service_unavailable"
        for nothing in ("code=299", "code=x", "example=none", "respond-async", 'code="'):
            assert client.get("/products", headers={"prefer": nothing}).status_code == 200


def pages(client: Any, **query: Any) -> tuple[list[str], dict[str, int]]:
    body = client.get("/products", params=query).json()
    return [product["name"] for product in body["data"]], body["meta"]


def test_pages() -> None:
    with calling(application()) as client:
        assert pages(client) == (
            ["Mug", "Cup", "Bowl"],
            {"currentPage": 1, "perPage": 20, "total": 3, "lastPage": 1},
        )
        meta = {"perPage": 2, "total": 3, "lastPage": 2}
        assert pages(client, perPage=2) == (["Mug", "Cup"], {"currentPage": 1, **meta})
        assert pages(client, perPage=2, page=2) == (["Bowl"], {"currentPage": 2, **meta})
        assert pages(client, perPage=2, page=9) == ([], {"currentPage": 9, **meta})


def test_a_life_from_creation_to_404() -> None:
    with calling(application()) as client:
        body = {"name": "Jug", "price": 700, "tags": ["new"], "status": "draft"}
        created = client.post("/products", json=body)
        assert created.status_code == 201
        thing = created.json()["data"]
        url = f"/products/{thing['id']}"
        assert created.headers["location"].endswith(url)
        assert thing["id"] not in {MUG["id"], CUP["id"], BOWL["id"]}
        assert (thing["name"], thing["tags"], thing["status"]) == ("Jug", ["new"], "draft")
        assert thing["price"] == MUG["price"], "an integer is no Money"
        assert client.get(url).json()["data"] == thing
        assert pages(client)[0] == ["Mug", "Cup", "Bowl", "Jug"]
        assert client.patch(url, json={"name": "Ewer"}).json()["data"]["name"] == "Ewer"
        assert client.get(url).json()["data"] == {**thing, "name": "Ewer"}
        assert pages(client)[0] == ["Mug", "Cup", "Bowl", "Ewer"]
        assert client.delete(url).status_code == 204
        for response in (client.get(url), client.patch(url, json={}), client.delete(url)):
            refused(response, 404)
        assert pages(client)[0] == ["Mug", "Cup", "Bowl"]


def test_examples_can_be_changed_and_deleted_too() -> None:
    with calling(application()) as client:
        client.patch("/products/prod_a2", json={"name": "Goblet"})
        client.delete("/products/prod_a1")
        assert pages(client) == (
            ["Goblet", "Bowl"],
            {"currentPage": 1, "perPage": 20, "total": 2, "lastPage": 1},
        )
        refused(client.get("/products/prod_a1"), 404)


def test_applications_do_not_share_what_they_remember() -> None:
    with calling(application()) as one, calling(application()) as two:
        one.delete("/products/prod_a1")
        assert two.get("/products/prod_a1").status_code == 200


def test_reset_forgets_everything() -> None:
    app = application(limits=True)
    with calling(app) as client:
        client.delete("/products/prod_a1")
        client.post("/products", json={"name": "x", "price": 1})
        for _ in range(4):
            last = client.get("/products/prod_a2")
        assert last.status_code == 429
        app.reset()
        assert client.get("/products/prod_a1").status_code == 200
        assert pages(client)[0] == ["Mug", "Cup", "Bowl"]


def test_ids_do_not_repeat() -> None:
    with calling(application()) as client:
        made = [client.post("/products", json={"name": "x", "price": 1}).json() for _ in range(20)]
    assert len({body["data"]["id"] for body in made}) == 20


def test_planned_operation_is_501_until_asked_for() -> None:
    with calling(application()) as client:
        assert refused(client.post("/export"), 501)["code"] == "not_implemented"
    with calling(application(planned=True)) as client:
        assert client.post("/export").status_code == 202


def test_deprecated_operation_says_so() -> None:
    with calling(application()) as client:
        headers = client.get("/status").headers
    assert headers["deprecation"] == "@1767225600"
    assert headers["sunset"] == "Wed, 01 Jul 2026 00:00:00 GMT"
    assert headers["link"] == '<https://shop.example/old>; rel="deprecation"'


def listing(paging: Paging, body: Any, *params: Param, **schema: Any) -> Application:
    """A list of three, in the pages of a vendor."""
    node = {
        "parameters": [
            {"name": p.key, "in": "query", "schema": {"type": ["integer", "string"]}}
            for p in params
        ],
        "responses": {"200": {"content": {JSON: {"schema": schema, "example": body}}}},
    }
    operation = Operation[Any]("list", "GET", "/things", params=params, paging=paging)
    document = {"openapi": "3.1.0", "paths": {"/things": {"get": node}}}
    return Application(Api("p", "t", "1"), (operation,), document)


THINGS = [{"id": 1}, {"id": 2}, {"id": 3}]


def walk(app: Application, first: str, onward: Any) -> list[list[int]]:
    """The ids of each page until there is no next one."""
    seen: list[list[int]] = []
    with calling(app) as client:
        url: str | None = first
        while url is not None and len(seen) < 9:
            response = client.get(url)
            assert response.status_code == 200, response.text
            body = response.json()
            items = body if isinstance(body, list) else body["items"]
            seen.append([item["id"] for item in items])
            url = onward(response, body)
    return seen


def test_offset_pages() -> None:
    app = listing(
        Paging("offset", "/items", page="skip", size="take", total="/total"),
        {"items": THINGS, "total": 99, "offset": 0, "limit": 10, "hasMore": True},
        Param("skip", "query", "offset"),
        Param("take", "query", "limit"),
    )
    with calling(app) as client:
        assert client.get("/things?offset=2&limit=2").json() == {
            "items": [{"id": 3}], "total": 3, "offset": 2, "limit": 2, "hasMore": False,
        }  # fmt: skip


@pytest.mark.parametrize(("example", "nullable"), [("abc", True), ("abc", False), (7, True)])
def test_cursor_pages(example: Any, nullable: bool) -> None:
    kind = "string" if isinstance(example, str) else "integer"
    schema = {
        "type": "object",
        "properties": {"next": {"type": [kind, "null"] if nullable else kind}},
    }
    app = listing(
        Paging("cursor", "/items", page="cursor", size="limit", next="/next", until="no-next"),
        {"items": THINGS, "next": example},
        Param("cursor", "query"),
        Param("limit", "query"),
        **schema,
    )

    def onward(response: Any, body: Any) -> str | None:
        cursor = body.get("next")
        assert nullable or cursor is not None or "next" not in body
        return None if cursor is None else f"/things?limit=1&cursor={cursor}"

    assert walk(app, "/things?limit=1", onward) == [[1], [2], [3]]
    assert walk(app, "/things?cursor=stranger", lambda r, b: None) in ([[]], [[1, 2, 3]])


def test_pages_since_the_last_id() -> None:
    app = listing(
        Paging("since", "", page="since", size="limit", until="empty"),
        THINGS,
        Param("since", "query"),
        Param("limit", "query"),
    )

    def onward(response: Any, body: Any) -> str | None:
        return f"/things?limit=2&since={body[-1]['id']}" if body else None

    assert walk(app, "/things?limit=2", onward) == [[1, 2], [3], []]


def test_next_url_and_link_header() -> None:
    parameters = (Param("page", "query"), Param("limit", "query"))
    by_url = Paging("next-url", "/items", page="page", size="limit", next="/next", until="no-next")
    app = listing(by_url, {"items": THINGS, "next": "https://v.example/x"}, *parameters)
    assert walk(app, "/things?limit=2&q=a%20b", lambda r, b: b["next"]) == [[1, 2], [3]]
    no_page = by_url._replace(page=None)
    app = listing(no_page, {"items": THINGS, "next": "https://v.example/x"}, *parameters[1:])
    assert walk(app, "/things?limit=1", lambda r, b: b["next"]) == [[1], [2], [3]]
    by_link = Paging("link", "", page="page", size="limit", until="no-next")

    def onward(response: Any, body: Any) -> str | None:
        link = response.links.get("next")
        return link["url"] if link else None

    assert walk(listing(by_link, THINGS, *parameters), "/things?limit=2", onward) == [[1, 2], [3]]


def test_zero_based_pages() -> None:
    paging = Paging("page", "/items", page="page", size="limit", first=0, last="/last")
    app = listing(
        paging, {"items": THINGS, "last": 9}, Param("page", "query"), Param("limit", "query")
    )
    with calling(app) as client:
        assert client.get("/things?page=1&limit=2").json() == {"items": [{"id": 3}], "last": 1}


def test_singletons_are_changed_by_put() -> None:
    settings = {"type": "object", "properties": {"theme": {"type": "string"}}}
    content = {JSON: {"schema": settings, "example": {"theme": "light"}}}
    node = {"responses": {"200": {"content": content}}}
    put = {**node, "requestBody": {"content": {JSON: {"schema": settings}}}}
    operations = (
        Operation[Any]("get", "GET", "/settings"),
        Operation[Any]("put", "PUT", "/settings", body=Body((JSON,))),
    )
    document = {"openapi": "3.1.0", "paths": {"/settings": {"get": node, "put": put}}}
    with calling(Application(Api("p", "t", "1"), operations, document)) as client:
        assert client.get("/settings").json() == {"theme": "light"}
        assert client.put("/settings", json={"theme": "dark"}).json() == {"theme": "dark"}
        assert client.get("/settings").json() == {"theme": "dark"}


def test_what_is_posted_where_its_kind_is_listed_is_in_the_list() -> None:
    """Told by the schema of the answer, where nothing is read by a path of its own."""
    schemas = {
        name: {
            "type": "object",
            "properties": {"id": {"type": "integer"}, name: {"type": "string"}},
        }
        for name in ("Note", "Receipt")
    }

    def told(schema: dict[str, Any], example: Any) -> dict[str, Any]:
        return {"responses": {"200": {"content": {JSON: {"schema": schema, "example": example}}}}}

    def ref(name: str) -> dict[str, Any]:
        return {"$ref": f"#/components/schemas/{name}"}

    body = {"requestBody": {"content": {JSON: {"schema": ref("Note")}}}}
    listed = told({"type": "array", "items": ref("Note")}, [{"id": 1, "Note": "one"}])
    answers = {
        "/notes": told(ref("Note"), {"id": 1, "Note": "one"}),
        "/orders": told(ref("Receipt"), {"id": 1, "Receipt": "paid"}),
    }
    operations = [
        operation
        for path in answers
        for operation in (
            Operation[Any](f"list{path}", "GET", path),
            Operation[Any](f"add{path}", "POST", path, body=Body((JSON,))),
        )
    ]
    document = {
        "openapi": "3.1.0",
        "components": {"schemas": schemas},
        "paths": {
            path: {"get": listed, "post": {**said, **body}} for path, said in answers.items()
        },
    }
    with calling(Application(Api("p", "t", "1"), operations, document)) as client:
        for path in answers:
            assert client.post(path, json={"Note": "two"}).status_code == 200
        assert [note["Note"] for note in client.get("/notes").json()] == ["one", "two"]
        assert [note["Note"] for note in client.get("/orders").json()] == ["one"]


def test_things_below_a_deleted_one_are_gone() -> None:
    node = {"responses": {"204": {"description": ""}}}
    operations = (
        Operation[Any]("delete", "DELETE", "/a/{x}", params=(Param("x", "path", required=True),)),
        Operation[Any]("act", "POST", "/a/{x}/act", params=(Param("x", "path", required=True),)),
    )
    x = {"name": "x", "in": "path", "required": True, "schema": {"type": "string"}}
    document = {
        "openapi": "3.1.0",
        "paths": {
            "/a/{x}": {"parameters": [x], "delete": node},
            "/a/{x}/act": {"parameters": [x], "post": node},
        },
    }
    with calling(Application(Api("p", "t", "1"), operations, document)) as client:
        assert client.post("/a/1/act").status_code == 204
        assert client.delete("/a/1").status_code == 204
        assert client.post("/a/1/act").status_code == 404
        assert client.post("/a/2/act").status_code == 204


def test_the_document_is_served() -> None:
    with calling(application()) as client:
        del client.headers["authorization"]
        assert client.get("/openapi.json").json()["info"]["title"] == "Shop"
        refused(client.post("/openapi.json"), 404)


def test_request_id_is_repeated_or_made() -> None:
    with calling(application()) as client:
        assert (
            client.get("/status", headers={"x-request-id": "r-1"}).headers["x-request-id"] == "r-1"
        )
        made = {client.get("/status").headers["x-request-id"] for _ in range(3)}
        assert len(made) == 3
        strange = client.get("/status", headers={"x-request-id": "x" * 500})
        assert len(strange.headers["x-request-id"]) < 100


def test_head_and_options() -> None:
    with calling(application()) as client:
        head = client.head("/products/prod_a1")
        assert (head.status_code, head.content) == (200, b"")
        assert int(head.headers["content-length"]) == len(client.get("/products/prod_a1").content)
        assert client.head("/nowhere").content == b""
        options = client.options("/products/prod_a1")
        assert options.status_code == 204
        assert options.headers["allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH"
