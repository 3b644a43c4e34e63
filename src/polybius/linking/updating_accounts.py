"""Links what has changed: only the components that it is in, or is linked to, are clustered anew.

Invariant: components and clusters are a function of the set of accounts and of the decisions.
Accounts linked by a probability of at least `matching.link_at`, or by a decision, form components;
each is clustered by itself. An account can only change the components that it is linked to, so
that their accounts, linked anew by themselves, come out as in a linking of the whole ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from sqlalchemy import Row

from polybius.ledger import schema
from polybius.ledger.workings import Renewal, Workings, claims_in, portions
from polybius.linking.accounts import Account
from polybius.linking.blocking import block_of, keys_of, specific
from polybius.linking.bulk import link_components
from polybius.linking.columns import columns_of
from polybius.linking.encoding import Encoder
from polybius.linking.incidents import account_id
from polybius.linking.matching import link_at, probabilities
from polybius.linking.profiles import Member, Profile, profile_of
from polybius.linking.rulings import bounds_of
from polybius.records import Decision, Ruling


@dataclass(frozen=True)
class Relinked:
    """What linking made of a change."""

    clusters: tuple[tuple[Account, ...], ...]
    """Those that are new or have changed."""
    gone: frozenset[str]
    """Incidents that are no more, or stand among ``clusters``."""
    renewals: tuple[Renewal, ...]


@dataclass(frozen=True)
class _Kept:
    """An account whose report did not change."""

    row: Row[tuple[object, ...]]
    profile: Profile


def relink(
    workings: Workings,
    report_ids: Iterable[str],
    accounts: Sequence[Account],
    decisions: Sequence[Decision],
    encoder: Encoder,
) -> Relinked:
    """Link the accounts of reports that came or changed with all that are in the ledger.

    Args:
        workings: of a ledger with which they are in step but for these reports.
        report_ids: the reports; with them those on whose claims decisions came or went.
        accounts: of these reports, as they stand now.
        decisions: those in effect.
        encoder: compares wording.
    """
    table = schema.account
    old = workings.rows(table, table.c.report_id, report_ids)
    left = {row.id for row in old}
    fresh = {account_id(account): account for account in accounts}
    profiles = {each: profile_of(account) for each, account in fresh.items()}
    touched = {row.component for row in old}
    touched |= _met(workings, profiles.values(), left, encoder)
    touched |= _ruled(workings, accounts, decisions)
    kept = {
        row.id: _Kept(row, profile_loads(row.profile))
        for row in workings.rows(table, table.c.component, touched)
        if row.id not in left
    }
    member_of = _members(workings, accounts, kept, decisions)
    everyone = [*profiles.values(), *(each.profile for each in kept.values())]
    id_of = {profiles[each].member: each for each in fresh}
    id_of |= {each.profile.member: row_id for row_id, each in kept.items()}
    found = [
        [[id_of[member] for member in cluster] for cluster in component]
        for component in link_components(everyone, encoder, bounds_of(member_of, decisions))
    ]
    before = _clusters([*old, *(each.row for each in kept.values())])
    changed = [
        ids
        for component in found
        for ids in component
        if not (fresh.keys().isdisjoint(ids) and before.get(kept[ids[0]].row.incident_id) == {*ids})
    ]
    same = {ids[0] for component in found for ids in component} - {ids[0] for ids in changed}
    return Relinked(
        clusters=_accounts(workings, changed, fresh, kept, decisions),
        gone=frozenset(before.keys() - same),
        renewals=_renewals(left, fresh, profiles, kept, found),
    )


def profile_dumps(profile: Profile) -> str:
    """Return a profile as JSON, its sets in order."""
    return msgspec.json.encode(profile, order="sorted").decode()


def profile_loads(text: str) -> Profile:
    """Return the profile in JSON."""
    return msgspec.json.decode(text, type=Profile)


def _met(
    workings: Workings, profiles: Iterable[Profile], left: set[str], encoder: Encoder
) -> set[str]:
    """Return the components of the accounts in the ledger that are linked to ``profiles``."""
    own = list(profiles)
    blocks: dict[int, list[tuple[int, bool]]] = {}
    for number, profile in enumerate(own):
        for key in keys_of(profile):
            blocks.setdefault(block_of(key), []).append((number, specific(key)))
    table = schema.account_block
    pairs = {
        (row.account_id, number)
        for row in workings.rows(table, table.c.block, blocks)
        if row.account_id not in left
        for number, narrow in blocks[row.block]
        if not (narrow and row.specific)
    }
    rows = workings.rows(schema.account, schema.account.c.id, {each for each, _ in pairs})
    return _linked(own, {row.id: row for row in rows}, sorted(pairs), encoder)


def _linked(
    own: Sequence[Profile],
    rows: Mapping[str, Row[tuple[object, ...]]],
    pairs: Iterable[tuple[str, int]],
    encoder: Encoder,
) -> set[str]:
    order = sorted(rows)
    there = {each: len(own) + n for n, each in enumerate(order)}
    columns = columns_of([*own, *(profile_loads(rows[each].profile) for each in order)], encoder)
    found: set[str] = set()
    for some in portions(pairs, 100_000):
        one = np.array([number for _, number in some], np.int64)
        other = np.array([there[each] for each, _ in some], np.int64)
        likely = probabilities(columns, one, other, encoder.name) >= link_at
        found |= {rows[some[n][0]].component for n in np.flatnonzero(likely)}
    return found


def _ruled(
    workings: Workings, accounts: Iterable[Account], decisions: Iterable[Decision]
) -> set[str]:
    """Return the components of the accounts that decisions name with one of ``accounts``."""
    own = {claim.id for account in accounts for claim in account.claims}
    named: set[str] = set()
    for decision in decisions:
        claims = _named(decision)
        if not own.isdisjoint(claims):
            named |= claims
    link, table = schema.account_claim, schema.account
    there = {r.account_id for r in workings.rows(link, link.c.claim_id, named - own)}
    return {row.component for row in workings.rows(table, table.c.id, there)}


def _named(decision: Decision) -> set[str]:
    if decision.ruling not in (Ruling.MERGE, Ruling.SPLIT):
        return set()
    return {claim_id for group in decision.groups for claim_id in group}


def _members(
    workings: Workings,
    accounts: Iterable[Account],
    kept: Mapping[str, _Kept],
    decisions: Iterable[Decision],
) -> dict[str, Member]:
    """Return the account of each claim that a decision names, as far as it is linked anew."""
    named = set().union(*map(_named, decisions))
    link = schema.account_claim
    member_of = {
        row.claim_id: kept[row.account_id].profile.member
        for row in workings.rows(link, link.c.claim_id, named)
        if row.account_id in kept
    }
    own = {claim.id: account.order for account in accounts for claim in account.claims}
    return member_of | own


def _clusters(rows: Iterable[Row[tuple[object, ...]]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.incident_id, set()).add(row.id)
    return found


def _accounts(
    workings: Workings,
    clusters: Sequence[Sequence[str]],
    fresh: Mapping[str, Account],
    kept: Mapping[str, _Kept],
    decisions: Sequence[Decision],
) -> tuple[tuple[Account, ...], ...]:
    """Return the accounts of clusters of ids, with their claims."""
    link = schema.account_claim
    wanted = [each for ids in clusters for each in ids if each in kept]
    rows = workings.rows(link, link.c.account_id, wanted)
    claims = {
        c.id: c for c in claims_in(workings.connection, (row.claim_id for row in rows), decisions)
    }
    own: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        own.setdefault(row.account_id, []).append((row.position, row.claim_id))
    made = dict(fresh)
    for each in wanted:
        row = kept[each].row
        listed = tuple(claims[claim_id] for _, claim_id in sorted(own[each]))
        made[each] = Account(row.report_id, row.published, row.key, listed, row.source_table)
    return tuple(tuple(made[each] for each in ids) for ids in clusters)


def _renewals(
    left: set[str],
    fresh: Mapping[str, Account],
    profiles: Mapping[str, Profile],
    kept: Mapping[str, _Kept],
    found: Iterable[Iterable[Sequence[str]]],
) -> tuple[Renewal, ...]:
    rows, moved = [], set()
    for component in map(list, found):
        # The first account of a component is the first of its first cluster.
        first = min((ids for ids in component), key=lambda ids: _order(ids[0], profiles, kept))[0]
        for ids in component:
            for each in ids:
                place = {"component": first, "incident_id": ids[0]}
                if each in fresh:
                    rows.append(_row(each, fresh[each], profiles[each]) | place)
                elif (kept[each].row.component, kept[each].row.incident_id) != (first, ids[0]):
                    moved.add(each)
                    rows.append(kept[each].row._asdict() | place)
    return (
        Renewal(schema.account, schema.account.c.id, sorted(left | moved), rows),
        Renewal(
            schema.account_block,
            schema.account_block.c.account_id,
            sorted(left),
            [row for each, profile in profiles.items() for row in _block_rows(each, profile)],
        ),
        Renewal(
            schema.account_claim,
            schema.account_claim.c.account_id,
            sorted(left),
            [
                {"claim_id": claim.id, "account_id": each, "position": position}
                for each, account in fresh.items()
                for position, claim in enumerate(account.claims)
            ],
        ),
    )


def _order(each: str, profiles: Mapping[str, Profile], kept: Mapping[str, _Kept]) -> Member:
    return profiles[each].member if each in profiles else kept[each].profile.member


def _row(each: str, account: Account, profile: Profile) -> dict[str, object]:
    return {
        "id": each,
        "report_id": account.report_id,
        "published": account.published,
        "key": account.key,
        "source_table": account.table,
        "profile": profile_dumps(profile),
    }


def _block_rows(each: str, profile: Profile) -> list[dict[str, object]]:
    found: dict[int, bool] = {}
    for key in keys_of(profile):
        found[block_of(key)] = found.get(block_of(key), True) and specific(key)
    return [{"block": b, "account_id": each, "specific": s} for b, s in found.items()]
