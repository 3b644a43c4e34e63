"""The four tally rules, what supersedes what, and what was known when."""

from __future__ import annotations

from dataclasses import replace

import pytest

from polybius.codebook import load
from polybius.errors import SettingsError
from polybius.linking.lineage import lineages
from polybius.linking.lineage_voices import Voices
from polybius.records import Claim, Count, Passage, Report, Voice
from polybius.weighing.deriving import by_rule, derive
from polybius.weighing.standings import Figure, standing_figures
from polybius.weighing.superseding import called_older, revised
from polybius.weighing.tallies import checked_rule, rules, tally_by_all, tally_incident
from polybius.weighing.times import known_by
from tests import samples
from tests.weighing.test_tallies import count


def figure(low: int, high: int | None, voice: str, **more: object) -> Figure:
    best = low if high is None or high == low else None
    made = Figure("killed", "civilians", low, best, high, voice, voice, None, True, (voice,))
    return replace(made, **more)  # type: ignore[arg-type]


def ends(rule: str, *figures: Figure) -> tuple[int, int | None, int | None]:
    (tally,) = tally_incident("i", figures, rule)
    return tally.low, tally.best, tally.high


state = figure(17, 17, "state", credible=False)
group = figure(200, 200, "group", credible=False)
medic = figure(31, 31, "medic")
monitor = figure(31, 35, "monitor")
outlet = figure(24, 99, "outlet", attributed=False, cautious=12)


def test_polybius_leaves_open_what_two_sides_dispute() -> None:
    assert ends("polybius", state, group) == (17, None, 200)


def test_ucdp_takes_what_most_credible_voices_allow_and_keeps_both_ends() -> None:
    assert ends("ucdp", state, medic, monitor, group) == (17, 31, 200)


def test_ucdp_takes_the_lower_where_equals_exclude_one_another() -> None:
    assert ends("ucdp", state, group) == (17, 17, 200)


def test_ucdp_closes_an_open_end_with_the_number_named() -> None:
    assert ends("ucdp", figure(20, None, "medic")) == (20, 20, 20)


def test_acled_takes_the_lowest_and_its_own_number_for_vague_words() -> None:
    assert ends("acled", medic, outlet) == (12, 12, 12)
    assert ends("acled", state, group) == (17, 17, 17)


def test_airwars_gives_the_range_of_credible_voices_without_a_best() -> None:
    assert ends("airwars", state, medic, monitor, group) == (31, None, 35)


def test_no_rule_ever_gives_a_number_that_nobody_gave() -> None:
    told = {17, 31, 35, 200}
    for tally in tally_by_all("i", [state, medic, monitor, group]):
        assert {tally.low, tally.best, tally.high} <= {*told, None}


def test_every_rule_names_the_claims_at_each_end() -> None:
    for tally in tally_by_all("i", [state, medic, monitor, group]):
        assert tally.low_claims
        assert tally.high_claims
        assert bool(tally.best_claims) == (tally.best is not None)


def test_rules_have_short_names_and_unknown_ones_are_refused() -> None:
    assert checked_rule("ucdp") == "tally.ucdp.v1"
    with pytest.raises(SettingsError, match="polybius, ucdp, acled, airwars"):
        checked_rule("median")


def test_all_rules_are_derived_and_one_is_chosen() -> None:
    of = samples.report()
    made = derive(samples.reading(of).claims, {of.id: of})
    assert {t.rule for t in made.tallies} == set(rules)
    assert {t.rule for t in by_rule(made, "acled").tallies} == {"tally.acled.v1"}
    assert by_rule(made, "all") == made


# --- what supersedes what -------------------------------------------------------------------


def dated(day: str | None, words: str = samples.text, address: str = "a.txt") -> Report:
    return replace(samples.report(f"{words} ({day})", address), published=day)


def stands(*claims: Claim, reports: list[Report]) -> list[Figure]:
    return standing_figures(claims, {r.id: r for r in reports})


def test_a_toll_that_rises_is_one_series_and_what_it_replaced_can_be_read() -> None:
    days = [dated(f"2026-02-0{n}", address=f"{n}.txt") for n in (3, 4, 5)]
    claims = [count(r, n, "Korrow", "state.xx") for r, n in zip(days, (9, 14, 17), strict=True)]
    (found,) = stands(*claims, reports=days)
    assert (found.low, found.high) == (17, 17)
    assert found.earlier == tuple(sorted(c.id for c in claims[:2]))


def test_a_toll_may_be_corrected_downwards() -> None:
    days = [dated("2026-02-03", address="1"), dated("2026-02-04", address="2")]
    claims = [count(r, n, "Korrow", "state.xx") for r, n in zip(days, (40, 12), strict=True)]
    assert stands(*claims, reports=days)[0].high == 12


