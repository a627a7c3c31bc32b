"""The located tree: plain values that know where they were written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from generator.ground.diagnostics import Diagnostic, Span, severity
from generator.ground.lines import Lines

MAX_DEPTH: Final = 100
"""Objects and arrays within each other; published documents stay below 40."""

MAX_DIGITS: Final = 400
"""Characters of one number."""

Members = dict[str | int, tuple[int, int]]
"""Key or index of a member → where its key and its value begin in the text."""


class SourceFile:
    """One file: its path, its name in messages, its text, what to warn about."""

    __slots__ = ("_folded", "_lines", "_text", "locator", "name", "path", "start", "warnings")

    def __init__(self, path: Path, name: str, text: str) -> None:
        """Hold the decoded *text*, without a byte order mark."""
        self.path = path
        self.name = name
        self._text: str | None = text
        self._folded = b""
        self.start = len(text) - len(text.lstrip())
        """Where the outermost value begins."""
        self.warnings: list[Diagnostic] = []
        """What was wrong, and could be read all the same."""
        self._lines: Lines | None = None
        self.locator: Callable[[Place], Members] | None = None
        """Finds the places of a container's members, where reading left that for later."""

    @property
    def text(self) -> str:
        """The decoded text."""
        if self._text is None:
            self._text = self._folded.decode("utf-8", "surrogatepass")
        return self._text

    def fold(self) -> None:
        """Keep the text as bytes until it is asked for: with one rare character a quarter of it."""
        if self._text is not None:
            self._folded = self._text.encode("utf-8", "surrogatepass")
            self._text = self._lines = None

    def span(self, offset: int) -> Span:
        """The line and column of a character of the text."""
        lines = self._lines or Lines(self.text)
        if self._text is not None:  # else they would keep the whole text again
            self._lines = lines
        return Span(self.name, *lines.at(offset))

    def fault(
        self, code: str, offset: int, message: str, mend: str, related: tuple[int, ...] = ()
    ) -> Diagnostic:
        """A diagnostic at a character of the text."""
        also = tuple(self.span(o) for o in related)
        return Diagnostic(code, severity(code), message, self.span(offset), mend=mend, related=also)


class Place:
    """Where a value was written: a file and a way down through its members."""

    __slots__ = ("file", "key", "members", "moved", "parent")

    def __init__(self, file: SourceFile, parent: Place | None, key: str | int) -> None:
        """The member *key* of *parent*, or a file's outermost value."""
        self.file = file
        self.parent = parent
        self.key = key
        self.members: Members | None = None
        """Where members begin; None until somebody asks, where reading left it for later."""
        self.moved: dict[str | int, Place] | None = None
        """Members that were written elsewhere, such as in an overlay: key → where."""

    @property
    def pointer(self) -> str:
        """The JSON pointer (RFC 6901) within the file, "" for the outermost value."""
        parts: list[str] = []
        place = self
        while place.parent is not None:
            parts.append(escape(str(place.key)))
            place = place.parent
        return "/".join([*parts, ""][::-1])

    @property
    def top(self) -> Place:
        """The place of the file's outermost value."""
        return self if self.parent is None else self.parent.top

    def written(self) -> Members:
        """Where the members that stand in the file begin."""
        if self.members is None:
            self.members = {}
            if self.file.locator is not None:
                self.members = self.file.locator(self)
        return self.members

    def span(self) -> Span:
        """Where the value begins."""
        place = self
        while place.parent is not None:
            above = place.parent
            if above.moved and place.key in above.moved:
                return above.moved[place.key].span()
            if at := above.written().get(place.key):
                return above.file.span(at[1])
            place = above
        return place.file.span(place.file.start)

    def key_span(self, key: str | int) -> Span:
        """Where the key of a member begins; the value's place for a member not written."""
        moved = self.moved.get(key) if self.moved else None
        if moved and moved.parent:
            return moved.parent.key_span(moved.key)
        at = self.written().get(key)
        return self.file.span(at[0]) if at else self.span()

    def whole_span(self) -> Span:
        """Where the value begins, or its key where that stands on a line before it."""
        span = self.span()
        if self.parent is None:
            return span
        key = self.parent.key_span(self.key)
        return key if key.file == span.file and key.line < span.line else span

    def wrote(self, key: str | int) -> bool:
        """Whether a member stands in the file, and was not added in reading."""
        return key in self.written()

    def again(self) -> Place:
        """The same place for a changed copy of what stands there."""
        made = Place(self.file, self.parent, self.key)
        made.members, made.moved = self.members, dict(self.moved or {})
        return made

    def child(self, key: str | int) -> Place:
        """The place of a member; good for scalars, which carry no place themselves."""
        made = Place(self.file, self, key)
        made.members = {}
        return made

    def report(
        self,
        code: str,
        message: str,
        mend: str = "",
        *,
        key: str | int | None = None,
        related: Iterable[Span] = (),
    ) -> Diagnostic:
        """A diagnostic here, or at the *key* of a member."""
        return Diagnostic(
            code,
            severity(code),
            message,
            self.whole_span() if key is None else self.key_span(key),
            self.pointer if key is None else f"{self.pointer}/{escape(str(key))}",
            mend,
            tuple(related),
        )

    def __repr__(self) -> str:
        """File and pointer."""
        return f"{self.file.name}#{self.pointer}"


class Mapping(dict[str, Any]):
    """An object of a document, with its place."""

    __slots__ = ("place",)
    place: Place


class Sequence(list[Any]):
    """An array of a document, with its place."""

    __slots__ = ("place",)
    place: Place


def mapping(members: Iterable[tuple[str, Any]] | dict[str, Any], place: Place) -> Mapping:
    """A new object that stands for what was written at *place*."""
    made = Mapping(members)
    made.place = place
    return made


def sequence(items: Iterable[Any], place: Place) -> Sequence:
    """A new array that stands for what was written at *place*."""
    made = Sequence(items)
    made.place = place
    return made


def escape(part: str) -> str:
    """One segment of a JSON pointer (RFC 6901, section 3)."""
    return part.replace("~", "~0").replace("/", "~1")


def unescape(part: str) -> str:
    """The reverse of `escape`."""
    return part.replace("~1", "/").replace("~0", "~")


def cut(text: str) -> str:
    """Text of the document, short enough for a message."""
    return text if len(text) <= 40 else text[:39] + "…"


def too_deep(file: SourceFile, offset: int) -> Diagnostic:
    """The fault of a value within too many others."""
    mend = "move the inner parts to components and use $ref"
    return file.fault("E007", offset, f"nested more than {MAX_DEPTH} deep", mend)


def duplicate(file: SourceFile, name: str, first: int, second: int) -> Diagnostic:
    """The fault of a key that an object has already."""
    message = f'the key "{cut(name)}" stands twice in one object'
    return file.fault("E005", second, message, "remove one of the two", (first,))


def joined(first: Any, second: Any) -> Any:
    """What a key stands for that an object has twice: both objects, else the second value."""
    if not (isinstance(first, Mapping) and isinstance(second, Mapping)):
        return second
    for key, at in (first.place.members or {}).items():
        second.place.written().setdefault(key, at)
    return mapping({**first, **second}, second.place)


def not_json(file: SourceFile, offset: int, text: str) -> Diagnostic:
    """The fault of a number that is infinite, undefined or absurdly long."""
    mend = "quote it, or use a number in range"
    return file.fault("E006", offset, f"JSON has no number {cut(text)}", mend)
