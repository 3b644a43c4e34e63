"""What ``import`` does: takes a dataset's rows into a ledger and says how it went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from rich.text import Text

from polybius.codebook import load_register
from polybius.errors import Erased, SettingsError, Where
from polybius.export.consoles import console
from polybius.ids import sha256_hex
from polybius.importers.importing import ImportedRow, Importer, RefusedRow
from polybius.importers.mappings import Mapping, load_mapping, shipped, shipped_mapping
from polybius.intake.options import IntakeOptions
from polybius.ledger.opening import Target, named
from polybius.ledger.store import Ledger
from polybius.resolving.gazetteer import open_gazetteer, user_directory, user_tables
from polybius.resolving.gazetteer_import import read_dump
from polybius.weighing.updating import update

batch = 200
"""Rows appended in one transaction: what a kill may cost, against a flush to disk for each row."""
own_table = "csv"
"""The dataset of whoever gives a mapping."""
datasets = (*shipped, own_table)


@dataclass(slots=True)
class ImportSummary:
    """How the import of one file went."""

    source: str
    digest: str = ""
    """SHA-256 of the file."""
    added: int = 0
    known: int = 0
    """Rows that the ledger had already, or that the file repeats."""
    claims: int = 0
    refused: list[RefusedRow] = field(default_factory=list)


def mapping_for(dataset: str, path: Path | None) -> Mapping:
    """Return the mapping of a shipped dataset, or the one in the user's file.

    Raises:
        SettingsError: there is no such dataset, or a file is missing or none.
    """
    if path is not None:
        return load_mapping(path)
    if dataset == own_table:
        raise SettingsError(
            "a table of your own needs a mapping of its columns.", hint="Give --mapping FILE."
        )
    return shipped_mapping(dataset)


def make_importer(
    mapping: Mapping,
    *,
    registers: Sequence[Path] = (),
    gazetteers: Sequence[Path] = (),
    release: str | None = None,
) -> Importer:
    """Return an importer that knows the user's parties and places too.

    Raises:
        PolybiusError: a file of parties or places is missing or can't be used.
    """
    register = load_register(registers)
    gazetteer = open_gazetteer(user_directory(), [read_dump(path) for path in gazetteers])
    own = (*registers, *gazetteers, *user_tables(user_directory()))
    digest = sha256_hex("".join(sha256_hex(path.read_bytes()) for path in own).encode())
    return Importer(
        mapping,
        register,
        gazetteer,
        release=release,
        additions=digest[:12] if own else None,
    )


def import_files(
    importer: Importer,
    paths: Sequence[Path],
    options: IntakeOptions,
    ledger: Ledger,
    sheet: str | None = None,
) -> Iterator[ImportSummary]:
    """Append the rows of each file to a ledger, and yield how it went.

    What was appended outlasts a kill; the next run passes over it. A file of which anything was
    appended gives one entry of the log; a file that is known through and through, none.
    """
    for path in paths:
        summary = ImportSummary(str(path))
        waiting: list[ImportedRow] = []
        for outcome in importer.read(path, options, sheet):
            row = _new_row(outcome, importer, ledger, summary)
            if row is not None:
                waiting.append(row)
            if len(waiting) == batch:
                _keep(waiting, ledger, summary)
                waiting = []
        _keep(waiting, ledger, summary)
        if summary.added:
            content = {
                "rule": importer.name,
                "dataset": importer.mapping.dataset,
                "rows": summary.added,
                "known": summary.known,
                "refused": len(summary.refused),
                "claims": summary.claims,
            }
            ledger.note("import", summary.digest, content)
        yield summary


def _new_row(
    outcome: ImportedRow | RefusedRow, importer: Importer, ledger: Ledger, summary: ImportSummary
) -> ImportedRow | None:
    """Return a row that is to be appended; count any other."""
    if isinstance(outcome, RefusedRow):
        summary.refused.append(outcome)
        return None
    report = outcome.report
    summary.digest = report.origin.container or ""
    if ledger.is_erased(report.id):
        error = Erased("this row was erased on demand, and stays out.", where=_where(outcome))
        summary.refused.append(RefusedRow(outcome.report.origin.address, error))
        return None
    if ledger.has_reading(report.id, importer.name):
        summary.known += 1
        return None
    return outcome


def _keep(rows: Sequence[ImportedRow], ledger: Ledger, summary: ImportSummary) -> None:
    """Append rows in one transaction; a row that the file repeats is known."""
    new = ledger.append_all((row.report, row.original, row.reading) for row in rows)
    summary.added += sum(new)
    summary.known += len(new) - sum(new)
    summary.claims += sum(
        len(row.reading.claims) for row, is_new in zip(rows, new, strict=True) if is_new
    )


def _where(outcome: ImportedRow) -> Where:
    return Where(outcome.report.origin.address)


def run(
    dataset: str,
    paths: Sequence[Path],
    options: IntakeOptions,
    ledger: Target,
    *,
    mapping: Path | None = None,
    sheet: str | None = None,
    release: str | None = None,
    registers: tuple[Path, ...] = (),
    gazetteers: tuple[Path, ...] = (),
    as_json: bool = False,
) -> list[ImportSummary]:
    """Import files into the ledger at ``ledger``, printing how each went, and derive anew.

    Raises:
        PolybiusError: the ledger, the mapping or a file of parties or places can't be used. What
            is wrong with rows is in the summaries.
    """
    importer = make_importer(
        mapping_for(dataset, mapping), registers=registers, gazetteers=gazetteers, release=release
    )
    with Ledger(ledger) as opened:
        made = []
        for summary in import_files(importer, paths, options, opened, sheet):
            made.append(summary)
            _print(summary, as_json=as_json)
        if any(summary.added for summary in made):
            update(opened)
    if not as_json:
        console(stderr=True).print(f"Ledger: {named(ledger)}", soft_wrap=True)
    return made


def _print(summary: ImportSummary, *, as_json: bool) -> None:
    if as_json:
        print(import_line(summary))
        return
    out = console(stderr=True)
    for refused in summary.refused:
        out.print(Text(f"refused: {refused.error}", style="red"), soft_wrap=True)
    out.print(
        f"{summary.source}: {summary.added} rows imported ({summary.claims} claims), "
        f"{summary.known} known already, {len(summary.refused)} refused.",
        soft_wrap=True,
    )


def import_line(summary: ImportSummary) -> str:
    """Return how an import went as one line of JSON."""
    fields = {
        "type": "import",
        "source": summary.source,
        "sha256": summary.digest or None,
        "rows": summary.added,
        "known": summary.known,
        "claims": summary.claims,
        "refused": list(_refusals(summary.refused)),
    }
    return msgspec.json.encode(fields).decode()


def _refusals(refused: Iterable[RefusedRow]) -> Iterator[dict[str, object]]:
    for row in refused:
        where = row.error.where
        yield {
            "error": type(row.error).__name__,
            "what": row.error.what,
            "file": where.source if where else row.source,
            "row": where.line if where else None,
            "hint": row.error.hint,
        }
