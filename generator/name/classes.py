"""The names of classes and of their members: what `models` offers.

Components come first, then what stands inside them, by depth. A schema that is written
where it is used is called after what it stands in.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from generator.ground.text import singular, snake, words
from generator.name import reserved
from generator.name.identity import identity, part
from generator.name.settle import Namer, Wish
from generator.name.spelling import MAX, apart, within, words_of
from generator.understand import ir

_PASCAL = re.compile(r"[A-Z][A-Za-z0-9]*")


def name_schemas(
    api: ir.Api, namer: Namer, beside: set[str], ways: Mapping[ir.Pointer, str]
) -> dict[ir.Pointer, str]:
    """Class names: components first, then what stands inside them, by depth.

    Args:
        api: The api.
        namer: Settles them.
        beside: Other names in the modules that models are imported into.
        ways: What the lock knows schemas by.
    """
    taken = reserved.CLASSES | beside
    by_pointer = sorted(api.schemas, key=lambda schema: schema.pointer)
    given = [
        _schema_wish(schema, {}, ways[schema.pointer])
        for schema in by_pointer
        if schema.pinned is not None or identity("model", ways[schema.pointer]) in namer.lock.names
    ]
    kept = namer.keep(given, taken, fold=True)
    found = {
        schema.pointer: kept[schema.pointer] for schema in api.schemas if schema.pointer in kept
    }
    for _, level in sorted(_levels(api.schemas).items()):
        wishes = [
            _schema_wish(schema, found, ways[schema.pointer])
            for schema in level
            if schema.pointer not in kept
        ]
        settled = namer.settle(
            wishes, _class_name, taken, used=found.values(), fold=True, unreserved=_unreserved
        )
        found |= {str(pointer): name for pointer, name in settled.items()}
    return found


def _levels(schemas: tuple[ir.Schema, ...]) -> dict[int, list[ir.Schema]]:
    """Schemas by how many named ones they stand in."""
    by_pointer = {schema.pointer: schema for schema in schemas}
    levels: dict[int, list[ir.Schema]] = defaultdict(list)
    for schema in schemas:
        depth, at = (0 if schema.component else 1), schema
        while at.parent is not None and at.parent in by_pointer:
            at, depth = by_pointer[at.parent], depth + 1
        levels[depth].append(schema)
    return levels


def _schema_wish(schema: ir.Schema, found: Mapping[ir.Pointer, str], way: str) -> Wish:
    kind = f'schema "{schema.hint}"' if schema.component else "an inline schema"
    if schema.component:
        short = schema.hint.rsplit(".", 1)[-1]
        wanted = [short] if _PASCAL.fullmatch(short) else _hint_words(short)
        whole = _hint_words(schema.hint)
        return Wish(
            schema.pointer, wanted or whole, kind, schema.place, schema.pointer,
            identity("model", way), schema.pinned, firm="." not in schema.hint,
            more=[whole, [*whole, "model"], *apart(whole, schema.hint)],
            own=schema.hint if _PASCAL.fullmatch(schema.hint) and len(schema.hint) <= MAX else "",
        )  # fmt: skip
    parts = _hint_words(schema.hint)
    listed, item, _ = schema.hint.partition("\n")
    whole = [*words_of(listed, "schema"), "item"]
    if schema.parent is not None and schema.parent in found:
        parent = found[schema.parent]
        parts = [parent, *parts] if parts != ["item"] else _item_of(parent)
        whole = [parent, *whole]
    suffix = {"enum": "value", "object": "data", "union": "variant", "alias": "value"}[schema.kind]
    with_status = [*parts[:-1], *_status_of(schema.pointer), *parts[-1:]]
    return Wish(
        schema.pointer, parts, kind, schema.place, schema.pointer,
        identity("model", way), schema.pinned, firm=not item,
        more=[*([whole] if item else ()), with_status, [*parts, suffix]],
    )  # fmt: skip


def _status_of(pointer: ir.Pointer) -> list[str]:
    """The status of the response that a schema is the body of, to tell it from its siblings."""
    found = re.search(r"/responses/(\w+)/content/[^/]+/schema", pointer)
    return [found[1]] if found else []


def _hint_words(hint: str) -> list[str]:
    """Words of a hint; a list's item is the singular of the list's name, if it has one."""
    *lists, last = hint.split("\n")
    if not lists:
        return words_of(hint, "schema")
    parts = words_of(lists[0], "schema")
    for _ in [*lists[1:], last]:
        single = singular(parts[-1]) if parts else None
        parts = [*parts[:-1], single] if single else [*parts, "item"]
    return parts


def _item_of(parent: str) -> list[str]:
    parts = words(parent)
    single = singular(parts[-1]) if parts else None
    return [*parts[:-1], single] if single and single != parts[-1] else [parent, "item"]


def _class_name(parts: list[str]) -> str:
    """Words → class name; `None`, `True` and `False` are among the names not to be had."""
    name = "".join([part[:1].upper() + part[1:] for part in parts])
    return within(f"N{name}" if name[:1].isdigit() else name)


def _unreserved(name: str) -> str:
    """`FieldModel` for `Field`, but no `ModelModel`."""
    return f"{name}Schema" if name.lower().endswith("model") else f"{name}Model"


@lru_cache(maxsize=20_000)  # many objects have members of the same names
def _spellings(wire: str) -> tuple[list[str], bool, list[list[str]]]:
    """The words of a member's name, whether they are spelt so on the wire, and longer ones."""
    parts = words_of(wire, "field")
    return parts, snake(parts) == wire, apart(parts, wire)


