"""Analysts' merges and splits as bounds on clustering: what must and what must not be together.

Decisions name claims, since incidents change their ids. A later decision outweighs an earlier
one. Without a decision (undone, that is) linking is as if it had never been made, because
nothing here is kept from one linking to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, product

from polybius.linking.accounts import Account
from polybius.linking.profiles import Member
from polybius.records import Claim, Decision, Ruling


@dataclass(frozen=True)
class Bounds:
    """Pairs of accounts that must be, or must not be, in one incident."""

    together: frozenset[tuple[Member, Member]] = frozenset()
    apart: frozenset[tuple[Member, Member]] = frozenset()
    ruled: Mapping[Member, tuple[Member, ...]] = field(default_factory=dict)
    """For each account that a decision names, all those that the decision names with it."""


def divided(accounts: Iterable[Account], decisions: Sequence[Decision]) -> list[Account]:
    """Cut accounts in two where a split puts claims of one account into different groups."""
    made = list(accounts)
    for decision in decisions:
        if decision.ruling is Ruling.SPLIT:
            group_of = {c: n for n, group in enumerate(decision.groups) for c in group}
            made = [part for account in made for part in _parts(account, group_of)]
    return sorted(made, key=lambda account: account.order)


def _parts(account: Account, group_of: Mapping[str, int]) -> list[Account]:
    groups: dict[int | None, list[Claim]] = {}
    for claim in account.claims:
        groups.setdefault(group_of.get(claim.id), []).append(claim)
    if len(groups) < 2 or len(groups.keys() - {None}) < 2:
        return [account]
    unnamed = groups.pop(None, [])
    parts = [[*claims] for _, claims in sorted(groups.items(), key=lambda item: str(item[0]))]
    parts[0] += unnamed
    ordered = (tuple(sorted(p, key=lambda c: (c.passage.start, c.id))) for p in parts)
    return [
        replace(account, key=account.key if n == 0 else f"{account.key}/{claims[0].id[:12]}",
                claims=claims)
        for n, claims in enumerate(ordered)
    ]  # fmt: skip


def bounds_of(member_of: Mapping[str, Member], decisions: Sequence[Decision]) -> Bounds:
    """Return what the decisions in effect (in their order) ask of the accounts' clusters.

    Args:
        member_of: the account of each claim; at least of those that decisions name.
        decisions: those in effect.
    """
    together: dict[tuple[Member, Member], bool] = {}
    named: dict[Member, set[Member]] = {}
    for decision in decisions:
        groups = [sorted({member_of[c] for c in g if c in member_of}) for g in decision.groups]
        if decision.ruling in (Ruling.MERGE, Ruling.SPLIT):
            joined = decision.ruling is Ruling.MERGE
            pairs = (pair for pair in _pairs(groups, joined=joined) if pair[0] != pair[1])
            together |= dict.fromkeys(pairs, joined)
            everyone = {member for group in groups for member in group}
            for member in everyone:
                named.setdefault(member, set()).update(everyone)
    return Bounds(
        frozenset(pair for pair, joined in together.items() if joined),
        frozenset(pair for pair, joined in together.items() if not joined),
        {member: tuple(sorted(others)) for member, others in named.items()},
    )


def members_of_claims(accounts: Iterable[Account]) -> dict[str, Member]:
    """Return the account that each claim is in."""
    return {claim.id: account.order for account in accounts for claim in account.claims}


def _pairs(groups: Sequence[Sequence[Member]], *, joined: bool) -> Iterator[tuple[Member, Member]]:
    if joined:
        yield from combinations(sorted({m for group in groups for m in group}), 2)
        return
    for one, other in combinations(groups, 2):
        yield from ((min(pair), max(pair)) for pair in product(one, other))
