"""What was known on a day: the reports that had been published by then."""

from __future__ import annotations

from datetime import date

from polybius.errors import SettingsError
from polybius.records import Report


def known_by(report: Report, day: str) -> bool:
    """Tell whether ``report`` was published by the end of ``day``.

    A date of which only the month or the year is known counts from its end on. A report without
    a date counts from the day on which it was retrieved: it can't be shown to be older.

    Raises:
        SettingsError: ``day`` is no ISO date.
    """
    checked_day(day)
    published = report.published or report.origin.retrieved[:10]
    # "2026-02~~~" sorts after every day of "2026-02".
    return published.ljust(10, "~") <= day


def checked_day(day: str) -> str:
    """Return ``day`` if it is an ISO date.

    Raises:
        SettingsError: it is none.
    """
    try:
        is_day = date.fromisoformat(day).isoformat() == day
    except ValueError:
        is_day = False
    if not is_day:
        raise SettingsError(f"--known-by {day!r} is not a date.", hint="Use YYYY-MM-DD.")
    return day
