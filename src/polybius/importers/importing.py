"""A dataset's files → reports with their claims, row by row; a row that is refused costs itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from polybius.codebook.register import Register
from polybius.errors import IntakeError, PolybiusError, Where
from polybius.ids import sha256_hex
from polybius.importers.claims import Coder
from polybius.importers.days import parse_days
from polybius.importers.mappings import Mapping
from polybius.importers.parties import PartyNames
from polybius.importers.rows import row_media_types
from polybius.importers.tables import TableRow, table_rows
from polybius.importers.texts import RowText
from polybius.intake.options import IntakeOptions
from polybius.intake.sources import storable
from polybius.records import DateCandidate, Origin, Reading, Report, TextMap
from polybius.resolving.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """A row as a report, its bytes, and what it claims."""

    report: Report
    original: bytes
    reading: Reading


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row, or a file, that could not be taken in, and why."""

    source: str
    error: PolybiusError


class Importer:
    """Reads files of one kind of table."""

    def __init__(
        self,
        mapping: Mapping,
        register: Register,
        gazetteer: Gazetteer,
        *,
        release: str | None = None,
        additions: str | None = None,
    ) -> None:
        """Make an importer.

        Args:
            mapping: what the columns mean.
            register: parties.
            gazetteer: places.
            release: of the dataset, for the titles of its rows.
            additions: names what the user added to register and gazetteer.
        """
        self.mapping = mapping
        self.name = mapping.rule if additions is None else f"{mapping.rule}+{additions}"
        self._title = f"{mapping.dataset} {release}" if release else mapping.dataset
        self._coder = Coder(mapping, PartyNames(register), gazetteer)
        self._missing = frozenset(cell.casefold() for cell in mapping.missing)

    def read(
        self, path: Path, options: IntakeOptions, sheet: str | None = None
    ) -> Iterator[ImportedRow | RefusedRow]:
        """Yield the rows of a file in its order, and what was refused of it.

        Args:
            path: CSV, TSV, XLSX, JSON or JSONL, also packed with gzip.
            options: encoding, limits, the moment of retrieval, and the day of publication of
                rows that name none.
            sheet: of a workbook; by default the one that fits best.
        """
        try:
            container, rows = table_rows(path, self.mapping, options, sheet)
            for row in rows:
                yield self._outcome(row, path, container, options)
        except PolybiusError as error:
            where = error.where or Where(str(path))
            yield RefusedRow(str(path), type(error)(error.what, where=where, hint=error.hint))

    def _outcome(
        self, row: TableRow | IntakeError, path: Path, container: str, options: IntakeOptions
    ) -> ImportedRow | RefusedRow:
        if isinstance(row, IntakeError):
            return RefusedRow(str(path), row)
        try:
            return self._imported(row, path, container, options)
        except IntakeError as error:
            where = Where(str(path), row.line)
            return RefusedRow(str(path), type(error)(error.what, where=where, hint=error.hint))

    def _imported(
        self, row: TableRow, path: Path, container: str, options: IntakeOptions
    ) -> ImportedRow:
        text = RowText(row.cells, self._missing)
        report_id = sha256_hex(row.original)
        claims = self._coder.claims(report_id, text)
        published = self._published(text, options)
        entry = text.cell(self.mapping.id)
        address = text.cell(self.mapping.address)
        is_web = address is not None and address.text.startswith(("http://", "https://"))
        report = Report(
            id=report_id,
            text=text.text,
            media_type=row_media_types[row.original.startswith(b"{")],
            language="und",
            origin=Origin(
                address.text if address and is_web else storable(f"{path}#row={row.line}"),
                options.retrieved,
                container,
                f"row {row.line}" + (f", id {entry.text}" if entry else ""),
            ),
            text_map=TextMap("extracted", ((0, 0, len(text.text)),)),
            title=f"{self._title} {entry.text}" if entry else self._title,
            publisher=self.mapping.dataset,
            published=published,
            published_precision="day" if published else None,
            date_candidates=self._candidates(text, published),
        )
        return ImportedRow(report, row.original, Reading(report_id, self.name, claims))

    def _published(self, text: RowText, options: IntakeOptions) -> str | None:
        cell = text.cell(self.mapping.published)
        given = cell.text if cell else options.published
        if given is None:
            return None
        day = parse_days(given, day_first=self.mapping.when.day_first).first.isoformat()
        if day > options.retrieved[:10]:
            raise IntakeError(f"the day of publication, {day}, is later than today.")
        return day

    def _candidates(self, text: RowText, published: str | None) -> tuple[DateCandidate, ...]:
        if published is None:
            return ()
        cell = text.cell(self.mapping.published)
        column = text.line(cell).text.split(":", 1)[0] if cell else None
        return (DateCandidate(published, f"column:{column}" if column else "argument"),)
