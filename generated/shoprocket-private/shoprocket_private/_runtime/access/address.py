"""Where an API lives: its base URL with the server variables filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ..ground.errors import UsageError
from ..ground.http import Endpoint, Library
from ..ground.operation import Api, Server
from ..ground.secret import SecretValue
from ..wire.encode import quote
from .auth import Keys

_VARIABLE = r"\{([^{}]+)\}"
_HOST = r"[A-Za-z0-9._:\[\]-]+"


class Address:
    """A base URL, complete or with variables that a function gives at each attempt."""

    __slots__ = (
        "_beginnings",
        "_library",
        "_server",
        "_template",
        "_values",
        "_whole",
        "asks",
        "endpoint",
        "named",
    )

    def __init__(
        self,
        api: Api,
        keyring: Keys,
        library: Library,
        base_url: str | None = None,
        server: Server | None = None,
    ) -> None:
        """Fill in what is known.

        Args:
            api: its first server is taken where nothing else is named.
            keyring: what was given for the server's variables.
            library: the HTTP library in use.
            base_url: the caller's own URL.
            server: an operation's own.

        Raises:
            UsageError: no absolute URL, or a variable without a value.
        """
        self._library = library
        self.named = base_url is not None
        """Whether it is a URL of the caller's own, and not the document's."""
        self._server = server or (api.servers[0] if api.servers else Server(""))
        self._template = base_url if base_url is not None else self._server.url
        self._whole = "" if self.named else self._server.whole
        if "://" not in self._template and not self._whole:
            if base_url:
                raise UsageError(keyring.masker(_without_scheme(base_url)))
            raise UsageError(
                "base_url is empty"
                if base_url is not None
                else "the document names no absolute server: give base_url=, for example "
                f"base_url='https://api.example.com{self._template}'"
            )
        self._values: dict[str, str] = {}
        self._beginnings = self._begun(keyring)
        asks: list[tuple[str, Callable[[], Any]]] = []
        for name in re.findall(_VARIABLE, self._template) if "{" in self._template else ():
            argument = self._server.arguments.get(name)
            credential = keyring.get(argument) if argument else None
            default = self._server.variables.get(name)
            if credential is None:
                if default is None:
                    raise UsageError(f"the server's URL needs {argument or name}=…")
                self._values[name] = default
            elif credential.ask is not None:
                asks.append((name, credential.ask))
            elif credential.value is not None:
                self._values[name] = credential.value.reveal()
        self.asks = tuple(asks)
        self.endpoint: Endpoint | None = None if asks else self.resolve({})

    @property
    def prefix(self) -> str:
        """The path of the URL, with the variables in it by name."""
        before = "}" if self._whole else "://"
        _, mark, path = self._template.partition(before)[2].partition("/")
        return (mark + path).rstrip("/")

    def resolve(self, answers: Mapping[str, SecretValue]) -> Endpoint:
        """The endpoint for these answers to `asks`.

        Raises:
            UsageError: a value that would lead to another host or path.
        """
        values = self._values | {name: answer.reveal() for name, answer in answers.items()}
        scheme, mark, rest = self._template.partition("}" if self._whole else "://")
        path_begins = len(scheme + mark + rest.partition("/")[0])

        def fill(match: re.Match[str]) -> str:
            name = match.group(1)
            value = values[name]
            documented = value == self._server.variables.get(name)
            choices = self._server.choices.get(name)
            if choices and not documented and value not in choices:
                raise UsageError(f"server variable {name} must be one of {', '.join(choices)}")
            if name == self._whole:
                if "://" not in value:
                    argument = self._server.arguments.get(name, name)
                    raise UsageError(f"{argument} must be a URL, with scheme and host")
                return value.rstrip("/")
            if documented:
                return value
            if match.start() < path_begins:
                if not re.fullmatch(_HOST, value):
                    raise UsageError(f"server variable {name} does not look like part of a host")
                return value
            parts = value.split("/") if choices else [value]  # the document's own has its slashes
            if any(part in ("", ".", "..") for part in parts):
                raise UsageError(f"server variable {name} may not be empty or dots")
            return "/".join(map(quote, parts))

        url = re.sub(_VARIABLE, fill, self._template) if "{" in self._template else self._template
        return Endpoint(self._library, url, self._beginnings)

    def _begun(self, keyring: Keys) -> Mapping[str, str]:
        """The other beginnings that paths have, where a variable says so.

        Raises:
            UsageError: it has no such value, or is a function.
        """
        found: dict[str, str] = {}
        for name, values in self._server.paths.items():
            given = keyring.get(self._server.arguments.get(name, name))
            if given is not None and given.value is None:
                raise UsageError(f"server variable {name} cannot be a function")
            value = given.value.reveal() if given and given.value else None
            choices = self._server.choices.get(name)
            if value is not None and choices and value not in choices:
                raise UsageError(f"server variable {name} must be one of {', '.join(choices)}")
            found |= values.get(value or self._server.variables.get(name) or "", {})
        return found

    def __repr__(self) -> str:
        return f"<Address {self._template}>"


def _without_scheme(url: str) -> str:
    """What to say of a URL such as `localhost:8011`."""
    url = url.rpartition("@")[2]  # what stands before may be a password
    if url.startswith("/"):
        return f"base_url must be absolute, with scheme and host: 'https://api.example.com{url}'"
    near = re.match(r"(localhost|127\.|\[::1\]|0\.0\.0\.0)", url, re.IGNORECASE)
    return f"base_url has no scheme: write '{'http' if near else 'https'}://{url}'"
