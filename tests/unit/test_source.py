from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.ground.diagnostics import Diagnostic, SpecError
from generator.ground.regular import regular
from generator.read.source import MAX_DEPTH, Mapping, Sequence, Sources, load
from tests.steps import steps
from tests.unit.marked import unmark


def read(folder: Path, text: str | bytes, name: str = "x.yaml") -> Mapping:
    data = text if isinstance(text, bytes) else text.encode()
    (folder / name).write_bytes(data)
    return load(folder / name)


def refused(folder: Path, text: str | bytes, name: str = "x.yaml") -> Diagnostic:
    """The first error of a text, whether it stops reading or not."""
    try:
        found = [d for d in read(folder, text, name).place.file.warnings if d.severity == "error"]
    except SpecError as error:
        found = list(error.diagnostics)
    assert found[0].mend
    return found[0]


def at(diagnostic: Diagnostic) -> tuple[int, int]:
    return diagnostic.span.line, diagnostic.span.column


# Meaning


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("Norway", "Norway"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("''", ""),
        ("12", 12),
        ("-12", -12),
        ("+12", 12),
        ("0o17", 15),
        ("0x1f", 31),
        ("1e3", 1000.0),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1.", 1.0),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("12:30:45", "12:30:45"),
        ("2026-01-31", "2026-01-31"),
        ("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("|-\n  true", "true"),
        ("!!str 12", "12"),
        ("!!int 12", 12),
        ("! 12", "12"),
        ("=", "="),
        ("-", None),
        ("1.2.3", "1.2.3"),
        ("+", "+"),
        ("NaN", "NaN"),
    ],
)
def test_scalars_mean_what_yaml_1_2_says(tmp_path: Path, text: str, value: Any):
    if text == "-":
        assert read(tmp_path, "a:\n  -\n") == {"a": [None]}
        return
    got = read(tmp_path, f"a: {text}\n")["a"]
    assert got == value
    assert type(got) is type(value)


def test_keys_stay_the_text_that_was_written(tmp_path: Path):
    tree = read(tmp_path, "200: a\n0404: b\ntrue: c\nnull: d\n1e3: e\n2026-01-01: f\n~: g\nno: h\n")
    assert list(tree) == ["200", "0404", "true", "null", "1e3", "2026-01-01", "~", "no"]
    assert {warning.code for warning in tree.place.file.warnings} == {"W013"}


def test_a_leading_zero_is_decimal_and_reported(tmp_path: Path):
    tree = read(tmp_path, "a:\n  b: 012\n")
    assert tree == {"a": {"b": 12}}
    (warning,) = tree.place.file.warnings
    assert (warning.code, at(warning)) == ("W012", (2, 6))
    assert 'write "012" for text, 0o12 for octal' in warning.mend


def test_values_are_ordinary_dicts_and_lists(tmp_path: Path):
    tree = read(tmp_path, "a: {b: [1, {c: 2}]}\n")
    assert json.loads(json.dumps(tree)) == {"a": {"b": [1, {"c": 2}]}}
    assert isinstance(tree["a"], Mapping)
    assert isinstance(tree["a"]["b"], Sequence)


@pytest.mark.parametrize("name", ["x.yaml", "x.json"])
def test_long_numbers_are_what_they_say(tmp_path: Path, name: str):
    assert read(tmp_path, '{"a": %s}' % ("9" * 400), name)["a"] == 10**400 - 1


def test_json_in_a_yaml_file_is_json(tmp_path: Path):
    assert read(tmp_path, '{"a": "\\ud83d\\ude00", "t":\t1}') == {"a": "😀", "t": 1}


def test_flow_yaml_that_looks_like_json_is_yaml(tmp_path: Path):
    assert read(tmp_path, "{a: no, b: [1, x]}\n") == {"a": "no", "b": [1, "x"]}


