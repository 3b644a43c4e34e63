"""The formats there are, and an export: a folder with data, dictionary, data package, citation."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from polybius.codebook.parties import Register
from polybius.errors import LedgerError, SettingsError, Where
from polybius.export.formats import csv_files, writers
from polybius.export.formats.packaging import Package, write_beside
from polybius.export.formats.selection import Selection, everything
from polybius.export.formats.state import State
from polybius.ledger.store import Ledger
from polybius.weighing import tallies


@dataclass(frozen=True, slots=True)
class Format:
    """A format of exchange."""

    name: str
    label: str
    write: writers.Writer
    lacking: tuple[str, ...]
    """What it can't carry, in sentences."""
    rule: str = tallies.rule
    """Rule of the tallies where none is asked for."""
    takes_all: bool = True
    """Whether it has a place for the tallies of several rules."""


def export(
    ledger: Ledger,
    form: str,
    folder: Path,
    *,
    rule: str | None = None,
    as_of: str | None = None,
    known: str | None = None,
    public: bool = False,
    register: Register | None = None,
    authors: Sequence[str] = (),
    selection: Selection = everything,
) -> Package:
    """Write an export into a new folder; the same state gives the same bytes.

    Args:
        ledger: to export from.
        form: one of `formats`.
        folder: to make; it must not be there, or be empty.
        rule: of the tallies, ``polybius``, ``ucdp``, ``acled``, ``airwars`` or ``all``; by default
            the format's.
        as_of: a past state: a day, a moment or a head.
        known: a day: only what was published by its end counts.
        public: leave out all that the codebook does not mark as public.
        register: of parties; by default the shipped one.
        authors: whom the citation names.
        selection: which incidents, with the claims and reports that are theirs.

    Raises:
        SettingsError: there is no such format or rule, or the folder is in use.
        UnknownId: the ledger is younger than ``as_of``.
        LedgerError: the folder can't be written.
    """
    chosen = _format(form)
    if rule == "all" and not chosen.takes_all:
        raise SettingsError(f"{chosen.label} has a place for one rule's tallies, not for all.")
    _check_free(folder)
    state = State(
        ledger,
        rule=rule or chosen.rule,
        as_of=as_of,
        known=known,
        public=public,
        register=register,
        selection=selection,
    )
    partial = folder.with_name(f".{folder.name}.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        parts = chosen.write(state, partial)
        package = Package(
            chosen.name, chosen.label, state.version, parts, chosen.lacking, tuple(authors)
        )
        write_beside(package, partial)
        partial.replace(folder)
    except OSError as error:
        what = f"the export can't be written: {error.strerror or error}."
        raise LedgerError(what, where=Where(str(folder))) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return package


def _format(name: str) -> Format:
    if name not in formats:
        hint = f"Use one of: {', '.join(formats)}."
        raise SettingsError(f"{name!r} is no format of export.", hint=hint)
    return formats[name]


def _check_free(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SettingsError(
            f"{folder} is there already.", hint="Name a new folder: an export is never mixed."
        )


_one_row = (
    "Who gives which figure: a row has one number for each end, without the voices behind it.",
    "Disputes, grades, stances and standings.",
    "Claims, passages and rejected candidates.",
)

formats: dict[str, Format] = {
    made.name: made
    for made in (
        Format(
            "ucdp",
            "UCDP GED",
            writers.write_ucdp,
            (
                *_one_row,
                "Incidents without deaths, and types that are no organised violence.",
                "The wounded, missing and detained: GED counts the dead.",
                "A third party to a fight: GED has two sides.",
                "UCDP's own identifiers of conflicts and dyads, and its editors' status of coding.",
            ),
            rule="tally.ucdp.v1",
            takes_all=False,
        ),
        Format(
            "acled",
            "ACLED",
            writers.write_acled,
            (
                *_one_row,
                "Incidents without a day, and types that ACLED does not code.",
                "Ranges: ACLED has one fatality figure, and none for the injured.",
                "Whether an armed group is a rebel group or a militia: all are Rebel group.",
            ),
            rule="tally.acled.v1",
            takes_all=False,
        ),
        Format(
            "geojson",
            "GeoJSON",
            writers.write_geojson,
            (
                "Claims themselves: incidents name them by id.",
                "Reports, but for their ids.",
                "Places that are areas: a point stands for them, with its precision.",
            ),
        ),
        Format(
            "csv",
            "CSV",
            writers.as_tables(csv_files.write_table, "csv", writers.csv_type),
            (
                "Types of columns: they are in datapackage.json.",
                "The difference between an empty text and a missing one.",
                "The texts of reports, and dates of theirs that were not chosen.",
            ),
        ),
        Format(
            "parquet",
            "Parquet",
            writers.as_tables(writers.write_parquet_table, "parquet", writers.parquet_type),
            ("The texts of reports, and dates of theirs that were not chosen.",),
        ),
        Format(
            "ftm",
            "FollowTheMoney",
            writers.write_ftm,
            (
                "Claims: no schema has a place for who says so.",
                "Numbers: tallies are sentences in the summary of an event.",
                "Coordinates: an event has the name of its place.",
                "Roles: all parties are involved.",
                "Persons, and parties that only a text names: they stay out of curated entities.",
                "Languages and countries that FollowTheMoney has no code for.",
            ),
        ),
        Format(
            "jsonld",
            "JSON-LD",
            writers.write_jsonld,
            (
                "The texts of reports.",
                "Positions in a dispute: its claims are named, not grouped by side.",
                "That a missing upper bound means none: pb:high is then missing.",
            ),
        ),
        Format(
            "matrix",
            "incident × source matrix",
            writers.write_matrix,
            (
                "How many reports of an outlet have the incident: only whether one has.",
                "Reports that name no publisher and no site: they are on no list.",
                "Figures and claims.",
            ),
        ),
    )
}
"""Every format, in the order in which the documentation lists them."""
