"""Where everything stands: pages, anchors, and links to them.

Anchors are Python names, which the document's lock keeps: a link to one lasts as long as
the name. Pages are called as what is on them is spelt, so no page hides another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from generator.ground.records import record
from generator.name.layout import Layout
from generator.name.naming import Names
from generator.read.wire import ALIASES, date_format
from generator.understand import ir
from generator.write.reference.sections import by_name, by_path
from generator.write.types import PyType
from generator.write.views.results import sorted_operations

INDEX = "index.html"
MODELS = "models.html"
ERRORS = "errors.html"
WEBHOOKS = "webhooks.html"
CHANGES = "changes.html"

_WORDS = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|([A-Za-z_]\w*)|(\W|\d)""")
_SPOKEN = {"JsonNumber": "float", "JsonDecimal": "Decimal", "List": "list"} | {
    alias: format_.kind.__name__
    for (letters, _), alias in ALIASES.items()
    if (format_ := date_format(letters)) is not None
}
"""Types of the runtime that read the wire → what a user has of them."""


@record(frozen=True, slots=True)
class Part:
    """A piece of a line: text that may lead somewhere, or be code."""

    text: str
    href: str = ""
    code: bool = False


class Site:
    """The pages of one package.

    Args:
        api: What there is.
        names: What it is called.
        layout: Which module each model is in.
    """

    def __init__(self, api: ir.Api, names: Names, layout: Layout) -> None:
        self.names = names
        self.operations = {operation.id: operation for operation in api.operations}
        self.sections = {tag.name: _sections(api, names, tag) for tag in api.tags}
        """Tag → the sections of its page, each with its operations; one where they are few."""
        self.modules = _modules(names, layout)
        """Module → the sections of its page, each with its models; one where they are few."""
        self._operations = {
            operation.id: self.section(tag, section)
            for tag, sections in self.sections.items()
            for section, held in sections.items()
            for operation in held
        }
        self._models = {
            name: self.models(module, section)
            for module, sections in self.modules.items()
            for section, held in sections.items()
            for name in held
        }

    def resource(self, tag: str) -> str:
        """The page of a tag."""
        return self.section(tag, "")

    def section(self, tag: str, section: str) -> str:
        """The page of a section of a tag."""
        return _page("client", self.names.tags[tag].module, section)

    def models(self, module: str, section: str = "") -> str:
        """The page of models, or of a section of it."""
        return _page("models", module, section)

    def operation(self, operation: ir.Operation, page: str = "") -> str:
        """Where an operation stands, as seen from a page."""
        there = self._operations[operation.id]
        return _from(page, there, self.names.operations[operation.id].method)

    def method(self, operation: ir.Operation, aside: bool = False) -> str:
        """`client.orders.list`: an operation as a user spells it, or its second method."""
        module = self.names.tags[operation.tag].module
        name = self.names.operations[operation.id]
        return f"client.{module}.{name.stream if aside else name.method}"

    def leads_to(self, operation_id: str, page: str) -> Part:
        """A link to an operation by its id; code where it is not in the package."""
        operation = self.operations.get(operation_id)
        if operation is None:
            return Part(operation_id, code=True)
        return Part(self.method(operation), self.operation(operation, page), code=True)

    def callback(self, callback: ir.Webhook) -> Part:
        """A link to a message that a call asks for."""
        spelt = f"callbacks.{self.names.callbacks[callback.pointer]}"
        return Part(spelt, f"{WEBHOOKS}#{spelt}", code=True)

    def model(self, name: str, page: str = "") -> str:
        """Where a model stands; an empty string where there is none of this name."""
        there = self._models.get(name)
        return _from(page, there, name) if there else ""

    def error(self, name: str, page: str = "") -> str:
        """Where an error class stands."""
        return _from(page, ERRORS, name)

    def typed(self, type_: PyType, page: str) -> tuple[Part, ...]:
        """A type, its models linked."""
        known = {name for module, name in type_.imports if module.startswith(".models")}
        inner = {name for module, name in type_.imports if module.startswith("._runtime")}
        found: list[Part] = []
        for text, word, rest in _WORDS.findall(type_.text):
            href = self.model(word, page) if word in known else ""
            piece = text or (_SPOKEN.get(word, word) if word in inner else word) or rest
            if found and not href and not found[-1].href:
                found[-1] = Part(found[-1].text + piece)
            else:
                found.append(Part(piece, href))
        return tuple(found)


def _sections(api: ir.Api, names: Names, tag: ir.Tag) -> Mapping[str, Sequence[ir.Operation]]:
    return by_path(sorted_operations(api, names, tag))


def _modules(names: Names, layout: Layout) -> Mapping[str, Mapping[str, Sequence[str]]]:
    held: dict[str, list[str]] = {}
    for pointer, module in layout.modules.items():
        held.setdefault(module, []).append(names.schemas[pointer])
    return {module: by_name(sorted(held[module])) for module in sorted(held)}


def _page(*parts: str) -> str:
    return f"{'.'.join(filter(None, parts))}.html"


def _from(page: str, there: str, anchor: str) -> str:
    return f"#{anchor}" if page == there else f"{there}#{anchor}"


def outside(url: str) -> str:
    """A URL that a page may lead to; an empty string for any that is no plain web address."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in ("http", "https") and parts.netloc else ""


def said(*parts: str | Part | Iterable[Part]) -> tuple[Part, ...]:
    """A line of pieces."""
    found: list[Part] = []
    for part in parts:
        if isinstance(part, str):
            found.append(Part(part))
        elif isinstance(part, Part):
            found.append(part)
        else:
            found += part
    return tuple(found)
