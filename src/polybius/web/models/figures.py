"""An incident's tallies with every voice's figure that stands, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from polybius.codebook import load
from polybius.codebook.register import Register
from polybius.export.words import interval_words, tally_words
from polybius.linking.lineage_voices import Voices
from polybius.records import Claim, Report, Tally
from polybius.web.models.marks import party_name, side_of
from polybius.web.models.scales import last_day
from polybius.weighing.standings import Figure, standing_figures
from polybius.weighing.tallies import tally_incident


@dataclass(frozen=True, slots=True)
class VoiceFigure:
    """One independent voice's last word on one category and class."""

    voice: str
    side: str
    """Key of the side that it is on; empty where none is known."""
    side_label: str
    low: int
    best: int | None
    high: int | None
    words: str
    """``17``, ``10–12`` or ``20+``."""
    credible: bool
    claim_ids: tuple[str, ...]
    earlier: tuple[str, ...]
    """Claims of the same voice that this figure replaces."""


@dataclass(frozen=True, slots=True)
class TallyView:
    """Low, best and high of one category and class, with the voices behind them."""

    category: str
    victim_class: str
    label: str
    words: str
    low: int
    best: int | None
    high: int | None
    contested: bool
    rule: str
    voices: tuple[VoiceFigure, ...]


@dataclass(frozen=True, slots=True)
class GrowthStep:
    """A tally as it stood from a day on."""

    day: str
    words: str
    low: int
    best: int | None
    high: int | None
    contested: bool
    reports: int
    """Reports of the incident that were out by then."""


@dataclass(frozen=True, slots=True)
class Growth:
    """How one category and class grew."""

    label: str
    steps: tuple[GrowthStep, ...]


def tally_views(
    tallies: Iterable[Tally],
    figures: Iterable[Figure],
    register: Register,
    names: Mapping[str, str],
) -> tuple[TallyView, ...]:
    """Return tallies with their voices, in the order of the codebook's categories.

    Args:
        tallies: of one rule.
        figures: that stand.
        register: who is on which side.
        names: of parties that the register has not, by key.
    """
    voices = [(figure, _voice_figure(figure, register, names)) for figure in figures]
    made = [_tally_view(tally, voices) for tally in tallies]
    order = {code: n for n, code in enumerate(load().harm_categories)}
    return tuple(
        sorted(made, key=lambda t: (order.get(t.category, len(order)), t.category, t.victim_class))
    )


def _tally_view(tally: Tally, voices: Iterable[tuple[Figure, VoiceFigure]]) -> TallyView:
    own = [
        voice
        for f, voice in voices
        if (f.category, f.victim_class) == (tally.category, tally.victim_class)
    ]
    return TallyView(
        tally.category,
        tally.victim_class,
        tally_label(tally.category, tally.victim_class),
        tally_words(tally),
        tally.low,
        tally.best,
        tally.high,
        tally.contested,
        tally.rule,
        tuple(sorted(own, key=lambda v: (v.side == "", v.side_label, v.low, v.voice))),
    )


def _voice_figure(figure: Figure, register: Register, names: Mapping[str, str]) -> VoiceFigure:
    side = side_of(figure.side, register)
    return VoiceFigure(
        figure.voice_name,
        side,
        party_name(side, register, names) if side else "",
        figure.low,
        figure.best,
        figure.high,
        interval_words(figure.low, figure.high),
        figure.credible,
        figure.claim_ids,
        figure.earlier,
    )


def tally_label(category: str, victim_class: str) -> str:
    """Return ``Killed: security forces``, in the codebook's words."""
    book = load()
    harm, hit = book.harm_categories.get(category), book.victim_classes.get(victim_class)
    name = (hit.label if hit else victim_class.replace("_", " ")).lower()
    return f"{harm.label if harm else category.replace('_', ' ')}: {name}"


def growths(
    incident_id: str,
    claims: Sequence[Claim],
    reports: Mapping[str, Report],
    voices: Voices,
    rule: str,
) -> tuple[Growth, ...]:
    """Return how each tally that changed did so, day by day of publication.

    A report without a date counts from the day on which it was retrieved.

    Args:
        incident_id: the incident.
        claims: its claims.
        reports: by id, at least those of the claims.
        voices: who is behind each claim.
        rule: by which rule the tallies are made.
    """
    stood: dict[str, list[GrowthStep]] = {}
    for day in sorted({_day(reports[c.report_id]) for c in claims}):
        known = [c for c in claims if _day(reports[c.report_id]) <= day]
        figures = standing_figures(known, reports, voices)
        number = len({c.report_id for c in known})
        for t in tally_incident(incident_id, figures, rule):
            step = GrowthStep(day, tally_words(t), t.low, t.best, t.high, t.contested, number)
            stood.setdefault(tally_label(t.category, t.victim_class), []).append(step)
    return tuple(
        Growth(label, tuple(steps))
        for label, steps in sorted(stood.items())
        if len({(s.low, s.best, s.high, s.contested) for s in steps}) > 1
    )


def _day(report: Report) -> str:
    return last_day(report.published or report.origin.retrieved[:10])
