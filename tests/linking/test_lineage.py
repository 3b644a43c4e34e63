"""Near-copies, families and independent voices: each rule on the smallest case that shows it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from polybius.linking.lineage import lineages
from polybius.linking.lineage_copies import containment
from polybius.linking.lineage_sketches import candidates, most_candidates
from polybius.linking.lineage_voices import Voices
from polybius.linking.lineage_words import quotations, worded
from polybius.records import Claim, Passage, Report, Stance, Voice
from tests import samples

wire = """Seventeen officers were killed when gunmen stormed a barracks in Marrowdale on Tuesday.
The attackers came in two lorries and blew open the northern gate with a mortar.
Fighting went on until noon, when helicopters brought paratroopers from the coast.
Residents saw smoke above the arsenal and counted nine ambulances on the harbour road.
The governor closed every school in the province and asked hospitals for blood.
Two schoolteachers who lived beside the wall were hit by stray bullets and are in surgery.
It was the heaviest raid on the garrison since the winter truce collapsed in March."""

other = """A barracks in Marrowdale came under attack this week and seventeen officers died.
What went wrong, families ask, if two patrols had warned of strangers in the quarry?
Mechanics at the filling station sold diesel to men whose accent nobody could place.
The ministry has recalled a brigadier and promised an inquiry by judges from the capital.
Insurance brokers expect shipowners to avoid the harbour until the pilots return to work."""


def report(text: str, day: str | None, publisher: str = "Harbour Gazette") -> Report:
    made = samples.report(text, f"{publisher} {day}.txt")
    return replace(made, published=day, publisher=publisher)


def trimmed(text: str, keep: int) -> str:
    return "\n".join(text.splitlines()[:keep])


def edited(text: str, rate: float, seed: int) -> str:
    chance = Random(seed)
    return " ".join(
        f"w{chance.randrange(10**6)}" if chance.random() < rate else w for w in text.split()
    )


def test_a_trimmed_and_reheadlined_reprint_is_found_and_explained() -> None:
    first = report(wire, "2026-02-03")
    cut = report(f"DEADLY RAID\n{trimmed(wire, 4)}", "2026-02-04", "Inland Post")
    (kinship,) = lineages([cut, first]).kinships
    assert (kinship.earlier, kinship.later) == (first.id, cut.id)
    assert (kinship.reason, kinship.is_parent) == ("trimmed", True)
    assert kinship.contained > 0.9 > kinship.kept


def test_an_account_written_independently_is_no_copy() -> None:
    assert lineages([report(wire, "2026-02-03"), report(other, "2026-02-03")]).kinships == ()


def test_copies_are_found_through_edits_to_two_fifths_of_the_words() -> None:
    first = report(wire, "2026-02-03")
    copies = [report(edited(wire, rate, 7), "2026-02-04") for rate in (0.05, 0.2, 0.3, 0.4)]
    assert lineages([*copies, first]).family(copies[-1].id) == tuple(
        sorted([first.id, *(copy.id for copy in copies)])
    )


def test_a_copy_of_a_copy_comes_from_the_copy_that_it_is_nearest_to() -> None:
    first = report(wire, "2026-02-03")
    second = report(edited(wire, 0.3, 1), "2026-02-04")
    third = report(edited(second.text, 0.3, 2), "2026-02-05")
    found = lineages([third, first, second])
    assert found.parents == {second.id: first.id, third.id: second.id}
    assert found.root(third.id) == first.id


def test_equal_copies_come_from_the_earliest() -> None:
    first, second, third = (report(f"{wire}\n{n}", f"2026-02-0{n}") for n in (3, 4, 5))
    assert set(lineages([third, second, first]).parents.values()) == {first.id}


def test_a_round_up_of_two_stories_does_not_make_them_one_family() -> None:
    one, two = report(wire, "2026-02-03"), report(other, "2026-02-03")
    both = report(f"{wire}\n{other}", "2026-02-04", "Digest")
    found = lineages([one, two, both])
    assert set(found.sources[both.id]) == {one.id, two.id}
    assert not {one.id, two.id} <= set(found.family(both.id))


def test_the_result_does_not_depend_on_the_order_of_arrival() -> None:
    reports = [report(edited(wire, n / 20, n), f"2026-02-{n + 3:02}") for n in range(8)]
    shuffled = reports[::-1]
    Random(5).shuffle(shuffled)
    assert lineages(reports) == lineages(shuffled)


def test_a_file_given_twice_is_one_report_and_no_copy_of_itself() -> None:
    first = report(wire, "2026-02-03")
    again = replace(first, origin=replace(first.origin, address="copy-of-it.txt"))
    assert lineages([first, again]).kinships == ()


def test_a_report_without_a_date_is_never_taken_for_the_original() -> None:
    dated, undated = report(f"{wire}\n1", "2026-02-03"), report(f"{wire}\n2", None)
    assert lineages([undated, dated]).parents == {undated.id: dated.id}


def test_texts_without_words_have_no_lineage() -> None:
    assert lineages([report("", None), report("...\n", None), report("— —", None)]).kinships == ()
    assert containment(worded(""), worded(wire)).share == 0.0


def test_hundreds_of_copies_of_one_story_are_one_family() -> None:
    copies = [report(f"{wire}\nEdition {n}.", f"2026-02-{n % 28 + 1:02}") for n in range(300)]
    (members,) = lineages(copies).families.values()
    assert len(members) == 300


background = """More than nine thousand people have been displaced from the hills since the truce.
Monitors of the river commission counted forty breaches last month alone, most after dark."""


def sentence_kept(n: int) -> str:
    """Return a story of its own that took over one sentence of the wire."""
    own = other.splitlines()
    return "\n".join([own[0], wire.splitlines()[n], *own[1:3]])


def own(lines: int, seed: int) -> str:
    """Return words that no other story has, as many as the wire's first lines have."""
    return edited(trimmed(wire, lines), 1, seed)


