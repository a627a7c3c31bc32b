"""What a document says of values that types cannot say: told, so that nobody counts on it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.check.look import Look, Rule
from generator.ground.diagnostics import Diagnostic
from generator.read.source import Mapping
from generator.understand.forms import LOST


def h473_types_say_less(look: Look) -> Iterator[Diagnostic]:
    """A keyword that has no part in a form is the stub's to check; one hint each, at the first."""
    found: dict[str, list[Mapping]] = {}
    for node in look.of("schema"):
        for keyword in LOST.keys() & node.value.keys():
            found.setdefault(keyword, []).append(node.value)
    for keyword, schemas in sorted(found.items()):
        more = f" (and {len(schemas) - 1} more)" if len(schemas) > 1 else ""
        message = f"types do not say {keyword}{more}: {LOST[keyword]}"
        mend = "nothing: the stub checks it, and client types admit what it would refuse"
        yield schemas[0].place.report("H473", message, mend, key=keyword)


RULES: tuple[Rule, ...] = (h473_types_say_less,)
