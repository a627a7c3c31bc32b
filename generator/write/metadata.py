"""What a package says of itself to an index: what the settings say, and what can be known.

PyPA core metadata 2.4, by way of `[project]`: PEP 621, and PEP 639 for licences.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

CLASSIFIERS = (
    "Intended Audience :: Developers",
    "Operating System :: OS Independent",
    "Programming Language :: Python :: 3",
    "Typing :: Typed",
)
"""What is true of every package (trove classifiers)."""
_PERSON = re.compile(r"\s*(?P<name>[^<>]*?)\s*(?:<(?P<mail>[^<>\s]+@[^<>\s]+)>)?\s*")


class Metadata(NamedTuple):
    """What the settings say of a package (`[package]`)."""

    license: str = ""
    """An SPDX expression, such as `MIT`; of the package, not of the vendor's document."""
    authors: tuple[str, ...] = ()
    """`Name <mail@example.com>`, or either."""
    keywords: tuple[str, ...] = ()
    classifiers: tuple[str, ...] = ()
    urls: tuple[tuple[str, str], ...] = ()
    """Label → address."""


class Form(NamedTuple):
    """What of a package is up to who generates it."""

    halves: Collection[str] = ("client", "server")
    metadata: Metadata = Metadata()
    engines: Collection[str] = ()
    """What its client can use besides httpx: `aiohttp`, `pyreqwest`."""


AS_EVER = Form()
"""Where nothing is set."""


def person(text: str) -> dict[str, str]:
    """An author as `[project]` has it; empty where the text is none.

    Args:
        text: `Name <mail@example.com>`, a name, or an address in angle brackets.
    """
    found = _PERSON.fullmatch(text)
    if found is None:
        return {}
    made = {"name": found["name"], "email": found["mail"] or ""}
    return {key: value for key, value in made.items() if value}
