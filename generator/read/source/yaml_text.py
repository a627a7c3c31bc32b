"""YAML text to a located tree, with the meaning of YAML 1.2's core schema.

Composed from the parser's events without recursion, so that no nesting is too
deep to be refused politely. libyaml does the parsing where it is there.
"""

from __future__ import annotations

import math
import re
import sys
from typing import Any, Final, cast

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from generator.ground.diagnostics import Diagnostic, SpecError
from generator.read.source.elsewhere import BEGINNINGS, Elsewhere
from generator.read.source.tree import (
    MAX_DEPTH,
    MAX_DIGITS,
    Mapping,
    Place,
    Sequence,
    SourceFile,
    cut,
    duplicate,
    joined,
    not_json,
    too_deep,
)

_ALIAS_FACTOR: Final = 10
_ALIAS_FREE: Final = 100_000
"""Aliases may make a file this many times larger, and this many values more."""

_CORE = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INT = re.compile(r"[-+]?[0-9]+\Z")
_BASED = re.compile(r"0(?:o[0-7]+|x[0-9a-fA-F]+)\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")
_CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAG = "tag:yaml.org,2002:"
_SCALAR_TAGS = {_TAG + t for t in ("null", "bool", "int", "float")}
_MERGE = object()


class _Open:
    """An object or array that is being read."""

    __slots__ = (
        *("anchor", "height", "key", "key_offset", "members"),
        *("merges", "offset", "place", "size", "value"),
    )

    def __init__(self, value: Mapping | Sequence, anchor: str | None, offset: int) -> None:
        self.value = value
        self.place = value.place
        self.members = value.place.members = {}
        self.anchor = anchor
        self.offset = offset
        self.key: Any = None
        self.key_offset = 0
        self.merges: list[Mapping] = []
        self.size = 1
        self.height = 1


