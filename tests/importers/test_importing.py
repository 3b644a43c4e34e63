from __future__ import annotations

import dataclasses
import gzip
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polybius.errors import Where
from polybius.importers.importing import ImportedRow, Importer, RefusedRow
from polybius.importers.mappings import Mapping, parse_mapping, shipped_mapping
from polybius.importers.texts import RowText
from polybius.intake.normalise import normalise, one_line
from polybius.intake.options import IntakeOptions
from polybius.records import Claim, Count, Occurrence, Passage
from tests.importers import invented
from tests.importers.invented import as_csv, written
from tests.importers.test_mappings import least

Make = Callable[[Mapping], Importer]
own = parse_mapping(
    least
    + """
place: {names: [village, province], country: country}
counts: [{value: killed, class: civilians}]
missing: [not given]
fill_down: [province]
""",
    Where("own.yaml"),
)


def imported(importer: Importer, path: Path, options: IntakeOptions) -> list[ImportedRow]:
    outcomes = list(importer.read(path, options))
    assert [o.error for o in outcomes if isinstance(o, RefusedRow)] == []
    return [o for o in outcomes if isinstance(o, ImportedRow)]


def refusals(importer: Importer, path: Path, options: IntakeOptions) -> list[str]:
    return [str(o.error) for o in importer.read(path, options) if isinstance(o, RefusedRow)]


def counts(row: ImportedRow) -> dict[tuple[str, str], tuple[int, int | None, int | None]]:
    bodies = [c.body for c in row.reading.claims]
    return {
        (b.category, b.victim_class): (b.low, b.best, b.high)
        for b in bodies
        if isinstance(b, Count)
    }


def passages_in(value: object) -> list[Passage]:
    if isinstance(value, Passage):
        return [value]
    if isinstance(value, tuple):
        return [p for item in value for p in passages_in(item)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = (getattr(value, f.name) for f in dataclasses.fields(value))
        return [p for item in fields for p in passages_in(item)]
    return []


def chain(claim: Claim) -> tuple[str, ...]:
    through = claim.voice.through
    return (claim.voice.name, *((through.name,) if through else ()))


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("ucdp", invented.ucdp),
        ("acled", invented.acled),
        ("gtd", invented.gtd),
        ("airwars", invented.airwars),
    ],
)
def test_offsets_are_true_and_the_text_is_what_intake_would_make(
    name: str, row: dict[str, str], importer_of: Make, options: IntakeOptions, tmp_path: Path
) -> None:
    path = written(tmp_path, f"{name}.csv", as_csv(row))
    (made,) = imported(importer_of(shipped_mapping(name)), path, options)
    text = made.report.text
    found = [p for claim in made.reading.claims for p in passages_in(claim)]
    assert len(found) > 5
    assert all(text[p.start : p.end] == p.text and p.text for p in found)
    assert normalise(text).text == text
    assert made.original == path.read_bytes().rstrip(b"\n")
    assert made.report.media_type == "text/csv; header=present"


def test_a_ucdp_row_is_the_datasets_account_with_its_sources(
    importer_of: Make, options: IntakeOptions, tmp_path: Path
) -> None:
    path = written(tmp_path, "ged.csv", as_csv(invented.ucdp))
    (row,) = imported(importer_of(shipped_mapping("ucdp")), path, options)
    assert counts(row) == {
        ("killed", "person"): (10, 12, 15),
        ("killed", "security_forces"): (3, 3, 3),
        ("killed", "armed_group"): (7, 7, 7),
    }
    program = "Uppsala Conflict Data Program"
    assert [chain(c) for c in row.reading.claims if isinstance(c.body, Count)] == [(program,)] * 3
    assert [chain(c) for c in row.reading.claims if isinstance(c.body, Occurrence)] == [
        (program,),
        ("residents", program),
        ("Harbour Gazette", program),
        ("River Post", program),
    ]
    claim = row.reading.claims[0]
    assert claim.place is not None
    assert claim.when is not None
    assert (claim.place.gazetteer_name, claim.place.country, claim.place.precision) == (
        "Khartoum",
        "SD",
        "exact",
    )
    assert (claim.when.start, claim.when.end) == ("2026-02-03", "2026-02-04")
    assert [r.party.party_id for r in claim.roles] == ["state.sd", None]


