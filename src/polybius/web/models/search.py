"""Search over passages."""

from __future__ import annotations

from dataclasses import dataclass

from polybius.errors import SettingsError
from polybius.web.claim_pages import plain_query
from polybius.web.context import Desk
from polybius.web.models.bounded import of_words
from polybius.web.models.claims import ClaimRow, claim_row
from polybius.web.models.judged import judged, reports_of
from polybius.web.work.access import seen_by

page_size = 50


@dataclass(frozen=True, slots=True)
class Search:
    """One page of what was found."""

    words: str
    found: tuple[ClaimRow, ...]
    next_cursor: str | None
    """What to ask the next page with; None: this is the last."""


def search_view(desk: Desk) -> Search:
    """Return claims whose passage has the words of the query ``q``, the newest first.

    Raises:
        SettingsError: there is no word in it, or the cursor is none.
    """
    words = " ".join(desk.query.get("q", "").split())
    if not words:
        return Search("", (), None)
    start = _offset(desk.query.get("cursor"))
    ids = of_words(desk.ledger, plain_query(words), desk.size, start, page_size + 1)
    found = seen_by(desk, judged(desk.ledger, ids[:page_size], desk.size))
    found = [j for j in found if j.status != "rejected"]
    reports = reports_of(desk.ledger, (j.claim.report_id for j in found), desk.known_by)
    shown = tuple(claim_row(j, reports) for j in found if j.claim.report_id in reports)
    return Search(words, shown, str(start + page_size) if len(ids) > page_size else None)


def _offset(cursor: str | None) -> int:
    if not cursor:
        return 0
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 6:
        raise SettingsError(f"the cursor {cursor!r} is none.", hint="Begin again without it.")
    return int(cursor)
