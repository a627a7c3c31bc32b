"""Counts what the vendors' facts sheets name, and what of it is in the documents.

    python -m tests.vendors.facts FOLDER [-v]

FOLDER holds the sheets (`bol.md`, `retail-rocket.md`, `retailcrm.md`, `shoprocket.md`),
which are no part of this repository. Each sheet has a notation of its own; where it
writes fields as a list by schema they are counted by schema, else by their names.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.vendors import GENERATED
from tests.vendors.package import Package

VERBS = "GET|POST|PUT|PATCH|DELETE|HEAD"
Operation = tuple[str, str]
"""Method, and path with `{}` for each parameter."""


class Sheet(NamedTuple):
    """A vendor's sheet, and how to read it."""

    file: str
    packages: tuple[str, ...]
    operations: Callable[[str], Iterable[Operation]]
    fields: Callable[[str], Iterable[str]]
    """Fields by schema (`Order.id`) or by name (`id`)."""


def shape(method: str, path: str) -> Operation:
    """An operation as both sides write it."""
    return method.upper(), re.sub(r"\{[^}]*\}", "{}", path).rstrip("/") or "/"


def between(text: str, start: str, end: str) -> str:
    """The part of a sheet from one heading to another."""
    return text.partition(start)[2].partition(end)[0]


def bol_operations(text: str) -> Iterator[Operation]:
    found = re.findall(rf"^- \*\*({VERBS}) (\S+?)\*\*", between(text, "## b. ", "## c. "), re.M)
    yield from (shape(*pair) for pair in found)


def bol_fields(text: str) -> Iterator[str]:
    schema = ""
    for line in between(text, "## c. ", "### Unreferenced").splitlines():
        named = re.match(r"\*\*(\w+)\*\*", line)
        member = re.match(r"- ([\w-]+):", line)
        if named:
            schema = named[1]
        elif member:
            yield f"{schema}.{member[1]}"


def crm_operations(text: str) -> Iterator[Operation]:
    found = re.findall(rf"^- `({VERBS}) (/\S+?)`", text.partition("## 31.")[0], re.M)
    yield from (shape(*pair) for pair in found)


def crm_fields(text: str) -> Iterator[str]:
    # - **OrderContragent** [QR] (CustomerContragent +): INN:s; +field:s [docs]; …
    for name, members in re.findall(
        r"^- \*\*(\w+)\*\*(?: \[[^\]]*\])?(?: \([^)]*\+\))?: (.*)$",
        text.partition("## 32.")[0],
        re.M,
    ):
        for member in split(members):
            wire = re.match(r"\+?([A-Za-z_]\w*)\*?:", member)
            if wire:
                yield f"{name}.{wire[1]}"


def split(members: str) -> Iterator[str]:
    """Members of a list with `;` between, but not within brackets."""
    depth, start = 0, 0
    for index, character in enumerate(members):
        depth += (character in "([{<") - (character in ")]}>")
        if character == ";" and depth <= 0:
            yield members[start:index].strip()
            start = index + 1
    yield members[start:].strip()


def shop_operations(surface: str) -> Callable[[str], Iterator[Operation]]:
    def read(text: str) -> Iterator[Operation]:
        rows = re.findall(rf"^\| \d+ \| {surface} \| ({VERBS}) `([^`]+)`", text, re.M)
        yield from (shape(*pair) for pair in rows)

    return read


def shop_fields(start: str, end: str) -> Callable[[str], Iterator[str]]:
    def read(text: str) -> Iterator[str]:
        for row in re.findall(r"^\| \d+ \| (.*)$", between(text, start, end), re.M):
            named = re.sub(r"\((?:seen |`\w+_pay`)[^)]*\)", "", row)
            yield from re.findall(r"`([a-z]\w*)\*?`(?!/)", named)

    return read


def rocket_operations(text: str) -> Iterator[Operation]:
    events = between(text, "## 4. ", "### Batch")
    yield from (shape("POST", path) for path in re.findall(r"^\| `(/\w+)` \|", events, re.M))
    reads = between(text, "## 5. ", "## 6. ")
    yield from (shape("GET", path) for path in re.findall(r"^\| `(/\w+/\w+)` \|", reads, re.M))
    for kind in re.findall(r"^\| `(\w+Placements)`", between(text, "## 6. ", "## 7. "), re.M):
        yield shape("GET", f"/{kind}/{{id}}/impressions")
    for path in re.findall(
        r"^\| `POST /partner/\{partnerId\}(/\w+)\?", between(text, "## 7. ", "## 8. "), re.M
    ):
        yield shape("POST", path)
    yield from (shape("POST", path) for path in ("/products/{id}", "/productsgroup/{id}"))


