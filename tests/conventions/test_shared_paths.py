"""Operations of one path and method, which the standard does not know and vendors have."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.conventions.compiled import package, part, served
from tests.support import answer, document, operation, query

TEXT = {"type": "string"}


def told(name: str, value: str, where: str = "header") -> dict[str, Any]:
    """A parameter that may have one value only."""
    schema = {"type": "string", "enum": [value]}
    return {"name": name, "in": where, "required": True, "schema": schema}


def in_path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": TEXT}


def get(name: str, *parameters: dict[str, Any]) -> dict[str, Any]:
    return {"get": operation(name, parameters=[*parameters], responses={"200": answer(TEXT)})}


TREE = document(
    {
        "/jobs?op=LIST": get("listJobs", query("key")),
        "/jobs?op=STOP&id={id}": get("stopJob", in_path("id")),
        "/jobs?city={city}&country={country}": get("byCity", in_path("city"), in_path("country")),
        "/jobs": get("allJobs", query("key")),
        "/#X-Target=V1.Start": get("start", told("X-Target", "V1.Start")),
        "/#X-Target=V1.Stop": get("stop", told("X-Target", "V1.Stop")),
        "/do#Action=Add": get("add", told("Action", "Add", "query")),
        "/do#Action=Sub": get("sub", told("Action", "Sub", "query")),
    }
)
ACME = package("Sharedpaths", TREE, frozenset({"E306"}))


class Desk:
    """Says which of its methods was called, and with what."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)

        def method(**arguments: Any) -> str:
            said = [f"{k}={v}" for k, v in sorted(arguments.items()) if v and k != "action"]
            return " ".join([name, *(s for s in said if not s.startswith("x_target"))])

        return method


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("list_jobs", {}, "list_jobs"),
        ("list_jobs", {"key": "k"}, "list_jobs key=k"),
        ("stop_job", {"id": "a b&c"}, "stop_job id=a b&c"),
        ("by_city", {"city": "Köln", "country": "DE"}, "by_city city=Köln country=DE"),
        ("all_jobs", {}, "all_jobs"),
        ("start", {"x_target": "V1.Start"}, "start"),
        ("stop", {"x_target": "V1.Stop"}, "stop"),
        ("add", {"action": "Add"}, "add"),
        ("sub", {"action": "Sub"}, "sub"),
    ],
)
def test_what_a_request_holds_says_which_is_meant(
    name: str, arguments: dict[str, Any], said: str
) -> None:
    with served(ACME, implementation=Desk()) as url, ACME.Client(base_url=url) as client:
        assert getattr(client.things, name)(**arguments) == said


def test_a_request_that_fits_none_is_refused_for_what_it_lacks() -> None:
    with served(ACME) as url:
        assert httpx.get(f"{url}/do", trust_env=False).status_code == 400
        assert httpx.get(f"{url}/do?Action=Mul", trust_env=False).status_code == 400
        assert httpx.get(f"{url}/do?Action=Sub", trust_env=False).status_code == 200


def test_only_packages_of_such_documents_carry_the_choice() -> None:
    plain = package("Unsharedpaths", document({"/a": get("getA")}))
    assert part(ACME, "_runtime.server.app.choice")
    with pytest.raises(ModuleNotFoundError):
        part(plain, "_runtime.server.app.choice")
