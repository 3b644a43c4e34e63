"""The ledger's tables as CSV and Parquet: what is written reads back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius.export.formats import csv_files, parquet
from polybius.export.formats.claim_tables import claim_of, claims_table, voices_table
from polybius.export.formats.exporting import export
from polybius.export.formats.fields import Field, Table
from polybius.export.formats.record_tables import incident_of, incidents_table
from polybius.export.formats.state import State
from polybius.export.formats.writers import tables_of
from polybius.export.spreadsheets import formula_starts, guarded, unguarded
from polybius.ledger.store import Ledger
from polybius.records import Reading
from polybius.weighing.deriving import current
from tests import samples
from tests.export.ledgers import canary, formula, open_filled
from tests.linking.test_lineage import wire


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with open_filled(tmp_path_factory.mktemp("filled") / "l.sqlite") as opened:
        yield opened


def rows(form: str, table: Table[Any], folder: Path) -> list[dict[str, Any]]:
    reader = csv_files if form == "csv" else parquet
    return list(reader.read_rows(table, folder / f"{table.name}.{form}"))


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("public", [False, True])
def test_every_table_reads_back(ledger: Ledger, tmp_path: Path, form: str, public: bool) -> None:
    export(ledger, form, tmp_path / "out", public=public)
    written = list(tables_of(State(ledger, public=public)))
    assert len(written) == 7
    for table, records in written:
        assert rows(form, table, tmp_path / "out") == list(table.rows(records)), table.name


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_claims_and_incidents_read_back_whole(ledger: Ledger, tmp_path: Path, form: str) -> None:
    export(ledger, form, tmp_path / "out")
    claims = [claim_of(row) for row in rows(form, claims_table(), tmp_path / "out")]
    incidents = [incident_of(row) for row in rows(form, incidents_table(), tmp_path / "out")]
    assert sorted(claims, key=lambda c: c.id) == sorted(ledger.claims(), key=lambda c: c.id)
    assert tuple(incidents) == current(ledger).incidents


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_no_canary_stands_in_a_public_table(ledger: Ledger, tmp_path: Path, form: str) -> None:
    export(ledger, form, tmp_path / "whole")
    export(ledger, form, tmp_path / "public", public=True)
    for table, _ in tables_of(State(ledger, public=True)):
        assert canary not in repr(rows(form, table, tmp_path / "public")), table.name
    assert canary in repr(rows(form, claims_table(), tmp_path / "whole"))


def test_lineage_that_the_ledger_keeps_is_that_which_is_worked_out(tmp_path: Path) -> None:
    """What is stored is taken from there: to compare 100,000 texts again took most of an export."""
    with open_filled(tmp_path / "l.sqlite") as own:
        for number, text in enumerate((f"{wire}\nWitnesses fled.", wire)):
            made = samples.report(text, f"https://gazette.example/{number}")
            made = replace(made, published=f"2026-02-0{number + 3}", publisher=f"Paper {number}")
            own.append(made, text.encode(), Reading(made.id, "reader.test.v1", ()))
        current(own)
        kept = State(own).kinships()
        worked_out = State(own, known="2026-03-01").kinships()
    assert [kinship.reason for kinship in kept] == ["reprinted"]
    assert kept == worked_out


def test_every_link_between_tables_holds(ledger: Ledger, tmp_path: Path) -> None:
    export(ledger, "parquet", tmp_path / "out", rule="all")
    held = {t.name: rows("parquet", t, tmp_path / "out") for t, _ in tables_of(State(ledger))}
    for table, _ in tables_of(State(ledger)):
        keys = [tuple(row[name] for name in table.key) for row in held[table.name]]
        assert len(set(keys)) == len(keys), table.name
        for link in table.links:
            known = {row[link.other_field] for row in held[link.table]}
            named = {row[link.field] for row in held[table.name]} - {None}
            assert named <= known, (table.name, link.field)


def test_parquet_has_types_and_meanings_and_no_moment(ledger: Ledger, tmp_path: Path) -> None:
    export(ledger, "parquet", tmp_path / "out")
    found = pq.read_schema(tmp_path / "out" / "incidents.parquet")
    assert str(found.field("first_day").type) == "date32[day]"
    assert str(found.field("killed_low").type) == "int64"
    assert str(found.field("claim_ids").type).startswith("list")
    assert not found.field("incident_id").nullable
    for field in incidents_table().fields:
        assert found.field(field.name).metadata[b"description"].decode() == field.meaning
    assert pq.ParquetFile(tmp_path / "out" / "incidents.parquet").metadata.num_rows == len(
        current(ledger).incidents
    )


def test_missing_is_missing_and_not_zero(ledger: Ledger, tmp_path: Path) -> None:
    export(ledger, "csv", tmp_path / "out")
    frame = pd.read_csv(tmp_path / "out" / "incidents.csv")
    protest = frame[frame["event_type"] == "protest"].iloc[0]
    for name in ("killed_low", "killed_best", "killed_high", "latitude", "wounded_low"):
        assert pd.isna(protest[name]), name
    clash = frame[frame["event_type"] == "armed_clash"].iloc[0]
    assert clash["wounded_low"] == 5
    assert pd.isna(clash["wounded_high"]), "at least 5 has no upper bound"
    assert pd.isna(clash["killed_best"]), "17 and 200 exclude one another"


def test_cells_and_headers_are_safe_in_spreadsheets(ledger: Ledger, tmp_path: Path) -> None:
    for form in ("csv", "ucdp", "acled", "matrix"):
        export(ledger, form, tmp_path / form)
        for path in (tmp_path / form).glob("*.csv"):
            with path.open(newline="", encoding="utf-8") as text:
                cells = [cell for row in csv.reader(text) for cell in row if cell]
            wrong = [c for c in cells if c[0] in formula_starts and not _is_number(c)]
            assert wrong == [], path.name
    titles = pd.read_csv(tmp_path / "csv" / "reports.csv")["title"]
    assert f"'{formula}" in set(titles)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@given(st.text(max_size=12) | st.text(alphabet=f"'{formula_starts}a", max_size=6))
def test_a_guarded_cell_is_safe_and_gives_its_text_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(tuple(formula_starts))


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
odd: Table[dict[str, Any]] = Table(
    "odd",
    "Anything",
    (),
    (
        Field("text", "string", "Text", lambda r: r["text"]),
        Field("number", "number", "Number", lambda r: r["number"]),
        Field("whole", "integer", "Whole number", lambda r: r["whole"]),
        Field("true", "boolean", "True or false", lambda r: r["true"]),
        Field("day", "date", "Day", lambda r: r["day"]),
    ),
)


@settings(max_examples=40)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "text": st.none() | texts,
                "number": st.none() | st.floats(allow_nan=False, allow_infinity=False),
                "whole": st.none() | st.integers(-(2**62), 2**62),
                "true": st.none() | st.booleans(),
                "day": st.none() | st.dates().map(lambda day: day.isoformat()),
            }
        ),
        max_size=5,
    )
)
def test_any_row_reads_back(tmp_path_factory: Any, records: list[dict[str, Any]]) -> None:
    folder = tmp_path_factory.mktemp("odd")
    for form, writer in (("csv", csv_files), ("parquet", parquet)):
        out = BytesIO()
        assert writer.write_table(odd, records, out) == len(records)
        path = folder / f"odd.{form}"
        path.write_bytes(out.getvalue())
        assert list(writer.read_rows(odd, path)) == records


def test_voices_are_one_row_each_with_whom_they_speak_through(ledger: Ledger) -> None:
    export_rows = list(voices_table.rows(_voices(ledger)))
    assert [row["kind"] for row in export_rows].count("outlet") == 2
    colonel = next(row for row in export_rows if row["kind"] == "military")
    assert (colonel["party_id"], colonel["claims"]) == ("state.pk", 2)


def _voices(ledger: Ledger) -> list[Any]:
    return next(
        list(records) for table, records in tables_of(State(ledger)) if table.name == "voices"
    )