class Composer:
    """Puts parser events together without recursion."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.open: list[_Open] = []
        self.root: Any = None
        self.elsewhere = Elsewhere(file)
        self.size = 0
        self.nodes = 0
        self.merged = 0
        self.repeated = False
        # anchor -> value, its expanded size and its height; a size of 0 means still open
        self.anchors: dict[str, tuple[Any, int, int]] = {}

    def compose(self) -> Any:
        """The value of the file's one document."""
        documents = 0
        try:
            parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(self.file.text)
            while True:
                event = parser.get_event()
                kind = cast(Any, type(event))
                if kind is ScalarEvent:
                    self._scalar(event)
                elif kind is MappingStartEvent:
                    self._start(event, Mapping(), "map")
                elif kind is SequenceStartEvent:
                    self._start(event, Sequence(), "seq")
                elif kind is MappingEndEvent or kind is SequenceEndEvent:
                    self._end()
                elif kind is AliasEvent:
                    self._alias(event)
                elif kind is DocumentStartEvent:
                    documents += 1
                    if documents > 1:
                        self._note(
                            "E010", event, "a second document begins here", "keep one a file"
                        )
                        break
                elif kind is StreamEndEvent:
                    break
        except yaml.YAMLError as error:
            raise SpecError(_yaml_fault(self.file, error)) from None
        if not documents:
            raise SpecError(
                self.file.fault("E003", 0, "the file holds no document", "write the document")
            )
        self.elsewhere.tell()
        if self.size > _ALIAS_FACTOR * self.nodes + _ALIAS_FREE:
            message = f"aliases make {self.nodes} values into {self.size}"
            raise SpecError(self.file.fault("E008", 0, message, _REFER))
        return self.root

    def _refuse(self, code: str, event: Any, message: str, mend: str) -> SpecError:
        return SpecError(self.file.fault(code, event.start_mark.index, message, mend))

    def _note(self, code: str, event: Any, message: str, mend: str) -> None:
        """What is wrong, but can be read."""
        self.file.warnings.append(self.file.fault(code, event.start_mark.index, message, mend))

    def _scalar(self, event: Any) -> None:
        self.nodes += 1
        if self.open:
            top = self.open[-1]
            if top.key is None and type(top.value) is Mapping:
                self._key(top, event)
                return
        value = _resolve(self.file, event)
        if not event.style and event.tag is None and event.value[:1] in BEGINNINGS:
            self.elsewhere.note(event.value, event.start_mark.index)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1, 0)
        self._add(value, event.start_mark.index, 1, 0)

    def _key(self, top: _Open, event: Any) -> None:
        """A key is the text that was written: `200`, `true` and `null` are names here."""
        top.key_offset = event.start_mark.index
        text: str = event.value
        if event.tag not in (None, "!", _TAG + "str", *_SCALAR_TAGS):
            message = f"a key has the tag {cut(event.tag)}"
            self._note("E009", event, message, "remove the tag")
        if text == "<<" and event.implicit[0] and not event.style:
            top.key = _MERGE
            return
        if text in top.value:
            first = top.members[text][0]
            self.file.warnings.append(duplicate(self.file, text, first, top.key_offset))
            self.repeated = True
        if text[:1] in BEGINNINGS and not event.style and event.tag is None:
            self.elsewhere.note(text, top.key_offset, key=True)
        if event.anchor:
            self.anchors[event.anchor] = (text, 1, 0)
        top.key = sys.intern(text)

    def _start(self, event: Any, made: Mapping | Sequence, tag: str) -> None:
        self.nodes += 1
        offset: int = event.start_mark.index
        if len(self.open) >= MAX_DEPTH:
            raise SpecError(too_deep(self.file, offset))
        if event.tag not in (None, "!", _TAG + tag):
            message = f"a value has the tag {cut(event.tag)}"
            self._note("E009", event, message, "remove the tag")
        made.place = self._place(event)
        if event.anchor:
            self.anchors[event.anchor] = (made, 0, 0)
        self.open.append(_Open(made, event.anchor, offset))

    def _place(self, event: Any) -> Place:
        if not self.open:
            return Place(self.file, None, "")
        top = self.open[-1]
        if type(top.value) is Sequence:
            return Place(self.file, top.place, len(top.value))
        if top.key is None:
            raise self._refuse("E006", event, "a key is not text", "write the key as text")
        return Place(self.file, top.place, "<<" if top.key is _MERGE else top.key)

    def _end(self) -> None:
        done = self.open.pop()
        if done.merges and isinstance(done.value, Mapping):
            self.merged += sum(map(len, done.merges))
            if self.merged > _ALIAS_FACTOR * self.nodes + _ALIAS_FREE:
                message = f"merges add {self.merged} members to {self.nodes} values"
                raise SpecError(self.file.fault("E008", done.offset, message, _REFER))
            _merge(done.value, done.merges)
        if done.anchor:
            self.anchors[done.anchor] = (done.value, done.size, done.height)
        self._add(done.value, done.offset, done.size, done.height)

    def _alias(self, event: Any) -> None:
        self.nodes += 1
        if event.anchor not in self.anchors:
            raise self._refuse("E008", event, f"no anchor &{event.anchor} stands above", _ALIAS)
        value, size, height = self.anchors[event.anchor]
        if not size:
            raise self._refuse("E008", event, f"*{event.anchor} contains itself", _ALIAS)
        if len(self.open) + height > MAX_DEPTH:
            raise SpecError(too_deep(self.file, event.start_mark.index))
        top = self.open[-1]
        if top.key is None and type(top.value) is Mapping:
            raise self._refuse("E006", event, "a key is an alias", "write the key as text")
        self._add(value, event.start_mark.index, size, height)

    def _add(self, value: Any, offset: int, size: int, height: int) -> None:
        """Put a finished value where it belongs."""
        if not self.open:
            self.root, self.size, self.file.start = value, size, offset
            return
        top = self.open[-1]
        top.size += size
        if height >= top.height:
            top.height = height + 1
        container = top.value
        if type(container) is Sequence:
            top.members[len(container)] = (offset, offset)
            container.append(value)
            return
        if top.key is _MERGE:
            self._collect_merge(top, value)
        else:
            top.members[top.key] = (top.key_offset, offset)
            if self.repeated and top.key in container:
                value = joined(container[top.key], value)
            container[top.key] = value
        top.key = None

    def _collect_merge(self, top: _Open, value: Any) -> None:
        found = value if isinstance(value, Sequence) else [value]
        if not all(isinstance(v, Mapping) for v in found):
            raise SpecError(
                self.file.fault(
                    "E006",
                    top.key_offset,
                    "`<<` takes an object or a list of objects",
                    "write an alias of an object",
                )
            )
        top.merges += found


