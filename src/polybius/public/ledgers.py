"""A ledger as a script or notebook uses it: read into it, import, ask, export."""

from __future__ import annotations

import re
import tempfile
import weakref
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from polybius.codebook import load
from polybius.errors import IntakeError, PolybiusError, SettingsError, UnknownId
from polybius.export.formats.claim_tables import claims_table
from polybius.export.formats.exporting import export
from polybius.export.formats.fields import Table
from polybius.export.formats.record_tables import (
    disputes_table,
    incidents_table,
    lineage_table,
    reports_table,
    tallies_table,
)
from polybius.export.formats.selection import Selection
from polybius.export.formats.state import Case, State
from polybius.ledger import store
from polybius.ledger.filters import Filter
from polybius.linking.lineage import lineages
from polybius.public.cards import ClaimView, IncidentView
from polybius.public.frames import Frame
from polybius.records import Claim, ClaimKind, Dispute, Kinship, Report, Tally
from polybius.weighing import tallies as tally_rules

if TYPE_CHECKING:
    from polybius.importing import ImportSummary
    from polybius.pipeline import Failed

T = TypeVar("T")
R = TypeVar("R")
_file_name = re.compile(r"\S+|[^\n]{1,200}\.[A-Za-z][A-Za-z0-9]{1,6}")
"""What is meant as a path: one word, or something with the ending of a file."""


