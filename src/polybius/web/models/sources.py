"""Sources: what became of what each claimed, and how it is biased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from polybius.codebook.register import load_register
from polybius.errors import UnknownId
from polybius.ledger.derived import Derived
from polybius.ledger.store import Ledger
from polybius.records import Claim, Report
from polybius.web.beside import Beside, StillMaking
from polybius.web.context import Desk
from polybius.web.deriving_again import last_change
from polybius.web.models.bounded import most_claims
from polybius.web.models.claims import ClaimRow, claim_rows
from polybius.web.models.judged import all_reports, judged, reports_of
from polybius.web.work.access import claims_kept_back
from polybius.weighing import deriving
from polybius.weighing.sources import SourceRecord, source_keys, source_records
from polybius.weighing.sources_bias import SourceBias, incident_figures, source_biases


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source with what can be told of its bias."""

    record: SourceRecord
    biases: tuple[SourceBias, ...]
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourcesView:
    """All sources, most claims first."""

    rows: tuple[SourceRow, ...]


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source."""

    row: SourceRow
    claims: tuple[ClaimRow, ...]


_tables: Beside[SourcesView] = Beside(kept=4)


def sources_view(desk: Desk) -> SourcesView:
    """Return the table of sources.

    Raises:
        StillMaking: it is being made.
    """
    ledger, size, known_by = desk.ledger, desk.size, desk.known_by
    if size is None and known_by is None:
        if not desk.shelf.is_current:
            raise StillMaking
        with ledger.reading() as connection:
            last = last_change(connection)
        made = _tables.get((ledger.name, last), lambda: sources_now(ledger))
    else:
        made = _tables.get(
            (ledger.name, size, known_by), lambda: make_sources(ledger, size, known_by)
        )
    return _seen(desk, made) if desk.blind_to else made


def _seen(desk: Desk, made: SourcesView) -> SourcesView:
    """Return the sources of which no claim is kept from the person."""
    kept_back = claims_kept_back(desk)
    return SourcesView(tuple(r for r in made.rows if kept_back.isdisjoint(r.claim_ids)))


def sources_now(ledger: Ledger) -> SourcesView:
    """Return the table of sources of now, from what is derived and stored."""
    reports = {report.id: report for report in ledger.reports()}
    claims = {claim.id: claim for claim in ledger.claims()}
    return _table(claims, reports, ledger.derived())


def make_sources(ledger: Ledger, size: int | None, known_by: str | None) -> SourcesView:
    """Return the table of sources of a past state of the ledger."""
    reports = all_reports(ledger, size, known_by)
    claims = {c.id: c for c in ledger.claims(size=size) if c.report_id in reports}
    derived = deriving.derive(claims.values(), reports, decisions=ledger.rulings(size))
    return _table(claims, reports, derived)


def _table(
    claims: Mapping[str, Claim], reports: Mapping[str, Report], derived: Derived
) -> SourcesView:
    register = load_register()
    derived = deriving.by_rule(derived)
    by_source: dict[str, list[SourceBias]] = {}
    for bias in source_biases(incident_figures(claims, reports, derived.incidents, register)):
        by_source.setdefault(bias.source, []).append(bias)
    own: dict[str, list[str]] = {}
    for claim in claims.values():
        for key in source_keys(claim, reports):
            own.setdefault(key, []).append(claim.id)
    return SourcesView(
        tuple(
            SourceRow(r, tuple(by_source.get(r.key, ())), tuple(own.get(r.key, ())))
            for r in source_records(claims.values(), reports, derived, register)
        )
    )


def source_view(desk: Desk, key: str) -> SourceView:
    """Return one source.

    Raises:
        UnknownId: there is none of this key.
        StillMaking: the table is being made.
    """
    made = sources_view(desk)
    row = next((row for row in made.rows if row.record.key == key), None)
    if row is None:
        raise UnknownId(f"there is no source {key!r}.")
    found = judged(desk.ledger, row.claim_ids[:most_claims], desk.size)
    reports = reports_of(desk.ledger, (j.claim.report_id for j in found))
    return SourceView(row, claim_rows(found, reports))
