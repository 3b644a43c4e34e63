"""Low, best and high for each category and class of an incident: rule ``tally.polybius.v1``.

- Low is the least lower bound of the figures that stand, high the greatest upper bound.
- Where attributed voices exclude one another the tally is contested: there is no best.
- Else best is the figure that most independent voices support; of equals the lower (UCDP's
  conservative practice, GED codebook section 3.4).
- No figure is ever averaged.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, groupby

from polybius.records import Tally
from polybius.weighing.standings import Figure

rule = "tally.polybius.v1"


def tally_incident(incident_id: str, figures: Iterable[Figure]) -> tuple[Tally, ...]:
    """Return one tally for each category and class among the ``figures`` of an incident."""
    ordered = sorted(figures, key=lambda f: (f.category, f.victim_class, f.voice))
    grouped = groupby(ordered, key=lambda f: (f.category, f.victim_class))
    return tuple(_tally(incident_id, list(group)) for _, group in grouped)


def opposed(figures: Iterable[Figure]) -> list[tuple[Figure, Figure]]:
    """Return the pairs of attributed voices whose figures exclude one another."""
    attributed = [figure for figure in figures if figure.attributed]
    return [(a, b) for a, b in combinations(attributed, 2) if not a.agrees(b)]


def _tally(incident_id: str, figures: list[Figure]) -> Tally:
    low = min(figures, key=lambda f: f.low)
    high = max(figures, key=lambda f: (f.high is None, f.high or 0))
    contested = bool(opposed(figures))
    best = None if contested else best_figure(figures)
    supporters = [] if best is None else [f for f in figures if _supports(f, best)]
    return Tally(
        incident_id=incident_id,
        category=figures[0].category,
        victim_class=figures[0].victim_class,
        low=low.low,
        best=best,
        high=high.high,
        contested=contested,
        low_claims=_claims(f for f in figures if f.low == low.low),
        best_claims=_claims(supporters),
        high_claims=_claims(f for f in figures if f.high == high.high),
        rule=rule,
    )


def best_figure(figures: list[Figure]) -> int:
    """Return the figure that most voices allow; of equals the one most often named, then lower."""
    named = [f.best for f in figures if f.best is not None]
    candidates = sorted(set(named or [f.low for f in figures]))
    return min(
        candidates, key=lambda n: (-sum(_supports(f, n) for f in figures), -named.count(n), n)
    )


def _supports(figure: Figure, number: int) -> bool:
    return figure.low <= number and (figure.high is None or number <= figure.high)


def _claims(figures: Iterable[Figure]) -> tuple[str, ...]:
    return tuple(sorted({claim_id for figure in figures for claim_id in figure.claim_ids}))
