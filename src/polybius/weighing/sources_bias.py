"""The ledger's figures as the bias model wants them, and when it may tell of a source.

Rule ``sources.bias.v1``: a rate is told where the source has at least five figures on losses
that another source counts too, at least three sources are compared, the sampler converged, and
the interval's upper end is at most ten times its lower.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from polybius.codebook.register import Register
from polybius.records import Claim, Incident, Report
from polybius.weighing.bias import Rate, Rates, Sampling, estimate_rates, fewest_sources
from polybius.weighing.bias_claims import LossFigure, compared
from polybius.weighing.bias_extra import installed, sampling
from polybius.weighing.matrix import outlet
from polybius.weighing.standings import Figure, standing_figures

rule = "sources.bias.v1"
fewest_figures = 5
widest = 10.0
hit_roles = frozenset({"victim", "target"})
how = Sampling(period=1, warmup=400, draws=400, chains=2, depth=8)
"""An incident's figures are of one span, so that there is one period."""


@dataclass(frozen=True, slots=True)
class SourceBias:
    """A source's reporting rate for one target, or why it is not told."""

    source: str
    target: str
    """``own``, ``adversary``, or ``other``: civilians, and whoever's side is not known."""
    category: str
    figures: int
    """Figures on losses that another source counts too."""
    rate: Rate | None
    too_little: str | None
    rule: str = rule


def incident_figures(
    claims: Mapping[str, Claim],
    reports: Mapping[str, Report],
    incidents: Iterable[Incident],
    register: Register,
) -> tuple[LossFigure, ...]:
    """Return the figures that stand on each incident, as figures of comparable losses."""
    made: list[LossFigure] = []
    for incident in incidents:
        own = [claims[claim_id] for claim_id in incident.claim_ids if claim_id in claims]
        for figure in standing_figures(own, reports):
            found = _figure(incident.id, figure, claims, reports, register)
            if found is not None:
                made.append(found)
    return tuple(sorted(made))


def source_biases(figures: Sequence[LossFigure]) -> tuple[SourceBias, ...]:
    """Return what can be told of each source, by source, target and category.

    The model is run only where some source has figures enough.
    """
    kept = compared(figures)
    number: dict[tuple[str, str, str], int] = {
        (f.source, f.target, f.category): 0 for f in sorted(figures)
    }
    for f in kept:
        number[f.source, f.target, f.category] += 1
    why = _why_not(kept, max(number.values(), default=0))
    made = estimate_rates(kept, how) if why is None else None
    return tuple(_told(cell, n, made, why) for cell, n in sorted(number.items()))


def _why_not(kept: Sequence[LossFigure], most: int) -> str | None:
    sources = len({f.source for f in kept})
    if sources < fewest_sources:
        return f"{sources} sources can be compared, and a middle takes {fewest_sources}"
    if most < fewest_figures:
        return f"no source has {fewest_figures} figures that can be compared"
    if not installed(sampling):
        return "the library for it is not installed: pip install 'polybius[weigh]'"
    return None


def _told(cell: tuple[str, str, str], n: int, made: Rates | None, why: str | None) -> SourceBias:
    if made is None:
        return SourceBias(*cell, n, None, why)
    if n < fewest_figures:
        few = f"{n} comparable figure{'' if n == 1 else 's'}, and a rate takes {fewest_figures}"
        return SourceBias(*cell, n, None, few)
    if not made.diagnostics.converged:
        return SourceBias(*cell, n, None, "the sampler did not converge on these figures")
    rate = next(r for r in made.rates if (r.source, r.target, r.category) == cell)
    if rate.rate.high / rate.rate.low > widest:
        wide = f"anything from {rate.rate.low:.2g} to {rate.rate.high:.2g} is possible"
        return SourceBias(*cell, n, None, wide)
    return SourceBias(*cell, n, rate, None)


def _figure(
    incident_id: str,
    figure: Figure,
    claims: Mapping[str, Claim],
    reports: Mapping[str, Report],
    register: Register,
) -> LossFigure | None:
    """Return one figure; None where no source is known beyond its report."""
    said = claims[figure.claim_ids[0]]
    source = figure.voice if figure.attributed else _outlet_key(said, reports)
    if source is None or source.startswith("report:"):
        return None
    number = figure.best
    if number is None:
        number = figure.low if figure.high is None else (figure.low + figure.high) // 2
    return LossFigure(
        source=source,
        target=_target(said, figure.side, register),
        category=figure.category,
        series=f"{incident_id}:{figure.category}:{figure.victim_class}",
        first=1,
        last=1,
        figure=number,
        bound="least" if figure.high is None else "",
    )


def _outlet_key(said: Claim, reports: Mapping[str, Report]) -> str | None:
    name = outlet(reports[said.report_id])
    return None if name is None else f"outlet:{name}"


def _target(said: Claim, side: str | None, register: Register) -> str:
    """Tell whose loss a voice counts: its own side's, its adversary's, or another's."""
    hit = [r.party.party_id for r in said.roles if r.role in hit_roles and r.party.party_id]
    if side is None or not hit or not {side, hit[0]} <= register.entries.keys():
        return "other"
    hostile = register.adverse(side, hit[0])
    if hostile is None:
        return "own" if register.side(side) == register.side(hit[0]) else "other"
    return "adversary" if hostile else "own"
