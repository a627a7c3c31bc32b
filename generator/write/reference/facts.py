"""What a vendor promises of an operation besides its types, in a few words each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from generator.ground.records import record
from generator.name.naming import Slot
from generator.runtime.ground.operation import Retry
from generator.runtime.limits.retry import IDEMPOTENT
from generator.understand import ir
from generator.write.reference.site import Part, Site, said
from generator.write.views.resource import seconds


@record(frozen=True, slots=True)
class Fact:
    """One line of what holds."""

    name: str
    text: tuple[Part, ...]


def facts_of(
    operation: ir.Operation, api: ir.Api, site: Site, page: str, spelt: Mapping[Slot, str]
) -> tuple[Fact, ...]:
    """What holds for an operation.

    Args:
        operation: The operation.
        api: What it is of.
        site: Where everything stands.
        page: The page that says it.
        spelt: What its arguments are called.
    """
    return tuple(_facts(operation, api, site, page, spelt))


def _facts(
    operation: ir.Operation, api: ir.Api, site: Site, page: str, spelt: Mapping[Slot, str]
) -> Iterator[Fact]:
    for rule in operation.limits:
        yield Fact("Limit", said(limit_text(rule, operation, api)))
    for group in operation.groups:
        yield Fact("Together", _group(group, spelt))
    if operation.paging is not None:
        yield Fact("Pages", _paging(operation, site))
    if operation.process is not None:
        yield Fact("Process", _process(operation.process, site, page))
    if operation.background is not None:
        later = Part(f"later({site.method(operation)})(…)", code=True)
        batch = operation.background.batch
        many = said(", many together by ", site.leads_to(batch, page)) if batch else ()
        yield Fact("Background", said(later, " sends it without waiting", many))
    if operation.deadline is not None:
        text = said(f"{operation.deadline:g} s for the whole call, waits and repeats among it")
        if operation.fallback:
            text = said(text, "; then ", Part("fallback=", code=True), " is returned, if given")
        yield Fact("Deadline", text)
    yield Fact("Retries", said(retry_text(operation.retry or api.retry, operation.method)))
    if operation.security is not None and operation.security != api.security:
        yield Fact("Credentials", _security(operation.security, site))
    if operation.servers:
        yield Fact("Server", said(Part(operation.servers[0].url, code=True)))
    if operation.body is not None and (operation.body.others or len(operation.body.media) > 1):
        sent = [media for body in operation.body.every for media in body.media]
        yield Fact("Sent as", _media(sent, "content_type"))
    taken = {r.media: r.item for r in operation.responses if r.success and r.media}
    if operation.aside is not None:
        media = Part(", ".join(media for media, item in taken.items() if item), code=True)
        yield Fact(
            "Item by item", said(Part(site.method(operation, True), code=True), ", as ", media)
        )
        taken = {media: item for media, item in taken.items() if item is None}
    if len(taken) > 1:
        yield Fact("Answered as", _media(list(taken), "accept"))
    for callback in api.callbacks:
        if callback.operation == operation.id:
            yield Fact("Calls back", said(site.callback(callback)))
    for link in operation.links:
        text = said(Part(link.name, code=True), " → ", site.leads_to(link.operation, page))
        yield Fact("Leads to", said(text, f": {link.doc}" if link.doc else ""))


def _group(group: ir.Group, spelt: Mapping[Slot, str]) -> tuple[Part, ...]:
    """`exactly one of session, email`: the arguments that go with each other."""
    text = said(group.words)
    for number, slot in enumerate(group.params):
        text = said(text, ", " if number else " ", Part(spelt[slot], code=True))
    return text


def limit_text(rule: ir.Rule, operation: ir.Operation | None, api: ir.Api) -> str:
    """`20 calls a second, by credential; shared with 3 other operations`."""
    calls = f"{rule.limit:,} call{'s' * (rule.limit != 1)}"
    per = seconds(rule.per)
    text = f"{calls} {per if per.startswith('a') else f'in {per}'}"
    if rule.scope:
        text += f", counted by {' and '.join(rule.scope)}"
    sharing = sum(any(r.key == rule.key for r in op.limits) for op in api.operations)
    if operation is not None and sharing > 1:
        text += f"; shared with {sharing - 1} other operation{'s' * (sharing != 2)}"
    return text


_ENDS = {
    "last": "the last page or the total is reached",
    "short": "a page is not full",
    "empty": "a page is empty",
    "no-next": "no next page is told",
}


def _paging(operation: ir.Operation, site: Site) -> tuple[Part, ...]:
    paging = operation.paging
    assert paging is not None
    text = said("turned by the client")
    if paging.page:
        text = said(text, " with ", Part(paging.page, code=True))
    text = said(text, f" until {_ENDS.get(paging.until, paging.until)}")
    if paging.size:
        text = said(text, "; ", Part(paging.size, code=True), " sets how many a page holds")
    return text


def _process(process: ir.Process, site: Site, page: str) -> tuple[Part, ...]:
    ends = [*process.success, *process.failure]
    text = said("asked for with ", site.leads_to(process.status, page), f" until {_any(ends)}")
    if process.interval:
        text = said(text, f", every {process.interval:g} s at first")
    if process.retention:
        text = said(text, f"; remembered for {seconds(process.retention)}")
    if process.bulk:
        text = said(text, "; many at once with ", site.leads_to(process.bulk.operation, page))
    return text


def retry_text(retry: ir.Retry | None, method: str) -> str:
    """`3 attempts on 429, 503 and where no answer came`, as far as it is safe."""
    statuses = Retry().statuses
    attempts = Retry().attempts
    keyed, done = False, tuple[int, ...]()
    if retry is not None:
        statuses = retry.statuses if retry.statuses is not None else statuses
        attempts = retry.attempts or attempts
        keyed, done = bool(retry.idempotency_header), retry.not_processed or ()
    if attempts <= 1:
        return "none"
    listed = ", ".join(map(str, statuses))
    if method in IDEMPOTENT or keyed:
        by = f", by {retry.idempotency_header}" if retry is not None and keyed else ""
        return f"up to {attempts} attempts on {listed} or no answer{by}"
    safe = f"after {_any(map(str, done))} and " if done else "on 429 or 503 with a delay, and "
    return f"up to {attempts} attempts, only {safe}where it was never sent"


def _security(ways: Iterable[tuple[str, ...]], site: Site) -> tuple[Part, ...]:
    said_: list[str] = []
    for way in ways:
        names = [site.names.credentials.get(name, name) for name in way]
        said_.append(" and ".join(names) or "none")
    return said(" or ".join(said_) or "none")


def _media(media: Iterable[str], option: str) -> tuple[Part, ...]:
    choose = Part(f'options={{"{option}": …}}', code=True)
    return said(", ".join(dict.fromkeys(media)), "; choose with ", choose)


def _any(words: Iterable[str]) -> str:
    """`a, b or c`."""
    *first, last = list(words) or ["its end"]
    return f"{', '.join(first)} or {last}" if first else last
