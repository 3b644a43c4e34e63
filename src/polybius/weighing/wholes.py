"""What an incident's parts say of the whole: rule ``tally.parts.v1``.

Parts are different people: together they are no more than the whole. So, by each tally rule,

- a whole is at least what its parts' lowest figures add up to; a best below that is raised to it;
- of a loss that nobody states of the whole, the sum of the parts' figures stands, open above;
- parts that add up to more than the greatest figure for the whole contradict it: both stay as
  they are said, and the contradiction is a dispute.

A total over incidents counts a whole, or its parts, never both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from polybius.ids import content_id
from polybius.records import Dispute, Position, Tally
from polybius.weighing import tallies
from polybius.weighing.weighed import Weighed

rule = "tally.parts.v1"


def with_parts(whole: Weighed, parts: Iterable[Tally]) -> Weighed:
    """Return what follows for an incident from its own claims and the tallies of its parts."""
    by_loss: dict[tuple[str, str, str], list[Tally]] = {}
    for tally in sorted(parts, key=lambda t: (t.rule, t.category, t.victim_class, t.incident_id)):
        by_loss.setdefault((tally.rule, tally.category, tally.victim_class), []).append(tally)
    made: list[Tally] = []
    disputes = list(whole.disputes)
    for own in whole.tallies:
        below = by_loss.pop((own.rule, own.category, own.victim_class), [])
        total = sum(part.low for part in below)
        if own.high is not None and total > own.high:
            made.append(replace(own, contested=True))
            if own.rule == tallies.rule:
                disputes.append(_excess(own, below, total))
        else:
            made.append(_raised(own, below, total))
    made += [_sum(whole.incident.id, below) for below in by_loss.values()]
    return replace(whole, tallies=tuple(made), disputes=tuple(disputes))


def _raised(own: Tally, below: Sequence[Tally], total: int) -> Tally:
    if total <= own.low:
        return own
    claims = _claims(part.low_claims for part in below)
    raised = replace(own, low=total, low_claims=claims)
    if own.best is None or own.best >= total:
        return raised
    return replace(raised, best=total, best_claims=claims)


def _sum(incident_id: str, below: Sequence[Tally]) -> Tally:
    bests = [part.best for part in below if part.best is not None]
    return Tally(
        incident_id=incident_id,
        category=below[0].category,
        victim_class=below[0].victim_class,
        low=sum(part.low for part in below),
        best=sum(bests) if len(bests) == len(below) else None,
        high=None,
        contested=any(part.contested for part in below),
        low_claims=_claims(part.low_claims for part in below),
        best_claims=_claims(part.best_claims for part in below),
        high_claims=_claims(part.high_claims for part in below),
        rule=below[0].rule,
    )


def _excess(own: Tally, below: Sequence[Tally], total: int) -> Dispute:
    question = f"parts:{own.category}:{own.victim_class}"
    positions = (
        Position(
            "all parts together", None, f"{total} or more", _claims(p.low_claims for p in below)
        ),
        Position("the whole", None, f"at most {own.high}", own.high_claims),
    )
    key = content_id("dispute", [own.incident_id, question, positions])
    return Dispute(key, own.incident_id, question, positions, "dispute.parts.v1")


def _claims(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({claim_id for group in groups for claim_id in group}))
