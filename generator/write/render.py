"""Views → text, through Jinja.

Templates show shape and decide nothing. What they print must be `Source`: a plain
string would be a document's own text on its way into code unquoted, and is refused.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.ground.text import Source

if TYPE_CHECKING:
    from jinja2 import Environment


def _find_templates() -> Path:
    here = Path(__file__).resolve().parents[1]
    inside = here / "templates"
    return inside if inside.is_dir() else here.parent / "templates"


TEMPLATES = _find_templates()
"""The folder of templates: beside the package in a checkout, inside it when installed."""


def _only_source(value: Any) -> Any:
    if isinstance(value, str) and not isinstance(value, Source):
        raise TypeError(f"text that was not quoted reached a template: {value[:40]!r}")
    return value


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        finalize=_only_source,
        autoescape=False,
        keep_trailing_newline=True,
    )


def render(template: str, **views: object) -> str:
    """Render one template.

    Args:
        template: File name below `templates/`.
        **views: What the template may name.
    """
    return _environment().get_template(template).render(**views)
