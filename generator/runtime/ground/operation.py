"""An API as data: the one value that client, server stub and sandbox share.

A generated package holds one `Api` and one `Operation` for each operation of
its document; everything that happens to a call is decided from them by the
modules beside this one.

Nothing here imports pydantic, the HTTP library or a model: types are named by
functions (`lambda: models.Order`) and looked up when first needed.
"""

# No postponed annotations: named tuples would compile each of them at import.
from collections.abc import Callable, Mapping
from typing import Any, Generic, Literal, NamedTuple, Protocol, TypeVar

T = TypeVar("T")

TypeRef = Callable[[], Any]
"""A type, named but not yet imported."""

Where = Literal["path", "query", "querystring", "header", "cookie"]
Style = Literal[
    "simple",
    "label",
    "matrix",
    "form",
    "spaceDelimited",
    "pipeDelimited",
    "deepObject",
    "brackets",
    "cookie",
]


class Param(NamedTuple):
    """A parameter (OpenAPI 3.1, section 4.8.12), as method keyword and wire name."""

    name: str
    where: Where
    wire: str = ""
    """Name on the wire; empty when it is `name`."""
    required: bool = False
    style: Style | None = None
    """None: the default of its place (path and header simple, query and cookie form)."""
    explode: bool | None = None
    """None: the default of its style (true for form, false for the rest)."""
    media: str | None = None
    """Media type of a parameter described by `content` instead of `schema`."""
    allow_reserved: bool = False
    format: str | None = None
    """Formats of what it holds where the vendor's spelling differs: see `scalar.py`."""
    type: TypeRef | None = None
    """Its type, where named objects within it hold values with formats of their own."""

    @property
    def key(self) -> str:
        """Name on the wire."""
        return self.wire or self.name


class Field(NamedTuple):
    """A member of a body that is given as a keyword of its own."""

    name: str
    wire: str = ""

    @property
    def key(self) -> str:
        """Name on the wire."""
        return self.wire or self.name


class Encoding(NamedTuple):
    """How one member of a form or multipart body is written (section 4.8.15)."""

    media: str | None = None
    style: Style | None = None
    explode: bool | None = None
    format: str | None = None
    """Format of the wire string where it differs from the model's (see `scalar.py`)."""
    allow_reserved: bool | None = None

    @property
    def styled(self) -> bool:
        """Whether it is written by a style; a media type beside that says nothing then."""
        return not (self.style is None and self.explode is None and self.allow_reserved is None)


class XmlCodec(Protocol):
    """How a value stands in an XML document; see `xml_shape.py`. Both raise ValueError."""

    def read(self, data: bytes, charset: str | None = None) -> Any:
        """The JSON value of a document."""
        ...

    def write(self, value: Any) -> bytes:
        """A JSON value as a document."""
        ...


class Body(NamedTuple):
    """A request body.

    With `fields`, its members are keywords of the method; without, the one
    keyword `body` is the value.
    """

    media: tuple[str, ...]
    """Media types, the preferred one first."""
    type: TypeRef | None = None
    """None: bytes, text or a file."""
    required: bool = False
    fields: tuple[Field, ...] = ()
    encoding: Mapping[str, Encoding] = {}
    xml: Callable[[], XmlCodec] | None = None
    """How its value stands in XML, where that is one of its media types."""
    wrap: str | None = None
    """The only member on the wire, which holds the value (`x-envelope`)."""
    others: "tuple[Body, ...]" = ()
    """What it may be instead, in other media types."""


class Reply(NamedTuple):
    """What a response of these statuses holds."""

    statuses: tuple[int | str, ...]
    """Status codes; `"4XX"` and `"default"` stand as in the document."""
    media: str | None = None
    type: TypeRef | None = None
    """None with a media type: bytes (or text). None without: no body."""
    xml: Callable[[], XmlCodec] | None = None
    """How its value stands in XML, where its media type is that."""
    item: TypeRef | None = None
    """Of a sequence (events, lines of JSON): what each item is."""
    event: bool = False
    """Whether an item is a server-sent event itself, and not its data."""


class Paging(NamedTuple):
    """How a list turns its pages.

    Members are JSON pointers into the response body, or names of request
    keywords (`/filter/sinceId` for a member of one).
    """

    style: Literal["page", "offset", "cursor", "since", "next-url", "link"]
    items: str
    """Pointer to the items of a page."""
    page: str | None = None
    """Keyword that carries the page number, offset, cursor or last id."""
    size: str | None = None
    """Keyword that carries the page size."""
    first: int = 1
    last: str | None = None
    """Pointer to the number of the last page."""
    total: str | None = None
    """Pointer to the number of items in all."""
    next: str | None = None
    """Pointer to the next cursor or URL."""
    until: Literal["last", "short", "empty", "no-next"] = "last"
    more: str | None = None
    """Pointer to a boolean that says whether there is another page."""


