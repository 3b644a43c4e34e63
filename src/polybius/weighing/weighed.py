"""What weighing makes of one incident: tallies, disputes and a grade, by the rules named here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from polybius.linking.lineage import rule as lineage_rule
from polybius.linking.lineage_voices import Voices
from polybius.linking.lineage_voices import rule as voices_rule
from polybius.linking.matching import rule as link_rule
from polybius.linking.parts import Extent, extent_of
from polybius.linking.parts import rule as parts_rule
from polybius.linking.settling import rule as settling_rule
from polybius.records import Claim, Decision, Dispute, Grade, Incident, Report, Tally
from polybius.weighing import grades, tallies
from polybius.weighing.disputes import find_disputes
from polybius.weighing.standings import standing_figures
from polybius.weighing.superseding import rule as superseding_rule

rules = (
    link_rule,
    settling_rule,
    lineage_rule,
    voices_rule,
    superseding_rule,
    *tallies.rules,
    parts_rule,
    "tally.parts.v1",
    "dispute.v2",
    grades.rule,
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What follows from the claims of one incident."""

    incident: Incident
    tallies: tuple[Tally, ...]
    disputes: tuple[Dispute, ...]
    grade: Grade
    extent: Extent | None
    """What tells whether it is a part of another incident, or has parts; by its own claims."""


def weigh(
    incident: Incident,
    claims: Mapping[str, Claim],
    reports: Mapping[str, Report],
    voices: Voices,
    decisions: Sequence[Decision],
) -> Weighed:
    """Weigh one incident.

    Args:
        incident: the incident.
        claims: by id, at least its own.
        reports: by id, at least those that its claims are from.
        voices: who is behind each of its claims.
        decisions: those in effect.
    """
    own = [claims[claim_id] for claim_id in incident.claim_ids]
    figures = standing_figures(own, reports, voices)
    disputes = find_disputes(incident.id, own, figures, voices.key)
    grade = grades.grade_incident(incident.id, own, disputes, reports, voices)
    tallied = tallies.tally_by_all(incident.id, figures)
    return Weighed(
        incident,
        tallied,
        disputes,
        grades.as_ruled(grade, incident, decisions),
        extent_of(
            incident,
            own,
            [reports[each] for each in incident.report_ids],
            [tally for tally in tallied if tally.rule == tallies.rule],
        ),
    )
