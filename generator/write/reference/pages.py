"""All pages of one package: HTML to look at, Markdown for machines, an index to search."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from generator.ground.records import record
from generator.ground.text import Source, clean, first_sentence, md_text
from generator.name.layout import Layout
from generator.name.naming import Names
from generator.read.document import Document
from generator.understand import ir
from generator.write.reference import site as where
from generator.write.reference.exchange import Exchanges, Piece
from generator.write.reference.history import History, Told
from generator.write.reference.messages import MessageView, messages
from generator.write.reference.models import Models, ModelsView
from generator.write.reference.operations import Operations, common_errors
from generator.write.reference.overview import (
    ERROR_FACTS,
    IndexView,
    ResourceView,
    SectionView,
    error_classes,
    index_view,
)
from generator.write.reference.prose import line, opening, prose, shown
from generator.write.reference.samples import Samples
from generator.write.reference.site import Part, Site
from generator.write.render import TEMPLATES, Filters, render_html, render_markdown

_SHOWN = 90
"""Characters of a description in the search index."""


@record(frozen=True, slots=True)
class PageLink:
    """A page in the contents."""

    href: str
    name: str
    here: bool


def reference_files(
    document: Document,
    written: Document,
    api: ir.Api,
    names: Names,
    layout: Layout,
    left_out: Sequence[str] = (),
    history: str = "",
    told: Sequence[Told] = (),
    client: bool = True,
) -> dict[str, bytes]:
    """Write every page of a package.

    Args:
        document: The bundled document, as it was built from.
        written: The same as its author wrote it, which has the examples.
        api: What it says.
        names: What everything is called.
        layout: Where models live.
        left_out: What of the document is not in the package, one line each.
        client: Whether the package has a client half.
        history: What changed from version to version, as Markdown; nothing: not known.
        told: The same line by line.

    Returns:
        File name → content; all stand in one folder.
    """
    site = Site(api, names, layout)
    samples = Samples(written.tree)
    exchanges = Exchanges(api, names, samples)
    common = common_errors(api)
    past = History(told)
    operations = Operations(document, api, names, site, exchanges, common, past)
    resources = [
        ResourceView(
            name=f"client.{names.tags[tag.name].module}",
            short=names.tags[tag.name].module,
            page=site.resource(tag.name),
            summary=clean(tag.summary) or first_sentence(tag.doc),
            doc=tag.doc,
            sections=tuple(
                SectionView(name, page, operations.of(held, page))
                for name, held in site.sections[tag.name].items()
                for page in [site.section(tag.name, name)]
            ),
        )
        for tag in api.tags
        if any(operation.tag == tag.name for operation in api.operations)
    ]
    modules = Models(document, api, names, site, past).by_page(api)
    sent = messages(api, names, site, samples, exchanges.typed)
    index = index_view(api, names, site, exchanges, samples, common, resources, left_out, client)
    files = dict(_pages(index, modules, sent, history))
    files |= _for_machines(index, modules, sent)
    files["search.js"] = _search(resources, modules, sent)
    for name in ("style.css", "script.js"):
        files[name] = (TEMPLATES / "docs" / name).read_text(encoding="utf-8")
    return {name: text.encode() for name, text in sorted(files.items())}


# HTML ------------------------------------------------------------------------------------


def _pages(
    index: IndexView,
    modules: Sequence[ModelsView],
    sent: Sequence[MessageView],
    history: str,
) -> Iterator[tuple[str, str]]:
    filters = {"prose": prose, "opening": opening, "line": line, "shown": shown}

    def page(name: str, template: str, title: str, **views: object) -> tuple[str, str]:
        more = {
            "index": index,
            "page": name,
            "title": title,
            "contents": _contents(index, bool(modules), bool(sent), bool(history), name),
        }
        return name, render_html(f"docs/{template}.html.j2", filters, **more, **views)

    yield page(where.INDEX, "index", index.title)
    for resource in index.resources:
        if resource.split:
            yield page(resource.page, "sections", resource.name, resource=resource)
        for section in resource.sections:
            title = f"{resource.name} {section.name}".strip()
            yield page(section.page, "resource", title, resource=resource, section=section)
    yield page(where.ERRORS, "errors", "errors", classes=error_classes(), facts=ERROR_FACTS)
    if modules:
        yield page(where.MODELS, "models_index", "models", modules=modules)
    for one in modules:
        title = f"models of {one.module} {one.section}".strip()
        yield page(one.page, "models", title, these=one, modules=modules)
    if sent:
        yield page(where.WEBHOOKS, "messages", "webhooks", messages=sent)
    if history:
        yield page(where.CHANGES, "changes", "changes", history=history)


def _contents(
    index: IndexView, models: bool, sent: bool, history: bool, here: str
) -> tuple[PageLink, ...]:
    """The pages beside those of resources."""
    found = [("Overview", where.INDEX, True)]
    found += [("Errors", where.ERRORS, True), ("Models", where.MODELS, models)]
    found += [("Webhooks", where.WEBHOOKS, sent), ("What changed", where.CHANGES, history)]
    return tuple(
        PageLink(href, name, here == href or (href == where.MODELS and here.startswith("models.")))
        for name, href, there in found
        if there
    )


# For machines ----------------------------------------------------------------------------


def fenced(text: str, language: str = "") -> Source:
    """A block of code in Markdown, whatever stands in it."""
    longest = 2
    run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    fence = "`" * (longest + 1)
    return Source(f"{fence}{language}\n{clean(text)}\n{fence}")


def flat(text: str) -> Source:
    """Prose on one line of Markdown."""
    return Source(" ".join(md_text(text).split()))


def code(text: str) -> Source:
    """A piece of code within a line of Markdown."""
    text = " ".join(clean(text).split())
    mark = "``" if "`" in text else "`"
    pad = " " if "`" in text else ""
    return Source(f"{mark}{pad}{text}{pad}{mark}")


def plain(parts: Sequence[Part]) -> str:
    """Pieces of a line without their links."""
    return "".join(part.text for part in parts)


def sync(pieces: Sequence[Piece]) -> str:
    """Source as a synchronous caller writes it."""
    return "".join(piece.text for piece in pieces if piece.only != "async")


def _for_machines(
    index: IndexView,
    modules: Sequence[ModelsView],
    sent: Sequence[MessageView],
) -> dict[str, str]:
    """`llms.txt` (llmstxt.org), a Markdown page beside each page it names, and all in one."""
    filters: Filters = {"fenced": fenced, "flat": flat, "code": code, "plain": plain, "sync": sync}
    pages = {
        section.page.replace(".html", ".md"): render_markdown(
            "docs/resource.md.j2", filters, resource=resource, section=section, index=index
        )
        for resource in index.resources
        for section in resource.sections
    }
    for one in modules:
        pages[one.page.replace(".html", ".md")] = render_markdown(
            "docs/models.md.j2", filters, these=one
        )
    if sent:
        pages["webhooks.md"] = render_markdown("docs/messages.md.j2", filters, messages=sent)
    first = render_markdown(
        "docs/llms.txt.j2", filters, index=index, modules=modules, messages=sent
    )
    return {**pages, "llms.txt": first, "llms-full.txt": "\n".join([first, *pages.values()])}


# Search ----------------------------------------------------------------------------------


def _search(
    resources: Sequence[ResourceView],
    modules: Sequence[ModelsView],
    sent: Sequence[MessageView],
) -> str:
    """Page → what is on it: anchor, a hint, a few words. A script, as files cannot be fetched."""
    found: list[tuple[str, list[list[str]]]] = []
    for section in (section for resource in resources for section in resource.sections):
        operations = [
            [op.anchor, f"{op.method} {op.path} {op.id}", op.summary[:_SHOWN]]
            for op in section.operations
        ]
        found.append((section.page, operations))
    for one in modules:
        lines = [[model.name, "", clean(model.opening)[:_SHOWN]] for model in one.models]
        found.append((one.page, lines))
    if sent:
        found.append((where.WEBHOOKS, [[m.anchor, m.name, m.summary[:_SHOWN]] for m in sent]))
    return f"const INDEX = {json.dumps(found, separators=(',', ':'))};\n"
