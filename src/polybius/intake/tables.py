"""Tables of reports: JSONL, JSON, CSV and TSV, with a text column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from polybius.errors import IntakeError
from polybius.intake.columns import Row, view
from polybius.intake.content import Content
from polybius.intake.csv_rows import csv_rows
from polybius.intake.drafts import Draft
from polybius.intake.json_rows import json_rows
from polybius.intake.options import IntakeOptions
from polybius.records import DateCandidate


def read_json(content: Content, options: IntakeOptions) -> Iterator[Draft | IntakeError]:
    """Yield a report for each object of a JSONL or JSON file."""
    return _drafts(json_rows(content, options), content, options, "application/json")


def read_csv(content: Content, options: IntakeOptions) -> Iterator[Draft | IntakeError]:
    """Yield a report for each row of a CSV or TSV file."""
    return _drafts(csv_rows(content, options), content, options, "text/csv")


def _drafts(
    rows: Iterable[Row | IntakeError], content: Content, options: IntakeOptions, media_type: str
) -> Iterator[Draft | IntakeError]:
    for row in rows:
        if isinstance(row, IntakeError):
            yield row
            continue
        try:
            yield _draft(row, content, options, media_type)
        except IntakeError as error:
            yield error


def _draft(row: Row, content: Content, options: IntakeOptions, media_type: str) -> Draft:
    fields = view(row, options, content.address)
    date = DateCandidate(fields.date, f"column:{fields.date_column}") if fields.date else None
    is_web = re.match(r"https?://", fields.address or "")
    return Draft(
        original=row.raw,
        text=fields.text,
        text_is="decoded",
        media_type=media_type,
        title=fields.title,
        author=fields.author,
        publisher=fields.publisher,
        address=fields.address if is_web else None,
        locator=f"line {row.line}" + (f", id {fields.id}" if fields.id else ""),
        dates=(date,) if date else (),
    )
