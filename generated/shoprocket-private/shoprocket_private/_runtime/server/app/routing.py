"""Which operation a method and a path name: a tree of path segments.

The cost is that of the path's own segments, however many operations there are.
A literal segment wins over a template (OpenAPI 3.1, section 4.8.8.1), a template
with more literal text over one with less, unless only the other has the method.
Segments are compared percent-decoded but handed on as they came: only the decoder
of a parameter knows whether a comma or a `%2C` is data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import quote, unquote

from ...ground.operation import Param, Server

T = TypeVar("T")
_TEMPLATE = re.compile(r"\{([^{}]*)\}")
_STARTS = {"label": ".", "matrix": ";"}  # style → what its values begin with (section 4.8.12.3)
_ORIGIN = re.compile("^(?:[^/?#]*:)?//[^/?#]*")
_MAX_BASES = 64  # of one server


class Match(NamedTuple, Generic[T]):
    """A path that is known."""

    target: T | None
    """What answers the method; None: nothing does (405)."""
    values: dict[str, str]
    """Path parameters as they stand in the URL, still percent-encoded."""
    server: dict[str, str]
    """Variables of the server URL, when the request has the server's base path."""
    allow: tuple[str, ...]
    """Methods that the path knows."""

    def allowed(self) -> list[str]:
        """Those, and what comes with them (RFC 9110, sections 9.3.2 and 9.3.7)."""
        return sorted({*self.allow, *({"HEAD"} if "GET" in self.allow else ()), "OPTIONS"})


class _Segment(Generic[T]):
    """A place in the tree: what may follow, and what answers here."""

    __slots__ = ("literals", "routes", "templates")

    def __init__(self) -> None:
        self.literals: dict[str, _Segment[T]] = {}
        self.templates: list[tuple[int, re.Pattern[str], _Segment[T]]] = []
        self.routes: dict[str, tuple[T, tuple[str, ...]]] = {}

    def grow(self, segment: str, params: Iterable[Param] = ()) -> _Segment[T]:
        """The place after a segment of a path template, made if new."""
        if "{" not in segment:
            return self.literals.setdefault(unquote(segment), _Segment())
        pattern = _segment_pattern(segment, {p.key: _STARTS.get(p.style or "", "") for p in params})
        for _, known, place in self.templates:
            if known.pattern == pattern.pattern:
                return place
        place = _Segment[T]()
        self.templates.append((len(_TEMPLATE.sub("", segment)), pattern, place))
        self.templates.sort(key=lambda item: -item[0])
        return place

    def answers(self, method: str | None) -> bool:
        """Whether a method is answered here; None: any."""
        return bool(self.routes) if method is None else method in self.routes

    def find(
        self, segments: list[str], index: int, values: list[str], method: str | None = None
    ) -> _Segment[T] | None:
        """The place that the segments from `index` on lead to; `values` takes what they held."""
        if index == len(segments):
            return self if self.answers(method) else None
        segment = segments[index]
        plain = unquote(segment) if "%" in segment else segment
        place = self.literals.get(plain)
        if place is not None:
            found = place.find(segments, index + 1, values, method)
            if found is not None:
                return found
        if plain in (".", "..") or "\0" in plain:
            return None  # no value: whoever makes a file's name of it would leave its folder
        for _, pattern, place in self.templates:
            match = pattern.fullmatch(segment)
            if match:
                values.extend(match.groups())
                found = place.find(segments, index + 1, values, method)
                if found is not None:
                    return found
                del values[-len(match.groups()) :]
        return None


def _segment_pattern(segment: str, starts: Mapping[str, str]) -> re.Pattern[str]:
    """`{name}.xml` as a pattern: each of a character, after another its style; all up to a dot."""
    names = _TEMPLATE.findall(segment)
    texts = [re.escape(quote(t, safe="%:@!$&'()*+,;=")) for t in _TEMPLATE.split(segment)[::2]]
    begins = (starts.get(n, "") if i and not texts[i] else "" for i, n in enumerate(names))
    reach = ("" if text.startswith("\\.") else "?" for text in texts[1:])
    values = (f"({re.escape(b) or '.'}.*{r})" for b, r in zip(begins, reach, strict=True))
    return re.compile(texts[0] + "".join(map(str.__add__, values, texts[1:])))


def _split(path: str) -> list[str]:
    """The segments of a path; the root has none."""
    return [] if path in ("", "/") else path.removeprefix("/").split("/")


