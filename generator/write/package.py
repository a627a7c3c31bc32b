"""A whole package: views and templates → its files."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from generator.ground.diagnostics import Diagnostic
from generator.ground.text import Source
from generator.name.layout import Layout
from generator.name.naming import Names
from generator.read.document import Document
from generator.understand import ir
from generator.write.carried import graph, named, reached
from generator.write.features import CONSOLE, ENGINES, other_halves, unneeded
from generator.write.files import format_python
from generator.write.fill import filled_aliases
from generator.write.metadata import AS_EVER, Form
from generator.write.models import render_models
from generator.write.render import TEMPLATES, render
from generator.write.views.client import client_view
from generator.write.views.inputs import inputs_view
from generator.write.views.operations import operations_view
from generator.write.views.package import package_view
from generator.write.views.resource import resource_view
from generator.write.views.server import app_view, protocol_view
from generator.write.views.webhooks import callbacks_view, webhooks_view
from generator.write.views.xml import xml_view

RUNTIME = Path(__file__).resolve().parents[1] / "runtime"
"""Plain modules that packages carry, byte for byte: those that their document needs."""


def package_files(
    document: Document,
    written: Document,
    api: ir.Api,
    names: Names,
    layout: Layout,
    lap: Callable[[str], None] = lambda stage: None,
    left_out: Sequence[str] = (),
    form: Form = AS_EVER,
) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """Write every file of a package but its manifest.

    Args:
        document: The bundled document, as it was built from.
        written: The same as its author wrote it, which the server gets.
        api: What it says.
        names: What everything is called.
        layout: Where models live.
        lap: Told the name of each stage that is done.
        left_out: What of the document is not in the package, one line each.
        form: What the settings say of the package.

    Returns:
        Path below the package's folder → content, and what is to be said of it.
    """
    models, diagnostics = render_models(document, api, names, layout, TEMPLATES)
    lap("models")
    root = names.package
    package = package_view(api, names, layout, form, left_out)
    elsewhere = tuple(f"{root}/{start}" for start in other_halves(form.halves))
    code: dict[str, str] = {
        f"{root}/__init__.py": render("init.py.j2", package=package),
        f"{root}/client.py": render("client.py.j2", client=client_view(api, names)),
        f"{root}/errors.py": render("errors.py.j2"),
        f"{root}/hooks.py": render("hooks.py.j2"),
        f"{root}/testing.py": render("testing.py.j2"),
        f"{root}/models/__init__.py": render("models_init.py.j2", package=package),
        f"{root}/operations/__init__.py": render("operations_init.py.j2", package=package),
        f"{root}/api/__init__.py": '"""The resources of the client."""\n',
        f"{root}/server/__init__.py": render("server_init.py.j2"),
        f"{root}/server/app.py": render("server_app.py.j2", app=app_view(api, names)),
        f"{root}/server/protocol.py": render(
            "server_protocol.py.j2", protocol=protocol_view(api, names)
        ),
    }
    if api.webhooks:
        code[f"{root}/webhooks.py"] = render("webhooks.py.j2", webhooks=webhooks_view(api, names))
    if api.callbacks:
        view = callbacks_view(api, names)
        code[f"{root}/callbacks.py"] = render("callbacks.py.j2", callbacks=view)
    if names.inputs:
        code[f"{root}/inputs.py"] = render("inputs.py.j2", inputs=inputs_view(api, names))
    if api.xml:
        code[f"{root}/xml.py"] = render("xml.py.j2", xml=xml_view(api, names))
    qualified = names.qualified()
    for tag in api.tags:
        module = names.tags[tag.name].module
        code[f"{root}/api/{module}.py"] = render(
            "api.py.j2", resource=resource_view(api, names, tag)
        )
        code[f"{root}/operations/{module}.py"] = render(
            "operations.py.j2", operations=operations_view(api, qualified, tag)
        )
    for module, text in models.items():
        code[f"{root}/models/{module}.py"] = _with_doc(module, text)
    lap("render")
    code = {name: text for name, text in code.items() if not name.startswith(elsewhere)}
    header = render("header.j2", spec=package.spec)
    models_are = f"{root}/models/"
    files = {
        name: (header + (filled_aliases(text) if name.startswith(models_are) else text)).encode()
        for name, text in format_python(code).items()
    }
    lap("format")
    files |= {
        "pyproject.toml": render("pyproject.toml.j2", package=package).encode(),
        "README.md": render("README.md.j2", package=package).encode(),
        f"{root}/py.typed": b"",
        f"{root}/server/openapi.json": _document_json(written),
    }
    wanted = {module for text in code.values() for module in named(text)}
    wanted |= CONSOLE if "server" in form.halves else frozenset()
    if "client" in form.halves:  # which asks for them by the name that it is given
        wanted.update(module for name in form.engines for module in ENGINES[name].modules)
    spare = unneeded(api, written.tree, form.engines, wanted)
    known = _runtime()
    paths = {name: f"{root}/_runtime/{path}" for name, path in known.paths.items()}
    apart = {name for name, path in paths.items() if path.startswith(elsewhere)}
    for name in sorted(reached(known.graph, wanted, spare | apart)):
        files[paths[name]] = (RUNTIME / known.paths[name]).read_bytes()
    return {n: data for n, data in files.items() if not n.startswith(elsewhere)}, diagnostics


class _Runtime(NamedTuple):
    """Module → its file below `RUNTIME`, and what it reaches."""

    paths: dict[str, str]
    graph: dict[str, set[str]]


@cache
def _runtime() -> _Runtime:
    files = {path.relative_to(RUNTIME): path for path in RUNTIME.rglob("*.py")}
    paths = {
        ".".join(path.with_suffix("").parts).removesuffix("__init__").rstrip("."): path
        for path in files
    }
    texts = {name: files[path].read_text(encoding="utf-8") for name, path in paths.items()}
    return _Runtime({name: path.as_posix() for name, path in paths.items()}, graph(texts))


def _with_doc(module: str, text: str) -> str:
    return f'"""Models of {Source(module)}."""\n\n{text.lstrip()}'


def _document_json(document: Document) -> bytes:
    found = bytearray()  # piece by piece: all pieces, or all text at once, are several times that
    pieces = json.JSONEncoder(ensure_ascii=False, indent=1).iterencode(document.tree)
    while text := "".join(islice(pieces, 10_000)):
        found += text.encode()
    found += b"\n"
    return bytes(found)
