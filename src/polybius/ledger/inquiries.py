"""What a ledger can be asked: its head, what it holds, and what it held after any entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, select
from sqlalchemy.exc import OperationalError

from polybius.errors import Erased, LedgerError, UnknownId, Where
from polybius.ledger import appending, as_of, log, queries, rulings, schema
from polybius.ledger.connecting import OpenLedger
from polybius.ledger.derived import Derived, digest_of, read_derived, sum_of_ids
from polybius.ledger.dialects import dialect_of
from polybius.ledger.filters import Filter
from polybius.ledger.unsealing import decisions_in, rulings_in, size_or_all, unsealed
from polybius.plain import claim_loads, loads
from polybius.records import Claim, Decision, Flag, Origin, Report

shortest_prefix = 6
telling = ("report", "reading", "decision", "erasure")
"""Kinds of entries that what is derived follows from."""


class Inquiries(OpenLedger):
    """The questions; each is for the state after ``size`` entries, by default for now."""

    # --- the log ---------------------------------------------------------------------------

    def head(self, size: int | None = None) -> log.Head:
        """Return the head of the log, or an earlier one.

        Raises:
            UnknownId: the log is shorter than ``size``.
        """
        with self.reading() as connection:
            return log.head_of(connection, size)

    def entries_as_of(self, when: str | None) -> int:
        """Return how many entries the log had at ``when``; None is now.

        Raises:
            SettingsError: ``when`` is no day, moment or head (see `polybius.ledger.as_of`).
            UnknownId: the ledger is younger.
        """
        with self.reading() as connection:
            if when is None:
                return log.log_size(connection)
            return as_of.entries_as_of(connection, when)

    # --- asking -----------------------------------------------------------------------------

    def reports(self, size: int | None = None) -> Iterator[Report]:
        """Yield every report that was not erased, in the order of arrival."""
        with self.reading() as connection:
            query = queries.sealed_reports(size_or_all(size))
            for content in unsealed(connection, "report", query):
                yield loads(content, Report)

    def report(self, report_id: str) -> Report:
        """Return one report.

        Raises:
            UnknownId: the ledger has none of this id.
            Erased: it was erased.
        """
        return loads(self._one("report", queries.sealed_report(report_id), report_id), Report)

    def original(self, report_id: str) -> bytes:
        """Return the original bytes of a report.

        Raises:
            UnknownId: the ledger has none of this id.
            Erased: it was erased.
        """
        return self._one("blob", queries.sealed_original(report_id), report_id)

    def addresses(self, report_id: str) -> tuple[str, ...]:
        """Return every address that the report was met at, sorted."""
        with self.reading() as connection:
            found = unsealed(connection, "sighting", queries.sealed_sightings(report_id))
            return tuple(sorted(loads(content, Origin).address for content in found))

    def claims(self, wanted: Filter | None = None, size: int | None = None) -> tuple[Claim, ...]:
        """Return the claims of each report's latest reading that meet ``wanted``, as ruled.

        Rejected claims are left out, corrected ones are as corrected. Ordered by day, then
        report, then place in the text.
        """
        wanted = wanted or Filter()
        try:
            with self.reading() as connection:
                ruled = rulings.by_claim(rulings_in(connection, size))
                query = queries.current_claims(wanted, size_or_all(size), dialect_of(connection))
                found = [claim_loads(c) for c in unsealed(connection, "claim", query)]
        except LedgerError as error:
            cause = error.__cause__
            if wanted.text and isinstance(cause, OperationalError) and self._is_file:
                raise LedgerError(
                    f"the search {wanted.text!r} can't be understood: {cause.orig}.",
                    hint="Put words in double quotes: --text '\"army chief\"'",
                ) from cause
            raise
        return tuple(rulings.as_ruled(claim, ruled.get(claim.id, ()))[0] for claim in found)

    def claim(self, claim_id: str) -> Claim:
        """Return one claim as it was read, also one of a replaced reading or a rejected one.

        Raises:
            UnknownId: the ledger has none of this id.
            Erased: its report was erased.
        """
        return claim_loads(self._one("claim", queries.sealed_claim(claim_id), claim_id))

    def decisions(self, size: int | None = None) -> tuple[Decision, ...]:
        """Return every decision, undone ones and undos too, in the order of the log."""
        with self.reading() as connection:
            return decisions_in(connection, size)

    def rulings(self, size: int | None = None) -> tuple[Decision, ...]:
        """Return the decisions in effect, in the order of the log."""
        with self.reading() as connection:
            return rulings_in(connection, size)

    def readings(
        self, report_id: str, size: int | None = None
    ) -> tuple[tuple[str, str, str | None], ...]:
        """Return ``(reader, moment, why unread)`` of each reading of a report, oldest first."""
        with self.reading() as connection:
            found = connection.execute(queries.readings_of(report_id, size_or_all(size)))
            return tuple((row.reader, row.moment, row.unread) for row in found)

    def flags(self, report_id: str, size: int | None = None) -> tuple[Flag, ...]:
        """Return the flags of a report's latest reading."""
        query = queries.sealed_flags(report_id, size_or_all(size))
        with self.reading() as connection:
            found = list(unsealed(connection, "reading", query))
        return tuple(loads(found[0], list[Flag])) if found else ()

    def find_id(
        self, prefix: str, size: int | None = None, derived: Derived | None = None
    ) -> tuple[str, str]:
        """Return ``(kind, id)`` of the one entry whose id begins with ``prefix``.

        Kinds are ``report``, ``claim``, ``decision``, ``incident`` and ``dispute``.

        Args:
            prefix: six digits of an id, or more.
            size: look only among what the first ``size`` entries wrote.
            derived: where incidents and disputes are looked for; by default, those of now.

        Raises:
            UnknownId: nothing begins so, or several do, or the prefix is too short.
        """
        prefix = prefix.lower()
        if len(prefix) < shortest_prefix:
            raise UnknownId(f"{prefix!r} is too short.", hint=f"Give {shortest_prefix} digits.")
        found: list[tuple[str, str]] = []
        with self.reading() as connection:
            for kind, query in queries.ids_beginning(prefix, size_or_all(size)).items():
                if derived is None or kind not in ("incident", "dispute"):
                    found += [(kind, str(i)) for i in connection.scalars(query)]
        if derived is not None:
            made = [("incident", i.id) for i in derived.incidents]
            made += [("dispute", d.id) for d in derived.disputes]
            found += [(kind, each) for kind, each in made if each.startswith(prefix)]
        found = found or self._as_now_called(prefix, derived)
        if not found:
            raise self._unknown(prefix)
        if len(found) > 1:
            listed = ", ".join(f"{kind} {full[:16]}" for kind, full in found)
            raise UnknownId(f"{prefix!r} begins several ids: {listed}.", hint="Give more digits.")
        return found[0]

    def _as_now_called(self, prefix: str, derived: Derived | None) -> list[tuple[str, str]]:
        """Return the incidents, as they are called now, whose former id begins with ``prefix``.

        An incident is called after its first account. When an earlier account joins it, the id
        of the one before is still that of an account in it.
        """
        with self.reading() as connection:
            ids = sorted(
                {str(i) for i in connection.scalars(queries.incidents_once_called(prefix))}
            )
        known = None if derived is None else {incident.id for incident in derived.incidents}
        return [("incident", each) for each in ids if known is None or each in known]

    # --- derived ---------------------------------------------------------------------------

    def derived(self) -> Derived:
        """Return all incidents, tallies, disputes and grades as last derived."""
        with self.reading() as connection:
            return read_derived(connection)

    def claims_digest(self, size: int | None = None) -> str:
        """Return a digest of the reports, the claims that stand and the decisions in effect.

        Derived tables are stale when it differs from theirs. A report without claims counts
        too: others may be copies of it.
        """
        end = size_or_all(size)
        with self.reading() as connection:
            ids = sum_of_ids(connection.scalars(queries.report_ids(end)))
            ids += sum_of_ids(connection.scalars(queries.current_claim_ids(end)))
            ruled = [decision.id for decision in rulings_in(connection, size)]
        return digest_of(ids, ruled)

    def changed_since(self, size: int) -> bool:
        """Tell whether anything that derived records follow from was written after ``size``."""
        entry = schema.entry.c
        query = select(entry.seq).where(entry.seq >= size, entry.kind.in_(telling))
        with self.reading() as connection:
            return connection.scalar(query.limit(1)) is not None

    # --- inside ----------------------------------------------------------------------------

    def _one(self, table: str, query: Select[Any], wanted: str) -> bytes:
        with self.reading() as connection:
            found = list(unsealed(connection, table, query))
            if not found:
                raise self._missing(connection, table, wanted)
        return found[0]

    def _missing(self, connection: Connection, table: str, wanted: str) -> LedgerError:
        tables = {t.name: t for t in schema.logged}
        column = tables[table].primary_key.columns[0]
        if appending.has_row(connection, column, wanted):
            return Erased(f"the {table} {wanted[:10]} was erased.", where=Where(self.name))
        return self._unknown(wanted)

    def _unknown(self, wanted: str) -> UnknownId:
        return UnknownId(f"nothing in this ledger has the id {wanted!r}.", where=Where(self.name))