class _Base:
    """The path part of a server URL, such as `/v3/public/{publishable_key}`."""

    def __init__(self, path: str, fixed: dict[str, str]) -> None:
        segments = _split(path.rstrip("/"))
        self.length = len(segments)
        self.literal = "{" not in segments[0]
        """Whether it does not begin with a variable, which may be anything."""
        self.names = tuple(_TEMPLATE.findall(path))
        self._fixed = fixed
        """Variables that stand in the path with one of their values."""
        self._root = _Segment[None]()
        place = self._root
        for segment in segments:
            place = place.grow(segment)
        place.routes[""] = (None, ())

    def match(self, segments: list[str]) -> dict[str, str] | None:
        """The server variables, if a path begins with this base."""
        values: list[str] = []
        if self._root.find(segments[: self.length], 0, values) is None:
            return None
        return {**self._fixed, **dict(zip(self.names, map(unquote, values), strict=True))}


class Router(Generic[T]):
    """The paths of an API, with and without the base path of its servers."""

    def __init__(self, servers: Iterable[Server] = ()) -> None:
        self._root = _Segment[T]()
        self._literal: dict[str, _Segment[T]] = {}
        paths = {path: fixed for server in servers for path, fixed in _paths_of(server)}
        self._bases = [_Base(*item) for item in paths.items() if _split(item[0].rstrip("/"))]
        self._literal_bases = all(base.literal for base in self._bases)

    def add(self, method: str, path: str, target: T, params: Iterable[Param] = ()) -> None:
        """Serve a method of a path template, whose parameters are among these."""
        place = self._root
        for segment in _split(path):
            place = place.grow(segment, params)
        place.routes[method.upper()] = (target, tuple(_TEMPLATE.findall(path)))
        if "{" not in path:
            self._literal[path] = place

    def match(self, method: str, path: str) -> Match[T] | None:
        """What a request's path means; None: nothing (404).

        A path is tried as one below a server's base path first, unless that
        base begins with a variable, which could take any path for its own.
        """
        literal = self._literal.get(path)
        route = literal.routes.get(method) if literal is not None else None
        if route is not None:
            return Match(route[0], {}, {}, ())
        segments = _split(path)
        own = None if self._literal_bases else self._at(method, segments, {})
        if own is not None:
            return own
        for base in self._bases:
            variables = base.match(segments)
            if variables is not None:
                found = self._at(method, segments[base.length :], variables)
                if found is not None:
                    return found
        return self._at(method, segments, {}) if self._literal_bases else None

    def _at(self, method: str, segments: list[str], server: dict[str, str]) -> Match[T] | None:
        if segments == [""]:
            segments = []
        for wanted in (method, "GET", None) if method == "HEAD" else (method, None):
            values: list[str] = []
            place = self._root.find(segments, 0, values, wanted)
            if place is not None:
                return _matched(place, method, values, server)
        return None


def _matched(
    place: _Segment[T], method: str, values: list[str], server: dict[str, str]
) -> Match[T]:
    route = place.routes.get(method)
    if route is None and method == "HEAD":
        route = place.routes.get("GET")
    if route is None:
        return Match(None, {}, server, tuple(place.routes))
    target, names = route
    return Match(target, dict(zip(names, values, strict=True)) if names else {}, server, ())


def _paths_of(server: Server) -> list[tuple[str, dict[str, str]]]:
    """The path of a server, and again for each known value of a variable that has segments."""
    found: list[tuple[str, dict[str, str]]] = [(_path_of(server), {})]
    for name in _TEMPLATE.findall(found[0][0]):
        known = (server.variables.get(name), *server.choices.get(name, ()))
        found += [
            (path.replace(f"{{{name}}}", value.strip("/")), {**fixed, name: value})
            for path, fixed in found[:_MAX_BASES]
            for value in dict.fromkeys(known)
            if value and "/" in value
        ]
    return found[:_MAX_BASES]


def every(path: str, servers: Iterable[Server]) -> list[str]:
    """A path, and what it is where it begins otherwise."""
    others = (p for server in servers for values in server.paths.values() for p in values.values())
    pairs = [pair for starts in others for pair in starts.items()]
    return [path, *(b + path[len(a) :] for a, b in pairs if f"{path}/".startswith(f"{a}/"))]


def _path_of(server: Server) -> str:
    """The path of a server URL; its host may hold variables, so no URL parser will do."""
    url = server.url
    if server.whole:
        url = (server.variables[server.whole] or "").rstrip("/") + url.partition("}")[2]
    return re.split("[?#]", _ORIGIN.sub("", url))[0]
