"""Pairs of incidents that linking left apart, though it is not improbable that they are one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from polybius.ledger.store import Ledger
from polybius.linking.columns import columns_of
from polybius.linking.encoding import LexicalEncoder
from polybius.linking.incidents import find_accounts
from polybius.linking.linker import candidates
from polybius.linking.profiles import profile_of
from polybius.records import Claim, Decision, Report, Ruling
from polybius.web.models.judged import judged, reports_of
from polybius.web.shelves import Weighed

least = 0.1
"""Probability from which a pair is shown to a person."""
looked_at = 300
"""Incidents, the latest first, among which pairs are looked for."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two incidents that may be one."""

    first: str
    first_title: str
    second: str
    second_title: str
    probability: float


def proposals(
    ledger: Ledger, shown: Sequence[Weighed], size: int | None = None
) -> tuple[Proposal, ...]:
    """Return the pairs among these incidents, the most probable first.

    Pairs that a person split are not proposed again.

    Args:
        ledger: the ledger.
        shown: the incidents, of the state that is asked for.
        size: entries of the log to look at; None: all.
    """
    incidents = {w.incident.id: w.incident for w in shown}
    ids = [c for incident in incidents.values() for c in incident.claim_ids]
    claims = [j.claim for j in judged(ledger, ids, size)]
    reports = reports_of(ledger, (c.report_id for c in claims))
    decisions = ledger.rulings(size)
    incident_of = {c: i.id for i in incidents.values() for c in i.claim_ids}
    likely = _likely(claims, reports, decisions, incident_of)
    apart = _split_apart(decisions, incident_of)
    return tuple(
        Proposal(a, incidents[a].title, b, incidents[b].title, round(p, 3))
        for (a, b), p in sorted(likely.items(), key=lambda item: (-item[1], item[0]))
        if (a, b) not in apart
    )


def _likely(
    claims: Sequence[Claim],
    reports: dict[str, Report],
    decisions: Sequence[Decision],
    incident_of: dict[str, str],
) -> dict[tuple[str, str], float]:
    accounts = find_accounts([c for c in claims if c.report_id in reports], reports, decisions)
    encoder = LexicalEncoder()
    profiles = [profile_of(account) for account in accounts]
    if len(profiles) < 2:
        return {}
    one, other, probability = candidates(profiles, columns_of(profiles, encoder), encoder)
    found: dict[tuple[str, str], float] = {}
    for a, b, p in zip(one.tolist(), other.tolist(), probability.tolist(), strict=True):
        pair = sorted({incident_of.get(accounts[n].claims[0].id, "") for n in (a, b)})
        if len(pair) == 2 and "" not in pair and p >= least:
            found[pair[0], pair[1]] = max(p, found.get((pair[0], pair[1]), 0.0))
    return found


def _split_apart(
    decisions: Sequence[Decision], incident_of: dict[str, str]
) -> set[tuple[str, str]]:
    apart: set[tuple[str, str]] = set()
    for decision in decisions:
        if decision.ruling is Ruling.SPLIT:
            named = {incident_of[c] for g in decision.groups for c in g if c in incident_of}
            apart |= {(a, b) for a in named for b in named if a < b}
    return apart
