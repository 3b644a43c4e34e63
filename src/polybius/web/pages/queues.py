"""Queues of work, who does it, and what two coders make of the same report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import Response

from polybius.codebook.register import load_register
from polybius.errors import SettingsError, UnknownId
from polybius.export.columns import Column
from polybius.resolving.gazetteer import GazetteerEntry
from polybius.web.context import Desk
from polybius.web.models.judged import read_claims
from polybius.web.models.overview import incident_row, row_columns
from polybius.web.permissions import Permission, Role
from polybius.web.refusing import Refused
from polybius.web.routing import Route
from polybius.web.shelves import Wanted
from polybius.web.work import merges, queues
from polybius.web.work.access import check_sighted
from polybius.web.work.adjudicating import compare, settle
from polybius.web.work.agreement import FieldAgreement
from polybius.web.work.resolving import place_candidates, resolve_party, resolve_place
from polybius.web.work.store import Task, now


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a queue."""

    what: str
    address: str
    """Path of the page where it is done."""
    detail: str
    person: str = ""
    """Who was given it."""
    candidates: tuple[tuple[str, str], ...] = ()
    """For names: key and label of what it may be."""


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue."""

    key: str
    name: str
    says: str
    entries: tuple[Entry, ...]


entry_columns: tuple[Column[Entry], ...] = (
    Column("what", "What it is", lambda e: e.what),
    Column("address", "Path of its page", lambda e: e.address),
    Column("detail", "Why it is here", lambda e: e.detail),
    Column("person", "Who was given it", lambda e: e.person),
)
agreement_columns: tuple[Column[FieldAgreement], ...] = (
    Column("field", "Field of the claim", lambda a: a.field),
    Column("units", "Claims, or pairs of claims, compared", lambda a: a.units),
    Column("equal", "Of these equal", lambda a: a.equal),
    Column("alpha", "Krippendorff's alpha, nominal", lambda a: a.alpha),
)


def _to_rule(desk: Desk) -> list[Entry]:
    return [
        Entry(i.title, desk.url("report", report_id=i.id), i.why)
        for i in queues.to_rule(desk.ledger, desk.size)
        if i.id not in desk.blind_to
    ]


def _unread(desk: Desk) -> list[Entry]:
    return [
        Entry(i.title, desk.url("report", report_id=i.id), i.why)
        for i in queues.unread(desk.ledger, desk.size)
    ]


def _low_confidence(desk: Desk) -> list[Entry]:
    return [
        Entry(
            f"{row.says} {row.figure}".strip(),
            desk.url("report", report_id=row.report_id) + f"#c-{row.id[:12]}",
            f"{row.confidence:.0%} sure: “{row.passage}”",
        )
        for row in queues.low_confidence(desk.ledger, desk.size)
        if row.report_id not in desk.blind_to
    ]


def _disputed(desk: Desk) -> list[Entry]:
    return [
        Entry(
            incident.title,
            desk.url("incident", incident_id=incident.id),
            f"{dispute.question.replace(':', ', ').replace('_', ' ')}: "
            + " against ".join(f"{p.value} ({p.voice})" for p in dispute.positions),
        )
        for dispute, incident in desk.shelf.disputed(queues.page_size)
    ]


def _merges(desk: Desk) -> list[Entry]:
    shown = desk.shelf.page(Wanted(), None, merges.looked_at).items
    return [
        Entry(
            f"{p.first_title} and {p.second_title}",
            desk.url("pair", one=p.first, other=p.second),
            f"one incident with a probability of {p.probability:.0%}",
        )
        for p in merges.proposals(desk.ledger, shown, desk.size)
    ]


def _parties(desk: Desk) -> list[Entry]:
    return [
        Entry(i.name, desk.url("party", party_key=f"name:{i.name.lower()}"),
              f"{i.claims} claims", candidates=i.candidates)
        for i in queues.unknown_parties(
            desk.ledger, load_register(), desk.blind_to, desk.size
        )
    ]  # fmt: skip


def _places(desk: Desk) -> list[Entry]:
    return [
        Entry(
            item.name,
            desk.url("overview", place=item.name),
            f"{item.claims} claims",
            candidates=tuple((e.id, _place_words(e)) for e in place_candidates(item.name)),
        )
        for item in queues.unknown_places(desk.ledger, desk.blind_to, desk.size)
    ]


def _place_words(entry: GazetteerEntry) -> str:
    where = ", ".join(filter(None, (entry.name, entry.admin1_name, entry.country)))
    return f"{where} ({entry.kind})"


def _mine(desk: Desk) -> list[Entry]:
    found = desk.state.work.tasks(person=desk.identity.name, open_at=desk.moment or now)
    return [Entry(_task_words(t), _task_address(desk, t), f"given by {t.given_by}") for t in found]


named_queues: Mapping[str, tuple[str, str, Callable[[Desk], list[Entry]]]] = {
    "mine": ("Given to me", "What somebody, or you yourself, gave you to do.", _mine),
    "to_rule": (
        "To rule on",
        "Reports with claims that nobody ruled on, the latest first.",
        _to_rule,
    ),
    "unread": ("Unread", "Stored, but not read: in another language, for instance.", _unread),
    "low_confidence": (
        "Low confidence",
        "Claims that the reader is least sure of, among the latest.",
        _low_confidence,
    ),
    "disputed": ("Disputed", "Voices contradict one another.", _disputed),
    "merges": (
        "Proposed merges",
        "Incidents that may be one, among the latest: merge them, or split them for good.",
        _merges,
    ),
    "parties": ("Proposed parties", "Names that the register has not, most used first.", _parties),
    "places": ("Proposed places", "Names that the gazetteer did not resolve.", _places),
}


def index(desk: Desk) -> Response:
    """Show the person's own tasks first."""
    return _shown(desk, "mine")


