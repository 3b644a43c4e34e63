"""Pages of reports: the text, and ruling on what was read in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec
from starlette.responses import Response

from polybius.codebook import load
from polybius.errors import SettingsError
from polybius.export.columns import claim_columns
from polybius.records import Claim, Decision, Ruling
from polybius.web.context import Desk
from polybius.web.models.adding import add_claim, missed_claim, missed_in
from polybius.web.models.adding import rule as added_by_person
from polybius.web.models.blind import changed_fields
from polybius.web.models.editing import changes_in
from polybius.web.models.judged import Judged, judged, read_claims
from polybius.web.models.report import ReportView, make_view
from polybius.web.pages.queues import people
from polybius.web.permissions import Permission
from polybius.web.refusing import Refused
from polybius.web.routing import Route
from polybius.web.work.access import blind_task, check_sighted, claims_of
from polybius.web.work.queues import next_report
from polybius.web.work.store import Task

keys = (
    ("a", "accept the claim, and go to the next that nobody has ruled on"),
    ("r", "reject it; then 1 to 5 for the reason, or write one and press Enter"),
    ("c", "correct it: Tab through the fields; words selected in the text fill the field"),
    ("Ctrl+Enter", "save the correction"),
    ("j or ↓", "next claim"),
    ("k or ↑", "claim before"),
    ("n", "next claim that nobody has ruled on"),
    ("u", "undo the last ruling made here"),
    ("w", "why it was read so"),
    ("+", "add a claim: select its words in the text first"),
    ("]", "next report with claims to rule on"),
    ("Esc", "leave a field or a window"),
    ("?", "this list"),
)
keys_to_look = ("j or ↓", "k or ↑", "w", "]", "Esc", "?")
"""Keys of those who may not rule."""
default_reasons = {
    "accept": "as the text says",
    "reject": "the text does not say so",
    "correct": "as the text says",
}


@dataclass(frozen=True, slots=True)
class Blind:
    """That the page is shown to a second coder."""

    task: str
    done: int


@dataclass(frozen=True, slots=True)
class Ruled:
    """What a script is told of a ruling."""

    status: str
    decision: str
    undo: str


def report(desk: Desk) -> Response:
    """Show one report."""
    model, task = seen(desk, desk.path["report_id"])
    form = desk.query.get("format")
    if form not in (None, "html"):
        rows = [j.claim for j in claims_of(desk, desk.ledger.report(model.id))]
        return desk.view("report.html", model, claim_columns, rows, f"report-{model.id[:10]}")
    can_rule = desk.may("review") and desk.as_of is None and desk.known_by is None
    done = sum(card.row.status != "unreviewed" for card in model.claims)
    route = "code_claim" if task else "rule_claim"
    return desk.page(
        "report.html",
        model=model,
        forms=("csv", "json"),
        editable=can_rule,
        blind=Blind(task.id, done) if task else None,
        rule_route=route,
        rule_url=desk.state.paths[route],
        add_url=desk.url("add_claim", report_id=model.id),
        next_report=_next_address(desk, model.id) if can_rule else None,
        keys=keys if can_rule else tuple(k for k in keys if k[0] in keys_to_look),
        people=people(desk),
        choices=_choices(),
    )


def seen(desk: Desk, report_id: str) -> tuple[ReportView, Task | None]:
    """Return a report as this person may see it, and the second coding that keeps it blind."""
    task = blind_task(desk, report_id)
    found = desk.ledger.report(report_id)
    claims = claims_of(desk, found)
    readings = desk.ledger.readings(report_id, desk.size)
    if task:
        readings = tuple(r for r in readings if not r[0].startswith(added_by_person))
    incidents = {} if task else desk.shelf.of_claims([j.claim.id for j in claims])
    model = make_view(
        found,
        claims,
        incidents,
        readings=readings,
        flags=desk.ledger.flags(report_id, desk.size),
        addresses=desk.ledger.addresses(report_id),
    )
    return model, task


def rule_claim(desk: Desk) -> Response:
    """Accept, reject or correct one claim."""
    claim_id = desk.path["claim_id"]
    stands = _stands(desk, claim_id)
    check_sighted(desk, [claim_id])
    ruling = _ruling(desk)
    reason = desk.form.get("reason") or default_reasons[ruling.value]
    draft = Decision("", ruling, (claim_id,), desk.identity.name, "", reason)
    if ruling is Ruling.CORRECT:
        text = desk.ledger.report(stands.claim.report_id).text
        changes = changes_in(stands.claim, desk.form.values(), text)
        if not changes:
            raise SettingsError("the correction leaves the claim as it is.")
        draft = replace(draft, changes=changes)
    made = desk.ledger.decide(draft)
    return _answer(desk, stands.claim, judged(desk.ledger, [claim_id])[0].status, made.id)


def code_claim(desk: Desk) -> Response:
    """Note a second coder's word on one claim."""
    claim_id = desk.path["claim_id"]
    claim = _stands(desk, claim_id).read
    task = desk.state.work.blind_task(desk.identity.name, claim.report_id)
    if task is None:
        raise Refused(409, "you have no second coding of this report.", hint="Load it again.")
    ruling = _ruling(desk)
    fields: dict[str, str] = {}
    if ruling is Ruling.CORRECT:
        text = desk.ledger.report(claim.report_id).text
        fields = changed_fields(claim, desk.form.values(), text)
    reason = desk.form.get("reason") or default_reasons[ruling.value]
    desk.state.work.code(task.id, claim_id, ruling.value, fields, reason)
    status = {"accept": "accepted", "reject": "rejected", "correct": "corrected"}[ruling.value]
    return _answer(desk, claim, status, "")


