"""Words, cases and quoting: the only ways a document's text becomes source.

Everything that a document says is untrusted. What lands in a generated file
goes through one function for the place it lands in: `py_string` for a string
literal, `py_docstring` for a docstring, `comment` for a comment, `toml_string`
and `md_text` for the files beside the code.
"""

from __future__ import annotations

import json
import keyword
import re
import textwrap
import unicodedata
from functools import lru_cache
from hashlib import sha256
from itertools import groupby


class Source(str):
    """Text that may stand in generated source as it is.

    Templates accept nothing else: a document's own string is a plain `str` until it
    has gone through the quoting function of the place it lands in.
    """

    __slots__ = ()


_SPELT = (
    *("BigQuery", "DevOps", "GitHub", "GitLab", "GraphQL", "IPv", "JavaScript", "LinkedIn"),
    *("MySQL", "NoSQL", "OAuth", "OpenAPI", "OpenID", "PayPal", "PostgreSQL", "TikTok"),
    *("TypeScript", "WhatsApp", "WordPress", "YouTube"),
)
"""Words that have capitals within; at the start of a name they may begin with a small letter."""
_SMALL_FIRST = ("eBay", "iOS", "iPad", "iPadOS", "iPhone", "macOS", "mTLS", "tvOS", "watchOS")
_WORD = re.compile(
    rf"(?:(?<![A-Z])(?:{'|'.join(_SPELT)})"
    rf"|(?<![A-Za-z])(?:{'|'.join([w[0].lower() + w[1:] for w in _SPELT] + [*_SMALL_FIRST])}))"
    r"(?:[0-9]+[a-z]*)*(?![a-z])"
    r"|[A-Z]{2,}s(?![a-z])|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+(?:[0-9]+[a-z]*)*"
    r"|[A-Z]+(?:[0-9]+[a-z]*)+|[A-Z]+(?![a-z])|[0-9]+[A-Z]{1,3}(?![a-z])|[0-9]+[a-z]*"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


def words(text: str) -> list[str]:
    """Split any spelling into lower-case ASCII words; empty when there is no letter or digit.

    `listMyOrders`, `list-my-orders` and `List my orders` are the same three words. Letters
    of other scripts become Latin ones, each always the same: `Größe` is `grosse`, `заказы`
    is `zakazy`.
    """
    return [*_words(text)]


@lru_cache(maxsize=20_000)  # a document says the same few names over and over
def _words(text: str) -> tuple[str, ...]:
    if not text.isascii():
        text = "".join(_latin(script, "".join(run)) for script, run in groupby(text, _script))
    return tuple([match.group().lower() for match in _WORD.finditer(text)])


def _script(character: str) -> str:
    """`latin`, `other` for the letters of other scripts, or `sign`."""
    if character.isascii():
        return "latin"
    if unicodedata.category(character)[0] not in "LMN":
        return "sign"
    kind = unicodedata.name(character, "").partition(" ")[0]
    return "latin" if kind in {"LATIN", "FULLWIDTH", "COMBINING"} else "other"


def _latin(script: str, run: str) -> str:
    """A run of one script in ASCII; between two scripts there is always the end of a word."""
    if script == "sign":
        return " "
    from anyascii import anyascii

    text = anyascii(run)
    return text if script == "latin" else " " + text.replace("'", "") + " "


def snake(parts: list[str]) -> str:
    """`["per", "page"]` → `per_page`, made a legal identifier."""
    return identifier("_".join(parts))


def pascal(parts: list[str]) -> str:
    """`["order", "item"]` → `OrderItem`, made a legal identifier."""
    name = "".join(part[:1].upper() + part[1:] for part in parts)
    return f"N{name}" if name[:1].isdigit() else identifier(name)


def upper(parts: list[str]) -> str:
    """`["per", "page"]` → `PER_PAGE`."""
    name = "_".join(parts).upper()
    return f"N{name}" if name[:1].isdigit() else name


def identifier(name: str) -> str:
    """Mend a name made of words: digits lead with `n`, keywords get a trailing `_`."""
    if name[:1].isdigit():
        name = f"n{name}"
    if keyword.iskeyword(name):
        name += "_"
    return name


def letters(text: str, count: int = 4) -> str:
    """Small letters that stand for a text, always the same: where no word can be made of it."""
    number = int.from_bytes(sha256(text.encode("utf-8", "surrogatepass")).digest()[:8])
    found = ""
    for _ in range(count):
        number, index = divmod(number, 26)
        found += chr(ord("a") + index)
    return found


_IRREGULAR = {
    "addresses": "address",
    "statuses": "status",
    "taxes": "tax",
    "boxes": "box",
    "media": "media",
    "data": "data",
    "children": "child",
    "people": "person",
    "feedback": "feedback",
    "news": "news",
    "series": "series",
    "species": "species",
}


def singular(word: str) -> str | None:
    """The singular of a regular plural, or None when the word is no such plural."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return None
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def clean(text: str) -> str:
    """Text without control, bidirectional and line-separator characters."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\t", "    "))


