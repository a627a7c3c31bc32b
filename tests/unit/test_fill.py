"""Tables of source text say what their items say, in fewer lines."""

from __future__ import annotations

import ast
import re

import pytest

from generator.ground.text import Source
from generator.write import fill
from generator.write.fill import (
    WIDTH,
    filled,
    filled_aliases,
    filled_call,
    filled_display,
    filled_import,
    filled_words,
)

WORDS = [f"word_{number}" for number in range(60)]


def same(text: str, items: list[str]) -> bool:
    return ast.dump(ast.parse(f"f({text}\n)")) == ast.dump(ast.parse(f"f({', '.join(items)})"))


@pytest.mark.parametrize(
    "items",
    [
        ["1"],
        ['"a, ]"', "'b\"('", f'"{"x" * 120}"'],
        WORDS,
        [f"params=({', '.join(WORDS)})", 'tag="t"'],
        [f"fields=(Field({', '.join(WORDS)}),)", "wide={" + f'"a": ({", ".join(WORDS)})' + "}"],
        [f"kind=lambda: dict[str, {' | '.join(WORDS)}]"],
        [f"{'wide_' * 30}()", f"held=({'wide_' * 30}(),)"],
        [f"empty=(), replies=(Reply((200,), {', '.join(WORDS)}),)"],
    ],
)
def test_filled_items_mean_what_they_meant(items: list[str]) -> None:
    assert same(filled(items, 4), items)


def test_lines_are_as_long_as_they_may_be_and_no_longer() -> None:
    lines = f"    {filled(WORDS, 4)}".split("\n")
    assert len(lines) < 10
    assert max(map(len, lines)) <= WIDTH
    assert all(line.startswith("    word") for line in lines)


def test_a_subscript_is_not_opened() -> None:
    """With a comma `list[int,]` would be another type."""
    item = f"lambda: list[{'x' * 120}]"
    assert filled([item], 4) == f"{item},"


def test_what_fits_stays_on_a_line() -> None:
    assert filled_call("f(", ["a", "b"], ") -> int:", 4) == "f(a, b) -> int:"
    assert filled_call("f(", [], "):", 0) == "f():"
    assert filled_call("f(", ["a" * 60, "b" * 60], ")", 4) == Source(
        f"f({'a' * 60},\n      {'b' * 60})"
    )
    assert filled_import(".m", ["A"], 0) == "from .m import A as A"
    assert filled_import(".m", WORDS, 4).startswith("from .m import (word_0 as word_0, ")


def test_a_list_is_aligned_unless_that_takes_more_lines() -> None:
    head = f"def {'f' * 40}("
    assert filled_call(head, ["a" * 30, "b" * 30], "):", 0).startswith(f"{head}{'a' * 30},\n    ")
    assert filled_call(head, WORDS, "):", 0).startswith(f"{head}\n    word_0, word_1, ")
    assert filled_call(head, WORDS, "):", 0).endswith("word_59,\n):")


def test_a_display_in_a_call_is_opened_there() -> None:
    assert filled_display("f(X, {", ['"a": a'], "}, o)", 4) == 'f(X, {"a": a}, o)'
    text = filled_display("f(X, {", [f'"{word}": {word}' for word in WORDS], "}, o)", 4)
    assert text.startswith('f(X, {\n        "word_0": word_0, ')
    assert text.endswith('"word_59": word_59}, o)')
    assert max(map(len, text.split("\n"))) <= WIDTH


@pytest.mark.parametrize("length", [5, 80, 99, 120])
def test_a_tuple_of_one_has_one_comma(length: int) -> None:
    text = filled_call("NAMES = (", ["N" * length], ",)", 0)
    (made,) = ast.parse(text).body
    assert isinstance(made, ast.Assign)
    assert isinstance(made.value, ast.Tuple)
    assert len(made.value.elts) == 1


@pytest.mark.parametrize("key", ['"m": ', f'"{"m" * 70}": '])
def test_words_of_one_string_are_all_there(key: str) -> None:
    text = filled_words(key, WORDS, 8)
    assert ast.literal_eval(f"{{{text}}}").popitem()[1].split() == WORDS
    assert max(map(len, f"        {text}".split("\n"))) <= WIDTH
    assert filled_words('"m": ', ["A", "B"], 8) == '"m": "A B",'


ALIASES = '''from x import y


class A:
    x: Annotated[
        int, Field(alias="x")
    ]


State = TypeAliasType(
    "State",
    Literal[
        "one, two",
        "it's",
        'say "so"',
        "a | b",
    ]
    | str,
)
"""Of which nobody
knows."""

Both = TypeAliasType(
    "Both",
    First
    | Second
    | tuple[
        int
    ],
)

Short = TypeAliasType("Short", int)
Other = other(
    1,
    2,
)
'''


def test_aliases_are_filled_and_nothing_else() -> None:
    text = filled_aliases(ALIASES)
    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(ALIASES))
    before, after = text.split("# fmt: off\n")
    assert before == ALIASES[: len(before)]
    assert after.startswith(
        'State = TypeAliasType("State", Literal[\n'
        '    "one, two", "it\'s", \'say "so"\', "a | b"] | str)\n"""Of which'
    )
    assert "First | Second | tuple[int]" in after
    assert after.endswith(ALIASES[ALIASES.index("Short = ") :])


def test_a_module_whose_aliases_fit_stays_as_it_is() -> None:
    text = 'Short = TypeAliasType("Short", int)\n'
    assert filled_aliases(text) == text


def test_what_a_docstring_says_of_an_alias_is_text() -> None:
    text = 'A = int\n"""An alias such as\n\nB = TypeAliasType(\n    "B",\n    int | str,\n)\n"""\n'
    assert filled_aliases(text) == text
    assert filled_aliases(text[text.index("B = ") : text.rindex('"""')]).startswith("# fmt: off\n")


def test_an_alias_of_very_many_members_is_filled() -> None:
    members = [f"Model{number}" for number in range(1500)]
    text = 'Any = TypeAliasType(\n    "Any",\n    ' + "\n    | ".join(members) + ",\n)\n"
    filled_text = filled_aliases(text)
    assert filled_text.count("\n") < 250
    assert re.findall(r"Model\d+", filled_text) == members


def test_quotes_within_a_value_begin_no_text() -> None:
    text = 'A = Literal[\'"""\']\n"""Such as\n\nB = TypeAliasType(\n\n    int,\n)\n"""\n'
    assert filled_aliases(text) == text


def test_brackets_in_each_other_are_laid_out_once_a_width(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    real = fill._Filling.opened
    monkeypatch.setattr(
        fill._Filling, "opened", lambda self, *said: opened.append(1) or real(self, *said)
    )
    deep = "1"
    for number in range(7):
        deep = f'{{"key{number}": "{"x" * 40}", "in": [{deep}, "{"y" * 40}"]}}'
    assert same(fill.filled_call("call(", [deep], ")", 0), [f"call({deep})"])
    assert len(opened) < 7 * 2 * WIDTH
