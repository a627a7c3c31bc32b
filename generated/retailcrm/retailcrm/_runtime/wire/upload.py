"""Bytes to send: held in memory, in a file, or made as they go.

A source knows its length where it can, and starts again where it stood: files
are rewound, paths are opened anew. An iterator has no second time, so a call
that sends one is never repeated.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from os import PathLike, fspath, path, stat
from typing import IO, Any, TypeAlias, cast

from ..ground.errors import UsageError
from ..ground.shape import is_mapping, is_tuple

Content: TypeAlias = bytes | str | PathLike[str] | IO[bytes]
"""What a file's content may be given as."""

File: TypeAlias = (
    Content
    | tuple[str, Content]
    | tuple[str, Content, str]
    | tuple[str, Content, str, Mapping[str, str]]
)
"""A file to upload: its content, or (file name, content[, media type[, headers of its part]])."""

_CHUNK = 1 << 16


class Source:
    """Content that can be sent."""

    length: int | None = None
    """Bytes in all; None when not known beforehand."""
    replayable = True
    """Whether it can be read more than once."""

    def start(self) -> bool:
        """Make ready for the next reading; False when there is none."""
        return True

    def __iter__(self) -> Iterator[bytes]:
        """The content in chunks."""
        return iter(())


class PathSource(Source):
    """A file by its path, opened when sent and closed after."""

    def __init__(self, path: PathLike[str]) -> None:
        self.path = fspath(path)
        try:
            self.length = stat(self.path).st_size
        except OSError as error:
            raise UsageError(f"cannot read {self.path}: {error.strerror}") from None

    def __iter__(self) -> Iterator[bytes]:
        try:
            file = open(self.path, "rb")  # noqa: SIM115
        except OSError as error:
            raise UsageError(f"cannot read {self.path}: {error.strerror}") from None
        with file:
            while chunk := file.read(_CHUNK):
                yield chunk


class FileSource(Source):
    """An open file, sent from where it stands; the caller closes it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.first = True
        self.begin: int | None = None
        if getattr(file, "seekable", bool)():
            self.begin = file.tell()
            self.length = file.seek(0, 2) - self.begin
            file.seek(self.begin)
        self.replayable = self.begin is not None

    def start(self) -> bool:
        """Go back to where the file stood."""
        if not self.first:
            if self.begin is None:
                return False
            self.file.seek(self.begin)
        self.first = False
        return True

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self.file.read(_CHUNK):
            if isinstance(chunk, str):
                raise UsageError("the file is open as text: open it with mode 'rb'")
            yield chunk


class IterSource(Source):
    """Chunks from an iterable: once, unless it can be iterated again."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.chunks = chunks
        self.replayable = iter(chunks) is not chunks
        self.first = True

    def start(self) -> bool:
        """Ready once, or as often as it can be iterated."""
        ready = self.first or self.replayable
        self.first = False
        return ready

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.chunks)


class AsyncIterSource(Source):
    """Chunks from an asynchronous iterable, for asynchronous clients: once."""

    replayable = False

    def __init__(self, chunks: AsyncIterable[bytes]) -> None:
        self.chunks = chunks
        self.first = True

    def start(self) -> bool:
        """Ready once, or as often as it can be iterated."""
        ready = self.first
        self.first = False
        return ready

    def __iter__(self) -> Iterator[bytes]:
        raise UsageError("an asynchronous iterable needs the asynchronous client")

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self.chunks.__aiter__()


def source_of(value: Any) -> bytes | Source:
    """Content as bytes where it is in memory, else as a source.

    Raises:
        UsageError: nothing that holds bytes.
    """
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, (bytearray, memoryview)):
        return bytes(cast("bytearray", value))
    if isinstance(value, PathLike):
        return PathSource(cast("PathLike[str]", value))
    if hasattr(value, "read"):
        return FileSource(value)
    if isinstance(value, AsyncIterable):
        return AsyncIterSource(cast("AsyncIterable[bytes]", value))
    if hasattr(value, "__iter__") and not is_mapping(value):
        return IterSource(value)
    raise UsageError(
        f"a {type(value).__name__} is no content: pass bytes, text, a path or a file open as 'rb'"
    )


def is_file(value: Any) -> bool:
    """Whether a member of a multipart body is a file and not a plain value."""
    if is_tuple(value):
        return len(value) in (2, 3, 4) and isinstance(value[0], str) and is_content(value[1])
    return not isinstance(value, str) and is_content(value)


def is_content(value: Any) -> bool:
    """Whether a value is file content."""
    return isinstance(value, (bytes, bytearray, str, PathLike)) or hasattr(value, "read")


def named(value: Any) -> tuple[str | None, Any, str | None]:
    """File name, content and media type of a file as it was given."""
    if is_tuple(value):
        name, content, *rest = value
        return name, content, rest[0] if rest else None
    where = value.__fspath__() if hasattr(value, "__fspath__") else getattr(value, "name", None)
    return (path.basename(where) if isinstance(where, str) else None), value, None


def guessed(name: str | None) -> str | None:
    """The media type that a file name tells."""
    import mimetypes

    return mimetypes.guess_type(name)[0] if name else None
