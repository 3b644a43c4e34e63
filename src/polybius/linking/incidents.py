"""Accounts → incidents: candidate pairs by day, linked best first, never across a contradiction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import combinations

from polybius.codebook import load
from polybius.ids import content_id
from polybius.linking.accounts import (
    Account,
    best_place,
    best_when,
    gather_accounts,
    merged_roles,
)
from polybius.linking.matching import compare, contradicts, link_at, rule
from polybius.linking.within_report import join_within_reports
from polybius.records import Claim, Incident, Place, Report

type_weights = {
    "attack": 0.8,
    "killing": 0.4,
    "wounding": 0.2,
    "shooting": 0.6,
    "property_destruction": 0.3,
}
"""Votes of types that also name the general or the outcome of another: a bombing kills."""

longest_span_days = 31
"""Accounts that may be of any day in a longer span are not compared by day."""


def find_incidents(claims: Iterable[Claim], reports: Mapping[str, Report]) -> tuple[Incident, ...]:
    """Return the incidents that ``claims`` speak of, by day, then id.

    The result is the same for any order of ``claims``.

    Args:
        claims: the current claims.
        reports: by id, at least those that the claims are from.
    """
    accounts = join_within_reports(gather_accounts(claims, reports))
    incidents = [_incident(cluster) for cluster in _clusters(accounts)]
    return tuple(sorted(incidents, key=lambda i: (i.start or "9999", i.id)))


def _clusters(accounts: Sequence[Account]) -> list[list[Account]]:
    cluster_of = {n: [n] for n in range(len(accounts))}
    for _, first, second in _links(accounts):
        one, other = cluster_of[first], cluster_of[second]
        if one is other or _contradictory(accounts, one, other):
            continue
        one.extend(other)
        for member in other:
            cluster_of[member] = one
    unique = {id(c): c for c in cluster_of.values()}
    return [[accounts[n] for n in sorted(cluster)] for cluster in unique.values()]


def _links(accounts: Sequence[Account]) -> list[tuple[float, int, int]]:
    """Return the pairs that match, best first; equal ones in the accounts' total order."""
    scored = (
        (-compare(accounts[first], accounts[second]).score, first, second)
        for first, second in sorted(set(_pairs(accounts)))
    )
    return sorted(link for link in scored if -link[0] >= link_at)


def _pairs(accounts: Sequence[Account]) -> Iterator[tuple[int, int]]:
    by_day: dict[object, list[int]] = {}
    for n, account in enumerate(accounts):
        if account.days is None:
            continue
        first, last = account.days
        if (last - first).days <= longest_span_days:
            for ahead in range((last - first).days + 1):
                by_day.setdefault(first + timedelta(days=ahead), []).append(n)
    for members in by_day.values():
        for first_n, second_n in combinations(members, 2):
            # Within a report the reader has already told its happenings apart.
            if accounts[first_n].report_id != accounts[second_n].report_id:
                yield first_n, second_n


def _contradictory(accounts: Sequence[Account], one: list[int], other: list[int]) -> bool:
    return any(contradicts(accounts[a], accounts[b]) for a in one for b in other)


def _incident(cluster: Sequence[Account]) -> Incident:
    claims = [claim for account in cluster for claim in account.claims]
    anchor = min(cluster, key=lambda account: account.order)
    when = best_when(c.when for c in claims)
    place = best_place(c.place for c in claims)
    event_type = _event_type(cluster)
    days = anchor.days if when is None else None
    start = when.start if when else (days[0].isoformat() if days else None)
    end = (when.end or when.start) if when else (days[1].isoformat() if days else None)
    return Incident(
        id=content_id("incident", [anchor.report_id, anchor.key]),
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


def _event_type(cluster: Sequence[Account]) -> str:
    """Return the type that the accounts name most, what was done before what came of it."""
    votes: dict[str, float] = {}
    for account in cluster:
        for code in account.event_types:
            votes[code] = votes.get(code, 0.0) + type_weights.get(code, 1.0)
    return min(votes, key=lambda code: (-votes[code], code))


def _title(event_type: str, place: Place | None, start: str | None, end: str | None) -> str:
    entry = load().event_types.get(event_type)
    title = entry.label if entry else event_type
    if place:
        title += f" in {place.gazetteer_name or place.name}"
    if start:
        title += f", {start}" if end in (None, start) else f", {start} to {end}"
    return title