class Retry(NamedTuple):
    """What may be repeated, and how long to wait before (see `retry.py`)."""

    statuses: tuple[int, ...] = (408, 425, 429, 500, 502, 503, 504)
    not_processed: tuple[int, ...] = ()
    """Statuses with which the vendor refuses a request before it does anything."""
    attempts: int = 3
    base: float = 0.25
    """Seconds."""
    throttle_base: float = 1.0
    """Seconds, after 429 and 503."""
    cap: float = 20.0
    """Seconds."""
    idempotency_header: str | None = None
    reset_header: str | None = None
    """Header that says when a limit is over: seconds, or an epoch when it is large."""
    attempt_header: str | None = None
    """Header that takes the number of repeats so far; None: not sent."""
    patience: float = 120.0
    """Seconds: a server that asks for a longer wait is not waited for."""


class Rule(NamedTuple):
    """A rate limit (extension `x-rate-limit`): at most `limit` calls in any `per` seconds."""

    key: str
    """What is counted together: operations with the same key share the count."""
    limit: int
    per: float
    """Seconds."""
    scope: tuple[str, ...] = ()
    """What the vendor keeps the count by: of `ip`, `credential`, `partner`, `endpoint`."""

    @property
    def by_credential(self) -> bool:
        """Whether each credential is counted apart: not where only `ip` is named."""
        return "ip" not in self.scope or not {"credential", "partner"}.isdisjoint(self.scope)


class Throttle(NamedTuple):
    """How the vendor says that a limit was hit, and how much of it is left."""

    status: int = 429
    limit: str | None = None
    """Header with the number of calls allowed."""
    remaining: str | None = None
    """Header with the number of calls left."""
    reset: str | None = None
    """Header that says when the count starts anew."""
    reset_unit: Literal["seconds", "epoch", "epoch-ms", "unknown"] = "unknown"


class Bulk(NamedTuple):
    """An operation that tells the state of many processes."""

    operation: "Callable[[], Operation[Any]]"
    argument: str
    """Keyword that takes the list of queries."""
    member: str
    """Member of a query that holds the id; empty where a query is the id itself."""
    items: str
    """Pointer to the list of states in the answer."""
    most: int = 1000
    """Queries in one call."""
    wrap: str | None = None
    """The member that holds a single state (`x-envelope`), and not one of a list."""


class Polling(NamedTuple):
    """Work that is accepted now and done later (extension `x-process`)."""

    id: str
    """Pointer to the process's id, in the answer and in each state."""
    status: "Callable[[], Operation[Any]]"
    """The operation that tells the state."""
    argument: str
    """Its keyword for the id."""
    state: str
    """Pointer to the name of the state."""
    success: tuple[str, ...]
    failure: tuple[str, ...]
    pending: tuple[str, ...] = ()
    result: str | None = None
    """Pointer to the id of what came of it."""
    interval: float = 1.0
    """Seconds before the first question; then ever longer, to 20 s."""
    retention: float | None = None
    """Seconds for which a finished process is remembered."""
    bulk: Bulk | None = None


class Background(NamedTuple):
    """An event that needs no answer (extension `x-background`)."""

    batch: "Callable[[], Operation[Any]] | None" = None
    """The operation that takes many events; its body is their list."""
    wrap: str | None = None
    """The member of a batch's element that the event goes under."""
    most: int = 100
    """Events in one call of the batch."""
    time: str | None = None
    """Keyword that says when it happened: the time of the call, where a caller leaves it out."""


class Deprecation(NamedTuple):
    """What the vendor says of an end (extension `x-deprecation`)."""

    since: str | None = None
    sunset: str | None = None
    header: str | None = None
    """Response header that says so on the wire."""
    link: str | None = None
    use: str | None = None
    """The method to call instead."""


class Link(NamedTuple):
    """What an answer leads to (OpenAPI 3.1, section 4.8.20)."""

    name: str
    status: int | str
    operation: str
    """The id of the operation that can be called next."""
    parameters: Mapping[str, Any] = {}
    """Its parameters: runtime expressions such as `$response.body#/id`, or values."""
    body: Any = None


NOTHING: Mapping[str, Deprecation] = {}
"""What nearly every operation says of the end of its arguments."""


