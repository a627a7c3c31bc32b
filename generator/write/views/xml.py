"""`xml.py`: how values stand in XML documents."""

from __future__ import annotations

from generator.ground.records import record
from generator.ground.text import Source, py_string
from generator.name.naming import Names
from generator.understand import ir
from generator.write.types import Import
from generator.write.views.common import call, dict_of, unless


@record(frozen=True, slots=True)
class ShapeView:
    """The mapping of one named object."""

    name: Source
    source: Source


@record(frozen=True, slots=True)
class XmlView:
    """`xml.py`."""

    shapes: tuple[ShapeView, ...]


def xml_view(api: ir.Api, names: Names) -> XmlView:
    """The mapping of each named object, under its class's name."""
    found = {names.schemas[pointer]: shape for pointer, shape in api.xml.items()}
    return XmlView(
        tuple(ShapeView(py_string(name), xml_call(found[name], names)) for name in sorted(found))
    )


def xml_thunk(shape: ir.Xml | None, names: Names, imports: set[Import]) -> Source | None:
    """`lambda: SHAPES["Order"]`: the mapping of a body."""
    if shape is None:
        return None
    if "SHAPES" in (source := xml_call(shape, names)):
        imports.add((".xml", "SHAPES"))
    if shape.ref is not None and shape == ir.Xml("object", ref=shape.ref):
        return _named(shape.ref, names)
    imports.add(("._runtime.wire.xml_shape", "Xml"))
    return Source(f"lambda: {source}")


def xml_call(shape: ir.Xml, names: Names) -> Source:
    """The source of a mapping."""
    members = [(py_string(name), xml_call(member, names)) for name, member in shape.members]
    return call(
        "Xml",
        py_string(shape.kind),
        py_string(shape.name) if shape.name else None,
        namespace=unless("", shape.namespace),
        prefix=unless("", shape.prefix),
        attribute=unless(False, shape.attribute),
        wrapped=unless(False, shape.wrapped),
        required=unless(False, shape.required),
        members=dict_of(members) if members else None,
        item=xml_call(shape.item, names) if shape.item else None,
        shape=_named(shape.ref, names) if shape.ref is not None else None,
    )


def _named(pointer: ir.Pointer, names: Names) -> Source:
    """`lambda: SHAPES["Order"]`, whether or not names say the module of their class."""
    return Source(f"lambda: SHAPES[{py_string(names.schemas[pointer].rpartition('.')[2])}]")