_REFER = "use $ref instead of aliases"
_ALIAS = "use $ref, or put the anchor before the alias"


def _merge(into: Mapping, sources: list[Mapping]) -> None:
    """Take over the members of `<<`; what the object says itself wins, then the first named."""
    own = dict(into)
    merged: dict[str, Any] = {}
    for source in sources:
        for key, value in source.items():
            if key not in merged:
                merged[key] = value
                if key not in own and key in source.place.written():
                    into.place.written()[key] = source.place.written()[key]
    into.clear()
    into.update(merged | own)


def _resolve(file: SourceFile, event: Any) -> Any:
    """The value of a scalar under the core schema (YAML 1.2.2, section 10.3.2)."""
    text: str = event.value
    tag = event.tag
    if tag is None or tag == "!":
        if event.style or tag == "!":
            return text
    elif tag == _TAG + "str":
        return text
    elif tag not in _SCALAR_TAGS:
        message = f"a value has the tag {cut(tag)}"
        file.warnings.append(file.fault("E009", event.start_mark.index, message, "remove the tag"))
        return text
    if text in _CORE:
        return _CORE[text]
    if text[0] not in "0123456789+-.":
        return text
    return _number(file, text, event.start_mark.index)


def _number(file: SourceFile, text: str, offset: int) -> Any:
    if _INT.match(text):
        digits = text.lstrip("+-")
        if digits[0] == "0" and len(digits) > 1:
            plain = digits.lstrip("0") or "0"
            message = f"{cut(text)} is read as the decimal number {cut(plain)}"
            mend = f'write "{cut(text)}" for text, 0o{cut(plain)} for octal'
            file.warnings.append(file.fault("W012", offset, message, mend))
        if len(digits) <= MAX_DIGITS:
            return int(text)
    elif _BASED.match(text):
        if len(text) <= MAX_DIGITS:
            return int(text, 0)
    elif _FLOAT.match(text):
        value = float(text)
        if math.isfinite(value):
            return value
    elif not _NOT_FINITE.match(text):
        return text
    file.warnings.append(not_json(file, offset, text))
    return text


_KEY = re.compile(r"[^,\[\]{}#]*")
_WRITTEN = re.compile(r"^(?!\s*#).*?\S(?=\s+#|\s*$)", re.MULTILINE)
"""A line up to its end or its comment."""


def _yaml_fault(file: SourceFile, error: yaml.YAMLError) -> Diagnostic:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        offset = min(mark.index, len(file.text)) if mark else 0
        problem = str(error.problem or error.context or "this is not YAML")
        if "cannot start any token" in problem and file.text[offset : offset + 1] == "\t":
            return file.fault("E004", offset, "a tab indents this line", "use spaces")
        if "mapping values are not allowed" in problem:
            message = 'a second ": " stands in one plain value'
            return file.fault("E004", offset, message, "quote the text that holds the colon")
        if "expected ',' or" in problem:
            # What comes next may be lines away: it is missing after what was written last. A word
            # that begins a line is read with the one before, up to its colon.
            line = file.text.rfind("\n", 0, offset) + 1
            offset = line if _KEY.fullmatch(file.text, line, offset) else offset
            ends = (match.end() for match in _WRITTEN.finditer(file.text, 0, offset))
            offset = max(ends, default=offset)
        return file.fault("E004", offset, problem, "quote the text, or close what is open")
    found = _CONTROL.search(file.text)
    if found is None:
        return file.fault("E004", 0, "this is not YAML", "check how the file was written")
    message = f"control character U+{ord(found.group()):04X}"
    return file.fault("E004", found.start(), message, "remove the character")
