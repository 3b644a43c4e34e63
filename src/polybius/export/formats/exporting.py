"""The formats there are, and an export: a folder with data, dictionary, data package, citation."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from polybius.codebook.parties import Register
from polybius.errors import LedgerError, SettingsError, Where
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
from polybius.export.formats.packaging import Package, Part, write_beside
from polybius.export.formats.record_tables import (
    disputes_table,
    incidents_table,
    lineage_table,
    reports_table,
    tallies_table,
)
from polybius.export.formats.state import Case, State
from polybius.ledger.store import Ledger
from polybius.records import Tally
from polybius.weighing import tallies
from polybius.weighing.weighed import rules

T = TypeVar("T")
Writer = Callable[[State, Path], tuple[Part, ...]]
TableWriter = Callable[[Table[Any], Iterable[Any], BinaryIO], int]

csv_type = "text/csv"
parquet_type = "application/vnd.apache.parquet"


@dataclass(frozen=True, slots=True)
class Format:
    """A format of exchange."""

    name: str
    label: str
    write: Writer
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


# --- the writers -----------------------------------------------------------------------------


def _write(path: Path, made: Callable[[BinaryIO], int]) -> int:
    with path.open("wb") as out:
        return made(out)


def _ucdp(state: State, folder: Path) -> tuple[Part, ...]:
    events = (ucdp.event(case, state.register) for case in state.cases())
    return (_coded(ucdp.table, events, folder),)


def _acled(state: State, folder: Path) -> tuple[Part, ...]:
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


def _geojson(state: State, folder: Path) -> tuple[Part, ...]:
    path = "incidents.geojson"
    number = _write(folder / path, lambda out: geojson.write(state.cases(), state.version, out))
    meaning = "Incidents as a GeoJSON FeatureCollection (RFC 7946)"
    return (Part(path, geojson.media_type, meaning, number, meanings=geojson.meanings),)


def _tables(state: State) -> Iterator[tuple[Table[Any], Iterable[Any]]]:
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


def _as_tables(write: TableWriter, ending: str, media_type: str) -> Writer:
    def written(state: State, folder: Path) -> tuple[Part, ...]:
        parts = []
        for table, records in _tables(state):
            path = f"{table.name}.{ending}"
            with (folder / path).open("wb") as out:
                number = write(table, records, out)
            parts.append(Part(path, media_type, table.meaning, number, table))
        return tuple(parts)

    return written


def _parquet(table: Table[Any], records: Iterable[Any], out: BinaryIO) -> int:
    # Arrow takes a second to load, which no other format and no --help must wait for.
    from polybius.export.formats import parquet  # noqa: PLC0415

    return parquet.write_table(table, records, out)


def _ftm(state: State, folder: Path) -> tuple[Part, ...]:
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


def _jsonld(state: State, folder: Path) -> tuple[Part, ...]:
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


def _matrix(state: State, folder: Path) -> tuple[Part, ...]:
    matrix = matrix_of(state)
    table = table_of(matrix, public=state.version.public)
    rows = zip(matrix.incidents, matrix.rows, strict=True)
    number = _write(folder / "matrix.csv", lambda out: csv_files.write_table(table, rows, out))
    return (Part("matrix.csv", csv_type, table.meaning, number, table),)


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
            _ucdp,
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
            _acled,
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
            _geojson,
            (
                "Claims themselves: incidents name them by id.",
                "Reports, but for their ids.",
                "Places that are areas: a point stands for them, with its precision.",
            ),
        ),
        Format(
            "csv",
            "CSV",
            _as_tables(csv_files.write_table, "csv", csv_type),
            (
                "Types of columns: they are in datapackage.json.",
                "The difference between an empty text and a missing one.",
                "The texts of reports, and dates of theirs that were not chosen.",
            ),
        ),
        Format(
            "parquet",
            "Parquet",
            _as_tables(_parquet, "parquet", parquet_type),
            ("The texts of reports, and dates of theirs that were not chosen.",),
        ),
        Format(
            "ftm",
            "FollowTheMoney",
            _ftm,
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
            _jsonld,
            (
                "The texts of reports.",
                "Positions in a dispute: its claims are named, not grouped by side.",
                "That a missing upper bound means none: pb:high is then missing.",
            ),
        ),
        Format(
            "matrix",
            "incident × source matrix",
            _matrix,
            (
                "How many reports of an outlet have the incident: only whether one has.",
                "Reports that name no publisher and no site: they are on no list.",
                "Figures and claims.",
            ),
        ),
    )
}
"""Every format, in the order in which the documentation lists them."""
