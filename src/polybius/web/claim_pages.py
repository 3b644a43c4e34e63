"""Claims a page at a time, newest first: for search, lists and the API at any size of ledger."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from polybius.errors import SettingsError
from polybius.ledger import schema
from polybius.ledger.filters import Filter, claim_conditions
from polybius.ledger.store import Ledger
from polybius.ledger.unsealing import size_or_all
from polybius.web import passages
from polybius.web.models.judged import Judged, judged

_part = re.compile(r'"([^"]*)"|\S+')
_word = re.compile(r"\w+")
_later_reading, _later = schema.reading.alias("later_reading"), schema.claim_index.alias("later")


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """One page of a list of claims."""

    items: tuple[Judged, ...]
    """Each stands, and is as it was ruled."""
    next_cursor: str | None
    """What to ask the next page with; None: this is the last."""


def plain_query(words: str) -> str:
    """Return a full-text query for what a person typed: each word, and each phrase in quotes.

    Operators of the full-text language lose their meaning, so that nothing typed is an error.

    Raises:
        SettingsError: there is no word in it.
    """
    parts = [" ".join(_word.findall(part[1] or part[0])) for part in _part.finditer(words)]
    quoted = " ".join(f'"{part}"' for part in parts if part)
    if not quoted:
        raise SettingsError(f"there is no word in {words!r} to look for.")
    return quoted


class ClaimLists:
    """Lists of the claims that stand."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def page(
        self,
        wanted: Filter,
        size: int | None,
        cursor: str | None = None,
        limit: int = 50,
        blind_to: frozenset[str] = frozenset(),
    ) -> ClaimPage:
        """Return the claims of each report's latest reading that meet ``wanted``, as ruled.

        Those of the latest readings come first, in the order of their text; with ``text``, those
        that were first read last.

        Args:
            wanted: conditions; ``text`` is what a person typed.
            size: entries of the log to look at; None: all.
            cursor: where to go on, from the page before.
            limit: most claims.
            blind_to: reports whose claims are left out.

        Raises:
            SettingsError: the text has no word, or the cursor is none.
        """
        query = _standing(wanted, size_or_all(size))
        if blind_to:
            query = query.where(schema.claim.c.report_id.not_in(sorted(blind_to)))
        with self._ledger.reading() as connection:
            if wanted.text:
                found = _with_words(connection, query, plain_query(wanted.text), cursor, limit + 1)
            else:
                found = _latest(connection, query, cursor, limit + 1)
        items = judged(self._ledger, [claim_id for _, claim_id in found[:limit]], size)
        return ClaimPage(tuple(items), found[limit - 1][0] if len(found) > limit else None)


def _latest(
    connection: Connection, query: Select[Any], cursor: str | None, most: int
) -> list[passages.Found]:
    reading, link = schema.reading.c, schema.reading_claim.c
    query = query.where(*_after(cursor)).order_by(reading.seq.desc(), link.position)
    rows = connection.execute(query.limit(most))
    return [(f"{row.at}.{row.position}", str(row.id)) for row in rows]


def _with_words(
    connection: Connection, query: Select[Any], words: str, cursor: str | None, most: int
) -> list[passages.Found]:
    found: list[passages.Found] = []
    for portion in passages.portions(connection, words, cursor):
        among = schema.claim.c.id.in_([claim_id for _, claim_id in portion])
        met = {str(row.id) for row in connection.execute(query.where(among))}
        found += [each for each in portion if each[1] in met]
        if len(found) >= most:
            break
    return found[:most]


def _standing(wanted: Filter, size: int) -> Select[Any]:
    claim, link = schema.claim, schema.reading_claim
    reading, index = schema.reading, schema.claim_index
    again, later = _later_reading.c, _later.c
    reread = select(again.id).where(
        again.report_id == reading.c.report_id, again.seq > reading.c.seq, again.seq < size
    )
    replaced = select(later.claim_id).where(
        later.claim_id == index.c.claim_id, later.seq > index.c.seq, later.seq < size
    )
    query = select(claim.c.id, link.c.position, reading.c.seq.label("at"))
    query = query.join_from(reading, link, link.c.reading_id == reading.c.id)
    query = query.join(claim, claim.c.id == link.c.claim_id)
    # Erased claims have no row in the index.
    query = query.join(index, index.c.claim_id == claim.c.id)
    return query.where(
        reading.c.seq < size,
        index.c.seq < size,
        index.c.live,
        ~reread.correlate(reading).exists(),
        ~replaced.correlate(index).exists(),
        *claim_conditions(replace(wanted, text=None)),
    )


def _after(cursor: str | None) -> tuple[ColumnElement[bool], ...]:
    if cursor is None:
        return ()
    found = re.fullmatch(r"(\d{1,10})\.(\d{1,10})", cursor, re.ASCII)
    if found is None:
        raise SettingsError(f"the cursor {cursor!r} is none.", hint="Begin again without it.")
    at, position = int(found[1]), int(found[2])
    seq, place = schema.reading.c.seq, schema.reading_claim.c.position
    return (or_(seq < at, and_(seq == at, place > position)),)
