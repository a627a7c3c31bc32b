"""Named schemas → pydantic modules, by datamodel-code-generator.

This is the only module that knows it. Names and places are settled before: it gets
a document whose component keys are `module.Class` and whose inline schemas are
components too (`plain.py`), so that it has nothing to name. What it writes are class
bodies.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from generator.ground.diagnostics import Diagnostic
from generator.name.layout import Layout
from generator.name.naming import Names
from generator.read.document import Document
from generator.understand import ir
from generator.understand.mentions import reached
from generator.write.defaults import JSON, literal
from generator.write.marks import unmarked
from generator.write.modules import Module
from generator.write.plain import PlainSchemas
from generator.write.ranks import TangledError, check_modules, module_of, name_of, ranks
from generator.write.shapes import MODULE, Imports, Shapes, UnlikeError

_FIELD_DOC = re.compile(r'^(    """(?:[^"]|"(?!""))*)\n"""$', re.MULTILINE)


def render_models(
    document: Document, api: ir.Api, names: Names, layout: Layout, templates: Path
) -> tuple[dict[str, str], list[Diagnostic]]:
    """Write the model modules.

    Returns:
        Module name → source text, not yet formatted; and what the library warned of.
    """
    if not api.schemas:
        return {}, []
    plain = PlainSchemas(document, api, names, layout)
    schemas = {plain.key(schema.pointer): plain.schema(schema) for schema in api.schemas}
    aliases = {
        f"{plain.key(schema.pointer)}.{wire}": python
        for schema in api.schemas
        for wire, python in plain.fields(schema).items()
        if wire != python
    }
    check_modules(schemas)
    order = ranks(schemas)
    shapes = Shapes(schemas, aliases, names.package, order)
    modules, said = _modules(shapes, names.package, templates)
    if modules is None or shapes.concerns(said):
        shapes = Shapes(schemas, aliases, names.package, {})
        modules, said = _modules(shapes, names.package, templates)
    assert modules is not None
    own: dict[str, list[ir.Schema]] = {}
    for schema in api.schemas:
        own.setdefault(layout.modules[schema.pointer], []).append(schema)
    texts: dict[str, str] = {}
    for name in sorted(modules):
        module = modules[name]
        module.give(*_defaults(own.get(name, []), plain))
        module.override(_overriding(own.get(name, []), plain))
        texts[name] = module.text(
            {k: order[f"{name}.{k}"] for k in module.blocks if f"{name}.{k}" in order}
        )
    mend = "give the schemas another shape, or accept that such values are not told apart"
    return texts, [
        document.tree.place.report("W520", message, mend) for message in dict.fromkeys(said)
    ]


def _defaults(
    schemas: list[ir.Schema], plain: PlainSchemas
) -> tuple[dict[str, dict[str, str]], frozenset[tuple[str, str]]]:
    """Class → field → its default; and which of those may be null."""
    found: dict[str, dict[str, str]] = {}
    nullable: set[tuple[str, str]] = set()
    for schema in schemas:
        name = plain.names.schemas[schema.pointer]
        for field in schema.fields:
            text = literal(field, plain.named)
            members = plain.fields(schema).values()
            if text is None or any(text.startswith(f"{taken}(") for taken in members):
                continue
            if text.startswith(JSON):
                endless = schema in reached([field.type], plain.named)
                if endless or "read_as" in members:
                    continue
            python = plain.names.fields[schema.pointer][field.wire]
            found.setdefault(name, {})[python] = text
            if isinstance(field.type, ir.Nullable):
                nullable.add((name, python))
    return found, frozenset(nullable)


def _overriding(schemas: list[ir.Schema], plain: PlainSchemas) -> dict[str, frozenset[str]]:
    """Class → its members that a base has, too: with another type, else they were not its own."""
    found: dict[str, frozenset[str]] = {}
    for schema in schemas:
        above = {wire for base in schema.bases for wire in plain.fields(plain.named[base])}
        again = [field.wire for field in schema.fields if field.wire in above]
        if again:
            python = plain.names.fields[schema.pointer]
            found[plain.names.schemas[schema.pointer]] = frozenset(python[wire] for wire in again)
    return found


def _modules(
    shapes: Shapes, package: str, templates: Path
) -> tuple[dict[str, Module] | None, Iterable[str]]:
    """The modules whole, without defaults; None where a shape is not as expected."""
    produced, said = _generate(shapes.schemas, shapes.aliases, package, templates)
    if shapes.own:
        try:
            shapes.learn(produced.pop(MODULE, ""))
        except UnlikeError:
            return None, said
    imports: dict[str, Imports] = {}
    modules = {
        name: Module(shapes.filled(text, name, imports.setdefault(name, {})))
        for name, text in produced.items()
    }
    for key in shapes.own:
        name = module_of(key)
        module = modules.setdefault(name, Module(""))
        module.blocks[name_of(key)] = shapes.text(key, imports.setdefault(name, {}))
    for name, module in modules.items():
        module.imports(imports[name])
    return modules, said


def _generate(
    schemas: dict[str, Any], aliases: dict[str, str], package: str, templates: Path
) -> tuple[dict[str, str], Iterable[str]]:
    from datamodel_code_generator import generate
    from datamodel_code_generator.config import GenerateConfig
    from datamodel_code_generator.enums import DataModelType, InputFileType
    from datamodel_code_generator.format import DatetimeClassType, PythonVersion
    from datamodel_code_generator.parser import LiteralType

    base = f"{package}._runtime.ground.model.Model"
    config = GenerateConfig(
        input_file_type=InputFileType.OpenAPI,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        base_class=base,
        aliases=aliases,
        custom_class_name_generator=str,  # names are settled: none is to be mended
        custom_template_dir=templates / "models",
        disable_timestamp=True,
        enum_field_as_literal=LiteralType.All,
        formatters=[],
        output_datetime_class=DatetimeClassType.Datetime,
        strict_nullable=True,
        strict_refs=True,
        allow_remote_refs=False,
        treat_dot_as_module=True,
        use_annotated=True,
        use_double_quotes=True,
        use_field_description=True,
        use_inline_field_description=True,
        use_schema_description=True,
        use_single_line_docstring=True,
        use_standard_collections=True,
        use_type_alias=True,
        use_union_operator=True,
    )
    document = {
        "openapi": "3.1.0",
        "info": {"title": package, "version": "1"},
        "paths": {},
        "components": {"schemas": {key: schemas[key] for key in sorted(schemas)}},
    }
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        produced = generate(document, config=config)
    if isinstance(produced, str):
        raise RuntimeError("the model generator returned one module where several were asked for")
    modules: dict[str, str] = {}
    for path, text in (produced or {}).items():
        name = "/".join(path).removesuffix(".py")
        if name == "__init__":
            continue
        if "_internal" in name:
            raise TangledError(f"models of a cycle went to {name}")
        modules[name] = _own(text, package)
    return modules, [str(warning.message) for warning in said]


_REBUILT = re.compile(r"^\w+\.model_rebuild\(\)(?:\n|\Z)", re.MULTILINE)


def _own(text: str, package: str) -> str:
    """Without its header, with the imports of the runtime made relative."""
    body = re.sub(r"\A(#[^\n]*\n)+", "", text)
    if ".model_rebuild()" not in body:
        # No class comes before what it refers to: annotations need not wait, and pydantic
        # need not compile each of them again, which is a fifth of a first call.
        body = body.replace("from __future__ import annotations\n", "", 1)
    body = _REBUILT.sub("", body)  # what is built when first used is not built at import
    body = re.sub(r'^"""\n(?=\S)', '"""', body, flags=re.MULTILINE)
    body = _FIELD_DOC.sub(r'\1\n    """', body)
    body = re.sub(r'\n"""$', '"""', body, flags=re.MULTILINE)  # of aliases: said whether alone
    body = body.replace(f"from {package}._runtime.", "from .._runtime.")
    return unmarked(body)