class Operation(Generic[T]):
    """One operation. `T` is what its method returns."""

    __slots__ = (
        "background",
        "body",
        "deadline",
        "deprecated",
        "deprecated_arguments",
        "deprecation",
        "errors",
        "groups",
        "id",
        "limits",
        "links",
        "method",
        "paging",
        "params",
        "path",
        "plan",
        "planned",
        "process",
        "replies",
        "retry",
        "security",
        "servers",
        "switch",
        "tag",
        "unwrap",
    )

    def __init__(
        self,
        id: str,
        method: str,
        path: str,
        *,
        tag: str = "",
        params: tuple[Param, ...] = (),
        body: Body | None = None,
        replies: tuple[Reply, ...] = (),
        unwrap: str | None = None,
        paging: Paging | None = None,
        security: tuple[tuple[str, ...], ...] | None = None,
        retry: Retry | None = None,
        limits: tuple[Rule, ...] = (),
        process: Polling | None = None,
        deadline: float | None = None,
        background: Background | None = None,
        planned: bool = False,
        deprecated: bool = False,
        deprecation: Deprecation | None = None,
        deprecated_arguments: Mapping[str, Deprecation] = NOTHING,
        errors: "ErrorShape | None" = None,
        servers: "tuple[Server, ...]" = (),
        links: tuple[Link, ...] = (),
        groups: tuple[Any, ...] = (),
        switch: str | None = None,
    ) -> None:
        self.id = id
        self.method = method
        self.path = path
        self.tag = tag
        self.params = params
        self.body = body
        self.replies = replies
        self.unwrap = unwrap
        """Member of the success body that is the result (`data`), or None."""
        self.paging = paging
        self.security = security
        """Alternatives of scheme names that are needed together; None: the API's."""
        self.retry = retry
        self.limits = limits
        """Rate limits; a call must keep all of them."""
        self.process = process
        self.deadline = deadline
        """Seconds after which callers go on without the answer; None: no such promise."""
        self.background = background
        self.planned = planned
        """Specified by the vendor, but not yet served."""
        self.deprecated = deprecated
        self.deprecation = deprecation
        self.deprecated_arguments = deprecated_arguments
        """Keywords that will go, with what the vendor says of their end."""
        self.errors = errors
        """Where its error bodies keep what they say; None: as the API's."""
        self.servers = servers
        """The servers it is on; none: the API's."""
        self.links = links
        """What its answers lead to, as the document says it."""
        self.groups = groups
        """Which parameters go with each other: see `groups.py`."""
        self.switch = switch
        """The keyword, or the body's member, that asks for items and not for a whole answer."""
        self.plan: Any = None
        """What the client worked out at the first call; private to the runtime."""

    def __repr__(self) -> str:
        return f"<Operation {self.id}: {self.method} {self.path}>"


class Scheme(NamedTuple):
    """A security scheme (section 4.8.27)."""

    name: str
    """Name in the document."""
    argument: str
    """Keyword of the client's constructor."""
    kind: Literal["bearer", "basic", "key", "oauth2", "mutual-tls"]
    where: Literal["header", "query", "cookie", "form"] = "header"
    wire: str = "Authorization"
    token_url: str | None = None
    scopes: tuple[str, ...] = ()
    secret_argument: str | None = None
    """With `oauth2`: the keyword of the client secret; `argument` is that of the client id."""
    foreign: tuple[str, ...] = ()
    """What credentials of another kind begin with, which must not be sent (`x-foreign-keys`)."""
    grant: Callable[..., Any] | None = None
    """With `oauth2`: what makes the source of its tokens (`grants.py`)."""


class Server(NamedTuple):
    """A server URL with its variables and their defaults (None: must be given)."""

    url: str
    variables: Mapping[str, str | None] = {}
    """Variable name in the URL -> default value."""
    arguments: Mapping[str, str] = {}
    """Variable name in the URL -> keyword of the client's constructor."""
    choices: Mapping[str, tuple[str, ...]] = {}
    """Variable name in the URL -> the values that it may have; others may have any."""
    paths: Mapping[str, Mapping[str, Mapping[str, str]]] = {}
    """Variable -> value -> beginning of paths -> the one that they have then."""

    @property
    def whole(self) -> str:
        """The variable at the beginning that is a URL itself (`{endpoint}/v1`), or empty."""
        name, brace, rest = self.url.removeprefix("{").partition("}")
        default = self.variables.get(name) or "://"
        whole = brace and self.url[0] == "{" and rest[:1] in ("", "/") and "://" in default
        return name if whole else ""


class ErrorShape(NamedTuple):
    """Where the vendor's error body keeps what an error says: JSON pointers."""

    code: str | None = None
    message: str | None = None
    fields: str | None = None
    """A map from field name to messages (one or a list)."""
    field_name: str | None = None
    """With a list of violations: the member that names the field."""
    field_message: str | None = None
    """With a list of violations: the member that says what is wrong."""
    failure: tuple[str, Any] | None = None
    """A pointer and the value there that makes a 2xx an error too."""


class Api(NamedTuple):
    """What holds for all operations of a document."""

    package: str
    title: str
    version: str
    servers: tuple[Server, ...] = ()
    schemes: tuple[Scheme, ...] = ()
    security: tuple[tuple[str, ...], ...] = ()
    errors: ErrorShape = ErrorShape()
    retry: Retry = Retry()
    request_id_headers: tuple[str, ...] = (
        "x-request-id",
        "request-id",
        "x-correlation-id",
    )
    user_agent: str = ""
    request_id_header: str | None = None
    """Header that takes a request id of our own, one for all attempts; None: not sent."""
    throttle: Throttle = Throttle()
    media_version: tuple[str, str] | None = None
    """Template of the vendor's media type with `{version}`, and the version (`x-media-version`)."""
    http2: bool = False
    """Whether the vendor asks for HTTP/2 (`x-http2`): spoken where the extra is installed."""
    omit_null: bool = False
    """Whether members that are null are left out, both ways (`x-wire`: `null: omit`)."""
    loose_scalars: bool = False
    """Whether answers write numbers, booleans and days in other JSON types (`scalars: loose`)."""
