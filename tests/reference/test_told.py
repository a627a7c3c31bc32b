"""What operations and messages tell of themselves: one document, a row for each."""

from __future__ import annotations

import pytest

from tests.reference.full import full
from tests.reference.test_pages import docs


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages, by their names; each with all its lines in one."""
    folder = docs(full(), tmp_path_factory.mktemp("full"))
    return {
        path.name: " ".join(path.read_text("utf-8").split())
        for path in folder.iterdir()
        if path.suffix in (".html", ".md", ".txt")
    }


_FIND = "Retries: up to 3 attempts on 408, 425, 429, 500, 502, 503, 504 or no answer"
_POST = "Retries: up to 3 attempts, only on 429 or 503 with a delay, and where it was never sent"
SAID = [
    # What is sent.
    ("client.things.md", 'for event in client.things.find(a="1", b="2", c="3"): ... ``` ```http GET /events?a=1&b=2&c=3 Host: search.example.com Accept: application/json, text/csv Authorization: Basic … ```'),
    ("client.things.md", 'client.things.send_event(name="made") ``` ```http POST /events Host: api.example.com Key: … Content-Type: application/json { "name": "made"'),
    ("client.things.md", 'from acme.models import Event client.things.send_events( events=[ Event(name="made", **{"odd": [1, {"a": None}]}), ], )'),
    ("client.reports.md", "process = client.reports.make() state = process.wait(timeout=60) ``` ```http POST /reports Host: api.example.com Accept: application/json Key: … ``` Arguments: - none Returns `State` in a `Process`. 202: Ok. - Limit"),
    ("client.reports.html", '<span class="async">await </span>process.wait(timeout=60)'),
    ("client.reports.md", 'state = client.reports.state("id") ``` ```http GET /reports/id Host'),
    # What is taken.
    ("client.things.md", "- `page_no` (`int`; query page-no): - `per_page` (`int`; query per-page): - `x_shop` (`str`; header X-Shop): Returns"),
    ("client.things.md", "- `name` (`str`, required): - `more` (`Mapping[str, float]`): Returns"),
    ("client.things.md", "on and on [at most 20 items] Returns `None`. 204: Done."),
    ("client.reports.md", "- `id` (`str`, required; path): Returns `State`. 200: Ok."),
    # What is answered.
    ("client.things.md", "Returns `Event` in a `Page`. 200: Found. Raises: - `ClientError` (4XX, body `Fault`): Wrong. - `ServerError` (500): Broken. - Together"),
    ("client.things.html", "except errors.ClientError as error:"),
    ("client.things.html", "    error.code == "),
    ("client.things.html", "4XX Content-Type: application/json"),
    # What holds.
    ("client.things.md", "- Together: all or none of b, c - Together: at most one of d, x_shop - Pages: turned by the client with page-no until a page is not full; per-page sets how many a page holds"),
    ("client.things.md", f"- {_FIND} - Credentials: user or key and shop or none - Server: https://search.example.com - Answered as: application/json, text/csv; choose with options={{\"accept\": …}}"),
    ("client.things.md", "- Leads to: more → client.things.find: The rest. - Header: ETag - Header: X-Total How many. ##"),
    ("client.things.html", '<a href="#find">client.things.find</a>: The rest.'),
    ("client.things.md", f"- Limit: 1,000 calls an hour, counted by ip and credential - Background: later(client.things.send_event)(…) sends it without waiting, many together by client.things.send_events - {_POST} ##"),
    ("client.things.html", '<code>later(client.things.send_event)(…)</code> sends it without waiting, many together by <a href="#send_events">'),
    ("client.things.md", 'Returns `None`. 204: Done. - Retries: up to 5 attempts on 503, 504 or no answer - Sent as: application/json, application/x-www-form-urlencoded; choose with options={"content_type": …}'),
    ("client.reports.md", f"- Limit: 1 call a second - Process: asked for with client.reports.state until ready or broken, every 2 s at first; remembered for a day - {_POST} ##"),
    ("client.reports.md", f"- Deadline: 1.5 s for the whole call, waits and repeats among it; then fallback= is returned, if given - {_FIND}"),
    # Models.
    ("models.shared.md", "- `name` (`str`, required): - `at` (`datetime`; read only): - `more` (`dict[str, float]`):"),
    ("models.other.md", "- Note: One. - Note: Two. `float` [at least 0; a multiple of 0.5]"),
    ("models.reports.md", '`Literal["waiting", "ready", "broken"] | str`'),
    ("models.html", "goes on and on A description that goes on and on A description that goes on …"),
    # Messages.
    ("webhooks.md", "## `webhooks.BARE` Bare. Bare in words. Holds `None`. Signed: the document does not say how. ```python from acme import webhooks message = webhooks.BARE.parse(body) ``` ```http POST (your URL) ```"),
    ("webhooks.md", '## `webhooks.TOLD` Told. Holds `Event`. Signed: hmac-sha256, hex, in the header X-Sign. ```python from acme import webhooks message = webhooks.TOLD.receive(headers, body, keys) # message: Event(name="x") ``` ```http POST (your URL) Content-Type: application/json { "name": "x" }'),
    ("webhooks.html", "<h4>The first</h4>"),
    ("webhooks.html", "<h4>two</h4>"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "said"), SAID)
def test_it_is_told(files: dict[str, str], name: str, said: str) -> None:
    assert " ".join(said.split()) in files[name]
