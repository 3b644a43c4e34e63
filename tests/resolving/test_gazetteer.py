from __future__ import annotations

import csv
import hashlib
from math import cos, hypot, radians
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.errors import PolybiusError
from polybius.resolving.gazetteer import (
    Gazetteer,
    default_gazetteer,
    embedded_path,
    kind_precision,
    kind_standing,
    open_gazetteer,
)
from polybius.resolving.gazetteer_import import import_dump, read_rows
from polybius.resolving.gazetteer_names import fold, without_feature
from polybius.resolving.gazetteer_table import Row, load, pack

data = embedded_path().parent


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return default_gazetteer()


def rows_of(name: str) -> list[dict[str, str]]:
    with (data / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("St. Mary's", "saint marys"),
        ("Deir ez-Zor", "deir ez zor"),
        ("Şanʻā’", "sana"),
        ("N.Y.", "ny"),
        ("The Gambia", "gambia"),
        ("Łódź", "lodz"),
        ("Main St", "main st"),
    ],
)
def test_fold(name: str, key: str) -> None:
    assert fold(name) == key


@given(st.text(max_size=30))
def test_folding_a_key_changes_nothing(name: str) -> None:
    key = fold(name)
    assert fold(key).split() == key.split() or key.split()[0] in ("the", "st", "ste", "mt", "ft")


@pytest.mark.parametrize(
    ("key", "bare", "kind"),
    [
        ("kunduz province", "kunduz", "adm1"),
        ("city of mosul", "mosul", "place"),
        ("lake chad", "chad", "water"),
        ("province", "province", None),
        ("kunduz", "kunduz", None),
    ],
)
def test_without_feature(key: str, bare: str, kind: str | None) -> None:
    assert without_feature(key) == (bare, kind)


@pytest.mark.parametrize(
    ("name", "expected", "country", "kind"),
    [
        ("Kiev", "Kyiv", "UA", "place"),
        ("U.S.", "United States", "US", "country"),
        ("Afghans", "Afghanistan", "AF", "country"),
        ("Helmand Province", "Helmand", "AF", "adm1"),
        ("N.Y.", "New York", "US", "adm1"),
        ("Sahel", "Sahel", None, "region"),
        ("Gaza Strip", "Gaza", "PS", "adm1"),
        ("Kabul International Airport", "Kabul International Airport", "AF", "site"),
        ("Schiphol", "Amsterdam Airport Schiphol", "NL", "site"),
        ("Lake Okeechobee", "Lake Okeechobee", None, "water"),
        ("Northamptonshire", "Northamptonshire", "GB", "adm2"),
    ],
)
def test_best_known_candidate(
    gazetteer: Gazetteer, name: str, expected: str, country: str | None, kind: str
) -> None:
    best = gazetteer.candidates(name)[0]
    assert (best.name, best.country, best.kind) == (expected, country, kind)


def test_a_feature_word_keeps_out_places_of_another_kind(gazetteer: Gazetteer) -> None:
    # "Guernsey County" once led to the Channel island.
    kinds = {entry.kind for entry in gazetteer.candidates("Guernsey County")}
    assert kinds <= {"adm1", "adm2", "adm3"}


def test_compass_words_name_a_part_only_of_what_is_not_known_whole(gazetteer: Gazetteer) -> None:
    assert all(entry.part for entry in gazetteer.candidates("northern Aleppo"))
    assert not any(entry.part for entry in gazetteer.candidates("West Virginia"))


def test_limit_and_order(gazetteer: Gazetteer) -> None:
    found = gazetteer.candidates("Springfield", limit=5)
    assert len(found) == 5
    assert [e.standing for e in found] == sorted((e.standing for e in found), reverse=True)


def test_nothing_bears_the_name(gazetteer: Gazetteer) -> None:
    assert gazetteer.candidates("Qwzrtpx") == ()
    assert gazetteer.candidates("…") == ()
    assert gazetteer.fame("Qwzrtpx") == 0.0


def test_near_misses_find_a_slip_of_the_pen(gazetteer: Gazetteer) -> None:
    found = gazetteer.near_misses("Mosull", countries=frozenset({"IQ"}))
    assert {entry.name for entry in found} == {"Mosul"}
    assert gazetteer.near_misses("Oslo") == ()


def test_divisions_by_code(gazetteer: Gazetteer) -> None:
    province = gazetteer.division("AF.24")
    assert province is not None
    assert (province.kind, province.admin1_name) == ("adm1", "Kunduz")
    assert gazetteer.division("AF.99") is None


@pytest.mark.parametrize("name", ["places.csv", "regions.csv"])
def test_every_supplementary_row_is_in_the_shipped_table(gazetteer: Gazetteer, name: str) -> None:
    # The table is built from the CSV files by hand: a row added without a rebuild shows here.
    missing = []
    for row in rows_of(name):
        at = float(row["lat"]), float(row["lon"])
        names = [row["name"], *filter(None, row["aliases"].split("|"))]
        for spelling in names:
            found = gazetteer.candidates(spelling, limit=200)
            if not any(apart(at, (e.latitude, e.longitude)) < 120 for e in found):
                missing.append((row["name"], spelling))
    assert missing == []