def test_aliases_share_what_they_name(tmp_path: Path):
    tree = read(tmp_path, "a: &x {k: 1}\nb: *x\nc: [*x]\n")
    assert tree == {"a": {"k": 1}, "b": {"k": 1}, "c": [{"k": 1}]}
    assert tree["b"].place.pointer == "/a"
    assert tree.place.child("b").span().line == 2


def test_merge_keys_are_expanded_with_their_places(tmp_path: Path):
    tree = read(tmp_path, "a: &a {k: 1, l: 1}\nb: &b {l: 2}\nc:\n  <<: [*a, *b]\n  k: 3\n")
    assert tree["c"] == {"k": 3, "l": 1}
    assert str(tree["c"].place.child("k").span()).endswith(":5:6")
    assert str(tree["c"].place.child("l").span()).endswith(":1:17")


def test_a_quoted_merge_key_is_a_name(tmp_path: Path):
    assert read(tmp_path, '"<<": 1\n') == {"<<": 1}


def test_crlf_and_byte_order_mark_do_not_move_places(tmp_path: Path):
    tree = read(tmp_path, b"\xef\xbb\xbfa: 1\r\nb:\r\n  c: 2\r\n")
    assert tree == {"a": 1, "b": {"c": 2}}
    assert str(tree["b"].place.child("c").span()).endswith(":3:6")


# Places


@pytest.mark.parametrize("name", ["x.yaml", "x.json"])
def test_every_value_and_key_knows_its_place(tmp_path: Path, name: str):
    text = '{\n  "a/b": {"~": [10,\n    {"ü": "é"}]},\n  "c": []\n}\n'
    tree = read(tmp_path, text, name)
    inner = tree["a/b"]["~"]
    assert inner.place.pointer == "/a~1b/~0"
    spans = {
        "key": tree.place.key_span("a/b"),
        "object": tree["a/b"].place.span(),
        "list": inner.place.span(),
        "first": inner.place.child(0).span(),
        "second": inner[1].place.span(),
        "deep key": inner[1].place.key_span("ü"),
        "deep": inner[1].place.child("ü").span(),
        "last": tree["c"].place.span(),
        "root": tree.place.span(),
    }
    assert {k: (s.line, s.column) for k, s in spans.items()} == {
        "key": (2, 3),
        "object": (2, 10),
        "list": (2, 16),
        "first": (2, 17),
        "second": (3, 5),
        "deep key": (3, 6),
        "deep": (3, 11),
        "last": (4, 8),
        "root": (1, 1),
    }


def test_a_document_begins_after_its_comments(tmp_path: Path):
    span = read(tmp_path, "# About\n---\n\n  a: 1\n").place.span()
    assert (span.line, span.column) == (4, 3)


def test_a_member_that_was_not_written_is_where_its_object_is(tmp_path: Path):
    tree = read(tmp_path, "a:\n  b: 1\n")
    assert tree["a"].place.child("new").span() == tree["a"].place.span()
    assert tree["a"].place.key_span("new") == tree["a"].place.span()


@pytest.mark.parametrize(
    ("text", "line"),
    [("a:\n  b:\n    c: 1\n", 2), ("a:\n  b: {c: 1}\n", 2), ("a:\n  b:\n  - c: 1\n", 2)],
)
def test_a_whole_object_is_told_at_its_key(tmp_path: Path, text: str, line: int):
    """What an object lacks is told in the line of its name, not in that of its first member."""
    file = tmp_path / "a.yaml"
    file.write_text(text, encoding="utf-8")
    value = load(file)["a"]["b"]
    assert value.place.report("E201", "lacks").span.line == line


def test_places_name_the_file_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "x.yaml").write_text("a: 1\n")
    monkeypatch.chdir(tmp_path)
    assert str(load(Path("d/x.yaml")).place.span()) == "d/x.yaml:1:1"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), json_values, max_size=4),
       st.sampled_from([None, 1]))  # fmt: skip
