from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.comparing import invented_sides, scored, windows
from polybius.codebook import load_register
from polybius.comparing.agreement import agreements, kappa
from polybius.comparing.compare import Comparison, compare
from polybius.comparing.matching import Pair, best_pairs
from polybius.comparing.sides import Amount, Event, Material, Side, side_of
from polybius.comparing.windows import match_by_window
from polybius.importers.importing import ImportedRow, Importer
from polybius.importers.mappings import shipped_mapping
from polybius.intake.options import IntakeOptions
from polybius.records import Decision, Ruling
from polybius.resolving.gazetteer import default_gazetteer
from tests.importers import invented
from tests.importers.invented import as_csv, written


@pytest.fixture(scope="module")
def sides() -> tuple[Side, Side]:
    return invented_sides(240)


@pytest.fixture(scope="module")
def made(sides: tuple[Side, Side]) -> Comparison:
    return compare(*sides)


def test_recall_and_precision_are_above_those_of_any_window(
    sides: tuple[Side, Side], made: Comparison
) -> None:
    ours = scored(*sides, made.matches)
    theirs = [scored(*sides, match_by_window(*sides, window)) for window in windows]
    assert ours["recall"] >= 0.7
    assert ours["precision"] >= 0.7
    assert ours["f1"] > max(found["f1"] for found in theirs) + 0.1


def test_every_event_is_matched_once_or_has_a_reason(made: Comparison) -> None:
    for matched, missing, side in (
        ([m.a for m in made.matches], made.only_a, made.a),
        ([m.b for m in made.matches], made.only_b, made.b),
    ):
        assert sorted([*matched, *(u.event for u in missing)]) == list(range(len(side.events)))
        assert all(u.code and u.why for u in missing)


def test_the_same_sides_give_the_same_comparison(
    sides: tuple[Side, Side], made: Comparison
) -> None:
    assert compare(*sides) == made


def side_from(tmp_path_factory: pytest.TempPathFactory, name: str, *rows: dict[str, str]) -> Side:
    path = written(tmp_path_factory.mktemp("side"), f"{name}.csv", as_csv(*rows))
    importer = Importer(shipped_mapping(name), load_register(), default_gazetteer())
    found = [o for o in importer.read(path, IntakeOptions()) if isinstance(o, ImportedRow)]
    assert len(found) == len(rows)
    claims = [claim for row in found for claim in row.reading.claims]
    return side_of(name, Material(claims, {r.report.id: r.report for r in found}), load_register())


def test_reasons_name_what_is_in_the_way(tmp_path_factory: pytest.TempPathFactory) -> None:
    far = {"where_coordinates": "Port Sudan", "latitude": "19.6", "longitude": "37.2"}
    rows = [
        invented.ucdp,
        {**invented.ucdp, "id": "2", "date_start": "2020-01-01", "date_end": "2020-01-02"},
        {**invented.ucdp, "id": "3", "country": "Chad", "where_coordinates": "Abeche"},
        {**invented.ucdp, "id": "4", "adm_1": "Red Sea", **far},
    ]
    a = side_from(tmp_path_factory, "ucdp", *rows)
    b = side_from(tmp_path_factory, "acled", invented.acled)
    found = compare(a, b)
    assert [(a.events[m.a].label, b.events[m.b].label) for m in found.matches] == [
        ("9001", "SDN9001")
    ]
    reasons = {a.events[u.event].label: (u.code, u.why) for u in found.only_a}
    assert reasons["2"][0] == "outside_period"
    assert reasons["3"] == ("outside_countries", "acled has no events in TD")
    assert reasons["4"][0] == "contradicted"
    assert "over 300 km apart" in reasons["4"][1]


