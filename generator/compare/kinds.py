"""The kinds of change, as data: what each is on the wire, by what the part describes.

The two other readers are told by names and types (`slots`) where a kind touches those;
`client` and `server` say what it is to them where it does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from generator.compare.change import Verdict, Way
from generator.ground.records import record

_LETTERS: Mapping[str, Verdict] = {"-": "none", "a": "additive", "d": "doubtful", "b": "breaking"}


@record(frozen=True, slots=True)
class Kind:
    """A kind of change."""

    code: str
    title: str
    request: Verdict
    """On the wire, of what callers send."""
    response: Verdict
    """On the wire, of what callers receive."""
    client: Verdict
    """To callers of the generated client, where names and types do not tell."""
    server: Verdict

    def wire(self, way: Way) -> Verdict:
        """What it is on the wire."""
        return self.request if way == "request" else self.response


_TABLE = """
# operations                        request response client server
operation-added                     a a a a  operation added
operation-removed                   b b b -  operation removed
path-changed                        b b - -  path changed
operation-renamed                   - - b b  operationId changed
operation-moved                     - - b -  tag changed
operation-deprecated                a a a -  operation deprecated
operation-undeprecated              a a a -  operation no longer deprecated
sunset-removed                      b b - -  sunset date removed
sunset-nearer                       b b - -  sunset date moved nearer
sunset-later                        a a - -  sunset date set or moved later
status-ended                        b b - -  operation no longer served
status-begun                        a a - -  operation served, or out of beta
server-changed                      b b - -  server removed or its URL changed
server-added                        a a - -  server added
security-added                      b b - -  credentials asked for
security-removed                    a a - -  credentials no longer asked for
security-alternative-added          a a - -  another credential accepted
security-alternative-removed        b b - -  a credential no longer accepted
scope-added                         b b - -  scope asked for
scope-removed                       a a - -  scope no longer asked for
security-scheme-changed             b b - -  security scheme changed
credential-changed                  - - b -  argument of the client's constructor changed
webhook-added                       a a a -  webhook added
webhook-removed                     b b b -  webhook removed
callback-changed                    d d - -  callback changed
signature-changed                   b b - -  signature of webhooks changed
# parameters
parameter-added                     a a - -  optional parameter added
required-parameter-added            b b - -  required parameter added
parameter-removed                   b b - -  parameter removed
parameter-renamed                   - - b b  path parameter renamed
parameter-became-required           b b - -  parameter became required
parameter-became-optional           a a - -  parameter became optional
parameter-style-changed             b b - -  style of a parameter changed
# bodies and answers
body-added                          a a - -  optional request body added
required-body-added                 b b - -  required request body added
body-removed                        b b - -  request body removed
body-became-required                b b - -  request body became required
body-became-optional                a a - -  request body became optional
media-type-added                    a a - -  media type added
media-type-removed                  b b - -  media type removed
encoding-changed                    b b - -  encoding of a form's member changed
success-status-changed              b b - -  status of success changed
success-status-added                d d - -  status of success added
success-status-removed              b b - -  status of success removed
error-status-changed                b b - -  status of an error changed
error-status-added                  a a - -  status of an error added
error-status-removed                b b - -  status of an error removed
header-added                        - a - -  response header added
header-removed                      - b - -  response header removed
header-became-optional              - b - -  response header became optional
header-became-required              - a - -  response header became required
# schemas
type-changed                        b b - -  type changed
type-widened                        a b - -  type widened
type-narrowed                       b a - -  type narrowed
became-nullable                     a b - -  may be null
became-not-nullable                 b a - -  may no longer be null
format-added                        b a - -  format set
format-removed                      a b - -  format removed
format-changed                      b b - -  format changed
precision-changed                   d d - -  format of a number changed
wire-format-changed                 b b - -  wire format changed
enum-value-added                    a b - -  value added
enum-value-removed                  b a - -  value removed
values-restricted                   b a - -  values enumerated
values-freed                        a b - -  values no longer enumerated
enum-closed                         - a - -  set of values closed
enum-opened                         - d - -  set of values open
limit-set                           b a - -  limit set
limit-removed                       a a - -  limit removed
limit-tightened                     b a - -  limit tightened
limit-loosened                      a a - -  limit loosened
pattern-set                         b a - -  pattern set
pattern-removed                     a a - -  pattern removed
pattern-widened                     a a - -  pattern widened
pattern-narrowed                    b a - -  pattern narrowed
pattern-changed                     d a - -  pattern changed
property-added                      a a - -  optional property added
required-property-added             b a - -  required property added
property-removed                    b b - -  property removed
property-became-required            b a - -  property became required
property-became-optional            a b - -  property became optional
property-became-read-only           b - - -  property became read-only
property-became-write-only          - b - -  property became write-only
property-both-ways                  a a - -  property no longer read-only or write-only
default-set                         a a - -  default set
default-removed                     d d - -  default removed
default-changed                     b d - -  default changed
extras-forbidden                    b a - -  other properties forbidden
extras-allowed                      a a - -  other properties allowed
extras-changed                      d d - -  properties by pattern changed
dependency-added                    b a - -  properties needed together
dependency-removed                  a b - -  properties no longer needed together
variant-added                       a b - -  kind of value added
variant-removed                     b a - -  kind of value removed
discriminator-changed               b b - -  discriminator changed
way-changed                         d d - -  anyOf, oneOf exchanged
tuple-changed                       d d - -  number of fixed items changed
condition-changed                   d d - -  condition changed
content-changed                     b b - -  content encoding changed
xml-changed                         b b - -  XML form changed
property-deprecated                 a a - -  deprecated
property-undeprecated               a a - -  no longer deprecated
model-renamed                       - - b b  model renamed
name-changed                        - - b b  Python name changed
model-added                         - - a -  model added
model-removed                       - - b b  model removed
# conventions
pagination-changed                  b b - -  paging changed
pagination-added                    a a - -  paging described
envelope-changed                    - - - -  envelope described otherwise
errors-changed                      - d d -  places of error details changed
retry-changed                       a a - -  advice on repeats changed
rate-limit-lowered                  a a - -  rate limit lowered
rate-limit-raised                   a a - -  rate limit raised
process-changed                     b b - -  process changed
deadline-changed                    a a - -  deadline changed
background-changed                  d d - -  background sending changed
null-handling-changed               b b - -  handling of null changed
convention-changed                  a a - -  convention changed
# words
text-changed                        - - - -  description changed
example-changed                     - - - -  example changed
"""


def _read(table: str) -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            code, *letters, title = line.split(maxsplit=5)
            verdicts: list[Verdict] = [_LETTERS[letter] for letter in letters]
            request, response, client, server = verdicts
            found[code] = Kind(code, title, request, response, client, server)
    return found


KINDS: Mapping[str, Kind] = MappingProxyType(_read(_TABLE))
