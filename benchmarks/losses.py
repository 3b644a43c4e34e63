"""Reporting rates on the replication data of Radford et al. 2023 (PNAS 120 (34), e2307372120).

``python -m benchmarks.losses FILE…`` prints the rates at which Russian and Ukrainian sources
report soldiers killed, the losses behind them, the published values and whether each is in our
95 % credible interval, and the sampler's diagnostics. Fractions of soldiers reported for each
actual one, not of 1.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.common import run
from polybius.weighing.bias import Interval, Rates, Sampling, estimate_rates
from polybius.weighing.bias_claims import LossFigure

killed = "Military Deaths"
published_rates = {
    ("RU Source", "Russia"): 0.3,
    ("RU Source", "Ukraine"): 4.3,
}
published_losses = {"Russia": 76_700, "Ukraine": 17_200}
"""Means to 23 February 2023."""


def figures(paths: Sequence[Path]) -> list[LossFigure]:
    """Return the claims as figures that cover spans of days of the first year."""
    made = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as rows:
            made += [_figure(row) for row in csv.DictReader(rows)]
    return made


def _figure(row: dict[str, str]) -> LossFigure:
    day = int(row["days"])
    bound = "least" if row["minimum"] == "1" else "most" if row["maximum"] == "1" else ""
    return LossFigure(
        source=row["claim_source"],
        target=row["loss_country"],
        category=row["category"],
        series=row["loss_type"],
        first=1 if row["time_frame"] == "Cumulative" else day,
        last=day,
        # One count is written as 1e+05.
        figure=round(float(row["loss_count"])),
        bound=bound,
    )


def measure(paths: Sequence[Path], how: Sampling | None = None) -> dict[str, Any]:
    """Return the rates, the losses, and how they stand to what was published."""
    began = time.perf_counter()
    claims = figures(paths)
    made = estimate_rates(claims, how)
    rates = {
        f"{source} on {target}": _told(
            made.rate(source, target, killed), published_rates.get((source, target))
        )
        for source in ("RU Source", "UA Source")
        for target in ("Russia", "Ukraine")
    }
    losses = {
        country: _told(made.losses[f"{killed}-{country}"], number, 0)
        for country, number in published_losses.items()
    }
    every = [*rates.values(), *losses.values()]
    return {
        "claims": len(claims),
        "figures": made.figures,
        "rates": rates,
        "losses": losses,
        "published_inside": sum(one.get("inside", False) for one in every),
        "published": sum("published" in one for one in every),
        "diagnostics": _diagnostics(made),
        "rule": made.rule,
        "seconds": round(time.perf_counter() - began, 1),
    }


def _told(made: Interval, published: float | None, places: int = 2) -> dict[str, Any]:
    told: dict[str, Any] = {
        "mean": round(made.mean, places),
        "median": round(made.median, places),
        "ci95": [round(made.low, places), round(made.high, places)],
    }
    if published is not None:
        told |= {"published": published, "inside": made.holds(published)}
    return told


def _diagnostics(made: Rates) -> dict[str, Any]:
    found = made.diagnostics
    return {
        "r_hat_max": found.r_hat,
        "ess_min": found.effective,
        "divergent": found.divergent,
        "draws": found.draws,
        "converged": found.converged,
    }


if __name__ == "__main__":
    run("losses", measure)
