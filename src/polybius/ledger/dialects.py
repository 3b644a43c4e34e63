"""What SQLite and PostgreSQL do differently: locks, triggers, full text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from sqlalchemy import Connection, Engine, TextClause, text

_word = re.compile(r"\w+")
_query_part = re.compile(r'"[^"]*"|-?\w+')

lock_number = 0x504F4C59
"""Of PostgreSQL's advisory lock that one writer at a time holds."""


class Dialect(Protocol):
    """One kind of database."""

    name: str

    def lock(self, connection: Connection) -> None:
        """Wait until this transaction is the only one that writes."""

    may_write: TextClause
    """Selects whether the database lets this connection append to a ledger."""

    def forbid_changes(self, tables: Iterable[str]) -> Iterable[str]:
        """Return the statements that make tables refuse UPDATE and DELETE."""

    def allow_changes(self, tables: Iterable[str]) -> Iterable[str]:
        """Return the statements that take `forbid_changes` back."""

    text_table: tuple[str, ...]
    """Statements that make the full-text index."""

    purge_text: tuple[str, ...]
    """Statements that leave nothing of deleted passages in the full-text index."""

    def sweep(self, engine: Engine) -> None:
        """Leave nothing of deleted rows in the database's files, as far as it can see to that."""

    insert_text: TextClause
    """Adds to the full-text index; takes ``id`` and ``text``."""

    def indexed_text(self, words: str) -> str:
        """Return a passage as it goes into the full-text index."""

    def has_words(self, words: str) -> TextClause:
        """Return the condition that a claim's passage meets a full-text query."""

    text_column: str
    """What the full-text index has of a passage, as text."""

    def text_forms(self, connection: Connection, passages: Sequence[str]) -> Sequence[str]:
        """Return what `text_column` must be for each passage."""


class SQLite:
    """The default: one file."""

    name: str = "sqlite"
    text_table: tuple[str, ...] = (
        "CREATE VIRTUAL TABLE passage_text USING fts5("
        'claim_id UNINDEXED, text, tokenize = "unicode61 remove_diacritics 2")',
    )
    insert_text = text("INSERT INTO passage_text (claim_id, text) VALUES (:id, :text)")
    may_write = text("SELECT 1")
    purge_text: tuple[str, ...] = ("INSERT INTO passage_text (passage_text) VALUES ('rebuild')",)

    def lock(self, connection: Connection) -> None:
        """Do nothing: BEGIN IMMEDIATE took the lock."""

    def forbid_changes(self, tables: Iterable[str]) -> Iterable[str]:
        """Return a trigger a table and action."""
        return [
            f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'the ledger only grows: no {action} on {table}'); END"
            for table in tables
            for action in ("UPDATE", "DELETE")
        ]

    def allow_changes(self, tables: Iterable[str]) -> Iterable[str]:
        """Return the statements that drop these triggers."""
        return [
            f"DROP TRIGGER {table}_no_{action}"
            for table in tables
            for action in ("update", "delete")
        ]

    def sweep(self, engine: Engine) -> None:
        """Empty the write-ahead log; ``secure_delete`` has overwritten the file's own pages."""
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()

    def indexed_text(self, words: str) -> str:
        """Return the words as they are: FTS5 folds them."""
        return words

    def has_words(self, words: str) -> TextClause:
        """Return an FTS5 query."""
        matches = "claim.id IN (SELECT claim_id FROM passage_text WHERE passage_text MATCH :words)"
        return text(matches).bindparams(words=words)

    text_column: str = "text"

    def text_forms(self, connection: Connection, passages: Sequence[str]) -> Sequence[str]:
        """Return the passages themselves."""
        return passages


class PostgreSQL:
    """A server shared by a team."""

    name: str = "postgresql"
    text_table: tuple[str, ...] = (
        "CREATE TABLE passage_text (claim_id varchar(64) NOT NULL, words tsvector NOT NULL)",
        "CREATE INDEX ix_passage_text_claim_id ON passage_text (claim_id)",
        "CREATE INDEX ix_passage_text_words ON passage_text USING gin (words)",
    )
    # The server may be a standby, and the role one that may only read.
    may_write = text(
        "SELECT current_setting('transaction_read_only') = 'off' "
        "AND has_table_privilege('entry', 'INSERT')"
    )
    purge_text: tuple[str, ...] = ()
    insert_text = text(
        "INSERT INTO passage_text (claim_id, words) VALUES (:id, to_tsvector('simple', :text))"
    )

    def lock(self, connection: Connection) -> None:
        """Take the advisory lock, which the end of the transaction gives back."""
        connection.execute(text(f"SELECT pg_advisory_xact_lock({lock_number})"))

    def forbid_changes(self, tables: Iterable[str]) -> Iterable[str]:
        """Return one function and a trigger a table."""
        return [
            "CREATE OR REPLACE FUNCTION ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the ledger only grows: no % on %', TG_OP, TG_TABLE_NAME; "
            "END $$",
            *(
                f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE "
                f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION ledger_only_grows()"
                for table in tables
            ),
        ]

    def allow_changes(self, tables: Iterable[str]) -> Iterable[str]:
        """Return the statements that drop these triggers."""
        return [f"DROP TRIGGER {table}_only_grows ON {table}" for table in tables]

    def sweep(self, engine: Engine) -> None:
        """Vacuum; the server's own archives of its log are the administrator's to erase."""
        with engine.connect() as connection:
            idle = connection.execution_options(isolation_level="AUTOCOMMIT")
            idle.exec_driver_sql("VACUUM")

    def indexed_text(self, words: str) -> str:
        """Return the words as FTS5 tells them apart: without accents, split at punctuation."""
        return " ".join(_word.findall(_bare(words)))

    def has_words(self, words: str) -> TextClause:
        """Return a web-search query: words, phrases in double quotes, OR, - for not."""
        query = " ".join(_query_part.findall(_bare(words)))
        matches = (
            "claim.id IN (SELECT claim_id FROM passage_text "
            "WHERE words @@ websearch_to_tsquery('simple', :words))"
        )
        return text(matches).bindparams(words=query)

    text_column: str = "words::text"

    def text_forms(self, connection: Connection, passages: Sequence[str]) -> Sequence[str]:
        """Return the lexemes of the passages."""
        query = text(
            "SELECT to_tsvector('simple', passage)\\:\\:text "
            "FROM unnest(CAST(:passages AS text[])) WITH ORDINALITY AS given(passage, n) ORDER BY n"
        )
        given = [self.indexed_text(passage) for passage in passages]
        return list(map(str, connection.scalars(query, {"passages": given})))


def _bare(words: str) -> str:
    apart = unicodedata.normalize("NFKD", words)
    return "".join(c for c in apart if not unicodedata.combining(c))


dialects: Mapping[str, Dialect] = {"sqlite": SQLite(), "postgresql": PostgreSQL()}


def dialect_of(connection: Connection) -> Dialect:
    """Return the dialect that ``connection`` speaks."""
    return dialects[connection.dialect.name]


def run_all(connection: Connection, statements: Iterable[str]) -> None:
    """Execute statements that take no values."""
    for statement in statements:
        connection.execute(text(statement))
