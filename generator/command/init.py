"""`specwright init`: settings to begin with, and a first document that validates."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NamedTuple

from generator.command.settings_file import FILE

SETTINGS = """\
# Settings of specwright; docs/settings.md says what else there is.
strict = true           # an error stops its document: nothing is written for it
out = "generated"       # where packages are written
halves = ["client", "server"]

[documents]             # besides all of specs/: the package's name, and where its document is
# acme = "vendor/acme/openapi.json"

[rules]                 # finding → "error", "warning", "hint" or "off"
# W302 = "error"

# [[accepted]]          # a finding that is known and is to stay
# document = "acme"
# code = "W321"
# at = "/components/securitySchemes/basic"
# reason = "The vendor is about to offer it."
"""

DOCUMENT = """\
openapi: 3.1.1
x-specwright: 1
info:
  title: {title}
  version: 0.1.0
  summary: What one does with it, in a sentence.
servers:
  - url: {url}
security:
  - apiKey: []
tags:
  - name: things
    description: What the vendor calls its things.
paths:
  /things/{{id}}:
    get:
      tags: [things]
      operationId: getThing
      summary: Get a thing
      parameters:
        - name: id
          in: path
          required: true
          description: Which thing.
          schema: {{type: string}}
          example: "1"
      responses:
        "200":
          description: The thing.
          content:
            application/json:
              schema: {{$ref: "#/components/schemas/Thing"}}
              example: {{id: "1", name: A thing}}
components:
  schemas:
    Thing:
      type: object
      required: [id, name]
      properties:
        id: {{type: string, description: Its id.}}
        name: {{type: string, description: What it is called.}}
  securitySchemes:
    apiKey: {{type: apiKey, in: header, name: X-Api-Key}}
"""


OVERLAY = """\
overlay: 1.1.0
info:
  title: What the document of {title} does not say
  version: 1.0.0
actions:
  - target: $
    update:
      x-specwright: 1         # our extensions have their meaning; docs/vocabulary.md lists them
      # x-errors: {{code: /code, message: /message}}
      # x-retry: {{statuses: [429, 503]}}
      # x-rate-limit: {{limit: 100, per: 1, scope: [credential]}}
  # - target: $.paths['/things'].get
  #   update: {{x-pagination: {{style: page, items: /things}}}}
"""


class Wish(NamedTuple):
    """What to begin with; what is empty is left out, or asked for on a terminal."""

    vendor: str = ""
    """Name of a first document in `specs/`."""
    title: str = ""
    url: str = ""
    """Where the vendor's API is."""
    source: str = ""
    """A document of the vendor's to begin with, on this disk; an overlay is put beside it."""


class Refused(Exception):
    """It cannot be begun so; the text says why."""


def init(wish: Wish, *, terminal: bool = False) -> int:
    """Write the files that are not there yet; those that are stay as they are.

    Args:
        wish: What to begin with.
        terminal: Whether somebody may be asked for what is left out.

    Returns:
        Exit status: 0, or 2 where it cannot be begun so.
    """
    try:
        if terminal and not wish.vendor:
            wish = _asked(wish)
        files = _files(wish)
    except Refused as refused:
        print(f"specwright: {refused}", file=sys.stderr)
        return 2
    for name, data in files.items():
        path = Path(name)
        if path.exists():
            print(f"{name}: is there already, and stays as it is", file=sys.stderr)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        print(f"{name}: written", file=sys.stderr)
    if wish.vendor:
        print(f"next: specwright validate specs/{wish.vendor}", file=sys.stderr)
    return 0


def _asked(wish: Wish) -> Wish:
    """The wish with what somebody at the terminal says; an empty line leaves a thing out."""

    def ask(question: str, known: str) -> str:
        print(f"{question}{f' [{known}]' if known else ''}: ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip() or known

    vendor = ask("name of a first document, in small letters (empty: none)", "")
    if not vendor:
        return wish
    wish = wish._replace(vendor=vendor)
    source = ask("file of the vendor's own document (empty: there is none)", wish.source)
    if source:
        return wish._replace(source=source)
    title = ask("what the API is called", wish.title or _title(vendor))
    url = ask("where it is", wish.url or "https://api.example.com/v1")
    return wish._replace(title=title, url=url)


def _files(wish: Wish) -> dict[str, bytes]:
    files = {FILE: SETTINGS.encode()}
    if not wish.vendor:
        if wish.source or wish.title or wish.url:
            raise Refused("a first document needs a name: --vendor NAME")
        return files
    if not all(part.isalnum() and part == part.lower() for part in wish.vendor.split("-")):
        text = "small letters, digits and hyphens"
        raise Refused(f"{wish.vendor} cannot be a document's name: {text}")
    folder = f"specs/{wish.vendor}"
    title = json.dumps(wish.title or _title(wish.vendor), ensure_ascii=False)  # YAML 1.2 holds JSON
    if wish.source:
        name, data = _taken(wish.source)
        return {
            **files,
            f"{folder}/{name}": data,
            f"{folder}/overlay.yaml": OVERLAY.format(title=_title(wish.vendor)).encode(),
        }
    url = json.dumps(wish.url or "https://api.example.com/v1", ensure_ascii=False)
    return {**files, f"{folder}/openapi.yaml": DOCUMENT.format(title=title, url=url).encode()}


def _taken(source: str) -> tuple[str, bytes]:
    """The name and the bytes of a vendor's document, which stays as it is."""
    if "://" in source:
        raise Refused(f"nothing is fetched: save {source} as a file, and name that")
    try:
        data = Path(source).read_bytes()
    except OSError as error:
        raise Refused(f"{source}: {error.strerror}") from None
    return ("openapi.json" if data.lstrip()[:1] == b"{" else "openapi.yaml"), data


def _title(vendor: str) -> str:
    return vendor.replace("-", " ").title()
