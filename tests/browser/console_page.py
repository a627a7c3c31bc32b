"""The console in a browser: list, call, fault, reset, clock, messages, and hostile text."""

from __future__ import annotations

import hmac
import json
import re
import threading
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import chromium, page_of
from tests.console.warehouse import (
    DOCUMENT,
    HOSTILE,
    KEY,
    SECRET,
    Command,
    generate,
    serving,
    write,
)

get, post = partial(httpx.get, timeout=60), partial(httpx.post, timeout=60)  # a busy machine
OPERATIONS = sum(
    method in ("get", "post", "delete") for item in DOCUMENT["paths"].values() for method in item
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a document and its package."""
    folder = tmp_path_factory.mktemp("place")
    write(folder / "specs")
    generate(folder)
    return folder


@pytest.fixture
def sandbox(place: Path) -> Iterator[Command]:
    with serving("warehouse", "--limits", cwd=place) as command:
        yield command


@pytest.fixture
def page(browser: Browser, sandbox: Command) -> Iterator[Page]:
    """The console's page; what its script complains of, or asks of others, fails the test."""
    with page_of(browser, sandbox.url) as (found, wrong):
        yield found
        assert wrong == []


def choose(page: Page, operation: str) -> None:
    page.locator(f'.operation[data-operation="{operation}"]').click()
    expect(page.locator("#form .id")).to_contain_text(operation)


def send(page: Page, status: str) -> Any:
    """Send the form; the answer, which has this status."""
    page.locator("#form").get_by_role("button", name="Send").click()
    expect(page.locator(".answer .status")).to_have_text(status)
    return page.locator(".answer")


def panel(page: Page, name: str) -> Any:
    page.get_by_role("tab", name=name).click()
    return page.locator("#panel")


def test_it_lists_operations_and_finds_them(page: Page) -> None:
    expect(page.locator(".operation")).to_have_count(OPERATIONS)
    expect(page.locator("#about")).to_contain_text(f"{OPERATIONS} operations")
    page.keyboard.press("/")
    page.keyboard.type("delete thing")
    expect(page.locator(".operation")).to_have_count(1)
    page.locator("#search").fill("no such thing")
    expect(page.locator("#operations")).to_contain_text("No operation is like that")


def test_a_call_and_what_was_decided_on_it(page: Page) -> None:
    choose(page, "getThing")
    answer = send(page, "200")
    expect(answer).to_contain_text('"name": "A thing"')
    requests = panel(page, "Requests")
    requests.locator("summary", has_text="/things/t-1").click()
    expect(requests).to_contain_text("getThing")
    expect(requests).to_contain_text("*** (7 characters)")
    assert "sandbox" not in requests.inner_text()


def test_requests_of_a_program_are_shown_with_limits_spellings_and_refusals(
    page: Page, sandbox: Command
) -> None:
    key = {"authorization": f"Bearer {KEY}"}
    get(f"{sandbox.url}/things?inStock=yes", headers=key)
    post(f"{sandbox.url}/things", json={"id": 3}, headers=key)
    get(f"{sandbox.url}/things")
    requests = panel(page, "Requests")
    expect(requests.locator(".request")).to_have_count(3)
    for summary in requests.locator(".request summary").all():
        summary.click()
    expect(requests).to_contain_text("50 in 60 s: 49")
    expect(requests).to_contain_text("query inStock")
    expect(requests).to_contain_text("name is required")
    expect(requests).to_contain_text("missing credentials")
    assert KEY not in page.content()


def test_hostile_text_does_nothing(page: Page, sandbox: Command) -> None:
    choose(page, "addThing")
    page.locator("#body").fill(f'{{"id": "x", "name": {json.dumps(HOSTILE)}}}')
    send(page, "201")
    get(f"{sandbox.url}/{HOSTILE}")
    things = panel(page, "Things")
    expect(things).to_contain_text("<img src=x onerror")
    things.locator("summary").first.click()
    requests = panel(page, "Requests")
    for summary in requests.locator(".request summary").all():
        summary.click()
    assert page.evaluate("document.querySelectorAll('img').length") == 0
    assert page.evaluate("document.querySelectorAll('script').length") == 1
    assert "taken" not in page.title().replace(HOSTILE, "")


def test_a_page_of_the_vendor_s_turns_nothing(page: Page, sandbox: Command) -> None:
    other = page.context.new_page()
    other.goto(f"{sandbox.url}/page")
    expect(other.locator("p")).to_have_text("text")
    other.wait_for_load_state("networkidle")
    assert other.title() == "page"
    state = get(f"{sandbox.url}/_specwright/api/state", headers={"x-specwright-console": "1"})
    assert state.json()["ahead"] == 0


def test_what_is_made_is_held_and_a_reset_forgets_it(page: Page) -> None:
    choose(page, "addThing")
    send(page, "201")
    things = panel(page, "Things")
    expect(things).to_contain_text("A cup")
    choose(page, "deleteThing")
    send(page, "204")
    expect(things).to_contain_text("deleted")
    choose(page, "getThing")
    send(page, "404")
    page.locator("#reset").click()
    expect(things).to_contain_text("Nothing was made")
    send(page, "200")


@pytest.mark.parametrize(
    ("button", "status", "said"),
    [
        ("500", "500", None),
        ("429 too many requests", "429", None),
        ("Connection reset", "reset", "closed without an answer"),
        ("Answer breaks off", "200", "breaks off"),
    ],
)
def test_faults(page: Page, sandbox: Command, button: str, status: str, said: str | None) -> None:
    faults = panel(page, "Faults")
    faults.get_by_label("How often").select_option("once")
    faults.get_by_role("button", name=button, exact=True).click()
    expect(faults.locator(".fault")).to_contain_text("1 × more")
    choose(page, "getThing")
    answer = send(page, status)
    if said:
        expect(answer).to_contain_text(said)
    expect(faults).to_contain_text("None. Errors come")
    send(page, "200")


def test_a_fault_meets_programs_too_and_goes_off_again(page: Page, sandbox: Command) -> None:
    faults = panel(page, "Faults")
    faults.get_by_label("Operation").select_option("getThing")
    faults.get_by_role("button", name="Connection reset").click()
    expect(faults.locator(".fault")).to_have_count(1)
    key = {"authorization": f"Bearer {KEY}"}
    with pytest.raises(httpx.RemoteProtocolError):
        get(f"{sandbox.url}/things/t-1", headers=key)
    assert get(f"{sandbox.url}/things", headers=key).status_code == 200
    faults.get_by_role("button", name="Off", exact=True).click()
    expect(faults.locator(".fault")).to_have_count(0)
    assert get(f"{sandbox.url}/things/t-1", headers=key).status_code == 200


def test_a_process_ends_once_the_clock_is_turned(page: Page) -> None:
    choose(page, "countStock")
    page.locator("#form").get_by_label("Answer").select_option("process=FAILED")
    send(page, "202")
    processes = panel(page, "Processes")
    expect(processes).to_contain_text("WAITING")
    page.get_by_role("button", name="+1 min").click()
    expect(processes.locator("tbody")).not_to_contain_text("WAITING")
    expect(processes.locator("tbody")).to_contain_text("FAILED")
    expect(page.locator("#ahead")).to_have_text("(+1 min)")
    send(page, "202")
    expect(processes.locator("tbody tr")).to_have_count(2)
    processes.get_by_role("button", name="End").click()
    expect(processes.locator("tbody")).not_to_contain_text("WAITING")


def test_a_form_is_written_from_json(page: Page) -> None:
    choose(page, "labelThing")
    send(page, "204")
    page.locator(".answer details", has_text="As a command").locator("summary").click()
    expect(page.locator(".answer")).to_contain_text("label=fragile+%26+new")
    expect(page.locator(".answer")).to_contain_text("at=%7B%22x%22%3A2%7D")


class _Receiver(BaseHTTPRequestHandler):
    heard: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.heard.append((dict(self.headers.items()), body))
        self.send_response(202)
        self.end_headers()
        self.wfile.write(b"heard")

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    heard: list[tuple[dict[str, str], bytes]] = []
    handler = type("Receiver", (_Receiver,), {"heard": heard})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hooks", heard
        server.shutdown()
        thread.join()


def test_a_message_is_sent_and_signed(page: Page, receiver: Any) -> None:
    url, heard = receiver
    hooks = panel(page, "Webhooks")
    hooks.get_by_label("URL on this machine").fill(url)
    hooks.get_by_label("Secret").fill(SECRET)
    hooks.get_by_role("button", name="Send").click()
    expect(hooks.locator(".status")).to_have_text("202")
    headers, body = heard[0]
    assert headers["X-Signature"] == hmac.new(SECRET.encode(), body, sha256).hexdigest()
    hooks.get_by_label("URL on this machine").fill("http://203.0.113.7/hooks")
    hooks.get_by_role("button", name="Send").click()
    expect(hooks.locator(".wrong")).to_contain_text("this machine alone")


def test_tabs_are_turned_by_keys(page: Page) -> None:
    page.get_by_role("tab", name="Requests").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Things")).to_be_focused()
    expect(page.locator("#panel")).to_contain_text("Nothing was made")
    page.keyboard.press("End")
    expect(page.get_by_role("tab", name="Webhooks")).to_have_attribute("aria-selected", "true")


def test_the_page_follows_a_document_that_changes(browser: Browser, tmp_path: Path) -> None:
    path = write(tmp_path)
    with (
        serving("warehouse", "--reload", cwd=tmp_path) as command,
        page_of(browser, command.url) as (page, wrong),
    ):
        tree = json.loads(path.read_text(encoding="utf-8"))
        tree["paths"]["/parts"] = {
            "get": {"operationId": "listParts", "responses": {"204": {"description": "None."}}}
        }
        path.write_text(json.dumps(tree), encoding="utf-8")
        expect(page.locator('.operation[data-operation="listParts"]')).to_be_visible(timeout=60_000)
        assert wrong == []


def test_narrow_and_dark_it_is_whole(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    red = int(re.findall(r"\d+", ground)[0])
    assert red < 60


def test_a_server_that_is_gone_is_said(page: Page, sandbox: Command) -> None:
    sandbox.stop()
    expect(page.locator("#lost")).to_be_visible()
    page.goto("about:blank")
