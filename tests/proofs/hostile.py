"""Broken documents at random: a run over each ends, within its bounds, with 0, 1 or 2.

    python -m tests.proofs.hostile [--count N] [--seed N]

Hypothesis draws documents: four of five are sound (`sound.yaml`) but for one part, the others come
from a grammar of broken YAML, JSON and OpenAPI; each is validated in a
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

import yaml
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


_SOUND: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "sound.yaml").read_text("utf-8"))
"""A document without a mistake, for those that have only a few."""

_TEXTS = st.one_of(
    st.text(max_size=8), _REFS,
    st.sampled_from([
        "#/components/schemas/Order", "#/components/schemas/Cat", "#/paths/~1orders", "=a.b.c", "=((",
        "$request.body#/a", "$response.header.", "{", "}", "{$", "{a}{a}", "/a/{b}/{c*}", "/**/*a*a*b",
        "(a|a)*$", "[a-", "\\p{L}+", "(?P<a>b)", "9" * 400, "-1", "1e400", "2026-13-45", "//", "http://[",
        "a" * 5000, "\ud800", "\x00", "%zz", "application/;", "x" * 300 + "/y", "http://a b", "null", "~",
    ]),
)  # fmt: skip
_NUMBERS = st.one_of(
    st.sampled_from([-1, 0, 0.1, 1e308, -1e-300, 2**31, 2**63, 2**64, 10**40, -(10**400)]),
    st.integers(), st.floats(allow_nan=False),
)  # fmt: skip
_LEAVES: st.SearchStrategy[Any] = st.one_of(
    st.booleans(), st.builds(dict),
    st.sampled_from(["Order", "Cat", "Error", "Node", "Nowhere"]).map(
        lambda name: {"$ref": f"#/components/schemas/{name}"}
    ),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["string", "integer", "array", "object", "null", ["string", "null"]])},
        optional={
            "enum": st.lists(_ODD, max_size=3), "const": _ODD, "pattern": _TEXTS, "format": _TEXTS,
            "minLength": _NUMBERS, "maximum": _NUMBERS, "multipleOf": _NUMBERS, "minItems": _NUMBERS,
            "default": _ODD, "examples": st.lists(_ODD, max_size=2), "required": st.lists(_TEXTS, max_size=2),
            "uniqueItems": st.booleans(), "discriminator": st.just({"propertyName": "type"}),
        },
    ),
)  # fmt: skip
_BROKEN_SCHEMAS: st.SearchStrategy[Any] = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.dictionaries(
            st.sampled_from(["allOf", "oneOf", "anyOf", "prefixItems"]), st.lists(inner, max_size=4),
            min_size=1, max_size=2,
        ),
        st.dictionaries(
            st.sampled_from(["items", "not", "if", "then", "contains", "additionalProperties",
                             "propertyNames", "unevaluatedProperties", "contentSchema"]),
            inner, min_size=1, max_size=3,
        ),
        st.dictionaries(
            st.sampled_from(["properties", "patternProperties", "$defs", "dependentSchemas"]),
            st.dictionaries(_TEXTS, inner, max_size=3), min_size=1, max_size=2,
        ),
    ),
    max_leaves=15,
)  # fmt: skip
_HOLDING_SCHEMAS = frozenset({"schemas", "properties", "$defs", "oneOf", "allOf"})


def _spots(node: Any, above: Any = "") -> Iterator[tuple[Any, Any, Any]]:
    """Every place in a tree: what holds it, its key, and the holder's own key."""
    keys = list(node) if isinstance(node, dict) else range(len(node))
    for key in keys:
        yield node, key, above
        if isinstance(node[key], dict | list):
            yield from _spots(node[key], key)


@st.composite
def _nearly(draw: st.DrawFn) -> dict[str, Any]:
    """The sound document with one part, seldom two, that is hostile in its own kind."""
    tree = json.loads(json.dumps(_SOUND))
    tree["openapi"] = draw(st.sampled_from(["3.1.1", "3.1.1", "3.2.0", "3.0.3"]))
    tree["components"]["schemas"]["Node"] = draw(_BROKEN_SCHEMAS)
    for _ in range(draw(st.sampled_from([0, 1, 1, 1, 2]))):
        spots = list(_spots(tree))
        holder, key, above = spots[draw(st.integers(0, len(spots) - 1))]
        value = holder[key]
        if key in ("schema", "items") or above in _HOLDING_SCHEMAS:
            drawn = draw(_BROKEN_SCHEMAS)
        elif isinstance(value, str):
            drawn = draw(_TEXTS)
        elif isinstance(value, int | float):
            drawn = draw(_NUMBERS)
        else:
            drawn = draw(_VALUES)
        if isinstance(holder, dict) and draw(st.integers(0, 3)) == 0:
            del holder[key]
            holder[draw(_KEYS | _TEXTS)] = value
        else:
            holder[key] = drawn
    return dict(tree)


@st.composite
def _texts(draw: st.DrawFn) -> bytes:
    """A tree as JSON, or as text in which something is broken."""
    nearly = draw(st.integers(0, 9)) < 8
    text = json.dumps(
        draw(_nearly() if nearly else _TREES), indent=draw(st.sampled_from([None, 1]))
    )
    for _ in range(draw(st.sampled_from([0] * 8 + [1, 3]))):
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
