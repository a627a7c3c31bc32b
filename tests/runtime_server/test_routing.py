from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.ground.operation import Api, Operation, Param, Server
from generator.runtime.server import Application
from generator.runtime.server.app.routing import Router
from tests.runtime_server.support import calling
from tests.steps import steps


def router(*paths: str, servers: tuple[Server, ...] = ()) -> Router[str]:
    made = Router[str](servers)
    for path in paths:
        method, _, template = path.partition(" ")
        made.add(method, template, path)
    return made


def target(made: Router[str], path: str, method: str = "GET") -> tuple[str | None, dict[str, str]]:
    match = made.match(method, path)
    assert match is not None
    return match.target, match.values


def test_literal_wins_over_parameter_wherever_it_stands() -> None:
    made = router("GET /a/{x}/c", "GET /a/b/{y}", "GET /{z}/b/c")
    assert target(made, "/a/b/c") == ("GET /a/b/{y}", {"y": "c"})
    assert target(made, "/a/q/c") == ("GET /a/{x}/c", {"x": "q"})
    assert target(made, "/q/b/c") == ("GET /{z}/b/c", {"z": "q"})


def test_a_method_that_the_literal_has_not_is_the_templates() -> None:
    made = router("PUT /services/jira", "GET /services/{name}", "PUT /{any}/{name}/x")
    assert target(made, "/services/jira", "PUT") == ("PUT /services/jira", {})
    for method in ("GET", "HEAD"):
        assert target(made, "/services/jira", method) == ("GET /services/{name}", {"name": "jira"})
    match = made.match("POST", "/services/jira")
    assert match is not None
    assert (match.target, match.allow) == (None, ("PUT",))


def test_braces_of_a_request_are_a_value_like_any_other() -> None:
    made = router("GET /a/{x}", "GET /{y}/b", "GET /c")
    assert target(made, "/a/{x}") == ("GET /a/{x}", {"x": "{x}"})
    assert target(made, "/{y}/b") == ("GET /{y}/b", {"y": "{y}"})
    assert made.match("GET", "/a/") is None


def test_turns_back_from_a_literal_that_leads_nowhere() -> None:
    made = router("GET /a/b/c", "GET /a/{x}/d")
    assert target(made, "/a/b/d") == ("GET /a/{x}/d", {"x": "b"})


def test_segments_with_text_around_their_templates() -> None:
    made = router("GET /f/{name}.xml", "GET /f/{name}.{kind}", "GET /f/{id}", "GET /r/{a}-{b}")
    assert target(made, "/f/x.y.xml") == ("GET /f/{name}.xml", {"name": "x.y"})
    assert target(made, "/f/x.json") == ("GET /f/{name}.{kind}", {"name": "x", "kind": "json"})
    assert target(made, "/f/.xml") == ("GET /f/{id}", {"id": ".xml"})
    assert target(made, "/f/1.5.json") == ("GET /f/{name}.{kind}", {"name": "1.5", "kind": "json"})
    assert target(made, "/r/1-2-3") == ("GET /r/{a}-{b}", {"a": "1", "b": "2-3"})


TOUCHING = {
    "/s{a}{b}": [("s.3.4", "label", "label", ".3", ".4"), ("s;a=3;b=4", "matrix", "matrix", ";a=3", ";b=4"),
                 ("s;a=3,4;b=5", "matrix", "matrix", ";a=3,4", ";b=5"), ("s34.5", None, "label", "34", ".5"),
                 ("s.3;b=x.y", "label", "matrix", ".3", ";b=x.y"), ("s34", None, None, "3", "4"),
                 ("s;a=1.2", "matrix", "label", ";a=1", ".2")],
    "/{a}{b}": [(".3.4", "label", "label", ".3", ".4"), ("34", "label", "simple", "3", "4")],
    "/{a}-{b}": [("3-4", "label", "label", "3", "4"), (".3-.4", "label", "label", ".3", ".4")],
}  # fmt: skip


@pytest.mark.parametrize("template", TOUCHING)
def test_values_that_touch_are_told_apart_by_what_their_styles_begin_with(template: str) -> None:
    for path, one, other, a, b in TOUCHING[template]:
        made = Router[str]()
        params = (Param("first", "path", "a", style=one), Param("b", "path", style=other))  # type: ignore[arg-type]
        made.add("GET", template, "it", params)
        assert target(made, f"/{path}") == ("it", {"a": a, "b": b})