class Ledger:
    """A ledger of claims: an SQLite file, or a ``postgresql://`` URL.

    Use it as a context manager, or call `close`.
    """

    def __init__(self, target: str | Path, *, create: bool = True) -> None:
        """Open a ledger; make it if it is missing and ``create`` is true.

        Raises:
            LedgerError: it can't be opened, or is no ledger.
        """
        self._store = store.Ledger(target, create=create)
        self.failures: list[Failed] = []
        """What could not be read by `read`, and why."""
        self._temporary: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Ledger:
        """Return the ledger itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the ledger."""
        self.close()

    def close(self) -> None:
        """Release the file or connection; a ledger made by `read` is gone then."""
        self._store.close()
        if self._temporary is not None:
            self._temporary.cleanup()

    @property
    def name(self) -> str:
        """The file's path, or the URL without its password."""
        return self._store.name

    @property
    def head(self) -> str:
        """The head of its log, ``size:root``: names its present state for ever."""
        return str(self._store.head())

    # --- taking in -------------------------------------------------------------------------

    def read(
        self,
        source: str | Path,
        *,
        published: str | None = None,
        publisher: str | None = None,
        registers: Sequence[Path | str] = (),
        gazetteers: Sequence[Path | str] = (),
    ) -> Ledger:
        """Read a text, or the reports at a path, glob or address, and return the ledger itself.

        A string of one word, or that ends like a file's name, is a path; any other is a text.
        What can't be read is added to `failures`.

        Args:
            source: the text or path.
            published: publication date of reports that state none, YYYY-MM-DD.
            publisher: publisher of reports that name none.
            registers: YAML or CSV files of further parties.
            gazetteers: GeoNames dumps of further places.

        Raises:
            PolybiusError: nothing could be read.
        """
        from polybius.intake.options import IntakeOptions  # noqa: PLC0415 - the parser: seconds
        from polybius.pipeline import Failed, Summary, read_sources, read_text  # noqa: PLC0415
        from polybius.running import make_reader  # noqa: PLC0415

        options = IntakeOptions(published=published, publisher=publisher)
        reader = make_reader(tuple(map(Path, registers)), tuple(map(Path, gazetteers)))
        summary = Summary()
        if is_path(source):
            from polybius.intake import find_sources  # noqa: PLC0415

            outcomes = read_sources(find_sources([str(source)]), options, reader, self._store)
        else:
            outcomes = iter([read_text(str(source), options, reader, self._store)])
        for outcome in outcomes:
            summary.add(outcome)
            if isinstance(outcome, Failed):
                self.failures.append(outcome)
        if summary.nothing_came_in:
            raise _first(summary.failures)
        return self

    def import_dataset(
        self,
        dataset: str,
        path: str | Path,
        *,
        mapping: str | Path | None = None,
        sheet: str | None = None,
        published: str | None = None,
        release: str | None = None,
    ) -> ImportSummary:
        """Take a dataset's file into the ledger, each row as a report, and say how it went.

        Args:
            dataset: ``ucdp``, ``acled``, ``gtd``, ``airwars``, or ``csv`` with a mapping.
            path: CSV, TSV, XLSX, JSON or JSONL.
            mapping: YAML file that says what the columns mean.
            sheet: of a workbook.
            published: publication of rows that give none, YYYY-MM-DD.
            release: of the dataset.

        Raises:
            PolybiusError: the mapping can't be used. What is wrong with rows is in the summary.
        """
        from polybius.importing import import_files, make_importer, mapping_for  # noqa: PLC0415
        from polybius.intake.options import IntakeOptions  # noqa: PLC0415

        chosen = mapping_for(dataset, None if mapping is None else Path(mapping))
        importer = make_importer(chosen, release=release)
        options = IntakeOptions(published=published)
        return next(import_files(importer, [Path(path)], options, self._store, sheet))

    # --- asking ----------------------------------------------------------------------------

    def reports(self) -> Frame[Report]:
        """Return the reports, in the order of arrival."""
        return _frame(reports_table, tuple(self._store.reports()))

    def claims(self, **conditions: str | None) -> Frame[ClaimView]:
        """Return the claims that stand, as ruled, by day, then report, then place in the text.

        Args:
            **conditions: ``since``, ``until``, ``place``, ``party``, ``voice``, ``stance``,
                ``kind``, ``report`` or ``text``, as for ``polybius claims``.

        Raises:
            SettingsError: a condition is none, or its value can't be used.
        """
        found = self._store.claims(_filter(conditions))
        reports: dict[str, Report] = {}
        for claim in found:
            if claim.report_id not in reports:
                reports[claim.report_id] = self._store.report(claim.report_id)
        views = tuple(ClaimView(claim, reports[claim.report_id]) for claim in found)
        return _frame(claims_table(), views, found)

    def claim(self, id_: str) -> ClaimView:
        """Return one claim by its id or first digits.

        Raises:
            UnknownId: there is none.
        """
        claim = self._store.claim(self._full("claim", id_))
        return ClaimView(claim, self._store.report(claim.report_id))

    def incidents(
        self,
        *,
        rule: str = tally_rules.rule,
        as_of: str | None = None,
        known_by: str | None = None,
        **conditions: str | None,
    ) -> Frame[IncidentView]:
        """Return what happened, by day, with low, best and high.

        Args:
            rule: of the tallies: ``polybius``, ``ucdp``, ``acled``, ``airwars`` or ``all``.
            as_of: what the ledger held then: a day, moment or head.
            known_by: a day: only what was published by its end counts.
            **conditions: those of `claims`: incidents that have a claim which meets them.

        Raises:
            SettingsError: a rule, time or condition can't be used.
            UnknownId: the ledger is younger than ``as_of``.
        """
        cases = self._cases(rule, as_of, known_by, conditions)
        return _frame(incidents_table(), tuple(map(IncidentView.of, cases)), cases)

    def incident(self, id_: str) -> IncidentView:
        """Return one incident by its id or first digits.

        Raises:
            UnknownId: there is none.
        """
        found = [view for view in self.incidents() if view.id.startswith(id_.lower())]
        if len(found) != 1:
            raise UnknownId(f"{len(found)} incidents have an id that begins with {id_!r}.")
        return found[0]

    def tallies(
        self, *, rule: str = "all", as_of: str | None = None, known_by: str | None = None
    ) -> Frame[Tally]:
        """Return low, best and high of each incident, category and class; arguments as above."""
        cases = self._cases(rule, as_of, known_by, {})
        return _frame(tallies_table, tuple(t for case in cases for t in case.tallies))

    def disputes(self, *, as_of: str | None = None, known_by: str | None = None) -> Frame[Dispute]:
        """Return who contradicts whom on what."""
        cases = self._cases(tally_rules.rule, as_of, known_by, {})
        return _frame(disputes_table, tuple(d for case in cases for d in case.disputes))

    def lineage(self) -> Frame[Kinship]:
        """Return which reports have the text of which others."""
        return _frame(lineage_table, lineages(self._store.reports()).kinships)

    def export(self, form: str, folder: str | Path, **how: Any) -> Path:
        """Write an export into a new folder, and return the folder.

        Args:
            form: as for ``polybius export``.
            folder: to make.
            **how: ``rule``, ``as_of``, ``known``, ``public``, ``authors``; and which incidents:
                ``since``, ``until``, ``place``, ``party``, ``event_type``, ``grade``.

        Raises:
            PolybiusError: there is no such format, or the folder is in use.
        """
        conditions = {name: how.pop(name) for name in Selection.__dataclass_fields__ if name in how}
        export(self._store, form, Path(folder), **how, selection=Selection(**conditions))
        return Path(folder)

    def __repr__(self) -> str:
        """Return where it is and how much it has."""
        return f"<Ledger {self.name} at {self.head[:24]}>"

    # --- inside ----------------------------------------------------------------------------

    def _cases(
        self,
        rule: str,
        as_of: str | None,
        known_by: str | None,
        conditions: dict[str, str | None],
    ) -> tuple[Case, ...]:
        wanted = _filter(conditions)
        cases = State(self._store, rule=rule, as_of=as_of, known=known_by).cases()
        if wanted == Filter():
            return tuple(cases)
        size = None if as_of is None else self._store.entries_as_of(as_of)
        meeting = {claim.id for claim in self._store.claims(wanted, size)}
        return tuple(case for case in cases if meeting & set(case.incident.claim_ids))

    def _full(self, kind: str, prefix: str) -> str:
        found, full = self._store.find_id(prefix)
        if found != kind:
            raise UnknownId(f"{prefix!r} begins the id of a {found}, not of a {kind}.")
        return full


