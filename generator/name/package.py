"""The name of a package: that of its document, unless it would hide a library.

Nothing heavy is imported before a document's name asks for it: a run that finds everything
up to date asks this module too.
"""

from __future__ import annotations

import keyword
import sys

_LIBRARIES = frozenset(
    {
        *(
            "annotated_types",
            "anyio",
            "certifi",
            "cryptography",
            "h11",
            "h2",
            "hatchling",
            "httpcore",
        ),
        *(
            "httptools",
            "httpx",
            "httpx2",
            "idna",
            "jiter",
            "jsonschema_rs",
            "limits",
            "opentelemetry",
        ),
        *("packaging", "pip", "pydantic", "pydantic_core", "redis", "setuptools", "sniffio"),
        *(
            "starlette",
            "trio",
            "typing_extensions",
            "uvicorn",
            "uvloop",
            "watchfiles",
            "websockets",
        ),
        *("generator", "specwright", "test", "tests"),
    }
)
"""What generated packages and their users' programs import, beside Python's own."""


def package_name(document: str) -> str:
    """The import name of a document's package; `json_api` for a document called `json`."""
    name = own_name(document)
    hides = name in sys.stdlib_module_names or name in _LIBRARIES
    return f"{name}_api" if hides else name


def own_name(document: str) -> str:
    """The name of a document as Python spells it, whatever else is called so."""
    plain = document.isascii() and document.islower() and document.replace("-", "").isalpha()
    name = document.replace("-", "_").strip("_") if plain else _spelt(document)
    return f"{name}_api" if keyword.iskeyword(name) else name


def _spelt(document: str) -> str:
    from generator.ground.text import snake
    from generator.name.spelling import words_of

    return snake(words_of(document, "api")).rstrip("_")
