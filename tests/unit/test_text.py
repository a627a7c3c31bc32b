"""Words, cases, and the quoting functions that stand between a document and source text."""

from __future__ import annotations

import ast
import tokenize
import tomllib
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.ground.text import (
    clean,
    comment,
    first_sentence,
    identifier,
    letters,
    md_text,
    pascal,
    py_docstring,
    py_string,
    singular,
    snake,
    toml_string,
    upper,
    words,
    wrap,
)

NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "\"'\\\n\r\t\0\x0b\x0c\x1b\x85\u2028\u2029\u202e\u2066\ufeff{}%#`<>|*/ \x7f"
        ),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)

WORDS = {
    "listMyOrders": "list my orders",
    "list-my-orders": "list my orders",
    "List my orders": "list my orders",
    "list_my_orders": "list my orders",
    "LIST_MY_ORDERS": "list my orders",
    "list.my.orders": "list my orders",
    "list//my\\orders": "list my orders",
    "HTTPError": "http error",
    "getHTTPSUrl": "get https url",
    "XMLHttpRequest": "xml http request",
    "userID": "user id",
    "userIDs": "user ids",
    "URLs": "urls",
    "listSKUsById": "list skus by id",
    "APIKeys": "api keys",
    "ISsue": "i ssue",
    "IPv4": "ipv4",
    "getIPv6Address": "get ipv6 address",
    "iOS": "ios",
    "iOSVersion": "ios version",
    "forIOS": "for ios",
    "fooAuth": "foo auth",
    "oAuthToken": "oauth token",
    "GitHubLogin": "github login",
    "SHA256": "sha256",
    "3DModel": "3d model",
    "404Error": "404 error",
    "OrderID": "order id",
    "OAuth2": "oauth2",
    "OAuth2Token": "oauth2 token",
    "oauth2token": "oauth2token",
    "2fa": "2fa",
    "2FA": "2fa",
    "1st": "1st",
    "3d-model": "3d model",
    "io.k8s.api.core.v1.Pod": "io k8s api core v1 pod",
    "v1beta1": "v1beta1",
    "V2Orders": "v2 orders",
    "S3Bucket": "s3 bucket",
    "K8s": "k8s",
    "EC2Instance": "ec2 instance",
    "sha256sum": "sha256sum",
    "ISO8601Date": "iso8601 date",
    "address1": "address1",
    "address_1": "address 1",
    "line1Text": "line1 text",
    "iPhone": "iphone",
    "e-mail": "e mail",
    "A": "a",
    "aB": "a b",
    "ABC": "abc",
    "ABc": "a bc",
    "a1b2": "a1b2",
    "A1B2": "a1 b2",
    "X-Request-ID": "x request id",
    "filter[status]": "filter status",
    "filter[created_at][gte]": "filter created at gte",
    "since[]": "since",
    "authenticate[0]": "authenticate 0",
    "$top": "top",
    "@type": "type",
    "+1": "1",
    "-1": "1",
    "StartTime<": "start time",
    "StartTime>": "start time",
    "get_/crm/v3/lists/": "get crm v3 lists",
    "meta/root": "meta root",
    "/orders/{orderId}/items": "orders order id items",
    "Größe": "grosse",
    "STRASSE ẞ": "strasse ss",
    "Ærøskøbing": "aeroskobing",
    "Łódź": "lodz",
    "naïve café": "naive cafe",
    "Ünïcödé": "unicode",
    "ﬁle": "file",
    "１２": "12",
    "ｆｕｌｌ": "full",
    "日本": "ri ben",
    "日本Name": "ri ben name",
    "мальчик": "malchik",
    "हिन्दी": "hindi",
    "cafe\u0301Bar": "cafe bar",
    "Привет": "privet",
    "": "",
    " ": "",
    "-": "",
    "_": "",
    "__init__": "init",
    "_id": "id",
    "🙂": "",
    "a🙂b": "a b",
    "new\nline": "new line",
    'make"""\nevil()': "make evil",
    "'; DROP TABLE x;--": "drop table x",
    "{{ 7*7 }}": "7 7",
    "</script>": "script",
    "\u202egnp.exe": "gnp exe",
    "null": "null",
    "None": "none",
    "TRUE": "true",
    "self": "self",
    "model_config": "model config",
    "class": "class",
    "ThisIsAVeryLongNameIndeed": "this is a very long name indeed",
    "don't": "don t",
    "100%": "100",
    "C++": "c",
    "C#": "c",
    "snake_Case_Mixed": "snake case mixed",
    "kebab-Case": "kebab case",
    "a__b": "a b",
    "trailing_": "trailing",
    "application/vnd.acme.v2+json": "application vnd acme v2 json",
}


@pytest.mark.parametrize(("text", "expected"), WORDS.items())
def test_words(text: str, expected: str) -> None:
    assert " ".join(words(text)) == expected


@given(NASTY)
def test_words_are_plain_and_splitting_them_again_changes_nothing(text: str) -> None:
    found = words(text)
    assert all(word.isascii() and word.isalnum() and word == word.lower() for word in found)
    assert words(" ".join(found)) == found
    assert words("_".join(found)) == found