def test_json_comes_back_with_the_place_of_everything(tmp_path_factory, value, indent):
    folder = tmp_path_factory.mktemp("json")
    text = json.dumps(value, ensure_ascii=indent is None, indent=indent)
    tree = read(folder, text, "x.json")
    assert json.loads(json.dumps(tree)) == value
    lines = text.split("\n")
    todo: list[Any] = [tree]
    while todo:
        node = todo.pop()
        for key, child in node.items() if isinstance(node, dict) else enumerate(node):
            place = node.place.child(key)
            if "\r" in text or any(s in text for s in "\x85\u2028\u2029"):
                place.span()
            else:
                rest = "\n".join([lines[place.span().line - 1][place.span().column - 1 :],
                                  *lines[place.span().line :]])  # fmt: skip
                assert json.JSONDecoder().raw_decode(rest)[0] == child
            if isinstance(child, dict | list):
                todo.append(child)


# Refusals


@pytest.mark.parametrize(
    ("text", "code", "mend"),
    [
        ("a: 1\n▸a: 2\n", "E005", "remove one"),
        ("o: {x: 1, ▸x: 2}\n", "E005", "remove one"),
        ("200: a\n▸'200': b\n", "E005", "remove one"),
        ("a: ▸.inf\n", "E006", "in range"),
        ("a: ▸-.INF\n", "E006", "in range"),
        ("a: ▸.nan\n", "E006", "in range"),
        ("a: ▸1e999\n", "E006", "in range"),
        ("a: ▸" + "9" * 5000 + "\n", "E006", "in range"),
        ("a: ▸0x" + "f" * 5000 + "\n", "E006", "in range"),
        ("? ▸[a]\n: 1\n", "E006", "as text"),
        ("a: &x k\n▸*x : 1\n", "E006", "as text"),
        ("a:\n  ▸<<: 3\n", "E006", "alias of an object"),
        ("a: ▸!custom 1\n", "E009", "remove the tag"),
        ("a: ▸!!binary aGk=\n", "E009", "remove the tag"),
        ("a: ▸!!timestamp 2026-01-01\n", "E009", "remove the tag"),
        ("a: ▸!thing {b: 1}\n", "E009", "remove the tag"),
        ("▸!!python/name:os.system a: 1\n", "E009", "remove the tag"),
        ("a: 1\n▸---\nb: 2\n", "E010", "keep one"),
        ("a: &x\n  b: ▸*x\n", "E008", "$ref"),
        ("a: ▸*nowhere\n", "E008", "$ref"),
        ("▸- a\n- b\n", "E011", "key: value"),
        ("▸text\n", "E011", "key: value"),
        ("a: b▸: c\n", "E004", "quote"),
        ("a:\n▸\tb: 1\n", "E004", "spaces"),
        ("a: 'open\n▸", "E004", "close"),
        ("a: é▸\x01\n", "E004", "remove the character"),
        ("a: [1, 2▸\nb: 3\n", "E004", "quote"),
        ("a: {b: 1▸ # one\n\n# two\nc: 3\n", "E004", "close"),
        ("a: {b: 1▸\n  c: 3}\n", "E004", "close"),
    ],
)
def test_yaml_that_is_refused(tmp_path: Path, text: str, code: str, mend: str):
    plain, place = unmark(text)
    found = refused(tmp_path, plain)
    assert (found.code, at(found)) == (code, place), found
    assert mend in found.mend
    assert len(found.message) < 120


@pytest.mark.parametrize(
    ("text", "code", "mend"),
    [
        ('{"a": 1, ▸"a": 2}', "E005", "remove one"),
        ('{"a": {"b": [{"c": 1, "d": 2,\n ▸"c": 3}]}}', "E005", "remove one"),
        ('{"a": ▸NaN}', "E006", "in range"),
        ('{"a": [1, ▸-Infinity]}', "E006", "in range"),
        ('{"a": ▸1e999}', "E006", "in range"),
        ('{"a": ▸' + "9" * 5000 + "}", "E006", "in range"),
        ('{"a": ▸"\\ud800"}', "E006", "character itself"),
        ('{▸"\\udfff x": 1}', "E006", "character itself"),
        ('{"a": 1▸,}', "E004", "remove the comma"),
        ('{"a": 1 ▸"b": 2}', "E004", "correct the JSON"),
        ('{"a": 1}▸ x', "E004", "correct the JSON"),
        ("▸[1]", "E011", "key: value"),
    ],
)
def test_json_that_is_refused(tmp_path: Path, text: str, code: str, mend: str):
    plain, place = unmark(text)
    found = refused(tmp_path, plain, "x.json")
    assert found.code == code
    assert mend in found.mend
    if "▸ x" not in text:
        assert at(found) == place, found


