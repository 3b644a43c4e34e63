"""Everything that follows from a set of claims: incidents, tallies, disputes, grades."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from polybius.ledger.derived import Derived, in_order
from polybius.ledger.store import Ledger
from polybius.linking.incidents import find_incidents
from polybius.linking.lineage import lineages
from polybius.linking.lineage_voices import Voices
from polybius.linking.parts import find_parts, parts_of
from polybius.records import Claim, Decision, Report
from polybius.weighing import tallies, weighed
from polybius.weighing.times import known_by
from polybius.weighing.updating import update
from polybius.weighing.weighed import weigh
from polybius.weighing.wholes import with_parts

rules = weighed.rules


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
    made = {i.id: weigh(i, by_id, reports, voices, decisions) for i in incidents}
    parts = find_parts(each.extent for each in made.values() if each.extent is not None)
    for whole_id in {part.whole_id: None for part in parts}:
        below = [t for each in parts_of(parts, whole_id) for t in made[each].tallies]
        made[whole_id] = with_parts(made[whole_id], below)
    return in_order(
        Derived(
            incidents,
            tuple(tally for each in made.values() for tally in each.tallies),
            tuple(dispute for each in made.values() for dispute in each.disputes),
            tuple(each.grade for each in made.values()),
            digest,
            rules,
            parts,
        )
    )


def derive_report(report: Report, claims: Iterable[Claim]) -> Derived:
    """Return what follows from one report alone, with the tallies of the default rule."""
    return by_rule(derive(claims, {report.id: report}))


def rebuild(ledger: Ledger) -> Derived:
    """Derive everything anew from the ledger's current claims, and put it in the ledger."""
    update(ledger, anew=True)
    return ledger.derived()


def derive_ledger(ledger: Ledger) -> Derived:
    """Derive everything anew from the ledger's current claims, and store nothing."""
    digest = ledger.claims_digest()
    reports = {report.id: report for report in ledger.reports()}
    return derive(ledger.claims(), reports, digest, ledger.rulings())


def current(ledger: Ledger, rule: str = tallies.rule) -> Derived:
    """Return the ledger's derived records, brought in step with the log.

    Args:
        ledger: the ledger.
        rule: whose tallies to return.

    Raises:
        SettingsError: there is no such rule.
    """
    if ledger.writable:
        update(ledger)
        return by_rule(ledger.derived(), rule)
    derived = ledger.derived()
    if derived.claims_digest != ledger.claims_digest() or derived.rules != rules:
        derived = derive_ledger(ledger)
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
