"""What a document says is on its pages, for people and for programs: one document, a row for each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.reference.rich import rich
from tests.reference.test_pages import docs
from tests.support import document, operation

FIND, ADD = r'id="find">.*?', r'id="add">.*?'


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages, by their names; each with all its lines in one."""
    folder = docs(rich(), tmp_path_factory.mktemp("rich"))
    return {
        path.name: " ".join(path.read_text("utf-8").split())
        for path in folder.iterdir()
        if path.suffix in (".html", ".md", ".txt")
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        # What is said once.
        ("index.html", "<title>Rich</title>"),
        ("client.things.html", "<title>client.things · Rich</title>"),
        ("index.html", 'href="index.html">Rich <small>1.2</small></a>'),
        ("index.html", 'Version 1.2 · 6 operations · Free · <a href="https://vendor.example">'),
        ("index.html", "<dt><code>key</code><dd>Yours.<dt><code>shop</code><dd>Server variable shop. <small>optional</small>"),
        ("index.html", "<dt>Server<dd><code>https://{shop}.example.com</code> Live."),
        ("index.html", "<dt>Retries<dd>up to 3 attempts on 408, "),
        ("index.html", "<p>All of it.</p>"),
        ("index.html", 'id="errors">Errors of every call</h2> <dl class="errors"> <dt><a href="errors.html#TooManyRequests">'
                       'TooManyRequests</a> <small>429 · <a href="models.things.html#Fault">Fault</a></small> <dd>Too many. </dl>'),
        ("index.html", '<script src="search.js" defer></script>'),
        ("index.html", '<li><a href="index.html" aria-current="page">Overview</a> <li><a href="errors.html">Errors</a>'),
        ("errors.html", '<li id="BadRequest" class="d3"><code>BadRequest</code> 400: the request'),
        ("errors.html", "<li id=\"ApiError\" class=\"d0\">"),
        ("errors.html", "<dt><code>request_id</code><dd>"),
        ("index.html", '<pre class="http">429 Too Many Requests Content-Type: application/json { "message": "Wait." }</pre>'),
        # What is beside a name.
        ("index.html", 'add</a> <dd> <small><b class="post">POST</b> /things</small>'),
        ("index.html", 'find</a> <em class="tag un">unverified</em><dd>Find things <small><b class="get">GET'),
        ("index.html", 'later</a> <em class="tag">planned</em><dd>'),
        ("index.html", 'soon</a> <em class="tag">beta</em><dd>'),
        ("index.html", 'old_ping</a> <em class="tag old">deprecated</em><dd>'),
        ("client.things.html", '<a href="#old_ping" class="gone">old_ping</a> <li><a href="#ping">ping</a>'),
        # An operation.
        ("client.things.html", '<h2><a href="#find">Find things</a> <em class="tag un">unverified</em></h2> <p class="names"><code>'
                               'client.things.find</code><span><b class="get">GET</b> <code>/things</code></span><small>findThings</small></p>'),
        ("client.things.html", '<code>client.things.ping</code><span><b class="get">GET</b> <code>/ping</code></span></p>'),
        ("client.things.html", 'Deprecated since 2026-01-01, use things.ping. <a href="#ping">client.things.ping</a></p>'),
        ("client.things.html", '>planned</em></h2> <p class="names"><code>client.things.later</code><span><b class="get">GET</b> '
                               '<code>/later</code></span></p> </header> <p class="note">Planned: the vendor does not serve it yet'),
        ("client.things.html", '<p>By <em>colour</em>.</p><p><a href="https://vendor.example/find">https://vendor.example/find</a></p></div>'),
        ("client.things.html", '<p class="note un"><b>Unverified</b> Not tried.</p> <p class="note no"><b>Note</b> Slow at night.</p>'),
        ("client.things.html", '<dt id="find.colour"><b>colour</b> str <i>required</i> <small>query</small> <dd>Which.'),
        ("client.things.html", '<dt id="find.size" class="gone"><b>size</b> int <small>query</small> <dd> <small>at most 9</small>'
                               ' <small class="ends">Deprecated.</small>'),
        ("client.things.html", '<p class="none">No arguments.</p>'),
        ("client.things.html", '<code>Page[<a href="models.things.html#Box">Box</a>]</code> Ok.'),
        ("client.things.html", '<code><a href="models.things.html#Pet">Pet</a></code> Ok.'),
        ("client.things.html", '>NotFound</a> <small>404 · <a href="models.things.html#Fault">Fault</a></small> <dd>No such colour. </dl>'
                               ' <p class="common">and 429 <a href="index.html#errors">as every call</a></p>'),
        ("client.things.html", '<p class="common">429 <a href'),
        ("client.things.html", "<dt>Limit<dd>5 calls a minute <dt>Pages<dd>turned by the client with <code>page</code>"),
        ("client.things.html", '<dt>Calls back<dd><a href="webhooks.html#callbacks.GROWN">callbacks.GROWN</a>'),
        ("client.things.html", '<h4>A large one</h4> <pre class="py">'),
        ("client.things.html", '<div class="pair more"> <h4>A small one</h4> <pre class="py">'),
        ("client.things.html", '<h4><small>made up from the schema</small></h4> <pre class="py">Box(id=7)</pre> <pre class="http">200 OK'),
        # A model.
        ("models.html", '<dt id="Thing"><a href="models.shared.html#Thing">Thing</a><dd>A thing.'),
        ("models.things.html", '>Box</a> <small>extends <a href="models.shared.html#Thing">Thing</a></small>'),
        ("models.shared.html", '<p class="note no"><b>Note</b> Seen in 2025.</p>'),
        ("models.shared.html", '<dt>any other int'),
        ("models.shared.html", '<dt id="Thing.colour" class="gone"><b>colour</b> str <dd>Its colour. <small class="ends">Deprecated.</small>'),
        ("models.shared.html", '<p class="used">Used by <a href="client.things.html#add">client.things.add</a></p>'),
        ("models.things.html", '#later">client.things.later</a>, <a href="client.things.html#old_ping">'),
        ("models.other.html", '<code>str</code> <small>at most 3 characters</small>'),
        ("models.webhooks.html", '>Old</a> </h2> <p class="note old">Deprecated.</p>'),
        ("models.things.html", '<code><a href="#Cat">Cat</a> | <a href="#Dog">Dog</a></code>'),
        ("models.things.html", '<ul> <li><a href="#Animal">Animal</a> <li><a href="#Bee">Bee</a>'),
        ("models.things.html", '<p><code>kind</code> tells the kind: <a href="#Bee">bee: Bee</a>, <a href="#Lion">lion: Lion</a></p>'),
        ("models.things.md", "## `Animal` `kind` tells the kind: `bee: Bee, lion: Lion`. - `kind` (`str`, required):"),
        # A message.
        ("webhooks.html", '<a href="#webhooks.MADE">A thing was made</a></h2> <p class="names"><code>webhooks.MADE</code><span>'
                          '<b class="post">POST</b> <code>your URL</code></span><small>made</small></p>'),
        ("webhooks.html", '<dt>Holds<dd><code><a href="models.shared.html#Thing">Thing</a></code> <dt>Signed<dd>the document does not say how'),
        ("webhooks.html", '<p class="note no"><b>Note</b> Sent twice.</p>'),
        ("webhooks.html", '<code>{$request.query.url}</code></span><small>grown</small>'),
        ("webhooks.html", '<dt>Asked for by<dd><a href="client.things.html#add">client.things.add</a> <dt>Signed'),
        # For programs.
        ("llms.txt", "# Rich > All of it. A typed Python client: `pip install path/to/acme`, then `from acme import Client`. All of it."),
        ("llms.txt", "- [client.things](client.things.md): - `client.things.add`: - `client.things.find`: Find things"),
        ("llms.txt", "- [models of other](models.other.md)"),
        ("llms.txt", "- [webhooks](webhooks.md)"),
        ("client.things.md", "## `client.things.add` POST `/things`, operation `addThing`."),
        ("client.things.md", "Find things. GET `/things`, operation `findThings`. By *colour*. - Unverified: Not tried. - Note: Slow at night. ```python"),
        ("client.things.md", "operation `later`, planned."),
        ("client.things.md", "operation `oldPing`. Deprecated since 2026-01-01, use things.ping."),
        ("client.things.md", "- `colour` (`str`, required; query): Which. - `size` (`int`; query): [at most 9] Deprecated."),
        ("client.things.md", "Arguments: - none Returns `None`. 204: Fine."),
        ("client.things.md", "Returns `Box` in a `Page`. 200: Ok. Raises: - `NotFound` (404, body `Fault`): No such colour. - on 429 as every call - Limit: 5 calls a minute - Pages:"),
        ("models.shared.md", "## `Thing` A thing. - Note: Seen in 2025. - `id` (`int`, required): [at least 1] - `colour` (`str`): Its colour. Deprecated. - any other (`int`)"),
        ("models.things.md", "## `Box` Extends `Thing`. - `inner` (`Thing`): A thing."),
        ("models.things.md", "## `Pet` `Cat | Dog`"),
        ("models.other.md", "## `Code` Three letters. `str` [at most 3 characters]"),
        ("models.webhooks.md", "## `Old` - Deprecated."),
        ("webhooks.md", "## `webhooks.MADE` A thing was made. - Note: Sent twice. Holds `Thing`. Signed: the document does not say how. ```python"),
    ],
)  # fmt: skip
def test_it_is_said(files: dict[str, str], name: str, said: str) -> None:
    assert said in files[name]


