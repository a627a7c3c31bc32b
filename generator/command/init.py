"""`specwright init`: settings to begin with, and a first document that validates."""

from __future__ import annotations

import sys
from pathlib import Path

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
  - url: https://api.example.com/v1
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


def init(vendor: str) -> int:
    """Write the files that are not there yet; those that are stay as they are.

    Args:
        vendor: Name of a first document in `specs/`; none if empty.

    Returns:
        Exit status: 0, or 2 where the name cannot be a folder's.
    """
    files = {FILE: SETTINGS}
    if vendor:
        if not all(part.isalnum() and part.islower() for part in vendor.split("-")):
            text = f"{vendor} cannot be a document's name: small letters, digits and hyphens"
            print(f"specwright: {text}", file=sys.stderr)
            return 2
        title = vendor.replace("-", " ").title()
        files[f"specs/{vendor}/openapi.yaml"] = DOCUMENT.format(title=title)
    for name, text in files.items():
        path = Path(name)
        if path.exists():
            print(f"{name}: is there already, and stays as it is", file=sys.stderr)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"{name}: written", file=sys.stderr)
    return 0
