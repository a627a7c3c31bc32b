"""`inputs.py`: the dicts that may be given for models, as types."""

from __future__ import annotations

from collections.abc import Iterator

from generator.ground.records import record
from generator.ground.text import Source, clean, py_docstring, py_string
from generator.name.naming import Names
from generator.understand import ir
from generator.write.fill import filled_display
from generator.write.types import Import, py_type
from generator.write.views.common import import_lines


@record(frozen=True, slots=True)
class InputView:
    """One dict: its name and its members, line by line."""

    source: Source


@record(frozen=True, slots=True)
class InputsView:
    """`inputs.py`."""

    doc: Source
    imports: tuple[Source, ...]
    inputs: tuple[InputView, ...]


def inputs_view(api: ir.Api, names: Names) -> InputsView:
    """The dicts of every object that is within an argument."""
    names = names.within_inputs()
    imports: set[Import] = set()
    views = [
        InputView(
            filled_display(
                f'{name} = typing.TypedDict("{name}", {{',
                _members(names.sent[pointer], names, imports),
                "}, total=False)",
                0,
            )
        )
        for pointer, name in sorted(names.inputs.items(), key=lambda item: item[1])
    ]
    doc = (
        f"{clean(api.title).strip()}: dicts that may be given for models of the same names.\n\n"
        "Members have their names in Python or those on the wire. Those that must be there are "
        "marked where both names are one."
    )
    return InputsView(
        doc=py_docstring(doc, 0), imports=import_lines(imports, depth=0), inputs=tuple(views)
    )


def _members(schema: ir.Schema, names: Names, imports: set[Import]) -> Iterator[Source]:
    fields = dict(_fields(schema, names))
    taken = {python for _, python in fields.values()}
    for wire, (field, python) in sorted(fields.items(), key=lambda item: item[1][1]):
        type_ = py_type(field.type, names, "in")
        imports |= type_.imports
        both = wire != python and wire not in taken
        needed = field.required and not field.read_only and wire == python
        said = py_string(f"typing.Required[{type_.text}]" if needed else type_.text)
        for name in [python, wire] if both else [python]:
            yield Source(f"{py_string(name)}: {said}")


def _fields(schema: ir.Schema, names: Names) -> Iterator[tuple[str, tuple[ir.Field, str]]]:
    """Wire name → member and its name in Python, those of its bases first."""
    for base in schema.bases:
        if base in names.sent:
            yield from _fields(names.sent[base], names)
    for field in schema.fields:
        yield field.wire, (field, names.fields[schema.pointer][field.wire])
