"""Broken documents at random: a run over each ends, within its bounds, with 0, 1 or 2.

    python -m tests.proofs.hostile [--count N] [--seed N]

Hypothesis draws documents from a grammar of broken YAML, JSON and OpenAPI; each is validated in a
process of its own kind: 2 GB of address space and 60 seconds for a batch's worst. What it finds
is reduced, printed, and belongs into `tests/unit/test_hostile.py`. The same seed draws the same.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import resource
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from generator.command.cli import main
from generator.read.document.grammar import MEMBERS, METHODS

MEMORY = 2_000_000 * 1024
SECONDS = 60

_WORDS = sorted({name for names in MEMBERS.values() for name in names} | set(METHODS))
_KEYS = st.sampled_from(
    [*_WORDS, "x-pagination", "x-process", "x-rate-limit", "/a/{id}", "200", ""]
)
_REFS = st.sampled_from(["#", "#/", "#/components/schemas/A", "a.yaml#/x", "//x", "#/%", "#/~2"])
_ODD = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**30), 10**30), st.floats(allow_nan=False),
    st.text(max_size=12), _REFS, st.sampled_from([*_WORDS, "object", "string", "{a", "^(a+)+$"]),
)  # fmt: skip
_VALUES: st.SearchStrategy[Any] = st.recursive(
    _ODD, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=5),
    max_leaves=40,
)  # fmt: skip
_SCHEMAS = st.dictionaries(st.sampled_from(["A", "B"]), _VALUES, max_size=2)
_TREES = st.fixed_dictionaries(
    {"openapi": st.sampled_from(["3.1.1", "3.1.1", "3.0.3", "3.2.0", "2.0", 3])},
    optional={
        "x-specwright": st.just(1), "info": st.just({"title": "T", "version": "1"}) | _VALUES,
        "paths": _VALUES, "webhooks": _VALUES,
        "components": st.fixed_dictionaries({"schemas": _SCHEMAS}) | _VALUES, "tags": _VALUES,
        "security": _VALUES, "servers": _VALUES, "x-pagination": _VALUES, "x-rate-limit": _VALUES,
        "x-process": _VALUES, "x-errors": _VALUES, "x-webhook-signature": _VALUES,
    },
)  # fmt: skip


_LIST = {"type": "object", "properties": {"data": {"type": "array", "items": {"type": "string"}}}}
_SOUND: dict[str, Any] = {
    "openapi": "3.1.1",
    "x-specwright": 1,
    "info": {"title": "T", "version": "1"},
    "x-rate-limit": {"limit": 5, "per": 1, "status": 429},
    "paths": {
        "/a/{id}": {
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
            ],
            "get": {
                "operationId": "getA",
                "x-pagination": {"style": "page", "page": "page", "items": "/data"},
                "parameters": [{"name": "page", "in": "query", "schema": {"type": "integer"}}],
                "responses": {
                    "200": {"description": "d", "content": {"application/json": {"schema": _LIST}}}
                },
            },
        }
    },
}
"""A document without a mistake, for those that have only a few."""


def _spots(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a tree: what holds it, and its key."""
    keys = list(node) if isinstance(node, dict) else range(len(node))
    for key in keys:
        yield node, key
        if isinstance(node[key], dict | list):
            yield from _spots(node[key])


@st.composite
def _nearly(draw: st.DrawFn) -> dict[str, Any]:
    """The sound document with some places overwritten, or with members that are not foreseen."""
    tree = json.loads(json.dumps(_SOUND))
    for _ in range(draw(st.integers(0, 3))):
        spots = list(_spots(tree))
        holder, key = spots[draw(st.integers(0, len(spots) - 1))]
        if isinstance(holder, dict) and draw(st.booleans()):
            key = draw(_KEYS)
        holder[key] = draw(_VALUES)
    return dict(tree)


@st.composite
def _texts(draw: st.DrawFn) -> bytes:
    """A tree as JSON, or as text in which something is broken."""
    text = json.dumps(draw(_nearly() | _TREES), indent=draw(st.sampled_from([None, 1])))
    for _ in range(draw(st.sampled_from([0, 0, 1, 3]))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 6))
        piece = draw(
            st.sampled_from(["", ":", "&a ", "*a", "!!x ", "- ", "\t", "\0", "{", "]", "%"])
        )
        text = text[:at] + piece + text[at + cut :]
    return text.encode("utf-8", "surrogatepass")


def run(count: int, number: int) -> Counter[int]:
    """Validate that many documents; raises for the smallest that is not borne."""
    statuses: Counter[int] = Counter()
    folder = Path(tempfile.mkdtemp(prefix="hostile-"))

    @seed(number)
    @settings(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )  # fmt: skip
    @given(_texts())
    def borne(content: bytes) -> None:
        file = folder / "openapi.yaml"
        file.write_bytes(content)
        signal.alarm(SECONDS)
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            status = main(["validate", str(file)])
        signal.alarm(0)
        assert status in (0, 1, 2), (status, content, said.getvalue()[-2000:])
        statuses[status] += 1

    borne()
    return statuses


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    told = run(options.count, options.seed)
    print(f"{sum(told.values())} documents: " + ", ".join(f"{n} exit {s}" for s, n in told.items()))
