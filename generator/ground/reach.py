"""How far a fault reaches, and what the compiler takes a faulty document for.

Severity is for the critic (`validate`); reach is for the compiler: the smallest thing that
a fault spoils, which `generate` leaves out to compile the rest. Where the wrong has one
evident reading, that is taken instead and nothing is lost. The code is the key to both.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

Reach = Literal["nothing", "value", "member", "schema", "response", "operation", "path", "document"]
"""What a fault spoils: nothing; one value; a member or parameter (the smallest object at the
place, whatever it is); a schema; a response; an operation; a path; the whole document."""


class Extent(NamedTuple):
    """The reach of a code, and its reading in one sentence, or an empty string."""

    reach: Reach
    reading: str = ""


_IGNORED = "it has no effect"
_DROPPED = "the extension is left out"

EXTENTS: Mapping[str, Extent] = MappingProxyType(
    {
        # 0xx source: what cannot be read at all spoils its file; a document that is one file, whole
        "E001": Extent("document"),
        "E002": Extent("document"),
        "E003": Extent("document"),
        "E004": Extent("document"),
        "E005": Extent("value", "two objects are joined; of other values the last one counts"),
        "E006": Extent("value", "a number that JSON does not have stands as text"),
        "E007": Extent("document"),
        "E008": Extent("document"),
        "E009": Extent("value", "the value stands as if it had no tag"),
        "E010": Extent("nothing", "the first one counts"),
        "E011": Extent("document"),
        # 1xx references
        "E101": Extent("document"),
        "E102": Extent("member"),
        "E103": Extent("member"),
        "E104": Extent("member"),
        "E105": Extent("member"),
        "E106": Extent("value", "a reference to a thing of the right kind is followed"),
        "E107": Extent("member", "what the other kind holds stands here, where that says enough"),
        "E109": Extent("document"),
        "E110": Extent("member"),
        "E115": Extent("nothing", "schemas are read as JSON Schema 2020-12"),
        "E116": Extent("document"),
        "E150": Extent("member"),
        "E176": Extent("nothing", "resources stand beside each other"),
        # 2xx the standard
        "E201": Extent("member", "a name, title, version or list that says nothing is added"),
        "E202": Extent(
            "value",
            "one stands for a list of one; null and empty brackets say nothing",
        ),
        "E203": Extent("value", "what is repeated stands once; null in a list of types is a type"),
        "E204": Extent("member", "the member that says more is kept"),
        "E206": Extent("nothing", _IGNORED),
        "E260": Extent("nothing", "it is read as the version that has it reads it"),
        "E261": Extent("nothing", "it is read as it was meant"),
        "E262": Extent("nothing", _IGNORED),
        # 3xx paths, operations, media, security
        "E301": Extent("operation", "the second id is made from method and path"),
        "E303": Extent("operation", "two paths with different methods are one to the router"),
        "E304": Extent(
            "operation", "required text, or its own parameter of that name put into the path"
        ),
        "E305": Extent("nothing", "client and stub are without it"),
        "E306": Extent("path", "a slash is put in front; a query is sent, a fragment is not"),
        "E307": Extent("member", "the first one counts"),
        "E309": Extent("response", "a status in the wrong case is written in the right one"),
        "E313": Extent("member", "a default is one of the values"),
        "E315": Extent("nothing", "the first one counts"),
        "E320": Extent("nothing", "the credential comes from the call's headers or hooks"),
        "E366": Extent("nothing", "it stands as it is"),
        # 4xx schemas and extensions
        "E402": Extent("nothing", "a default that does not fit is not used"),
        "E406": Extent("value", "the union is told apart by its shapes, without the discriminator"),
        "E407": Extent("schema", "the kinds of a base are those that extend it, without its list"),
        "E408": Extent("value", "nothing is held to the pattern"),
        "E409": Extent("value", "both bounds are left out"),
        "E410": Extent("nothing", "it is required, and may hold anything"),
        "E411": Extent(
            "value", "values are of the type that they spell, else without the other word"
        ),
        "E420": Extent("nothing", _IGNORED),
        "E421": Extent("value"),
        "E422": Extent("value", _DROPPED),
        "E423": Extent("value"),
        "E424": Extent("value"),
        "E425": Extent("value"),
        "E427": Extent("value"),
        "E428": Extent("value"),
        "E429": Extent("value"),
        "E430": Extent("value"),
        "E431": Extent("value"),
        "E432": Extent("value"),
        "E434": Extent("value"),
        "E435": Extent("value"),
        "E441": Extent("nothing", "the extensions are those of another tool"),
        # 5xx building
        "E510": Extent("nothing", "the credential comes from the call's headers or hooks"),
        "E512": Extent("value"),
        "E550": Extent("operation"),
        "E551": Extent("schema"),
        # 6xx naming
        "E603": Extent("value", "a name is made as if none were pinned"),
        "E604": Extent("value", "a name is made as if none were pinned"),
        "E620": Extent("document"),
        "E621": Extent("document"),
        "E622": Extent("document"),
        # 7xx files and the command line
        "E701": Extent("document"),
        "E702": Extent("document"),
        "E703": Extent("document"),
        "E704": Extent("document"),
        "E720": Extent("document"),
        "E721": Extent("document"),
        "E723": Extent("document"),
        "E724": Extent("document"),
        "E726": Extent("document"),
        "E730": Extent("nothing", "the package is as the document says"),
    }
)
"""Every error's extent. A warning spoils nothing: the document is read as its text says."""

_NOTHING = Extent("nothing")


def extent(code: str) -> Extent:
    """The reach and reading of a code."""
    return EXTENTS.get(code, _NOTHING)