def test_the_shipped_table_has_the_stated_hash() -> None:
    digest = hashlib.sha256(embedded_path().read_bytes()).hexdigest()
    assert digest in (data / "README.md").read_text(encoding="utf-8")


def test_every_country_has_a_point_inside_its_bounds(gazetteer: Gazetteer) -> None:
    for row in rows_of("countries.csv"):
        entry = gazetteer.division(row["iso"])
        assert entry is not None, row
        assert entry.kind == "country"
        assert -90 <= entry.latitude <= 90
        assert -180 <= entry.longitude <= 180


def test_kinds_agree() -> None:
    assert set(kind_precision) == set(kind_standing)


def apart(a: tuple[float, float], b: tuple[float, float]) -> float:
    east = (b[1] - a[1]) * cos(radians((a[0] + b[0]) / 2))
    return 111.2 * hypot(b[0] - a[0], east)


names = st.text(st.characters(whitelist_categories=["Ll"], max_codepoint=127), min_size=2)
rows = st.builds(
    Row,
    id=st.integers(-(2**31), 2**31 - 1),
    name=st.text(st.characters(blacklist_characters="\n", blacklist_categories=["Cs"])),
    latitude=st.integers(-9_000_000, 9_000_000).map(lambda n: round(n / 1e5, 5)),
    longitude=st.integers(-18_000_000, 18_000_000).map(lambda n: round(n / 1e5, 5)),
    code=st.sampled_from(["", "AF", "AF.24", "US.LA.079"]),
    feature=st.sampled_from(["P.PPL", "A.ADM1", "H.STM"]),
    population=st.integers(0, 10**10),
)


@given(st.lists(st.tuples(rows, st.frozensets(names), st.frozensets(names)), max_size=8))
def test_what_was_packed_is_found(places: list[tuple[Row, frozenset[str], frozenset[str]]]) -> None:
    table = pack(places)
    assert list(table.rows()) == [row for row, _, _ in places]
    for at, (_, keys, alternates) in enumerate(places):
        for key in keys:
            assert (at, False) in table.find(key)
        for key in alternates - keys:
            assert (at, True) in table.find(key)
    assert table.find("A") == ()


def test_a_saved_table_is_the_same(tmp_path: Path) -> None:
    place = Row(7, "Ab", 1.5, -2.25, "AF.24", "P.PPL", 10)
    pack([(place, frozenset({"ab"}), frozenset({"ba"}))]).save(tmp_path / "t.npz")
    table = load(tmp_path / "t.npz")
    assert (table.row(0), table.find("ab"), table.find("ba")) == (
        place,
        ((0, False),),
        ((0, True),),
    )
    assert [p.name for p in tmp_path.iterdir()] == ["t.npz"]


def test_a_missing_or_damaged_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolybiusError, match=r"none\.npz"):
        load(tmp_path / "none.npz")
    (tmp_path / "bad.npz").write_bytes(b"not a table")
    with pytest.raises(PolybiusError, match=r"bad\.npz"):
        load(tmp_path / "bad.npz")


def dump_line(number: int, name: str, feature: str = "PPL", **cells: str) -> str:
    values = {
        "id": str(number),
        "name": name,
        "ascii": name,
        "alternates": "",
        "lat": "33.5",
        "lon": "69.25",
        "class": feature[0] if feature in ("H", "A") else "P",
        "code": feature,
        "country": "AF",
        "cc2": "",
        "admin1": "36",
        "admin2": "3601",
        "admin3": "",
        "admin4": "",
        "population": "0",
        "elevation": "",
        "dem": "2300",
        "zone": "Asia/Kabul",
        "date": "2020-01-01",
    }
    return "\t".join((values | cells).values()) + "\n"


def test_an_imported_dump_lies_over_the_embedded_places(tmp_path: Path) -> None:
    dump = tmp_path / "AF.txt"
    invented = dump_line(1, "Invented Kalay", alternates="Invented Village,قلعه")
    known = dump_line(1135689, "Kunduz", population="999999")
    dump.write_text(invented + known, encoding="utf-8")
    import_dump(dump, tmp_path / "own")
    gazetteer = open_gazetteer(tmp_path / "own")
    [village] = gazetteer.candidates("Invented Kalay")
    assert (village.country, village.admin1, village.admin2) == ("AF", "AF.36", "AF.36.3601")
    assert village.admin1_name == "Paktiyā"
    [alias] = gazetteer.candidates("Invented Village")
    assert alias.alternate
    town = next(e for e in gazetteer.candidates("Kunduz") if e.id == "geonames:1135689")
    assert town.population == 999999


@pytest.mark.parametrize("line", ["one\ttwo\n", dump_line(1, "X").replace("33.5", "north")])
def test_a_broken_dump_is_refused_with_its_line(line: str) -> None:
    lines = [dump_line(1, "Good"), line]
    with pytest.raises(PolybiusError, match=r"AF\.txt:2"):
        list(read_rows(lines, "AF.txt"))


def test_an_empty_or_missing_dump_is_refused(tmp_path: Path) -> None:
    (tmp_path / "AF.txt").write_text("")
    with pytest.raises(PolybiusError, match="no places"):
        import_dump(tmp_path / "AF.txt", tmp_path / "own")
    with pytest.raises(PolybiusError, match="cannot be read"):
        import_dump(tmp_path / "XX.zip", tmp_path / "own")
