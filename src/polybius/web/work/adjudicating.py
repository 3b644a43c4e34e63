"""From second codings to agreement, and from differences to decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from polybius.errors import SettingsError, UnknownId
from polybius.ledger import rulings
from polybius.ledger.store import Ledger
from polybius.records import Change, Claim, Decision, Ruling
from polybius.web.models.blind import coded_changes
from polybius.web.models.editing import changes_in, editable_fields
from polybius.web.models.judged import Judged, judged, read_claims
from polybius.web.work.agreement import (
    Both,
    Difference,
    FieldAgreement,
    agreements,
    both_coded,
    differences,
    relation_agreements,
)
from polybius.web.work.store import Coding, Task, Work

adjudicated = "adjudicated: "
"""Begins the reason of a decision between coders, so that it counts as neither's own."""
takes = ("first", "second")


@dataclass(frozen=True, slots=True)
class Compared:
    """What the second codings that were handed in show."""

    reports: int
    claims: int
    fields: tuple[FieldAgreement, ...]
    relations: tuple[FieldAgreement, ...]
    differences: tuple[Difference, ...]
    """Those that nobody has settled."""
    open_tasks: tuple[Task, ...]


def compare(
    ledger: Ledger, work: Work, size: int | None = None, moment: str | None = None
) -> Compared:
    """Return the agreement over all second codings that were handed in.

    Args:
        ledger: the ledger.
        work: the codings.
        size: entries of the log to look at; None: all.
        moment: of the last of them: what was handed in later is under way; None: now.
    """
    tasks = [t for t in work.tasks(kind="second") if moment is None or t.given <= moment]
    done = [t for t in tasks if t.ended is not None and (moment is None or t.ended <= moment)]
    both = [each for task in done for each in _both(ledger, work, task, size)]
    settled = _settled(ledger.rulings(size))
    return Compared(
        len({task.item for task in done}),
        len(both),
        agreements(both) if both else (),
        relation_agreements(both),
        tuple(d for d in differences(both) if d.claim_id not in settled),
        tuple(task for task in tasks if task not in done),
    )


def settle(
    ledger: Ledger, work: Work, claim_id: str, take: str, *, person: str, reason: str
) -> Decision:
    """Decide between two coders of a claim, as an adjudicator.

    Raises:
        SettingsError: ``take`` is neither coder.
        UnknownId: no second coding of this claim was handed in.
    """
    if take not in takes:
        raise SettingsError(f"{take!r} is neither coder.", hint=f"Use: {', '.join(takes)}.")
    stands = judged(ledger, [claim_id])[0]
    if take == "first":
        ruling = Ruling.REJECT if stands.status == "rejected" else Ruling.ACCEPT
        changes: tuple[Change, ...] = ()
    else:
        text = ledger.report(stands.read.report_id).text
        ruling, changes = _of_second(stands, _coding(work, stands.read), text)
    draft = Decision("", ruling, (claim_id,), person, "", adjudicated + reason, changes=changes)
    return ledger.decide(draft)


def _coding(work: Work, claim: Claim) -> Coding:
    for task in work.tasks(kind="second", item=claim.report_id, is_open=False):
        found = work.codings(task.id).get(claim.id)
        if found is not None:
            return found
    raise UnknownId(f"no second coding of the claim {claim.id[:10]} was handed in.")


def _of_second(stands: Judged, coding: Coding, text: str) -> tuple[Ruling, tuple[Change, ...]]:
    """Return the ruling that makes the claim what the second coder says, whatever the first set."""
    if coding.verdict == Ruling.REJECT.value:
        return Ruling.REJECT, ()
    made = coded_changes(stands.read, coding, text)
    wanted = rulings.corrected(stands.read, made) if made else stands.read
    values = {field.field: field.value for field in editable_fields(wanted)}
    changes = changes_in(stands.claim, values, text)
    return (Ruling.CORRECT, changes) if changes else (Ruling.ACCEPT, ())


def _both(ledger: Ledger, work: Work, task: Task, size: int | None) -> list[Both]:
    try:
        text = ledger.report(task.item).text
    except UnknownId:
        return []
    reads = {j.read.id: j.read for j in read_claims(ledger, task.item, size)}
    decisions = rulings.by_claim(d for d in ledger.rulings(size) if not _is_settling(d))
    return both_coded(reads, decisions, work.codings(task.id), task.person, text)


def _settled(decisions: Iterable[Decision]) -> set[str]:
    return {claim for d in decisions if _is_settling(d) for claim in d.subjects}


def _is_settling(decision: Decision) -> bool:
    return decision.reason.startswith(adjudicated)