def test_a_newer_version_at_one_address_replaces_the_older_whole() -> None:
    old, new = dated("2026-02-03"), dated("2026-02-04")
    claims = [count(old, 35, "Korrow", None), count(new, 31, "a medic", None)]
    assert [f.low for f in stands(*claims, reports=[old, new])] == [31]
    assert revised([old, new]) == {old.id: new.id}


def test_reports_of_one_table_do_not_revise_each_other() -> None:
    rows = [
        replace(r, origin=replace(r.origin, container="c" * 64, locator=f"line {n}"))
        for n, r in enumerate((dated("2026-02-03"), dated("2026-02-04")))
    ]
    assert revised(rows) == {}


@pytest.mark.parametrize(
    ("words", "older"),
    [
        ("An earlier version of this report said that 17 people were killed.", True),
        ("The toll rose to 31 from 17 on Monday.", True),
        ("The ministry had earlier put the number at 17.", True),
        ("It revised the figure down from an initial 17 to nine.", True),
        ("The governor said that 17 officers were killed.", False),
        ("Seven of the dead came from Marrowdale; 17 were wounded.", False),
    ],
)
def test_a_figure_that_its_sentence_calls_older_does_not_stand(words: str, *, older: bool) -> None:
    at = words.index("17")
    made = samples.count_claim(samples.report())
    assert isinstance(made.body, Count)
    body = replace(made.body, words=Passage(at, at + 2, "17"))
    assert called_older(replace(made, passage=Passage(0, len(words), words), body=body)) is older


def test_statements_of_one_day_narrow_one_another_or_stay_open() -> None:
    one = dated("2026-02-03", address="1")
    two = dated("2026-02-03", f"{samples.text} Again.", "2")
    vague = count(one, 2, "Korrow", "state.xx", high=None, best=None)
    (found,) = stands(vague, count(two, 9, "Korrow", "state.xx"), reports=[one, two])
    assert (found.low, found.best, found.high) == (9, 9, 9)
    clash = [count(one, 5, "Korrow", "state.xx"), count(two, 9, "Korrow", "state.xx")]
    (found,) = stands(*clash, reports=[one, two])
    assert (found.low, found.best, found.high) == (5, None, 9)


def test_children_of_a_larger_number_are_a_lower_bound_for_civilians() -> None:
    of = dated("2026-02-03")
    whole = count(of, 23, "medic", None, victim_class="person", key="c1")
    part = count(of, 6, "medic", None, victim_class="children", part_of="c1", key="c2")
    found = {f.victim_class: (f.low, f.high) for f in stands(whole, part, reports=[of])}
    assert found == {"person": (23, 23), "civilians": (6, None), "children": (6, 6)}


def test_a_total_over_weeks_is_not_the_incidents() -> None:
    of = dated("2026-02-03")
    assert stands(count(of, 400, "medic", None, scope="cumulative"), reports=[of]) == []


def test_nine_reprints_count_as_one_voice_in_the_tally() -> None:
    long = " ".join(f"{samples.text} Witness {n} saw lorry {n} on road {n}." for n in range(9))
    papers = [
        replace(dated("2026-02-03", f"{long} {n}", f"{n}.txt"), publisher=f"Paper {n}")
        for n in range(9)
    ]
    other = replace(dated("2026-02-03", "Eleven died, 17 say, officers.", "x"), publisher="Other")
    speaker = Voice("witness", "a witness", "unnamed")
    claims = [
        samples.with_id(replace(count(p, 17, "", None), voice=speaker, id="")) for p in papers
    ]
    reports = {r.id: r for r in [*papers, other]}
    voices = Voices(claims, reports, lineages(reports.values()))
    assert len(standing_figures(claims, reports, voices)) == 1
    assert len(standing_figures(claims, reports)) == 9


# --- what was known when --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "day", "known"),
    [
        ("2026-02-04", "2026-02-04", True),
        ("2026-02-04", "2026-02-03", False),
        ("2026-02", "2026-02-28", False),
        ("2026-02", "2026-03-01", True),
        ("2026", "2026-12-31", False),
        (None, "2026-02-05", True),
        (None, "2026-02-04", False),
    ],
)
def test_known_by_a_day(published: str | None, day: str, *, known: bool) -> None:
    assert known_by(dated(published), day) is known


def test_known_by_wants_a_date() -> None:
    with pytest.raises(SettingsError, match="YYYY-MM-DD"):
        known_by(dated(None), "yesterday")


def test_a_report_dated_after_one_that_quotes_it_changes_no_result() -> None:
    """Clock skew: the copy seems older than the original."""
    early, late = dated("2026-02-03", address="1"), dated("2026-02-09", address="2")
    claims = [count(late, 9, "Korrow", "state.xx"), count(early, 14, "Korrow", "state.xx")]
    assert stands(*claims, reports=[early, late])[0].low == 9
    assert stands(*claims[::-1], reports=[late, early])[0].low == 9


def test_the_codebook_says_what_each_rule_does() -> None:
    assert list(load().tally_rules) == list(rules)
