"""The incident page: what, where, when, who, how many by whom, and how far it is borne out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from polybius.codebook.register import Register, load_register
from polybius.linking.lineage import Lineage, lineages
from polybius.linking.lineage_voices import Voices
from polybius.records import Claim, Decision, Dispute, Grade, Incident, Place, Report, Ruling
from polybius.web.context import Desk
from polybius.web.models.claims import ClaimRow, claim_rows
from polybius.web.models.figures import Growth, TallyView, growths, tally_views
from polybius.web.models.judged import Judged, judged, reports_of
from polybius.web.models.maps import Located, Map, draw, precision_words
from polybius.web.models.marks import Mark, names_in, party_name
from polybius.web.models.ranges import (
    GrowthChart,
    RangeChart,
    growth_chart,
    marks_in,
    range_charts,
)
from polybius.web.shelves import Kin, Weighed
from polybius.web.work.access import decisions_seen
from polybius.weighing import tallies
from polybius.weighing.matrix import outlet
from polybius.weighing.standings import standing_figures


@dataclass(frozen=True, slots=True)
class PartyPart:
    """A party's part in the incident."""

    role: str
    name: str
    party_id: str | None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report of the incident, and whose text it has."""

    id: str
    title: str
    outlet: str | None
    published: str | None
    claims: int
    parent: str | None = None
    """The report of this incident that it was taken from."""
    parent_title: str | None = None
    reason: str = ""
    """``reprinted``, ``trimmed``, ``expanded`` or ``edited``."""
    contained: float | None = None
    """Share of its words that stand in the parent."""


@dataclass(frozen=True, slots=True)
class Named:
    """Another incident, as this one's page names it."""

    id: str
    title: str
    start: str | None


@dataclass(frozen=True)
class IncidentView:
    """One incident with all that is known of it. Charts are drawn from the values."""

    id: str
    title: str
    event_type: str
    place: Place | None
    start: str | None
    end: str | None
    parties: tuple[PartyPart, ...]
    grade: Grade | None
    rule: str
    tallies: tuple[TallyView, ...]
    disputes: tuple[Dispute, ...]
    growth: tuple[Growth, ...]
    claims: tuple[ClaimRow, ...]
    reports: tuple[ReportRow, ...]
    rulings: tuple[Decision, ...]
    """Merges, splits and regrades in effect that name a claim of it."""
    independent_voices: int
    is_current: bool
    part_of: Named | None
    parts: tuple[Named, ...]
    """What it is made of; its figures take them in."""

    @cached_property
    def charts(self) -> tuple[RangeChart, ...]:
        """The tallies as charts."""
        return range_charts(self.tallies)

    @cached_property
    def legend(self) -> tuple[Mark, ...]:
        """The marks of the sides in the charts, no known side last."""
        found = marks_in(self.tallies)
        used = {v.side for tally in self.tallies for v in tally.voices}
        return tuple(found[s] for s in sorted(used, key=lambda s: (s == "", s)))

    @cached_property
    def growth_charts(self) -> tuple[GrowthChart, ...]:
        """How the figures grew, as charts."""
        return tuple(growth_chart(each) for each in self.growth)

    @cached_property
    def map(self) -> Map | None:
        """The place with its precision; None where it is not known."""
        return draw([Located(self.place, self.place.name)]) if self.place else None

    @property
    def precision(self) -> str:
        """What the map's drawing means."""
        return precision_words(self.place) if self.place else ""

    @cached_property
    def outlets(self) -> Mapping[str, str]:
        """The name to show for each report."""
        return {r.id: r.outlet or r.title for r in self.reports}


def incident_view(desk: Desk, incident_id: str) -> IncidentView:
    """Return the view of one incident.

    Raises:
        UnknownId: there is none of this id at this time.
        SettingsError: the query's ``rule`` is none.
    """
    weighed = desk.shelf.one(incident_id)
    rule = tallies.checked_rule(desk.query.get("rule") or tallies.rule)
    found = judged(desk.ledger, weighed.incident.claim_ids, desk.size)
    reports = reports_of(desk.ledger, weighed.incident.report_ids, desk.known_by)
    found = [each for each in found if each.claim.report_id in reports]
    rulings = decisions_seen(desk, desk.ledger.rulings(desk.size))
    decisions = [d for d in rulings if _is_of(d, weighed.incident)]
    return make_view(
        weighed,
        found,
        reports,
        decisions,
        rule=rule,
        register=load_register(),
        is_current=desk.shelf.is_current,
        kin=desk.shelf.kin([incident_id])[incident_id],
    )


def make_view(
    weighed: Weighed,
    found: Sequence[Judged],
    reports: Mapping[str, Report],
    decisions: Sequence[Decision],
    *,
    rule: str,
    register: Register,
    is_current: bool,
    kin: Kin,
) -> IncidentView:
    """Return the view of an incident from what was asked of the ledger.

    Lineage is looked at among the incident's own reports.
    """
    incident = weighed.incident
    claims = [each.claim for each in found]
    lineage = lineages(reports.values())
    voices = Voices(claims, reports, lineage)
    figures = standing_figures(claims, reports, voices)
    names = names_in(claims)
    by_rule = [t for t in weighed.tallies if t.rule == rule]
    return IncidentView(
        incident.id,
        incident.title,
        incident.event_type,
        incident.place,
        incident.start,
        incident.end,
        _parties(incident, register, names),
        weighed.grade,
        rule,
        tally_views(by_rule, figures, register, names),
        weighed.disputes,
        growths(incident.id, claims, reports, voices, rule),
        claim_rows(found, reports, voices),
        _report_rows(reports, claims, lineage),
        tuple(decisions),
        len({voices.key(claim) for claim in claims}),
        is_current,
        _named(kin.whole) if kin.whole else None,
        tuple(map(_named, kin.parts)),
    )


def _named(incident: Incident) -> Named:
    return Named(incident.id, incident.title, incident.start)


def _is_of(decision: Decision, incident: Incident) -> bool:
    if decision.ruling not in (Ruling.MERGE, Ruling.SPLIT, Ruling.REGRADE):
        return False
    return any(claim_id in incident.claim_ids for group in decision.groups for claim_id in group)


def _parties(
    incident: Incident, register: Register, names: Mapping[str, str]
) -> tuple[PartyPart, ...]:
    made = [
        PartyPart(
            role.role,
            party_name(role.party.party_id, register, names)
            if role.party.party_id
            else role.party.name,
            role.party.party_id,
        )
        for role in incident.roles
    ]
    found = {(part.role, part.party_id or part.name.casefold()): part for part in reversed(made)}
    return tuple(found[key] for key in sorted(found))


def _report_rows(
    reports: Mapping[str, Report], claims: Sequence[Claim], lineage: Lineage
) -> tuple[ReportRow, ...]:
    kin = {k.later: k for k in lineage.kinships if k.is_parent}
    rows = []
    for report in sorted(reports.values(), key=lambda r: (r.published or "9999", r.id)):
        made = kin.get(report.id)
        number = sum(claim.report_id == report.id for claim in claims)
        row = ReportRow(
            report.id, report_title(report), outlet(report), report.published, number,
            made.earlier if made else None,
            report_title(reports[made.earlier]) if made else None,
            made.reason if made else "",
            made.contained if made else None,
        )  # fmt: skip
        rows.append(row)
    return tuple(rows)


def report_title(report: Report) -> str:
    """Return a report's title, else the last part of its address."""
    return report.title or report.origin.address.rstrip("/").rsplit("/", 1)[-1] or "no title"