def queue(desk: Desk) -> Response:
    """Show one queue."""
    return _shown(desk, desk.path["queue"])


def _shown(desk: Desk, key: str) -> Response:
    if key not in named_queues:
        raise UnknownId(f"there is no queue {key!r}.", hint=f"Use: {', '.join(named_queues)}.")
    name, says, make = named_queues[key]
    entries = make(desk)
    open_then = desk.state.work.tasks(kind="review", open_at=desk.moment or now)
    given = {t.item: t.person for t in open_then}
    held = tuple(_given(entry, given) for entry in entries)
    model = Queue(key, name, says, held)
    if desk.query.get("format") not in (None, "html"):
        return desk.view("queue.html", model, entry_columns, held, f"queue-{key}")
    return desk.page(
        "queue.html",
        model=model,
        names={k: v[0] for k, v in named_queues.items()},
        people=people(desk),
        forms=("csv", "json"),
    )


def _given(entry: Entry, given: Mapping[str, str]) -> Entry:
    person = given.get(urlsplit(entry.address).path, "")
    return Entry(entry.what, entry.address, entry.detail, person, entry.candidates)


def people(desk: Desk) -> tuple[str, ...]:
    """Return the names of those who can be given work: all who may review here."""
    if not desk.state.settings.team:
        return (desk.identity.name,)
    reviewing = (Role.CODER, Role.ADJUDICATOR, Role.ADMIN)
    found = desk.state.accounts.all()
    return tuple(a.name for a in found if a.role in reviewing and not a.disabled)


def _task_words(task: Task) -> str:
    return f"Second coding of report {task.item[:10]}" if task.kind == "second" else task.item[:40]


def _task_address(desk: Desk, task: Task) -> str:
    return desk.url("report", report_id=task.item) if task.kind == "second" else task.item


def assign(desk: Desk) -> Response:
    """Give somebody something to do; giving it to others takes an adjudicator."""
    person, address = desk.form.need("person"), desk.form.need("address")
    if person not in people(desk):
        raise SettingsError(f"{person!r} does not review here.")
    if person != desk.identity.name and not desk.may("adjudicate"):
        raise Refused(403, "only adjudicators give work to others.")
    if not address.startswith(("/reports/", "/incidents/")):
        raise SettingsError("only reports and incidents are given to people.")
    desk.state.work.give("review", urlsplit(address).path, person, desk.identity.name)
    return desk.go(_back(desk))


