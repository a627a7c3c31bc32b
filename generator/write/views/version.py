"""The version of a document as one that Python's packaging takes (PEP 440).

What the document says is kept: a pre-release stays one, a date is a release of year,
month and day, and what PEP 440 has no word for follows as a local version, so that two
versions of a document are never one of its package.
"""

from __future__ import annotations

import re

from generator.ground.text import letters, words

_MAX = 100
"""Characters of a version that are read as one."""
_NUMBER = re.compile(
    r"v?(?:(?P<epoch>[0-9]+)!)?(?P<release>[0-9]+(?:\.[0-9]+)*)"
    r"(?:[-_.]?(?P<pre>alpha|beta|preview|pre|rc|a|b|c)(?:[-_.]?(?P<pre_n>[0-9]+))?(?![a-z0-9]))?"
    r"(?:[-_.]?(?P<post>post|rev|r)(?:[-_.]?(?P<post_n>[0-9]+))?(?![a-z0-9]))?"
    r"(?:[-_.]?(?P<dev>dev)(?:[-_.]?(?P<dev_n>[0-9]+))?(?![a-z0-9]))?"
)
_DATE = re.compile(r"(?<![0-9])([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?(?![0-9])")
_PRE = {"alpha": "a", "a": "a", "beta": "b", "b": "b"}


def version_of(text: str) -> str:
    """`1.0.0-beta.2` → `1.0.0b2`, `2024-05-01` → `2024.5.1`, `1.2 final` → `1.2+final`."""
    said = text.strip().lower()
    if not said:
        return "0.1.0"
    if len(said) > _MAX:
        return f"0+{letters(text, 8)}"
    dated = _DATE.sub(lambda date: ".".join(filter(None, date.groups())), said, count=1)
    match = _NUMBER.match(dated)
    rest = words(dated[match.end() :] if match else dated)
    if match is None:
        rest = rest or [letters(text)]
    local = ".".join(_plain(word) if word.isdigit() else word for word in rest)
    return (_public(match) if match else "0") + (f"+{local}" if local else "")


def _public(match: re.Match[str]) -> str:
    """The normal form of what the pattern found."""
    found = match.groupdict()
    public = ".".join(map(_plain, found["release"].split(".")))
    if found["epoch"]:
        public = f"{_plain(found['epoch'])}!{public}"
    if found["pre"]:
        public += _PRE.get(found["pre"], "rc") + _plain(found["pre_n"] or "0")
    for word in ("post", "dev"):
        if found[word]:
            public += f".{word}{_plain(found[f'{word}_n'] or '0')}"
    return public


def _plain(number: str) -> str:
    return number.lstrip("0") or "0"
