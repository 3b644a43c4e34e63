from __future__ import annotations

from dataclasses import replace

import pytest

from polybius.records import Passage, Place
from polybius.web.basemap import clipped, countries, country
from polybius.web.basemap.divisions import division
from polybius.web.models.maps import Located, country_spots, draw, outline_of, precision_words


def place(
    precision: str, code: str = "KE", *, at: tuple[float, float] | None = (0.5, 37.0)
) -> Place:
    latitude, longitude = at or (None, None)
    return Place(
        "There", Passage(0, 5, "There"), precision, "g:1", "There", latitude, longitude, code
    )


def test_both_scales_have_the_world() -> None:
    coarse = {c.code for c in countries(coarse=True)}
    fine = {c.code for c in countries(coarse=False)}
    assert {"KE", "PK", "AF", "SY", "CO", "UA", "SD", "MM"} <= coarse & fine
    kenya = country("KE")
    assert kenya is not None
    west, south, east, north = kenya.box
    assert (33 < west < 35, -5.5 < south < -4, 41 < east < 42.5, 4 < north < 6) == (True,) * 4
    assert all(ring[0] == ring[-1] for ring in kenya.rings)


def province(number: str, name: str, code: str, at: tuple[float, float]) -> Place:
    return Place(name, Passage(0, 1, "x"), "adm1", f"geonames:{number}", name, *at, code)


def test_a_province_is_its_outline() -> None:
    nangarhar = province("1132366", "Nangarhār", "AF", (34.25, 70.5))
    made = draw([Located(nangarhar, "x")])
    assert made is not None
    assert made.spots[0].outline.startswith("M")
    whole = draw([Located(replace(nangarhar, precision="country"), "x")])
    assert whole is not None
    assert made.spots[0].outline != whole.spots[0].outline
    assert precision_words(nangarhar) == "only the province is known: all of it is shaded"


def test_a_province_that_the_map_has_not_borrows_no_other() -> None:
    made_since = province("178914", "Turkana", "KE", (3.0, 35.2))
    assert outline_of(made_since) is None
    elsewhere = province("1132366", "Nangarhār", "AF", (36.7, 67.1))
    assert outline_of(elsewhere) is None
    made = draw([Located(made_since, "x")])
    assert made is not None
    assert not made.spots[0].outline


def test_neighbours_share_their_border() -> None:
    found = [division("", name, "AF") for name in ("Nangarhar", "Kunar")]
    points = [{p for ring in each.rings for p in ring} for each in found if each is not None]
    assert all(ring[0] == ring[-1] for each in found if each is not None for ring in each.rings)
    assert len(points[0] & points[1]) > 5


def test_a_country_is_an_outline_an_unknown_province_a_wide_circle_a_town_a_dot() -> None:
    drawn = {p: draw([Located(place(p), "x")]) for p in ("country", "adm1", "adm2", "exact")}
    spots = {p: made.spots[0] for p, made in drawn.items() if made is not None}
    assert spots["country"].outline.startswith("M")
    assert not spots["adm1"].outline
    assert spots["adm1"].radius > 3 * spots["exact"].radius
    assert spots["adm1"].radius > spots["adm2"].radius > spots["exact"].radius


def test_what_is_not_located_is_not_drawn() -> None:
    assert draw([Located(place("unresolved", at=None), "x")]) is None
    assert "not on the map" in precision_words(Place("There", Passage(0, 5, "There")))


def test_precise_places_lie_on_top() -> None:
    made = draw([Located(place("exact"), "town"), Located(place("adm1"), "province")])
    assert made is not None
    assert [s.label for s in made.spots] == ["province", "town"]


def test_spots_are_inside_the_map() -> None:
    ends = [Located(place("exact", at=at), str(at)) for at in ((51.0, 0.0), (-33.0, 151.0))]
    made = draw(ends)
    assert made is not None
    for spot in made.spots:
        assert 0 < spot.x < made.width
        assert 0 < spot.y < made.height


def test_countries_are_counted_where_they_lie() -> None:
    made = country_spots([("KE", 100), ("PK", 25), ("XM", 3)], {"KE": "/?country=KE"})
    by_label = {spot.label: spot for spot in made.spots}
    assert set(by_label) == {"Kenya: 100", "Pakistan: 25"}
    assert by_label["Kenya: 100"].radius > by_label["Pakistan: 25"].radius
    assert by_label["Kenya: 100"].address == "/?country=KE"


@pytest.mark.parametrize(
    ("box", "points"),
    [((-1.0, -1.0, 3.0, 3.0), 4), ((5.0, 5.0, 6.0, 6.0), 0), ((1.0, 1.0, 3.0, 3.0), 4)],
)
def test_rings_are_clipped(box: tuple[float, float, float, float], points: int) -> None:
    square = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0))
    found = clipped(square, box)
    assert len(found) == points
    assert all(box[0] <= x <= box[2] and box[1] <= y <= box[3] for x, y in found)