def test_a_sentence_taken_over_whole_makes_a_copy() -> None:
    first, later = report(wire, "2026-02-03"), report(sentence_kept(3), "2026-02-04")
    (kinship,) = lineages([first, later]).kinships
    assert (kinship.reason, kinship.contained < 0.48) == ("edited", True)


def test_a_background_printed_under_many_stories_joins_none() -> None:
    stories = [
        report(f"{own(3, n)}\n{background}\n{own(2, n + 9)}", f"2026-02-0{n}") for n in range(1, 7)
    ]
    assert lineages(stories).kinships == ()
    assert lineages(stories[:2]).kinships != ()


def test_the_same_last_paragraph_joins_no_two_stories() -> None:
    stories = [report(f"{edited(wire, 1, n)}\n{background}", "2026-02-03") for n in (1, 2)]
    assert lineages(stories).kinships == ()


def test_on_one_day_the_text_that_most_of_the_others_is_in_comes_first() -> None:
    first = report(wire, "2026-02-03")
    more = report(f"{trimmed(wire, 4)}\n{other}\n{background}", "2026-02-03")
    cuts = [report(f"{trimmed(wire, keep)}\n{keep}", "2026-02-04") for keep in (5, 6, 7)]
    found = lineages([more, *cuts, first])
    assert {found.root(r.id) for r in (more, *cuts)} == {first.id}


def test_a_lost_quotation_mark_hides_no_sentence_between_two_quotations() -> None:
    text = 'He said "we shall go. The bridge at Lume fell. "No one will stop us now," he added.'
    assert worded("bridge Lume fell").whole in worded(text).whole


def test_long_quotations_do_not_make_two_stories_alike() -> None:
    said = '"We shall find those who did this and bring every one of them before a court," he said.'
    assert worded(f"{other} {said}").whole == worded(f"{other} he said.").whole
    assert quotations(said) == (
        "we shall find those who did this and bring every one of them before a court",
    )


# --- voices ---------------------------------------------------------------------------------

outlet = Voice("outlet", "Harbour Gazette", "outlet")
doctor = Voice("medic", "a doctor", "unnamed")


def claim(of: Report, words: str, voice: Voice) -> Claim:
    start = of.text.index(words)
    made = samples.occurrence_claim(replace(of, text=samples.text))
    at = Passage(start, start + len(words), words)
    changed = replace(made, report_id=of.id, passage=at, voice=voice, stance=Stance("asserts"))
    return samples.with_id(replace(changed, id=""))


def voices(claims: list[Claim], reports: list[Report]) -> Voices:
    return Voices(claims, {r.id: r for r in reports}, lineages(reports))


smoke = "Residents saw smoke above the arsenal and counted nine ambulances on the harbour road."


