"""Everything that follows from a set of claims: incidents, tallies, disputes, grades."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from polybius.ledger.derived import Derived
from polybius.ledger.store import Ledger
from polybius.linking.incidents import find_incidents
from polybius.linking.lineage import lineages
from polybius.linking.lineage import rule as lineage_rule
from polybius.linking.lineage_voices import Voices
from polybius.linking.lineage_voices import rule as voices_rule
from polybius.linking.matching import rule as link_rule
from polybius.records import Claim, Decision, Dispute, Grade, Report, Tally
from polybius.weighing import grades, tallies
from polybius.weighing.disputes import find_disputes
from polybius.weighing.standings import standing_figures
from polybius.weighing.superseding import rule as superseding_rule
from polybius.weighing.times import known_by

rules = (
    link_rule,
    lineage_rule,
    voices_rule,
    superseding_rule,
    *tallies.rules,
    "dispute.v1",
    grades.rule,
)


def derive(
    claims: Iterable[Claim],
    reports: Mapping[str, Report],
    digest: str = "",
    decisions: Sequence[Decision] = (),
) -> Derived:
    """Return what follows from ``claims``, the same for any order of them, by every tally rule.

    Args:
        claims: the claims to weigh.
        reports: by id, at least those that the claims are from; lineage looks at them all.
        digest: of the claims, to tell later whether the result is stale.
        decisions: those in effect, in their order.
    """
    by_id = {claim.id: claim for claim in claims}
    voices = Voices(by_id.values(), reports, lineages(reports.values()))
    incidents = find_incidents(by_id.values(), reports, decisions)
    tallied: list[Tally] = []
    disputed: list[Dispute] = []
    graded: list[Grade] = []
    for incident in incidents:
        own = [by_id[claim_id] for claim_id in incident.claim_ids]
        figures = standing_figures(own, reports, voices)
        tallied += tallies.tally_by_all(incident.id, figures)
        found = find_disputes(incident.id, own, figures, voices.key)
        disputed += found
        made = grades.grade_incident(incident.id, own, found, reports, voices)
        graded.append(grades.as_ruled(made, incident, decisions))
    return Derived(incidents, tuple(tallied), tuple(disputed), tuple(graded), digest, rules)


def derive_report(report: Report, claims: Iterable[Claim]) -> Derived:
    """Return what follows from one report alone, with the tallies of the default rule."""
    return by_rule(derive(claims, {report.id: report}))


def rebuild(ledger: Ledger) -> Derived:
    """Derive everything anew from the ledger's current claims, and put it in the ledger."""
    digest = ledger.claims_digest()
    reports = {report.id: report for report in ledger.reports()}
    derived = derive(ledger.claims(), reports, digest, ledger.rulings())
    ledger.replace_derived(derived)
    return derived


def current(ledger: Ledger, rule: str = tallies.rule) -> Derived:
    """Return the ledger's derived records, made anew if claims or rules have changed.

    Args:
        ledger: the ledger.
        rule: whose tallies to return.

    Raises:
        SettingsError: there is no such rule.
    """
    derived = ledger.derived()
    if derived.claims_digest != ledger.claims_digest() or derived.rules != rules:
        derived = rebuild(ledger)
    return by_rule(derived, rule)


def past(
    ledger: Ledger,
    *,
    as_of: str | None = None,
    known: str | None = None,
    rule: str = tallies.rule,
) -> Derived:
    """Return what followed from what was known at a past time; nothing is stored.

    Args:
        ledger: the ledger.
        as_of: state of the ledger: a day, a moment or a head (`Ledger.entries_as_of`).
        known: a day: only what was published by its end counts.
        rule: whose tallies to return.

    Raises:
        SettingsError: a time or the rule is none.
        UnknownId: the ledger is younger than ``as_of``.
    """
    if as_of is None and known is None:
        return current(ledger, rule)
    size = None if as_of is None else ledger.entries_as_of(as_of)
    reports = {report.id: report for report in ledger.reports(size)}
    if known is not None:
        reports = {i: report for i, report in reports.items() if known_by(report, known)}
    claims = [claim for claim in ledger.claims(size=size) if claim.report_id in reports]
    return by_rule(derive(claims, reports, decisions=ledger.rulings(size)), rule)


def by_rule(derived: Derived, rule: str = tallies.rule) -> Derived:
    """Return ``derived`` with the tallies of one rule alone, or of ``all``.

    Raises:
        SettingsError: there is no such rule.
    """
    if rule == "all":
        return derived
    name = tallies.checked_rule(rule)
    return replace(derived, tallies=tuple(t for t in derived.tallies if t.rule == name))