def rocket_fields(text: str) -> Iterator[str]:
    for row in between(text, "## 4. ", "### Batch").splitlines():
        cells = row.split(" | ")
        if len(cells) > 3:
            yield from re.findall(r"`([a-z]\w*)\*?`", cells[2])
    for row in between(text, "## 8. ", "Product group:").splitlines():
        if row.startswith("| `"):
            yield from re.findall(r"`([a-z]\w*)\*?`", row.split(" | ")[0])


SHEETS = [
    Sheet("bol.md", ("bol-retailer",), bol_operations, bol_fields),
    Sheet(
        "retail-rocket.md",
        ("retail-rocket",),
        rocket_operations,
        rocket_fields,
    ),
    Sheet("retailcrm.md", ("retailcrm",), crm_operations, crm_fields),
    Sheet(
        "shoprocket.md",
        ("shoprocket-public",),
        shop_operations("public"),
        shop_fields("## 5. ", "## 6. "),
    ),
    Sheet(
        "shoprocket.md",
        ("shoprocket-private",),
        shop_operations("private"),
        shop_fields("## 6. ", "## 7. "),
    ),
]


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node:
        if isinstance(child, (dict, list)):
            yield from nodes(child)


def composed(schema: Any, schemas: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every object of a schema, and of the named ones that it consists of.

    `allOf` is how a document says what a sheet writes out again for each schema.
    """
    yield from nodes(schema)
    for base in schema.get("allOf", ()):
        named = base.get("$ref", "").rpartition("/")[2]
        if named in schemas:
            yield from composed(schemas[named], schemas)


class Documented:
    """What the packages of a vendor have."""

    def __init__(self, packages: Iterable[str]) -> None:
        found = [Package(name) for name in packages if (GENERATED / name / "api.txt").is_file()]
        self.present = bool(found)
        self.operations = {
            shape(described.method, described.path)
            for package in found
            for described in package.described.values()
        }
        self.called = sum(len(package.methods(asynchronous=False)) for package in found)
        self.unverified = 0
        self.names: set[str] = set()
        self.values: set[str] = set()
        """Texts that stand somewhere as a value: of an enum, of an example."""
        for package in found:
            schemas: dict[str, Any] = package.tree.get("components", {}).get("schemas", {})
            for name, schema in schemas.items():
                for part in composed(schema, schemas):
                    properties = part.get("properties")
                    if isinstance(properties, dict):
                        self.names |= {f"{name}.{key}" for key in properties}
            for node in nodes(package.tree):
                self.unverified += "x-unverified" in node
                properties = node.get("properties")
                self.names |= set(properties) if isinstance(properties, dict) else set()
                for value in node.values():
                    texts = value if isinstance(value, list) else [value]
                    self.values |= {text for text in texts if isinstance(text, str)}
                if "in" in node and isinstance(node.get("name"), str):
                    self.names.add(node["name"])


class Row(NamedTuple):
    """What a sheet names, and how much of it there is."""

    sheet: Sheet
    operations: set[Operation]
    fields: set[str]
    documented: Documented

    def line(self) -> str:
        """The row of the table."""
        there = self.documented
        cells = [
            ", ".join(self.sheet.packages),
            len(self.operations),
            len(self.operations & there.operations),
            there.called,
            len(self.fields),
            len(self.fields & there.names),
            there.unverified,
        ]
        return f"| {' | '.join(map(str, cells))} |"

    def missing(self) -> list[str]:
        """What the sheet names and no document has."""
        lost = sorted(" ".join(pair) for pair in self.operations - self.documented.operations)
        return lost + sorted(self.fields - self.documented.names)


def rows(folder: Path) -> Iterator[Row]:
    """A row for each sheet whose packages are generated."""
    for sheet in SHEETS:
        text = (folder / sheet.file).read_text(encoding="utf-8")
        documented = Documented(sheet.packages)
        if documented.present:
            # A sheet that writes names and values alike: what is a value only, is no field.
            values = documented.values - documented.names
            fields = set(sheet.fields(text)) - values
            yield Row(sheet, set(sheet.operations(text)), fields, documented)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.vendors.facts")
    parser.add_argument("folder", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true", help="list what is missing")
    options = parser.parse_args()
    print(
        "| packages | operations in the sheet | of them documented | called end to end "
        "| fields in the sheet | of them documented | marked unverified |"
    )
    print("|---|---|---|---|---|---|---|")
    for row in rows(options.folder):
        print(row.line())
        if options.verbose:
            print("".join(f"    {name}\n" for name in row.missing()), end="")


if __name__ == "__main__":
    main()
