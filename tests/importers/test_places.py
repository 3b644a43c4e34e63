from __future__ import annotations

import pytest

from polybius.importers.mappings import Choice, PlaceSpec
from polybius.importers.places import place_of
from polybius.importers.texts import RowText
from polybius.resolving.gazetteer import default_gazetteer

spec = PlaceSpec(
    names=("place",),
    latitude="lat",
    longitude="lon",
    country="country",
    admin1="division",
    precision=Choice(column="prec", values={"1": "exact", "4": "adm1"}, default="near"),
)


def found(**cells: str) -> tuple[str | None, str | None, str | None, str]:
    place = place_of(RowText(cells), spec, default_gazetteer())
    assert place is not None
    return place.gazetteer_name, place.country, place.admin1, place.precision


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        (
            {"place": "Khartoum", "country": "Sudan", "lat": "15.55", "lon": "32.53", "prec": "1"},
            ("Khartoum", "SD", "Khartoum", "exact"),
        ),
        # Coordinates far from any place of the name: the row's own count, and no id is guessed.
        (
            {"place": "Khartoum", "country": "Sudan", "lat": "12.0", "lon": "25.0", "prec": "1"},
            (None, "SD", None, "exact"),
        ),
        (
            {"place": "Northern Darfur state", "country": "Sudan", "division": "North Darfur",
             "lat": "16.2", "lon": "25.5", "prec": "4"},
            ("North Darfur", "SD", "North Darfur", "adm1"),
        ),
        ({"place": "El Fasher", "country": "Sudan"}, ("El Fasher", "SD", "North Darfur", "exact")),
        ({"place": "No Such Ford", "country": "Sudan"}, ("Sudan", "SD", None, "country")),
        ({"place": "No Such Ford"}, (None, None, None, "unresolved")),
        (
            {"place": "No Such Ford, Khartoum, Sudan", "lat": "15,6", "lon": "32,5"},
            (None, "SD", None, "near"),
        ),
        ({"place": "No Such Ford, Sudan"}, ("Sudan", "SD", None, "country")),
    ],
)  # fmt: skip
def test_where_a_row_sets_its_event(
    cells: dict[str, str], place: tuple[str | None, str | None, str | None, str]
) -> None:
    assert found(**cells) == place


def test_a_row_without_a_place_has_none() -> None:
    assert place_of(RowText({"killed": "4"}), spec, default_gazetteer()) is None
