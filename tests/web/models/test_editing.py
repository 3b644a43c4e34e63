from __future__ import annotations

from pathlib import Path

import pytest

from polybius.errors import SettingsError
from polybius.ledger.rulings import corrected
from polybius.ledger.store import Ledger
from polybius.records import Count, Occurrence, Passage
from polybius.web.models.adding import Missed, add_claim, missed_claim, missed_in
from polybius.web.models.editing import changes_in, editable_fields, passage_in
from polybius.web.models.judged import read_claims
from tests import samples

report = samples.report()
claim = samples.count_claim(report)


def test_a_form_left_alone_changes_nothing() -> None:
    form = {field.field: field.value for field in editable_fields(claim)}
    assert changes_in(claim, form, report.text) == ()


def test_changes_make_the_claim_what_the_form_says() -> None:
    form = {"body.low": "12", "body.high": "", "voice.role": "", "stance.code": "denies"}
    made = corrected(claim, changes_in(claim, form, report.text))
    assert isinstance(made.body, Count)
    assert (made.body.low, made.body.high, made.stance.code) == (12, None, "denies")


def test_a_passage_is_taken_from_the_text() -> None:
    start = report.text.index("officers")
    form = {"body.words": f"{start}-{start + 8}"}
    made = corrected(claim, changes_in(claim, form, report.text))
    assert isinstance(made.body, Count)
    assert made.body.words == Passage(start, start + 8, "officers")


@pytest.mark.parametrize("given", ["", "5", "7-3", "0-9999", "a-b", "3-3"])
def test_what_is_no_passage_is_refused(given: str) -> None:
    with pytest.raises(SettingsError, match="no passage"):
        passage_in(report.text, given)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [("body.low", "many", "no number"), ("body.low", "", "can't be empty"),
     ("body.low", "٤", "no number")],
)  # fmt: skip
def test_what_does_not_fit_is_refused(field: str, value: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        changes_in(claim, {field: value}, report.text)


def test_each_kind_has_its_own_fields() -> None:
    occurrence = editable_fields(samples.occurrence_claim(report))
    assert "body.event_type" in {f.field for f in occurrence}
    assert "body.low" not in {f.field for f in occurrence}
    assert "place.name" not in {f.field for f in occurrence}, "it has no place"


def test_a_missed_count_has_its_words_its_voice_and_its_offsets() -> None:
    said = Missed("23-51", "count", voice="The governor", voice_kind="government", low="17",
                  high="17", victim_class="security_forces")  # fmt: skip
    made = missed_claim(report, said, like=claim)
    assert made.passage.text == report.text[23:51]
    assert isinstance(made.body, Count)
    assert made.body.words.text == "17"
    assert report.text[made.body.words.start : made.body.words.end] == "17"
    assert (made.happening, made.place) == (claim.happening, claim.place)
    assert made.voice.passage == Passage(0, 12, "The governor")


def test_a_missed_happening() -> None:
    made = missed_claim(report, Missed("0-12", "occurrence", event_type="bombing"))
    assert made.body == Occurrence("bombing", Passage(0, 12, "The governor"))
    assert made.voice.anonymity == "outlet"


@pytest.mark.parametrize(
    "said",
    [
        Missed("0-12", "count", low="x"),
        Missed("0-12", "count", low="9", high="3"),
        Missed("0-12", "occurrence", event_type="no_such"),
        Missed("0-12", "outlook"),
        Missed("0-12", "statement", stance="no_such"),
        Missed("0-12", "statement", voice="Nobody of this text"),
    ],
)
def test_what_no_claim_can_be_is_refused(said: Missed) -> None:
    with pytest.raises(SettingsError):
        missed_claim(report, said)


def test_a_form_without_a_passage_is_refused() -> None:
    with pytest.raises(SettingsError, match="lacks"):
        missed_in({"kind": "count"})


def test_an_added_claim_stands_beside_those_that_were_read(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.append(report, samples.original, samples.reading(report))
        before = [j.read for j in read_claims(ledger, report.id)]
        made = missed_claim(report, Missed("0-12", "statement"))
        assert add_claim(ledger, report, made, before)
        after = [j.read.id for j in read_claims(ledger, report.id)]
        assert set(after) == {made.id, *(c.id for c in before)}
        assert not add_claim(ledger, report, made, before), "twice is once"
