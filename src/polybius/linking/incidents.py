"""Claims → accounts → incidents: what is kept of a cluster of accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from polybius.codebook import load
from polybius.ids import content_id
from polybius.linking.accounts import (
    Account,
    best_place,
    best_when,
    gather_accounts,
    merged_roles,
)
from polybius.linking.bulk import link_all
from polybius.linking.encoding import Encoder, LexicalEncoder
from polybius.linking.matching import rule
from polybius.linking.profiles import profile_of
from polybius.linking.rulings import bounds_of, divided, members_of_claims
from polybius.linking.within_report import join_within_reports
from polybius.records import Claim, Decision, Incident, Place, Report

type_weights = {
    "attack": 0.8,
    "killing": 0.4,
    "wounding": 0.2,
    "shooting": 0.6,
    "property_destruction": 0.3,
}
"""Votes of types that also name the general or the outcome of another: a bombing kills."""


def find_incidents(
    claims: Iterable[Claim],
    reports: Mapping[str, Report],
    decisions: Sequence[Decision] = (),
    encoder: Encoder | None = None,
) -> tuple[Incident, ...]:
    """Return the incidents that ``claims`` speak of, by day, then id.

    The result is the same for any order of ``claims``.

    Args:
        claims: the current claims.
        reports: by id, at least those that the claims are from.
        decisions: those in effect, in their order; merges and splits bound what is found.
        encoder: makes vectors of the accounts' words; by default the lexical one.
    """
    accounts = find_accounts(claims, reports, decisions)
    bounds = bounds_of(members_of_claims(accounts), decisions)
    clusters = link_all(list(map(profile_of, accounts)), encoder or LexicalEncoder(), bounds)
    by_member = {account.order: account for account in accounts}
    return sorted_incidents([by_member[m] for m in members] for members in clusters)


def find_accounts(
    claims: Iterable[Claim], reports: Mapping[str, Report], decisions: Sequence[Decision] = ()
) -> list[Account]:
    """Return each report's accounts of incidents, in their total order, as splits divide them."""
    return divided(join_within_reports(gather_accounts(claims, reports)), decisions)


def sorted_incidents(clusters: Iterable[Sequence[Account]]) -> tuple[Incident, ...]:
    """Return the clusters as incidents, by day, then id."""
    incidents = [incident_of(cluster) for cluster in clusters]
    return tuple(sorted(incidents, key=lambda i: (i.start or "9999", i.id)))


def incident_of(cluster: Sequence[Account]) -> Incident:
    """Return the incident that a cluster's accounts speak of; its id is its first account's."""
    claims = [claim for account in cluster for claim in account.claims]
    anchor = min(cluster, key=lambda account: account.order)
    when = best_when(c.when for c in claims)
    place = best_place(c.place for c in claims)
    event_type = _event_type(cluster)
    days = anchor.days if when is None else None
    start = when.start if when else (days[0].isoformat() if days else None)
    end = (when.end or when.start) if when else (days[1].isoformat() if days else None)
    return Incident(
        id=account_id(anchor),
        event_type=event_type,
        claim_ids=tuple(sorted(claim.id for claim in claims)),
        report_ids=tuple(sorted({claim.report_id for claim in claims})),
        place=place,
        start=start,
        end=end,
        roles=merged_roles(claims),
        title=_title(event_type, place, start, end),
        rule=rule,
    )


def account_id(account: Account) -> str:
    """Return the id of an account, and of an incident whose first account it is."""
    return content_id("incident", [account.report_id, account.key])


def _event_type(cluster: Sequence[Account]) -> str:
    """Return the type that the accounts name most, what was done before what came of it."""
    votes: dict[str, float] = {}
    for account in cluster:
        for code in account.event_types:
            votes[code] = votes.get(code, 0.0) + type_weights.get(code, 1.0)
    # A split may leave a figure without the words that say what happened.
    return min(votes, key=lambda code: (-votes[code], code), default="violence_against_persons")


def _title(event_type: str, place: Place | None, start: str | None, end: str | None) -> str:
    entry = load().event_types.get(event_type)
    title = entry.label if entry else event_type
    if place:
        title += f" in {place.gazetteer_name or place.name}"
    if start:
        title += f", {start}" if end in (None, start) else f", {start} to {end}"
    return title
