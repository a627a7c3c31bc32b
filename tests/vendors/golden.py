"""What a golden request is: a call, and what the vendor must get for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl


class Form(dict[str, str]):
    """The fields of an urlencoded form; one that holds a structure as JSON."""

    def is_written_by(self, sent: bytes) -> bool:
        """Whether a body has these fields, each once; members of JSON come in any order."""
        pairs = parse_qsl(sent.decode("ascii"), keep_blank_values=True, strict_parsing=True)
        names = [name for name, _ in pairs]
        return sorted(names) == sorted(self) and all(
            json.loads(text) == json.loads(self[name])
            if self[name][:1] in ("{", "[")
            else text == self[name]
            for name, text in pairs
        )


class Golden(NamedTuple):
    """A call, and the request that it must become."""

    call: Callable[[Any], Any]
    target: str
    """Method and whole URL."""
    headers: Mapping[str, str] = {}
    """Beside host, user agent, encodings and length."""
    body: Any = None
    """Bytes as they are, a `Form`, or the value of a JSON body; None: there is none."""