def test_acleds_0_is_no_figure(importer_of: Make, options: IntakeOptions, tmp_path: Path) -> None:
    rows = [invented.acled, {**invented.acled, "event_id_cnty": "SDN2", "fatalities": "0"}]
    path = written(tmp_path, "acled.csv", as_csv(*rows))
    ten, none = imported(importer_of(shipped_mapping("acled")), path, options)
    assert counts(ten) == {("killed", "person"): (10, 10, 10)}
    assert counts(none) == {}
    assert ten.report.published == "2026-02-11"
    assert ten.reading.claims[0].roles[0].party.party_id == "force.sd.saf"


def test_gtds_codes_for_unknown_and_its_claims_of_responsibility(
    importer_of: Make, options: IntakeOptions, tmp_path: Path
) -> None:
    path = written(tmp_path, "gtd.csv", as_csv(invented.gtd))
    (row,) = imported(importer_of(shipped_mapping("gtd")), path, options)
    assert counts(row) == {
        ("killed", "person"): (4, 4, 4),
        ("killed", "attackers"): (1, 1, 1),
    }
    claiming = [c for c in row.reading.claims if c.stance.code == "claims_responsibility"]
    assert [chain(c) for c in claiming] == [("Northern Front", "Global Terrorism Database")]
    assert claiming[0].when is not None
    assert (claiming[0].when.start, claiming[0].when.precision) == ("2026-02-01", "month")


def test_airwars_objects_are_read_from_json(
    importer_of: Make, options: IntakeOptions, tmp_path: Path
) -> None:
    row = {**invented.airwars, "known_belligerents": ["Eastern Air Force"], "lat": 15.55}
    path = written(tmp_path, "airwars.jsonl", json.dumps(row) + "\n{broken\n")
    good, bad = importer_of(shipped_mapping("airwars")).read(path, options)
    assert isinstance(good, ImportedRow)
    assert counts(good) == {("killed", "civilians"): (5, None, 7)}
    assert good.report.origin.address == "https://example.org/x-001"
    assert [c.stance.code for c in good.reading.claims][-1] == "acknowledges"
    assert isinstance(bad, RefusedRow)
    assert str(bad.error).startswith(f"{path}:2:")


def test_odd_rows_are_refused_with_file_and_row_and_the_rest_goes_on(
    importer_of: Make, options: IntakeOptions, tmp_path: Path
) -> None:
    table = (
        "Casualties, downloaded by hand,,,\n,,,,\n"
        "day,village,province,country,killed\n"
        "2026-02-03,Marrow,North,Sudan,10-\n"
        "2026-02-04,Marrow,,Sudan,~100\n"
        "2026-02-05,Marrow,North,Sudan,15-Oct\n"
        "day,village,province,country,killed\n"
        "2026-02-06,Marrow,North,Sudan\n"
        "Total,,,,160\n"
        ",,,Sudan,4\n"
        "2026-02-07,Marrow,North,Sudan,not given\n"
        '2026-02-08,"Marrow,North,Sudan,2\n'
        "2026-02-09,Marrow,North,Sudan,-15\n"
    )
    path = written(tmp_path, "own.csv", table)
    outcomes = list(importer_of(own).read(path, options))
    rows = [o for o in outcomes if isinstance(o, ImportedRow)]
    refused = [str(o.error) for o in outcomes if isinstance(o, RefusedRow)]
    assert [(r.report.origin.locator, list(counts(r).values())) for r in rows] == [
        ("row 4", [(10, 10, None)]),
        ("row 5", [(90, 100, 110)]),
        ("row 11", []),
        ("row 13", [(1, 15, 15)]),
    ]
    assert [text.partition(": ")[0] for text in refused] == [
        f"{path}:{n}" for n in (6, 8, 9, 10, 12)
    ]
    assert "killed: '15-Oct' is a day" in refused[0]
    assert "4 fields where the header has 5" in refused[1]
    assert "'Total' is no date" in refused[2]
    assert "has no day" in refused[3]


def test_merged_cells_saved_as_csv_come_from_the_row_that_holds_them(
    importer_of: Make, options: IntakeOptions, tmp_path: Path
) -> None:
    table = "day,province,killed\n2026-02-03,North,1\n2026-02-04,,2\n"
    _, second = imported(importer_of(own), written(tmp_path, "m.csv", table), options)
    assert "province: North" in second.report.text
    assert second.original == b"day,province,killed\n2026-02-03,North,1\n2026-02-04,,2"


