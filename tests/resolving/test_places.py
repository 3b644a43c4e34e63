from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.reading.grammar.syntax import Span
from polybius.reading.toponyms.spans import mark_spans
from polybius.records import Place
from polybius.resolving.gazetteer import default_gazetteer
from polybius.resolving.places import PlaceContext, kept_rejected, resolve_places
from polybius.resolving.places_home import home_names
from polybius.resolving.places_scoring import contains, distance_km


def resolve(text: str, *names: str, publisher: str | None = None) -> list[Place]:
    """Resolve ``names``, each at its first place in ``text`` after the one before."""
    spans, at = [], 0
    for name in names:
        start = text.index(name, at)
        at = start + len(name)
        spans.append(Span(start, at))
    context = PlaceContext(text, default_gazetteer(), publisher)
    return list(resolve_places(mark_spans(text, spans), context))


def test_the_best_known_place_without_context() -> None:
    [place] = resolve("Shells fell on Paris.", "Paris")
    assert (place.country, place.precision, place.gazetteer_id) == (
        "FR",
        "exact",
        "geonames:2988507",
    )


def test_the_named_state_decides() -> None:
    places = resolve("From Springfield, Illinois, to Springfield, Massachusetts.",
                     "Springfield", "Illinois", "Springfield", "Massachusetts")  # fmt: skip
    assert [p.admin1 for p in places] == ["Illinois", "Illinois", "Massachusetts", "Massachusetts"]
    assert [p.precision for p in places] == ["exact", "adm1", "exact", "adm1"]


def test_the_first_of_a_list_does_not_lie_in_the_second() -> None:
    # "Washington, New York and …" once led to Washington County, New York.
    places = resolve("He flew to Washington, New York and Boston.",
                     "Washington", "New York", "Boston")  # fmt: skip
    assert places[0].admin1 == "District of Columbia"
    [country, *_] = resolve("They sold it to Mexico, the US, and Canada.", "Mexico", "US", "Canada")
    assert country.country == "MX"


def test_a_province_is_not_the_town_in_it_of_the_same_name() -> None:
    # Regression: every later "… province" was the town.
    text = "A raid in Kandahar city, Kandahar province. All of Kandahar province heard of Kandahar."
    places = resolve(text, *["Kandahar"] * 4)
    assert [p.precision for p in places] == ["exact", "adm1", "adm1", "exact"]


def test_a_little_known_namesake_of_the_wider_place_counts_for_little() -> None:
    # There is a Los Angeles, and a California, in Durango.
    [state, _] = resolve("She left California, Los Angeles said.", "California", "Los Angeles")
    assert (state.country, state.precision) == ("US", "adm1")


def test_the_feature_word_belongs_to_the_name() -> None:
    # "Columbia County" once led to the District of Columbia.
    [place] = resolve("Columbia County voted.", "Columbia County")
    assert place.gazetteer_name == "Columbia County"


def test_a_compass_word_alone_is_no_place() -> None:
    [place] = resolve("Relations with the West froze.", "West")
    assert place.gazetteer_id is None


def test_an_unknown_place_lies_beside_the_town_it_is_named_with() -> None:
    text = "The mine went off at Qorzanbala. They were brought to Kunduz. Kabul, Herat, Farah."
    [place, *_] = resolve(text, "Qorzanbala", "Kunduz", "Kabul", "Herat", "Farah")
    assert (place.country, place.admin1, place.precision) == ("AF", "Kunduz", "adm1")


def test_a_bare_mention_means_what_the_full_one_means() -> None:
    places = resolve("In Paris, Texas, rain fell. Later Paris dried.", "Paris", "Texas", "Paris")
    assert {p.admin1 for p in places} == {"Texas"}


def test_neighbours_outweigh_size() -> None:
    # Four small Tennessee towns: the capital of Georgia's namesake state must not win.
    places = resolve("Buses ran from Athens to Etowah, Niota and Englewood.",
                     "Athens", "Etowah", "Niota", "Englewood")  # fmt: skip
    assert places[0].admin1 == "Tennessee"


def test_a_country_holds_what_it_contains() -> None:
    [town, country] = resolve("They met in Tbilisi, Georgia.", "Tbilisi", "Georgia")
    assert (town.country, country.country, country.precision) == ("GE", "GE", "country")
    [town, state] = resolve("They met in Atlanta, Georgia.", "Atlanta", "Georgia")
    assert (state.country, state.precision) == ("US", "adm1")


def test_the_publisher_is_at_home_somewhere() -> None:
    text = "The council of Lebanon met; Annville and Palmyra sent nobody."
    places = resolve(text, "Lebanon", "Annville", "Palmyra", publisher="lebanondailynews.com")
    assert {p.admin1 for p in places} == {"Pennsylvania"}


def test_an_unknown_village_lies_in_the_division_the_text_names() -> None:
    text = "An outpost in Qwzrtpx village of Helmand province was raided."
    [village, province] = resolve(text, "Qwzrtpx", "Helmand")
    assert (village.gazetteer_name, village.precision) == ("Helmand", "adm1")
    assert province.precision == "adm1"


def test_an_unknown_name_alone_stays_unresolved() -> None:
    [place] = resolve("An outpost in Qwzrtpx was raided.", "Qwzrtpx")
    assert (place.precision, place.gazetteer_id, place.latitude) == ("unresolved", None, None)