@pytest.mark.parametrize(
    ("name", "unsaid"),
    [
        ("index.html", "no client half"),
        ("index.html", 'id="left-out"'),
        ("index.html", "<code>key</code><dd>Yours. <small>optional"),
        ("index.html", 'href="changes.html"'),
        ("client.things.html", r'id="find">(?:(?!</article>).)*No arguments'),
        ("client.things.html", r'id="soon">(?:(?!</article>).)*Planned: the vendor'),
        ("client.things.html", r'id="ping">(?:(?!</h2>).)*deprecated'),
        ("client.things.html", "A large one<small>made up"),
        ("client.things.html", "<code>Page\\[<a[^>]*>Pet"),
        ("models.shared.html", '<dt id="Thing.colour"[^>]*><b>colour</b> str <i>required'),
        ("models.shared.html", '<dt id="Thing.id" class="gone">'),
        ("client.things.md", r"\. POST"),
        ("webhooks.md", r"Signed: \."),
    ],
)
def test_it_is_not_said(files: dict[str, str], name: str, unsaid: str) -> None:
    assert not re.search(unsaid, files[name])


def test_one_operation_and_nothing_more(tmp_path: Path) -> None:
    limit = {"x-rate-limit": {"limit": 5, "per": 60}}
    folder = docs(
        document({"/a": {"get": operation("a", **limit)}}) | {"x-specwright": 1}, tmp_path
    )
    index = (folder / "index.html").read_text("utf-8")
    assert "1 operation ·" in index
    assert "<dt>Limit<dd>5 calls a minute" in index
    assert not (folder / "webhooks.html").exists()
    assert "webhooks" not in (folder / "llms.txt").read_text("utf-8")