def test_same_place_under_different_parameter_names() -> None:
    made = router("GET /a/{x}", "DELETE /a/{y}", "GET /a/{z}/b")
    assert target(made, "/a/1") == ("GET /a/{x}", {"x": "1"})
    assert target(made, "/a/1", "DELETE") == ("DELETE /a/{y}", {"y": "1"})
    assert target(made, "/a/1/b") == ("GET /a/{z}/b", {"z": "1"})


def test_a_path_may_be_written_in_any_letters() -> None:
    made = router("GET /заказы/№{id}", "GET /a b/{x}")
    assert target(made, "/%D0%B7%D0%B0%D0%BA%D0%B0%D0%B7%D1%8B/%E2%84%967") == (
        "GET /заказы/№{id}",
        {"id": "7"},
    )
    assert target(made, "/a%20b/c") == ("GET /a b/{x}", {"x": "c"})


def test_encoded_characters_are_data_in_values_and_decoded_in_literals() -> None:
    made = router("GET /caf%C3%A9/{x}", "GET /plain/{x}")
    assert target(made, "/caf%c3%a9/1")[0] == "GET /caf%C3%A9/{x}"
    assert target(made, "/plain/a%2Fb") == ("GET /plain/{x}", {"x": "a%2Fb"})


@pytest.mark.parametrize(
    "path",
    ["/a/", "/a//", "/", "//", "/a/b/c", "/A/1", "", "/a/..", "/a/%2e%2E", "/a/.", "/a/x%00y"],
)
def test_unknown_paths(path: str) -> None:
    assert router("GET /a/{x}").match("GET", path) is None


def test_methods_of_a_known_path() -> None:
    made = router("GET /a", "POST /a")
    match = made.match("PUT", "/a")
    assert match is not None
    assert match.target is None
    assert set(match.allow) == {"GET", "POST"}
    assert target(made, "/a", "HEAD")[0] == "GET /a"


def test_base_path_of_the_server_is_optional_and_its_variables_are_read() -> None:
    servers = (Server("https://api.example/v3/public/{key}", {"key": None}),)
    made = router("GET /", "GET /products/{p}", servers=servers)
    match = made.match("GET", "/v3/public/pk%5F1/products/7")
    assert match is not None
    assert match.server == {"key": "pk_1"}
    assert match.values == {"p": "7"}
    assert target(made, "/v3/public/pk_1")[0] == "GET /"
    assert target(made, "/v3/public/pk_1/")[0] == "GET /"
    assert target(made, "/products/7") == ("GET /products/{p}", {"p": "7"})
    assert made.match("GET", "/v3/public") is None


@pytest.mark.parametrize(
    "url",
    [
        "https://h.example/v1", "https://h.example/v1/", "https://h.example/v1?x=/y#z", "/v1#x", "/v1",
        "https://h.example:{port}/v1", "{scheme}://h/v1", "//h.example/v1", "https://[::1]:80/v1",
        "https://[bad/v1", "https://{sub}.h.example/v1",
    ],
)  # fmt: skip
def test_the_base_path_is_that_of_the_servers_url(url: str) -> None:
    made = router("GET /things", servers=(Server(url),))
    for path in ("/v1/things", "/things"):
        assert target(made, path) == ("GET /things", {})
    assert made.match("GET", "/v2/things") is None


@pytest.mark.parametrize(
    "url", ["https://h.example", "https://h.example/", "https://h?x=//y/v1", ""]
)
def test_a_server_may_have_no_base_path(url: str) -> None:
    made = router("GET /things", servers=(Server(url),))
    assert target(made, "/things") == ("GET /things", {})
    assert made.match("GET", "/v1/things") is None


def test_base_path_that_begins_with_a_variable_takes_no_documented_path() -> None:
    made = router("GET /a/{x}", "GET /b", servers=(Server("https://{host}.example/{tenant}"),))
    assert target(made, "/a/b") == ("GET /a/{x}", {"x": "b"})
    match = made.match("GET", "/acme/b")
    assert match is not None
    assert (match.target, match.server) == ("GET /b", {"tenant": "acme"})


