"""The two sides of a comparison: each a list of events with what they are compared by.

An event is an incident of the side's own claims: a row of a dataset, or what linking makes of a
side's news reports. Figures are those that stand by ``tally.polybius.v1`` among the claims of the
side's voices alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from polybius.codebook.register import Register
from polybius.linking.accounts import Account
from polybius.linking.incidents import find_incidents
from polybius.linking.profiles import Profile, profile_of
from polybius.records import Claim, Decision, Incident, Report, Tally
from polybius.weighing.standings import standing_figures
from polybius.weighing.tallies import tally_incident

whole_classes = ("person", "civilians", "security_forces", "armed_group")
"""Classes that together are everybody: what a total is added up from where none is stated."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How many; ``high`` None: no upper bound is stated."""

    low: int
    best: int | None
    high: int | None

    @property
    def point(self) -> int:
        """The best figure, else the lowest: where voices contradict one another none is chosen."""
        return self.low if self.best is None else self.best

    def meets(self, other: Amount) -> bool:
        """Tell whether the two intervals share a number."""
        return (other.high is None or self.low <= other.high) and (
            self.high is None or other.low <= self.high
        )


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a side."""

    id: str
    """Of its incident, within its side."""
    label: str
    """The dataset's own id where it has one, else the incident's first ten digits."""
    incident: Incident
    profile: Profile
    amounts: Mapping[str, Amount]
    """``killed`` (everybody) and ``killed:civilians`` → how many."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison."""

    name: str
    events: tuple[Event, ...]
    head: str | None = None
    """Of the ledger that it is from, as SIZE:ROOT; None: it is from a table."""


@dataclass(frozen=True, slots=True)
class Material:
    """Claims with the reports they are from, and the decisions on them."""

    claims: Sequence[Claim]
    reports: Mapping[str, Report]
    decisions: Sequence[Decision] = ()
    head: str | None = None
    """Of the ledger that they are from."""


def side_of(
    name: str,
    material: Material,
    register: Register,
    speaks: Callable[[Claim], bool] | None = None,
) -> Side:
    """Return a side's events.

    Args:
        name: what to call it.
        material: all claims that tell of its events.
        register: knows which state a force belongs to.
        speaks: tells the claims whose figures are the side's; None: all.
    """
    by_id = {claim.id: claim for claim in material.claims}
    incidents = find_incidents(by_id.values(), material.reports, material.decisions)
    made = []
    for incident in incidents:
        own = [by_id[claim_id] for claim_id in incident.claim_ids]
        heard = own if speaks is None else [claim for claim in own if speaks(claim)]
        if heard:
            profile = _profile(name, incident, own, material.reports, register)
            amounts = amounts_of(incident.id, heard, material.reports)
            label = _label(incident, material.reports)
            made.append(Event(incident.id, label, incident, profile, amounts))
    return Side(name, tuple(made), material.head)


def _profile(
    name: str,
    incident: Incident,
    claims: Sequence[Claim],
    reports: Mapping[str, Report],
    register: Register,
) -> Profile:
    """Return what the event is matched by: over all its claims, its forces also as their state's.

    One dataset writes "Government of X" where another writes "Military Forces of X".
    """
    published = min((reports[i].published or "9999-12-31" for i in incident.report_ids), default="")
    account = Account(incident.report_ids[0], published, incident.id, tuple(claims))
    profile = profile_of(account)
    known = {p for p in profile.parties if p in register.entries}
    sides = {register.side(party) for party in known}
    return replace(
        profile,
        member=(published, f"{name}\x1f{incident.id}", incident.id),
        parties=frozenset(sorted(profile.parties | sides)),
        # One side's events are told apart already, as the rows of one table are.
        table=name,
        words="",
    )


def amounts_of(
    incident_id: str, claims: Iterable[Claim], reports: Mapping[str, Report]
) -> dict[str, Amount]:
    """Return how many suffered what: in all, and of each class that is counted by itself."""
    tallies = tally_incident(incident_id, standing_figures(claims, reports))
    found = {
        f"{t.category}:{t.victim_class}": Amount(t.low, t.best, t.high)
        for t in tallies
        if t.victim_class != "person"
    }
    totals = {t.category: total for t in tallies if (total := _total(t.category, tallies))}
    return dict(sorted({**found, **totals}.items()))


def _total(category: str, tallies: Sequence[Tally]) -> Amount | None:
    """Return the figure for everybody: the one that is stated, else the classes' sum."""
    own = {t.victim_class: t for t in tallies if t.category == category}
    if "person" in own:
        return Amount(own["person"].low, own["person"].best, own["person"].high)
    parts = [own[c] for c in whole_classes if c in own]
    if not parts:
        return None
    bests = [t.best for t in parts if t.best is not None]
    highs = [t.high for t in parts if t.high is not None]
    return Amount(
        sum(t.low for t in parts),
        sum(bests) if len(bests) == len(parts) else None,
        sum(highs) if len(highs) == len(parts) else None,
    )


def _label(incident: Incident, reports: Mapping[str, Report]) -> str:
    locators = sorted(reports[i].origin.locator or "" for i in incident.report_ids)
    named = [text.partition(", id ")[2] for text in locators if ", id " in text]
    return named[0] if named else incident.id[:10]
