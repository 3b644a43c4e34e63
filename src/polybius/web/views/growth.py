"""How an incident's figures grew: each tally as it stood after each day's reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from polybius.export.words import tally_words
from polybius.linking.lineage_voices import Voices
from polybius.records import Claim, Report, Tally
from polybius.web.views.ranges import class_label, label_of
from polybius.web.views.scales import Days, last_day, scale_for
from polybius.weighing.standings import standing_figures
from polybius.weighing.tallies import tally_incident

chart_width, chart_height = 640.0, 190.0
left, right, top, bottom = 40.0, 620.0, 12.0, 160.0


@dataclass(frozen=True, slots=True)
class Step:
    """A tally as it stood from a day on."""

    day: str
    tally: Tally
    words: str
    reports: int
    """Reports of the incident that were out by then."""
    x: float
    low: float
    high: float
    best: float | None
    open_end: bool


@dataclass(frozen=True, slots=True)
class Growth:
    """One category and class over time."""

    label: str
    steps: tuple[Step, ...]
    band: str
    """Points of the polygon between low and high, as SVG has them."""
    days: tuple[tuple[float, str], ...]
    numbers: tuple[tuple[float, str], ...]


def growths(
    incident_id: str,
    claims: Sequence[Claim],
    reports: Mapping[str, Report],
    voices: Voices,
    rule: str,
) -> tuple[Growth, ...]:
    """Return how each tally grew, of those that changed or are contested; an undated report from
    the day on which it was retrieved.

    Args:
        incident_id: the incident.
        claims: its claims.
        reports: by id, at least those of the claims.
        voices: who is behind each claim.
        rule: by which rule the tallies are made.
    """
    days = sorted({_day(reports[c.report_id]) for c in claims})
    if len(days) < 2:
        return ()
    stood: dict[tuple[str, str], list[tuple[str, Tally, int]]] = {}
    for day in days:
        known = [c for c in claims if _day(reports[c.report_id]) <= day]
        figures = standing_figures(known, reports, voices)
        number = len({c.report_id for c in known})
        for tally in tally_incident(incident_id, figures, rule):
            key = (tally.category, tally.victim_class)
            stood.setdefault(key, []).append((day, tally, number))
    return tuple(
        _growth(key, steps, days) for key, steps in sorted(stood.items()) if _changed(steps)
    )


def _changed(steps: Sequence[tuple[str, Tally, int]]) -> bool:
    return len({(t.low, t.best, t.high, t.contested) for _, t, _ in steps}) > 1


def _day(report: Report) -> str:
    return last_day(report.published or report.origin.retrieved[:10])


def _growth(
    key: tuple[str, str], stood: Sequence[tuple[str, Tally, int]], days: Sequence[str]
) -> Growth:
    across = Days(days[0], days[-1], left, right)
    ends = [n for _, t, _ in stood for n in (t.low, t.best, t.high) if n is not None]
    up = scale_for(ends, bottom, top)
    steps = tuple(
        Step(
            day,
            tally,
            tally_words(tally),
            number,
            across.at(day),
            up.at(tally.low),
            top if tally.high is None else up.at(tally.high),
            None if tally.best is None else up.at(tally.best),
            tally.high is None,
        )
        for day, tally, number in stood
    )
    label = f"{label_of(key[0])}: {class_label(key[1])}"
    return Growth(label, steps, _band(steps), tuple(across.ticks()), tuple(up.ticks()))


def _band(steps: Sequence[Step]) -> str:
    """Return the outline of the area between low and high; a value stands until the next day."""
    above: list[tuple[float, float]] = []
    below: list[tuple[float, float]] = []
    for n, step in enumerate(steps):
        until = steps[n + 1].x if n + 1 < len(steps) else right + 8
        above += [(step.x, step.high), (until, step.high)]
        below += [(step.x, step.low), (until, step.low)]
    return " ".join(f"{x},{y}" for x, y in [*above, *reversed(below)])
