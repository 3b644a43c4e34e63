"""Everything that follows from a set of claims: incidents, tallies, disputes, grades."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from polybius.ledger.derived import Derived
from polybius.ledger.store import Ledger
from polybius.linking.incidents import find_incidents
from polybius.linking.matching import rule as link_rule
from polybius.records import Claim, Dispute, Grade, Report, Tally
from polybius.weighing import grades, tallies
from polybius.weighing.disputes import find_disputes
from polybius.weighing.standings import standing_figures

rules = (link_rule, tallies.rule, "dispute.v1", grades.rule)


def derive(claims: Iterable[Claim], reports: Mapping[str, Report], digest: str = "") -> Derived:
    """Return what follows from ``claims``, the same for any order of them.

    Args:
        claims: the claims to weigh.
        reports: by id, at least those that the claims are from.
        digest: of the claims, to tell later whether the result is stale.
    """
    by_id = {claim.id: claim for claim in claims}
    incidents = find_incidents(by_id.values(), reports)
    tallied: list[Tally] = []
    disputed: list[Dispute] = []
    graded: list[Grade] = []
    for incident in incidents:
        own = [by_id[claim_id] for claim_id in incident.claim_ids]
        figures = standing_figures(own, reports)
        tallied += tallies.tally_incident(incident.id, figures)
        found = find_disputes(incident.id, own, figures)
        disputed += found
        graded.append(grades.grade_incident(incident.id, own, found))
    return Derived(incidents, tuple(tallied), tuple(disputed), tuple(graded), digest, tuple(rules))


def derive_report(report: Report, claims: Iterable[Claim]) -> Derived:
    """Return what follows from one report alone."""
    return derive(claims, {report.id: report})


def rebuild(ledger: Ledger) -> Derived:
    """Derive everything anew from the ledger's current claims, and put it in the ledger."""
    digest = ledger.claims_digest()
    reports = {report.id: report for report in ledger.reports()}
    derived = derive(ledger.claims(), reports, digest)
    ledger.replace_derived(derived)
    return derived


def current(ledger: Ledger) -> Derived:
    """Return the ledger's derived records, made anew if claims or rules have changed."""
    derived = ledger.derived()
    if derived.claims_digest == ledger.claims_digest() and derived.rules == tuple(rules):
        return derived
    return rebuild(ledger)