def test_a_building_is_placed_by_the_town_in_its_name() -> None:
    [place] = resolve("A blast shook Baghdad Qwzrt Hospital.", "Baghdad Qwzrt Hospital")
    assert (place.country, place.precision) == ("IQ", "near")


@pytest.mark.parametrize(
    ("text", "name", "precision"),
    [
        ("They fought near Mosul.", "Mosul", "near"),
        ("They fought in northern Mosul.", "northern Mosul", "near"),
        ("They fought in Helmand province.", "Helmand", "adm1"),
        ("They fought in the Sahel.", "Sahel", "international"),
        ("They fought along the Litani River.", "Litani River", "area"),
        ("They fought in Yemen.", "Yemen", "country"),
        ("They fought in Panjwai district.", "Panjwai", "adm2"),
    ],
)
def test_precision(text: str, name: str, precision: str) -> None:
    [place] = resolve(text, name)
    assert place.precision == precision


def test_losers_are_kept_with_their_reasons() -> None:
    [place, _] = resolve("They met in Springfield, Ohio.", "Springfield", "Ohio")
    assert len(place.rejected) == kept_rejected
    assert place.rejected[0].score >= place.rejected[-1].score
    assert all("standing" in r.why for r in place.rejected)
    assert place.gazetteer_id not in {r.value for r in place.rejected}


def test_a_report_with_very_many_names_is_resolved() -> None:
    # The joint scoring is quadratic in candidates, which are bounded over the whole report.
    names = [f"Paris, Springfield {n}" for n in range(900)]
    places = resolve(" and ".join(names), *names)
    assert len(places) == len(names)


def test_no_place_names() -> None:
    assert resolve("Nothing happened.") == []


@given(
    st.lists(st.sampled_from(["Aleppo", "Paris", "Georgia", "Springfield", "Qwzrtpx"]), max_size=6)
)
def test_passages_are_true_and_order_is_kept(names: list[str]) -> None:
    text = "; ".join(names)
    places = resolve(text, *names)
    assert [text[p.passage.start : p.passage.end] for p in places] == names
    assert resolve(text, *names) == places


@pytest.mark.parametrize(
    ("publisher", "names"),
    [
        ("lebanondailynews.com", ("Lebanon",)),
        ("The Lansing State Journal", ("Lansing",)),
        ("news.example.co.uk", ("United Kingdom",)),
        ("example.com", ()),
        ("Daily Mirror", ()),
    ],
)
def test_home_names(publisher: str, names: tuple[str, ...]) -> None:
    found = home_names(publisher, default_gazetteer())
    assert tuple(name.title() for name in found) == names


def test_containment_and_distance() -> None:
    gazetteer = default_gazetteer()
    province, country = gazetteer.division("AF.24"), gazetteer.division("AF")
    other = gazetteer.division("PK")
    assert province is not None
    assert country is not None
    assert other is not None
    assert contains(country, province)
    assert not contains(province, country)
    assert not contains(other, province)
    assert not contains(province, province)
    london, paris = (gazetteer.candidates(name)[0] for name in ("London", "Paris"))
    assert distance_km(london, paris) == pytest.approx(344, abs=5)


def test_a_name_spelt_nearly_like_a_place_of_the_report_s_country_is_that_place() -> None:
    # Regression: names from another script are spelt in many ways, and stood for the province.
    text = "A patrol was attacked in Musa Qualah district, Helmand province, in Afghanistan."
    place, *_ = resolve(text, "Musa Qualah", "Helmand", "Afghanistan")
    assert (place.admin1, place.precision) == ("Helmand", "adm2")


def test_near_spellings_are_not_sought_all_over_the_world() -> None:
    [place] = resolve("A patrol was attacked in Musa Qualah.", "Musa Qualah")
    assert place.gazetteer_id is None


def test_a_country_s_own_name_outweighs_another_name_of_a_town_elsewhere() -> None:
    # Regression: in a text on the United States "Turkey" was a town of New Jersey.
    text = (
        "The United States stands with Turkey, said officials in Washington, New York, "
        "Trenton and New Jersey."
    )
    names = ("United States", "Turkey", "Washington", "New York", "Trenton", "New Jersey")
    assert resolve(text, *names)[1].country == "TR"


def test_a_small_town_abroad_is_not_meant_by_an_unknown_quarter_at_home() -> None:
    # Regression: a quarter of the capital was resolved to a town on another continent.
    text = (
        "There was fighting in Santa Ana, San Miguel and San Salvador, in El Salvador, and in the "
        "Campestre neighborhood."
    )
    names = ("Santa Ana", "San Miguel", "San Salvador", "El Salvador", "Campestre")
    assert resolve(text, *names)[-1].country in ("SV", None)


def test_a_district_is_no_country() -> None:
    text = "Shells fell in the Montserrat district, in San Salvador and in Santa Ana."
    assert resolve(text, "Montserrat", "San Salvador", "Santa Ana")[0].country != "MS"


def test_a_slip_of_the_pen_at_home_is_likelier_than_a_province_abroad() -> None:
    # Regression: a province of Botswana bears the name.
    text = "They fought in Kabul, Herat and Kandahar. Then they reached Ghanzi province."
    *_, place = resolve(text, "Kabul", "Herat", "Kandahar", "Ghanzi")
    assert (place.country, place.admin1) == ("AF", "Ghaznī")
