"""Low, best and high for each category and class of an incident, by each of the named rules.

=================== ==========================================================================
tally.polybius.v1   low and high: the ends of what stands. Where attributed voices exclude one
                    another: contested, no best. Else best: what most independent voices allow
tally.ucdp.v1       credible voices before belligerents. Best: what most of them allow, of
                    equals, and where they exclude one another, the lower (UCDP GED codebook,
                    best, low and high estimate). An open end is closed by the number named
tally.acled.v1      one number: the lowest that stands, vague words by ACLED's public convention
tally.airwars.v1    the range of what credible voices say, without a best
=================== ==========================================================================

No figure is ever averaged, by any rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations, groupby

from polybius.errors import SettingsError
from polybius.records import Tally
from polybius.weighing.standings import Figure

rule = "tally.polybius.v1"
Rule = Callable[[str, Sequence[Figure]], Tally]


def tally_incident(
    incident_id: str, figures: Iterable[Figure], by: str = rule
) -> tuple[Tally, ...]:
    """Return one tally for each category and class among the ``figures`` of an incident.

    Raises:
        SettingsError: there is no rule ``by``.
    """
    make = rules[checked_rule(by)]
    ordered = sorted(figures, key=lambda f: (f.category, f.victim_class, f.voice))
    grouped = groupby(ordered, key=lambda f: (f.category, f.victim_class))
    return tuple(make(incident_id, list(group)) for _, group in grouped)


def tally_by_all(incident_id: str, figures: Iterable[Figure]) -> tuple[Tally, ...]:
    """Return the tallies of an incident by every rule, in the order of `rules`."""
    listed = list(figures)
    return tuple(tally for by in rules for tally in tally_incident(incident_id, listed, by))


def checked_rule(name: str) -> str:
    """Return the full name of a rule: ``ucdp`` and ``tally.ucdp.v1`` are one.

    Raises:
        SettingsError: there is none of this name.
    """
    for full in rules:
        if name in (full, full.split(".")[1]):
            return full
    short = ", ".join(full.split(".")[1] for full in rules)
    raise SettingsError(
        f"--rule {name!r} is no rule for tallies.", hint=f"Use one of: {short}, all."
    )


def opposed(figures: Iterable[Figure]) -> list[tuple[Figure, Figure]]:
    """Return the pairs of attributed voices whose figures exclude one another."""
    attributed = [figure for figure in figures if figure.attributed]
    return [(a, b) for a, b in combinations(attributed, 2) if not a.agrees(b)]


def best_figure(figures: Sequence[Figure]) -> int:
    """Return the figure that most voices allow; of equals the one most often named, then lower."""
    named = [f.best for f in figures if f.best is not None]
    candidates = sorted(set(named or [f.low for f in figures]))
    return min(
        candidates, key=lambda n: (-sum(_supports(f, n) for f in figures), -named.count(n), n)
    )


def _polybius(incident_id: str, figures: Sequence[Figure]) -> Tally:
    low = min(f.low for f in figures)
    highs = [f.high for f in figures]
    high = None if None in highs else max(h for h in highs if h is not None)
    best = None if opposed(figures) else best_figure(figures)
    supporters = [] if best is None else [f for f in figures if _supports(f, best)]
    return _tally(incident_id, figures, rule, (low, best, high), supporters)


def _ucdp(incident_id: str, figures: Sequence[Figure]) -> Tally:
    reliable = _credible(figures)
    excluding = any(not a.agrees(b) for a, b in combinations(reliable, 2))
    best = min(f.point for f in reliable) if _split(reliable, excluding) else best_figure(reliable)
    low, high = min(f.low for f in figures), max(_closed(f) for f in figures)
    supporters = [f for f in reliable if _supports(f, best)]
    return _tally(incident_id, figures, "tally.ucdp.v1", (low, best, high), supporters)


def _split(figures: Sequence[Figure], excluding: bool) -> bool:
    """Tell whether voices exclude one another and no figure has more of them behind it."""
    if not excluding:
        return False
    support = sorted(
        (sum(_supports(f, n) for f in figures) for n in {f.point for f in figures}), reverse=True
    )
    return len(support) > 1 and support[0] == support[1]


def _acled(incident_id: str, figures: Sequence[Figure]) -> Tally:
    number = min(_cautious(f) for f in figures)
    supporters = [f for f in figures if _cautious(f) == number]
    made = (number, number, number)
    return _tally(incident_id, figures, "tally.acled.v1", made, supporters)


def _airwars(incident_id: str, figures: Sequence[Figure]) -> Tally:
    credible = _credible(figures)
    low, high = min(f.low for f in credible), max(_closed(f) for f in credible)
    best = low if low == high else None
    return _tally(incident_id, credible, "tally.airwars.v1", (low, best, high), ())


def _tally(
    incident_id: str,
    figures: Sequence[Figure],
    by: str,
    ends: tuple[int, int | None, int | None],
    supporters: Iterable[Figure],
) -> Tally:
    low, best, high = ends
    at_low = [f for f in figures if f.low == low] or list(supporters)
    at_high = [f for f in figures if high in (f.high, _closed(f))] or list(supporters)
    return Tally(
        incident_id=incident_id,
        category=figures[0].category,
        victim_class=figures[0].victim_class,
        low=low,
        best=best,
        high=high,
        contested=bool(opposed(figures)),
        low_claims=_claims(at_low),
        best_claims=_claims(supporters),
        high_claims=_claims(at_high),
        rule=by,
    )


def _credible(figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures of voices that are no party to the fighting; all where there are none."""
    return [f for f in figures if f.credible] or list(figures)


def _closed(figure: Figure) -> int:
    """Return the upper end, or where the words give none, the number that they name."""
    return figure.high if figure.high is not None else max(figure.low, figure.point)


def _cautious(figure: Figure) -> int:
    return figure.low if figure.cautious is None else figure.cautious


def _supports(figure: Figure, number: int) -> bool:
    return figure.low <= number and (figure.high is None or number <= figure.high)


def _claims(figures: Iterable[Figure]) -> tuple[str, ...]:
    return tuple(sorted({claim_id for figure in figures for claim_id in figure.claim_ids}))


rules: Mapping[str, Rule] = {
    rule: _polybius,
    "tally.ucdp.v1": _ucdp,
    "tally.acled.v1": _acled,
    "tally.airwars.v1": _airwars,
}