def test_duplicate_keys_are_told_with_both_places_and_all_at_once(tmp_path: Path):
    yaml, json = "a: 1\nb: {c: 1, c: 2}\na: 3\n", '{"a": 1,\n"b": {"c": 1, "c": 2},\n"a": 3}'
    both = {"x.yaml": [((2, 11), (2, 5)), ((3, 1), (1, 1))], "x.json": [((2, 15), (2, 7)), ((3, 1), (1, 2))]}  # fmt: skip
    for name, places in both.items():
        (tmp_path / name).write_text(yaml if name == "x.yaml" else json)
        found = load(tmp_path / name).place.file.warnings
        assert [(at(d), (d.related[0].line, d.related[0].column)) for d in found] == places


@pytest.mark.parametrize(
    ("text", "name", "meant"),
    [
        ("a: 1\na: 2\n", "x.yaml", {"a": 2}),
        ("p: {get: 1}\np: {put: 2}\n", "x.yaml", {"p": {"get": 1, "put": 2}}),
        ('{"p": {"x": [1], "y": 2}, "p": {"y": 3}, "q": [{}]}', "x.json",
         {"p": {"x": [1], "y": 3}, "q": [{}]}),
        ('{"p": {"x": 1, "x": [2]}, "p": [3], "p": [4]}', "x.json", {"p": [4]}),
        ("a: !include b.yaml\nc: !thing {d: 1}\n", "x.yaml", {"a": "b.yaml", "c": {"d": 1}}),
        ("a: .inf\nb: 1e999\n", "x.yaml", {"a": ".inf", "b": "1e999"}),
        ('{"a": NaN, "b": 1e999}', "x.json", {"a": "NaN", "b": "1e999"}),
        ("a: 1\n---\nb: 2\n", "x.yaml", {"a": 1}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_and_read_as_meant(tmp_path: Path, text: str, name: str, meant: Any):
    tree = read(tmp_path, text, name)
    assert json.loads(json.dumps(tree)) == meant
    assert any(d.stops and d.span.line for d in tree.place.file.warnings)


def test_files_that_cannot_be_read(tmp_path: Path):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    for name, code, mend in [
        ("folder", "E001", "file in it"),
        ("missing.yaml", "E001", "check the path"),
        ("pipe.yaml", "E001", "YAML or JSON"),
        ("nul\0.yaml", "E001", "check the path"),
        ("x" * 300 + ".yaml", "E001", "check the path"),
    ]:
        with pytest.raises(SpecError) as caught:
            load(tmp_path / name)
        assert caught.value.diagnostics[0].code == code
        assert mend in caught.value.diagnostics[0].mend


def test_files_are_read_up_to_64_mib(tmp_path: Path):
    """What no person could have written is not; the file here takes no room."""
    file = tmp_path / "x.json"
    file.write_text("5")
    os.truncate(file, (64 << 20) + 1)
    with pytest.raises(SpecError) as caught:
        load(file)
    assert caught.value.diagnostics[0].message == "the file is larger than 64 MiB"
    with pytest.raises(OSError, match="larger than 64 MiB"):
        regular(file)
    os.truncate(file, 8 << 20)
    assert len(regular(file)) == 8 << 20


def test_members_of_an_object_that_stands_twice_keep_their_places(tmp_path: Path):
    held = read(tmp_path, "o: {x: 1}\no:\n  y: 2\n")["o"]
    assert held == {"x": 1, "y": 2}
    lines = [held.place.report("E202", "so", "do", key=key).span.line for key in "xy"]
    assert lines == [1, 3]


def test_a_forbidden_file_says_so(tmp_path: Path):
    file = tmp_path / "x.yaml"
    file.write_text("a: 1")
    file.chmod(0)
    if os.access(file, os.R_OK):  # root may read everything
        assert load(file) == {"a": 1}
        return
    with pytest.raises(SpecError) as caught:
        load(file)
    assert "permissions" in caught.value.diagnostics[0].mend


def test_files_that_are_not_utf_8(tmp_path: Path):
    found = refused(tmp_path, b"a: 1\nb: caf\xe9\n")
    assert (found.code, at(found), found.mend) == ("E002", (2, 7), "save the file as UTF-8")
    found = refused(tmp_path, "a: 1".encode("utf-16"))
    assert (found.code, at(found)) == ("E002", (1, 1))
    assert "UTF-16" in found.message


@pytest.mark.parametrize("name", ["x.yaml", "x.json", "x"])
@pytest.mark.parametrize("text", ["", " \n\n", "\ufeff", "\r\n\t", "\0", "\0\0\n"])
def test_files_that_hold_nothing(tmp_path: Path, text: str, name: str):
    found = refused(tmp_path, text, name)
    assert (found.code, found.message, found.span.line) == ("E003", "the file is empty", 1)


def test_a_file_of_comments_holds_nothing(tmp_path: Path):
    assert refused(tmp_path, "# only a comment\n").code == "E003"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a: " + "[" * 20_000 + "]" * 20_000, "x.yaml"),
        ("a: " + "{b: " * 20_000 + "1" + "}" * 20_000, "x.yaml"),
        ("a:\n  " + "- " * 20_000 + "1", "x.yaml"),
        ("\n".join(" " * i + "a:" for i in range(20_000 // 10)), "x.yaml"),
        ('{"a": ' * 20_000 + "1" + "}" * 20_000, "x.json"),
        ('{"a": ' + "[" * 20_000 + "]" * 20_000 + "}", "x.json"),
        ('{"a": ' + "[" * 500 + "]" * 500 + "}", "x.json"),
        ('{"a": ' + "[" * 20_000 + "]" * 20_000 + "}", "json-in.yaml"),
    ],
)
def test_deep_nesting_is_refused_at_the_place(tmp_path: Path, text: str, name: str):
    found = refused(tmp_path, text, name)
    assert found.code == "E007"
    assert found.span.column + found.span.line > MAX_DEPTH


@pytest.mark.parametrize("name", ["x.yaml", "x.json"])
@pytest.mark.parametrize("text", ['{"a":%s}', '{"a":[%s],"b":1}', "{a: %s}"])
def test_nesting_as_deep_as_may_be_is_read(tmp_path: Path, text: str, name: str):
    deep = "1"
    for _ in range(MAX_DEPTH // (1 + text.count("["))):
        deep = text.replace("%s", deep)
    assert "a" in read(tmp_path, deep, name if '"' in text else "x.yaml")


def test_nesting_that_aliases_make_is_refused(tmp_path: Path):
    lines = ["a0: &a0 [1]"]
    lines += [f"a{i}: &a{i} [[[[[[*a{i - 1}]]]]]]" for i in range(1, 40)]
    assert refused(tmp_path, "\n".join(lines)).code == "E007"


def test_alias_bombs_are_refused_quickly(tmp_path: Path):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 30)]
    text = "\n".join(lines)
    assert refused(tmp_path, text).code == "E008"
    assert steps(lambda: refused(tmp_path, text)) < 1_000_000


def test_merge_bombs_are_refused(tmp_path: Path):
    base = "a: &a {" + ", ".join(f"k{i}: 1" for i in range(2000)) + "}\n"
    text = base + "".join(f"b{i}: {{<<: *a}}\n" for i in range(2000))
    assert refused(tmp_path, text).code == "E008"


def test_many_honest_aliases_are_fine(tmp_path: Path):
    text = "a: &a {x: 1, y: 2}\n" + "".join(f"b{i}: *a\n" for i in range(5000))
    assert len(read(tmp_path, text)) == 5001


@pytest.mark.parametrize("name", ["x.yaml", "x.json"])
def test_cost_is_linear(tmp_path: Path, name: str):
    def cost(size: int) -> int:
        members = {f"k{i}": {"type": "object", "n": [i, "text", None]} for i in range(size)}
        text = json.dumps(members, indent=1) if name == "x.json" else yaml.safe_dump(members)

        def work() -> None:
            tree = read(tmp_path, text, name)
            tree[f"k{size - 1}"]["n"].place.child(2).span()

        return steps(work)

    assert cost(2000) < 4.4 * cost(500)


def test_sources_read_each_file_once(tmp_path: Path):
    (tmp_path / "x.yaml").write_text("a: 1\n")
    (tmp_path / "link.yaml").symlink_to("x.yaml")
    sources = Sources()
    first = sources.load(tmp_path / "x.yaml")
    assert sources.load(tmp_path / "link.yaml") is first
    assert list(sources.files) == [Path(os.path.realpath(tmp_path / "x.yaml"))]


def test_the_pure_python_parser_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    text = "a: &x {b: [1, no, 0o17]}\nc: *x\n200: 'é'\n"
    fast = read(tmp_path, text)
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    slow = read(tmp_path, text)
    assert fast == slow
    assert fast["a"]["b"].place.child(1).span() == slow["a"]["b"].place.child(1).span()
    assert refused(tmp_path, "a: ]\n").code == "E004"


# What others read otherwise


def warned(folder: Path, text: str) -> list[Diagnostic]:
    file = folder / "x.yaml"
    file.write_text("w:\n" + "".join(f"  {line}\n" for line in text.splitlines()))
    loaded = load(file)
    return loaded.place.file.warnings


@pytest.mark.parametrize(
    ("text", "what", "mend"),
    [
        ("no", "false", '"no"'),
        ("On", "true", '"On"'),
        ("12:30", "a number to base 60", '"12:30"'),
        ("2026-01-31", "a date", '"2026-01-31"'),
        ("2026-01-31T10:00:00Z", "a date", '"2026-01-31T10:00:00Z"'),
        ("1_000", "a number", '"1_000"'),
        ("1e3", "text", "decimal number"),
        ("0o17", "text", "decimal number"),
    ],
)
def test_a_value_that_yaml_1_1_reads_otherwise_is_told(tmp_path: Path, text, what, mend):
    found = warned(tmp_path, f"a:\n  - {text}\n  - '{text}'\n  - \"{text}\"\n  - !!str {text}\n")
    assert [(d.code, at(d)) for d in found] == [("W013", (3, 7))]
    assert what in found[0].message
    assert mend in found[0].mend


def test_keys_that_yaml_1_1_reads_otherwise_are_told(tmp_path: Path):
    found = warned(tmp_path, "on: 1\n'off': 2\nresponses:\n  200: a\n  404: b\n  '500': c\n")
    assert [(at(d), d.message) for d in found] == [
        ((2, 3), "key on is true to readers of YAML 1.1"),
        ((5, 5), "key 200 is a number to readers of YAML 1.1 (1 more)"),
    ]


def test_many_of_a_kind_are_told_with_their_count(tmp_path: Path):
    found = warned(tmp_path, "".join(f"- 2026-01-{day:02}\n" for day in range(1, 31)))
    assert len(found) == 10
    assert found[-1].message.endswith("(20 more)")


@pytest.mark.parametrize(
    "text", ["1", "-1.5", "1.5e+3", "true", "null", "~", "nope", "1.2.3", "a:1", "y", "N"]
)
def test_what_every_reader_takes_alike_is_let_alone(tmp_path: Path, text):
    assert warned(tmp_path, f"- {text}\n") == []
