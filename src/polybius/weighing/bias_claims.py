"""Figures that can be compared: who counted which loss, over which span of days, for the model.

A *series* is one true quantity that several sources count: an incident's killed civilians, or a
side's soldiers killed since a war began. A figure covers a span of the series' days, so running
totals ("since the invasion") and daily figures are of one kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from polybius.errors import SettingsError

bounds = ("", "least", "most")
"""A figure as such, a lower bound ("at least 20"), or an upper bound ("up to 20")."""


@dataclass(frozen=True, slots=True, order=True)
class LossFigure:
    """One source's figure for one series.

    Raises:
        SettingsError: the figure is negative, the span is empty, or the bound is unknown.
    """

    source: str
    """Who claims it."""
    target: str
    """Whose loss it is, on which the bias may depend: a country, ``own``, ``adversary``."""
    category: str
    """What was lost: ``killed``, ``Tanks``."""
    series: str
    """The true quantity that figures of several sources are about."""
    first: int
    last: int
    """First and last day that the figure covers, counted from the series' day 1."""
    figure: int
    bound: str = ""

    def __post_init__(self) -> None:
        where = f"The figure of {self.source!r} on {self.series!r}"
        if self.figure < 0:
            raise SettingsError(f"{where} is negative: {self.figure}.")
        if not 1 <= self.first <= self.last:
            raise SettingsError(f"{where} covers no days: {self.first} to {self.last}.")
        if self.bound not in bounds:
            raise SettingsError(f"{where} has the bound {self.bound!r}; use least, most or none.")


def last_words(figures: Iterable[LossFigure], every: int) -> tuple[LossFigure, ...]:
    """Return, of each source's running figures on a series, the last in every ``every`` days.

    A daily communique repeats yesterday's total with a little added, so its figures are one
    witness and not hundreds. Figures that start later than day 1 are of their own days and stay.
    Of figures of one day the largest stands. The result is sorted.
    """
    kept: dict[tuple[object, ...], LossFigure] = {}
    for figure in sorted(figures, key=lambda f: (f.last, f.figure, f)):
        start = 1 if figure.first == 1 else figure.last
        when = (figure.last - 1) // every if figure.first == 1 else figure.last
        key = (figure.source, figure.target, figure.series, start, when, figure.bound)
        kept[key] = figure
    return tuple(sorted(kept.values()))


def compared(figures: Iterable[LossFigure]) -> tuple[LossFigure, ...]:
    """Return the figures on series that at least two sources count: others say nothing of bias."""
    listed = sorted(figures)
    sources: dict[str, set[str]] = {}
    for figure in listed:
        sources.setdefault(figure.series, set()).add(figure.source)
    return tuple(f for f in listed if len(sources[f.series]) > 1)
