"""Grades: one test for each rule of docs/weighing.md, in its order."""

from __future__ import annotations

from dataclasses import replace

from polybius.linking.lineage import lineages
from polybius.linking.lineage_voices import Voices
from polybius.records import (
    Claim,
    Decision,
    Grade,
    Incident,
    Modality,
    Occurrence,
    Report,
    Ruling,
    Stance,
    Voice,
)
from polybius.weighing.disputes import find_disputes
from polybius.weighing.grades import as_ruled, grade_incident
from tests import samples
from tests.weighing.test_tallies import front, medic, occurrence, police, resident

army = Voice("military", "the army", "unnamed", party_id="force.xx.army")


def report(n: int, words: str = "") -> Report:
    text = f"{samples.text} {words} {n}"
    return replace(samples.report(text, f"{n}.txt"), publisher=f"Paper {n}")


def graded(*claims: Claim, reports: list[Report] | None = None) -> Grade:
    known = {r.id: r for r in reports or []}
    voices = Voices(claims, known, lineages(known.values())) if reports else None
    disputes = find_disputes("i", claims, [])
    return grade_incident("i", claims, disputes, known or None, voices)


def test_rival_attributions_are_contested() -> None:
    made = graded(
        occurrence(report(1), police, "accuses", "xx.front"),
        occurrence(report(2), front, "accuses", "force.xx.army"),
    )
    assert made.grade == "contested"


def test_a_denial_by_the_one_named_is_contested_even_where_it_was_confirmed_elsewhere() -> None:
    made = graded(
        occurrence(report(1), police, "accuses", "xx.front"),
        occurrence(report(2), front, "denies", "xx.front"),
    )
    assert made.grade == "contested"


def test_what_the_perpetrators_side_claims_is_confirmed() -> None:
    claim = occurrence(report(1), front, "claims_responsibility", "xx.front")
    made = graded(claim)
    assert (made.grade, made.claim_ids) == ("confirmed", (claim.id,))


def test_what_the_adverse_side_acknowledges_is_confirmed() -> None:
    made = graded(occurrence(report(1), army, "acknowledges", "xx.front"))
    assert made.grade == "confirmed"
    assert "granted by the side it stands against" in made.reasons[0]


def test_what_a_voice_without_a_side_acknowledges_is_not_confirmed() -> None:
    assert graded(occurrence(report(1), medic, "acknowledges", "xx.front")).grade == "weak"


def test_what_nobody_stands_by_is_discounted() -> None:
    doubted = occurrence(report(1), medic, "doubts", "xx.front")
    assert graded(doubted).grade == "discounted"


def test_what_a_newer_version_takes_back_is_discounted() -> None:
    old, new = samples.report("Old. " + samples.text), samples.report("New. " + samples.text)
    new = replace(new, published="2026-02-05")
    said = occurrence(old, medic, "asserts", "xx.front")
    now = occurrence(new, medic, "denies", "xx.front")
    assert graded(said, now, reports=[old, new]).grade == "discounted"


def test_two_credible_voices_of_independent_reports_are_fair() -> None:
    made = graded(
        occurrence(report(1), medic, "asserts", "xx.front"),
        occurrence(report(2, "Quite another text."), resident, "asserts", "xx.front"),
    )
    assert made.grade == "fair"


def test_two_voices_of_one_report_are_weak() -> None:
    of = report(1)
    made = graded(
        occurrence(of, medic, "asserts", "xx.front"),
        occurrence(of, resident, "asserts", "xx.front"),
        reports=[of],
    )
    assert made.grade == "weak"
    assert "no two are independent" in made.reasons[0]


def test_a_reprint_adds_no_second_source() -> None:
    long = " ".join(f"Lorry {n} burned beside pump {n} while crew {n} watched." for n in range(12))
    one, two = report(1, long), report(2, long)
    made = graded(
        occurrence(one, medic, "asserts", "xx.front"),
        occurrence(two, resident, "asserts", "xx.front"),
        reports=[one, two],
    )
    assert made.grade == "weak"


def test_a_single_source_is_weak() -> None:
    assert graded(occurrence(report(1), medic, "asserts", "xx.front")).reasons == (
        "1 credible voice",
    )


def test_parties_to_the_fighting_alone_are_weak() -> None:
    made = graded(
        occurrence(report(1), police, "asserts", "xx.front"),
        occurrence(report(2), army, "asserts", "xx.front"),
    )
    assert (made.grade, made.reasons) == ("weak", ("no credible voice",))


def test_a_person_may_rule_otherwise() -> None:
    claim = occurrence(report(1), medic, "asserts", "xx.front")
    incident = Incident("i", "attack", (claim.id,), (claim.report_id,))
    ruling = Decision(
        "d", Ruling.REGRADE, ("i",), "A. Coder", "2026-02-05T00:00:00Z", "saw the film",
        groups=((claim.id,),), grade="fair",
    )  # fmt: skip
    made = as_ruled(graded(claim), incident, [ruling])
    assert (made.grade, made.rule) == ("fair", "decision")
    assert made.reasons == ("A. Coder ruled so: saw the film",)


def test_a_forecast_is_nobodys_account() -> None:
    made = occurrence(report(1), medic, "predicts", "xx.front")
    assert isinstance(made.body, Occurrence)
    future = replace(made, body=replace(made.body, modality=Modality.FUTURE))
    assert graded(replace(future, stance=Stance("predicts"))).grade == "discounted"
