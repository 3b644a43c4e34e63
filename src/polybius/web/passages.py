"""Passages that have words, from any place on: common words cost no more than rare ones.

Those that were read last come first; of one reading, in the order of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import Connection, and_, or_, select, text

from polybius.errors import SettingsError
from polybius.ledger import schema
from polybius.ledger.dialects import dialect_of

_least, _most = 200, 5000
"""Passages that are asked for at once, at first and later."""
_in_rows = re.compile(r"(\d{1,10})\.(\d{1,18})\.(\d{1,18})", re.ASCII)
_in_readings = re.compile(r"(\d{1,10})\.(\d{1,10})", re.ASCII)

Found = tuple[str, str]
"""A passage's place in the order, to go on from, and the id of its claim."""


def portions(connection: Connection, words: str, cursor: str | None) -> Iterator[list[Found]]:
    """Yield the passages that meet a full-text query, some at a time.

    Args:
        connection: to the ledger.
        words: a query of the full-text index.
        cursor: the place to go on from; None: begin with the latest.

    Raises:
        SettingsError: the cursor is none.
    """
    find = _in_file if connection.dialect.name == "sqlite" else _on_server
    size, is_last = _least, False
    while not is_last:
        found, is_last = find(connection, words, cursor, size)
        if found:
            yield found
            cursor = found[-1][0]
        size = min(4 * size, _most)


def _in_file(
    connection: Connection, words: str, cursor: str | None, most: int
) -> tuple[list[Found], bool]:
    """Return some passages, those of an entry of the log all or none, and whether they end here.

    FTS5 reads its index backwards from a row, and stops where it has enough. A place is the entry,
    its last row that was met, and the row.
    """
    entry, top, last = (-1, 2**62, -1) if cursor is None else _numbers(_in_rows, cursor)
    query = text(
        "SELECT met.place, met.claim_id, claim.seq FROM (SELECT rowid AS place, claim_id "
        "FROM passage_text WHERE passage_text MATCH :words AND rowid <= :top "
        "ORDER BY rowid DESC LIMIT :most) AS met JOIN claim ON claim.id = met.claim_id "
        "ORDER BY met.place DESC"
    )
    while True:
        rows = connection.execute(query, {"words": words, "top": top, "most": most}).all()
        is_last = len(rows) < most
        entries = [list(own) for _, own in groupby(rows, key=lambda row: row.seq)]
        found = [
            (f"{row.seq}.{own[0].place}.{row.place}", str(row.claim_id))
            for own in (entries if is_last else entries[:-1])
            for row in reversed(own)
            if row.seq != entry or row.place > last
        ]
        if found or is_last:
            return found, is_last
        most *= 4


def _on_server(
    connection: Connection, words: str, cursor: str | None, most: int
) -> tuple[list[Found], bool]:
    claim, link = schema.claim.c, schema.reading_claim.c
    first_read = and_(link.claim_id == claim.id, link.seq == claim.seq)
    query = select(claim.seq, link.position, claim.id)
    query = query.join_from(schema.claim, schema.reading_claim, first_read)
    query = query.where(dialect_of(connection).has_words(words))
    if cursor is not None:
        seq, last = _numbers(_in_readings, cursor)
        query = query.where(or_(claim.seq < seq, and_(claim.seq == seq, link.position > last)))
    rows = connection.execute(query.order_by(claim.seq.desc(), link.position).limit(most)).all()
    return [(f"{row.seq}.{row.position}", str(row.id)) for row in rows], len(rows) < most


def _numbers(shape: re.Pattern[str], cursor: str) -> tuple[int, ...]:
    found = shape.fullmatch(cursor)
    if found is None:
        raise SettingsError(f"the cursor {cursor!r} is none.", hint="Begin again without it.")
    return tuple(map(int, found.groups()))
