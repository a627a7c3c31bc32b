"""Descriptions, which are Markdown (CommonMark), as HTML that can do nothing.

This is the only module that knows markdown-it-py, and the only one that makes HTML. The few
tags that vendors write for bold, code, lists and links become the Markdown for them; others are
shown as text. Links lead to web addresses and mailboxes alone; pictures, which would be fetched
from elsewhere, become links to them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from generator.ground.text import clean

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_DEEPEST = 20
"""Blocks within each other; deeper ones are shown as text."""
_SCHEMES = ("http", "https", "mailto")


def prose(text: str) -> Markup:
    """A description as blocks."""
    return Markup(_markdown().render(_in_markdown(clean(text)).strip())).strip()


def line(text: str) -> Markup:
    """A description as one line: what is in its paragraphs, without lists and the like."""
    return Markup(_markdown().renderInline(" ".join(_in_markdown(clean(text)).split())))


_TAGS = (
    (
        re.compile(r"""<a\s[^<>]*?href=["']([^"'<>\s]*)["'][^<>]*>([^<>]*)</a>""", re.IGNORECASE),
        r"[\2](\1)",
    ),
    (re.compile(r"<br\s*/?>", re.IGNORECASE), "  \n"),
    (re.compile(r"</?(?:p|ul|ol|div)>", re.IGNORECASE), "\n\n"),
    (re.compile(r"<li>\s*", re.IGNORECASE), "\n- "),
    (re.compile(r"</li>", re.IGNORECASE), ""),
    (re.compile(r"</?(?:b|strong)>", re.IGNORECASE), "**"),
    (re.compile(r"</?(?:i|em)>", re.IGNORECASE), "*"),
    (re.compile(r"</?(?:code|tt)>", re.IGNORECASE), "`"),
)
"""Tags, and the Markdown that means the same; what comes out is escaped like any other text."""


def _in_markdown(text: str) -> str:
    if "<" not in text:
        return text
    parts = re.split(r"(```.*?```|`[^`\n]*`)", text, flags=re.DOTALL)
    for index in range(0, len(parts), 2):  # what is code stays as it is
        for tag, meaning in _TAGS:
            parts[index] = tag.sub(meaning, parts[index])
    return "".join(parts)


def opening(text: str) -> Markup:
    """A description without the paragraph around it, where it is only one."""
    made = prose(text)
    if made.startswith("<p>") and made.count("<p>") == 1 and made.endswith("</p>"):
        return Markup(made[3:-4])
    return made


def shown(text: str) -> Markup:
    """Text that stands between tags, and never in one: quotation marks may stay as they are."""
    escaped = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Markup(escaped)


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    made = MarkdownIt(
        "commonmark", {"html": False, "maxNesting": _DEEPEST, "xhtmlOut": False}
    ).enable("table")
    made.validateLink = _may_lead  # type: ignore[method-assign]
    made.add_render_rule("image", _image)
    made.add_render_rule("heading_open", _heading)
    made.add_render_rule("heading_close", _heading)
    return made


def _may_lead(url: str) -> bool:
    """Whether a link may stand: scripts, data, files and what is relative to another site not."""
    try:
        parts = urlsplit(re.sub(r"\s", "", url))
    except ValueError:
        return False
    return parts.scheme.lower() in _SCHEMES and bool(parts.netloc or parts.scheme == "mailto")


def _image(_: Any, tokens: Sequence[Token], index: int, *__: Any) -> str:
    token = tokens[index]
    src, text = str(token.attrs.get("src", "")), token.content or "picture"
    return f'<a href="{escape(src)}">{escape(text)}</a>' if _may_lead(src) else str(escape(text))


def _heading(_: Any, tokens: Sequence[Token], index: int, *__: Any) -> str:
    """Headings within a description stand below those of the page."""
    token = tokens[index]
    level = min(int(token.tag[1]) + 3, 6)
    return f"<h{level}>" if token.type == "heading_open" else f"</h{level}>\n"