@pytest.mark.parametrize(
    ("text", "as_snake", "as_pascal", "as_upper"),
    [
        ("list orders", "list_orders", "ListOrders", "LIST_ORDERS"),
        ("2fa", "n2fa", "N2fa", "N2FA"),
        ("1", "n1", "N1", "N1"),
        ("class", "class_", "Class", "CLASS"),
        ("import", "import_", "Import", "IMPORT"),
        ("async", "async_", "Async", "ASYNC"),
        ("match", "match", "Match", "MATCH"),
        ("none", "none", "None_", "NONE"),
        ("true", "true", "True_", "TRUE"),
        ("in", "in_", "In", "IN"),
        ("", "", "", ""),
    ],
)
def test_cases(text: str, as_snake: str, as_pascal: str, as_upper: str) -> None:
    parts = words(text)
    assert (snake(parts), pascal(parts), upper(parts)) == (as_snake, as_pascal, as_upper)


@given(NASTY)
def test_a_name_made_of_words_is_one_that_python_takes(text: str) -> None:
    parts = words(text)
    for name in (snake(parts), pascal(parts)):
        if parts:
            assert name.isidentifier()
            compile(f"{name} = 1", "name", "exec")
            assert identifier(name) == name


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("orders", "order"), ("categories", "category"), ("addresses", "address"),
        ("boxes", "box"), ("statuses", "status"), ("taxes", "tax"), ("children", "child"),
        ("people", "person"), ("classes", "class"), ("branches", "branch"), ("dishes", "dish"),
        ("data", "data"), ("media", "media"), ("series", "series"), ("news", "news"),
        ("status", None), ("address", None), ("analysis", None), ("bus", None), ("gas", None),
        ("order", None), ("", None), ("s", None), ("is", None), ("ids", None),
    ],
)  # fmt: skip
def test_singular(plural: str, one: str | None) -> None:
    assert singular(plural) == one


@given(NASTY)
@example("'")
@example('"')
@example("'\"")
@example("\\'")
@example('\\"')
@example("\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
def test_a_string_literal_means_exactly_the_text(text: str) -> None:
    literal = py_string(text)
    assert ast.literal_eval(literal) == text
    assert literal.isprintable()
    kinds = [token.type for token in tokenize.tokenize(BytesIO(literal.encode()).readline)]
    assert kinds[1] == tokenize.STRING
    assert tokenize.STRING not in kinds[2:]


def _docstring(text: str, indent: int) -> tuple[str, list[ast.stmt]]:
    pad = " " * indent
    source = f"class C:\n{pad}{py_docstring(text, indent)}\n" if indent else py_docstring(text, 0)
    body: list[ast.stmt] = ast.parse(source).body
    if indent:
        assert isinstance(body[0], ast.ClassDef)
        body = body[0].body
    assert isinstance(body[0], ast.Expr)
    assert isinstance(body[0].value, ast.Constant)
    assert isinstance(body[0].value.value, str)
    return body[0].value.value, body


DOCUMENTED = st.one_of(
    NASTY,
    st.lists(st.sampled_from(['"""', '"', "\\", "\n\n", "- a ", "x" * 40, "```", "    code"])).map(
        "".join
    ),
)


@settings(max_examples=300)
@given(DOCUMENTED, st.sampled_from([0, 4, 8]))
@example('"""', 4)
@example('a"', 4)
@example("a\\", 4)
@example('a\\"', 4)
@example('a\\"""', 4)
@example('""""', 0)
@example('""" + evil() + """', 0)
@example('\\"""\nevil()\n"""', 8)
@example("x" * 89 + '"', 4)
@example("x" * 90 + "\\", 4)
def test_a_docstring_holds_its_text_and_nothing_gets_out(text: str, indent: int) -> None:
    held, statements = _docstring(text, indent)
    assert len(statements) == 1
    assert "".join(held.split()) == "".join(clean(text).split())


@given(
    st.lists(st.text("abc", min_size=1, max_size=30), min_size=1, max_size=40),
    st.sampled_from([0, 4, 8]),
)
@example(["a" * 48, "b" * 47, "c"], 4)  # fits the line, but for the quotes before it
def test_a_docstring_keeps_the_width(parts: list[str], indent: int) -> None:
    lines = py_docstring(" ".join(parts), indent).split("\n")
    assert all(len(line) + indent * (not number) <= 100 for number, line in enumerate(lines))


def test_a_docstring_is_wrapped_but_its_blocks_are_not() -> None:
    text = (
        "First. "
        + "word " * 30
        + "\n\n- one\n- two\n\n```\n  code   here\n```\n\n| a | b |\n|---|---|"
    )
    literal = py_docstring(text, 4)
    assert literal.startswith('"""First. word')
    assert literal.endswith('\n    """')
    assert all(len(line) <= 100 for line in literal.split("\n"))
    for block in ("    - one\n    - two", "      code   here", "    | a | b |\n    |---|---|"):
        assert block in literal


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u2028", "\ufeff", "\0", "\x1b", "\x85"])
def test_marks_that_deceive_a_reader_do_not_reach_a_file(mark: str) -> None:
    text = f"a{mark}b"
    for quoted in (
        py_docstring(text),
        comment(text),
        md_text(text),
        toml_string(text),
        py_string(text),
    ):
        assert mark not in quoted


@given(NASTY)
def test_a_comment_is_one_line(text: str) -> None:
    line = comment(text)
    assert len(line.splitlines()) <= 1
    assert ast.parse(f"# {line}\n").body == []


@given(NASTY)
def test_a_toml_string_is_read_back(text: str) -> None:
    assert tomllib.loads(f"a = {toml_string(text)}")["a"] == clean(text)


@given(NASTY)
def test_markdown_holds_no_tag_and_closes_no_fence(text: str) -> None:
    assert "<" not in "".join(md_text(text).split("```")[::2])
    assert md_text(text).count("```") % 2 == 0


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One. Two.", "One."), ("No stop", "No stop"), ("A line\nbroken. B.", "A line broken."),
        ("v1.2 is out. Yes.", "v1.2 is out."), ("Really? Yes!", "Really?"), ("", ""), (" \n ", ""),
    ],
)  # fmt: skip
def test_first_sentence(text: str, first: str) -> None:
    assert first_sentence(text) == first