def test_nine_reprints_are_one_voice() -> None:
    first = report(wire, "2026-02-03", "Wire")
    copies = [report(f"{wire}\n{n}", "2026-02-04", f"Paper {n}") for n in range(9)]
    claims = [claim(r, smoke, replace(outlet, name=r.publisher or "")) for r in [first, *copies]]
    found = voices(claims, [first, *copies])
    assert {found.key(c) for c in claims} == {"outlet:wire"}
    assert found.independence(claims[0], claims[5]).code == "same_text"


def test_what_a_reprint_adds_is_its_own() -> None:
    first = report(wire, "2026-02-03", "Wire")
    added = "A doctor at the children's clinic told this paper that eleven corpses lay in its yard."
    more = report(f"{wire}\n{added}", "2026-02-04", "Paper")
    one, two = claim(first, smoke, outlet), claim(more, added, doctor)
    found = voices([one, two], [first, more])
    assert found.origin(two) == more.id
    assert found.independence(one, two).independent


def test_an_unnamed_source_in_a_reprint_is_the_originals() -> None:
    first, copy = report(wire, "2026-02-03", "Wire"), report(f"{wire}\nX", "2026-02-04", "Paper")
    one, two = claim(first, smoke, doctor), claim(copy, smoke, doctor)
    found = voices([one, two], [first, copy])
    assert found.key(one) == found.key(two)


def test_one_speaker_is_one_voice_in_unrelated_stories() -> None:
    one, two = report(wire, "2026-02-03"), report(other, "2026-02-03", "Inland Post")
    speaker = Voice("military", "Colonel Besk Tarrou", "named")
    made = [claim(one, smoke, speaker), claim(two, "seventeen officers died", speaker)]
    assert voices(made, [one, two]).independence(*made).code == "same_speaker"


quote = '"Nobody slept, and by dawn the whole street smelt of burning grain," a resident said.'


def test_a_quotation_printed_twice_is_one_voice() -> None:
    one = report(f"{wire}\n{quote}", "2026-02-03")
    two = report(f"{other}\n{quote}", "2026-02-03", "Inland Post")
    local = Voice("resident", "a resident", "unnamed")
    made = [claim(one, quote, local), claim(two, quote, replace(local, name="a local man"))]
    assert voices(made, [one, two]).independence(*made).code == "same_quotation"


def test_a_quotation_does_not_make_two_sides_one_voice() -> None:
    one = report(f"{wire}\n{quote}", "2026-02-03")
    two = report(f"{other}\n{quote}", "2026-02-03", "Inland Post")
    made = [
        claim(one, quote, Voice("military", "the army", "unnamed", party_id="force.xx.army")),
        claim(two, quote, Voice("armed_group", "the Front", "unnamed", party_id="xx.front")),
    ]
    assert voices(made, [one, two]).independence(*made).independent


def test_two_voices_of_one_report_came_through_one_report() -> None:
    one = report(wire, "2026-02-03")
    made = [claim(one, smoke, doctor), claim(one, smoke, Voice("police", "police", "unnamed"))]
    found = voices(made, [one])
    assert found.independence(*made) == found.independence(*made[::-1])
    assert found.independence(*made).code == "one_report"


def test_a_text_changed_at_its_address_is_the_same_account() -> None:
    old = replace(report(wire, "2026-02-03"), publisher=None)
    new = replace(report(other, "2026-02-04"), publisher=None, origin=old.origin)
    unnamed = replace(outlet, name="the report")
    made = [claim(old, smoke, unnamed), claim(new, "seventeen officers died", unnamed)]
    assert voices(made, [old, new]).independence(*made).code == "same_outlet"


def test_rows_of_one_table_take_no_places_from_the_copies_of_a_row() -> None:
    """A table of like rows made each pair of them a candidate: memory, and copies crowded out."""
    rows = [worded(f"{wire} Entry {n}.") for n in range(40)]
    tables = ["events.csv"] * len(rows)
    assert candidates(rows, tables=tables) == ()
    pairs = candidates([*rows, worded(wire)], tables=[*tables, None])
    assert {later for later, _ in pairs} == {40}
    assert len(pairs) == most_candidates
    other_table = [*tables[:39], "others.csv"]
    assert {later for later, _ in candidates(rows, tables=other_table)} == {39}
