"""Views → text, through Jinja.

Templates show shape and decide nothing. What those of code print must be `Source`: a plain
string would be a document's own text on its way into code unquoted, and is refused. Those
of pages print text, which is quoted here for the place it lands in: HTML or Markdown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.ground.text import Source, clean, md_text

if TYPE_CHECKING:
    from jinja2 import Environment, Template


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


Filters = Mapping[str, Callable[..., Any]]


def render_html(template: str, filters: Filters, **views: object) -> str:
    """Render a page: every text is escaped, but for what a filter makes as `Markup`."""
    return _html(template, tuple(filters.items())).render(**views)


def render_markdown(template: str, filters: Filters, **views: object) -> str:
    """Render a page for machines: every text is quoted, but for what a filter makes as `Source`."""
    return _markdown(template, tuple(filters.items())).render(**views)


@cache
def _html(template: str, filters: tuple[tuple[str, Callable[..., Any]], ...]) -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    def told(value: Any) -> Any:
        return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        finalize=told,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(filters)
    return made.get_template(template)


@cache
def _markdown(template: str, filters: tuple[tuple[str, Callable[..., Any]], ...]) -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    def told(value: Any) -> Any:
        return md_text(value) if isinstance(value, str) and not isinstance(value, Source) else value

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        finalize=told,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(filters)
    return made.get_template(template)
