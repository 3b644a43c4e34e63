"""Joins a report's accounts of one happening that its wording keeps apart: ``within.rules.v1``.

A reader ties happenings by grammar and reference; here place and day decide. Most reports are
about one incident and return to it in many words ("the attack … 17 were killed … the group said
that it killed 200"). So accounts of like kind join unless something sets them apart: two pinpoint
places, days that do not overlap, or a different country.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from polybius.linking.accounts import Account, joined
from polybius.linking.matching import contradicts
from polybius.linking.profiles import pinpoint
from polybius.records import Place

rule = "within.rules.v1"


def join_within_reports(accounts: Iterable[Account]) -> tuple[Account, ...]:
    """Return the accounts with those of one report that speak of one happening joined."""
    by_report: dict[str, list[Account]] = {}
    for account in sorted(accounts, key=lambda a: a.order):
        by_report.setdefault(account.report_id, []).append(account)
    made = [account for own in by_report.values() for account in _joined(own)]
    return tuple(sorted(made, key=lambda a: a.order))


def _joined(accounts: Sequence[Account]) -> list[Account]:
    """Join in text order, each account to the earlier one that is nearest in the text."""
    kept: list[Account] = []
    for account in sorted(accounts, key=_start):
        fitting = [k for k in reversed(kept) if _fit(k, account)]
        if fitting:
            kept[kept.index(fitting[0])] = joined(fitting[0], account)
        else:
            kept.append(account)
    return kept


def _start(account: Account) -> tuple[int, str]:
    return account.claims[0].passage.start, account.key


def _fit(one: Account, other: Account) -> bool:
    return (
        one.family == other.family
        and contradicts(one, other) is None
        and not _other_scene(one.place, other.place)
    )


def _other_scene(a: Place | None, b: Place | None) -> bool:
    """Tell whether two places are different scenes: two pinpoints, or two divisions."""
    if a is None or b is None or a.gazetteer_id == b.gazetteer_id:
        return False
    if {a.precision, b.precision} <= pinpoint:
        return a.name.lower() != b.name.lower()
    divisions = {a.precision, b.precision} <= pinpoint | {"adm1"}
    return divisions and a.admin1 is not None and b.admin1 is not None and a.admin1 != b.admin1