def test_a_variable_of_the_server_may_have_segments() -> None:
    server = Server(
        "/{base}/{version}",
        {"base": "lab/tasks", "version": "v1"},
        {},
        {"base": ("lab/tasks", "a/b/c")},
    )
    made = router("GET /info", "GET /runs/{id}", servers=(server,))
    for path, base in (
        ("/lab/tasks/v1/info", "lab/tasks"),
        ("/a/b/c/v1/info", "a/b/c"),
        ("/x/v1/info", "x"),
    ):
        match = made.match("GET", path)
        assert match is not None, path
        assert (match.target, match.server) == ("GET /info", {"base": base, "version": "v1"})
    assert made.match("GET", "/lab/other/v1/info") is None
    assert target(made, "/lab/tasks/v1/runs/7") == ("GET /runs/{id}", {"id": "7"})


@pytest.mark.parametrize(
    ("routes", "path", "values"),
    [
        (("GET /{a}.json/x", "GET /{b}/y"), "/one.json/y", {"b": "one.json"}),
        (("GET /{a}/{b}/x", "GET /{c}/{d}.csv/y", "GET /{e}/{f}/z"), "/1/2.csv/z", {"e": "1", "f": "2.csv"}),
        (("GET /v{a}-{b}/x", "GET /v{c}/y", "GET /{d}/z"), "/v1-2/z", {"d": "v1-2"}),
        (("GET /fix/{a}/x", "GET /{b}/{c}/y"), "/fix/2/y", {"b": "fix", "c": "2"}),
        (("GET /{a}.{b}/{c}/x", "GET /{d}/{e}/{f}"), "/p.q/r/s", {"d": "p.q", "e": "r", "f": "s"}),
    ],
)  # fmt: skip
def test_a_dead_end_leaves_nothing_behind(
    routes: tuple[str, ...], path: str, values: dict[str, str]
) -> None:
    """The values of a way that led nowhere are not those of the way that was found."""
    assert target(router(*routes), path) == (_route_of(routes, path, values), values)


def _route_of(routes: tuple[str, ...], path: str, values: dict[str, str]) -> str:
    return next(r for r in routes if r.removeprefix("GET ").format_map(Blank(values)) == path)


class Blank(dict[str, str]):
    def __missing__(self, _: str) -> str:
        return "?"


def test_cost_does_not_grow_with_the_routes() -> None:
    def cost(count: int) -> int:
        made = router(*(f"GET /resource{n}/{{id}}/items" for n in range(count)))
        return steps(lambda: made.match("GET", f"/resource{count - 1}/7/items"))

    assert cost(1000) == cost(10)


def test_a_literal_path_is_no_value_that_the_template_refuses() -> None:
    number = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    answers = {"responses": {"204": {"description": ""}}}
    operations = (
        Operation[Any]("upload", "POST", "/files/upload"),
        Operation[Any]("get", "GET", "/files/{id}", params=(Param("id", "path", required=True),)),
    )
    paths = {
        "/files/upload": {"post": answers},
        "/files/{id}": {"get": {**answers, "parameters": [number]}},
    }
    app = Application(Api("p", "t", "1"), operations, {"openapi": "3.1.0", "paths": paths})
    with calling(app) as client:
        assert client.get("/files/7").status_code == 204
        assert client.get("/files/other").status_code == 400
        for method in ("GET", "HEAD"):
            response = client.request(method, "/files/upload")
            assert (response.status_code, response.headers["allow"]) == (405, "OPTIONS, POST")


@pytest.mark.parametrize(("style", "good", "wrong"), [("label", ".3.4", ".3.x"), ("matrix", ";a=3;b=4", ";a=x;b=4")])  # fmt: skip
@pytest.mark.parametrize("ends", [("",), ("#one", "#two"), ("?x=1", "?x=2")])
def test_an_application_routes_by_the_styles_of_its_operations(
    style: Any, good: str, wrong: str, ends: tuple[str, ...]
) -> None:
    params = tuple(Param(name, "path", required=True, style=style) for name in "ab")
    nodes = [
        {"name": name, "in": "path", "required": True, "style": style, "schema": {"type": "integer"}}
        for name in "ab"
    ]  # fmt: skip
    answers = {"get": {"parameters": nodes, "responses": {"204": {"description": ""}}}}
    operations = [Operation[Any](end or "get", "GET", f"/s{{a}}{{b}}{end}", params=params) for end in ends]  # fmt: skip
    paths = {f"/s{{a}}{{b}}{end}": answers for end in ends}
    app = Application(Api("p", "t", "1"), operations, {"openapi": "3.1.0", "paths": paths})
    with calling(app) as client:
        query = ends[0] if ends[0].startswith("?") else ""
        assert client.get(f"/s{good}{query}").status_code == 204
        assert client.get(f"/s{wrong}{query}").status_code == 400
