"""Rows of a table of events are told apart by its coders."""

from __future__ import annotations

from pathlib import Path

from polybius.codebook import load_register
from polybius.importers.importing import ImportedRow, Importer
from polybius.importers.mappings import shipped_mapping
from polybius.intake.options import IntakeOptions
from polybius.linking.incidents import find_incidents
from polybius.linking.lineage import lineages
from polybius.resolving.gazetteer import default_gazetteer
from tests.importers import invented
from tests.importers.invented import as_csv, written


def rows(folder: Path, name: str, *table: dict[str, str]) -> list[ImportedRow]:
    path = written(folder, f"{name}-{len(list(folder.iterdir()))}.csv", as_csv(*table))
    importer = Importer(shipped_mapping(name), load_register(), default_gazetteer())
    found = [o for o in importer.read(path, IntakeOptions()) if isinstance(o, ImportedRow)]
    assert len(found) == len(table)
    return found


def incidents(*made: list[ImportedRow]) -> list[int]:
    """Return how many reports each incident has."""
    every = [row for side in made for row in side]
    claims = [claim for row in every for claim in row.reading.claims]
    found = find_incidents(claims, {row.report.id: row.report for row in every})
    return sorted(len(incident.report_ids) for incident in found)


def test_two_rows_of_one_table_are_two_incidents_however_alike(tmp_path: Path) -> None:
    twin = {**invented.ucdp, "id": "9002"}
    assert incidents(rows(tmp_path, "ucdp", invented.ucdp, twin)) == [1, 1]


def test_rows_of_two_datasets_and_of_two_releases_can_be_one_incident(tmp_path: Path) -> None:
    first = rows(tmp_path, "ucdp", invented.ucdp)
    later = rows(tmp_path, "ucdp", {**invented.ucdp, "best": "13"})
    other = rows(tmp_path, "acled", invented.acled)
    assert incidents(first, other) == [2]
    assert incidents(first, later, other) == [3]


def test_a_row_between_two_of_another_table_joins_one_of_them(tmp_path: Path) -> None:
    twin = {**invented.ucdp, "id": "9002"}
    two = rows(tmp_path, "ucdp", invented.ucdp, twin)
    assert incidents(two, rows(tmp_path, "acled", invented.acled)) == [1, 2]


def test_a_row_without_a_figure_is_an_incident_too(tmp_path: Path) -> None:
    assert incidents(rows(tmp_path, "acled", {**invented.acled, "fatalities": "0"})) == [1]


def test_rows_of_different_datasets_are_no_copies(tmp_path: Path) -> None:
    made = [
        *rows(tmp_path, "ucdp", invented.ucdp),
        *rows(tmp_path, "acled", invented.acled),
        *rows(tmp_path, "airwars", invented.airwars),
    ]
    assert lineages(row.report for row in made).kinships == ()
