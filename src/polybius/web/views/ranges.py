"""The tally of an incident as a chart of ranges: one line a voice, so that a dispute is seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from polybius.codebook import load
from polybius.codebook.register import Register
from polybius.export.words import interval_words, tally_words
from polybius.records import Tally
from polybius.web.views.marks import Mark, marks_of, side_of
from polybius.web.views.scales import scale_for
from polybius.weighing.standings import Figure

chart_width = 640
plot_left, plot_right = 8.0, 610.0
row_height = 28
head_height = 26


@dataclass(frozen=True, slots=True)
class VoiceRange:
    """One voice's figure on the chart."""

    figure: Figure
    mark: Mark
    words: str
    """``17``, ``10–12`` or ``20+``."""
    y: float
    low: float
    high: float
    open_end: bool
    point: float
    """Where the mark stands: the number named, else the middle of the interval."""
    is_superseding: bool


@dataclass(frozen=True, slots=True)
class RangeChart:
    """One category and class: the tally's band and the voices' ranges over it."""

    category: str
    victim_class: str
    label: str
    words: str
    tally: Tally
    voices: tuple[VoiceRange, ...]
    ticks: tuple[tuple[float, str], ...]
    band: tuple[float, float]
    best: float | None
    height: int
    logarithmic: bool
    alternative: str
    """The chart in a sentence, for those who don't see it."""

    @property
    def axis(self) -> int:
        """Height at which the axis is drawn."""
        return self.height - 22


def range_charts(
    tallies: Sequence[Tally], figures: Iterable[Figure], register: Register
) -> tuple[RangeChart, ...]:
    """Return a chart for each tally, in the order of the codebook's categories."""
    listed = list(figures)
    marks = marks_of((side_of(f.side, register) for f in listed), register)
    order = list(load().harm_categories)
    ordered = sorted(tallies, key=lambda t: (_place(t.category, order), t.category, t.victim_class))
    made = []
    for tally in ordered:
        key = (tally.category, tally.victim_class)
        own = [f for f in listed if (f.category, f.victim_class) == key]
        made.append(_chart(tally, own, marks, register))
    return tuple(made)


def legend(charts: Iterable[RangeChart]) -> tuple[Mark, ...]:
    """Return the marks that stand in the charts, each once, those without a side last."""
    found = {voice.mark.side: voice.mark for chart in charts for voice in chart.voices}
    return tuple(found[side] for side in sorted(found, key=lambda s: (s == "", s)))


def _chart(
    tally: Tally, figures: Sequence[Figure], marks: Mapping[str, Mark], register: Register
) -> RangeChart:
    ends = [n for f in figures for n in (f.low, f.best, f.high) if n is not None]
    scale = scale_for([*ends, tally.low, *filter(None, (tally.best, tally.high))],
                      plot_left, plot_right)  # fmt: skip
    ordered = sorted(figures, key=lambda f: (side_of(f.side, register), f.low, f.voice))
    voices = []
    for n, figure in enumerate(ordered):
        low = scale.at(figure.low)
        high = plot_right if figure.high is None else scale.at(figure.high)
        point = scale.at(figure.best) if figure.best is not None else round((low + high) / 2, 1)
        voices.append(
            VoiceRange(
                figure,
                marks[side_of(figure.side, register)],
                interval_words(figure.low, figure.high),
                head_height + n * row_height,
                low,
                high,
                figure.high is None,
                point,
                bool(figure.earlier),
            )
        )
    highest = plot_right if tally.high is None else scale.at(tally.high)
    label = f"{label_of(tally.category)}: {class_label(tally.victim_class)}"
    said = "; ".join(f"{v.figure.voice_name} {v.words}" for v in voices)
    return RangeChart(
        tally.category,
        tally.victim_class,
        label,
        tally_words(tally),
        tally,
        tuple(voices),
        tuple(scale.ticks()),
        (scale.at(tally.low), highest),
        None if tally.best is None else scale.at(tally.best),
        head_height + max(1, len(voices)) * row_height + 24,
        scale.logarithmic,
        f"{tally_words(tally)}. By voice: {said}." if said else tally_words(tally),
    )


def _place(code: str, order: Sequence[str]) -> int:
    return order.index(code) if code in order else len(order)


def label_of(category: str) -> str:
    """Return the codebook's label of a category of harm."""
    entry = load().harm_categories.get(category)
    return entry.label if entry else category.replace("_", " ")


def class_label(code: str) -> str:
    """Return the codebook's label of a victim class."""
    entry = load().victim_classes.get(code)
    return entry.label if entry else code.replace("_", " ")