def test_a_file_without_a_fitting_header_is_refused(
    importer_of: Make, options: IntakeOptions, tmp_path: Path
) -> None:
    path = written(tmp_path, "bare.csv", "2026-02-03,Marrow,North,Sudan,4\n")
    (message,) = refusals(importer_of(own), path, options)
    assert message.startswith(f"{path}: has no header that fits")
    with_columns = parse_mapping(
        least + "columns: [day, village, province, country, killed]\ncounts: [{value: killed}]",
        Where("own.yaml"),
    )
    (row,) = imported(importer_of(with_columns), path, options)
    assert counts(row) == {("killed", "person"): (4, 4, 4)}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_and_byte_order_marks(
    encoding: str, importer_of: Make, options: IntakeOptions, tmp_path: Path
) -> None:
    table = "day;village;killed\n2026-02-03;Pérez del Río;4\n"
    path = written(tmp_path, "own.csv", table.encode(encoding))
    (row,) = imported(importer_of(own), path, options)
    assert "village: Pérez del Río" in row.report.text


def test_a_workbook_with_merged_cells_dates_and_a_spoilt_range(
    importer_of: Make, options: IntakeOptions, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["About this file"])
    sheet = book.create_sheet("Events")
    sheet.append(["Records of an invented war"])
    sheet.append(["Day", "Province", "Village", "Killed"])
    sheet.append([datetime(2026, 2, 3), "North", "Marrow", 4.0])
    sheet.append([46057, None, "Sedge", "10-15"])
    sheet.append([datetime(2026, 2, 5), "South", "Rush", datetime(2026, 10, 15)])
    sheet.merge_cells("B3:B4")
    path = tmp_path / "book.xlsx"
    book.save(path)
    outcomes = list(importer_of(own).read(path, options))
    first, second, third = outcomes
    assert isinstance(first, ImportedRow)
    assert isinstance(second, ImportedRow)
    assert isinstance(third, RefusedRow)
    assert counts(first) == {("killed", "civilians"): (4, 4, 4)}
    assert counts(second) == {("killed", "civilians"): (10, None, 15)}
    assert "Province: North" in second.report.text
    assert second.reading.claims[0].when is not None
    assert second.reading.claims[0].when.start == "2026-02-04"
    assert str(third.error).startswith(f"{path}:5: Killed: '2026-10-15' is a day")


def test_a_file_that_is_no_table_or_is_missing_is_refused_by_name(
    importer_of: Make, options: IntakeOptions, tmp_path: Path
) -> None:
    importer = importer_of(own)
    old = written(tmp_path, "old.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    broken = written(tmp_path, "broken.xlsx", b"PK\x03\x04" + b"\0" * 600)
    empty = written(tmp_path, "empty.csv", b"")
    missing = tmp_path / "missing.csv"
    told = [refusals(importer, path, options) for path in (old, broken, empty, missing)]
    assert [len(messages) for messages in told] == [1, 1, 1, 1]
    names = ("old.xls", "broken.xlsx", "empty.csv", "missing.csv")
    assert all(name in messages[0] for name, messages in zip(names, told, strict=True))


def test_gzip_is_unpacked(importer_of: Make, options: IntakeOptions, tmp_path: Path) -> None:
    packed = gzip.compress(as_csv(invented.acled).encode(), mtime=0)
    path = written(tmp_path, "acled.csv.gz", packed)
    assert len(imported(importer_of(shipped_mapping("acled")), path, options)) == 1


def test_the_same_file_gives_the_same_ids(
    importer_of: Make, options: IntakeOptions, tmp_path: Path
) -> None:
    path = written(tmp_path, "ged.csv", as_csv(invented.ucdp))
    runs = [imported(importer_of(shipped_mapping("ucdp")), path, options) for _ in range(2)]
    assert runs[0] == runs[1]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=12), max_size=5))
def test_every_cell_of_a_row_is_found_where_it_stands(cells: dict[str, str]) -> None:
    clean = {one_line(n): one_line(c) for n, c in cells.items()}
    row = RowText({n: c for n, c in clean.items() if n and c})
    assert normalise(row.text).text == row.text
    for name in row.cells:
        found = row.cell(name)
        if found is not None:
            assert row.text[found.start : found.end] == found.text
            assert found.text in row.line(found).text


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ('"A, 2026";"B; more"', ["A, 2026", "B; more"]),
        ("A; B ;; C", ["A", "B", "C"]),
        ("A", ["A"]),
    ],
)
def test_several_names_in_one_cell(cell: str, parts: list[str]) -> None:
    row = RowText({"source": cell})
    whole = row.cell("source")
    assert whole is not None
    found = row.parts(whole, ";")
    assert [p.text for p in found] == parts
    assert all(isinstance(p, Passage) and row.text[p.start : p.end] == p.text for p in found)
