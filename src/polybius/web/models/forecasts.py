"""The forecast board: what is foretold, with which words, and what band they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from polybius.export.words import voice_words
from polybius.records import Outlook, Report
from polybius.web.context import Desk
from polybius.web.models.bounded import of_kind
from polybius.web.models.judged import Judged, reports_of
from polybius.web.work.access import seen_by

bar_width = 200.0


@dataclass(frozen=True, slots=True)
class Forecast:
    """One forecast."""

    claim_id: str
    report_id: str
    said: str | None
    """Day of the report."""
    voice: str
    stance: str
    proposition: str
    words: str
    low: float
    high: float
    horizon: str
    horizon_end: str | None
    status: str

    @property
    def left(self) -> float:
        """Where the band begins on a bar."""
        return round(self.low * bar_width, 1)

    @property
    def width(self) -> float:
        """How wide the band is on a bar."""
        return round(max(2.0, (self.high - self.low) * bar_width), 1)


@dataclass(frozen=True, slots=True)
class Forecasts:
    """The board: open ones by their horizon, then those without, then those past."""

    rows: tuple[Forecast, ...]


def forecasts_view(desk: Desk) -> Forecasts:
    """Return the latest forecasts."""
    found = seen_by(desk, of_kind(desk.ledger, "outlook", desk.size))
    reports = reports_of(desk.ledger, (j.claim.report_id for j in found), desk.known_by)
    return make_view([j for j in found if j.claim.report_id in reports], reports)


def make_view(found: Sequence[Judged], reports: dict[str, Report]) -> Forecasts:
    """Return the board of these claims."""
    rows = [
        _forecast(judged, body, reports[judged.claim.report_id])
        for judged in found
        if isinstance(body := judged.claim.body, Outlook)
    ]
    return Forecasts(tuple(sorted(rows, key=_order)))


def _order(row: Forecast) -> tuple[str, str, str]:
    return row.horizon_end or "9999", row.said or "", row.claim_id


def _forecast(judged: Judged, body: Outlook, report: Report) -> Forecast:
    horizon = body.horizon
    return Forecast(
        judged.claim.id,
        report.id,
        report.published,
        voice_words(judged.claim.voice),
        judged.claim.stance.code,
        " ".join(body.proposition.text.split()),
        " ".join(body.words.text.split()),
        body.low,
        body.high,
        horizon.words if horizon else "",
        horizon.end if horizon else None,
        judged.status,
    )
