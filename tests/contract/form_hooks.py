"""Hooks for schemathesis: JSON members of urlencoded forms are written as JSON.

Schemathesis spreads every object member of a form over the form; a member whose
`encoding` has the content type `application/json` is one JSON text (OpenAPI 3.1,
section 4.8.15).
"""

from __future__ import annotations

import json
from typing import Any

import schemathesis

FORM = "application/x-www-form-urlencoded"


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Write the JSON members of a form."""
    if case.media_type != FORM or not isinstance(case.body, dict):
        return
    media = case.operation.get_body_for_media_type(FORM)
    encoding = media.definition.get("encoding", {}) if media else {}
    written = {
        name: json.dumps(value)
        if encoding.get(name, {}).get("contentType") == "application/json"
        and isinstance(value, (dict, list))
        else value
        for name, value in case.body.items()
    }
    case.body = written
