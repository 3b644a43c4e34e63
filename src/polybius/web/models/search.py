"""Search over passages."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from polybius.errors import LedgerError, SettingsError
from polybius.ledger import schema
from polybius.ledger.dialects import dialect_of
from polybius.ledger.store import Ledger
from polybius.ledger.unsealing import size_or_all
from polybius.web.context import Desk
from polybius.web.models.claims import ClaimRow, claim_row
from polybius.web.models.judged import judged, reports_of
from polybius.web.work.access import seen_by

most_found = 100


@dataclass(frozen=True, slots=True)
class Search:
    """What was found."""

    words: str
    found: tuple[ClaimRow, ...]
    more: bool
    """Whether there is more than is shown."""


def search_view(desk: Desk) -> Search:
    """Return the claims whose passage has the words of the query ``q``, the newest first.

    Raises:
        SettingsError: the words can't be understood.
    """
    words = " ".join(desk.query.get("q", "").split())
    if not words:
        return Search("", (), more=False)
    ids = find_claims(desk.ledger, words, desk.size)
    found = seen_by(desk, judged(desk.ledger, ids[:most_found], desk.size))
    found = [j for j in found if j.status != "rejected"]
    reports = reports_of(desk.ledger, (j.claim.report_id for j in found), desk.known_by)
    shown = tuple(claim_row(j, reports) for j in found if j.claim.report_id in reports)
    return Search(words, shown, more=len(ids) > most_found)


def find_claims(ledger: Ledger, words: str, size: int | None = None) -> list[str]:
    """Return up to `most_found` + 1 ids of claims whose passage has the words.

    Raises:
        SettingsError: the words can't be understood.
    """
    claim = schema.claim
    try:
        with ledger.reading() as connection:
            query = select(claim.c.id).where(
                claim.c.seq < size_or_all(size), dialect_of(connection).has_words(words)
            )
            query = query.order_by(claim.c.seq.desc(), claim.c.id).limit(most_found + 1)
            return [str(found) for found in connection.scalars(query)]
    except LedgerError as error:
        raise SettingsError(
            f"the search {words!r} can't be understood.",
            hint='Put names and phrases in double quotes: "army chief".',
        ) from error
