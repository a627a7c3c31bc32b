"""A faulty document as `generate` takes it, before anything is compiled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from generator.command.pipeline import mended, read_document
from generator.command.settings import NOTHING_SET
from generator.ground.diagnostics import Diagnostic
from tests.support import written


def taken(tree: Mapping[str, Any]) -> tuple[Any, list[Diagnostic]]:
    """The document without its faults, and what was made of each of them."""
    with written(tree) as folder:
        whole, found = read_document(folder, NOTHING_SET)
        assert whole is not None, found
        sound, told = mended(whole, found)
    assert not [d for d in told if d.stops], told
    return json.loads(json.dumps(sound.tree)), [d for d in told if d.taken]
