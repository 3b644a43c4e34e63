"""UCDP GED and ACLED: the columns by name, and what each is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from polybius.codebook import load, load_register
from polybius.export.formats import acled, precision, ucdp
from polybius.export.formats.countries import _countries, country
from polybius.export.formats.exporting import export
from polybius.export.formats.sides import sides
from polybius.export.formats.state import Case, Version
from polybius.export.formats.tolls import Toll, tolls
from polybius.ledger.log import Head
from polybius.ledger.store import Ledger
from polybius.records import Incident, Party, Passage, Place, Role, Tally
from tests.export.ledgers import open_filled

register = load_register()
version = Version(Head(7, "ab" * 32, "2026-02-05T08:00:00Z"), "tally.ucdp.v1")
words = Passage(0, 1, "x")

# UCDP GED 24.1 and 25.1, in their order.
_ged_columns = (
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id "
    "conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a "
    "side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office "
    "source_date source_headline source_original where_prec where_coordinates "
    "where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country "
    "country_id region event_clarity date_prec date_start date_end deaths_a deaths_b "
    "deaths_civilians deaths_unknown best high low gwnoa gwnob"
)
ged_columns = _ged_columns.split()
# ACLED since March 2023, in their order.
_acled_columns = (
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type "
    "actor1 assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting "
    "iso region country admin1 admin2 admin3 location latitude longitude geo_precision source "
    "source_scale notes fatalities tags timestamp"
)
acled_columns = _acled_columns.split()


def tally(victim_class: str, low: int, best: int | None = None, high: int | None = None) -> Tally:
    return Tally("i", "killed", victim_class, low, best, high, False, (), (), (), "tally.ucdp.v1")


def role(name: str, kind: str, code: str | None = None, part: str = "perpetrator") -> Role:
    return Role(part, Party(name, words, kind, code))


def case(event_type: str = "attack", *parts: Role | Tally, **fields: Any) -> Case:
    roles = tuple(part for part in parts if isinstance(part, Role))
    place = Place("M.", words, "exact", "geonames:1", "Marrowdale", 30.1, 67.0, "PK", "Balochistan")
    made = {"place": place, "start": "2026-02-03", "end": "2026-02-03", **fields}
    incident = Incident("5" * 64, event_type, (), (), roles=roles, **made)
    return Case(incident, tuple(part for part in parts if isinstance(part, Tally)))


group = role("the group", "armed_group", "pk.bla")
army = role("the army", "force", "force.pk.army", "target")
some_dead = tally("person", 3, 3, 3)


def ged(made: Case) -> dict[str, Any]:
    event = ucdp.event(made, register)
    assert event is not None
    return ucdp.table.row(event)


def acled_row(made: Case) -> dict[str, Any]:
    event = acled.event(made, register, version)
    assert event is not None
    return acled.table.row(event)


# --- the files -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with open_filled(tmp_path_factory.mktemp("filled") / "l.sqlite") as opened:
        yield opened


def test_columns_are_those_of_the_schemes() -> None:
    assert list(ucdp.table.header) == ged_columns
    assert list(acled.table.header) == acled_columns


def test_a_script_for_ged_reads_the_file(ledger: Ledger, tmp_path: Path) -> None:
    export(ledger, "ucdp", tmp_path / "out")
    frame = pd.read_csv(tmp_path / "out" / "ucdp.csv", parse_dates=["date_start", "date_end"])
    row = frame[frame["best"].notna()].iloc[0]
    assert row["date_start"] == pd.Timestamp("2026-02-03")
    assert (row["side_a"], row["side_b"]) == (
        "Government of Pakistan",
        "Balochistan Liberation Army",
    )
    assert (row["gwnoa"], row["country_id"], row["region"]) == (770, 770, "Asia")
    assert (row["side_a_new_id"], row["side_b_new_id"]) == (142, 287)
    assert row["type_of_violence"] == 1
    assert row["low"] <= row["best"] <= row["high"]
    parts = [row["deaths_a"], row["deaths_civilians"], row["deaths_unknown"]]
    assert sum(parts) == row["best"]
    assert row["number_of_sources"] == 2
    assert "Colonel" in row["source_original"]


def test_a_script_for_acled_reads_the_file(ledger: Ledger, tmp_path: Path) -> None:
    export(ledger, "acled", tmp_path / "out")
    frame = pd.read_csv(tmp_path / "out" / "acled.csv", parse_dates=["event_date"])
    clash = frame[frame["event_type"] == "Battles"].iloc[0]
    assert clash["event_date"] == pd.Timestamp("2026-02-03")
    assert clash["actor1"] == "Balochistan Liberation Army"
    assert clash["interaction"] == "Rebel group-State forces"
    assert clash["region"] == "South Asia"
    assert clash["iso"] == 586
    assert clash["timestamp"] == 1770278400
    protest = frame[frame["event_type"] == "Protests"].iloc[0]
    assert protest["event_id_cnty"].startswith("ZZZ")
    assert pd.isna(protest["fatalities"]), "nobody gives a number: missing, not 0"


# --- who -------------------------------------------------------------------------------------


def test_state_based_one_sided_and_non_state_violence_are_told_apart() -> None:
    rival = role("rivals", "armed_group", "pk.bla_azad", "target")
    people = role("villagers", "community", None, "victim")
    assert ged(case("attack", group, army, some_dead))["type_of_violence"] == 1
    assert ged(case("attack", group, rival, some_dead))["type_of_violence"] == 2
    assert ged(case("attack", group, people, some_dead))["type_of_violence"] == 3
    assert ged(case("attack", group, some_dead))["type_of_violence"] is None
    assert ged(case("massacre", some_dead))["type_of_violence"] == 3


def test_the_government_is_side_a_and_rivals_stand_in_the_order_of_names() -> None:
    rival = role("rivals", "armed_group", "pk.bla_azad")
    assert ged(case("attack", group, army, some_dead))["side_a"] == "Government of Pakistan"
    target = replace(group, role="target")
    row = ged(case("attack", rival, target, some_dead))
    assert row["side_a"] < row["side_b"]


def test_a_description_is_no_actor() -> None:
    gunmen = role("18 gunmen", "armed_group")
    assert ged(case("attack", gunmen, army, some_dead))["side_b"] is None
    assert acled_row(case("attack", gunmen, army))["actor1"] == (
        "Unidentified Armed Group (Pakistan)"
    )
    named = role("Brigade of the Dawn", "armed_group")
    assert acled_row(case("attack", named, army))["actor1"] == "Brigade of the Dawn"


def test_a_clash_in_which_civilians_died_is_not_against_civilians() -> None:
    row = ged(case("armed_clash", group, tally("civilians", 2, 2, 2)))
    assert (row["side_b"], row["deaths_civilians"]) == (None, 2)


def test_an_attack_on_an_armed_side_is_a_battle_to_acled() -> None:
    assert acled_row(case("attack", group, army))["event_type"] == "Battles"
    people = role("villagers", "community", None, "victim")
    row = acled_row(case("attack", group, people))
    assert (row["event_type"], row["civilian_targeting"]) == (
        "Violence against civilians",
        "Civilian targeting",
    )
    assert (row["actor2"], row["inter2"]) == ("Civilians (Pakistan)", "Civilians")


def test_forces_abroad_are_external_to_acled() -> None:
    abroad = role("the army", "force", "force.pk.army")
    made = case("air_strike", abroad)
    place = replace(made.incident.place or place_nowhere, country="AF")
    there = replace(made, incident=replace(made.incident, place=place))
    assert acled_row(made)["inter1"] == "State forces"
    assert acled_row(there)["inter1"] == "External/Other forces"


place_nowhere = Place("nowhere", words)


def test_crowds_are_actors_of_protests() -> None:
    row = acled_row(case("protest", role("villagers", "community", None, "participant")))
    assert (row["actor1"], row["inter1"], row["interaction"]) == (
        "Protesters (Pakistan)",
        "Protesters",
        "Protesters only",
    )
    assert row["disorder_type"] == "Demonstrations"
    assert acled_row(case("mob_violence"))["disorder_type"] == "Political violence"


def test_who_only_takes_part_fills_the_empty_side() -> None:
    one = replace(group, role="participant")
    other = replace(army, role="participant")
    found = sides(case("armed_clash", one, other), register)
    assert [actor.code for actor in (*found.a, *found.b)] == ["pk.bla", "force.pk.army"]


# --- how many --------------------------------------------------------------------------------


def test_children_are_among_the_civilians_and_not_added_to_them() -> None:
    found = tolls([tally("civilians", 31, 31, 31), tally("children", 3, 3, 3)])
    assert found.civilians == found.total == Toll(31, 31, 31)


def test_classes_without_a_tally_of_their_own_are_summed_from_below() -> None:
    found = tolls([tally("police", 4, 5, 6), tally("soldiers", 1, 1, None)])
    assert found.security_forces == Toll(5, 6, None)
    assert found.total == Toll(5, 6, None)


def test_the_total_is_at_least_the_sum_of_its_parts() -> None:
    found = tolls([tally("person", 10, 10, 10), tally("civilians", 31, 31, 40)])
    assert found.total == Toll(10, 31, 40)
    assert found.unknown_best == 0


def test_an_open_best_stays_open() -> None:
    found = tolls([tally("civilians", 3, 3, 3), tally("police", 17, None, 200)])
    assert found.total == Toll(20, None, 203)
    assert found.unknown_best is None


def test_animals_are_not_counted() -> None:
    assert not tolls([tally("animals", 40, 40, 40)]).total.is_known


def test_incidents_that_ged_has_no_place_for_are_left_out() -> None:
    assert ucdp.event(case("attack", group, army), register) is None
    assert ucdp.event(case("attack", group, tally("person", 0, 0, 0)), register) is None
    assert ucdp.event(case("attack", group, tally("person", 0, None, None)), register) is not None
    assert ucdp.event(case("protest", some_dead), register) is None
    assert acled.event(case("statement"), register, version) is None
    assert acled.event(case("attack", start=None, end=None), register, version) is None


classes = st.sampled_from(sorted(load().victim_classes))
counted = st.builds(
    lambda victim_class, numbers: tally(victim_class, *sorted(numbers)),
    classes,
    st.lists(st.integers(0, 50), min_size=3, max_size=3),
)


@given(st.lists(counted, max_size=6, unique_by=lambda t: t.victim_class))
def test_deaths_add_up_to_best_within_low_and_high(tallies: list[Tally]) -> None:
    for sides_of in ((group, army), (group,), ()):
        event = ucdp.event(case("attack", *sides_of, *tallies), register)
        if event is None:
            continue
        row = ucdp.table.row(event)
        parts = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
        assert row["low"] <= row["best"] <= row["high"]
        assert sum(row[part] or 0 for part in parts) == row["best"]


# --- where and when --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "ucdp_code", "acled_code"),
    [
        ("2026-02-03", "2026-02-03", 1, 1),
        ("2026-02-03", "2026-02-04", 2, 2),
        ("2026-02-02", "2026-02-08", 3, 2),
        ("2026-02-01", "2026-02-28", 4, 3),
        ("2026-01-01", "2026-01-31", 4, 3),
        ("2026-01-01", "2026-12-31", 5, None),
        ("2026-01-01", None, None, None),
    ],
)
def test_date_precision(
    start: str, end: str | None, ucdp_code: int | None, acled_code: int | None
) -> None:
    assert precision.date_prec(start, end) == ucdp_code
    assert precision.time_precision(start, end) == acled_code


@pytest.mark.parametrize(
    ("code", "ucdp_code", "acled_code"),
    [
        ("exact", 1, 1),
        ("near", 2, 2),
        ("adm2", 3, 2),
        ("adm1", 4, 3),
        ("area", 5, 3),
        ("country", 6, None),
        ("international", 7, None),
        ("unresolved", None, None),
    ],
)
def test_place_precision(code: str, ucdp_code: int | None, acled_code: int | None) -> None:
    place = Place("M.", words, code)
    assert precision.where_prec(place) == ucdp_code
    assert precision.geo_precision(place) == acled_code


def test_cells_of_priogrid() -> None:
    # PRIO-GRID counts 720 cells a row from 90° south, 180° west.
    assert precision.priogrid(-90.0, -180.0) == 1
    assert precision.priogrid(-89.9, 179.9) == 720
    assert precision.priogrid(90.0, 180.0) == 720 * 360
    assert precision.priogrid(None, 3.0) is None


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_point_has_a_cell(latitude: float, longitude: float) -> None:
    found = precision.priogrid(latitude, longitude)
    assert found is not None
    row, column = divmod(found - 1, 720)
    assert row / 2 - 90 <= latitude <= row / 2 - 89.5
    assert column / 2 - 180 <= longitude <= column / 2 - 179.5


def test_countries_have_one_code_each_and_known_regions() -> None:
    listed = list(_countries().values())
    assert len({c.iso3 for c in listed}) == len(listed) > 190
    assert {c.ucdp_region for c in listed} == {
        None,
        "Africa",
        "Americas",
        "Asia",
        "Europe",
        "Middle East",
    }
    assert all((c.gw is None) == (c.ucdp_name is None) for c in listed)
    assert country("XX") is None
    afghanistan = country("AF")
    assert afghanistan is not None
    assert (afghanistan.gw, afghanistan.iso_number, afghanistan.iso3) == (700, 4, "AFG")


def test_codes_of_iso_are_those_of_the_unicode_consortium() -> None:
    """CLDR maps every ISO 3166-1 alpha-3 and numeric code to its alpha-2 code."""
    alpha2 = get_global("territory_aliases")
    for each in _countries().values():
        codes = [each.iso3, f"{each.iso_number:03}"] if each.iso_number else []
        assert [alpha2.get(code) for code in codes] == [[each.code]] * len(codes), each
    # Kosovo has no code of ISO's: its two and three letters are left to users.
    assert [c.code for c in _countries().values() if c.iso_number is None] == ["XK"]


def test_regions_of_ucdp_are_its_ranges_of_numbers() -> None:
    """UCDP/PRIO codebook, ``region``; Gaza and the West Bank are under Israel, 666."""
    ends = {
        "Americas": (2, 199),
        "Europe": (200, 399),
        "Africa": (400, 626),
        "Middle East": (630, 699),
        "Asia": (700, 999),
    }
    for each in _countries().values():
        if each.gw is not None:
            low, high = ends[each.ucdp_region or ""]
            assert low <= each.gw <= high, each
    by_number = {c.gw: c.code for c in _countries().values() if c.gw and c.code not in ("PS", "EH")}
    assert len(by_number) == sum(c.gw is not None for c in _countries().values()) - 2


def test_regions_of_acled_are_those_of_its_interface() -> None:
    assert {c.acled_region for c in _countries().values()} == {
        "Antarctica",
        "Caribbean",
        "Caucasus and Central Asia",
        "Central America",
        "East Asia",
        "Eastern Africa",
        "Europe",
        "Middle Africa",
        "Middle East",
        "North America",
        "Northern Africa",
        "Oceania",
        "South America",
        "South Asia",
        "Southeast Asia",
        "Southern Africa",
        "Western Africa",
    }
    assert all(c.acled_name == c.acled_name.strip() for c in _countries().values())


def test_ids_are_exact_in_programs_that_have_only_doubles() -> None:
    made = ucdp.numeric_id("f" * 64)
    assert made == int(float(made)) == 2**52 - 1
    assert ucdp.numeric_id("no digest") == ucdp.numeric_id("no digest")
