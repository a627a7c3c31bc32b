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
from hashlib import sha256


class Source(str):
    """Text that may stand in generated source as it is.

    Templates accept nothing else: a document's own string is a plain `str` until it
    has gone through the quoting function of the place it lands in.
    """

    __slots__ = ()


_WORD = re.compile(
    r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+(?:[0-9]+[a-z]*)*|[A-Z]+(?:[0-9]+[a-z]*)+|[A-Z]+(?![a-z])"
    r"|[0-9]+[a-z]*"
)
_LETTERS = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O"}
    | {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i"}
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


def words(text: str) -> list[str]:
    """Split any spelling into lower-case ASCII words; empty when none can be made.

    `listMyOrders`, `list-my-orders` and `List my orders` are the same three
    words; accents are dropped, other scripts leave nothing.
    """
    text = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    plain = text.encode("ascii", "ignore").decode()
    return [match.group().lower() for match in _WORD.finditer(plain)]


LONGEST = 100
"""Characters of a module's name."""


def snake(parts: list[str]) -> str:
    """`["per", "page"]` → `per_page`, made a legal identifier."""
    return identifier("_".join(parts))


def module(parts: list[str]) -> str:
    """The same for the name of a file: a longer one than systems take ends in its digest."""
    name = snake(parts)
    if len(name) <= LONGEST:
        return name
    return f"{name[: LONGEST - 9].rstrip('_')}_{sha256(name.encode()).hexdigest()[:8]}"


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