def second(desk: Desk) -> Response:
    """Give a report to a second coder, who will be blind to the first."""
    person, report_id = desk.form.need("person"), desk.path["report_id"]
    desk.ledger.report(report_id)
    if person not in people(desk):
        raise SettingsError(f"{person!r} does not review here.")
    own = {d.person for d in desk.ledger.rulings() for c in d.subjects if c in _claims(desk)}
    if person in own:
        raise SettingsError(f"{person} has ruled on this report and can't be blind to it.")
    desk.state.work.give("second", report_id, person, desk.identity.name)
    return desk.go(desk.url("report", report_id=report_id))


def _claims(desk: Desk) -> frozenset[str]:
    return frozenset(j.read.id for j in read_claims(desk.ledger, desk.path["report_id"]))


def finish(desk: Desk) -> Response:
    """End a task: hand a second coding in, or say that something is done."""
    work = desk.state.work
    task = work.task(desk.path["task_id"])
    if task.person != desk.identity.name and not desk.may("adjudicate"):
        raise Refused(403, "this is somebody else's task.")
    work.end(task.id)
    return desk.go(desk.url("queues"))


def pair(desk: Desk) -> Response:
    """Show two incidents beside each other, to be merged or split for good."""
    found = [desk.shelf.one(desk.query.get(name, "")) for name in ("one", "other")]
    if desk.query.get("format") in (None, "html"):
        return desk.page("pair.html", pair=found, forms=("csv", "json"))
    rows = tuple(map(incident_row, found))
    return desk.view("pair.html", rows, row_columns, rows, "pair")


def resolve(desk: Desk) -> Response:
    """Give a name its party or place, in all claims that use it."""
    name, key = desk.form.need("name"), desk.form.need("key")
    reason = desk.form.get("reason") or f"“{name}” is {key}"
    person = desk.identity.name
    if desk.form.need("what") == "place":
        number = resolve_place(desk.ledger, name, key, person, reason, blind_to=desk.blind_to)
        return desk.go(desk.url("queue", queue="places", resolved=number))
    known = load_register().entries
    if key not in known:
        raise SettingsError(
            f"the register has no party {key!r}.",
            hint="Add it to your register file first: docs/extending.md.",
        )
    number = resolve_party(desk.ledger, name, key, person, reason, blind_to=desk.blind_to)
    return desk.go(desk.url("queue", queue="parties", resolved=number))


def agreement(desk: Desk) -> Response:
    """Show how far first and second coders agree, and where they differ."""
    model = compare(desk.ledger, desk.state.work, desk.size, desk.moment)
    seen = tuple(d for d in model.differences if d.report_id not in desk.blind_to)
    model = replace(model, differences=seen)
    if desk.query.get("format") not in (None, "html"):
        return desk.view("agreement.html", model, agreement_columns, model.fields, "agreement")
    return desk.page("agreement.html", model=model, people=people(desk), forms=("csv", "json"))


def adjudicate(desk: Desk) -> Response:
    """Decide between two coders of a claim."""
    reason = desk.form.get("reason") or "as the text says"
    take, person = desk.form.need("take"), desk.identity.name
    claim_id = desk.path["claim_id"]
    check_sighted(desk, [claim_id])
    settle(desk.ledger, desk.state.work, claim_id, take, person=person, reason=reason)
    return desk.go(desk.url("agreement"))


def _back(desk: Desk) -> str:
    key = desk.form.get("queue", "mine")
    return desk.url("queue", queue=key if key in named_queues else "mine")


def _route(path: str, view: Any, may: Permission, name: str, method: str = "GET") -> Route:
    return Route(path=path, view=view, may=may, name=name, method=method)


routes: tuple[Route, ...] = (
    _route("/queues", index, Permission.REVIEW, "queues"),
    _route("/queues/{queue}", queue, Permission.REVIEW, "queue"),
    _route("/queue-tasks", assign, Permission.REVIEW, "assign", "POST"),
    _route("/queue-tasks/{task_id}/end", finish, Permission.REVIEW, "finish_second", "POST"),
    _route("/queue-names", resolve, Permission.REVIEW, "resolve_name", "POST"),
    _route("/reports/{report_id}/second", second, Permission.ADJUDICATE, "second", "POST"),
    _route("/pair", pair, Permission.ADJUDICATE, "pair"),
    _route("/agreement", agreement, Permission.ADJUDICATE, "agreement"),
    _route("/claims/{claim_id}/settle", adjudicate, Permission.ADJUDICATE, "settle", "POST"),
)
