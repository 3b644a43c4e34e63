"""Search over passages."""

from __future__ import annotations

from dataclasses import dataclass

from polybius.ledger.filters import Filter
from polybius.web.context import Desk
from polybius.web.models.claims import ClaimRow, claim_row
from polybius.web.models.judged import reports_of

page_size = 50


@dataclass(frozen=True, slots=True)
class Search:
    """One page of what was found."""

    words: str
    found: tuple[ClaimRow, ...]
    next_cursor: str | None
    """What to ask the next page with; None: this is the last."""


def search_view(desk: Desk) -> Search:
    """Return claims whose passage has the words of the query ``q``, those read last first.

    Raises:
        SettingsError: there is no word in it, or the cursor is none.
    """
    words = " ".join(desk.query.get("q", "").split())
    if not words:
        return Search("", (), None)
    page = desk.claims(Filter(text=words), desk.query.get("cursor"), page_size)
    reports = reports_of(desk.ledger, (j.claim.report_id for j in page.items), desk.known_by)
    shown = tuple(claim_row(j, reports) for j in page.items if j.claim.report_id in reports)
    return Search(words, shown, page.next_cursor)