def _as_on_the_wire(schema: ir.Schema, names: Iterable[str]) -> bool:
    """Whether each member can be called what it is on the wire, and nobody wants another name."""
    return (
        reserved.FIELDS.isdisjoint(names)
        and False not in {_spellings(wire)[1] for wire in names}
        and {pinned for pinned, _ in schema.property_pins.values()} <= {None}
    )


def name_fields(
    schema: ir.Schema, namer: Namer, way: str, above: Mapping[str, str]
) -> dict[str, str]:
    """The attributes of a class, by the names of its members on the wire.

    Args:
        schema: The class.
        namer: Settles the names.
        way: What the lock knows it by.
        above: The attributes of its bases. A member of these that the class says more of has
            the name that it has there, another member has none of theirs.
    """
    names = schema.properties
    if not above and _as_on_the_wire(schema, names) and not namer.lock.names:  # most classes
        start = identity("member", way, "")
        namer.names |= {start + part(wire): wire for wire in names}
        return {wire: wire for wire in names}
    wishes: list[Wish] = []
    for wire in names:
        parts, plain, more = _spellings(wire)
        pinned, place = schema.property_pins.get(wire, (None, schema.place))
        wishes.append(
            Wish(
                wire,
                parts,
                f'property "{wire}"',
                place,
                f"{schema.pointer}/properties/{wire}",
                identity("member", way, part(wire)),
                pinned,
                firm=plain,
                own=above.get(wire, ""),
                more=more,
            )
        )
    used = [name for wire, name in above.items() if wire not in names]
    if used:  # a name that is pinned or was given before may be one of these
        namer.keep(wishes, reserved.FIELDS.union(used))
    settled = namer.settle(wishes, snake, reserved.FIELDS, used=used)
    return {wire: settled[wire] for wire in names}


def name_members(
    schemas: tuple[ir.Schema, ...], namer: Namer, ways: Mapping[ir.Pointer, str]
) -> dict[ir.Pointer, dict[str, str]]:
    """The attributes of every class: of one that extends others after theirs.

    Classes that another one extends together share no attribute for different members.
    """
    by_pointer = {schema.pointer: schema for schema in schemas}
    beside = _extended_together(by_pointer)
    found: dict[ir.Pointer, dict[str, str]] = {}
    whole: dict[ir.Pointer, dict[str, str]] = {}

    def settle(schema: ir.Schema) -> dict[str, str]:
        """All attributes of a class, those of its bases too."""
        if schema.pointer not in whole:
            above: dict[str, str] = {}
            for base in schema.bases:
                above = {**settle(by_pointer[base]), **above}
            others = [whole[other] for other in beside[schema.pointer] if other in whole]
            apart = {wire: name for other in others for wire, name in other.items()} | above
            own = name_fields(schema, namer, ways[schema.pointer], apart)
            found[schema.pointer], whole[schema.pointer] = own, {**above, **own} if above else own
        return whole[schema.pointer]

    for schema in schemas:
        settle(schema)
    return {schema.pointer: found[schema.pointer] for schema in schemas}


def _extended_together(schemas: Mapping[ir.Pointer, ir.Schema]) -> dict[ir.Pointer, list[str]]:
    """Which other classes are among the bases of a class that has this one among them."""
    found: dict[ir.Pointer, dict[str, None]] = defaultdict(dict)
    for schema in schemas.values():
        if len(schema.bases) > 1:
            bases, todo = dict.fromkeys(schema.bases), list(schema.bases)
            while todo:
                new = [base for base in schemas[todo.pop()].bases if base not in bases]
                bases |= dict.fromkeys(new)
                todo += new
            for base in bases:
                found[base] |= {other: None for other in bases if other != base}
    return defaultdict(list, {base: list(others) for base, others in found.items()})
