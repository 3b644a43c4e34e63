"""The API's writes: decisions, and only those."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.responses import Response

from polybius.errors import SettingsError, UnknownId
from polybius.ledger.rulings import on_claims
from polybius.records import Decision, Ruling
from polybius.web.api import shapes
from polybius.web.api.answers import answer
from polybius.web.context import Desk
from polybius.web.permissions import Permission
from polybius.web.refusing import Refused
from polybius.web.routing import Kind, Route
from polybius.web.work.access import check_sighted


def rule_on_claims(desk: Desk) -> Response:
    """Accept, correct or reject claims."""
    wanted = desk.json(shapes.ClaimRuling)
    if wanted.ruling not in on_claims:
        raise SettingsError(f"{wanted.ruling.value!r} does not rule on claims.")
    check_sighted(desk, wanted.claims)
    draft = _draft(desk, wanted.ruling, wanted.claims, wanted.reason)
    return answer(desk.ledger.decide(replace(draft, changes=wanted.changes)), 201)


def rule_on_incidents(desk: Desk) -> Response:
    """Merge, split or regrade incidents."""
    wanted = desk.json(shapes.IncidentRuling)
    if wanted.ruling in on_claims or wanted.ruling is Ruling.UNDO:
        raise SettingsError(f"{wanted.ruling.value!r} does not rule on incidents.")
    check_sighted(desk, [claim for group in wanted.groups for claim in group])
    draft = _draft(desk, wanted.ruling, wanted.subjects, wanted.reason)
    draft = replace(draft, groups=wanted.groups, grade=wanted.grade)
    return answer(desk.ledger.decide(draft), 201)


def undo(desk: Desk) -> Response:
    """Undo a decision: one's own, or as an adjudicator anybody's."""
    wanted = desk.json(shapes.Undoing)
    undone = desk.path["decision_id"]
    check_sighted(desk, decision=undone)
    found = next((d for d in desk.ledger.decisions() if d.id == undone), None)
    if found is None:
        raise UnknownId(f"there is no decision {undone[:10]!r}.")
    if found.person != desk.identity.name and not desk.may("adjudicate"):
        raise Refused(403, "this decision is another's.", hint="Ask an adjudicator.")
    return answer(desk.ledger.decide(_draft(desk, Ruling.UNDO, (undone,), wanted.reason)), 201)


def _draft(desk: Desk, ruling: Ruling, subjects: tuple[str, ...], reason: str) -> Decision:
    return Decision("", ruling, subjects, desk.identity.name, "", reason)


def _post(path: str, name: str, view: Any, takes: type, may: Permission) -> Route:
    return Route(
        path=path,
        view=view,
        may=may,
        name=name,
        method="POST",
        kind=Kind.API,
        takes=takes,
        returns=Decision,
        says=(view.__doc__ or "").strip(),
    )


routes: tuple[Route, ...] = (
    _post(
        "/api/decisions/claims",
        "api_rule_on_claims",
        rule_on_claims,
        shapes.ClaimRuling,
        Permission.REVIEW,
    ),
    _post(
        "/api/decisions/incidents",
        "api_rule_on_incidents",
        rule_on_incidents,
        shapes.IncidentRuling,
        Permission.ADJUDICATE,
    ),
    _post("/api/decisions/{decision_id}/undo", "api_undo", undo, shapes.Undoing, Permission.REVIEW),
)
