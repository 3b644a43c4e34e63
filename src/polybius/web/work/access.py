"""What is kept from a second coder until the coding is handed in.

Invariant: nothing that a person is given tells what others ruled on a report that the person is
to code a second time (`Desk.blind_to`). The report itself is shown as the machine read it, under
the person's own codings; lists leave its claims out, and so are left out the incidents that these
are part of, since others' rulings went into their figures, the sources that make them, and the
decisions that name them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from polybius.errors import UnknownId
from polybius.ledger import schema
from polybius.records import Claim, Decision, Report
from polybius.web.context import Desk
from polybius.web.models.blind import blinded
from polybius.web.models.judged import Judged, judged, read_claims
from polybius.web.refusing import Refused
from polybius.web.work.store import Task


def seen_by(desk: Desk, found: Iterable[Judged]) -> list[Judged]:
    """Return the claims that lists may show to the person."""
    return [each for each in found if each.read.report_id not in desk.blind_to]


def claims_kept_back(desk: Desk) -> frozenset[str]:
    """Return the ids of the claims that lists leave out, those of earlier readings too."""
    if not desk.blind_to:
        return frozenset()
    claim = schema.claim.c
    query = select(claim.id).where(claim.report_id.in_(sorted(desk.blind_to)))
    with desk.ledger.reading() as connection:
        return frozenset(map(str, connection.scalars(query)))


def blind_task(desk: Desk, report_id: str) -> Task | None:
    """Return the second coding of a report that the person has not handed in; None: no such."""
    if report_id not in desk.blind_to:
        return None
    return desk.state.work.blind_task(desk.identity.name, report_id)


def claims_of(desk: Desk, report: Report) -> list[Judged]:
    """Return all claims of a report's latest reading as the person may see them."""
    found = read_claims(desk.ledger, report.id, desk.size)
    task = blind_task(desk, report.id)
    if task is None:
        return found
    codings = desk.state.work.codings(task.id)
    return blinded(found, codings, task.person, report.text)


def claim_of(desk: Desk, claim_id: str) -> Claim:
    """Return one claim as the person may see it, also one that was rejected.

    Raises:
        UnknownId: there is none of this id.
        Erased: it was erased.
    """
    read = desk.ledger.claim(claim_id)
    if read.report_id not in desk.blind_to:
        return judged(desk.ledger, [claim_id], desk.size)[0].claim
    for each in claims_of(desk, desk.ledger.report(read.report_id)):
        if each.read.id == claim_id:
            return each.claim
    raise UnknownId(f"there is no claim {claim_id[:10]!r} in what was read.")


def decisions_seen(desk: Desk, found: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that the person may see."""
    kept_back = _kept_back(desk)
    return [each for each in found if each.id not in kept_back]


def check_sighted(desk: Desk, claims: Sequence[str] = (), decision: str = "") -> None:
    """Refuse a ruling of a second coder on what they are to code.

    Raises:
        Refused: one of the claims, or those of the decision, are of such a report.
    """
    if decision in _kept_back(desk) or not claims_kept_back(desk).isdisjoint(claims):
        raise Refused(
            409,
            "you are the second coder of this report.",
            hint="Code it on its page, and hand the coding in.",
        )


def _kept_back(desk: Desk) -> set[str]:
    """Return others' decisions on these reports, and those that undo them."""
    named = set(claims_kept_back(desk))
    found: set[str] = set()
    if named:
        for each in desk.ledger.decisions():
            subjects = {*each.subjects, *(claim for group in each.groups for claim in group)}
            if each.person != desk.identity.name and not subjects.isdisjoint(named | found):
                found.add(each.id)
    return found
