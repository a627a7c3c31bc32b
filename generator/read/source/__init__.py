"""Files to one located tree.

`load` reads a YAML or JSON file into plain values whose objects and arrays are
`Mapping` and `Sequence`: ordinary dicts and lists that know their `Place`.

YAML is read with the meaning of YAML 1.2's core schema, whatever the parser
underneath thinks: `no` and `on` are text, `1e3` is a number, dates stay text,
and a key is always the text its author wrote (`200:`, `true:`). What JSON
cannot hold is refused, and so is everything an author cannot have meant:
duplicate keys, alias bombs, custom tags. Documents are untrusted: nothing here
recurses, and every limit ends in a `SpecError` with the place and the mend.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from generator.ground.diagnostics import Diagnostic, Span, SpecError, severity
from generator.read.source.json_text import parse_json
from generator.read.source.tree import (
    MAX_DEPTH,
    Mapping,
    Place,
    Sequence,
    SourceFile,
    escape,
    mapping,
    sequence,
    unescape,
)

__all__ = [
    "MAX_DEPTH",
    "Mapping",
    "Place",
    "Sequence",
    "SourceFile",
    "Sources",
    "escape",
    "load",
    "mapping",
    "sequence",
    "unescape",
]

MAX_BYTES: Final = 64 * 2**20
"""Size of one file."""


class Sources:
    """The files that have been read, each once."""

    def __init__(self, copies: Iterable[tuple[str, str]] = ()) -> None:
        """Nothing read yet.

        Args:
            copies: Beginning of a URL → the local file, or the folder, that stands in for
                what is there. Nothing is ever fetched.
        """
        self.files: dict[Path, Mapping] = {}
        self.copies = [(start, Path(local)) for start, local in copies]
        self.copies.sort(key=lambda copy: (-len(copy[0]), copy))

    def aside(self, path: Path, main: Mapping) -> Mapping:
        """Read a file that is not referred to, but whose values become a part of *main*.

        References in them mean what they would in that file; their places are here.

        Raises:
            SpecError: As `load`.
        """
        file = _read(_real(path), path.as_posix())
        tree = _parse(file)
        file.path = main.place.file.path
        return tree

    def copy_of(self, url: str) -> Path | None:
        """The local file that stands in for a URL: by its longest beginning that has a copy."""
        for start, local in self.copies:
            if url.startswith(start):
                rest = unquote(url[len(start) :]).lstrip("/")
                return Path(os.path.normpath(local / rest)) if rest else local
        return None

    def is_copy(self, real: Path) -> bool:
        """Whether a file is one of those copies, or lies in their folders."""
        return any(real.is_relative_to(_real(local)) for _, local in self.copies)

    def load(self, path: Path, name: str = "") -> Mapping:
        """Read a file, or give what was read before.

        Args:
            path: The file.
            name: What messages call it; the path as given if empty.

        Raises:
            SpecError: The file cannot be read or is not one YAML or JSON object.
        """
        real = _real(path)
        if real not in self.files:
            self.files[real] = _parse(_read(real, name or path.as_posix()))
        return self.files[real]


def load(path: Path) -> Mapping:
    """Read one file into a located tree.

    Raises:
        SpecError: The file cannot be read or is not one YAML or JSON object.
    """
    return Sources().load(path)


def _real(path: Path) -> Path:
    """The file behind symbolic links; the path itself where it cannot be one."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):
        return path


def _read(path: Path, name: str) -> SourceFile:
    def refuse(code: str, message: str, mend: str) -> SpecError:
        return SpecError(Diagnostic(code, severity(code), message, Span(name, 1, 1), mend=mend))

    try:
        if path.is_dir():
            raise refuse("E001", "this is a folder, not a file", "name the file in it")
        if path.exists() and not path.is_file():
            raise refuse("E001", "this is not a regular file", "name a YAML or JSON file")
        if path.stat().st_size > MAX_BYTES:
            limit = f"{MAX_BYTES >> 20} MiB"
            raise refuse("E001", f"the file is larger than {limit}", "split the document")
        data = path.read_bytes()
    except FileNotFoundError:
        raise refuse("E001", "there is no such file", "check the path") from None
    except PermissionError:
        raise refuse("E001", "the file may not be read", "check its permissions") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "bad path"
        raise refuse("E001", f"the file cannot be read: {reason}", "check the path") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode()) + 1
        message = "the file is not UTF-8"
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            message, line, column = "the file is UTF-16", 1, 1
        fault = Diagnostic(
            "E002", "error", message, Span(name, line, column), mend="save the file as UTF-8"
        )
        raise SpecError(fault) from None
    return SourceFile(path, name, text)


def _parse(file: SourceFile) -> Mapping:
    text = file.text
    if not text.strip("\0 \t\r\n"):
        raise SpecError(file.fault("E003", 0, "the file is empty", "write the document into it"))
    kind = file.path.suffix.lower()
    if kind == ".toml":
        from generator.read.source.toml_text import parse_toml  # settings only

        return parse_toml(file)
    is_json = kind == ".json"
    value = None
    if is_json or text.lstrip().startswith("{"):
        value = parse_json(file, strict=is_json)
    if value is None:
        from generator.read.source.yaml_text import Composer  # half of what a start imports

        value = Composer(file).compose()
    if not isinstance(value, Mapping):
        raise SpecError(
            file.fault("E011", file.start, "the file does not hold an object", "write `key: value`")
        )
    return value
