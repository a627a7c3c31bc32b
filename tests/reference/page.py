"""Pages read as a browser would, as far as tests need it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

VOID = {"meta", "link", "input", "br", "hr"}
ENDS_ITSELF = {"li", "dt", "dd", "p", "tr", "td", "th", "thead", "tbody"}
"""Elements whose end tag may be left out (HTML, section 13.1.2.4)."""


@dataclass
class Page(HTMLParser):
    """What is on a page."""

    name: str
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)
    blocks: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Article → kind and text of its blocks of code, as a synchronous caller reads them."""
    asynchronous: list[str] = field(default_factory=list)
    """Blocks of Python as an asynchronous caller reads them."""
    text: str = ""
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._article = ""
        self._block: str | None = None
        self._awaited = ""
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if len(known) != len(attrs):
            self.faults.append(f"<{tag}> says an attribute twice")
        self.tags.append((tag, known))
        self.ids += [known["id"]] if "id" in known else []
        self.hrefs += [known["href"]] if tag == "a" else []
        if tag == "article":
            self._article = known["id"]
        if tag == "pre":
            self._block = self._awaited = ""
            self.blocks.setdefault(self._article, []).append((known.get("class", ""), ""))
        self._hidden = self._hidden or known.get("class") == "async"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open[-1] != tag and self.open[-1] in ENDS_ITSELF:
            self.open.pop()
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")
        if tag == "span":
            self._hidden = False
        if tag == "pre" and self._block is not None:
            kind, _ = self.blocks[self._article].pop()
            self.blocks[self._article].append((kind, self._block))
            self.asynchronous += [self._awaited] if kind == "py" else []
            self._block = None

    def handle_data(self, data: str) -> None:
        self.text += data
        self._awaited += data
        if self._block is not None and not self._hidden:
            self._block += data

    @property
    def links(self) -> list[tuple[str, str]]:
        """Page and anchor of the links that stay among the pages."""
        inside = [href for href in self.hrefs if not urlsplit(href).scheme]
        return [(href.partition("#")[0] or self.name, href.partition("#")[2]) for href in inside]


def read(text: str, name: str = "page.html") -> Page:
    """A page, read to its end."""
    page = Page(name)
    page.feed(text)
    page.close()
    page.faults += [f"<{tag}> is never closed" for tag in page.open if tag not in ENDS_ITSELF]
    return page


def pages(folder: Path) -> dict[str, Page]:
    """Every page of a folder, by its name."""
    return {
        path.name: read(path.read_text(encoding="utf-8"), path.name)
        for path in sorted(folder.glob("*.html"))
    }