def test_an_event_whose_match_fits_another_better_says_so(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    worse = {**invented.ucdp, "id": "2", "low": "80", "best": "90", "high": "99"}
    a = side_from(tmp_path_factory, "ucdp", invented.ucdp, worse)
    b = side_from(tmp_path_factory, "acled", invented.acled)
    (missing,) = compare(a, b).only_a
    assert (missing.code, a.events[missing.event].label) == ("taken", "2")
    assert "SDN9001 was matched with 9001" in missing.why


def test_an_analysts_word_outweighs_the_evidence(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    other = {**invented.acled, "event_id_cnty": "SDN2", "location": "Omdurman", "fatalities": "9"}
    a = side_from(tmp_path_factory, "ucdp", invented.ucdp)
    b = side_from(tmp_path_factory, "acled", invented.acled, other)
    claims = {e.label: e.incident.claim_ids for e in (*a.events, *b.events)}

    def ruled(ruling: Ruling, *groups: tuple[str, ...]) -> list[str]:
        decision = Decision("d", ruling, (), "A", "2026-01-01T00:00:00Z", "", groups)
        return [b.events[m.b].label for m in compare(a, b, [decision]).matches]

    assert [b.events[m.b].label for m in compare(a, b).matches] == ["SDN9001"]
    assert ruled(Ruling.MERGE, claims["9001"], claims["SDN2"]) == ["SDN2"]
    assert ruled(Ruling.SPLIT, claims["9001"], claims["SDN9001"]) == ["SDN2"]


def test_totals_are_stated_or_added_up_from_whole_classes(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    (event,) = side_from(tmp_path_factory, "ucdp", invented.ucdp).events
    assert event.amounts["killed"] == Amount(10, 12, 15)
    assert event.amounts["killed:security_forces"] == Amount(3, 3, 3)
    (row,) = side_from(tmp_path_factory, "airwars", invented.airwars).events
    assert row.amounts["killed"] == row.amounts["killed:civilians"]


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(1, 50).map(float), max_size=9
    )
)
def test_assignment_against_all_ways_to_match(weights: dict[Pair, float]) -> None:
    found = best_pairs(weights)
    assert len({a for a, _ in found}) == len({b for _, b in found}) == len(found)
    best = max(
        sum(weights.get((a, b), 0.0) for a, b in enumerate(order))
        for order in permutations(range(4))
    )
    assert sum(weights[pair] for pair in found) == pytest.approx(best)


def event(sides: tuple[Side, Side], killed: Amount) -> Event:
    from dataclasses import replace  # noqa: PLC0415

    return replace(sides[0].events[0], amounts={"killed": killed})


def test_statistics_of_agreement(sides: tuple[Side, Side]) -> None:
    a, b = (1, 2, 3, 10), (2, 2, 6, 10)
    pairs = [
        (event(sides, Amount(x, x, x)), event(sides, Amount(y, y, None)))
        for x, y in zip(a, b, strict=True)
    ]
    found = agreements(pairs)[0]
    assert (found.question, found.pairs, found.total_a, found.total_b) == ("killed", 4, 16, 20)
    assert found.ratio == 1.25
    assert found.difference == 1.0
    assert found.difference_low is not None
    assert found.difference_high is not None
    assert found.difference_low < 0 < found.difference_high
    assert found.equal == 0.5
    assert found.overlapping == 0.5
    # Lin's formula by hand: 2 s_xy / (s_x² + s_y² + (mean difference)²), over n.
    assert found.concordance == pytest.approx(2 * 11.0 / (12.5 + 11.0 + 1.0), abs=1e-4)


def test_too_few_pairs_carry_no_interval(sides: tuple[Side, Side]) -> None:
    one = event(sides, Amount(1, 1, 1))
    found = agreements([(one, one)])[0]
    assert (found.difference_low, found.concordance, found.rank_correlation) == (None, None, None)


def test_kappa_by_hand() -> None:
    assert kappa([("x", "x"), ("x", "y"), ("y", "y"), ("y", "y")]) == 0.5
    assert kappa([]) is None
    assert kappa([("x", "x")]) is None