def py_string(text: str) -> Source:
    """A Python string literal that means exactly `text`."""
    literal = repr(text)
    if literal[0] == "'" and '"' not in literal:
        literal = f'"{literal[1:-1]}"'.replace("\\'", "'")
    return Source(literal)


def py_docstring(text: str, indent: int = 4, width: int = 100) -> Source:
    """A docstring literal, wrapped; the first line follows the quotes.

    Args:
        text: Markdown or plain prose; control characters are dropped.
        indent: Columns that the docstring stands in.
        width: Longest line, indent included.

    Returns:
        Source text of the literal; lines after the first are indented.
    """
    body = wrap(clean(text).strip(), width - indent)
    if len(body.partition("\n")[0]) + 3 > width - indent:  # the quotes stand before it
        body = wrap(clean(text).strip(), width - indent - 3)
    body = re.sub(r'"(?="")|"\Z', r'\\"', body.replace("\\", "\\\\"))
    lines = body.split("\n")
    if len(lines) == 1 and len(lines[0]) + indent + 6 <= width:
        return Source(f'"""{lines[0]}"""')
    pad = " " * indent
    rest = "".join(f"\n{pad}{line}" if line else "\n" for line in lines[1:])
    return Source(f'"""{lines[0]}{rest}\n{pad}"""')


def wrap(text: str, width: int) -> str:
    """Wrap prose, leaving lists, tables, quotes and code blocks as they stand."""
    blocks: list[str] = []
    for block in re.split(r"\n\s*\n", text):
        if "```" in block or re.match(r"\s*(\||>|#| {4})", block):
            blocks.append("\n".join(line.rstrip() for line in block.split("\n")))
        elif re.match(r"(Args|Raises):\n", block):
            head, *entries = block.split("\n")
            blocks.append("\n".join([head, *(_fill(e, width, " " * 8) for e in entries)]))
        elif re.match(r"\s*([-*+]|\d+[.)])\s", block):
            blocks.append(_wrap_list(block, width))
        else:
            blocks.append(_fill(" ".join(block.split()), width))
    return "\n\n".join(block for block in blocks if block)


def _fill(text: str, width: int, indent: str = "") -> str:
    return textwrap.fill(
        text,
        width,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _wrap_list(block: str, width: int) -> str:
    items: list[str] = []
    for line in block.split("\n"):
        if re.match(r"\s*([-*+]|\d+[.)])\s", line) or not items:
            items.append(line.rstrip())
        else:
            items[-1] += f" {line.strip()}"
    filled: list[str] = []
    for item in items:
        indent = " " * (len(item) - len(item.lstrip()) + 2)
        filled.append(_fill(item, width, indent))
    return "\n".join(filled)


def comment(text: str) -> Source:
    """Text fit to follow `# ` on one line."""
    return Source(" ".join(clean(text).split()))


def toml_string(text: str) -> Source:
    """A TOML basic string (TOML 1.0, section "String")."""
    return Source(json.dumps(clean(text), ensure_ascii=False))


def md_text(text: str) -> Source:
    """Prose for a Markdown file: no raw HTML outside of code blocks."""
    parts = clean(text).split("```")
    if len(parts) % 2 == 0:  # a block that is never closed
        parts.append("")
    prose = [part if index % 2 else part.replace("<", "&lt;") for index, part in enumerate(parts)]
    return Source("```".join(prose))


def first_sentence(text: str) -> str:
    """The first sentence of prose on one line, for a summary."""
    flat = " ".join(clean(text).split())
    match = re.match(r"(.+?[.!?])(\s|$)", flat)
    return match.group(1) if match else flat
