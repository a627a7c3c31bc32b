"""Random schemas and values: small, so that they meet, and with every keyword that counts.

A document of them has three components: `Root`, which may hold `Middle` and `Leaf`.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.support import ref

NAMES = ("Root", "Middle", "Leaf")

_words = st.sampled_from(["a", "b", "ab", "c"])
_small = st.integers(-1, 3)
_counts = st.integers(0, 3)
_scalars = st.none() | st.booleans() | _small | st.sampled_from([0.5, 1.0, "", "a", "ab", "b"])
VALUES = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_words, inner, max_size=3),
    max_leaves=8,
)
_kinds = st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"])
_patterns = st.sampled_from(["^a", "b$", "c"])


def _leaves() -> st.SearchStrategy[Any]:
    return st.one_of(
        st.sampled_from([True, False, {}]),
        st.fixed_dictionaries(
            {"type": _kinds | st.lists(_kinds, min_size=1, max_size=3, unique=True)}
        ),
        st.fixed_dictionaries({"enum": st.lists(VALUES, min_size=1, max_size=3, unique_by=repr)}),
        st.fixed_dictionaries({"const": VALUES}),
        st.fixed_dictionaries(
            {},
            optional={
                "minimum": _small,
                "exclusiveMaximum": _small,
                "multipleOf": st.sampled_from([1, 2, 0.5]),
                "minLength": _counts,
                "maxLength": _counts,
                "pattern": _patterns,
            },
        ),
    )


def _null() -> st.SearchStrategy[Any]:
    """Null in all its spellings."""
    kinds = st.sampled_from(["string", "integer", "object"])
    spelt = [{"type": "null"}, {"const": None}, {"enum": [None]}]
    either = st.sampled_from(spelt).map(lambda null: [null])
    return st.one_of(
        st.sampled_from(spelt),
        kinds.map(lambda kind: {"type": [kind, "null"]}),
        kinds.map(lambda kind: {"enum": [None, "a"], "type": [kind, "null"]}),
        st.builds(
            lambda way, kind, null: {way: [{"type": kind}, *null]},
            st.sampled_from(["anyOf", "oneOf"]), kinds, either,
        ),
    )  # fmt: skip


def _told() -> st.SearchStrategy[Any]:
    """A union whose members say of which kind they are."""

    def union(way: str, members: list[Any], named: bool) -> Any:
        branches = [
            {
                "type": "object",
                "required": ["a"],
                "properties": {"a": {"const": word}, "b": member},
            }
            for word, member in zip(("a", "b", "ab"), members, strict=False)
        ]
        told = {"discriminator": {"propertyName": "a"}} if named else {}
        return {way: branches, **told}

    ways = st.sampled_from(["anyOf", "oneOf"])
    return st.builds(union, ways, st.lists(_leaves(), min_size=2, max_size=3), st.booleans())


def _composed(inner: st.SearchStrategy[Any], far: st.SearchStrategy[Any]) -> Any:
    """Schemas around others: `inner` for the same value, `far` for what is within it."""
    some = st.lists(inner, min_size=1, max_size=3)
    objects = st.fixed_dictionaries(
        {},
        optional={
            "type": st.just("object"),
            "properties": st.dictionaries(_words, far, max_size=3),
            "required": st.lists(_words, max_size=2, unique=True),
            "additionalProperties": far,
            "patternProperties": st.dictionaries(_patterns, far, max_size=2),
            "propertyNames": st.sampled_from(
                [{"maxLength": 1}, {"pattern": "^a"}, {"enum": ["b"]}]
            ),
            "minProperties": _counts,
            "maxProperties": _counts,
            "dependentRequired": st.sampled_from([{"a": ["b"]}, {"b": ["a", "c"], "c": ["b"]}]),
            "dependentSchemas": st.fixed_dictionaries({"b": inner}),
            "unevaluatedProperties": far,
            "allOf": some,
            "anyOf": some,
        },
    )
    arrays = st.fixed_dictionaries(
        {},
        optional={
            "type": st.just("array"),
            "prefixItems": st.lists(far, min_size=1, max_size=2),
            "items": far,
            "unevaluatedItems": far,
            "uniqueItems": st.just(True),
            "minItems": _counts,
            "maxItems": _counts,
            "contains": far,
            "allOf": some,
        },
    )
    unions = st.fixed_dictionaries(
        {}, optional={"allOf": some, "anyOf": some, "oneOf": some, "not": inner, "type": _kinds}
    )
    tests = st.fixed_dictionaries({"if": inner, "then": inner}, optional={"else": inner})
    parts = st.lists(st.fixed_dictionaries({"anyOf": some}) | _told(), min_size=1, max_size=2)
    return objects | arrays | unions | tests | st.fixed_dictionaries({"allOf": parts})


def _schemas(near: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Schemas that refer to some components for the same value, and to all for what is within."""
    more = {"required": st.just(["a"]), "type": st.just("object"), "maxProperties": _counts}
    anywhere = st.sampled_from(NAMES).map(ref)
    here: Any = _leaves() | _null() | _told()
    if near:
        here |= st.builds(
            lambda name, beside: {**ref(name), **beside},
            st.sampled_from(near),
            st.fixed_dictionaries({}, optional=more),
        )
    return st.recursive(here, lambda inner: _composed(inner, _leaves() | anywhere), max_leaves=5)


DOCUMENTS = st.fixed_dictionaries(
    {"Root": _schemas(("Middle", "Leaf")), "Middle": _schemas(("Leaf",)), "Leaf": _schemas(())}
)
