"""Response headers as a plain value: case-insensitive, picklable, of no HTTP library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


class Headers(Mapping[str, str]):
    """Headers of a response. Names are looked up in any case.

    A header that came several times reads as one value joined by `", "`
    (RFC 9110, section 5.3); `all` gives them apart.
    """

    __slots__ = ("_items",)

    def __init__(self, items: Iterable[tuple[str, str]] = ()) -> None:
        self._items = tuple((name.lower(), value) for name, value in items)

    @classmethod
    def of(cls, raw: Iterable[tuple[bytes, bytes]]) -> Headers:
        """Headers as they came over the wire; bytes are read as Latin-1, which never fails."""
        return cls((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw)

    def all(self, name: str) -> list[str]:
        """Every value of one header, in the order they came."""
        name = name.lower()
        return [value for key, value in self._items if key == name]

    def __getitem__(self, name: str) -> str:
        values = self.all(name)
        if not values:
            raise KeyError(name)
        return ", ".join(values)

    def __iter__(self) -> Iterator[str]:
        return iter(dict(self._items))

    def __len__(self) -> int:
        return len(dict(self._items))

    def __repr__(self) -> str:
        """Names only: values may be secrets (`set-cookie`)."""
        return f"Headers({', '.join(self)})"


NO_HEADERS = Headers()


def request_id(headers: Headers, names: tuple[str, ...]) -> str | None:
    """The first of the vendor's request id headers that came."""
    return next((headers[name] for name in names if name in headers), None)