def read(source: str | Path, **how: Any) -> Ledger:
    """Read a text, or the reports at a path, into a ledger of their own that is not kept.

    Args:
        source: a text; or a path, glob or address.
        **how: as for `Ledger.read`.

    Raises:
        PolybiusError: nothing could be read.
    """
    folder = tempfile.TemporaryDirectory(prefix="polybius-")
    ledger = Ledger(Path(folder.name) / "read.sqlite")
    ledger._temporary = folder
    weakref.finalize(ledger, folder.cleanup)
    try:
        return ledger.read(source, **how)
    except PolybiusError:
        ledger.close()
        raise


def is_path(source: str | Path) -> bool:
    """Tell whether a source is meant as a path: a text has several words."""
    if isinstance(source, Path) or _file_name.fullmatch(source.strip()):
        return True
    return len(source) < 1000 and "\n" not in source and Path(source).exists()


def _first(failures: Sequence[Failed]) -> PolybiusError:
    return failures[0].error if failures else IntakeError("there is nothing to read.")


def _filter(conditions: dict[str, str | None]) -> Filter:
    known = set(Filter.__dataclass_fields__)
    unknown = sorted(set(conditions) - known)
    if unknown:
        hint = f"Use {', '.join(sorted(known))}."
        raise SettingsError(f"{unknown[0]!r} is no condition on claims.", hint=hint)
    for name, codes in (("stance", load().stances), ("kind", [*ClaimKind])):
        if conditions.get(name) is not None and conditions[name] not in codes:
            hint = f"Use one of: {', '.join(codes)}."
            raise SettingsError(
                f"the {name} {conditions[name]!r} is not in the codebook.", hint=hint
            )
    return Filter(**conditions)


def _frame(
    table: Table[R], records: Sequence[T], rows: Sequence[R] | Sequence[Claim] | None = None
) -> Frame[T]:
    """Return a frame whose table is of ``rows``, by default of the records themselves."""

    def arrow() -> Any:
        from polybius.export.formats.parquet import arrow_table  # noqa: PLC0415 - pyarrow

        content: Iterable[Any] = records if rows is None else rows
        return arrow_table(table, content)

    return Frame(records, arrow)
