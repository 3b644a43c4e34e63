"""What tells the row of a dataset from a text: its media type.

A table of news articles also gives one report a row, but there the row holds a text, and two rows
may tell of one event. In a dataset of events each row is another event, by its coders' judgement.
"""

from __future__ import annotations

from polybius.records import Report

row_media_types = ("text/csv; header=present", "application/json; profile=row")
"""A row with its header (RFC 4180), or one object of a JSON file."""


def dataset_of(report: Report) -> str | None:
    """Return what names the table that a row is from; None for a report that is a text."""
    return report.origin.container if report.media_type in row_media_types else None
