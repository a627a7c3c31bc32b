"""Which version of the standard a file is written in, and what each has that others have not."""

from __future__ import annotations

import re

from generator.ground.diagnostics import Diagnostic, short
from generator.read.source import Mapping

SWAGGER = "2.0"
_KNOWN = re.compile(r"3\.([0-9]+)(?:\.[0-9]+)?(?:-\w+)?\s*\Z")
_NEWEST = 2

OLD_SECTIONS = {
    "schema": "definitions",
    "response": "responses",
    "parameter": "parameters",
    "requestBody": "parameters",
}
"""Where Swagger 2.0 keeps what others refer to, by the kind of object that it is read as."""


def version_of(tree: Mapping) -> str:
    """`2.0`, `3.0`, `3.1` or `3.2`; empty for a file that does not say.

    A version after 3.2 is read as 3.2.
    """
    if "openapi" not in tree and "swagger" in tree:
        return SWAGGER
    found = _KNOWN.match(str(tree.get("openapi")).strip())
    return f"3.{min(int(found[1]), _NEWEST)}" if found else ""


def is_old(version: str) -> bool:
    """Whether schemas are written in the words from before OpenAPI 3.1."""
    return version in (SWAGGER, "3.0")


def examined(main: Mapping) -> list[Diagnostic]:
    """What is wrong with a document's version; an error where it is none that can be read."""
    if "openapi" not in main and "swagger" not in main:
        message = "this is no OpenAPI document: it has no `openapi` member"
        return [main.place.report("E101", message, 'begin with `openapi: "3.1.1"`')]
    key = "openapi" if "openapi" in main else "swagger"
    written = main[key]
    text = str(written).strip()
    if key == "swagger":
        wanted = SWAGGER
        known = bool(re.match(r"2\.0\b|2\Z", text))
    else:
        wanted = "3.1.1"
        known = version_of(main) != ""
    if not known:
        message = f"{key} {short(written, 40)} is not a known version"
        mend = 'write "3.2.0", "3.1.1", "3.0.4", or swagger: "2.0"'
        return [main.place.report("E101", message, mend, key=key)]
    found: list[Diagnostic] = []
    if not isinstance(written, str) or (key == "openapi" and text.count(".") < 2):
        message = f"the version {short(written, 40)} is read as {version_of(main)}"
        mend = f'write it whole and in quotes, as {key}: "{wanted}"'
        found.append(main.place.report("W117", message, mend, key=key))
    newer = _KNOWN.match(text) if key == "openapi" else None
    if newer and int(newer[1]) > _NEWEST:
        message = f"OpenAPI {text[:20]} is read as 3.2; what only it has is not compiled"
        found.append(main.place.report("W113", message, 'write "3.2.0" if that is enough', key=key))
    return found
