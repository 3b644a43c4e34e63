"""One report's account of one happening: what linking compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from polybius.codebook import load
from polybius.importers.rows import dataset_of
from polybius.records import (
    Claim,
    Count,
    Modality,
    Occurrence,
    Place,
    Polarity,
    Report,
    Role,
    When,
)

incident_groups = frozenset(
    {
        "fighting",
        "remote_violence",
        "violence_against_persons",
        "unrest",
        "property_acts",
        "security_measures",
    }
)
"""Groups of event types whose happenings become incidents; dealings and appeals do not."""

violence_groups = incident_groups - {"unrest", "security_measures"}
stated_rules = ("circumstances.clause.v1", "circumstances.sentence.v1")
"""Rules by which a place or time is the happening's own, not its context's."""

real_modalities = frozenset({Modality.ACTUAL, Modality.ATTEMPTED})
place_ranks = ("exact", "near", "adm2", "adm1", "area", "country", "international", "unresolved")
recent_days = 3
"""An account without a date is taken to be of the days before its publication."""


@dataclass(frozen=True)
class Account:
    """What one report says of one happening, over all its claims about it."""

    report_id: str
    published: str | None
    key: str
    claims: tuple[Claim, ...]
    table: str | None = None
    """Names the table of events of which it is a row; None for a text's account."""

    @property
    def order(self) -> tuple[str, str, str]:
        """A total order that does not depend on the order of arrival."""
        return self.published or "9999-12-31", self.report_id, self.key

    @cached_property
    def occurrences(self) -> tuple[tuple[Claim, Occurrence], ...]:
        """Its claims that something happened, by voices that don't deny it."""
        return tuple((c, c.body) for c in self.claims if isinstance(c.body, Occurrence))

    @cached_property
    def event_types(self) -> Counter[str]:
        """How often each event type is named."""
        return Counter(body.event_type for _, body in self.occurrences)

    @cached_property
    def family(self) -> str:
        """``violence``, ``unrest`` or ``security_measures``: what the happening is compared as."""
        groups = Counter(family_of(code) for code in self.event_types.elements())
        return min(groups, key=lambda g: (-groups[g], g)) if groups else "violence"

    @cached_property
    def place(self) -> Place | None:
        """The most precise place that its claims name; the most frequent of equals."""
        return best_place(c.place for c in self.claims)

    @cached_property
    def days(self) -> tuple[date, date] | None:
        """First and last possible day, from the most precise date, else from publication."""
        when = best_when(c.when for c in self.claims)
        if when is not None and when.start is not None:
            return date.fromisoformat(when.start), date.fromisoformat(when.end or when.start)
        if self.published is not None and len(self.published) == 10:
            last = date.fromisoformat(self.published)
            return last - timedelta(days=recent_days), last
        return None

    @cached_property
    def dated(self) -> bool:
        """Whether its own words give the days, not only its publication."""
        return any(c.when is not None and c.when.start is not None for c in self.claims)

    @cached_property
    def parties(self) -> frozenset[str]:
        """Register keys, else names in lower case, of those who have a part in it."""
        return frozenset(
            role.party.party_id or role.party.name.lower() for c in self.claims for role in c.roles
        )

    @cached_property
    def figures(self) -> frozenset[tuple[str, str, int]]:
        """``(category, victim class, figure)`` of its counts that name one."""
        return frozenset(
            (c.body.category, c.body.victim_class, c.body.best)
            for c in self.claims
            if isinstance(c.body, Count) and c.body.best is not None
        )


def gather_accounts(claims: Iterable[Claim], reports: Mapping[str, Report]) -> tuple[Account, ...]:
    """Return the accounts that can be incidents, in their total order."""
    groups: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        if claim.happening is not None:
            groups.setdefault((claim.report_id, claim.happening), []).append(claim)
    accounts = (
        _account(reports[report_id], key, tuple(sorted(group, key=_in_text)))
        for (report_id, key), group in groups.items()
    )
    return tuple(sorted(filter(is_incident, accounts), key=lambda a: a.order))


def _account(report: Report, key: str, claims: tuple[Claim, ...]) -> Account:
    return Account(report.id, report.published, key, claims, dataset_of(report))


def joined(account: Account, other: Account) -> Account:
    """Return two accounts of one report as one, under the key that comes first in the text."""
    claims = tuple(sorted({*account.claims, *other.claims}, key=_in_text))
    return replace(account, key=min(account.key, other.key, key=_offset), claims=claims)


def _offset(key: str) -> tuple[int, str]:
    return len(key), key


def is_incident(account: Account) -> bool:
    """Tell whether an account speaks of an incident: one happening of violence or unrest.

    It must be told from fighting in general: somebody was counted or named as hit, or the words
    themselves set it in a place or at a time. A happening that every claim denies is one too:
    somebody found it worth denying. The row of a table of events is always a particular one.
    """
    real = any(
        body.modality in real_modalities and _group(body.event_type) in incident_groups
        for _, body in account.occurrences
    )
    particular = account.table is not None or any(map(_is_particular, account.claims))
    return real and particular


def _is_particular(claim: Claim) -> bool:
    if isinstance(claim.body, Count):
        return True
    stated = {s.rule for s in claim.sources if s.field in ("place", "when")} & set(stated_rules)
    return bool(stated) or any(role.role in ("victim", "target") for role in claim.roles)


def happened(claim: Claim) -> bool:
    """Tell whether an occurrence claim says that it happened."""
    return (
        isinstance(claim.body, Occurrence)
        and claim.body.polarity is Polarity.HAPPENED
        and claim.stance.code not in ("denies", "doubts")
    )


def best_place(places: Iterable[Place | None]) -> Place | None:
    """Return the most precise place; among equals the most frequent, then the first in the text."""
    known = [p for p in places if p is not None]
    if not known:
        return None
    number = Counter(p.gazetteer_id or p.name for p in known)
    return min(
        known,
        key=lambda p: (
            place_ranks.index(p.precision),
            -number[p.gazetteer_id or p.name],
            p.passage.start,
            p.name,
        ),
    )


def best_when(whens: Iterable[When | None]) -> When | None:
    """Return the most precise dated time; among equals the most frequent, then the earliest."""
    dated = [w for w in whens if w is not None and w.start is not None]
    if not dated:
        return None
    number = Counter((w.start, w.end) for w in dated)
    return min(
        dated, key=lambda w: (_length(w), -number[w.start, w.end], w.start or "", w.passage.start)
    )


def merged_roles(claims: Iterable[Claim]) -> tuple[Role, ...]:
    """Return each role's parties once, named parties of the register first."""
    roles: dict[tuple[str, str], Role] = {}
    for claim in claims:
        for role in claim.roles:
            roles.setdefault((role.role, role.party.party_id or role.party.name.lower()), role)
    return tuple(
        sorted(
            roles.values(),
            key=lambda r: (r.role, r.party.party_id is None, r.party.party_id or "", r.party.name),
        )
    )


def _length(when: When) -> int:
    start = date.fromisoformat(when.start or "")
    return (date.fromisoformat(when.end or when.start or "") - start).days


def _group(event_type: str) -> str:
    entry = load().event_types.get(event_type)
    return event_type if entry is None or entry.parent is None else entry.parent


def family_of(event_type: str) -> str:
    """Return what happenings of a type are compared as; see `Account.family`."""
    group = _group(event_type)
    return "violence" if group in violence_groups else group


def _in_text(claim: Claim) -> tuple[int, int, str]:
    return claim.passage.start, claim.passage.end, claim.id