def undo(desk: Desk) -> Response:
    """Take back a decision."""
    reason = desk.form.get("reason") or "taken back"
    check_sighted(desk, decision=desk.path["decision_id"])
    known = {d.id: d for d in desk.ledger.decisions()}
    undone = known.get(desk.path["decision_id"])
    on_incident = undone is not None and bool(undone.groups)
    if on_incident and not desk.may("adjudicate"):
        raise Refused(403, "only adjudicators take back rulings on incidents.")
    made = desk.ledger.decide(
        Decision("", Ruling.UNDO, (desk.path["decision_id"],), desk.identity.name, "", reason)
    )
    if undone is not None and undone.ruling in (Ruling.ACCEPT, Ruling.REJECT, Ruling.CORRECT):
        after = judged(desk.ledger, undone.subjects)[0]
        return _answer(desk, after.claim, after.status, made.id)
    return desk.go(desk.form.get("back") if _is_own(desk.form.get("back")) else "/")


def _is_own(address: str) -> bool:
    """Tell whether an address is a path of the desk and of no other site."""
    return address.startswith("/") and not address.startswith(("//", "/\\"))


def add(desk: Desk) -> Response:
    """Add a claim that was missed."""
    found = desk.ledger.report(desk.path["report_id"])
    if desk.state.work.blind_task(desk.identity.name, found.id):
        raise Refused(409, "a second coder adds no claims: only what was read is compared.")
    reason = desk.form.need("reason")
    claims = [j.read for j in read_claims(desk.ledger, found.id)]
    like = next((c for c in claims if c.id == desk.form.get("with")), None)
    made = missed_claim(found, missed_in(desk.form.values()), like)
    add_claim(desk.ledger, found, made, claims)
    desk.ledger.decide(Decision("", Ruling.ACCEPT, (made.id,), desk.identity.name, "", reason))
    return desk.go(desk.url("report", report_id=found.id) + f"#c-{made.id[:12]}")


def _stands(desk: Desk, claim_id: str) -> Judged:
    desk.ledger.claim(claim_id)
    return judged(desk.ledger, [claim_id])[0]


def _ruling(desk: Desk) -> Ruling:
    given = desk.form.need("ruling")
    if given not in default_reasons:
        raise SettingsError(f"{given!r} is no ruling on a claim.")
    return Ruling(given)


def _answer(desk: Desk, claim: Claim, status: str, decision_id: str) -> Response:
    """Answer a script with what changed, and a form with the report at the claim."""
    if "application/json" in desk.request.headers.get("accept", ""):
        address = desk.url("undo", decision_id=decision_id) if decision_id else ""
        body = msgspec.json.encode(Ruled(status, decision_id, address))
        return Response(body, media_type="application/json")
    return desk.go(desk.url("report", report_id=claim.report_id) + f"#c-{claim.id[:12]}")


def _next_address(desk: Desk, report_id: str) -> str | None:
    found = next_report(desk.ledger, report_id)
    return desk.url("report", report_id=found) if found else None


def _choices() -> dict[str, tuple[tuple[str, str], ...]]:
    book = load()
    named = {
        "harms": book.harm_categories,
        "classes": book.victim_classes,
        "types": book.event_types,
        "stances": book.stances,
        "voices": book.voice_kinds,
    }
    return {n: tuple((c, e.label) for c, e in entries.items()) for n, entries in named.items()}


routes: tuple[Route, ...] = (
    Route(
        path="/reports/{report_id}",
        view=report,
        may=Permission.READ,
        name="report",
        restricted=True,
    ),
    Route(
        path="/reports/{report_id}/claims",
        method="POST",
        view=add,
        may=Permission.REVIEW,
        name="add_claim",
    ),
    Route(
        path="/claims/{claim_id}/rule",
        method="POST",
        view=rule_claim,
        may=Permission.REVIEW,
        name="rule_claim",
    ),
    Route(
        path="/claims/{claim_id}/code",
        method="POST",
        view=code_claim,
        may=Permission.REVIEW,
        name="code_claim",
    ),
    Route(
        path="/decisions/{decision_id}/undo",
        method="POST",
        view=undo,
        may=Permission.REVIEW,
        name="undo",
    ),
)