@given(DOCUMENTED)
def test_wrapping_loses_no_character_but_blanks(text: str) -> None:
    assert "".join(wrap(text, 60).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "width", "wrapped"),
    [
        ("one two three", 7, "one two\nthree"),
        ("one\ntwo", 20, "one two"),
        ("a-b-c d", 4, "a-b-c\nd"),
        ("longerthanthat a", 5, "longerthanthat\na"),
        ("a\n\n\n \nb", 20, "a\n\nb"),
        ("- one two\n- three", 7, "- one\n  two\n- three"),
        ("- one\n  two\n- three", 20, "- one two\n- three"),
        ("1. one two\n2) b", 7, "1. one\n  two\n2) b"),
        ("  * one two", 7, "  * one\n    two"),
        ("+ a\nb", 20, "+ a b"),
        ("-a b\n-c", 20, "-a b -c"),
        ("| a | b |  \n| c | d |", 5, "| a | b |\n| c | d |"),
        ("> a b c d", 3, "> a b c d"),
        ("# a b c d", 3, "# a b c d"),
        ("    code  here", 4, "    code  here"),
        ("   prose  here", 20, "prose here"),
        ("```\na  b\n```", 3, "```\na  b\n```"),
        ("Args:\n    a: one two", 12, "Args:\n    a: one\n        two"),
        ("Raises:\n    A: b", 20, "Raises:\n    A: b"),
        ("Other:\n    a: b", 20, "Other: a: b"),
    ],
)
def test_prose_is_wrapped_and_what_is_no_prose_stays(text: str, width: int, wrapped: str) -> None:
    assert wrap(text, width) == wrapped


@pytest.mark.parametrize(
    ("text", "indent", "width", "literal"),
    [
        ("One.", 4, 100, '"""One."""'),
        ("x" * 10, 4, 20, f'"""{"x" * 10}"""'),
        ("x" * 11, 4, 20, f'"""{"x" * 11}\n    """'),
        ("aaa bbb ccc", 0, 10, '"""aaa bbb\nccc\n"""'),
        ("aaaa bbb ccc", 0, 10, '"""aaaa\nbbb ccc\n"""'),
        ("a\n\nb", 2, 40, '"""a\n\n  b\n  """'),
        ('say "x"', 0, 40, '"""say "x\\""""'),
        ("a\tb", 0, 40, '"""a b"""'),
        ("a\\b", 0, 40, '"""a\\\\b"""'),
    ],
)
def test_a_docstring_as_it_stands(text: str, indent: int, width: int, literal: str) -> None:
    assert py_docstring(text, indent, width) == literal


@pytest.mark.parametrize(
    ("text", "literal"),
    [("a", '"a"'), ("it's", '"it\'s"'), ('say "a"', "'say \"a\"'"), ("'\"", "'\\'\"'"), ("", '""'),
     ("a\nb", '"a\\nb"'), ("é", '"é"'), ("\u202e", '"\\u202e"')],
)  # fmt: skip
def test_a_string_is_in_double_quotes_where_it_can_be(text: str, literal: str) -> None:
    assert py_string(text) == literal


def test_letters_that_stand_for_a_text_are_small_and_always_the_same() -> None:
    made = {text: letters(text) for text in ("", "日", "🙂", "a")}
    assert made == {"": "sfmq", "日": "svgn", "🙂": "cbrt", "a": "yrmb"}
    assert letters("a", 6)[:4] == letters("a")
    assert len(letters("a", 6)) == 6


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("a <b> & c", "a &lt;b> & c"),
        ("```\n<b>\n```\n<i>", "```\n<b>\n```\n&lt;i>"),
        ("<a> ```<b>", "&lt;a> ```<b>```"),
        ("a\r\nb\tc", "a\nb    c"),
    ],
)
def test_markdown_has_no_tags_but_in_code(text: str, quoted: str) -> None:
    assert md_text(text) == quoted
