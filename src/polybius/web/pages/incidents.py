"""Pages of incidents."""

from __future__ import annotations

import re

from starlette.responses import Response

from polybius.codebook import load
from polybius.errors import SettingsError
from polybius.export.columns import claim_columns
from polybius.records import Decision, Ruling
from polybius.web.context import Desk
from polybius.web.models.incident import incident_view
from polybius.web.models.judged import judged
from polybius.web.permissions import Permission
from polybius.web.routing import Route
from polybius.weighing import tallies

_id_in = re.compile(r"[0-9a-f]{64}")
two = "apart"
"""A ruling of the form: two incidents stay two, whatever claims come. A split in the ledger."""


def incident(desk: Desk) -> Response:
    """Show one incident."""
    model = incident_view(desk, desk.path["incident_id"])
    form = desk.query.get("format")
    if form in (None, "html"):
        return desk.page(
            "incident.html",
            model=model,
            rules=tuple(tallies.rules),
            grades=tuple(load().grades),
            forms=("csv", "json"),
        )
    found = judged(desk.ledger, (r.id for r in model.claims), desk.size)
    claims = [j.claim for j in found]
    return desk.view("incident.html", model, claim_columns, claims, f"incident-{model.id[:10]}")


def rule_incident(desk: Desk) -> Response:
    """Set an incident's grade, merge it with another, or take claims out of it."""
    own = desk.shelf.one(desk.path["incident_id"]).incident
    ruling, reason = desk.form.need("ruling"), desk.form.need("reason")
    subjects: tuple[str, ...] = (own.id,)
    groups: tuple[tuple[str, ...], ...]
    grade = None
    if ruling == Ruling.REGRADE:
        grade, groups = desk.form.need("grade"), (own.claim_ids,)
    elif ruling in (Ruling.MERGE, two):
        found = _id_in.search(desk.form.need("other"))
        if found is None:
            raise SettingsError("this names no incident.", hint="Paste the incident's address.")
        other = desk.shelf.one(found[0]).incident
        subjects, groups = (own.id, other.id), (own.claim_ids, other.claim_ids)
        ruling = Ruling.SPLIT if ruling == two else ruling
    elif ruling == Ruling.SPLIT:
        named = desk.form.need("claims").replace(",", " ").split()
        out = tuple(c for c in own.claim_ids if any(c.startswith(n) for n in named))
        groups = (out, tuple(c for c in own.claim_ids if c not in out))
    else:
        raise SettingsError(f"{ruling!r} is no ruling on an incident.")
    draft = Decision(
        "", Ruling(ruling), subjects, desk.identity.name, "", reason, groups, grade=grade
    )
    desk.ledger.decide(draft)
    now = desk.shelf_now.of_claims(own.claim_ids[:1])
    return desk.go(desk.url("incident", incident_id=now.get(own.claim_ids[0], own.id)))


routes: tuple[Route, ...] = (
    Route(path="/incidents/{incident_id}", view=incident, may=Permission.READ, name="incident"),
    Route(
        path="/incidents/{incident_id}/rule",
        method="POST",
        view=rule_incident,
        may=Permission.ADJUDICATE,
        name="rule_incident",
    ),
)
