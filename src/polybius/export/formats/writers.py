"""What writes each format's files into a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from polybius.export.formats import acled, csv_files, ftm, geojson, jsonld, ucdp
from polybius.export.formats.claim_tables import (
    claims_table,
    public_json,
    speakings,
    voices_table,
    whole_record,
)
from polybius.export.formats.fields import Table
from polybius.export.formats.matrix import matrix_of, table_of
from polybius.export.formats.packaging import Part
from polybius.export.formats.record_tables import (
    disputes_table,
    incidents_table,
    lineage_table,
    reports_table,
    tallies_table,
)
from polybius.export.formats.state import Case, State
from polybius.records import Tally
from polybius.weighing.weighed import rules

T = TypeVar("T")
Writer = Callable[[State, Path], tuple[Part, ...]]
TableWriter = Callable[[Table[Any], Iterable[Any], BinaryIO], int]

csv_type = "text/csv"
parquet_type = "application/vnd.apache.parquet"


def _write(path: Path, made: Callable[[BinaryIO], int]) -> int:
    with path.open("wb") as out:
        return made(out)


def write_ucdp(state: State, folder: Path) -> tuple[Part, ...]:
    """Write UCDP GED's columns."""
    events = (ucdp.event(case, state.register) for case in state.cases(voices=True))
    return (_coded(ucdp.table, events, folder),)


def write_acled(state: State, folder: Path) -> tuple[Part, ...]:
    """Write ACLED's columns."""
    events = (acled.event(case, state.register, state.version) for case in state.cases())
    return (_coded(acled.table, events, folder),)


def _coded(table: Table[T], events: Iterable[T | None], folder: Path) -> Part:
    """Write the events that a scheme has a place for, and count those that it has none for."""
    left_out = 0

    def placed() -> Iterator[T]:
        nonlocal left_out
        for each in events:
            if each is None:
                left_out += 1
            else:
                yield each

    path = f"{table.name}.csv"
    number = _write(folder / path, lambda out: csv_files.write_table(table, placed(), out))
    return Part(path, csv_type, table.meaning, number, table, left_out=left_out)


def write_geojson(state: State, folder: Path) -> tuple[Part, ...]:
    """Write GeoJSON."""
    path = "incidents.geojson"
    number = _write(folder / path, lambda out: geojson.write(state.cases(), state.version, out))
    meaning = "Incidents as a GeoJSON FeatureCollection (RFC 7946)"
    return (Part(path, geojson.media_type, meaning, number, meanings=geojson.meanings),)


def tables_of(state: State) -> Iterator[tuple[Table[Any], Iterable[Any]]]:
    """Yield the ledger's own tables, each with its records."""
    record = public_json if state.version.public else whole_record
    yield incidents_table(record), state.cases()
    yield tallies_table, _tallies(state.cases())
    yield disputes_table, (dispute for case in state.cases() for dispute in case.disputes)
    yield claims_table(record), state.claims()
    yield voices_table, speakings(state.claims())
    yield reports_table, state.reports()
    yield lineage_table, state.kinships()


def _tallies(cases: Iterable[Case]) -> Iterator[Tally]:
    return (tally for case in cases for tally in case.tallies)


def as_tables(write: TableWriter, ending: str, media_type: str) -> Writer:
    """Return what writes every table with ``write``."""

    def written(state: State, folder: Path) -> tuple[Part, ...]:
        parts = []
        for table, records in tables_of(state):
            path = f"{table.name}.{ending}"
            with (folder / path).open("wb") as out:
                number = write(table, records, out)
            parts.append(Part(path, media_type, table.meaning, number, table))
        return tuple(parts)

    return written


def write_parquet_table(table: Table[Any], records: Iterable[Any], out: BinaryIO) -> int:
    """Write a table as Parquet."""
    # Arrow takes a second to load, which no other format and no --help must wait for.
    from polybius.export.formats import parquet  # noqa: PLC0415

    return parquet.write_table(table, records, out)


def write_ftm(state: State, folder: Path) -> tuple[Part, ...]:
    """Write FollowTheMoney."""

    def entities() -> Iterator[ftm.Entity]:
        incidents = (case.incident for case in state.cases())
        yield from map(ftm.party_entity, ftm.involved_parties(incidents, state.register))
        yield from map(ftm.report_entity, state.reports())
        yield from map(ftm.incident_entity, state.cases())

    json_lines = "application/json+ftm"
    made = _write(folder / "entities.ftm.json", lambda o: ftm.write_entities(entities(), o))
    said = _write(
        folder / "statements.ftm.json",
        lambda o: ftm.write_statements(entities(), state.version, o),
    )
    return (
        Part("entities.ftm.json", json_lines, "Entities, one a line", made, meanings=ftm.meanings),
        Part("statements.ftm.json", json_lines, "The same as statements, one a line", said),
    )


def write_jsonld(state: State, folder: Path) -> tuple[Part, ...]:
    """Write JSON-LD."""
    version = state.version

    def nodes() -> Iterator[jsonld.Node]:
        yield from jsonld.head_nodes(version, rules)
        incidents = (case.incident for case in state.cases())
        for entry in ftm.involved_parties(incidents, state.register):
            yield jsonld.party_node(entry.code, entry.name)
        yield from map(jsonld.report_node, state.reports())
        yield from map(jsonld.voice_node, speakings(state.claims()))
        yield from (jsonld.claim_node(claim, version) for claim in state.claims())
        for case in state.cases():
            yield from jsonld.case_nodes(case, version)

    number = _write(folder / "ledger.jsonld", lambda out: jsonld.write(nodes(), out))
    (folder / "shapes.ttl").write_bytes(jsonld.shapes())
    meaning = "Claims, voices, reports, incidents and what follows, a node a line"
    return (
        Part("ledger.jsonld", jsonld.media_type, meaning, number, meanings=jsonld.meanings),
        Part("shapes.ttl", "text/turtle", "What holds of it (SHACL)", 0),
    )


def write_matrix(state: State, folder: Path) -> tuple[Part, ...]:
    """Write the recorder's matrix."""
    matrix = matrix_of(state)
    table = table_of(matrix, public=state.version.public)
    rows = zip(matrix.incidents, matrix.rows, strict=True)
    number = _write(folder / "matrix.csv", lambda out: csv_files.write_table(table, rows, out))
    return (Part("matrix.csv", csv_type, table.meaning, number, table),)
