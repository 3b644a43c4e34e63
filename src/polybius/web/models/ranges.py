"""Tallies as charts: one line a voice over the tally's band, so that a dispute is seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from polybius.web.models.figures import Growth, GrowthStep, TallyView, VoiceFigure
from polybius.web.models.marks import Mark, marks_of
from polybius.web.models.scales import Days, scale_for

chart_width = 640
plot_left, plot_right = 8.0, 600.0
row_height = 34
head_height = 30
growth_left, growth_right, growth_top, growth_bottom = 44.0, 612.0, 14.0, 150.0


@dataclass(frozen=True, slots=True)
class VoiceRange:
    """One voice's figure on the chart."""

    figure: VoiceFigure
    mark: Mark
    y: float
    low: float
    high: float
    open_end: bool
    point: float
    """Where the mark stands: the number named, else the middle, else the lower bound."""


@dataclass(frozen=True, slots=True)
class RangeChart:
    """One category and class: the tally's band and the voices' ranges over it."""

    tally: TallyView
    voices: tuple[VoiceRange, ...]
    ticks: tuple[tuple[float, str], ...]
    band_left: float
    band_width: float
    best: float | None
    height: int
    logarithmic: bool
    said: str
    """The chart in a sentence, for those who don't see it."""


@dataclass(frozen=True, slots=True)
class GrowthMark:
    """A tally at one day on the chart."""

    step: GrowthStep
    x: float
    low: float
    high: float
    best: float | None


@dataclass(frozen=True, slots=True)
class GrowthChart:
    """One category and class over time."""

    label: str
    marks: tuple[GrowthMark, ...]
    band: str
    """The area between low and high, as SVG's ``points``."""
    days: tuple[tuple[float, str], ...]
    numbers: tuple[tuple[float, str], ...]


def marks_in(tallies: Iterable[TallyView]) -> dict[str, Mark]:
    """Return the mark of each side that has a figure."""
    return marks_of({v.side: v.side_label for tally in tallies for v in tally.voices})


def range_charts(tallies: Sequence[TallyView]) -> tuple[RangeChart, ...]:
    """Return a chart for each tally; a side has the same mark in all."""
    marks = marks_in(tallies)
    return tuple(_chart(tally, marks) for tally in tallies)


def _chart(tally: TallyView, marks: Mapping[str, Mark]) -> RangeChart:
    named = [n for v in tally.voices for n in (v.low, v.best, v.high) if n is not None]
    ends = [n for n in (tally.low, tally.best, tally.high) if n is not None]
    scale = scale_for([*named, *ends], plot_left, plot_right)
    voices = []
    for n, voice in enumerate(tally.voices):
        low = scale.at(voice.low)
        high = plot_right if voice.high is None else scale.at(voice.high)
        point = low if voice.high is None else round((low + high) / 2, 1)
        point = point if voice.best is None else scale.at(voice.best)
        y = head_height + (n + 0.6) * row_height
        is_open = voice.high is None
        voices.append(VoiceRange(voice, marks[voice.side], y, low, high, is_open, point))
    left = scale.at(tally.low)
    right = plot_right if tally.high is None else scale.at(tally.high)
    said = "; ".join(f"{v.voice} {v.words}" for v in tally.voices)
    return RangeChart(
        tally,
        tuple(voices),
        tuple(scale.ticks()),
        left - 3,
        round(right - left + 6, 1),
        None if tally.best is None else scale.at(tally.best),
        head_height + max(1, len(voices)) * row_height + 10,
        scale.logarithmic,
        f"{tally.words}. By voice: {said}." if said else tally.words,
    )


def growth_chart(growth: Growth) -> GrowthChart:
    """Return the chart of one tally over time."""
    steps = growth.steps
    across = Days(steps[0].day, steps[-1].day, growth_left, growth_right - 20)
    ends = [n for s in steps for n in (s.low, s.best, s.high) if n is not None]
    up = scale_for(ends, growth_bottom, growth_top)
    marks = tuple(
        GrowthMark(
            step,
            across.at(step.day),
            up.at(step.low),
            growth_top if step.high is None else up.at(step.high),
            None if step.best is None else up.at(step.best),
        )
        for step in steps
    )
    return GrowthChart(growth.label, marks, _band(marks), tuple(across.ticks()), tuple(up.ticks()))


def _band(marks: Sequence[GrowthMark]) -> str:
    """Return the outline between low and high; a value stands until the next day that has one."""
    above: list[str] = []
    below: list[str] = []
    for n, mark in enumerate(marks):
        until = marks[n + 1].x if n + 1 < len(marks) else growth_right
        above += [f"{mark.x:g},{mark.high:g}", f"{until:g},{mark.high:g}"]
        below += [f"{mark.x:g},{mark.low:g}", f"{until:g},{mark.low:g}"]
    return " ".join([*above, *reversed(below)])
