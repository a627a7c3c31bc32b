"""The lock: every public name that was given once, by what it is the name of.

A text file beside the document, `names.lock`: one line for each name, sorted, so that
two branches merge as any text does.

    method listOrders = list
    model Order/properties/ship = OrderShip

Left of the last ` = ` is what is named (see `identity`), right of it its name. `generate`
writes the file anew each time, with exactly the names of the package; what is gone from
the document is gone from the file. Lines that start with `#` are notes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from generator.ground.diagnostics import Diagnostic, Span, SpecError, severity
from generator.ground.records import record
from generator.ground.regular import regular

_KINDS = (
    *("argument", "callback", "credential", "handler", "member", "method", "model", "package"),
    *("resource", "variable", "webhook"),
)
_LINE = re.compile(rf"((?:{'|'.join(_KINDS)})(?: .*)?) = (\S+)")
_HEADER = """\
# Names that users of the package have in their programs: they stay when the document grows.
# Written by `specwright generate`; to rename something, change its name here and generate.
"""


@record(frozen=True, slots=True)
class Lock:
    """What a lock file says; an empty one where there is none."""

    file: str = ""
    """The file as its user names it."""
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    """What is named → its name."""
    lines: Mapping[str, int] = field(default_factory=dict[str, int])
    """What is named → its line, from 1."""

    def report(self, code: str, identity: str, message: str, mend: str) -> Diagnostic:
        """A finding at the line of a name."""
        return _fault(code, self.file, self.lines[identity], message, mend)


def parse(text: str, file: str) -> Lock:
    """Read a lock.

    Args:
        text: Its content.
        file: What findings call it.

    Raises:
        SpecError: E620 a line that is none, E621 one thing with two names.
    """
    names: dict[str, str] = {}
    lines: dict[str, int] = {}
    found: list[Diagnostic] = []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.rstrip()
        match = _LINE.fullmatch(line)
        if match is None:
            if line and not line.startswith("#"):
                found.append(_fault("E620", file, number, *_what_is_wrong(line)))
            continue
        identity, name = match.groups()
        if names.setdefault(identity, name) != name:
            message = f'{identity} is "{names[identity]}" in line {lines[identity]} already'
            mend = "keep the line whose name users have, and remove the other"
            found.append(_fault("E621", file, number, message, mend))
        lines.setdefault(identity, number)
    if found:
        raise SpecError(*found)
    return Lock(file, names, lines)


def _what_is_wrong(line: str) -> tuple[str, str]:
    """Message and mend for a line that names nothing."""
    if line.startswith(("<<<<<<<", "|||||||", "=======", ">>>>>>>")):
        return "a merge was left unfinished here", "keep the lines of both sides, without the marks"
    return "this line names nothing", "write `kind thing = name`, or remove it and generate"


def _fault(code: str, file: str, line: int, message: str, mend: str) -> Diagnostic:
    return Diagnostic(code, severity(code), message, Span(file, line, 1), mend=mend)


def read(path: Path, *, named: bool = False) -> Lock:
    """The lock in a file; an empty one where there is no such file.

    Args:
        path: The file.
        named: Whether the package is named elsewhere, so that the lock does not.

    Raises:
        SpecError: E620 or E621, see `parse`.
    """
    file = path.as_posix()
    try:
        lock = parse(regular(path).decode("utf-8-sig"), file)
    except FileNotFoundError:
        return Lock(file)
    except (OSError, UnicodeDecodeError) as error:
        message = f"the lock cannot be read: {getattr(error, 'strerror', None) or 'no UTF-8'}"
        mend = "bring back the last version that was good, or remove the file"
        raise SpecError(_fault("E620", file, 1, message, mend)) from None
    if named:
        names = {thing: name for thing, name in lock.names.items() if thing != "package"}
        return Lock(file, names, lock.lines)
    return lock


def text_of(names: Mapping[str, str]) -> str:
    """The lock of these names, as it stands in its file."""
    lines = sorted(f"{identity} = {name}\n" for identity, name in names.items())
    return _HEADER + "".join(lines)
