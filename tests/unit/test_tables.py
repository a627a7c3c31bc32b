"""Tables and small words that other stages take as they are: each entry is of its kind."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from generator.ground.diagnostics import CODES, SpecError
from generator.ground.reach import EXTENTS, Reach
from generator.ground.vocabulary import misspelt
from generator.read.document.grammar import children
from generator.read.source import load, mapping, sequence
from generator.runtime.ground.errors import ApiError
from generator.understand.notes import escape, is_component, is_note, item_hint, spelt
from generator.write.reference.overview import ERROR_FACTS
from generator.write.reference.prose import shown


@pytest.mark.parametrize("code", EXTENTS)
def test_an_extent_is_a_reach_and_what_is_read_in_words(code: str) -> None:
    reach, reading = EXTENTS[code]
    assert code in CODES
    assert reach in get_args(Reach)
    assert reading not in get_args(Reach)
    assert reading == "" or (" " in reading and reading[0].islower() and reading[-1] != ".")
    assert reading or reach != "nothing"  # what is left as it is is read somehow


def test_what_errors_carry_is_said_of_what_they_have() -> None:
    error = ApiError("It went wrong.")
    for fact in ERROR_FACTS:
        assert all(hasattr(error, name) for name in fact.name.split(", ")), fact
        assert fact.doc[0].isupper()
        assert fact.doc[-1] == "."


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("name", "name"),
        ("größe", "größe"),
        ("a/b", "a~1b"),
        ("a~b", "a~0b"),
        ("50%", "50%25"),
        ("a&b", "a%26b"),
        ("a%26b", "a%2526b"),
        ("~/%&", "~0~1%25%26"),
        ("", ""),
    ],
)
def test_a_name_in_a_place_is_escaped(name: str, place: str) -> None:
    """RFC 6901, sections 3 and 6; an ampersand joins places."""
    assert escape(name) == place


def test_words_of_places() -> None:
    assert is_component("#/components/schemas/A")
    assert not is_component("#/components/schemas/A/items")
    assert not is_component("#/components/responses/A")
    assert (item_hint("order lines"), item_hint("")) == ("order lines\nitem", "item")
    assert [spelt(0), spelt(7), spelt(19)] == ["zero", "seven", "one nine"]
    assert [is_note(word) for word in ("title", "x-note", "x-wire", "type")] == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("x-RETRY", "x-retry"),
        ("x-h-t-t-p-2", "x-http2"),
        ("x_h_t_t_p_2", "x-http2"),
        ("x-ratelimit", "x-rate-limit"),
        ("x-rate_limit", "x-rate-limit"),
        ("x-paginate", "x-pagination"),
        ("x-logo", ""),
    ],
)
def test_a_misspelt_extension_is_known_by_its_letters(said: str, meant: str) -> None:
    assert misspelt(said) == meant


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ('a < b > c & "d"', 'a &lt; b &gt; c &amp; "d"'),
        ("&lt;", "&amp;lt;"),
        ("plain", "plain"),
    ],
)
def test_text_between_tags_is_escaped_once(text: str, made: str) -> None:
    assert str(shown(text)) == made


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"\xff", 1, 1),
        (b"a: \xff", 1, 4),
        (b"\n\xff", 2, 1),
        (b"\na: \xff", 2, 4),
        (b"a: 1\n\nb: \xc3\xa9\xff", 3, 5),
    ],
)
def test_what_is_not_utf_8_is_shown_where_it_stands(
    tmp_path: Path, data: bytes, line: int, column: int
) -> None:
    (tmp_path / "a.yaml").write_bytes(data)
    with pytest.raises(SpecError) as raised:
        load(tmp_path / "a.yaml")
    (found,) = raised.value.diagnostics
    assert (found.code, found.span.line, found.span.column) == ("E002", line, column)


_ONE = (
    "items additionalItems additionalProperties contains propertyNames not if then else "
    "contentSchema unevaluatedItems unevaluatedProperties"
)
_LISTS = "allOf anyOf oneOf prefixItems"
_NAMED = "properties patternProperties dependentSchemas"
_FLOWS = "implicit password clientCredentials authorizationCode deviceAuthorization"


@pytest.mark.parametrize(
    ("kind", "keyword", "inner", "held"),
    [
        *(("schema", word, "schema", "one") for word in _ONE.split()),
        *(("schema", word, "schema", "list") for word in _LISTS.split()),
        *(("schema", word, "schema", "named") for word in _NAMED.split()),
        *(("flows", word, "flow", "one") for word in _FLOWS.split()),
        ("response", "headers", "header", "named"),
        ("mediaType", "prefixEncoding", "encoding", "list"),
        ("mediaType", "itemEncoding", "encoding", "one"),
        ("mediaType", "itemSchema", "schema", "one"),
    ],
)
def test_what_stands_in_an_object_is_of_its_kind(
    tmp_path: Path, kind: str, keyword: str, inner: str, held: str
) -> None:
    (tmp_path / "a.json").write_text('{"type": "string"}', encoding="utf-8")
    leaf = load(tmp_path / "a.json")
    values = {
        "one": leaf,
        "list": sequence([leaf, leaf], leaf.place),
        "named": mapping({"a": leaf}, leaf.place),
    }
    found = [child[:2] for child in children(kind, mapping({keyword: values[held]}, leaf.place))]
    assert found == [(inner, leaf)] * (2 if held == "list" else 1)
